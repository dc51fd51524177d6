//! What marks a note in a text: a number, a letter, an asterisk.

/// `3`, `[4]`, `(a)`, `note 5`, `*`: what marks a note. A letter that ends ordinals (`XIXe`, `no`) needs its brackets.
pub(crate) fn is_note_mark(text: &str) -> bool {
    let text = text.trim();
    let bare = text.trim_matches(['[', ']', '(', ')', '{', '}', ' ', '\u{a0}', '\u{202f}']);
    let bracketed = bare.len() < text.len();
    let number = bare.trim_start_matches(|c: char| c.is_alphabetic()).trim();
    let word = bare[..bare.len() - number.len()].trim().to_lowercase();
    let counted = (1..=3).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
        && matches!(word.as_str(), "" | "note" | "n" | "nb" | "fn" | "ref" | "réf");
    let mut chars = bare.chars();
    let letter = match (chars.next(), chars.next()) {
        (Some(c), None) => c.is_ascii_lowercase() && (bracketed || !matches!(c, 'e' | 'o' | 'r' | 'd' | 's' | 't')),
        _ => false,
    };
    let signs = !bare.is_empty() && bare.chars().all(|c| matches!(c, '*' | '†' | '‡' | '§'));
    counted || letter || signs
}

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
