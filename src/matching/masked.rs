//! A text → the same text with its numbers masked: what is left is the same for texts that differ in numbers alone.
//!
//! Tokens that begin with a digit are **numbers**. A run of them, with at most one of `, . : / - '` between two, is one
//! mask: `3,5`, `14:30`, `09/10/2020` and `1 200` all are. A text counts only when it has a number and, besides, a word.

use super::index::vocabulary;
use crate::text::tokens;

/// What a token is to the masking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// It begins with a digit.
    Number,
    /// It can stand inside of a number.
    Joiner,
    /// Any other word.
    Word,
    /// Any other mark.
    Mark,
}

impl Class {
    /// The class of a token's compared form.
    pub(crate) fn of(token: &str) -> Class {
        match token.chars().next() {
            Some('0'..='9') => Class::Number,
            Some(',' | '.' | ':' | '/' | '-' | '\'') => Class::Joiner,
            Some(c) if c.is_alphanumeric() => Class::Word,
            _ => Class::Mark,
        }
    }
}

/// Masks a text given as its tokens, each with something that stands for it; `emit` gets these, and for each number
/// `mask`. Whether the text counts.
fn mask<T: Copy>(tokens: impl Iterator<Item = (Class, T)>, mask: T, mut emit: impl FnMut(T)) -> bool {
    let (mut numbers, mut words) = (false, false);
    let mut in_number = false;
    // What may turn out to stand inside of a number.
    let mut waiting: Option<T> = None;
    for (class, token) in tokens {
        if class == Class::Number {
            waiting = None;
            if !in_number {
                emit(mask);
            }
            (in_number, numbers) = (true, true);
            continue;
        }
        if let Some(mark) = waiting.take() {
            emit(mark);
            in_number = false;
        }
        if class == Class::Joiner && in_number {
            waiting = Some(token);
            continue;
        }
        words |= class == Class::Word;
        in_number = false;
        emit(token);
    }
    waiting.into_iter().for_each(emit);
    numbers && words
}

/// The hash of a masked text, given as its tokens with their hashes; `None` where it does not count.
pub(crate) fn hash(tokens: impl Iterator<Item = (Class, u64)>) -> Option<u64> {
    let mut hash = 0u64;
    let counts = mask(tokens, 1, |token| {
        hash = (hash.rotate_left(23) ^ token).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    });
    counts.then_some(hash)
}

/// A masked text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Masked {
    text: String,
    hash: u64,
}

impl Masked {
    /// Masks a text; `None` where it does not count.
    pub(crate) fn new(text: &str) -> Option<Masked> {
        // Most texts have no number.
        if !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let tokens = tokens::tokenize(text);
        let of = |token: &tokens::Token| Class::of(&token.text);
        let hash = hash(tokens.iter().map(|token| (of(token), vocabulary::hash(&token.text))))?;
        let mut out = String::with_capacity(text.len());
        let texts = tokens.iter().map(|token| (of(token), token.text.as_str()));
        // No token has a control character.
        mask(texts, "\u{1}", |token| tokens::join(&mut out, token));
        Some(Masked { text: out, hash })
    }

    /// The hash by which the index finds it.
    pub(crate) fn hash(&self) -> u64 {
        self.hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(a: &str, b: &str) -> bool {
        let (a, b) = (Masked::new(a), Masked::new(b));
        a.is_some() && a == b
    }

    #[test]
    fn numbers_in_any_notation_are_one_mask() {
        assert!(same("Page 12", "page 1 300"));
        assert!(same(
            "Le 09/10/2020 à 14h30, soit 3,5 %",
            "Le 1/2/1999 à 9:15, soit 12 %"
        ));
        assert!(same("Voir p. 12.", "Voir p. 7."));
        assert!(same("12, rue du Port", "7, rue du Port"));
    }

    #[test]
    fn everything_else_must_agree() {
        assert!(!same("Page 12", "Pages 12"));
        assert!(!same("Page 12", "Page 12 !"));
        assert!(!same("Page 12.", "Page 12"));
        assert!(!same("De 3 à 4", "De 3"));
        assert!(!same("A4", "A5"), "a number begins with a digit");
    }

    #[test]
    fn without_a_number_or_a_word_it_does_not_count() {
        assert_eq!(Masked::new("Page"), None);
        assert_eq!(Masked::new("12 %"), None);
        assert_eq!(Masked::new(""), None);
    }
}
