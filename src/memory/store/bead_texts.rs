//! The segments of a bead ⇄ its unit: together they say on each side what the unit says, or one of them has been damaged.
//!
//! A unit's texts are compared with their hash whenever they are read; the texts of segments have none of their own, and are compared
//! with the unit's.

use std::collections::HashMap;

use rusqlite::types::Type;
use rusqlite::{Connection, params};

use crate::memory::model::article::ArticleInfo;
use crate::memory::model::bead::{BeadId, BeadSide, StoredBead, StoredSegment};
use crate::memory::model::unit::{Unit, UnitId};
use crate::memory::store::bead_writes::side_text;
use crate::memory::store::beads;
use crate::memory::store::dictionaries::Names;
use crate::memory::store::rows;

/// A bead's segments do not say what its unit says.
#[derive(Debug, thiserror::Error)]
#[error("the segments of bead {bead} of {article} do not say what was stored", bead = .bead.0)]
pub(crate) struct NotWhatItSaid {
    bead: BeadId,
    article: String,
}

/// Compares a bead with its segments, in the order of their sides, and its unit as they are stored.
///
/// # Errors
/// When a side has no segment, or another text than the unit; when there is no segment at all.
pub(crate) fn verify(
    bead: &StoredBead,
    segments: &[StoredSegment],
    unit: Option<&Unit>,
    info: &ArticleInfo,
) -> rusqlite::Result<()> {
    let is_sound = match (unit, bead.unit) {
        (Some(unit), _) => BeadSide::BOTH.iter().all(|side| {
            let of_side = segments.iter().filter(|segment| segment.side == *side);
            says(of_side, side_text(unit, info, *side))
        }),
        (None, Some(_)) => false,
        (None, None) => !segments.is_empty(),
    };
    if is_sound {
        return Ok(());
    }
    let wrong = NotWhatItSaid {
        bead: bead.id,
        article: info.name.clone(),
    };
    Err(rusqlite::Error::FromSqlConversionFailure(
        0,
        Type::Text,
        Box::new(wrong),
    ))
}

/// Whether the segments of a side say this, but for the space between them: a cut may have gone through a word. A single one whose text
/// is not stored says what the unit says.
fn says<'s>(segments: impl Iterator<Item = &'s StoredSegment> + Clone, said: Option<&str>) -> bool {
    let mut texts = segments.clone().map(|segment| segment.text.as_deref());
    match (texts.next(), said) {
        (None, _) => false,
        // A unit without that language has nothing to compare with.
        (Some(_), None) => true,
        (Some(None), Some(_)) => texts.next().is_none(),
        (Some(Some(_)), Some(said)) => {
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<Vec<char>>();
            let mut left = &*letters(said);
            for segment in segments {
                match left.strip_prefix(&*letters(segment.text.as_deref().unwrap_or_default())) {
                    Some(rest) if segment.text.is_some() => left = rest,
                    _ => return false,
                }
            }
            left.is_empty()
        }
    }
}

/// Calls `found` for each bead of the memory that does not say what its unit says, with its article and its segments.
fn each_wrong(
    conn: &Connection,
    names: &Names,
    mut found: impl FnMut(&ArticleInfo, &StoredBead, Option<&Unit>, &[StoredSegment]) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    for info in rows::load_articles(conn, names, "ORDER BY id", [])? {
        let mut of_bead: HashMap<BeadId, Vec<StoredSegment>> = HashMap::new();
        for segment in beads::segments_of_article(conn, info.id)? {
            if let Some(bead) = segment.bead {
                of_bead.entry(bead).or_default().push(segment);
            }
        }
        let mut units: HashMap<UnitId, Unit> = HashMap::new();
        for bead in beads::beads_of_article(conn, info.id)? {
            if let Some(id) = bead.unit.filter(|id| !units.contains_key(id)) {
                // Those of an article mostly follow each other.
                let page = rows::load_units(conn, names, id, UnitId(id.0.saturating_add(255)))?;
                units.extend(page.into_iter().map(|unit| (unit.id, unit)));
            }
            let segments = of_bead.remove(&bead.id).unwrap_or_default();
            let unit = bead.unit.and_then(|id| units.get(&id));
            if verify(&bead, &segments, unit, &info).is_err() {
                found(&info, &bead, unit, &segments)?;
            }
        }
    }
    Ok(())
}

/// The beads of the memory that do not say what their units say, in words.
pub(crate) fn findings(conn: &Connection, names: &Names) -> rusqlite::Result<Vec<String>> {
    let mut wrong = Vec::new();
    each_wrong(conn, names, |info, bead, _, _| {
        wrong.push(format!(
            "the segments of bead {} of {} do not say what its unit says",
            bead.id.0, info.name
        ));
        Ok(())
    })?;
    Ok(wrong)
}

/// Gives those beads one segment on each side that is wrong, which says what the unit says, and deletes those that have neither. Gives
/// the names of their articles.
pub(crate) fn mend(conn: &Connection, names: &Names) -> rusqlite::Result<Vec<String>> {
    let mut articles = Vec::new();
    let mut wrong = Vec::new();
    each_wrong(conn, names, |info, bead, unit, segments| {
        articles.push(info.name.clone());
        let said = |side: BeadSide| unit.and_then(|unit| side_text(unit, info, side)).map(str::to_owned);
        wrong.push((
            bead.clone(),
            unit.is_some(),
            BeadSide::BOTH.map(said),
            segments.to_vec(),
        ));
        Ok(())
    })?;
    for (bead, has_unit, said, segments) in wrong {
        if !has_unit {
            conn.execute("DELETE FROM bead WHERE id = ?", [bead.id.0])?;
            continue;
        }
        for (side, said) in BeadSide::BOTH.into_iter().zip(said) {
            let of_side = segments.iter().filter(|segment| segment.side == side);
            if says(of_side.clone(), said.as_deref()) {
                continue;
            }
            let ids: Vec<i64> = of_side.map(|segment| segment.id.0).collect();
            let Some((first, others)) = ids.split_first() else {
                conn.execute(
                    "INSERT INTO segment (id, article, side, ord, bead) \
                     SELECT coalesce(max(id), 0) + 1, ?1, ?2, ?3, ?4 FROM segment",
                    params![bead.article.0, side.code(), bead.ord, bead.id.0],
                )?;
                continue;
            };
            conn.execute("UPDATE segment SET text = NULL WHERE id = ?", [first])?;
            for other in others {
                conn.execute("DELETE FROM segment WHERE id = ?", [other])?;
            }
        }
    }
    Ok(articles)
}

#[cfg(test)]
mod tests {
    use crate::memory::import::article_pair::tests::{store, text_pair};
    use crate::memory::{Action, ArticleId, CheckKind, Memory, MemoryError, Mode};

    #[test]
    fn segments_that_were_damaged_are_neither_shown_nor_built_upon_nor_copied() {
        for damage in [
            "UPDATE segment SET text = replace(text, 'Deux', 'Trois')",
            "UPDATE segment SET text = '' WHERE text IS NOT NULL",
            "DELETE FROM segment",
            "DELETE FROM segment WHERE side = 1",
            "DELETE FROM segment WHERE id = (SELECT max(id) FROM segment WHERE side = 0)",
            "UPDATE segment SET text = NULL",
        ] {
            let place = tempfile::tempdir().unwrap();
            let dir = place.path().join("m");
            let mut memory = Memory::open(&dir, Mode::Create).unwrap();
            store(&mut memory, "a", &text_pair(&[("Un.", "One."), ("Deux.", "Two.")]));
            let article = ArticleId(1);
            let view = memory.article_view(article).unwrap();
            let beads: Vec<_> = view.beads.iter().map(|bead| bead.id).collect();
            let merge = Action::Merge { beads: beads.clone() };
            memory.act(article, view.info.version, &merge).unwrap();
            assert_eq!(memory.check().unwrap(), []);
            memory.conn.execute_batch(damage).unwrap();
            let is_damage =
                |error: MemoryError| assert!(matches!(error, MemoryError::Damaged { .. }), "{damage}: {error}");
            is_damage(memory.article_view(article).unwrap_err());
            let split = Action::Split {
                bead: beads[0],
                source: 1,
                target: 1,
            };
            is_damage(memory.act(article, view.info.version + 1, &split).unwrap_err());
            is_damage(memory.backup(&place.path().join("copy")).unwrap_err());
            let found = memory.check().unwrap();
            assert!(
                !found.is_empty() && found.iter().all(|found| found.kind == CheckKind::Beads),
                "{damage}: {found:?}"
            );
            let salvaged = Memory::salvage(&dir, &place.path().join("new")).unwrap();
            assert_eq!(salvaged.incomplete_articles.len(), 1, "{damage}");
            let new = Memory::open(place.path().join("new"), Mode::Read).unwrap();
            assert_eq!(new.check().unwrap(), [], "{damage}");
            assert_eq!(new.article_view(article).unwrap().beads[0].source_text, "Un. Deux.");
        }
    }
}
