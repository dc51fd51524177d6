//! Which units a command is about: the options that `export` and `memory list` share.

use crate::cli::error::Result;
use crate::memory::{Memory, Status, Timestamp, UnitFilter};
use clap::Args;

/// Which units.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which units")]
pub(crate) struct SelectionArgs {
    /// Only units of this article; repeat for more
    #[arg(long, value_name = "NAME")]
    article: Vec<String>,

    /// Only units of this status; repeat for more
    #[arg(long, value_name = "STATUS", value_parser = status)]
    status: Vec<Status>,

    /// Only units made or changed on this day or later, as YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = day)]
    since: Option<Timestamp>,

    /// Only units made or changed before this day, as YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = day)]
    until: Option<Timestamp>,

    /// Only pairs that the aligner was at least this sure of, from 0 to 1
    #[arg(long, value_name = "SHARE", value_parser = share)]
    min_confidence: Option<f64>,
}

impl SelectionArgs {
    /// Whether nothing was selected.
    pub(crate) fn is_empty(&self) -> bool {
        self.article.is_empty()
            && self.status.is_empty()
            && self.since.is_none()
            && self.until.is_none()
            && self.min_confidence.is_none()
    }

    /// As the memory wants it.
    pub(crate) fn filter(&self, memory: &Memory) -> Result<UnitFilter> {
        let articles = self
            .article
            .iter()
            .map(|name| memory.article_named(name).map(|article| article.id));
        Ok(UnitFilter {
            articles: articles.collect::<Result<_, _>>()?,
            statuses: self.status.clone(),
            since: self.since,
            until: self.until,
            min_confidence: self.min_confidence,
            pair: None,
            languages: Vec::new(),
        })
    }
}

pub(crate) fn status(name: &str) -> Result<Status, String> {
    Status::parse(name).ok_or_else(|| "expected to-review, aligned, confirmed or rejected".to_owned())
}

fn day(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text).ok_or_else(|| "expected a day as YYYY-MM-DD".to_owned())
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "expected a number from 0 to 1".to_owned())
}
