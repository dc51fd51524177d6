//! `interligne memory info`.

use crate::cli::error::Result;
use std::collections::BTreeMap;
use std::io::Write as _;

use crate::memory::Mode;
use clap::Args;

use crate::cli::Context;
use crate::cli::output::{FAINT, counted_u64, grouped_u64, paint};

/// Where the memory is, and how much is in it
#[derive(Debug, Args)]
pub(crate) struct InfoArgs {
    /// As a JSON object
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct InfoLine {
    folder: String,
    units: u64,
    status: BTreeMap<&'static str, u64>,
    articles: u64,
    occurrences: u64,
    imports: u64,
    languages: Vec<(String, u64)>,
    bytes: u64,
    schema: i64,
    changed: Option<String>,
}

pub(crate) fn run(args: &InfoArgs, context: &mut Context) -> Result {
    let memory = crate::cli::open_memory::open(Mode::Read, context)?;
    let info = memory.info()?;
    if args.json {
        let line = InfoLine {
            folder: memory.dir().display().to_string(),
            units: info.units,
            status: info
                .by_status
                .iter()
                .map(|(status, count)| (status.as_str(), *count))
                .collect(),
            articles: info.articles,
            occurrences: info.occurrences,
            imports: info.imports,
            languages: info
                .languages
                .iter()
                .map(|(lang, count)| (lang.to_string(), *count))
                .collect(),
            bytes: info.bytes,
            schema: info.schema,
            changed: info.changed.map(|date| date.to_string()),
        };
        serde_json::to_writer(context.out(), &line)?;
        writeln!(context.out())?;
        return Ok(());
    }
    let statuses: Vec<String> = info
        .by_status
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(status, count)| format!("{} {status}", grouped_u64(*count)))
        .collect();
    let languages: Vec<String> = info
        .languages
        .iter()
        .map(|(lang, count)| format!("{lang} ({})", grouped_u64(*count)))
        .collect();
    let mut rows = vec![
        ("memory", memory.dir().display().to_string()),
        (
            "units",
            format!("{} ({})", grouped_u64(info.units), statuses.join(", ")),
        ),
        ("articles", grouped_u64(info.articles)),
        ("imported files", grouped_u64(info.imports)),
        ("languages", languages.join(", ")),
        ("size", size(info.bytes)),
    ];
    if info.units == 0 {
        rows[1].1 = "none yet".to_owned();
    }
    if let Some(date) = info.changed {
        rows.push(("last changed", date.to_string()));
    }
    for (name, value) in rows.into_iter().filter(|(_, value)| !value.is_empty()) {
        writeln!(context.out(), "{} {value}", paint(FAINT, format_args!("{name:<15}")))?;
    }
    let waiting = info
        .by_status
        .iter()
        .find(|(status, _)| status.as_str() == "to-review")
        .map_or(0, |(_, n)| *n);
    if waiting > 0 {
        context.finish()?;
        context.note(format_args!(
            "{} to review: `interligne memory list --status to-review` shows them",
            counted_u64(waiting, "unit", "units")
        ));
    }
    Ok(())
}

/// A size in bytes, as people read it.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    while value >= 1000.0 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}
