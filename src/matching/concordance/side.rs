//! The side of a unit in which words are looked for.

/// A side of a unit, in the direction that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitSide {
    /// The text that is translated.
    Source,
    /// Its translation.
    Target,
}

impl UnitSide {
    /// Both.
    pub const ALL: [UnitSide; 2] = [UnitSide::Source, UnitSide::Target];

    /// The name in machine output: `source` or `target`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            UnitSide::Source => "source",
            UnitSide::Target => "target",
        }
    }
}
