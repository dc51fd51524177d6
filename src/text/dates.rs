//! A date as it is written → its day, and the pattern of its notation, in which another day can be written.
//!
//! Read are dates in digits (`09/10/2020`, `2020-10-09`) and with the month's name, French or English, with or without
//! weekday and year: `vendredi 9 octobre 2020`, `Friday 9 October 2020`, `October 9th, 2020`, `1er mai`; and a month with
//! its year, `octobre 2020`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::text::lang::Lang;
use crate::text::languages::{KNOWN, MONTHS, WEEKDAYS};
use crate::text::numbers::{QuantityKind, quantity_at};
use crate::text::words::in_lower_case;

/// No name of a day or a month has more bytes, in either letter case.
const LONGEST_NAME: usize = 12;

/// Names in lower case, each with the number of its language and its own.
type Names = FxHashMap<String, (usize, usize)>;

static WEEKDAY_NAMES: LazyLock<Names> = LazyLock::new(|| names(&WEEKDAYS));
static MONTH_NAMES: LazyLock<Names> = LazyLock::new(|| names(&MONTHS));

/// The English month of May is no French word, nor `mai` an English one: where languages share a name, the first has it.
fn names<const N: usize>(lists: &[[&str; N]]) -> Names {
    let mut names = Names::default();
    for (language, list) in lists.iter().enumerate() {
        for (number, name) in list.iter().enumerate() {
            names.entry(name.to_lowercase()).or_insert((language, number));
        }
    }
    names
}

/// A day of the calendar, as far as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Day {
    pub(crate) year: Option<u32>,
    pub(crate) month: u32,
    /// 0 for a whole month.
    pub(crate) day: u32,
    /// 0 for Monday.
    pub(crate) weekday: Option<usize>,
}

/// A piece of a date's notation.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// The weekday's name, in one of the two languages, capitalised or not.
    Weekday(usize, bool),
    /// The day, with at least so many digits, and whether it carries an ordinal ending.
    Day(usize, bool),
    MonthName(usize, bool),
    MonthNumber(usize),
    Year,
    Text(String),
}

/// A date found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) day: Day,
    /// How many bytes of the text it takes.
    pub(crate) length: usize,
    pattern: Vec<Piece>,
}

impl Written {
    /// Another day in the same notation; `None` when that needs a day or a year and there is none, or when the other day
    /// has a weekday or a year for which the notation has no place.
    ///
    /// With the month's name there is such a place even where this date does not fill it.
    pub(crate) fn with(&self, day: Day) -> Option<String> {
        let month = day.month.checked_sub(1)? as usize;
        let named = self.pattern.iter().find_map(|piece| match piece {
            Piece::MonthName(language, _) => Some(*language),
            _ => None,
        });
        let has = |test: fn(&Piece) -> bool| self.pattern.iter().position(test);
        let has_weekday = has(|piece| matches!(piece, Piece::Weekday(..))).is_some();
        let has_year = has(|piece| matches!(piece, Piece::Year)).is_some();
        let at_day = has(|piece| matches!(piece, Piece::Day(..)));
        let month_first = has(|piece| matches!(piece, Piece::MonthName(..))) < at_day;
        if at_day.is_some() != (day.day > 0) {
            return None;
        }
        let comma = if month_first { ", " } else { " " };
        let mut out = String::new();
        if let Some(weekday) = day.weekday.filter(|_| !has_weekday) {
            out.push_str(&cased(WEEKDAYS[named?].get(weekday)?, KNOWN[named?].capital_dates));
            out.push_str(comma);
        }
        let mut left_out = false;
        for piece in &self.pattern {
            match piece {
                Piece::Weekday(language, capital) => match day.weekday {
                    Some(weekday) => out.push_str(&cased(WEEKDAYS[*language].get(weekday)?, *capital)),
                    None => {
                        left_out = true;
                        continue;
                    }
                },
                Piece::Day(width, ordinal) => {
                    out.push_str(&format!("{:0width$}", day.day));
                    if let Some(named) = named {
                        out.push_str((KNOWN[named].figures.day_ending)(day.day, *ordinal));
                    }
                }
                Piece::MonthName(language, capital) => out.push_str(&cased(MONTHS[*language].get(month)?, *capital)),
                Piece::MonthNumber(width) => out.push_str(&format!("{:0width$}", day.month)),
                Piece::Year => out.push_str(&day.year?.to_string()),
                // What stood behind the weekday goes with it.
                Piece::Text(_) if left_out => {}
                Piece::Text(text) => out.push_str(text),
            }
            left_out = false;
        }
        if let Some(year) = day.year.filter(|_| !has_year) {
            named?;
            out.push_str(comma);
            out.push_str(&year.to_string());
        }
        Some(out)
    }
}

impl Written {
    /// Whether its digits prove that the month stands first, or that the day does; `None` where either may be so, and where the order is that of
    /// a name or of a year in front.
    pub(crate) fn proves_month_first(&self) -> Option<bool> {
        (self.day.day > 12).then(|| self.is_month_first()).flatten()
    }

    /// Whether the month stands first, of two numbers.
    fn is_month_first(&self) -> Option<bool> {
        let at = |test: fn(&Piece) -> bool| self.pattern.iter().position(test);
        let day = at(|piece| matches!(piece, Piece::Day(..)))?;
        let month = at(|piece| matches!(piece, Piece::MonthNumber(_)))?;
        let year = at(|piece| matches!(piece, Piece::Year))?;
        (year > day && year > month).then_some(month < day)
    }

    /// The date read with the month first, or with the day first, where its digits prove neither.
    pub(crate) fn read_with(&mut self, month_first: bool) {
        if self.day.day > 12 || self.is_month_first() != Some(!month_first) {
            return;
        }
        std::mem::swap(&mut self.day.day, &mut self.day.month);
        for piece in &mut self.pattern {
            *piece = match piece {
                Piece::Day(width, _) => Piece::MonthNumber(*width),
                Piece::MonthNumber(width) => Piece::Day(*width, false),
                _ => continue,
            };
        }
    }
}

fn cased(name: &str, capital: bool) -> String {
    let mut characters = name.chars();
    match characters.next() {
        Some(first) if capital => first.to_uppercase().chain(characters).collect(),
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// The date that begins the text, if one does.
pub(crate) fn date_at(text: &str, lang: &Lang) -> Option<Written> {
    let mut reader = Reader {
        text,
        at: 0,
        pattern: Vec::new(),
    };
    let mut weekday = None;
    if let Some((language, name, capital)) = reader.name(&WEEKDAY_NAMES) {
        weekday = Some(name);
        reader.pattern.push(Piece::Weekday(language, capital));
        reader.separator(&[", ", ",\u{a0}", " ", "\u{a0}", "\u{202f}"])?;
    }
    let in_digits = reader.in_digits(lang);
    let day = in_digits
        .or_else(|| reader.tried(Reader::day_month))
        .or_else(|| reader.tried(Reader::month_day))
        .or_else(|| reader.tried(Reader::month_year).filter(|_| weekday.is_none()))?;
    let day = Day { weekday, ..day };
    let valid = (1..=12).contains(&day.month) && day.day <= 31;
    let ends = !text[reader.at..].starts_with(|c: char| c.is_alphanumeric());
    (valid && ends).then_some(Written {
        day,
        length: reader.at,
        pattern: reader.pattern,
    })
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    pattern: Vec<Piece>,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// A name of the lists: which language, which of the names, whether capitalised.
    fn name(&mut self, names: &Names) -> Option<(usize, usize, bool)> {
        let rest = self.rest();
        let length = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        if !(1..=LONGEST_NAME).contains(&length) {
            return None;
        }
        let capital = rest.starts_with(char::is_uppercase);
        let (language, number) = in_lower_case(&rest[..length], |name| names.get(name).copied())?;
        self.at += length;
        Some((language, number, capital))
    }

    /// One of the separators, the longest ones first.
    fn separator(&mut self, separators: &[&str]) -> Option<()> {
        let found = separators.iter().find(|s| self.rest().starts_with(**s))?;
        self.at += found.len();
        self.pattern.push(Piece::Text((*found).to_owned()));
        Some(())
    }

    fn digits(&mut self, most: usize) -> Option<(u32, usize)> {
        let length = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let number = self.rest()[..length].parse().ok().filter(|_| length <= most)?;
        self.at += length;
        Some((number, length))
    }

    fn in_digits(&mut self, lang: &Lang) -> Option<Day> {
        if !self.rest().starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let found = quantity_at(self.rest(), lang).filter(|q| q.kind == QuantityKind::Date)?;
        let mut value = found.canonical.split('-').filter_map(|field| field.parse::<u32>().ok());
        let day = Day {
            year: value.next(),
            month: value.next()?,
            day: value.next()?,
            weekday: None,
        };
        let written = self.rest()[..found.len].to_owned();
        let fields: Vec<&str> = written.split(['/', '.', '-']).collect();
        let year_first = fields[0].len() == 4;
        let month_first = !year_first && fields[0].parse() == Ok(day.month) && fields[1].parse() == Ok(day.day);
        // Where day and month are the same number, the language decides.
        let month_first = month_first && (day.day != day.month || lang.as_str() == "en-US");
        let width = |field: &str| if field.len() == 2 { 2 } else { 1 };
        let mark = Piece::Text(written[fields[0].len()..=fields[0].len()].to_owned());
        let piece = |i: usize| match (i, year_first, month_first) {
            (0, true, _) | (2, false, _) => Piece::Year,
            (1, true, _) | (1, false, false) | (0, false, true) => Piece::MonthNumber(width(fields[i])),
            _ => Piece::Day(width(fields[i]), false),
        };
        self.pattern.extend([piece(0), mark.clone(), piece(1), mark, piece(2)]);
        self.at += found.len;
        Some(day)
    }

    /// What is read, or nothing with nothing passed over.
    fn tried(&mut self, read: fn(&mut Self) -> Option<Day>) -> Option<Day> {
        let (begin, pieces) = (self.at, self.pattern.len());
        let day = read(self);
        if day.is_none() {
            self.at = begin;
            self.pattern.truncate(pieces);
        }
        day
    }

    /// `9 octobre 2020`, `1er mai`, `9th of October 2020`.
    fn day_month(&mut self) -> Option<Day> {
        let day = self.day()?;
        self.separator(&[" of ", " ", "\u{a0}", "\u{202f}"])?;
        let month = self.month()?;
        Some(Day {
            year: self.year(&[", ", " ", "\u{a0}", "\u{202f}"]),
            month,
            day,
            weekday: None,
        })
    }

    /// `October 9, 2020`, `May 1st`.
    fn month_day(&mut self) -> Option<Day> {
        let month = self.month()?;
        self.separator(&[" ", "\u{a0}"])?;
        let day = self.day()?;
        Some(Day {
            year: self.year(&[", ", " "]),
            month,
            day,
            weekday: None,
        })
    }

    /// `October 2020`.
    fn month_year(&mut self) -> Option<Day> {
        let month = self.month()?;
        let year = Some(self.year(&[" ", "\u{a0}"])?);
        Some(Day {
            year,
            month,
            day: 0,
            weekday: None,
        })
    }

    fn day(&mut self) -> Option<u32> {
        let (day, width) = self.digits(2).filter(|(day, _)| *day > 0)?;
        let endings = ["er", "st", "nd", "rd", "th"];
        let ending = endings.iter().find(|ending| self.rest().starts_with(**ending));
        self.at += ending.map_or(0, |ending| ending.len());
        let padded = if self.text[..self.at].ends_with(|c: char| c.is_ascii_digit()) && width == 2 && day < 10 {
            2
        } else {
            1
        };
        self.pattern.push(Piece::Day(padded, ending.is_some()));
        Some(day)
    }

    fn month(&mut self) -> Option<u32> {
        let (language, month, capital) = self.name(&MONTH_NAMES)?;
        self.pattern.push(Piece::MonthName(language, capital));
        u32::try_from(month + 1).ok()
    }

    fn year(&mut self, separators: &[&str]) -> Option<u32> {
        let (begin, pieces) = (self.at, self.pattern.len());
        let year = self
            .separator(separators)
            .and_then(|()| self.digits(4))
            .filter(|(_, length)| *length == 4);
        match year {
            Some((year, _)) => {
                self.pattern.push(Piece::Year);
                Some(year)
            }
            None => {
                self.at = begin;
                self.pattern.truncate(pieces);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(tag: &str, text: &str, year: u32, month: u32, day: u32) -> Option<String> {
        let lang = Lang::parse(tag).unwrap();
        let found = date_at(text, &lang)?;
        assert_eq!(found.length, text.len(), "{text}");
        assert_eq!(found.with(found.day).as_deref(), Some(text));
        found.with(Day {
            year: Some(year),
            month,
            day,
            weekday: Some(2).filter(|_| found.day.weekday.is_some()),
        })
    }

    #[test]
    fn another_day_is_written_as_the_first_was() {
        let cases = [
            ("fr", "09/10/2020", "03/02/2021"),
            ("en", "9 October 2020", "3 February 2021"),
            ("en", "October 9, 2020", "February 3, 2021"),
            ("en", "October 9th", "February 3rd, 2021"),
            ("en", "Friday 9 October 2020", "Wednesday 3 February 2021"),
            ("en", "Friday, 9 October 2020", "Wednesday, 3 February 2021"),
            ("fr", "vendredi 09/10/2020", "mercredi 03/02/2021"),
            ("fr", "1er mai", "3 février 2021"),
            ("en", "2020-10-09", "2021-02-03"),
        ];
        for (tag, text, expected) in cases {
            assert_eq!(rewritten(tag, text, 2021, 2, 3).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(
            rewritten("fr", "14 juillet 2020", 2021, 5, 1).as_deref(),
            Some("1er mai 2021")
        );
    }

    #[test]
    fn every_part_of_a_date_is_written_or_nothing() {
        let (fr, en) = (Lang::parse("fr").unwrap(), Lang::parse("en").unwrap());
        let with = |own: &str, to: &Lang, query: &str, from: &Lang| date_at(own, to)?.with(date_at(query, from)?.day);
        for (own, query, expected) in [
            ("9 March", "10 mars 2021", Some("10 March 2021")),
            ("9 March", "mardi 10 mars", Some("Tuesday 10 March")),
            ("May 4th", "lundi 5 mai 2025", Some("Monday, May 5th, 2025")),
            ("Monday 9 March", "10 mars", Some("10 March")),
            ("March 2020", "mai 2021", Some("May 2021")),
            ("9 March 2020", "10 mars", None),
            ("9 March 2020", "mars 2021", None),
            ("March 2020", "9 mai 2021", None),
            ("2020-03-09", "mardi 10 mars 2020", None),
        ] {
            assert_eq!(with(own, &en, query, &fr).as_deref(), expected, "{own} {query}");
        }
        for (own, query, expected) in [
            ("9 mars", "March 10, 2021", Some("10 mars 2021")),
            ("9 mars", "Tuesday 10 March", Some("mardi 10 mars")),
            ("lundi 9 mars", "1 May", Some("1er mai")),
            ("09/03/2020", "10 May", None),
        ] {
            assert_eq!(with(own, &fr, query, &en).as_deref(), expected, "{own} {query}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "9 maisons",
            "mai",
            "31",
            "octobre",
            "May we",
            "45 mai 2020",
            "lundi matin",
        ] {
            assert_eq!(date_at(text, &Lang::parse("fr").unwrap()), None, "{text}");
        }
    }
}
