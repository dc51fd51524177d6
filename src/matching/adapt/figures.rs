//! A number in digits or Roman numerals → its value with all its digits, and its notation.
//!
//! The same figures are different numbers in different languages: `1,234` is a thousand in English and not in French.
//! So a number is read by its own language's marks, and what breaks their rules is no number (see `identifiers`).

use crate::text::languages::{KNOWN, number_format};
use crate::text::numbers::GROUP_SPACES;
use std::ops::Range;

use super::scale::{Scale, is_unknown_scale, scale_at};
use crate::text::dates;
use crate::text::lang::Lang;

/// A number's value, with what its notation says of its precision.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Number {
    /// `-` or `+` where it is written.
    pub(super) sign: Option<char>,
    /// The digits before the decimals, without marks between.
    pub(super) whole: String,
    /// The decimals as they are written, zeros at the end included.
    pub(super) decimals: Option<String>,
    /// The power of ten that its scale word says: 6 for `million`, 0 for none.
    pub(super) power: usize,
}

impl Number {
    /// A whole number without a scale word.
    pub(super) fn whole(digits: &str) -> Number {
        Number {
            sign: None,
            whole: digits.to_owned(),
            decimals: None,
            power: 0,
        }
    }

    /// The amount: the same for `3,50` and `3.5`, for `2 millions` and `2 000 000`. Whether it is negative, its digits
    /// without zeros at either end, and the power of ten that these are multiplied by.
    pub(super) fn amount(&self) -> (bool, String, i64) {
        let decimals = self.decimals.as_deref().unwrap_or("");
        let all = format!("{}{decimals}", self.whole);
        let digits = all.trim_end_matches('0');
        let zeros = all.len() - digits.len();
        let digits = digits.trim_start_matches('0').to_owned();
        if digits.is_empty() {
            return (false, digits, 0);
        }
        let signed = |n: usize| i64::try_from(n).unwrap_or(i64::MAX / 4);
        (
            self.sign == Some('-'),
            digits,
            signed(self.power) + signed(zeros) - signed(decimals.len()),
        )
    }

    /// Whether it is exactly one.
    pub(super) fn is_one(&self) -> bool {
        self.amount() == (false, "1".to_owned(), 0)
    }

    /// Whether a noun behind its figures, such as its scale word, is in the singular: under two (`1,5 million`) in languages that count so, else
    /// behind one alone.
    pub(super) fn is_singular(&self, below_two: bool) -> bool {
        match self.whole.as_str() {
            "0" => below_two,
            "1" => below_two || self.decimals.is_none(),
            _ => false,
        }
    }
}

/// How a number is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Notation {
    /// The sign as it is written: `-`, `−`, `–` or `+`.
    pub(super) sign: Option<char>,
    /// Where its figures, without sign, ending and scale word, stand in it, in bytes.
    pub(super) figures: Range<usize>,
    /// What sets thousands apart.
    pub(super) group: Option<char>,
    /// What stands before the decimals.
    pub(super) mark: Option<char>,
    /// An ordinal's ending: `e`, `th`; or `s` of decades.
    pub(super) ending: String,
    pub(super) roman: bool,
    pub(super) scale: Option<Scale>,
}

impl Notation {
    pub(super) fn is_ordinal(&self) -> bool {
        !self.ending.is_empty() && self.ending != "s"
    }
}

/// What a run of figures turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Run {
    Number {
        number: Number,
        group: Option<char>,
        mark: Option<char>,
    },
    /// Figures that follow no rule of numbers: `01 44 55 66 77`, `5.2.1`, `0042`.
    Identifier,
}

/// The digits at the beginning of a text.
pub(super) fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// A group of digits of a run: what stands before it, the digits, and where it ends.
type Group<'a> = (Option<char>, &'a str, usize);

/// The run of figures that begins the text, which begins with a digit: how long it is, and what it is.
pub(super) fn run_at(text: &str, lang: &Lang) -> (usize, Run) {
    let mut groups: Vec<Group> = Vec::new();
    let mut at = digits(text);
    groups.push((None, &text[..at], at));
    while let Some(mark) = text[at..].chars().next() {
        let space = GROUP_SPACES.contains(&mark);
        let start = at + mark.len_utf8();
        let length = digits(&text[start..]);
        if length == 0 || !(space || matches!(mark, ',' | '.' | '\'' | '’')) {
            break;
        }
        let end = start + length;
        // A date, a time, a code or a range that follows a number is no part of it.
        if space && (begins_another(&text[end..]) || dates::date_at(&text[start..], lang).is_some()) {
            break;
        }
        groups.push((Some(mark), &text[start..end], end));
        at = end;
    }
    let end_of = |groups: &[Group]| groups.last().map_or(0, |group| group.2);
    let is_space = |group: &Group| group.0.is_some_and(|mark| GROUP_SPACES.contains(&mark));
    if let Some(number) = number_of(&groups, lang) {
        return (end_of(&groups), number);
    }
    // Digits with spaces between and nothing else are one identifier.
    if groups[1..].iter().all(is_space) || !groups.iter().any(is_space) {
        return (end_of(&groups), Run::Identifier);
    }
    // Otherwise several numbers that stand side by side: the longest that begins them.
    let ends = (1..groups.len()).rev().filter(|k| is_space(&groups[*k]));
    let mut first = groups.len();
    for k in ends {
        if let Some(number) = number_of(&groups[..k], lang) {
            return (end_of(&groups[..k]), number);
        }
        first = k;
    }
    (end_of(&groups[..first]), Run::Identifier)
}

/// Whether what follows a group of digits makes these the beginning of something else than a number.
fn begins_another(rest: &str) -> bool {
    let mut characters = rest.chars();
    let (first, second) = (characters.next(), characters.next());
    let digit = second.is_some_and(|c| c.is_ascii_digit());
    first.is_some_and(char::is_alphabetic) || matches!(first, Some(':' | '/' | '-')) && digit
}

/// The number that groups of digits are by the language's rules.
fn number_of(groups: &[Group], lang: &Lang) -> Option<Run> {
    let (_, first, _) = groups.first()?;
    if first.len() > 1 && first.starts_with('0') {
        return None;
    }
    let number = |whole: String, decimals: Option<&str>, group: Option<char>, mark: Option<char>| Run::Number {
        number: Number {
            sign: None,
            whole,
            decimals: decimals.map(str::to_owned),
            power: 0,
        },
        group,
        mark,
    };
    if groups.len() == 1 {
        return Some(number((*first).to_owned(), None, None, None));
    }
    let format = number_format(lang)?;
    let grouped = |groups: &[Group]| {
        let mark = groups.get(1).and_then(|group| group.0);
        let by = |size: usize| {
            let inner = &groups[1..groups.len() - 1];
            first.len() <= size && inner.iter().all(|(_, digits, _)| digits.len() == size)
        };
        let last_of_three = groups.last().is_some_and(|(_, digits, _)| digits.len() == 3);
        groups[1..].iter().all(|(m, ..)| *m == mark)
            && last_of_three
            && *first != "0"
            && (by(3) || format.by_hundreds && by(2))
    };
    let joined = |groups: &[Group]| groups.iter().map(|(_, digits, _)| *digits).collect::<String>();
    let (last_mark, last, _) = groups.last()?;
    let own_decimals = groups.len() == 2 && *last_mark == Some(format.decimal);
    if !own_decimals && grouped(groups) {
        return Some(number(joined(groups), None, *last_mark, None));
    }
    if !matches!(last_mark, Some(',' | '.')) {
        return None;
    }
    let before = &groups[..groups.len() - 1];
    let group = before.get(1).and_then(|group| group.0);
    (before.len() == 1 || group != *last_mark && grouped(before))
        .then(|| number(joined(before), Some(last), group, *last_mark))
}

/// The length of the ordinal's or decade's ending that the text begins with, 0 for none.
pub(super) fn ending(text: &str) -> usize {
    let fits = |s: &&&str| text.starts_with(**s) && !text[s.len()..].starts_with(char::is_alphanumeric);
    let endings = KNOWN.into_iter().flat_map(|known| known.ordinal_endings);
    endings.filter(fits).map(|s| s.len()).max().unwrap_or(0)
}

/// The number in digits, with the sign before it, that begins the text at `at`: its value, its notation and its length.
pub(super) fn number_at(text: &str, at: usize, lang: &Lang) -> Option<(Number, Notation, usize)> {
    let rest = &text[at..];
    let sign = sign_at(text, at);
    let begin = sign.map_or(0, char::len_utf8);
    if !rest[begin..].starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (length, run) = run_at(&rest[begin..], lang);
    let Run::Number {
        mut number,
        group,
        mark,
    } = run
    else {
        return None;
    };
    number.sign = sign.map(|c| if c == '+' { '+' } else { '-' });
    let figures = begin..begin + length;
    let mut end = figures.end;
    let ending_length = if number.decimals.is_none() {
        ending(&rest[end..])
    } else {
        0
    };
    let ending = rest[end..end + ending_length].to_owned();
    end += ending_length;
    if is_unknown_scale(&rest[end..], lang) {
        return None;
    }
    let scale = if ending.is_empty() {
        scale_at(&rest[end..], lang, after_currency(&text[..at]))
    } else {
        None
    };
    if let Some(scale) = &scale {
        number.power = scale.power;
        end += scale.text.len();
    }
    let notation = Notation {
        sign,
        figures,
        group,
        mark,
        ending,
        roman: false,
        scale,
    };
    (!rest[end..].starts_with(char::is_alphanumeric)).then_some((number, notation, end))
}

/// The sign at a place: a mark directly before a digit, with white space, a bracket or nothing before it.
pub(super) fn sign_at(text: &str, at: usize) -> Option<char> {
    let mut characters = text[at..].chars();
    let sign = characters
        .next()
        .filter(|c| matches!(c, '-' | '\u{2212}' | '–' | '+'))?;
    let free = |c: char| c.is_whitespace() || matches!(c, '(' | '[' | '«' | '"' | '“' | ':');
    let begins = text[..at].chars().next_back().is_none_or(free);
    (begins && characters.next().is_some_and(|c| c.is_ascii_digit())).then_some(sign)
}

/// Whether a currency's sign ends the text, with a space behind it or not.
fn after_currency(text: &str) -> bool {
    text.strip_suffix(GROUP_SPACES)
        .unwrap_or(text)
        .ends_with(super::scale::CURRENCIES)
}

/// `IV`, `XIXe`: the Roman numeral, of at least two letters or with an ordinal's ending, that begins the text.
pub(super) fn roman_at(text: &str, lang: &Lang) -> Option<(Number, Notation, usize)> {
    let length = text.bytes().take_while(|b| matches!(b, b'I' | b'V' | b'X')).count();
    if length == 0 {
        return None;
    }
    let found = crate::text::numbers::quantity_at(text, lang)?;
    let notation = Notation {
        sign: None,
        figures: 0..length,
        group: None,
        mark: None,
        ending: text[length..found.len].to_owned(),
        roman: true,
        scale: None,
    };
    Some((Number::whole(&found.canonical), notation, found.len))
}

/// The Roman numeral of a number below 40.
pub(super) fn roman(number: u32) -> Option<String> {
    const UNITS: [&str; 10] = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    (1..40).contains(&number).then(|| {
        format!(
            "{}{}",
            "X".repeat((number / 10) as usize),
            UNITS[(number % 10) as usize]
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, tag: &str) -> String {
        let lang = Lang::parse(tag).unwrap();
        match run_at(text, &lang) {
            (length, Run::Identifier) => format!("= {}", &text[..length]),
            (_, Run::Number { number, .. }) => match number.decimals {
                Some(decimals) => format!("{}.{decimals}", number.whole),
                None => number.whole,
            },
        }
    }

    #[test]
    fn figures_are_read_by_the_marks_of_their_language() {
        let cases = [
            ("1 200", "1200", "1200"),
            ("1,200", "1.200", "1200"),
            ("1.200", "1200", "1.200"),
            ("2.200.112", "2200112", "2200112"),
            ("1,234.50", "1234.50", "1234.50"),
            ("1 234,50", "1234.50", "1234.50"),
            ("0.125", "0.125", "0.125"),
            ("5.2", "5.2", "5.2"),
            ("5.2.1", "= 5.2.1", "= 5.2.1"),
            ("10.0.0.2", "= 10.0.0.2", "= 10.0.0.2"),
            ("06000", "= 06000", "= 06000"),
            ("01 44 55 66 77", "= 01 44 55 66 77", "= 01 44 55 66 77"),
            ("7000 0225", "= 7000 0225", "= 7000 0225"),
            ("2021 14h30", "2021", "2021"),
            ("12,5 300 7", "12.5", "= 12,5"),
            ("0", "0", "0"),
            ("12, 13", "12", "12"),
        ];
        for (text, french, english) in cases {
            assert_eq!(read(text, "fr"), french, "{text}");
            if text != "12,5 300 7" {
                assert_eq!(read(text, "en"), english, "{text}");
            }
        }
    }

    #[test]
    fn amounts_are_the_same_in_any_notation() {
        let (fr, en) = (Lang::parse("fr").unwrap(), Lang::parse("en").unwrap());
        let amount = |text, lang| number_at(text, 0, lang).map(|(number, ..)| number.amount());
        for (french, english) in [
            ("3,50", "3.5"),
            ("2 milliards", "2 billion"),
            ("2 000 000 000", "2bn"),
            ("0,5 million", "500,000"),
            ("-5", "\u{2212}5"),
            ("1,5 billion", "1.5 trillion"),
        ] {
            assert_eq!(amount(french, &fr), amount(english, &en), "{french} {english}");
            assert!(amount(french, &fr).is_some(), "{french}");
        }
        assert_ne!(amount("2 billions", &fr), amount("2 billion", &en));
        assert_ne!(amount("-5", &fr), amount("5", &en));
    }
}
