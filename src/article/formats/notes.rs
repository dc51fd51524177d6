//! What says that a link is the mark of a note; the mark itself is defined in `text/note_marks.rs`.

use crate::text::languages::is_label;
pub(crate) use crate::text::note_marks::is_note_mark;
use crate::text::sentence_end::{is_stop, only_closes};

/// Whether a link's text is a sign alone: the way back from a note (`↩`), or to the place of a heading (`¶`, `#`).
pub(crate) fn is_sign(text: &str) -> bool {
    text.chars().all(|c| {
        let joiner = matches!(c, '\u{200b}' | '\u{fe0e}' | '\u{fe0f}');
        let sign = matches!(
            c,
            '¶' | '#' | '§' | '^' | '*' | '†' | '‡' | '∞' | '⚓' | '🔗' | '⤴' | '⤶' | '⏎'
        );
        c.is_whitespace() || joiner || sign || ('←'..='⇿').contains(&c)
    })
}

/// Whether a link that is not raised can be the mark of a note after `before`: right after a word, a number or what closes them. After a
/// space or an abbreviation its number is a word of the sentence: `voir la note 3`, `p.12`.
pub(crate) fn follows_word(before: &str) -> bool {
    let Some(last) = before.chars().next_back() else {
        return false;
    };
    if last == '.' {
        let word = before[..before.len() - 1]
            .rsplit(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or("");
        let label = word.to_lowercase();
        return word.chars().nth(1).is_some() && !is_label(&label) && !matches!(label.as_str(), "note" | "no" | "cf");
    }
    last.is_alphanumeric() || only_closes(last) || is_stop(last) || matches!(last, ',' | '"' | '’' | '\'' | ';' | ':')
}

/// Whether a class, a role or a type is that of a note's mark: `footnotecall`, `noteref`, `_idFootnoteLink`, `sdfootnoteanc`, `fn-ref`.
pub(crate) fn names_mark(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("note")
        || name.contains("ftn")
        || matches!(
            name.as_str(),
            "fn" | "fnref" | "fn-ref" | "fn_ref" | "renvoi" | "appel" | "apnb"
        )
}

/// Whether a place that a link leads to is that of a note or a reference, by its name: `fn2`, `_ftn1`, `note-3`, `n4`, `nb6`, `cite_note-13`.
pub(crate) fn is_place_of_note(place: &str) -> bool {
    let place = place.to_ascii_lowercase();
    let letters = place
        .trim_start_matches(['_', '-'])
        .trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | '.' | ':'));
    let counted = letters.len() < place.len();
    letters.contains("note")
        || letters.contains("ftn")
        || counted
            && matches!(
                letters,
                "n" | "nb" | "nbp" | "nt" | "fn" | "en" | "edn" | "ref" | "bib" | "cite" | "cit" | "bas"
            )
}

/// Whether a word processor's field refers to a note or to a place of its document: `NOTEREF _Ref1 \h`, `HYPERLINK \l "n1"`
/// (ECMA-376 part 1, 17.16.5).
pub(crate) fn is_reference(instructions: &str) -> bool {
    let mut words = instructions.split_whitespace();
    match words.next().map(str::to_ascii_uppercase).as_deref() {
        Some("NOTEREF" | "FTNREF" | "REF") => true,
        Some("HYPERLINK") => words.next().is_some_and(|word| word.eq_ignore_ascii_case("\\l")),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_notes_and_their_marks() {
        for place in [
            "fn2",
            "_ftn1",
            "footnote-003",
            "n4",
            "nb6",
            "sdfootnote5sym",
            "cite_note-13",
            "note",
            "ref-7",
        ] {
            assert!(is_place_of_note(place), "{place}");
        }
        for place in ["fig3", "chapitre-2", "art12", "n", "top", "12", "section-4"] {
            assert!(!is_place_of_note(place), "{place}");
        }
        for name in [
            "footnotecall",
            "footnote-anchor",
            "_idFootnoteLink",
            "noteref",
            "spip_note",
            "fn",
            "appelnote",
        ] {
            assert!(names_mark(name), "{name}");
        }
        assert!(!names_mark("figure-link") && !names_mark("fnac"));
    }

    #[test]
    fn a_mark_stands_right_after_a_word() {
        for before in ["en 1720", "le mot", "« le mot »", "le village.", "en 1720.", "le mot,"] {
            assert!(follows_word(before), "{before}");
        }
        for before in ["", "la note ", "p.", "art.", "n°", "("] {
            assert!(!follows_word(before), "{before}");
        }
    }
}
