//! `interligne memory beads`.

use crate::cli::error::Result;
use std::io::Write as _;

use crate::memory::{ActionInfo, BeadState, BeadView, Mode, SegmentView, Status};
use clap::Args;

use crate::cli::Context;
use crate::cli::output::{FAINT, WARNING, on_one_line, paint};

/// How an article and its translation go together: its beads in order, with the numbers that `memory act` takes
///
/// A bead is a group of source segments and the target segments that translate it; where one side is empty, the segment has no
/// counterpart. What was left out as page furniture stands at the end.
#[derive(Debug, Args)]
pub(crate) struct BeadsArgs {
    /// The article's name, or its number
    #[arg(value_name = "ARTICLE")]
    article: String,

    /// Only beads that nobody has looked at and whose pair is to be reviewed, and those without counterpart
    #[arg(long)]
    doubtful: bool,

    /// One JSON object a line: the article, then each bead, then each segment that was left out
    #[arg(long)]
    json: bool,
}

#[derive(serde::Serialize)]
struct ArticleLine<'a> {
    article: &'a str,
    version: u64,
    source_lang: &'a str,
    target_lang: &'a str,
    /// Whether segments without counterpart are known, which those of an article from an exchange file are not.
    whole: bool,
    /// What `memory act ARTICLE undo` would undo, and `redo` do again.
    undo: Option<&'a ActionInfo>,
    redo: Option<&'a ActionInfo>,
}

#[derive(serde::Serialize)]
struct LeftOutLine<'a> {
    left_out: &'a SegmentView,
}

pub(crate) fn run(args: &BeadsArgs, context: &mut Context) -> Result {
    let memory = crate::cli::open_memory::open(Mode::Read, context)?;
    let article = memory.article_named(&args.article)?;
    let view = memory.article_view(article.id)?;
    let beads = view.beads.iter().filter(|bead| !args.doubtful || is_doubtful(bead));
    if args.json {
        let line = ArticleLine {
            article: &view.info.name,
            version: view.info.version,
            source_lang: view.info.source_lang.as_str(),
            target_lang: view.info.target_lang.as_str(),
            whole: view.info.whole,
            undo: view.undo.as_ref(),
            redo: view.redo.as_ref(),
        };
        serde_json::to_writer(context.out(), &line)?;
        writeln!(context.out())?;
        for bead in beads {
            serde_json::to_writer(context.out(), bead)?;
            writeln!(context.out())?;
        }
        for left_out in &view.left_out {
            serde_json::to_writer(context.out(), &LeftOutLine { left_out })?;
            writeln!(context.out())?;
        }
        return Ok(());
    }
    for bead in beads {
        show(bead, context)?;
    }
    if !args.doubtful {
        for segment in &view.left_out {
            let reason = segment.left_out.as_deref().unwrap_or_default();
            let line = format!(
                "{} {}\n  {}",
                paint(FAINT, format!("left out, {} ({reason})", segment.side.as_str())),
                segment.id,
                on_one_line(&segment.text)
            );
            writeln!(context.out(), "{line}")?;
        }
    }
    if !view.info.whole {
        context.note(format_args!(
            "segments of {} without counterpart are not known: import its files again with --reread",
            view.info.name
        ));
    }
    Ok(())
}

fn is_doubtful(bead: &BeadView) -> bool {
    bead.state == BeadState::ToReview
        || (bead.state == BeadState::Auto
            && bead.origin == crate::memory::BeadOrigin::Aligner
            && (bead.unit.is_none() || bead.status == Some(Status::ToReview) || bead.moved))
}

/// One bead: a line that says what it is, then its segments, each with its number.
pub(crate) fn show(bead: &BeadView, context: &mut Context) -> Result {
    let mut what = Vec::new();
    if let Some(unit) = bead.unit {
        what.push(format!("unit {unit}"));
    } else if !bead.source.is_empty() && !bead.target.is_empty() {
        what.push("no unit".to_owned());
    } else {
        what.push("without counterpart".to_owned());
    }
    if let Some(confidence) = bead.confidence {
        what.push(format!("{confidence:.2}"));
    }
    match (bead.state, bead.origin) {
        (BeadState::Auto, crate::memory::BeadOrigin::Person) => what.push("pinned".to_owned()),
        (BeadState::Auto, crate::memory::BeadOrigin::Aligner) => {}
        (state, _) => what.push(state.as_str().to_owned()),
    }
    if bead.moved {
        what.push("moved".to_owned());
    }
    let style = if is_doubtful(bead) { WARNING } else { FAINT };
    writeln!(context.out(), "bead {} {}", bead.id, paint(style, what.join(", ")))?;
    if let Some(note) = &bead.note {
        writeln!(
            context.out(),
            "  {}",
            paint(FAINT, format!("note: {}", on_one_line(note)))
        )?;
    }
    let width = bead
        .source
        .iter()
        .chain(&bead.target)
        .map(|s| s.id.to_string().len())
        .max()
        .unwrap_or(0);
    for (sign, segments) in [('<', &bead.source), ('>', &bead.target)] {
        for segment in segments {
            let number = paint(FAINT, format!("{sign}{:width$}", segment.id.0));
            writeln!(context.out(), "  {number} {}", on_one_line(&segment.text))?;
            if let Some(original) = segment.original.as_deref().filter(|text| !text.is_empty()) {
                let was = paint(FAINT, format!("was: {}", on_one_line(original)));
                writeln!(context.out(), "  {:width$}  {was}", "")?;
            }
        }
    }
    Ok(())
}
