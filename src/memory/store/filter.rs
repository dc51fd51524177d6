//! Which units are wanted, by what they are and where they come from.

use crate::memory::model::article::ArticleId;
use crate::memory::model::time::Timestamp;
use crate::memory::model::unit::{Status, Unit};
use crate::text::lang::Lang;

/// Which units are wanted; the default is all of them.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct UnitFilter {
    /// Only units that occur in one of these articles; empty: wherever they come from.
    pub articles: Vec<ArticleId>,
    /// Only units of one of these; empty: of any.
    pub statuses: Vec<Status>,
    /// Only units dated at this moment or later ([`Unit::date`]); a unit without a date is left out.
    pub since: Option<Timestamp>,
    /// Only units dated before this moment; a unit without a date is left out.
    pub until: Option<Timestamp>,
    /// Only units with at least this confidence, from 0 to 1; units that were not aligned here pass.
    pub min_confidence: Option<f64>,
    /// Only units with these two languages ([`Unit::pair`]).
    pub pair: Option<(Lang, Lang)>,
    /// Of each unit only the texts in these languages ([`Lang::accepts`]); a unit that has not two of them is left out. Empty: in all.
    pub languages: Vec<Lang>,
}

impl UnitFilter {
    /// Only units that occur in one of these articles.
    #[must_use]
    pub fn articles(mut self, articles: impl Into<Vec<ArticleId>>) -> UnitFilter {
        self.articles = articles.into();
        self
    }

    /// Only units of one of these statuses.
    #[must_use]
    pub fn statuses(mut self, statuses: impl Into<Vec<Status>>) -> UnitFilter {
        self.statuses = statuses.into();
        self
    }

    /// Only units dated at this moment or later.
    #[must_use]
    pub fn since(mut self, moment: Timestamp) -> UnitFilter {
        self.since = Some(moment);
        self
    }

    /// Only units dated before this moment.
    #[must_use]
    pub fn until(mut self, moment: Timestamp) -> UnitFilter {
        self.until = Some(moment);
        self
    }

    /// Only units with at least this confidence, from 0 to 1, and those that were not aligned here.
    #[must_use]
    pub fn min_confidence(mut self, confidence: f64) -> UnitFilter {
        self.min_confidence = Some(confidence);
        self
    }

    /// Only units with both of these languages.
    #[must_use]
    pub fn pair(mut self, from: Lang, to: Lang) -> UnitFilter {
        self.pair = Some((from, to));
        self
    }

    /// Of each unit only the texts in these languages, and only units that have two of them; none for all languages.
    #[must_use]
    pub fn languages(mut self, languages: impl Into<Vec<Lang>>) -> UnitFilter {
        self.languages = languages.into();
        self
    }

    /// The unit with what of it passes; `None` where the unit does not, articles apart.
    #[must_use]
    pub fn pass(&self, mut unit: Unit) -> Option<Unit> {
        if !self.languages.is_empty() {
            let wanted = |lang: &Lang| self.languages.iter().any(|wanted| wanted.accepts(lang));
            unit.variants.retain(|variant| wanted(&variant.lang));
            if unit.variants.len() < 2 {
                return None;
            }
        }
        self.accepts(&unit).then_some(unit)
    }

    /// Where no status is asked for, all but the rejected: what is meant for use, not for a look at everything.
    #[must_use]
    pub fn unless_rejected(mut self) -> UnitFilter {
        if self.statuses.is_empty() {
            self.statuses = Status::ALL.to_vec();
            self.statuses.retain(|status| *status != Status::Rejected);
        }
        self
    }

    /// Whether the unit as it is passes, articles and [`UnitFilter::languages`] apart.
    #[must_use]
    pub fn accepts(&self, unit: &Unit) -> bool {
        (self.statuses.is_empty() || self.statuses.contains(&unit.status))
            && self.since.is_none_or(|since| unit.date().is_some_and(|d| d >= since))
            && self.until.is_none_or(|until| unit.date().is_some_and(|d| d < until))
            && self
                .min_confidence
                .is_none_or(|min| unit.confidence.is_none_or(|c| c >= min))
            && self
                .pair
                .as_ref()
                .is_none_or(|(from, to)| unit.pair(from, to).is_some())
    }
}
