//! The one door to what a program keeps in a folder of its own, which may come from somebody else: a memory, its index.
//!
//! A link in such a folder survives a copy, an archive and a synchronisation, and leads to whatever file its maker wished. So no
//! place is reached through one here, and nothing is written into a file that has another name elsewhere (a hard link): a link in a
//! file's place is replaced by the file, one in a folder's place is refused. The folder itself may be reached by any path.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, BufWriter, Read as _};
use std::path::{Path, PathBuf};

use crate::atomic;

/// What is at a place, which is not followed where it is a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum There {
    /// Nothing, or nothing that can be looked at.
    Nothing,
    /// A file with bytes of its own.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, on Windows also a junction.
    Link,
    /// A pipe, a socket, a device.
    Other,
}

/// Looks at a place, in a few microseconds.
pub(crate) fn look(path: &Path) -> There {
    let Ok(there) = path.symlink_metadata() else {
        return There::Nothing;
    };
    match there.file_type() {
        kind if kind.is_symlink() => There::Link,
        kind if kind.is_dir() => There::Folder,
        kind if kind.is_file() => There::File,
        _ => There::Other,
    }
}

/// Opens a file to be read and written, which is made where there is none. Its content stays.
///
/// # Errors
/// When something else than a file is there, or what the system says.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    match look(path) {
        There::Nothing | There::File => {}
        found => return Err(refusal(found, "a file")),
    }
    // What is not there is made, or else opened by whoever comes second; a dangling link is neither.
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    match options.clone().create_new(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => options.open(path),
        made => made,
    }
}

/// Whether an open file has no other name, under which it may be somebody else's.
#[cfg(unix)]
pub(crate) fn is_ours_alone(there: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(there) <= 1
}

/// The standard library does not tell how many names a file has here.
#[cfg(not(unix))]
pub(crate) fn is_ours_alone(_: &Metadata) -> bool {
    true
}

/// As [`open`], for a file whose bytes are written over: what has another name, or is a link, makes room for a new file.
///
/// # Errors
/// When a folder or a pipe is there, or what the system says.
pub(crate) fn open_to_write_over(path: &Path) -> io::Result<File> {
    if look(path) == There::Link {
        fs::remove_file(path)?;
    }
    let file = open(path)?;
    if is_ours_alone(&file.metadata()?) {
        return Ok(file);
    }
    drop(file);
    fs::remove_file(path)?;
    open(path)
}

/// Opens a file to be read.
///
/// # Errors
/// When something else than a file is there: a link is not followed, and a pipe not waited for.
pub(crate) fn open_to_read(path: &Path) -> io::Result<File> {
    match look(path) {
        There::Nothing | There::File => File::open(path),
        found => Err(refusal(found, "a file")),
    }
}

/// The content of a file.
///
/// # Errors
/// Those of [`open_to_read`].
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_to_read(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Writes a file whole or not at all, see [`atomic::replace`]; a link there is replaced.
///
/// # Errors
/// Those of [`atomic::replace`].
pub(crate) fn write<T, E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&File>) -> Result<T, E>,
) -> Result<T, E> {
    atomic::replace(path, write)
}

/// The folder `rest` in the folder `root`, made where it is not there, with those between.
///
/// # Errors
/// When one of them is a link, or something else than a folder, or what the system says.
pub(crate) fn folder(root: &Path, rest: &Path) -> io::Result<PathBuf> {
    let mut path = root.to_path_buf();
    for name in rest {
        path.push(name);
        match look(&path) {
            There::Folder => {}
            There::Nothing => match fs::create_dir(&path) {
                // Somebody else was faster.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                made => made?,
            },
            found => return Err(refusal(found, "a folder")),
        }
    }
    Ok(path)
}

/// Whether the folders `rest` in the folder `root` are there, and none of them is a link.
pub(crate) fn has_folder(root: &Path, rest: &Path) -> bool {
    let mut path = root.to_path_buf();
    rest.iter().all(|name| {
        path.push(name);
        look(&path) == There::Folder
    })
}

fn refusal(found: There, expected: &str) -> io::Error {
    let is = match found {
        There::Link => "a link, which is not followed here",
        There::Folder => "a folder",
        There::File => "a file",
        There::Other | There::Nothing => "a pipe or a device",
    };
    io::Error::new(
        io::ErrorKind::InvalidInput,
        format!("this is {is}: expected {expected}"),
    )
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::Write as _;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn nothing_is_read_written_or_made_through_a_link() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::write(at("victim"), "precious").unwrap();
        fs::create_dir(at("elsewhere")).unwrap();
        symlink("victim", at("to-file")).unwrap();
        symlink("nowhere", at("dangling")).unwrap();
        symlink("elsewhere", at("to-folder")).unwrap();
        for link in ["to-file", "dangling", "to-folder"] {
            assert_eq!(look(&at(link)), There::Link);
            assert!(open(&at(link)).is_err() && read(&at(link)).is_err(), "{link}");
            assert!(folder(dir.path(), Path::new(link)).is_err(), "{link}");
            assert!(folder(dir.path(), &Path::new(link).join("new")).is_err(), "{link}");
            assert!(!has_folder(dir.path(), Path::new(link)), "{link}");
        }
        assert!(!at("nowhere").exists() && fs::read_dir(at("elsewhere")).unwrap().next().is_none());

        // In a file's place the link goes, and not what it leads to.
        open_to_write_over(&at("dangling")).unwrap().write_all(b"x").unwrap();
        write(&at("to-file"), |out| out.write_all(b"new")).unwrap();
        assert_eq!(
            (look(&at("dangling")), look(&at("to-file"))),
            (There::File, There::File)
        );
        assert!(!at("nowhere").exists());
        fs::hard_link(at("victim"), at("second-name")).unwrap();
        open_to_write_over(&at("second-name")).unwrap().write_all(b"x").unwrap();
        assert_eq!(fs::read(at("second-name")).unwrap(), b"x");
        assert_eq!(fs::read(at("victim")).unwrap(), b"precious");

        assert_eq!(folder(dir.path(), Path::new("a/b")).unwrap(), at("a/b"));
        assert!(has_folder(dir.path(), Path::new("a/b")));
        assert!(folder(dir.path(), Path::new("victim/b")).is_err());
    }
}
