//! `interligne pretranslate FILE -o OUT`.

use crate::cli::error::{CliError, Result};
use std::path::PathBuf;

use crate::exchange::{ExchangeError, Format, Row, WriteOptions, XliffVersion, write_rows_to};
use crate::matching::{Document, FragmentOptions, SuggestOptions, pretranslated, sentence_note, suggest_all};
use crate::memory::Mode;
use clap::Args;

use crate::cli::commands::export::FormatArgs;
use crate::cli::commands::suggest::warn_of_language;
use crate::cli::destination::{Destination, OverwriteArgs};
use crate::cli::document::DocumentArgs;
use crate::cli::open_memory::open;
use crate::cli::{Context, furniture};

/// Write a bilingual file of an article, each segment with its best match.
///
/// The format follows OUT's name: .xlf (XLIFF), .tmx, .tsv, .csv, .jsonl, .xlsx, .html. On standard output (`-`), which has
/// no such name, it is XLIFF unless --format says another.
/// Identical matches keep the state that they have in the memory; others are marked as to be reviewed. A segment without a
/// match has no translation, and is left out of TMX; where it is a sentence of a longer unit, a note says how that translates it.
#[derive(Debug, Args)]
pub(crate) struct PretranslateArgs {
    /// The article
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The file to write; `-` is standard output
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,

    #[command(flatten)]
    overwrite: OverwriteArgs,

    #[command(flatten)]
    format: FormatArgs,

    /// The least score of a match, from 1 to 102 [env: INTERLIGNE_MIN_SCORE] [default: 70]
    #[arg(long, value_name = "SCORE")]
    min_score: Option<f64>,

    /// The most matches to offer for a segment, where the format has room for them [env:
    /// INTERLIGNE_LIMIT] [default: 3]
    #[arg(long, value_name = "NUMBER", value_parser = crate::cli::global::count)]
    limit: Option<usize>,

    #[command(flatten)]
    document: DocumentArgs,
}

/// What a CAT tool opens as a file to be translated.
const XLIFF: Format = Format::Xliff(XliffVersion::V1_2);

pub(crate) fn run(args: &PretranslateArgs, context: &mut Context) -> Result {
    let min_score = context.min_score(args.min_score)?;
    let Some(format) = args.format.format_of(&args.output, XLIFF) else {
        let message = format!(
            "{}: the extension names no format that pretranslate writes",
            args.output.display()
        );
        return Err(CliError::usage(message).hint("use .xlf, .tmx, .tsv, .csv, .jsonl, .xlsx or .html"));
    };
    let existing = args.overwrite.existing(format == Format::Tmx);
    let destination = Destination::new(&args.output, [&*args.file], existing, context)?;
    let memory = open(Mode::Read, context)?;
    let indexes = context.refresh_index(&memory)?;
    let file = context.input(&args.file)?;
    let document = Document::read(&file, &args.document.options(context))?;
    warn_of_language(&file, &document, context);
    let queries = document.queries();
    let options = SuggestOptions {
        min_score,
        limit: context.limit(args.limit, 3),
        exhaustive: false,
    };
    let answers = suggest_all(&memory, context.from(), context.to(), &queries, &options)?;
    let name = file
        .file_name()
        .map_or_else(|| "article".to_owned(), |name| name.to_string_lossy().into_owned());
    let rows = queries.iter().zip(&answers).enumerate();
    let mut pairs: Vec<Row> = rows
        .map(|(i, (query, matches))| pretranslated(i, query, matches, &name))
        .collect();
    let mut longer = indexes.open_fragments(&memory, context.from(), context.to());
    for pair in pairs.iter_mut().filter(|pair| pair.target.is_none()) {
        pair.note = sentence_note(&longer.sentences(&pair.source, &FragmentOptions::default())?);
    }
    let translated = pairs.iter().filter(|pair| pair.target.is_some()).count();
    let mut options = WriteOptions::new(context.from().clone(), context.to().clone());
    options.title.clone_from(&name);
    destination.write(|out| {
        let rows = pairs.into_iter().map(Ok);
        Ok(write_rows_to::<ExchangeError>(
            out,
            destination.name(),
            format,
            &options,
            rows,
        )?)
    })?;
    context.note(format_args!(
        "{}: {translated} of {} segments with a match",
        destination.name().display(),
        queries.len()
    ));
    if let Some(article) = document.article {
        furniture::report_marked(&file, &article, args.document.keeps_furniture(), context)?;
    }
    Ok(())
}
