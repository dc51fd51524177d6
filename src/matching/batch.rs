//! Many segments → the matches of each, in order, found on all processor cores.

use rayon::prelude::*;

use super::index::store::Index;
use super::refresh;
use super::suggest::{Match, Matcher, Query, SuggestOptions};
use crate::memory::{Memory, MemoryError, Mode};
use crate::text::lang::Lang;

/// How many segments a core takes at a time, each time with a connection of its own to the memory.
const SHARE: usize = 256;

/// For so many segments and more the index is compared with its checksums first, which takes little beside that.
const CHECKED_FROM: usize = 2000;

/// The matches of each query, in the order of the queries: what [`Matcher::suggest`] gives for each of them.
///
/// # Errors
/// When the database cannot be read.
pub fn suggest_all(
    memory: &Memory,
    from: &Lang,
    to: &Lang,
    queries: &[Query],
    options: &SuggestOptions,
) -> Result<Vec<Vec<Match>>, MemoryError> {
    if !options.exhaustive {
        // Once, and not by each core for itself.
        if queries.len() < CHECKED_FROM {
            refresh(memory, from, to, |_| ())?;
        } else {
            Index::open_checked(memory, from, to)?;
        }
    }
    let share = queries.len().div_ceil(rayon::current_num_threads()).clamp(1, SHARE);
    let dir = memory.dir();
    let one_share = |queries: &[Query]| -> Result<Vec<Vec<Match>>, MemoryError> {
        let memory = Memory::open(dir, Mode::Read)?;
        let mut matcher = Matcher::open(&memory, from, to)?;
        queries
            .iter()
            .map(|query| matcher.suggest_with(query, options))
            .collect()
    };
    let shares: Result<Vec<_>, MemoryError> = queries.par_chunks(share).map(one_share).collect();
    Ok(shares?.into_iter().flatten().collect())
}
