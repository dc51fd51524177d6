//! Units of a memory ↔ pairs of an exchange file.

use std::cell::Cell;
use std::collections::HashMap;
use std::path::Path;

use super::{ExchangeError, Format, Pair, ReadOptions, WriteOptions, read_pairs, write_pairs};
use crate::memory::{
    ArticleId, DropReason, ImportOptions, ImportReport, Incoming, Memory, MemoryError, Unit, UnitFilter, Variant,
    fingerprint,
};
use crate::text::lang::Lang;

/// Why units could not be exchanged; the file, or the memory, is as it was.
#[derive(Debug, thiserror::Error)]
pub enum UnitsError {
    /// The file was not read or written.
    #[error(transparent)]
    Exchange(#[from] ExchangeError),
    /// The memory refused.
    #[error(transparent)]
    Memory(#[from] MemoryError),
}

/// Writes the units that pass the filter, and have both languages of `options`, to a file; tells how many they are.
/// `progress` is told how many have been written.
///
/// # Errors
/// When the memory cannot be read or the file not be written.
pub fn export_units(
    memory: &Memory,
    filter: &UnitFilter,
    path: &Path,
    format: Format,
    options: &WriteOptions,
    mut progress: impl FnMut(u64),
) -> Result<u64, UnitsError> {
    let articles: HashMap<ArticleId, String> = memory
        .articles()?
        .into_iter()
        .map(|article| (article.info.id, article.info.name))
        .collect();
    let mut written = 0;
    let pairs = memory.units(filter)?.filter_map(|unit| {
        let pair = unit.map_err(UnitsError::from).and_then(|unit| {
            let Some(mut pair) = pair_of(&unit, &options.from, &options.to) else {
                return Ok(None);
            };
            let occurrences = memory.occurrences_of_unit(unit.id)?;
            pair.origin = occurrences
                .first()
                .and_then(|place| articles.get(&place.article))
                .cloned();
            Ok(Some(pair))
        });
        written += 1;
        progress(written);
        pair.transpose()
    });
    write_pairs(path, format, options, pairs)
}

/// A unit as a pair of its variants in two languages; `None` where it lacks one of them.
#[must_use]
pub fn pair_of(unit: &Unit, from: &Lang, to: &Lang) -> Option<Pair> {
    let (source, target) = unit.pair(from, to)?;
    let notes: Vec<&str> = unit.extras.notes.iter().map(|note| note.text.as_str()).collect();
    Some(Pair {
        id: Some(unit.id.to_string()),
        source: source.text.clone(),
        target: Some(target.text.clone()),
        source_codes: source.markup.is_some().then(|| source.seg()),
        target_codes: target.markup.is_some().then(|| target.seg()),
        source_lang: Some(source.lang.clone()),
        target_lang: Some(target.lang.clone()),
        status: Some(unit.status),
        confidence: unit.confidence,
        note: (!notes.is_empty()).then(|| notes.join("\n")),
        ..Pair::default()
    })
}

/// Imports the pairs of a file into the memory in one transaction; pairs without a translation are left out and counted.
///
/// The file is read twice, first to find out whether it is sound to its end, so that memory stays bounded and a file that is
/// cut off changes nothing.
///
/// # Errors
/// When the file cannot be read to its end, or the memory not be written.
pub fn import_units(
    memory: &mut Memory,
    path: &Path,
    reading: &ReadOptions,
    options: &ImportOptions,
    progress: impl Fn(u64),
) -> Result<ImportReport, UnitsError> {
    for pair in read_pairs(path, reading)? {
        pair?;
    }
    let fingerprint = fingerprint(path).map_err(|source| ExchangeError::Read {
        file: path.to_owned(),
        source,
    })?;
    let name = path
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let count = Cell::new(0);
    let units = read_pairs(path, reading)?.map_while(Result::ok).map(|pair| {
        count.set(count.get() + 1);
        progress(count.get());
        incoming(pair, reading)
    });
    Ok(memory.import_units(&name, fingerprint, options, units)?)
}

/// A text as a variant, with its inline elements where it has any.
fn variant(lang: Option<Lang>, default: &Lang, text: String, codes: Option<tmx::Seg>) -> Variant {
    let lang = lang.unwrap_or_else(|| default.clone());
    match codes {
        Some(seg) => Variant::marked(lang, &seg),
        None => Variant::plain(lang, text),
    }
}

/// A pair as a unit on its way into the memory.
fn incoming(pair: Pair, reading: &ReadOptions) -> Result<Incoming, DropReason> {
    let target = pair
        .target
        .filter(|text| !text.trim().is_empty())
        .ok_or(DropReason::NoText)?;
    if pair.source.trim().is_empty() {
        return Err(DropReason::NoText);
    }
    let mut unit = Incoming::new(vec![
        variant(pair.source_lang, &reading.from, pair.source, pair.source_codes),
        variant(pair.target_lang, &reading.to, target, pair.target_codes),
    ])?;
    if let Some(status) = pair.status {
        unit = unit.with_status(status);
    }
    if let Some(note) = &pair.note {
        unit = unit.with_note(note);
    }
    if let Some(context) = &pair.context {
        unit = unit.with_property("x-context", context);
    }
    if let Some(origin) = &pair.origin {
        unit = unit.with_property("x-origin", origin);
    }
    Ok(unit)
}
