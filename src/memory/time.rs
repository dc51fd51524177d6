//! Seconds since 1970 ⇄ dates as TMX writes them, in UTC.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A moment, to the second, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The present moment.
    #[must_use]
    pub fn now() -> Timestamp {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
        Timestamp(i64::try_from(seconds).unwrap_or(i64::MAX))
    }

    /// Reads a date: `20261123T020500Z` (TMX 1.4b, "Date format"), `2026-11-23T02:05:00Z`, or a day alone
    /// (`2026-11-23`, `20261123`), which is taken at midnight. A missing `Z` counts as UTC.
    ///
    /// Gives nothing for text of another shape and for dates that do not exist.
    #[must_use]
    pub fn parse(text: &str) -> Option<Timestamp> {
        let (day, time) = text
            .trim()
            .split_once(['T', ' '])
            .map_or((text.trim(), ""), |(d, t)| (d, t));
        let [year, month, dom] = numbers(day, '-', [4, 2, 2])?;
        let time = time.strip_suffix('Z').unwrap_or(time);
        let [hour, minute, second] = if time.is_empty() {
            [0; 3]
        } else {
            numbers(time, ':', [2, 2, 2])?
        };
        // 60 is a leap second (ISO 8601); it counts as the first second of the next minute.
        if !(1..=12).contains(&month)
            || dom < 1
            || dom > days_in(year, month)
            || hour > 23
            || minute > 59
            || second > 60
        {
            return None;
        }
        Some(Timestamp(
            days_from_civil(year, month, dom) * 86_400 + hour * 3_600 + minute * 60 + second,
        ))
    }

    /// The form of TMX: `20261123T020500Z`.
    #[must_use]
    pub fn to_tmx(self) -> String {
        let (year, month, day) = civil_from_days(self.0.div_euclid(86_400));
        let s = self.0.rem_euclid(86_400);
        format!(
            "{year:04}{month:02}{day:02}T{:02}{:02}{:02}Z",
            s / 3_600,
            s / 60 % 60,
            s % 60
        )
    }
}

impl fmt::Display for Timestamp {
    /// The form of ISO 8601 and RFC 3339: `2026-11-23T02:05:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil_from_days(self.0.div_euclid(86_400));
        let s = self.0.rem_euclid(86_400);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
            s / 3_600,
            s / 60 % 60,
            s % 60
        )
    }
}

/// Three numbers of fixed widths, separated by `separator` or not at all.
fn numbers(text: &str, separator: char, widths: [usize; 3]) -> Option<[i64; 3]> {
    let mut out = [0; 3];
    let mut rest = text;
    let separated = text.contains(separator);
    for (i, width) in widths.into_iter().enumerate() {
        if i > 0 && separated {
            rest = rest.strip_prefix(separator)?;
        }
        let digits = rest.get(..width)?;
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        out[i] = digits.parse().ok()?;
        rest = &rest[width..];
    }
    rest.is_empty().then_some(out)
}

/// The number of days in a month of the Gregorian calendar.
fn days_in(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days from 1970-01-01 to a date of the proleptic Gregorian calendar, counting years from March so that the leap day
/// ends them (the usual formula by eras of 400 years, 146,097 days).
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The inverse of [`days_from_civil`]: year, month, day.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_go_both_ways() {
        for (text, seconds) in [
            ("19700101T000000Z", 0),
            ("20000229T123456Z", 951_827_696),
            ("20261123T020500Z", 1_795_399_500),
            ("19691231T235959Z", -1),
        ] {
            assert_eq!(Timestamp::parse(text), Some(Timestamp(seconds)), "{text}");
            assert_eq!(Timestamp(seconds).to_tmx(), text);
        }
        assert_eq!(
            Timestamp::parse("2026-11-23T02:05:00Z"),
            Timestamp::parse("20261123T020500Z")
        );
        assert_eq!(
            Timestamp::parse("2026-11-23").map(|t| t.to_string()).as_deref(),
            Some("2026-11-23T00:00:00Z")
        );
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "yesterday",
            "20260230T000000Z",
            "20261301",
            "2026-11-23T25:00:00Z",
            "2026é123",
            "20261123T0205",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }
}
