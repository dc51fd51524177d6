//! `POST …/actions`, `…/undo`, `…/redo`: one action each, by the version that the page saw → what became another.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State as Shared};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::address::article_id;
use super::article::OpenArticle;
use super::changes::{changes, touched};
use super::numbers::{ROW_GONE, by_rows};
use super::reply::{self, Refused};
use super::state::State;
use super::texts::Texts;
use super::{events, language};
use crate::align::Aligner;
use crate::memory::{Acted, Action, ArticleId, BeadId, Memory, MemoryError, SegmentId};
use crate::web::body;

/// The longest body of an action, in bytes.
const MOST_BODY: usize = 4 * 1024 * 1024;

/// What is to be done.
#[derive(Debug)]
enum Wanted {
    /// What `Memory::act` does.
    Act(Action),
    /// What `Memory::act_all` does.
    Sequence(Vec<Action>),
    /// All above, down to a bead, are right.
    ConfirmDownTo(BeadId),
    /// A new bead from a segment on; the other side is cut where the aligner thinks best.
    SplitFrom(SegmentId),
    /// Segments translate each other, whatever they were in; what lies between is aligned anew.
    Pinpoint([Vec<SegmentId>; 2], bool),
    /// What nobody settled is aligned anew: all of it, between two beads, or between the settled ones around a bead.
    Realign(Stretch),
    Undo(Option<i64>),
    Redo(Option<i64>),
}

#[derive(Debug)]
enum Stretch {
    All,
    Between([BeadId; 2]),
    Around(BeadId),
}

/// A body: `{"version":17,"do":"merge","beads":[3,4]}`.
#[derive(Debug, Deserialize)]
struct Asked {
    version: u64,
    #[serde(rename = "do")]
    what: String,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// One of the steps of a sequence: `{"do":"cut","segment":3,"at":12}`.
#[derive(Debug, Deserialize)]
struct Step {
    #[serde(rename = "do")]
    what: String,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// A body: `{"version":17}`, and `"action"` with the number of one that is not the last.
#[derive(Debug, Deserialize)]
struct Taken {
    version: u64,
    action: Option<i64>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

fn bad_json(error: &serde_json::Error) -> Refused {
    Refused::bad_request("bad-json", format!("the body is not what is expected here: {error}"))
}

impl Asked {
    fn wanted(&self) -> Result<Wanted, Refused> {
        fn field<T: serde::de::DeserializeOwned>(rest: &Map<String, Value>, name: &str) -> Result<T, Refused> {
            let value = rest.get(name).cloned().unwrap_or(Value::Null);
            serde_json::from_value(value).map_err(|error| bad_json(&error))
        }
        let only = |known: &[&str]| known_fields(&self.rest, |name| known.contains(&name));
        Ok(match self.what.as_str() {
            "confirm-down-to" => {
                only(&["bead"])?;
                Wanted::ConfirmDownTo(field(&self.rest, "bead")?)
            }
            "sequence" => {
                only(&["steps"])?;
                let steps: Vec<Step> = field(&self.rest, "steps")?;
                let steps: Result<Vec<Action>, Refused> =
                    steps.iter().map(|step| plain(&step.what, &step.rest)).collect();
                Wanted::Sequence(steps?)
            }
            "split-from" => {
                only(&["segment"])?;
                Wanted::SplitFrom(field(&self.rest, "segment")?)
            }
            "pinpoint" => {
                only(&["source", "target", "moved"])?;
                let moved: Option<bool> = field(&self.rest, "moved")?;
                Wanted::Pinpoint(
                    [field(&self.rest, "source")?, field(&self.rest, "target")?],
                    moved.unwrap_or(false),
                )
            }
            "realign" => {
                only(&["between", "around"])?;
                match (field(&self.rest, "between")?, field(&self.rest, "around")?) {
                    (Some(between), _) => Wanted::Realign(Stretch::Between(between)),
                    (None, Some(bead)) => Wanted::Realign(Stretch::Around(bead)),
                    (None, None) => Wanted::Realign(Stretch::All),
                }
            }
            verb => Wanted::Act(plain(verb, &self.rest)?),
        })
    }
}

/// What `Memory::act` does, of a verb and its fields.
fn plain(verb: &str, fields: &Map<String, Value>) -> Result<Action, Refused> {
    let mut action = fields.clone();
    action.insert("verb".to_owned(), Value::from(verb));
    let action: Action = serde_json::from_value(Value::Object(action)).map_err(|error| bad_json(&error))?;
    // What was understood says which fields there are.
    let understood = serde_json::to_value(&action).map_err(|error| bad_json(&error))?;
    known_fields(fields, |name| name != "verb" && understood.get(name).is_some())?;
    Ok(action)
}

/// Refuses fields that would be passed over, but for those without a value.
fn known_fields(fields: &Map<String, Value>, is_known: impl Fn(&str) -> bool) -> Result<(), Refused> {
    let unknown = fields.iter().find(|(name, value)| !value.is_null() && !is_known(name));
    unknown.map_or(Ok(()), |(name, _)| {
        let message = format!("the action has no field “{name}”: nothing was done");
        Err(Refused::unusable("unknown-field", message))
    })
}

/// `POST /api/articles/ID/actions`
pub(super) async fn act(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    let asked: Asked = read(body).await?;
    let wanted = asked.wanted()?;
    done(&state, article_id(&id)?, asked.version, wanted, &headers).await
}

/// `POST /api/articles/ID/undo`
pub(super) async fn undo(
    shared: Shared<Arc<State>>,
    path: Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    take(shared, path, headers, body, Wanted::Undo).await
}

/// `POST /api/articles/ID/redo`
pub(super) async fn redo(
    shared: Shared<Arc<State>>,
    path: Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    take(shared, path, headers, body, Wanted::Redo).await
}

async fn take(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
    wanted: fn(Option<i64>) -> Wanted,
) -> Result<Response, Refused> {
    let taken: Taken = read(body).await?;
    known_fields(&taken.rest, |_| false)?;
    done(&state, article_id(&id)?, taken.version, wanted(taken.action), &headers).await
}

pub(super) async fn read<T: serde::de::DeserializeOwned>(body: Body) -> Result<T, Refused> {
    let bytes = body::whole(body, MOST_BODY).await?;
    serde_json::from_slice(&bytes).map_err(|error| bad_json(&error))
}

async fn done(
    state: &Arc<State>,
    article: ArticleId,
    version: u64,
    wanted: Wanted,
    headers: &HeaderMap,
) -> Result<Response, Refused> {
    let texts = language::of(headers, None);
    let outcome = state.write(move |memory| run(memory, article, version, &wanted)).await;
    match outcome {
        Ok(acted) => {
            let (seen, version) = (version, acted.version);
            let answer = state
                .reader
                .ask(move |reading| {
                    reading.take_in(article, seen, &acted)?;
                    Ok(answer(texts, reading.article(article)?, &acted))
                })
                .await?;
            events::changed(state, article, version);
            Ok(reply::json(&answer))
        }
        Err(mut refused) => {
            match refused.name {
                "action-refused" => {
                    let message = refused.message;
                    refused.message = state
                        .reader
                        .ask(move |reading| Ok(by_rows(&message, reading.article(article)?)))
                        .await?;
                }
                "no-such-bead" => refused.message = ROW_GONE.to_owned(),
                "no-such-segment" => {
                    refused.message = "the segment is no longer there: it was changed meanwhile".to_owned();
                }
                _ => {}
            }
            // What the page does not know yet is why it was refused.
            if refused.name == "stale-version" {
                let changes = state
                    .reader
                    .ask(move |reading| changes(texts, reading, article, version))
                    .await?;
                refused.beside.insert("changes".to_owned(), changes);
            }
            Err(refused)
        }
    }
}

fn run(memory: &mut Memory, article: ArticleId, version: u64, wanted: &Wanted) -> Result<Acted, Refused> {
    Ok(match wanted {
        Wanted::Act(action) => memory.act(article, version, action)?,
        Wanted::Sequence(steps) => memory.act_all(article, version, steps)?,
        Wanted::ConfirmDownTo(bead) => {
            let view = memory.article_view(article)?;
            let first = view.beads.first().map_or(*bead, |first| first.id);
            let to = Some(*bead);
            memory.act(article, version, &Action::Confirm { bead: first, to })?
        }
        Wanted::SplitFrom(segment) => {
            let aligner = aligner(memory, article)?;
            memory.split_from(article, version, *segment, &aligner)?
        }
        Wanted::Pinpoint(segments, moved) => {
            let aligner = aligner(memory, article)?;
            memory.pinpoint(article, version, segments, *moved, &aligner)?
        }
        Wanted::Realign(stretch) => {
            let between = match stretch {
                Stretch::All => None,
                Stretch::Between(between) => Some(*between),
                Stretch::Around(bead) => {
                    let view = memory.article_view(article)?;
                    let around = view.settled_around(*bead).ok_or(MemoryError::NoSuchBead {
                        bead: *bead,
                        article: view.info.name.clone(),
                    })?;
                    Some(around)
                }
            };
            let aligner = aligner(memory, article)?;
            memory.realign(article, version, between, &aligner)?
        }
        Wanted::Undo(action) => memory.undo_action(article, version, *action)?,
        Wanted::Redo(action) => memory.redo_action(article, version, *action)?,
    })
}

/// The aligner for an article's languages, with what was confirmed in this memory.
fn aligner(memory: &Memory, article: ArticleId) -> Result<Aligner, Refused> {
    let info = memory.article(article)?.ok_or(MemoryError::NoSuchArticle(article))?;
    let (from, to) = (info.source_lang, info.target_lang);
    let aligner = Aligner::new(from.clone(), to.clone());
    let aligner = aligner.map_err(|error| Refused::unusable("no-aligner", error.to_string()))?;
    let confirmed = memory.confirmed_lexicon(&from, &to, aligner.lexicon())?;
    Ok(match confirmed {
        Some(confirmed) => aligner.with_confirmed(confirmed),
        None => aligner,
    })
}

/// What an action came to: the article's numbers, and the rows that it touched as they are now.
fn answer(t: &Texts, article: &OpenArticle, acted: &Acted) -> Value {
    let beads = acted.beads.iter().map(|bead| bead.id);
    let mut answer = touched(t, article, beads.chain(acted.gone.iter().copied()));
    answer["version"] = json!(acted.version);
    answer["action"] = json!(acted.action);
    answer["verb"] = json!(acted.verb);
    answer["left_out"] = json!(acted.left_out);
    answer
}
