//! Files of other tools → the memory, and what became of their units.

use crate::cli::error::Result;
use crate::cli::open_memory::{is_to_be_made, open_to_import};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::exchange::{self, Checked, FileLanguages, Format};
use crate::memory::{ImportOptions, ImportReport, Memory};

use crate::cli::Context;
use crate::cli::commands::import::args::ImportArgs;
use crate::cli::commands::import::table;
use crate::cli::output::{FAINT, counted, counted_u64, grouped_u64, paint};
use crate::text::lang::Lang;

/// Whether a path names a file that another tool exported, and not an article.
pub(crate) fn is_exchange_file(path: &Path) -> bool {
    // A .txt may hold a table too; far more often it is an article.
    let is_article = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("txt"));
    !is_article && !matches!(Format::of_path(path), None | Some(Format::Html))
}

/// Whether a `.txt` holds a table: its first two lines that are not empty, or the only one, have a tab between texts, in whatever encoding. Excel's `Unicode text` is
/// such a file.
pub(crate) fn is_table_of_text(path: &Path) -> bool {
    const HEAD: u64 = 64 * 1024;
    let mut head = Vec::new();
    let is_file = path.is_file() && Format::of_path(path) == Some(Format::Tsv);
    let read = |head: &mut Vec<u8>| std::fs::File::open(path).and_then(|file| file.take(HEAD).read_to_end(head));
    if !is_file || read(&mut head).is_err() {
        return false;
    }
    // The zeros and the mark of UTF-16.
    head.retain(|byte| !matches!(byte, 0 | 0xFE | 0xFF));
    let lines = head.split(|byte| matches!(byte, b'\n' | b'\r')).map(<[u8]>::trim_ascii);
    let mut first = lines.filter(|line| !line.is_empty()).take(2).peekable();
    first.peek().is_some() && first.all(|line| line.contains(&b'\t'))
}

/// Imports the files one after the other; what is stored before a file is refused stays.
pub(crate) fn run(args: &ImportArgs, files: &[PathBuf], context: &mut Context) -> Result {
    let reading = reading(context);
    // What can be refused at sight is refused before anything is stored.
    for file in files {
        exchange::check(file, &reading, &options(args))?;
    }
    let is_new = is_to_be_made(context)?;
    let first = files
        .first()
        .filter(|first| is_new && !exchange::is_alignment(first, &reading));
    // No memory is made for a file that is then refused.
    let mut checked = first
        .map(|first| exchange::check_whole(first, &reading, &options(args)))
        .transpose()?;
    let mut trial = open_to_import(args.dry_run, context)?;
    for (number, file) in (1..).zip(files) {
        if exchange::is_alignment(file, &reading) {
            table::run(args, file, &reading, &mut trial.memory, context)?;
        } else {
            import(args, file, &reading, checked.take(), &mut trial.memory, context)?;
        }
        if !args.dry_run {
            let stored = counted(number, "file is", "files are");
            context.stored(format!("{stored} stored, and the same command goes on"));
        }
    }
    Ok(())
}

/// Whether some of the files are tables that `align` wrote, which are articles.
pub(crate) fn has_tables(files: &[PathBuf], context: &Context) -> bool {
    let reading = reading(context);
    files.iter().any(|file| exchange::is_alignment(file, &reading))
}

fn reading(context: &Context) -> FileLanguages {
    FileLanguages {
        from: context.from().clone(),
        to: context.to().clone(),
    }
}

fn options(args: &ImportArgs) -> ImportOptions {
    ImportOptions {
        dry_run: args.dry_run,
        any_direction: args.reading.is_forced(),
        unit_files: (args.tmx || args.no_tmx).then_some(args.tmx),
        policy: match (args.strict, args.salvage) {
            (true, _) => tmx::Policy::Strict,
            (_, true) => tmx::Policy::Salvage,
            _ => tmx::Policy::Default,
        },
        ..ImportOptions::default()
    }
}

#[derive(serde::Serialize)]
struct FileLine {
    file: String,
    read: u64,
    added: u64,
    merged: u64,
    unchanged: u64,
    dropped: std::collections::BTreeMap<&'static str, u64>,
    one_sided: u64,
    /// How many units have a text in each language.
    languages: std::collections::BTreeMap<String, u64>,
    dry_run: bool,
}

fn import(
    args: &ImportArgs,
    file: &Path,
    reading: &FileLanguages,
    checked: Option<Checked>,
    memory: &mut Memory,
    context: &mut Context,
) -> Result {
    let progress = context.count(&format!("reading {}", file.display()));
    let tell = |units| progress.set_position(units);
    let report = match checked {
        Some(checked) => checked.import(memory, file, reading, &options(args), tell),
        None => exchange::import(memory, file, reading, &options(args), tell),
    };
    progress.finish_and_clear();
    let report = report?;
    if !args.dry_run {
        context.stored(format!("{} is stored", file.display()));
    }
    if args.json {
        let line = FileLine {
            file: context.told(&file.display().to_string()).into_owned(),
            read: report.read,
            added: report.added,
            merged: report.merged,
            unchanged: report.unchanged,
            dropped: report.dropped_by_name(),
            one_sided: report.one_sided,
            languages: report
                .languages
                .iter()
                .map(|(lang, units)| (lang.to_string(), *units))
                .collect(),
            dry_run: args.dry_run,
        };
        serde_json::to_writer(context.out(), &line)?;
        writeln!(context.out())?;
    } else {
        let line = summary(file, &report, args.dry_run);
        let line = context.told(&line).into_owned();
        writeln!(context.out(), "{line}")?;
    }
    context.finish()?;
    warn_of_languages(file, &report, context);
    for oddity in &report.oddities {
        context.warn(format_args!("{}: {oddity}", file.display()));
    }
    Ok(())
}

/// Says where no match can come from the file as things are: its languages are others, or no languages at all.
fn warn_of_languages(file: &Path, report: &ImportReport, context: &Context) {
    for lang in report.languages.keys().filter(|lang| !lang.is_registered()) {
        let meant = Lang::from_name(lang.as_str()).map_or_else(String::new, |meant| format!(" (perhaps `{meant}`)"));
        context.warn(format_args!(
            "{}: `{lang}` is no language code{meant}; its texts are stored under it and serve nobody who asks for another",
            file.display()
        ));
    }
    let (from, to) = (context.from(), context.to());
    let lacks = |wanted: &Lang| !report.languages.keys().any(|lang| wanted.accepts(lang));
    if !report.languages.is_empty() && (lacks(from) || lacks(to)) {
        let found: Vec<String> = report
            .languages
            .iter()
            .map(|(lang, units)| format!("{lang} ({})", counted_u64(*units, "unit", "units")))
            .collect();
        context.warn(format_args!(
            "{}: its languages are {}, not {from} and {to}: to use them, give --from and --to",
            file.display(),
            found.join(", ")
        ));
    }
}

/// What became of the units of a file, or of another memory.
pub(crate) fn summary(file: &Path, report: &ImportReport, dry_run: bool) -> String {
    let would = if dry_run { "would be " } else { "" };
    let mut line = format!("{}: {} read", file.display(), counted_u64(report.read, "unit", "units"));
    for (count, what) in [
        (report.added, "added"),
        (report.merged, "merged"),
        (report.unchanged, "unchanged"),
    ] {
        if count > 0 {
            line += &format!(", {} {would}{what}", grouped_u64(count));
        }
    }
    for (reason, count) in &report.dropped {
        line += &format!(", {} {would}left out ({})", grouped_u64(*count), reason.as_str());
    }
    let mut aside = Vec::new();
    if report.one_sided > 0 {
        aside.push(format!("{} in one language only", grouped_u64(report.one_sided)));
    }
    if report.resumed_at > 0 {
        aside.push(format!(
            "went on after the {} units of an earlier import",
            grouped_u64(report.resumed_at)
        ));
    }
    if let Some(date) = report.imported_before {
        aside.push(format!("this file was imported before, on {date}"));
    }
    if !aside.is_empty() {
        line += &format!(" {}", paint(FAINT, format!("({})", aside.join("; "))));
    }
    line
}
