//! A text → its placeables: numbers, identifiers, times, dates and addresses, each with its value and its notation.

use crate::text::addresses::{address_length, is_web_address};
use std::ops::Range;

use super::figures::{Notation, Number, number_at, roman_at};
use super::identifiers::{code, identifier_at};
use crate::text::dates::{self, Day, Written};
use crate::text::lang::Lang;
use crate::text::languages::KNOWN;
use crate::text::markup;
use crate::text::numbers::{QuantityKind, quantity_at};

/// What a placeable says. Two are equal when they say the same with the same precision, whatever their notation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Value {
    Number(Number),
    /// What is copied whole or not at all, as it is written, its spaces plain.
    Identifier(String),
    /// Hours and minutes; `24 h` is 24.
    Time(u32, u32),
    Date(Day),
    /// A web or mail address.
    Address(String),
}

impl Value {
    /// Values of one kind can stand in each other's place.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Value::Identifier(text) if text.starts_with(|c: char| c.is_ascii_alphabetic()) => "code",
            Value::Number(_) | Value::Identifier(_) => "number",
            Value::Time(..) => "time",
            Value::Date(_) => "date",
            Value::Address(_) => "address",
        }
    }

    /// Whether the two mean the same: as equal, but `3.50` is `3.5` and `2 million` is `2 000 000`.
    pub(super) fn means(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Number(a), Value::Number(b)) => a.amount() == b.amount(),
            _ => self == other,
        }
    }
}

/// How a placeable is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Number(Notation),
    Date(Written),
    /// As any other of its kind.
    Plain,
}

/// A placeable in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placeable {
    pub(super) range: Range<usize>,
    pub(super) value: Value,
    pub(super) form: Form,
}

impl Placeable {
    /// How it is written, where it is a number.
    pub(super) fn notation(&self) -> Option<&Notation> {
        match &self.form {
            Form::Number(notation) => Some(notation),
            _ => None,
        }
    }
}

/// The placeables of a text, in order; none within typed tags, which the text of the target has for itself.
pub(super) fn placeables(text: &str, lang: &Lang) -> Vec<Placeable> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut after_word = false;
    while let Some(character) = text[at..].chars().next() {
        let tag = markup::length_at(text, at);
        if tag > 0 {
            at += tag;
            after_word = false;
            continue;
        }
        let placeable = if after_word { None } else { placeable_at(text, at, lang) };
        if let Some(placeable) = placeable {
            at = placeable.range.end;
            found.push(placeable);
            after_word = true;
        } else {
            after_word = character.is_alphanumeric();
            at += character.len_utf8();
        }
    }
    found
}

/// Whether the dates in digits prove that the month stands first in them; `None` where nothing is proven, or both.
pub(super) fn month_first(found: &[Placeable]) -> Option<bool> {
    let mut proofs = found.iter().filter_map(|placeable| match &placeable.form {
        Form::Date(date) => date.proves_month_first(),
        _ => None,
    });
    let first = proofs.next()?;
    proofs.all(|proof| proof == first).then_some(first)
}

/// Reads the dates in digits that may be two with the month first, or with the day first.
pub(super) fn read_dates(found: &mut [Placeable], month_first: Option<bool>) {
    let Some(month_first) = month_first else { return };
    for placeable in found {
        if let Form::Date(date) = &mut placeable.form {
            date.read_with(month_first);
            placeable.value = Value::Date(date.day);
        }
    }
}

fn placeable_at(text: &str, at: usize, lang: &Lang) -> Option<Placeable> {
    let rest = &text[at..];
    let found = |length: usize, value: Value, form: Form| {
        Some(Placeable {
            range: at..at + length,
            value,
            form,
        })
    };
    if let Some(length) = address_at(rest) {
        return found(length, Value::Address(rest[..length].to_owned()), Form::Plain);
    }
    if let Some(date) = dates::date_at(rest, lang).filter(|date| !goes_on(rest, date.length)) {
        return found(date.length, Value::Date(date.day), Form::Date(date));
    }
    let identifier = |length: usize| {
        let plain = |c: char| if c.is_whitespace() { ' ' } else { c };
        Value::Identifier(rest[..length].chars().map(plain).collect())
    };
    let first = rest.chars().next()?;
    let length = identifier_at(text, at, lang);
    // `09:30` begins as `09` does, and `12:30:45` as `12:30`.
    if first.is_ascii_digit()
        && let Some((longer, value)) = time_at(rest, lang).filter(|time| time.0 > length)
    {
        return found(longer, value, Form::Plain);
    }
    if length > 0 {
        return found(length, identifier(length), Form::Plain);
    }
    // Numbers in words are words to be translated.
    let number = if first.is_ascii_alphabetic() {
        roman_at(rest, lang)
    } else {
        number_at(text, at, lang)
    };
    if let Some((number, notation, length)) = number {
        return found(length, Value::Number(number), Form::Number(notation));
    }
    let length = if first.is_alphanumeric() { code(rest) } else { 0 };
    if length > 0 {
        return found(length, identifier(length), Form::Plain);
    }
    None
}

/// Whether a date in digits is the beginning of a longer run of figures, which is no date then.
fn goes_on(text: &str, length: usize) -> bool {
    let date = &text[..length];
    let mark = date.chars().find(|c| !c.is_ascii_digit());
    let in_digits = !date.contains(char::is_alphabetic);
    let rest = &text[length..];
    in_digits
        && mark.is_some_and(|mark| {
            rest.starts_with(mark) && rest[mark.len_utf8()..].starts_with(|c: char| c.is_ascii_digit())
        })
}

/// The time of day that begins the text: its length and its value.
fn time_at(text: &str, lang: &Lang) -> Option<(usize, Value)> {
    let figures = text.bytes().take_while(u8::is_ascii_digit).count();
    let quantity = quantity_at(text, lang)?;
    let (length, hours, minutes) = match quantity.kind {
        QuantityKind::Time => {
            let (hours, minutes) = quantity.canonical.split_once(':')?;
            (quantity.len, hours.parse().ok()?, minutes.parse().ok()?)
        }
        QuantityKind::Number if quantity.len == figures => hours_at(text, figures)?,
        QuantityKind::Number | QuantityKind::Date => return None,
    };
    // The end of a day, or a duration of one: not midnight, at which a day begins.
    let hours = if text.starts_with("24") { 24 } else { hours };
    (!text[length..].starts_with(char::is_alphanumeric)).then_some((length, Value::Time(hours, minutes)))
}

/// `19 heures`, `19 heures 30`, where a number of `digits` bytes begins the text.
fn hours_at(text: &str, digits: usize) -> Option<(usize, u32, u32)> {
    let hours = text[..digits].parse().ok().filter(|h| *h <= 24)?;
    let space = |text: &str| {
        text.chars()
            .next()
            .filter(|c| matches!(c, ' ' | '\u{a0}' | '\u{202f}'))
            .map(char::len_utf8)
    };
    let mut at = digits + space(&text[digits..])?;
    let mut nouns = KNOWN.into_iter().flat_map(|known| known.figures.hour_nouns);
    at += nouns.find(|noun| text[at..].starts_with(**noun))?.len();
    if text[at..].starts_with(char::is_alphanumeric) {
        return None;
    }
    if let Some(gap) = space(&text[at..]) {
        let minutes = &text[at + gap..];
        let length = minutes.bytes().take_while(u8::is_ascii_digit).count();
        if let (2, Ok(value @ 0..60)) = (length, minutes[..length].parse()) {
            return Some((at + gap + 2, hours, value));
        }
    }
    Some((at, hours, 0))
}

/// The length of the web or mail address that begins the text.
fn address_at(text: &str) -> Option<usize> {
    let word = &text[..address_length(text)];
    let web = is_web_address(word);
    let mail = || {
        let (name, host) = word.split_once('@')?;
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
        (!name.is_empty() && host.contains('.') && name.chars().chain(host.chars()).all(plain)).then_some(())
    };
    (web || mail().is_some())
        .then_some(word.len())
        .filter(|length| *length > 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_found_once() {
        let text = "Le 9 mai 2021 à 14h30, 1 200 lecteurs ont lu https://exemple.org/a?b=1, soit 3,5 % de plus.";
        let found = placeables(text, &Lang::parse("fr").unwrap());
        let texts: Vec<&str> = found.iter().map(|p| &text[p.range.clone()]).collect();
        assert_eq!(
            texts,
            ["9 mai 2021", "14h30", "1 200", "https://exemple.org/a?b=1", "3,5"]
        );
    }
}
