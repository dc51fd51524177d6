//! White space and composed letters: one form for texts that say the same.

/// The text in Unicode's normal form C, which every comparison in this crate relies on, its ligatures written as letters.
pub(crate) fn nfc(text: String) -> String {
    use unicode_normalization::{UnicodeNormalization, is_nfc};
    let text = if is_nfc(&text) { text } else { text.nfc().collect() };
    if text.contains(is_ligature) {
        without_ligatures(&text)
    } else {
        text
    }
}

fn is_ligature(c: char) -> bool {
    ('\u{fb00}'..='\u{fb06}').contains(&c)
}

/// A text with its ligatures written as letters.
pub(crate) fn without_ligatures(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{fb00}' => out.push_str("ff"),
            '\u{fb01}' => out.push_str("fi"),
            '\u{fb02}' => out.push_str("fl"),
            '\u{fb03}' => out.push_str("ffi"),
            '\u{fb04}' => out.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => out.push_str("st"),
            c => out.push(c),
        }
    }
    out
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
