//! The folder `tmx/`: one file per article, always in step with the last commit.
//!
//! A commit notes the files that it makes stale in the table `pending`, writes their successors beside them before it
//! happens, and puts them in place after it. Whoever writes next finishes what was interrupted.
//!
//! A memory may come from somebody else, and the names of its files with it. A name that we would not make is damage: the
//! file is neither read nor written nor removed, and [`Memory::repair`] gives the article another.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};
use tempfile::NamedTempFile;

use crate::memory::model::article::{ArticleInfo, Occurrence};
use crate::memory::model::unit::{Status, UnitId};
use crate::memory::store::dictionaries::Names;
use crate::memory::store::lock::WriteLock;
use crate::memory::store::rows;
use crate::memory::tmx_unit;
use crate::memory::{Memory, MemoryError, TMX_FOLDER};

/// What temporary files in the folder begin and end with.
const TEMPORARY: (&str, &str) = (".interligne-", ".part");

/// The files that a commit will have made stale or needless.
pub(crate) struct Ready {
    folder: PathBuf,
    written: Vec<(NamedTempFile, String)>,
    needless: Vec<String>,
}

/// The stale files that are noted in the database.
pub(crate) fn pending(conn: &Connection) -> rusqlite::Result<BTreeSet<String>> {
    conn.prepare_cached("SELECT file FROM pending")?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// Writes the successors of stale files, under temporary names, as the transaction `conn` sees their articles.
pub(crate) fn prepare(
    conn: &Connection,
    names: &Names,
    dir: &Path,
    stale: &BTreeSet<String>,
    database: &Path,
) -> Result<Ready, MemoryError> {
    let folder = dir.join(TMX_FOLDER);
    let mut ready = Ready {
        folder,
        written: Vec::new(),
        needless: Vec::new(),
    };
    if stale.is_empty() {
        return Ok(ready);
    }
    let folder = &ready.folder;
    fs::create_dir_all(folder).map_err(|e| MemoryError::io(folder, e))?;
    for file in stale.iter().filter(|file| is_made_by_us(file)) {
        let article = rows::load_articles(conn, names, "WHERE file = ?", [file])
            .map_err(|e| MemoryError::sqlite(database, e))?
            .pop();
        let Some(article) = article else {
            ready.needless.push(file.clone());
            continue;
        };
        let bytes = render(conn, names, &article).map_err(|e| MemoryError::sqlite(database, e))?;
        let write = || {
            let mut temporary = tempfile::Builder::new()
                .prefix(TEMPORARY.0)
                .suffix(TEMPORARY.1)
                .tempfile_in(folder)?;
            temporary.write_all(&bytes)?;
            make_readable(temporary.as_file())?;
            temporary.as_file().sync_data()?;
            Ok(temporary)
        };
        let temporary = write().map_err(|e: io::Error| MemoryError::io(folder, e))?;
        ready.written.push((temporary, file.clone()));
    }
    Ok(ready)
}

impl Ready {
    /// Puts the files in their places, removes needless ones, and strikes both off the database's list; or names the file
    /// that it could not, and the system's answer.
    pub(crate) fn publish(self, conn: &Connection) -> Result<(), (PathBuf, io::Error)> {
        if self.written.is_empty() && self.needless.is_empty() {
            return Ok(());
        }
        let mut done = self.needless.clone();
        for file in &self.needless {
            let path = self.folder.join(file);
            match fs::remove_file(&path) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err((path, e)),
                _ => {}
            }
        }
        for (temporary, file) in self.written {
            let path = self.folder.join(&file);
            temporary.persist(&path).map_err(|e| (path, e.error))?;
            done.push(file);
        }
        sync_folder(&self.folder);
        let strike = || -> rusqlite::Result<()> {
            // Should this be lost in a power cut, the files are written once more: no need to wait for the disk.
            conn.pragma_update(None, "synchronous", "NORMAL")?;
            let mut statement = conn.prepare_cached("DELETE FROM pending WHERE file = ?")?;
            done.iter().try_for_each(|file| statement.execute([file]).map(|_| ()))
        };
        // And should it fail, as on a disk that is full now, so they are: what was to be done is done.
        let _ = strike();
        let _ = conn.pragma_update(None, "synchronous", "FULL");
        Ok(())
    }
}

/// An article as TMX: its units in its order, each once, rejected ones left out. The same article always gives the same
/// bytes.
pub(crate) fn render(conn: &Connection, names: &Names, article: &ArticleInfo) -> rusqlite::Result<Vec<u8>> {
    let occurrences = rows::occurrences_of_article(conn, article.id)?;
    let mut places: HashMap<UnitId, Vec<(&str, Occurrence)>> = HashMap::new();
    for occurrence in &occurrences {
        places
            .entry(occurrence.unit)
            .or_default()
            .push((&article.name, occurrence.clone()));
    }
    let source_lang = article.source_lang.as_str();
    let mut header = tmx::Header::new(source_lang, "interligne", env!("CARGO_PKG_VERSION"));
    if let Some(title) = &article.title {
        header.notes.push(tmx::Note::new(title));
    }
    let not_written = |e: tmx::WriteError| rusqlite::Error::ToSqlConversionFailure(Box::new(e));
    let mut writer = tmx::Writer::new(Vec::new(), &header, tmx::WriterOptions::default()).map_err(not_written)?;
    let mut seen = HashSet::new();
    for id in occurrences.iter().map(|o| o.unit).filter(|id| seen.insert(*id)) {
        let Some(unit) = rows::load_unit(conn, names, id)? else {
            continue;
        };
        if unit.status != Status::Rejected {
            let unit = tmx_unit::to_tmx(&unit, &places[&id], source_lang);
            writer.write(&unit).map_err(not_written)?;
        }
    }
    writer.finish().map_err(not_written)
}

impl Memory {
    /// Finishes what an interrupted process left undone in `tmx/`, if that can be done now: whoever has the lock is at it, and
    /// what hinders it otherwise is told by the next change, or by a repair.
    pub(crate) fn write_pending_files(&mut self) {
        let Ok(pending) = pending(&self.conn) else { return };
        if !pending.is_empty()
            && let Ok(_lock) = WriteLock::acquire(&self.dir, Duration::ZERO)
        {
            let _ = self.write_files(&pending);
        }
    }

    /// Writes these files of `tmx/` anew. The caller holds the lock.
    pub(crate) fn write_files(&self, files: &BTreeSet<String>) -> Result<(), MemoryError> {
        let names = self.names().map_err(|e| self.error(e))?;
        let ready = prepare(&self.conn, &names, &self.dir, files, &self.database())?;
        ready
            .publish(&self.conn)
            .map_err(|(path, error)| MemoryError::io(&path, error))
    }

    /// The files of `tmx/` that are missing or not what the database says.
    pub(crate) fn stale_files(&self) -> Result<BTreeSet<String>, MemoryError> {
        let folder = self.dir.join(TMX_FOLDER);
        let mut stale = pending(&self.conn).map_err(|e| self.error(e))?;
        stale.retain(|file| is_made_by_us(file));
        let names = self.names().map_err(|e| self.error(e))?;
        let articles = rows::load_articles(&self.conn, &names, "ORDER BY id", []).map_err(|e| self.error(e))?;
        for article in articles {
            if !is_made_by_us(&article.file) {
                continue;
            }
            let wanted = render(&self.conn, &names, &article).map_err(|e| self.error(e))?;
            if fs::read(folder.join(&article.file)).ok().as_deref() != Some(&wanted) {
                stale.insert(article.file);
            }
        }
        Ok(stale)
    }

    /// The names of files, of articles and of those to be written, that we would not make.
    pub(crate) fn foreign_names(&self) -> Result<BTreeSet<String>, MemoryError> {
        let read = || {
            let mut statement = self
                .conn
                .prepare("SELECT file FROM article UNION SELECT file FROM pending")?;
            let mut names = statement
                .query_map([], |row| row.get::<_, String>(0))?
                .collect::<rusqlite::Result<BTreeSet<String>>>()?;
            names.retain(|name| !is_made_by_us(name));
            Ok(names)
        };
        read().map_err(|e| self.error(e))
    }

    /// Gives each article whose file has a name that we would not make another name, and tells how many there were. The
    /// files that had those names are left alone. The caller holds the lock.
    pub(crate) fn rename_foreign_files(&self) -> Result<usize, MemoryError> {
        let foreign = self.foreign_names()?;
        if foreign.is_empty() {
            return Ok(0);
        }
        let rename = || {
            let tx = Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate)?;
            let mut taken: HashSet<String> = tx
                .prepare("SELECT file FROM article")?
                .query_map([], |row| row.get::<_, String>(0).map(|file| file.to_lowercase()))?
                .collect::<rusqlite::Result<_>>()?;
            for file in &foreign {
                let article: Option<(i64, String)> = tx
                    .query_row("SELECT id, name FROM article WHERE file = ?", [file], |row| {
                        Ok((row.get(0)?, row.get(1)?))
                    })
                    .optional()?;
                if let Some((id, name)) = article {
                    let mut names = (1..).map(|number| format!("{}.tmx", safe_stem(&name, number)));
                    let free = names.find(|name| taken.insert(name.to_lowercase())).unwrap_or_default();
                    tx.execute("UPDATE article SET file = ?1 WHERE id = ?2", params![free, id])?;
                    tx.execute("INSERT OR IGNORE INTO pending (file) VALUES (?)", [&free])?;
                }
                tx.execute("DELETE FROM pending WHERE file = ?", [file])?;
            }
            tx.commit()
        };
        rename().map_err(|e| self.error(e))?;
        Ok(foreign.len())
    }

    /// TMX files in `tmx/` that belong to no article: somebody else put them there.
    pub(crate) fn strange_files(&self) -> Result<Vec<String>, MemoryError> {
        let known: HashSet<String> = self.articles()?.into_iter().map(|a| a.info.file).collect();
        let Ok(entries) = fs::read_dir(self.dir.join(TMX_FOLDER)) else {
            return Ok(Vec::new());
        };
        let names = entries
            .filter_map(Result::ok)
            .filter_map(|e| e.file_name().into_string().ok());
        let mut strange: Vec<String> = names.filter(|n| n.ends_with(".tmx") && !known.contains(n)).collect();
        strange.sort_unstable();
        Ok(strange)
    }
}

/// Removes temporary files that a killed process left; the caller holds the lock, so none is in use. Once for each process
/// is enough, and a folder of many articles takes its time.
pub(crate) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1) {
            // One that cannot be removed is in nobody's way.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Temporary files are private; these are for other programs and people to read, as far as the folder is.
#[cfg(unix)]
fn make_readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_: &File) -> io::Result<()> {
    Ok(())
}

/// Makes renames durable, where a folder can be synchronised.
fn sync_folder(folder: &Path) {
    if let Ok(handle) = File::open(folder) {
        // Not every platform and file system can; the content of the files is safe already.
        let _ = handle.sync_all();
    }
}

/// Whether a file's name is one that [`safe_stem`] makes, with `.tmx` after it: no path, no hidden file, nothing that a
/// platform takes for a device.
fn is_made_by_us(file: &str) -> bool {
    let Some(stem) = file.strip_suffix(".tmx") else {
        return false;
    };
    // A number may stand at the end, beyond the length that a stem has.
    let unnumbered = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    let numbered = match unnumbered.strip_suffix('-') {
        Some(name) if (1..=20).contains(&(stem.len() - unnumbered.len())) => cut_stem(name) == name,
        _ => false,
    };
    numbered || cut_stem(stem) == stem
}

/// The longest file stem that we make, in bytes: with an extension and a temporary suffix it stays below the 255 bytes
/// that file systems allow.
const LONGEST_STEM: usize = 120;

/// A file stem that every platform accepts: letters and digits of any script, `-`, `_` and `.` are kept, anything else
/// becomes `-`; no dot or dash at the ends, no name that Windows reserves. A `number` above 1 ends the stem, however
/// long the name.
pub(crate) fn safe_stem(name: &str, number: u64) -> String {
    let stem = cut_stem(name);
    match number {
        1 => stem,
        _ if stem.ends_with(&format!("-{number}")) => stem,
        _ => format!("{stem}-{number}"),
    }
}

fn cut_stem(name: &str) -> String {
    let mut stem = String::new();
    for c in name.chars() {
        let c = if c.is_alphanumeric() || matches!(c, '_' | '.') {
            c
        } else {
            '-'
        };
        if c == '-' && stem.ends_with('-') {
            continue;
        }
        if stem.len() + c.len_utf8() > LONGEST_STEM {
            break;
        }
        stem.push(c);
    }
    let stem = stem.trim_matches(['-', '.']);
    let device = stem.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let reserved = matches!(device.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || (device.len() == 4 && (device.starts_with("COM") || device.starts_with("LPT")));
    match stem {
        "" => "article".to_owned(),
        stem if reserved => format!("_{stem}"),
        stem => stem.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_that_are_made_are_known_again_and_no_others() {
        let long = "é".repeat(500);
        for name in [
            "Le budget 2026 : l’été ?",
            "con.fr",
            "...",
            "新聞",
            "a-2",
            "a 17",
            "x.tmx",
            "../b",
            &long,
        ] {
            for number in [1, 2, 10, u64::MAX] {
                let file = format!("{}.tmx", safe_stem(name, number));
                assert!(is_made_by_us(&file), "{file}");
            }
        }
        for file in [
            "",
            ".tmx",
            "..",
            "a",
            "a.TMX",
            "a.txt",
            "../a.tmx",
            "../../victim.txt",
            "/etc/passwd",
            "/tmp/a.tmx",
            "b/a.tmx",
            "b\\a.tmx",
            "C:a.tmx",
            "con.tmx",
            "nul.x.tmx",
            "a\0b.tmx",
            ".hidden.tmx",
            "-a.tmx",
            "a\n.tmx",
            "a .tmx",
        ] {
            assert!(!is_made_by_us(file), "{file:?}");
        }
    }

    #[test]
    fn stems_are_safe_everywhere() {
        for (name, stem) in [
            ("Le budget 2026 : l’été ?", "Le-budget-2026-l-été"),
            ("../../etc/passwd", "etc-passwd"),
            ("con.fr", "_con.fr"),
            ("...", "article"),
            ("新聞", "新聞"),
        ] {
            assert_eq!(safe_stem(name, 1), stem);
        }
        let long = "é".repeat(500);
        assert!(safe_stem(&long, 1).len() <= LONGEST_STEM);
        assert_ne!(safe_stem(&long, 2), safe_stem(&long, 3));
    }
}
