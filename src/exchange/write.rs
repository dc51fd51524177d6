//! Pairs → a file in any format, whole or not at all.

use std::io::{self, Write};
use std::path::Path;

use super::html::HtmlSink;
use super::json::JsonSink;
use super::po::PoSink;
use super::{ExchangeError, Format, Pair};
use crate::atomic;
use crate::exchange::table::delimited::DelimitedSink;
use crate::exchange::table::xlsx::XlsxSink;
use crate::exchange::xliff::v1::Xliff12Sink;
use crate::exchange::xliff::v2::Xliff2Sink;
use crate::text::lang::Lang;

/// How a file is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteOptions {
    /// The source language, where a pair does not say its own.
    pub from: Lang,
    /// The target language, where a pair does not say its own.
    pub to: Lang,
    /// A title for formats that show one, and the name of the document for XLIFF where a pair has no origin.
    pub title: String,
}

impl WriteOptions {
    /// Options for that direction, with no special title.
    #[must_use]
    pub fn new(from: Lang, to: Lang) -> WriteOptions {
        WriteOptions {
            from,
            to,
            title: "interligne".to_owned(),
        }
    }
}

/// What takes pairs one by one and makes a document of them.
pub(super) trait PairSink {
    fn pair(&mut self, pair: &Pair) -> io::Result<()>;
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// Writing failed, or what gives the pairs did.
enum Failure<E> {
    Output(io::Error),
    Pairs(E),
}

impl<E> From<io::Error> for Failure<E> {
    fn from(error: io::Error) -> Failure<E> {
        Failure::Output(error)
    }
}

/// Writes pairs to a file and returns their number. The file is replaced when all is written, and left as it was when
/// writing fails or the pairs end in an error.
///
/// # Errors
/// The first error among the pairs, or [`ExchangeError::Write`].
pub fn write_pairs<E: From<ExchangeError>>(
    path: &Path,
    format: Format,
    options: &WriteOptions,
    pairs: impl IntoIterator<Item = Result<Pair, E>>,
) -> Result<u64, E> {
    let result = atomic::write(path, |output| drain(output, format, options, pairs));
    result.map_err(|failure| match failure {
        Failure::Output(source) => ExchangeError::Write {
            file: path.to_owned(),
            source,
        }
        .into(),
        Failure::Pairs(error) => error,
    })
}

/// Writes pairs to any output, such as standard output, and returns their number.
///
/// # Errors
/// What the output says, as [`ExchangeError::Write`] with `name` for the file.
pub fn write_pairs_to<E: From<ExchangeError>>(
    output: &mut dyn Write,
    name: &Path,
    format: Format,
    options: &WriteOptions,
    pairs: impl IntoIterator<Item = Result<Pair, E>>,
) -> Result<u64, E> {
    drain(output, format, options, pairs).map_err(|failure| match failure {
        Failure::Output(source) => ExchangeError::Write {
            file: name.to_owned(),
            source,
        }
        .into(),
        Failure::Pairs(error) => error,
    })
}

fn drain<E>(
    output: &mut dyn Write,
    format: Format,
    options: &WriteOptions,
    pairs: impl IntoIterator<Item = Result<Pair, E>>,
) -> Result<u64, Failure<E>> {
    let mut sink: Box<dyn PairSink + '_> = match format {
        Format::Tsv => Box::new(DelimitedSink::begin(output, true, options)?),
        Format::Csv => Box::new(DelimitedSink::begin(output, false, options)?),
        Format::JsonLines => Box::new(JsonSink::begin(output, options)),
        Format::Xlsx => Box::new(XlsxSink::begin(output, options)?),
        Format::Xliff12 => Box::new(Xliff12Sink::begin(output, options)?),
        Format::Xliff21 => Box::new(Xliff2Sink::begin(output, options)?),
        Format::Po => Box::new(PoSink::begin(output, options)?),
        Format::Html => Box::new(HtmlSink::begin(output, options)?),
    };
    let mut count = 0;
    for pair in pairs {
        sink.pair(&pair.map_err(Failure::Pairs)?)?;
        count += 1;
    }
    sink.finish()?;
    Ok(count)
}
