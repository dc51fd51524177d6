//! `interligne align SOURCE TARGET`.

use crate::cli::error::{CliError, Result};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::align::Bead;
use crate::align::html::{self, HtmlSide};
use crate::exchange::{self, ExchangeError, Row, WriteOptions, alignment_row, write_rows_to};
use crate::memory::{REVIEW_BELOW, Status};
use crate::pair::{LanguageCheck, Pair, PairOptions};
use anstyle::{AnsiColor, Style};
use clap::{Args, ValueEnum};

use crate::cli::commands::align_jsonl::PairStream;
use crate::cli::destination::{Destination, OverwriteArgs, is_stream};
use crate::cli::jsonl::JsonlArgs;
use crate::cli::output::{FAINT, WARNING, counted, paint};
use crate::cli::{Context, bead_line, furniture, pairs};

/// Align an article with its translation, and store nothing.
///
/// Prints the pairs in document order, each with its confidence: the probability that the pair is exactly right. Segments
/// without a counterpart are shown alone.
///
/// With --jsonl it aligns a stream of pairs on all processor cores: each line holds the texts of a pair in `source` and `target`, or
/// their files in `source_file` and `target_file`, and gets one line of JSON, in order.
#[derive(Debug, Args)]
pub(crate) struct AlignArgs {
    /// The article
    #[arg(value_name = "SOURCE", required_unless_present = "jsonl", conflicts_with = "jsonl")]
    source: Option<PathBuf>,

    /// Its translation
    #[arg(value_name = "TARGET", required_unless_present = "jsonl", conflicts_with = "jsonl")]
    target: Option<PathBuf>,

    /// Write to this file instead of standard output, which is `-`
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,

    #[command(flatten)]
    overwrite: OverwriteArgs,

    /// How to write the pairs [default: after OUT's extension, else text]
    #[arg(long, value_name = "FORMAT", conflicts_with = "jsonl")]
    format: Option<Format>,

    #[command(flatten)]
    stream: JsonlArgs,

    #[command(flatten)]
    reading: pairs::ReadingArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// To read: source above target, with the confidence
    Text,
    /// A table with tabs, a row a pair, which `import` reads back
    Tsv,
    /// The same with commas
    Csv,
    /// The same as a workbook
    Xlsx,
    /// One JSON object a line
    Json,
    /// For CAT tools: a unit a pair, with its confidence
    Tmx,
    /// A page to look at: both texts side by side, the pairs coloured by confidence
    Html,
}

pub(crate) fn run(args: &AlignArgs, context: &mut Context) -> Result {
    if let Some(input) = args.stream.input()? {
        let stream = PairStream {
            input,
            args: &args.stream,
            reading: &args.reading,
            output: args.output.as_deref(),
            overwrite: &args.overwrite,
        };
        return stream.align(context);
    }
    let (Some(source), Some(target)) = (&args.source, &args.target) else {
        return Err(CliError::usage("expected an article and its translation, or --jsonl"));
    };
    let format = match (args.format, &args.output) {
        (Some(format), _) => format,
        (None, Some(output)) => by_extension(output)?,
        (None, None) => Format::Text,
    };
    let inputs = [Some(&**source), Some(&**target), args.reading.lexicon()];
    let existing = args.overwrite.existing(format == Format::Tmx);
    let destination = args
        .output
        .as_deref()
        .map(|path| Destination::new(path, inputs.into_iter().flatten(), existing, context))
        .transpose()?;
    let options = args.reading.options(LanguageCheck::Doubt);
    let pair = read(args, [source, target], &options, context)?;
    match destination {
        None => write(&pair, format, context.out())?,
        Some(destination) => destination.write(|mut out| Ok(write(&pair, format, &mut out)?))?,
    }
    if let Some(doubt) = &pair.doubt {
        context.warn(doubt);
    }
    pairs::warn_if_hardly_translated(&pair, context);
    for side in [&pair.source, &pair.target] {
        furniture::report_side(side, context)?;
    }
    Ok(())
}

fn read(args: &AlignArgs, [source, target]: [&Path; 2], options: &PairOptions, context: &mut Context) -> Result<Pair> {
    let aligner = args.reading.aligner(context)?;
    let (source, target) = (context.input(source)?, context.input(target)?);
    Ok(Pair::read_with(&source, &target, options, &aligner)?)
}

fn by_extension(output: &Path) -> Result<Format> {
    match output
        .extension()
        .and_then(|e| e.to_str())
        .map(str::to_ascii_lowercase)
        .as_deref()
    {
        Some("txt") => Ok(Format::Text),
        Some("tsv") => Ok(Format::Tsv),
        Some("csv") => Ok(Format::Csv),
        Some("xlsx") => Ok(Format::Xlsx),
        Some("json" | "jsonl") => Ok(Format::Json),
        Some("tmx") => Ok(Format::Tmx),
        Some("html" | "htm") => Ok(Format::Html),
        _ if is_stream(output) => Ok(Format::Text),
        _ => {
            let message = format!("{}: the extension names no format that align writes", output.display());
            Err(CliError::usage(message).hint("use .txt, .tsv, .csv, .xlsx, .jsonl, .tmx or .html, or say --format"))
        }
    }
}

fn write(pair: &Pair, format: Format, out: &mut impl Write) -> io::Result<()> {
    match format {
        Format::Text => write_text(pair, out),
        Format::Tsv => write_table(pair, exchange::Format::Tsv, out),
        Format::Csv => write_table(pair, exchange::Format::Csv, out),
        Format::Xlsx => write_table(pair, exchange::Format::Xlsx, out),
        Format::Json => write_json(pair, out),
        Format::Tmx => write_tmx(pair, out),
        Format::Html => write_html(pair, out),
    }
}

const SOURCE: Style = Style::new();
const TARGET: Style = AnsiColor::Green.on_default();

fn write_text(pair: &Pair, out: &mut impl Write) -> io::Result<()> {
    for bead in &pair.alignment.beads {
        let style = if bead.confidence < REVIEW_BELOW { WARNING } else { FAINT };
        let confidence = paint(style, format!("{:.2}", bead.confidence));
        match (bead.source.is_empty(), bead.target.is_empty()) {
            (false, false) => {
                writeln!(out, "{confidence}  {}", paint(SOURCE, pair.source_text(bead)))?;
                writeln!(out, "      {}", paint(TARGET, pair.target_text(bead)))?;
            }
            (false, true) => {
                writeln!(out, "{confidence}  {}", pair.source_text(bead))?;
                writeln!(out, "      {}", paint(FAINT, "(not translated)"))?;
            }
            (true, _) => {
                writeln!(out, "{confidence}  {}", paint(FAINT, "(only in the translation)"))?;
                writeln!(out, "      {}", paint(TARGET, pair.target_text(bead)))?;
            }
        }
        writeln!(out)?;
    }
    write_summary(pair, out)
}

/// The last lines of the text format: how much of the alignment is right, where to look, what was moved.
fn write_summary(pair: &Pair, out: &mut impl Write) -> io::Result<()> {
    let alignment = &pair.alignment;
    let pairs = alignment.beads.iter().filter(|b| !b.is_null()).count();
    let accuracy = alignment.expected_accuracy() * 100.0;
    writeln!(
        out,
        "{}, {accuracy:.1}% of them expected to be exactly right",
        counted(pairs, "pair", "pairs")
    )?;
    let places = alignment.places_to_check(REVIEW_BELOW);
    for place in &places {
        let beads = &alignment.beads[place.beads.clone()];
        let sides = [beads.first(), beads.last()].map(|b| b.map_or((0, 0), |b| (b.source.start, b.source.end)));
        let (first, last) = (sides[0].0 + 1, sides[1].1.max(sides[0].0 + 1));
        let which = if first == last {
            format!("source segment {first}")
        } else {
            format!("source segments {first} to {last}")
        };
        let sure = place.confidence * 100.0;
        let begins = beads
            .iter()
            .map(|b| pair.source_text(b))
            .find(|t| !t.is_empty())
            .unwrap_or_default();
        let begins: String = begins.chars().take(48).collect();
        writeln!(
            out,
            "{} {which}, {sure:.0}% sure: {}",
            paint(WARNING, "look at"),
            paint(FAINT, begins)
        )?;
    }
    for crossing in &alignment.crossings {
        writeln!(
            out,
            "{} source segments {} to {} are translated by target segments {} to {}",
            paint(WARNING, "moved:"),
            crossing.source.start + 1,
            crossing.source.end,
            crossing.target.start + 1,
            crossing.target.end
        )?;
    }
    Ok(())
}

fn write_html(pair: &Pair, out: &mut impl Write) -> io::Result<()> {
    let names = [&pair.source, &pair.target].map(|side| match &side.article.title {
        Some(title) => title.clone(),
        None => side.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
    });
    let source = HtmlSide {
        title: &names[0],
        lang: &pair.from,
        segments: &pair.source.segments,
    };
    let target = HtmlSide {
        title: &names[1],
        lang: &pair.to,
        segments: &pair.target.segments,
    };
    html::write_page(out, &source, &target, &pair.alignment, REVIEW_BELOW)
}

/// Every bead, those with one side alone too.
fn write_table(pair: &Pair, format: exchange::Format, out: &mut impl Write) -> io::Result<()> {
    let row = |bead: &Bead| alignment_row(pair.source_text(bead), pair.target_text(bead), bead.confidence);
    write_rows(pair, format, pair.alignment.beads.iter().map(row), out)
}

/// Pairs of low confidence are to be reviewed, as an import would store them; segments without a counterpart are no units.
fn write_tmx(pair: &Pair, out: &mut impl Write) -> io::Result<()> {
    let rows = pair
        .alignment
        .beads
        .iter()
        .filter(|bead| !bead.is_null())
        .map(|bead| Row {
            status: (bead.confidence < REVIEW_BELOW).then_some(Status::ToReview),
            confidence: Some(bead.confidence),
            ..Row::new(pair.source_text(bead), pair.target_text(bead))
        });
    write_rows(pair, exchange::Format::Tmx, rows, out)
}

fn write_rows(
    pair: &Pair,
    format: exchange::Format,
    rows: impl Iterator<Item = Row>,
    out: &mut impl Write,
) -> io::Result<()> {
    let writing = WriteOptions::new(pair.from.clone(), pair.to.clone());
    let name = Path::new("the aligned pairs");
    let written = write_rows_to(out, name, format, &writing, rows.map(Ok::<_, ExchangeError>));
    written.map(drop).map_err(|error| match error {
        ExchangeError::Write(error) => error.source,
        error => io::Error::other(error),
    })
}

fn write_json(pair: &Pair, out: &mut impl Write) -> io::Result<()> {
    for bead in &pair.alignment.beads {
        serde_json::to_writer(&mut *out, &bead_line::line(pair, bead))?;
        writeln!(out)?;
    }
    Ok(())
}
