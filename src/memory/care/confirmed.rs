//! The confirmed units of a memory → a lexicon of what they say, for the aligner; kept beside the index until it changes.

use std::io::{self, Write as _};
use std::path::Path;

use crate::align::lexicon::{Lexicon, TrainingPair};
use crate::inside;
use crate::memory::model::unit::{Status, UnitId};
use crate::memory::store::changes::{ChangeKind, ChangeMark};
use crate::memory::store::rows;
use crate::memory::{INDEX_FOLDER, Memory, MemoryError};
use crate::text::lang::Lang;

/// Units beyond this number, the newest first, teach nothing more, so that the time is bounded.
const MOST_UNITS: i64 = 10_000;
/// Bytes of a change mark before the lexicon in its file.
const MARK: usize = 16;

impl Memory {
    /// What the confirmed units teach of the words of two languages, beginning from what `base` says of them; `None`
    /// when none is confirmed.
    ///
    /// The lexicon is kept in the memory's index folder, where that can be written, and learned anew when confirmed units
    /// came or units were changed or deleted.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn confirmed_lexicon(
        &self,
        from: &Lang,
        to: &Lang,
        base: Option<&Lexicon>,
    ) -> Result<Option<Lexicon>, MemoryError> {
        let now = self.change_mark()?;
        let name = format!("confirmed.{from}.{to}.lexicon");
        if let Some((mark, lexicon)) = self.stored(&name) {
            if mark == now {
                return Ok(lexicon);
            }
            if self.same_confirmed(&mark)? {
                self.keep(&name, &now, lexicon.as_ref());
                return Ok(lexicon);
            }
        }
        let pairs = self.confirmed_pairs(from, to).map_err(|e| self.error(e))?;
        let lexicon = Lexicon::of_confirmed(from, to, &pairs, base);
        self.keep(&name, &now, lexicon.as_ref());
        Ok(lexicon)
    }

    /// Whether nothing happened since that could have touched a confirmed unit.
    fn same_confirmed(&self, mark: &ChangeMark) -> Result<bool, MemoryError> {
        let _now = self.read_snapshot()?;
        let Some(changes) = self.changes_since(mark)? else {
            return Ok(false);
        };
        let query = "SELECT EXISTS (SELECT 1 FROM unit WHERE id BETWEEN ? AND ? AND status = ?)";
        for change in changes {
            let confirmed = |(first, last)| -> rusqlite::Result<bool> {
                self.conn
                    .prepare_cached(query)?
                    .query_row((first, last, Status::Confirmed.code()), |row| row.get(0))
            };
            let touched = change.kind != ChangeKind::Added
                || confirmed((*change.units.start(), *change.units.end())).map_err(|e| self.error(e))?;
            if touched {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The texts of the newest confirmed units.
    fn confirmed_pairs(&self, from: &Lang, to: &Lang) -> rusqlite::Result<Vec<TrainingPair>> {
        let _now = self.begin_reading()?;
        let names = self.names()?;
        let query = "SELECT id FROM unit WHERE status = ? ORDER BY id DESC LIMIT ?";
        let mut statement = self.conn.prepare_cached(query)?;
        let ids = statement.query_map((Status::Confirmed.code(), MOST_UNITS), |row| Ok(UnitId(row.get(0)?)))?;
        let mut pairs = Vec::new();
        for id in ids {
            let unit = rows::load_unit(&self.conn, &names, id?)?;
            if let Some((source, target)) = unit.as_ref().and_then(|u| u.pair(from, to)) {
                pairs.push(TrainingPair {
                    source: source.text.clone(),
                    target: target.text.clone(),
                    weight: 1.0,
                });
            }
        }
        Ok(pairs)
    }
}

impl Memory {
    /// The mark and the lexicon in a file of the index's folder, if it can be used; a lexicon of nothing is none.
    fn stored(&self, name: &str) -> Option<(ChangeMark, Option<Lexicon>)> {
        let path = self.index_dir().join(name);
        if !inside::has_folder(&self.dir, Path::new(INDEX_FOLDER)) {
            return None;
        }
        let bytes = inside::read(&path).ok()?;
        let (mark, rest) = bytes.split_at_checked(MARK)?;
        let (seq, token) = mark.split_at(MARK / 2);
        let mark = ChangeMark {
            seq: i64::from_le_bytes(seq.try_into().ok()?),
            token: i64::from_le_bytes(token.try_into().ok()?),
        };
        let lexicon = match rest {
            [] => None,
            bytes => Some(Lexicon::from_bytes(bytes.to_vec(), &path).ok()?),
        };
        Some((mark, lexicon))
    }

    /// Keeps a lexicon for the next time. Where that is impossible, it is learned again.
    fn keep(&self, name: &str, mark: &ChangeMark, lexicon: Option<&Lexicon>) {
        let written = inside::folder(&self.dir, Path::new(INDEX_FOLDER)).and_then(|folder| {
            inside::write(&folder.join(name), |out| {
                out.write_all(&mark.seq.to_le_bytes())?;
                out.write_all(&mark.token.to_le_bytes())?;
                out.write_all(lexicon.map(Lexicon::as_bytes).unwrap_or_default())
            })
        });
        // A memory that cannot be written to, or a full disk: nothing is lost but time.
        let _: io::Result<()> = written;
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::memory::Mode;
    use crate::memory::import::article_pair::tests::{store, text_pair};

    #[test]
    fn what_is_confirmed_is_learned_and_what_is_not_is_not() {
        let [from, to] = ["fr", "en"].map(|tag| Lang::parse(tag).expect("a tag written in a test"));
        let dir = tempfile::tempdir().unwrap();
        let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
        let lines = [
            ("Le zorblat est vert.", "The quandle is green."),
            ("Mon zorblat est petit.", "My quandle is small."),
        ];
        store(&mut memory, "a", &text_pair(&lines));
        let learned = |memory: &Memory| memory.confirmed_lexicon(&from, &to, None).unwrap();
        assert!(learned(&memory).is_none());
        memory.set_status(&[UnitId(1), UnitId(2)], Status::Confirmed).unwrap();
        for _ in 0..2 {
            // The second time it comes from its file.
            let lexicon = learned(&memory).expect("two confirmed units");
            let (word, forward, _) = lexicon.translations("zorblat").swap_remove(0);
            assert_eq!(word, "quandle");
            assert!(forward > 0.4, "{forward}");
        }
        store(&mut memory, "b", &text_pair(&[("Il neige.", "It is snowing.")]));
        let mark = memory.change_mark().unwrap();
        assert!(learned(&memory).is_some());
        let name = "confirmed.fr.en.lexicon";
        let path = memory.index_dir().join(name);
        assert_eq!(memory.stored(name).map(|(mark, _)| mark), Some(mark));
        fs::write(&path, b"not a lexicon at all").unwrap();
        assert!(learned(&memory).is_some());
    }
}
