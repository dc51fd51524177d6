//! How numbers are written in a language and a region: what stands before decimals, what sets groups of digits apart, and from how many
//! digits on.
//!
//! The facts are those of Unicode's Common Locale Data Repository, release 48.2 (`numbers`: the symbols of Latin digits,
//! `minimumGroupingDigits` and the groups of the decimal pattern), of all languages that it covers at its level `basic` and above. It
//! writes the Swiss apostrophe straight; here it is the typographic one, and readers take either. A language that is not in the table is one of which nothing is known.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::text::lang::Lang;

/// How a language writes numbers in digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NumberFormat {
    /// What stands before the decimals.
    pub(crate) decimal: char,
    /// What sets groups of digits apart.
    pub(crate) group: char,
    /// So many digits a number has, at least, for its groups to be set apart: 4 where one writes `1,234`, 5 where `1234` and `12.345`.
    pub(crate) grouped_from: usize,
    /// Whether groups have two digits, all but the last: `12,34,567`.
    pub(crate) by_hundreds: bool,
}

impl NumberFormat {
    const fn new(decimal: char, group: char, grouped_from: usize, by_hundreds: bool) -> NumberFormat {
        NumberFormat {
            decimal,
            group,
            grouped_from,
            by_hundreds,
        }
    }
}

/// How numbers are written in the language, by its script and region where it says them and they differ; `None` where nothing is known of the language.
pub(crate) fn number_format(lang: &Lang) -> Option<&'static NumberFormat> {
    static BY_TAG: LazyLock<FxHashMap<&str, &NumberFormat>> = LazyLock::new(|| {
        let tags =
            |(format, tags): &'static (NumberFormat, &str)| tags.split_whitespace().map(move |tag| (tag, format));
        FORMATS.iter().flat_map(tags).collect()
    });
    let (primary, region) = (lang.primary(), lang.region());
    if let Some(script) = lang.script() {
        let with_script = format!("{primary}-{script}");
        let with_both = region.and_then(|region| BY_TAG.get(format!("{with_script}-{region}").as_str()));
        if let Some(found) = with_both.or_else(|| BY_TAG.get(with_script.as_str())) {
            return Some(found);
        }
    }
    let with_region = region.and_then(|region| BY_TAG.get(format!("{primary}-{region}").as_str()));
    with_region.or_else(|| BY_TAG.get(primary)).copied()
}

/// Each format with the tags that have it: a language, and its scripts and regions where they differ from it.
static FORMATS: [(NumberFormat, &str); 12] = [
    (
        NumberFormat::new('.', ',', 4, false),
        "ak am ar az-Arab bgc bho ceb chr csw cy doi en es-419 es-BR es-BZ es-CU es-DO es-GT es-HN es-MX es-NI \
         es-PA es-PE es-PR es-SV es-US fa fil ga gaa gd ha he ig ii ja kk-Arab km kn ko ku-Arab mai mi mn mni ms mt \
         my nso om pa-Arab pcm qu raj sat sd shn si so st sw syr ta-MY ta-SG th ti to ug ur yo yue za zh zu",
    ),
    (
        NumberFormat::new(',', '.', 4, false),
        "ar-DZ ar-LB ar-LY ar-MA ar-MR ar-TN ast az bs ca da de dsb el en-AT en-BE en-DE en-DK en-ES en-ID en-IT \
         en-NL en-PL en-RO en-SI es-AR es-BO es-CL es-CO es-EC es-PY es-UY es-VE eu fo fr-LU fr-MA fy gl hr hsb id \
         is jv kgp ku lb lij lo mk ms-Arab-BN ms-BN ms-ID nds nl pms ps pt qu-BO ro rw sc scn sr su sw-CD tr \
         uz-Arab vi vmw wo yrl",
    ),
    (
        NumberFormat::new(',', '\u{a0}', 4, false),
        "af blo br bua cs cv de-AT en-CZ en-EE en-FI en-HU en-LT en-LV en-NO en-PT en-SE en-SK en-UA en-ZA es-CR fi \
         fr-CA ht kea kk ky lt nb nn oc pt-AO ru sah sk sv szl tg tk tt uk uz",
    ),
    (
        NumberFormat::new(',', '\u{a0}', 5, false),
        "be bg et hu hy ie ka lv pl pt-CH pt-CV pt-GQ pt-GW pt-LU pt-MO pt-MZ pt-PT pt-ST pt-TL ru-UA sq",
    ),
    (
        NumberFormat::new('.', ',', 4, true),
        "as bn brx en-IN gu hi kok kxv ml mr ne or pa sa ta te xnr",
    ),
    (NumberFormat::new(',', '\u{202f}', 4, false), "en-FR en-GE eo fr rm vec"),
    (NumberFormat::new('.', '\u{2019}', 4, false), "de-CH de-LI en-CH tn"),
    (NumberFormat::new(',', '.', 5, false), "es ia it sl"),
    (NumberFormat::new('.', '\u{a0}', 4, false), "ba tyv xh"),
    (NumberFormat::new(',', '\u{2019}', 4, false), "fr-CH lmo"),
    (NumberFormat::new('.', ',', 6, false), "ee"),
    (NumberFormat::new('.', '\u{2019}', 5, false), "it-CH"),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::text::languages::KNOWN;

    fn format(tag: &str) -> Option<(char, char, usize, bool)> {
        let found = number_format(&Lang::parse(tag).expect("a tag of this test"))?;
        Some((found.decimal, found.group, found.grouped_from, found.by_hundreds))
    }

    #[test]
    fn formats_are_those_of_language_and_region() {
        for (tag, expected) in [
            ("fr", (',', '\u{202f}', 4, false)),
            ("fr-BE", (',', '\u{202f}', 4, false)),
            ("fr-CA", (',', '\u{a0}', 4, false)),
            ("fr-CH", (',', '’', 4, false)),
            ("de", (',', '.', 4, false)),
            ("de-CH", ('.', '’', 4, false)),
            ("de-AT", (',', '\u{a0}', 4, false)),
            ("es", (',', '.', 5, false)),
            ("es-MX", ('.', ',', 4, false)),
            ("es-AR", (',', '.', 4, false)),
            ("es-419", ('.', ',', 4, false)),
            ("en-US", ('.', ',', 4, false)),
            ("en-IN", ('.', ',', 4, true)),
            ("en-ZA", (',', '\u{a0}', 4, false)),
            ("pt-BR", (',', '.', 4, false)),
            ("pt-PT", (',', '\u{a0}', 5, false)),
            ("ms", ('.', ',', 4, false)),
            ("ms-BN", (',', '.', 4, false)),
            ("zh-Hant-TW", ('.', ',', 4, false)),
            ("uz-Arab-AF", (',', '.', 4, false)),
            ("uz-AF", (',', '.', 4, false)),
            ("uz", (',', '\u{a0}', 4, false)),
        ] {
            assert_eq!(format(tag), Some(expected), "{tag}");
        }
        for tag in ["tlh", "la", "x-klingon"] {
            assert_eq!(format(tag), None, "{tag}");
        }
    }

    #[test]
    fn each_tag_stands_in_one_place_and_is_canonical() {
        let mut seen = HashSet::new();
        for tag in FORMATS.iter().flat_map(|(_, tags)| tags.split_whitespace()) {
            assert!(seen.insert(tag), "{tag}");
            assert_eq!(Lang::parse(tag).expect("a tag of the table").as_str(), tag);
        }
        for known in KNOWN {
            assert!(seen.contains(known.tag), "{}", known.tag);
        }
    }
}
