//! Errors of the reader, each with the line and what to do.

use crate::OddityKind;

/// Why a file, or the rest of it, cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The input could not be read.
    #[error("{}the file cannot be read: {source}", if *line == 0 { String::new() } else { format!("line {line}: ") })]
    Io {
        /// The line that was reached; 0 where the file could not be opened.
        line: u64,
        /// What the system says.
        source: std::io::Error,
    },
    /// There is nothing in the file.
    #[error("the file is empty: expected a TMX document")]
    Empty,
    /// The file is something else.
    #[error("line {line}: this is not a TMX file: expected the element `tmx`, found {found}")]
    NotTmx {
        /// The line of what was found.
        line: u64,
        /// The first element of the file, or what stands there.
        found: String,
    },
    /// The file is in an encoding that is not read.
    #[error("the file is encoded in {0}: save it as UTF-8 and read it again")]
    Encoding(&'static str),
    /// The XML is broken.
    #[error("line {line}: {problem}; expected {expected}. Mend the line, or salvage the whole units (`--salvage`)")]
    Syntax {
        /// The line of the problem.
        line: u64,
        /// What is wrong.
        problem: String,
        /// What should be there.
        expected: String,
    },
    /// The file ends in the middle.
    #[error(
        "line {line}: the file ends in the middle {inside}. Get the whole file, or salvage (`--salvage`) the \
         whole units before it"
    )]
    CutOff {
        /// The last line.
        line: u64,
        /// In the middle of what: `of a unit`, `of the header`, `before </tmx>`.
        inside: &'static str,
    },
    /// The file is refused because reading it could exhaust the machine or reach outside the file.
    #[error("line {line}: refused: {what}")]
    Refused {
        /// Where in the file, counted from 1.
        line: u64,
        /// What is refused and which limit it meets.
        what: String,
    },
    /// An oddity, read with [`Policy::Strict`](crate::Policy::Strict).
    #[error("line {line}: {kind}{}{subject}. Mend the file, or read it less strictly (without `--strict`)", if subject.is_empty() { "" } else { ": " })]
    Odd {
        /// Where in the file, counted from 1.
        line: u64,
        /// Which of the oddities that are counted.
        kind: OddityKind,
        /// What it is about; may be empty.
        subject: String,
    },
}

impl Error {
    /// The line of the problem, from 1; 0 where it is about the whole file.
    #[must_use]
    pub fn line(&self) -> u64 {
        match self {
            Error::Empty | Error::Encoding(_) => 0,
            Error::Io { line, .. }
            | Error::NotTmx { line, .. }
            | Error::Syntax { line, .. }
            | Error::CutOff { line, .. }
            | Error::Refused { line, .. }
            | Error::Odd { line, .. } => *line,
        }
    }

    /// What is wrong, without the line and what to do about it.
    pub(crate) fn problem(&self) -> String {
        match self {
            Error::Syntax { problem, .. } => problem.clone(),
            Error::CutOff { inside, .. } => format!("the text ends in the middle {inside}"),
            Error::Refused { what, .. } => what.clone(),
            other => other.to_string(),
        }
    }
}
