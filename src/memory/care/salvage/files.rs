//! What a salvaged memory lacks and the TMX files of the damaged one still have.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use crate::memory::care::history::SALVAGE;
use crate::memory::import::import_options::ImportOptions;
use crate::memory::import::units::{Import, Origin, Size};
use crate::memory::model::unit::{Extras, Status};
use crate::memory::store::rows;
use crate::memory::store::tmx_folder::FOLDERS;
use crate::memory::tmx_unit::FromTmx;
use crate::memory::{Memory, MemoryError};

/// How many units came back.
#[derive(Debug, Default)]
pub(super) struct Brought {
    pub(super) units: u64,
    /// Those of them that are to be reviewed, since nothing tells whether the file is right.
    pub(super) unproven: u64,
}

/// Takes units from the files that the memory does not have, counts them, and names files that cannot be read. A file may be damaged
/// too: units whose hash is not among those that are known to be lost are to be reviewed.
pub(super) fn bring_back(
    memory: &mut Memory,
    from: &Path,
    lost: &HashSet<i64>,
    unread: &mut Vec<String>,
) -> Result<Brought, MemoryError> {
    let mut brought = Brought::default();
    let entries = FOLDERS.iter().filter_map(|folder| fs::read_dir(from.join(folder)).ok());
    let mut files: Vec<_> = entries
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "tmx"))
        // A pipe would be waited for.
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Ok(reader) = tmx::Reader::open(&file, tmx::Policy::Salvage) else {
            unread.push(format!("the file {}", file.display()));
            continue;
        };
        let mut convert = FromTmx::new(reader.header());
        let mut missing = Vec::new();
        for unit in reader {
            let Ok(unit) = unit else {
                unread.push(format!("the end of the file {}", file.display()));
                break;
            };
            if let Ok(mut incoming) = convert.convert(unit)
                && is_missing(memory, incoming.identity)?
            {
                if !lost.contains(&incoming.identity) {
                    incoming.unit.status = Status::ToReview;
                    incoming.status_given = true;
                    brought.unproven += 1;
                }
                missing.push(incoming);
            }
        }
        if missing.is_empty() {
            continue;
        }
        brought.units += missing.len() as u64;
        let origin = Origin {
            name,
            fingerprint: crate::memory::fingerprint(&file).map_err(|error| MemoryError::io(&file, error))?,
            extras: Extras::default(),
        };
        let options = ImportOptions::default();
        let mut import = Import::begin(memory, SALVAGE, &origin, &options, Size::default())?;
        for incoming in missing {
            import.take(Ok(incoming))?;
        }
        import.finish()?;
    }
    Ok(brought)
}

fn is_missing(memory: &Memory, identity: i64) -> Result<bool, MemoryError> {
    let same = rows::units_with_identity(&memory.conn, identity).map_err(|e| memory.error(e))?;
    Ok(same.is_empty())
}
