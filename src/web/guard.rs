//! A request → whether it may be answered, and whose it is.
//!
//! A server on this machine is within reach of every page in the browser of whoever sits here, so three things are looked at before
//! anything is read:
//!
//! - **Host**: a page can have its own name point to this machine (DNS rebinding), and the browser then lets it read the answers. The
//!   name that the request was sent to must be one of ours: `localhost`, an address, or one that was allowed.
//! - **Origin** and **Sec-Fetch-Site**: where a browser says that another page asks, nothing is read or written. To open an address
//!   (`navigate`) is no such thing: the page does not see what comes.
//! - **the token**, where there is one: as `Authorization: Bearer TOKEN`, or for clients that can send no header as the beginning of the
//!   path, `/k/TOKEN/…`.

use std::net::{IpAddr, Ipv6Addr};

use axum::http::header::{AUTHORIZATION, HOST, ORIGIN};
use axum::http::uri::{Authority, PathAndQuery};
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, Uri, Version};

use super::token::Token;

/// What may be asked, by whom.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    /// Without any, everybody who reaches the server may ask.
    tokens: Vec<Token>,
    /// Names of this machine beside `localhost`, in lower case.
    names: Vec<String>,
    /// Whether the server is for this machine alone: then no other address can be its name.
    loopback: bool,
}

/// Who asks; `person` is the name of the token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) person: Option<String>,
}

/// Why a request is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// HTTP/1.1 without a host, or with several.
    NoHost,
    /// It was sent to another name than ours.
    ForeignHost,
    /// The page of another server asks.
    ForeignOrigin,
    /// The token is missing or wrong.
    NoToken,
    /// The cookie of the session is missing or wrong.
    #[cfg(feature = "review")]
    NoSession,
    /// A change without the secret of the page, which pages of other servers cannot read.
    #[cfg(feature = "review")]
    NoPageToken,
}

impl Refusal {
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Refusal::NoHost => StatusCode::BAD_REQUEST,
            Refusal::ForeignHost => StatusCode::MISDIRECTED_REQUEST,
            Refusal::ForeignOrigin => StatusCode::FORBIDDEN,
            Refusal::NoToken => StatusCode::UNAUTHORIZED,
            #[cfg(feature = "review")]
            Refusal::NoSession | Refusal::NoPageToken => StatusCode::FORBIDDEN,
        }
    }

    /// The refusal's name for programs.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Refusal::NoHost => "no-host",
            Refusal::ForeignHost => "foreign-host",
            Refusal::ForeignOrigin => "foreign-origin",
            Refusal::NoToken => "no-token",
            #[cfg(feature = "review")]
            Refusal::NoSession => "no-session",
            #[cfg(feature = "review")]
            Refusal::NoPageToken => "no-page-token",
        }
    }

    /// What to do, for people.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Refusal::NoHost => "expected one header `Host`",
            Refusal::ForeignHost => {
                "the request was sent to a name that is not this server's: use localhost or an address, or start the server with --allow-host NAME"
            }
            Refusal::ForeignOrigin => "the request comes from the page of another server: nothing is answered to it",
            Refusal::NoToken => {
                "expected the token: as `Authorization: Bearer TOKEN`, or as /k/TOKEN before the rest of the path"
            }
            #[cfg(feature = "review")]
            Refusal::NoSession => "open the address that the command printed: it lets this browser in",
            #[cfg(feature = "review")]
            Refusal::NoPageToken => "expected the token of the page in a header: reload the page",
        }
    }
}

impl Guard {
    /// A guard of a server that listens at an address, for requests with one of the tokens, if there are any, and sent to
    /// `localhost`, to an address, or to one of the names.
    pub(crate) fn new(address: IpAddr, tokens: Vec<Token>, names: &[String]) -> Guard {
        Guard {
            tokens,
            names: names.iter().filter_map(|name| host_name(name)).collect(),
            loopback: address.is_loopback(),
        }
    }

    /// Admits a request or refuses it; a token in the path is taken out of it.
    pub(crate) fn admit<B>(&self, request: &mut Request<B>) -> Result<Caller, Refusal> {
        let host = host(request)?;
        if let Some(host) = &host
            && !self.is_ours(host)
        {
            return Err(Refusal::ForeignHost);
        }
        if self.is_foreign(request.headers(), host.as_ref()) {
            return Err(Refusal::ForeignOrigin);
        }
        let in_path = token_in_path(request.uri());
        let given = match &in_path {
            Some((token, _)) => Some(token.as_str()),
            None => bearer(request.headers()),
        };
        let known = given.and_then(|given| self.tokens.iter().find(|token| token.is(given)));
        if known.is_none() && !self.tokens.is_empty() {
            return Err(Refusal::NoToken);
        }
        let person = known.and_then(Token::person).map(str::to_owned);
        if let Some((_, rest)) = in_path {
            *request.uri_mut() = rest;
        }
        // Whoever writes a log of the headers does not write this one.
        if let Some(value) = request.headers_mut().get_mut(AUTHORIZATION) {
            *value = HeaderValue::from_static("taken out");
        }
        Ok(Caller { person })
    }

    /// Whether a browser says that the page of another server asks.
    fn is_foreign(&self, headers: &HeaderMap, host: Option<&Authority>) -> bool {
        let ours = |origin: &HeaderValue| {
            let origin = origin.to_str().ok().and_then(|origin| origin.parse::<Uri>().ok());
            let origin = origin
                .as_ref()
                .and_then(|origin| origin.scheme_str().zip(origin.authority()));
            origin.zip(host).is_some_and(|((scheme, origin), host)| {
                self.is_our_scheme(scheme, host)
                    && origin.host().eq_ignore_ascii_case(host.host())
                    && origin.port_u16() == host.port_u16()
            })
        };
        let said = |name: &str| headers.get(name).map(HeaderValue::as_bytes);
        let site = said("sec-fetch-site");
        let from_elsewhere = site.is_some_and(|site| site != b"same-origin" && site != b"none");
        let opened = said("sec-fetch-mode") == Some(b"navigate") && said("sec-fetch-dest") == Some(b"document");
        !headers.get_all(ORIGIN).iter().all(ours) || (from_elsewhere && !opened)
    }

    /// Whether pages of ours have this scheme: we speak HTTP, and under a name that was allowed a program before us may speak HTTPS.
    fn is_our_scheme(&self, scheme: &str, host: &Authority) -> bool {
        let is_allowed = || self.names.iter().any(|own| own.eq_ignore_ascii_case(host.host()));
        scheme == "http" || (scheme == "https" && is_allowed())
    }

    fn is_ours(&self, host: &Authority) -> bool {
        let name = host.host().to_ascii_lowercase();
        let name = name.strip_suffix('.').unwrap_or(&name);
        if name == "localhost" || self.names.iter().any(|own| own == name) {
            return true;
        }
        // Only a name can be made to point elsewhere: an address is where the request went.
        match address(name) {
            Some(address) => address.is_loopback() || !self.loopback,
            None => false,
        }
    }
}

/// The name of a machine as it stands in `Host`, in lower case and without a port and a dot at its end; `None` where no request can have it
/// there: an address of a page, a path, letters that a browser would write otherwise.
pub(crate) fn host_name(text: &str) -> Option<String> {
    let authority: Authority = text.trim().parse().ok()?;
    let name = authority.host().to_ascii_lowercase();
    let name = name.strip_suffix('.').unwrap_or(&name);
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let is_name = name.split('.').all(is_label) || address(name).is_some();
    (is_name && !authority.as_str().contains('@')).then(|| name.to_owned())
}

/// The address that a host in a URL is, if it is none by name.
fn address(host: &str) -> Option<IpAddr> {
    match host.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
        Some(inner) => inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        None => host.parse().ok(),
    }
}

/// Where the request was sent; a host in the address itself counts before the header (RFC 9112, 3.2.2).
fn host<B>(request: &Request<B>) -> Result<Option<Authority>, Refusal> {
    let mut hosts = request.headers().get_all(HOST).iter();
    if let Some(authority) = request.uri().authority() {
        return match hosts.nth(1) {
            Some(_) => Err(Refusal::NoHost),
            None => Ok(Some(authority.clone())),
        };
    }
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => match Authority::try_from(host.as_bytes()) {
            Ok(host) if !host.as_str().contains('@') => Ok(Some(host)),
            _ => Err(Refusal::ForeignHost),
        },
        // Nothing that a browser sends.
        (None, _) if request.version() < Version::HTTP_11 => Ok(None),
        _ => Err(Refusal::NoHost),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The token in `/k/TOKEN/…`, and the address without it.
fn token_in_path(uri: &Uri) -> Option<(String, Uri)> {
    let whole = uri.path_and_query()?.as_str();
    // As in `//k/…`, where the base that a client was given ends with a slash.
    let rest = whole.trim_start_matches('/').strip_prefix("k/")?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (token, rest) = rest.split_at(end);
    let path = match rest.as_bytes().first() {
        Some(b'/') => PathAndQuery::try_from(rest),
        _ => PathAndQuery::try_from(format!("/{rest}")),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(path.ok()?);
    Some((token.to_owned(), Uri::from_parts(parts).ok()?))
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use axum::http::Method;

    use super::*;
    use crate::web::token::read_or_make;

    const TOKEN: &str = "0123456789abcdef";

    fn guard(loopback: bool, token: bool, names: &[&str]) -> Guard {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("token");
        std::fs::write(&path, format!("anne {TOKEN}")).expect("a file");
        let tokens = if token {
            read_or_make(&path).expect("a token")
        } else {
            Vec::new()
        };
        let address = if loopback {
            Ipv4Addr::LOCALHOST
        } else {
            Ipv4Addr::UNSPECIFIED
        };
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        Guard::new(address.into(), tokens, &names)
    }

    fn asked(guard: &Guard, uri: &str, headers: &[(&str, &str)]) -> Result<(Caller, String), Refusal> {
        let mut request = Request::builder().method(Method::GET).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(()).expect("a request");
        let caller = guard.admit(&mut request)?;
        Ok((caller, request.uri().to_string()))
    }

    #[test]
    fn a_name_is_what_can_stand_in_host() {
        for (text, name) in [
            ("TM.Example", Some("tm.example")),
            ("tm:56113", Some("tm")),
            ("tm_1.", Some("tm_1")),
            ("10.0.0.7:80", Some("10.0.0.7")),
            ("[::1]", Some("[::1]")),
            ("http://foo", None),
            ("foo/", None),
            ("a@foo", None),
            ("a b", None),
            ("a..b", None),
            ("münchen.example", None),
            ("*.example", None),
            (":80", None),
            ("", None),
        ] {
            assert_eq!(host_name(text).as_deref(), name, "{text}");
        }
    }

    #[test]
    fn only_our_own_names_are_answered() {
        let local = guard(true, false, &["Tm.Example"]);
        for host in [
            "localhost:5",
            "LOCALHOST",
            "localhost.",
            "127.0.0.1:5",
            "127.1.2.3",
            "[::1]:5",
            "tm.example:80",
        ] {
            assert!(asked(&local, "/", &[("host", host)]).is_ok(), "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example",
            "192.168.0.9",
            "tm.example.evil",
            "0x7f.1",
            "a@localhost",
            "",
        ] {
            assert_eq!(
                asked(&local, "/", &[("host", host)]),
                Err(Refusal::ForeignHost),
                "{host}"
            );
        }
        assert_eq!(asked(&local, "/", &[]), Err(Refusal::NoHost));
        let twice = [("host", "localhost"), ("host", "evil.example")];
        assert_eq!(asked(&local, "/", &twice), Err(Refusal::NoHost));
        // A proxy's form of the address.
        let both = [("host", "localhost")];
        assert_eq!(asked(&local, "http://evil.example/", &both), Err(Refusal::ForeignHost));
        let open = guard(false, false, &[]);
        assert!(asked(&open, "/", &[("host", "192.168.0.9:5")]).is_ok());
        assert_eq!(
            asked(&open, "/", &[("host", "evil.example")]),
            Err(Refusal::ForeignHost)
        );
    }

    #[test]
    fn the_pages_of_other_servers_are_not_answered() {
        let guard = guard(true, false, &[]);
        let host = ("host", "localhost:5");
        for origin in [
            "http://evil.example",
            "null",
            "http://localhost:6",
            "http://localhost",
            "http://127.0.0.1:5",
            "file://",
            "http://localhost:5.evil.example",
            "https://localhost:5",
            "ws://localhost:5",
        ] {
            let found = asked(&guard, "/", &[host, ("origin", origin)]);
            assert_eq!(found, Err(Refusal::ForeignOrigin), "{origin}");
        }
        assert!(asked(&guard, "/", &[host, ("origin", "http://localhost:5")]).is_ok());
        // A name that was allowed may stand for a program before us, which speaks HTTPS.
        let named = self::guard(true, false, &["memory.example"]);
        for (origin, answered) in [("https://memory.example", true), ("ftp://memory.example", false)] {
            let found = asked(&named, "/", &[("host", "memory.example"), ("origin", origin)]);
            assert_eq!(found.is_ok(), answered, "{origin}");
        }
        let fetched = |site, mode, dest| {
            let said = [
                host,
                ("sec-fetch-site", site),
                ("sec-fetch-mode", mode),
                ("sec-fetch-dest", dest),
            ];
            asked(&guard, "/", &said).is_ok()
        };
        assert!(fetched("same-origin", "cors", "empty") && fetched("none", "navigate", "document"));
        assert!(fetched("cross-site", "navigate", "document"));
        assert!(!fetched("cross-site", "no-cors", "image") && !fetched("same-site", "no-cors", "script"));
        // In a frame, an address that is opened is shown within another page.
        assert!(!fetched("cross-site", "navigate", "iframe"));
    }

    #[test]
    fn a_token_comes_in_a_header_or_in_the_path() {
        let guard = guard(true, true, &[]);
        let host = ("host", "localhost");
        let anne = Caller {
            person: Some("anne".to_owned()),
        };
        let bearer = format!("bearer {TOKEN}");
        let found = asked(&guard, "/a?b=c", &[host, ("authorization", &bearer)]);
        assert_eq!(found, Ok((anne.clone(), "/a?b=c".to_owned())));
        for (uri, rest) in [
            ("/k/TOKEN/a/b?c=d", "/a/b?c=d"),
            ("//k/TOKEN//a", "//a"),
            ("/k/TOKEN", "/"),
            ("/k/TOKEN?q=a", "/?q=a"),
        ] {
            let found = asked(&guard, &uri.replace("TOKEN", TOKEN), &[host]);
            assert_eq!(found, Ok((anne.clone(), rest.to_owned())));
        }
        let wrong = format!("Bearer {}", TOKEN.replace('0', "1"));
        for headers in [
            &[host][..],
            &[host, ("authorization", &wrong)],
            &[host, ("authorization", TOKEN)],
        ] {
            assert_eq!(asked(&guard, "/a", headers), Err(Refusal::NoToken));
        }
        // What is in the path counts, and no header beside it.
        let wrong_path = asked(&guard, "/k/wrong/a", &[host, ("authorization", &bearer)]);
        assert_eq!(wrong_path, Err(Refusal::NoToken));
        assert_eq!(asked(&guard, "/kTOKEN/a", &[host]), Err(Refusal::NoToken));
    }
}
