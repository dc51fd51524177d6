//! A number in a workbook's cell → the text that the cell shows.
//!
//! A number format (ECMA-376 part 1, section 18.8.31) has up to four sections, for positive numbers, negative ones, zero and texts. What
//! is understood: digits (`0`, `#`, `?`), the point and commas between them, `%`, exponents, the parts of dates and times, quoted and single
//! literals, the currency in `[$€-40C]`, fractions (`# ?/?`, `# ?/8`), and times that have passed (`[h]:mm`). Months and weekdays are written in French
//! where the format says so (`[$-40C]`), else in English. What is not understood is the number as it is. The formats 14 and 22 (section 18.8.30) are
//! those of the reader's country, which the file does not say: their dates are written by ISO 8601, since `03-09-21` can be either of two days.

use crate::text::lang::Lang;
use crate::text::languages::language;

/// A moment as a workbook has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) year: u16,
    pub(super) month: u8,
    pub(super) day: u8,
    pub(super) hour: u8,
    pub(super) minute: u8,
    pub(super) second: u8,
}

/// A number that has no format, or one that is not understood: with at most ten digits, as a cell has room for; whole numbers with all of theirs.
pub(super) fn general(value: f64) -> String {
    /// Digits of a number with decimals.
    const DIGITS: usize = 10;
    if value.fract() == 0.0 || !value.is_finite() || value.abs() >= 1e15 {
        return value.to_string();
    }
    let whole = format!("{:.0}", value.abs().trunc());
    // The 0 before the point is one of them.
    let rounded = format!("{value:.*}", DIGITS.saturating_sub(whole.len()));
    // What is too small for that is shown in full.
    if value.abs() < 1e-4 {
        return value.to_string();
    }
    let shown = if rounded.contains('.') {
        rounded.trim_end_matches('0').trim_end_matches('.')
    } else {
        rounded.as_str()
    };
    if shown == "-0" {
        "0".to_owned()
    } else {
        shown.to_owned()
    }
}

/// A cell’s number as the workbook shows it by that format code.
pub(super) fn number(value: f64, format: &str) -> String {
    let sections = sections(format);
    let (section, value) = match *sections {
        [_, negative, ..] if value < 0.0 => (negative, -value),
        [_, _, zero, ..] if value == 0.0 => (zero, value),
        [first, ..] => (first, value),
        [] => return general(value),
    };
    if section.trim().eq_ignore_ascii_case("general") || section.trim() == "@" || section.is_empty() {
        return general(value);
    }
    let tokens = tokens(section);
    if let Some(shown) = fraction(value, &tokens).or_else(|| exponential(value, &tokens)) {
        return shown;
    }
    let digits = tokens.iter().any(|token| matches!(token, Token::Digit(_)));
    let not_understood = tokens.iter().any(|token| {
        matches!(
            token,
            Token::Letter(_) | Token::Elapsed(_) | Token::Exponent | Token::Other('/')
        )
    });
    if !digits || not_understood {
        return general(value);
    }
    decimal(value, &tokens)
}

/// The formats whose order of day and month is that of the reader's country, and what stands for them.
const OF_THE_COUNTRY: [(&str, &str); 4] = [
    ("mm-dd-yy", "yyyy-mm-dd"),
    ("m/d/yy h:mm", "yyyy-mm-dd h:mm"),
    ("m/d/yyyy", "yyyy-mm-dd"),
    ("m/d/yyyy h:mm", "yyyy-mm-dd h:mm"),
];

/// The time that has passed, in a format that counts hours, minutes or seconds beyond a day (`[h]:mm`); `None` for other formats. `days` is the
/// cell's number.
pub(super) fn elapsed(days: f64, format: &str) -> Option<String> {
    let sections = sections(format);
    let tokens = tokens(sections.first()?);
    if !tokens.iter().any(|token| matches!(token, Token::Elapsed(_))) {
        return None;
    }
    let seconds = (days.abs() * 86_400.0).round() as u64;
    let mut out = String::from(if days < 0.0 && seconds > 0 { "-" } else { "" });
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let count = tokens[at..].iter().take_while(|other| *other == token).count();
        let width = count.min(2);
        let (whole, part) = match token {
            Token::Elapsed('h') => (seconds / 3600, true),
            Token::Elapsed('m') => (seconds / 60, true),
            Token::Elapsed(_) => (seconds, true),
            Token::Letter('h') => (seconds / 3600 % 24, true),
            Token::Letter('m') => (seconds / 60 % 60, true),
            Token::Letter('s') => (seconds % 60, true),
            Token::Literal(text) => {
                out.push_str(text);
                (0, false)
            }
            Token::Other(c) => {
                out.push(*c);
                (0, false)
            }
            _ => (0, false),
        };
        if part {
            out.push_str(&format!("{whole:0width$}"));
        }
        at += if part { count } else { 1 };
    }
    Some(out)
}

/// A cell’s date or time of day as the workbook shows it by that format code.
pub(super) fn moment(moment: Moment, format: &str) -> String {
    let plain = format.split(';').next().unwrap_or_default();
    let format = OF_THE_COUNTRY
        .iter()
        .find(|(of_country, _)| *of_country == plain)
        .map_or(format, |(_, iso)| iso);
    let section = sections(format).first().copied().unwrap_or_default().to_owned();
    let lang = if ["-40c", "-80c", "-c0c", "-100c"]
        .iter()
        .any(|code| section.to_lowercase().contains(code))
    {
        "fr"
    } else {
        "en"
    };
    let known = Lang::parse(lang).ok().and_then(|lang| language(&lang));
    let tokens = tokens(&section);
    let halves = tokens.iter().any(|token| matches!(token, Token::Half));
    let mut out = String::new();
    let mut at = 0;
    let mut last_letter = None;
    while at < tokens.len() {
        let token = &tokens[at];
        let Token::Letter(letter) = token else {
            match token {
                Token::Literal(text) => out.push_str(text),
                Token::Other(c) => out.push(*c),
                Token::Point => out.push('.'),
                Token::Comma => out.push(','),
                Token::Half => out.push_str(if moment.hour < 12 { "AM" } else { "PM" }),
                // Fractions of a second.
                Token::Digit(_) | Token::Percent | Token::Exponent | Token::Letter(_) | Token::Elapsed(_) => {}
            }
            at += 1;
            continue;
        };
        let same = |token: &&Token| matches!(token, Token::Letter(other) if other == letter);
        let count = tokens[at..].iter().take_while(same).count();
        at += count;
        let next_letter = tokens[at..].iter().find_map(|token| match token {
            Token::Letter(letter) => Some(*letter),
            _ => None,
        });
        let hour = match moment.hour % 12 {
            _ if !halves => moment.hour,
            0 => 12,
            hour => hour,
        };
        let short = |names: &[&'static str], at: u8| -> String {
            let name = names.get(usize::from(at)).copied().unwrap_or_default();
            name.chars().take(3).collect()
        };
        let long = |names: &[&'static str], at: u8| names.get(usize::from(at)).copied().unwrap_or_default().to_owned();
        let months = known.map_or(&[][..], |known| &known.months[..]);
        let weekdays = known.map_or(&[][..], |known| &known.weekdays[..]);
        let month = moment.month.saturating_sub(1);
        // Between hours and seconds `m` is a minute.
        let minutes = *letter == 'm' && count <= 2 && (last_letter == Some('h') || next_letter == Some('s'));
        out.push_str(&match (*letter, count) {
            ('y', 1 | 2) => format!("{:02}", moment.year % 100),
            ('y', _) => format!("{:04}", moment.year),
            ('m', 1) if minutes => moment.minute.to_string(),
            ('m', 2) if minutes => format!("{:02}", moment.minute),
            ('m', 1) => moment.month.to_string(),
            ('m', 2) => format!("{:02}", moment.month),
            ('m', 3) => short(months, month),
            ('m', _) => long(months, month),
            ('d', 1) => moment.day.to_string(),
            ('d', 2) => format!("{:02}", moment.day),
            ('d', 3) => short(weekdays, weekday(moment)),
            ('d', _) => long(weekdays, weekday(moment)),
            ('h', 1) => hour.to_string(),
            ('h', _) => format!("{hour:02}"),
            ('s', 1) => moment.second.to_string(),
            _ => format!("{:02}", moment.second),
        });
        last_letter = Some(*letter);
    }
    if out.trim().is_empty() {
        format!("{:04}-{:02}-{:02}", moment.year, moment.month, moment.day)
    } else {
        out
    }
}

/// The day of the week, 0 for Monday (Sakamoto's method).
fn weekday(moment: Moment) -> u8 {
    const SHIFTS: [u16; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let year = moment.year.saturating_sub(u16::from(moment.month < 3));
    let shift = SHIFTS[usize::from(moment.month.clamp(1, 12) - 1)];
    let sunday = (year + year / 4 - year / 100 + year / 400 + shift + u16::from(moment.day)) % 7;
    ((sunday + 6) % 7) as u8
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    /// `0`, `#` or `?`.
    Digit(char),
    Point,
    Comma,
    Percent,
    /// `E+` or `E-`.
    Exponent,
    /// A part of a date or time: `y`, `m`, `d`, `h` or `s`.
    Letter(char),
    /// A part of a time that goes on beyond a day: `h`, `m` or `s` in brackets.
    Elapsed(char),
    /// `AM/PM` or `A/P`.
    Half,
    Literal(String),
    Other(char),
}

fn sections(format: &str) -> Vec<&str> {
    let (mut sections, mut start, mut quoted) = (Vec::new(), 0, false);
    for (at, c) in format.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ';' if !quoted => {
                sections.push(&format[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    sections.push(&format[start..]);
    sections
}

fn tokens(section: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = section;
    while let Some(c) = rest.chars().next() {
        let lower = rest.to_ascii_lowercase();
        if let Some(half) = ["am/pm", "a/p"].into_iter().find(|half| lower.starts_with(half)) {
            tokens.push(Token::Half);
            rest = &rest[half.len()..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            '"' => {
                let end = rest.find('"').unwrap_or(rest.len());
                tokens.push(Token::Literal(rest[..end].to_owned()));
                rest = rest.get(end + 1..).unwrap_or_default();
            }
            '[' => {
                let end = rest.find(']').unwrap_or(rest.len());
                let inside = &rest[..end];
                if let Some(currency) = inside.strip_prefix('$') {
                    let currency = currency.split('-').next().unwrap_or_default();
                    tokens.push(Token::Literal(currency.to_owned()));
                } else if inside
                    .chars()
                    .all(|c| matches!(c.to_ascii_lowercase(), 'h' | 'm' | 's'))
                {
                    tokens.extend(inside.chars().map(|c| Token::Elapsed(c.to_ascii_lowercase())));
                }
                rest = rest.get(end + 1..).unwrap_or_default();
            }
            // A literal; the width of a character; a character to fill with.
            '\\' | '_' | '*' => {
                let next = rest.chars().next();
                rest = &rest[next.map_or(0, char::len_utf8)..];
                match (c, next) {
                    ('\\', Some(next)) => tokens.push(Token::Literal(next.to_string())),
                    ('_', Some(_)) => tokens.push(Token::Other(' ')),
                    _ => {}
                }
            }
            '0' | '#' | '?' => tokens.push(Token::Digit(c)),
            '.' => tokens.push(Token::Point),
            ',' => tokens.push(Token::Comma),
            '%' => tokens.push(Token::Percent),
            'E' | 'e' if rest.starts_with(['+', '-']) => {
                tokens.push(Token::Exponent);
                rest = &rest[1..];
            }
            c if matches!(c.to_ascii_lowercase(), 'y' | 'm' | 'd' | 'h' | 's') => {
                tokens.push(Token::Letter(c.to_ascii_lowercase()));
            }
            c => tokens.push(Token::Other(c)),
        }
    }
    tokens
}

/// The value as a fraction, where the format is one: `# ?/?`, `?/?`, `# ?/8`.
fn fraction(value: f64, tokens: &[Token]) -> Option<String> {
    let slash = tokens.iter().position(|token| *token == Token::Other('/'))?;
    let is_digit = |token: &&Token| matches!(token, Token::Digit(_));
    let before = tokens[..slash].iter().rev().take_while(is_digit).count();
    let after = tokens[slash + 1..].iter().take_while(is_digit).count();
    // Digits that stand for themselves.
    let fixed: String = tokens[slash + 1..]
        .iter()
        .map_while(|token| match token {
            Token::Other(c) if c.is_ascii_digit() => Some(*c),
            _ => None,
        })
        .collect();
    let has_whole = tokens[..slash - before]
        .iter()
        .any(|token| matches!(token, Token::Digit(_)));
    if before == 0 || value.abs() >= 1e12 {
        return None;
    }
    let (whole, rest) = if has_whole {
        (value.abs().trunc(), value.abs().fract())
    } else {
        (0.0, value.abs())
    };
    let most = 10u64.checked_pow(u32::try_from(after.min(3)).ok()?)?.saturating_sub(1);
    let fixed = fixed
        .parse::<u64>()
        .ok()
        .filter(|denominator| (1..=1000).contains(denominator));
    let denominators = match fixed {
        Some(denominator) => denominator..=denominator,
        None if most > 0 => 1..=most,
        None => return None,
    };
    let error = |denominator: u64| {
        let denominator = denominator as f64;
        ((rest * denominator).round() / denominator - rest).abs()
    };
    let denominator = denominators.min_by(|a, b| error(*a).total_cmp(&error(*b)))?;
    let mut numerator = (rest * denominator as f64).round() as u64;
    let mut whole = whole as u64;
    if has_whole && numerator == denominator {
        (whole, numerator) = (whole + 1, 0);
    }
    let sign = if value < 0.0 { "-" } else { "" };
    Some(match (has_whole, whole, numerator) {
        (true, _, 0) => format!("{sign}{whole}"),
        (true, 1.., _) => format!("{sign}{whole} {numerator}/{denominator}"),
        _ => format!("{sign}{numerator}/{denominator}"),
    })
}

/// The value with an exponent, where the format has one: `0.00E+00`, `##0.0E+0`.
fn exponential(value: f64, tokens: &[Token]) -> Option<String> {
    let mark = tokens.iter().position(|token| *token == Token::Exponent)?;
    let is_digit = |token: &&Token| matches!(token, Token::Digit(_));
    let (mantissa, exponent) = (&tokens[..mark], &tokens[mark + 1..]);
    let point = mantissa.iter().position(|token| *token == Token::Point).unwrap_or(mark);
    let step = i32::try_from(mantissa[..point].iter().filter(is_digit).count().max(1)).ok()?;
    let decimals = mantissa[point..].iter().filter(is_digit).count();
    let width = exponent.iter().take_while(is_digit).count();
    let mut power = if value == 0.0 {
        0
    } else {
        value.abs().log10().floor() as i32
    };
    power = power.div_euclid(step) * step;
    let mut shown = format!("{:.decimals$}", value.abs() / 10f64.powi(power));
    // Rounding may have made it ten.
    if shown
        .split('.')
        .next()
        .is_some_and(|whole| i32::try_from(whole.len()).is_ok_and(|digits| digits > step))
    {
        power += step;
        shown = format!("{:.decimals$}", value.abs() / 10f64.powi(power));
    }
    let sign = if value < 0.0 { "-" } else { "" };
    let of_power = if power < 0 { '-' } else { '+' };
    Some(format!("{sign}{shown}E{of_power}{:0width$}", power.abs()))
}

/// A number with the decimals, the grouping and the literals of a format.
fn decimal(value: f64, tokens: &[Token]) -> String {
    let percent = tokens.iter().filter(|token| **token == Token::Percent).count();
    let point = tokens.iter().position(|token| *token == Token::Point);
    let is_digit = |token: &&Token| matches!(token, Token::Digit(_));
    let (whole, decimals) = tokens.split_at(point.unwrap_or(tokens.len()));
    let most = decimals.iter().filter(is_digit).count();
    let least = decimals.iter().filter(|token| **token == Token::Digit('0')).count();
    let least_whole = whole.iter().filter(|token| **token == Token::Digit('0')).count();
    let last_digit = tokens.iter().rposition(|token| is_digit(&token)).unwrap_or(0);
    let grouped = whole[..whole.len().min(last_digit)].contains(&Token::Comma);
    // Each comma behind the digits divides by a thousand.
    let thousands = tokens[last_digit + 1..]
        .iter()
        .take_while(|token| **token == Token::Comma)
        .count();
    let mut scaled = value;
    for _ in 0..percent.min(4) {
        scaled *= 100.0;
    }
    for _ in 0..thousands.min(4) {
        scaled /= 1000.0;
    }
    let text = format!("{:.most$}", scaled.abs());
    let (integer, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let integer = if integer == "0" && least_whole == 0 {
        ""
    } else {
        integer
    };
    let mut digits = format!("{}{integer}", "0".repeat(least_whole.saturating_sub(integer.len())));
    if grouped {
        let count = digits.len();
        digits = digits
            .char_indices()
            .flat_map(|(at, digit)| {
                let comma = at > 0 && (count - at) % 3 == 0;
                comma.then_some(',').into_iter().chain(std::iter::once(digit))
            })
            .collect();
    }
    let kept = fraction.trim_end_matches('0').len().max(least);
    if kept > 0 {
        digits = format!("{digits}.{}", &fraction[..kept]);
    }
    let negative = scaled < 0.0 && digits.contains(|c: char| c.is_ascii_digit() && c != '0');
    let first_digit = tokens.iter().position(|token| is_digit(&token)).unwrap_or(0);
    let mut out = String::from(if negative { "-" } else { "" });
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Digit(_) if at == first_digit => out.push_str(&digits),
            Token::Literal(text) => out.push_str(text),
            Token::Percent => out.push('%'),
            Token::Other(c) => out.push(*c),
            _ => {}
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_their_format_says() {
        for (value, format, shown) in [
            (0.035, "General", "0.035"),
            (0.035, "0.0%", "3.5%"),
            (0.5, "0%", "50%"),
            (0.035, "0.0\\ %", "3.5 %"),
            (1234.5, "#,##0.00", "1,234.50"),
            (-1234.5, "#,##0.00;(#,##0.00)", "(1,234.50)"),
            (-3.0, "0", "-3"),
            (7.0, "000", "007"),
            (12.5, "0.##", "12.5"),
            (1234.0, "#,##0\\ [$€-40C]", "1,234 €"),
            (12.0, "\"$\"#,##0", "$12"),
            (2_500_000.0, "0.0,,\" M\"", "2.5 M"),
            (0.0, "0;-0;\"-\"", "0"),
            (2021.0, "", "2021"),
            (0.5, "# ?/?", "1/2"),
            (0.75, "# ?/?", "3/4"),
            (1.75, "# ?/?", "1 3/4"),
            (1.75, "?/?", "7/4"),
            (-2.25, "# ??/??", "-2 1/4"),
            (2.0, "# ?/?", "2"),
            (0.375, "# ?/8", "3/8"),
            (0.99, "# ?/?", "1"),
            (1500.0, "0.00E+00", "1.50E+03"),
            (0.00012, "0.0E+00", "1.2E-04"),
            (12345.0, "##0.0E+0", "12.3E+3"),
            (9.999, "0.00E+00", "1.00E+01"),
            (0.300_000_000_000_000_04, "", "0.3"),
            (0.1 + 0.7, "General", "0.8"),
            (1.0 / 3.0, "General", "0.333333333"),
            (12_345.678_901_2, "General", "12345.6789"),
            (9_782_070_368_228.0, "General", "9782070368228"),
        ] {
            assert_eq!(number(value, format), shown, "{value} {format}");
        }
    }

    #[test]
    fn dates_are_shown_as_their_format_says() {
        let friday = Moment {
            year: 2021,
            month: 3,
            day: 12,
            hour: 14,
            minute: 5,
            second: 9,
        };
        for (format, shown) in [
            ("yyyy-mm-dd", "2021-03-12"),
            ("dd/mm/yyyy", "12/03/2021"),
            ("m/d/yy", "3/12/21"),
            ("d mmmm yyyy", "12 March 2021"),
            ("[$-40C]d mmmm yyyy", "12 mars 2021"),
            ("[$-409]dddd, mmm d", "Friday, Mar 12"),
            ("h:mm", "14:05"),
            ("h:mm AM/PM", "2:05 PM"),
            ("mm:ss", "05:09"),
            ("dd/mm/yyyy hh:mm:ss", "12/03/2021 14:05:09"),
            ("yyyy-mm-dd;@", "2021-03-12"),
            ("", "2021-03-12"),
            ("mm-dd-yy", "2021-03-12"),
            ("m/d/yy h:mm", "2021-03-12 14:05"),
        ] {
            assert_eq!(moment(friday, format), shown, "{format}");
        }
        for (days, format, shown) in [
            (1.5, "[h]:mm", Some("36:00")),
            (1.5, "[hh]:mm:ss", Some("36:00:00")),
            (0.0625, "[m]", Some("90")),
            (0.001, "[ss]", Some("86")),
            (-0.5, "[h]:mm", Some("-12:00")),
            (1.5, "h:mm", None),
        ] {
            assert_eq!(elapsed(days, format).as_deref(), shown, "{format}");
        }
    }
}
