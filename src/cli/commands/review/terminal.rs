//! The review in a terminal, in the manner of `git add -p`: a place is shown, an answer is read, what it says is done and saved.

use std::collections::{HashMap, HashSet, VecDeque};
use std::io::{BufRead as _, Write};

use crate::memory::{
    Acted, Action, ArticleId, ArticleView, BeadId, BeadOrigin, BeadState, BeadView, Memory, MemoryError, Mode,
    PairFinding, REVIEW_BELOW, SegmentId, SegmentView, Status, UnitId, Variant, length_ratio, pair_findings,
};

use crate::cli::Context;
use crate::cli::commands::review::answer::{Answer, HELP, LETTERS, Shift, Side};
use crate::cli::commands::review::args::ReviewArgs;
use crate::cli::commands::review::unit::bead_of;
use crate::cli::editor::{self, Edited, Texts};
use crate::cli::error::{CliError, Result};
use crate::cli::output::{FAINT, WARNING, counted, on_one_line, paint};

pub(crate) fn run(args: &ReviewArgs, context: &mut Context) -> Result {
    let memory = crate::cli::open_memory::open(Mode::Write, context)?;
    let (articles, begin) = places(args, &memory)?;
    let mut review = Review {
        memory,
        unmatched: args.unmatched,
        findings: HashMap::new(),
        left_for_later: HashSet::new(),
        visited: Vec::new(),
        changes: 0,
    };
    let mut begin = begin;
    for article in articles {
        if review.article(article, begin.take(), context)? == Flow::Quit {
            break;
        }
    }
    let line = match review.changes {
        0 => "nothing was changed".to_owned(),
        changes => counted(changes, "change is saved", "changes are saved"),
    };
    Ok(writeln!(context.out(), "{line}")?)
}

/// The articles to go through, and the bead to begin at.
fn places(args: &ReviewArgs, memory: &Memory) -> Result<(Vec<ArticleId>, Option<BeadId>)> {
    let mut articles = Vec::new();
    for name in &args.articles {
        articles.push(memory.article_named(name)?.id);
    }
    if articles.is_empty() {
        let all = memory.articles()?.into_iter();
        // Those in which something is known to wait come first: the others are read to be looked at.
        let (waiting, others): (Vec<_>, Vec<_>) = all.partition(|a| a.to_review > 0 || args.unmatched);
        articles.extend(waiting.iter().chain(&others).map(|a| a.info.id));
    }
    let Some(unit) = args.unit.map(UnitId) else {
        return Ok((articles, None));
    };
    let named: &[ArticleId] = if args.articles.is_empty() { &[] } else { &articles };
    let (article, bead) = bead_of(unit, named, memory)?;
    // What comes before it in the list is not asked for.
    articles.retain(|other| *other > article);
    articles.insert(0, article);
    Ok((articles, Some(bead)))
}

/// Whether the review goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flow {
    On,
    Quit,
}

struct Review {
    memory: Memory,
    unmatched: bool,
    /// What the checks of `memory clean` say of the beads of the present article, by their texts.
    findings: HashMap<[String; 2], Vec<PairFinding>>,
    /// Places that were left for later.
    left_for_later: HashSet<BeadId>,
    /// Places of the present article in the order in which they were shown.
    visited: Vec<BeadId>,
    changes: usize,
}

/// What is to be shown next.
struct Cursor {
    /// Beads that are shown whether they are doubtful or not.
    first: VecDeque<BeadId>,
    /// From this one on doubtful beads are looked for.
    from: usize,
}

impl Review {
    /// Goes through one article, from a bead or from its beginning on.
    fn article(&mut self, id: ArticleId, begin: Option<BeadId>, context: &mut Context) -> Result<Flow> {
        self.visited.clear();
        self.findings.clear();
        let mut ratio = None;
        let mut cursor = Cursor {
            first: begin.into_iter().collect(),
            from: 0,
        };
        loop {
            let view = self.memory.article_view(id)?;
            self.look(&view, *ratio.get_or_insert_with(|| usual_ratio(&view)));
            let Some(at) = self.next(&view, &mut cursor) else {
                return Ok(Flow::On);
            };
            let bead = &view.beads[at];
            self.show(&view, at, context)?;
            if self.visited.last() != Some(&bead.id) {
                self.visited.push(bead.id);
            }
            cursor.from = at;
            if self.answer(&view, at, &mut cursor, context)? == Flow::Quit {
                return Ok(Flow::Quit);
            }
        }
    }

    /// The place of the next bead to be shown.
    fn next(&self, view: &ArticleView, cursor: &mut Cursor) -> Option<usize> {
        while let Some(wanted) = cursor.first.pop_front() {
            if let Some(at) = view.beads.iter().position(|bead| bead.id == wanted) {
                return Some(at);
            }
        }
        let rest = view.beads.iter().enumerate().skip(cursor.from);
        let mut doubtful = rest.filter(|(_, bead)| self.is_doubtful(bead));
        doubtful.next().map(|(at, _)| at)
    }

    /// Looks at the beads that were not looked at as they are now.
    fn look(&mut self, view: &ArticleView, usual_ratio: f64) {
        for bead in view.beads.iter().filter(|bead| is_pair(bead)) {
            let texts = [bead.source_text.clone(), bead.target_text.clone()];
            self.findings.entry(texts).or_insert_with(|| {
                let [source, target] = variants(bead, view);
                pair_findings(&source, &target, usual_ratio)
            });
        }
    }

    fn findings(&self, bead: &BeadView) -> &[PairFinding] {
        let found = self.findings.get(&[bead.source_text.clone(), bead.target_text.clone()]);
        found.map_or(&[], Vec::as_slice)
    }

    fn is_doubtful(&self, bead: &BeadView) -> bool {
        let is_pair = is_pair(bead);
        !self.left_for_later.contains(&bead.id)
            && match bead.state {
                BeadState::ToReview => true,
                BeadState::Auto if is_pair => {
                    bead.origin == BeadOrigin::Aligner
                        && (bead.status == Some(Status::ToReview)
                            || bead.confidence.is_some_and(|c| c < REVIEW_BELOW)
                            || bead.status == Some(Status::Aligned) && !self.findings(bead).is_empty())
                }
                BeadState::Auto => self.unmatched && bead.origin == BeadOrigin::Aligner,
                BeadState::Confirmed | BeadState::Rejected | BeadState::Deleted => false,
            }
    }

    /// Asks until an answer leads on, and does what it says.
    fn answer(&mut self, view: &ArticleView, at: usize, cursor: &mut Cursor, context: &mut Context) -> Result<Flow> {
        loop {
            write!(context.out(), "{} ", paint(WARNING, format_args!("[{LETTERS}]?")))?;
            context.finish()?;
            let mut line = String::new();
            if std::io::stdin().lock().read_line(&mut line)? == 0 {
                writeln!(context.out())?;
                return Ok(Flow::Quit);
            }
            match Answer::parse(&line) {
                None | Some(Answer::Help) => writeln!(context.out(), "{HELP}")?,
                Some(Answer::Quit) => return Ok(Flow::Quit),
                Some(answer) => match self.follow(answer, view, at, cursor, context) {
                    Ok(()) => return Ok(Flow::On),
                    // What cannot be done is no reason to stop.
                    Err(Stop::Refused(reason)) => writeln!(context.out(), "{}", paint(WARNING, reason))?,
                    Err(Stop::Memory(MemoryError::StaleVersion { .. })) => {
                        writeln!(
                            context.out(),
                            "the article was changed meanwhile; this is how it is now"
                        )?;
                        cursor.first.push_front(view.beads[at].id);
                        return Ok(Flow::On);
                    }
                    Err(Stop::Memory(
                        error @ (MemoryError::ActionRefused { .. }
                        | MemoryError::BadEdit { .. }
                        | MemoryError::NoSuchBead { .. }
                        | MemoryError::NoSuchSegment { .. }),
                    )) => writeln!(context.out(), "{}", paint(WARNING, error))?,
                    Err(Stop::Memory(error)) => return Err(error.into()),
                    Err(Stop::Command(error)) => return Err(error),
                },
            }
        }
    }

    fn follow(
        &mut self,
        answer: Answer,
        view: &ArticleView,
        at: usize,
        cursor: &mut Cursor,
        context: &mut Context,
    ) -> Result<(), Stop> {
        let bead = &view.beads[at];
        let (id, version) = (view.info.id, view.info.version);
        match answer {
            Answer::Skip => {
                self.left_for_later.insert(bead.id);
            }
            Answer::Back => {
                self.visited.pop();
                let Some(before) = self.visited.pop() else {
                    self.visited.push(bead.id);
                    return Err(Stop::Refused("this is the first place".to_owned()));
                };
                self.left_for_later.remove(&before);
                cursor.first.push_front(bead.id);
                cursor.first.push_front(before);
            }
            Answer::Undo => {
                let acted = self.memory.undo_action(id, version, None)?;
                self.changes = self.changes.saturating_sub(1);
                self.look_again(&acted, cursor);
            }
            Answer::Redo => {
                let acted = self.memory.redo_action(id, version, None)?;
                self.changes += 1;
                self.look_again(&acted, cursor);
            }
            Answer::Accept => self.act(
                view,
                &Action::Confirm {
                    bead: bead.id,
                    to: None,
                },
            )?,
            Answer::Reject => self.act(view, &Action::Reject { bead: bead.id })?,
            Answer::Edit => self.edit(view, bead, cursor, context)?,
            Answer::Split(after) => {
                let (source, target) = split(bead, after)?;
                let action = Action::Split {
                    bead: bead.id,
                    source,
                    target,
                };
                self.rearrange(view, &action, cursor)?;
            }
            Answer::MergeNext => {
                let beads = vec![bead.id, neighbour(view, at, true)?.id];
                self.rearrange(view, &Action::Merge { beads }, cursor)?;
            }
            Answer::MergePrevious => {
                let beads = vec![neighbour(view, at, false)?.id, bead.id];
                self.rearrange(view, &Action::Merge { beads }, cursor)?;
            }
            Answer::Shift(shift, side) => {
                let (segment, to) = shifted(view, at, shift, side)?;
                let action = Action::Move {
                    segments: vec![segment],
                    to,
                };
                self.rearrange(view, &action, cursor)?;
            }
            // Answered where they are read.
            Answer::Quit | Answer::Help => {}
        }
        Ok(())
    }

    fn act(&mut self, view: &ArticleView, action: &Action) -> Result<(), Stop> {
        self.memory.act(view.info.id, view.info.version, action)?;
        self.changes += 1;
        Ok(())
    }

    /// Does what makes other beads, which are then looked at.
    fn rearrange(&mut self, view: &ArticleView, action: &Action, cursor: &mut Cursor) -> Result<(), Stop> {
        let acted = self.memory.act(view.info.id, view.info.version, action)?;
        self.changes += 1;
        self.look_again(&acted, cursor);
        Ok(())
    }

    /// Has the beads that were touched shown next, but those that no decision is needed of.
    fn look_again(&mut self, acted: &Acted, cursor: &mut Cursor) {
        cursor.first.clear();
        for bead in &acted.beads {
            self.left_for_later.remove(&bead.id);
            if bead.state != BeadState::Confirmed && (!bead.source.is_empty() && !bead.target.is_empty()) {
                cursor.first.push_back(bead.id);
            }
        }
        cursor.from = cursor.from.saturating_sub(1);
    }

    fn edit(
        &mut self,
        view: &ArticleView,
        bead: &BeadView,
        cursor: &mut Cursor,
        context: &Context,
    ) -> Result<(), Stop> {
        let shown = Texts {
            source: bead.source_text.clone(),
            target: bead.target_text.clone(),
        };
        let about = vec![
            format!("A pair of the article {}", view.info.name),
            finding(bead, self.findings(bead)),
        ];
        let langs = (&view.info.source_lang, &view.info.target_lang);
        let (texts, draft) = match editor::edit(&shown, langs, &about) {
            Ok(Edited::Unchanged) => return Err(Stop::Refused("nothing was changed".to_owned())),
            Ok(Edited::Changed(texts, draft)) => (texts, draft),
            Err(error) => return Err(Stop::Refused(told(&error))),
        };
        let changed = |before: &str, after: String| (before != after).then_some(after);
        let action = Action::Edit {
            bead: bead.id,
            source: changed(&shown.source, texts.source),
            target: changed(&shown.target, texts.target),
        };
        match self.memory.act(view.info.id, view.info.version, &action) {
            Ok(_) => self.changes += 1,
            Err(error) => {
                let error = draft.keep(error.into());
                let _ = writeln!(context.err(), "{}", paint(WARNING, told(&error)));
                cursor.first.push_front(bead.id);
            }
        }
        Ok(())
    }

    fn show(&self, view: &ArticleView, at: usize, context: &mut Context) -> Result {
        let bead = &view.beads[at];
        let left = view.beads.iter().filter(|bead| self.is_doubtful(bead)).count();
        let (from, to) = (view.info.source_lang.as_str(), view.info.target_lang.as_str());
        let out = context.out();
        let place = format!("{}, {} of {}", view.info.name, at + 1, view.beads.len());
        let left = counted(left, "place to look at", "places to look at");
        writeln!(out, "\n{place} {}", paint(FAINT, format_args!("({left})")))?;
        if let Some(before) = at.checked_sub(1) {
            show_neighbour(&view.beads[before], [from, to], out)?;
        }
        let sides = [
            (from, &bead.source, &bead.source_text),
            (to, &bead.target, &bead.target_text),
        ];
        for (lang, segments, text) in sides {
            let texts: Vec<String> = match &segments[..] {
                [] => vec![paint(FAINT, "(nothing)")],
                [_] => vec![on_one_line(text).into_owned()],
                several => numbered(several),
            };
            for (number, text) in texts.iter().enumerate() {
                let lang = if number == 0 { lang } else { "" };
                writeln!(out, "  {lang:<6}{text}")?;
            }
        }
        if let Some(after) = view.beads.get(at + 1) {
            show_neighbour(after, [from, to], out)?;
        }
        Ok(writeln!(out, "{}", finding(bead, self.findings(bead)))?)
    }
}

fn is_pair(bead: &BeadView) -> bool {
    !bead.source.is_empty() && !bead.target.is_empty()
}

fn variants(bead: &BeadView, view: &ArticleView) -> [Variant; 2] {
    [
        Variant::plain(view.info.source_lang.clone(), &bead.source_text),
        Variant::plain(view.info.target_lang.clone(), &bead.target_text),
    ]
}

/// How long a translation usually is in an article.
fn usual_ratio(view: &ArticleView) -> f64 {
    let pairs = view.beads.iter().filter(|bead| is_pair(bead));
    let ratio = |bead| {
        let [source, target] = variants(bead, view);
        length_ratio(&source, &target)
    };
    let mut ratios: Vec<f64> = pairs.map(ratio).collect();
    ratios.sort_unstable_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied().unwrap_or(1.0)
}

fn show_neighbour(bead: &BeadView, [from, to]: [&str; 2], out: &mut impl Write) -> Result {
    for (lang, text) in [(from, &bead.source_text), (to, &bead.target_text)] {
        writeln!(
            out,
            "{}",
            paint(FAINT, format_args!("        {lang:<6}{}", on_one_line(text)))
        )?;
    }
    Ok(())
}

/// Why an answer was not followed.
enum Stop {
    /// It makes no sense here.
    Refused(String),
    Memory(MemoryError),
    Command(CliError),
}

impl From<MemoryError> for Stop {
    fn from(error: MemoryError) -> Stop {
        Stop::Memory(error)
    }
}

impl From<CliError> for Stop {
    fn from(error: CliError) -> Stop {
        Stop::Command(error)
    }
}

/// An error with what to do, on lines of their own.
fn told(error: &CliError) -> String {
    let hints = error.hints().iter().map(|hint| format!("\n{hint}"));
    std::iter::once(error.to_string()).chain(hints).collect()
}

/// Why a bead is shown.
fn finding(bead: &BeadView, findings: &[PairFinding]) -> String {
    let mut said: Vec<String> = findings.iter().map(|found| found.detail.clone()).collect();
    match (bead.source.is_empty(), bead.target.is_empty()) {
        (false, true) => said.push("it has no translation".to_owned()),
        (true, false) => said.push("it is only in the translation".to_owned()),
        _ => {}
    }
    match bead.state {
        BeadState::Auto => {}
        BeadState::ToReview => said.push("it is to be looked at".to_owned()),
        other => said.push(format!("it is {}", other.as_str())),
    }
    match (bead.origin, bead.confidence) {
        (BeadOrigin::Person, _) => said.push("a person put it together".to_owned()),
        (BeadOrigin::Aligner, Some(confidence)) => {
            said.push(format!("the aligner is {:.0} % sure of it", confidence * 100.0));
        }
        (BeadOrigin::Aligner, None) => {}
    }
    if bead.moved {
        said.push("the translation has it elsewhere".to_owned());
    }
    if let Some(note) = &bead.note {
        said.push(format!("note: {}", on_one_line(note)));
    }
    said.join("; ")
}

/// The segments of a side, each with its number.
fn numbered(segments: &[SegmentView]) -> Vec<String> {
    let line = |(at, segment): (usize, &SegmentView)| format!("{} {}", at + 1, on_one_line(&segment.text));
    segments.iter().enumerate().map(line).collect()
}

/// The bead after or before another one.
fn neighbour(view: &ArticleView, at: usize, after: bool) -> Result<&BeadView, Stop> {
    let (place, which) = match after {
        true => (at.checked_add(1), "last"),
        false => (at.checked_sub(1), "first"),
    };
    place
        .and_then(|place| view.beads.get(place))
        .ok_or_else(|| Stop::Refused(format!("this is the article's {which} pair")))
}

/// How many segments of either side stay in the first part of a split.
fn split(bead: &BeadView, after: Option<(usize, usize)>) -> Result<(usize, usize), Stop> {
    let (source, target) = (bead.source.len(), bead.target.len());
    match after {
        Some(after) => Ok(after),
        None if source <= 2 && target <= 2 && source + target > 2 => Ok((1, 1)),
        None if source + target <= 2 => Err(Stop::Refused(
            "there is one segment on each side: nothing to split".to_owned(),
        )),
        None => Err(Stop::Refused(format!(
            "there are {source} and {target} segments: say how many stay in the first part, such as `s 1 1`"
        ))),
    }
}

/// The segment that a shift moves, and the bead that it goes to.
fn shifted(view: &ArticleView, at: usize, shift: Shift, side: Side) -> Result<(SegmentId, BeadId), Stop> {
    let this = &view.beads[at];
    let (giver, taker) = match shift {
        Shift::ToNext => (this, neighbour(view, at, true)?),
        Shift::ToPrevious => (this, neighbour(view, at, false)?),
        Shift::FromNext => (neighbour(view, at, true)?, this),
        Shift::FromPrevious => (neighbour(view, at, false)?, this),
    };
    let segments = match side {
        Side::Source => &giver.source,
        Side::Target => &giver.target,
    };
    let segment = match shift {
        Shift::ToNext | Shift::FromPrevious => segments.last(),
        Shift::ToPrevious | Shift::FromNext => segments.first(),
    };
    segment
        .map(|segment| (segment.id, taker.id))
        .ok_or_else(|| Stop::Refused("there is no segment to shift on that side".to_owned()))
}
