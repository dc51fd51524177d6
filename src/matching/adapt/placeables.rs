//! A text → its placeables: numbers, times, dates and addresses, each with its value and its notation.

use std::ops::Range;

use crate::text::dates;
use crate::text::dates::{Day, Written, english_ordinal};
use crate::text::lang::Lang;
use crate::text::numbers::{QuantityKind, quantity_at};

/// What a placeable says, whatever its notation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Value {
    /// A number in its canonical form: `1200.5`.
    Number(String),
    /// Hours and minutes.
    Time(u32, u32),
    Date(Day),
    /// A web or mail address.
    Address(String),
}

impl Value {
    /// Values of one kind can stand in each other's place.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Value::Number(_) => "number",
            Value::Time(..) => "time",
            Value::Date(_) => "date",
            Value::Address(_) => "address",
        }
    }
}

/// A placeable in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placeable {
    pub(super) range: Range<usize>,
    pub(super) value: Value,
    /// For dates, how they are written.
    date: Option<Written>,
}

/// The placeables of a text, in order.
pub(super) fn placeables(text: &str, lang: &Lang) -> Vec<Placeable> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut after_word = false;
    while let Some(character) = text[at..].chars().next() {
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

fn placeable_at(text: &str, at: usize, lang: &Lang) -> Option<Placeable> {
    let rest = &text[at..];
    if let Some(length) = address_length(rest) {
        let value = Value::Address(rest[..length].to_owned());
        return Some(Placeable {
            range: at..at + length,
            value,
            date: None,
        });
    }
    if let Some(date) = dates::date_at(rest, lang) {
        let range = at..at + date.length;
        return Some(Placeable {
            range,
            value: Value::Date(date.day),
            date: Some(date),
        });
    }
    // Numbers in words are words to be translated.
    let first = rest
        .chars()
        .next()
        .filter(|c| c.is_ascii_digit() || matches!(c, 'I' | 'V' | 'X'))?;
    let quantity = quantity_at(rest, lang)?;
    let (length, value) = match quantity.kind {
        QuantityKind::Time => {
            let (hours, minutes) = quantity.canonical.split_once(':')?;
            (quantity.len, Value::Time(hours.parse().ok()?, minutes.parse().ok()?))
        }
        QuantityKind::Date => return None,
        QuantityKind::Number => match first.is_ascii_digit().then(|| hours_at(rest, quantity.len)).flatten() {
            Some((length, hours, minutes)) => (length, Value::Time(hours, minutes)),
            None => (quantity.len, Value::Number(quantity.canonical)),
        },
    };
    Some(Placeable {
        range: at..at + length,
        value,
        date: None,
    })
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
    at += if text[at..].starts_with("heures") {
        6
    } else if text[at..].starts_with("heure") {
        5
    } else {
        return None;
    };
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
fn address_length(text: &str) -> Option<usize> {
    let word = &text[..text.find(char::is_whitespace).unwrap_or(text.len())];
    let word = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '»', '"', '\'', '”', '’', '…']);
    let web = ["http://", "https://", "ftp://", "www."]
        .iter()
        .any(|start| word.starts_with(start));
    let mail = || {
        let (name, host) = word.split_once('@')?;
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
        (!name.is_empty() && host.contains('.') && name.chars().chain(host.chars()).all(plain)).then_some(())
    };
    (web || mail().is_some())
        .then_some(word.len())
        .filter(|length| *length > 4)
}

impl Placeable {
    /// The value of `query`, which stands in `query_text` (a text in the language `from`), in this placeable's
    /// notation; `text` is what it stands in, in the language `to`. `None` where that is not certain.
    pub(super) fn with(&self, text: &str, query: &Placeable, query_text: &str, to: &Lang) -> Option<String> {
        let own = &text[self.range.clone()];
        match &query.value {
            Value::Date(day) => self.date.as_ref()?.with(*day),
            Value::Address(address) => Some(address.clone()),
            Value::Time(hours, minutes) => time_like(own, *hours, *minutes),
            Value::Number(canonical) => number_like(own, canonical, &query_text[query.range.clone()], to),
        }
    }
}

/// A time of day as `own` is written.
fn time_like(own: &str, hours: u32, minutes: u32) -> Option<String> {
    let digits = own.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &own[digits..];
    let lower = rest.to_lowercase();
    let letters = lower.find(['a', 'p']).filter(|at| {
        let mark = lower[*at..].replace('.', "");
        mark == "am" || mark == "pm"
    });
    // Between hours and minutes, if it shows minutes.
    let between = rest.find(|c: char| c.is_ascii_digit()).map(|end| &rest[..end]);
    let width = if digits == 2 && own.starts_with('0') { 2 } else { 1 };
    match letters {
        Some(mark_at) => {
            let mark = &rest[mark_at..];
            let half = if hours % 24 < 12 { 'a' } else { 'p' };
            let half = if mark.starts_with(char::is_uppercase) {
                half.to_ascii_uppercase()
            } else {
                half
            };
            let mark = format!("{half}{}", &mark[1..]);
            let gap = if rest[..mark_at].ends_with('\u{a0}') {
                "\u{a0}"
            } else if rest[..mark_at].ends_with(' ') {
                " "
            } else {
                ""
            };
            let hours = if hours.is_multiple_of(12) { 12 } else { hours % 12 };
            let shown = if minutes > 0 || between.is_some() {
                format!("{}{minutes:02}", between.unwrap_or(":"))
            } else {
                String::new()
            };
            Some(format!("{hours:0width$}{shown}{gap}{mark}"))
        }
        None => match between {
            Some(between) => Some(format!("{hours:0width$}{between}{minutes:02}")),
            // `14 h`, `19 heures`: the minutes go behind.
            None if lower.contains('h') && minutes == 0 => Some(format!("{hours:0width$}{rest}")),
            None if lower.ends_with('h') => Some(format!("{hours:0width$}{rest}{minutes:02}")),
            None => None,
        },
    }
}

/// A number as `own` is written, in the language `to`.
///
/// `query` is how the query writes it, which tells the decimals and whether thousands are set apart.
fn number_like(own: &str, canonical: &str, query: &str, to: &Lang) -> Option<String> {
    if !own.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    // What follows the digits: nothing, an ordinal's ending, or a word such as `million`.
    let figures = |text: &str| text.rfind(|c: char| c.is_ascii_digit()).map_or(0, |at| at + 1);
    let (own_figures, own_rest) = own.split_at(figures(own));
    let (query_figures, query_rest) = query.split_at(figures(query));
    let ordinal = ["st", "nd", "rd", "th"].contains(&own_rest);
    let in_digits = query.starts_with(|c: char| c.is_ascii_digit());
    let has_word = |rest: &str| rest.chars().filter(|c| c.is_alphabetic()).count() > 3;
    let word = has_word(own_rest);
    if word != (in_digits && has_word(query_rest)) {
        return None;
    }
    // With a word such as `millions` the canonical form has other figures than the text.
    let plain = (in_digits && !word).then_some(canonical);
    let (whole, decimals) = match plain {
        Some(canonical) => {
            let (whole, _) = canonical.split_once('.').unwrap_or((canonical, ""));
            // Decimals as the query has them, zeros at the end included.
            let decimals = canonical
                .contains('.')
                .then(|| query_figures.rsplit([',', '.']).next())
                .flatten();
            let zeros = |mark: char| {
                query_figures
                    .rsplit_once(mark)
                    .map(|(_, zeros)| zeros)
                    .filter(|z| !z.is_empty() && z.len() != 3 && z.bytes().all(|b| b == b'0'))
            };
            (
                whole.to_owned(),
                decimals
                    .or_else(|| zeros(','))
                    .or_else(|| zeros('.'))
                    .map(str::to_owned),
            )
        }
        None if word => {
            let (whole, decimals) = query_figures
                .split_once([',', '.'])
                .map_or((query_figures, None), |(w, d)| (w, Some(d)));
            (whole.to_owned(), decimals.map(str::to_owned))
        }
        None => (canonical.to_owned(), None),
    };
    if !whole.bytes().all(|b| b.is_ascii_digit())
        || decimals
            .as_ref()
            .is_some_and(|d| !d.bytes().all(|b| b.is_ascii_digit()))
    {
        return None;
    }
    if ordinal {
        let number: u32 = whole.parse().ok()?;
        return decimals
            .is_none()
            .then(|| format!("{number}{}", english_ordinal(number)));
    }
    let french = to.is("fr");
    let whole = group(&whole, thousands_mark(own_figures, query_figures, whole.len(), french));
    let mark = if french { ',' } else { '.' };
    let padded = if own_figures.len() > 1 && own.starts_with('0') && whole.len() == 1 {
        "0"
    } else {
        ""
    };
    Some(match decimals {
        Some(decimals) => format!("{padded}{whole}{mark}{decimals}{own_rest}"),
        None => format!("{padded}{whole}{own_rest}"),
    })
}

/// What sets thousands apart: what the unit's own number uses; where that is too short to tell, what the language uses
/// if the query's number is grouped.
fn thousands_mark(own: &str, query: &str, digits: usize, french: bool) -> Option<char> {
    let mark_of = |figures: &str| {
        let whole: Vec<char> = figures.chars().collect();
        whole
            .iter()
            .position(|c| !c.is_ascii_digit())
            .map(|at| whole[at])
            .filter(|c| {
                let runs: Vec<&str> = figures.split(*c).collect();
                runs.len() > 1
                    && runs[1].bytes().take_while(u8::is_ascii_digit).count() == 3
                    && (c.is_whitespace() || matches!(c, ',' | '.' | '\'' | '’'))
            })
    };
    let own_digits = own.bytes().take_while(u8::is_ascii_digit).count();
    match mark_of(own) {
        Some(mark) if !(french && mark == ',' || !french && mark == '.') => Some(mark),
        // Long, and written without a mark: a year, or a habit.
        _ if own_digits > 3 => None,
        _ if digits > 3 && mark_of(query).is_some() => Some(if french { '\u{202f}' } else { ',' }),
        _ => None,
    }
}

fn group(digits: &str, mark: Option<char>) -> String {
    let Some(mark) = mark.filter(|_| digits.len() > 3) else {
        return digits.to_owned();
    };
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(mark);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(own: &str, to: &str, query: &str, from: &str) -> Option<String> {
        let (to, from) = (Lang::parse(to).unwrap(), Lang::parse(from).unwrap());
        let (own_found, query_found) = (placeables(own, &to), placeables(query, &from));
        own_found[0].with(own, &query_found[0], query, &to)
    }

    #[test]
    fn values_are_written_in_the_notation_of_the_target() {
        let cases = [
            ("1,200", "1 450", "1,450"),
            ("3.5", "4,25", "4.25"),
            ("12", "1 450", "1,450"),
            ("2020", "2021", "2021"),
            ("1,200", "950", "950"),
            ("2:30 pm", "9h15", "9:15 am"),
            ("2.30 p.m.", "0h05", "12.05 a.m."),
            ("7 pm", "20 heures", "8 pm"),
            ("7 pm", "20 heures 30", "8:30 pm"),
            ("14:30", "9h05", "9:05"),
            ("19th", "XXIe", "21st"),
            ("3.5 million", "4,2 millions", "4.2 million"),
            ("9 October 2020", "03/02/2021", "3 February 2021"),
            (
                "https://example.org/a",
                "https://example.org/b",
                "https://example.org/b",
            ),
        ];
        for (own, query, expected) in cases {
            assert_eq!(
                rewritten(own, "en", query, "fr").as_deref(),
                Some(expected),
                "{own} {query}"
            );
        }
        assert_eq!(rewritten("14h30", "fr", "9.15 pm", "en").as_deref(), Some("21h15"));
        assert_eq!(rewritten("3,5", "fr", "4.25", "en").as_deref(), Some("4,25"));
        assert_eq!(rewritten("1 200", "fr", "14,500", "en").as_deref(), Some("14 500"));
        assert_eq!(rewritten("3.5 million", "en", "12", "fr"), None);
    }

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
