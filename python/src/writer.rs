//! Pairs of texts → a file of any exchange format, without a memory.

use std::path::{Path, PathBuf};

use interligne::exchange::{self, ExchangeError, Format, Row, WriteOptions};
use interligne::memory::{REVIEW_BELOW, Status};
use interligne::text::lang::Lang;
use pyo3::prelude::*;

use crate::check::check_text;
use crate::errors::Error;

/// A pair: source, target, confidence, and the document that it comes from.
type Pair = (String, String, Option<f64>, Option<String>);

/// Why writing stopped: the pairs could not be had from Python, or the file could not be written.
enum Stopped {
    Python(PyErr),
    File(ExchangeError),
}

impl From<ExchangeError> for Stopped {
    fn from(error: ExchangeError) -> Stopped {
        Stopped::File(error)
    }
}

/// Writes pairs as they come from an iterator, whole or not at all, and tells how many they are.
#[pyfunction]
pub(crate) fn write_pairs(
    path: PathBuf,
    pairs: &Bound<'_, PyAny>,
    source_lang: &str,
    target_lang: &str,
    overwrite: bool,
) -> PyResult<u64> {
    let format = writable(&path, overwrite)?;
    let lang = |tag: &str| Lang::parse(tag).map_err(Error::from);
    let options = WriteOptions::new(lang(source_lang)?, lang(target_lang)?);
    let rows = pairs.try_iter()?.map(|pair| {
        let (source, target, confidence, origin): Pair =
            pair.and_then(|pair| pair.extract()).map_err(Stopped::Python)?;
        let texts = [
            ("source", Some(&source)),
            ("target", Some(&target)),
            ("document", origin.as_ref()),
        ];
        for (what, text) in texts {
            let text = text.map_or("", String::as_str);
            check_text(what, text).map_err(|error| Stopped::Python(error.into()))?;
        }
        Ok(Row {
            confidence,
            origin,
            // As an import would store it.
            status: confidence
                .is_some_and(|sure| sure < REVIEW_BELOW)
                .then_some(Status::ToReview),
            ..Row::new(source, target)
        })
    });
    exchange::write_rows(&path, format, &options, rows).map_err(|stopped| match stopped {
        Stopped::Python(error) => error,
        Stopped::File(error) => Error::from(error).into(),
    })
}

/// The format that a path names, if it may be written.
pub(crate) fn writable(path: &Path, overwrite: bool) -> Result<Format, Error> {
    let Some(format) = Format::of_path(path) else {
        return Err(Error::input(format_args!(
            "{}: the extension names no format that is written; use .tmx, .tsv, .csv, .xlsx, .xlf, .po, .jsonl or .html",
            path.display()
        )));
    };
    if !overwrite && path.exists() {
        return Err(Error::input(format_args!(
            "{} exists: nothing was written; use overwrite=True to write over it",
            path.display()
        )));
    }
    Ok(format)
}
