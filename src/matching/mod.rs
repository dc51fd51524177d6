//! Matches: a new segment in, the units of the memory that help with it out.
//!
//! [`Matcher::suggest`] is the door; [`score`] defines what a match is worth and [`crate::text::tokens`] what is compared.
//!
//! A document's segments know what stands around them, which makes an exact match certain where its neighbours are the same
//! too ([`Query::in_context`]); [`SuggestOptions`] say how near matches are to be, and how many:
//!
//! ```
//! use interligne::matching::{Query, SuggestOptions};
//! use interligne::memory::Mode;
//! use interligne::{Lang, Matcher, Memory};
//! # let folder = tempfile::tempdir()?;
//! # let table = folder.path().join("old.tsv");
//! # std::fs::write(&table, "Il pleut.\tIt is raining.\nLe bac ne passe plus.\tThe ferry no longer runs.\n")?;
//!
//! let (fr, en) = (Lang::parse("fr")?, Lang::parse("en")?);
//! let mut memory = Memory::open(folder.path().join("memory"), Mode::Create)?;
//! memory.import_file(&table, &fr, &en)?;
//!
//! let mut matcher = Matcher::open(&memory, &fr, &en)?;
//! let options = SuggestOptions::default().min_score(60.0).limit(3);
//! for query in Query::in_context(&["Il pleut.", "Le bac ne passe pas."]) {
//!     let matches = matcher.suggest_with(&query, &options)?;
//!     assert!(matches[0].score >= 60.0); // 100 for the same text
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod adapt;
mod ambiguity;
pub mod analysis;
pub mod answer;
mod batch;
pub mod concordance;
mod context;
mod declared;
pub mod diff;
mod document;
mod forms;
mod fragments;
mod further;
#[cfg(test)]
mod growth;
// Open to benchmarks and to tests of its parts; a user of the library has the matcher.
#[cfg(feature = "lab")]
pub mod index;
#[cfg(not(feature = "lab"))]
#[allow(unreachable_pub, reason = "open with the feature lab")]
pub(crate) mod index;
mod masked;
mod origin;
mod pretranslate;
mod promise;
mod proof;
mod query;
mod scan;
pub mod score;
mod shared;
mod suggest;
mod terms;

use crate::memory::{Memory, MemoryError};
use crate::text::lang::Lang;

pub use ambiguity::different_translations;
pub use batch::suggest_all;
pub use document::{Document, DocumentOptions};
pub use forms::word_forms;
pub use fragments::{Fragment, FragmentOptions, Fragments, LOOKED_AT};
pub use index::store::{Damage, damaged};
pub use pretranslate::{pretranslated, sentence_note};
pub use query::{Neighbour, Query, SuggestOptions};
pub use shared::Indexes;
pub use suggest::{Adapted, Match, Matcher};
pub use terms::Glossary;

/// Brings the index for a pair of languages up to date, which the first search does otherwise; `progress` is told, now and
/// then, how many units have been taken in.
///
/// # Errors
/// When the database cannot be read. Trouble with the index's own files is no error.
pub fn refresh(memory: &Memory, a: &Lang, b: &Lang, mut progress: impl FnMut(u64)) -> Result<(), MemoryError> {
    index::store::Index::open_with(memory, a, b, &mut progress).map(drop)
}
