//! `interligne memory clean`.

use crate::cli::error::Result;
use std::io::Write as _;

use crate::memory::{CleanCheck, CleanFinding, Memory, Mode};
use clap::Args;

use crate::cli::Context;
use crate::cli::output::{FAINT, WARNING, counted_u64, on_one_line, paint};

/// Find units that look wrong, and delete them if you say so
///
/// The checks: empty (a side without text), identical (both sides the same), numbers (a number on one side only), language
/// (a side in another language than it should be), length (sides out of proportion), tags (inline elements or placeholders
/// that differ), near-duplicates. What they find is listed and counted; nothing is deleted without --apply, and
/// `memory undo` takes that back.
#[derive(Debug, Args)]
pub(crate) struct CleanArgs {
    /// Only this check; repeat for more
    #[arg(long, value_name = "CHECK", value_parser = check)]
    check: Vec<CleanCheck>,

    /// Delete what was found
    #[arg(long)]
    apply: bool,

    /// One JSON object a line for each finding
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct CleanLine<'a> {
    check: &'static str,
    unit: i64,
    detail: &'a str,
    source: &'a str,
    target: &'a str,
}

pub(crate) fn run(args: &CleanArgs, context: &mut Context) -> Result {
    let mut memory = crate::cli::open_memory::open(if args.apply { Mode::Write } else { Mode::Read }, context)?;
    let checks = if args.check.is_empty() {
        &CleanCheck::ALL[..]
    } else {
        &args.check
    };
    let progress = context.progress(memory.info()?.units, "checking");
    let now = memory.read_snapshot()?;
    let findings = now.clean(context.from(), context.to(), checks, |units| {
        progress.set_position(units);
    });
    progress.finish_and_clear();
    let findings = findings?;
    for finding in &findings {
        show(&now, finding, args.json, context)?;
    }
    drop(now);
    if !args.json {
        for check in checks {
            let count = findings.iter().filter(|finding| finding.check == *check).count() as u64;
            writeln!(
                context.out(),
                "{:<16} {}",
                check.as_str(),
                counted_u64(count, "unit", "units")
            )?;
        }
    }
    if args.apply {
        let deleted = memory.clean_away(&findings)?;
        context.stored("what was found is deleted");
        context.finish()?;
        context.note(format_args!(
            "deleted {}; `interligne memory undo` takes that back",
            counted_u64(deleted, "unit", "units")
        ));
    } else if !findings.is_empty() {
        context.finish()?;
        context.note("nothing was deleted; --apply deletes what is listed");
    }
    Ok(())
}

fn show(memory: &Memory, finding: &CleanFinding, json: bool, context: &mut Context) -> Result {
    let Some(unit) = memory.unit(finding.unit)? else {
        return Ok(());
    };
    let text = |lang| unit.variant(lang).map_or("", |variant| variant.text.as_str());
    let (source, target) = (text(context.from()), text(context.to()));
    let check = finding.check.as_str();
    if json {
        let line = CleanLine {
            check,
            unit: finding.unit.0,
            detail: &finding.detail,
            source,
            target,
        };
        let line = serde_json::to_string(&line)?;
        writeln!(context.out(), "{line}")?;
    } else {
        let head = format!("{} unit {}", paint(WARNING, check), finding.unit);
        let (source, target) = (on_one_line(source), on_one_line(target));
        let text = format!("{head} {}\n  {source}\n  {target}", paint(FAINT, &finding.detail));
        writeln!(context.out(), "{text}")?;
    }
    Ok(())
}

fn check(name: &str) -> Result<CleanCheck, String> {
    CleanCheck::parse(name).ok_or_else(|| {
        let names: Vec<&str> = CleanCheck::ALL.iter().map(|check| check.as_str()).collect();
        format!("expected one of {}", names.join(", "))
    })
}
