//! What became another → JSON, with the rows as they are now.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::article::{OpenArticle, Reading};
use super::pages;
use super::reply::Refused;
use super::texts::Texts;
use crate::memory::{ArticleId, BeadId};

/// What became another since a version: as after an action; or `reset`, where nobody remembers.
pub(super) fn changes(t: &Texts, reading: &mut Reading, article: ArticleId, version: u64) -> Result<Value, Refused> {
    let open = reading.article(article)?;
    Ok(match open.changed_since(version) {
        Some(beads) => touched(t, open, beads.into_iter()),
        None => {
            let mut answer = touched(t, open, std::iter::empty());
            answer["reset"] = json!(true);
            answer
        }
    })
}

/// The article's numbers, and these beads as they are now; those that are no more are told as gone.
pub(super) fn touched(t: &Texts, article: &OpenArticle, beads: impl Iterator<Item = BeadId>) -> Value {
    let (mut places, mut gone) = (HashSet::new(), Vec::new());
    for bead in beads {
        match article.place(bead) {
            Some(at) => {
                places.insert(at);
            }
            None => gone.push(bead),
        }
    }
    let mut places: Vec<usize> = places.into_iter().collect();
    places.sort_unstable();
    let rows: Vec<Value> = places.into_iter().map(|at| bead_json(t, article, at)).collect();
    let view = &article.view;
    json!({
        "article": view.info.id,
        "name": view.info.name,
        "version": view.info.version,
        "beads": rows,
        "gone": gone,
        "total": view.beads.len(),
        "places": article.places_left(),
        "left_out_count": view.left_out.len(),
        "undo": view.undo,
        "redo": view.redo,
        "reset": false,
    })
}

/// A bead as JSON, with its row as HTML.
pub(super) fn bead_json(t: &Texts, article: &OpenArticle, at: usize) -> Value {
    let (bead, marks) = (&article.view.beads[at], &article.marks[at]);
    let mut value = serde_json::to_value(bead).unwrap_or_default();
    let before = at.checked_sub(1).map(|before| article.view.beads[before].id);
    value["index"] = json!(at);
    value["after"] = json!(before);
    value["place"] = json!(marks.reasons);
    value["findings"] = json!(marks.findings);
    value["html"] = json!(pages::row::row(t, article, at).into_string());
    value
}
