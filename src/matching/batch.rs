//! Many segments → the matches of each, in order, found on all processor cores.

use std::sync::Arc;

use rayon::prelude::*;

use super::index::shared::{Held, SharedIndex};
use super::index::store::Index;
use super::query::{Query, SuggestOptions};
use super::suggest::{Match, Matcher};
use crate::memory::{Memory, MemoryError, Mode};
use crate::text::lang::Lang;

/// How many segments a core takes at a time, each time with a connection of its own to the memory.
const SHARE: usize = 256;

/// For so many segments and more the index is compared with its checksums first, which takes little beside that.
const CHECKED_FROM: usize = 2000;

/// The matches of each query, in the order of the queries: what [`Matcher::suggest`] gives for each of them, all as of one
/// moment.
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
    // Before the moment that counts, so that it is not ahead of it.
    let index = match options.exhaustive {
        true => None,
        // Once, and not by each core for itself.
        false if queries.len() < CHECKED_FROM => Some(Index::open(memory, from, to)?),
        false => Some(Index::open_checked(memory, from, to)?),
    };
    let now = memory.read_snapshot()?;
    let index = match index {
        Some(mut index) => {
            index.refresh_with(&now, &mut |_| ())?;
            Some(Arc::new(SharedIndex::holding(index)))
        }
        None => None,
    };
    let moment = now.moment()?;
    let matches = |memory: &Memory, queries: &[Query]| -> Result<Vec<Vec<Match>>, MemoryError> {
        let mut matcher = match &index {
            Some(index) => Matcher::with(memory, from, to, Held::shared(index.clone())),
            None => Matcher::open(memory, from, to)?,
        };
        let of_each = queries.iter().map(|query| matcher.suggest_with(query, options));
        of_each.collect()
    };
    let (dir, alone) = (memory.dir(), memory.alone);
    let one_share = |queries: &[Query]| -> Result<Option<Vec<Vec<Match>>>, MemoryError> {
        if alone {
            return Ok(None);
        }
        let memory = Memory::open(dir, Mode::Read)?;
        let memory = memory.read_snapshot()?;
        // Somebody has written since: the moment that counts is seen through its own connection alone.
        if memory.moment()? != moment {
            return Ok(None);
        }
        matches(&memory, queries).map(Some)
    };
    let share = queries.len().div_ceil(rayon::current_num_threads()).clamp(1, SHARE);
    let shares: Vec<Option<_>> = queries.par_chunks(share).map(one_share).collect::<Result<_, _>>()?;
    let mut all = Vec::with_capacity(queries.len());
    for (of_share, queries) in shares.into_iter().zip(queries.chunks(share)) {
        all.extend(match of_share {
            Some(found) => found,
            None => matches(&now, queries)?,
        });
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::{ImportOptions, Incoming, UnitEdit, UnitId, Variant};

    fn lang(tag: &str) -> Lang {
        Lang::parse(tag).expect("a tag written in a test")
    }

    fn import(memory: &mut Memory, fingerprint: i64, texts: &[&str]) {
        let unit = |text: &&str| {
            let variants = vec![
                Variant::plain(lang("fr"), *text),
                Variant::plain(lang("en"), format!("[{text}]")),
            ];
            Incoming::new(variants)
        };
        let (options, units) = (ImportOptions::default(), texts.iter().map(unit));
        memory.import_units("x", fingerprint, &options, units).unwrap();
    }

    /// With an index that has gone on, matches are those of the moment; and the index on disk stays the newer one.
    #[test]
    fn matches_are_of_the_moment_although_the_index_is_ahead_of_it() {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = Memory::open(dir.path(), Mode::Create).unwrap();
        let texts = [
            "Le pont de bois est fermé.",
            "Le pont de pierre est ouvert.",
            "La gare est loin.",
        ];
        import(&mut writer, 1, &texts);
        let reader = Memory::open(dir.path(), Mode::Read).unwrap();
        let (fr, en) = (lang("fr"), lang("en"));
        let queries: Vec<Query> = texts.iter().map(|text| Query::new(*text)).collect();
        let options = SuggestOptions::default();
        let suggest = |memory: &Memory| suggest_all(memory, &fr, &en, &queries, &options).unwrap();
        let before = suggest(&reader);
        assert!(before.iter().all(|matches| !matches.is_empty()));

        let now = reader.read_snapshot().unwrap();
        let edit = UnitEdit {
            texts: vec![(lang("fr"), "Tout autre chose.".to_owned())],
            status: None,
        };
        writer.edit_unit(UnitId(1), &edit).unwrap();
        writer.delete_units(&[UnitId(3)]).unwrap();
        import(&mut writer, 2, &["Le pont de pierre est ouvert !"]);
        let after = suggest(&writer);
        assert_ne!(after, before);

        let mark = Index::open(&writer, &fr, &en).unwrap();
        assert_eq!(suggest(&now), before);
        let mut matcher = Matcher::open(&now, &fr, &en).unwrap();
        let one: Vec<_> = queries
            .iter()
            .map(|query| matcher.suggest_with(query, &options).unwrap())
            .collect();
        assert_eq!(one, before);
        drop(matcher);
        drop(now);
        assert_eq!(suggest(&reader), after);
        assert_eq!(
            Index::open(&writer, &fr, &en).unwrap().entries().len(),
            mark.entries().len(),
            "nothing was built anew"
        );
    }
}
