//! An index → shared by the threads of a process: one of them brings it up to date, the others wait for it or have it.
//!
//! A search holds the index of one state of the memory ([`Arc`]), so that what another thread takes over meanwhile does not change
//! it half-way. A thread that reads in a snapshot may find the index ahead of what it reads; it is told so
//! ([`SharedIndex::in_step`]) and begins a new snapshot.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use super::fuzzy::Scratch;
use super::store::Index;
use crate::memory::{ChangeMark, Memory, MemoryError};
use crate::text::lang::Lang;

/// How many threads' scratch memory is kept for the next search.
const MOST_SCRATCH: usize = 64;

/// The index for a pair of languages, of which there is none until the first search.
#[derive(Debug)]
pub(crate) struct SharedIndex {
    first: Lang,
    second: Lang,
    current: RwLock<Option<Arc<Index>>>,
    /// Whose turn it is to bring the index up to date.
    turn: Mutex<()>,
    scratch: Mutex<Vec<Scratch>>,
    /// How often it was brought up to date.
    refreshed: AtomicU64,
}

impl SharedIndex {
    /// The index for two languages, in whichever order.
    pub(crate) fn new(first: &Lang, second: &Lang) -> SharedIndex {
        SharedIndex {
            first: first.clone(),
            second: second.clone(),
            current: RwLock::new(None),
            turn: Mutex::new(()),
            scratch: Mutex::default(),
            refreshed: AtomicU64::new(0),
        }
    }

    /// An index that is open already, shared from here on.
    pub(crate) fn holding(index: Index) -> SharedIndex {
        let (first, second) = index.languages();
        let mut shared = SharedIndex::new(first, second);
        shared.current = RwLock::new(Some(Arc::new(index)));
        shared
    }

    /// The index as of what `memory` reads now, brought up to date by one thread; `None` where `memory` reads in a snapshot
    /// that is older than the index.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) fn in_step(&self, memory: &Memory) -> Result<Option<Arc<Index>>, MemoryError> {
        self.in_step_with(memory, &mut |_| ())
    }

    /// The same; `progress` is told, now and then, how many units have been taken in.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) fn in_step_with(
        &self,
        memory: &Memory,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Option<Arc<Index>>, MemoryError> {
        let mark = memory.change_mark()?;
        if let Some(index) = self.at(mark) {
            return Ok(Some(index));
        }
        let _turn = lock(&self.turn);
        // Whoever had the turn before may have done the work, and outside of a snapshot others may have written since.
        let mark = memory.change_mark()?;
        if let Some(index) = self.at(mark) {
            return Ok(Some(index));
        }
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner).clone();
        let next = match current {
            Some(index) if memory.is_snapshot() && index.mark().seq > mark.seq => return Ok(None),
            Some(index) => {
                let mut next = Index::clone(&index);
                next.refresh_with(memory, progress)?;
                next
            }
            None => Index::open_with(memory, &self.first, &self.second, progress)?,
        };
        let next = Arc::new(next);
        self.refreshed.fetch_add(1, Ordering::Relaxed);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(next.clone());
        Ok(Some(next))
    }

    /// The index, if it is of this state of the memory.
    fn at(&self, mark: ChangeMark) -> Option<Arc<Index>> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.as_ref().filter(|index| index.mark() == mark).cloned()
    }

    /// How often it was brought up to date, its first opening included.
    pub(crate) fn refreshed(&self) -> u64 {
        self.refreshed.load(Ordering::Relaxed)
    }

    /// Memory for a search, used before where there is some.
    pub(crate) fn scratch(&self) -> Scratch {
        lock(&self.scratch).pop().unwrap_or_default()
    }

    /// Takes back what [`SharedIndex::scratch`] gave.
    pub(crate) fn give_back(&self, scratch: Scratch) {
        let mut kept = lock(&self.scratch);
        if kept.len() < MOST_SCRATCH {
            kept.push(scratch);
        }
    }
}

/// What a thread that panicked leaves in these is whole: it is replaced at one stroke.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A searcher's hold on a shared index.
#[derive(Debug)]
pub(crate) struct Held {
    shared: Arc<SharedIndex>,
    index: Option<Arc<Index>>,
}

impl Held {
    /// A hold on an index that nobody shares.
    pub(crate) fn own(from: &Lang, to: &Lang) -> Held {
        Held::shared(Arc::new(SharedIndex::new(from, to)))
    }

    /// A hold on an index, which the first search brings up to date if need be.
    pub(crate) fn shared(shared: Arc<SharedIndex>) -> Held {
        Held { shared, index: None }
    }

    /// A hold on the index as of what `memory` reads; `None` as in [`SharedIndex::in_step`].
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) fn of(shared: Arc<SharedIndex>, memory: &Memory) -> Result<Option<Held>, MemoryError> {
        let index = shared.in_step(memory)?;
        Ok(index.map(|index| Held {
            shared,
            index: Some(index),
        }))
    }

    /// The index as of what `memory` reads now.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) fn in_step(&mut self, memory: &Memory) -> Result<Arc<Index>, MemoryError> {
        let mark = memory.change_mark()?;
        if let Some(index) = self.index.as_ref().filter(|index| index.mark() == mark) {
            return Ok(index.clone());
        }
        let index = match self.shared.in_step(memory)? {
            Some(index) => index,
            // The searcher outlived its snapshot and is used in an older one: it gets an index of its own.
            None => Arc::new(Index::open(memory, &self.shared.first, &self.shared.second)?),
        };
        self.index = Some(index.clone());
        Ok(index)
    }

    /// See [`SharedIndex::scratch`].
    pub(crate) fn scratch(&self) -> Scratch {
        self.shared.scratch()
    }

    /// See [`SharedIndex::give_back`].
    pub(crate) fn give_back(&self, scratch: Scratch) {
        self.shared.give_back(scratch);
    }
}
