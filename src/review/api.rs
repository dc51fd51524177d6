//! Pages, and the same as JSON.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::address::{Asked, Parameters, article_id, parameters};
use super::article::{Filter, Reading};
use super::changes::{bead_json, changes as changes_since};
use super::language;
use super::list::overviews;
use super::pages::article::Window;
use super::pages::{self, Page};
use super::reply::{self, Refused};
use super::state::State;
use super::texts::Texts;
use super::told::Told;

/// The rows that a page begins with, and those of an answer without a number.
const USUAL_ROWS: usize = 100;
/// The most rows of an answer.
const MOST_ROWS: usize = 500;
/// The rows that stand above the one that the page is opened at.
const ABOVE: usize = 20;

/// The language that was chosen in the address, kept.
fn with_language(mut response: Response, asked: Option<&str>, texts: &Texts) -> Response {
    if asked == Some(texts.tag) {
        let cookie = format!(
            "{}={}; Path=/; SameSite=Strict; Max-Age=31536000",
            language::COOKIE,
            texts.tag
        );
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, value);
        }
    }
    response
}

/// A refusal as a page.
fn shown(texts: &Texts, refused: &Refused) -> Response {
    let mut response = reply::html(pages::refusal(texts, refused));
    *response.status_mut() = refused.status;
    response
}

/// `GET /`
pub(super) async fn articles_page(
    Shared(state): Shared<Arc<State>>,
    query: Parameters,
    headers: HeaderMap,
) -> Response {
    let asked = parameters(query).unwrap_or_default();
    let texts = language::of(&headers, asked.lang.as_deref());
    let words = asked.q.clone().unwrap_or_default();
    match overviews(&state, &words).await {
        Ok(articles) => {
            let page = Page {
                texts,
                token: state.session.page(),
                read_only: state.is_read_only(),
                path: "/".to_owned(),
            };
            let response = reply::html(pages::articles::page(&page, &articles, words.trim()));
            with_language(response, asked.lang.as_deref(), texts)
        }
        Err(refused) => shown(texts, &refused),
    }
}

/// `GET /api/articles`
pub(super) async fn articles(Shared(state): Shared<Arc<State>>, query: Parameters) -> Result<Response, Refused> {
    let asked = parameters(query)?;
    let articles = overviews(&state, &asked.q.unwrap_or_default()).await?;
    let lines: Vec<Value> = articles
        .iter()
        .map(|listed| {
            let (article, info) = (&listed.article, &listed.article.info);
            json!({
                "article": info.id,
                "name": info.name,
                "title": info.title,
                "from": info.source_lang.as_str(),
                "to": info.target_lang.as_str(),
                "imported": info.imported.to_string(),
                "version": info.version,
                "beads": article.beads,
                "places": listed.places,
                "counted": listed.is_counted,
                "expected_wrong": article.expected_wrong,
            })
        })
        .collect();
    Ok(reply::json(&json!({ "articles": lines })))
}

/// `GET /a/ID`
pub(super) async fn article_page(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    query: Parameters,
    headers: HeaderMap,
) -> Response {
    let asked = match parameters(query) {
        Ok(asked) => asked,
        Err(refused) => return shown(language::of(&headers, None), &refused),
    };
    let texts = language::of(&headers, asked.lang.as_deref());
    let chosen = asked.lang.clone();
    let shared = state.clone();
    let made = async {
        let (id, selection) = (article_id(&id)?, asked.selection()?);
        let read_only = state.is_read_only();
        let page = move |reading: &mut Reading| {
            let article = reading.article(id)?;
            let selected = article.selected(&selection);
            let at = asked.place(article);
            let from = first_row(&asked, &selected, at);
            let window = Window {
                selection: &selection,
                selected: &selected,
                from,
                count: asked.count.unwrap_or(USUAL_ROWS).clamp(1, MOST_ROWS),
                at,
            };
            let page = Page {
                texts,
                token: shared.session.page(),
                read_only,
                path: window.path(article),
            };
            Ok(reply::html(pages::article::page(&page, article, &window)))
        };
        state.reader.ask(page).await
    };
    match made.await {
        Ok(response) => with_language(response, chosen.as_deref(), texts),
        Err(refused) => shown(texts, &refused),
    }
}

/// The first row of a window, as its place among the selected ones.
fn first_row(asked: &Asked, selected: &[usize], at: Option<usize>) -> usize {
    let last = selected.len().saturating_sub(1);
    match (asked.from, at) {
        (Some(from), _) => from.min(last),
        (None, Some(at)) => selected
            .partition_point(|&place| place < at)
            .saturating_sub(ABOVE)
            .min(last),
        (None, None) => 0,
    }
}

/// `GET /a/ID/rows?from=&count=&filter=&q=`, or `?beads=3,4`: those of them that there still are, in that order
pub(super) async fn rows(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    query: Parameters,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let (id, asked) = (article_id(&id)?, parameters(query)?);
    let (texts, selection) = (language::of(&headers, None), asked.selection()?);
    let named = asked.named_beads()?;
    let rows = move |reading: &mut Reading| {
        let article = reading.article(id)?;
        let selected = match &named {
            Some(beads) => beads.iter().filter_map(|bead| article.place(*bead)).collect(),
            None => article.selected(&selection),
        };
        let window = Window {
            selection: &selection,
            selected: &selected,
            from: asked.from.unwrap_or(0),
            count: asked.count.unwrap_or(USUAL_ROWS).clamp(1, MOST_ROWS),
            at: None,
        };
        Ok(reply::html(pages::article::rows(texts, article, &window)))
    };
    state.reader.ask(rows).await
}

/// `GET /a/ID/strip`
pub(super) async fn strip(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let (id, texts) = (article_id(&id)?, language::of(&headers, None));
    let strip = move |reading: &mut super::article::Reading| {
        Ok(reply::html(pages::article::strip(texts, reading.article(id)?)))
    };
    state.reader.ask(strip).await
}

/// `GET /a/ID/left-out`
pub(super) async fn left_out(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let (id, texts) = (article_id(&id)?, language::of(&headers, None));
    let list = move |reading: &mut Reading| Ok(reply::html(pages::article::left_out(texts, reading.article(id)?)));
    state.reader.ask(list).await
}

/// `GET /api/articles/ID?from&count&filter&q&bead&unit&at`
pub(super) async fn article(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    query: Parameters,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let (id, asked) = (article_id(&id)?, parameters(query)?);
    let (texts, selection) = (language::of(&headers, None), asked.selection()?);
    let read = move |reading: &mut Reading| {
        let article = reading.article(id)?;
        let selected = article.selected(&selection);
        let from = first_row(&asked, &selected, asked.place(article));
        let count = asked.count.unwrap_or(USUAL_ROWS).min(MOST_ROWS);
        let shown = selected
            .get(from..(from + count).min(selected.len()))
            .unwrap_or_default();
        let beads: Vec<Value> = shown.iter().map(|&at| bead_json(texts, article, at)).collect();
        let (view, info) = (&article.view, &article.view.info);
        Ok(reply::json(&json!({
            "article": info.id,
            "name": info.name,
            "title": info.title,
            "langs": { "source": info.source_lang.as_str(), "target": info.target_lang.as_str() },
            "version": info.version,
            "from": from,
            "total": selected.len(),
            "all": view.beads.len(),
            "places": article.places_left(),
            "left_out_count": view.left_out.len(),
            "undo": view.undo,
            "redo": view.redo,
            "beads": beads,
        })))
    };
    state.reader.ask(read).await
}

/// `GET /api/articles/ID/places?filter&q`: where the places stand, or the rows that a filter and a search leave.
pub(super) async fn places(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    query: Parameters,
) -> Result<Response, Refused> {
    let (id, asked) = (article_id(&id)?, parameters(query)?);
    let mut selection = asked.selection()?;
    if asked.filter.is_none() && selection.query.is_empty() {
        selection.filter = Filter::Places;
    }
    let read = move |reading: &mut Reading| {
        let article = reading.article(id)?;
        let places: Vec<Value> = article
            .selected(&selection)
            .into_iter()
            .map(|at| json!({ "bead": article.view.beads[at].id, "index": at, "reasons": article.marks[at].reasons }))
            .collect();
        Ok(reply::json(&json!({
            "article": id,
            "version": article.view.info.version,
            "total": article.view.beads.len(),
            "places": places,
        })))
    };
    state.reader.ask(read).await
}

/// `GET /api/articles/ID/changes?since=VERSION`
pub(super) async fn changes(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    query: Parameters,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let (id, asked) = (article_id(&id)?, parameters(query)?);
    let texts = language::of(&headers, None);
    let since = asked.since.ok_or_else(|| {
        let told = Told::new(
            "since: expected the version that the page has",
            "since : il faut la version que la page a",
        );
        Refused::bad_request("bad-parameter", told)
    })?;
    let read = move |reading: &mut Reading| Ok(reply::json(&changes_since(texts, reading, id, since)?));
    state.reader.ask(read).await
}

/// `POST /api/quit`
pub(super) async fn quit(Shared(state): Shared<Arc<State>>) -> Response {
    let _ = state.end.send(true);
    reply::json(&json!({ "ended": true }))
}

/// What an address answers to methods that it does not take; the router says in `Allow` which it takes.
pub(super) async fn other_method() -> Response {
    Refused::other_method().into_response()
}

/// What there is at no other address.
pub(super) async fn nothing() -> Response {
    Refused::not_there().into_response()
}
