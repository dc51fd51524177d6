//! Articles in the memory, and where their units stood in them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::memory::model::numbers::BeadId;
use crate::memory::model::time::Timestamp;
use crate::memory::model::unit::{UnitId, lang_as_tag};
use crate::text::lang::Lang;

/// The number of an article pair in its memory, from 1; never given to another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ArticleId(pub i64);

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An imported article pair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleInfo {
    /// Its number.
    pub id: ArticleId,
    /// What it is known by at the next import, such as its source file's path: the same key replaces the article.
    pub key: String,
    /// Its name: unique in the memory, shown to people, and the stem of its file in `tmx/`.
    pub name: String,
    /// Its title, where it has one.
    pub title: Option<String>,
    /// The source file's path, as it was given.
    pub source_path: Option<String>,
    /// The target file's path, as it was given.
    pub target_path: Option<String>,
    /// The source language.
    #[serde(with = "lang_as_tag")]
    pub source_lang: Lang,
    /// The target language.
    #[serde(with = "lang_as_tag")]
    pub target_lang: Lang,
    /// When it was imported, or last replaced.
    pub imported: Timestamp,
    /// Source segments without a translation (1-0 beads): they are beads without a unit.
    pub null_source: u64,
    /// Target segments without a source (0-1 beads): they are beads without a unit.
    pub null_target: u64,
    /// Its file in `tmx/`, a name without a folder.
    pub file: String,
    /// A hash of all segments of both sides, by which the same pair is known again under another path.
    pub(crate) digest: i64,
    /// How often it was changed: what a write to its beads names, so that an older one is refused.
    #[serde(default)]
    pub version: u64,
    /// Whether all its segments are stored. Those without counterpart are unknown of an article that only an exchange file named, or
    /// that was imported before schema 2.
    #[serde(default)]
    pub whole: bool,
    /// A hash of the decoded texts of its files and of the options of its import, where it was noted.
    #[serde(default)]
    pub(crate) imported_digest: Option<i64>,
    /// The options of its import, for people; where they were noted.
    #[serde(default)]
    pub options: Option<String>,
}

/// An article with the numbers that `memory list` shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleSummary {
    /// Its name, files and languages.
    pub info: ArticleInfo,
    /// How many occurrences it has.
    pub units: u64,
    /// How many of them are of units to be reviewed.
    pub to_review: u64,
}

/// A place where a unit was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occurrence {
    /// The unit's number in the memory.
    pub unit: UnitId,
    /// The article's number in the memory.
    pub article: ArticleId,
    /// Its bead's index in the article's alignment as it was imported, from 0, null beads counted. Beads that a person made of one
    /// have the same.
    pub position: u32,
    /// [`crate::memory::context_hash`] of the source segment before it; [`NO_NEIGHBOUR`] at the article's beginning.
    pub previous: i64,
    /// [`crate::memory::context_hash`] of the source segment after it; [`NO_NEIGHBOUR`] at the article's end.
    pub next: i64,
    /// Where the two meet.
    #[serde(default)]
    pub bead: BeadId,
}

/// Stands for the missing neighbour of an article's first and last segments. A context match (score 101 or more)
/// needs both neighbours to agree, and the edge of an article agrees with the edge of another.
pub const NO_NEIGHBOUR: i64 = 0;

/// An article as a line of `memory list --json`.
#[derive(Debug, serde::Serialize)]
pub struct ArticleLine<'a> {
    article: &'a str,
    title: Option<&'a str>,
    source: Option<&'a str>,
    target: Option<&'a str>,
    from: &'a str,
    to: &'a str,
    imported: String,
    units: u64,
    to_review: u64,
    unmatched_source: u64,
    unmatched_target: u64,
}

impl<'a> ArticleLine<'a> {
    /// An article with its numbers of units.
    #[must_use]
    pub fn new(article: &'a ArticleSummary) -> ArticleLine<'a> {
        let info = &article.info;
        ArticleLine {
            article: &info.name,
            title: info.title.as_deref(),
            source: info.source_path.as_deref(),
            target: info.target_path.as_deref(),
            from: info.source_lang.as_str(),
            to: info.target_lang.as_str(),
            imported: info.imported.to_string(),
            units: article.units,
            to_review: article.to_review,
            unmatched_source: info.null_source,
            unmatched_target: info.null_target,
        }
    }
}
