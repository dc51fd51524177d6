//! The tree of a page → how much of its prose stands where each line stands.

use std::collections::HashMap;

use crate::article::draft::Page;
use crate::article::furniture::line::Line;

/// Names of the features of the boxes around a line, the innermost first: their words, the share of the words that is linked, the share of
/// the page's prose that is in them, the share of their words that is prose, and their lines.
const LEVELS: [[&str; 5]; 4] = [
    ["box-words", "box-link", "box-prose", "box-purity", "box-lines"],
    ["box2-words", "box2-link", "box2-prose", "box2-purity", "box2-lines"],
    ["box3-words", "box3-link", "box3-prose", "box3-purity", "box3-lines"],
    ["box4-words", "box4-link", "box4-prose", "box4-purity", "box4-lines"],
];
/// The most words that a line counts for its box (after Readability, which counts commas and hundreds of characters).
const MOST: f32 = 60.0;
/// A line of which a larger share is linked counts for no box.
const MOST_LINKED: f32 = 0.3;
/// How many boxes around a line it counts for, each half as much as the one in it.
const REACH: usize = 3;

/// What stands in a box.
#[derive(Clone, Copy, Default)]
struct Sums {
    words: f32,
    linked: f32,
    prose: f32,
    lines: f32,
}

/// The boxes and paths of a page.
#[derive(Default)]
pub(crate) struct Places {
    of_line: Vec<usize>,
    parents: Vec<Option<usize>>,
    sums: Vec<Sums>,
    /// How well each box would do as the article, and the best of them.
    scores: Vec<f32>,
    best: f32,
    in_best: Vec<bool>,
    in_column: Vec<bool>,
    in_half: Vec<bool>,
    prose: f32,
    /// The prose and the lines of each path of elements with their classes, and of elements alone.
    of_path: Vec<[f32; 3]>,
    heading: Option<usize>,
}

impl Places {
    pub(crate) fn of(lines: &[Line<'_>], page: &Page<'_>) -> Places {
        let boxes = &page.boxes;
        if boxes.of_line.len() != lines.len() || page.elements.of_line.len() != lines.len() || lines.is_empty() {
            return Places::default();
        }
        let link = |at: usize| page.links.get(at).copied().unwrap_or(0.0);
        let count = boxes.parents.len();
        let (mut sums, mut scores) = (vec![Sums::default(); count], vec![0.0; count]);
        let mut prose = 0.0;
        for (at, line) in lines.iter().enumerate() {
            let words = line.words.len() as f32;
            let own = if line.prose { words } else { 0.0 };
            prose += own;
            let sum = &mut sums[boxes.of_line[at]];
            sum.words += words;
            sum.linked += words * link(at);
            sum.prose += own;
            sum.lines += 1.0;
            if line.prose && link(at) <= MOST_LINKED {
                let (mut counts, mut around) = (words.min(MOST), Some(boxes.of_line[at]));
                for _ in 0..REACH {
                    let Some(this) = around else { break };
                    scores[this] += counts;
                    counts /= 2.0;
                    around = boxes.parents[this];
                }
            }
        }
        // A box comes after the one around it.
        for at in (0..count).rev() {
            if let Some(around) = boxes.parents[at] {
                let Sums {
                    words,
                    linked,
                    prose,
                    lines,
                } = sums[at];
                let outer = &mut sums[around];
                outer.words += words;
                outer.linked += linked;
                outer.prose += prose;
                outer.lines += lines;
            }
        }
        let good = |at: usize| scores[at] * (1.0 - sums[at].linked / sums[at].words.max(1.0));
        let top = (0..count).max_by(|a, b| good(*a).total_cmp(&good(*b))).unwrap_or(0);
        let column = |share: f32| {
            (0..count)
                .rev()
                .find(|at| sums[*at].prose >= share * prose)
                .unwrap_or(0)
        };
        let inside = |target: usize| {
            let mut inside = vec![false; count];
            for at in 0..count {
                inside[at] = at == target || boxes.parents[at].is_some_and(|around| inside[around]);
            }
            inside
        };
        Places {
            of_line: boxes.of_line.clone(),
            parents: boxes.parents.clone(),
            best: scores.iter().copied().fold(1.0, f32::max),
            in_best: inside(top),
            in_column: inside(column(0.8)),
            in_half: inside(column(0.5)),
            of_path: paths(lines, page),
            heading: (0..lines.len()).find(|at| page.elements.is_in(*at, "in-h1")),
            sums,
            scores,
            prose: prose.max(1.0),
        }
    }

    /// Names each feature of the line's place with its value.
    pub(crate) fn visit(&self, at: usize, put: &mut dyn FnMut(&'static str, f32)) {
        let flag = |holds: bool| f32::from(u8::from(holds));
        let mut around = self.of_line.get(at).copied();
        let inner = around;
        for [words, link, prose, purity, lines] in LEVELS {
            let sums = around.map(|this| self.sums[this]).unwrap_or_default();
            put(words, if around.is_some() { sums.words.ln_1p() } else { -1.0 });
            put(link, sums.linked / sums.words.max(1.0));
            put(prose, sums.prose / self.prose.max(1.0));
            put(purity, sums.prose / sums.words.max(1.0));
            put(lines, sums.lines.ln_1p());
            around = around.and_then(|this| self.parents[this]);
        }
        let holds = |of: &[bool]| flag(inner.is_some_and(|this| of[this]));
        put("in-best-box", holds(&self.in_best));
        put("in-column", holds(&self.in_column));
        put("in-half-column", holds(&self.in_half));
        put("box-score", inner.map_or(0.0, |this| self.scores[this] / self.best));
        let [path, tags, copies] = self.of_path.get(at).copied().unwrap_or_default();
        put("path-prose", path);
        put("tags-prose", tags);
        put("path-lines", copies);
        put("has-h1", flag(self.heading.is_some()));
        put(
            "lines-from-h1",
            self.heading.map_or(-99.0, |heading| at as f32 - heading as f32),
        );
    }
}

/// The share of the page's prose that stands under the path of each line, with classes and without, and how many lines do (as a logarithm).
fn paths(lines: &[Line<'_>], page: &Page<'_>) -> Vec<[f32; 3]> {
    let (mut paths, mut tags): (HashMap<u64, (f32, f32)>, HashMap<u64, f32>) = (HashMap::new(), HashMap::new());
    let nodes = page
        .elements
        .of_line
        .iter()
        .map(|element| &page.elements.nodes[*element]);
    let mut all = 0.0;
    for (line, node) in lines.iter().zip(nodes.clone()) {
        let prose = if line.prose { line.words.len() as f32 } else { 0.0 };
        let path = paths.entry(node.path).or_default();
        path.0 += prose;
        path.1 += 1.0;
        *tags.entry(node.tags).or_default() += prose;
        all += prose;
    }
    let share = |prose: f32| prose / f32::max(all, 1.0);
    nodes
        .map(|node| {
            let (prose, lines) = paths[&node.path];
            [share(prose), share(tags[&node.tags]), lines.ln_1p()]
        })
        .collect()
}
