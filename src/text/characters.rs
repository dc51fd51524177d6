//! Characters that can stand in a text: those that XML can hold, since every text may come to be written as TMX.

/// The first character of a text that XML 1.0 cannot hold (section 2.2): a control character other than tab, line feed and carriage return, or
/// one of U+FFFE and U+FFFF, which are none.
#[must_use]
pub fn forbidden(text: &str) -> Option<char> {
    text.chars()
        .find(|c| (*c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}'))
}

/// As [`forbidden`], for a text that is still to be read: a form feed and a vertical tab are white space there, as in files.
pub(crate) fn forbidden_to_read(text: &str) -> Option<char> {
    // Many bytes at once: hardly any text has one of these. EF begins the UTF-8 of U+FFFE and U+FFFF.
    let suspect = |b: u8| b == 0xEF || (b < b' ' && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0B | 0x0C));
    if !text.bytes().fold(false, |found, b| found | suspect(b)) {
        return None;
    }
    text.split(['\u{b}', '\u{c}']).find_map(forbidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_found() {
        for c in [
            '\0', '\u{1}', '\u{8}', '\u{b}', '\u{c}', '\u{1b}', '\u{1f}', '\u{fffe}', '\u{ffff}',
        ] {
            assert_eq!(forbidden(&format!("a{c}b")), Some(c));
        }
        assert_eq!(forbidden("a\tb\nc\r\u{7f}\u{85}\u{fffd}\u{10ffff} é"), None);
        assert_eq!(forbidden_to_read("a\u{c}b\u{b}"), None);
        assert_eq!(forbidden_to_read("a\u{c}b\u{1}"), Some('\u{1}'));
    }
}
