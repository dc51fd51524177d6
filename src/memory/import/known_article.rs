//! A pair on its way in → the article in the memory that it is a version of, if there is one.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::article::Furniture;
use crate::memory::import::earlier::Old;
use crate::memory::import::layout::{joined, normal_texts};
use crate::memory::import::named_article::PROVISIONAL_KEY;
use crate::memory::import::new_pair::{NAMED_KEY, NewPair, PairImport};
use crate::memory::import::overlap::{self, LEAST_SHARED};
use crate::memory::model::article::{ArticleId, ArticleInfo};
use crate::memory::model::bead::StoredSegment;
use crate::memory::model::identity;
use crate::memory::model::unit::Variant;
use crate::memory::store::dictionaries::Names;
use crate::memory::store::rows;

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
/// if an exchange file brought it and nothing else is known of it, or if the pair is a table that people mend; such
/// a table also by its rows. `with_digest` finds the articles of that content.
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
    let by_key = of_key(conn, names, &pair.key)?;
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
            let same = match with_digest(digest)?.into_iter().find(same_langs) {
                None if is_table => by_rows(conn, names, pair)?,
                same => same,
            };
            return Ok(same.map_or(Known::Beside(info.name), |same| Known::Same(Box::new(same))));
        }
        None => {}
    }
    if let Some(info) = with_digest(digest)?.into_iter().find(same_langs) {
        return Ok(Known::Same(Box::new(info)));
    }
    let by_name = rows::load_articles(conn, names, "WHERE name = ?", [&pair.name])?.pop();
    if let Some(by_name) = by_name.filter(same_langs) {
        let is_meant = by_name.key.starts_with(PROVISIONAL_KEY)
            || (is_table && shared_with(conn, names, pair, &by_name)? >= MOST_OF_A_TABLE);
        if is_meant {
            return Ok(Known::Same(Box::new(by_name)));
        }
    }
    let by_rows = if is_table { by_rows(conn, names, pair)? } else { None };
    Ok(by_rows.map_or(Known::None, |info| Known::Same(Box::new(info))))
}

/// The articles of a key, numbered or not.
fn of_key(conn: &Connection, names: &Names, key: &str) -> rusqlite::Result<Vec<ArticleInfo>> {
    // `0` comes after `/`.
    let condition = "WHERE key = ?1 OR (key > ?1 || '//' AND key < ?1 || '/0') ORDER BY id";
    rows::load_articles(conn, names, condition, [key])
}

/// The article that another memory's one of a key is a version of: of those with its key the one that shares most with it, if that is enough.
/// Files of one name in one place on two machines may hold different articles. `is_of_theirs` tells those that came from that memory just now.
pub(crate) fn known_by_key(
    conn: &Connection,
    names: &Names,
    theirs: &ArticleInfo,
    texts: impl Fn() -> rusqlite::Result<Texts>,
    is_of_theirs: impl Fn(ArticleId) -> bool,
) -> rusqlite::Result<Option<ArticleInfo>> {
    let key = match theirs.key.rsplit_once(ANOTHER) {
        Some((key, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => key,
        _ => &theirs.key,
    };
    let mut best: Option<(f64, ArticleInfo)> = None;
    for info in of_key(conn, names, key)?
        .into_iter()
        .filter(|info| !is_of_theirs(info.id))
    {
        let share = match info.digest == theirs.digest {
            true => 1.0,
            false => Texts::of(conn, names, &info)?.shared_with(&texts()?),
        };
        if share >= LEAST_SHARED && best.as_ref().is_none_or(|(most, _)| share > *most) {
            best = Some((share, info));
        }
    }
    Ok(best.map(|(_, info)| info))
}

/// How many of the articles that have rows of a table are compared with it, those with the most rows first.
const MOST_COMPARED: usize = 4;

/// The article that has most of the rows of a table and, as a whole, most of one side of it: whoever mends a table may save it under
/// another name or as another kind of file. The other side must have more in common with it than two articles do, so that another translation of the same text is another article.
fn by_rows(conn: &Connection, names: &Names, pair: &NewPair<'_>) -> rusqlite::Result<Option<ArticleInfo>> {
    // Who gives it a name says which article it is.
    if pair.key.starts_with(NAMED_KEY) {
        return Ok(None);
    }
    let mut having = conn.prepare_cached(
        "SELECT DISTINCT bead.article FROM unit JOIN bead ON bead.unit = unit.id WHERE unit.identity = ?",
    )?;
    let mut rows: BTreeMap<i64, usize> = BTreeMap::new();
    for bead in pair.alignment.beads.iter().filter(|bead| !bead.is_null()) {
        let source = joined(&pair.source[bead.source.clone()]);
        let target = joined(&pair.target[bead.target.clone()]);
        let variants = [(&pair.source_lang, source), (&pair.target_lang, target)]
            .map(|(lang, text)| Variant::plain(lang.clone(), text));
        for article in having.query_map([identity::identity(&variants)], |row| row.get(0))? {
            *rows.entry(article?).or_default() += 1;
        }
    }
    let mut candidates: Vec<(i64, usize)> = rows.into_iter().collect();
    candidates.sort_by_key(|(_, rows)| Reverse(*rows));
    for (article, _) in candidates.into_iter().take(MOST_COMPARED) {
        let Some(info) = rows::load_articles(conn, names, "WHERE id = ?", [article])?.pop() else {
            continue;
        };
        let sides = Texts::of(conn, names, &info)?.alike(pair);
        let is_it =
            sides.iter().any(|share| *share >= MOST_OF_A_TABLE) && sides.iter().all(|share| *share >= LEAST_SHARED);
        if is_it && info.source_lang == pair.source_lang && info.target_lang == pair.target_lang {
            return Ok(Some(info));
        }
    }
    Ok(None)
}

/// How much a pair shares with a stored article, from 0 to 1; all, where there is nothing left of the article to lose.
fn shared_with(conn: &Connection, names: &Names, pair: &NewPair<'_>, info: &ArticleInfo) -> rusqlite::Result<f64> {
    let texts = Texts::of(conn, names, info)?;
    Ok(if texts.has_units { texts.shared(pair) } else { 1.0 })
}

/// The texts of a stored article on either side.
pub(crate) struct Texts {
    has_units: bool,
    /// What the files said, and what it says now: whatever a person made of it, the next version of the files may be like either.
    said: [Vec<String>; 2],
    now: [Vec<String>; 2],
}

impl Texts {
    pub(crate) fn of(conn: &Connection, names: &Names, info: &ArticleInfo) -> rusqlite::Result<Texts> {
        let old = Old::load(conn, names, info)?;
        let files = old.said(info);
        let mut texts = Texts {
            has_units: old.beads.iter().any(|bead| bead.unit.is_some()),
            said: Default::default(),
            now: Default::default(),
        };
        let by_person = Some(Furniture::ByPerson.as_str());
        let is_of_files = |s: &&StoredSegment| s.bead.is_some() || s.left_out.as_deref() == by_person;
        for segment in old.segments.iter().filter(is_of_files) {
            let side = segment.side.index();
            texts.said[side].push(files.text(segment).to_owned());
            if segment.bead.is_some() {
                texts.now[side].push(old.text_of(segment, info));
            }
        }
        Ok(texts)
    }

    /// The share of the shorter of the two, by the side that has more in common.
    fn shared(&self, pair: &NewPair<'_>) -> f64 {
        let new = [pair.source, pair.target].map(normal_texts);
        let with = |[source, target]: &[Vec<String>; 2]| overlap::shared([source, target], [&new[0], &new[1]]);
        with(&self.said).max(with(&self.now))
    }

    /// The same of two stored articles; all, where there is nothing of one of them to lose.
    fn shared_with(&self, other: &Texts) -> f64 {
        if !(self.has_units && other.has_units) {
            return 1.0;
        }
        let readings = [&self.said, &self.now].into_iter();
        let shares = readings.flat_map(|[source, target]| {
            let others = [&other.said, &other.now].into_iter();
            others.map(move |[s, t]| overlap::shared([source, target], [s, t]))
        });
        shares.fold(0.0, f64::max)
    }

    /// The share of the longer of the two, on either side.
    fn alike(&self, pair: &NewPair<'_>) -> [f64; 2] {
        let new = [pair.source, pair.target].map(normal_texts);
        [0, 1].map(|side| {
            let with = |texts: &[Vec<String>; 2]| overlap::alike(&texts[side], &new[side]);
            with(&self.said).max(with(&self.now))
        })
    }
}
