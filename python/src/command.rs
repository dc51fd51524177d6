//! The whole command line, for `python -m interligne` and the console script.

use std::ffi::OsString;

use pyo3::prelude::*;

/// Runs the command line `arguments`, the program's name first, and gives its exit code: 0 done, 1 refused, 2 a wrong command line.
#[pyfunction]
pub(crate) fn main(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| interligne::cli::run_to_code(arguments))
}
