//! What a page says of itself in its head → its title, language, date and encoding.

use encoding_rs::Encoding;
use scraper::{Html, Node};

use crate::text::lang::Lang;

/// What the head of a page declares.
#[derive(Default)]
pub(crate) struct Head {
    pub(crate) title: Option<String>,
    pub(crate) lang: Option<Lang>,
    pub(crate) date: Option<String>,
}

impl Head {
    pub(crate) fn of(html: &Html) -> Head {
        let mut head = Head::default();
        let (mut og_title, mut page_title, mut time) = (None, None, None);
        for node in html.tree.root().descendants() {
            let Node::Element(element) = node.value() else { continue };
            match element.name() {
                "html" => head.lang = element.attr("lang").and_then(|tag| Lang::parse(tag).ok()),
                "title" if page_title.is_none() => {
                    let text: String = node
                        .descendants()
                        .filter_map(|n| n.value().as_text().map(|t| &**t))
                        .collect();
                    page_title = Some(text);
                }
                "meta" => {
                    let name = element
                        .attr("property")
                        .or_else(|| element.attr("name"))
                        .unwrap_or("")
                        .to_ascii_lowercase();
                    let content = element.attr("content").unwrap_or("");
                    match name.as_str() {
                        "og:title" => og_title = Some(content.to_owned()),
                        "article:published_time"
                        | "date"
                        | "dc.date"
                        | "dc.date.issued"
                        | "dcterms.date"
                        | "pubdate"
                        | "datepublished" => head.date = head.date.or_else(|| iso_date(content)),
                        _ => {}
                    }
                }
                "script" if head.date.is_none() && element.attr("type") == Some("application/ld+json") => {
                    let text: String = node
                        .descendants()
                        .filter_map(|n| n.value().as_text().map(|t| &**t))
                        .collect();
                    let after = text.find("\"datePublished\"").map(|at| &text[at + 15..]);
                    head.date = after.and_then(|after| after.split('"').nth(1)).and_then(iso_date);
                }
                "time" if time.is_none() => time = element.attr("datetime").and_then(iso_date),
                _ => {}
            }
        }
        head.date = head.date.or(time);
        let titles = og_title.into_iter().chain(page_title);
        head.title = titles
            .map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "))
            .find(|title| !title.is_empty());
        head
    }
}

/// `2025-03-11T06:12:00+01:00` → `2025-03-11`; `None` when the text does not begin with a date of ISO 8601.
pub(crate) fn iso_date(text: &str) -> Option<String> {
    let date = text.trim().get(..10)?;
    let parts: Vec<&str> = date.split('-').collect();
    let digits = |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    match parts.as_slice() {
        [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2) => {
            let month: u8 = month.parse().ok()?;
            let day: u8 = day.parse().ok()?;
            ((1..=12).contains(&month) && (1..=31).contains(&day)).then(|| date.to_owned())
        }
        _ => None,
    }
}

/// The encoding that a page or an XML file names in its first kilobyte: `<meta charset=…>`, `<?xml encoding=…?>`.
pub(crate) fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(1024)].to_ascii_lowercase();
    let find = |pattern: &[u8]| {
        head.windows(pattern.len())
            .position(|w| w == pattern)
            .map(|at| at + pattern.len())
    };
    if head.iter().find(|b| !b.is_ascii_whitespace()) != Some(&b'<') {
        return None;
    }
    let at = find(b"charset=").or_else(|| find(b"encoding="))?;
    let label = head[at..]
        .iter()
        .copied()
        .skip_while(|b| matches!(b, b'"' | b'\'' | b' '));
    let label: Vec<u8> = label
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
        .collect();
    Encoding::for_label(&label)
}
