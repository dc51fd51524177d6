//! An article as a person sees it: its beads in order, each with its segments.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::article::BlockKind;
use crate::memory::actions::log::{ActionInfo, next_to_redo, next_to_undo};
use crate::memory::import::said::heads;
use crate::memory::model::article::{ArticleId, ArticleInfo};
use crate::memory::model::bead::{BeadId, BeadOrigin, BeadSide, BeadState, SegmentId, StoredBead, StoredSegment};
use crate::memory::model::unit::{Status, Unit, UnitId};
use crate::memory::store::bead_texts;
use crate::memory::store::bead_writes::{side_text, text_of};
use crate::memory::store::beads;
use crate::memory::store::dictionaries::Names;
use crate::memory::store::rows;
use crate::memory::{Memory, MemoryError};
use rusqlite::Connection;

/// An article with its beads, as of one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleView {
    /// The article. Its `version` is what an action names.
    pub info: ArticleInfo,
    /// Its beads in order, those without counterpart included.
    pub beads: Vec<BeadView>,
    /// The segments that were left out: the source's in order, then the target's.
    pub left_out: Vec<SegmentView>,
    /// What [`Memory::undo_action`] would undo.
    pub undo: Option<ActionInfo>,
    /// What [`Memory::redo_action`] would do again.
    pub redo: Option<ActionInfo>,
}

/// A bead of an article.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BeadView {
    /// Its number.
    pub id: BeadId,
    /// Its place in the alignment as it was imported, from 0; beads made of one have the same.
    pub position: u32,
    /// Its unit; `None` where one side is empty, and where the unit was deleted.
    pub unit: Option<UnitId>,
    /// The status of the unit, to which its other beads may have come.
    pub status: Option<Status>,
    /// Its source segments in order.
    pub source: Vec<SegmentView>,
    /// Its target segments in order.
    pub target: Vec<SegmentView>,
    /// The source text: what the unit says, or the segments joined.
    pub source_text: String,
    /// As `source_text`, of the translation.
    pub target_text: String,
    /// How sure the aligner is of it, from 0 to 1; `None` where a person made it, or where one side is empty.
    pub confidence: Option<f64>,
    /// Who put its segments together.
    pub origin: BeadOrigin,
    /// What a person decided of it.
    pub state: BeadState,
    /// Whether it crosses others: the translation has it elsewhere.
    pub moved: bool,
    /// A person's note.
    pub note: Option<String>,
    /// Where it stands among the beads: greater is later. It may change with any action.
    #[serde(skip)]
    pub ord: i64,
}

/// A segment of an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SegmentView {
    /// Its number.
    pub id: SegmentId,
    /// In the article or in its translation.
    pub side: BeadSide,
    /// What it says.
    pub text: String,
    /// What the files said, where a person changed that.
    pub original: Option<String>,
    /// The number of its block among those of its side, from 0, where it is known: segments of one paragraph share it.
    pub block: Option<u32>,
    /// What its block is, where it is known.
    pub kind: Option<BlockKind>,
    /// Why it was left out, a kind of page furniture or `person`; `None` for one that takes part.
    pub left_out: Option<String>,
    /// Where it stands among the segments of its side: greater is later. It may change with any action.
    pub ord: i64,
}

impl Memory {
    /// What [`Memory::undo_action`] would undo, and what [`Memory::redo_action`] would do again.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn next_actions(&self, article: ArticleId) -> Result<[Option<ActionInfo>; 2], MemoryError> {
        let read = || {
            let _now = self.begin_reading()?;
            Ok([next_to_undo(&self.conn, article)?, next_to_redo(&self.conn, article)?])
        };
        read().map_err(|e| self.error(e))
    }

    /// An article with its beads.
    ///
    /// # Errors
    /// [`MemoryError::NoSuchArticle`]; else when the database cannot be read.
    pub fn article_view(&self, article: ArticleId) -> Result<ArticleView, MemoryError> {
        let read = || {
            let _now = self.begin_reading()?;
            let names = self.names()?;
            let Some(info) = rows::load_articles(&self.conn, &names, "WHERE id = ?", [article.0])?.pop() else {
                return Ok(None);
            };
            view_of(&self.conn, &names, info).map(Some)
        };
        read()
            .map_err(|e| self.error(e))?
            .ok_or(MemoryError::NoSuchArticle(article))
    }
}

/// An article with its beads as they are now.
pub(super) fn view_of(conn: &Connection, names: &Names, info: ArticleInfo) -> rusqlite::Result<ArticleView> {
    let mut of_bead: HashMap<BeadId, Vec<StoredSegment>> = HashMap::new();
    let mut left_out = Vec::new();
    let segments = beads::segments_of_article(conn, info.id)?;
    let heads = heads(&segments);
    for segment in segments {
        match segment.bead {
            Some(bead) => of_bead.entry(bead).or_default().push(segment),
            None => left_out.push(segment_view(&segment, None, &info, &heads)),
        }
    }
    let mut views = Vec::new();
    let mut units = Units::default();
    for bead in beads::beads_of_article(conn, info.id)? {
        let segments = of_bead.remove(&bead.id).unwrap_or_default();
        let unit = units.of(conn, names, &bead)?;
        bead_texts::verify(&bead, &segments, unit, &info)?;
        views.push(bead_view(&bead, &segments, unit, &info, &heads));
    }
    Ok(ArticleView {
        beads: views,
        left_out,
        undo: next_to_undo(conn, info.id)?,
        redo: next_to_redo(conn, info.id)?,
        info,
    })
}

/// Units that are read once, the neighbours of one that is asked for along with it.
#[derive(Default)]
struct Units(HashMap<UnitId, Unit>);

/// Units that are read at a time: those of an article mostly follow each other.
const PAGE: i64 = 256;

impl Units {
    fn of(&mut self, conn: &Connection, names: &Names, bead: &StoredBead) -> rusqlite::Result<Option<&Unit>> {
        let Some(id) = bead.unit else { return Ok(None) };
        if !self.0.contains_key(&id) {
            let page = rows::load_units(conn, names, id, UnitId(id.0 + PAGE - 1))?;
            self.0.extend(page.into_iter().map(|unit| (unit.id, unit)));
        }
        Ok(self.0.get(&id))
    }
}

/// A bead with its segments, as a person sees it. `heads` are the first parts of segments that were cut.
pub(super) fn bead_view(
    bead: &StoredBead,
    segments: &[StoredSegment],
    unit: Option<&Unit>,
    info: &ArticleInfo,
    heads: &HashSet<SegmentId>,
) -> BeadView {
    let of_side = |side: BeadSide| -> Vec<SegmentView> {
        let segments = segments.iter().filter(|segment| segment.side == side);
        segments
            .map(|segment| segment_view(segment, unit, info, heads))
            .collect()
    };
    let (source, target) = (of_side(BeadSide::Source), of_side(BeadSide::Target));
    let text = |side: BeadSide, segments: &[SegmentView]| match unit.and_then(|unit| side_text(unit, info, side)) {
        Some(text) => text.to_owned(),
        None => {
            let texts: Vec<&str> = segments.iter().map(|segment| segment.text.as_str()).collect();
            texts.join(" ")
        }
    };
    BeadView {
        id: bead.id,
        position: beads::position_of(bead.ord),
        unit: bead.unit,
        status: unit.map(|unit| unit.status),
        source_text: text(BeadSide::Source, &source),
        target_text: text(BeadSide::Target, &target),
        source,
        target,
        confidence: bead.confidence,
        origin: bead.origin,
        state: bead.state,
        moved: bead.moved,
        note: bead.note.clone(),
        ord: bead.ord,
    }
}

/// A segment as a person sees it. What a part of a cut keeps of the whole, and one that was joined of its parts, is nothing that it was
/// before.
pub(super) fn segment_view(
    segment: &StoredSegment,
    unit: Option<&Unit>,
    info: &ArticleInfo,
    heads: &HashSet<SegmentId>,
) -> SegmentView {
    let text = text_of(segment, unit, info);
    let is_part = |original: &str| {
        original.is_empty() || original == text || heads.contains(&segment.id) && original.starts_with(&text)
    };
    SegmentView {
        id: segment.id,
        side: segment.side,
        original: segment.original.clone().filter(|original| !is_part(original)),
        text,
        block: segment.block,
        kind: segment.kind,
        left_out: segment.left_out.clone().filter(|_| segment.bead.is_none()),
        ord: segment.ord,
    }
}
