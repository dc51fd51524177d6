//! What can be set, and where a value comes from.

use std::fmt;
use std::path::PathBuf;

/// What can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The language of source texts.
    From,
    /// The language of translations.
    To,
    /// The least score of a match.
    MinScore,
    /// The most matches for a segment.
    Limit,
    /// Who is named as the one who changed a unit.
    Author,
    /// The memory's folder.
    Memory,
    /// Glossaries, whose terms `suggest` shows.
    Glossaries,
    /// The memory for work in a folder and below it.
    Memories,
}

impl Key {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Key; 8] = [
        Key::From,
        Key::To,
        Key::MinScore,
        Key::Limit,
        Key::Author,
        Key::Memory,
        Key::Memories,
        Key::Glossaries,
    ];

    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Key::From => "from",
            Key::To => "to",
            Key::MinScore => "min-score",
            Key::Limit => "limit",
            Key::Author => "author",
            Key::Memory => "memory",
            Key::Memories => "memories",
            Key::Glossaries => "glossaries",
        }
    }

    /// Reads a key as files and `interligne config` write it: `min-score`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Key> {
        Key::ALL.into_iter().find(|key| key.name() == name)
    }

    /// Whether a memory's own file may set it.
    #[must_use]
    pub fn is_for_memories(self) -> bool {
        matches!(self, Key::From | Key::To | Key::MinScore | Key::Limit)
    }
}

/// Whose file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The user's.
    User,
    /// A memory's own.
    Memory,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said anything.
    Default,
    /// A line of a file, from 1.
    File(PathBuf, usize),
    /// A variable of the environment.
    Environment(&'static str),
    /// An option of the command line.
    CommandLine(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::File(file, line) => write!(f, "{}:{line}", file.display()),
            Origin::Environment(name) => f.write_str(name),
            Origin::CommandLine(option) => f.write_str(option),
        }
    }
}

/// A value and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting<T> {
    /// What holds.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}
