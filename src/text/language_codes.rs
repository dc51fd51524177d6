//! Language codes: the one that stands for a language, where several do.
//!
//! RFC 5646 (section 2.2.1) gives a language its shortest code, two letters where ISO 639-1 has them. Files also have the three letters
//! of ISO 639-2, terminological (`fra`) and bibliographic (`fre`), codes that were withdrawn (`iw` for `he`), and the ISO 639-3
//! code of the most spoken kind of a language (`cmn` for `zh`, as CLDR has them in its aliases).

/// The shortest code of a language that a primary subtag in lower case is another code of; `None` where it is the shortest.
pub(crate) fn shortest(code: &str) -> Option<&'static str> {
    let at = OTHERS.binary_search_by_key(&code, |(other, _)| *other).ok()?;
    Some(OTHERS[at].1)
}

/// Whether a primary subtag in lower case can be that of a language: two letters of ISO 639-1, or three, of which there are thousands.
/// The registry of subtags has none of more letters.
pub(crate) fn is_language(code: &str) -> bool {
    match code.len() {
        2 => SHORT.binary_search(&code).is_ok(),
        length => length == 3,
    }
}

/// Other codes of languages, each with the shortest, in order.
#[rustfmt::skip]
static OTHERS: [(&str, &str); 229] = [
    ("aar", "aa"), ("abk", "ab"), ("afr", "af"), ("aka", "ak"), ("alb", "sq"), ("amh", "am"), ("ara", "ar"),
    ("arb", "ar"), ("arg", "an"), ("arm", "hy"), ("asm", "as"), ("ava", "av"), ("ave", "ae"), ("aym", "ay"),
    ("aze", "az"), ("azj", "az"), ("bak", "ba"), ("bam", "bm"), ("baq", "eu"), ("bel", "be"), ("ben", "bn"),
    ("bis", "bi"), ("bod", "bo"), ("bos", "bs"), ("bre", "br"), ("bul", "bg"), ("bur", "my"), ("cat", "ca"),
    ("ces", "cs"), ("cha", "ch"), ("che", "ce"), ("chi", "zh"), ("chu", "cu"), ("chv", "cv"), ("cmn", "zh"),
    ("cor", "kw"), ("cos", "co"), ("cre", "cr"), ("cym", "cy"), ("cze", "cs"), ("dan", "da"), ("deu", "de"),
    ("div", "dv"), ("dut", "nl"), ("dzo", "dz"), ("ekk", "et"), ("ell", "el"), ("eng", "en"), ("epo", "eo"),
    ("est", "et"), ("eus", "eu"), ("ewe", "ee"), ("fao", "fo"), ("fas", "fa"), ("fij", "fj"), ("fin", "fi"),
    ("fra", "fr"), ("fre", "fr"), ("fry", "fy"), ("ful", "ff"), ("gaz", "om"), ("geo", "ka"), ("ger", "de"),
    ("gla", "gd"), ("gle", "ga"), ("glg", "gl"), ("glv", "gv"), ("gre", "el"), ("grn", "gn"), ("guj", "gu"),
    ("hat", "ht"), ("hau", "ha"), ("heb", "he"), ("her", "hz"), ("hin", "hi"), ("hmo", "ho"), ("hrv", "hr"),
    ("hun", "hu"), ("hye", "hy"), ("ibo", "ig"), ("ice", "is"), ("ido", "io"), ("iii", "ii"), ("iku", "iu"),
    ("ile", "ie"), ("in", "id"), ("ina", "ia"), ("ind", "id"), ("ipk", "ik"), ("isl", "is"), ("ita", "it"),
    ("iw", "he"), ("jav", "jv"), ("ji", "yi"), ("jpn", "ja"), ("jw", "jv"), ("kal", "kl"), ("kan", "kn"), ("kas", "ks"),
    ("kat", "ka"), ("kau", "kr"), ("kaz", "kk"), ("khk", "mn"), ("khm", "km"), ("kik", "ki"), ("kin", "rw"),
    ("kir", "ky"), ("kmr", "ku"), ("kom", "kv"), ("kon", "kg"), ("kor", "ko"), ("kua", "kj"), ("kur", "ku"),
    ("lao", "lo"), ("lat", "la"), ("lav", "lv"), ("lim", "li"), ("lin", "ln"), ("lit", "lt"), ("ltz", "lb"),
    ("lub", "lu"), ("lug", "lg"), ("lvs", "lv"), ("mac", "mk"), ("mah", "mh"), ("mal", "ml"), ("mao", "mi"),
    ("mar", "mr"), ("may", "ms"), ("mkd", "mk"), ("mlg", "mg"), ("mlt", "mt"), ("mo", "ro"), ("mol", "ro"),
    ("mon", "mn"), ("mri", "mi"), ("msa", "ms"), ("mya", "my"), ("nau", "na"), ("nav", "nv"), ("nbl", "nr"),
    ("nde", "nd"), ("ndo", "ng"), ("nep", "ne"), ("nld", "nl"), ("nno", "nn"), ("no", "nb"), ("nob", "nb"),
    ("nor", "nb"), ("npi", "ne"), ("nya", "ny"), ("oci", "oc"), ("oji", "oj"), ("ori", "or"), ("orm", "om"),
    ("ory", "or"), ("oss", "os"), ("pan", "pa"), ("per", "fa"), ("pes", "fa"), ("pli", "pi"), ("plt", "mg"),
    ("pol", "pl"), ("por", "pt"), ("pus", "ps"), ("que", "qu"), ("quz", "qu"), ("roh", "rm"), ("ron", "ro"),
    ("rum", "ro"), ("run", "rn"), ("rus", "ru"), ("sag", "sg"), ("san", "sa"), ("scc", "sr"), ("scr", "hr"),
    ("sin", "si"), ("slk", "sk"), ("slo", "sk"), ("slv", "sl"), ("sme", "se"), ("smo", "sm"), ("sna", "sn"),
    ("snd", "sd"), ("som", "so"), ("sot", "st"), ("spa", "es"), ("sqi", "sq"), ("srd", "sc"), ("srp", "sr"),
    ("ssw", "ss"), ("sun", "su"), ("swa", "sw"), ("swe", "sv"), ("swh", "sw"), ("tah", "ty"), ("tam", "ta"),
    ("tat", "tt"), ("tel", "te"), ("tgk", "tg"), ("tgl", "tl"), ("tha", "th"), ("tib", "bo"), ("tir", "ti"),
    ("ton", "to"), ("tsn", "tn"), ("tso", "ts"), ("tuk", "tk"), ("tur", "tr"), ("twi", "tw"), ("uig", "ug"),
    ("ukr", "uk"), ("urd", "ur"), ("uzb", "uz"), ("uzn", "uz"), ("ven", "ve"), ("vie", "vi"), ("vol", "vo"),
    ("wel", "cy"), ("wln", "wa"), ("wol", "wo"), ("xho", "xh"), ("ydd", "yi"), ("yid", "yi"), ("yor", "yo"),
    ("zha", "za"), ("zho", "zh"), ("zsm", "ms"), ("zul", "zu"),
];

/// The codes of ISO 639-1, in order.
#[rustfmt::skip]
static SHORT: [&str; 185] = [
    "aa", "ab", "ae", "af", "ak", "am", "an", "ar", "as", "av", "ay", "az", "ba", "be", "bg", "bh", "bi", "bm", "bn",
    "bo", "br", "bs", "ca", "ce", "ch", "co", "cr", "cs", "cu", "cv", "cy", "da", "de", "dv", "dz", "ee", "el", "en",
    "eo", "es", "et", "eu", "fa", "ff", "fi", "fj", "fo", "fr", "fy", "ga", "gd", "gl", "gn", "gu", "gv", "ha", "he",
    "hi", "ho", "hr", "ht", "hu", "hy", "hz", "ia", "id", "ie", "ig", "ii", "ik", "io", "is", "it", "iu", "ja", "jv",
    "ka", "kg", "ki", "kj", "kk", "kl", "km", "kn", "ko", "kr", "ks", "ku", "kv", "kw", "ky", "la", "lb", "lg", "li",
    "ln", "lo", "lt", "lu", "lv", "mg", "mh", "mi", "mk", "ml", "mn", "mr", "ms", "mt", "my", "na", "nb", "nd", "ne",
    "ng", "nl", "nn", "no", "nr", "nv", "ny", "oc", "oj", "om", "or", "os", "pa", "pi", "pl", "ps", "pt", "qu", "rm",
    "rn", "ro", "ru", "rw", "sa", "sc", "sd", "se", "sg", "sh", "si", "sk", "sl", "sm", "sn", "so", "sq", "sr", "ss",
    "st", "su", "sv", "sw", "ta", "te", "tg", "th", "ti", "tk", "tl", "tn", "to", "tr", "ts", "tt", "tw", "ty", "ug",
    "uk", "ur", "uz", "ve", "vi", "vo", "wa", "wo", "xh", "yi", "yo", "za", "zh", "zu",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_in_order_and_lead_to_short_codes() {
        assert!(OTHERS.is_sorted() && SHORT.is_sorted());
        assert!(OTHERS.iter().all(|(_, short)| is_language(short) && short.len() == 2));
        assert!(
            OTHERS.iter().all(|(_, short)| shortest(short).is_none()),
            "one step leads to the end"
        );
    }

    #[test]
    fn every_code_of_a_language_has_one_shortest() {
        for (code, short) in [
            ("fra", "fr"),
            ("fre", "fr"),
            ("ger", "de"),
            ("deu", "de"),
            ("iw", "he"),
            ("cmn", "zh"),
        ] {
            assert_eq!(shortest(code), Some(short));
        }
        for code in ["fr", "fro", "gsw", "french"] {
            assert_eq!(shortest(code), None);
        }
        assert!(is_language("gsw") && !is_language("xx") && !is_language("french"));
    }
}
