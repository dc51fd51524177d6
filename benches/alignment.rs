//! How fast pairs of texts are aligned inside the process, beside Gale and Church's length-only search over all of the
//! matrix, on the same segments: pairs from `PAIRS` (a TSV of source and target), taken 60, 1,000 and 5,000 at a time.
//!
//! `PAIRS=memory.tsv cargo bench --bench alignment`

#![allow(clippy::unwrap_used)] // without its data a benchmark can only stop

use cpu_time::ThreadTime;
use interligne::align::{AlignOptions, Aligner};
use interligne::lang::Lang;
use interligne::segment::{Segment, presegmented};

/// Gale and Church's (1993) recursion with their parameters; returns the cost of the best path.
fn gale_church(source: &[Segment], target: &[Segment]) -> f64 {
    const SHAPES: [(usize, usize, f64); 6] = [
        (1, 1, 0.0),
        (1, 0, 450.0),
        (0, 1, 450.0),
        (2, 1, 230.0),
        (1, 2, 230.0),
        (2, 2, 440.0),
    ];
    let lengths =
        |segments: &[Segment]| -> Vec<f64> { segments.iter().map(|s| s.text.chars().count() as f64).collect() };
    let (s, t) = (lengths(source), lengths(target));
    let width = t.len() + 1;
    let mut best = vec![f64::INFINITY; (s.len() + 1) * width];
    best[0] = 0.0;
    for i in 0..=s.len() {
        for j in 0..=t.len() {
            for (a, b, penalty) in SHAPES {
                if a <= i && b <= j && (i, j) != (0, 0) {
                    let (x, y): (f64, f64) = (s[i - a..i].iter().sum(), t[j - b..j].iter().sum());
                    let delta = (y - x) / (6.8 * (x + y).max(1.0) / 2.0).sqrt();
                    let cost = best[(i - a) * width + j - b] + penalty + 50.0 * delta * delta;
                    best[i * width + j] = best[i * width + j].min(cost);
                }
            }
        }
    }
    best[best.len() - 1]
}

fn main() {
    let Ok(path) = std::env::var("PAIRS") else {
        println!("skipped: PAIRS does not name a TSV of pairs");
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let lines: Vec<(&str, &str)> = text.lines().filter_map(|l| l.split_once('\t')).collect();
    let aligner = Aligner::new(AlignOptions::new(
        Lang::parse("fr").unwrap(),
        Lang::parse("en").unwrap(),
    ))
    .unwrap();
    for size in [60, 1000, 5000] {
        let pairs: Vec<_> = lines.chunks_exact(size).take((10_000 / size).max(1)).collect();
        let segments = |side: fn(&(&str, &str)) -> String, pairs: &[(&str, &str)]| {
            presegmented(&pairs.iter().map(side).collect::<Vec<_>>().join("\n")).0
        };
        let texts: Vec<_> = pairs
            .iter()
            .map(|p| {
                (
                    segments(|l| l.0.to_owned(), p),
                    segments(|l| l.1.split('\t').next().unwrap().to_owned(), p),
                )
            })
            .collect();
        let total = (size * texts.len()) as f64;
        let start = ThreadTime::now();
        let beads: usize = texts.iter().map(|(s, t)| aligner.align(s, t).beads.len()).sum();
        let ours = start.elapsed().as_secs_f64();
        let start = ThreadTime::now();
        let cost: f64 = texts.iter().map(|(s, t)| gale_church(s, t)).sum();
        let theirs = start.elapsed().as_secs_f64();
        println!(
            "{size:5} segments: {:7.0} a second ({beads} beads); Gale-Church, all of the matrix: {:7.0} a second (cost {cost:.0})",
            total / ours,
            total / theirs
        );
    }
}
