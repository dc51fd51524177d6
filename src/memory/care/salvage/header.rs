//! The first 100 bytes of an SQLite file, made anew where they are gone: they hold nothing that cannot be known.
//!
//! The format is that of <https://www.sqlite.org/fileformat2.html>, section 1.3.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use crate::memory::SCHEMA_VERSION;
use crate::memory::store::schema::APPLICATION_ID;

const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// The size of the pages of every memory, in bytes: SQLite's default, and never another.
const PAGE: u64 = 4096;

/// Writes a new header if there is none that SQLite would know.
pub(super) fn make_readable(database: &Path) -> io::Result<()> {
    let mut file = File::options().read(true).write(true).open(database)?;
    let length = file.metadata()?.len();
    let mut head = [0; 100];
    if length < PAGE || file.read_exact(&mut head).is_err() || is_header(&head) {
        return Ok(());
    }
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&header(length / PAGE))
}

/// Whether SQLite takes it for the head of a database with our pages.
fn is_header(head: &[u8; 100]) -> bool {
    head.starts_with(MAGIC)
        && head[16..18] == [0x10, 0]
        && head[20..24] == [0, 64, 32, 32]
        && head[56..60] == [0, 0, 0, 1]
}

fn header(pages: u64) -> [u8; 100] {
    let mut head = [0; 100];
    let mut put = |at: usize, bytes: &[u8]| head[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, MAGIC);
    // The page's size; written and read as a log's (WAL); no bytes reserved; the fractions that are always so.
    put(16, &[0x10, 0, 2, 2, 0, 64, 32, 32]);
    let number = |n: i64| u32::try_from(n).unwrap_or(0).to_be_bytes();
    // The change counter, and the one for which the number of pages holds.
    put(24, &number(1));
    put(28, &u32::try_from(pages).unwrap_or(u32::MAX).to_be_bytes());
    put(40, &number(1));
    // The schema's format, and UTF-8.
    put(44, &number(4));
    put(56, &number(1));
    put(60, &number(SCHEMA_VERSION));
    put(68, &number(APPLICATION_ID));
    put(92, &number(1));
    head
}
