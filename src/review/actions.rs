//! `POST …/actions`, `…/undo`, `…/redo`: one action each, by the version that the page saw → what became another.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State as Shared};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::address::article_id;
use super::article::{OpenArticle, Reading};
use super::changes::{changes, touched};
use super::numbers::Rows;
use super::reply::{self, Refused};
use super::state::State;
use super::texts::Texts;
use super::told::Told;
use super::verbs::not_understood;
use super::{events, language, refusals, verbs};
use crate::align::{AlignError, Aligner};
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
struct Asked {
    version: u64,
    wanted: Wanted,
}

/// A field of an action that was found sound.
fn field<T: serde::de::DeserializeOwned>(fields: &Map<String, Value>, name: &str) -> Result<T, Refused> {
    let value = fields.get(name).cloned().unwrap_or(Value::Null);
    serde_json::from_value(value).map_err(|_| not_understood_at_all())
}

/// What the table of actions lets through and the memory's actions do not: there is nothing such.
fn not_understood_at_all() -> Refused {
    not_understood(
        "the body is not what is expected here",
        "le corps de la requête n’est pas ce qu’il faut ici",
    )
}

impl Asked {
    fn of(bytes: &[u8]) -> Result<Asked, Refused> {
        let mut body = verbs::object(bytes)?;
        let (version, verb) = (verbs::version(&mut body)?, verbs::verb(&mut body)?);
        verbs::check(&verb, &body, false)?;
        let wanted = match verb.as_str() {
            "confirm-down-to" => Wanted::ConfirmDownTo(field(&body, "bead")?),
            "sequence" => {
                let steps: Vec<Map<String, Value>> = field(&body, "steps")?;
                let steps: Result<Vec<Action>, Refused> = steps.into_iter().map(step).collect();
                Wanted::Sequence(steps?)
            }
            "split-from" => Wanted::SplitFrom(field(&body, "segment")?),
            "pinpoint" => {
                let moved: Option<bool> = field(&body, "moved")?;
                Wanted::Pinpoint(
                    [field(&body, "source")?, field(&body, "target")?],
                    moved.unwrap_or(false),
                )
            }
            "realign" => match (field(&body, "between")?, field(&body, "around")?) {
                (Some(between), _) => Wanted::Realign(Stretch::Between(between)),
                (None, Some(bead)) => Wanted::Realign(Stretch::Around(bead)),
                (None, None) => Wanted::Realign(Stretch::All),
            },
            verb => Wanted::Act(plain(verb, body)?),
        };
        Ok(Asked { version, wanted })
    }
}

/// One of the steps of a sequence: `{"do":"cut","segment":3,"at":12}`.
fn step(mut step: Map<String, Value>) -> Result<Action, Refused> {
    let verb = verbs::verb(&mut step)?;
    verbs::check(&verb, &step, true)?;
    plain(&verb, step)
}

/// What `Memory::act` does, of a verb and its fields.
fn plain(verb: &str, mut fields: Map<String, Value>) -> Result<Action, Refused> {
    fields.insert("verb".to_owned(), Value::from(verb));
    serde_json::from_value(Value::Object(fields)).map_err(|_| not_understood_at_all())
}

/// `POST /api/articles/ID/actions`
pub(super) async fn act(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    let Asked { version, wanted } = Asked::of(&body::whole(body, MOST_BODY).await?)?;
    done(&state, article_id(&id)?, version, wanted, &headers).await
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
    // `{"version":17}`, and `"action"` with the number of one that is not the last.
    let mut body = verbs::object(&body::whole(body, MOST_BODY).await?)?;
    let version = verbs::version(&mut body)?;
    let action = body.remove("action").filter(|action| !action.is_null());
    if action.as_ref().is_some_and(|action| !action.is_i64()) {
        return Err(not_understood(
            "in the field “action” the number of an action is expected",
            "dans le champ « action » il faut le numéro d’une action",
        ));
    }
    verbs::known_fields(&body, |_| false)?;
    let action = action.and_then(|action| action.as_i64());
    done(&state, article_id(&id)?, version, wanted(action), &headers).await
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
            if let Some(action) = refused.action.take() {
                let told = move |reading: &mut Reading| {
                    let (verb, reason) = *action;
                    Ok(refusals::action(&verb, &reason, &Rows(reading.article(article)?)))
                };
                refused.told = state.reader.ask(told).await?;
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

/// Where there is no aligner for two languages.
pub(super) fn no_aligner(error: &AlignError) -> Refused {
    let french = format!("il n’y a pas d’aligneur pour ces langues ({error})");
    Refused::unusable("no-aligner", Told::new(error.to_string(), french))
}

/// The aligner for an article's languages, with what was confirmed in this memory.
fn aligner(memory: &Memory, article: ArticleId) -> Result<Aligner, Refused> {
    let info = memory.article(article)?.ok_or(MemoryError::NoSuchArticle(article))?;
    let (from, to) = (info.source_lang, info.target_lang);
    let aligner = Aligner::new(from.clone(), to.clone());
    let aligner = aligner.map_err(|error| no_aligner(&error))?;
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
