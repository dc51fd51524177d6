//! The lines of a page → how they are laid out: blank lines between them, runs of lines without any, and what the lines around look like.
//!
//! Text that is copied from a page shows nothing of its markup but this: paragraphs stand apart, the entries of a menu do not.

use crate::article::furniture::line::Line;
use crate::text::sentence_end::has_final_mark;

/// How far around a line its neighbourhood reaches, in lines.
const WINDOW: usize = 10;
/// The same for what stands further away.
const WIDE: usize = 40;
/// The breaks above a line that stands apart: two make a blank line.
const APART: u8 = 2;

/// What lines have in sum.
#[derive(Clone, Copy, Default)]
struct Sums {
    words: f32,
    prose: f32,
    prose_lines: f32,
    final_marks: f32,
}

impl Sums {
    fn between(from: Sums, to: Sums) -> Sums {
        Sums {
            words: to.words - from.words,
            prose: to.prose - from.prose,
            prose_lines: to.prose_lines - from.prose_lines,
            final_marks: to.final_marks - from.final_marks,
        }
    }
}

/// How the lines of a page are laid out.
pub(crate) struct Layout<'a> {
    lines: &'a [Line<'a>],
    /// What all lines before each have in sum, and after the last.
    before: Vec<Sums>,
    /// The first line of each line's run and the one after its last.
    runs: Vec<(usize, usize)>,
    /// How many lines that are no prose stand right above each line, and right below.
    short: Vec<[f32; 2]>,
    /// The share of the words of each line that begin with a capital.
    capitals: Vec<f32>,
    /// The share of the lines that stand apart.
    apart: f32,
}

impl<'a> Layout<'a> {
    pub(crate) fn of(lines: &'a [Line<'a>]) -> Layout<'a> {
        let flag = |holds: bool| f32::from(u8::from(holds));
        let mut sum = Sums::default();
        let mut before = vec![sum];
        for line in lines {
            let words = line.words.len() as f32;
            sum.words += words;
            sum.prose += words * flag(line.prose);
            sum.prose_lines += flag(line.prose);
            sum.final_marks += flag(has_final_mark(line.text));
            before.push(sum);
        }
        let mut runs = Vec::with_capacity(lines.len());
        let mut at = 0;
        while at < lines.len() {
            let end = (at + 1..lines.len())
                .find(|i| lines[*i].breaks >= APART)
                .unwrap_or(lines.len());
            runs.resize(end, (at, end));
            at = end;
        }
        let mut short = vec![[0.0; 2]; lines.len()];
        let mut count = |side: usize, order: &mut dyn Iterator<Item = usize>| {
            let mut run: f32 = 0.0;
            for at in order {
                short[at][side] = run.ln_1p();
                run = if lines[at].prose { 0.0 } else { run + 1.0 };
            }
        };
        count(0, &mut (0..lines.len()));
        count(1, &mut (0..lines.len()).rev());
        let apart = lines.iter().filter(|line| line.breaks >= APART).count();
        let capitals = lines.iter().map(|line| {
            let words = line.text.split(|c: char| !c.is_alphanumeric());
            let capitals = words.filter(|word| word.starts_with(char::is_uppercase)).count();
            capitals as f32 / line.words.len().max(1) as f32
        });
        Layout {
            capitals: capitals.collect(),
            before,
            runs,
            short,
            apart: apart as f32 / lines.len().max(1) as f32,
            lines,
        }
    }

    /// Names each feature of a line's layout with its value.
    pub(crate) fn visit(&self, at: usize, put: &mut dyn FnMut(&'static str, f32)) {
        let count = self.lines.len();
        let breaks = |at: usize| self.lines.get(at).map_or(APART + 1, |line| line.breaks);
        put("breaks-above", f32::from(breaks(at)));
        put("breaks-below", f32::from(breaks(at + 1)));
        put("page-apart", self.apart);
        let sums = |from: usize, to: usize| Sums::between(self.before[from], self.before[to]);
        let (from, to) = self.runs[at];
        let (run, lines) = (sums(from, to), (to - from) as f32);
        put("run-lines", lines.ln_1p());
        put("run-words", run.words / lines);
        put("run-prose", run.prose / run.words.max(1.0));
        put("run-place", (at - from) as f32);
        let [above, below] = self.short[at];
        put("short-above", above);
        put("short-below", below);
        let (from, to) = (at.saturating_sub(WINDOW), (at + WINDOW + 1).min(count));
        for (names, from, to) in [
            (["near-words-above", "near-prose-above", "near-final-above"], from, at),
            (["near-words-below", "near-prose-below", "near-final-below"], at + 1, to),
        ] {
            let (near, lines) = (sums(from, to), (to - from).max(1) as f32);
            put(names[0], near.words / lines);
            put(names[1], near.prose_lines / lines);
            put(names[2], near.final_marks / lines);
        }
        put("wide-prose-above", sums(at.saturating_sub(WIDE), at).prose.ln_1p());
        put(
            "wide-prose-below",
            sums(at + 1, (at + 1 + WIDE).min(count)).prose.ln_1p(),
        );
        let ends = |other: Option<usize>| {
            let line = other.and_then(|other| self.lines.get(other));
            line.map_or(-1.0, |line| f32::from(u8::from(has_final_mark(line.text))))
        };
        put("final-1", ends(at.checked_sub(1)));
        put("final+1", ends(Some(at + 1)));
        let capitals = |other: Option<usize>| {
            let capitals = other.and_then(|other| self.capitals.get(other));
            capitals.copied().unwrap_or(-1.0)
        };
        put("capitals-1", capitals(at.checked_sub(1)));
        put("capitals+1", capitals(Some(at + 1)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::block::{Block, BlockKind};

    #[test]
    fn lines_without_blank_lines_between_are_a_run() {
        let text = "Accueil Météo Le pont rouvre lundi.";
        let mut lines: Vec<Line<'_>> = [0..7, 8..15, 16..37]
            .map(|range| {
                let block = Block {
                    kind: BlockKind::Paragraph,
                    range,
                    furniture: None,
                };
                Line::of(text, &block, true)
            })
            .into();
        (lines[1].breaks, lines[2].breaks) = (1, 2);
        let layout = Layout::of(&lines);
        let of = |at: usize, wanted: &str| {
            let mut found = f32::NAN;
            layout.visit(at, &mut |name, value| {
                if name == wanted {
                    found = value;
                }
            });
            found
        };
        assert_eq!((of(0, "run-words"), of(2, "run-words")), (1.0, 4.0));
        assert_eq!((of(1, "run-place"), of(2, "run-place")), (1.0, 0.0));
        assert_eq!((of(1, "final+1"), of(2, "final+1")), (1.0, -1.0));
        assert!((of(2, "short-above") - 2.0_f32.ln_1p()).abs() < 1e-6);
    }
}
