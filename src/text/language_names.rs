//! What languages are called: in English, in French, and in themselves.

/// The code of the language that is called so, in English, French or itself; letter case and accents on capitals do not matter.
pub(crate) fn code_of(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let unaccented = unaccented(&name);
    let called = |own: &str| own.to_lowercase() == name || self::unaccented(&own.to_lowercase()) == unaccented;
    let mut names = NAMES.iter();
    let found = names.find(|(_, english, french, own)| [english, french, own].into_iter().any(|own| called(own)))?;
    Some(found.0)
}

/// What the language of that code is called in English, where it is one that documents are often in.
pub(crate) fn english(code: &str) -> Option<&'static str> {
    names(code).map(|names| names.1)
}

/// The same in French.
pub(crate) fn french(code: &str) -> Option<&'static str> {
    names(code).map(|names| names.2)
}

fn names(code: &str) -> Option<&'static (&'static str, &'static str, &'static str, &'static str)> {
    let code = if code == "nn" { "nb" } else { code };
    NAMES.iter().find(|names| names.0 == code)
}

/// `francais` for `français`.
fn unaccented(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;
    name.nfd().filter(|&c| !is_combining_mark(c)).collect()
}

/// Code, English, French and own name of each, by code.
#[rustfmt::skip]
static NAMES: [(&str, &str, &str, &str); 45] = [
    ("ar", "Arabic", "arabe", "العربية"),
    ("bg", "Bulgarian", "bulgare", "български"),
    ("ca", "Catalan", "catalan", "català"),
    ("cs", "Czech", "tchèque", "čeština"),
    ("cy", "Welsh", "gallois", "cymraeg"),
    ("da", "Danish", "danois", "dansk"),
    ("de", "German", "allemand", "deutsch"),
    ("el", "Greek", "grec", "ελληνικά"),
    ("en", "English", "anglais", "english"),
    ("es", "Spanish", "espagnol", "español"),
    ("et", "Estonian", "estonien", "eesti"),
    ("eu", "Basque", "basque", "euskara"),
    ("fa", "Persian", "persan", "فارسی"),
    ("fi", "Finnish", "finnois", "suomi"),
    ("fr", "French", "français", "français"),
    ("ga", "Irish", "irlandais", "gaeilge"),
    ("gl", "Galician", "galicien", "galego"),
    ("he", "Hebrew", "hébreu", "עברית"),
    ("hi", "Hindi", "hindi", "हिन्दी"),
    ("hr", "Croatian", "croate", "hrvatski"),
    ("hu", "Hungarian", "hongrois", "magyar"),
    ("id", "Indonesian", "indonésien", "bahasa indonesia"),
    ("is", "Icelandic", "islandais", "íslenska"),
    ("it", "Italian", "italien", "italiano"),
    ("ja", "Japanese", "japonais", "日本語"),
    ("ko", "Korean", "coréen", "한국어"),
    ("lt", "Lithuanian", "lituanien", "lietuvių"),
    ("lv", "Latvian", "letton", "latviešu"),
    ("mt", "Maltese", "maltais", "malti"),
    ("nb", "Norwegian", "norvégien", "norsk"),
    ("nl", "Dutch", "néerlandais", "nederlands"),
    ("pl", "Polish", "polonais", "polski"),
    ("pt", "Portuguese", "portugais", "português"),
    ("ro", "Romanian", "roumain", "română"),
    ("ru", "Russian", "russe", "русский"),
    ("sk", "Slovak", "slovaque", "slovenčina"),
    ("sl", "Slovenian", "slovène", "slovenščina"),
    ("sq", "Albanian", "albanais", "shqip"),
    ("sr", "Serbian", "serbe", "српски"),
    ("sv", "Swedish", "suédois", "svenska"),
    ("th", "Thai", "thaï", "ไทย"),
    ("tr", "Turkish", "turc", "türkçe"),
    ("uk", "Ukrainian", "ukrainien", "українська"),
    ("vi", "Vietnamese", "vietnamien", "tiếng việt"),
    ("zh", "Chinese", "chinois", "中文"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_each_of_its_names() {
        for name in ["French", "français", "Francais", "FRANÇAIS"] {
            assert_eq!(code_of(name), Some("fr"), "{name}");
        }
        assert_eq!(code_of("allemand"), code_of("Deutsch"));
        assert_eq!(code_of("Le pont"), None);
        assert_eq!(english("nn"), Some("Norwegian"));
    }
}
