//! Every exchange format: a file in, a stream of rows out, and back.
//!
//! All formats meet in one row, the [`Row`]. [`read_rows`] finds the format by the file's name and gives the rows one by
//! one; [`write_rows`] writes any number of them through a temporary file that is renamed over the old one. Glossaries
//! are read by [`read_terms`]. The units of a memory come in by [`import`] and go out by [`export`]. docs/EXCHANGE.md says what each format keeps.
//!
//! ```
//! use interligne::exchange::{ExchangeError, Format, Row, FileLanguages, WriteOptions, XliffVersion, read_rows, write_rows};
//! use interligne::text::lang::Lang;
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("pairs.xlf");
//! let (fr, en) = (Lang::parse("fr")?, Lang::parse("en")?);
//! let rows = [Row::new("Il pleut.", "It is raining.")];
//! let written = write_rows(&path, Format::Xliff(XliffVersion::V1_2), &WriteOptions::new(fr.clone(), en.clone()), rows.into_iter().map(Ok::<_, ExchangeError>))?;
//! assert_eq!(written, 1);
//! let read = read_rows(&path, &FileLanguages::new(fr, en))?.collect::<Result<Vec<_>, _>>()?;
//! assert_eq!(read[0].target.as_deref(), Some("It is raining."));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
mod alignment;
mod direction;
mod error;
mod export;
mod format;
mod glossary;
pub(crate) mod html;
mod import;
mod input;
mod json;
mod plural_forms;
mod po;
mod read;
mod row;
mod sink;
mod source;
mod table;
mod tmx_rows;
mod write;
mod xliff;
mod xml;

pub use alignment::{AlignmentTable, alignment_id, alignment_row, is_alignment};
pub use error::{ExchangeError, UnitsError};
pub use export::{export, export_to, row_of};
pub use format::{Format, XliffVersion};
pub use glossary::read_terms;
pub use glossary::term::Term;
pub use import::{Checked, check, check_whole, import};
pub use read::read_rows;
pub use row::{Candidate, Row};
pub use sink::WriteOptions;
pub use source::{FileLanguages, Rows};
pub use write::{write_rows, write_rows_to};
