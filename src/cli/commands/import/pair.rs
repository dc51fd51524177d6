//! One article pair → the memory, and a line that says what became of it.

use crate::cli::error::Result;
use std::io::Write as _;
use std::path::Path;

use crate::memory::{NewPair, Outcome, PairReport, REVIEW_BELOW, Unfit, UnitId};
use crate::pair::{LanguageCheck, Pair, article_name};

use crate::cli::commands::import::args::ImportArgs;
use crate::cli::output::{FAINT, WARNING, counted_u64, grouped_u64, paint};
use crate::cli::{Context, furniture, pairs};

/// Imports one pair of files.
pub(crate) fn run(args: &ImportArgs, [source, target]: [&Path; 2], context: &mut Context) -> Result {
    let options = args.reading.options(LanguageCheck::Refuse);
    let aligner = args.reading.aligner(context)?;
    let mut pair = Pair::read_with(source, target, &options, &aligner)?;
    let mut trial = crate::cli::open_memory::open_to_import(args.dry_run, context)?;
    let name = args.name.as_deref();
    let from_stream = [source, target].map(|path| context.is_standard_input(path));
    pairs::note_if_nothing_tells(&pair, &aligner, context);
    let report = trial
        .memory
        .import_around(&mut pair, &aligner, &args.pair_import(), |new| {
            let new = without_stream(new, from_stream, target);
            match name {
                Some(name) => new.known_as(name),
                None => new,
            }
        })?;
    if !args.dry_run && report.outcome != Outcome::Unchanged {
        context.stored("the article is stored");
    }
    say(&pair, &report, args, context)
}

/// A pair of which one side came in on standard input, which has no place and no name: the article is known again by the other.
fn without_stream<'p>(mut new: NewPair<'p>, [source, target]: [bool; 2], target_path: &Path) -> NewPair<'p> {
    if source {
        let place = target_path.canonicalize().unwrap_or_else(|_| target_path.to_owned());
        new.key = format!("{}:{}", new.target_lang, place.display());
        new.name = article_name(target_path);
        new.source_path = None;
    }
    if target {
        new.target_path = None;
    }
    new
}

/// One line of `import --json`.
#[derive(serde::Serialize)]
pub(crate) struct PairLine<'a> {
    article: &'a str,
    source: String,
    target: String,
    outcome: &'static str,
    pairs: u64,
    added: u64,
    reused: u64,
    removed: u64,
    to_review: u64,
    mended: u64,
    put_aside: Vec<i64>,
    no_longer_fits: Vec<UnfitLine<'a>>,
    moved: u64,
    beside: Option<&'a str>,
    unmatched_source: u64,
    unmatched_target: u64,
    furniture_source: usize,
    furniture_target: usize,
    aligned_share: f64,
    dry_run: bool,
}

/// Something that a person did to what is no longer in the article.
#[derive(serde::Serialize)]
struct UnfitLine<'a> {
    what: &'static str,
    source: &'a str,
    target: &'a str,
    note: Option<&'a str>,
}

impl<'a> UnfitLine<'a> {
    fn of(unfit: &'a Unfit) -> UnfitLine<'a> {
        UnfitLine {
            what: unfit.what.as_str(),
            source: &unfit.source,
            target: &unfit.target,
            note: unfit.note.as_deref(),
        }
    }
}

impl<'a> PairLine<'a> {
    /// The line of an article that came from these files.
    pub(crate) fn of(
        report: &'a PairReport,
        source: &Path,
        target: &Path,
        args: &ImportArgs,
        context: &Context,
    ) -> Self {
        let told = |path: &Path| context.told(&path.display().to_string()).into_owned();
        PairLine {
            article: &report.name,
            source: told(source),
            target: told(target),
            outcome: outcome(report.outcome),
            pairs: report.units,
            added: report.added,
            reused: report.reused,
            removed: report.removed,
            to_review: report.to_review,
            mended: report.mended,
            put_aside: report.put_aside.iter().map(|unit| unit.0).collect(),
            no_longer_fits: report.unfit.iter().map(UnfitLine::of).collect(),
            moved: report.moved,
            beside: report.beside.as_deref(),
            unmatched_source: report.null_source,
            unmatched_target: report.null_target,
            furniture_source: 0,
            furniture_target: 0,
            aligned_share: 1.0,
            dry_run: args.dry_run,
        }
    }
}

/// Says what became of a pair: one line, and with `-v` what was left out and what wants review.
pub(crate) fn say(pair: &Pair, report: &PairReport, args: &ImportArgs, context: &mut Context) -> Result {
    let left_out = [&pair.source, &pair.target].map(|side| side.left_out().count());
    if args.json {
        let line = PairLine {
            furniture_source: left_out[0],
            furniture_target: left_out[1],
            aligned_share: (pair.aligned_share() * 1e4).round() / 1e4,
            ..PairLine::of(report, &pair.source.path, &pair.target.path, args, context)
        };
        serde_json::to_writer(context.out(), &line)?;
        writeln!(context.out())?;
    } else {
        let line = summary(report, left_out, args.dry_run, context);
        writeln!(context.out(), "{line}")?;
    }
    // What follows goes to standard error; on a terminal it should stand below the line that it is about.
    context.finish()?;
    if let Some(doubt) = &pair.doubt {
        context.warn(doubt);
    }
    pairs::warn_if_hardly_translated(pair, context);
    say_what_was_kept(report, context);
    for side in [&pair.source, &pair.target] {
        if context.verbosity() > 0 {
            furniture::report_side(side, context)?;
        } else {
            let left_out: Vec<_> = side.left_out().collect();
            furniture::warn(&side.path, &side.article, &left_out, context);
        }
    }
    if context.verbosity() > 0 {
        show_doubtful(pair, context)?;
    }
    Ok(())
}

/// How many things that no longer fit are listed for people.
const MOST_LISTED: usize = 20;

/// Says what else there is of the article in the memory: another one of the same files, and mended pairs that no longer fit.
pub(crate) fn say_what_was_kept(report: &PairReport, context: &Context) {
    if let Some(other) = &report.beside {
        context.note(format_args!(
            "{} shares next to nothing with {other}, which was imported from the same files: stored beside it (--replace puts it \
             in its place)",
            report.name
        ));
    }
    say_what_no_longer_fits("the article", &report.put_aside, &report.unfit, context);
}

/// Says which mending an article has no place for any more.
pub(crate) fn say_what_no_longer_fits(article: &str, put_aside: &[UnitId], unfit: &[Unfit], context: &Context) {
    if !put_aside.is_empty() {
        let units: Vec<String> = put_aside.iter().map(ToString::to_string).collect();
        context.note(format_args!(
            "mended before and no longer in {article}, kept in the memory: {} {}",
            if units.len() == 1 { "unit" } else { "units" },
            units.join(", ")
        ));
    }
    if !unfit.is_empty() {
        context.note(format_args!(
            "no longer in {article}, and done again when its files are changed back:"
        ));
    }
    for unfit in unfit.iter().take(MOST_LISTED) {
        let texts = [unfit.source.as_str(), &unfit.target];
        let texts: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
        let note = unfit.note.as_ref();
        let note = note.map_or_else(String::new, |note| format!(" (note: {note})"));
        context.note(format_args!("  {}: {}{note}", unfit.what.as_str(), texts.join(" | ")));
    }
    if unfit.len() > MOST_LISTED {
        context.note(format_args!("  and {} more", unfit.len() - MOST_LISTED));
    }
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::New => "imported",
        Outcome::Unchanged => "unchanged",
        Outcome::Replaced => "replaced",
    }
}

pub(crate) fn summary(report: &PairReport, left_out: [usize; 2], dry_run: bool, context: &Context) -> String {
    let (from, to) = (context.from(), context.to());
    let mut line = format!(
        "{}: {} {}{}",
        report.name,
        counted_u64(report.units, "pair", "pairs"),
        if dry_run { "would be " } else { "" },
        outcome(report.outcome)
    );
    if report.to_review > 0 {
        let wanting = format!("{} to review", grouped_u64(report.to_review));
        line += &format!(", {}", paint(WARNING, wanting));
    }
    if report.mended > 0 && report.outcome == Outcome::Replaced {
        line += &format!(", {} kept as you mended them", grouped_u64(report.mended));
    }
    if report.moved > 0 && report.outcome != Outcome::Unchanged {
        line += &format!(", {} moved", grouped_u64(report.moved));
    }
    if report.removed > 0 {
        line += &format!(", {} removed", counted_u64(report.removed, "older pair", "older pairs"));
    }
    let mut aside = Vec::new();
    if report.null_source + report.null_target > 0 {
        aside.push(format!(
            "without counterpart {} {from}, {} {to}",
            report.null_source, report.null_target
        ));
    }
    if left_out != [0, 0] {
        aside.push(format!(
            "furniture left out {} {from}, {} {to}",
            left_out[0], left_out[1]
        ));
    }
    if !aside.is_empty() {
        line += &format!(" {}", paint(FAINT, format!("({})", aside.join("; "))));
    }
    line
}

/// Shows the pairs that are stored to be reviewed, and the segments without counterpart.
fn show_doubtful(pair: &Pair, context: &Context) -> Result {
    let mut err = context.err();
    for bead in &pair.alignment.beads {
        let (source, target) = (pair.source_text(bead), pair.target_text(bead));
        let confidence = paint(WARNING, format!("{:.2}", bead.confidence));
        match (bead.source.is_empty(), bead.target.is_empty()) {
            (false, false) if bead.confidence < REVIEW_BELOW => {
                writeln!(err, "  to review {confidence}\n    {source}\n    {target}")?;
            }
            (false, false) => {}
            (false, true) => writeln!(err, "  only in {}\n    {source}", context.from())?,
            (true, _) => writeln!(err, "  only in {}\n    {target}", context.to())?,
        }
    }
    Ok(())
}
