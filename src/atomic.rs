//! Files that are whole or not there: written beside their place, then renamed over it. What is no file but a stream (a
//! pipe, a terminal, `/dev/null`, a descriptor that the shell opened) is opened and written.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What the names of temporary files begin and end with.
const TEMPORARY: (&str, &str) = (".interligne-", ".tmp");

/// How long nothing was written to a temporary file that is swept.
const ABANDONED: Duration = Duration::from_secs(10);

/// Writes a file so that a reader, or a crash at any moment, finds the old file or the new one and nothing between.
///
/// `write` gets a buffered writer to a temporary file in the same folder; when it succeeds, the file is synced to disk and
/// renamed over `path`. When anything fails, `path` is as it was. A symbolic link is followed, so that it stays one.
///
/// What is there and [is a stream](is_stream) cannot be replaced by a file: it is opened and written, and what was written
/// before an error stays written.
///
/// # Errors
/// What `write` returns, or what the system says when the file cannot be made, written, synced or renamed. A folder and a
/// block device (a disk) are refused.
pub(crate) fn write<T, E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&File>) -> Result<T, E>,
) -> Result<T, E> {
    if let Some(stream) = open_stream(path)? {
        let mut writer = BufWriter::with_capacity(1 << 16, &stream);
        let result = write(&mut writer)?;
        writer.flush()?;
        return Ok(result);
    }
    let file = led_to(path);
    if file.is_symlink() {
        // Links that lead to each other: the system says so.
        file.metadata()?;
    }
    replace(&file, write)
}

/// Where a path leads, links followed, also one that leads to nothing yet; the path itself where that cannot be told.
#[must_use]
pub(crate) fn led_to(path: &Path) -> PathBuf {
    let mut path = path.to_path_buf();
    // As many links as Linux follows.
    for _ in 0..40 {
        if let Ok(real) = path.canonicalize() {
            return real;
        }
        let Ok(next) = path.read_link() else { break };
        path = path.parent().unwrap_or(Path::new("")).join(next);
    }
    path
}

/// As [`write`], for a place that is to be a file whatever is there: a symbolic link is replaced, and what it leads to stays.
///
/// # Errors
/// What `write` returns, or what the system says when the file cannot be made, written, synced or renamed.
pub(crate) fn replace<T, E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&File>) -> Result<T, E>,
) -> Result<T, E> {
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    sweep(folder);
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY.0).suffix(TEMPORARY.1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // Like any file that the user makes (the umask applies), or like the one that it replaces.
        let old = path.symlink_metadata().ok().filter(std::fs::Metadata::is_file);
        let mode = old.map_or(0o666, |old| old.permissions().mode() & 0o777);
        builder.permissions(std::fs::Permissions::from_mode(mode));
    }
    let temporary = builder
        .tempfile_in(folder)
        .map_err(|error| without_path(error, folder))?;
    // Held as long as it is written. Where there are no locks, nothing is swept either.
    let _ = temporary.as_file().try_lock();
    let mut writer = BufWriter::with_capacity(1 << 18, temporary.as_file());
    let result = write(&mut writer)?;
    writer.flush()?;
    drop(writer);
    temporary.as_file().sync_all()?;
    temporary.persist(path).map_err(|error| error.error)?;
    // The rename itself reaches the disk with its folder; where folders cannot be synced, the system does it in time.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(result)
}

/// Removes temporary files that killed processes left in the folder: those that nobody has locked, and nobody has
/// written to for ten seconds.
fn sweep(folder: &Path) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !name.starts_with(TEMPORARY.0) || !name.ends_with(TEMPORARY.1) {
            continue;
        }
        let abandoned = || -> io::Result<bool> {
            // What is no file is none of ours, and a pipe would wait for ever.
            if !entry.file_type()?.is_file() {
                return Ok(false);
            }
            let file = File::open(entry.path())?;
            // A new one may not be locked yet.
            let age = file.metadata()?.modified()?.elapsed().unwrap_or_default();
            Ok(age >= ABANDONED && file.try_lock().is_ok())
        };
        if abandoned().is_ok_and(|is| is) {
            // One that cannot be removed is in nobody's way.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// An output cannot be written; of a file, the old one, if any, is as it was.
#[derive(Debug, thiserror::Error)]
#[error("{}: cannot be written: {source}", path.display())]
pub struct WriteError {
    /// The file, or what an output without a path is called.
    pub path: PathBuf,
    /// What the system says.
    pub source: io::Error,
}

impl WriteError {
    /// Names the output that the system's answer is about.
    pub(crate) fn of(path: &Path) -> impl FnOnce(io::Error) -> WriteError {
        move |source| WriteError {
            path: path.to_owned(),
            source,
        }
    }
}

/// Why no temporary file can be made in a folder, in words that name the folder and not the file.
fn without_path(error: io::Error, folder: &Path) -> io::Error {
    let kind = error.kind();
    let what = match kind {
        io::ErrorKind::NotFound if folder.is_dir() => "takes no new files",
        io::ErrorKind::NotFound => "does not exist",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "cannot be written to",
        io::ErrorKind::NotADirectory => "is a file",
        _ => return error,
    };
    io::Error::new(kind, format!("the folder {} {what}", folder.display()))
}

/// Whether there is something at `path`, links followed, that is written to as it stands: a pipe, a terminal, another
/// character device, or a descriptor of this process (`/dev/stdout`, `/dev/fd/3`), whatever that leads to; on Windows also what
/// has the name of a device (`NUL`, `CON`).
#[must_use]
pub(crate) fn is_stream(path: &Path) -> bool {
    if cfg!(windows) && names_device(path) {
        return true;
    }
    std::fs::metadata(path).is_ok_and(|there| {
        let kind = there.file_type();
        !kind.is_dir() && !is_block_device(&there) && (!kind.is_file() || is_descriptor(path))
    })
}

/// The stream at `path`, open for writing; `None` where a file is, or nothing.
fn open_stream(path: &Path) -> io::Result<Option<File>> {
    // Windows says nothing of a device but that it can be opened.
    if cfg!(windows) && names_device(path) {
        return OpenOptions::new().write(true).open(path).map(Some);
    }
    // What cannot be looked at is not there, or cannot be made either: the system says so when the file is made.
    let Ok(there) = std::fs::metadata(path) else {
        return Ok(None);
    };
    if there.is_dir() {
        let what = "this is a folder, expected a file";
        return Err(io::Error::new(io::ErrorKind::IsADirectory, what));
    }
    if is_block_device(&there) {
        let what = "this is a block device (a disk), which is not written to: expected a file";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
    }
    if !is_stream(path) {
        return Ok(None);
    }
    // A descriptor may lead to a file that the shell is writing to: what is there stays.
    let append = there.is_file();
    OpenOptions::new().write(true).append(append).open(path).map(Some)
}

/// Whether a file's name is one that Windows keeps for a device, whatever its extension and the folder (Microsoft, "Naming Files,
/// Paths, and Namespaces").
pub(crate) fn names_device(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let device = name
        .split('.')
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_ascii_uppercase();
    let numbered = |digits: &str| digits.len() == 1 && digits.chars().all(|c| c.is_ascii_digit());
    matches!(&*device, "CON" | "PRN" | "AUX" | "NUL")
        || device.strip_prefix("COM").is_some_and(numbered)
        || device.strip_prefix("LPT").is_some_and(numbered)
}

#[cfg(unix)]
fn is_block_device(there: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    there.file_type().is_block_device()
}

#[cfg(not(unix))]
fn is_block_device(_: &std::fs::Metadata) -> bool {
    false
}

/// Whether a path is, or leads to, an entry of the folder in which the system lists this process's open files.
#[cfg(unix)]
fn is_descriptor(path: &Path) -> bool {
    let mut path = path.to_path_buf();
    // As many links as Linux follows.
    for _ in 0..40 {
        let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
        if folder.is_some_and(|folder| {
            folder == Path::new("/dev/fd") || folder.starts_with("/proc") && folder.ends_with("fd")
        }) {
            return true;
        }
        let Ok(next) = path.read_link() else { return false };
        path = path.parent().unwrap_or(Path::new("/")).join(next);
    }
    false
}

#[cfg(not(unix))]
fn is_descriptor(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.txt");
        write::<_, io::Error>(&path, |w| w.write_all(b"old")).unwrap();
        let failed = write::<(), io::Error>(&path, |w| {
            w.write_all(b"new")?;
            Err(io::Error::other("cut off"))
        });
        assert!(failed.is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        write::<_, io::Error>(&path, |w| w.write_all(b"new")).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            1,
            "no temporary file stays behind"
        );
    }

    #[test]
    fn the_devices_of_windows_are_known_by_their_names() {
        for name in ["NUL", "nul", "con.txt", "a/b/Com1", "lpt9.tar.gz", "aux "] {
            assert!(names_device(Path::new(name)), "{name}");
        }
        for name in ["null", "console.txt", "COM", "com10", "coma", "a.nul", "", "nul/x"] {
            assert!(!names_device(Path::new(name)), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("out.txt"), folder.path().join("link.txt"));
        std::fs::write(&path, "old").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        write::<_, io::Error>(&link, |w| w.write_all(b"new")).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        assert!(link.is_symlink());
        // One that leads to nothing yet too, by way of another.
        let (far, near) = (folder.path().join("far.txt"), folder.path().join("near.txt"));
        std::os::unix::fs::symlink("later.txt", &far).unwrap();
        std::os::unix::fs::symlink("far.txt", &near).unwrap();
        write::<_, io::Error>(&near, |w| w.write_all(b"later")).unwrap();
        assert_eq!(std::fs::read(folder.path().join("later.txt")).unwrap(), b"later");
        assert!(near.is_symlink() && far.is_symlink());
        // Those that lead to each other are an error, and stay.
        let (one, other) = (folder.path().join("one.txt"), folder.path().join("other.txt"));
        std::os::unix::fs::symlink("other.txt", &one).unwrap();
        std::os::unix::fs::symlink("one.txt", &other).unwrap();
        write::<_, io::Error>(&one, |w| w.write_all(b"lost")).unwrap_err();
        assert!(one.is_symlink() && other.is_symlink());
    }

    #[test]
    fn what_a_killed_process_left_is_swept_and_what_others_write_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let old = std::time::SystemTime::now() - 2 * ABANDONED;
        let make = |name: &str, age: std::time::SystemTime| {
            let file = File::create(dir.path().join(name)).unwrap();
            file.set_modified(age).unwrap();
            file
        };
        let held = make(".interligne-held.tmp", old);
        held.try_lock().unwrap();
        for (name, age) in [
            (".interligne-left.tmp", old),
            (".interligne-new.tmp", std::time::SystemTime::now()),
            (".interligne-other", old),
            ("mine.tmp", old),
        ] {
            drop(make(name, age));
        }
        write(&dir.path().join("out"), |out| out.write_all(b"x")).unwrap();
        let mut names: Vec<_> = std::fs::read_dir(dir.path())
            .unwrap()
            .map(|e| e.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(
            names,
            [
                ".interligne-held.tmp",
                ".interligne-new.tmp",
                ".interligne-other",
                "mine.tmp",
                "out"
            ]
        );
    }
}
