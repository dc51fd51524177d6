//! The table that `align` writes, which people mend in a spreadsheet → an article again, pair by pair.
//!
//! Each row has an identifier that tells what the aligner's pair said, so that a row which a person changed, or made, is told
//! from one that nobody touched. A row with one side alone is a segment without counterpart and no unit.

use std::ops::Range;
use std::path::Path;

use crate::align::{Alignment, Bead};
use crate::article::BlockKind;
use crate::exchange::error::ExchangeError;
use crate::exchange::format::Format;
use crate::exchange::read::read_rows;
use crate::exchange::row::Row;
use crate::exchange::source::FileLanguages;
use crate::memory::{Decision, NewPair, REVIEW_BELOW, Status, context_hash, normalise};
use crate::pair::article_name;
use crate::segment::Segment;
use crate::text::lang::Lang;

/// What the identifier of such a row begins with. No spreadsheet takes it for a number.
const MARK: &str = "align:";

/// Within this many rows the first with a mark must come, for a table to be one of these.
const LOOKED_AT: usize = 50;

/// The identifier of a pair of these texts, either of which may be empty; white space at the ends and runs of it do not count.
#[must_use]
pub fn alignment_id(source: &str, target: &str) -> String {
    let hash = context_hash(source).rotate_left(1) ^ context_hash(target);
    format!("{MARK}{hash:016x}")
}

/// A bead as a row of such a table. Either text may be empty, not both.
#[must_use]
pub fn alignment_row(source: String, target: String, confidence: f64) -> Row {
    let is_pair = !source.is_empty() && !target.is_empty();
    Row {
        id: Some(alignment_id(&source, &target)),
        status: (is_pair && confidence < REVIEW_BELOW).then_some(Status::ToReview),
        confidence: Some(confidence),
        source,
        target: (!target.is_empty()).then_some(target),
        ..Row::default()
    }
}

/// Whether a file is a table that `align` wrote, mended or not. What cannot be read is none.
#[must_use]
pub fn is_alignment(path: &Path, options: &FileLanguages) -> bool {
    let is_table = matches!(
        Format::of_path(path),
        Some(Format::Tsv | Format::Csv | Format::Xlsx | Format::JsonLines)
    );
    is_table
        && read_rows(path, options).is_ok_and(|rows| {
            rows.take(LOOKED_AT)
                .map_while(Result::ok)
                .any(|row| row.id.is_some_and(|id| id.starts_with(MARK)))
        })
}

/// An article as such a table tells it.
#[derive(Debug)]
pub struct AlignmentTable {
    source: Vec<Segment>,
    target: Vec<Segment>,
    alignment: Alignment,
    decisions: Vec<Decision>,
    langs: [Lang; 2],
    /// Rows with two texts that a person changed or made, and said nothing else of.
    confirmed: u64,
}

impl AlignmentTable {
    /// Reads a table: each side of a row is one segment.
    ///
    /// # Errors
    /// As [`read_rows`]; when the table has no pair of texts.
    pub fn read(path: &Path, options: &FileLanguages) -> Result<AlignmentTable, ExchangeError> {
        let mut table = AlignmentTable {
            source: Vec::new(),
            target: Vec::new(),
            alignment: Alignment::default(),
            decisions: Vec::new(),
            langs: [options.from.clone(), options.to.clone()],
            confirmed: 0,
        };
        for row in read_rows(path, options)? {
            table.take(row?);
        }
        if table.alignment.beads.iter().all(Bead::is_null) {
            let expected = "a source and a translation in at least one row";
            return Err(ExchangeError::content(
                path,
                1,
                "a table without a pair of texts".to_owned(),
                expected,
            ));
        }
        Ok(table)
    }

    /// The article, to be stored: it is known again by the table's place on the disk, and named after the table.
    #[must_use]
    pub fn pair(&self, path: &Path) -> NewPair<'_> {
        let place = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        NewPair {
            key: format!("{}:{}", self.langs[1], place.display()),
            name: article_name(path),
            title: None,
            source_path: Some(path.display().to_string()),
            target_path: None,
            source_lang: self.langs[0].clone(),
            target_lang: self.langs[1].clone(),
            source: &self.source,
            target: &self.target,
            alignment: &self.alignment,
            left_out: [&[], &[]],
            origin: None,
        }
    }

    /// What the table says of each bead of [`AlignmentTable::pair`].
    #[must_use]
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// How many rows with two texts count as confirmed since a person changed or made them. One to which another status is given does not.
    #[must_use]
    pub fn confirmed(&self) -> u64 {
        self.confirmed
    }

    fn take(&mut self, row: Row) {
        let target = row.target.unwrap_or_default();
        let (source, target) = (normalise(&row.source), normalise(&target));
        if source.is_empty() && target.is_empty() {
            return;
        }
        let is_pair = !source.is_empty() && !target.is_empty();
        for (lang, said) in self.langs.iter_mut().zip([&row.source_lang, &row.target_lang]) {
            if let Some(said) = said {
                lang.clone_from(said);
            }
        }
        let edited = match row.id.as_deref().and_then(|id| id.strip_prefix(MARK)) {
            // An older table does not say what the pair was.
            Some("") => false,
            // A table may be read against its direction.
            Some(_) => {
                let known = [alignment_id(&source, &target), alignment_id(&target, &source)];
                row.id.is_none_or(|id| !known.contains(&id))
            }
            None => true,
        };
        // What the aligner wrote there is nobody's decision.
        let written = row
            .confidence
            .is_some_and(|c| c < REVIEW_BELOW)
            .then_some(Status::ToReview);
        let said = row.status.filter(|_| row.status != written);
        let status = said.or(edited.then_some(Status::Confirmed));
        self.confirmed += u64::from(edited && is_pair && status == Some(Status::Confirmed));
        let bead = Bead {
            source: segment(&mut self.source, &source),
            target: segment(&mut self.target, &target),
            // Who makes a pair is sure of it.
            confidence: row.confidence.unwrap_or(1.0),
        };
        self.alignment.beads.push(bead);
        self.decisions.push(Decision {
            status: status.filter(|_| is_pair),
            note: row.note.filter(|_| is_pair),
        });
    }
}

/// Adds a text to the segments of a side, if there is one, as a paragraph of its own, and tells its place.
fn segment(side: &mut Vec<Segment>, text: &str) -> Range<usize> {
    let at = side.len();
    if !text.is_empty() {
        side.push(Segment {
            text: text.to_owned(),
            block: at,
            kind: BlockKind::Paragraph,
            range: 0..text.len(),
        });
    }
    at..side.len()
}
