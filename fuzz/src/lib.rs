//! What the fuzz targets share, with the tests that read their stored corpora.

#[path = "../../tests/support/whole.rs"]
mod whole;

pub use whole::{check, container, read};
