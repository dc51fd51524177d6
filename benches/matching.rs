//! How fast and how exact matching is, on a large memory: see docs/BENCHMARKS.md for how to run it.

#![allow(clippy::unwrap_used, clippy::cast_precision_loss)] // without its data a benchmark can only stop

use cpu_time::ThreadTime;
use interligne::matching::index::build::Builder;
use interligne::matching::index::fuzzy::{self, FuzzyQuery, Scratch};
use interligne::matching::index::part::Part;

fn main() {
    let path = std::env::var("TM").unwrap();
    let limit: usize = std::env::var("N").map_or(usize::MAX, |n| n.parse().unwrap());
    let text = std::fs::read_to_string(path).unwrap();
    let side: usize = std::env::var("SIDE").map_or(0, |n| n.parse().unwrap());
    let sources: Vec<&str> = text
        .lines()
        .take(limit)
        .map(|l| l.split('\t').nth(side).unwrap())
        .collect();
    let start = ThreadTime::now();
    let mut builder = Builder::new();
    for (i, s) in sources.iter().enumerate() {
        builder.add(i as i64 + 1, s);
    }
    let added = start.elapsed();
    let bytes = builder.into_bytes();
    println!(
        "{} units, add {:?}, all {:?}, {} bytes, {:.1} per unit",
        sources.len(),
        added,
        start.elapsed(),
        bytes.len(),
        bytes.len() as f64 / sources.len() as f64
    );
    for i in 0..11 {
        let at = 48 + i * 24 + 8;
        println!(
            "  section {i}: {:.1}",
            u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap()) as f64 / sources.len() as f64
        );
    }
    let part = Part::from_bytes(bytes).unwrap();
    let queries = std::fs::read_to_string(std::env::var("QUERIES").unwrap()).unwrap();
    let queries: Vec<&str> = queries.lines().map(|l| l.split('\t').nth(1).unwrap()).collect();
    let mut scratch = Scratch::default();
    for least in [85.0, 70.0, 60.0, 50.0] {
        let mut times = Vec::new();
        let mut total = 0;
        for round in 0..2 {
            for q in &queries {
                let start = ThreadTime::now();
                let query = FuzzyQuery::new(q);
                let mut hits = Vec::new();
                fuzzy::search(&part, &query, least, &mut scratch, &mut hits);
                if round == 1 {
                    times.push(start.elapsed().as_secs_f64() * 1e3);
                    total += hits.len();
                }
            }
        }
        times.sort_by(f64::total_cmp);
        let p = |x: f64| times[((times.len() - 1) as f64 * x) as usize];
        println!(
            "{least}: p50 {:.4} p95 {:.4} p99 {:.4} max {:.3} mean {:.4} hits {total}",
            p(0.5),
            p(0.95),
            p(0.99),
            p(1.0),
            times.iter().sum::<f64>() / times.len() as f64
        );
    }
}
