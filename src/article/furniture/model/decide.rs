//! What the passes say and how probable each line is → what is left out.
//!
//! Lines that are surely the article's bound it. Between them a line is left out when the passes mark it and it is not probable either, or
//! when it is hardly probable at all; titles, captions and cells stay when the passes keep them. Losing a paragraph costs three times
//! what keeping a line of furniture does: the thresholds are those with the least cost on pages of sites that the model had not seen
//! (`data/fit-page-model.py`).

use crate::article::block::BlockKind;
use crate::article::draft::Elements;
use crate::article::furniture::line::Line;
use crate::article::furniture::reason::Furniture;

/// A line with this probability is the article's, whatever the passes say.
const SURE: f32 = 0.55;
/// So is one beside it with this probability, when the passes keep it or doubt it for its place alone.
const BESIDE: f32 = 0.4;
/// A line inside of the article that the passes keep stays with this probability.
const POSSIBLE: f32 = 0.35;
/// The same for a heading, a caption or a cell.
const TYPED: f32 = 0.2;
/// The same for a heading or a caption above the first sure line, as the title is.
const TITLE: f32 = 0.1;
/// How many lines above the first sure one the title and a caption may stand.
const ABOVE: usize = 12;
/// The cells of a table inside of the page's `<main>` or `<article>` stay together, when they have this probability on average.
const TABLE: f32 = 0.15;
/// The fewest lines of such a table.
const ROWS: usize = 4;

/// Settles the marks of a page's lines; without any sure line those of the passes stay.
pub(crate) fn decide(lines: &mut [Line<'_>], probabilities: &[f32], elements: &Elements) {
    let mut stays = sure(lines, probabilities);
    let (Some(first), Some(last)) = (
        stays.iter().position(|sure| *sure),
        stays.iter().rposition(|sure| *sure),
    ) else {
        return;
    };
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.mark.is_none()) {
        let probable = probabilities[at];
        let title = matches!(line.kind, BlockKind::Heading | BlockKind::Caption);
        let typed = title || matches!(line.kind, BlockKind::TableCell | BlockKind::Footnote);
        stays[at] |= if (first..=last).contains(&at) {
            probable >= POSSIBLE || typed && probable >= TYPED
        } else {
            let above = at < first && first - at <= ABOVE;
            above && (probable >= POSSIBLE || title && probable >= TITLE)
        };
    }
    keep_tables(lines, probabilities, elements, &mut stays);
    for (line, stays) in lines.iter_mut().zip(stays) {
        if stays {
            line.mark = None;
        } else {
            line.mark.get_or_insert(Furniture::Outside);
        }
    }
}

/// Whether a line is not marked, or only because of where it stands.
fn is_free(line: &Line<'_>) -> bool {
    line.mark.is_none() || line.mark == Some(Furniture::Outside) && !line.given
}

/// The lines that are surely the article's, those beside them included.
fn sure(lines: &[Line<'_>], probabilities: &[f32]) -> Vec<bool> {
    let mut sure: Vec<bool> = probabilities.iter().map(|probable| *probable >= SURE).collect();
    let beside = |at: usize| probabilities[at] >= BESIDE && is_free(&lines[at]);
    for at in 1..lines.len() {
        sure[at] |= sure[at - 1] && beside(at);
    }
    for at in (1..lines.len()).rev() {
        sure[at - 1] |= sure[at] && beside(at - 1);
    }
    sure
}

/// Keeps the tables that are part of what the page is about: a run of lines in a table that the markup does not mark.
fn keep_tables(lines: &[Line<'_>], probabilities: &[f32], elements: &Elements, stays: &mut [bool]) {
    let mut at = 0;
    while at < lines.len() {
        let end = (at..lines.len())
            .find(|i| !elements.is_in(*i, "in-table"))
            .unwrap_or(lines.len());
        let main = elements.is_in(at, "in-main") || elements.is_in(at, "in-article");
        let mean = probabilities[at..end].iter().sum::<f32>() / (end - at).max(1) as f32;
        if end - at >= ROWS && main && !lines[at].given && mean >= TABLE {
            for (line, stays) in lines[at..end].iter().zip(&mut stays[at..end]) {
                *stays |= !line.given;
            }
        }
        at = end.max(at + 1);
    }
}
