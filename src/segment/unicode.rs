//! Text in any language → the byte ranges of its sentences, by Unicode's default sentence breaks (UAX #29), with the
//! closing marks that the French and English scanner knows.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::text::sentence_end::{ends_sentence, is_closing};

/// Cuts `text`; the ranges are in order, do not overlap, and begin and end with something else than white space.
pub(super) fn split(text: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for (at, piece) in text.split_sentence_bound_indices() {
        let start = at + (piece.len() - piece.trim_start().len());
        let end = start + piece.trim().len();
        if start == end {
            continue;
        }
        match out.last_mut() {
            // UAX #29 breaks at each paragraph separator, and before a closing mark that stands apart (`! »`).
            Some(last) if is_closing_only(&text[start..end]) || !ends_sentence(&text[last.clone()]) => {
                last.end = end;
            }
            // A German quotation that is exclaimed may be the beginning of a sentence: `„Mehr ist mehr!“ hat er gesagt.`
            Some(last) if text[..last.end].ends_with('“') && text[start..].starts_with(char::is_lowercase) => {
                last.end = end;
            }
            _ => out.push(start..end),
        }
    }
    out
}

fn is_closing_only(piece: &str) -> bool {
    piece.chars().all(is_closing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_german_quotation_ends_its_sentence() {
        let text = "Er sagte: „Ich gehe.“ Dann ging er.";
        let pieces: Vec<&str> = split(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(pieces, ["Er sagte: „Ich gehe.“", "Dann ging er."]);

        let text = "Nach der Theorie „Mehr ist mehr!“ hat er es gebaut.";
        assert_eq!(split(text).len(), 1);
    }
}
