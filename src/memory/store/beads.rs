//! Rows of the database ⇄ beads and segments, and the occurrences of units that beads are.

use std::collections::HashSet;
use std::sync::LazyLock;

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::article::BlockKind;
use crate::memory::model::article::{ArticleId, Occurrence};
use crate::memory::model::bead::{
    BeadId, BeadOrigin, BeadSide, BeadState, ORD_GAP, SegmentId, StoredBead, StoredSegment,
};
use crate::memory::model::unit::UnitId;
use crate::memory::store::rows::{Insert, bind};

const BEAD_COLUMNS: &str = "id, article, ord, unit, previous, next, confidence, origin, state, moved, note";
const SEGMENT_COLUMNS: &str = "id, article, side, ord, bead, block, kind, text, original, left_out";
const OCCURRENCE_COLUMNS: &str = "unit, article, ord, previous, next, id";

/// By the numbers that the column `kind` has; what a later version adds goes to the end.
const KINDS: [BlockKind; 8] = [
    BlockKind::Heading,
    BlockKind::Paragraph,
    BlockKind::Caption,
    BlockKind::ListItem,
    BlockKind::Quotation,
    BlockKind::TableCell,
    BlockKind::Footnote,
    BlockKind::Cue,
];

fn kind_code(kind: BlockKind) -> Option<i64> {
    KINDS
        .iter()
        .position(|k| *k == kind)
        .and_then(|at| i64::try_from(at).ok())
}

static INSERT_BEAD: LazyLock<Insert> = LazyLock::new(|| Insert::new("bead", BEAD_COLUMNS));
static INSERT_SEGMENT: LazyLock<Insert> = LazyLock::new(|| Insert::new("segment", SEGMENT_COLUMNS));

/// Writes new beads under their numbers.
pub(crate) fn insert_beads(conn: &Connection, beads: &[StoredBead]) -> rusqlite::Result<()> {
    INSERT_BEAD.run(conn, beads, |statement, column, bead| {
        bind(
            statement,
            column,
            &[
                &bead.id.0,
                &bead.article.0,
                &bead.ord,
                &bead.unit.map(|unit| unit.0),
                &bead.previous,
                &bead.next,
                &bead.confidence,
                &bead.origin.code(),
                &bead.state.code(),
                &bead.moved,
                &bead.note,
            ],
        )
    })
}

/// Writes new segments under their numbers.
pub(crate) fn insert_segments(conn: &Connection, segments: &[StoredSegment]) -> rusqlite::Result<()> {
    INSERT_SEGMENT.run(conn, segments, |statement, column, segment| {
        bind(
            statement,
            column,
            &[
                &segment.id.0,
                &segment.article.0,
                &segment.side.code(),
                &segment.ord,
                &segment.bead.map(|bead| bead.0),
                &segment.block,
                &segment.kind.and_then(kind_code),
                &segment.text,
                &segment.original,
                &segment.left_out,
            ],
        )
    })
}

/// Writes a bead over the one of its number, or as a new one.
pub(crate) fn put_bead(conn: &Connection, bead: &StoredBead) -> rusqlite::Result<()> {
    let changed = conn
        .prepare_cached(
            "UPDATE bead SET article=?2, ord=?3, unit=?4, previous=?5, next=?6, confidence=?7, origin=?8, state=?9, moved=?10, \
             note=?11 WHERE id=?1",
        )?
        .execute(params![
            bead.id.0,
            bead.article.0,
            bead.ord,
            bead.unit.map(|unit| unit.0),
            bead.previous,
            bead.next,
            bead.confidence,
            bead.origin.code(),
            bead.state.code(),
            bead.moved,
            bead.note,
        ])?;
    if changed == 0 {
        insert_beads(conn, std::slice::from_ref(bead))?;
    }
    Ok(())
}

/// Writes a segment over the one of its number, or as a new one.
pub(crate) fn put_segment(conn: &Connection, segment: &StoredSegment) -> rusqlite::Result<()> {
    let changed = conn
        .prepare_cached(
            "UPDATE segment SET article=?2, side=?3, ord=?4, bead=?5, block=?6, kind=?7, text=?8, original=?9, left_out=?10 \
             WHERE id=?1",
        )?
        .execute(params![
            segment.id.0,
            segment.article.0,
            segment.side.code(),
            segment.ord,
            segment.bead.map(|bead| bead.0),
            segment.block,
            segment.kind.and_then(kind_code),
            segment.text,
            segment.original,
            segment.left_out,
        ])?;
    if changed == 0 {
        insert_segments(conn, std::slice::from_ref(segment))?;
    }
    Ok(())
}

/// Deletes a bead; no segment may be left in it at the commit.
pub(crate) fn delete_bead(conn: &Connection, id: BeadId) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM bead WHERE id = ?")?
        .execute([id.0])
        .map(|_| ())
}

/// Deletes a segment.
pub(crate) fn delete_segment(conn: &Connection, id: SegmentId) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM segment WHERE id = ?")?
        .execute([id.0])
        .map(|_| ())
}

/// Deletes all beads and segments of an article.
pub(crate) fn delete_of_article(conn: &Connection, article: ArticleId) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM segment WHERE article = ?")?
        .execute([article.0])?;
    conn.prepare_cached("DELETE FROM bead WHERE article = ?")?
        .execute([article.0])
        .map(|_| ())
}

fn beads_where(
    conn: &Connection,
    condition: &str,
    parameters: impl rusqlite::Params,
) -> rusqlite::Result<Vec<StoredBead>> {
    let sql = format!("SELECT {BEAD_COLUMNS} FROM bead WHERE {condition}");
    conn.prepare_cached(&sql)?.query_map(parameters, bead_of)?.collect()
}

fn segments_where(
    conn: &Connection,
    condition: &str,
    parameters: impl rusqlite::Params,
) -> rusqlite::Result<Vec<StoredSegment>> {
    let sql = format!("SELECT {SEGMENT_COLUMNS} FROM segment WHERE {condition}");
    conn.prepare_cached(&sql)?.query_map(parameters, segment_of)?.collect()
}

/// The bead of that number.
pub(crate) fn bead(conn: &Connection, id: BeadId) -> rusqlite::Result<Option<StoredBead>> {
    Ok(beads_where(conn, "id = ?", [id.0])?.pop())
}

/// The segment of that number.
pub(crate) fn segment(conn: &Connection, id: SegmentId) -> rusqlite::Result<Option<StoredSegment>> {
    Ok(segments_where(conn, "id = ?", [id.0])?.pop())
}

/// The beads of an article, in its order.
pub(crate) fn beads_of_article(conn: &Connection, article: ArticleId) -> rusqlite::Result<Vec<StoredBead>> {
    beads_where(conn, "article = ? ORDER BY ord", [article.0])
}

/// The segments of an article: those of the source in their order, then those of the target.
pub(crate) fn segments_of_article(conn: &Connection, article: ArticleId) -> rusqlite::Result<Vec<StoredSegment>> {
    segments_where(conn, "article = ? ORDER BY side, ord", [article.0])
}

/// The segments of a bead: those of the source in their order, then those of the target.
pub(crate) fn segments_of_bead(conn: &Connection, bead: BeadId) -> rusqlite::Result<Vec<StoredSegment>> {
    segments_where(conn, "bead = ? ORDER BY side, ord", [bead.0])
}

/// The beads that have this unit, by article and place.
pub(crate) fn beads_of_unit(conn: &Connection, unit: UnitId) -> rusqlite::Result<Vec<StoredBead>> {
    beads_where(conn, "unit = ? ORDER BY article, ord", [unit.0])
}

/// The next bead after a place of an article, or the last one before it.
pub(crate) fn bead_beside(
    conn: &Connection,
    article: ArticleId,
    ord: i64,
    after: bool,
) -> rusqlite::Result<Option<StoredBead>> {
    let condition = if after {
        "article = ?1 AND ord > ?2 ORDER BY ord LIMIT 1"
    } else {
        "article = ?1 AND ord < ?2 ORDER BY ord DESC LIMIT 1"
    };
    Ok(beads_where(conn, condition, params![article.0, ord])?.pop())
}

/// The beads of an article from one place to another, both included.
pub(crate) fn beads_between(
    conn: &Connection,
    article: ArticleId,
    from: i64,
    to: i64,
) -> rusqlite::Result<Vec<StoredBead>> {
    let condition = "article = ?1 AND ord BETWEEN ?2 AND ?3 ORDER BY ord";
    beads_where(conn, condition, params![article.0, from, to])
}

/// The next segment of a side after a place, or the last one before it. Without `left_out`, of those that take part.
pub(crate) fn segment_beside(
    conn: &Connection,
    (article, side): (ArticleId, BeadSide),
    ord: i64,
    after: bool,
    left_out: bool,
) -> rusqlite::Result<Option<StoredSegment>> {
    let condition = match (after, left_out) {
        (true, false) => "article = ?1 AND side = ?2 AND ord > ?3 AND bead IS NOT NULL ORDER BY ord LIMIT 1",
        (false, false) => "article = ?1 AND side = ?2 AND ord < ?3 AND bead IS NOT NULL ORDER BY ord DESC LIMIT 1",
        (true, true) => "article = ?1 AND side = ?2 AND ord > ?3 ORDER BY ord LIMIT 1",
        (false, true) => "article = ?1 AND side = ?2 AND ord < ?3 ORDER BY ord DESC LIMIT 1",
    };
    Ok(segments_where(conn, condition, params![article.0, side.code(), ord])?.pop())
}

/// The segments of a side from one place to another, both included.
pub(crate) fn segments_between(
    conn: &Connection,
    (article, side): (ArticleId, BeadSide),
    from: i64,
    to: i64,
) -> rusqlite::Result<Vec<StoredSegment>> {
    let condition = "article = ?1 AND side = ?2 AND ord BETWEEN ?3 AND ?4 ORDER BY ord";
    segments_where(conn, condition, params![article.0, side.code(), from, to])
}

fn bead_of(row: &Row<'_>) -> rusqlite::Result<StoredBead> {
    Ok(StoredBead {
        id: BeadId(row.get(0)?),
        article: ArticleId(row.get(1)?),
        ord: row.get(2)?,
        unit: row.get::<_, Option<i64>>(3)?.map(UnitId),
        previous: row.get(4)?,
        next: row.get(5)?,
        confidence: row.get(6)?,
        origin: BeadOrigin::from_code(row.get(7)?),
        state: BeadState::from_code(row.get(8)?),
        moved: row.get(9)?,
        note: row.get(10)?,
    })
}

fn segment_of(row: &Row<'_>) -> rusqlite::Result<StoredSegment> {
    let kind: Option<i64> = row.get(6)?;
    Ok(StoredSegment {
        id: SegmentId(row.get(0)?),
        article: ArticleId(row.get(1)?),
        side: BeadSide::from_code(row.get(2)?),
        ord: row.get(3)?,
        bead: row.get::<_, Option<i64>>(4)?.map(BeadId),
        block: row.get(5)?,
        kind: kind.and_then(|code| KINDS.get(usize::try_from(code).ok()?).copied()),
        text: row.get(7)?,
        original: row.get(8)?,
        left_out: row.get(9)?,
    })
}

/// The occurrences of an article, in its order.
pub(crate) fn occurrences_of_article(conn: &Connection, article: ArticleId) -> rusqlite::Result<Vec<Occurrence>> {
    let sql =
        format!("SELECT {OCCURRENCE_COLUMNS} FROM bead WHERE article = ? AND unit IS NOT NULL ORDER BY article, ord");
    conn.prepare_cached(&sql)?
        .query_map([article.0], occurrence_of)?
        .collect()
}

/// The occurrences of the units from `first` to `last`, by unit, article and position.
pub(crate) fn occurrences_of_units(
    conn: &Connection,
    first: UnitId,
    last: UnitId,
) -> rusqlite::Result<Vec<Occurrence>> {
    let sql = format!("SELECT {OCCURRENCE_COLUMNS} FROM bead WHERE unit BETWEEN ?1 AND ?2 ORDER BY unit, article, ord");
    conn.prepare_cached(&sql)?
        .query_map([first.0, last.0], occurrence_of)?
        .collect()
}

/// The occurrences of a unit, by article and position.
pub(crate) fn occurrences_of_unit(conn: &Connection, unit: UnitId) -> rusqlite::Result<Vec<Occurrence>> {
    occurrences_of_units(conn, unit, unit)
}

/// The articles in which a unit occurs, in order.
pub(crate) fn articles_of_unit(conn: &Connection, unit: UnitId) -> rusqlite::Result<Vec<ArticleId>> {
    let mut articles = conn
        .prepare_cached("SELECT article FROM bead WHERE unit = ?")?
        .query_map([unit.0], |row| row.get(0).map(ArticleId))?
        .collect::<rusqlite::Result<Vec<ArticleId>>>()?;
    articles.sort_unstable();
    articles.dedup();
    Ok(articles)
}

/// The occurrence that a bead is, where it has a unit.
pub(crate) fn occurrence_at(bead: &StoredBead) -> Option<Occurrence> {
    Some(Occurrence {
        unit: bead.unit?,
        article: bead.article,
        position: position_of(bead.ord),
        previous: bead.previous,
        next: bead.next,
        bead: bead.id,
    })
}

fn occurrence_of(row: &Row<'_>) -> rusqlite::Result<Occurrence> {
    Ok(Occurrence {
        unit: UnitId(row.get(0)?),
        article: ArticleId(row.get(1)?),
        position: position_of(row.get(2)?),
        previous: row.get(3)?,
        next: row.get(4)?,
        bead: BeadId(row.get(5)?),
    })
}

/// The position that people and files are told of a place in an article's order.
pub(crate) fn position_of(ord: i64) -> u32 {
    u32::try_from(ord / ORD_GAP).unwrap_or(if ord < 0 { 0 } else { u32::MAX })
}

/// Whether an article has a bead of some unit at this place, and of which: the first free place there otherwise.
pub(crate) fn holder_of_place(conn: &Connection, article: ArticleId, ord: i64) -> rusqlite::Result<Option<UnitId>> {
    conn.prepare_cached("SELECT unit FROM bead WHERE article = ?1 AND ord = ?2")?
        .query_row(params![article.0, ord], |row| row.get::<_, Option<i64>>(0))
        .optional()
        .map(|unit| unit.flatten().map(UnitId))
}

/// The beads of an article that a person rejected.
pub(crate) fn rejected_in_article(conn: &Connection, article: ArticleId) -> rusqlite::Result<HashSet<BeadId>> {
    conn.prepare_cached("SELECT id FROM bead WHERE article = ?1 AND state = ?2")?
        .query_map(params![article.0, BeadState::Rejected.code()], |row| {
            row.get(0).map(BeadId)
        })?
        .collect()
}
