//! XLIFF 1.2 (OASIS Standard, 1 February 2008): a `trans-unit` → rows, and rows → a file.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::exchange::row::{Candidate, Row};
use crate::exchange::sink::{RowSink, WriteOptions};
use crate::exchange::table::columns::number;
use crate::exchange::xliff::document::{Document, notes};
use crate::exchange::xliff::inline::{Numbers, current};
use crate::exchange::xliff::v1_codes;
use crate::exchange::xliff::vendor;
use crate::exchange::xml::{Element, escaped, escaped_value};
use crate::memory::Status;
use crate::text::lang::Lang;

/// The rows of a `trans-unit`: one for each segment (`mrk` of type `seg`) where its source is segmented, else one.
pub(crate) fn rows(unit: &Element, document: &Document) -> Vec<Row> {
    let id = unit.attribute("id").map(str::to_owned);
    let approved = unit.attribute("approved") == Some("yes");
    let target = unit.child("target");
    let common = Row {
        id: id.clone(),
        source_lang: document.source_lang.clone(),
        target_lang: document.target_lang.clone(),
        origin: document.origin.clone(),
        context: unit.attribute("resname").map(str::to_owned),
        note: notes(unit.all("note")),
        ..Row::default()
    };
    // What a tool says of its own counts more than the state that it derives from it.
    let judged = |mid: Option<&str>| {
        let said = vendor::said(unit, mid);
        let status = said.status.or_else(|| status(target, approved));
        (status, said.score.or_else(|| target.and_then(score)))
    };
    let mut numbers = Numbers::default();
    let phrase = vendor::is_phrase(unit);
    let mut read = |content: &Element| {
        let seg = v1_codes::read(content, &mut numbers);
        if phrase {
            vendor::with_phrase_codes(&seg, &mut numbers)
        } else {
            seg
        }
    };
    let segments: Vec<&Element> = unit.child("seg-source").map(segments_of).unwrap_or_default();
    if segments.is_empty() {
        let candidates = unit.all("alt-trans").filter_map(candidate).collect();
        let (status, score) = judged(None);
        let row = Row {
            candidates,
            status,
            score,
            ..common
        };
        return vec![row.with_texts(unit.child("source"), target, read)];
    }
    let targets: Vec<&Element> = target.map(segments_of).unwrap_or_default();
    segments
        .into_iter()
        .map(|segment| {
            let mid = segment.attribute("mid");
            let own = targets.iter().find(|target| target.attribute("mid") == mid);
            let id = match (&id, mid) {
                (Some(id), Some(mid)) => Some(format!("{id}.{mid}")),
                _ => id.clone(),
            };
            let of_segment = |alt: &&Element| alt.attribute("mid") == mid;
            let candidates = unit.all("alt-trans").filter(of_segment).filter_map(candidate).collect();
            let (status, score) = judged(mid);
            let row = Row {
                id,
                candidates,
                status,
                score,
                ..common.clone()
            };
            let lang = |element: Option<&Element>| {
                element
                    .and_then(|e| e.attribute("lang"))
                    .and_then(|tag| Lang::parse(tag).ok())
            };
            let row = Row {
                source_lang: lang(unit.child("source")).or(row.source_lang.clone()),
                target_lang: lang(target).or(row.target_lang.clone()),
                ..row
            };
            row.with_texts(Some(segment), own.copied(), &mut read)
        })
        .collect()
}

/// The segments inside a source or target, at any depth of other inline elements.
fn segments_of(element: &Element) -> Vec<&Element> {
    let mut found = Vec::new();
    for child in element.elements() {
        if child.name == "mrk" && child.attribute("mtype") == Some("seg") {
            found.push(child);
        } else {
            found.extend(segments_of(child));
        }
    }
    found
}

/// What the states of section 2.3 mean for us; `approved` is the unit's.
fn status(target: Option<&Element>, approved: bool) -> Option<Status> {
    if approved {
        return Some(Status::Confirmed);
    }
    let target = target?;
    if target
        .attribute("state-qualifier")
        .is_some_and(|qualifier| qualifier.starts_with("rejected"))
    {
        return Some(Status::Rejected);
    }
    match target.attribute("state")? {
        "final" | "signed-off" => Some(Status::Confirmed),
        "translated" if !is_proposal(target) => Some(Status::Aligned),
        _ => Some(Status::ToReview),
    }
}

/// Whether a target's state qualifier (section 2.3) says that a machine or a match that is not exact proposed it.
fn is_proposal(target: &Element) -> bool {
    let qualifier = target.attribute("state-qualifier").unwrap_or_default();
    let names = [
        "mt-suggestion",
        "leveraged-mt",
        "fuzzy-match",
        "tm-suggestion",
        "leveraged-glossary",
    ];
    names.contains(&qualifier.trim_start_matches("x-"))
        || qualifier.starts_with("x-")
            && ["mt", "fuzzy", "machine"]
                .iter()
                .any(|word| qualifier[2..].starts_with(word))
}

/// The score that a target's state qualifier tells: exact matches are 100, others are not told.
fn score(target: &Element) -> Option<f64> {
    matches!(
        target.attribute("state-qualifier")?,
        "exact-match" | "leveraged-inherited" | "id-match"
    )
    .then_some(100.0)
}

fn candidate(alt: &Element) -> Option<Candidate> {
    let target = alt.child("target")?;
    let text_of = |content| {
        v1_codes::read(content, &mut Numbers::default())
            .spaced_text()
            .into_owned()
    };
    Some(Candidate {
        source: alt.child("source").map(text_of),
        target: text_of(target),
        score: alt
            .attribute("match-quality")
            .and_then(number)
            .filter(|score| (0.0..=101.0).contains(score)),
        origin: alt.attribute("origin").map(str::to_owned),
    })
}

/// A text as the content of a `source` or `target`, with its inline elements.
fn content<'t>(codes: Option<&tmx::Seg>, text: &'t str) -> Cow<'t, str> {
    match current(codes, text) {
        Some(seg) => Cow::Owned(v1_codes::write(seg)),
        None => escaped(text),
    }
}

/// Writes a file with one `file` element for each run of rows of the same origin and languages.
pub(crate) struct Xliff12Sink<W: Write> {
    output: W,
    from: Lang,
    to: Lang,
    title: String,
    open: Option<(String, String, String)>,
    count: u64,
}

impl<W: Write> Xliff12Sink<W> {
    pub(crate) fn begin(mut output: W, options: &WriteOptions) -> io::Result<Xliff12Sink<W>> {
        output.write_all(
            b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
              <xliff version=\"1.2\" xmlns=\"urn:oasis:names:tc:xliff:document:1.2\">\n",
        )?;
        let (from, to, title) = (options.from.clone(), options.to.clone(), options.title.clone());
        Ok(Xliff12Sink {
            output,
            from,
            to,
            title,
            open: None,
            count: 0,
        })
    }

    fn file(&mut self, row: &Row) -> io::Result<()> {
        let lang = |lang: &Option<Lang>, default: &Lang| lang.as_ref().unwrap_or(default).to_string();
        let wanted = (
            row.origin.clone().unwrap_or_else(|| self.title.clone()),
            lang(&row.source_lang, &self.from),
            lang(&row.target_lang, &self.to),
        );
        if self.open.as_ref() == Some(&wanted) {
            return Ok(());
        }
        self.close()?;
        writeln!(
            self.output,
            "  <file original=\"{}\" source-language=\"{}\" target-language=\"{}\" datatype=\"plaintext\">\n    <body>",
            escaped_value(&wanted.0),
            wanted.1,
            wanted.2
        )?;
        self.open = Some(wanted);
        Ok(())
    }

    fn close(&mut self) -> io::Result<()> {
        match self.open.take() {
            Some(_) => self.output.write_all(b"    </body>\n  </file>\n"),
            None => Ok(()),
        }
    }
}

impl<W: Write> RowSink for Xliff12Sink<W> {
    fn take(&mut self, row: &Row) -> io::Result<()> {
        self.file(row)?;
        self.count += 1;
        let id = row.id.clone().unwrap_or_else(|| self.count.to_string());
        write!(self.output, "      <trans-unit id=\"{}\"", escaped_value(&id))?;
        if let Some(context) = &row.context {
            write!(self.output, " resname=\"{}\"", escaped_value(context))?;
        }
        if row.status == Some(Status::Confirmed) && row.target.is_some() {
            write!(self.output, " approved=\"yes\"")?;
        }
        writeln!(
            self.output,
            " xml:space=\"preserve\">\n        <source>{}</source>",
            content(row.source_codes.as_ref(), &row.source)
        )?;
        if let Some(target) = &row.target {
            write!(self.output, "        <target")?;
            let state = match row.status {
                Some(Status::Confirmed) => Some("final"),
                Some(Status::Aligned) => Some("translated"),
                Some(Status::ToReview) => Some("needs-review-translation"),
                Some(Status::Rejected) => Some("needs-translation"),
                None => None,
            };
            if let Some(state) = state {
                write!(self.output, " state=\"{state}\"")?;
            }
            let qualifier = match (row.status, row.score) {
                (Some(Status::Rejected), _) => Some("rejected-inaccurate"),
                (_, Some(score)) if score >= 100.0 => Some("exact-match"),
                (_, Some(_)) => Some("fuzzy-match"),
                (_, None) => None,
            };
            if let Some(qualifier) = qualifier {
                write!(self.output, " state-qualifier=\"{qualifier}\"")?;
            }
            writeln!(self.output, ">{}</target>", content(row.target_codes.as_ref(), target))?;
        }
        if let Some(note) = &row.note {
            writeln!(self.output, "        <note>{}</note>", escaped(note))?;
        }
        for candidate in &row.candidates {
            write!(self.output, "        <alt-trans")?;
            if let Some(score) = candidate.score {
                // A match in the same context is no better for a tool that reads percentages.
                write!(self.output, " match-quality=\"{:.1}%\"", score.min(100.0))?;
            }
            if let Some(origin) = &candidate.origin {
                write!(self.output, " origin=\"{}\"", escaped_value(origin))?;
            }
            write!(self.output, ">")?;
            if let Some(source) = &candidate.source {
                write!(self.output, "<source>{}</source>", escaped(source))?;
            }
            writeln!(
                self.output,
                "<target>{}</target></alt-trans>",
                escaped(&candidate.target)
            )?;
        }
        self.output.write_all(b"      </trans-unit>\n")
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        if self.count == 0 {
            // The standard wants one file at least.
            self.file(&Row::default())?;
        }
        self.close()?;
        self.output.write_all(b"</xliff>\n")?;
        self.output.flush()
    }
}
