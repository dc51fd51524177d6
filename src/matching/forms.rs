//! Stems → the words that a memory has for them: what a reader is shown in place of `hous`.

use std::collections::{HashMap, HashSet};

use super::index::store::Index;
use crate::memory::{Memory, MemoryError};
use crate::text::lang::Lang;
use crate::text::stem::stemmer;

/// For each of these stems of the language `of` the most frequent word of the memory that has it, in lower case; a stem that no
/// word has is left out. `other` is the language beside it in the units that are looked at.
///
/// # Errors
/// When the database cannot be read.
pub fn word_forms(
    memory: &Memory,
    of: &Lang,
    other: &Lang,
    stems: &HashSet<String>,
) -> Result<HashMap<String, String>, MemoryError> {
    let index = Index::open(memory, of, other)?;
    let side = index.side(of);
    let stemmer = stemmer(of);
    let mut found: HashMap<String, String> = HashMap::new();
    for entry in index.entries() {
        let view = entry.part(side).view();
        // Tokens are numbered from the most frequent on.
        for token in 0..view.kinds() {
            let Some(word) = view.token_text(token) else { continue };
            let stem = stemmer.as_ref().map_or(word.into(), |stemmer| stemmer.stem(word));
            if stems.contains(stem.as_ref()) && !found.contains_key(stem.as_ref()) {
                found.insert(stem.into_owned(), word.to_owned());
            }
        }
    }
    Ok(found)
}
