//! A block that ends with something of the page's (`… at dawn. Photo: Ann Roe`, `History[edit]`) → two blocks.
//!
//! A caption is the article's and its credit is not, yet they often stand in one line.

use crate::article::block::Block;
use crate::article::furniture::line::Line;
use crate::article::furniture::reason::Furniture;
use crate::article::furniture::word_lists::vocabulary;
use crate::text::sentence_end::{CLOSING_QUOTES, ends_sentence};
use crate::text::words::words;
use memchr::memmem;

/// The longest block, in characters, that may have a credit at its end.
const LONGEST: usize = 500;

/// The most words of a credit that names a maker.
const MOST_OF_CREDIT: usize = 10;

/// Where the part begins that is the page's, and what it is, by byte offset into the block's text.
pub(crate) fn tail(text: &str) -> Option<(usize, Furniture)> {
    if text.ends_with(']') {
        let at = text.rfind('[')?;
        let inside = &text[at + 1..text.len() - 1];
        let controls = !inside.is_empty()
            && inside
                .split('|')
                .all(|label| vocabulary().phrases.get(words(label).join(" ").as_str()) == Some(&Furniture::Interface));
        return (controls && at > 0).then_some((at, Furniture::Interface));
    }
    if text.chars().nth(LONGEST).is_some() {
        return None;
    }
    let bracketed = text.ends_with(')').then(|| text.rfind('(')).flatten();
    if let Some(at) = bracketed {
        let inside = &text[at + 1..text.len() - 1];
        return (is_credit(inside) && tells(&text[..at])).then_some((at, Furniture::Copyright));
    }
    // The last sentence, or what follows a dash: the earliest place from which all is a credit.
    let places = text
        .match_indices([' ', '\u{a0}', '\n'])
        .map(|(at, space)| at + space.len())
        .filter(|at| {
            let before = text[..*at].trim_end();
            let ends =
                ends_sentence(before) || before.ends_with(CLOSING_QUOTES) || before.ends_with(['|', '-', '–', '—']);
            ends || text[*at..].starts_with('©')
        });
    places
        .filter(|at| tells(&text[..*at]))
        .find(|at| {
            let rest = &text[*at..];
            rest.starts_with('©') && rest.split_whitespace().count() <= 10 || names_maker(rest)
        })
        .map(|at| (at, Furniture::Copyright))
}

/// Whether what stands before a credit is text, and not a label.
fn tells(text: &str) -> bool {
    text.split_whitespace()
        .filter(|word| word.chars().any(char::is_alphabetic))
        .count()
        >= 3
}

/// `Photo: Ann Roe`, `© Ann Roe`, `Image credit: The Courier`.
fn names_maker(text: &str) -> bool {
    // What follows a sentence is mostly the rest of a paragraph.
    let spoken = text
        .split_whitespace()
        .filter(|part| part.chars().any(char::is_alphanumeric));
    if spoken.take(MOST_OF_CREDIT + 1).count() > MOST_OF_CREDIT {
        return false;
    }
    let block = Block {
        kind: crate::article::BlockKind::Caption,
        range: 0..text.len(),
        furniture: None,
    };
    let line = Line::of(text, &block, true);
    line.words.len() <= MOST_OF_CREDIT && is_copyright(&line)
}

/// The inside of parentheses that name a maker: also `The Courier / Ann Roe`.
fn is_credit(inside: &str) -> bool {
    let apart = inside.split('/').count() == 2 && inside.split_whitespace().count() <= 8;
    let capitals = inside
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().nth(2).is_some())
        .all(|word| word.starts_with(char::is_uppercase));
    names_maker(inside) || (apart && capitals && inside.contains(char::is_lowercase))
}

/// `© 2020 …`, `Tous droits réservés …`, `Photo credit: …`.
pub(crate) fn is_copyright(line: &Line<'_>) -> bool {
    let letters = line.key().as_bytes();
    let sentence = line.words.len() > 8 && line.text.ends_with('.');
    if sentence && !(memmem::find(letters, b"rightsreserved").is_some() && says_rights(line.text)) {
        return false;
    }
    let begins = |with: &str| {
        let beginning = line.text.get(..with.len());
        beginning.is_some_and(|beginning| beginning.eq_ignore_ascii_case(with))
    };
    if line.text.starts_with('©') || begins("(c) ") || begins("copyright ") || names_picture(line) {
        return true;
    }
    let said = vocabulary()
        .copyright
        .iter()
        .filter(|credit| credit.letters.find(letters).is_some());
    said.into_iter().any(|credit| {
        let (lower, phrase) = (line.text.to_lowercase(), credit.phrase);
        let long = phrase.contains(' ');
        lower.starts_with(phrase) && lower[phrase.len()..].trim_start().starts_with([':', '©'])
            || long && lower.contains(phrase)
    })
}

fn says_rights(text: &str) -> bool {
    text.to_lowercase().contains("rights reserved")
}

/// `Photograph: Ann Roe`, `Illustration by …`, `Photo Ann Roe`: a kind of picture, then its maker.
pub(crate) fn names_picture(line: &Line<'_>) -> bool {
    let picture = matches!(
        line.words.at(0),
        "photo"
            | "photos"
            | "photograph"
            | "photographs"
            | "photographie"
            | "photographies"
            | "illustration"
            | "illustrations"
            | "image"
            | "images"
            | "cartoon"
            | "dessin"
            | "picture"
            | "pictures"
    );
    let rest = line.text.trim_start_matches(char::is_alphabetic).trim_start();
    let by =
        rest.starts_with([':', '©']) || rest.starts_with("by ") || rest.starts_with("de ") || rest.starts_with("d’");
    let named = rest
        .split_whitespace()
        .filter(|word| word.chars().any(char::is_alphabetic))
        .take(2)
        .filter(|word| word.starts_with(char::is_uppercase))
        .count()
        == 2;
    picture && line.words.len() <= 14 && (by || named) && rest.contains(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caption_keeps_its_text_and_loses_its_credit() {
        let head = |text: &'static str| tail(text).map_or(text, |(at, _)| text[..at].trim_end());
        assert_eq!(head("The mill at dawn. Photo: Ann Roe"), "The mill at dawn.");
        assert_eq!(
            head("Le moulin, vu du pont. © Anne Roux / La Rive"),
            "Le moulin, vu du pont."
        );
        assert_eq!(
            head("Le moulin, vu du pont. (La Rive / Anne Roux)"),
            "Le moulin, vu du pont."
        );
        assert_eq!(
            head("The mill, after the rain. (Image credit: The Reach)"),
            "The mill, after the rain."
        );
        assert_eq!(head("History[edit]"), "History");
        assert_eq!(head("Géographie[modifier | modifier le code]"), "Géographie");
    }

    #[test]
    fn other_ends_stay() {
        for text in [
            "Elle fut élue deux fois (1904 et 1911).",
            "He took one photo. Photo albums were dear then, and nobody had two.",
            "The vote was close (Harrow 12, Leyton 11)",
            "La mairie [sic]",
            "Photo: Ann Roe",
        ] {
            assert_eq!(tail(text), None, "{text}");
        }
    }
}
