//! How a sentence ends: its final mark, and what may close after it. The one place where these marks are listed.

/// Whether a mark ends a sentence, in any script.
pub(crate) fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '‼' | '⁇' | '⁈' | '⁉' | '‽')
        || matches!(c, '。' | '！' | '？' | '｡' | '．' | '؟' | '۔' | '।' | '॥' | '።' | '։')
}

/// Marks after which a line may break within a sentence.
const HALTS: [char; 2] = [':', ';'];

/// Closing quotation marks that end what they stand after, whether it is a sentence or not. The single ones are not among
/// them: they are apostrophes too.
pub(crate) const CLOSING_QUOTES: [char; 4] = ['»', '›', '"', '”'];

/// Whether a mark closes what was opened and does nothing else: a quotation mark, a bracket, the marks of emphasis that
/// plain text has.
pub(crate) fn only_closes(c: char) -> bool {
    matches!(
        c,
        '»' | '›' | '”' | ')' | ']' | '}' | '*' | '_' | '」' | '』' | '）' | '】' | '》' | '〉' | '〕' | '⟩' | '❞'
    )
}

/// Whether a mark may stand after the final mark of a sentence: one that [only closes](only_closes), one that may open or
/// be an apostrophe elsewhere (`“`, `«`, `‘` close in German), white space, since French sets its marks apart, or a
/// character without width, as pasted text has them.
pub(crate) fn is_closing(c: char) -> bool {
    only_closes(c)
        || matches!(c, '"' | '＂' | '“' | '«' | '‹' | '’' | '‘' | '\'')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
        || c.is_whitespace()
}

/// A line without the marks that close it: white space, quotation marks, brackets, and the mark of a note (`[3]`, `³`, `†`).
pub(crate) fn bare_end(line: &str) -> &str {
    let mut line = line;
    loop {
        let bare = line.trim_end_matches(|c| is_closing(c) || is_note(c));
        // `[3]`: what is closed is a number alone.
        let number = bare.trim_end_matches(|c: char| c.is_ascii_digit());
        let noted = line[bare.len()..].starts_with(']') && number.len() < bare.len();
        match number.strip_suffix('[').filter(|_| noted) {
            Some(before) => line = before,
            None => return bare,
        }
    }
}

/// Whether a character is the raised mark of a note.
fn is_note(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | '†' | '‡')
}

/// Whether a line ends as a sentence does.
pub(crate) fn ends_sentence(line: &str) -> bool {
    bare_end(line).ends_with(is_stop)
}

/// Whether a line ends as a sentence does, or a part of one after which a line may break.
pub(crate) fn has_final_mark(line: &str) -> bool {
    let bare = bare_end(line);
    bare.ends_with(is_stop) || bare.ends_with(HALTS)
}

/// Whether a sentence goes on after a line break.
pub(crate) fn goes_on(line: &str, next: &str) -> bool {
    let long = line.chars().nth(40).is_some();
    let open = !(ends_sentence(line) || line.ends_with(':') || line.ends_with(CLOSING_QUOTES));
    !line.is_empty() && !next.is_empty() && ((long && open) || next.starts_with(char::is_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_ends_whatever_closes_it() {
        for line in [
            "He left.",
            "‘He left.’",
            "'He left.'",
            "“He left.”",
            "„Er ging.“",
            "« Il partit ! »",
            "« Il partit\u{a0}!\u{202f}»",
            "(He left.)",
            "[he left.]",
            "_He left._",
            "「行った。」",
            "»Er ging.«",
            "›Er ging.‹",
            "‚Er ging.‘",
            "He left.[3]",
            "He left.[3][12]",
            "“He left.”³",
            "He left.†",
            "He left.\u{200b}",
        ] {
            assert!(ends_sentence(line), "{line}");
        }
        for line in [
            "He left",
            "the ‘last’",
            "(1974)",
            "page [3]",
            "10 m²",
            "He left:",
            "",
            "«\u{a0}»",
        ] {
            assert!(!ends_sentence(line), "{line}");
        }
        assert!(has_final_mark("He left:"));
    }

    #[test]
    fn a_line_after_a_closed_sentence_is_another() {
        let line = "The ferryman waited on the bank until the lamps were lit";
        assert!(goes_on(line, "On the other side"));
        for end in [".", ".’", ".)", ".]", ":", "”", " »"] {
            assert!(!goes_on(&format!("{line}{end}"), "On the other side"), "{end}");
        }
    }
}
