//! `interligne evaluate GOLD`: how good the alignment is, measured on gold alignments.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use interligne::align::evaluate::{Evaluation, GoldSet};
use interligne::align::{AlignOptions, Aligner};
use rayon::prelude::*;

use super::Context;

/// Measure the alignment on gold alignments: precision, recall, F1, and how honest the confidence is.
///
/// GOLD is a folder of documents (or of folders of them): DOC.fr and DOC.en with one segment a line, and DOC.gold with one
/// bead a line as `[source indices]:[target indices]`.
#[derive(Debug, Args)]
pub(crate) struct EvaluateArgs {
    /// The folder of the gold sets
    gold: PathBuf,

    /// Only these sets
    #[arg(long = "set", value_name = "NAME")]
    sets: Vec<String>,

    /// A lexicon to use instead of the one that is compiled in
    #[arg(long, value_name = "FILE")]
    lexicon: Option<PathBuf>,

    /// Show each bead type
    #[arg(long)]
    types: bool,

    /// Show the beads that are wrong
    #[arg(long)]
    errors: bool,

    /// One JSON object a set
    #[arg(long)]
    json: bool,
}

/// One line of `evaluate --json`.
#[derive(serde::Serialize)]
struct Line<'a> {
    set: &'a str,
    precision: f64,
    recall: f64,
    f1: f64,
    lax_f1: f64,
    not_1_1: f64,
    calibration_error: f64,
}

pub(crate) fn run(args: &EvaluateArgs, context: &mut Context) -> anyhow::Result<()> {
    let sets = GoldSet::read_all(&args.gold, context.from(), context.to())?;
    for set in sets
        .iter()
        .filter(|s| args.sets.is_empty() || args.sets.contains(&s.name))
    {
        let mut options = AlignOptions::new(set.from.clone(), set.to.clone());
        options.lexicon.clone_from(&args.lexicon);
        let aligner = Aligner::new(options)?;
        let alignments: Vec<_> = set
            .documents
            .par_iter()
            .map(|d| aligner.align(&d.source.0, &d.target.0))
            .collect();
        let mut evaluation = Evaluation::default();
        for (document, alignment) in set.documents.iter().zip(&alignments) {
            evaluation.add(document, alignment);
        }
        let (strict, lax) = (evaluation.strict(), evaluation.lax());
        let round = |x: f64| (x * 1e4).round() / 1e4;
        let line = Line {
            set: &set.name,
            precision: round(strict.precision),
            recall: round(strict.recall),
            f1: round(strict.f1),
            lax_f1: round(lax.f1),
            not_1_1: round(evaluation.not_one_to_one as f64 / evaluation.found.all.max(1) as f64),
            calibration_error: round(evaluation.calibration_error()),
        };
        let out = context.out();
        if args.json {
            serde_json::to_writer(&mut *out, &line)?;
            writeln!(out)?;
        } else {
            writeln!(
                out,
                "{:16} strict P {:.4} R {:.4} F1 {:.4}  lax F1 {:.4}  not 1-1 {:.3}  calibration error {:.4}",
                line.set, line.precision, line.recall, line.f1, line.lax_f1, line.not_1_1, line.calibration_error
            )?;
        }
        if args.types {
            for (shape, (found, gold)) in &evaluation.by_type {
                writeln!(
                    out,
                    "    {shape:5} found {:5}, right {:5}; gold {:5}, found {:5}",
                    found.all, found.strict, gold.all, gold.strict
                )?;
            }
        }
        if args.errors {
            for (document, alignment) in set.documents.iter().zip(&alignments) {
                for wrong in document.wrong_beads(alignment) {
                    writeln!(out, "  {}: {wrong}", document.name)?;
                }
            }
        }
    }
    Ok(())
}
