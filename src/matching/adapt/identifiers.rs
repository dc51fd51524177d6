//! Runs of figures and letters that name something and count nothing: versions, telephone numbers, postcodes, IBAN,
//! ISBN, IP addresses, clock times with seconds. Every character of them matters, so they are copied whole or not at all.

use super::figures::{Run, digits, run_at, sign_at};
use crate::text::lang::Lang;
use crate::text::numbers::GROUP_SPACES;

/// The length of the identifier that begins the text at `at`; 0 for none. No letter or digit stands before it.
pub(super) fn identifier_at(text: &str, at: usize, lang: &Lang) -> usize {
    let sign = sign_at(text, at).map_or(0, char::len_utf8);
    let rest = &text[at + sign..];
    // `.5`: neither 5 nor, in every language, a half.
    if rest.starts_with(['.', ',']) && !text[..at].ends_with(char::is_alphanumeric) {
        let length = digits(&rest[1..]);
        let ends = !rest[1 + length..].starts_with(char::is_alphanumeric);
        return if length > 0 && ends { 1 + length } else { 0 };
    }
    if !rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return 0;
    }
    let joined = if sign > 0 {
        0
    } else {
        let found = [
            iban(rest),
            joined(rest, ':'),
            joined(rest, '-'),
            joined(rest, '/'),
            tagged(rest),
        ];
        found.into_iter().max().unwrap_or(0)
    };
    if joined > 0 {
        return joined;
    }
    if !rest.starts_with(|c: char| c.is_ascii_digit()) {
        return 0;
    }
    let (length, run) = run_at(rest, lang);
    let ends = !rest[length..].starts_with(char::is_alphanumeric);
    if run == Run::Identifier && ends {
        sign + length
    } else {
        0
    }
}

/// The length of the word of letters and digits, `v2.1.3`, `5G`, `H1N1`, that begins the text; 0 for none.
pub(super) fn code(text: &str) -> usize {
    let mut length = 0;
    loop {
        let rest = &text[length..];
        let word = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        length += word;
        let more = text[length..].starts_with(['.', '-', '_', '/']) && digits(&text[length + 1..]) > 0;
        if word == 0 || !more || !text[..length].ends_with(|c: char| c.is_ascii_digit()) {
            break;
        }
        length += 1;
    }
    let has = |test: fn(char) -> bool| text[..length].contains(test);
    if has(|c| c.is_ascii_digit()) && has(char::is_alphabetic) {
        length
    } else {
        0
    }
}

/// Groups of digits with one mark between, as in `978-2-07-036822-8`, `12:30:45` and `2019/0123/4`.
fn joined(text: &str, mark: char) -> usize {
    let is_group = |c: char| c.is_ascii_digit() || mark == ':' && c.is_ascii_hexdigit();
    let group = |text: &str| text.find(|c: char| !is_group(c)).unwrap_or(text.len());
    let mut length = group(text);
    if length == 0 {
        return 0;
    }
    let mut groups = vec![&text[..length]];
    while text[length..].starts_with(mark) {
        let more = group(&text[length + 1..]);
        if more == 0 {
            break;
        }
        groups.push(&text[length + 1..=length + more]);
        length += 1 + more;
    }
    // The check digit of an ISBN.
    if mark == '-' && groups.len() > 2 && text[length..].starts_with("-X") {
        length += 2;
    }
    let zero = groups.iter().any(|group| group.len() > 1 && group.starts_with('0'));
    let total: usize = groups.iter().map(|group| group.len()).sum();
    let uneven = groups.windows(2).any(|pair| pair[0].len() != pair[1].len());
    let names = match groups.len() {
        0 | 1 => false,
        // `555-0143`; `2020-2021` and `12-15` are ranges, `3:05` a time.
        2 => mark == '-' && (zero || uneven && total >= 7),
        _ => groups.iter().any(|group| group.contains(|c: char| c.is_ascii_digit())),
    };
    if mark == ':' && names {
        // A half of the day belongs to the time.
        let rest = &text[length..];
        let after = rest.strip_prefix(GROUP_SPACES).unwrap_or(rest);
        let half = ["am", "pm", "a.m.", "p.m.", "AM", "PM"]
            .iter()
            .find(|half| after.starts_with(**half));
        length += half.map_or(0, |half| rest.len() - after.len() + half.len());
    }
    let ends = !text[length..].starts_with(char::is_alphanumeric);
    if names && ends { length } else { 0 }
}

/// Capitals and digits with hyphens between: `AB-123-CD`, `A-320`.
fn tagged(text: &str) -> usize {
    let is_part = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    let mut length = 0;
    loop {
        let rest = &text[length..];
        let part = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
        length += part;
        let more = text[length..].starts_with('-') && text[length + 1..].starts_with(is_part);
        if part == 0 || !more {
            break;
        }
        length += 1;
    }
    let found = &text[..length];
    let has = |test: fn(char) -> bool| found.contains(test);
    let ends = !text[length..].starts_with(char::is_alphanumeric);
    if ends && found.contains('-') && has(|c| c.is_ascii_digit()) && has(|c| c.is_ascii_uppercase()) {
        length
    } else {
        0
    }
}

/// `FR76 3000 6000 0112 3456 7890 189`: a country, two digits, groups of four.
fn iban(text: &str) -> usize {
    let bytes = text.as_bytes();
    let begins =
        bytes.len() > 4 && bytes[..2].iter().all(u8::is_ascii_uppercase) && bytes[2..4].iter().all(u8::is_ascii_digit);
    if !begins {
        return 0;
    }
    let (mut length, mut groups) = (4, 0);
    loop {
        let rest = &text[length..];
        let after = rest.strip_prefix(GROUP_SPACES).unwrap_or(rest);
        let group = after
            .bytes()
            .take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            .count();
        let spaced = after.len() < rest.len();
        let fits = group == 4 || groups > 1 && (1..4).contains(&group) && after.as_bytes()[0].is_ascii_digit();
        if !spaced || !fits || after[group..].starts_with(char::is_alphanumeric) {
            break;
        }
        length += rest.len() - after.len() + group;
        groups += 1;
        if group < 4 {
            break;
        }
    }
    if groups > 1 { length } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_read_whole() {
        let french = Lang::parse("fr").unwrap();
        for text in [
            "978-2-07-036822-8",
            "2-07-036822-X",
            "12:30:45",
            "5.2.1",
            "10.0.0.2",
            "06000",
            "0042",
            "01 44 55 66 77",
            "+33 1 44 55 66 77",
            "01.44.55.66.77",
            "555-0143",
            "FR76 3000 6000 0112",
            "GB29 NWBK 6016 1331 9268 19",
            "AB-123-CD",
            "2019/0123/4",
            "00:1A:2B:3C",
            "7000 0225",
        ] {
            let sentence = format!("{text} est là.");
            assert_eq!(identifier_at(&sentence, 0, &french), text.len(), "{text}");
        }
        for text in [
            "12",
            "1 200",
            "3,5",
            "12-15",
            "2020-2021",
            "14:30",
            "1/2",
            "mot",
            "mi-2020",
            "Covid",
        ] {
            assert_eq!(identifier_at(text, 0, &french), 0, "{text}");
        }
        assert_eq!(code("v2.1.3 est"), 6);
        assert_eq!(code("5G"), 2);
        assert_eq!(code("12"), 0);
        assert_eq!(code("mot"), 0);
    }
}
