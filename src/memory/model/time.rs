//! Moments as the database stores them (seconds since 1970, UTC) ⇄ dates as people and TMX write them.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// A moment, to the second, in UTC: seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The present moment.
    #[must_use]
    pub fn now() -> Timestamp {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
        Timestamp(i64::try_from(seconds).unwrap_or(i64::MAX))
    }

    /// Reads a date in the form of TMX (`20261123T020500Z`) or of ISO 8601, or a day alone, which is taken at midnight;
    /// see [`tmx::Date::parse_lenient`]. Nothing for other text, for dates that do not exist and for those before 1970.
    #[must_use]
    pub fn parse(text: &str) -> Option<Timestamp> {
        tmx::Date::parse_lenient(text)
            .map(tmx::Date::unix_seconds)
            .filter(|s| *s >= 0)
            .map(Timestamp)
    }

    /// As TMX has it. A moment outside the years 1970 to 9999 becomes the nearest inside.
    #[must_use]
    pub fn to_tmx(self) -> tmx::Date {
        const LAST: u64 = 253_402_300_799;
        let seconds = u64::try_from(self.0).unwrap_or(0).min(LAST);
        // The seconds are within the years that `Date` covers.
        tmx::Date::from_unix_seconds(seconds).expect("a moment between 1970 and 9999")
    }
}

impl fmt::Display for Timestamp {
    /// The form of RFC 3339: `2026-11-23T02:05:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let d = self.to_tmx();
        let (hour, minute, second) = (d.hour(), d.minute(), d.second());
        write!(
            f,
            "{:04}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z",
            d.year(),
            d.month(),
            d.day()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_go_both_ways() {
        for (text, seconds) in [("19700101T000000Z", 0), ("20000229T123456Z", 951_827_696)] {
            assert_eq!(Timestamp::parse(text), Some(Timestamp(seconds)), "{text}");
            assert_eq!(Timestamp(seconds).to_tmx().to_string(), text);
        }
        assert_eq!(
            Timestamp::parse("2026-11-23").map(|t| t.to_string()).as_deref(),
            Some("2026-11-23T00:00:00Z")
        );
        assert_eq!(Timestamp::parse("19691231T235959Z"), None);
        assert_eq!(Timestamp::parse("yesterday"), None);
        assert_eq!(Timestamp(i64::MAX).to_string(), "9999-12-31T23:59:59Z");
    }
}
