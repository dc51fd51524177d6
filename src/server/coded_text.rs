//! Okapi's coded text → the same with its inline codes as tags.
//!
//! Okapi's `TextFragment` writes an inline code as two characters of the private use area: U+E101 (opening), U+E102 (closing) or U+E103
//! (alone), then the number of the code, from U+E110 on. Its connector sends texts so.

use std::borrow::Cow;

const OPENING: char = '\u{E101}';
const CLOSING: char = '\u{E102}';
const ALONE: char = '\u{E103}';
/// The number 0; all others of the private use area follow.
const FIRST: u32 = 0xE110;
const LAST: u32 = 0xF8FF;

/// Writes inline codes as typed tags, each closing one with the name of its opening one.
pub(crate) fn with_tags(text: &str) -> Cow<'_, str> {
    if !text.contains([OPENING, CLOSING, ALONE]) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut open = Vec::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let mut after = rest.clone();
        let number = after.next().map(u32::from).filter(|n| (FIRST..=LAST).contains(n));
        let (true, Some(number)) = (matches!(c, OPENING | CLOSING | ALONE), number) else {
            out.push(c);
            continue;
        };
        rest = after;
        let number = number - FIRST + 1;
        match c {
            OPENING => {
                open.push(number);
                out.push_str(&format!("<g{number}>"));
            }
            CLOSING => out.push_str(&format!("</g{}>", open.pop().unwrap_or(number))),
            _ => out.push_str(&format!("<x{number}/>")),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_tags_and_all_else_stays() {
        for (text, expected) in [
            ("Un \u{E101}\u{E110}gras\u{E102}\u{E111} ici.", "Un <g1>gras</g1> ici."),
            (
                "\u{E101}\u{E110}a \u{E101}\u{E111}b\u{E102}\u{E112}\u{E102}\u{E113}",
                "<g1>a <g2>b</g2></g1>",
            ),
            ("a\u{E103}\u{E110}b", "a<x1/>b"),
            ("a\u{E102}\u{E111}", "a</g2>"),
            ("a\u{E101}", "a\u{E101}"),
            ("a\u{E101}b \u{E110}", "a\u{E101}b \u{E110}"),
        ] {
            assert_eq!(with_tags(text), expected);
        }
    }
}
