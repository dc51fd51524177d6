//! Several actions that are one: done together or not at all, and undone at once.

use crate::memory::actions::Action;
use crate::memory::actions::acted::Acted;
use crate::memory::actions::desk::{Desk, Step, Stop, refused};
use crate::memory::actions::refusal::ActRefusal;
use crate::memory::model::article::ArticleId;
use crate::memory::model::bead::SegmentId;
use crate::memory::{Memory, MemoryError};

/// In a step of [`Memory::act_all`]: the segment that the last cut before it made.
pub const NEWEST_SEGMENT: SegmentId = SegmentId(0);

impl Memory {
    /// Does several things to an article, whose version the caller saw, as one action: all of them, or nothing. Its verb is that of its
    /// steps where they share one, else `sequence`. What a step names may be [`NEWEST_SEGMENT`], since nobody knows the number of a
    /// segment that is not made yet.
    ///
    /// # Errors
    /// As [`Memory::act`], for the first step that cannot be done.
    pub fn act_all(&mut self, article: ArticleId, version: u64, steps: &[Action]) -> Result<Acted, MemoryError> {
        let shared = steps.first().map(Action::verb);
        let shared = shared.filter(|verb| steps.iter().all(|step| step.verb() == *verb));
        self.act_with(article, version, shared.unwrap_or("sequence"), |desk| {
            if steps.is_empty() {
                return refused(ActRefusal::NoStep);
            }
            for step in steps {
                let step = desk.with_newest(step)?;
                desk.run(&step).map_err(|stop| match stop {
                    Stop::Refused(reason) if shared.is_none() => {
                        Stop::Refused(ActRefusal::Step(step.verb().to_owned(), Box::new(reason)))
                    }
                    other => other,
                })?;
            }
            Ok(())
        })
    }
}

impl Desk<'_, '_> {
    /// A step with the number of the newest segment where it names that.
    fn with_newest(&self, step: &Action) -> Step<Action> {
        let verb = step.verb();
        let mut step = step.clone();
        let named: Vec<&mut SegmentId> = match &mut step {
            Action::Cut { segment, .. } => vec![segment],
            Action::Join { segments }
            | Action::Move { segments, .. }
            | Action::LeaveOut { segments }
            | Action::TakeIn { segments } => segments.iter_mut().collect(),
            Action::Link { source, target } => source.iter_mut().chain(target).collect(),
            _ => Vec::new(),
        };
        for segment in named {
            if *segment == NEWEST_SEGMENT {
                let Some(newest) = self.newest else {
                    return refused(ActRefusal::NothingCut(verb.to_owned()));
                };
                *segment = newest;
            }
        }
        Ok(step)
    }
}
