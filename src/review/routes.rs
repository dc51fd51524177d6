//! Addresses → what answers them, for who has been let in.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, Uri};
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use hyper::body::Incoming;
use tower_service::Service as _;

use super::reply::{self, Refused};
use super::state::State;
use super::{actions, api, assets, events, export, import, language, pages, panels};
use crate::web::guard::Refusal;
use crate::web::session::Entry;

/// Nothing from elsewhere, nothing inline, in nobody's frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

fn router(state: Arc<State>) -> Router {
    Router::new()
        .route("/", get(api::articles_page))
        .route("/a/{id}", get(api::article_page))
        .route("/a/{id}/rows", get(api::rows))
        .route("/a/{id}/strip", get(api::strip))
        .route("/a/{id}/left-out", get(api::left_out))
        .route("/assets/{name}", get(assets::file))
        .route("/api/articles", get(api::articles))
        .route("/api/articles/{id}", get(api::article))
        .route("/api/articles/{id}/places", get(api::places))
        .route("/api/articles/{id}/changes", get(api::changes))
        .route("/api/articles/{id}/actions", post(actions::act))
        .route("/api/articles/{id}/undo", post(actions::undo))
        .route("/api/articles/{id}/redo", post(actions::redo))
        .route("/api/articles/{id}/history", get(panels::history))
        .route("/api/links", get(panels::links))
        .route("/api/suggest", get(panels::suggest))
        .route("/api/search", get(panels::search))
        .route("/api/import", post(import::pair).layer(DefaultBodyLimit::disable()))
        .route("/api/export/{file}", get(export::article))
        .route("/api/events", get(events::stream))
        .route("/api/quit", post(api::quit))
        .fallback(api::nothing)
        .method_not_allowed_fallback(api::other_method)
        .with_state(state)
}

/// The answer to each request that the session admits.
pub(super) fn service(
    state: Arc<State>,
) -> impl Fn(Request<Incoming>) -> Pin<Box<dyn Future<Output = Response<Body>> + Send>> + Clone + Send + Sync + 'static
{
    let router = router(state.clone());
    move |request| {
        let (state, mut router) = (state.clone(), router.clone());
        Box::pin(async move {
            let mut request = request.map(Body::new);
            let texts = language::of(request.headers(), None);
            let mut response = match state.session.admit(&mut request) {
                Ok(Entry::New) => entered(&state, request.headers(), request.uri()),
                Ok(Entry::Known) => match router.call(request).await {
                    Ok(response) => reply::translated(response, texts),
                    Err(never) => match never {},
                },
                // What no address takes changes nothing, and is told what the address takes.
                Err(Refusal::NoPageToken) if *request.method() != Method::POST => {
                    *request.method_mut() = Method::OPTIONS;
                    match router.call(request).await {
                        Ok(response) => reply::translated(response, texts),
                        Err(never) => match never {},
                    }
                }
                Err(refusal) => refused(refusal, &request),
            };
            secure(response.headers_mut());
            response
        })
    }
}

/// Gives the cookie, and goes on to the address without its secret.
fn entered(state: &State, headers: &HeaderMap, uri: &Uri) -> Response<Body> {
    let kept: Vec<&str> = uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.starts_with("token=") && !pair.is_empty())
        .collect();
    // Of the path nothing can lead elsewhere: `//evil.example` would.
    let path = format!("/{}", uri.path().trim_start_matches('/'));
    let rest = if kept.is_empty() {
        path
    } else {
        format!("{path}?{}", kept.join("&"))
    };
    let mut response = reply::html(pages::entrance(language::of(headers, None), &rest));
    if let Ok(cookie) = HeaderValue::from_str(&state.session.set_cookie()) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// A refusal: as a page for who opens an address, else as JSON.
fn refused(refusal: Refusal, request: &Request<Body>) -> Response<Body> {
    let refused = Refused::from(refusal);
    let accepts = request.headers().get("accept").and_then(|accept| accept.to_str().ok());
    if !accepts.is_some_and(|accept| accept.contains("text/html")) {
        return refused.into_response();
    }
    let status = refused.status;
    let mut response = reply::html(pages::refusal(language::of(request.headers(), None), &refused));
    *response.status_mut() = status;
    response
}

/// What every answer says to a browser.
fn secure(headers: &mut HeaderMap) {
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    for name in ["cross-origin-opener-policy", "cross-origin-resource-policy"] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static("same-origin"));
    }
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
