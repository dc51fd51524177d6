//! `interligne memory act`.

use crate::cli::error::{CliError, Kind, Result};
use std::io::Write as _;

use crate::memory::{Acted, Action, ArticleId, ArticleInfo, ArticleView, BeadId, Memory, MemoryError, Mode, SegmentId};
use clap::{Args, Subcommand};

use crate::align::Aligner;
use crate::cli::Context;
use crate::cli::commands::memory::beads::show;

/// Mend how an article and its translation go together: one action at a time, each of which can be undone
///
/// Beads and segments are named by the numbers that `memory beads` shows. What you settle here outlives later imports of the same files.
#[derive(Debug, Args)]
pub(crate) struct ActArgs {
    /// The article's name, or its number
    #[arg(value_name = "ARTICLE")]
    article: String,

    #[command(subcommand)]
    verb: Verb,

    /// Refuse unless the article still has this version, as `memory beads --json` gives it
    #[arg(long, value_name = "VERSION", global = true)]
    seen: Option<u64>,

    /// One JSON object: the action, the article's version, the beads as they are now
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make one bead of several; of a single one and the one after it
    Merge {
        #[arg(value_name = "BEAD", required = true)]
        beads: Vec<i64>,
    },
    /// Make two beads of one: say how many segments of either side stay in it
    Split {
        #[arg(value_name = "BEAD")]
        bead: i64,
        /// How many source segments stay in it
        #[arg(value_name = "SOURCE")]
        source: usize,
        /// How many target segments stay in it
        #[arg(value_name = "TARGET")]
        target: usize,
    },
    /// Cut a segment in two, before the given text or the character of that number
    Cut {
        #[arg(value_name = "SEGMENT")]
        segment: i64,
        /// A text of the segment that the second part begins with
        #[arg(long, value_name = "TEXT", required_unless_present = "at", conflicts_with = "at")]
        before: Option<String>,
        /// How many characters stay in the first part
        #[arg(long, value_name = "NUMBER")]
        at: Option<usize>,
    },
    /// Join segments of one bead that follow each other
    Join {
        #[arg(value_name = "SEGMENT", required = true, num_args = 2..)]
        segments: Vec<i64>,
    },
    /// Move segments of one side to another bead
    Move {
        #[arg(value_name = "SEGMENT", required = true)]
        segments: Vec<i64>,
        /// The bead
        // Not `--to`, which is the translation's language with every command.
        #[arg(long, value_name = "BEAD")]
        into: i64,
    },
    /// Make a bead of segments without counterpart
    Link {
        /// A source segment
        #[arg(long, value_name = "SEGMENT", required = true)]
        source: Vec<i64>,
        /// A target segment
        #[arg(long, value_name = "SEGMENT", required = true)]
        target: Vec<i64>,
    },
    /// Keep a bead together, or without counterpart, at every later alignment
    Pin {
        #[arg(value_name = "BEAD")]
        bead: i64,
    },
    /// Leave each segment of a bead without counterpart
    Part {
        #[arg(value_name = "BEAD")]
        bead: i64,
    },
    /// Find a bead right
    Confirm {
        #[arg(value_name = "BEAD")]
        bead: i64,
        /// And all that follow up to this one
        #[arg(long, value_name = "BEAD")]
        until: Option<i64>,
    },
    /// Find a bead wrong: its pair is not suggested for its sake
    Reject {
        #[arg(value_name = "BEAD")]
        bead: i64,
    },
    /// Take segments out of the article, as page furniture is
    LeaveOut {
        #[arg(value_name = "SEGMENT", required = true)]
        segments: Vec<i64>,
    },
    /// Take segments that were left out back in
    TakeIn {
        #[arg(value_name = "SEGMENT", required = true)]
        segments: Vec<i64>,
    },
    /// Give a bead other texts, and confirm it
    Edit {
        #[arg(value_name = "BEAD")]
        bead: i64,
        /// The new source text
        #[arg(long, value_name = "TEXT", required_unless_present = "target")]
        source: Option<String>,
        /// The new translation
        #[arg(long, value_name = "TEXT")]
        target: Option<String>,
    },
    /// Write a note to a bead; without a text, remove it
    Note {
        #[arg(value_name = "BEAD")]
        bead: i64,
        #[arg(value_name = "TEXT")]
        text: Option<String>,
    },
    /// Align anew what nobody settled, around what you settled
    Realign {
        /// Only from this bead on
        #[arg(long, value_name = "BEAD", requires = "last")]
        first: Option<i64>,
        /// Only up to this bead
        #[arg(long, value_name = "BEAD", requires = "first")]
        last: Option<i64>,
    },
    /// Undo the last action, or the one of this number
    Undo {
        #[arg(value_name = "ACTION")]
        action: Option<i64>,
    },
    /// Do again what was undone last, or the action of this number
    Redo {
        #[arg(value_name = "ACTION")]
        action: Option<i64>,
    },
}

#[derive(serde::Serialize)]
struct ActedLine<'a> {
    action: i64,
    verb: &'a str,
    article: &'a str,
    version: u64,
    beads: &'a [crate::memory::BeadView],
    gone: &'a [BeadId],
    left_out: &'a [crate::memory::SegmentView],
}

pub(crate) fn run(args: &ActArgs, context: &mut Context) -> Result {
    let mut memory = crate::cli::open_memory::open(Mode::Write, context)?;
    loop {
        let article = memory.article_named(&args.article)?;
        let version = args.seen.unwrap_or(article.version);
        match act(args, &mut memory, &article, version) {
            // Whoever names no version means the article as it is: somebody else wrote between the look at it and the action.
            Err(error) if args.seen.is_none() && is_stale(&error) => {}
            acted => return say(&acted?, &article.name, args, context),
        }
    }
}

fn is_stale(error: &CliError) -> bool {
    let source = std::error::Error::source(error).and_then(|source| source.downcast_ref());
    matches!(source, Some(MemoryError::StaleVersion { .. }))
}

fn act(args: &ActArgs, memory: &mut Memory, article: &ArticleInfo, version: u64) -> Result<Acted> {
    Ok(match &args.verb {
        Verb::Undo { action } => memory.undo_action(article.id, version, *action)?,
        Verb::Redo { action } => memory.redo_action(article.id, version, *action)?,
        Verb::Realign { first, last } => {
            let mut aligner = Aligner::new(article.source_lang.clone(), article.target_lang.clone())?;
            let langs = (&article.source_lang, &article.target_lang);
            if let Some(confirmed) = memory.confirmed_lexicon(langs.0, langs.1, aligner.lexicon())? {
                aligner = aligner.with_confirmed(confirmed);
            }
            let between = first.zip(*last).map(|(first, last)| [BeadId(first), BeadId(last)]);
            memory.realign(article.id, version, between, &aligner)?
        }
        verb => {
            let action = action(verb, memory, article.id)?;
            memory.act(article.id, version, &action)?
        }
    })
}

fn say(acted: &Acted, article: &str, args: &ActArgs, context: &mut Context) -> Result {
    context.stored("the change is stored");
    if args.json {
        let line = ActedLine {
            action: acted.action,
            verb: &acted.verb,
            article,
            version: acted.version,
            beads: &acted.beads,
            gone: &acted.gone,
            left_out: &acted.left_out,
        };
        serde_json::to_writer(context.out(), &line)?;
        writeln!(context.out())?;
        return Ok(());
    }
    let word = match args.verb {
        Verb::Undo { .. } => "undone: ",
        Verb::Redo { .. } => "done again: ",
        _ => "",
    };
    writeln!(context.out(), "{word}{} (action {})", acted.verb, acted.action)?;
    for bead in &acted.beads {
        show(bead, context)?;
    }
    Ok(())
}

/// What is to be done, from what stands on the command line.
fn action(verb: &Verb, memory: &Memory, article: ArticleId) -> Result<Action> {
    let beads = |ids: &[i64]| ids.iter().copied().map(BeadId).collect::<Vec<_>>();
    let segments = |ids: &[i64]| ids.iter().copied().map(SegmentId).collect::<Vec<_>>();
    Ok(match verb {
        Verb::Merge { beads: ids } => {
            let mut ids = beads(ids);
            if let [one] = ids.as_slice() {
                ids.push(after(&memory.article_view(article)?, *one)?);
            }
            Action::Merge { beads: ids }
        }
        Verb::Split { bead, source, target } => Action::Split {
            bead: BeadId(*bead),
            source: *source,
            target: *target,
        },
        Verb::Cut { segment, before, at } => Action::Cut {
            segment: SegmentId(*segment),
            at: match (at, before) {
                (Some(at), _) => *at,
                (None, Some(text)) => place_of(&memory.article_view(article)?, *segment, text)?,
                (None, None) => 0,
            },
        },
        Verb::Join { segments: ids } => Action::Join {
            segments: segments(ids),
        },
        Verb::Move { segments: ids, into } => Action::Move {
            segments: segments(ids),
            to: BeadId(*into),
        },
        Verb::Link { source, target } => Action::Link {
            source: segments(source),
            target: segments(target),
        },
        Verb::Pin { bead } => Action::Pin { bead: BeadId(*bead) },
        Verb::Part { bead } => Action::Part { bead: BeadId(*bead) },
        Verb::Confirm { bead, until } => Action::Confirm {
            bead: BeadId(*bead),
            to: until.map(BeadId),
        },
        Verb::Reject { bead } => Action::Reject { bead: BeadId(*bead) },
        Verb::LeaveOut { segments: ids } => Action::LeaveOut {
            segments: segments(ids),
        },
        Verb::TakeIn { segments: ids } => Action::TakeIn {
            segments: segments(ids),
        },
        Verb::Edit { bead, source, target } => Action::Edit {
            bead: BeadId(*bead),
            source: source.clone(),
            target: target.clone(),
        },
        Verb::Note { bead, text } => Action::Note {
            bead: BeadId(*bead),
            text: text.clone(),
        },
        Verb::Realign { .. } | Verb::Undo { .. } | Verb::Redo { .. } => {
            return Err(CliError::usage("this is no action of its own"));
        }
    })
}

/// The bead that follows one in the article; an error for the last.
fn after(view: &ArticleView, bead: BeadId) -> Result<BeadId> {
    let at = view.beads.iter().position(|other| other.id == bead);
    let next = at.and_then(|at| view.beads.get(at + 1));
    next.map(|next| next.id)
        .ok_or_else(|| CliError::new(Kind::User, format!("{} has no bead after bead {bead}", view.info.name)))
}

/// Before which character of a segment a text of it begins.
fn place_of(view: &ArticleView, segment: i64, text: &str) -> Result<usize> {
    let all = view
        .beads
        .iter()
        .flat_map(|bead| bead.source.iter().chain(&bead.target));
    let Some(found) = all.into_iter().find(|other| other.id.0 == segment) else {
        return Err(CliError::new(
            Kind::User,
            format!("{} has no segment {segment} that takes part", view.info.name),
        ));
    };
    let places: Vec<usize> = found.text.match_indices(text).map(|(at, _)| at).collect();
    match places.as_slice() {
        [at] => Ok(found.text[..*at].chars().count()),
        [] => Err(CliError::new(
            Kind::User,
            format!("segment {segment} does not say {text:?}: {}", found.text),
        )),
        _ => Err(CliError::new(
            Kind::User,
            format!(
                "segment {segment} says {text:?} {} times: give more of the text, or --at",
                places.len()
            ),
        )),
    }
}
