//! Answers, and refusals with a name for programs and a message for people.

use axum::body::Body;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::workers::Failure;
use crate::exchange::{ExchangeError, UnitsError};
use crate::memory::{ChangeMark, ImportError, MemoryError};
use crate::web::body::BodyError;
use crate::web::guard::Refusal;

/// The pattern of the address that was answered, beside the answer, for logs and counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Route(pub(crate) &'static str);

/// The type of JSON.
pub(crate) const JSON: &str = "application/json";

/// A refusal: `{"error":{"name":…,"message":…}}`, with `line` and `column` where a body is broken, and `item` where one of
/// several things in it cannot be taken.
#[derive(Debug)]
pub(crate) struct ApiError {
    pub(crate) status: StatusCode,
    pub(crate) name: &'static str,
    pub(crate) message: String,
    place: Option<(usize, usize)>,
    item: Option<usize>,
    allow: Option<&'static str>,
}

impl ApiError {
    pub(crate) fn new(status: StatusCode, name: &'static str, message: impl Into<String>) -> ApiError {
        ApiError {
            status,
            name,
            message: message.into(),
            place: None,
            item: None,
            allow: None,
        }
    }

    pub(crate) fn bad_request(name: &'static str, message: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::BAD_REQUEST, name, message)
    }

    pub(crate) fn bad_parameter(parameter: &str, expected: &str) -> ApiError {
        ApiError::bad_request("bad-parameter", format!("{parameter}: expected {expected}"))
    }

    /// What was sent is understood and cannot be taken.
    pub(crate) fn unusable(name: &'static str, message: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, name, message)
    }

    pub(crate) fn read_only() -> ApiError {
        ApiError::new(
            StatusCode::FORBIDDEN,
            "read-only",
            "nothing is taken in here: start the server with --writable",
        )
    }

    pub(crate) fn not_there() -> ApiError {
        ApiError::new(
            StatusCode::NOT_FOUND,
            "not-there",
            "there is nothing at this address: /v1/openapi.json says what there is",
        )
    }

    /// There is another method at that address.
    pub(crate) fn method(allow: &'static str) -> ApiError {
        ApiError {
            allow: Some(allow),
            ..ApiError::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method-not-allowed",
                format!("expected one of the methods {allow}"),
            )
        }
    }

    /// The line and the column of a body where it is.
    pub(crate) fn at(self, (line, column): (usize, usize)) -> ApiError {
        ApiError {
            place: Some((line, column)),
            message: format!("line {line}, column {column} of the body: {}", self.message),
            ..self
        }
    }

    /// Which of several things in a body it is about, counted from 1.
    pub(crate) fn of_item(self, name: &str, number: usize) -> ApiError {
        ApiError {
            item: Some(number),
            message: format!("{name} {number}: {}", self.message),
            ..self
        }
    }

    /// A body that is no JSON, or not what is expected.
    pub(crate) fn json(error: &serde_json::Error) -> ApiError {
        // The message names the place once more.
        let said = error.to_string();
        let said = said.split(" at line ").next().unwrap_or_default();
        let refused = ApiError::bad_request("bad-json", said);
        match error.line() {
            0 => refused,
            line => refused.at((line, error.column())),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Wrapped<'a> {
            error: Told<'a>,
        }
        #[derive(Serialize)]
        struct Told<'a> {
            name: &'a str,
            message: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            line: Option<usize>,
            #[serde(skip_serializing_if = "Option::is_none")]
            column: Option<usize>,
            #[serde(skip_serializing_if = "Option::is_none")]
            item: Option<usize>,
        }
        let error = Told {
            name: self.name,
            message: &self.message,
            line: self.place.map(|(line, _)| line),
            column: self.place.map(|(_, column)| column),
            item: self.item,
        };
        let mut response = json(&Wrapped { error });
        *response.status_mut() = self.status;
        if let Some(allow) = self.allow {
            response.headers_mut().insert(ALLOW, HeaderValue::from_static(allow));
        }
        response
    }
}

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> ApiError {
        match failure {
            Failure::Memory(error) => error.into(),
            // Not 503, after which Weblate stays away for half an hour.
            Failure::Late(_) => ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "late", failure.to_string()),
            Failure::Fault => ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "fault", failure.to_string()),
        }
    }
}

impl From<MemoryError> for ApiError {
    fn from(error: MemoryError) -> ApiError {
        let status = match &error {
            MemoryError::NoSuchUnit(_) | MemoryError::NoSuchArticle(_) | MemoryError::NoSuchArticleName(_) => {
                StatusCode::NOT_FOUND
            }
            MemoryError::BadEdit { .. } | MemoryError::BadAlignment(_) => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        ApiError::new(status, error.name(), error.to_string())
    }
}

impl From<UnitsError> for ApiError {
    fn from(error: UnitsError) -> ApiError {
        let message = error.to_string();
        match error {
            UnitsError::Memory(error) | UnitsError::Import(ImportError::Memory(error)) => error.into(),
            UnitsError::Import(ImportError::Tmx { .. } | ImportError::TmxMidway { .. })
            | UnitsError::Exchange(
                ExchangeError::UnknownFormat { .. }
                | ExchangeError::WriteOnly { .. }
                | ExchangeError::Empty { .. }
                | ExchangeError::Tmx { .. }
                | ExchangeError::Reversed { .. }
                | ExchangeError::Content { .. },
            ) => ApiError::unusable("bad-file", message),
            _ => ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "io", message),
        }
    }
}

impl From<BodyError> for ApiError {
    fn from(error: BodyError) -> ApiError {
        ApiError::new(error.status(), error.name(), error.to_string())
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> ApiError {
        ApiError::new(refusal.status(), refusal.name(), refusal.message())
    }
}

/// An answer in JSON.
pub(crate) fn json(value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(bytes) => of(JSON, bytes),
        // Of our own types none fails.
        Err(error) => of("text/plain; charset=utf-8", error.to_string()),
    }
}

/// An answer of a type of content.
pub(crate) fn of(content_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// A weak ETag: the state of the memory by which an answer was made, and the version and the settings that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag(String);

impl Tag {
    pub(crate) fn new(mark: ChangeMark, settings: u64) -> Tag {
        let version = env!("CARGO_PKG_VERSION");
        Tag(format!("W/\"{version}-{settings:x}-{:x}-{:x}\"", mark.seq, mark.token))
    }

    /// Whether who asks has the answer already.
    pub(crate) fn is_known(&self, known: Option<&str>) -> bool {
        // Weak comparison (RFC 9110, 8.8.3.2).
        let own = self.0.trim_start_matches("W/");
        let tags = known.unwrap_or_default().split(',').map(str::trim);
        tags.into_iter()
            .any(|tag| tag == "*" || tag.trim_start_matches("W/") == own)
    }
}

/// The tags that a client has answers of.
pub(crate) fn known_tags(headers: &HeaderMap) -> Option<String> {
    let tags = headers.get(IF_NONE_MATCH)?.to_str().ok()?;
    Some(tags.to_owned())
}

/// An answer with its tag; without a body where who asks has it already.
pub(crate) fn tagged(tag: &Tag, answer: Option<Response>) -> Response {
    let mut response = answer.unwrap_or_else(|| {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    });
    if let Ok(value) = HeaderValue::from_str(&tag.0) {
        response.headers_mut().insert(ETAG, value);
    }
    response
}
