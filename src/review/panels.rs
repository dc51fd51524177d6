//! What the panels beside an article show: matches from the memory, words in their contexts, what was done, and which words translate each
//! other.

use std::ops::Range;
use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path as InPath, Query as InQuery, State as Shared};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::address::{article_id, parameters};
use super::article::Reading;
use super::reference::Panels;
use super::refusals;
use super::reply::{self, Refused};
use super::state::State;
use super::told::Told;
use crate::matching::answer::{HitLine, SuggestAnswer};
use crate::matching::concordance::{ConcordanceOptions, ConcordanceQuery, word_links};
use crate::matching::{Query, SuggestOptions};
use crate::memory::{ArticleId, BeadId, MemoryError, SegmentView};
use crate::text::lang::Lang;

/// The most matches and hits of an answer.
const MOST: usize = 50;
/// Those without a number.
const USUAL: usize = 10;
/// The actions of a history without a number, and at most.
const USUAL_ACTIONS: usize = 100;
const MOST_ACTIONS: usize = 10_000;

/// What may stand in the address of a panel.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    bead: Option<i64>,
    article: Option<i64>,
    q: Option<String>,
    limit: Option<usize>,
}

type Parameters = Result<InQuery<Asked>, QueryRejection>;

/// A bead as the panels take it.
struct Shown {
    langs: [Lang; 2],
    texts: [String; 2],
    segments: [Vec<SegmentView>; 2],
    neighbours: [Option<String>; 2],
    unit: Option<i64>,
}

/// Looks a bead up.
async fn bead(state: &State, asked: &Asked) -> Result<Shown, Refused> {
    let bead = asked.bead.map(BeadId);
    let bead = bead.ok_or_else(|| {
        let told = Told::new(
            "bead: expected a number, the `data-bead` of a row",
            "bead : il faut un numéro, le `data-bead` d’une ligne",
        );
        Refused::bad_request("bad-parameter", told)
    })?;
    let article = asked.article.map(ArticleId);
    let look = move |reading: &mut Reading| {
        let gone = || {
            Refused::from(MemoryError::NoSuchBead {
                bead,
                article: String::new(),
            })
        };
        let article = match article {
            Some(article) => article,
            None => reading.memory.article_of_bead(bead)?.ok_or_else(gone)?,
        };
        let open = reading.article(article)?;
        let at = open.place(bead).ok_or_else(gone)?;
        let (beads, info) = (&open.view.beads, &open.view.info);
        let found = &beads[at];
        let text = |segment: &SegmentView| segment.text.clone();
        let before = beads[..at].iter().rev().find_map(|bead| bead.source.last());
        let after = beads[at + 1..].iter().find_map(|bead| bead.source.first());
        Ok(Shown {
            langs: [info.source_lang.clone(), info.target_lang.clone()],
            texts: [found.source_text.clone(), found.target_text.clone()],
            segments: [found.source.clone(), found.target.clone()],
            neighbours: [before.map(text), after.map(text)],
            unit: found.unit.map(|unit| unit.0),
        })
    };
    state.reader.ask(look).await
}

/// `GET /api/links?bead=`: which words of a bead translate each other, in characters as scripts count them.
pub(super) async fn links(Shared(state): Shared<Arc<State>>, query: Parameters) -> Result<Response, Refused> {
    let told = bead(&state, &parameters(query)?).await?;
    let joined = told.segments.each_ref().map(|segments| Joined::of(segments));
    let look = move |_: &mut Panels| {
        Ok(
            word_links(&joined[0].text, &joined[1].text, &told.langs[0], &told.langs[1])
                .into_iter()
                .filter_map(|[source, target]| {
                    Some(json!({ "source": joined[0].place(&source)?, "target": joined[1].place(&target)? }))
                })
                .collect::<Vec<Value>>(),
        )
    };
    let links = state.panels.ask(look).await?;
    Ok(reply::json(&json!({ "links": links })))
}

/// Segments of a side as one text.
struct Joined {
    text: String,
    /// Where each begins, with its number.
    starts: Vec<(usize, i64)>,
}

impl Joined {
    fn of(segments: &[SegmentView]) -> Joined {
        let mut joined = Joined {
            text: String::new(),
            starts: Vec::with_capacity(segments.len()),
        };
        for segment in segments {
            if !joined.text.is_empty() {
                joined.text.push(' ');
            }
            joined.starts.push((joined.text.len(), segment.id.0));
            joined.text.push_str(&segment.text);
        }
        joined
    }

    /// A range as its segment and its place there, in UTF-16 code units.
    fn place(&self, range: &Range<usize>) -> Option<Value> {
        let at = self
            .starts
            .partition_point(|(start, _)| *start <= range.start)
            .checked_sub(1)?;
        let (start, segment) = self.starts[at];
        let units = |range: Range<usize>| Some(self.text.get(range)?.encode_utf16().count());
        let begin = units(start..range.start)?;
        let end = begin + units(range.clone())?;
        Some(json!({ "segment": segment, "start": begin, "end": end }))
    }
}

/// `GET /api/suggest?bead=`: matches for a bead's source, but for its own unit; or `?q=` for any text of an article's language.
pub(super) async fn suggest(Shared(state): Shared<Arc<State>>, query: Parameters) -> Result<Response, Refused> {
    let asked = parameters(query)?;
    let limit = asked.limit.unwrap_or(USUAL).clamp(1, MOST);
    let (langs, query, own) = match &asked.q {
        Some(text) => (languages(&state, &asked).await?, Query::new(text.clone()), None),
        None => {
            let told = bead(&state, &asked).await?;
            let [previous, next] = told.neighbours.map(|text| match text {
                Some(text) => crate::matching::Neighbour::Text(text),
                None => crate::matching::Neighbour::Edge,
            });
            let [source, _] = told.texts;
            (
                told.langs,
                Query {
                    text: source,
                    previous,
                    next,
                },
                told.unit,
            )
        }
    };
    let look = move |panels: &mut Panels| {
        let [from, to] = &langs;
        let options = SuggestOptions {
            // One of them may be the bead's own.
            limit: limit + 1,
            ..SuggestOptions::default()
        };
        let now = panels.memory.read_snapshot()?;
        let mut matcher = panels.indexes.open_matcher(&now, from, to);
        let mut matches = matcher.suggest_with(&query, &options)?;
        matches.retain(|found| Some(found.unit.0) != own);
        matches.truncate(limit);
        Ok(reply::json(&SuggestAnswer::new(&query.text, &matches, None, None)))
    };
    state.panels.ask(look).await
}

/// The languages of the article that is asked about, or those that are usual here.
async fn languages(state: &State, asked: &Asked) -> Result<[Lang; 2], Refused> {
    let Some(article) = asked.article.map(ArticleId) else {
        return Ok(state.langs.clone());
    };
    let look = move |reading: &mut Reading| {
        let info = &reading.article(article)?.view.info;
        Ok([info.source_lang.clone(), info.target_lang.clone()])
    };
    state.reader.ask(look).await
}

/// `GET /api/search?q=&article=`: words in their contexts, in all of the memory, in the languages of an article.
pub(super) async fn search(Shared(state): Shared<Arc<State>>, query: Parameters) -> Result<Response, Refused> {
    let asked = parameters(query)?;
    let words = asked.q.clone().unwrap_or_default();
    let query =
        ConcordanceQuery::parse(&words).map_err(|error| Refused::bad_request("bad-words", refusals::words(&error)))?;
    let langs = languages(&state, &asked).await?;
    let limit = asked.limit.unwrap_or(USUAL).clamp(1, MOST);
    let look = move |panels: &mut Panels| {
        let [from, to] = &langs;
        let now = panels.memory.read_snapshot()?;
        let mut concordance = panels.indexes.open_concordance(&now, from, to);
        let found = concordance.search(&query, &ConcordanceOptions::default().limit(limit))?;
        let hits: Vec<HitLine<'_>> = found.hits.iter().map(HitLine::new).collect();
        Ok(reply::json(&json!({ "hits": hits, "more": found.more })))
    };
    state.panels.ask(look).await
}

/// `GET /api/articles/ID/history?limit=`: what was done to an article, newest first.
pub(super) async fn history(
    Shared(state): Shared<Arc<State>>,
    InPath(id): InPath<String>,
    query: Parameters,
) -> Result<Response, Refused> {
    let (id, asked) = (article_id(&id)?, parameters(query)?);
    let limit = asked.limit.unwrap_or(USUAL_ACTIONS).min(MOST_ACTIONS);
    let look = move |reading: &mut Reading| {
        let version = reading.article(id)?.view.info.version;
        let actions: Vec<Value> = reading
            .memory
            .actions(id, limit)?
            .iter()
            .map(|action| {
                json!({
                    "id": action.id,
                    "time": action.time.to_string(),
                    "person": action.person,
                    "verb": action.verb,
                    "undone": action.undone.map(|time| time.to_string()),
                })
            })
            .collect();
        Ok(reply::json(
            &json!({ "article": id, "version": version, "actions": actions }),
        ))
    };
    state.reader.ask(look).await
}
