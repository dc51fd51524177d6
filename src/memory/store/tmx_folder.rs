//! The folder `tmx/` and the one beside it: each unit in a TMX file, always in step with the last commit.
//!
//! An article has a file of its own, and units without one share numbered files. In `tmx/` stand the units that are sure; those
//! that a person should look at stand in a file of the same name in `tmx-to-review/`, so that a CAT tool can be told to trust
//! them less.
//!
//! A commit notes the files that it makes stale in the table `pending`, writes their successors beside them before it
//! happens, and puts them in place after it. Whoever writes next finishes what was interrupted.
//!
//! A memory may come from somebody else, and the names of its files with it. A name that we would not make is damage: the
//! file is neither read nor written nor removed, and [`Memory::repair`] gives the article another.

pub(crate) mod deferred;
mod document;
mod names;
pub(crate) mod touched;

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};
use tempfile::TempPath;

use crate::inside::{self, There};
use crate::memory::store::dictionaries::Names;
use crate::memory::store::lock::WriteLock;
use crate::memory::store::rows;
use crate::memory::{Memory, MemoryError, REVIEW_FOLDER, TMX_FOLDER};
use crate::parallel;

use document::{Document, Pages};
use names::{UnitFile, is_article_file, is_made_by_us};

pub(crate) use names::safe_stem;

/// The folders that are kept in step: that of sure units, then that of doubtful ones.
pub(crate) const FOLDERS: [&str; 2] = [TMX_FOLDER, REVIEW_FOLDER];

/// What temporary files in the folders begin and end with.
const TEMPORARY: (&str, &str) = (".interligne-", ".part");

/// The files that a commit will have made stale or needless.
#[derive(Default)]
pub(crate) struct Ready {
    /// Successors, each with its place.
    written: Vec<(TempPath, PathBuf)>,
    needless: Vec<PathBuf>,
    /// The names that are no longer pending when both are done.
    done: Vec<String>,
    /// The folders that change.
    folders: BTreeSet<PathBuf>,
}

/// The stale files that are noted in the database.
pub(crate) fn pending(conn: &Connection) -> rusqlite::Result<BTreeSet<String>> {
    conn.prepare_cached("SELECT file FROM pending")?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// Writes the successors of stale files, under temporary names, as the transaction `conn` sees their units.
pub(crate) fn prepare(
    conn: &Connection,
    names: &Names,
    dir: &Path,
    stale: &BTreeSet<String>,
    database: &Path,
) -> Result<Ready, MemoryError> {
    let stale: Vec<&String> = stale.iter().filter(|file| is_made_by_us(file)).collect();
    let load = |file: &str| load(conn, names, file).map_err(|e| MemoryError::sqlite(database, e));
    let mut ready = Ready::default();
    if let [only] = stale[..] {
        return Ready::of(dir, &load(only)?);
    }
    // This thread reads the database, others make TMX of it and wait for the disk.
    let mut files = stale.into_iter();
    parallel::in_order(
        || files.next().map(|file| load(file)).transpose(),
        |document| Ready::of(dir, &document),
        |file| {
            ready.add(file?);
            Ok(())
        },
    )?;
    Ok(ready)
}

/// What stands in a file now: the units of its article, or those without one that belong there.
fn load(conn: &Connection, names: &Names, file: &str) -> rusqlite::Result<Document> {
    if let Some(units) = UnitFile::parse(file) {
        return match touched::are_unit_files_kept(conn)? {
            true => Document::of_units(conn, names, units),
            false => Ok(Document::none(file)),
        };
    }
    match rows::load_articles(conn, names, "WHERE file = ?", [file])?.pop() {
        Some(article) => Document::of_article(conn, names, article),
        None => Ok(Document::none(file)),
    }
}

/// A document as TMX, which is made in memory.
fn render(document: &Document) -> Result<[Option<Vec<u8>>; 2], MemoryError> {
    let Pages { sure, doubtful } = document.render().map_err(|e| MemoryError::Io {
        path: Path::new(TMX_FOLDER).join(&document.file),
        error: io::Error::other(e),
    })?;
    Ok([sure, doubtful])
}

/// Whether the files of a document are missing, or not what they should be, or there for nothing.
fn differs(dir: &Path, document: &Document) -> Result<bool, MemoryError> {
    let differs = |(folder, page): (&str, Option<Vec<u8>>)| {
        let path = dir.join(folder).join(&document.file);
        match page {
            Some(page) => inside::read(&path).ok().as_deref() != Some(&page),
            // What is no file of ours, a link or a pipe, stands for nothing too.
            None => !matches!(inside::look(&path), There::Nothing | There::Folder),
        }
    };
    Ok(FOLDERS.into_iter().zip(render(document)?).any(differs))
}

impl Ready {
    /// Writes a document under temporary names in the folders of the memory in `dir`.
    fn of(dir: &Path, document: &Document) -> Result<Ready, MemoryError> {
        let mut ready = Ready::default();
        for (folder, page) in FOLDERS.into_iter().zip(render(document)?) {
            let name = folder;
            let folder = dir.join(name);
            let place = folder.join(&document.file);
            let Some(bytes) = page else {
                ready.needless.push(place);
                continue;
            };
            let write = || {
                inside::folder(dir, Path::new(name))?;
                let mut temporary = tempfile::Builder::new()
                    .prefix(TEMPORARY.0)
                    .suffix(TEMPORARY.1)
                    .tempfile_in(&folder)?;
                temporary.write_all(&bytes)?;
                make_readable(temporary.as_file())?;
                temporary.as_file().sync_data()?;
                // Closed, since there may be more of them than files that a process may have open.
                Ok(temporary.into_temp_path())
            };
            let temporary = write().map_err(|e: io::Error| MemoryError::io(&folder, e))?;
            ready.written.push((temporary, place));
            ready.folders.insert(folder);
        }
        ready.done.push(document.file.clone());
        Ok(ready)
    }

    fn add(&mut self, other: Ready) {
        self.written.extend(other.written);
        self.needless.extend(other.needless);
        self.done.extend(other.done);
        self.folders.extend(other.folders);
    }

    /// Puts the files in their places, removes needless ones, and strikes both off the database's list; or names the file
    /// that it could not, and the system's answer.
    pub(crate) fn publish(self, conn: &Connection) -> Result<(), (PathBuf, io::Error)> {
        if self.done.is_empty() {
            return Ok(());
        }
        for path in &self.needless {
            match fs::remove_file(path) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err((path.clone(), e)),
                _ => {}
            }
        }
        for (temporary, path) in self.written {
            temporary.persist(&path).map_err(|e| (path, e.error))?;
        }
        self.folders.iter().for_each(|folder| sync_folder(folder));
        let strike = || -> rusqlite::Result<()> {
            // Should this be lost in a power cut, the files are written once more: no need to wait for the disk.
            conn.pragma_update(None, "synchronous", "NORMAL")?;
            let mut statement = conn.prepare_cached("DELETE FROM pending WHERE file = ?")?;
            self.done
                .iter()
                .try_for_each(|file| statement.execute([file]).map(|_| ()))
        };
        // And should it fail, as on a disk that is full now, so they are: what was to be done is done.
        let _ = strike();
        let _ = conn.pragma_update(None, "synchronous", "FULL");
        Ok(())
    }
}

impl Memory {
    /// Finishes what an interrupted process left undone in `tmx/`, if that can be done now: whoever has the lock is at it, and
    /// what hinders it otherwise is told by the next change, or by a repair.
    pub(crate) fn write_pending_files(&mut self) {
        if is_restoring(&self.dir) {
            let patience = std::mem::take(&mut self.patience);
            let _ = self.finish_restoring();
            self.patience = patience;
        }
        let Ok(pending) = pending(&self.conn) else { return };
        if !pending.is_empty()
            && let Ok(_lock) = WriteLock::acquire(&self.dir, Duration::ZERO)
        {
            let _ = self.write_files(&pending);
        }
    }

    /// Writes the files that wait, and tells what hinders it; whoever has the lock is waited for.
    pub(crate) fn write_waiting_files(&mut self) -> Result<(), MemoryError> {
        let pending = pending(&self.conn).map_err(|e| self.error(e))?;
        if pending.is_empty() {
            return Ok(());
        }
        let _lock = WriteLock::acquire(&self.dir, self.patience)?;
        self.write_files(&pending)
    }

    /// Writes these files of `tmx/` anew. The caller holds the lock.
    pub(crate) fn write_files(&self, files: &BTreeSet<String>) -> Result<(), MemoryError> {
        let names = self.names().map_err(|e| self.error(e))?;
        let ready = prepare(&self.conn, &names, &self.dir, files, &self.database())?;
        ready
            .publish(&self.conn)
            .map_err(|(path, error)| MemoryError::io(&path, error))
    }

    /// The files of `tmx/` and of the folder beside it that are missing, not what the database says, or there for nothing; all by
    /// their names in `tmx/`.
    ///
    /// A folder in which an earlier version left doubtful units among the others is not wrong: the next change writes it anew.
    pub(crate) fn stale_files(&self) -> Result<BTreeSet<String>, MemoryError> {
        let read = || {
            let mut stale = pending(&self.conn)?;
            stale.retain(|file| is_made_by_us(file));
            let laid_out = touched::is_laid_out(&self.conn)?;
            let files = if laid_out {
                touched::all_files(&self.conn)?
            } else {
                BTreeSet::new()
            };
            Ok((stale, files))
        };
        let (mut stale, files) = read().map_err(|e| self.error(e))?;
        let names = self.names().map_err(|e| self.error(e))?;
        let dir = self.dir.as_path();
        let mut files = files.into_iter().filter(|file| is_made_by_us(file));
        parallel::in_order(
            || {
                let document = files.next().map(|file| load(&self.conn, &names, &file));
                document.transpose().map_err(|e| self.error(e))
            },
            |document| Ok(differs(dir, &document)?.then_some(document.file)),
            |file: Result<Option<String>, MemoryError>| {
                stale.extend(file?);
                Ok(())
            },
        )?;
        Ok(stale)
    }

    /// The names of files, of articles and of those to be written, that we would not make.
    pub(crate) fn foreign_names(&self) -> Result<BTreeSet<String>, MemoryError> {
        let read = |sql: &str, is_ours: fn(&str) -> bool| {
            let mut names = self
                .conn
                .prepare(sql)?
                .query_map([], |row| row.get(0))?
                .collect::<rusqlite::Result<Vec<String>>>()?;
            names.retain(|name| !is_ours(name));
            Ok(names)
        };
        let of_articles = read("SELECT file FROM article", is_article_file);
        let of_both = of_articles.and_then(|mut names| {
            names.extend(read("SELECT file FROM pending", is_made_by_us)?);
            Ok(names.into_iter().collect())
        });
        of_both.map_err(|e| self.error(e))
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

    /// TMX files in `tmx/` and the folder beside it that belong to nothing in the memory, each with its folder: somebody else put
    /// them there.
    pub(crate) fn strange_files(&self) -> Result<Vec<String>, MemoryError> {
        let known = touched::all_files(&self.conn).map_err(|e| self.error(e))?;
        let mut strange = Vec::new();
        for folder in FOLDERS {
            let Ok(entries) = fs::read_dir(self.dir.join(folder)) else {
                continue;
            };
            let names = entries
                .filter_map(Result::ok)
                .filter_map(|e| e.file_name().into_string().ok());
            let mut names: Vec<String> = names.filter(|n| n.ends_with(".tmx") && !known.contains(n)).collect();
            names.sort_unstable();
            strange.extend(names.into_iter().map(|name| format!("{folder}/{name}")));
        }
        Ok(strange)
    }
}

/// Whether there is a file in the folders that a memory would have made.
pub(crate) fn has_files(dir: &Path) -> bool {
    let entries = FOLDERS.iter().filter_map(|folder| fs::read_dir(dir.join(folder)).ok());
    let mut names = entries.flatten().flatten().map(|entry| entry.file_name());
    names.any(|name| name.to_str().is_some_and(is_made_by_us))
}

/// The file in the memory's folder that says that a backup is being put back: until its end the files of the folders are those of the
/// memory before.
const RESTORING: &str = "memory.sqlite-restoring";

/// Whether the files are to be written anew since a backup took the memory's place.
pub(crate) fn is_restoring(dir: &Path) -> bool {
    inside::look(&dir.join(RESTORING)) != There::Nothing
}

/// Notes that a backup is about to take the memory's place.
pub(crate) fn begin_restoring(dir: &Path) -> io::Result<()> {
    inside::open_to_write_over(&dir.join(RESTORING))?.sync_all()
}

/// Notes that the files are those of the backup.
pub(crate) fn end_restoring(dir: &Path) -> io::Result<()> {
    match fs::remove_file(dir.join(RESTORING)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Whether a TMX file was made by interligne, as its header says.
pub(crate) fn is_ours(path: &Path) -> bool {
    inside::look(path) == There::File
        && tmx::Reader::open(path, tmx::Policy::Default)
            .is_ok_and(|reader| reader.header().creation_tool() == Some("interligne"))
}

/// Removes temporary files that a killed process left; the caller holds the lock, so none is in use. Once for each process
/// is enough, and a folder of many articles takes its time.
pub(crate) fn sweep(dir: &Path) {
    let entries = FOLDERS
        .into_iter()
        .filter_map(|folder| fs::read_dir(dir.join(folder)).ok());
    for entry in entries.flatten().filter_map(Result::ok) {
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
