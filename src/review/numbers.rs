//! A refusal of the memory → the same by the numbers that the page shows: those of rows.
//!
//! The memory names beads and segments by numbers of its own, which stand nowhere on the page.

use super::article::OpenArticle;
use crate::memory::{BeadId, BeadView, SegmentId, SegmentView, UnitId};

/// What is said of a row that there is no more.
pub(super) const ROW_GONE: &str = "the row is no longer there: it was changed meanwhile";

/// The longest beginning of a text that a message names it by, in characters.
const MOST_TEXT: usize = 30;

/// A message with the rows of an article, from 1, in the place of its beads, and segments by their place in a row.
pub(super) fn by_rows(message: &str, article: &OpenArticle) -> String {
    let words: Vec<&str> = message.split(' ').collect();
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let named = words.get(at + 1).and_then(|next| number(next));
        at += 1;
        match (*word, named) {
            ("bead", Some((bead, rest))) => {
                let row = article.place(BeadId(bead)).map(|place| place + 1);
                out.push(row.map_or_else(|| format!("a row{rest}"), |row| format!("row {row}{rest}")));
                at += 1;
            }
            // A unit that is named is that of a row, as far as the article has one.
            ("unit", Some((unit, rest))) => {
                let of = |bead: &BeadView| bead.unit == Some(UnitId(unit));
                let row = article.view.beads.iter().position(of).map(|place| place + 1);
                out.push(row.map_or_else(|| format!("a row{rest}"), |row| format!("row {row}{rest}")));
                at += 1;
            }
            ("segment", Some((segment, rest))) => {
                out.push(format!("segment {}{rest}", name(SegmentId(segment), article)));
                at += 1;
                // The bead that it is in is said by its row.
                let after = words.get(at + 1).and_then(|next| number(next));
                if let (Some(&"(bead"), Some((_, rest))) = (words.get(at), after) {
                    out.extend(
                        rest.strip_prefix(')')
                            .filter(|rest| !rest.is_empty())
                            .map(str::to_owned),
                    );
                    at += 2;
                }
            }
            _ => out.push(match word.trim_matches(|c: char| !c.is_alphabetic()) {
                "bead" | "beads" => word.replace("bead", "row"),
                _ => (*word).to_owned(),
            }),
        }
    }
    out.join(" ")
}

/// A word that begins with a number, and what stands after that.
fn number(word: &str) -> Option<(i64, &str)> {
    let end = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    Some((word[..end].parse().ok()?, &word[end..]))
}

/// Where a segment stands; one that is left out is in no row, and is known by how it begins.
fn name(segment: SegmentId, article: &OpenArticle) -> String {
    let of = |side: &[SegmentView]| side.iter().position(|own| own.id == segment);
    let mut rows = article.view.beads.iter().enumerate();
    let found = rows.find_map(|(row, bead)| Some((of(&bead.source).or_else(|| of(&bead.target))?, row)));
    if let Some((place, row)) = found {
        return format!("{} of row {}", place + 1, row + 1);
    }
    let left_out = article.view.left_out.iter().find(|own| own.id == segment);
    left_out.map_or_else(
        || "that is gone".to_owned(),
        |own| format!("“{}”", own.text.chars().take(MOST_TEXT).collect::<String>()),
    )
}
