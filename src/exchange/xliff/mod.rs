//! An XLIFF file of any version → rows.

pub(crate) mod document;
pub(crate) mod inline;
pub(crate) mod v1;
pub(crate) mod v1_codes;
pub(crate) mod v2;
pub(crate) mod v2_codes;
mod vendor;

use std::collections::VecDeque;
use std::path::Path;

use crate::exchange::error::ExchangeError;
use crate::exchange::row::Row;
use crate::exchange::source::{Rows, until_end};
use crate::exchange::xliff::document::{Document, language};
use crate::exchange::xml::{Item, XmlStream};

/// What the file should be, for messages.
const EXPECTED: &str = "an XLIFF file: a root element `xliff` with version 1.0 to 1.2 or 2.0 to 2.1";

/// Opens a file and tells its version.
pub(crate) fn read(path: &Path) -> Result<Rows, ExchangeError> {
    let mut stream = XmlStream::open(path, EXPECTED)?;
    let Some(Item::Open(root)) = stream.next(&[])? else {
        return Err(stream.wrong("there is no XML element", EXPECTED));
    };
    if root.name != "xliff" {
        return Err(stream.wrong(format!("the root element is `{}`", root.name), EXPECTED));
    }
    let version = root.attribute("version").unwrap_or_default();
    let second = match version.split('.').next() {
        Some("1") => false,
        Some("2") => true,
        _ => return Err(stream.wrong(format!("the version is `{version}`"), EXPECTED)),
    };
    let mut document = Document::default();
    if second {
        document.source_lang = language(&stream, &root, "srcLang")?;
        document.target_lang = language(&stream, &root, "trgLang")?;
    }
    let mut units = Units {
        stream,
        second,
        document,
        ready: VecDeque::new(),
    };
    Ok(until_end(move || units.next_row()))
}

/// The rows of a file, unit by unit.
struct Units {
    stream: XmlStream,
    second: bool,
    document: Document,
    ready: VecDeque<Row>,
}

impl Units {
    fn next_row(&mut self) -> Result<Option<Row>, ExchangeError> {
        loop {
            if let Some(row) = self.ready.pop_front() {
                return Ok(Some(row));
            }
            let unit = if self.second { "unit" } else { "trans-unit" };
            match self.stream.next(&[unit, "header", "skeleton", "bin-unit"])? {
                None => return Ok(None),
                Some(Item::Open(element)) if element.name == "file" => {
                    self.document.origin = element.attribute("original").map(str::to_owned);
                    if !self.second {
                        self.document.source_lang = language(&self.stream, &element, "source-language")?;
                        self.document.target_lang = language(&self.stream, &element, "target-language")?;
                    }
                }
                Some(Item::Whole(element)) if element.name == unit => {
                    let rows = if self.second {
                        v2::rows(&element, &self.document)
                    } else {
                        v1::rows(&element, &self.document)
                    };
                    self.ready.extend(rows);
                }
                Some(Item::Open(_) | Item::Whole(_) | Item::Close) => {}
            }
        }
    }
}
