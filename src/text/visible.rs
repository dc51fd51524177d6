//! What a reader sees of a text: its characters, each perhaps of several code points, and whether there is any at all.

use unicode_general_category::{GeneralCategory, get_general_category};
use unicode_segmentation::GraphemeCursor;

/// Whether a reader sees anything in a text: not where there are only white space, control and format characters, and marks that stand
/// upon nothing.
pub(crate) fn has_visible(text: &str) -> bool {
    text.chars().any(is_visible)
}

fn is_visible(c: char) -> bool {
    use GeneralCategory as Category;
    match get_general_category(c) {
        Category::Control
        | Category::Format
        | Category::Surrogate
        | Category::LineSeparator
        | Category::ParagraphSeparator
        | Category::SpaceSeparator
        | Category::NonspacingMark
        | Category::SpacingMark
        | Category::EnclosingMark => false,
        // Letters and signs without a shape: the fillers of Hangul, which are Default_Ignorable_Code_Point, and the empty pattern of Braille.
        Category::OtherLetter | Category::OtherSymbol => {
            !matches!(c, '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' | '\u{2800}')
        }
        // What a later Unicode defines may be seen; noncharacters and the unassigned places of Default_Ignorable_Code_Point are not.
        Category::Unassigned => {
            let is_noncharacter = matches!(c, '\u{FDD0}'..='\u{FDEF}') || u32::from(c) & 0xFFFE == 0xFFFE;
            let is_ignorable = matches!(c, '\u{2065}' | '\u{FFF0}'..='\u{FFF8}' | '\u{E0000}'..='\u{E0FFF}');
            !is_noncharacter && !is_ignorable
        }
        _ => true,
    }
}

/// Whether a place, in bytes and between two code points, is within what a reader takes for one character: no boundary of extended
/// grapheme clusters (Unicode Standard Annex #29).
pub(crate) fn is_within_a_character(text: &str, byte: usize) -> bool {
    let boundary = GraphemeCursor::new(byte, text.len(), true).is_boundary(text, 0);
    // With the whole text at hand the question has an answer.
    !boundary.unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_nothing() {
        for text in [
            "",
            " \t\n\u{a0}\u{2028}",
            "\u{200b}\u{200b}",
            "\u{feff}",
            "\u{202e}\u{202c}",
            "\u{301}",
            " \u{fe0f}\u{20e3}",
            "\0\u{1}\u{1b}\u{ffff}",
            "\u{3164}\u{2800}",
            "\u{e0061}\u{ad}",
        ] {
            assert!(!has_visible(text), "{text:?}");
        }
        for text in ["e\u{301}", ".", "—", "\u{200b}5", "👍", "漢", "\u{e000}", "\u{fffd}"] {
            assert!(has_visible(text), "{text:?}");
        }
    }

    #[test]
    fn a_character_may_be_of_several_code_points() {
        let family = "a👨\u{200d}👩\u{200d}👧 é";
        let places = family.char_indices().skip(1).map(|(byte, _)| byte);
        let within: Vec<bool> = places.map(|byte| is_within_a_character(family, byte)).collect();
        assert_eq!(within, [false, true, true, true, true, false, false]);
        assert!(is_within_a_character("cafe\u{301} noir", 4) && !is_within_a_character("cafe\u{301} noir", 6));
        assert!(is_within_a_character("🇫🇷🇬🇧", 4) && !is_within_a_character("🇫🇷🇬🇧", 8));
        assert!(is_within_a_character("a\r\nb", 2) && is_within_a_character("❤\u{fe0f}", 3));
    }
}
