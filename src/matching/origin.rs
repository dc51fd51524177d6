//! A unit → what people call the place where it comes from: an article, a document of another tool, or a file.

use std::collections::HashMap;

use crate::memory::{ArticleId, Memory, MemoryError, Unit};

/// The properties in which tools name the document of a unit: this program, its tables (`origin`), memoQ, `MateCat`, Trados,
/// `OpenTM2`, `OmegaT`.
const DOCUMENTS: [&str; 7] = [
    "x-interligne-article",
    "x-origin",
    "x-document",
    "x-MateCAT-filename",
    "Txt::FileName",
    "tmgr:docname",
    "file",
];

/// Finds origins, and remembers names.
#[derive(Debug)]
pub(super) struct Origins<'m> {
    memory: &'m Memory,
    articles: HashMap<ArticleId, Option<String>>,
    /// The names of imported files, once one is needed.
    files: Option<HashMap<i64, String>>,
}

impl<'m> Origins<'m> {
    pub(super) fn new(memory: &'m Memory) -> Origins<'m> {
        Origins {
            memory,
            articles: HashMap::new(),
            files: None,
        }
    }

    /// The article's name, where there is an article; else the document that the unit's properties name; else the file
    /// from which it was imported.
    pub(super) fn of(&mut self, unit: &Unit, article: Option<ArticleId>) -> Result<Option<String>, MemoryError> {
        if let Some(id) = article
            && let Some(name) = self.article(id)?
        {
            return Ok(Some(name));
        }
        let named = |kind: &&str| {
            let mut properties = unit.extras.properties.iter();
            properties.find(|p| p.kind == **kind && !p.value.trim().is_empty())
        };
        if let Some(property) = DOCUMENTS.iter().find_map(named) {
            return Ok(Some(property.value.trim().to_owned()));
        }
        unit.import.map_or(Ok(None), |file| self.file(file))
    }

    fn article(&mut self, id: ArticleId) -> Result<Option<String>, MemoryError> {
        if let Some(name) = self.articles.get(&id) {
            return Ok(name.clone());
        }
        let name = self.memory.article(id)?.map(|info| info.name);
        self.articles.insert(id, name.clone());
        Ok(name)
    }

    fn file(&mut self, id: i64) -> Result<Option<String>, MemoryError> {
        let files = match &mut self.files {
            Some(files) if files.contains_key(&id) => files,
            // A file may have been imported since they were read.
            files => {
                let all = self.memory.imports()?.into_iter();
                files.insert(all.map(|import| (import.id, import.name)).collect())
            }
        };
        Ok(files.get(&id).cloned())
    }
}
