//! An article that only an exchange file knows, by its name.

use crate::memory::model::article::ArticleInfo;
use crate::memory::model::unit::Unit;
use crate::memory::store::transaction::Write;

/// What an article that came by an exchange file is known by, before its own files are imported.
pub(crate) const PROVISIONAL_KEY: &str = "tmx:";

/// An article that an exchange file names: nothing is known of it but its units.
pub(crate) fn new_article(write: &mut Write<'_>, wished: &str, unit: &Unit) -> rusqlite::Result<ArticleInfo> {
    let (name, file) = write.free_name(wished)?;
    // A stored unit has at least one variant.
    let source = unit.variants.first().expect("a unit has a variant");
    let target = unit.variants.iter().find(|v| v.lang != source.lang).unwrap_or(source);
    let info = ArticleInfo {
        id: write.next_article()?,
        key: format!("{PROVISIONAL_KEY}{name}"),
        name,
        title: None,
        source_path: None,
        target_path: None,
        source_lang: source.lang.clone(),
        target_lang: target.lang.clone(),
        imported: write.now,
        null_source: 0,
        null_target: 0,
        file,
        digest: 0,
        version: 0,
        whole: false,
        imported_digest: None,
        options: None,
    };
    write.put_article(&info)?;
    Ok(info)
}
