//! The threads of a process → one set of indexes for all of them, such as those of a server.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::concordance::Concordance;
use super::fragments::Fragments;
use super::index::shared::{Held, SharedIndex};
use super::suggest::Matcher;
use crate::memory::{Memory, MemoryError};
use crate::text::lang::Lang;

/// The indexes of one memory, one for each pair of languages, shared by whoever holds a clone.
///
/// Each thread opens the memory for itself and asks for a [`Matcher`] when it needs one, which costs next to nothing. Where the
/// memory has changed, one thread brings the index up to date and the others wait for it.
///
/// ```
/// use interligne::matching::Indexes;
/// use interligne::memory::Mode;
/// use interligne::{Lang, Memory};
/// # let folder = tempfile::tempdir()?;
/// # let table = folder.path().join("old.tsv");
/// # std::fs::write(&table, "Il pleut.\tIt is raining.\n")?;
///
/// let (fr, en) = (Lang::parse("fr")?, Lang::parse("en")?);
/// let place = folder.path().join("memory");
/// Memory::open(&place, Mode::Create)?.import_file(&table, &fr, &en)?;
///
/// let indexes = Indexes::new();
/// let answer = |text: &str| -> Result<Option<String>, interligne::memory::MemoryError> {
///     // A memory belongs to one thread; the indexes to all of them.
///     let memory = Memory::open(&place, Mode::Read)?;
///     let matcher = indexes.matcher(&memory, &fr, &en)?;
///     let matches = matcher.map(|mut matcher| matcher.suggest(text)).transpose()?.unwrap_or_default();
///     Ok(matches.into_iter().next().map(|found| found.target))
/// };
/// std::thread::scope(|scope| {
///     let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| answer("Il pleut."))).collect();
///     for thread in threads {
///         let found = thread.join().expect("no thread panics").expect("the memory can be read");
///         assert_eq!(found.as_deref(), Some("It is raining."));
///     }
/// });
/// assert_eq!(indexes.refreshed(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Indexes {
    pairs: Arc<Mutex<Pairs>>,
}

/// The two languages in the order of their tags, and their index.
type Pairs = HashMap<(Lang, Lang), Arc<SharedIndex>>;

impl Indexes {
    /// Indexes of a memory, opened when they are first needed.
    #[must_use]
    pub fn new() -> Indexes {
        Indexes::default()
    }

    /// Brings the index for a pair of languages up to date; `progress` is told, now and then, how many units have been taken in.
    ///
    /// # Errors
    /// When the database cannot be read. Trouble with the index's own files is no error.
    pub fn refresh(
        &self,
        memory: &Memory,
        a: &Lang,
        b: &Lang,
        mut progress: impl FnMut(u64),
    ) -> Result<(), MemoryError> {
        self.of(a, b).in_step_with(memory, &mut progress).map(drop)
    }

    /// A matcher as [`Matcher::open`] makes it; `None` where `memory` reads in a snapshot and others have taken over later
    /// changes into the index: a new snapshot has them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn matcher<'m>(&self, memory: &'m Memory, from: &Lang, to: &Lang) -> Result<Option<Matcher<'m>>, MemoryError> {
        let held = Held::of(self.of(from, to), memory)?;
        Ok(held.map(|held| Matcher::with(memory, from, to, held)))
    }

    /// A concordance as [`Concordance::new`] makes it; `None` as for [`Indexes::matcher`].
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn concordance<'m>(
        &self,
        memory: &'m Memory,
        from: &Lang,
        to: &Lang,
    ) -> Result<Option<Concordance<'m>>, MemoryError> {
        let held = Held::of(self.of(from, to), memory)?;
        Ok(held.map(|held| Concordance::with(memory, from, to, held)))
    }

    /// A matcher as [`Matcher::open`] makes it, with the index that these share, which its first search brings up to date; where others have
    /// gone on with that, it gets one of its own.
    #[must_use]
    pub fn open_matcher<'m>(&self, memory: &'m Memory, from: &Lang, to: &Lang) -> Matcher<'m> {
        Matcher::with(memory, from, to, Held::shared(self.of(from, to)))
    }

    /// A concordance as [`Concordance::new`] makes it; see [`Indexes::open_matcher`].
    #[must_use]
    pub fn open_concordance<'m>(&self, memory: &'m Memory, from: &Lang, to: &Lang) -> Concordance<'m> {
        Concordance::with(memory, from, to, Held::shared(self.of(from, to)))
    }

    /// A finder of fragments as [`Fragments::new`] makes it; see [`Indexes::open_matcher`].
    #[must_use]
    pub fn open_fragments<'m>(&self, memory: &'m Memory, from: &Lang, to: &Lang) -> Fragments<'m> {
        Fragments::with(memory, self.open_concordance(memory, from, to))
    }

    /// How often any of the indexes was brought up to date, their first openings included.
    #[must_use]
    pub fn refreshed(&self) -> u64 {
        let pairs = self.pairs.lock().unwrap_or_else(PoisonError::into_inner);
        pairs.values().map(|index| index.refreshed()).sum()
    }

    fn of(&self, a: &Lang, b: &Lang) -> Arc<SharedIndex> {
        let (first, second) = if a <= b { (a, b) } else { (b, a) };
        let mut pairs = self.pairs.lock().unwrap_or_else(PoisonError::into_inner);
        let index = pairs
            .entry((first.clone(), second.clone()))
            .or_insert_with(|| Arc::new(SharedIndex::new(first, second)));
        index.clone()
    }
}
