//! Whether everything that makes a value in what query and source do not share was carried over.
//!
//! A value is more than its figures: a sign, a comparison, a unit, a second part (`1 m 75`), the end of a range, a `bis`, a number in words.
//! Where one of these differs and stays, the adapted text would say half of a value. So there is no adapted form then.

use super::items::Items;
use super::measure::is_unit_word;
use super::names::{Name, is_before_numeral, is_name};
use super::notation::Read;
use super::placeables::Value;
use super::unit_phrase::is_in_unit;
use crate::matching::diff::DiffKind;
use crate::text::lang::Lang;
use crate::text::languages::{KNOWN, any_has, language};
use crate::text::number_words::NumberWord;

/// Whether no token that differs belongs to a value, names that were carried over aside; `left` has the query's items and
/// `right` the source's, and `steps` lead from the one to the other.
pub(super) fn all_accounted(
    [query, source]: [Read; 2],
    [left, right]: [&Items; 2],
    steps: &[(DiffKind, usize, usize)],
    names: &[Name],
) -> bool {
    steps
        .iter()
        .filter(|step| step.0 != DiffKind::Equal)
        .all(|(change, i, j)| {
            let of_query = || {
                let range = &left.tokens[*i].range;
                let carried = names
                    .iter()
                    .any(|n| n.asked.start <= range.start && range.end <= n.asked.end);
                carried || !of_a_value(query, left, *i)
            };
            let of_source = || {
                let range = &right.tokens[*j].range;
                let carried = names
                    .iter()
                    .any(|n| n.had.start <= range.start && range.end <= n.had.end);
                carried || !of_a_value(source, right, *j)
            };
            (*change == DiffKind::OnlyUnit || of_query()) && (*change == DiffKind::OnlyQuery || of_source())
        })
}

/// Whether a token of the text belongs to a value.
fn of_a_value(read: Read, items: &Items, at: usize) -> bool {
    if items.placeables[at].is_some() {
        return true;
    }
    let token = &items.tokens[at];
    let text = &read.text[token.range.clone()];
    if text.contains(char::is_numeric) {
        return true;
    }
    let (before, after) = (&read.text[..token.range.start], &read.text[token.range.end..]);
    if text.starts_with(char::is_alphabetic) {
        let has_time = || read.placeables.iter().any(|p| matches!(p.value, Value::Time(..)));
        let around = &items.placeables[at.saturating_sub(NEAR)..items.placeables.len().min(at + NEAR + 1)];
        let beside = &items.placeables[at.saturating_sub(2)..items.placeables.len().min(at + 3)];
        is_number_word(&token.text, read.lang)
            || belongs_to_number(text, before, after)
            || is_in_unit(read, items, at)
            || is_name(text) && is_before_numeral(read.text, token.range.end)
            || around.iter().any(Option::is_some) && any_has(|known| known.figures.rates, &token.text)
            || beside.iter().any(Option::is_some) && any_has(|known| known.figures.short_dates, &token.text)
            || any_has(|known| known.figures.comparisons, &token.text) && around.iter().any(Option::is_some)
            || any_has(|known| known.figures.halves_of_day, &token.text) && has_time()
    } else {
        text.chars().next().is_some_and(|sign| is_sign(sign, before, after))
    }
}

/// So many tokens away from a value such a word stands beside it.
const NEAR: usize = 3;

/// Whether a word, in lower case, says a number: `trois`, `troisième`, `triple`, `centaine`; not `un` or `premier`, which mostly say none.
pub(super) fn is_number_word(word: &str, lang: &Lang) -> bool {
    let Some(known) = language(lang) else { return false };
    let number = |word: &str| {
        known
            .number_words
            .find(word)
            .is_some_and(|found| !matches!(found, NumberWord::And | NumberWord::Value(1)))
    };
    let singular = word.strip_suffix('s').unwrap_or(word);
    let implied = |word: &str| {
        let mut implied = known.implied_numbers.iter();
        let found = implied.find(|(implied, _)| *implied == word || *implied == singular);
        found.is_some_and(|(_, numbers)| numbers.iter().any(|number| *number != "0" && *number != "1"))
    };
    number(word) || implied(word) || known.ordinal_words.iter().any(|ending| word.ends_with(ending))
}

/// Whether a word stands directly beside a number and is part of its value: a unit, `bis`, a letter behind it, `moins` before it.
fn belongs_to_number(word: &str, before: &str, after: &str) -> bool {
    let lower = word.to_lowercase();
    if any_has(|known| known.figures.signs, &lower) && begins_with_digit(after.trim_start()) {
        return true;
    }
    let gap = before.trim_end();
    // `mar. 10 mars`
    if after.starts_with('.') && is_short_calendar_name(&lower) {
        let next = after[1..].trim_start();
        return begins_with_digit(next) || ends_with_digit(gap);
    }
    // `3.0-beta`, `3.0+git`
    if before
        .strip_suffix(['-', '‑', '+', '_', '~'])
        .is_some_and(ends_with_digit)
    {
        return true;
    }
    // `48°51'24" N`, `12° ouest`
    let degrees = gap.trim_end_matches(['\'', '"', '’', '”', '′', '″', '°', 'º']);
    if degrees.len() < gap.len() && ends_with_digit(degrees) && any_has(|known| known.figures.compass, &lower) {
        return true;
    }
    // `12 €/jour`, `90 km/h`
    if before.strip_suffix('/').is_some_and(ends_with_measure) {
        return true;
    }
    // `3.a`, `3-b`, `3 (b)`, `§ 5.2(ii)`
    if word.chars().count() <= 3 && is_part_of_section(&lower, before, after) {
        return true;
    }
    let is_behind = ends_with_digit(gap) || gap.ends_with(['€', '$', '£', '¥', '%', '°', '′', '″']);
    // `EUR 12`
    if !is_behind {
        return is_unit_word(word) && word.chars().all(char::is_uppercase) && begins_with_digit(after.trim_start());
    }
    // `§ 5.2 a)`, `5 G`
    let letter = word.chars().count() == 1 && (word.chars().all(char::is_uppercase) || after.starts_with(')'));
    letter || any_has(|known| known.figures.additions, &lower) || is_unit_word(word)
}

/// Whether a number, or one with its unit, ends the text.
fn ends_with_measure(text: &str) -> bool {
    let number = text.trim_end_matches(|c: char| c.is_alphabetic() || c == '²' || c == '³');
    let unit = &text[number.len()..];
    let number = number.trim_end();
    ends_with_digit(number) && (unit.is_empty() || is_unit_word(unit))
        || number.ends_with(['€', '$', '£', '¥', '%', '°'])
}

/// Whether a letter, or a small Roman numeral, names a part of the section whose number stands before it.
fn is_part_of_section(lower: &str, before: &str, after: &str) -> bool {
    let one = lower.chars().count() == 1 || lower.chars().all(|c| matches!(c, 'i' | 'v' | 'x'));
    let ends = !after.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '\'' | '’'));
    let joined = before.strip_suffix(['.', '-', '–']).is_some_and(ends_with_digit);
    let bracketed = before
        .strip_suffix('(')
        .is_some_and(|before| ends_with_digit(before.trim_end()));
    one && ends && (joined || bracketed && after.starts_with(')'))
}

/// Whether a word in lower case is the beginning of a weekday's or a month's name, of two letters and more.
fn is_short_calendar_name(word: &str) -> bool {
    let mut names = KNOWN
        .into_iter()
        .flat_map(|known| known.weekdays.iter().chain(&known.months));
    word.chars().count() > 1 && names.any(|name| name.to_lowercase().starts_with(word))
}

fn begins_with_digit(text: &str) -> bool {
    text.starts_with(char::is_numeric)
}

fn ends_with_digit(text: &str) -> bool {
    text.ends_with(char::is_numeric)
}

/// Whether a mark is part of a value: a sign, a comparison or an operator before a number or behind one, a unit's sign, a
/// mark between digits.
fn is_sign(sign: char, before: &str, after: &str) -> bool {
    let (near_before, near_after) = (before.trim_end(), after.trim_start());
    let around = begins_with_digit(near_after) || ends_with_digit(near_before);
    match sign {
        '±' | '∓' | '\u{2212}' | '+' | '<' | '>' | '=' | '≤' | '≥' | '⩽' | '⩾' | '≠' | '≈' | '~' | '∼' | '^' | '×'
        | '÷' | '*' | '√' => around,
        '%' | '‰' | '‱' | '°' | '′' | '″' | '€' | '$' | '£' | '¥' | '¢' | '₽' | '₹' | '#' | '№' => {
            around
        }
        // A dash before a number is a sign or the middle of a range.
        '-' | '–' | '—' | '‐' | '‑' => {
            begins_with_digit(near_after) || ends_with_digit(before) && after.starts_with(char::is_alphabetic)
        }
        '/' | '_' | '@' | '\\' => {
            begins_with_digit(after) || ends_with_digit(before) || before.ends_with(['€', '$', '£', '%'])
        }
        ':' | '.' | ',' | '·' => begins_with_digit(after) && (ends_with_digit(before) || before.ends_with(':')),
        // Minutes and seconds: `3'20"`.
        '\'' | '"' => ends_with_digit(before) && begins_with_digit(after),
        _ => false,
    }
}
