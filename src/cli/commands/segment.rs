//! `interligne segment FILE`.

use crate::cli::error::Result;
use std::io::Write as _;
use std::path::PathBuf;

use crate::article::{self, Article, ReadOptions};
use crate::segment::{self, Segment, Segmenter, Srx};
use crate::text::lang::Lang;
use clap::Args;

use crate::cli::Context;
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

    /// Cut by your own rules: an SRX file, such as OmegaT, Okapi, LanguageTool and Trados write
    #[arg(long, value_name = "FILE")]
    srx: Option<PathBuf>,

    /// Write our French and English rules as SRX 2.0, as far as SRX can say them, so that a CAT tool cuts the same way
    #[arg(long, conflicts_with_all = ["file", "srx", "json"])]
    export_srx: bool,

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
    };
    let Some(file) = args.file.as_ref().filter(|_| !args.export_srx) else {
        write!(context.out(), "{}", segment::export_srx())?;
        return Ok(());
    };
    let article = article::read(file, &options)?;
    let lang = args.lang.clone().unwrap_or_else(|| language(&article, context));
    let segmenter = match &args.srx {
        Some(path) => Segmenter::with_srx(
            &Srx::parse(&path.display().to_string(), &article::read_text(path)?)?,
            &lang,
        )?,
        None => Segmenter::new(&lang),
    };
    let segments = segmenter.segment(&article, args.keep_furniture);
    for (index, segment) in segments.iter().enumerate() {
        if args.json {
            let Segment {
                text,
                block,
                kind,
                range,
            } = segment;
            let line = SegmentLine {
                index,
                text,
                block: *block,
                kind: kind.as_str(),
                start: range.start,
                end: range.end,
            };
            serde_json::to_writer(context.out(), &line)?;
            writeln!(context.out())?;
        } else {
            writeln!(context.out(), "{}", segment.text)?;
        }
    }
    for rule in segmenter.runaways() {
        writeln!(context.err(), "warning: {rule}")?;
    }
    if !args.keep_furniture {
        furniture::report_marked(file, &article, context)?;
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
