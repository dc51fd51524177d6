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

/// The least probabilities, from 0 to 1, with which lines stay: of running text, and of other lines.
struct Least {
    /// A line of this is the article's, whatever the passes say.
    sure: [f32; 2],
    /// So is one beside it of this, when the passes keep it or doubt it for its place alone.
    beside: [f32; 2],
    /// A line inside of the article stays that they doubt for its place alone: it has a place.
    inside: [f32; 2],
    /// So does one that they keep.
    possible: f32,
    /// The same for a heading, a caption or a cell that they keep.
    typed: f32,
    /// So does one that they keep, beyond the sure ones.
    below: f32,
    /// The cells of a large table that is not made of links have this on average.
    table: f32,
    /// Whether a line can be the article's that they mark for what it says.
    overrules: fn(&Line<'_>) -> bool,
}

impl Least {
    fn of(&self, least: [f32; 2], line: &Line<'_>) -> f32 {
        least[usize::from(!line.prose)]
    }
}

const SAVED: Least = Least {
    sure: [0.55; 2],
    beside: [0.45; 2],
    inside: [0.35; 2],
    possible: 0.45,
    typed: 0.25,
    below: 0.55,
    table: 0.05,
    overrules: |_| true,
};
/// A pasted page shows less of what a line is: less can be asked of its sentences, and what labels say counts.
const PASTED: Least = Least {
    sure: [0.3, 0.5],
    beside: [0.25, 0.5],
    inside: [0.25, 0.5],
    possible: 0.2,
    typed: 0.1,
    below: 0.4,
    table: 0.1,
    overrules: |line| {
        let told = matches!(line.mark, Some(Furniture::Repetition | Furniture::Comments));
        line.mark.is_none_or(|mark| mark == Furniture::Outside) || line.prose && !told
    },
};
/// The same for a heading or a caption above the first sure line, as the title is.
const TITLE: f32 = 0.1;
/// How many lines above the first sure one the title and a caption may stand.
const ABOVE: usize = 12;
/// The cells of a table inside of the page's `<main>` or `<article>` stay together, when they have this probability on average.
const TABLE: f32 = 0.15;
/// The fewest lines of such a table.
const ROWS: usize = 4;
/// The fewest lines of a large table: one that is not made of links is what the page is about.
const LARGE: usize = 12;
/// The most of its lines, from 0 to 1, that may be links.
const LINKED: f32 = 0.6;
/// How many lines above a table its heading may stand.
const HEADED: usize = 3;

/// Settles the marks of a page's lines; without any sure line those of the passes stay.
pub(crate) fn decide(lines: &mut [Line<'_>], probabilities: &[f32], elements: &Elements) {
    let least = if elements.of_line.is_empty() { &PASTED } else { &SAVED };
    let mut stays = sure(lines, probabilities, least);
    let (Some(first), Some(last)) = (
        stays.iter().position(|sure| *sure),
        stays.iter().rposition(|sure| *sure),
    ) else {
        return;
    };
    for (at, line) in lines.iter().enumerate() {
        let probable = probabilities[at];
        let title = matches!(line.kind, BlockKind::Heading | BlockKind::Caption);
        let typed = title || matches!(line.kind, BlockKind::TableCell | BlockKind::Footnote);
        let kept = line.mark.is_none();
        stays[at] |= if (first..=last).contains(&at) {
            kept && (probable >= least.possible || typed && probable >= least.typed)
                || is_free(line) && probable >= least.of(least.inside, line)
        } else {
            let above = at < first && first - at <= ABOVE;
            kept && above && (probable >= least.possible || title && probable >= TITLE)
                || kept && probable >= least.below
        };
    }
    keep_tables(lines, probabilities, elements, least, &mut stays);
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
fn sure(lines: &[Line<'_>], probabilities: &[f32], least: &Least) -> Vec<bool> {
    let is_sure =
        |(line, probable): (&Line<'_>, &f32)| *probable >= least.of(least.sure, line) && (least.overrules)(line);
    let mut sure: Vec<bool> = lines.iter().zip(probabilities).map(is_sure).collect();
    let beside = |at: usize| probabilities[at] >= least.of(least.beside, &lines[at]) && is_free(&lines[at]);
    for at in 1..lines.len() {
        sure[at] |= sure[at - 1] && beside(at);
    }
    for at in (1..lines.len()).rev() {
        sure[at - 1] |= sure[at] && beside(at - 1);
    }
    sure
}

/// Keeps the tables that are part of what the page is about, with their headings: a run of lines in a table that the markup does not mark,
/// in the page's `<main>` or `<article>`. In a pasted page they stand below the beginning of the article.
fn keep_tables(lines: &[Line<'_>], probabilities: &[f32], elements: &Elements, least: &Least, stays: &mut [bool]) {
    let pasted = elements.of_line.is_empty();
    let first = stays.iter().position(|stays| *stays).unwrap_or(0);
    let in_table = |at: usize| match pasted {
        true => lines[at].kind == BlockKind::TableCell && at > first,
        false => elements.is_in(at, "in-table"),
    };
    let mut at = 0;
    while at < lines.len() {
        let end = (at..lines.len()).find(|i| !in_table(*i)).unwrap_or(lines.len());
        let main = pasted || elements.is_in(at, "in-main") || elements.is_in(at, "in-article");
        let table = &lines[at..end];
        let share =
            |of: fn(&Line<'_>) -> bool| table.iter().filter(|line| of(line)).count() as f32 / table.len().max(1) as f32;
        let mean = probabilities[at..end].iter().sum::<f32>() / table.len().max(1) as f32;
        let large = table.len() >= LARGE && share(|line| line.linked) <= LINKED && mean >= least.table;
        let small = !pasted && mean >= TABLE;
        if table.len() >= ROWS && main && share(|line| line.given) < 0.5 && (small || large) {
            stays[at..end].fill(true);
            for above in at.saturating_sub(HEADED)..at {
                stays[above] |= lines[above].kind == BlockKind::Heading && is_free(&lines[above]);
            }
        }
        at = end.max(at + 1);
    }
}
