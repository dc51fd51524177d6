//! A browser on this machine → a session: a secret in the address, once, and then a cookie.
//!
//! [`Guard`] has looked at host and origin. On top of that a session asks for
//!
//! - **the port** in the host, and nothing but requests of its own pages (`Sec-Fetch-Site: same-origin`), or addresses that a person
//!   opens (`none`), which are never those of the API;
//! - **a cookie**, HttpOnly and SameSite=Strict, with the port in its name, since cookies ignore ports and another server on this
//!   machine would overwrite it. Who brings the secret of the address is given it;
//! - **a header** with another secret, which the page carries, on every request that may change something.
//!
//! There are two secrets for addresses: the one that is printed lasts as long as the server; the one that a browser is started with
//! serves once, since other people of this machine may see the arguments of a program.

use std::sync::{Mutex, PoisonError};

use axum::http::header::{COOKIE, HOST};
use axum::http::{HeaderMap, Method, Request};

use super::guard::{Guard, Refusal};
use super::token::{is_secret, new_secret};

/// The header in which a page gives its secret.
pub(crate) const PAGE_HEADER: &str = "x-interligne-page";
/// The parameter of the address that gives the secret.
const IN_ADDRESS: &str = "token";

/// The one session that a server has, in as many tabs as a person likes.
#[derive(Debug)]
pub(crate) struct Session {
    guard: Guard,
    port: u16,
    cookie: String,
    page: String,
    printed: String,
    once: Mutex<Option<String>>,
}

/// How a request comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// With the secret of an address: give the cookie.
    New,
    /// With the cookie.
    Known,
}

impl Session {
    /// A session of a server at a port of this machine.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub(crate) fn new(guard: Guard, port: u16) -> std::io::Result<Session> {
        Ok(Session {
            guard,
            port,
            cookie: new_secret()?,
            page: new_secret()?,
            printed: new_secret()?,
            once: Mutex::new(Some(new_secret()?)),
        })
    }

    /// What stands behind `?` in the address for people.
    pub(crate) fn printed(&self) -> String {
        format!("{IN_ADDRESS}={}", self.printed)
    }

    /// What stands behind `?` in the address that a browser is started with; it serves once.
    pub(crate) fn once(&self) -> Option<String> {
        let once = self.once.lock().unwrap_or_else(PoisonError::into_inner);
        once.as_ref().map(|once| format!("{IN_ADDRESS}={once}"))
    }

    /// The secret that a page carries.
    pub(crate) fn page(&self) -> &str {
        &self.page
    }

    fn cookie_name(&self) -> String {
        format!("interligne-{}", self.port)
    }

    /// The value of `Set-Cookie`.
    pub(crate) fn set_cookie(&self) -> String {
        format!(
            "{}={}; Path=/; HttpOnly; SameSite=Strict",
            self.cookie_name(),
            self.cookie
        )
    }

    /// Admits a request or refuses it.
    pub(crate) fn admit<B>(&self, request: &mut Request<B>) -> Result<Entry, Refusal> {
        self.guard.admit(request)?;
        let headers = request.headers();
        if port(headers) != Some(self.port) {
            return Err(Refusal::ForeignHost);
        }
        let site = headers.get("sec-fetch-site").map(axum::http::HeaderValue::as_bytes);
        // A person opens pages by their addresses, not the interface of their scripts.
        let is_page = !request.uri().path().starts_with("/api/");
        let is_own = match site {
            None | Some(b"same-origin") => true,
            Some(site) => site == b"none" && is_page,
        };
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        // A link in another program or page may carry the secret; what it leads to reads nothing yet.
        if reads && self.has_secret(request.uri().query()) {
            return Ok(Entry::New);
        }
        if !is_own {
            return Err(Refusal::ForeignOrigin);
        }
        let name = self.cookie_name();
        if !cookies(headers, &name).any(|value| is_secret(&self.cookie, value)) {
            return Err(Refusal::NoSession);
        }
        let given = headers.get(PAGE_HEADER).and_then(|value| value.to_str().ok());
        if !reads && !given.is_some_and(|given| is_secret(&self.page, given)) {
            return Err(Refusal::NoPageToken);
        }
        Ok(Entry::Known)
    }

    fn has_secret(&self, query: Option<&str>) -> bool {
        let pairs = query.unwrap_or_default().split('&');
        let Some(given) = pairs
            .filter_map(|pair| pair.split_once('='))
            .find(|(name, _)| *name == IN_ADDRESS)
        else {
            return false;
        };
        if is_secret(&self.printed, given.1) {
            return true;
        }
        let mut once = self.once.lock().unwrap_or_else(PoisonError::into_inner);
        once.take_if(|once| is_secret(once, given.1)).is_some()
    }
}

/// The port that a request was sent to.
fn port(headers: &HeaderMap) -> Option<u16> {
    let host = headers.get(HOST)?.to_str().ok()?;
    // Without one it is that of HTTP.
    match host.rsplit_once(':') {
        Some((_, port)) if !port.ends_with(']') => port.parse().ok(),
        _ => Some(80),
    }
}

/// The values of the cookies of a name.
pub(crate) fn cookies<'h>(headers: &'h HeaderMap, name: &'h str) -> impl Iterator<Item = &'h str> {
    let lines = headers
        .get_all(COOKIE)
        .into_iter()
        .filter_map(|line| line.to_str().ok());
    let pairs = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(move |(own, _)| *own == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn session() -> Session {
        Session::new(Guard::new(Ipv4Addr::LOCALHOST.into(), Vec::new(), &[]), 7001).expect("random bytes")
    }

    fn asked(session: &Session, method: Method, uri: &str, headers: &[(&str, &str)]) -> Result<Entry, Refusal> {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        session.admit(&mut request.body(()).expect("a request"))
    }

    const HOST: (&str, &str) = ("host", "127.0.0.1:7001");

    #[test]
    fn an_address_with_the_secret_gives_a_cookie_and_the_one_of_a_browser_once() {
        let session = session();
        let printed = format!("/?a=b&{}", session.printed());
        let once = format!("/a/3?{}", session.once().expect("not used yet"));
        for _ in 0..2 {
            assert_eq!(asked(&session, Method::GET, &printed, &[HOST]), Ok(Entry::New));
        }
        assert_eq!(asked(&session, Method::GET, &once, &[HOST]), Ok(Entry::New));
        assert_eq!(asked(&session, Method::GET, &once, &[HOST]), Err(Refusal::NoSession));
        assert_eq!(
            asked(&session, Method::GET, "/?token=", &[HOST]),
            Err(Refusal::NoSession)
        );
        assert_eq!(
            asked(&session, Method::POST, &printed, &[HOST]),
            Err(Refusal::NoSession)
        );
        let elsewhere = ("host", "evil.example:7001");
        assert_eq!(
            asked(&session, Method::GET, &printed, &[elsewhere]),
            Err(Refusal::ForeignHost)
        );
        let other_port = ("host", "127.0.0.1:7002");
        assert_eq!(
            asked(&session, Method::GET, &printed, &[other_port]),
            Err(Refusal::ForeignHost)
        );
    }

    #[test]
    fn a_request_needs_the_cookie_and_a_change_the_secret_of_the_page() {
        let session = session();
        let given = session.set_cookie();
        assert!(given.contains("HttpOnly") && given.contains("SameSite=Strict"));
        let cookie = ("cookie", given.split(';').next().expect("its beginning"));
        assert!(cookie.1.starts_with("interligne-7001="));
        assert_eq!(asked(&session, Method::GET, "/", &[HOST]), Err(Refusal::NoSession));
        assert_eq!(asked(&session, Method::GET, "/", &[HOST, cookie]), Ok(Entry::Known));
        let other = ("cookie", "interligne-7001=0123456789abcdef");
        assert_eq!(
            asked(&session, Method::GET, "/", &[HOST, other]),
            Err(Refusal::NoSession)
        );
        let page = session.page().to_owned();
        assert_eq!(
            asked(&session, Method::POST, "/", &[HOST, cookie]),
            Err(Refusal::NoPageToken)
        );
        let header = (PAGE_HEADER, page.as_str());
        assert_eq!(
            asked(&session, Method::POST, "/", &[HOST, cookie, header]),
            Ok(Entry::Known)
        );
        for site in ["cross-site", "same-site"] {
            let found = asked(&session, Method::GET, "/", &[HOST, cookie, ("sec-fetch-site", site)]);
            assert_eq!(found, Err(Refusal::ForeignOrigin), "{site}");
        }
        let typed = ("sec-fetch-site", "none");
        assert_eq!(
            asked(&session, Method::GET, "/a/1", &[HOST, cookie, typed]),
            Ok(Entry::Known)
        );
        let found = asked(&session, Method::GET, "/api/articles", &[HOST, cookie, typed]);
        assert_eq!(found, Err(Refusal::ForeignOrigin));
        let origin = ("origin", "http://127.0.0.1:7002");
        let found = asked(&session, Method::POST, "/", &[HOST, cookie, header, origin]);
        assert_eq!(found, Err(Refusal::ForeignOrigin));
    }
}
