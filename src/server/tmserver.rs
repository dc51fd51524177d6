//! The interface of tmserver and amaGama: texts in the path of an address, candidates in a list.
//!
//! | request | answer |
//! | --- | --- |
//! | `GET …/FR/EN/unit/TEXT`, `GET …/FR/EN/unit/?source=TEXT` | `[{"source","target","context","quality"}]`, best first |
//! | `GET …/languages/` | `{"sourceLanguages":[…],"targetLanguages":[…]}` |
//! | `PUT`, `POST …/FR/EN/unit/TEXT` | takes in `{"source","target"}` |
//! | `POST …/FR/EN/store/NAME` | takes in a list of units |
//! | `PUT …/FR/EN/store/NAME` | takes in a file |
//!
//! `…` is `/tmserver` or `/api/v1`. The path is taken apart by hand: a text may hold slashes, as they are or as `%2F`, and Virtaal has two
//! slashes where its address ends with one. A text `..` never arrives: the client has taken it for a step up, so `…/FR/EN` is a question
//! too, with no answer.
//!
//! What cannot be answered is an empty list, as long as it is no mistake: Weblate asks for English and German before it takes the address,
//! and stays away for half an hour after a refusal.

use std::sync::Arc;

use axum::extract::{Request, State as Shared};
use axum::http::Method;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};

use super::json::{Item, OneOrMany};
use super::query::{Params, decoded};
use super::reply::{self, ApiError, Route};
use super::state::State;
use super::submit::{self, Submission, UnitBody};
use super::workers::{Desk, USUAL};
use super::{api, coded_text, json, transfer};
use crate::matching::{Match, Query, SuggestOptions};
use crate::memory::{MemoryError, Unit as MemoryUnit, contexts};
use crate::text::lang::Lang;
use crate::web::body;
use crate::web::guard::Caller;

/// The paths under which the interface is served: tmserver's and amaGama's.
const PREFIXES: [&str; 2] = ["tmserver", "api/v1"];
/// The least score of a candidate, unless the client wants a higher one, and the highest that there is here.
const LEAST: f64 = 70.0;
const HIGHEST: f64 = 100.0;
/// The most candidates, and how many there are where the client does not say.
const MOST: usize = 30;
const USUALLY: usize = 5;

/// A candidate; `quality` always has a decimal point, since Okapi takes it for nothing else.
#[derive(Debug, Serialize)]
struct Candidate {
    source: String,
    target: String,
    context: String,
    quality: f64,
}

/// A unit as clients of this interface send it; what else they send with it, such as amaGama's own fields, means nothing here.
#[derive(Debug, Deserialize)]
#[serde(expecting = "a unit with `source` and `target`")]
struct Unit {
    source: Option<String>,
    target: Option<String>,
    context: Option<String>,
}

impl Item for Unit {
    const NAME: &'static str = "unit";
    const EXPECTED: &'static str = "an array of units, each with `source` and `target`";
}

impl From<Unit> for UnitBody {
    fn from(unit: Unit) -> UnitBody {
        UnitBody {
            source: unit.source,
            target: unit.target,
            context: unit.context,
        }
    }
}

/// What a path asks for.
#[derive(Debug, PartialEq, Eq)]
enum Asked<'a> {
    Languages,
    /// The languages, and the text as it stands in the path.
    Unit([&'a str; 2], &'a str),
    Store([&'a str; 2], &'a str),
    /// Two languages and nothing more.
    Pair,
}

impl Asked<'_> {
    fn route(&self) -> &'static str {
        match self {
            Asked::Languages => "tmserver/languages",
            Asked::Unit(..) => "tmserver/unit",
            Asked::Store(..) => "tmserver/store",
            Asked::Pair => "tmserver/",
        }
    }
}

/// Takes a path apart, as it came; `None` where it is none of this interface.
fn asked(path: &str) -> Option<Asked<'_>> {
    let path = path.trim_start_matches('/');
    let of_prefix = |prefix: &&str| path.strip_prefix(prefix)?.strip_prefix('/');
    let rest = PREFIXES.iter().find_map(of_prefix)?.trim_start_matches('/');
    if matches!(rest, "languages" | "languages/") {
        return Some(Asked::Languages);
    }
    let (from, rest) = rest.split_once('/')?;
    let rest = rest.trim_start_matches('/');
    let (to, rest) = rest.split_once('/').unwrap_or((rest, ""));
    if from.is_empty() || to.is_empty() {
        return None;
    }
    let rest = rest.trim_start_matches('/');
    match rest.split_once('/').unwrap_or((rest, "")) {
        ("", "") => Some(Asked::Pair),
        ("unit", text) => Some(Asked::Unit([from, to], text)),
        ("store", name) => Some(Asked::Store([from, to], name)),
        _ => None,
    }
}

/// Answers what no other address does.
pub(crate) async fn answer(Shared(state): Shared<Arc<State>>, request: Request) -> Response {
    let (parts, content) = request.into_parts();
    let Some(asked) = asked(parts.uri.path()) else {
        return ApiError::not_there().into_response();
    };
    let route = Route(asked.route());
    let caller = parts.extensions.get::<Caller>().cloned().unwrap_or_default();
    let answered = answer_asked(&state, &parts.method, &asked, parts.uri.query(), &caller, content).await;
    let mut response = answered.unwrap_or_else(ApiError::into_response);
    response.extensions_mut().insert(route);
    response
}

async fn answer_asked(
    state: &Arc<State>,
    method: &Method,
    asked: &Asked<'_>,
    query: Option<&str>,
    caller: &Caller,
    content: axum::body::Body,
) -> Result<Response, ApiError> {
    let is_read = matches!(*method, Method::GET | Method::HEAD);
    let params = Params::parse(query)?;
    match asked {
        Asked::Languages if is_read => languages(state).await,
        Asked::Pair if is_read => Ok(reply::json(&Vec::<Candidate>::new())),
        Asked::Languages | Asked::Pair => Err(ApiError::method("GET, HEAD")),
        Asked::Unit(pair, text) => {
            let text = decoded(text)?;
            let pair = languages_of(*pair)?;
            if is_read {
                let text = if text.is_empty() {
                    params.get("source").unwrap_or_default().to_owned()
                } else {
                    text
                };
                return suggest(state, pair, text, &params).await;
            }
            if !matches!(*method, Method::PUT | Method::POST) {
                return Err(ApiError::method("GET, HEAD, POST, PUT"));
            }
            let submission = Submission::new(state.submissions.as_ref(), caller, &params, "tmserver")?;
            let bytes = body::whole(content, api::MOST_JSON).await?;
            let unit = UnitBody::from(json::read::<Unit>(&bytes)?);
            let units = submit::submitted(vec![unit], Some(&text))?;
            let report = submission.take(state.served.taken(known(pair)?)?, units).await?;
            Ok(reply::json(&report))
        }
        Asked::Store(pair, name) => {
            let name = decoded(name)?;
            let pair = languages_of(*pair)?;
            match *method {
                Method::POST => {
                    let submission =
                        Submission::new(state.submissions.as_ref(), caller, &params, "tmserver")?.named(&name)?;
                    let bytes = body::whole(content, api::MOST_JSON).await?;
                    let units: OneOrMany<Unit> = json::read(&bytes)?;
                    let units = submit::submitted(units.items.into_iter().map(UnitBody::from), None)?;
                    let report = submission.take(state.served.taken(known(pair)?)?, units).await?;
                    Ok(told(&report, &name))
                }
                Method::PUT => {
                    let submission =
                        Submission::new(state.submissions.as_ref(), caller, &params, "tmserver")?.named(&name)?;
                    let languages = state.served.taken(known(pair)?)?;
                    let file = transfer::received(&name, content).await?;
                    let report = submission.take_file(languages, file).await?;
                    Ok(told(&report, &name))
                }
                _ => Err(ApiError::method("POST, PUT")),
            }
        }
    }
}

/// As tmserver says it.
fn told(report: &super::submit::Report, name: &str) -> Response {
    let text = format!("added {} units from {name}", report.added);
    reply::of("text/plain; charset=utf-8", text)
}

/// The two languages; `None` where one is no language tag, of which there are no texts.
fn languages_of(pair: [&str; 2]) -> Result<Option<(Lang, Lang)>, ApiError> {
    let [from, to] = [decoded(pair[0])?, decoded(pair[1])?];
    Ok(Lang::parse(&from).ok().zip(Lang::parse(&to).ok()))
}

/// The two languages of what is handed in, which must be some.
fn known(pair: Option<(Lang, Lang)>) -> Result<(Lang, Lang), ApiError> {
    pair.ok_or_else(|| {
        ApiError::unusable(
            "bad-language",
            "the path: expected two language tags, such as fr and en",
        )
    })
}

async fn languages(state: &Arc<State>) -> Result<Response, ApiError> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Languages {
        source_languages: Vec<String>,
        target_languages: Vec<String>,
    }
    let shared = state.clone();
    let list = state
        .workers
        .ask(USUAL, move |desk| shared.served.list(desk.memory))
        .await?;
    let codes: Vec<String> = list
        .iter()
        .map(|lang| lang.as_str().replace('-', "_").to_ascii_lowercase())
        .collect();
    Ok(reply::json(&Languages {
        source_languages: codes.clone(),
        target_languages: codes,
    }))
}

async fn suggest(
    state: &Arc<State>,
    pair: Option<(Lang, Lang)>,
    text: String,
    params: &Params,
) -> Result<Response, ApiError> {
    // What is no number counts as not said, as with tmserver.
    let number = |name| {
        params
            .get(name)
            .and_then(|text| text.parse::<f64>().ok())
            .filter(|n| n.is_finite())
    };
    let least = number("min_similarity").unwrap_or(LEAST).clamp(LEAST, HIGHEST);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 1 and 30"
    )]
    let most = number("max_candidates").map_or(USUALLY, |n| n.clamp(1.0, MOST as f64) as usize);
    let Some((from, to)) = pair.filter(|_| !text.is_empty()) else {
        return Ok(reply::json(&Vec::<Candidate>::new()));
    };
    let shared = state.clone();
    let question = move |desk: &Desk<'_>| -> Result<Vec<Candidate>, MemoryError> {
        let Some((from, to)) = shared.served.pair(desk.memory, &from, &to)? else {
            return Ok(Vec::new());
        };
        let query = Query::new(coded_text::with_tags(&text).into_owned());
        let options = SuggestOptions {
            min_score: least,
            limit: most,
            exhaustive: false,
        };
        desk.matching((&from, &to), |now, matcher| {
            let mut matches = matcher.suggest_with(&query, &options)?;
            for matched in &mut matches {
                // What the unit was handed in with says more than the file it came in.
                if let Some(context) = now.unit(matched.unit)?.and_then(|unit| own_context(&unit)) {
                    matched.article = Some(context);
                }
            }
            Ok(candidates(matches, least, most))
        })
    };
    Ok(reply::json(&state.workers.ask(USUAL, question).await?))
}

/// The context that a unit was handed in with, where it has one.
fn own_context(unit: &MemoryUnit) -> Option<String> {
    contexts(&unit.extras).next().map(str::to_owned)
}

/// The candidates that matches are: each unit as it stands, and with the segment's own numbers where that is better and nothing in it is
/// left over from the unit.
fn candidates(matches: Vec<Match>, least: f64, most: usize) -> Vec<Candidate> {
    let mut found = Vec::new();
    for matched in matches {
        if let Some(adapted) = matched.clean_adapted().filter(|adapted| adapted.score >= least) {
            found.push(Candidate {
                source: adapted.adaptation.source.clone(),
                target: adapted.adaptation.text.clone(),
                context: matched.article.clone().unwrap_or_default(),
                quality: quality(adapted.score),
            });
        }
        if matched.score >= least {
            found.push(Candidate {
                source: matched.source,
                target: matched.target,
                context: matched.article.unwrap_or_default(),
                quality: quality(matched.score),
            });
        }
    }
    found.sort_by(|a, b| b.quality.total_cmp(&a.quality));
    found.truncate(most);
    found
}

/// A score as it is shown, 100 at most: that the context is the same too has no number here.
fn quality(score: f64) -> f64 {
    crate::matching::score::shown(score).min(HIGHEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_taken_apart_as_clients_write_it() {
        let unit = |text| Some(Asked::Unit(["fr", "en"], text));
        for (path, expected) in [
            ("/tmserver/fr/en/unit/Un%20texte", unit("Un%20texte")),
            ("/api/v1/fr/en/unit/a", unit("a")),
            ("/tmserver//fr/en/unit/a", unit("a")),
            ("//tmserver/fr/en/unit/a", unit("a")),
            ("/tmserver/fr/en//unit/a", unit("a")),
            ("//tmserver//fr//en//unit/a", unit("a")),
            ("/tmserver/fr/en/unit//etc/hosts", unit("/etc/hosts")),
            ("/tmserver/fr/en/unit/a%2Fb/c", unit("a%2Fb/c")),
            ("/tmserver/fr/en/unit/", unit("")),
            ("/tmserver/fr/en/unit", unit("")),
            ("/tmserver/fr/en", Some(Asked::Pair)),
            ("/tmserver/fr/en/", Some(Asked::Pair)),
            ("/tmserver/languages", Some(Asked::Languages)),
            ("/tmserver/languages/", Some(Asked::Languages)),
            ("/tmserver/fr/en/store/a.po", Some(Asked::Store(["fr", "en"], "a.po"))),
            ("/tmserver/fr", None),
            ("/tmserver/", None),
            ("/tmserverfr/en/unit/a", None),
            ("/other/fr/en/unit/a", None),
            ("/tmserver/fr/en/other", None),
        ] {
            assert_eq!(asked(path), expected, "{path}");
        }
    }
}
