//! What the tests of all rooms share: a fresh folder with the command at hand.

#[cfg(unix)]
pub(crate) mod bound;
pub(crate) mod memory;
pub(crate) mod skip;
#[expect(unreachable_pub, reason = "the crate of the fuzz targets hands them on")]
pub(crate) mod whole;
#[cfg(any(feature = "review", feature = "server"))]
pub(crate) mod wire;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A fresh folder with a memory of its own in `memory`.
pub(crate) struct Place {
    folder: TempDir,
}

/// What a command gave back.
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Place {
    pub(crate) fn new() -> Place {
        Place {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a file in the folder")).expect("a folder");
        std::fs::write(&path, content).expect("a file in a temporary folder");
        path
    }

    /// The command, ready to run in this place.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = interligne(&self.path("memory"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("HOME", self.folder.path());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Done {
        done(self.command(arguments).output().expect("the command runs"))
    }

    /// Runs a command that must succeed, and gives its standard output.
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        let done = self.run(arguments);
        assert_eq!(done.code, Some(0), "interligne {arguments:?}\n{}{}", done.out, done.err);
        done.out
    }

    /// Runs a command that must be refused with this exit code, and gives its standard error.
    pub(crate) fn refused(&self, code: i32, arguments: &[&str]) -> String {
        let done = self.run(arguments);
        assert_eq!(
            done.code,
            Some(code),
            "interligne {arguments:?}\n{}{}",
            done.out,
            done.err
        );
        assert!(!done.err.contains("panicked"), "{}", done.err);
        done.err
    }
}

impl Done {
    /// All that a user sees: the output, then what is said beside it, then the exit code if it is no success.
    pub(crate) fn told(&self) -> String {
        let mut told = self.out.clone();
        if !self.err.is_empty() {
            told += "--- standard error ---\n";
            told += &self.err;
        }
        match self.code {
            Some(0) => {}
            Some(code) => told += &format!("--- exit code {code} ---\n"),
            None => told += "--- killed ---\n",
        }
        told
    }
}

pub(crate) fn done(output: Output) -> Done {
    Done {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("output is UTF-8"),
        err: String::from_utf8(output.stderr).expect("diagnostics are UTF-8"),
    }
}

/// The command with its memory in this folder: nothing of the user's own settings reaches it.
pub(crate) fn interligne(memory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_interligne"));
    command
        .env("INTERLIGNE_MEMORY", memory)
        .env_remove("INTERLIGNE_AUTHOR")
        .env_remove("XDG_DATA_HOME")
        .env_remove("XDG_CONFIG_HOME")
        .env_remove("INTERLIGNE_CONFIG")
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE");
    command
}

/// A file of the repository's `samples/`.
pub(crate) fn sample(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(name);
    path.to_str().expect("the repository's path is UTF-8").to_owned()
}

/// JSON Lines, parsed.
pub(crate) fn json_lines(text: &str) -> Vec<serde_json::Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect()
}
