//! JSON Lines ⇄ rows: one object a line.

use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::exchange::error::ExchangeError;
use crate::exchange::input::{Allowance, Input};
use crate::exchange::row::{Candidate, Row};
use crate::exchange::sink::{RowSink, WriteOptions};
use crate::exchange::source::{Rows, until_end};
use crate::text::lang::Lang;

/// A line of `align --format json`.
#[derive(Deserialize)]
struct BeadObject {
    /// A side without text may be null.
    source_text: Option<String>,
    target_text: Option<String>,
    confidence: Option<f64>,
    /// Older lines have none.
    id: Option<String>,
    status: Option<crate::memory::Status>,
    note: Option<String>,
}

impl From<BeadObject> for Row {
    fn from(bead: BeadObject) -> Row {
        Row {
            id: Some(bead.id.unwrap_or_else(|| "align:".to_owned())),
            source: bead.source_text.unwrap_or_default(),
            target: Some(bead.target_text.unwrap_or_default()),
            confidence: bead.confidence,
            status: bead.status,
            note: bead.note,
            ..Row::default()
        }
    }
}

/// A row as an object; what is not known is left out.
#[derive(Serialize, Deserialize)]
struct Object {
    source: String,
    #[serde(default)]
    target: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source_lang: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target_lang: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<crate::memory::Status>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    confidence: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    origin: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    context: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    candidates: Vec<CandidateObject>,
}

#[derive(Serialize, Deserialize)]
struct CandidateObject {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    target: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    origin: Option<String>,
}

pub(super) fn read(path: &Path) -> Result<Rows, ExchangeError> {
    let input = match Input::open(path, "a JSON object a line") {
        // No lines are no rows.
        Err(ExchangeError::Empty { .. }) => return Ok(Box::new(std::iter::empty())),
        input => input?,
    };
    let allowance = input.allowance();
    let mut lines = Lines {
        path: path.to_owned(),
        allowance,
        reader: BufReader::new(input),
        line: 0,
    };
    Ok(until_end(move || lines.next_row()))
}

struct Lines {
    path: PathBuf,
    allowance: Allowance,
    reader: BufReader<Input>,
    line: u64,
}

impl Lines {
    fn next_row(&mut self) -> Result<Option<Row>, ExchangeError> {
        let mut text = String::new();
        while text.trim().is_empty() {
            self.allowance.renew();
            text.clear();
            self.line += 1;
            let read = self.reader.read_line(&mut text);
            if read.map_err(|error| self.wrong(error.to_string()))? == 0 {
                return Ok(None);
            }
        }
        let object: Object = match serde_json::from_str(&text) {
            Ok(object) => object,
            // An object of another kind has none of the texts of a bead.
            Err(error) => {
                return match serde_json::from_str::<BeadObject>(&text) {
                    Ok(bead) if bead.source_text.is_some() || bead.target_text.is_some() => Ok(Some(bead.into())),
                    Err(of_bead) if text.contains("\"source_text\"") => Err(self.wrong(of_bead.to_string())),
                    _ => Err(self.wrong(error.to_string())),
                };
            }
        };
        let lang = |tag: Option<String>| tag.map(|tag| Lang::parse(&tag)).transpose();
        let (source_lang, target_lang) = (lang(object.source_lang), lang(object.target_lang));
        Ok(Some(Row {
            source_lang: source_lang.map_err(|error| self.wrong(error.to_string()))?,
            target_lang: target_lang.map_err(|error| self.wrong(error.to_string()))?,
            source: object.source,
            target: object.target,
            id: object.id,
            status: object.status,
            score: object.score,
            confidence: object.confidence,
            origin: object.origin,
            context: object.context,
            note: object.note,
            candidates: object
                .candidates
                .into_iter()
                .map(|c| Candidate {
                    source: c.source,
                    target: c.target,
                    score: c.score,
                    origin: c.origin,
                })
                .collect(),
            ..Row::default()
        }))
    }

    fn wrong(&self, problem: String) -> ExchangeError {
        ExchangeError::content(
            &self.path,
            self.line,
            problem,
            r#"an object such as {"source":"…","target":"…"}"#,
        )
    }
}

/// Writes one object a line.
pub(super) struct JsonSink<W: Write> {
    output: W,
    from: String,
    to: String,
}

impl<W: Write> JsonSink<W> {
    pub(super) fn begin(output: W, options: &WriteOptions) -> JsonSink<W> {
        JsonSink {
            output,
            from: options.from.to_string(),
            to: options.to.to_string(),
        }
    }
}

impl<W: Write> RowSink for JsonSink<W> {
    fn take(&mut self, row: &Row) -> io::Result<()> {
        let lang = |lang: &Option<Lang>, default: &str| {
            Some(lang.as_ref().map_or_else(|| default.to_owned(), ToString::to_string))
        };
        let object = Object {
            source: row.source.clone(),
            target: row.target.clone(),
            source_lang: lang(&row.source_lang, &self.from),
            target_lang: lang(&row.target_lang, &self.to),
            id: row.id.clone(),
            status: row.status,
            score: row.score,
            confidence: row.confidence,
            origin: row.origin.clone(),
            context: row.context.clone(),
            note: row.note.clone(),
            candidates: row
                .candidates
                .iter()
                .cloned()
                .map(|c| CandidateObject {
                    source: c.source,
                    target: c.target,
                    score: c.score,
                    origin: c.origin,
                })
                .collect(),
        };
        serde_json::to_writer(&mut self.output, &object)?;
        self.output.write_all(b"\n")
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.output.flush()
    }
}
