//! A request that was answered → a line on standard error: when, which route, with which status, how long. No text, no token, and no
//! address, which has both.

use std::io::Write as _;
use std::time::Duration;

use crate::memory::Timestamp;

/// What is told of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Log {
    /// A line for each.
    Each,
    /// A line for each that was refused or failed.
    Failures,
    /// No line at all.
    Nothing,
}

impl Log {
    /// Tells of a request; `route` is the pattern of the address.
    pub(crate) fn tell(self, method: &str, route: &str, status: u16, took: Duration) {
        let wanted = match self {
            Log::Each => true,
            Log::Failures => status >= 400,
            Log::Nothing => false,
        };
        if wanted {
            let micros = took.as_micros();
            // What cannot be told is no reason to stop.
            let _ = writeln!(
                std::io::stderr().lock(),
                "{} {method} {route} {status} {}.{:03} ms",
                Timestamp::now(),
                micros / 1_000,
                micros % 1_000
            );
        }
    }
}
