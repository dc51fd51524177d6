//! `interligne analyze FILE …`.

use crate::cli::error::Result;
use std::io::Write as _;
use std::path::PathBuf;

use crate::matching::analysis::{Analysis, Band, Counts, LEAST, Report};
use crate::matching::answer::AnalysisLine;
use crate::matching::{Document, SuggestOptions, suggest_all};
use crate::memory::Mode;
use clap::Args;

use crate::cli::Context;
use crate::cli::commands::suggest::warn_of_language;
use crate::cli::document::DocumentArgs;
use crate::cli::furniture;
use crate::cli::output::grouped;

/// Report how much of some articles the memory knows already.
///
/// Counts segments and words in the bands that CAT tools use: context and exact matches, fuzzy matches by score,
/// repetitions within the files and across them, and what is new. A word is what stands between spaces.
#[derive(Debug, Args)]
pub(crate) struct AnalyzeArgs {
    /// The articles
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    #[command(flatten)]
    document: DocumentArgs,

    /// One JSON object a line for each file, and one for all of them, without `file`
    #[arg(long, conflicts_with = "csv")]
    json: bool,

    /// Comma-separated values: file, band, segments, words, characters
    #[arg(long)]
    csv: bool,
}

pub(crate) fn run(args: &AnalyzeArgs, context: &mut Context) -> Result {
    let memory = crate::cli::open_memory::open(Mode::Read, context)?;
    let options = SuggestOptions {
        min_score: LEAST,
        limit: 1,
        exhaustive: false,
    };
    let mut analysis = Analysis::new();
    let mut reports: Vec<(String, Report)> = Vec::new();
    let mut all = Report::default();
    let mut documents = Vec::new();
    for path in context.inputs(&args.files)? {
        let document = Document::read(&path, &args.document.options(context))?;
        warn_of_language(&path, &document, context);
        if let Some(article) = &document.article {
            furniture::report_marked(&path, article, args.document.keeps_furniture(), context)?;
        }
        documents.push((path, document.queries()));
    }
    context.refresh_index(&memory)?;
    let memory = memory.read_snapshot()?;
    for (path, queries) in &documents {
        let answers = suggest_all(&memory, context.from(), context.to(), queries, &options)?;
        let report = analysis.document(queries.iter().zip(answers.iter().map(Vec::as_slice)));
        all += report;
        reports.push((context.told(&path.display().to_string()).into_owned(), report));
    }
    if args.json {
        for (file, report) in &reports {
            json(Some(file), report, context)?;
        }
        return json(None, &all, context);
    }
    if args.csv {
        writeln!(context.out(), "file,band,segments,words,characters")?;
        for (file, report) in &reports {
            for band in Band::ALL {
                let Counts {
                    segments,
                    words,
                    characters,
                } = report.band(band);
                writeln!(
                    context.out(),
                    "{},{},{segments},{words},{characters}",
                    quoted(file),
                    band.name()
                )?;
            }
        }
        return Ok(());
    }
    if reports.len() > 1 {
        for (file, report) in &reports {
            table(file, report, context)?;
            writeln!(context.out())?;
        }
    }
    let title = if let [(file, _)] = reports.as_slice() {
        file.clone()
    } else {
        "All files".to_owned()
    };
    table(&title, &all, context)
}

fn json(file: Option<&str>, report: &Report, context: &mut Context) -> Result {
    serde_json::to_writer(context.out(), &AnalysisLine::new(file, report))?;
    writeln!(context.out())?;
    Ok(())
}

/// A field of comma-separated values (RFC 4180).
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

fn table(title: &str, report: &Report, context: &mut Context) -> Result {
    let total = report.total();
    let number = |n: u64| grouped(usize::try_from(n).unwrap_or(usize::MAX));
    let out = context.out();
    writeln!(out, "{title}")?;
    writeln!(
        out,
        "{:<22} {:>10} {:>12} {:>14} {:>6}",
        "band", "segments", "words", "characters", "words"
    )?;
    for (name, counts) in Band::ALL
        .map(|band| (band.name(), report.band(band)))
        .into_iter()
        .chain([("total", total)])
    {
        #[allow(clippy::cast_precision_loss)] // a share to the nearest percent
        let share = if total.words == 0 {
            0.0
        } else {
            100.0 * counts.words as f64 / total.words as f64
        };
        let (segments, words, characters) = (number(counts.segments), number(counts.words), number(counts.characters));
        writeln!(
            out,
            "{name:<22} {segments:>10} {words:>12} {characters:>14} {share:>5.0}%"
        )?;
    }
    Ok(())
}
