//! Another name for an article.

use crate::memory::import::new_pair::NAMED_KEY;
use crate::memory::model::article::{ArticleId, ArticleInfo};
use crate::memory::store::transaction::Write;
use crate::memory::{Memory, MemoryError};

impl Memory {
    /// Gives an article another name and its TMX file one that goes with it, and tells how it is now. White space at the ends of
    /// the name does not count. Where the article was known again by a name that a user gave it, it is known by the new one.
    ///
    /// # Errors
    /// [`MemoryError::NoSuchArticle`]; [`MemoryError::BadName`] for a name that another article has, or an empty one; else when the
    /// memory cannot be written.
    pub fn rename_article(&mut self, id: ArticleId, name: &str) -> Result<ArticleInfo, MemoryError> {
        let before = self.article(id)?.ok_or(MemoryError::NoSuchArticle(id))?;
        let name = name.trim();
        if name == before.name {
            return Ok(before);
        }
        let bad = |reason| MemoryError::BadName {
            name: name.to_owned(),
            reason,
        };
        if name.is_empty() {
            return Err(bad("it is empty"));
        }
        let mut write = self.write("rename", &format!("article {} to {name}", before.name))?;
        if write.article_named(name).map_err(|e| write.error(e))?.is_some() {
            return Err(bad("another article has it"));
        }
        let after = write.rename(&before, name).map_err(|e| write.error(e))?;
        write.commit()?;
        Ok(after)
    }
}

impl Write<'_> {
    fn rename(&mut self, before: &ArticleInfo, name: &str) -> rusqlite::Result<ArticleInfo> {
        let was_named = before.key == format!("{NAMED_KEY}{}", before.name);
        let info = ArticleInfo {
            name: name.to_owned(),
            file: self.free_file(name, &before.file)?,
            key: if was_named {
                self.free_key(&format!("{NAMED_KEY}{name}"))?
            } else {
                before.key.clone()
            },
            ..before.clone()
        };
        self.put_article(&info)?;
        Ok(info)
    }
}
