//! Our own interface, to be read: matches, words, units, articles, and how the server is.
//!
//! What is answered is what the command line prints with `--json`, field for field (docs/MACHINE_OUTPUT.md).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::json::{self, Item, OneOrMany};
use super::languages::LangPair;
use super::metrics::Others;
use super::query::Params;
use super::reply::{self, ApiError, JSON, Tag};
use super::state::State;
use super::workers::{Desk, LONG, USUAL};
use crate::matching::answer::{HitLine, SuggestAnswer};
use crate::matching::concordance::{ConcordanceOptions, ConcordanceQuery, UnitSide};
use crate::matching::{FragmentOptions, Neighbour, Query, SuggestOptions};
use crate::memory::{ArticleInfo, ArticleLine, ArticleSummary};
use crate::memory::{ChangeMark, Memory, MemoryError, Mode, UnitFilter, UnitId};
use crate::text::lang::Lang;
use crate::web::body;

/// The description of this interface (OpenAPI 3.1). It is written by hand: macros beside every type would have to say the same once more,
/// and a test holds it to the addresses that there are.
pub(crate) const OPENAPI: &str = include_str!("openapi.json");

/// The largest body in JSON, in bytes.
pub(crate) const MOST_JSON: usize = 4 * 1024 * 1024;
/// The most segments in one question.
const MOST_SEGMENTS: usize = 1_000;
/// The most matches for a segment, and units for words.
const MOST_MATCHES: usize = 100;

type Answer = Result<Response, ApiError>;

/// The languages of a request, or those that are usual here.
pub(crate) fn languages_of(state: &State, params: &Params) -> Result<LangPair, ApiError> {
    let from = params.lang("from")?.unwrap_or_else(|| state.served.from.clone());
    let to = params.lang("to")?.unwrap_or_else(|| state.served.to.clone());
    Ok((from, to))
}

/// How matches are wanted.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) options: SuggestOptions,
    pub(crate) fragments: bool,
}

impl Wanted {
    fn of(usual: &SuggestOptions, params: &Params) -> Result<Wanted, ApiError> {
        Ok(Wanted {
            options: SuggestOptions {
                min_score: params.number("min_score", 1.0, 102.0)?.unwrap_or(usual.min_score),
                limit: params.number("limit", 1, MOST_MATCHES)?.unwrap_or(usual.limit),
                exhaustive: false,
            },
            fragments: params.switch("fragments")?,
        })
    }
}

/// `GET /v1/suggest?text=…`
pub(crate) async fn suggest_one(
    Shared(state): Shared<Arc<State>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let params = Params::parse(query.as_deref())?;
    params.only(&[
        "text",
        "previous",
        "next",
        "from",
        "to",
        "min_score",
        "limit",
        "fragments",
    ])?;
    let text = params
        .get("text")
        .ok_or_else(|| ApiError::bad_parameter("text", "a segment"))?;
    let neighbour = |name| {
        params
            .get(name)
            .map_or(Neighbour::Unknown, |text| Neighbour::Text(text.to_owned()))
    };
    let query = Query {
        text: text.to_owned(),
        previous: neighbour("previous"),
        next: neighbour("next"),
    };
    let question = Question {
        languages: languages_of(&state, &params)?,
        wanted: Wanted::of(&state.suggest, &params)?,
        queries: vec![query],
        in_array: false,
        known: reply::known_tags(&headers),
    };
    question.answer(&state).await
}

/// A segment in a body: its text alone, or with its neighbours; `null` for a neighbour is the beginning or the end of the text.
#[derive(Debug)]
struct Segment(Query);

/// A segment that says more than its text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Placed {
    text: String,
    #[serde(default, deserialize_with = "neighbour")]
    previous: Neighbour,
    #[serde(default, deserialize_with = "neighbour")]
    next: Neighbour,
}

fn neighbour<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Neighbour, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.map_or(Neighbour::Edge, Neighbour::Text))
}

impl Item for Segment {
    const NAME: &'static str = "segment";
    const EXPECTED: &'static str = "a segment or an array of segments; a segment is a text, or an object with `text`, and perhaps `previous` and `next`";
}

impl<'de> Deserialize<'de> for Segment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Segment, D::Error> {
        struct OfSegment;
        impl<'de> Visitor<'de> for OfSegment {
            type Value = Segment;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a text, or an object with `text`, and perhaps `previous` and `next`")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Segment, E> {
                Ok(Segment(Query::new(text)))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Segment, A::Error> {
                let Placed { text, previous, next } = Placed::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Segment(Query { text, previous, next }))
            }
        }
        deserializer.deserialize_any(OfSegment)
    }
}

/// `POST /v1/suggest`, with a segment or an array of segments.
pub(crate) async fn suggest(
    Shared(state): Shared<Arc<State>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let params = Params::parse(query.as_deref())?;
    params.only(&["from", "to", "min_score", "limit", "fragments", "in_context"])?;
    let languages = languages_of(&state, &params)?;
    let wanted = Wanted::of(&state.suggest, &params)?;
    let in_context = params.switch("in_context")?;
    let bytes = body::whole(body, MOST_JSON).await?;
    let OneOrMany { items, in_array } = json::read::<OneOrMany<Segment>>(&bytes)?;
    let mut queries: Vec<Query> = items.into_iter().map(|Segment(query)| query).collect();
    if queries.len() > MOST_SEGMENTS {
        let message = format!(
            "{} segments are more than the {MOST_SEGMENTS} of one request",
            queries.len()
        );
        return Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too-many", message));
    }
    if in_context {
        let texts: Vec<&str> = queries.iter().map(|query| query.text.as_str()).collect();
        let around = Query::in_context(&texts);
        let known = |own: Neighbour, around| if own == Neighbour::Unknown { around } else { own };
        let placed = queries.into_iter().zip(around).map(|(own, around)| Query {
            previous: known(own.previous, around.previous),
            next: known(own.next, around.next),
            text: own.text,
        });
        queries = placed.collect();
    }
    let question = Question {
        languages,
        wanted,
        queries,
        in_array,
        known: reply::known_tags(&headers),
    };
    question.answer(&state).await
}

/// Segments that matches are wanted for.
struct Question {
    languages: LangPair,
    wanted: Wanted,
    queries: Vec<Query>,
    in_array: bool,
    known: Option<String>,
}

impl Question {
    async fn answer(self, state: &Arc<State>) -> Answer {
        let within = if self.in_array { LONG } else { USUAL };
        let shared = state.clone();
        let (tag, answer) = state.workers.ask(within, move |desk| self.ask(desk, &shared)).await?;
        Ok(reply::tagged(&tag, answer.map(|bytes| reply::of(JSON, bytes))))
    }

    /// The answer as bytes of JSON; `None` where the client has it.
    fn ask(self, desk: &Desk<'_>, state: &State) -> Result<(Tag, Option<Vec<u8>>), MemoryError> {
        let now = desk.memory.read_snapshot()?;
        let tag = state.tag(now.change_mark()?);
        if tag.is_known(self.known.as_deref()) {
            return Ok((tag, None));
        }
        let Some(pair) = state.served.pair(&now, &self.languages.0, &self.languages.1)? else {
            return Ok((tag, Some(self.without_matches())));
        };
        drop(now);
        desk.matching((&pair.0, &pair.1), |now, matcher| {
            // One segment alone is answered as one on the command line is: without a match with the best that there is.
            let is_alone = !self.in_array;
            let mut fragments = if self.wanted.fragments || is_alone {
                Some(desk.fragments(now, (&pair.0, &pair.1)))
            } else {
                None
            };
            let mut out = Bytes::begin(self.in_array);
            for query in &self.queries {
                let matches = matcher.suggest_with(query, &self.wanted.options)?;
                let options = FragmentOptions::default();
                let found = match fragments.as_mut() {
                    Some(fragments) if self.wanted.fragments => {
                        Some(fragments.beside(&query.text, &matches, &options)?)
                    }
                    Some(fragments) if matches.is_empty() => {
                        Some(fragments.sentences(&query.text, &options)?).filter(|found| !found.is_empty())
                    }
                    _ => None,
                };
                let best = if is_alone {
                    matcher.best_below(&query.text, &matches, &self.wanted.options)?
                } else {
                    None
                };
                out.add(&SuggestAnswer::new(&query.text, &matches, found.as_deref(), None).with_best(best));
            }
            Ok((state.tag(now.change_mark()?), Some(out.end())))
        })
    }

    fn without_matches(&self) -> Vec<u8> {
        let mut out = Bytes::begin(self.in_array);
        for query in &self.queries {
            let fragments: Option<&[_]> = self.wanted.fragments.then_some(&[]);
            out.add(&SuggestAnswer::new(&query.text, &[], fragments, None));
        }
        out.end()
    }
}

/// JSON as it grows: one value, or several in an array.
struct Bytes {
    bytes: Vec<u8>,
    in_array: bool,
}

impl Bytes {
    fn begin(in_array: bool) -> Bytes {
        let bytes = if in_array { vec![b'['] } else { Vec::new() };
        Bytes { bytes, in_array }
    }

    fn add(&mut self, value: &impl Serialize) {
        if self.in_array && self.bytes.len() > 1 {
            self.bytes.push(b',');
        }
        // Of our own types none fails, and a vector takes everything.
        let _ = serde_json::to_writer(&mut self.bytes, value);
    }

    fn end(mut self) -> Vec<u8> {
        if self.in_array {
            self.bytes.push(b']');
        }
        self.bytes
    }
}

/// What is looked for with words.
pub(crate) struct WordSearch {
    pub(crate) query: ConcordanceQuery,
    pub(crate) options: ConcordanceOptions,
    pub(crate) languages: LangPair,
}

impl WordSearch {
    /// From the parameters `q`, `in`, `stem`, `limit`, `from` and `to`.
    pub(crate) fn of(state: &State, params: &Params) -> Result<WordSearch, ApiError> {
        let words = params.get("q").ok_or_else(|| ApiError::bad_parameter("q", "words"))?;
        let query =
            ConcordanceQuery::parse(words).map_err(|error| ApiError::bad_request("bad-words", error.to_string()))?;
        let sides = match params.get("in") {
            None | Some("both") => UnitSide::ALL.to_vec(),
            Some("source") => vec![UnitSide::Source],
            Some("target") => vec![UnitSide::Target],
            Some(_) => return Err(ApiError::bad_parameter("in", "source, target or both")),
        };
        Ok(WordSearch {
            query,
            options: ConcordanceOptions {
                sides,
                stems: params.switch("stem")?,
                limit: params.number("limit", 1, MOST_MATCHES)?.unwrap_or(20),
                ..ConcordanceOptions::default()
            },
            languages: languages_of(state, params)?,
        })
    }
}

/// `GET /v1/search?q=…`
pub(crate) async fn search(Shared(state): Shared<Arc<State>>, RawQuery(query): RawQuery, headers: HeaderMap) -> Answer {
    let params = Params::parse(query.as_deref())?;
    params.only(&["q", "in", "stem", "limit", "from", "to"])?;
    let search = WordSearch::of(&state, &params)?;
    let known = reply::known_tags(&headers);
    let shared = state.clone();
    let question = move |desk: &Desk<'_>| {
        let tag = shared.tag(desk.memory.change_mark()?);
        if tag.is_known(known.as_deref()) {
            return Ok((tag, None));
        }
        let Some((from, to)) = shared
            .served
            .pair(desk.memory, &search.languages.0, &search.languages.1)?
        else {
            return Ok((tag, Some(found(&[], false))));
        };
        desk.words((&from, &to), |now, concordance| {
            let all = concordance.search(&search.query, &search.options)?;
            let lines: Vec<_> = all.hits.iter().map(HitLine::new).collect();
            Ok((shared.tag(now.change_mark()?), Some(found(&lines, all.more))))
        })
    };
    let (tag, answer) = state.workers.ask(USUAL, question).await?;
    Ok(reply::tagged(&tag, answer.map(|bytes| reply::of(JSON, bytes))))
}

fn found(hits: &[HitLine<'_>], more: bool) -> Vec<u8> {
    #[derive(Serialize)]
    struct Found<'a> {
        hits: &'a [HitLine<'a>],
        more: bool,
    }
    // As in `Bytes::add`.
    serde_json::to_vec(&Found { hits, more }).unwrap_or_default()
}

/// `GET /v1/units/N`
pub(crate) async fn unit(
    Shared(state): Shared<Arc<State>>,
    number: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Answer {
    // A path that is no UTF-8 is no number either.
    let id = number
        .ok()
        .and_then(|Path(number)| number.parse().ok())
        .map(UnitId)
        .ok_or_else(|| ApiError::bad_parameter("number", "the number of a unit"))?;
    let known = reply::known_tags(&headers);
    let shared = state.clone();
    let question = move |desk: &Desk<'_>| {
        let now = desk.memory.read_snapshot()?;
        let served = UnitFilter::default().languages(shared.served.only());
        let unit = now.unit(id)?.and_then(|unit| served.pass(unit));
        let unit = unit.ok_or(MemoryError::NoSuchUnit(id))?;
        let tag = shared.tag(now.change_mark()?);
        let articles = articles_of(&now, id)?;
        Ok((tag, unit, articles))
    };
    let (tag, unit, articles) = state.workers.ask(USUAL, question).await?;
    #[derive(Serialize)]
    struct UnitAnswer<'a> {
        #[serde(flatten)]
        unit: &'a crate::memory::Unit,
        /// The articles that it occurs in, by their names.
        articles: &'a [String],
    }
    let is_known = tag.is_known(known.as_deref());
    let answer = (!is_known).then(|| {
        reply::json(&UnitAnswer {
            unit: &unit,
            articles: &articles,
        })
    });
    Ok(reply::tagged(&tag, answer))
}

fn articles_of(memory: &Memory, unit: UnitId) -> Result<Vec<String>, MemoryError> {
    let mut ids: Vec<_> = memory.occurrences_of_unit(unit)?.iter().map(|o| o.article).collect();
    ids.dedup();
    let mut names = Vec::new();
    for id in ids {
        names.extend(memory.article(id)?.map(|info| info.name));
    }
    Ok(names)
}

/// `GET /v1/articles`
pub(crate) async fn articles(Shared(state): Shared<Arc<State>>) -> Answer {
    let articles = state.workers.ask(LONG, |desk| desk.memory.articles()).await?;
    let is_served = |article: &&ArticleSummary| {
        let ArticleInfo {
            source_lang,
            target_lang,
            ..
        } = &article.info;
        state.served.serves(source_lang) && state.served.serves(target_lang)
    };
    let lines: Vec<_> = articles.iter().filter(is_served).map(ArticleLine::new).collect();
    Ok(reply::json(&lines))
}

/// `GET /v1/languages`
pub(crate) async fn languages(Shared(state): Shared<Arc<State>>) -> Answer {
    let shared = state.clone();
    let list = state
        .workers
        .ask(USUAL, move |desk| shared.served.list(desk.memory))
        .await?;
    let tags: Vec<&str> = list.iter().map(Lang::as_str).collect();
    Ok(reply::json(&tags))
}

/// `GET /v1/health`: whether the memory can be read.
pub(crate) async fn health(Shared(state): Shared<Arc<State>>) -> Response {
    #[derive(Serialize)]
    struct Health<'a> {
        status: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        message: Option<String>,
        version: &'a str,
        writable: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        change: Option<i64>,
        /// How often another memory was found in the place of the one that was open.
        replaced: u64,
        uptime_seconds: u64,
    }
    let folder = state.folder.clone();
    let mark = state.workers.ask(USUAL, move |desk| readable(desk, &folder)).await;
    let error = mark.as_ref().err().map(ToString::to_string);
    let name = mark.as_ref().err().map(|_| "failing");
    let health = Health {
        status: name.unwrap_or("ok"),
        message: error,
        version: env!("CARGO_PKG_VERSION"),
        writable: state.submissions.is_some(),
        change: mark.as_ref().ok().map(|mark| mark.seq),
        replaced: state.workers.replaced(),
        uptime_seconds: state.started.elapsed().as_secs(),
    };
    let mut response = reply::json(&health);
    if mark.is_err() {
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    }
    response
}

/// The point of the log, if the memory can be read: by the connection that is open, which may know pages that are on the disk no more, and
/// by a new one.
fn readable(desk: &Desk<'_>, folder: &std::path::Path) -> Result<ChangeMark, MemoryError> {
    let anew = Memory::open(folder, Mode::Read)?;
    for memory in [&anew, desk.memory] {
        memory.languages()?;
        memory.units(&UnitFilter::default())?.next().transpose()?;
    }
    desk.memory.change_mark()
}

/// `GET /v1/metrics`
pub(crate) async fn metrics(Shared(state): Shared<Arc<State>>) -> Response {
    let mark = state.workers.ask(USUAL, |desk| desk.memory.change_mark()).await;
    let text = state.metrics.text(Others {
        index_refreshes: state.workers.refreshed(),
        memories_replaced: state.workers.replaced(),
        last_change: mark.map_or(0, |mark| mark.seq),
        uptime: state.started.elapsed(),
    });
    reply::of("text/plain; version=0.0.4; charset=utf-8", text)
}

/// `GET /v1/openapi.json`
pub(crate) async fn openapi() -> Response {
    reply::of(JSON, OPENAPI).into_response()
}
