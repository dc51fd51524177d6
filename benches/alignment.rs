//! How fast pairs of texts are aligned inside the process, and how right, beside Gale and Church's search by length over all of
//! the matrix, on the same segments in the same run; docs/BENCHMARKS.md says how to run it.
//!
//! `articles`, `growth` and `gold` are its parts, chosen by name. `articles` and `growth` draw texts from `tm_large.tsv`
//! (source, target, with a tab between) in the folder `INTERLIGNE_BENCH_DATA`; `gold` reads the gold sets in
//! `INTERLIGNE_GOLD`. Segments are counted on the source side; times are the processor time of one thread, the best of several
//! runs. `growth --svg FILE` draws the plot.

#![allow(clippy::unwrap_used, clippy::cast_precision_loss)] // without its data a benchmark can only stop

use std::fmt::Write as _;
use std::ops::Range;
use std::path::PathBuf;
use std::process::Command;

use cpu_time::ThreadTime;
use interligne::align::lab::fit;
use interligne::align::lab::gold::{Evaluation, GoldSet};
use interligne::align::{Aligner, Alignment, Bead};
use interligne::segment::{Segment, presegmented};
use interligne::text::lang::Lang;

/// The sizes of `growth`, in segments.
const SIZES: [usize; 5] = [1_000, 5_000, 10_000, 50_000, 100_000];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    if let [part, size] = arguments.as_slice()
        && part == "one"
    {
        one(size.parse().unwrap());
        return;
    }
    let svg = arguments
        .iter()
        .position(|a| a == "--svg")
        .map(|at| PathBuf::from(&arguments[at + 1]));
    let named = |name: &str| arguments.iter().any(|a| a == name);
    let runs = |name: &str| named(name) || !["articles", "growth", "gold"].iter().any(|part| named(part));
    if std::env::var_os("INTERLIGNE_BENCH_DATA").is_none() {
        println!("articles, growth skipped: INTERLIGNE_BENCH_DATA names no folder with tm_large.tsv");
    } else {
        if runs("articles") {
            articles();
        }
        if runs("growth") {
            growth(svg);
        }
    }
    if runs("gold") {
        match std::env::var_os("INTERLIGNE_GOLD") {
            Some(folder) => gold(&PathBuf::from(folder).join("alignment")),
            None => println!("gold skipped: INTERLIGNE_GOLD names no folder with gold sets"),
        }
    }
}

fn french_and_english() -> (Lang, Lang) {
    (Lang::parse("fr").unwrap(), Lang::parse("en").unwrap())
}

fn aligner() -> Aligner {
    let (from, to) = french_and_english();
    Aligner::new(from, to).unwrap()
}

/// Two texts and the beads that they were made of.
struct Text {
    source: Vec<Segment>,
    target: Vec<Segment>,
    beads: Vec<(Range<usize>, Range<usize>)>,
}

/// Texts of so many segments from neighbouring pairs of the memory, spread over all of it: of the pairs, 2% lose their source
/// and 2% their target, and 4% of all pairs of neighbours are one segment on one of the two sides.
fn texts(size: usize, count: usize) -> Vec<Text> {
    let path = PathBuf::from(std::env::var_os("INTERLIGNE_BENCH_DATA").unwrap()).join("tm_large.tsv");
    let memory = std::fs::read_to_string(path).unwrap();
    let pairs: Vec<(&str, &str)> = memory
        .lines()
        .filter_map(|line| {
            let mut fields = line.split('\t');
            Some((fields.next()?, fields.next()?))
        })
        .filter(|(source, target)| !source.trim().is_empty() && !target.trim().is_empty())
        .collect();
    // Xorshift (Marsaglia 2003): the same texts in every run.
    let mut state = 0x2545_F491_4F6C_DD1Du64;
    let mut chance = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let stride = pairs.len() / count;
    let mut out = Vec::with_capacity(count);
    for text in 0..count {
        let mut lines: [Vec<String>; 2] = Default::default();
        let mut beads: Vec<(Range<usize>, Range<usize>)> = Vec::new();
        for (source, target) in &pairs[text * stride..] {
            if lines[0].len() >= size {
                break;
            }
            let draw = chance();
            let starts = [lines[0].len(), lines[1].len()];
            let after_single = beads.last().is_some_and(|(s, t)| (s.len(), t.len()) == (1, 1));
            if draw < 0.02 {
                lines[1].push((*target).to_owned());
            } else if draw < 0.04 {
                lines[0].push((*source).to_owned());
            } else if draw < 0.08 && after_single {
                let joined = usize::from(draw < 0.06);
                for (side, text) in [source, target].into_iter().enumerate() {
                    if side == joined {
                        let last = lines[side].last_mut().unwrap();
                        write!(last, " {text}").unwrap();
                    } else {
                        lines[side].push((*text).to_owned());
                    }
                }
                let (s, t) = beads.pop().unwrap();
                beads.push((s.start..lines[0].len(), t.start..lines[1].len()));
                continue;
            } else {
                lines[0].push((*source).to_owned());
                lines[1].push((*target).to_owned());
            }
            beads.push((starts[0]..lines[0].len(), starts[1]..lines[1].len()));
        }
        let [source, target] = lines.map(|lines| presegmented(&lines.join("\n")).0);
        out.push(Text { source, target, beads });
    }
    out
}

/// Gale and Church's (1993) search with their parameters over all of the matrix.
fn gale_church(source: &[Segment], target: &[Segment]) -> Alignment {
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
    let mut best = vec![(f64::INFINITY, 0u8); (s.len() + 1) * width];
    best[0].0 = 0.0;
    for i in 0..=s.len() {
        for j in 0..=t.len() {
            for (shape, (a, b, penalty)) in SHAPES.into_iter().enumerate() {
                if a <= i && b <= j && (i, j) != (0, 0) {
                    let (x, y): (f64, f64) = (s[i - a..i].iter().sum(), t[j - b..j].iter().sum());
                    let delta = (y - x) / (6.8 * (x + y).max(1.0) / 2.0).sqrt();
                    let cost = best[(i - a) * width + j - b].0 + penalty + 50.0 * delta * delta;
                    if cost < best[i * width + j].0 {
                        best[i * width + j] = (cost, shape as u8);
                    }
                }
            }
        }
    }
    let (mut i, mut j) = (s.len(), t.len());
    let mut beads = Vec::new();
    while (i, j) != (0, 0) {
        let (a, b, _) = SHAPES[usize::from(best[i * width + j].1)];
        beads.push(Bead {
            source: i - a..i,
            target: j - b..j,
            confidence: 1.0,
        });
        (i, j) = (i - a, j - b);
    }
    beads.reverse();
    Alignment {
        beads,
        crossings: Vec::new(),
    }
}

/// The strict F1 of alignments of texts whose beads are known.
fn strict(texts: &[Text], alignments: &[Alignment]) -> f64 {
    let (mut right, mut gold, mut found) = (0, 0, 0);
    for (text, alignment) in texts.iter().zip(alignments) {
        let known: std::collections::HashSet<_> = text.beads.iter().cloned().collect();
        gold += known.len();
        found += alignment.beads.len();
        let is_right = |b: &&Bead| known.contains(&(b.source.clone(), b.target.clone()));
        right += alignment.beads.iter().filter(is_right).count();
    }
    2.0 * right as f64 / (gold + found) as f64
}

/// The results and the seconds of the fastest of several runs.
fn best_of<T>(runs: usize, run: impl Fn() -> T) -> (T, f64) {
    let timed = || {
        let start = ThreadTime::now();
        let result = run();
        (result, start.elapsed().as_secs_f64())
    };
    let mut best = timed();
    for _ in 1..runs {
        let next = timed();
        if next.1 < best.1 {
            best = next;
        }
    }
    best
}

fn articles() {
    println!("articles: segments a second of CPU time, strict F1 on the beads that the texts were made of");
    for (size, count) in [(60, 100), (1000, 6)] {
        let texts = texts(size, count);
        let segments: usize = texts.iter().map(|t| t.source.len()).sum();
        let cold = best_of(3, || {
            // An aligner of its own for each pair, as when the process has just begun.
            texts
                .iter()
                .map(|t| aligner().align(&t.source, &t.target))
                .collect::<Vec<_>>()
        });
        let ours = aligner();
        let warm = best_of(5, || {
            texts
                .iter()
                .map(|t| ours.align(&t.source, &t.target))
                .collect::<Vec<_>>()
        });
        let theirs = best_of(3, || {
            texts
                .iter()
                .map(|t| gale_church(&t.source, &t.target))
                .collect::<Vec<_>>()
        });
        for (name, (alignments, seconds)) in [
            ("interligne, one aligner for all pairs", warm),
            ("interligne, a new aligner for each pair", cold),
            ("Gale-Church, lengths only, all of the matrix", theirs),
        ] {
            println!(
                "{count:4} pairs of {size:5}: {:8.0} a second, F1 {:.4}  {name}",
                segments as f64 / seconds,
                strict(&texts, &alignments)
            );
        }
    }
}

/// What `growth` does in a process of its own for each size: prints segments, seconds and bytes.
fn one(size: usize) {
    let text = texts(size, 1).pop().unwrap();
    let aligner = aligner();
    // What reading the memory took does not count.
    let reset = std::fs::write("/proc/self/clear_refs", "5").is_ok();
    let before = resident("VmRSS:");
    let (alignment, seconds) = best_of(if size > 10_000 { 2 } else { 5 }, || {
        aligner.align(&text.source, &text.target)
    });
    let memory = if reset { resident("VmHWM:") } else { 0.0 };
    println!(
        "{} {seconds} {memory} {} {}",
        text.source.len(),
        memory - before,
        strict(std::slice::from_ref(&text), &[alignment])
    );
}

/// A value of the process's status in megabytes, 0 where the system does not tell.
fn resident(name: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes: Option<f64> = line
        .and_then(|l| l.split_whitespace().next())
        .and_then(|n| n.parse().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}

fn growth(svg: Option<PathBuf>) {
    println!("growth: one pair, its texts already read; memory is what the alignment adds to the process at its peak");
    let mut points = Vec::new();
    for size in SIZES {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["one", &size.to_string()])
            .output()
            .unwrap();
        let line = String::from_utf8(output.stdout).unwrap();
        let fields: Vec<f64> = line.split_whitespace().map(|f| f.parse().unwrap()).collect();
        let [segments, seconds, _, added, f1] = fields[..] else {
            panic!("{line}");
        };
        println!(
            "{segments:7.0} segments: {seconds:7.3} s, {:6.0} a second, {added:4.0} MB, F1 {f1:.4}",
            segments / seconds
        );
        points.push((segments, seconds, added));
    }
    if let Some(path) = svg {
        std::fs::write(path, plot(&points)).unwrap();
    }
}

/// Time and memory over the number of segments, each with the straight line through the origin and the last point.
fn plot(points: &[(f64, f64, f64)]) -> String {
    let (last, seconds, megabytes) = points[points.len() - 1];
    let mut out = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 300\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <title>CPU time and memory of an alignment by number of segments</title>\n\
         <rect width=\"760\" height=\"300\" fill=\"#fff\"/>\n",
    );
    let time: Vec<(f64, f64)> = points.iter().map(|p| (p.0, p.1)).collect();
    let memory: Vec<(f64, f64)> = points.iter().map(|p| (p.0, p.2)).collect();
    for (left, name, colour, most, values) in [
        (60.0, "CPU seconds", "#24527a", seconds, time),
        (440.0, "memory, MB", "#9a4a1c", megabytes, memory),
    ] {
        let top = values.iter().map(|v| v.1).fold(most, f64::max);
        let step = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0]
            .into_iter()
            .find(|step| top / step <= 5.0)
            .unwrap_or(1000.0);
        let x = |value: f64| left + value / last * 280.0;
        let y = |value: f64| 250.0 - value / top * 205.0;
        let mut tick = step;
        while tick <= top {
            let at = y(tick);
            writeln!(
                out,
                "<path d=\"M{left} {at:.1}h290\" stroke=\"#ddd\"/><text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#333\">{}</text>",
                left - 6.0,
                at + 4.0,
                (tick * 10.0).round() / 10.0
            )
            .unwrap();
            tick += step;
        }
        writeln!(out, "<path d=\"M{left} 30V250h290\" fill=\"none\" stroke=\"#555\"/>").unwrap();
        for thousands in [0.0, 25.0, 50.0, 75.0, 100.0] {
            writeln!(
                out,
                "<text x=\"{:.1}\" y=\"268\" text-anchor=\"middle\" fill=\"#333\">{thousands}</text>",
                x(thousands * 1000.0)
            )
            .unwrap();
        }
        writeln!(out, "<text x=\"{left}\" y=\"18\" fill=\"{colour}\">{name}</text>").unwrap();
        writeln!(
            out,
            "<path d=\"M{left} 250L{:.1} {:.1}\" stroke=\"{colour}\" stroke-dasharray=\"4 4\"/>",
            x(last),
            y(most)
        )
        .unwrap();
        for (segments, value) in values {
            let (x, y) = (x(segments), y(value));
            writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"{colour}\"/>").unwrap();
        }
    }
    out.push_str("<text x=\"380\" y=\"290\" text-anchor=\"middle\" fill=\"#333\">thousand source segments; dashed: straight through the origin</text>\n</svg>\n");
    out
}

fn gold(folder: &std::path::Path) {
    println!("gold: segments a second of CPU time, and strict F1");
    let (from, to) = french_and_english();
    let (mut all, mut time) = (0, 0.0);
    for set in GoldSet::read_all(folder, &from, &to).unwrap() {
        let segments: usize = set.documents.iter().map(|d| d.source.0.len()).sum();
        let ours = fit::aligner_for(&set, None).unwrap();
        let strict = |alignments: &[Alignment]| {
            let mut evaluation = Evaluation::default();
            set.documents
                .iter()
                .zip(alignments)
                .for_each(|(d, a)| evaluation.add(d, a));
            evaluation.strict().f1
        };
        let align = |with: &dyn Fn(&[Segment], &[Segment]) -> Alignment| -> Vec<Alignment> {
            set.documents.iter().map(|d| with(&d.source.0, &d.target.0)).collect()
        };
        let (alignments, seconds) = best_of(5, || align(&|s, t| ours.align(s, t)));
        let (theirs, their_seconds) = best_of(2, || align(&gale_church));
        println!(
            "{:16} {segments:5} segments: {:6.0} a second, F1 {:.4}; Gale-Church {:8.0} a second, F1 {:.4}",
            set.name,
            segments as f64 / seconds,
            strict(&alignments),
            segments as f64 / their_seconds,
            strict(&theirs)
        );
        (all, time) = (all + segments, time + seconds);
    }
    println!("all sets: {all} segments, {:.0} a second", f64::from(all as u32) / time);
}
