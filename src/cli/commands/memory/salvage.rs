//! `interligne memory salvage`.

use std::io::Write as _;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::Args;

use crate::cli::Context;
use crate::cli::error::Result;
use crate::cli::output::{WARNING, counted_u64, paint};
use crate::memory::{self, Memory, Salvage};

/// Write everything that can be read of a damaged memory to a new one, and say what is lost
///
/// The damaged memory is left as it is. Units that cannot be read, or whose texts are not what was stored, are left out and
/// named; where the TMX files of the memory's folder still have them, they come back from there. The history is not taken over.
#[derive(Debug, Args)]
pub(crate) struct SalvageArgs {
    /// The folder of the new memory; it must not exist yet
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// As a JSON object
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct SalvageLine<'a> {
    folder: String,
    units: u64,
    articles: u64,
    from_files: u64,
    unproven: u64,
    lost_units: Vec<[i64; 2]>,
    without_attributes: Vec<[i64; 2]>,
    lost_articles: Vec<[i64; 2]>,
    incomplete_articles: Vec<&'a str>,
    unread: &'a [String],
}

pub(crate) fn run(args: &SalvageArgs, context: &mut Context) -> Result {
    let from = memory::locate(context.memory_option())?;
    let found = Memory::salvage(&from, &args.folder)?;
    let folder = args.folder.display().to_string();
    if args.json {
        let pairs = |ranges: &[RangeInclusive<i64>]| ranges.iter().map(|r| [*r.start(), *r.end()]).collect();
        let line = SalvageLine {
            folder,
            units: found.units,
            articles: found.articles,
            from_files: found.from_files,
            unproven: found.unproven,
            lost_units: pairs(&found.lost_units),
            without_attributes: pairs(&found.without_attributes),
            lost_articles: pairs(&found.lost_articles),
            incomplete_articles: found.incomplete_articles.iter().map(String::as_str).collect(),
            unread: &found.unread,
        };
        serde_json::to_writer(context.out(), &line)?;
        return Ok(writeln!(context.out())?);
    }
    let (units, articles) = (
        counted_u64(found.units, "unit", "units"),
        counted_u64(found.articles, "article", "articles"),
    );
    writeln!(context.out(), "{folder}: {units}, {articles}")?;
    for (what, detail) in losses(&found) {
        writeln!(context.out(), "{} {detail}", paint(WARNING, format_args!("{what:<12}")))?;
    }
    if found.from_files > 0 {
        let units = counted_u64(found.from_files, "unit", "units");
        writeln!(context.out(), "{units} among them came back from the TMX files in tmx/")?;
    }
    if found.unproven > 0 {
        let units = counted_u64(found.unproven, "unit", "units");
        writeln!(
            context.out(),
            "{units} of these could be compared with nothing in the database: they are to be reviewed"
        )?;
    }
    context.finish()?;
    if found.is_whole() {
        context.note("nothing is lost");
    }
    Ok(())
}

/// What is lost, each kind with its list.
fn losses(found: &Salvage) -> Vec<(&'static str, String)> {
    let mut losses = Vec::new();
    let mut say = |what, detail: String| {
        if !detail.is_empty() {
            losses.push((what, detail));
        }
    };
    say("lost", numbered("unit", &found.lost_units));
    say("to review", numbered("unit", &found.without_attributes));
    say("lost", numbered("article", &found.lost_articles));
    let incomplete: Vec<&str> = found.incomplete_articles.iter().map(String::as_str).collect();
    say("incomplete", incomplete.join(", "));
    say("unreadable", found.unread.join(", "));
    losses
}

/// Such as `unit 3, units 5 to 9`.
fn numbered(one: &str, ranges: &[RangeInclusive<i64>]) -> String {
    let name = |range: &RangeInclusive<i64>| match (range.start(), range.end()) {
        (first, last) if first == last => format!("{one} {first}"),
        (first, last) => format!("{one}s {first} to {last}"),
    };
    ranges.iter().map(name).collect::<Vec<_>>().join(", ")
}
