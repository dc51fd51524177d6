//! Language tags: BCP 47 (RFC 5646), with the matching rules that TMX and SRX need.

use std::fmt;

/// A language tag in canonical letter case: `fr`, `fr-CA`, `zh-Hant-TW`.
///
/// Read leniently, since memories carry `FR_FR`, `en-us` and `EN-US`: underscores count as hyphens and case is
/// normalised as RFC 5646 section 2.1.1 recommends. Only the shape is checked, not the registry of subtags.
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
        Ok(Lang(out))
    }

    /// The tag in canonical case, such as `fr-CA`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary language subtag: `fr` of `fr-CA`.
    #[must_use]
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// What to call the language in a message: its English name where it is one that documents are often in (`French`, for
    /// `fr-CA` too), else the tag.
    #[must_use]
    pub fn name(&self) -> &str {
        match self.primary() {
            "ar" => "Arabic",
            "ca" => "Catalan",
            "cs" => "Czech",
            "da" => "Danish",
            "de" => "German",
            "en" => "English",
            "es" => "Spanish",
            "fi" => "Finnish",
            "fr" => "French",
            "it" => "Italian",
            "ja" => "Japanese",
            "nb" | "nn" | "no" => "Norwegian",
            "nl" => "Dutch",
            "pl" => "Polish",
            "pt" => "Portuguese",
            "ro" => "Romanian",
            "ru" => "Russian",
            "sv" => "Swedish",
            "zh" => "Chinese",
            _ => self.as_str(),
        }
    }

    /// Whether the primary language is the one named (lower case, `fr`).
    #[must_use]
    pub fn is(&self, primary: &str) -> bool {
        self.primary() == primary
    }

    /// Whether content in `other` serves a user who asked for `self`: the tags are equal, or the one is a prefix of the
    /// other (RFC 4647 basic filtering, in both directions), or they share the primary language (`fr-CA` for `fr-FR`).
    ///
    /// Use [`Lang::closeness`] where several candidates compete.
    #[must_use]
    pub fn accepts(&self, other: &Lang) -> bool {
        self.closeness(other) > 0
    }

    /// How well `other` serves a user who asked for `self`: 3 the same tag, 2 one is a prefix of the other (`fr` and
    /// `fr-CA`), 1 the same primary language only (`fr-FR` and `fr-CA`), 0 another language.
    #[must_use]
    pub fn closeness(&self, other: &Lang) -> u8 {
        let prefix = |a: &str, b: &str| b.starts_with(a) && b.as_bytes().get(a.len()) == Some(&b'-');
        if self == other {
            3
        } else if prefix(&self.0, &other.0) || prefix(&other.0, &self.0) {
            2
        } else {
            u8::from(self.primary() == other.primary())
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
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
    }
}
