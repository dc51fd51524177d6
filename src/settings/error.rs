//! What is wrong with a configuration.

use std::io;
use std::path::PathBuf;

use super::key::Origin;
use crate::text::lang::Lang;

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// The file cannot be read.
    #[error("{}: cannot read the configuration: {source}", file.display())]
    Read {
        /// The configuration file.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file cannot be written.
    #[error("{}: cannot write the configuration: {source}", file.display())]
    Write {
        /// The configuration file.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is no TOML.
    #[error("{}:{line}: {problem}; expected TOML, such as `from = \"fr\"`", file.display())]
    Syntax {
        /// The configuration file.
        file: PathBuf,
        /// Where in it, counted from 1.
        line: usize,
        /// What the parser says.
        problem: String,
    },
    /// There is no such key.
    #[error("{}:{line}: there is no setting `{key}`; expected one of {expected}", file.display())]
    UnknownKey {
        /// The configuration file.
        file: PathBuf,
        /// Where in it, counted from 1.
        line: usize,
        /// What stands there.
        key: String,
        /// The keys that there are.
        expected: String,
    },
    /// A memory's own file may not set this.
    #[error(
        "{}:{line}: a memory's own file sets languages and thresholds only ({expected}), not `{key}`, since memories are passed around; \
         delete the line, or put it into your own configuration",
        file.display()
    )]
    NotForMemories {
        /// The configuration file.
        file: PathBuf,
        /// Where in it, counted from 1.
        line: usize,
        /// What stands there.
        key: &'static str,
        /// The keys that may.
        expected: String,
    },
    /// The value is none of its kind.
    #[error("{}:{line}: `{key}` is {found}; expected {expected}", file.display())]
    Value {
        /// The configuration file.
        file: PathBuf,
        /// Where in it, counted from 1.
        line: usize,
        /// As it is written in the file.
        key: &'static str,
        /// What stands there.
        found: String,
        /// What should.
        expected: &'static str,
    },
    /// A variable of the environment is none of its kind.
    #[error("{name}={value}: expected {expected}")]
    Variable {
        /// The variable.
        name: &'static str,
        /// What the variable holds.
        value: String,
        /// What should stand there.
        expected: &'static str,
    },
    /// A value to be set is none of its kind.
    #[error("{key} {value}: expected {expected}")]
    NewValue {
        /// As it is written in the file.
        key: &'static str,
        /// What was to be set.
        value: String,
        /// What was expected.
        expected: &'static str,
    },
    /// A memory's own file may not be given this.
    #[error("a memory's own file sets languages and thresholds only, not `{key}`: set it in your own configuration")]
    NewNotForMemories {
        /// As it is written in the file.
        key: &'static str,
    },
    /// Source and target are one language.
    #[error(
        "the source and the translation are both said to be in {} ({from} and {to}): expected two languages, in the files that say them or with --from \
         and --to",
        lang.name()
    )]
    OneLanguage {
        /// The language.
        lang: Lang,
        /// Where it is said for the source.
        from: Box<Origin>,
        /// Where it is said for the translation.
        to: Box<Origin>,
    },
    /// There is no language to work with.
    #[error("no language is set; expected `from` and `to`")]
    NoLanguage,
}
