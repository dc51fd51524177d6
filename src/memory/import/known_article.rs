//! A pair on its way in → the article in the memory that it is a version of, if there is one.

use rusqlite::Connection;

use crate::memory::import::named_article::PROVISIONAL_KEY;
use crate::memory::import::new_pair::{NewPair, PairImport};
use crate::memory::import::overlap::{self, LEAST_SHARED};
use crate::memory::model::article::{ArticleInfo, Occurrence};
use crate::memory::store::beads;
use crate::memory::store::dictionaries::Names;
use crate::memory::store::rows;
use crate::segment::Segment;
use crate::text::lang::Lang;

/// What the memory knows of a pair's article.
pub(crate) enum Known {
    /// Nothing.
    None,
    /// It has it, in this or an earlier version.
    Same(Box<ArticleInfo>),
    /// It has an article of that name and those files, which shares next to nothing with the pair.
    Beside(String),
}

/// What stands between an article's key and a number, where files of one path held several articles one after the other. No
/// canonical path has it.
pub(crate) const ANOTHER: &str = "//";

/// How much of one side a table must share with the article of its name, to be that article, mended. Who mends a table mostly leaves its
/// source alone.
const MOST_OF_A_TABLE: f64 = 0.75;

/// The article that the pair is a version of: of those with its key the one that shares most with it; or by its content; or by its name
/// if an exchange file brought it and nothing else is known of it, or if the pair is a table that people mend. `with_digest` finds the articles of that content.
pub(crate) fn known_article(
    conn: &Connection,
    names: &Names,
    pair: &NewPair<'_>,
    digest: i64,
    options: &PairImport,
    is_table: bool,
    with_digest: impl FnOnce(i64) -> rusqlite::Result<Vec<ArticleInfo>>,
) -> rusqlite::Result<Known> {
    let same_langs = |a: &ArticleInfo| a.source_lang == pair.source_lang && a.target_lang == pair.target_lang;
    // `0` comes after `/`.
    let condition = "WHERE key = ?1 OR (key > ?1 || '//' AND key < ?1 || '/0') ORDER BY id";
    let by_key = rows::load_articles(conn, names, condition, [&pair.key])?;
    if let Some(info) = by_key.iter().find(|info| info.digest == digest) {
        return Ok(Known::Same(Box::new(info.clone())));
    }
    let mut best: Option<(f64, ArticleInfo)> = None;
    for info in by_key {
        let share = shared_with(conn, names, pair, &info)?;
        if best.as_ref().is_none_or(|(most, _)| share > *most) {
            best = Some((share, info));
        }
    }
    match best {
        Some((share, info)) if share >= LEAST_SHARED || options.replace => return Ok(Known::Same(Box::new(info))),
        Some((_, info)) => {
            return Ok(match with_digest(digest)?.into_iter().find(same_langs) {
                Some(same) => Known::Same(Box::new(same)),
                None => Known::Beside(info.name),
            });
        }
        None => {}
    }
    if let Some(info) = with_digest(digest)?.into_iter().find(same_langs) {
        return Ok(Known::Same(Box::new(info)));
    }
    let by_name = rows::load_articles(conn, names, "WHERE name = ?", [&pair.name])?.pop();
    let Some(by_name) = by_name.filter(same_langs) else {
        return Ok(Known::None);
    };
    let is_meant = by_name.key.starts_with(PROVISIONAL_KEY)
        || (is_table && shared_with(conn, names, pair, &by_name)? >= MOST_OF_A_TABLE);
    Ok(if is_meant {
        Known::Same(Box::new(by_name))
    } else {
        Known::None
    })
}

/// How much a pair shares with a stored article, from 0 to 1; all, where there is nothing left of the article to lose.
fn shared_with(conn: &Connection, names: &Names, pair: &NewPair<'_>, info: &ArticleInfo) -> rusqlite::Result<f64> {
    let occurrences = beads::occurrences_of_article(conn, info.id)?;
    if occurrences.is_empty() {
        return Ok(1.0);
    }
    let units = rows::units_of(conn, names, &occurrences)?;
    let side = |lang: &Lang| -> Vec<String> {
        let text = |o: &Occurrence| Some(units.get(&o.unit)?.variant(lang)?.text.clone());
        occurrences.iter().filter_map(text).collect()
    };
    let texts = |segments: &[Segment]| segments.iter().map(|s| s.text.clone()).collect::<Vec<String>>();
    let (source, target) = (side(&info.source_lang), side(&info.target_lang));
    Ok(overlap::shared(
        [&source, &target],
        [&texts(pair.source), &texts(pair.target)],
    ))
}
