//! A file on the translator's disk → an [`Article`]: its text as typed blocks, page furniture marked.
//!
//! In: bytes of any supported format. Out: one decoded, NFC-normalised text, and [`Block`]s that point into it. Nothing is
//! deleted: what a page adds around its article stays in the list, marked with the reason why it is [`Furniture`].
mod block;
mod draft;
mod formats;
mod furniture;
mod headings;
#[cfg(feature = "lab")]
pub mod lab;
mod left_out;
mod read;
mod read_error;

pub use crate::article::block::{Article, Block, BlockKind, Garbled};
pub use crate::article::formats::error::{DocumentError, DocumentFormat};
pub use crate::article::furniture::model::{ModelError, TreesError};
pub use crate::article::furniture::reason::Furniture;
pub(crate) use crate::article::furniture::span::looks_like_furniture;
pub use crate::article::left_out::ProseLeftOut;
pub use crate::text::guess::guess_lang;
#[cfg(fuzzing)]
pub use read::read_pdf_layout;
pub use read::{ReadOptions, mend_encoding, read, read_bytes, read_str, read_text};
pub(crate) use read::{decoded, first_garbled};
pub use read_error::ReadError;
