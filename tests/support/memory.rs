//! Memories made of a few pairs of segments.

use interligne::align::{Alignment, Bead};
use interligne::article::BlockKind;
use interligne::memory::{Memory, NewPair, PairReport};
use interligne::segment::Segment;
use interligne::text::lang::Lang;

/// The language of a tag that a test writes out.
pub(crate) fn lang(tag: &str) -> Lang {
    Lang::parse(tag).expect("a tag written in a test")
}

/// Segments that are a paragraph each.
pub(crate) fn segments<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<Segment> {
    let segment = |(block, text): (usize, &str)| Segment {
        text: text.to_owned(),
        block,
        kind: BlockKind::Paragraph,
        range: 0..text.len(),
    };
    texts.enumerate().map(segment).collect()
}

/// Stores an article whose segments are these pairs, in French and English; the aligner is this sure of each by its place.
pub(crate) fn store(
    memory: &mut Memory,
    name: &str,
    pairs: &[(&str, &str)],
    confidence: impl Fn(usize) -> f64,
) -> PairReport {
    let bead = |i: usize| Bead {
        source: i..i + 1,
        target: i..i + 1,
        confidence: confidence(i),
    };
    let alignment = Alignment {
        beads: (0..pairs.len()).map(bead).collect(),
        ..Alignment::default()
    };
    let pair = NewPair {
        key: name.to_owned(),
        name: name.to_owned(),
        title: Some(format!("Title of {name}")),
        source_path: None,
        target_path: None,
        source_lang: lang("fr"),
        target_lang: lang("en"),
        source: &segments(pairs.iter().map(|pair| pair.0)),
        target: &segments(pairs.iter().map(|pair| pair.1)),
        alignment: &alignment,
        left_out: [&[], &[]],
        origin: None,
    };
    memory.import_pair(&pair).expect("a sound pair")
}
