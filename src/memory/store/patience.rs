//! How long a writer waits for another.

use std::time::Duration;

/// How long a writer waits for another one before it gives up.
pub(crate) const WAIT: Duration = Duration::from_secs(10);
