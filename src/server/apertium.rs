//! Apertium APy's interface, of which OmegaT and Weblate use two addresses: a segment in, the translation of the best match out.
//!
//! Such a client takes what comes for the translation and shows no score, so only what needs no other care than a look is offered: a match
//! of 95 or more, or its text with the segment's own numbers where that has 95 or more. Else the translation is empty.

use std::sync::Arc;

use axum::extract::{RawQuery, State as Shared};
use axum::response::Response;
use serde::Serialize;

use super::query::Params;
use super::reply::{self, ApiError};
use super::state::State;
use super::workers::{Desk, USUAL};
use crate::matching::{Query, SuggestOptions};
use crate::memory::MemoryError;
use crate::text::lang::Lang;

/// The least score of what is offered.
const LEAST: f64 = 95.0;

/// `{"responseData":…,"responseStatus":200,"responseDetails":null}`
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer<T> {
    response_data: T,
    response_status: u16,
    response_details: Option<&'static str>,
}

impl<T: Serialize> Answer<T> {
    fn of(response_data: T) -> Response {
        reply::json(&Answer {
            response_data,
            response_status: 200,
            response_details: None,
        })
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Translated {
    translated_text: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct LangPairLine {
    source_language: String,
    target_language: String,
}

/// `GET /apy/translate?langpair=fr|en&q=…`; other parameters, such as `markUnknown`, mean nothing here.
pub(crate) async fn translate(
    Shared(state): Shared<Arc<State>>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let params = Params::parse(query.as_deref())?;
    let pair = params.get("langpair").and_then(|pair| pair.split_once('|'));
    let pair = pair.and_then(|(from, to)| Lang::parse(from).ok().zip(Lang::parse(to).ok()));
    let (from, to) = pair.ok_or_else(|| ApiError::bad_parameter("langpair", "two languages, as in `fr|en`"))?;
    let text = params
        .get("q")
        .ok_or_else(|| ApiError::bad_parameter("q", "a segment"))?;
    let query = Query::new(text);
    let shared = state.clone();
    let question = move |desk: &Desk<'_>| match shared.served.pair(desk.memory, &from, &to)? {
        Some((from, to)) => best(desk, (&from, &to), &query),
        None => Ok(String::new()),
    };
    let translated_text = state.workers.ask(USUAL, question).await?;
    Ok(Answer::of(Translated { translated_text }))
}

fn best(desk: &Desk<'_>, pair: (&Lang, &Lang), query: &Query) -> Result<String, MemoryError> {
    let options = SuggestOptions {
        min_score: LEAST,
        limit: 1,
        exhaustive: false,
    };
    let matches = desk.matching(pair, |_, matcher| matcher.suggest_with(query, &options))?;
    // Adapted, or as it stands: whichever is worth more is what put it first.
    let offer = matches.first().map(|found| match found.clean_adapted() {
        Some(adapted) => (adapted.score, &adapted.adaptation.text),
        None => (found.score, &found.target),
    });
    let offered = offer.filter(|(score, _)| *score >= LEAST);
    Ok(offered.map(|(_, text)| text.clone()).unwrap_or_default())
}

/// `GET /apy/listPairs`
pub(crate) async fn list_pairs(Shared(state): Shared<Arc<State>>) -> Result<Response, ApiError> {
    let shared = state.clone();
    let list = state
        .workers
        .ask(USUAL, move |desk| shared.served.list(desk.memory))
        .await?;
    let code = |lang: &Lang| lang.as_str().replace('-', "_");
    let pairs = list.iter().flat_map(|from| {
        let others = list.iter().filter(|to| to.primary() != from.primary());
        others.map(|to| LangPairLine {
            source_language: code(from),
            target_language: code(to),
        })
    });
    Ok(Answer::of(pairs.collect::<Vec<_>>()))
}
