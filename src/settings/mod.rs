//! Command line, environment and configuration files → what is set, and where each value comes from.
//!
//! There are two files, both TOML (1.0): the user's own, and one that a memory may bring with it. A memory's file sets languages
//! and thresholds and nothing else, since memories are passed around: no path, no program, no name. `docs/CONFIGURATION.md`
//! says the same for users.
//!
//! The first of these that says something counts: the command line, the environment, the memory's file, the user's file, the
//! default.

mod change;
mod error;
mod file;
mod key;
mod load;
mod surroundings;

pub use change::{set, unset};
pub use error::SettingsError;
pub use key::{Key, Origin, Scope, Setting};
pub use load::{Given, Settings};
pub use surroundings::{FILE_NAME, FILE_VARIABLE, Surroundings};

#[cfg(test)]
mod tests;
