//! White space and composed letters: one form for texts that say the same.

/// The text in Unicode's normal form C, which every comparison in this crate relies on, its ligatures written as letters.
pub(crate) fn nfc(text: String) -> String {
    use unicode_normalization::{UnicodeNormalization, is_nfc};
    if text.chars().all(is_plain) {
        return text;
    }
    let text = if is_nfc(&text) {
        text
    } else {
        // No character combines with a line break.
        let mut composed = String::with_capacity(text.len());
        for line in text.split_inclusive('\n') {
            match is_nfc(line) {
                true => composed.push_str(line),
                false => composed.extend(line.nfc()),
            }
        }
        composed
    };
    if text.contains(is_ligature) {
        without_ligatures(&text)
    } else {
        text
    }
}

/// Whether a character is composed, no ligature, and combines with none before it: the letters and marks of western languages, which most texts
/// have and nothing else. `false` says nothing.
fn is_plain(c: char) -> bool {
    matches!(c, '\0'..='\u{2ff}' | '\u{2010}'..='\u{2027}' | '\u{202f}' | '\u{20ac}')
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_character_is_its_own_normal_form_wherever_it_stands() {
        for c in ('\0'..='\u{ffff}').filter(|c| is_plain(*c)) {
            for text in [format!("e{c}"), format!("{c}e\u{301}"), format!("ﬁ{c}")] {
                let whole = text.strip_prefix('ﬁ').map(|rest| format!("fi{rest}"));
                let expected = whole.unwrap_or_else(|| text.replace("e\u{301}", "é"));
                assert_eq!(nfc(text), expected);
            }
        }
    }
}
