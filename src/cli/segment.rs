//! `interligne segment FILE`.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use interligne::article::{self, Article, ReadOptions};
use interligne::lang::Lang;
use interligne::segment::{Segment, Segmenter};

use super::Context;
use super::furniture;

/// Show the segments of one article, one a line.
///
/// Reads the article as `import` would: finds its format and encoding, leaves out page furniture (menus, share buttons,
/// advertising, lists of other articles), and cuts the rest into segments, mostly sentences. What was left out is counted;
/// -v shows it with the reason.
#[derive(Debug, Args)]
pub(crate) struct SegmentArgs {
    /// The article
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The article's language [default: what the document says or looks like]
    #[arg(long, value_name = "LANG")]
    lang: Option<Lang>,

    /// Keep page furniture
    #[arg(long)]
    keep_furniture: bool,

    /// One JSON object a line: index, text, block, kind, and start and end as byte offsets into the decoded text
    #[arg(long)]
    json: bool,
}

/// One line of `segment --json`.
#[derive(serde::Serialize)]
struct Line<'a> {
    index: usize,
    text: &'a str,
    block: usize,
    kind: &'static str,
    start: usize,
    end: usize,
}

pub(crate) fn run(args: &SegmentArgs, context: &mut Context) -> anyhow::Result<()> {
    let options = ReadOptions {
        lang: args.lang.clone(),
    };
    let article = article::read(&args.file, &options)?;
    let lang = args.lang.clone().unwrap_or_else(|| language(&article, context));
    let segments = Segmenter::new(&lang).segment(&article, args.keep_furniture);
    for (index, segment) in segments.iter().enumerate() {
        if args.json {
            let Segment {
                text,
                block,
                kind,
                range,
            } = segment;
            let line = Line {
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
    if !args.keep_furniture {
        let left_out: Vec<_> = article
            .blocks
            .iter()
            .filter(|block| block.furniture.is_some())
            .collect();
        furniture::report(&args.file, &article, &left_out, context)?;
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
