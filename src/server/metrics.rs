//! Requests that were answered → numbers in the text format of Prometheus (version 0.0.4).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The upper bounds of the buckets of the histogram, in milliseconds: from a search in a small memory to what a client waits for at most.
const BUCKETS: [u64; 10] = [1, 2, 5, 10, 25, 50, 100, 500, 1_000, 5_000];

/// Counts since the server began.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    routes: Mutex<BTreeMap<&'static str, Route>>,
}

#[derive(Debug, Default)]
struct Route {
    by_status: BTreeMap<u16, u64>,
    /// One more than there are bounds: the last has what took longer.
    by_duration: [u64; BUCKETS.len() + 1],
    total: Duration,
}

/// Numbers that others count.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Others {
    pub(crate) index_refreshes: u64,
    pub(crate) memories_replaced: u64,
    pub(crate) last_change: i64,
    pub(crate) uptime: Duration,
}

impl Metrics {
    /// Counts an answer; `route` is the pattern of its address.
    pub(crate) fn count(&self, route: &'static str, status: u16, took: Duration) {
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        let route = routes.entry(route).or_default();
        *route.by_status.entry(status).or_default() += 1;
        let millis = took.as_micros().div_ceil(1_000);
        let bucket = BUCKETS.partition_point(|bound| u128::from(*bound) < millis);
        route.by_duration[bucket] += 1;
        route.total += took;
    }

    /// Everything, as Prometheus reads it.
    pub(crate) fn text(&self, others: Others) -> String {
        let mut out = String::new();
        let routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        out.push_str("# HELP interligne_requests_total Requests answered, by route and status.\n");
        out.push_str("# TYPE interligne_requests_total counter\n");
        for (name, route) in routes.iter() {
            for (status, count) in &route.by_status {
                let _ = writeln!(
                    out,
                    "interligne_requests_total{{route=\"{name}\",status=\"{status}\"}} {count}"
                );
            }
        }
        out.push_str("# HELP interligne_request_seconds How long answers took, by route.\n");
        out.push_str("# TYPE interligne_request_seconds histogram\n");
        for (name, route) in routes.iter() {
            let mut below = 0;
            for (bound, count) in BUCKETS.iter().zip(&route.by_duration) {
                below += count;
                let (whole, part) = (bound / 1_000, bound % 1_000);
                let _ = writeln!(
                    out,
                    "interligne_request_seconds_bucket{{route=\"{name}\",le=\"{whole}.{part:03}\"}} {below}"
                );
            }
            let all: u64 = route.by_duration.iter().sum();
            let _ = writeln!(
                out,
                "interligne_request_seconds_bucket{{route=\"{name}\",le=\"+Inf\"}} {all}\n\
                 interligne_request_seconds_sum{{route=\"{name}\"}} {}\n\
                 interligne_request_seconds_count{{route=\"{name}\"}} {all}",
                route.total.as_secs_f64()
            );
        }
        for (name, kind, help, value) in [
            (
                "index_refreshes_total",
                "counter",
                "How often an index was brought up to date.",
                others.index_refreshes.to_string(),
            ),
            (
                "memories_replaced_total",
                "counter",
                "How often another memory was found in its place.",
                others.memories_replaced.to_string(),
            ),
            (
                "last_change",
                "gauge",
                "The number of the memory's last change.",
                others.last_change.to_string(),
            ),
            (
                "uptime_seconds",
                "gauge",
                "How long the server has run.",
                others.uptime.as_secs().to_string(),
            ),
        ] {
            let _ = writeln!(
                out,
                "# HELP interligne_{name} {help}\n# TYPE interligne_{name} {kind}\ninterligne_{name} {value}"
            );
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_count_what_took_no_longer() {
        let metrics = Metrics::default();
        for micros in [10, 1_000, 1_001, 20_000, 9_000_000] {
            metrics.count("/a", 200, Duration::from_micros(micros));
        }
        let text = metrics.text(Others {
            index_refreshes: 1,
            memories_replaced: 0,
            last_change: 7,
            uptime: Duration::from_secs(3),
        });
        for line in [
            "interligne_requests_total{route=\"/a\",status=\"200\"} 5",
            "interligne_request_seconds_bucket{route=\"/a\",le=\"0.001\"} 2",
            "interligne_request_seconds_bucket{route=\"/a\",le=\"0.002\"} 3",
            "interligne_request_seconds_bucket{route=\"/a\",le=\"5.000\"} 4",
            "interligne_request_seconds_bucket{route=\"/a\",le=\"+Inf\"} 5",
            "interligne_request_seconds_count{route=\"/a\"} 5",
            "interligne_last_change 7",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
}
