//! An article whose pairs a person has been through → the memory, with what was decided of each, in one transaction.

use std::collections::HashMap;
use std::ops::Range;

use rusqlite::{OptionalExtension as _, params};

use crate::memory::import::article_pair::{Outcome, PairReport};
use crate::memory::import::earlier::Old;
use crate::memory::import::layout::normal_texts;
use crate::memory::import::new_pair::{NewPair, PairImport};
use crate::memory::model::bead::{BeadState, StoredBead};
use crate::memory::model::unit::{Note, Status, Unit};
use crate::memory::store::beads;
use crate::memory::store::transaction::Write;
use crate::memory::{Memory, MemoryError};

/// What a file says of one bead of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// What it is to be; `None` leaves that to the bead's confidence, and to what the memory knows.
    pub status: Option<Status>,
    /// A note for it and its unit.
    pub note: Option<String>,
}

impl Memory {
    /// Stores an article as [`Memory::import_pair_with`] does, and decides of its beads what `decisions` say, one for each bead of the
    /// alignment.
    ///
    /// `file` and `fingerprint` are the name of the file that said so and the hash of its content
    /// ([`crate::memory::fingerprint`]): the same file again changes nothing, whatever was decided since.
    ///
    /// # Errors
    /// As [`Memory::import_pair`].
    pub fn import_decided(
        &mut self,
        pair: &NewPair<'_>,
        decisions: &[Decision],
        (file, fingerprint): (&str, i64),
        options: &PairImport,
    ) -> Result<PairReport, MemoryError> {
        let mut write = self.write("import", &format!("article {}", pair.name))?;
        let mut report = write.store_aligned(pair, options)?;
        let decided = write.follow((pair, decisions), fingerprint, options, &mut report);
        if !decided.map_err(|e| write.error(e))? {
            return Ok(report);
        }
        write.note_file(file, fingerprint).map_err(|e| write.error(e))?;
        if !options.dry_run {
            write.commit()?;
        }
        Ok(report)
    }
}

impl Write<'_> {
    /// Does what was decided of each bead of a pair that is in the memory as such, and tells whether anything is to be committed.
    fn follow(
        &mut self,
        (pair, decisions): (&NewPair<'_>, &[Decision]),
        fingerprint: i64,
        options: &PairImport,
        report: &mut PairReport,
    ) -> rusqlite::Result<bool> {
        if report.outcome == Outcome::Unchanged && !options.afresh && self.knows_file(fingerprint)? {
            return Ok(false);
        }
        let mut changed = false;
        let Some(info) = self.article(report.article)? else {
            return Ok(false);
        };
        let decision_of: HashMap<[Range<usize>; 2], &Decision> = pair
            .alignment
            .beads
            .iter()
            .zip(decisions)
            .map(|(bead, decision)| ([bead.source.clone(), bead.target.clone()].map(unplaced), decision))
            .collect();
        let texts = [pair.source, pair.target].map(normal_texts);
        let old = Old::load(&self.tx, &self.names, &info)?;
        for (bead, sides) in old.beads_among(&info, [&texts[0], &texts[1]]) {
            if let Some(decision) = decision_of.get(&sides.map(unplaced)) {
                changed |= self.decide_bead(bead, decision)?;
            }
        }
        if changed && report.outcome == Outcome::Unchanged {
            report.outcome = Outcome::Replaced;
        }
        report.to_review =
            self.count_to_review(&beads::beads_of_article(&self.tx, report.article)?, &HashMap::new())?;
        Ok(report.outcome != Outcome::Unchanged)
    }

    /// Does to a bead and its unit what was decided of them, and tells whether that is something new.
    fn decide_bead(&mut self, bead: &StoredBead, decision: &Decision) -> rusqlite::Result<bool> {
        let Some(unit) = bead.unit else { return Ok(false) };
        let mut after = bead.clone();
        match decision.status {
            None => {}
            Some(Status::ToReview) => after.state = BeadState::ToReview,
            Some(status) => after.state = BeadState::of(status),
        }
        if decision.status == Some(Status::Aligned) {
            // The aligner's doubt is set aside.
            after.confidence = None;
        }
        if decision.note.is_some() {
            after.note.clone_from(&decision.note);
        }
        let is_new = after != *bead;
        if is_new {
            self.put_bead(&after)?;
        }
        let Some(before) = self.refresh_unit(unit)? else {
            return Ok(is_new);
        };
        let noted = decision.noted_on(&before);
        if is_new || noted != before {
            self.touch(&before, noted)?;
            return Ok(true);
        }
        Ok(false)
    }

    fn knows_file(&self, fingerprint: i64) -> rusqlite::Result<bool> {
        let known: Option<i64> = self
            .tx
            .query_row(
                "SELECT id FROM import WHERE fingerprint = ? LIMIT 1",
                [fingerprint],
                |row| row.get(0),
            )
            .optional()?;
        Ok(known.is_some())
    }

    /// Notes the file among the imported ones.
    fn note_file(&self, name: &str, fingerprint: i64) -> rusqlite::Result<()> {
        self.tx.execute(
            "INSERT INTO import (name, fingerprint, operation, started, finished, position) VALUES (?1, ?2, ?3, ?4, ?4, 0)",
            params![name, fingerprint, self.operation, self.now.0],
        )?;
        self.snapshot("import", self.tx.last_insert_rowid(), None)
    }
}

/// Where nothing is does not matter.
fn unplaced(range: Range<usize>) -> Range<usize> {
    if range.is_empty() { 0..0 } else { range }
}

impl Decision {
    /// The unit with the note, once.
    fn noted_on(&self, before: &Unit) -> Unit {
        let mut after = before.clone();
        if let Some(text) = &self.note
            && !after.extras.notes.iter().any(|note| &note.text == text)
        {
            after.extras.notes.push(Note {
                text: text.clone(),
                ..Note::default()
            });
        }
        after
    }
}
