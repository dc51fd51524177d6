//! A segment and its matches in machine output: what `suggest --json` and `suggest --jsonl` say of it.

use super::{fragments, terms};
use crate::exchange::Term;
use crate::matching::score::shown;
use crate::matching::{Adapted, Fragment, Match, different_translations};

/// One line of `suggest --json`.
#[derive(serde::Serialize)]
pub(crate) struct Answer<'a> {
    query: &'a str,
    matches: Vec<QueryLine<'a>>,
    /// How many different translations the best matches have, where the text is identical and there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    different: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fragments: Option<Vec<fragments::FragmentLine>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    terms: Option<Vec<terms::TermLine<'a>>>,
}

#[derive(serde::Serialize)]
struct QueryLine<'a> {
    score: f64,
    unit: i64,
    source: &'a str,
    target: &'a str,
    adapted: Option<&'a str>,
    adapted_score: Option<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stale: Vec<&'a str>,
    context: bool,
    article: Option<&'a str>,
    status: &'static str,
    base: f64,
    penalties: Vec<PenaltyLine>,
}

#[derive(serde::Serialize)]
struct PenaltyLine {
    points: f64,
    reason: String,
}

/// What machine output says of a query.
pub(crate) fn answer_line<'a>(
    query: &'a str,
    matches: &'a [Match],
    fragments: Option<Vec<Fragment>>,
    terms: Option<Vec<&'a Term>>,
) -> Answer<'a> {
    Answer {
        query,
        matches: matches.iter().map(line).collect(),
        different: Some(different_translations(matches)).filter(|count| *count > 1),
        fragments: fragments.map(|found| fragments::lines(query, &found)),
        terms: terms.map(|terms| terms.into_iter().map(terms::TermLine::new).collect()),
    }
}

fn line(found: &Match) -> QueryLine<'_> {
    let penalties = found.penalties.iter();
    QueryLine {
        score: shown(found.score),
        unit: found.unit.0,
        source: &found.source,
        target: &found.target,
        adapted: found.adapted.as_ref().map(|adapted| adapted.adaptation.text.as_str()),
        adapted_score: found.adapted.as_ref().map(|adapted| shown(adapted.score)),
        stale: found.adapted.as_ref().map(stale_words).unwrap_or_default(),
        context: found.is_context(),
        article: found.article.as_deref(),
        status: found.status.as_str(),
        base: shown(found.base),
        penalties: penalties
            .map(|p| PenaltyLine {
                points: p.points,
                reason: p.reason.to_string(),
            })
            .collect(),
    }
}

/// What the adapted text still says of the unit's source and should not.
pub(crate) fn stale_words(adapted: &Adapted) -> Vec<&str> {
    let found = &adapted.adaptation;
    found.stale.iter().map(|range| &found.text[range.clone()]).collect()
}
