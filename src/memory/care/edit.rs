//! Changes by hand: a unit's text, its status, deletions.

use crate::memory::import::mending::{ORIGINAL, remember_original};
use crate::memory::model::bead::BeadSide;
use crate::memory::model::identity;
use crate::memory::model::markup::carried;
use crate::memory::model::unit::{Status, Unit, UnitId};
use crate::memory::store::bead_writes::side_text;
use crate::memory::store::beads;
use crate::memory::store::changes::ChangeMark;
use crate::memory::store::rows;
use crate::memory::store::transaction::Write;
use crate::memory::{Memory, MemoryError};
use crate::text::lang::Lang;
use crate::text::visible::has_visible;

/// What `memory edit` changes in a unit; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnitEdit {
    /// New plain texts, each for the variant that serves the language ([`Unit::variant`]). Inline elements of that
    /// variant go with its old text.
    pub texts: Vec<(Lang, String)>,
    /// The new status. Without one, a unit whose text was edited counts as confirmed.
    pub status: Option<Status>,
}

impl UnitEdit {
    /// A new plain text for the variant that serves the language.
    #[must_use]
    pub fn text(mut self, lang: Lang, text: impl Into<String>) -> UnitEdit {
        self.texts.push((lang, text.into()));
        self
    }

    /// The new status.
    #[must_use]
    pub fn status(mut self, status: Status) -> UnitEdit {
        self.status = Some(status);
        self
    }
}

impl Memory {
    /// Changes a unit by hand and gives it back as it is now. If its new content is that of another unit, the two
    /// become one: the other takes over the occurrences, and is what comes back.
    ///
    /// # Errors
    /// [`MemoryError::NoSuchUnit`]; [`MemoryError::BadEdit`] for a language that the unit does not have or an empty
    /// text; else when the memory cannot be written.
    pub fn edit_unit(&mut self, id: UnitId, edit: &UnitEdit) -> Result<Unit, MemoryError> {
        let mut write = self.write("edit", &format!("unit {id}"))?;
        let before = write.existing(id)?;
        let mut after = before.clone();
        for (lang, text) in &edit.texts {
            if !has_visible(text) {
                let reason = format!("the text for `{lang}` is empty; use `memory delete` to remove a unit");
                return Err(MemoryError::BadEdit { unit: id, reason });
            }
            let Some(place) = after
                .variant(lang)
                .and_then(|v| after.variants.iter().position(|w| std::ptr::eq(v, w)))
            else {
                return Err(MemoryError::BadEdit {
                    unit: id,
                    reason: format!("it has no text in `{lang}`"),
                });
            };
            after.variants[place].text = carried(text).into_owned();
            after.variants[place].markup = None;
        }
        let edited = after.variants != before.variants;
        after.status = edit
            .status
            .unwrap_or(if edited { Status::Confirmed } else { before.status });
        if after == before {
            return Ok(before);
        }
        let kept = write.apply_edit(&before, after).map_err(|e| write.error(e))?;
        write.commit()?;
        Ok(kept)
    }

    /// Gives units a status and tells how many had another one.
    ///
    /// # Errors
    /// [`MemoryError::NoSuchUnit`] if one of them does not exist (then none is changed); else when the memory cannot be
    /// written.
    pub fn set_status(&mut self, units: &[UnitId], status: Status) -> Result<u64, MemoryError> {
        let summary = match units {
            [one] => format!("unit {one} {status}"),
            _ => format!("{} units {status}", units.len()),
        };
        let mut write = self.write("status", &summary)?;
        let mut changed = 0;
        for id in units {
            let before = write.existing(*id)?;
            if before.status != status {
                let set = |write: &mut Write<'_>| {
                    let after = write.decide(&before, status)?;
                    write.touch(&before, after)
                };
                set(&mut write).map_err(|e| write.error(e))?;
                changed += 1;
            }
        }
        if changed > 0 {
            write.commit()?;
        }
        Ok(changed)
    }

    /// Deletes units. Their beads stay in their articles without a unit, and a later import of the same files does not bring them back.
    ///
    /// # Errors
    /// [`MemoryError::NoSuchUnit`] if one of them does not exist (then none is deleted); else when the memory cannot be
    /// written.
    pub fn delete_units(&mut self, units: &[UnitId]) -> Result<(), MemoryError> {
        self.delete_units_as("delete", units, None)
    }

    /// Deletes units under another word of the history, unless units were changed after `mark`.
    pub(crate) fn delete_units_as(
        &mut self,
        kind: &str,
        units: &[UnitId],
        mark: Option<ChangeMark>,
    ) -> Result<(), MemoryError> {
        let summary = match units {
            [] => return Ok(()),
            [one] => format!("unit {one}"),
            _ => format!("{} units", units.len()),
        };
        let mut write = self.write(kind, &summary)?;
        if let Some(mark) = mark
            && self.change_mark()? != mark
        {
            return Err(MemoryError::ChangedMeanwhile(self.dir.clone()));
        }
        for id in units {
            let unit = write.existing(*id)?;
            write.delete_unit(&unit).map_err(|e| write.error(e))?;
        }
        write.commit()
    }
}

impl Write<'_> {
    /// The unit of that number, or the refusal.
    pub(crate) fn existing(&self, id: UnitId) -> Result<Unit, MemoryError> {
        rows::load_unit(&self.tx, &self.names, id)
            .map_err(|e| self.error(e))?
            .ok_or(MemoryError::NoSuchUnit(id))
    }

    /// Writes `after` over `before`, as changed now by the present author.
    pub(crate) fn touch(&mut self, before: &Unit, after: Unit) -> rusqlite::Result<Unit> {
        let after = Unit {
            changed: Some(self.now),
            changed_by: self.author.clone(),
            ..after
        };
        self.change_unit(before, &after)?;
        Ok(after)
    }

    /// Writes an edited unit: every bead of it gets the new texts and the status.
    fn apply_edit(&mut self, before: &Unit, mut after: Unit) -> rusqlite::Result<Unit> {
        let edited = after.variants != before.variants;
        let of_unit = beads::beads_of_unit(&self.tx, before.id)?;
        if edited && !of_unit.is_empty() {
            remember_original(before, &mut after);
        }
        for bead in of_unit.iter().filter(|_| edited) {
            let Some(info) = self.article(bead.article)? else {
                continue;
            };
            for side in BeadSide::BOTH {
                if side_text(before, &info, side) != side_text(&after, &info, side) {
                    self.join_for_edit(bead, before, side)?;
                }
            }
        }
        let decided = self.decide(before, after.status)?;
        after.given = decided.given;
        let twin = self
            .find(identity::identity(&after.variants), &after.variants)?
            .filter(|twin| twin.id != before.id);
        let Some(twin) = twin else {
            return self.touch(before, after);
        };
        let mut kept = Unit {
            status: after.status,
            ..twin.clone()
        };
        for property in after.extras.properties.into_iter().filter(|p| p.kind == ORIGINAL) {
            if !kept.extras.properties.contains(&property) {
                kept.extras.properties.push(property);
            }
        }
        kept = self.decide(&kept, after.status)?;
        let kept = self.touch(&twin, kept)?;
        self.hand_over_beads(before.id, kept.id)?;
        self.delete_unit(before)?;
        Ok(kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::Mode;
    use crate::memory::import::article_pair::tests::{store, text_pair};

    fn lang(tag: &str) -> Lang {
        Lang::parse(tag).expect("a tag written in a test")
    }

    #[test]
    fn an_edit_confirms_and_merges_with_its_twin() {
        let dir = tempfile::tempdir().unwrap();
        let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
        store(&mut memory, "a", &text_pair(&[("Oui.", "Yes."), ("Oui.", "Yse.")]));
        let edit = |text: &str| UnitEdit {
            texts: vec![(lang("en"), text.to_owned())],
            status: None,
        };
        for nothing in [" ", "\u{200b}", "\u{202e}\u{202c}", "\u{301}", "\0"] {
            let refused = memory.edit_unit(UnitId(2), &edit(nothing));
            assert!(matches!(refused, Err(MemoryError::BadEdit { .. })), "{nothing:?}");
        }
        assert!(matches!(
            memory.edit_unit(UnitId(9), &edit("x")),
            Err(MemoryError::NoSuchUnit(_))
        ));
        let unit = memory.edit_unit(UnitId(2), &edit("Yes.")).unwrap();
        assert_eq!((unit.id, unit.status), (UnitId(1), Status::Confirmed));
        assert!(memory.unit(UnitId(2)).unwrap().is_none());
        assert_eq!(memory.occurrences_of_unit(UnitId(1)).unwrap().len(), 2);
        let unit = memory.edit_unit(UnitId(1), &edit("Indeed.")).unwrap();
        assert_eq!(unit.variant(&lang("en-GB")).map(|v| v.text.as_str()), Some("Indeed."));
        // As any TMX would have it.
        let unit = memory.edit_unit(UnitId(1), &edit("a\0b\nc")).unwrap();
        assert_eq!(
            unit.variant(&lang("en")).map(|v| v.text.as_str()),
            Some("a\u{fffd}b\nc")
        );
    }
}
