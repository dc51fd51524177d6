//! Actions that say something of a bead: confirm, reject, edit, note.

use crate::memory::actions::desk::{Desk, Step, refused};
use crate::memory::import::mending::remember_original;
use crate::memory::model::bead::{BeadId, BeadOrigin, BeadSide, BeadState};
use crate::memory::model::identity;
use crate::memory::model::markup::carried;
use crate::memory::model::unit::{NewUnit, Unit};
use crate::memory::store::beads;
use crate::text::visible::has_visible;

impl Desk<'_, '_> {
    pub(super) fn confirm(&mut self, from: BeadId, to: BeadId) -> Step {
        let ends = [self.take(from)?, self.take(to)?];
        let (first, last) = (ends[0].bead.ord, ends[1].bead.ord);
        let (first, last) = (first.min(last), first.max(last));
        let mut changed = false;
        for bead in beads::beads_between(&self.write.tx, self.info.id, first, last)? {
            if bead.state == BeadState::Confirmed {
                continue;
            }
            let mut taken = self.take(bead.id)?;
            // What was rejected or deleted among many stays so.
            let is_decided = matches!(bead.state, BeadState::Rejected | BeadState::Deleted);
            if is_decided && from != to {
                continue;
            }
            if taken.is_null() {
                // That its segments have no counterpart is right: they are kept so.
                if taken.bead.origin == BeadOrigin::Person {
                    continue;
                }
                taken.bead.origin = BeadOrigin::Person;
            } else {
                taken.bead.state = BeadState::Confirmed;
            }
            self.lay(taken)?;
            changed = true;
        }
        if changed {
            Ok(())
        } else if from == to && ends[0].is_null() {
            refused(format!("bead {from} is settled already"))
        } else if from == to {
            refused(format!("bead {from} is confirmed already"))
        } else {
            refused("all of them are confirmed, or settled")
        }
    }

    pub(super) fn reject(&mut self, id: BeadId) -> Step {
        let mut taken = self.take(id)?;
        if taken.is_null() {
            return refused(format!("bead {id} has one side only"));
        }
        match taken.bead.state {
            BeadState::Rejected => return refused(format!("bead {id} is rejected already")),
            BeadState::Deleted => {
                return refused(format!(
                    "the unit of bead {id} was deleted: nothing is offered for its sake"
                ));
            }
            BeadState::Auto | BeadState::Confirmed | BeadState::ToReview => {}
        }
        taken.bead.state = BeadState::Rejected;
        self.lay(taken)
    }

    pub(super) fn note(&mut self, id: BeadId, text: Option<&str>) -> Step {
        let mut taken = self.take(id)?;
        taken.bead.note = text
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .map(|text| carried(text).into_owned());
        self.lay(taken)
    }

    pub(super) fn edit(&mut self, id: BeadId, new: [Option<&str>; 2]) -> Step {
        let mut taken = self.take(id)?;
        if new == [None, None] {
            return refused("no new text is given");
        }
        for side in BeadSide::BOTH {
            let Some(text) = new[side.index()] else { continue };
            let name = side.as_str();
            if !has_visible(text) {
                return refused(format!(
                    "the new {name} text is empty: reject the bead, or leave its segments out"
                ));
            }
            let text = one_line(text);
            let was = taken.text(side.index());
            let segments = &mut taken.sides[side.index()];
            let Some((first, rest)) = segments.split_first_mut() else {
                return refused(format!(
                    "bead {id} has no {name} segment: link it with one, or take one in, first"
                ));
            };
            if was == text && rest.is_empty() {
                continue;
            }
            let said = std::iter::once(&*first)
                .chain(&*rest)
                .filter_map(|s| s.original.as_deref().or(s.text.as_deref()))
                .collect::<Vec<&str>>()
                .join(" ");
            first.original = Some(said.trim().to_owned());
            first.text = Some(text);
            let rest = segments.split_off(1);
            for segment in &rest {
                self.write.drop_segment(segment)?;
            }
        }
        if !taken.is_null() {
            taken.bead.state = BeadState::Confirmed;
        }
        match taken.unit.clone() {
            Some(unit) if !taken.is_null() => {
                let edited = self.edited_unit(&unit, &[taken.text(0), taken.text(1)])?;
                let was = taken.bead.unit;
                taken.bead.unit = Some(edited.id);
                if let Some(was) = was {
                    self.touch_unit(was);
                }
                self.lay_with(&taken.bead, taken.sides, Some(&edited))
            }
            _ => self.lay(taken),
        }
    }

    /// The unit of a bead with new texts: the same one changed where nothing else holds it; else another.
    fn edited_unit(&mut self, unit: &Unit, texts: &[String; 2]) -> Step<Unit> {
        let mut after = unit.clone();
        for side in BeadSide::BOTH {
            let lang = [&self.info.source_lang, &self.info.target_lang][side.index()];
            let at = match unit.pair(&self.info.source_lang, &self.info.target_lang) {
                Some((source, target)) => {
                    let wanted = [source, target][side.index()];
                    unit.variants.iter().position(|v| std::ptr::eq(v, wanted))
                }
                None => unit.variants.iter().position(|v| v.lang == *lang),
            };
            let Some(at) = at else { return self.unit_of(texts) };
            let variant = &mut after.variants[at];
            if variant.text != texts[side.index()] {
                variant.text.clone_from(&texts[side.index()]);
                variant.markup = None;
            }
        }
        if after.variants == unit.variants {
            return Ok(unit.clone());
        }
        let identity = identity::identity(&after.variants);
        if let Some(twin) = self.write.find(identity, &after.variants)? {
            return Ok(twin);
        }
        remember_original(unit, &mut after);
        after.changed = Some(self.write.now);
        after.changed_by.clone_from(&self.write.author);
        let is_alone = beads::beads_of_unit(&self.write.tx, unit.id)?.len() == 1;
        if is_alone && unit.import.is_none() {
            self.write.change_unit(unit, &after)?;
            return Ok(after);
        }
        let new = NewUnit {
            import: None,
            given: None,
            usage_count: 0,
            last_used: None,
            tuid: None,
            ..NewUnit::from(after)
        };
        Ok(self.write.add_unit(new, identity)?)
    }
}

/// A text as a segment holds it: one line, with U+FFFD for what no TMX can carry, so that database and files say the same.
fn one_line(text: &str) -> String {
    let is_break = |c: char| matches!(c, '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let line = text.replace("\r\n", " ").replace(is_break, " ");
    carried(line.trim()).into_owned()
}
