//! `interligne evaluate GOLD`: how good the alignment is, measured on gold alignments.

use crate::cli::error::Result;
use std::io::Write as _;
use std::path::PathBuf;

use crate::align::FittedWeights;
use crate::align::lab::ablation::Component;
use crate::align::lab::cross_validate;
use crate::align::lab::fit;
use crate::align::lab::fit::FitOptions;
use crate::align::lab::gold::{Evaluation, GoldDocument, GoldSet};
use crate::align::length::LengthLaw;
use crate::align::{AlignError, Aligner, Alignment};
use clap::{Args, ValueEnum};
use rayon::prelude::*;

use crate::cli::Context;
use crate::cli::destination::{Destination, OverwriteArgs};

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

    /// Align without the lexicon
    #[arg(long, conflicts_with = "lexicon")]
    no_lexicon: bool,

    /// Align without a component, all weights of others as they are: lexicon, learning, spelling, length, structure,
    /// null-runs, large-beads or corridor
    #[arg(long, value_name = "COMPONENT", conflicts_with = "fit")]
    without: Vec<Component>,

    /// Use another law for the lengths of translations, all weights as they are unless they are fitted too
    #[arg(long, value_name = "LAW", value_enum, default_value_t = Law::LogNormal)]
    lengths: Law,

    /// Fit the weights of the features and the calibration to the gold sets, with lexicons and without, and write them to a
    /// file, as data/alignment-weights.tsv
    #[arg(long, value_name = "FILE", conflicts_with_all = ["no_lexicon", "cross_validate"])]
    fit: Option<PathBuf>,

    #[command(flatten)]
    overwrite: OverwriteArgs,

    /// Measure each part with weights and calibration fitted to the others; sets if no PARTS are named
    #[arg(long, value_name = "PARTS", num_args = 0..=1, require_equals = true, default_missing_value = "sets")]
    cross_validate: Option<Parts>,

    /// One JSON object a set
    #[arg(long)]
    json: bool,
}

/// How lengths are distributed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Law {
    /// The logarithm of their ratio is normal: what alignments are made with
    LogNormal,
    /// Their difference is normal (Gale and Church 1993)
    Normal,
    /// The words of one are Poisson distributed around those of the other (Moore 2002)
    Poisson,
}

impl From<Law> for LengthLaw {
    fn from(law: Law) -> LengthLaw {
        match law {
            Law::LogNormal => LengthLaw::LogNormal,
            Law::Normal => LengthLaw::Normal,
            Law::Poisson => LengthLaw::Poisson,
        }
    }
}

/// What is left out of a fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Parts {
    /// A set, and the set that was derived from it
    Sets,
    /// Every fourth document, and what was derived from it
    Documents,
}

/// One line of `evaluate --json`.
#[derive(serde::Serialize)]
struct SetLine<'a> {
    set: &'a str,
    precision: f64,
    recall: f64,
    f1: f64,
    lax_f1: f64,
    not_1_1: f64,
    calibration_error: f64,
}

impl From<Parts> for cross_validate::Parts {
    fn from(parts: Parts) -> cross_validate::Parts {
        match parts {
            Parts::Sets => cross_validate::Parts::Sets,
            Parts::Documents => cross_validate::Parts::Documents,
        }
    }
}

pub(crate) fn run(args: &EvaluateArgs, context: &mut Context) -> Result {
    let inputs = [Some(&*args.gold), args.lexicon.as_deref()];
    let destination = args
        .fit
        .as_deref()
        .map(|path| {
            Destination::new(
                path,
                inputs.into_iter().flatten(),
                args.overwrite.existing(false),
                context,
            )
        })
        .transpose()?;
    let sets = GoldSet::read_all(&args.gold, context.from(), context.to())?;
    let sets: Vec<&GoldSet> = sets
        .iter()
        .filter(|s| args.sets.is_empty() || args.sets.contains(&s.name))
        .collect();
    let aligner_for = |set: &GoldSet| -> Result<Aligner, AlignError> {
        let aligner = fit::aligner_for(set, args.lexicon.as_deref())?.with_lengths(args.lengths.into());
        let aligner = if args.no_lexicon {
            aligner.without_lexicon()
        } else {
            aligner
        };
        Ok(args.without.iter().copied().fold(aligner, Aligner::without))
    };
    // Weights for aligners with a lexicon are fitted to aligners with one, and those for others to all without.
    let fitted = |sets: &[&GoldSet], has_lexicon: bool| -> Result<FittedWeights, AlignError> {
        let mut usable = Vec::new();
        for set in sets {
            if !has_lexicon || aligner_for(set)?.has_lexicon() {
                usable.push(*set);
            }
        }
        let aligner_for = |set: &GoldSet| {
            let aligner = aligner_for(set)?;
            Ok(if has_lexicon {
                aligner
            } else {
                aligner.without_lexicon()
            })
        };
        fit::fit(&usable, aligner_for, FitOptions::default(), |step, value, excluded| {
            if context.verbosity() > 0 {
                // Progress that cannot be shown is no reason to stop.
                let _ = writeln!(
                    context.err(),
                    "step {step}: log-probability {value:.1}, {excluded} documents excluded"
                );
            }
        })
    };
    let common = match destination {
        Some(destination) => {
            let [with, without] = [fitted(&sets, true)?, fitted(&sets, false)?];
            let text = fit::weights_file(&with, &without);
            destination.write(|file| Ok(file.write_all(text.as_bytes())?))?;
            Some([with, without])
        }
        None => None,
    };
    let alignments: Vec<Vec<Alignment>> = match args.cross_validate {
        Some(parts) => cross_validate::align_held_out(&sets, parts.into(), aligner_for, fitted)?,
        None => {
            let mut out = Vec::new();
            for set in &sets {
                let aligner = aligner_for(set)?;
                let aligner = match &common {
                    Some(weights) => aligner
                        .clone()
                        .with_weights(&weights[usize::from(!aligner.has_lexicon())]),
                    None => aligner,
                };
                let align = |d: &GoldDocument| aligner.align(&d.source.0, &d.target.0);
                out.push(set.documents.par_iter().map(align).collect());
            }
            out
        }
    };
    for (set, alignments) in sets.iter().zip(&alignments) {
        show(args, set, alignments, context)?;
    }
    Ok(())
}

/// Shows how the alignments of a set compare with its gold.
fn show(args: &EvaluateArgs, set: &GoldSet, alignments: &[Alignment], context: &mut Context) -> Result {
    let mut evaluation = Evaluation::default();
    for (document, alignment) in set.documents.iter().zip(alignments) {
        evaluation.add(document, alignment);
    }
    let (strict, lax) = (evaluation.strict(), evaluation.lax());
    let round = |x: f64| (x * 1e4).round() / 1e4;
    let line = SetLine {
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
        for (document, alignment) in set.documents.iter().zip(alignments) {
            for wrong in document.wrong_beads(alignment) {
                writeln!(out, "  {}: {wrong}", document.name)?;
            }
        }
    }
    Ok(())
}
