//! Units that say the same as another one: a text → what it says, without what makes no difference.

use std::cmp::Reverse;
use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use xxhash_rust::xxh3::xxh3_64;

use crate::memory::model::identity::is_surely_nfc;
use crate::memory::model::time::Timestamp;
use crate::memory::model::unit::{Status, Unit, UnitId, Variant};
use crate::text::tokens::{fold_quote, is_ignored};

/// The text without what makes no difference: kinds of white space and white space beside marks, double quotation marks, the style of
/// apostrophes, commas between words, a final full stop, and the case of the first letter. A text in capitals throughout says what it says in small
/// letters, its letters that stand alone aside.
///
/// All else stays: the case of other letters (`x` and `X`, `pH` and `PH`), marks inside and before numbers (`3,5`, `-5`, `1.12`), signs and symbols (`+ # % ‰ € $`), `?` and `!`. A quotation mark
/// behind a digit is one of minutes or inches.
fn essence(text: &str) -> String {
    let mut characters: Vec<char> = Vec::with_capacity(text.len());
    if is_surely_nfc(text) {
        characters.extend(text.chars().filter(|&c| !is_ignored(c)));
    } else {
        characters.extend(text.nfc().filter(|&c| !is_ignored(c)));
    }
    let mut out = String::with_capacity(text.len());
    // White space, or something left out, that keeps two words apart.
    let mut apart = false;
    // Of a word of several letters in a text that has no small ones.
    let in_capitals = !characters.iter().any(|c| c.is_lowercase());
    let is_digit = |c: Option<&char>| c.is_some_and(|c| c.is_numeric());
    for (at, &c) in characters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| characters.get(at));
        let folded = fold_quote(c);
        let quotation = folded == '"' && !is_digit(before);
        let comma = c == ',' && !(is_digit(before) && is_digit(characters.get(at + 1)));
        if c.is_whitespace() || c.is_control() || quotation || comma {
            apart = true;
            continue;
        }
        let last = out.chars().next_back();
        let word = c.is_alphanumeric();
        let in_word = before.is_some_and(|before| before.is_alphabetic());
        let alone = !in_word && !characters.get(at + 1).is_some_and(|next| next.is_alphabetic());
        let behind_number = word && last.is_some_and(char::is_numeric);
        let first = !out.contains(char::is_alphanumeric);
        let folds =
            !behind_number && !alone && (first || in_capitals) || first && alone && is_followed(&characters[at + 1..]);
        if std::mem::take(&mut apart) && word && last.is_some_and(char::is_alphanumeric) {
            out.push(' ');
        }
        // Minutes and inches stay what they are.
        let c = if is_digit(before) { c } else { folded };
        if !folds {
            out.push(c);
        } else if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else {
            out.extend(c.to_lowercase());
        }
    }
    if out.ends_with('.') && !out.ends_with("..") {
        out.pop();
    }
    out
}

/// Whether a word follows, so that a letter alone before it is a word of a sentence, `À` or `A`.
fn is_followed(rest: &[char]) -> bool {
    rest.iter().any(|c| c.is_lowercase())
}

/// Units by what their texts say: of those that agree, the best so far.
#[derive(Debug, Default)]
pub(super) struct Duplicates {
    best: HashMap<u64, Rank>,
}

/// What makes a unit the one to keep: the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    status: Status,
    usage_count: u64,
    date: Option<Timestamp>,
    /// The lower number is the better one.
    number: Reverse<UnitId>,
}

/// A unit as it is compared with others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said {
    /// A hash of what its texts say, and of their languages.
    key: u64,
    rank: Rank,
}

impl Said {
    /// What a unit says; `None` where a side says nothing.
    pub(super) fn by(unit: &Unit, (source, target): (&Variant, &Variant)) -> Option<Said> {
        let texts = [essence(&source.text), essence(&target.text)];
        if texts.iter().any(|text| !text.contains(char::is_alphanumeric)) {
            return None;
        }
        let [source_text, target_text] = texts;
        let key = format!("{}\0{source_text}\0{}\0{target_text}", source.lang, target.lang);
        Some(Said {
            key: xxh3_64(key.as_bytes()),
            rank: Rank {
                status: unit.status,
                usage_count: unit.usage_count,
                date: unit.date(),
                number: Reverse(unit.id),
            },
        })
    }
}

impl Duplicates {
    /// The worse one of the unit and the best one like it, and what is to be said of it.
    pub(super) fn look(&mut self, Said { key, rank }: Said) -> Option<(UnitId, String)> {
        let best = self.best.entry(key).or_insert(rank);
        if *best == rank {
            return None;
        }
        let (kept, lost) = if *best > rank { (*best, rank) } else { (rank, *best) };
        *best = kept;
        // A confirmed unit is kept beside a better one.
        (lost.status != Status::Confirmed)
            .then(|| (lost.number.0, format!("nearly the same as unit {}", kept.number.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_something_else_stays_apart() {
        for (a, b) in [
            ("Il a couru 3,5 km.", "Il a couru 35 km."),
            ("La température est de -5 °C.", "La température est de 5 °C."),
            ("Cours de C++", "Cours de C"),
            ("Cours de C#", "Cours de C"),
            ("Chapitre 1.12", "Chapitre 11.2"),
            ("Le taux est de 10 %.", "Le taux est de 10 ‰."),
            ("Prix : 10 €", "Prix : 10 $"),
            ("Il est né le 1/12/2010.", "Il est né le 11/2/2010."),
            ("Oui !", "Oui ?"),
            ("Oui !", "Oui."),
            ("Pages 1 12", "Pages 11 2"),
            ("Une puissance de 5 mW", "Une puissance de 5 MW"),
            ("Un angle de 5′", "Un angle de 5″"),
            ("±5 V", "5 V"),
            ("a < b", "a > b"),
            ("@Anne", "#Anne"),
            ("10:30", "10.30"),
            ("Suite...", "Suite."),
            ("Nom :", "Nom"),
            ("x^2", "x2"),
            ("Tapez X.", "Tapez x."),
            ("Le PH", "Le pH"),
            ("Un vin de Pays", "Un vin de pays"),
            ("TAPEZ X", "Tapez x"),
            ("Lire mA", "Lire MA"),
            ("X", "x"),
        ] {
            assert_ne!(essence(a), essence(b), "{a} / {b}");
        }
    }

    #[test]
    fn what_makes_no_difference_is_left_out() {
        for (a, b) in [
            ("Oui !", "Oui\u{a0}!"),
            ("Oui !", "Oui!"),
            ("Le taux est de 10 %.", "Le taux est de 10\u{202f}%"),
            ("Il a dit « oui ».", "Il a dit \"oui\"."),
            ("L’été", "L'été"),
            ("Bonjour, Anne.", "bonjour Anne"),
            ("À bientôt", "à bientôt"),
            ("Le  pont", "le pont"),
            ("LE PONT", "Le pont"),
            ("l’e\u{301}te\u{301}", "L’été"),
        ] {
            assert_eq!(essence(a), essence(b), "{a} / {b}");
        }
    }
}
