//! Why a pair was refused, and why two texts are hardly translations of each other.

use std::fmt;
use std::path::PathBuf;

use crate::article::ReadError;
use crate::text::lang::Lang;

/// Why a pair was refused.
#[derive(Debug, thiserror::Error)]
pub enum PairError {
    /// One of the files could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Both arguments name one file.
    #[error("{path} is given twice: expected an article and its translation in two files", path = path.display())]
    SameFile {
        /// Its path, as it was given.
        path: PathBuf,
    },
    /// Two files, or one by two names, that say the same.
    #[error(
        "{source_path} and {target_path} say the same: expected an article and its translation, or use --force if this is right",
        source_path = source_path.display(), target_path = target_path.display()
    )]
    SameText {
        /// The file given as the source.
        source_path: PathBuf,
        /// The file given as the target.
        target_path: PathBuf,
    },
    /// The source looks like the target language and the other way round.
    #[error(
        "{source_path} looks {to} and {target_path} looks {from}: source and target seem to be swapped; give the {from} file \
         first, or use --force if this is right",
        source_path = source_path.display(), target_path = target_path.display(), from = from.name(), to = to.name()
    )]
    Swapped {
        /// The file given as the source.
        source_path: PathBuf,
        /// The file given as the target.
        target_path: PathBuf,
        /// The language that the source should have.
        from: Lang,
        /// The language that the target should have.
        to: Lang,
    },
    /// A text looks as if it were in another language than was said.
    #[error(
        "{path} looks {found}, expected {expected}: give the right file, or name its language with {option}, or use --force if \
         this is right",
        path = path.display(), found = found.name(), expected = expected.name()
    )]
    Language {
        /// Its path, as it was given.
        path: PathBuf,
        /// What was said.
        expected: Lang,
        /// What it looks like.
        found: Lang,
        /// The option that names this side's language.
        option: &'static str,
    },
    /// A translation that is in part what the article says, word for word: told and not refused ([`super::Pair::doubt`]).
    #[error(
        "{path} is still {found} in part: what was not translated is stored to be reviewed, or without counterpart",
        path = path.display(), found = found.name()
    )]
    PartlyTranslated {
        /// The translation's path, as it was given.
        path: PathBuf,
        /// The language of the article.
        found: Lang,
    },
    /// Next to nothing of the one text has a counterpart in the other.
    #[error(
        "{source_path} and {target_path} are hardly translations of each other: {why}; give the article and its \
         translation, or use --force if this is right",
        source_path = source_path.display(), target_path = target_path.display()
    )]
    HardlyTranslated {
        /// The source file.
        source_path: PathBuf,
        /// The target file.
        target_path: PathBuf,
        /// What speaks against it.
        why: Unrelated,
    },
    /// A file was read and holds no segment.
    #[error(
        "{path} holds no text to align: all of it looks like page furniture (menus, buttons, advertising); use \
         --keep-furniture to align it all the same",
        path = path.display()
    )]
    NoSegments {
        /// Its path, as it was given.
        path: PathBuf,
    },
}

/// Why two texts are hardly translations of each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unrelated {
    /// [`super::Pair::counterpart_share`] is under [`super::HARDLY_TRANSLATED`].
    Share(f64),
    /// The texts are very short, and this share of their words has a translation in the other ([`crate::align::Aligner::word_support`]).
    Words(f64),
}

impl fmt::Display for Unrelated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unrelated::Share(share) => write!(f, "only {:.0}% of the text found a counterpart", share * 100.0),
            Unrelated::Words(share) => write!(f, "only {:.0}% of the words have a translation there", share * 100.0),
        }
    }
}
