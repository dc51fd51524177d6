//! Numbers, times and dates as people write them in French, English and their neighbours → one canonical form.
//!
//! In: a text and a place in it. Out: how far the number reaches and its value in a notation that is the same in every
//! language: `1 200`, `1,200` and `1.200` are `1200`; `3,5` and `3.5` are `3.5`; `14h30` and `2.30 pm` are `14:30`;
//! `vingt-deux` and `twenty-two` are `22`; `XIXe` and `19th` are `19`; `3,5 millions` is `3500000`.

use crate::text::lang::Lang;
use crate::text::languages::entry::Language;
use crate::text::languages::{KNOWN, language, number_format};
use crate::text::number_words::{LONGEST_NUMBER_WORD, NumberWord};

/// What a [`Quantity`] measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum QuantityKind {
    /// A number in digits, words or Roman numerals, ordinals included.
    Number,
    /// A time of day; the canonical form is `HH:MM` on a 24-hour clock.
    Time,
    /// A date in digits; the canonical form is `YYYY-MM-DD`.
    Date,
}

/// A number, time or date found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quantity {
    /// What it measures.
    pub kind: QuantityKind,
    /// How many bytes of the text it takes.
    pub len: usize,
    /// Its value: the same for the same quantity in any notation.
    pub canonical: String,
}

/// Spaces that may stand between groups of digits.
pub(crate) const GROUP_SPACES: [char; 4] = [' ', '\u{a0}', '\u{202f}', '\u{2009}'];

fn is_letter(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphabetic)
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// The text after an optional single space.
fn skip_space(text: &str) -> &str {
    text.strip_prefix(GROUP_SPACES).unwrap_or(text)
}

/// The quantity that begins `text`, if one does. The caller makes sure that no letter or digit stands before it.
///
/// `lang` decides what words mean numbers and, for `en-US`, that the month of a date comes first.
#[must_use]
pub(crate) fn quantity_at(text: &str, lang: &Lang) -> Option<Quantity> {
    let first = text.chars().next()?;
    if first.is_ascii_digit() {
        date_at(text, lang)
            .or_else(|| time_at(text))
            .or_else(|| number_at(text, lang))
    } else if matches!(first, 'I' | 'V' | 'X') {
        roman_at(text)
    } else if first.is_alphabetic() {
        words_at(text, lang)
    } else {
        None
    }
}

/// `09/10/2020`, `9.10.2020`, `2020-10-09`.
fn date_at(text: &str, lang: &Lang) -> Option<Quantity> {
    let a = digits(text);
    let separator = *text.as_bytes().get(a)?;
    if !matches!(separator, b'/' | b'.' | b'-') {
        return None;
    }
    let b = digits(&text[a + 1..]);
    let c_start = a + 1 + b + 1;
    if b == 0 || b > 2 || text.as_bytes().get(a + 1 + b) != Some(&separator) {
        return None;
    }
    let c = digits(&text[c_start..]);
    let field = |from: usize, len: usize| text[from..from + len].parse::<u32>().ok();
    let (x, y, z) = (field(0, a)?, field(a + 1, b)?, field(c_start, c)?);
    let (year, month, day) = match (a, c) {
        (4, 1 | 2) => (x, y, z),
        (1 | 2, 4) if y > 12 || (lang.as_str() == "en-US" && x <= 12) => (z, x, y),
        (1 | 2, 4) => (z, y, x),
        _ => return None,
    };
    let valid = (1..=12).contains(&month) && (1..=31).contains(&day) && !is_letter(text[c_start + c..].chars().next());
    valid.then(|| Quantity {
        kind: QuantityKind::Date,
        len: c_start + c,
        canonical: format!("{year:04}-{month:02}-{day:02}"),
    })
}

/// `14h30`, `14 h`, `14:30`, `2:30 p.m.`, `2.30 pm`, `2pm`.
fn time_at(text: &str) -> Option<Quantity> {
    let a = digits(text);
    if a > 2 {
        return None;
    }
    let hour: u32 = text[..a].parse().ok().filter(|h| *h <= 24)?;
    let minutes = |rest: &str| -> Option<u32> {
        (digits(rest) == 2)
            .then(|| rest[..2].parse::<u32>().ok())
            .flatten()
            .filter(|m| *m < 60)
    };
    let rest = &text[a..];
    let half_day = |rest: &str| -> Option<(usize, u32)> {
        let after = skip_space(rest);
        for (mark, offset) in [("pm", 12), ("p.m.", 12), ("PM", 12), ("am", 0), ("a.m.", 0), ("AM", 0)] {
            if after.starts_with(mark) && !is_letter(after[mark.len()..].chars().next()) {
                return Some((rest.len() - after.len() + mark.len(), offset));
            }
        }
        None
    };
    let time = |len: usize, hour: u32, minute: u32| {
        Some(Quantity {
            kind: QuantityKind::Time,
            len,
            canonical: format!("{:02}:{minute:02}", hour % 24),
        })
    };
    let on_clock = |len: usize, minute: u32, half: Option<(usize, u32)>| match half {
        Some((more, offset)) => time(len + more, hour % 12 + offset, minute),
        None => time(len, hour, minute),
    };
    if let Some(after) = rest.strip_prefix(':')
        && let Some(minute) = minutes(after)
    {
        return on_clock(a + 3, minute, half_day(&after[2..]));
    }
    if let Some(after) = rest.strip_prefix('.')
        && let Some(minute) = minutes(after)
        && let half @ Some(_) = half_day(&after[2..])
    {
        return on_clock(a + 3, minute, half);
    }
    if let half @ Some(_) = half_day(rest) {
        return on_clock(a, 0, half);
    }
    let after = skip_space(rest).strip_prefix(['h', 'H'])?;
    let len = text.len() - after.len();
    let spaced = skip_space(after);
    if let Some(minute) = minutes(spaced)
        && !is_letter(spaced[2..].chars().next())
    {
        return time(text.len() - spaced.len() + 2, hour, minute);
    }
    (!is_letter(after.chars().next())).then(|| time(len, hour, 0)).flatten()
}

/// The length of the separator if `text` goes on with one and exactly three digits.
fn group_at(text: &str) -> Option<(char, usize)> {
    let separator = text.chars().next()?;
    let after = &text[separator.len_utf8()..];
    let groups = GROUP_SPACES.contains(&separator) || matches!(separator, ',' | '.' | '\'' | '’');
    (groups && digits(after) == 3).then_some((separator, separator.len_utf8()))
}

/// The length of a number in groups of two digits before the last, `12,34,567`, where the language has them.
fn by_hundreds_at(text: &str, lang: &Lang) -> Option<usize> {
    let mut len = digits(text);
    let mark = text[len..]
        .chars()
        .next()
        .filter(|c| matches!(c, ',' | '.') || GROUP_SPACES.contains(c))?;
    let next = |at: usize| text[at..].strip_prefix(mark).map_or(0, digits);
    let begins = (1..=2).contains(&len) && !text.starts_with('0') && next(len) == 2;
    if !begins || !number_format(lang)?.by_hundreds {
        return None;
    }
    while next(len) == 2 {
        len += mark.len_utf8() + 2;
    }
    (next(len) == 3).then(|| len + mark.len_utf8() + 3)
}

/// `1 200`, `1,200.50`, `3,5 millions`, `2e`, `1.2.3`.
fn number_at(text: &str, lang: &Lang) -> Option<Quantity> {
    let mut len = digits(text);
    let mut whole = text[..len].to_owned();
    let mut fraction = String::new();
    let mut grouped = None;
    if let Some(long) = by_hundreds_at(text, lang) {
        whole = text[..long].chars().filter(char::is_ascii_digit).collect();
        grouped = text[len..].chars().next();
        len = long;
    } else if len <= 3 && !text.starts_with('0') {
        while let Some((separator, width)) = group_at(&text[len..]) {
            if grouped.is_some_and(|g| g != separator) {
                break;
            }
            grouped = Some(separator);
            whole.push_str(&text[len + width..len + width + 3]);
            len += width + 3;
        }
    }
    if let Some(mark @ (b',' | b'.')) = text.as_bytes().get(len).copied()
        && grouped != Some(char::from(mark))
    {
        let decimals = digits(&text[len + 1..]);
        if decimals > 0 {
            text[len + 1..len + 1 + decimals].clone_into(&mut fraction);
            len += 1 + decimals;
        }
    }
    // Section numbers and versions are names: 1.2.3 stays as it is.
    while !fraction.is_empty() && text.as_bytes().get(len) == Some(&b'.') && digits(&text[len + 1..]) > 0 {
        let more = digits(&text[len + 1..]);
        fraction.push_str(&text[len..=len + more]);
        len += 1 + more;
    }
    if fraction.is_empty() {
        len += ordinal_suffix(&text[len..]);
    }
    if is_letter(text[len..].chars().next()) {
        return None;
    }
    let mut canonical = whole.trim_start_matches('0').to_owned();
    if canonical.is_empty() {
        canonical.push('0');
    }
    let decimals = if fraction.contains('.') {
        fraction.as_str()
    } else {
        fraction.trim_end_matches('0')
    };
    if !decimals.is_empty() {
        canonical.push('.');
        canonical.push_str(decimals);
    }
    let after = skip_space(&text[len..]);
    let word_len = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
    if let Some(NumberWord::Scale(power)) = language(lang).and_then(|known| known.number_words.find(&after[..word_len]))
        && power >= 6
        && let Some(scaled) = shift(&canonical, power)
    {
        canonical = scaled;
        len = text.len() - after.len() + word_len;
    }
    Some(Quantity {
        kind: QuantityKind::Number,
        len,
        canonical,
    })
}

/// A decimal number times ten to a power, as digits: `3.5` and 6 give `3500000`. `None` when that is no whole number.
pub(crate) fn shift(number: &str, power: usize) -> Option<String> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if fraction.len() > power || fraction.contains('.') {
        return None;
    }
    let joined = format!("{whole}{fraction}{}", "0".repeat(power - fraction.len()));
    Some(joined.trim_start_matches('0').to_owned())
}

/// The length of the ordinal's or decade's ending that `text` begins with, 0 for none.
fn ordinal_suffix(text: &str) -> usize {
    let word = &text[..text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len())];
    let is_ending = |known: &&Language| {
        let mut endings = known.ordinal_endings.iter().chain(known.figures.ordinal_plurals);
        endings.any(|ending| *ending == word)
    };
    if word.is_empty() || !KNOWN.iter().any(is_ending) {
        return 0;
    }
    word.len()
}

/// `IV`, `XIXe`: Roman numerals below 40 of at least two letters, capitals only.
fn roman_at(text: &str) -> Option<Quantity> {
    let len = text.bytes().take_while(|b| matches!(b, b'I' | b'V' | b'X')).count();
    let suffix = ordinal_suffix(&text[len..]);
    if (len < 2 && suffix == 0) || text[len + suffix..].starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let value = |b: u8| match b {
        b'I' => 1u32,
        b'V' => 5,
        _ => 10,
    };
    let numeral = text.as_bytes();
    let total: u32 = (0..len).fold(0, |sum, k| {
        let (this, next) = (value(numeral[k]), numeral[..len].get(k + 1).map_or(0, |b| value(*b)));
        if this < next {
            sum.wrapping_sub(this)
        } else {
            sum.wrapping_add(this)
        }
    });
    // Written back, so that `IIX` and `VV` are words.
    let tens = "X".repeat((total / 10).min(4) as usize);
    let unit = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][(total % 10) as usize];
    (total < 40 && text[..len] == format!("{tens}{unit}")).then(|| Quantity {
        kind: QuantityKind::Number,
        len: len + suffix,
        canonical: total.to_string(),
    })
}

/// The word that `text` begins with, if it is as short as number words are, and of ASCII letters as these are.
#[inline]
fn short_word(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let letters = bytes.iter().take(LONGEST_NUMBER_WORD + 1);
    let len = letters.take_while(|b| b.is_ascii_alphabetic()).count();
    let ends = bytes.get(len).is_none_or(u8::is_ascii) || !is_letter(text[len..].chars().next());
    (len <= LONGEST_NUMBER_WORD && ends).then(|| &text[..len])
}

/// `vingt-deux`, `deux cent mille`, `one hundred and five`. A lone `un`, `une` or `one` is mostly no number and is left.
fn words_at(text: &str, lang: &Lang) -> Option<Quantity> {
    // Most words are no number words: the quick answer first.
    let words = &language(lang)?.number_words;
    words.find(short_word(text)?)?;
    let (mut total, mut group, mut len, mut parts) = (0u64, 0u64, 0, 0);
    let mut at = 0;
    let mut pending_and = false;
    while let Some(word) = short_word(&text[at..]) {
        let found = words.find(word);
        match found {
            Some(NumberWord::And) if parts > 0 && !pending_and => pending_and = true,
            Some(NumberWord::Value(20)) if group % 100 == 4 => group += 76,
            Some(NumberWord::Value(v)) if adds_to(v, group, pending_and) => group += v,
            Some(NumberWord::Hundred) if group < 10 && !pending_and => group = group.max(1) * 100,
            Some(NumberWord::Scale(power)) if group > 0 || (power == 3 && total == 0) => {
                if pending_and {
                    break;
                }
                total = total.checked_add(group.max(1).checked_mul(10u64.pow(power as u32))?)?;
                group = 0;
            }
            _ => break,
        }
        if found != Some(NumberWord::And) {
            (len, parts, pending_and) = (at + word.len(), parts + 1, false);
        }
        at += word.len();
        match text[at..].chars().next() {
            Some(c @ ('-' | '\u{2010}' | '\u{2011}' | ' ' | '\u{a0}' | '\u{202f}')) => at += c.len_utf8(),
            _ => break,
        }
    }
    let value = total + group;
    let lone_hundred = parts == 1 && matches!(value, 1 | 100);
    (parts > 0 && !lone_hundred).then(|| Quantity {
        kind: QuantityKind::Number,
        len,
        canonical: value.to_string(),
    })
}

/// Whether a number word of value `v` can go on a group: a unit after tens, French teens after sixty and eighty,
/// anything below a hundred after a hundred.
fn adds_to(v: u64, group: u64, after_and: bool) -> bool {
    let below = group % 100;
    match below {
        0 => !after_and || group > 0,
        20..=90 if below.is_multiple_of(10) && v < 10 => true,
        60 | 80 => (10..20).contains(&v),
        10 => (7..10).contains(&v),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(tag: &str, text: &str) -> Option<(String, usize)> {
        let lang = Lang::parse(tag).expect("a tag written in this test");
        quantity_at(text, &lang).map(|q| (q.canonical, q.len))
    }

    #[test]
    fn one_number_in_many_notations() {
        for (tag, text, canonical, len) in [
            ("fr", "1 200,50 euros", "1200.5", 8),
            ("fr", "1 200 habitants", "1200", 5),
            ("fr", "1\u{202f}200\u{202f}000 euros", "1200000", 13),
            ("en", "1,200 people", "1200", 5),
            ("en", "1,200,000.50", "1200000.5", 12),
            ("en-IN", "12,34,567.50", "1234567.5", 12),
            ("hi", "1,23,456 रुपये", "123456", 8),
            ("en-IN", "1,234,567", "1234567", 9),
            ("en-IN", "12,34", "12.34", 5),
            ("fr", "3,5 %", "3.5", 3),
            ("en", "3.5%", "3.5", 3),
            ("fr", "3,5 millions d'euros", "3500000", 12),
            ("en", "3.5 million euros", "3500000", 11),
            ("fr", "2 milliards", "2000000000", 11),
            ("en", "2 billion", "2000000000", 9),
            ("fr", "1er janvier", "1", 3),
            ("en", "21st century", "21", 4),
            ("fr", "XXIe siècle", "21", 4),
            ("fr", "XIV", "14", 3),
            ("en", "007", "7", 3),
            ("en", "0.50", "0.5", 4),
            ("en", "1.2.3", "1.2.3", 5),
            ("fr", "2020 300 fois", "2020", 4),
            ("en", "1990s", "1990", 5),
            ("fr", "quatre-vingt-dix-sept voix", "97", 21),
            ("fr", "soixante et onze", "71", 16),
            ("fr", "deux cent mille", "200000", 15),
            ("fr", "mille neuf cent quatre-vingt-quatre", "1984", 35),
            ("en", "one hundred and five", "105", 20),
            ("en", "Twenty-two", "22", 10),
            ("en", "two and a half", "2", 3),
            ("fr", "deux et trois", "2", 4),
            ("fr", "dix-huit mois", "18", 8),
        ] {
            assert_eq!(value(tag, text), Some((canonical.to_owned(), len)), "{text}");
        }
    }

    #[test]
    fn times_and_dates() {
        for (tag, text, canonical, len) in [
            ("fr", "14h30", "14:30", 5),
            ("fr", "14 h 30.", "14:30", 7),
            ("fr", "9h", "09:00", 2),
            ("en", "2.30 pm", "14:30", 7),
            ("en", "2:30 p.m. on", "14:30", 9),
            ("en", "12am", "00:00", 4),
            ("en", "14:30", "14:30", 5),
            ("fr", "09/10/2020", "2020-10-09", 10),
            ("en-US", "10/09/2020", "2020-10-09", 10),
            ("de", "9.10.2020", "2020-10-09", 9),
            ("en", "2020-10-09", "2020-10-09", 10),
        ] {
            assert_eq!(value(tag, text), Some((canonical.to_owned(), len)), "{text}");
        }
    }

    #[test]
    fn what_is_no_number() {
        for (tag, text) in [
            ("fr", "un"),
            ("en", "One day"),
            ("en", "H2O"),
            ("en", "Vivid"),
            ("fr", "IIX"),
            ("en", "3D"),
            ("fr", "X"),
        ] {
            assert_eq!(value(tag, text), None, "{text}");
        }
    }
}
