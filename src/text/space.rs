//! White space and composed letters: one form for texts that say the same.

/// The text in Unicode's normal form C, which every comparison in this crate relies on.
pub(crate) fn nfc(text: String) -> String {
    use unicode_normalization::{UnicodeNormalization, is_nfc};
    if is_nfc(&text) { text } else { text.nfc().collect() }
}

/// Text in NFC with its runs of white space folded to one space and none around it; non-breaking spaces are kept, and
/// control characters are not.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}') {
            folded.push(c);
        } else if c.is_whitespace() {
            if !folded.ends_with(' ') {
                folded.push(' ');
            }
        } else if !c.is_control() && c != '\u{feff}' {
            folded.push(c);
        }
    }
    nfc(folded.trim().to_owned())
}
