//! What became of an exchange file, in numbers.

use std::collections::BTreeMap;

use crate::memory::import::unfit::Unfit;
use crate::memory::model::time::Timestamp;
use crate::memory::model::unit::{NewUnit, UnitId, Variant};
use crate::memory::tmx_unit::DropReason;
use crate::text::lang::Lang;

/// What became of a file's units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Units in the file.
    pub read: u64,
    /// Units that are new in the memory.
    pub added: u64,
    /// Units that the memory had, and whose attributes were updated from the file.
    pub merged: u64,
    /// Units that the memory had just so.
    pub unchanged: u64,
    /// Units that were left out, by reason.
    pub dropped: BTreeMap<DropReason, u64>,
    /// Of the units kept: those with text in fewer than two languages, which no match can come from.
    pub one_sided: u64,
    /// Units skipped because an earlier, interrupted import of the file had stored them.
    pub resumed_at: u64,
    /// When the same file was imported before, if it was; usage counts were then not added once more.
    pub imported_before: Option<Timestamp>,
    /// How many of the file's units have a text in each language, whether they were kept or not.
    pub languages: BTreeMap<Lang, u64>,
    /// What was odd about the file.
    pub oddities: Vec<tmx::Oddity>,
    /// When another memory was taken over: what became of the mending of articles that both have.
    pub merged_articles: Vec<MergedArticle>,
}

/// What became of what people did to an article that two memories have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergedArticle {
    /// Its name here.
    pub article: String,
    /// Beads that keep what a person made of them, in either memory.
    pub mended: u64,
    /// Mended units that no longer fit it; they are kept without it.
    pub put_aside: Vec<UnitId>,
    /// What else a person did and no longer fits.
    pub unfit: Vec<Unfit>,
}

impl ImportReport {
    /// What was left out, in the words of [`DropReason::as_str`].
    #[must_use]
    pub fn dropped_by_name(&self) -> BTreeMap<&'static str, u64> {
        let dropped = self.dropped.iter();
        dropped.map(|(reason, count)| (reason.as_str(), *count)).collect()
    }

    pub(crate) fn count_languages(&mut self, unit: &NewUnit) {
        let with_text = |v: &&Variant| !v.is_empty();
        for (at, variant) in unit.variants.iter().enumerate().filter(|(_, v)| with_text(v)) {
            let earlier = unit.variants[..at].iter().filter(with_text);
            if earlier.into_iter().any(|other| other.lang == variant.lang) {
                continue;
            }
            match self.languages.get_mut(&variant.lang) {
                Some(count) => *count += 1,
                None => drop(self.languages.insert(variant.lang.clone(), 1)),
            }
        }
    }
}
