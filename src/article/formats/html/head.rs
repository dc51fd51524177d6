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

/// How far into a file its encoding is looked for. The HTML standard asks for 1,024 bytes, but pages declare it later, after
/// scripts and comments, and browsers go on looking there.
const LAST_DECLARATION: usize = 64 * 1024;

/// The encoding that a page or an XML file names before its body: `<meta charset=…>`, `<?xml encoding=…?>`.
pub(crate) fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(LAST_DECLARATION)].to_ascii_lowercase();
    let start = head
        .iter()
        .position(|b| !b.is_ascii_whitespace() && !matches!(b, 0xef | 0xbb | 0xbf))?;
    let head = &head[start..];
    if head.starts_with(b"<?xml") {
        let named = label_after(tag(head), b"encoding=");
        if named.is_some() {
            return named;
        }
    }
    if head.first() != Some(&b'<') {
        return None;
    }
    let end = memchr::memmem::find(head, b"<body").unwrap_or(head.len());
    // Only in `<meta>`: a script names the encoding of its own file.
    memchr::memmem::find_iter(&head[..end], b"<meta").find_map(|at| label_after(tag(&head[at..]), b"charset="))
}

/// A tag, without its end.
fn tag(from: &[u8]) -> &[u8] {
    &from[..memchr::memchr(b'>', from).unwrap_or(from.len())]
}

/// The encoding that a tag names after `attribute`.
fn label_after(tag: &[u8], attribute: &[u8]) -> Option<&'static Encoding> {
    let at = memchr::memmem::find(tag, attribute)? + attribute.len();
    let label: Vec<u8> = tag[at..]
        .iter()
        .copied()
        .skip_while(|b| matches!(b, b'"' | b'\'' | b' '))
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
        .collect();
    Encoding::for_label(&label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_found_wherever_the_head_declares_it() {
        let late = format!(
            "<!DOCTYPE html><html><head><!-- {} --><meta charset='iso-8859-2'>",
            "x".repeat(5000)
        );
        for (page, name) in [
            (late.as_str(), Some("ISO-8859-2")),
            (
                "<html><meta http-equiv=Content-Type content='text/html; charset=ISO-8859-15'>",
                Some("ISO-8859-15"),
            ),
            (
                "<?xml version='1.0' encoding='windows-1250'?><html>",
                Some("windows-1250"),
            ),
            (
                "<html><script src=a.js charset=koi8-r></script><meta charset=big5>",
                Some("Big5"),
            ),
            (
                "<html><body><p>&lt;meta charset=big5> and <meta charset=big5></p>",
                None,
            ),
            ("charset=big5", None),
        ] {
            assert_eq!(
                declared_encoding(page.as_bytes()).map(Encoding::name),
                name,
                "{page:.80}"
            );
        }
    }
}
