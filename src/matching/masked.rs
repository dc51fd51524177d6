//! A text → the same text with its figures masked: what is left is the same for texts that differ in figures alone.
//!
//! **Figures** are tokens with a digit, Roman numerals, and the names of weekdays and months. A run of them, with at most one of
//! `, . : / - '` between two, is one mask: `3,5`, `14:30`, `09/10/2020`, `1 200` and `lundi 9 mars` all are; so is what goes on with a number,
//! as in `14 h 30` and `12 millions`. A text counts only when it has a number and, besides, a word.
//!
//! That more is masked than adapting carries does no harm: a unit that is found so is a match only if it is adapted.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::index::vocabulary;
use crate::text::languages::entry::Language;
use crate::text::languages::{KNOWN, MONTHS, WEEKDAYS};
use crate::text::tokens;

/// What a token is to the masking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// It has a digit, or is a Roman numeral.
    Number,
    /// A weekday or a month.
    Calendar,
    /// A word that goes on with the number before it.
    Unit,
    /// It can stand inside of a number.
    Joiner,
    /// Any other word.
    Word,
    /// Any other mark.
    Mark,
}

/// The weekdays and months of all known languages, in lower case.
static CALENDAR: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    let names = MONTHS.iter().flatten().chain(WEEKDAYS.iter().flatten());
    names.map(|name| name.to_lowercase()).collect()
});

/// Words that belong to the number before them in any known language, in lower case: hours, halves of the day, scales.
static UNITS: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    let of = |known: &Language| {
        let scales = known.scales.iter().chain(known.clear_scales).map(|(word, _)| *word);
        scales
            .chain(known.hour_words.iter().copied())
            .map(str::to_lowercase)
            .collect::<Vec<_>>()
    };
    KNOWN.iter().flat_map(|known| of(known)).collect()
});

impl Class {
    /// The class of a token's compared form.
    pub(crate) fn of(token: &str) -> Class {
        let first = token.chars().next();
        match first {
            Some('0'..='9') => Class::Number,
            Some(',' | '.' | ':' | '/' | '-' | '\'') => Class::Joiner,
            Some(c) if !c.is_alphanumeric() => Class::Mark,
            None => Class::Mark,
            Some(_) if token.bytes().any(|byte| byte.is_ascii_digit()) || is_roman(token) => Class::Number,
            Some(_) if CALENDAR.contains(token) => Class::Calendar,
            Some(_) if UNITS.contains(token) => Class::Unit,
            Some(_) => Class::Word,
        }
    }
}

/// Whether a token may be a Roman numeral below 40: of two letters and more, or with an ordinal's ending; `vie` is none.
fn is_roman(token: &str) -> bool {
    const ENDINGS: [&str; 6] = ["", "e", "er", "re", "ère", "ème"];
    let letters = token
        .bytes()
        .take_while(|byte| matches!(byte, b'i' | b'v' | b'x'))
        .count();
    let ending = &token[letters..];
    letters > 0 && letters + ending.len() > 1 && ENDINGS.contains(&ending) && token != "vie"
}

/// Masks a text given as its tokens, each with something that stands for it; `emit` gets these, and for each number
/// `mask`. Whether the text counts.
pub(crate) fn mask<T: Copy>(tokens: impl Iterator<Item = (Class, T)>, mask: T, mut emit: impl FnMut(T)) -> bool {
    let (mut numbers, mut words) = (false, false);
    let mut in_number = false;
    // What may turn out to stand inside of a number.
    let mut waiting: Option<T> = None;
    for (class, token) in tokens {
        if matches!(class, Class::Number | Class::Calendar) {
            waiting = None;
            if !in_number {
                emit(mask);
            }
            numbers |= class == Class::Number;
            in_number = true;
            continue;
        }
        if class == Class::Unit && in_number && waiting.is_none() {
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
        words |= matches!(class, Class::Word | Class::Unit);
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
        let tokens = tokens::tokenize(text);
        let of = |token: &tokens::Token| Class::of(&token.text);
        let hash = hash(tokens.iter().map(|token| (of(token), vocabulary::hash(&token.text))))?;
        let mut out = String::with_capacity(text.len());
        let texts = tokens.iter().map(|token| (of(token), token.text.as_str()));
        // No token has a control character.
        mask(texts, "\u{1}", |token| tokens::join(&mut out, token));
        Some(Masked { text: out, hash })
    }

    /// Whether a text differs from this one in figures alone.
    pub(crate) fn is_of(&self, text: &str) -> bool {
        // The hash costs no text to be put together.
        let tokens = tokens::tokenize(text);
        let classed = tokens
            .iter()
            .map(|token| (Class::of(&token.text), vocabulary::hash(&token.text)));
        hash(classed) == Some(self.hash) && Masked::new(text).as_ref() == Some(self)
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
        assert!(!same("Le code A4", "Le coda A5"));
        assert!(!same("C'est la vie 1", "C'est la xie 1"));
    }

    #[test]
    fn roman_numerals_codes_dates_and_what_goes_on_with_a_number_are_masked_too() {
        assert!(same("Louis XIV règne", "Louis XV règne"));
        assert!(same("Au XIXe siècle", "Au XXIe siècle"));
        assert!(same("Le papier A4", "Le papier A5"));
        assert!(same("Le lundi 9 mars, il pleut", "Le 12 avril 2021, il pleut"));
        assert!(same("Monday, 9 March: rain", "April 12th, 2021: rain"));
        assert!(same("Ouvert à 9 h", "Ouvert à 14 h 30"));
        assert!(same("Il coûte 12 millions d'euros", "Il coûte 3,5 milliards d'euros"));
        assert_eq!(Masked::new("Ouvert lundi"), None, "no number");
    }

    #[test]
    fn without_a_number_or_a_word_it_does_not_count() {
        assert_eq!(Masked::new("Page"), None);
        assert_eq!(Masked::new("12 %"), None);
        assert_eq!(Masked::new(""), None);
    }
}
