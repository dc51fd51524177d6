//! What settings depend on in the process: its environment and its folders.

use std::ffi::OsString;
use std::path::PathBuf;

use etcetera::BaseStrategy;

/// The environment variable that names the user's file in place of the usual one.
pub const FILE_VARIABLE: &str = "INTERLIGNE_CONFIG";
/// The name of a configuration file, in the memory's folder and in the user's.
pub const FILE_NAME: &str = "config.toml";

/// The process's surroundings, as far as settings depend on them.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The variables of the environment that count, with their values; an empty one counts as none.
    pub variables: Vec<(OsString, OsString)>,
    /// The folder of the user's configuration, without ours in it.
    pub config_dir: Option<PathBuf>,
    /// The folder of the user's data, without ours in it.
    pub data_dir: Option<PathBuf>,
    /// The user's home.
    pub home: Option<PathBuf>,
    /// The folder in which the user works.
    pub current_dir: Option<PathBuf>,
}

impl Surroundings {
    /// Those of this process.
    #[must_use]
    pub fn of_process() -> Surroundings {
        let strategy = etcetera::choose_base_strategy().ok();
        Surroundings {
            variables: std::env::vars_os().collect(),
            config_dir: strategy.as_ref().map(BaseStrategy::config_dir),
            data_dir: strategy.as_ref().map(BaseStrategy::data_dir),
            home: strategy.as_ref().map(|s| s.home_dir().to_owned()),
            current_dir: std::env::current_dir().ok(),
        }
    }

    pub(super) fn variable(&self, name: &str) -> Option<&OsString> {
        let found = self.variables.iter().find(|(variable, _)| variable == name);
        found.map(|(_, value)| value).filter(|value| !value.is_empty())
    }

    /// The user's file, whether it is there or not, and whether it was named and so must be; `None` for a user without a folder.
    #[must_use]
    pub fn user_file(&self) -> Option<(PathBuf, bool)> {
        if let Some(named) = self.variable(FILE_VARIABLE) {
            return Some((PathBuf::from(named), true));
        }
        let folder = self.config_dir.as_ref()?;
        Some((folder.join("interligne").join(FILE_NAME), false))
    }
}
