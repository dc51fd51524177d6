//! Styles and scripts, which are in the program; debug builds read them from their folder.

use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse as _, Response};
use rust_embed::RustEmbed;

use super::reply::{self, Refused};

#[derive(RustEmbed)]
#[folder = "src/review/assets/"]
struct Assets;

/// Whether there is a file of that name.
pub(super) fn has(name: &str) -> bool {
    Assets::get(name).is_some()
}

/// `GET /assets/NAME`
pub(super) async fn file(Path(name): Path<String>) -> Response {
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => return Refused::not_there().into_response(),
    };
    let Some(found) = Assets::get(&name) else {
        return Refused::not_there().into_response();
    };
    let mut response = reply::of(kind, found.data.into_owned());
    // Another version of the program may be at the same address tomorrow.
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
