//! Two texts that should say the same → the first number of one that the other does not have in any form.
//!
//! Only numbers written in digits are asked for, and only those that the aligner's notation ([`quantity_at`]) finds. The
//! other text may give such a number in another notation, as part of a date or a time, glued to letters (`200ml`,
//! `2(a)`, `i386`), in words (`dix-huit`, `seventh`, `une douzaine`, `half`), as a Roman numeral, on the other clock
//! (`22 h`, `10 pm`), or short (`98`, `1.5m`): a translator writes it as the language does, and none of that is a mistake.

use std::collections::HashSet;
use std::ops::Range;

use crate::memory::Variant;
use crate::text::lang::Lang;
use crate::text::languages::{KNOWN, MONTHS, language};
use crate::text::number_words::NumberWord;
use crate::text::numbers::{GROUP_SPACES, Quantity, QuantityKind, quantity_at, shift};

/// The first number of either text that is missing in the other, as it is written, with the text that lacks it.
pub(crate) fn missing<'v>(source: &'v Variant, target: &'v Variant) -> Option<(&'v str, &'v Variant)> {
    let [of_source, of_target] = alone(source, target);
    let first = |numbers: &[&'v str]| numbers.first().copied();
    first(&of_source)
        .map(|written| (written, target))
        .or_else(|| first(&of_target).map(|written| (written, source)))
}

/// The numbers of either text that are missing in the other, as byte ranges in order.
pub(crate) fn disagreeing(source: &Variant, target: &Variant) -> [Vec<Range<usize>>; 2] {
    let [of_source, of_target] = alone(source, target);
    let places = |text: &str, numbers: Vec<&str>| {
        // Each is a part of the text itself.
        let place = |written: &str| {
            let start = written.as_ptr().addr() - text.as_ptr().addr();
            start..start + written.len()
        };
        let mut places: Vec<Range<usize>> = numbers.into_iter().map(place).collect();
        places.sort_unstable_by_key(|range| range.start);
        places
    };
    [places(&source.text, of_source), places(&target.text, of_target)]
}

/// The numbers of either text that are missing in the other, as they are written, those that number a note or an item last.
fn alone<'v>(source: &'v Variant, target: &'v Variant) -> [Vec<&'v str>; 2] {
    // Most units have no digits, or the same ones in the same order.
    if digit_runs(&source.text).eq(digit_runs(&target.text)) {
        return [Vec::new(), Vec::new()];
    }
    let sides = [Side::of(source), Side::of(target)];
    // Where one language says `(2)` more often, it is its way of referring; where both do equally often, they should agree.
    let references_count = sides[0].references.len() == sides[1].references.len();
    let alone = |side: &Side<'v>, other: &Side<'v>| {
        let references = side.references.iter().filter(|_| references_count);
        let asked = side.asked.iter().chain(references);
        let lacking = asked.filter(|(quantity, _)| !other.has(quantity));
        lacking.map(|(_, written)| *written).collect()
    };
    [alone(&sides[0], &sides[1]), alone(&sides[1], &sides[0])]
}

/// The runs of ASCII digits of a text, without zeros before them.
fn digit_runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|run| !run.is_empty())
        .map(plain)
}

fn plain(run: &str) -> &str {
    match run.trim_start_matches('0') {
        "" => "0",
        rest => rest,
    }
}

/// What a text asks for, and what it can answer with.
struct Side<'t> {
    /// Numbers, dates and times in digits, each as it is written.
    asked: Vec<(Quantity, &'t str)>,
    /// Those that number a note, an item or a subsection.
    references: Vec<(Quantity, &'t str)>,
    runs: Vec<&'t str>,
    /// Every whole or decimal number that the text may be said to have, and its dates.
    values: HashSet<String>,
    /// Whether its words for numbers are known: else small numbers may be there unseen.
    words_known: bool,
}

impl<'t> Side<'t> {
    fn of(variant: &'t Variant) -> Side<'t> {
        let (text, lang) = (variant.text.as_str(), &variant.lang);
        let mut side = Side {
            asked: Vec::new(),
            references: Vec::new(),
            runs: digit_runs(text).collect(),
            values: HashSet::new(),
            words_known: language(lang).is_some(),
        };
        for (at, quantity) in quantities(text, lang) {
            let written = &text[at..at + quantity.len];
            side.answer_with(&quantity);
            if !written.starts_with(|c: char| c.is_ascii_digit()) || is_character(text, at, written) {
                continue;
            }
            if is_reference(text, at, written) {
                side.references.push((quantity, written));
            } else {
                side.asked.push((quantity, written));
            }
        }
        for run in &side.runs {
            side.values.insert((*run).to_owned());
        }
        side.answer_with_short_forms(text);
        if side.words_known {
            side.answer_with_words(text, lang);
        }
        side
    }

    fn answer_with(&mut self, quantity: &Quantity) {
        let canonical = quantity.canonical.as_str();
        self.values.insert(canonical.to_owned());
        match quantity.kind {
            QuantityKind::Number => {}
            QuantityKind::Date => self
                .values
                .extend(canonical.split('-').map(|part| plain(part).to_owned())),
            QuantityKind::Time => {
                let (hour, minute) = clock(canonical);
                for value in [hour, hour % 12, hour % 12 + 12, minute] {
                    self.values.insert(value.to_string());
                }
            }
        }
    }

    /// `1.5m`, `20k`, `3 M€`, `2bn`: a letter that multiplies.
    fn answer_with_short_forms(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(from) = bytes[at..].iter().position(u8::is_ascii_digit).map(|n| at + n) {
            let inside = |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b',');
            let end = bytes[from..]
                .iter()
                .position(|b| !inside(b))
                .map_or(bytes.len(), |n| from + n);
            let after = text[end..].trim_start_matches(GROUP_SPACES);
            let letters = &after[..after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len())];
            let short = KNOWN.iter().flat_map(|known| known.short_scales);
            let clear = KNOWN.iter().flat_map(|known| known.clear_scales);
            let scale = short
                .filter(|(short, _)| *short == letters)
                .chain(clear.filter(|(clear, _)| clear.eq_ignore_ascii_case(letters)))
                .next();
            if let Some((_, power)) = scale {
                self.values.extend(shift(&text[from..end].replace(',', "."), *power));
            }
            at = end;
        }
    }

    /// Ordinals as cardinals, and the words that [`quantity_at`] does not take for numbers when they stand alone.
    fn answer_with_words(&mut self, text: &str, lang: &Lang) {
        let mut cardinals = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let letters = |c: char| c.is_alphabetic();
            let len = rest.find(|c| letters(c) != letters(first)).unwrap_or(rest.len());
            let (piece, after) = rest.split_at(len);
            rest = after;
            if !letters(first) {
                cardinals.push_str(piece);
                continue;
            }
            let word = piece.to_lowercase();
            let implied = KNOWN.iter().flat_map(|known| known.implied_numbers);
            for (_, values) in implied.filter(|(known, _)| *known == word) {
                self.values.extend(values.iter().map(|value| (*value).to_owned()));
            }
            for names in MONTHS {
                let month = names.iter().position(|name| is_month(name, &word));
                self.values.extend(month.map(|month| (month + 1).to_string()));
            }
            match piece {
                "I" => self.values.insert("1".to_owned()),
                "V" => self.values.insert("5".to_owned()),
                "X" => self.values.insert("10".to_owned()),
                _ => false,
            };
            match cardinal(&word, lang) {
                Some(cardinal) => cardinals.push_str(&cardinal),
                None => cardinals.push_str(piece),
            }
        }
        for (_, quantity) in quantities(&cardinals, lang) {
            self.answer_with(&quantity);
        }
    }

    fn has(&self, asked: &Quantity) -> bool {
        let value = asked.canonical.as_str();
        self.values.contains(value)
            || match asked.kind {
                QuantityKind::Number => self.has_number(value),
                QuantityKind::Time => self.has_time(clock(value)),
                QuantityKind::Date => {
                    let mut parts = value.split('-').map(plain);
                    let year = parts.next().is_none_or(|year| self.has_number(year));
                    year && parts.all(|part| self.values.contains(part))
                }
            }
    }

    fn has_number(&self, value: &str) -> bool {
        let parts: Vec<&str> = value.split('.').map(plain).collect();
        let small = || value.parse().is_ok_and(|n: u8| n <= 12);
        self.values.contains(value)
            || (!self.words_known && small())
            || (parts.len() > 1 && self.runs.windows(parts.len()).any(|window| window == parts))
            || self
                .runs
                .iter()
                .any(|run| is_short_year(run, value) || is_short_year(value, run))
    }

    fn has_time(&self, (hour, minute): (u32, u32)) -> bool {
        let has = |n: u32| self.values.contains(&n.to_string());
        (has(hour) || has(hour % 12) || has(hour % 12 + 12)) && (minute == 0 || has(minute))
    }
}

/// The numbers, dates and times of a text, with their places.
fn quantities(text: &str, lang: &Lang) -> Vec<(usize, Quantity)> {
    let mut out = Vec::new();
    let mut at = 0;
    let mut inside = false;
    while let Some(c) = text[at..].chars().next() {
        let found = (!inside).then(|| quantity_at(&text[at..], lang)).flatten();
        match found.filter(|quantity| quantity.len > 0) {
            Some(quantity) => {
                let from = at;
                at += quantity.len;
                inside = false;
                out.push((from, quantity));
            }
            None => {
                at += c.len_utf8();
                inside = c.is_alphanumeric();
            }
        }
    }
    out
}

/// `(2)`, `[14]`, `(2.1)`: the number of a note, an item or a subsection, which languages refer to differently.
fn is_reference(text: &str, at: usize, written: &str) -> bool {
    let (before, after) = (&text[..at], &text[at + written.len()..]);
    before.ends_with(['(', '[']) && after.starts_with([')', ']']) && written.len() <= 3
}

/// `&#39;`: the number of a character.
fn is_character(text: &str, at: usize, written: &str) -> bool {
    text[..at].ends_with("&#") && text[at + written.len()..].starts_with(';')
}

/// The hour and the minute of a time's canonical form.
fn clock(canonical: &str) -> (u32, u32) {
    let (hour, minute) = canonical.split_once(':').unwrap_or((canonical, "0"));
    (hour.parse().unwrap_or(0), minute.parse().unwrap_or(0))
}

/// Whether one is the last two digits of the other, a year.
fn is_short_year(short: &str, year: &str) -> bool {
    let is_year = year.len() == 4 && (year.starts_with("19") || year.starts_with("20"));
    is_year && plain(&year[2..]) == short
}

/// Whether a word in lower case is a month's name or a usual short form of it (`janv`, `sept`, `oct`).
fn is_month(name: &str, word: &str) -> bool {
    let mut rest = name.chars().flat_map(char::to_lowercase);
    let begins = word.chars().all(|c| rest.next() == Some(c));
    begins && (rest.next().is_none() || (3..=5).contains(&word.chars().count()))
}

/// An ordinal or a collective number as the cardinal in it: `septième` is `sept`, `twentieth` is `twenty`.
fn cardinal(word: &str, lang: &Lang) -> Option<String> {
    let known = language(lang)?;
    let words = &known.figures.cardinals;
    if let Some((_, cardinal)) = words.irregular.iter().find(|(ordinal, _)| *ordinal == word) {
        return Some((*cardinal).to_owned());
    }
    // Alone, `un` is mostly no number to `quantity_at`.
    let is_number = |word: &String| {
        known.number_words.find(word) == Some(NumberWord::Value(1))
            || quantity_at(word, lang).is_some_and(|quantity| quantity.len == word.len())
    };
    let stem = words.endings.iter().find_map(|end| word.strip_suffix(end))?;
    let other = |(from, to): &(&str, &str)| stem.strip_suffix(from).map(|begin| format!("{begin}{to}"));
    match words.stems.iter().find_map(other) {
        Some(cardinal) => Some(cardinal).filter(is_number),
        None => [stem.to_owned(), format!("{stem}e")].into_iter().find(is_number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lacking(fr: &str, en: &str) -> Option<String> {
        let variant = |tag, text| Variant::plain(Lang::parse(tag).unwrap(), text);
        let (fr, en) = (variant("fr", fr), variant("en", en));
        missing(&fr, &en).map(|(written, side)| format!("{written} in {}", side.lang))
    }

    #[test]
    fn a_number_may_be_written_as_the_language_does() {
        for (fr, en) in [
            ("Né le 27 septembre 1998.", "Born on 27/09/1998."),
            ("Ouvert jusqu’à 22 heures.", "Open until 10 pm."),
            ("Rendez-vous à 14 h 30.", "Meet us at 2:30 in the afternoon."),
            (
                "La classe commence à huit heures et demie.",
                "School begins at 8:30 a.m.",
            ),
            ("Le trajet dure 1 h 02.", "The journey takes 1 hr 2 min."),
            ("Il a coûté 1,5 million d’euros.", "It cost €1.5m."),
            ("Un budget de 3 Md€.", "A budget of 3 billion euros."),
            ("10 000 habitants", "10,000 inhabitants"),
            ("au XXe siècle", "in the 20th century"),
            ("Il a 2 enfants.", "He has two children."),
            ("une dizaine de pages", "about 10 pages"),
            ("le 40e jour", "the fortieth day"),
            ("le vingt et unième jour", "the 21st day"),
            ("au 5e étage", "on the fifth floor"),
            ("à l’alinéa 5h)", "in paragraph 5(h)"),
            ("Ajoutez 200 ml de lait.", "Add 200ml of milk."),
            ("les années 90", "the 1990s"),
            ("Une photo importée", "1 photo imported"),
            ("Un quart des élus", "1/4 of those elected"),
            ("La condition ne vaut pas ici.", "Condition (2) does not apply here."),
            ("version 2.4 ou 3.1", "versions 2. 4 and 3. 1"),
            ("rayon de zéro", "a radius of 0"),
        ] {
            assert_eq!(lacking(fr, en), None, "{fr} / {en}");
        }
    }

    #[test]
    fn another_number_is_found_in_any_notation() {
        for (fr, en, found) in [
            ("Il reste 1 200 places.", "There are 1,300 seats left.", "1 200 in en"),
            ("Né le 27 septembre 1998.", "Born on 28/09/1998.", "27 in en"),
            ("Ouvert jusqu’à 22 heures.", "Open until 9 pm.", "22 in en"),
            ("La page est vide.", "Page 70 is empty.", "70 in fr"),
            ("1,5 million", "15 million", "1,5 million in en"),
            ("5,1 %", "1.5%", "5,1 in en"),
            ("deux chats", "3 cats", "3 in fr"),
            ("le septième jour", "the 8th day", "8th in fr"),
            ("au paragraphe (1)", "in subsection (6)", "1 in en"),
        ] {
            assert_eq!(lacking(fr, en).as_deref(), Some(found), "{fr} / {en}");
        }
    }

    #[test]
    fn small_numbers_may_be_words_of_a_language_that_is_not_known() {
        let variant = |tag, text| Variant::plain(Lang::parse(tag).unwrap(), text);
        let (cs, en) = (
            variant("cs", "Má dvě děti a 30 ovcí."),
            variant("en", "He has 2 children and 40 sheep."),
        );
        assert_eq!(missing(&cs, &en).map(|(written, _)| written), Some("30"));
        let (cs, en) = (variant("cs", "Má dvě děti."), variant("en", "He has 2 children."));
        assert_eq!(missing(&cs, &en), None);
    }
}
