//! Answers, and refusals with a name for programs and a message for people.

use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Map, Value};

use super::refusals;
use super::texts::Texts;
use crate::memory::MemoryError;
use crate::web::body::BodyError;
use crate::web::guard::Refusal;

/// The refusal that an answer tells, beside it.
#[derive(Clone, Debug)]
pub(super) struct Told(Arc<Refused>);

/// The answer in the language of the page, where it tells a refusal.
pub(super) fn translated(response: Response, t: &Texts) -> Response {
    let told = response.extensions().get::<Told>().cloned();
    match told.filter(|_| t.tag == "fr") {
        Some(Told(refused)) => refused.answer(&refused.told(t)),
        None => response,
    }
}

/// A refusal: `{"error":{"name":…,"message":…}}`, and beside it what else there is to say.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) status: StatusCode,
    pub(super) name: &'static str,
    pub(super) message: String,
    /// Beside `error`, such as what changed meanwhile.
    pub(super) beside: Map<String, Value>,
}

impl Refused {
    pub(super) fn new(status: StatusCode, name: &'static str, message: impl Into<String>) -> Refused {
        Refused {
            status,
            name,
            message: message.into(),
            beside: Map::new(),
        }
    }

    pub(super) fn bad_request(name: &'static str, message: impl Into<String>) -> Refused {
        Refused::new(StatusCode::BAD_REQUEST, name, message)
    }

    /// What was sent is understood and cannot be done.
    pub(super) fn unusable(name: &'static str, message: impl Into<String>) -> Refused {
        Refused::new(StatusCode::UNPROCESSABLE_ENTITY, name, message)
    }

    pub(super) fn not_there() -> Refused {
        Refused::new(StatusCode::NOT_FOUND, "not-there", "there is nothing at this address")
    }

    pub(super) fn other_method() -> Refused {
        let message = "this address takes another method: see the header `Allow`";
        Refused::new(StatusCode::METHOD_NOT_ALLOWED, "other-method", message)
    }

    pub(super) fn read_only() -> Refused {
        Refused::new(
            StatusCode::FORBIDDEN,
            "read-only",
            "the memory can only be read: make its folder writable, or copy it elsewhere, and start the page again",
        )
    }

    /// The message in the language of a page.
    pub(super) fn told(&self, t: &Texts) -> String {
        let french = (t.tag == "fr").then(|| refusals::french(&self.message)).flatten();
        french.unwrap_or_else(|| self.message.clone())
    }

    fn answer(&self, message: &str) -> Response {
        let mut answer = self.beside.clone();
        let error = serde_json::json!({ "name": self.name, "message": message });
        answer.insert("error".to_owned(), error);
        let mut response = json(&answer);
        *response.status_mut() = self.status;
        response
    }

    /// A fault of ours.
    pub(super) fn fault() -> Refused {
        Refused::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "fault",
            "this could not be done: please report it with what you did",
        )
    }
}

impl From<MemoryError> for Refused {
    fn from(error: MemoryError) -> Refused {
        let status = match &error {
            MemoryError::StaleVersion { .. } => StatusCode::CONFLICT,
            MemoryError::NoSuchArticle(_) | MemoryError::NoSuchArticleName(_) => StatusCode::GONE,
            MemoryError::NoSuchUnit(_) => StatusCode::NOT_FOUND,
            MemoryError::ActionRefused { .. }
            | MemoryError::NoSuchBead { .. }
            | MemoryError::NoSuchSegment { .. }
            | MemoryError::BadEdit { .. }
            | MemoryError::BadName { .. }
            | MemoryError::MendedSince { .. }
            | MemoryError::BadAlignment(_) => StatusCode::UNPROCESSABLE_ENTITY,
            MemoryError::Locked { .. } | MemoryError::Replaced(_) | MemoryError::NotFound(_) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            MemoryError::ReadOnly(_) | MemoryError::OpenedForReading => StatusCode::FORBIDDEN,
            MemoryError::DiskFull(_) => StatusCode::INSUFFICIENT_STORAGE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let message = match &error {
            // Here no command is run again.
            MemoryError::DiskFull(path) => format!(
                "no space left on the disk that holds {}: nothing was changed; free some space and try again",
                path.display()
            ),
            other => other.to_string(),
        };
        Refused::new(status, error.name(), message)
    }
}

impl From<BodyError> for Refused {
    fn from(error: BodyError) -> Refused {
        Refused::new(error.status(), error.name(), error.to_string())
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Refused {
        let message = match refusal {
            Refusal::ForeignHost => {
                "the request was sent to a name that is not this page's: open the address that the command printed"
            }
            other => other.message(),
        };
        Refused::new(refusal.status(), refusal.name(), message)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut response = self.answer(&self.message);
        response.extensions_mut().insert(Told(Arc::new(self)));
        response
    }
}

/// An answer in JSON.
pub(super) fn json(value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(bytes) => of("application/json", bytes),
        // Of our own types none fails.
        Err(error) => of("text/plain; charset=utf-8", error.to_string()),
    }
}

/// An answer in HTML.
pub(super) fn html(markup: maud::Markup) -> Response {
    of("text/html; charset=utf-8", markup.into_string())
}

/// An answer of a type of content, which nothing keeps.
pub(super) fn of(content_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
