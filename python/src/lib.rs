//! The native half of the Python package `interligne`: what `interligne/__init__.py` wraps in Python's own types.
//!
//! Every call that works for longer than a moment releases the interpreter (`Python::detach`). Errors of the library become the
//! exceptions of [`errors`], with the same texts.

mod aligner;
mod article;
mod check;
mod command;
mod errors;
mod folder;
mod memory;
mod offsets;
mod pool;
mod store;
mod writer;

use pyo3::prelude::*;

/// The native half of the package.
#[pymodule]
mod _native {
    #[pymodule_export]
    use super::aligner::NativeAligner;
    #[pymodule_export]
    use super::article::{read_article, segment};
    #[pymodule_export]
    use super::command::main;
    #[pymodule_export]
    use super::errors::{InputError, InterligneError, StoreError};
    #[pymodule_export]
    use super::folder::pairs_of_folder;
    #[pymodule_export]
    use super::memory::NativeMemory;
    #[pymodule_export]
    use super::writer::write_pairs;

    #[pymodule_init]
    fn init(module: &super::Bound<'_, super::PyModule>) -> super::PyResult<()> {
        use super::PyModuleMethods as _;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
