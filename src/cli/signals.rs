//! Signals that would end the process where an error is to be told.

/// Lets a write beyond the limit to the size of files (`ulimit -f`) fail, as one to a full disk does: the signal `SIGXFSZ` that the system
/// sends with it (setrlimit(2)) ends a process that says nothing of it.
#[cfg(unix)]
pub(crate) fn outlive_file_limit() {
    let noticed = std::sync::Arc::default();
    // Where it cannot be done, all is as it was.
    let _ = signal_hook::flag::register(signal_hook::consts::signal::SIGXFSZ, noticed);
}

/// Other systems send no such signal.
#[cfg(not(unix))]
pub(crate) fn outlive_file_limit() {}
