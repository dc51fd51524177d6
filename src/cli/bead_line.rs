//! A bead in machine output: what `align --format json` and `align --jsonl` say of it.

use crate::align::Bead;
use crate::exchange::alignment_id;
use crate::pair::Pair;

/// One line of `align --format json`.
#[derive(serde::Serialize)]
pub(crate) struct BeadLine {
    source: Vec<usize>,
    target: Vec<usize>,
    confidence: f64,
    source_text: String,
    target_text: String,
    /// By which `import` tells a line that was mended.
    id: String,
}

pub(crate) fn line(pair: &Pair, bead: &Bead) -> BeadLine {
    let (source_text, target_text) = (pair.source_text(bead), pair.target_text(bead));
    BeadLine {
        source: bead.source.clone().map(|i| pair.source.number(i)).collect(),
        target: bead.target.clone().map(|i| pair.target.number(i)).collect(),
        confidence: (bead.confidence * 1e6).round() / 1e6,
        id: alignment_id(&source_text, &target_text),
        source_text,
        target_text,
    }
}
