//! The Model Context Protocol over HTTP, at `/mcp`: the protocol's crate answers whole messages, and everything else is refused here as at any
//! other address, within its size and its time.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, any};
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};

use super::api::MOST_JSON;
use super::mcp::Tools;
use super::mcp_message::{self, Malformed, Message};
use super::reply::{self, ApiError, JSON};
use super::state::State;
use crate::web::body;

type Service = StreamableHttpService<Tools, NeverSessionManager>;

/// The longest refusal of the protocol's crate, in bytes.
const MOST_REFUSAL: usize = 64 * 1024;

/// The tools over HTTP.
pub(crate) fn over_http(state: Arc<State>) -> MethodRouter<Arc<State>> {
    // Hosts, origins and tokens have been looked at when a request comes here.
    let config = StreamableHttpServerConfig::default()
        .disable_allowed_hosts()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_max_request_body_bytes(MOST_JSON);
    let tools = Tools::new(state, None);
    let service = StreamableHttpService::new(move || Ok(tools.clone()), Arc::default(), config);
    any(move |request: Request| {
        let service = service.clone();
        async move { answer(service, request).await.unwrap_or_else(ApiError::into_response) }
    })
}

async fn answer(service: Service, request: Request) -> Result<Response, ApiError> {
    if request.method() != Method::POST {
        return Err(ApiError::method("POST"));
    }
    let (parts, content) = request.into_parts();
    let kind = parts.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| {
        kind.split(';')
            .next()
            .is_some_and(|kind| kind.trim().eq_ignore_ascii_case(JSON))
    }) {
        let message = "expected a message of JSON-RPC, with `Content-Type: application/json`";
        return Err(ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-type",
            message,
        ));
    }
    let bytes = body::whole(content, MOST_JSON).await?;
    let checked = mcp_message::check(&bytes).and_then(|message| match message {
        Message::Answer => Err(Malformed::unasked()),
        _ => Ok(()),
    });
    if let Err(malformed) = checked {
        let mut response = reply::of(JSON, malformed.answer());
        if malformed.is_no_request() {
            *response.status_mut() = StatusCode::BAD_REQUEST;
        }
        return Ok(response);
    }
    let answered = service.handle(Request::from_parts(parts, Body::from(bytes))).await;
    let answered = answered.map(Body::new);
    let is_json = |response: &Response| {
        let kind = response.headers().get(CONTENT_TYPE);
        kind.is_some_and(|kind| kind.as_bytes().starts_with(JSON.as_bytes()))
    };
    let status = answered.status();
    if status.as_u16() < 400 || is_json(&answered) {
        return Ok(answered);
    }
    let said = body::whole(answered.into_body(), MOST_REFUSAL).await?;
    Err(ApiError::new(status, "refused", String::from_utf8_lossy(&said)))
}
