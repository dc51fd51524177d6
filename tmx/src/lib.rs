//! Bytes of a TMX file in, a stream of translation units out, and back.
//!
//! TMX, the Translation Memory eXchange format (LISA OSCAR, versions 1.1 to 1.4b), is how translation tools exchange
//! their memories. This crate reads what real tools write, in any encoding that they use, and keeps everything that the
//! standard has; it writes documents that validate.
//!
//! - [`Reader`] is an iterator of [`Unit`]s over any [`std::io::Read`], with bounded memory at any file size.
//! - [`Policy`] says what to do with files that depart from the standard; each departure is an [`Oddity`].
//! - [`Writer`] writes units at level 1 (plain text) or 2 (inline elements), version 1.1 to 1.4.
//!
//! ```
//! use tmx::{Policy, Reader, Writer, WriterOptions};
//!
//! # let file: &[u8] = br#"<tmx version="1.4"><header srclang="fr"/><body><tu><tuv xml:lang="fr"><seg>Oui.</seg></tuv>
//! # <tuv xml:lang="en"><seg>Yes.</seg></tuv></tu></body></tmx>"#;
//! let mut reader = Reader::new(file, Policy::Default)?;
//! let mut writer = Writer::new(Vec::new(), reader.header(), WriterOptions::default())?;
//! for unit in reader.by_ref() {
//!     let mut unit = unit?;
//!     unit.set_change_id("reviser");
//!     writer.write(&unit)?;
//! }
//! for oddity in reader.oddities() {
//!     eprintln!("{oddity}");
//! }
//! let bytes = writer.finish()?;
//! # assert!(String::from_utf8_lossy(&bytes).contains("reviser"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Safety against hostile files
//!
//! No external entity is ever fetched; a document type that declares one, or entities made of entities, is refused. One
//! unit may take 16 MiB, an element 256 attributes, elements nest 64 deep; beyond it the file is refused.

mod attributes;
mod date;
mod decode;
mod error;
mod events;
mod fast;
mod model;
mod oddity;
mod parse;
mod reader;
mod seg;
mod spec;
mod text;
mod window;
mod writer;

pub use attributes::Attributes;
pub use date::{Date, DateError};
pub use decode::is_forbidden;
pub use error::Error;
pub use model::{Header, Note, Prop, Ude, Unit, Variant, Version};
pub use oddity::{Oddity, OddityKind, Policy};
pub use reader::Reader;
pub use seg::{Element, Node, Seg, Tag};
pub use writer::{Forbidden, Level, Units, WriteError, Writer, WriterOptions};

/// The examples of the README run as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
