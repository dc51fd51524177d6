//! What a first look at a page found probable of its lines → features for the second look: how probable the lines beside each one are, those
//! under the same path of elements, and those in the boxes around it.
//!
//! A line alone may be of either kind; a line among others that are surely the article's seldom is.

use std::collections::HashMap;
use std::hash::Hash;

use rustc_hash::FxHashMap;

use crate::article::draft::Page;
use crate::article::furniture::line::Line;
use crate::text::function_words::is_function_word;

/// How far apart neighbours are, with the names of their features above and below.
const NEIGHBOURS: [(usize, &str, &str); 3] = [
    (1, "first-1", "first+1"),
    (2, "first-2", "first+2"),
    (3, "first-3", "first+3"),
];
/// Names of the features of the boxes around a line, the innermost first.
const BOXES: [&str; 3] = ["first-box", "first-box2", "first-box3"];
/// The probability of a line that is surely the article's.
const SURE: f32 = 0.6;
/// How far such a line is looked for, in lines.
const FURTHEST: f32 = 60.0;
/// How far around a line its neighbourhood reaches, in lines.
const WINDOW: usize = 8;

/// Names of the features that say what a line shares with others.
const SHARED: [&str; 4] = ["first-shared", "first-told", "first-lead", "first-apart"];
/// The least probability of a line that is taken for the article's when words are compared.
const PROBABLE: f32 = 0.5;
/// How many lines of prose the beginning of the article has.
const LEAD: usize = 3;
/// The letters of a word that count when words are compared.
const STEM: usize = 6;

/// Words, and how many of them are probably the article's.
#[derive(Clone, Copy, Default)]
struct Mass {
    words: f32,
    probable: f32,
}

impl Mass {
    fn add(&mut self, other: Mass) {
        self.words += other.words;
        self.probable += other.probable;
    }

    /// The share that is probable without one line; -1 when nothing else is there.
    fn without(self, line: Mass) -> f32 {
        let words = self.words - line.words;
        if words < 0.5 {
            return -1.0;
        }
        (self.probable - line.probable) / words
    }
}

/// The features of the lines of a page that the first look gives.
pub(crate) struct Scores<'a> {
    first: Vec<f32>,
    lines: Vec<Mass>,
    /// The words and their mass before each line, and after the last.
    before: Vec<Mass>,
    /// What stands under the path of each line, itself aside.
    paths: Vec<f32>,
    /// What stands in the boxes around each line, itself aside.
    boxes: Vec<[f32; BOXES.len()]>,
    /// How far the nearest sure line is above and below.
    sure: Vec<[f32; 2]>,
    best: f32,
    shared: Shared<'a>,
}

impl<'a> Scores<'a> {
    pub(crate) fn of(first: Vec<f32>, lines: &'a [Line<'a>], page: &Page<'_>) -> Scores<'a> {
        let mass = |(line, probable): (&Line<'_>, &f32)| {
            let words = line.words.len() as f32;
            Mass {
                words,
                probable: words * probable,
            }
        };
        let own: Vec<Mass> = lines.iter().zip(&first).map(mass).collect();
        // In groups, a line without words counts a little too.
        let counted = |at: usize| Mass {
            words: own[at].words + 1.0,
            probable: own[at].probable + first[at],
        };
        let mut sum = Mass::default();
        let mut before = vec![sum];
        before.extend(own.iter().map(|line| {
            sum.add(*line);
            sum
        }));
        let elements = &page.elements;
        let path = |at: usize| elements.of_line.get(at).map(|element| elements.nodes[*element].path);
        Scores {
            paths: grouped(lines.len(), path, counted),
            boxes: boxes(lines.len(), page, counted),
            sure: distances(&first),
            best: first.iter().copied().fold(0.0, f32::max),
            shared: Shared::of(&first, lines),
            lines: own,
            first,
            before,
        }
    }

    /// Names each feature of a line with its value, always all and in one order.
    pub(crate) fn visit(&self, at: usize, put: &mut dyn FnMut(&'static str, f32)) {
        put("first", self.first[at]);
        for (far, above, below) in NEIGHBOURS {
            let first = |other: Option<usize>| other.and_then(|other| self.first.get(other)).copied().unwrap_or(0.0);
            put(above, first(at.checked_sub(far)));
            put(below, first(Some(at + far)));
        }
        put("first-path", self.paths[at]);
        for (name, share) in BOXES.iter().zip(self.boxes[at]) {
            put(name, share);
        }
        let all = self.before[self.lines.len()].probable;
        let (above, until) = (self.before[at].probable, self.before[at + 1].probable);
        put("first-above", above.ln_1p());
        put("first-below", (all - until).max(0.0).ln_1p());
        put("first-place", above / all.max(1e-6));
        let near = |from: usize, to: usize| {
            let (from, to) = (self.before[from], self.before[to]);
            (to.probable - from.probable) / (to.words - from.words + 1.0)
        };
        put("first-near-above", near(at.saturating_sub(WINDOW), at));
        put(
            "first-near-below",
            near(at + 1, (at + 1 + WINDOW).min(self.lines.len())),
        );
        let [above, below] = self.sure[at];
        put("first-sure-above", above);
        put("first-sure-below", below);
        put("first-best", self.best);
        for (name, value) in SHARED.iter().zip(self.shared.of_line(at, self.first[at])) {
            put(name, value);
        }
    }
}

/// What the lines of a page are about.
struct Shared<'a> {
    lines: &'a [Line<'a>],
    /// How often each stem stands in lines that are probably the article's, and in the others.
    counts: FxHashMap<&'a str, [f32; 2]>,
    /// The stems of the article's first lines of prose, each with the last of them that has it.
    lead: FxHashMap<&'a str, usize>,
}

impl<'a> Shared<'a> {
    fn of(first: &[f32], lines: &'a [Line<'a>]) -> Shared<'a> {
        let mut counts: FxHashMap<&str, [f32; 2]> = FxHashMap::default();
        let mut lead: FxHashMap<&str, usize> = FxHashMap::default();
        let mut leads = 0;
        for (at, line) in lines.iter().enumerate() {
            let probable = first[at] >= PROBABLE;
            if probable && line.prose && leads < LEAD {
                leads += 1;
                lead.extend(stems(line).map(|stem| (stem, at)));
            }
            for stem in stems(line) {
                counts.entry(stem).or_default()[usize::from(!probable)] += 1.0;
            }
        }
        Shared { lines, counts, lead }
    }

    /// What a line shares with the article: the share of its stems that stand in other lines that are probably the article's, how often they
    /// do there, the share in its first lines of prose, and the share in lines that are probably not the article's.
    fn of_line(&self, at: usize, first: f32) -> [f32; SHARED.len()] {
        let probable = first >= PROBABLE;
        let mut own: FxHashMap<&str, f32> = FxHashMap::default();
        for stem in stems(&self.lines[at]) {
            *own.entry(stem).or_default() += 1.0;
        }
        let (mut sums, all) = ([0.0; SHARED.len()], own.len() as f32);
        for (stem, times) in own {
            let [mut with, mut without] = self.counts.get(stem).copied().unwrap_or_default();
            *if probable { &mut with } else { &mut without } -= times;
            sums[0] += f32::from(u8::from(with > 0.0));
            sums[1] += with.ln_1p();
            sums[2] += f32::from(u8::from(self.lead.get(stem).is_some_and(|line| *line != at)));
            sums[3] += f32::from(u8::from(without > 0.0));
        }
        sums.map(|sum| if all > 0.0 { sum / all } else { -1.0 })
    }
}

/// The beginnings of the words of a line that say what it is about.
fn stems<'a>(line: &'a Line<'_>) -> impl Iterator<Item = &'a str> {
    line.words.iter().filter_map(|word| {
        word.char_indices().nth(3)?;
        let end = word.char_indices().nth(STEM).map_or(word.len(), |(end, _)| end);
        (!is_function_word(word)).then(|| &word[..end])
    })
}

/// The share of each line's group that is probable, the line itself aside; -1 where it has no group.
fn grouped<K: Hash + Eq>(count: usize, group: impl Fn(usize) -> Option<K>, mass: impl Fn(usize) -> Mass) -> Vec<f32> {
    let mut sums: HashMap<K, Mass> = HashMap::new();
    for at in 0..count {
        if let Some(key) = group(at) {
            sums.entry(key).or_default().add(mass(at));
        }
    }
    let share = |at: usize| group(at).map_or(-1.0, |key| sums[&key].without(mass(at)));
    (0..count).map(share).collect()
}

/// The same for the boxes around each line, with all that is in them.
fn boxes(count: usize, page: &Page<'_>, mass: impl Fn(usize) -> Mass) -> Vec<[f32; BOXES.len()]> {
    let boxes = &page.boxes;
    if boxes.of_line.len() != count {
        return vec![[-1.0; BOXES.len()]; count];
    }
    let mut sums = vec![Mass::default(); boxes.parents.len()];
    for at in 0..count {
        sums[boxes.of_line[at]].add(mass(at));
    }
    // A box comes after the one around it.
    for at in (0..sums.len()).rev() {
        if let Some(around) = boxes.parents[at] {
            let inner = sums[at];
            sums[around].add(inner);
        }
    }
    let of_line = |at: usize| {
        let mut around = Some(boxes.of_line[at]);
        [(); BOXES.len()].map(|()| {
            let share = around.map_or(-1.0, |this| sums[this].without(mass(at)));
            around = around.and_then(|this| boxes.parents[this]);
            share
        })
    };
    (0..count).map(of_line).collect()
}

/// How many lines away the nearest sure line is, above and below each.
fn distances(first: &[f32]) -> Vec<[f32; 2]> {
    let mut far = vec![[FURTHEST; 2]; first.len()];
    let mut measure = |side: usize, order: &mut dyn Iterator<Item = usize>| {
        let mut distance = FURTHEST;
        for at in order {
            distance = (distance + 1.0).min(FURTHEST);
            far[at][side] = distance;
            if first[at] >= SURE {
                distance = 0.0;
            }
        }
    };
    measure(0, &mut (0..first.len()));
    measure(1, &mut (0..first.len()).rev());
    far
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::block::{Block, BlockKind};

    #[test]
    fn neighbours_and_sure_lines_are_told_by_the_first_look() {
        let text = "un deux trois";
        let lines: Vec<Line<'_>> = [0..2, 3..7, 8..13]
            .map(|range| {
                let block = Block {
                    kind: BlockKind::Paragraph,
                    range,
                    furniture: None,
                };
                Line::of(text, &block, true)
            })
            .into();
        let scores = Scores::of(vec![0.9, 0.2, 0.1], &lines, &Page::default());
        let mut found = HashMap::new();
        scores.visit(1, &mut |name, value| {
            found.insert(name, value);
        });
        for (name, expected) in [
            ("first", 0.2),
            ("first-1", 0.9),
            ("first+1", 0.1),
            ("first+2", 0.0),
            ("first-path", -1.0),
            ("first-sure-above", 1.0),
            ("first-sure-below", FURTHEST),
            ("first-place", 0.75),
            ("first-best", 0.9),
        ] {
            assert!((found[name] - expected).abs() < 1e-4, "{name} is {}", found[name]);
        }
    }
}
