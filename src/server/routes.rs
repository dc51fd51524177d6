//! Addresses → what answers them.

use std::future::Future;
use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{HeaderName, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, Method, Response};
use axum::middleware::{self, Next};
use axum::response::IntoResponse as _;
use axum::routing::{MethodRouter, get, post};
use axum::{Router, http};
use hyper::body::Incoming;
use tower_service::Service as _;

use super::reply::{ApiError, Route};
use super::state::State;
use super::{apertium, api, changes, mcp_http, page, tmserver, transfer};
use crate::web::guard::{Guard, Refusal};

/// The methods of an address, and that there are no others.
fn only(methods: MethodRouter<Arc<State>>, allow: &'static str) -> MethodRouter<Arc<State>> {
    methods.fallback(move || async move { ApiError::method(allow) })
}

/// Every address of our own with its methods; openapi.json describes those under `/v1`.
fn table() -> Vec<(&'static str, MethodRouter<Arc<State>>)> {
    let read = |methods| only(methods, "GET, HEAD");
    vec![
        (
            "/v1/suggest",
            only(get(api::suggest_one).post(api::suggest), "GET, HEAD, POST"),
        ),
        ("/v1/search", read(get(api::search))),
        ("/v1/units/{number}", read(get(api::unit))),
        ("/v1/units", only(post(transfer::add), "POST")),
        ("/v1/articles", read(get(api::articles))),
        ("/v1/languages", read(get(api::languages))),
        ("/v1/import", only(post(transfer::import), "POST")),
        ("/v1/export", read(get(transfer::export))),
        ("/v1/changes", read(get(changes::stream))),
        ("/v1/health", read(get(api::health))),
        ("/v1/metrics", read(get(api::metrics))),
        ("/v1/openapi.json", read(get(api::openapi))),
        // Where monitors look first.
        ("/health", read(get(api::health))),
        ("/metrics", read(get(api::metrics))),
        ("/openapi.json", read(get(api::openapi))),
        ("/search", read(get(page::search))),
        ("/search.css", read(get(page::style))),
        ("/apy/translate", read(get(apertium::translate))),
        ("/apy/listPairs", read(get(apertium::list_pairs))),
    ]
}

/// All addresses.
fn router(state: Arc<State>) -> Router {
    let named = |path: &'static str| {
        middleware::from_fn(move |request: Request, next: Next| async move {
            let mut response = next.run(request).await;
            response.extensions_mut().insert(Route(path));
            response
        })
    };
    let mut router = Router::new();
    for (path, methods) in table() {
        router = router.route(path, methods.layer(named(path)));
    }
    router
        .route("/mcp", mcp_http::over_http(state.clone()).layer(named("/mcp")))
        .fallback(tmserver::answer)
        .with_state(state)
}

/// The answer to each request that the guard admits, with its line in the log.
pub(crate) fn service(
    state: Arc<State>,
    guard: Guard,
) -> impl Fn(http::Request<Incoming>) -> std::pin::Pin<Box<dyn Future<Output = Response<Body>> + Send>>
+ Clone
+ Send
+ Sync
+ 'static {
    let guard = Arc::new(guard);
    let router = router(state.clone());
    move |request| {
        let (state, guard, mut router) = (state.clone(), guard.clone(), router.clone());
        Box::pin(async move {
            let began = Instant::now();
            let method = request.method().clone();
            let mut request = request.map(Body::new);
            let response = match guard.admit(&mut request) {
                Ok(caller) => {
                    request.extensions_mut().insert(caller);
                    match router.call(request).await {
                        Ok(response) => response,
                        Err(never) => match never {},
                    }
                }
                Err(refusal) => refused(refusal),
            };
            finished(&state, &method, began, response)
        })
    }
}

fn refused(refusal: Refusal) -> Response<Body> {
    let mut response = ApiError::from(refusal).into_response();
    if refusal == Refusal::NoToken {
        let scheme = HeaderValue::from_static("Bearer realm=\"interligne\"");
        response.headers_mut().insert(http::header::WWW_AUTHENTICATE, scheme);
    }
    response.extensions_mut().insert(Route("(refused)"));
    response
}

fn finished(state: &State, method: &Method, began: Instant, mut response: Response<Body>) -> Response<Body> {
    let headers = response.headers_mut();
    // A browser guesses no other type, and shows no page of another server what is here.
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    );
    let route = response.extensions().get::<Route>().map_or("(none)", |route| route.0);
    let (status, took) = (response.status().as_u16(), began.elapsed());
    state.metrics.count(route, status, took);
    // A method can be any word.
    let method = match *method {
        Method::GET | Method::HEAD | Method::POST | Method::PUT | Method::DELETE | Method::OPTIONS => method.as_str(),
        _ => "(other)",
    };
    state.log.tell(method, route, status, took);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_described_is_what_there_is() {
        let own = table()
            .into_iter()
            .map(|(path, _)| path)
            .filter(|path| path.starts_with("/v1/"));
        let mut own: Vec<&str> = own.collect();
        own.sort_unstable();
        let described: serde_json::Value = serde_json::from_str(api::OPENAPI).unwrap();
        let paths: Vec<&String> = described["paths"].as_object().unwrap().keys().collect();
        assert_eq!(paths, own);
    }
}
