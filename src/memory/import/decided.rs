//! An article whose pairs a person has been through → the memory, with what was decided of each, in one transaction.

use rusqlite::{OptionalExtension as _, params};

use crate::memory::import::article_pair::{Outcome, PairReport};
use crate::memory::import::new_pair::{NewPair, PairImport};
use crate::memory::model::unit::{Note, Status, Unit};
use crate::memory::store::rows;
use crate::memory::store::transaction::Write;
use crate::memory::{Memory, MemoryError};

/// What a file says of one bead of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// The status of its unit; `None` leaves that to the bead's confidence, and to what the memory knows.
    pub status: Option<Status>,
    /// A note for its unit.
    pub note: Option<String>,
}

impl Memory {
    /// Stores an article as [`Memory::import_pair_with`] does, and does to its units what `decisions` say, one for each bead of the
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
        let decided = write.follow(decisions, fingerprint, options, &mut report);
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
    /// Does what was decided of each bead, and tells whether anything is to be committed.
    fn follow(
        &mut self,
        decisions: &[Decision],
        fingerprint: i64,
        options: &PairImport,
        report: &mut PairReport,
    ) -> rusqlite::Result<bool> {
        if report.outcome == Outcome::Unchanged && !options.afresh && self.knows_file(fingerprint)? {
            return Ok(false);
        }
        let occurrences = rows::occurrences_of_article(&self.tx, report.article)?;
        let mut changed = false;
        for occurrence in &occurrences {
            let Some(decision) = usize::try_from(occurrence.position)
                .ok()
                .and_then(|at| decisions.get(at))
            else {
                continue;
            };
            let Some(before) = self.unit(occurrence.unit)? else {
                continue;
            };
            let after = decision.applied_to(&before);
            if after != before {
                self.touch(&before, after)?;
                changed = true;
            }
        }
        if changed && report.outcome == Outcome::Unchanged {
            report.outcome = Outcome::Replaced;
        }
        let units = rows::units_of(&self.tx, &self.names, &occurrences)?;
        report.to_review = units.values().filter(|unit| unit.status == Status::ToReview).count() as u64;
        Ok(report.outcome != Outcome::Unchanged)
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

impl Decision {
    fn applied_to(&self, before: &Unit) -> Unit {
        let mut after = before.clone();
        if let Some(status) = self.status {
            after.status = status;
        }
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
