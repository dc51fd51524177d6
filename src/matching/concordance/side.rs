//! The side of a unit in which words are looked for.

/// A side of a unit, in the direction that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The text that is translated.
    Source,
    /// Its translation.
    Target,
}

impl Side {
    /// Both.
    pub const ALL: [Side; 2] = [Side::Source, Side::Target];

    /// The name in machine output: `source` or `target`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Side::Source => "source",
            Side::Target => "target",
        }
    }
}
