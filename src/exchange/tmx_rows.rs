//! TMX ⇄ rows, for texts that do not come from a memory or do not go to one.
//!
//! A memory's own units go through [`crate::memory::Memory::export_tmx`] and `import_tmx`, which keep more than a row holds.

use std::io::{self, Write};
use std::path::Path;

use crate::exchange::error::ExchangeError;
use crate::exchange::row::{CONTEXT, ORIGIN, Row};
use crate::exchange::sink::{RowSink, WriteOptions};
use crate::exchange::source::{FileLanguages, Rows};
use crate::exchange::xliff::inline::{current, unless_plain};
use crate::memory::Status;
use crate::text::lang::Lang;

const STATUS: &str = "x-interligne-status";
const SCORE: &str = "x-interligne-score";
const CONFIDENCE: &str = "x-interligne-confidence";

/// The units that have both languages, each as a row; of several variants in a language the first.
pub(crate) fn read(path: &Path, options: &FileLanguages) -> Result<Rows, ExchangeError> {
    let file = path.to_owned();
    let refused = move |error| ExchangeError::Tmx {
        file: file.clone(),
        error,
    };
    let reader = tmx::Reader::open(path, tmx::Policy::Default).map_err(&refused)?;
    let options = options.clone();
    Ok(Box::new(reader.filter_map(move |unit| match unit {
        Ok(unit) => row(&unit, &options).map(Ok),
        Err(error) => Some(Err(refused(error))),
    })))
}

fn row(unit: &tmx::Unit, options: &FileLanguages) -> Option<Row> {
    let variant = |wanted: &Lang| {
        let mut langs = unit.variants.iter().filter_map(|variant| {
            let lang = Lang::parse(&variant.lang).ok()?;
            wanted.accepts(&lang).then(|| (lang, variant.seg.clone()))
        });
        langs.next()
    };
    let ((source_lang, source), (target_lang, target)) = (variant(&options.from)?, variant(&options.to)?);
    let property = |kind: &str| {
        unit.props
            .iter()
            .find(|prop| prop.kind == kind)
            .map(|prop| prop.text.as_str())
    };
    let notes: Vec<&str> = unit.notes.iter().map(|note| note.text.as_str()).collect();
    Some(Row {
        id: unit.attributes.get("tuid").map(str::to_owned),
        source: source.spaced_text().into_owned(),
        target: Some(target.spaced_text().into_owned()),
        source_codes: unless_plain(source),
        target_codes: unless_plain(target),
        source_lang: Some(source_lang),
        target_lang: Some(target_lang),
        status: property(STATUS).and_then(Status::parse),
        score: property(SCORE).and_then(|score| score.parse().ok()),
        confidence: property(CONFIDENCE).and_then(|confidence| confidence.parse().ok()),
        origin: property(ORIGIN).map(str::to_owned),
        context: property(CONTEXT).map(str::to_owned),
        note: (!notes.is_empty()).then(|| notes.join("\n")),
        ..Row::default()
    })
}

/// Writes a unit a row, with its score, status, confidence and note; a row without a translation is left out.
pub(crate) struct TmxSink<W: Write> {
    writer: tmx::Writer<W>,
    from: Lang,
    to: Lang,
}

impl<W: Write> TmxSink<W> {
    pub(crate) fn begin(output: W, options: &WriteOptions) -> io::Result<TmxSink<W>> {
        let header = tmx::Header::new(options.from.as_str(), "interligne", env!("CARGO_PKG_VERSION"));
        Ok(TmxSink {
            writer: tmx::Writer::new(output, &header, options.tmx).map_err(io_error)?,
            from: options.from.clone(),
            to: options.to.clone(),
        })
    }
}

impl<W: Write> RowSink for TmxSink<W> {
    fn take(&mut self, row: &Row) -> io::Result<()> {
        let Some(target) = &row.target else { return Ok(()) };
        let from = row.source_lang.as_ref().unwrap_or(&self.from);
        let to = row.target_lang.as_ref().unwrap_or(&self.to);
        let mut unit = tmx::Unit::pair((from.as_str(), &row.source), (to.as_str(), target));
        for (variant, codes, text) in [(0, &row.source_codes, &row.source), (1, &row.target_codes, target)] {
            if let Some(seg) = current(codes.as_ref(), text) {
                unit.variants[variant].seg = seg.clone();
            }
        }
        unit.notes.extend(row.note.as_deref().map(tmx::Note::new));
        let score = row.score.map(|score| (SCORE, score.to_string()));
        let status = row.status.map(|status| (STATUS, status.as_str().to_owned()));
        let confidence = row.confidence.map(|confidence| (CONFIDENCE, confidence.to_string()));
        let context = row.context.clone().map(|context| (CONTEXT, context));
        let origin = row.origin.clone().map(|origin| (ORIGIN, origin));
        for (kind, value) in [score, status, confidence, context, origin].into_iter().flatten() {
            unit.props.push(tmx::Prop::new(kind, &value));
        }
        self.writer.write(&unit).map_err(io_error)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.writer.finish().map(|_| ()).map_err(io_error)
    }
}

fn io_error(error: tmx::WriteError) -> io::Error {
    match error {
        tmx::WriteError::Io(error) => error,
        error => io::Error::new(io::ErrorKind::InvalidData, error),
    }
}
