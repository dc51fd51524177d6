//! An article and its translation in, a memory that suggests and exports out.
//!
//! interligne aligns French articles with their English translations (other languages too), keeps the pairs, and finds for
//! every new segment what was translated before that resembles it. Data flows one way, and each room of the house is a module:
//!
//! 1. [`article`]: a file → an [`article::Article`] of typed blocks, page furniture marked;
//! 2. [`segment`]: blocks → [`segment::Segment`]s, mostly sentences;
//! 3. [`align`]: two lists of segments → an [`align::Alignment`], beads with a confidence;
//! 4. [`pair`]: the three together, from two files to an [`pair::Pair`];
//! 5. [`memory`]: pairs → units in an SQLite store, with their articles, history and TMX files;
//! 6. [`matching`]: units → suggestions, concordance, analysis, pretranslation;
//! 7. [`exchange`], and the crate [`tmx`]: units ↔ files of CAT tools.
//!
//! Below them stands [`text`], what is known of languages and writing. [`settings`] reads the configuration files that the command line goes by,
//! and `server`, behind the feature of that name, gives the memory to CAT tools, browsers and assistants.
//!
//! ```standalone_crate
//! use interligne::memory::Mode;
//! use interligne::{Aligner, Lang, Matcher, Memory, Pair};
//!
//! # let folder = tempfile::tempdir()?;
//! # std::env::set_current_dir(&folder)?;
//! # std::fs::write("a.fr.txt", "Le pont est fermé depuis lundi.\n\nLa mairie annonce sa réouverture pour le 3 mai.\n")?;
//! # std::fs::write("a.en.txt", "The bridge has been closed since Monday.\n\nThe town hall says it will reopen on 3 May.\n")?;
//! let (fr, en) = (Lang::parse("fr")?, Lang::parse("en")?);
//!
//! // An article and its translation, aligned.
//! let pair = Pair::read("a.fr.txt", "a.en.txt", &Aligner::new(fr.clone(), en.clone())?)?;
//! let first = &pair.alignment.beads[0];
//! assert_eq!(pair.source_text(first), "Le pont est fermé depuis lundi.");
//! assert_eq!(pair.target_text(first), "The bridge has been closed since Monday.");
//! assert!(first.confidence > 0.9); // from 0 to 1
//!
//! // Into the memory.
//! let mut memory = Memory::open("memory", Mode::Create)?;
//! memory.import(&pair)?;
//!
//! // So do the memories that you have already.
//! # std::fs::write("old.tsv", "Le bac ne passe plus.\tThe ferry no longer runs.\n")?;
//! memory.import_file("old.tsv", &fr, &en)?;
//!
//! // And out again, for a segment that resembles one.
//! let matches = Matcher::open(&memory, &fr, &en)?.suggest("Le pont est fermé depuis mardi.")?;
//! assert_eq!(matches[0].target, "The bridge has been closed since Monday.");
//!
//! // Or all of it, for another tool.
//! assert_eq!(memory.export_file("all.tmx", &fr, &en)?, 3);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod align;
pub mod article;
pub(crate) mod atomic;
#[cfg(feature = "cli")]
pub mod cli;
pub mod exchange;
pub(crate) mod file_identity;
pub mod matching;
pub mod memory;
pub mod pair;
mod parallel;
#[cfg(feature = "review")]
pub mod review;
pub mod segment;
#[cfg(feature = "server")]
pub mod server;
pub mod settings;
pub mod text;
#[cfg(any(feature = "review", feature = "server"))]
mod web;

pub use align::Aligner;
pub use article::Article;
pub use atomic::WriteError;
pub use matching::Matcher;
pub use memory::Memory;
pub use pair::Pair;
pub use text::lang::Lang;
/// The TMX reader and writer, whose types stand in the options and reports of [`memory`] and [`exchange`].
pub use tmx;

#[cfg(test)]
#[path = "../tests/support/skip.rs"]
mod skip;
