//! The mark of a note or a reference in a text: the one definition for readers, sentence ends and headings.

use crate::text::languages::any_has;

/// The longest that stands in the brackets of a mark, in bytes: `better source needed`, `note 123`, and room for other languages.
const LONGEST_MARK: usize = 40;

/// Whether a character is the raised mark of a note, or a raised bracket of one.
pub(crate) fn is_raised_mark(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | '⁽' | '⁾' | '†' | '‡')
}

/// `3`, `[4]`, `(a)`, `note 5`, `[N 1]`, `*`, `[citation needed]`: what marks a note. A letter that ends ordinals (`XIXe`, `no`) needs
/// its brackets, and so does what editors note.
pub(crate) fn is_note_mark(text: &str) -> bool {
    let text = text.trim();
    let bare = text.trim_matches(|c: char| matches!(c, '[' | ']' | '(' | ')' | '{' | '}') || c.is_whitespace());
    marks_note(bare, bare.len() < text.len())
}

/// The same for what stands in brackets, which are not given.
fn marks_note(bare: &str, bracketed: bool) -> bool {
    let label = bare.trim_start_matches(char::is_alphabetic);
    let (word, number) = (bare[..bare.len() - label.len()].to_lowercase(), label.trim());
    let is_label = |word: &str| any_has(|known| known.note_labels, word);
    let counted = (1..=3).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
        && (word.is_empty() || is_label(&word));
    let mut chars = bare.chars();
    let letter = match (chars.next(), chars.next()) {
        (Some(c), None) if bracketed => c.is_ascii_graphic(),
        (Some(c), None) => c.is_ascii_lowercase() && !matches!(c, 'e' | 'o' | 'r' | 'd' | 's' | 't'),
        _ => false,
    };
    // `note a`
    let lettered = number.len() == 1 && number.bytes().all(|b| b.is_ascii_lowercase()) && is_label(&word);
    // Word counts its endnotes so: `ii`, `xiv`.
    let roman = (2..=6).contains(&bare.len()) && bare.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    let raised = !bare.is_empty() && bare.chars().all(is_raised_mark);
    let signs = !bare.is_empty() && bare.chars().all(|c| matches!(c, '*' | '†' | '‡' | '§'));
    let edited = || bracketed && any_has(|known| known.editors_notes, bare.to_lowercase().trim());
    counted || letter || lettered || roman || raised || signs || edited()
}

/// The length of the mark in brackets that the text begins with, right after the final mark of a sentence; 0 for none.
pub(crate) fn mark_length(text: &str) -> usize {
    let Some(close) = closing(text.chars().next()) else {
        return 0;
    };
    let inner = &text[1..];
    // No further, so that many brackets left open cost little.
    let end = inner
        .bytes()
        .take(LONGEST_MARK + 1)
        .position(|b| char::from(b) == close);
    match end {
        Some(end) if marks_note(&inner[..end], true) => end + 2,
        _ => 0,
    }
}

/// The text before the mark in brackets whose inside ends `text` and whose closing bracket is `close`: `He left.` of `He left.[note 1`.
///
/// Round brackets are those of a mark only right after a final mark or what closes, where also any few words in square ones are: what editors
/// note there is no sentence, in any language. `ends` says whether a character is such a final mark or closes.
pub(crate) fn before_mark(text: &str, close: char, ends: fn(char) -> bool) -> Option<&str> {
    let open = match close {
        ']' => '[',
        ')' => '(',
        _ => return None,
    };
    let at = text.rfind(open)?;
    let (before, inner) = (&text[..at], &text[at + 1..]);
    if inner.is_empty() || inner.len() > LONGEST_MARK || inner.contains([']', ')']) {
        return None;
    }
    let directly = || before.ends_with(|c: char| is_raised_mark(c) || ends(c));
    let marks = || marks_note(inner, true) || inner.bytes().all(|b| b.is_ascii_digit());
    let is_mark = if open == '[' {
        marks() || directly()
    } else {
        directly() && marks()
    };
    is_mark.then_some(before)
}

/// The bracket that closes what this one opens, where marks stand in such.
fn closing(open: Option<char>) -> Option<char> {
    match open? {
        '[' => Some(']'),
        '(' => Some(')'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_letters_and_signs_mark_notes() {
        for mark in [
            "3",
            "[12]",
            "(a)",
            "note 5",
            "[N 1]",
            "[note a]",
            "*",
            "†",
            "ii",
            "[xiv]",
            "¹",
            "¹²",
            "⁽¹⁾",
            "[citation needed]",
            "[réf. nécessaire]",
        ] {
            assert!(is_note_mark(mark), "{mark}");
        }
        for text in [
            "1234",
            "e",
            "er",
            "mot",
            "",
            "12 km",
            "vin",
            "citation needed",
            "[le maire]",
        ] {
            assert!(!is_note_mark(text), "{text}");
        }
    }

    #[test]
    fn marks_stand_in_brackets_of_their_own() {
        for (text, length) in [
            ("[3] Then", 3),
            ("(1) Then", 3),
            ("[citation needed] Then", 17),
            ("[he was never found] Then", 0),
            ("[3", 0),
            ("3]", 0),
            ("", 0),
        ] {
            assert_eq!(mark_length(text), length, "{text}");
        }
        assert_eq!(before_mark("He left.[à vérifier", ']', |c| c == '.'), Some("He left."));
        assert_eq!(before_mark("He left [3", ']', |c| c == '.'), Some("He left "));
        assert_eq!(before_mark("He left [in haste", ']', |c| c == '.'), None);
        assert_eq!(before_mark("He left (1", ')', |c| c == '.'), None);
    }
}
