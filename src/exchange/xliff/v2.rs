//! XLIFF 2.1 (OASIS Standard, 13 February 2018): a `unit` → rows, and rows → a file.

use std::io::{self, Write};

use crate::exchange::row::{Candidate, Row};
use crate::exchange::sink::{RowSink, WriteOptions};
use crate::exchange::table::columns::number;
use crate::exchange::xliff::document::{Document, notes};
use crate::exchange::xliff::inline::current;
use crate::exchange::xliff::v2_codes::{UnitReader, UnitWriter};
use crate::exchange::xml::{Element, escaped, escaped_value};
use crate::memory::Status;

/// The `subState` by which a rejected translation is told from one that is not begun; the prefix is ours.
const REJECTED: &str = "interligne:rejected";

/// The rows of a `unit`: one for each segment, in the order of the source.
pub(crate) fn rows(unit: &Element, document: &Document) -> Vec<Row> {
    let unit_id = unit.attribute("id");
    let segments: Vec<&Element> = unit.all("segment").collect();
    let only = segments.len() == 1;
    let matches: Vec<&Element> = unit.all("matches").flat_map(|list| list.all("match")).collect();
    let mut reader = UnitReader::new(unit);
    // The standard has notes in units alone; Translate Toolkit puts them into segments.
    let lists = unit
        .all("notes")
        .chain(unit.all("segment").flat_map(|segment| segment.all("notes")));
    let note = notes(lists.flat_map(|list| list.all("note")));
    segments
        .into_iter()
        .map(|segment| {
            let id = match (unit_id, segment.attribute("id")) {
                (Some(unit), Some(segment)) if !only => Some(format!("{unit}.{segment}")),
                (unit, _) => unit.map(str::to_owned),
            };
            let reference = segment.attribute("id").map(|id| format!("#{id}"));
            let candidates: Vec<Candidate> = matches
                .iter()
                .filter(|found| only || reference.as_deref() == found.attribute("ref"))
                .filter_map(|found| candidate(found))
                .collect();
            let row = Row {
                id,
                source_lang: document.source_lang.clone(),
                target_lang: document.target_lang.clone(),
                status: status(segment),
                origin: document.origin.clone(),
                context: unit.attribute("name").map(str::to_owned),
                note: note.clone(),
                candidates,
                ..Row::default()
            };
            row.with_texts(segment.child("source"), segment.child("target"), |content| {
                reader.read(content)
            })
        })
        .collect()
}

/// What the states of section 4.3.1.25 mean for us.
fn status(segment: &Element) -> Option<Status> {
    if segment.attribute("subState") == Some(REJECTED) {
        return Some(Status::Rejected);
    }
    match segment.attribute("state")? {
        "reviewed" | "final" => Some(Status::Confirmed),
        "translated" if !is_proposal(segment) => Some(Status::Aligned),
        _ => Some(Status::ToReview),
    }
}

/// Whether a tool's own `subState`, a word behind its prefix, says that a machine or a match that is not exact proposed the translation.
fn is_proposal(segment: &Element) -> bool {
    let state = segment.attribute("subState").unwrap_or_default();
    let (_, word) = state.split_once(':').unwrap_or(("", state));
    ["mt", "machine", "fuzzy"]
        .iter()
        .any(|name| word.to_ascii_lowercase().starts_with(name))
}

fn candidate(found: &Element) -> Option<Candidate> {
    let target = found.child("target")?;
    let score = found
        .attribute("similarity")
        .or_else(|| found.attribute("matchQuality"))
        .and_then(number);
    let text_of = |content| UnitReader::new(content).read(content).spaced_text().into_owned();
    Some(Candidate {
        source: found.child("source").map(text_of),
        target: text_of(target),
        score: score.filter(|score| (0.0..=101.0).contains(score)),
        origin: found.attribute("origin").map(str::to_owned),
    })
}

/// Writes a file; the languages are those of the options, since the standard has them once for all.
pub(crate) struct Xliff2Sink<W: Write> {
    output: W,
    title: String,
    /// The origin of the open `file`.
    open: Option<String>,
    files: u64,
    count: u64,
}

impl<W: Write> Xliff2Sink<W> {
    pub(crate) fn begin(mut output: W, options: &WriteOptions) -> io::Result<Xliff2Sink<W>> {
        writeln!(
            output,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xliff xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" \
             xmlns:mtc=\"urn:oasis:names:tc:xliff:matches:2.0\" version=\"2.1\" srcLang=\"{}\" trgLang=\"{}\">",
            options.from, options.to
        )?;
        Ok(Xliff2Sink {
            output,
            title: options.title.clone(),
            open: None,
            files: 0,
            count: 0,
        })
    }

    fn file(&mut self, row: &Row) -> io::Result<()> {
        let origin = row.origin.as_ref().unwrap_or(&self.title);
        if self.open.as_ref() == Some(origin) {
            return Ok(());
        }
        let origin = origin.clone();
        self.close()?;
        self.files += 1;
        writeln!(
            self.output,
            "  <file id=\"f{}\" original=\"{}\">",
            self.files,
            escaped_value(&origin)
        )?;
        self.open = Some(origin);
        Ok(())
    }

    fn close(&mut self) -> io::Result<()> {
        match self.open.take() {
            Some(_) => self.output.write_all(b"  </file>\n"),
            None => Ok(()),
        }
    }

    fn candidates(&mut self, row: &Row) -> io::Result<()> {
        self.output.write_all(b"      <mtc:matches>\n")?;
        for candidate in &row.candidates {
            write!(self.output, "        <mtc:match ref=\"#s\"")?;
            if let Some(score) = candidate.score {
                write!(self.output, " similarity=\"{:.1}\"", score.min(100.0))?;
            }
            if let Some(origin) = &candidate.origin {
                write!(self.output, " origin=\"{}\"", escaped_value(origin))?;
            }
            // The module wants a source; where it is the row's, it is said again.
            let source = candidate.source.as_ref().unwrap_or(&row.source);
            writeln!(
                self.output,
                "><source>{}</source><target>{}</target></mtc:match>",
                escaped(source),
                escaped(&candidate.target)
            )?;
        }
        self.output.write_all(b"      </mtc:matches>\n")
    }
}

impl<W: Write> RowSink for Xliff2Sink<W> {
    fn take(&mut self, row: &Row) -> io::Result<()> {
        self.file(row)?;
        self.count += 1;
        // An identifier must be an NMTOKEN (section 4.3.1.16); another is kept in the name, where there is room.
        let own = row.id.as_deref().filter(|id| is_nmtoken(id));
        let id = own.map_or_else(|| format!("u{}", self.count), str::to_owned);
        write!(self.output, "    <unit id=\"{id}\"")?;
        let name = row
            .context
            .as_ref()
            .or(if own.is_none() { row.id.as_ref() } else { None });
        if let Some(name) = name {
            write!(self.output, " name=\"{}\"", escaped_value(name))?;
        }
        writeln!(self.output, " xml:space=\"preserve\">")?;
        if !row.candidates.is_empty() {
            self.candidates(row)?;
        }
        if let Some(note) = &row.note {
            writeln!(self.output, "      <notes><note>{}</note></notes>", escaped(note))?;
        }
        let state = match (&row.target, row.status) {
            (None, _) | (_, None) => "",
            (_, Some(Status::Confirmed)) => " state=\"final\"",
            (_, Some(Status::Aligned)) => " state=\"translated\"",
            (_, Some(Status::ToReview)) => " state=\"initial\"",
            (_, Some(Status::Rejected)) => " state=\"initial\" subState=\"interligne:rejected\"",
        };
        let mut writer = UnitWriter::default();
        let mut content = |codes: Option<&tmx::Seg>, text: &str| match current(codes, text) {
            Some(seg) => writer.write(seg),
            None => escaped(text).into_owned(),
        };
        let source = content(row.source_codes.as_ref(), &row.source);
        let target = row.target.as_ref().map(|text| content(row.target_codes.as_ref(), text));
        if let Some(data) = writer.original_data() {
            writeln!(self.output, "      {data}")?;
        }
        write!(self.output, "      <segment id=\"s\"{state}><source>{source}</source>")?;
        if let Some(target) = target {
            write!(self.output, "<target>{target}</target>")?;
        }
        self.output.write_all(b"</segment>\n    </unit>\n")
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        if self.count == 0 {
            self.output
                .write_all(b"  <file id=\"f1\"><unit id=\"u1\"><segment><source/></segment></unit></file>\n")?;
        }
        self.close()?;
        self.output.write_all(b"</xliff>\n")?;
        self.output.flush()
    }
}

/// Whether the text is an XML NMTOKEN of ASCII characters.
fn is_nmtoken(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':'))
}
