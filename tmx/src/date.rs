//! Dates of TMX: `YYYYMMDDTHHMMSSZ` in, a valid moment in UTC to the second out.

use std::fmt;
use std::str::FromStr;

/// A moment in UTC, as `creationdate`, `changedate` and `lastusagedate` give it (TMX 1.4b, appendix on date formats:
/// ISO 8601 basic form, `YYYYMMDDTHHMMSSZ`).
///
/// Dates order as time does. Only real moments can be made: no 31 April, no hour 24.
///
/// ```
/// use tmx::Date;
/// let date: Date = "20020523T091200Z".parse()?;
/// assert_eq!((date.year(), date.month(), date.day()), (2002, 5, 23));
/// assert_eq!(date.to_string(), "20020523T091200Z");
/// assert!("20020230T000000Z".parse::<Date>().is_err());
/// # Ok::<(), tmx::DateError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
}

/// A text that is not a date of TMX.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a TMX date: expected YYYYMMDDTHHMMSSZ in UTC, such as 20020523T091200Z")]
pub struct DateError(pub String);

impl Date {
    /// A date and time of day in UTC; a leap second (60) is accepted. `None` when there is no such moment.
    #[must_use]
    pub fn new(year: u16, month: u8, day: u8, hour: u8, minute: u8, second: u8) -> Option<Date> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 => 28 + u8::from(leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let valid = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days).contains(&day)
            && hour < 24
            && minute < 60
            && second <= 60;
        valid.then_some(Date {
            year,
            month,
            day,
            hour,
            minute,
            second,
        })
    }

    /// Reads what tools write in place of the standard form: ISO 8601's extended form (`2002-05-23T09:12:00Z`), a space
    /// for the `T`, no `Z`, a fraction of a second (left out), or a day alone (midnight).
    ///
    /// A time without `Z` is taken as UTC. Offsets such as `+02:00` are not read.
    #[must_use]
    pub fn parse_lenient(text: &str) -> Option<Date> {
        let text = text.trim();
        // The form that nearly every file has.
        if let Ok(date) = text.parse() {
            return Some(date);
        }
        let text = text.strip_suffix(['Z', 'z']).unwrap_or(text);
        let (day, time) = text.split_once(['T', 't', ' ']).unwrap_or((text, "000000"));
        let time = time.split('.').next().unwrap_or(time);
        let digits = |part: &str, separator: char, groups: &[usize]| -> Option<Vec<u16>> {
            let compact: String = if part.contains(separator) {
                let fields: Vec<&str> = part.split(separator).collect();
                if fields.len() != groups.len() || fields.iter().zip(groups).any(|(f, n)| f.len() != *n) {
                    return None;
                }
                fields.concat()
            } else {
                part.to_owned()
            };
            if compact.len() != groups.iter().sum::<usize>() || !compact.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            let mut rest = compact.as_str();
            groups
                .iter()
                .map(|n| {
                    let (field, after) = rest.split_at(*n);
                    rest = after;
                    field.parse().ok()
                })
                .collect()
        };
        let day = digits(day, '-', &[4, 2, 2])?;
        let time = digits(time, ':', &[2, 2, 2])?;
        let small = |n: u16| u8::try_from(n).ok();
        Date::new(
            day[0],
            small(day[1])?,
            small(day[2])?,
            small(time[0])?,
            small(time[1])?,
            small(time[2])?,
        )
    }

    /// The moment that many seconds after 1970-01-01T00:00:00Z; `None` after the year 9999.
    #[must_use]
    pub fn from_unix_seconds(seconds: u64) -> Option<Date> {
        let (days, rest) = (seconds / 86_400, seconds % 86_400);
        if days > 2_932_896 {
            return None; // after 9999-12-31
        }
        // Days to civil date, Howard Hinnant's algorithm: years counted from 1 March, eras of 400 years.
        let shifted = days + 719_468;
        let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        let year = era * 400 + year_of_era + u64::from(month <= 2);
        let small = |n: u64| u8::try_from(n).ok();
        let year = u16::try_from(year).ok()?;
        Date::new(
            year,
            small(month)?,
            small(day)?,
            small(rest / 3_600)?,
            small(rest / 60 % 60)?,
            small(rest % 60)?,
        )
    }

    /// Seconds since 1970-01-01T00:00:00Z; negative before.
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        // The inverse of `from_unix_seconds`.
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let month = (i64::from(self.month) + 9) % 12;
        let day_of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let days = era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468;
        days * 86_400 + i64::from(self.hour) * 3_600 + i64::from(self.minute) * 60 + i64::from(self.second)
    }

    /// The year, 1 to 9999.
    #[must_use]
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> u8 {
        self.day
    }

    /// The hour, 0 to 23.
    #[must_use]
    pub fn hour(self) -> u8 {
        self.hour
    }

    /// The minute, 0 to 59.
    #[must_use]
    pub fn minute(self) -> u8 {
        self.minute
    }

    /// The second, 0 to 60.
    #[must_use]
    pub fn second(self) -> u8 {
        self.second
    }
}

impl FromStr for Date {
    type Err = DateError;

    /// Reads `YYYYMMDDTHHMMSSZ` and nothing else; see [`Date::parse_lenient`] for what tools write.
    fn from_str(text: &str) -> Result<Date, DateError> {
        let bytes = text.as_bytes();
        let shape = bytes.len() == 16
            && bytes.iter().enumerate().all(|(i, b)| match i {
                8 => *b == b'T',
                15 => *b == b'Z',
                _ => b.is_ascii_digit(),
            });
        if !shape {
            return Err(DateError(text.to_owned()));
        }
        let two = |at: usize| (bytes[at] - b'0') * 10 + (bytes[at + 1] - b'0');
        let year = u16::from(two(0)) * 100 + u16::from(two(2));
        Date::new(year, two(4), two(6), two(9), two(11), two(13)).ok_or_else(|| DateError(text.to_owned()))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Date {
            year,
            month,
            day,
            hour,
            minute,
            second,
        } = self;
        write!(f, "{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_real_moments_in_the_standard_form_are_dates() {
        for good in [
            "20020523T091200Z",
            "20240229T235960Z",
            "00010101T000000Z",
            "20001231T000000Z",
        ] {
            assert_eq!(good.parse::<Date>().map(|d| d.to_string()), Ok(good.to_owned()));
        }
        for bad in [
            "",
            "20020523",
            "20020523T091200",
            "20020523t091200z",
            "20020523T241200Z",
            "20020229T000000Z",
            "19000229T000000Z",
            "20021301T000000Z",
            "20020500T000000Z",
            "2002-05-23T09:12:00Z",
            "+0020523T091200Z",
            "é0020523T09120Z",
        ] {
            assert!(bad.parse::<Date>().is_err(), "{bad}");
        }
    }

    #[test]
    fn what_tools_write_is_read_when_asked() {
        let date = "20020523T091200Z".parse().ok();
        for text in [
            "2002-05-23T09:12:00Z",
            "2002-05-23 09:12:00",
            "20020523T091200",
            " 2002-05-23T09:12:00.123Z ",
        ] {
            assert_eq!(Date::parse_lenient(text), date, "{text}");
        }
        assert_eq!(Date::parse_lenient("2002-05-23"), "20020523T000000Z".parse().ok());
        for text in [
            "",
            "2002",
            "2002-5-23",
            "23/05/2002",
            "2002-05-23T09:12:00+02:00",
            "T",
            "2002--0523",
        ] {
            assert_eq!(Date::parse_lenient(text), None, "{text}");
        }
    }

    #[test]
    fn unix_seconds_go_both_ways() {
        for (seconds, text) in [
            (0, "19700101T000000Z"),
            (951_782_400, "20000229T000000Z"),
            (1_700_000_000, "20231114T221320Z"),
            (253_402_300_799, "99991231T235959Z"),
        ] {
            let date = Date::from_unix_seconds(seconds).expect("before the year 10000");
            assert_eq!(date.to_string(), text);
            assert_eq!(date.unix_seconds(), i64::try_from(seconds).expect("small"));
        }
        assert_eq!(Date::from_unix_seconds(253_402_300_800), None);
    }
}
