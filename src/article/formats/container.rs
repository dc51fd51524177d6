//! The bytes of a zip container (DOCX, ODT, EPUB) → its parts by name, each within bounds.
//!
//! A container comes from anywhere, so nothing in it is believed: names that lead out of it, parts that share bytes, parts
//! that unpack to far more than they are, and more parts than a document has are refused before much is read. Nothing is
//! ever written to disk. Container rules: ISO/IEC 21320-1 and, for DOCX, ECMA-376 part 2.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::article::formats::error::{DocumentError, DocumentFormat};

/// The most entries that a container may have; an illustrated book has some thousands.
const MOST_ENTRIES: usize = 20_000;
/// The largest part that is unpacked, in bytes: fifty novels in one file.
const LARGEST_PART: u64 = 64 * 1024 * 1024;
/// The most that is unpacked of one container, in bytes.
const LARGEST_SUM: u64 = 192 * 1024 * 1024;
/// How many times its packed size a part may have. Deflate reaches 1032 on one repeated byte; markup stays below 60.
const HIGHEST_RATIO: u64 = 200;
/// Parts up to this size in bytes may have any ratio: an empty table packs well.
const SMALL_PART: u64 = 1024 * 1024;

/// An open container.
pub(crate) struct Container<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    format: DocumentFormat,
    unpacked: u64,
}

impl<'a> Container<'a> {
    /// Opens a container and looks at its list of entries; no part is unpacked yet.
    pub(crate) fn open(bytes: &'a [u8], format: DocumentFormat) -> Result<Self, DocumentError> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(format, "", &error))?;
        if archive.len() > MOST_ENTRIES {
            return Err(DocumentError::TooMuch {
                format,
                part: String::new(),
                what: "entries",
                limit: MOST_ENTRIES as u64,
            });
        }
        if let Some(name) = archive.file_names_raw().find(|name| leads_outside(name)) {
            return Err(DocumentError::Path {
                format,
                name: String::from_utf8_lossy(name).escape_debug().to_string(),
            });
        }
        let overlap = archive
            .has_overlapping_entries()
            .map_err(|error| damaged(format, "", &error))?;
        if overlap {
            return Err(DocumentError::Overlap { format });
        }
        Ok(Container {
            archive,
            format,
            unpacked: 0,
        })
    }

    /// A part's bytes, or `None` when there is no such part.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, DocumentError> {
        let Some(index) = self.archive.index_for_name(name) else {
            return Ok(None);
        };
        let format = self.format;
        let too_much = |what, limit| DocumentError::TooMuch {
            format,
            part: name.to_owned(),
            what,
            limit,
        };
        let entry = self
            .archive
            .by_index_data(index)
            .map_err(|error| damaged(format, name, &error))?;
        if entry.encrypted() {
            return Err(DocumentError::Encrypted { format });
        }
        let packed = entry.compressed_size();
        // The header's word is not taken for it: reading stops at the limit whatever it says.
        let left = LARGEST_SUM - self.unpacked;
        let by_ratio = packed.saturating_mul(HIGHEST_RATIO).max(SMALL_PART);
        let limit = LARGEST_PART.min(left).min(by_ratio);
        let mut bytes = Vec::new();
        self.archive
            .by_index(index)
            .map_err(|error| damaged(format, name, &error))?
            .take(limit + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| damaged(format, name, &ZipError::Io(error)))?;
        let size = bytes.len() as u64;
        if size > limit {
            return Err(if size > by_ratio {
                too_much("times its packed size", HIGHEST_RATIO)
            } else {
                too_much("bytes when unpacked", limit)
            });
        }
        self.unpacked += size;
        Ok(Some(bytes))
    }

    /// A part's bytes; it is an error when it is not there.
    pub(crate) fn needed_part(&mut self, name: &str) -> Result<Vec<u8>, DocumentError> {
        self.part(name)?.ok_or_else(|| DocumentError::Missing {
            format: self.format,
            part: name.to_owned(),
        })
    }
}

/// The names of a container's entries; nothing is unpacked.
pub(crate) fn entry_names(bytes: &[u8]) -> Result<Vec<String>, ZipError> {
    let archive = ZipArchive::new(Cursor::new(bytes))?;
    Ok(archive
        .file_names_raw()
        .take(MOST_ENTRIES)
        .map(|name| String::from_utf8_lossy(name).into_owned())
        .collect())
}

/// Whether a name, taken as a path, leaves the folder it is unpacked in.
fn leads_outside(name: &[u8]) -> bool {
    let absolute = matches!(name.first(), Some(b'/' | b'\\')) || name.get(1) == Some(&b':');
    absolute || name.contains(&0) || name.split(|b| matches!(b, b'/' | b'\\')).any(|step| step == b"..")
}

fn damaged(format: DocumentFormat, part: &str, error: &ZipError) -> DocumentError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            DocumentError::Encrypted { format }
        }
        error => DocumentError::Damaged {
            format,
            part: part.to_owned(),
            problem: error.to_string(),
        },
    }
}
