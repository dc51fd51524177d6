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
use super::told::Told;
use crate::memory::{ActRefusal, MemoryError};
use crate::web::body::BodyError;
use crate::web::guard::Refusal;

/// The refusal that an answer tells, beside it.
#[derive(Clone, Debug)]
pub(super) struct Beside(Arc<Refused>);

/// The answer in the language of the page, where it tells a refusal.
pub(super) fn translated(response: Response, t: &Texts) -> Response {
    let beside = response.extensions().get::<Beside>().cloned();
    match beside.filter(|_| t.tag == "fr") {
        Some(Beside(refused)) => refused.answer(&refused.told.french),
        None => response,
    }
}

/// A refusal: `{"error":{"name":…,"message":…}}`, and beside it what else there is to say.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) status: StatusCode,
    pub(super) name: &'static str,
    pub(super) told: Told,
    /// The action that the memory refused, by its name, and why: to be told by the rows of its article.
    pub(super) action: Option<Box<(String, ActRefusal)>>,
    /// Beside `error`, such as what changed meanwhile.
    pub(super) beside: Map<String, Value>,
}

impl Refused {
    pub(super) fn new(status: StatusCode, name: &'static str, told: Told) -> Refused {
        Refused {
            status,
            name,
            told,
            action: None,
            beside: Map::new(),
        }
    }

    pub(super) fn bad_request(name: &'static str, told: Told) -> Refused {
        Refused::new(StatusCode::BAD_REQUEST, name, told)
    }

    /// What was sent is understood and cannot be done.
    pub(super) fn unusable(name: &'static str, told: Told) -> Refused {
        Refused::new(StatusCode::UNPROCESSABLE_ENTITY, name, told)
    }

    pub(super) fn not_there() -> Refused {
        let told = Told::new("there is nothing at this address", "il n’y a rien à cette adresse");
        Refused::new(StatusCode::NOT_FOUND, "not-there", told)
    }

    pub(super) fn other_method() -> Refused {
        let told = Told::new(
            "this address takes another method: see the header `Allow`",
            "cette adresse attend une autre méthode : voir l’en-tête `Allow`",
        );
        Refused::new(StatusCode::METHOD_NOT_ALLOWED, "other-method", told)
    }

    pub(super) fn read_only() -> Refused {
        let told = Told::new(
            "the memory can only be read: make its folder writable, or copy it elsewhere, and start the page again",
            "la mémoire est en lecture seule : rendez son dossier modifiable ou copiez-le ailleurs, puis relancez la page",
        );
        Refused::new(StatusCode::FORBIDDEN, "read-only", told)
    }

    /// The message in the language of a page.
    pub(super) fn told(&self, t: &Texts) -> &str {
        if t.tag == "fr" {
            &self.told.french
        } else {
            &self.told.english
        }
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
        let told = Told::new(
            "this could not be done: please report it with what you did",
            "cela n’a pas pu être fait : merci de le signaler avec ce que vous faisiez",
        );
        Refused::new(StatusCode::INTERNAL_SERVER_ERROR, "fault", told)
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
        let refused = Refused::new(status, error.name(), refusals::memory(&error));
        let action = match error {
            MemoryError::ActionRefused { verb, reason } => Some(Box::new((verb, *reason))),
            _ => None,
        };
        Refused { action, ..refused }
    }
}

impl From<BodyError> for Refused {
    fn from(error: BodyError) -> Refused {
        let french = match &error {
            BodyError::TooLarge { limit } => format!("le corps de la requête dépasse {limit} octets, la limite ici"),
            BodyError::Silent => "le reste du corps de la requête n’est pas arrivé à temps".to_owned(),
            BodyError::Broken => "le corps de la requête s’est interrompu".to_owned(),
        };
        Refused::new(error.status(), error.name(), Told::new(error.to_string(), french))
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Refused {
        let (english, french) = match refusal {
            Refusal::ForeignHost => (
                "the request was sent to a name that is not this page's: open the address that the command printed",
                "la requête est adressée à un nom qui n’est pas celui de cette page : ouvrez l’adresse que la commande a affichée",
            ),
            Refusal::NoHost => (refusal.message(), "il faut un en-tête `Host`, et un seul"),
            Refusal::ForeignOrigin => (
                refusal.message(),
                "la requête vient de la page d’un autre serveur : elle reste sans réponse",
            ),
            Refusal::NoToken | Refusal::NoSession => (
                refusal.message(),
                "ouvrez l’adresse que la commande a affichée : elle laisse entrer ce navigateur",
            ),
            Refusal::NoPageToken => (refusal.message(), "il manque le jeton de la page : rechargez-la"),
        };
        Refused::new(refusal.status(), refusal.name(), Told::new(english, french))
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut response = self.answer(&self.told.english);
        response.extensions_mut().insert(Beside(Arc::new(self)));
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
