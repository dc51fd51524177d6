//! `interligne memory list`: the articles, or the units of some of them.

use crate::cli::error::Result;
use std::io::Write as _;

use crate::memory::{ArticleId, ArticleLine, Memory, Mode, Status, UnitFilter};
use clap::Args;

use crate::cli::Context;
use crate::cli::output::{FAINT, WARNING, counted_u64, on_one_line, paint};
use crate::cli::selection::SelectionArgs;

/// The articles in the memory, or with a selection its units
///
/// Without options, the articles. With --article, --status, --since, --until or --min-confidence, the units that they
/// select, each with its number for `memory edit` and `memory delete`.
#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    selection: SelectionArgs,

    /// The units, even without a selection
    #[arg(long)]
    units: bool,

    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct UnitLine<'a> {
    unit: i64,
    source: &'a str,
    target: &'a str,
    status: &'static str,
    confidence: Option<f64>,
    /// The articles that it occurs in, by their names.
    articles: &'a [&'a str],
}

pub(crate) fn run(args: &ListArgs, context: &mut Context) -> Result {
    let memory = crate::cli::open_memory::open(Mode::Read, context)?;
    let memory = memory.read_snapshot()?;
    if args.units || !args.selection.is_empty() {
        let filter = args.selection.filter(&memory)?;
        return units(&memory, &filter, args.json, context);
    }
    let articles = memory.articles()?;
    if articles.is_empty() && !args.json {
        context.note("no articles; --units lists the units that came from exchange files");
    }
    for article in &articles {
        let info = &article.info;
        if args.json {
            serde_json::to_writer(context.out(), &ArticleLine::new(article))?;
            writeln!(context.out())?;
            continue;
        }
        let mut line = format!("{}: {}", info.name, counted_u64(article.units, "pair", "pairs"));
        if article.to_review > 0 {
            line += &format!(", {}", paint(WARNING, format_args!("{} to review", article.to_review)));
        }
        let origin = format!("{} to {}, {}", info.source_lang, info.target_lang, info.imported);
        writeln!(context.out(), "{line} {}", paint(FAINT, format_args!("({origin})")))?;
    }
    Ok(())
}

fn units(memory: &Memory, filter: &UnitFilter, json: bool, context: &mut Context) -> Result {
    let (from, to) = (context.from().clone(), context.to().clone());
    let articles = memory.articles()?.into_iter().map(|a| (a.info.id, a.info.name));
    let articles: std::collections::HashMap<ArticleId, String> = articles.collect();
    for unit in memory.units(filter)? {
        let unit = unit?;
        let mut places: Vec<ArticleId> = memory.occurrences_of_unit(unit.id)?.iter().map(|o| o.article).collect();
        places.dedup();
        let places: Vec<&str> = places
            .iter()
            .filter_map(|id| Some(articles.get(id)?.as_str()))
            .collect();
        let text = |lang| unit.variant(lang).map_or("", |variant| variant.text.as_str());
        let (source, target) = (text(&from), text(&to));
        if json {
            let status = unit.status.as_str();
            let line = UnitLine {
                unit: unit.id.0,
                source,
                target,
                status,
                confidence: unit.confidence,
                articles: &places,
            };
            serde_json::to_writer(context.out(), &line)?;
            writeln!(context.out())?;
            continue;
        }
        let style = if unit.status == Status::ToReview {
            WARNING
        } else {
            FAINT
        };
        let mut state = unit.status.to_string();
        if let Some(confidence) = unit.confidence {
            state += &format!(" {confidence:.2}");
        }
        // Where to look, for one who goes through what waits for review.
        if unit.status == Status::ToReview && !places.is_empty() {
            state += &format!(", in {}", places.join(", "));
        }
        writeln!(context.out(), "unit {} {}", unit.id, paint(style, state))?;
        writeln!(context.out(), "  {}\n  {}", on_one_line(source), on_one_line(target))?;
    }
    Ok(())
}
