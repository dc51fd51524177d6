//! An article and its translation in, a memory that suggests and exports out.
//!
//! interligne aligns French articles with their English translations (other languages too), keeps the pairs, and finds for
//! every new segment what was translated before that resembles it. Data flows one way, and each room of the house is a module:
//!
//! 1. [`article`]: a file → an [`article::Article`] of typed blocks, page furniture marked;
//! 2. [`segment`]: blocks → [`segment::Segment`]s, mostly sentences;
//! 3. [`align`]: two lists of segments → an [`align::Alignment`], beads with a confidence;
//! 4. [`pair`]: the three together, from two files to an [`pair::AlignedPair`];
//! 5. [`memory`]: pairs → units in an SQLite store, with their articles, history and TMX files;
//! 6. [`matching`]: units → suggestions, concordance, analysis, pretranslation;
//! 7. [`exchange`], and the crate `tmx`: units ↔ files of CAT tools.
//!
//! ```
//! use interligne::align::{AlignOptions, Aligner};
//! use interligne::text::lang::Lang;
//! use interligne::matching::{Matcher, Query, SuggestOptions};
//! use interligne::memory::{Memory, Mode, NewPair};
//! use interligne::pair::{AlignedPair, LanguageCheck, PairOptions};
//!
//! # let folder = tempfile::tempdir()?;
//! # let (source, target) = (folder.path().join("pont.fr.txt"), folder.path().join("pont.en.txt"));
//! std::fs::write(&source, "Le pont est fermé depuis lundi.\n\nLa mairie annonce sa réouverture pour le 3 mai.\n")?;
//! std::fs::write(&target, "The bridge has been closed since Monday.\n\nThe town hall says it will reopen on 3 May.\n")?;
//!
//! // Two files to an aligned pair.
//! let (from, to) = (Lang::parse("fr")?, Lang::parse("en")?);
//! let aligner = Aligner::new(AlignOptions::new(from.clone(), to.clone()))?;
//! let options = PairOptions {
//!     from: from.clone(),
//!     to: to.clone(),
//!     presegmented: false,
//!     keep_furniture: false,
//!     languages: LanguageCheck::Refuse,
//! };
//! let pair = AlignedPair::read(&source, &target, &options, &aligner)?;
//! assert_eq!(pair.alignment.beads.len(), 2);
//!
//! // Into the memory.
//! let mut memory = Memory::open(&folder.path().join("memory"), Mode::Create)?;
//! memory.import_pair(&NewPair {
//!     key: "pont".to_owned(),
//!     name: "pont".to_owned(),
//!     title: None,
//!     source_path: None,
//!     target_path: None,
//!     source_lang: from.clone(),
//!     target_lang: to.clone(),
//!     source: &pair.source.segments,
//!     target: &pair.target.segments,
//!     alignment: &pair.alignment,
//! })?;
//!
//! // And out again, for a segment that resembles one.
//! let mut matcher = Matcher::open(&memory, &from, &to)?;
//! let options = SuggestOptions { min_score: 70.0, limit: 5, exhaustive: false };
//! let matches = matcher.suggest(&Query::new("Le pont est fermé depuis mardi."), &options)?;
//! assert_eq!(matches[0].target, "The bridge has been closed since Monday.");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod align;
pub mod article;
pub mod atomic;
pub mod exchange;
pub mod matching;
pub mod memory;
pub mod pair;
pub mod segment;
pub mod text;

#[cfg(test)]
#[path = "../tests/support/skip.rs"]
mod skip;
