//! A folder → an open [`Memory`], created, migrated or refused.

use std::cell::{Cell, RefCell};
use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::file_identity::FileIdentity;
use crate::inside;
use crate::memory::store::last_commit;
use crate::memory::store::lock::WriteLock;
use crate::memory::store::own_places;
use crate::memory::store::patience::WAIT;
use crate::memory::store::schema;
use crate::memory::store::schema::Found;
use crate::memory::store::tmx_folder;
use crate::memory::{DATABASE_FILE, Memory, MemoryError, TMX_FOLDER};

/// What a memory is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// To be read; works in a read-only folder too.
    Read,
    /// To be read and changed; it must exist.
    Write,
    /// To be read and changed; made if there is none.
    Create,
}

impl Memory {
    /// Opens the memory in the folder `dir`.
    ///
    /// # Errors
    /// [`MemoryError::NotFound`] unless it exists or is to be made; [`MemoryError::Emptied`] where only its files of TMX are left;
    /// [`MemoryError::Newer`], [`MemoryError::NotAMemory`],
    /// [`MemoryError::NotAFolder`], [`MemoryError::Linked`], [`MemoryError::ReadOnly`], [`MemoryError::NeedsRecovery`], [`MemoryError::Behind`] for what cannot
    /// be used; [`MemoryError::Locked`] if another process is in the middle of making or migrating it.
    pub fn open(dir: impl AsRef<Path>, mode: Mode) -> Result<Memory, MemoryError> {
        Memory::open_within(dir, mode, WAIT)
    }

    /// Opens the memory of a folder as [`Memory::open`] does, and from the beginning waits so long at most for another process that writes;
    /// see [`Memory::set_patience`].
    ///
    /// # Errors
    /// Those of [`Memory::open`].
    pub fn open_within(dir: impl AsRef<Path>, mode: Mode, patience: Duration) -> Result<Memory, MemoryError> {
        let memory = Memory::open_as_it_is(dir.as_ref(), mode, patience)?;
        if memory.is_writable() {
            own_places::refuse_links(dir.as_ref())?;
        }
        match memory.missing {
            0 => Ok(memory),
            missing => Err(MemoryError::Behind {
                path: memory.database(),
                missing,
            }),
        }
    }

    /// As [`Memory::open`] for whoever checks or repairs it: a memory that lost its last changes is opened too.
    ///
    /// # Errors
    /// As [`Memory::open`], but for [`MemoryError::Behind`].
    pub fn open_to_check(dir: impl AsRef<Path>, mode: Mode) -> Result<Memory, MemoryError> {
        Memory::open_as_it_is(dir.as_ref(), mode, WAIT)
    }

    fn open_as_it_is(dir: &Path, mode: Mode, patience: Duration) -> Result<Memory, MemoryError> {
        if dir.exists() && !dir.is_dir() {
            return Err(MemoryError::NotAFolder(dir.to_path_buf()));
        }
        let path = dir.join(DATABASE_FILE);
        // Files of a memory without its database: a new one would write over them, and they may be all that is left.
        let is_there = path.symlink_metadata().is_ok();
        if !is_there && tmx_folder::has_files(dir) {
            return Err(MemoryError::Emptied(path));
        }
        if mode == Mode::Create {
            fs::create_dir_all(dir).map_err(|e| match e.kind() {
                std::io::ErrorKind::PermissionDenied => MemoryError::ReadOnly(dir.to_path_buf()),
                _ => MemoryError::io(dir, e),
            })?;
        } else if !is_there {
            return Err(MemoryError::NotFound(dir.to_path_buf()));
        }
        own_places::refuse_linked_database(dir)?;
        let last_commit = last_commit::look(dir);
        let (conn, alone) = match mode {
            Mode::Read => connect_to_read(&path, patience)?,
            Mode::Write | Mode::Create => (connect_to_write(&path, mode, patience)?, false),
        };
        let mut memory = Memory {
            dir: dir.to_path_buf(),
            conn,
            mode,
            author: None,
            patience,
            defers_files: false,
            held_back: None,
            unsettled: Cell::new(false),
            missing: 0,
            identity: None,
            alone,
            swept: Cell::new(false),
            names: RefCell::default(),
            snapshots: Cell::new(0),
            known_moment: Cell::new(None),
        };
        memory.bring_up_to_date()?;
        if let Some(last) = last_commit {
            memory.missing = last_commit::missing(&memory.conn, dir, last).map_err(|e| memory.error(e))?;
        }
        // The file is there by now, also that of a new memory.
        memory.identity = FileIdentity::of(&path).ok();
        if memory.is_writable() && memory.missing == 0 {
            memory.write_pending_files();
        }
        Ok(memory)
    }

    /// Creates or migrates the schema where that is needed, under the write lock.
    fn bring_up_to_date(&mut self) -> Result<(), MemoryError> {
        let path = self.database();
        let fail = |e| MemoryError::sqlite(&path, e);
        let found = schema::recognise(&self.conn, &path)?;
        if found == Found::Current {
            return self.configure();
        }
        if let (Found::Older(found), Mode::Read) = (found, self.mode) {
            // Whoever only reads leaves the file as it is.
            schema::view(&self.conn, found).map_err(fail)?;
            return self.configure();
        }
        let read_only = self.conn.is_readonly("main").map_err(fail)?;
        let lock = if read_only {
            None
        } else {
            Some(WriteLock::acquire(&self.dir, self.patience)?)
        };
        // Whoever held the lock may have done the work.
        match schema::recognise(&self.conn, &path)? {
            Found::Current => {}
            Found::Older(found) => {
                self.keep_before_migration(found)?;
                schema::migrate(&mut self.conn, found).map_err(fail)?;
            }
            Found::Empty if tmx_folder::has_files(&self.dir) => return Err(MemoryError::Emptied(path.clone())),
            Found::Empty if self.mode == Mode::Create => {
                last_commit::forget(&self.dir);
                schema::create(&mut self.conn).map_err(fail)?;
            }
            // Where articles were stored there was more than the beginning of a memory.
            Found::Empty if self.dir.join(TMX_FOLDER).exists() => return Err(MemoryError::Emptied(path.clone())),
            Found::Empty => return Err(MemoryError::NotFound(self.dir.clone())),
        }
        drop(lock);
        self.configure()
    }

    /// Copies the database of an older schema beside it, as `memory.schema-1.sqlite`, before it is migrated: whole or not at all.
    fn keep_before_migration(&self, found: i64) -> Result<(), MemoryError> {
        let copy = tempfile::Builder::new()
            .prefix(".interligne-backup-")
            .tempfile_in(&self.dir)
            .map_err(|e| MemoryError::io(&self.dir, e))?;
        let fail = |e| MemoryError::sqlite(copy.path(), e);
        let mut into = Connection::open(copy.path()).map_err(fail)?;
        rusqlite::backup::Backup::new(&self.conn, &mut into)
            .and_then(|backup| backup.run_to_completion(4_096, std::time::Duration::ZERO, None))
            .map_err(fail)?;
        into.close().map_err(|(_, e)| fail(e))?;
        copy.as_file().sync_all().map_err(|e| MemoryError::io(&self.dir, e))?;
        let place = self.dir.join(format!("memory.schema-{found}.sqlite"));
        copy.persist(&place).map_err(|e| MemoryError::io(&place, e.error))?;
        Ok(())
    }

    fn configure(&self) -> Result<(), MemoryError> {
        let pragmas = || {
            // In WAL mode, FULL makes each commit durable against a power cut, for one fsync a commit.
            self.conn.pragma_update(None, "synchronous", "FULL")?;
            self.conn.pragma_update(None, "foreign_keys", true)?;
            // 32 MB of page cache (negative: KiB): the inner pages of a large memory's indexes.
            self.conn.pragma_update(None, "cache_size", -32_768)?;
            if self.mode == Mode::Read {
                self.conn.pragma_update(None, "query_only", true)?;
            }
            self.conn.set_prepared_statement_cache_capacity(64);
            Ok(())
        };
        pragmas().map_err(|e| self.error(e))?;
        if self.mode == Mode::Create {
            own_places::refuse_links(&self.dir)?;
            for name in tmx_folder::FOLDERS {
                inside::folder(&self.dir, Path::new(name)).map_err(|e| MemoryError::io(&self.dir.join(name), e))?;
            }
        }
        Ok(())
    }
}

fn connect_to_write(path: &Path, mode: Mode, patience: Duration) -> Result<Connection, MemoryError> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if mode == Mode::Create {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    let conn = connect(path, flags, patience)?;
    let folder = path.parent().unwrap_or(path);
    if conn.is_readonly("main").map_err(|e| MemoryError::sqlite(path, e))? {
        return Err(MemoryError::ReadOnly(folder.to_path_buf()));
    }
    probe(&conn).map_err(|e| match e.sqlite_error_code() {
        // The file is writable and its folder is not: SQLite cannot make the journal beside it.
        Some(rusqlite::ErrorCode::CannotOpen) => MemoryError::ReadOnly(folder.to_path_buf()),
        _ => MemoryError::sqlite(path, e),
    })?;
    Ok(conn)
}

/// Opens for reading, by the first way that works: as a writer would (which can clear up after a crash), and otherwise
/// as an immutable file, for a folder in which SQLite can make no journal, or without the log's index beside it, for a full disk. Tells
/// whether nobody else can open it meanwhile.
fn connect_to_read(path: &Path, patience: Duration) -> Result<(Connection, bool), MemoryError> {
    let conn = connect(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        patience,
    )?;
    match probe(&conn) {
        Ok(()) => Ok((conn, false)),
        Err(e)
            if matches!(
                e.sqlite_error_code(),
                Some(rusqlite::ErrorCode::CannotOpen | rusqlite::ErrorCode::ReadOnly)
            ) =>
        {
            Ok((connect_immutable(path)?, false))
        }
        Err(e) => match MemoryError::sqlite(path, e) {
            unwritten @ (MemoryError::DiskFull(_) | MemoryError::WriteFailed { .. }) => {
                // It would be one of the others.
                drop(conn);
                connect_alone(path).map(|conn| (conn, true)).map_err(|_| unwritten)
            }
            error => Err(error),
        },
    }
}

/// Opens a database that no other process has open: SQLite then keeps the index of the write-ahead log in memory, and needs no room on
/// the disk (sqlite.org, "Write-Ahead Logging", section 8).
fn connect_alone(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    probe(&conn)?;
    Ok(conn)
}

/// Opens a database that nobody can be writing to. Its write-ahead log would be overlooked, so there must be none.
fn connect_immutable(path: &Path) -> Result<Connection, MemoryError> {
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    if fs::metadata(wal).is_ok_and(|m| m.len() > 0) {
        return Err(MemoryError::NeedsRecovery(path.parent().unwrap_or(path).to_path_buf()));
    }
    let mut uri = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => uri.push(char::from(*byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri.push_str("?immutable=1");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(&uri, flags).map_err(|e| MemoryError::sqlite(path, e))?;
    configure_connection(&conn)
        .and_then(|()| probe(&conn))
        .map_err(|e| MemoryError::sqlite(path, e))?;
    Ok(conn)
}

/// Has SQLite plan a prepared statement once, whatever values it is given later. Otherwise it plans those anew, at each new value, whose
/// plan a value could bear upon: half of the time of an import that looks up each unit. Nor does it run what somebody else put into a
/// schema.
fn configure_connection(conn: &Connection) -> rusqlite::Result<()> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // A memory has none but temporary ones; should somebody add one while it is open, it does nothing.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)
        .map(|_| ())
}

fn connect(path: &Path, flags: OpenFlags, patience: Duration) -> Result<Connection, MemoryError> {
    let open = || {
        let conn = Connection::open_with_flags(path, flags)?;
        conn.busy_timeout(patience)?;
        configure_connection(&conn)?;
        Ok(conn)
    };
    open().map_err(|e| MemoryError::sqlite(path, e))
}

/// Reads one page, since SQLite opens files lazily.
fn probe(conn: &Connection) -> rusqlite::Result<()> {
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::UnitId;

    #[test]
    fn the_wait_for_other_programs_is_that_for_our_own() {
        let dir = tempfile::tempdir().unwrap();
        drop(Memory::open(dir.path(), Mode::Create).unwrap());
        let mut memory = Memory::open_within(dir.path(), Mode::Write, Duration::from_secs(4)).unwrap();
        let waits = |memory: &Memory| {
            let read = memory
                .conn
                .pragma_query_value(None, "busy_timeout", |row| row.get::<_, u32>(0));
            (memory.patience, Duration::from_millis(read.unwrap().into()))
        };
        assert_eq!(waits(&memory), (Duration::from_secs(4), Duration::from_secs(4)));
        memory.set_patience(Duration::from_millis(250));
        assert_eq!(waits(&memory), (Duration::from_millis(250), Duration::from_millis(250)));
    }
    use crate::memory::import::article_pair::tests::{store, text_pair};

    #[test]
    fn an_immutable_open_reads_what_is_there_and_refuses_a_left_over_journal() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("mémoire n° 1?");
        drop(Memory::open(&folder, Mode::Create).unwrap());
        let path = folder.join(DATABASE_FILE);
        let conn = connect_immutable(&path).unwrap();
        assert_eq!(schema::recognise(&conn, &path).unwrap(), Found::Current);
        drop(conn);
        fs::write(folder.join("memory.sqlite-wal"), b"left over").unwrap();
        assert!(matches!(connect_immutable(&path), Err(MemoryError::NeedsRecovery(_))));
    }

    #[test]
    fn what_is_no_memory_is_refused_and_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let open = |mode| Memory::open(dir.path(), mode).map(|_| ());
        assert!(matches!(open(Mode::Read), Err(MemoryError::NotFound(_))));
        assert!(matches!(open(Mode::Write), Err(MemoryError::NotFound(_))));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
        let path = dir.path().join(DATABASE_FILE);
        fs::write(
            &path,
            "this is a shopping list, not a database; it is long enough to be looked at ".repeat(20),
        )
        .unwrap();
        for mode in [Mode::Read, Mode::Write, Mode::Create] {
            assert!(matches!(open(mode), Err(MemoryError::NotAMemory(_))), "{mode:?}");
        }
        assert!(matches!(
            Memory::open(&path, Mode::Create),
            Err(MemoryError::NotAFolder(_))
        ));
    }

    #[test]
    fn an_interrupted_creation_is_no_memory_yet_and_can_be_completed() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(DATABASE_FILE), "").unwrap();
        assert!(matches!(
            Memory::open(dir.path(), Mode::Read),
            Err(MemoryError::NotFound(_))
        ));
        drop(Memory::open(dir.path(), Mode::Create).unwrap());
        drop(Memory::open(dir.path(), Mode::Read).unwrap());
    }

    #[test]
    fn files_that_lost_their_database_are_not_written_over_and_become_a_memory_again() {
        for lose in [
            |path: &Path| fs::write(path, "").unwrap(),
            |path: &Path| fs::remove_file(path).unwrap(),
        ] {
            let dir = tempfile::tempdir().unwrap();
            let place = dir.path().join("m");
            let mut memory = Memory::open(&place, Mode::Create).unwrap();
            store(&mut memory, "a", &text_pair(&[("Un.", "One."), ("Deux.", "Two.")]));
            drop(memory);
            lose(&place.join(DATABASE_FILE));
            let file = fs::read(place.join(TMX_FOLDER).join("a.tmx")).unwrap();
            for mode in [Mode::Read, Mode::Write, Mode::Create] {
                let error = Memory::open(&place, mode).unwrap_err();
                assert!(matches!(error, MemoryError::Emptied(_)), "{mode:?}: {error}");
            }
            assert_eq!(fs::read(place.join(TMX_FOLDER).join("a.tmx")).unwrap(), file);
            let found = Memory::salvage(&place, &dir.path().join("new")).unwrap();
            assert_eq!((found.units, found.from_files), (2, 2));
            assert!(!found.is_whole());
        }
    }

    #[test]
    #[cfg(unix)] // elsewhere an open file is neither removed nor replaced
    fn nothing_is_stored_in_a_database_that_is_not_there_any_more() {
        let dir = tempfile::tempdir().unwrap();
        let (place, away) = (dir.path().join("m"), dir.path().join("away"));
        let mut memory = Memory::open(&place, Mode::Create).unwrap();
        store(&mut memory, "a", &text_pair(&[("Un.", "One.")]));

        fs::rename(&place, &away).unwrap();
        fs::create_dir(&place).unwrap();
        let error = memory.delete_units(&[UnitId(1)]).unwrap_err();
        assert!(matches!(error, MemoryError::Replaced(_)), "{error}");

        // Another memory in its place is left as it is, and so is the one that was.
        fs::remove_dir_all(&place).unwrap();
        drop(Memory::open(&place, Mode::Create).unwrap());
        let error = memory.delete_units(&[UnitId(1)]).unwrap_err();
        assert!(matches!(error, MemoryError::Replaced(_)), "{error}");
        drop(memory);
        let units = |place: &Path| Memory::open(place, Mode::Read).unwrap().info().unwrap().units;
        assert_eq!((units(&place), units(&away)), (0, 1));
    }
}
