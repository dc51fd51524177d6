//! `interligne segment FILE`.

use crate::cli::error::Result;
use std::io::Write;
use std::path::PathBuf;

use crate::article::{self, Article, ReadOptions};
use crate::segment::{self, Segment, Segmenter, Srx};
use crate::text::lang::Lang;
use clap::Args;

use crate::cli::Context;
use crate::cli::destination::{Destination, OverwriteArgs};
use crate::cli::furniture;

/// Show the segments of one article, one a line.
///
/// Reads the article as `import` would: finds its format and encoding, leaves out page furniture (menus, share buttons,
/// advertising, lists of other articles), and cuts the rest into segments, mostly sentences. What was left out is counted;
/// -v shows it with the reason.
#[derive(Debug, Args)]
pub(crate) struct SegmentArgs {
    /// The article
    #[arg(value_name = "FILE", required_unless_present = "export_srx")]
    file: Option<PathBuf>,

    /// The article's language [default: what the document says or looks like]
    #[arg(long, value_name = "LANG")]
    lang: Option<Lang>,

    /// Keep page furniture
    #[arg(long)]
    keep_furniture: bool,

    /// Mend text that is UTF-8 read in another encoding: `Ã©` for `é`
    #[arg(long)]
    mend_encoding: bool,

    /// Cut by your own rules: an SRX file, such as OmegaT, Okapi, LanguageTool and Trados write
    #[arg(long, value_name = "FILE")]
    srx: Option<PathBuf>,

    /// Write our French and English rules as SRX 2.0, as far as SRX can say them, so that a CAT tool cuts the same way
    #[arg(long, conflicts_with_all = ["file", "srx", "json"])]
    export_srx: bool,

    /// Write to this file instead of standard output, which is `-`
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,

    #[command(flatten)]
    overwrite: OverwriteArgs,

    /// One JSON object a line: index, text, block, kind, and start and end as byte offsets into the decoded text
    #[arg(long)]
    json: bool,
}

/// One line of `segment --json`.
#[derive(serde::Serialize)]
struct SegmentLine<'a> {
    index: usize,
    text: &'a str,
    block: usize,
    kind: &'static str,
    start: usize,
    end: usize,
}

pub(crate) fn run(args: &SegmentArgs, context: &mut Context) -> Result {
    let options = ReadOptions {
        lang: args.lang.clone(),
        mend_encoding: args.mend_encoding,
    };
    let inputs = [args.file.as_deref(), args.srx.as_deref()];
    let existing = args.overwrite.existing(false);
    let destination = match &args.output {
        Some(path) => Destination::new(path, inputs.into_iter().flatten(), existing, context)?,
        None => Destination::Stdout,
    };
    let Some(file) = args.file.as_ref().filter(|_| !args.export_srx) else {
        return destination.write(|out| Ok(write!(out, "{}", segment::export_srx())?));
    };
    let file = &context.input(file)?;
    let article = article::read(file, &options)?;
    let lang = args.lang.clone().unwrap_or_else(|| language(&article, context));
    let segmenter = match &context.optional_input(args.srx.as_deref())? {
        Some(path) => Segmenter::with_srx(
            &Srx::parse(&path.display().to_string(), &article::read_text(path)?)?,
            &lang,
        )?,
        None => Segmenter::new(&lang),
    };
    let segments = segmenter.segment(&article, args.keep_furniture);
    destination.write(|out| write_segments(&segments, args.json, out))?;
    for rule in segmenter.runaways() {
        writeln!(context.err(), "warning: {rule}")?;
    }
    furniture::report_marked(file, &article, args.keep_furniture, context)
}

fn write_segments(segments: &[Segment], json: bool, out: &mut dyn Write) -> Result {
    for (index, segment) in segments.iter().enumerate() {
        if !json {
            writeln!(out, "{}", segment.text)?;
            continue;
        }
        let line = SegmentLine {
            index,
            text: &segment.text,
            block: segment.block,
            kind: segment.kind.as_str(),
            start: segment.range.start,
            end: segment.range.end,
        };
        serde_json::to_writer(&mut *out, &line)?;
        writeln!(out)?;
    }
    Ok(())
}

/// The language to cut by where none was given: what the document says, or looks like, or `--from`.
fn language(article: &Article, context: &Context) -> Lang {
    let looks = || article::guess_lang(&article.text).map(|(lang, _)| lang);
    article
        .lang
        .clone()
        .or_else(looks)
        .unwrap_or_else(|| context.from().clone())
}
