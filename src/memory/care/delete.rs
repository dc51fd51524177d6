//! Units and whole articles → gone, all that was named in one operation.

use std::collections::HashSet;
use std::hash::Hash;

use crate::memory::import::article_pair::Hold;
use crate::memory::model::article::ArticleId;
use crate::memory::model::unit::UnitId;
use crate::memory::store::beads;
use crate::memory::store::transaction::Write;
use crate::memory::{Memory, MemoryError};

/// What [`Memory::delete`] is to delete. Named twice is named once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doomed {
    /// Units, with their occurrences.
    pub units: Vec<UnitId>,
    /// Articles, with the units that nothing else holds ([`Memory::delete_article`]).
    pub articles: Vec<ArticleId>,
}

/// What a deletion took away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deletion {
    /// Occurrences deleted.
    pub occurrences: u64,
    /// Units deleted: those that nothing else holds.
    pub units: u64,
    /// Units of the article that stay, because other articles or exchange files hold them.
    pub kept: u64,
}

impl Memory {
    /// Deletes units and articles as one operation of the history, all of them or none, and tells for each article what went
    /// with it, in the order of their first naming. With `dry_run` it is told, and nothing is deleted.
    ///
    /// # Errors
    /// [`MemoryError::NoSuchUnit`], [`MemoryError::NoSuchArticle`]; else when the memory cannot be written.
    pub fn delete(&mut self, doomed: &Doomed, dry_run: bool) -> Result<Vec<(ArticleId, Deletion)>, MemoryError> {
        let (units, articles) = (once(&doomed.units), once(&doomed.articles));
        if units.is_empty() && articles.is_empty() {
            return Ok(Vec::new());
        }
        let mut summary = Vec::new();
        match units.as_slice() {
            [] => {}
            [one] => summary.push(format!("unit {one}")),
            more => summary.push(format!("{} units", more.len())),
        }
        match articles.as_slice() {
            [] => {}
            [one] => {
                let info = self.article(*one)?.ok_or(MemoryError::NoSuchArticle(*one))?;
                summary.push(format!("article {}", info.name));
            }
            more => summary.push(format!("{} articles", more.len())),
        }
        let mut write = self.write("delete", &summary.join(" and "))?;
        for id in units {
            let unit = write.existing(id)?;
            write.delete_unit(&unit).map_err(|e| write.error(e))?;
        }
        let mut deletions = Vec::new();
        for id in articles {
            let there = write.article(id).map_err(|e| write.error(e))?;
            there.ok_or(MemoryError::NoSuchArticle(id))?;
            deletions.push((id, write.remove_article(id).map_err(|e| write.error(e))?));
        }
        if !dry_run {
            write.commit()?;
        }
        Ok(deletions)
    }

    /// Deletes an article, its occurrences, and the units that neither another article nor an exchange file holds.
    ///
    /// # Errors
    /// [`MemoryError::NoSuchArticle`]; else when the memory cannot be written.
    pub fn delete_article(&mut self, id: ArticleId) -> Result<Deletion, MemoryError> {
        let doomed = Doomed {
            units: Vec::new(),
            articles: vec![id],
        };
        let mut deletions = self.delete(&doomed, false)?;
        Ok(deletions.pop().map_or_else(Deletion::default, |(_, deletion)| deletion))
    }
}

impl Write<'_> {
    /// Deletes an article with what nothing else holds.
    fn remove_article(&mut self, id: ArticleId) -> rusqlite::Result<Deletion> {
        let occurrences = beads::occurrences_of_article(&self.tx, id)?;
        self.delete_article(id)?;
        let of_article: Vec<UnitId> = occurrences.iter().map(|o| o.unit).collect();
        let units = self.delete_unheld(&of_article, Hold::Loose)?;
        let distinct: HashSet<UnitId> = of_article.into_iter().collect();
        Ok(Deletion {
            occurrences: occurrences.len() as u64,
            units,
            kept: distinct.len() as u64 - units,
        })
    }
}

/// Each once, where it stands first.
fn once<T: Copy + Eq + Hash>(list: &[T]) -> Vec<T> {
    let mut seen = HashSet::new();
    list.iter().copied().filter(|item| seen.insert(*item)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::import::article_pair::tests::{store, text_pair};
    use crate::memory::{Mode, Status};

    #[test]
    fn all_that_is_named_is_one_operation_or_none() {
        let dir = tempfile::tempdir().unwrap();
        let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
        let pairs = [("Un.", "One."), ("Deux.", "Two."), ("Trois.", "Three.")];
        let a = store(&mut memory, "a", &text_pair(&pairs)).article;
        let b = store(&mut memory, "b", &text_pair(&pairs[..2])).article;
        store(&mut memory, "c", &text_pair(&pairs[..1]));
        let before = (memory.moment().unwrap(), memory.articles().unwrap());

        let bad = Doomed {
            units: vec![UnitId(3)],
            articles: vec![a, ArticleId(99)],
        };
        assert!(matches!(memory.delete(&bad, false), Err(MemoryError::NoSuchArticle(_))));
        let doomed = Doomed {
            units: vec![UnitId(3), UnitId(3)],
            articles: vec![b, a, b],
        };
        let told = memory.delete(&doomed, true).unwrap();
        assert_eq!((memory.moment().unwrap(), memory.articles().unwrap()), before);
        let done = memory.delete(&doomed, false).unwrap();
        assert_eq!(done, told);
        let counts: Vec<_> = done.iter().map(|(id, d)| (*id, d.units, d.kept)).collect();
        // What both articles hold goes with the second.
        assert_eq!(counts, [(b, 0, 2), (a, 1, 1)]);
        assert_eq!(memory.info().unwrap().units, 1);
        let history = memory.history(1).unwrap();
        assert_eq!(history[0].summary, "unit 3 and 2 articles");
        memory.undo().unwrap();
        let names = |articles: Vec<crate::memory::ArticleSummary>| -> Vec<_> {
            articles
                .into_iter()
                .map(|a| (a.info.id, a.info.name, a.units))
                .collect()
        };
        assert_eq!(names(memory.articles().unwrap()), names(before.1));
        assert_eq!(memory.check().unwrap(), []);
    }

    #[test]
    fn deleting_an_article_keeps_what_others_hold() {
        let dir = tempfile::tempdir().unwrap();
        let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
        let first = store(&mut memory, "a", &text_pair(&[("Oui.", "Yes."), ("Non.", "No.")]));
        store(&mut memory, "b", &text_pair(&[("Oui.", "Yes.")]));
        memory.set_status(&[UnitId(2)], Status::Confirmed).unwrap();
        let deletion = memory.delete_article(first.article).unwrap();
        assert_eq!(
            deletion,
            Deletion {
                occurrences: 2,
                units: 1,
                kept: 1
            }
        );
        assert_eq!(memory.info().unwrap().units, 1);
        assert!(matches!(
            memory.delete_article(first.article),
            Err(MemoryError::NoSuchArticle(_))
        ));
    }
}
