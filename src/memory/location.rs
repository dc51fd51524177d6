//! Which folder is the memory: the command line, the environment, or the user's data folder.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use super::{DATABASE_FILE, MemoryError};
use crate::atomic;

/// The environment variable that names the memory's folder.
pub const MEMORY_VARIABLE: &str = "INTERLIGNE_MEMORY";

/// The memory's folder: `given` (from `--memory`), else [`MEMORY_VARIABLE`], else `interligne/memory` in the user's
/// data folder (`$XDG_DATA_HOME` or `~/.local/share` on Linux and macOS, `%APPDATA%` on Windows).
///
/// The folder need not exist. An empty variable counts as none.
///
/// # Errors
/// [`MemoryError::NoDefaultFolder`] when neither is given and the user has no home folder.
pub fn locate(given: Option<&Path>) -> Result<PathBuf, MemoryError> {
    resolve(given, std::env::var_os(MEMORY_VARIABLE), || {
        etcetera::choose_base_strategy()
            .ok()
            .map(|strategy| strategy.data_dir())
    })
}

/// The folder of the memory in which a file or folder is, or would be made: the nearest one above it with a database in it,
/// whatever links lead there. `path` itself is no part of itself.
#[must_use]
pub fn memory_around(path: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(atomic::led_to(path)).ok()?;
    // What is not there yet lies where the nearest folder that is there lies.
    let real = absolute.ancestors().find_map(|there| {
        let rest = absolute.strip_prefix(there).ok()?;
        Some(there.canonicalize().ok()?.join(rest))
    })?;
    let mut above = real.ancestors().skip(1);
    above
        .find(|folder| folder.join(DATABASE_FILE).symlink_metadata().is_ok())
        .map(Path::to_path_buf)
}

fn resolve(
    given: Option<&Path>,
    variable: Option<OsString>,
    data_dir: impl FnOnce() -> Option<PathBuf>,
) -> Result<PathBuf, MemoryError> {
    if let Some(path) = given {
        return Ok(path.to_path_buf());
    }
    if let Some(path) = variable.filter(|v| !v.is_empty()) {
        return Ok(PathBuf::from(path));
    }
    data_dir()
        .map(|dir| dir.join("interligne").join("memory"))
        .ok_or(MemoryError::NoDefaultFolder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_wins_over_the_environment_and_that_over_the_default() {
        let data = || Some(PathBuf::from("data"));
        let variable = Some(OsString::from("from-env"));
        let found = |given: Option<&str>, variable| resolve(given.map(Path::new), variable, data).expect("a folder");
        assert_eq!(found(Some("given"), variable.clone()), Path::new("given"));
        assert_eq!(found(None, variable), Path::new("from-env"));
        assert_eq!(
            found(None, Some(OsString::new())),
            Path::new("data").join("interligne").join("memory")
        );
        assert!(matches!(
            resolve(None, None, || None),
            Err(MemoryError::NoDefaultFolder)
        ));
    }
}
