//! Language tags: BCP 47 (RFC 5646), with the matching rules that TMX and SRX need.

use std::fmt;

use crate::text::{language_codes, language_names};

/// A language tag in canonical form: `fr`, `fr-CA`, `zh-Hant-TW`.
///
/// Read leniently, since memories carry `FR_FR`, `en-us` and `fra`: underscores count as hyphens, case is normalised as
/// RFC 5646 section 2.1.1 recommends, and a language has its shortest code (section 2.2.1): `fra` and `fre` are `fr`, `iw` is
/// `he`, `sh` is `sr-Latn`. Only the shape is checked, not the registry of subtags.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Lang(String);

/// A tag that does not have the shape of a language tag.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a language tag: expected a BCP 47 tag such as `fr`, `en` or `fr-CA`")]
pub struct LangError(pub String);

impl Lang {
    /// Reads a tag; surrounding white space, letter case and `_` for `-` do not matter.
    ///
    /// # Errors
    /// When the text does not have the shape of a tag: a primary subtag of 2 to 8 letters, then subtags of 1 to 8
    /// letters and digits.
    ///
    /// ```
    /// use interligne::text::lang::Lang;
    /// assert_eq!(Lang::parse("FR_fr")?.as_str(), "fr-FR");
    /// assert_eq!(Lang::parse("fra-CA")?, Lang::parse("fr-CA")?);
    /// assert!(Lang::parse("french language").is_err());
    /// # Ok::<(), interligne::text::lang::LangError>(())
    /// ```
    pub fn parse(tag: &str) -> Result<Lang, LangError> {
        let error = || LangError(tag.to_owned());
        let mut out = String::with_capacity(tag.len());
        let mut after_singleton = false;
        for (i, part) in tag.trim().split(['-', '_']).enumerate() {
            if !(1..=8).contains(&part.len()) || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
                return Err(error());
            }
            if i == 0 {
                let private_or_grandfathered = part.eq_ignore_ascii_case("x") || part.eq_ignore_ascii_case("i");
                if !part.bytes().all(|b| b.is_ascii_alphabetic()) || (part.len() < 2 && !private_or_grandfathered) {
                    return Err(error());
                }
                after_singleton = part.len() == 1;
                out.push_str(&part.to_ascii_lowercase());
                continue;
            }
            out.push('-');
            let alphabetic = part.bytes().all(|b| b.is_ascii_alphabetic());
            match part.len() {
                2 if alphabetic && !after_singleton => out.push_str(&part.to_ascii_uppercase()),
                4 if alphabetic && !after_singleton => {
                    out.push_str(&part[..1].to_ascii_uppercase());
                    out.push_str(&part[1..].to_ascii_lowercase());
                }
                _ => out.push_str(&part.to_ascii_lowercase()),
            }
            after_singleton |= part.len() == 1;
        }
        if after_singleton && !out.contains('-') {
            return Err(error());
        }
        Ok(Lang(canonical(out)))
    }

    /// The language that a person calls so: a tag, or a name in English, French or the language itself, also with a country
    /// or another addition in brackets or after a hyphen (`French (France)`, `anglais - Canada`), of which a known
    /// country or its code is kept.
    ///
    /// ```
    /// use interligne::text::lang::Lang;
    /// let lang = |name| Lang::from_name(name).map(|lang| lang.to_string());
    /// assert_eq!(lang("French (Canada)").as_deref(), Some("fr-CA"));
    /// assert_eq!(lang("ENG").as_deref(), Some("en"));
    /// assert_eq!(lang("Hello there"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Lang> {
        let name = name.trim();
        if let Some(lang) = Lang::parse(name).ok().filter(Lang::is_registered) {
            return Some(lang);
        }
        let (first, rest) = match name.find(['(', '[', '-', '–', '—', '/', ',', '_']) {
            Some(at) => name.split_at(at),
            None => (name, ""),
        };
        let first = first.trim();
        let rest = rest.trim_matches(|c: char| !c.is_alphanumeric());
        let code = language_names::code_of(first);
        let lang = match code {
            Some(code) => Lang(code.to_owned()),
            // `FR (France)`; `Fr` before other words is none.
            None => Lang::parse(first)
                .ok()
                .filter(|lang| lang.is_registered() && name.contains(['(', '[']))?,
        };
        // `French (fr-CA)` says it all.
        if let Some(exact) = Lang::parse(rest)
            .ok()
            .filter(|exact| exact.is_registered() && lang.accepts(exact))
        {
            return Some(exact);
        }
        match region(rest) {
            Some(region) => Lang::parse(&format!("{lang}-{region}")).ok(),
            None => Some(lang),
        }
    }

    /// Whether the primary subtag can be one of the registry: two letters of ISO 639-1, or three. What has more letters,
    /// such as the name `french`, has the shape of a tag and is none.
    #[must_use]
    pub fn is_registered(&self) -> bool {
        let primary = self.primary();
        matches!(primary, "x" | "i") || language_codes::is_language(primary)
    }

    /// The tag in canonical case, such as `fr-CA`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary language subtag: `fr` of `fr-CA`.
    #[must_use]
    pub fn primary(&self) -> &str {
        // Asked of every word: quicker than to split.
        let end = self.0.bytes().position(|byte| byte == b'-');
        &self.0[..end.unwrap_or(self.0.len())]
    }

    /// What to call the language in a message: its English name where it is one that documents are often in (`French`, for
    /// `fr-CA` too), else the tag.
    #[must_use]
    pub fn name(&self) -> &str {
        language_names::english(self.primary()).unwrap_or(&self.0)
    }

    /// What the language is called in French, such as `français`; the tag itself where that is not known.
    #[must_use]
    pub fn french_name(&self) -> &str {
        language_names::french(self.primary()).unwrap_or(&self.0)
    }

    /// The script, where the tag or its region says it: `Hant` of `zh-Hant-HK` and of `zh-TW`.
    #[must_use]
    pub fn script(&self) -> Option<&str> {
        let subtags = || self.0.split('-').skip(1).take_while(|subtag| subtag.len() > 1);
        let script = |subtag: &&str| subtag.len() == 4 && subtag.bytes().all(|b| b.is_ascii_alphabetic());
        if let Some(said) = subtags().find(script) {
            return Some(said);
        }
        let region = subtags().find(|subtag| subtag.len() == 2)?;
        match (self.primary(), region) {
            ("zh", "CN" | "SG" | "MY") => Some("Hans"),
            ("zh", "TW" | "HK" | "MO") => Some("Hant"),
            ("sr", "ME") | ("uz", "UZ") | ("az", "AZ") => Some("Latn"),
            ("uz", "AF") | ("az", "IR") | ("pa", "PK") => Some("Arab"),
            ("pa", "IN") => Some("Guru"),
            ("mn", "MN") => Some("Cyrl"),
            ("mn", "CN") => Some("Mong"),
            _ => None,
        }
    }

    /// The region, where the tag says it: `CA` of `fr-CA`, `419` of `es-419`.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        let mut subtags = self.0.split('-').skip(1).take_while(|subtag| subtag.len() > 1);
        subtags.find(|s| s.len() == 2 || (s.len() == 3 && s.bytes().all(|b| b.is_ascii_digit())))
    }

    /// Whether the primary language is the one named (lower case, `fr`).
    #[must_use]
    pub fn is(&self, primary: &str) -> bool {
        self.primary() == primary
    }

    /// Whether content in `other` serves a user who asked for `self`: the tags are equal, or the one is a prefix of the
    /// other (RFC 4647 basic filtering, in both directions), or they share the primary language (`fr-CA` for `fr-FR`). What
    /// is in another script serves nobody: `zh-CN` is not `zh-TW`, nor `sr-Cyrl` `sr-Latn`.
    ///
    /// Use [`Lang::closeness`] where several candidates compete.
    #[must_use]
    pub fn accepts(&self, other: &Lang) -> bool {
        self.closeness(other) > 0
    }

    /// Whether a text in `other` is no translation of one in `self`: both are the same, or one only says more of itself (`fr` and `fr-CA`).
    /// Two regions or scripts of a language are two (`pt-BR` and `pt-PT`).
    #[must_use]
    pub fn is_one_with(&self, other: &Lang) -> bool {
        self.closeness(other) > 1
    }

    /// How well `other` serves a user who asked for `self`: 3 the same tag, 2 one is a prefix of the other (`fr` and
    /// `fr-CA`), 1 the same primary language only (`fr-FR` and `fr-CA`), 0 another language or another script.
    #[must_use]
    pub fn closeness(&self, other: &Lang) -> u8 {
        let prefix = |a: &str, b: &str| b.starts_with(a) && b.as_bytes().get(a.len()) == Some(&b'-');
        if self == other {
            return 3;
        }
        if self.primary() != other.primary() {
            return 0;
        }
        match (self.script(), other.script()) {
            (Some(own), Some(others)) if own != others => 0,
            // Who asks for Chinese without more means the simplified script first.
            (None, Some("Hant")) | (Some("Hant"), None) if self.is("zh") => 1,
            _ if prefix(&self.0, &other.0) || prefix(&other.0, &self.0) => 2,
            _ => 1,
        }
    }

    /// Whether both tags name a region and not the same one: `en-US` for `en-GB`.
    #[must_use]
    pub fn other_region(&self, other: &Lang) -> bool {
        matches!((self.region(), other.region()), (Some(own), Some(others)) if own != others)
    }
}

/// The tag with the shortest code of its language; `zh-CHS` and `zh-CHT`, which Windows had, with their scripts.
fn canonical(tag: String) -> String {
    let (primary, rest) = tag.split_at(tag.find('-').unwrap_or(tag.len()));
    if primary == "sh" || primary == "hbs" {
        let written = rest.starts_with("-Latn") || rest.starts_with("-Cyrl");
        return format!("sr{}{rest}", if written { "" } else { "-Latn" });
    }
    match (language_codes::shortest(primary).unwrap_or(primary), rest) {
        ("zh", "-chs") => "zh-Hans".to_owned(),
        ("zh", "-cht") => "zh-Hant".to_owned(),
        (same, _) if same == primary => tag,
        (code, _) => format!("{code}{rest}"),
    }
}

/// The region that a name or a code stands for, among those that name languages' variants most often.
fn region(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let names = |(_, names): &&(&str, &[&str])| names.contains(&name.as_str());
    REGIONS.iter().find(names).map(|(code, _)| *code)
}

/// Regions with the names that column heads give them.
static REGIONS: [(&str, &[&str]); 17] = [
    ("AU", &["australia", "australie", "au"]),
    ("AT", &["austria", "autriche", "österreich", "at"]),
    ("BE", &["belgium", "belgique", "be"]),
    ("BR", &["brazil", "brésil", "brasil", "br"]),
    ("CA", &["canada", "ca", "canadian"]),
    ("CH", &["switzerland", "suisse", "schweiz", "ch"]),
    ("CN", &["china", "chine", "prc", "cn", "simplified"]),
    ("DE", &["germany", "allemagne", "deutschland", "de"]),
    ("ES", &["spain", "espagne", "españa", "es"]),
    ("FR", &["france", "fr"]),
    (
        "GB",
        &[
            "uk",
            "united kingdom",
            "royaume-uni",
            "great britain",
            "britain",
            "british",
            "gb",
        ],
    ),
    ("IE", &["ireland", "irlande", "ie"]),
    ("IT", &["italy", "italie", "italia", "it"]),
    ("LU", &["luxembourg", "lu"]),
    ("MX", &["mexico", "mexique", "méxico", "mx"]),
    ("TW", &["taiwan", "taïwan", "tw", "traditional"]),
    (
        "US",
        &["us", "usa", "united states", "états-unis", "etats-unis", "american"],
    ),
];

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl serde::Serialize for Lang {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl std::str::FromStr for Lang {
    type Err = LangError;
    fn from_str(s: &str) -> Result<Lang, LangError> {
        Lang::parse(s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_whatever_their_case_and_separator() {
        for (given, expected) in [
            ("fr", "fr"),
            ("EN-US", "en-US"),
            (" fr_ca ", "fr-CA"),
            ("ZH-hant-tw", "zh-Hant-TW"),
            ("es-419", "es-419"),
            ("x-klingon", "x-klingon"),
            ("en-x-US", "en-x-us"),
            ("fra", "fr"),
            ("FRE_ca", "fr-CA"),
            ("iw", "he"),
            ("in-ID", "id-ID"),
            ("mo", "ro"),
            ("no", "nb"),
            ("sh", "sr-Latn"),
            ("zh-CHT", "zh-Hant"),
            ("gsw", "gsw"),
        ] {
            assert_eq!(Lang::parse(given).map(|l| l.0), Ok(expected.to_owned()), "{given}");
        }
        for wrong in ["", "f", "-", "fr-", "français", "1fr", "a b", "x"] {
            assert!(Lang::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn closeness_prefers_the_nearest_tag() {
        let lang = |s: &str| Lang::parse(s).expect("a tag written in this test");
        assert_eq!(lang("fr").closeness(&lang("fr")), 3);
        assert_eq!(lang("fr").closeness(&lang("fr-CA")), 2);
        assert_eq!(lang("fr-FR").closeness(&lang("fr-CA")), 1);
        assert_eq!(lang("fr").closeness(&lang("fro")), 0);
        assert_eq!(lang("fr").closeness(&lang("fra")), 3);
    }

    #[test]
    fn another_script_is_another_language_and_another_region_is_not() {
        let lang = |s: &str| Lang::parse(s).expect("a tag written in this test");
        for (asked, given, closeness) in [
            ("zh-TW", "zh-CN", 0),
            ("zh-Hant", "zh-CN", 0),
            ("zh-Hant", "zh-HK", 1),
            ("zh-TW", "zh-HK", 1),
            ("zh", "zh-CN", 2),
            ("zh", "zh-TW", 1),
            ("sr-Latn", "sr-Cyrl", 0),
            ("sr-Latn", "sr-Latn-RS", 2),
            ("sr", "sr-Latn", 2),
            ("fr-FR", "fr-CA", 1),
        ] {
            assert_eq!(lang(asked).closeness(&lang(given)), closeness, "{asked} {given}");
            assert_eq!(lang(given).closeness(&lang(asked)), closeness, "{given} {asked}");
        }
        assert!(lang("en-GB").other_region(&lang("en-US")));
        assert!(!lang("en-GB").other_region(&lang("en")));
    }

    #[test]
    fn languages_are_known_by_what_people_write_over_columns() {
        for (name, expected) in [
            ("fr", Some("fr")),
            ("FRA", Some("fr")),
            ("fr_CA", Some("fr-CA")),
            ("French (France)", Some("fr-FR")),
            ("English (United Kingdom)", Some("en-GB")),
            ("English - US", Some("en-US")),
            ("anglais/Canada", Some("en-CA")),
            ("Français", Some("fr")),
            ("French [fr-CA]", Some("fr-CA")),
            ("EN (US)", Some("en-US")),
            ("français (texte)", Some("fr")),
            ("No.", None),
            ("texte", None),
            ("Le pont", None),
            ("", None),
        ] {
            assert_eq!(Lang::from_name(name).map(|l| l.0).as_deref(), expected, "{name}");
        }
    }
}
