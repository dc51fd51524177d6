//! The page of search, for people: what OmegaT's External Finder opens, and any browser can.
//!
//! All of it is made here, without scripts; its addresses are relative, so that a token in the path stays there.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use axum::extract::{RawQuery, State as Shared};
use axum::http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

use super::api::WordSearch;
use super::query::Params;
use super::reply;
use super::state::State;
use super::workers::{Desk, USUAL};
use crate::exchange::html::escaped;
use crate::matching::concordance::{ConcordanceHit, Concordances, UnitSide};

const STYLE: &str = include_str!("search.css");

/// `GET /search?q=…`
pub(crate) async fn search(Shared(state): Shared<Arc<State>>, RawQuery(query): RawQuery) -> Response {
    let (words, side, outcome) = match Params::parse(query.as_deref()) {
        Ok(params) => {
            let text = |name| params.get(name).unwrap_or_default().to_owned();
            let words = text("q");
            let outcome = if words.trim().is_empty() {
                Ok(None)
            } else {
                find(&state, &params).await.map(Some)
            };
            (words, text("in"), outcome)
        }
        Err(error) => (String::new(), String::new(), Err((error.status, error.message))),
    };
    let mut response = reply::of("text/html; charset=utf-8", page(&words, &side, &outcome));
    if let Err((status, _)) = outcome {
        *response.status_mut() = status;
    }
    let headers = response.headers_mut();
    let policy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    // The address may hold a token.
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// `GET /search.css`
pub(crate) async fn style() -> Response {
    reply::of("text/css; charset=utf-8", STYLE)
}

async fn find(state: &Arc<State>, params: &Params) -> Result<Concordances, (StatusCode, String)> {
    let search = WordSearch::of(state, params).map_err(|error| (error.status, error.message))?;
    let shared = state.clone();
    let question = move |desk: &Desk<'_>| {
        let (from, to) = &search.languages;
        match shared.served.pair(desk.memory, from, to)? {
            Some((from, to)) => desk.words((&from, &to), |_, concordance| {
                concordance.search(&search.query, &search.options)
            }),
            None => Ok(Concordances::default()),
        }
    };
    let answer = state.workers.ask(USUAL, question).await;
    answer.map_err(|failure| (StatusCode::INTERNAL_SERVER_ERROR, failure.to_string()))
}

fn page(words: &str, side: &str, outcome: &Result<Option<Concordances>, (StatusCode, String)>) -> String {
    let words = escaped(words);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{words}{} interligne</title>\n\
         <link rel=\"stylesheet\" href=\"search.css\">\n</head>\n<body>\n\
         <form action=\"search\" method=\"get\" role=\"search\">\n\
         <label>Words <input type=\"search\" name=\"q\" value=\"{words}\" autofocus></label>\n\
         <label>in <select name=\"in\">",
        if words.is_empty() { "" } else { " –" }
    );
    for (value, name) in [
        ("both", "both texts"),
        ("source", "sources"),
        ("target", "translations"),
    ] {
        let selected = if value == side { " selected" } else { "" };
        let _ = write!(out, "<option value=\"{value}\"{selected}>{name}</option>");
    }
    out.push_str("</select></label>\n<button>Search</button>\n</form>\n<main>\n");
    match outcome {
        Err((_, message)) => {
            let _ = writeln!(out, "<p role=\"alert\">{}</p>", escaped(message));
        }
        Ok(None) => out.push_str(
            "<p>Words, or a “phrase in quotation marks”; <code>trad*</code> finds every word that begins so.</p>\n",
        ),
        Ok(Some(found)) => units(&mut out, found),
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn units(out: &mut String, found: &Concordances) {
    let Some(first) = found.hits.first() else {
        out.push_str("<p>No unit has these words.</p>\n");
        return;
    };
    let _ = writeln!(
        out,
        "<table>\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">Origin</th></tr></thead>\n<tbody>",
        first.source_lang.name(),
        first.target_lang.name()
    );
    for hit in &found.hits {
        unit(out, hit);
    }
    out.push_str("</tbody>\n</table>\n");
    if found.more {
        let _ = writeln!(out, "<p>The first {}; there are more.</p>", found.hits.len());
    }
}

fn unit(out: &mut String, hit: &ConcordanceHit) {
    let (source, target) = match hit.side {
        UnitSide::Source => ((&hit.marks, "mark"), (&hit.translation_marks, "em")),
        UnitSide::Target => ((&hit.translation_marks, "em"), (&hit.marks, "mark")),
    };
    out.push_str("<tr>");
    for (text, lang, (marks, element)) in [
        (&hit.source, &hit.source_lang, source),
        (&hit.target, &hit.target_lang, target),
    ] {
        let _ = write!(out, "<td lang=\"{lang}\" dir=\"auto\">");
        marked(out, text, marks, element);
        out.push_str("</td>");
    }
    let article = hit
        .article
        .as_deref()
        .map_or(String::new(), |article| escaped(article) + " · ");
    let _ = writeln!(out, "<td>{article}{} · unit {}</td></tr>", hit.status, hit.unit);
}

/// A text with some of it in elements.
fn marked(out: &mut String, text: &str, marks: &[Range<usize>], element: &str) {
    let mut at = 0;
    for mark in marks {
        let (Some(before), Some(inside)) = (text.get(at..mark.start), text.get(mark.clone())) else {
            continue;
        };
        let _ = write!(out, "{}<{element}>{}</{element}>", escaped(before), escaped(inside));
        at = mark.end;
    }
    out.push_str(&escaped(&text[at..]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_texts() {
        let mut out = String::new();
        marked(&mut out, "a <b> & \"c\"", std::slice::from_ref(&(2..5)), "mark");
        assert_eq!(out, "a <mark>&lt;b&gt;</mark> &amp; &quot;c&quot;");
        let page = page(
            "\"><script>",
            "target",
            &Err((StatusCode::BAD_REQUEST, "<no>".to_owned())),
        );
        assert!(!page.contains("<script>") && !page.contains("<no>"), "{page}");
    }
}
