//! A bead in machine output: what `align --format json` and `align --jsonl` say of it.

use crate::align::Bead;
use crate::pair::Pair;

/// One line of `align --format json`.
#[derive(serde::Serialize)]
pub(crate) struct BeadLine {
    source: Vec<usize>,
    target: Vec<usize>,
    confidence: f64,
    source_text: String,
    target_text: String,
}

pub(crate) fn line(pair: &Pair, bead: &Bead) -> BeadLine {
    BeadLine {
        source: bead.source.clone().map(|i| pair.source.number(i)).collect(),
        target: bead.target.clone().map(|i| pair.target.number(i)).collect(),
        confidence: (bead.confidence * 1e6).round() / 1e6,
        source_text: pair.source_text(bead),
        target_text: pair.target_text(bead),
    }
}
