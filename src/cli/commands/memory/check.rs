//! `interligne memory check`.

use crate::cli::error::{CliError, Kind, Result};
use std::io::Write as _;

use crate::matching::damaged;
use crate::memory::{CheckKind, Finding, Memory, Mode};
use clap::Args;

use crate::cli::Context;
use crate::cli::output::{WARNING, counted, counted_u64, paint};

/// Check that the memory is sound, and mend what can be mended
///
/// Looks at the database, at every unit, at the TMX files in the memory's folder, and at the index.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Mend what can be mended: TMX files that are not what the database says, a damaged index
    #[arg(long)]
    repair: bool,

    /// One JSON object a line for each finding
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct CheckLine<'a> {
    check: &'static str,
    message: &'a str,
    repairable: bool,
}

pub(crate) fn run(args: &CheckArgs, context: &mut Context) -> Result {
    let mode = if args.repair { Mode::Write } else { Mode::Read };
    let mut memory = crate::cli::open_memory::open_to_check(mode, context)?;
    let mut findings = look(&memory)?;
    if args.repair {
        // Also a sound memory, since an earlier version's may be without some of the TMX files.
        memory.repair()?;
        context.stored("what could be mended is mended");
    }
    if args.repair && findings.iter().any(|finding| finding.repairable) {
        for damage in damaged(&memory) {
            damage.repair(&memory)?;
        }
        let left = look(&memory)?;
        let mended = findings.len().saturating_sub(left.len());
        context.note(format_args!("mended {}", counted(mended, "finding", "findings")));
        findings = left;
    }
    if args.json {
        for finding in &findings {
            let Finding {
                kind,
                message,
                repairable,
            } = finding;
            serde_json::to_writer(
                context.out(),
                &CheckLine {
                    check: kind.as_str(),
                    message,
                    repairable: *repairable,
                },
            )?;
            writeln!(context.out())?;
        }
    } else if findings.iter().all(|finding| finding.kind == CheckKind::Waiting) {
        let units = memory.info()?.units;
        let units = counted_u64(units, "unit", "units");
        writeln!(context.out(), "{}: sound, {units}", memory.dir().display())?;
    } else {
        for finding in &findings {
            writeln!(
                context.out(),
                "{} {}",
                paint(WARNING, format_args!("{:<11}", finding.kind.as_str())),
                finding.message
            )?;
        }
    }
    if findings.iter().any(|finding| finding.kind == CheckKind::Waiting) {
        context.finish()?;
        context.note(
            "TMX files of the memory wait to be written since a command was interrupted: the next one that changes the memory writes \
             them, or `interligne memory check --repair` now",
        );
    }
    verdict(&findings)
}

/// What the findings come to, with what to do: the gravest first.
fn verdict(findings: &[Finding]) -> Result {
    let has = |is: fn(&Finding) -> bool| findings.iter().any(is);
    let what = counted(findings.len(), "finding", "findings");
    let unsound = format!("the memory is not sound: {what}");
    let sound = "the memory is sound, every unit that was stored is there";
    let (message, hint) = if !has(|finding| finding.kind != CheckKind::Waiting) {
        return Ok(());
    } else if has(|finding| finding.kind.is_damage()) {
        (
            unsound,
            "`interligne memory restore BACKUP` puts back a backup, `interligne memory salvage DIR` writes what can be read to a \
             new memory",
        )
    } else if has(|finding| finding.repairable && finding.kind != CheckKind::Waiting) {
        (unsound, "`interligne memory check --repair` mends what can be mended")
    } else if has(|finding| finding.kind == CheckKind::Imports) {
        (
            format!("{sound}, but an import is not finished"),
            "import the same file again to go on where it stopped; or `interligne memory undo`, as long as it was the last \
             change, takes back what it has stored",
        )
    } else {
        (
            format!("{sound}, but there are files in its folder that are not its own"),
            "move them elsewhere: they are left alone, and a tool that reads the folder reads them too",
        )
    };
    Err(CliError::new(Kind::Memory, message).hint(hint).telling_state())
}

/// What is wrong with the memory and with its indexes.
fn look(memory: &Memory) -> Result<Vec<Finding>> {
    let mut findings = memory.check()?;
    findings.extend(damaged(memory).into_iter().map(|damage| {
        let (first, second, message) = (damage.first, damage.second, damage.message);
        Finding {
            kind: CheckKind::Index,
            message: format!(
                "the index of {first} and {second}: {message}; \
                 `interligne memory check --repair` builds it anew from the database"
            ),
            repairable: true,
        }
    }));
    Ok(findings)
}
