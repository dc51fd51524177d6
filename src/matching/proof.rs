//! A name → whether the memory proves that it stays as it is in translation: another unit has it in both of its texts.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;
use std::ops::ControlFlow;

use rustc_hash::FxHashMap;

use super::adapt::has_name;
use super::index::store::Index;
use super::index::vocabulary;
use crate::memory::{Memory, MemoryError, PairRow, Status, UnitId};
use crate::text::lang::Lang;
use crate::text::tokens;

/// Tells of a name whether it stays.
type Look<'a> = dyn Fn(&str) -> Result<bool, MemoryError> + 'a;

/// The names that the memory proves, looked up when they are first asked for.
pub(super) struct Proof<'a> {
    known: RefCell<FxHashMap<String, bool>>,
    look: Box<Look<'a>>,
}

impl fmt::Debug for Proof<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proof")
            .field("known", &self.known)
            .finish_non_exhaustive()
    }
}

impl<'a> Proof<'a> {
    /// Looks names up in the index.
    pub(super) fn indexed(memory: &'a Memory, index: &'a Index, from: &'a Lang, to: &'a Lang) -> Proof<'a> {
        Proof::new(move |name| {
            for id in units_with(index, [from, to], name) {
                if let Some(unit) = memory.unit(UnitId(id))?
                    && unit.status != Status::Rejected
                    && unit.pairs(from, to).iter().any(|(a, b)| proves(name, &a.text, &b.text))
                {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }

    /// Looks names up by reading every unit.
    pub(super) fn scanned(memory: &'a Memory, from: &'a Lang, to: &'a Lang) -> Proof<'a> {
        Proof::new(move |name| {
            let mut found = false;
            memory.scan_texts(from, to, i64::MIN..=i64::MAX, |pair: PairRow<'_>| {
                found = pair.status != Status::Rejected && proves(name, pair.source, pair.target);
                if found {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            })?;
            Ok(found)
        })
    }

    fn new(look: impl Fn(&str) -> Result<bool, MemoryError> + 'a) -> Proof<'a> {
        Proof {
            known: RefCell::default(),
            look: Box::new(look),
        }
    }

    /// Whether the name is proven; a memory that cannot be read proves nothing.
    pub(super) fn of(&self, name: &str) -> bool {
        if let Some(known) = self.known.borrow().get(name) {
            return *known;
        }
        let found = (self.look)(name).unwrap_or(false);
        self.known.borrow_mut().insert(name.to_owned(), found);
        found
    }
}

/// Whether two texts, which are not the same one twice, both have the name.
fn proves(name: &str, source: &str, target: &str) -> bool {
    has_name(source, name) && has_name(target, name) && tokens::canonical(source) != tokens::canonical(target)
}

/// The units that have all words of the name in both languages.
fn units_with(index: &Index, langs: [&Lang; 2], name: &str) -> Vec<i64> {
    let words: Vec<String> = tokens::tokenize(name).into_iter().map(|token| token.text).collect();
    let [of_source, of_target] = langs.map(|lang| {
        let mut found: HashSet<i64> = HashSet::new();
        for entry in index.entries() {
            let view = entry.part(index.side(lang)).view();
            let numbers = words.iter().map(|word| view.find(word, vocabulary::hash(word)));
            let Some(numbers) = numbers.collect::<Option<Vec<u32>>>() else {
                continue;
            };
            let mut all = vec![u64::MAX; (view.units() as usize).div_ceil(64)];
            let mut bits = vec![0; all.len()];
            for number in numbers {
                bits.fill(0);
                view.mark_units(number, &mut bits);
                all.iter_mut().zip(&bits).for_each(|(all, bits)| *all &= bits);
            }
            for (word, at) in all.into_iter().zip((0u32..).step_by(64)) {
                let mut left = word;
                while left != 0 {
                    found.extend(view.id(at + left.trailing_zeros()).filter(|id| entry.is_alive(*id)));
                    left &= left - 1;
                }
            }
        }
        found
    });
    let mut both: Vec<i64> = of_source.intersection(&of_target).copied().collect();
    both.sort_unstable();
    both
}
