//! A request → the language of its page: what was chosen, else what the browser asks for.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;

use super::texts::{ENGLISH, FRENCH, Texts};
use crate::web::session::cookies;

/// The cookie of what was chosen.
pub(super) const COOKIE: &str = "interligne-language";

/// The texts of a request's page.
pub(super) fn of(headers: &HeaderMap, chosen: Option<&str>) -> &'static Texts {
    let kept = cookies(headers, COOKIE).next();
    chosen
        .and_then(named)
        .or_else(|| kept.and_then(named))
        .unwrap_or_else(|| asked_for(headers))
}

fn named(tag: &str) -> Option<&'static Texts> {
    match tag {
        "fr" => Some(&FRENCH),
        "en" => Some(&ENGLISH),
        _ => None,
    }
}

/// The first language of the browser's list that there is; English without one.
fn asked_for(headers: &HeaderMap) -> &'static Texts {
    let list = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|list| list.to_str().ok())
        .unwrap_or_default();
    let mut ranges: Vec<(f32, &str)> = list
        .split(',')
        .filter_map(|range| {
            let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
            let weight = weight
                .trim()
                .strip_prefix("q=")
                .and_then(|weight| weight.parse().ok())?;
            let tag = tag.trim().split('-').next()?;
            (weight > 0.0).then_some((weight, tag))
        })
        .collect();
    ranges.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut found = ranges.iter().filter_map(|(_, tag)| named(&tag.to_ascii_lowercase()));
    found.next().unwrap_or(&ENGLISH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_comes_before_what_the_browser_asks_for() {
        let with = |list: &str, cookie: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, list.parse().expect("a header"));
            headers.insert("cookie", cookie.parse().expect("a header"));
            headers
        };
        assert_eq!(of(&with("de, fr-CA;q=0.8, en;q=0.5", ""), None).tag, "fr");
        assert_eq!(of(&with("en-GB,en;q=0.9,fr;q=0.8", ""), None).tag, "en");
        assert_eq!(of(&with("*", ""), None).tag, "en");
        assert_eq!(of(&with("en", "a=b; interligne-language=fr"), None).tag, "fr");
        assert_eq!(of(&with("en", "interligne-language=fr"), Some("en")).tag, "en");
        assert_eq!(of(&with("fr", "interligne-language=xx"), Some("yy")).tag, "fr");
    }
}
