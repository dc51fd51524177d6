//! A test that cannot run for want of a program or of data says so where the test runner does not hide it, and the run ends
//! with the list of all such tests. With `INTERLIGNE_STRICT=1` it fails instead.
//!
//! The unit tests and the tests of the crate `tmx` take this file in too.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// The tests of this process that could not run, each with the reason.
static SKIPPED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Says that the test cannot run, whereupon it should return.
///
/// # Panics
///
/// Where `INTERLIGNE_STRICT` is set, and not to `0`.
#[track_caller]
pub(crate) fn skip(reason: &str) {
    assert!(
        !strict(),
        "this test cannot run, and INTERLIGNE_STRICT is set: {reason}"
    );
    let thread = std::thread::current();
    let test = match thread.name() {
        // With one thread, the tests run on that of the runner.
        None | Some("main") => std::panic::Location::caller().to_string(),
        Some(name) => name.to_owned(),
    };
    let mut skipped = SKIPPED.lock().unwrap_or_else(PoisonError::into_inner);
    if skipped.is_empty() {
        end::atexit(tell);
    }
    skipped.push(format!("{test}: {reason}"));
}

/// Whether the program runs here with these arguments; where it does not, the test is skipped.
#[track_caller]
#[allow(dead_code, reason = "not every test binary needs programs")]
pub(crate) fn runs(program: &str, arguments: &[&str]) -> bool {
    let output = Command::new(program).args(arguments).output();
    let runs = output.is_ok_and(|output| output.status.success());
    if !runs {
        skip(&format!("`{program} {}` does not run here", arguments.join(" ")));
    }
    runs
}

/// The folder that the environment variable names; where it names none, the test is skipped.
#[track_caller]
#[allow(dead_code, reason = "not every test binary needs data")]
pub(crate) fn folder(variable: &str) -> Option<PathBuf> {
    let folder = std::env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_dir());
    if folder.is_none() {
        skip(&format!("{variable} names no folder"));
    }
    folder
}

fn strict() -> bool {
    std::env::var_os("INTERLIGNE_STRICT").is_some_and(|value| !value.is_empty() && value != OsStr::new("0"))
}

/// Writes the list, at the end of the process: the runner has given its result by then.
extern "C" fn tell() {
    let mut skipped = SKIPPED.lock().unwrap_or_else(PoisonError::into_inner);
    skipped.sort();
    let mut text = format!(
        "skipped: {} of the tests above could not run (with INTERLIGNE_STRICT=1 they fail)\n",
        skipped.len()
    );
    for line in &*skipped {
        let _ = writeln!(text, "skipped: {line}");
    }
    text.push('\n');
    // Nobody is left to be told of a closed standard error.
    let _ = std::io::stderr().write_all(text.as_bytes());
}

#[allow(
    unsafe_code,
    reason = "Rust has no hook for the end of a process; what C calls here only writes a text"
)]
mod end {
    unsafe extern "C" {
        pub(super) safe fn atexit(callback: extern "C" fn()) -> std::ffi::c_int;
    }
}
