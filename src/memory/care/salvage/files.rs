//! What a salvaged memory lacks and the TMX files of the damaged one still have.

use std::fs;
use std::path::Path;

use crate::memory::care::history::SALVAGE;
use crate::memory::import::import_options::ImportOptions;
use crate::memory::import::units::{Import, Origin, Size};
use crate::memory::model::unit::Extras;
use crate::memory::store::rows;
use crate::memory::store::tmx_folder::FOLDERS;
use crate::memory::tmx_unit::FromTmx;
use crate::memory::{Memory, MemoryError};

/// Takes units from the files that the memory does not have, and tells how many. Files that cannot be read are added to `unread`.
pub(super) fn bring_back(memory: &mut Memory, from: &Path, unread: &mut Vec<String>) -> Result<u64, MemoryError> {
    let mut brought = 0;
    let entries = FOLDERS.iter().filter_map(|folder| fs::read_dir(from.join(folder)).ok());
    let mut files: Vec<_> = entries
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "tmx"))
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
            if let Ok(incoming) = convert.convert(unit)
                && is_missing(memory, incoming.identity)?
            {
                missing.push(incoming);
            }
        }
        if missing.is_empty() {
            continue;
        }
        brought += missing.len() as u64;
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
