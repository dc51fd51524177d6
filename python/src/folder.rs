//! A folder → the pairs of files in it, by the rule of the command line.

use std::path::PathBuf;

use interligne::pair::discover;
use interligne::text::lang::Lang;
use pyo3::prelude::*;

use crate::errors::Error;

/// A pair: its name, source and target.
type FilePair = (String, PathBuf, PathBuf);

/// The pairs of a folder, and the files that have no counterpart or more than one.
#[pyfunction]
pub(crate) fn pairs_of_folder(
    py: Python<'_>,
    folder: PathBuf,
    source_lang: &str,
    target_lang: &str,
) -> Result<(Vec<FilePair>, Vec<PathBuf>), Error> {
    let (from, to) = (Lang::parse(source_lang)?, Lang::parse(target_lang)?);
    let found = py.detach(|| discover(&folder, &from, &to)).map_err(Error::input)?;
    let pairs = found
        .pairs
        .into_iter()
        .map(|pair| (pair.name, pair.source, pair.target));
    Ok((pairs.collect(), found.unpaired))
}
