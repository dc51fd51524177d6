//! What stands in one file of `tmx/`, and in the file of the same name for the pairs that a person should look at: the
//! units of an article in its order, or those of a range of numbers that have no article. The same units always give the
//! same bytes.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use crate::memory::model::article::{ArticleInfo, Occurrence};
use crate::memory::model::unit::{Status, Unit, UnitId};
use crate::memory::store::beads;
use crate::memory::store::dictionaries::Names;
use crate::memory::store::rows;
use crate::memory::store::tmx_folder::names::UnitFile;
use crate::memory::tmx_unit;

/// The units of one file, read from the database and not yet written.
pub(crate) struct Document {
    /// The file's name.
    pub(crate) file: String,
    /// Whether the first of its [`Pages`] is there even when no unit stands in it.
    kept_when_empty: bool,
    source_lang: String,
    /// The article's name and its title.
    article: Option<(String, Option<String>)>,
    units: Vec<(Unit, Vec<Occurrence>)>,
}

/// A document as TMX, by how far its units are to be trusted; rejected ones stand in neither.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Pages {
    /// For `tmx/`; `None` for no file.
    pub(crate) sure: Option<Vec<u8>>,
    /// Those that are to be reviewed; `None` for no file.
    pub(crate) doubtful: Option<Vec<u8>>,
}

impl Document {
    /// The units of an article, each once, in its order.
    pub(crate) fn of_article(conn: &Connection, names: &Names, article: ArticleInfo) -> rusqlite::Result<Document> {
        let mut places: HashMap<UnitId, Vec<Occurrence>> = HashMap::new();
        let mut order = Vec::new();
        // What a person rejected here is not offered for the sake of this article.
        let rejected = beads::rejected_in_article(conn, article.id)?;
        let occurrences = beads::occurrences_of_article(conn, article.id)?;
        for occurrence in occurrences.into_iter().filter(|o| !rejected.contains(&o.bead)) {
            let of_unit = places.entry(occurrence.unit).or_default();
            if of_unit.is_empty() {
                order.push(occurrence.unit);
            }
            of_unit.push(occurrence);
        }
        let mut units = Vec::with_capacity(order.len());
        // A new article's units stand side by side.
        for run in order.chunk_by(|a, b| b.0 == a.0 + 1) {
            for unit in rows::load_units(conn, names, run[0], run[run.len() - 1])? {
                let of_unit = places.remove(&unit.id).unwrap_or_default();
                units.push((unit, of_unit));
            }
        }
        Ok(Document {
            kept_when_empty: true,
            source_lang: article.source_lang.to_string(),
            article: Some((article.name, article.title)),
            file: article.file,
            units,
        })
    }

    /// The units of a range that have no article, by number. The header gives the source language that all of them share.
    pub(crate) fn of_units(conn: &Connection, names: &Names, file: UnitFile) -> rusqlite::Result<Document> {
        let (first, last) = file.units();
        let placed: HashSet<UnitId> = beads::occurrences_of_units(conn, first, last)?
            .into_iter()
            .map(|occurrence| occurrence.unit)
            .collect();
        let mut units = rows::load_units(conn, names, first, last)?;
        units.retain(|unit| !placed.contains(&unit.id));
        let mut langs = units.iter().filter_map(|unit| unit.variants.first()).map(|v| &v.lang);
        let source_lang = match langs.next() {
            Some(lang) if langs.all(|other| other == lang) => lang.to_string(),
            _ => "*all*".to_owned(),
        };
        Ok(Document {
            file: file.name(),
            kept_when_empty: false,
            source_lang,
            article: None,
            units: units.into_iter().map(|unit| (unit, Vec::new())).collect(),
        })
    }

    /// A file that is to go.
    pub(crate) fn none(file: &str) -> Document {
        Document {
            file: file.to_owned(),
            kept_when_empty: false,
            source_lang: String::new(),
            article: None,
            units: Vec::new(),
        }
    }

    /// The document as TMX.
    pub(crate) fn render(&self) -> Result<Pages, tmx::WriteError> {
        let page = |doubtful: bool, kept_when_empty: bool| {
            let belongs = |(unit, _): &&(Unit, Vec<Occurrence>)| match unit.status {
                Status::ToReview => doubtful,
                Status::Aligned | Status::Confirmed => !doubtful,
                Status::Rejected => false,
            };
            let mut units = self.units.iter().filter(belongs).peekable();
            if units.peek().is_none() && !kept_when_empty {
                return Ok(None);
            }
            let mut header = tmx::Header::new(&self.source_lang, "interligne", env!("CARGO_PKG_VERSION"));
            let (name, title) = self
                .article
                .as_ref()
                .map_or(("", None), |(n, t)| (n.as_str(), t.as_ref()));
            header.notes.extend(title.map(|title| tmx::Note::new(title)));
            let mut writer = tmx::Writer::new(Vec::new(), &header, tmx::WriterOptions::default())?;
            for (unit, occurrences) in units {
                let places: Vec<(&str, Occurrence)> = occurrences.iter().map(|o| (name, o.clone())).collect();
                writer.write(&tmx_unit::to_tmx(unit, &places, &self.source_lang))?;
            }
            writer.finish().map(Some)
        };
        Ok(Pages {
            sure: page(false, self.kept_when_empty)?,
            doubtful: page(true, false)?,
        })
    }
}
