//! The places in a memory's folder that are ours to write to, and what is refused there: links, which may lead anywhere.

use std::fs;
use std::path::{Path, PathBuf};

use crate::inside::{There, look};
use crate::memory::{DATABASE_FILE, INDEX_FOLDER, MemoryError, REVIEW_FOLDER, TMX_FOLDER};

/// The lock's file in the memory's folder.
pub(crate) const LOCK: &str = "lock";

/// The ends of the names of the database and of what SQLite keeps beside it: it would follow a link in each.
const DATABASE_ENDS: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// Refuses a database that is a link, or no file at all.
pub(crate) fn refuse_linked_database(dir: &Path) -> Result<(), MemoryError> {
    for end in DATABASE_ENDS {
        let path = dir.join(format!("{DATABASE_FILE}{end}"));
        match look(&path) {
            There::Link => return Err(MemoryError::Linked(path)),
            There::Other => return Err(MemoryError::NotAMemory(path)),
            There::Nothing | There::File | There::Folder => {}
        }
    }
    Ok(())
}

/// Refuses to write where the place of the lock, or of a folder of TMX files, is a link.
pub(crate) fn refuse_links(dir: &Path) -> Result<(), MemoryError> {
    let mut places = [LOCK, TMX_FOLDER, REVIEW_FOLDER].map(|name| dir.join(name)).into_iter();
    match places.find(|path| look(path) == There::Link) {
        Some(path) => Err(MemoryError::Linked(path)),
        None => Ok(()),
    }
}

/// All links in places of ours, but for those of the database and of TMX files, which are written anew: the lock, folders, and what
/// is in the folder of the index.
pub(crate) fn links(dir: &Path) -> Vec<PathBuf> {
    let places = [LOCK, INDEX_FOLDER, TMX_FOLDER, REVIEW_FOLDER].map(|name| dir.join(name));
    let index = match look(&places[1]) {
        There::Folder => fs::read_dir(&places[1]).ok(),
        _ => None,
    };
    let in_index = index.into_iter().flatten().flatten().map(|entry| entry.path());
    let mut links: Vec<PathBuf> = places.iter().cloned().chain(in_index).collect();
    links.retain(|path| look(path) == There::Link);
    links.sort();
    links
}

/// Removes those links; what they lead to stays.
pub(crate) fn remove_links(dir: &Path) -> Result<(), MemoryError> {
    for link in links(dir) {
        // On Windows a link to a folder is removed as a folder is.
        fs::remove_file(&link)
            .or_else(|error| fs::remove_dir(&link).map_err(|_| error))
            .map_err(|error| MemoryError::io(&link, error))?;
    }
    Ok(())
}
