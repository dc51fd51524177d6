//! Links within a page that are no text: the mark of a note, the way back from it, the permalink of a heading.

use std::collections::HashSet;

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

use crate::article::formats::notes;

/// The names that places of a page have, which its links lead to.
pub(crate) type Anchors = HashSet<String>;

/// Whether an element is the mark of a note: raised, a link within the page (or made of such links), and a number, letter or
/// asterisk. Its `<sup>` may stand around the link or in it.
pub(crate) fn is_note_mark(node: NodeRef<'_, Node>, anchors: &Anchors) -> bool {
    let Node::Element(element) = node.value() else {
        return false;
    };
    match element.name() {
        "a" if leads_inside(element, anchors) => {
            let raised = || {
                let inner = node.descendants().filter(|inner| is_element(*inner, "sup"));
                let text: String = inner.map(text_of).collect();
                text.trim() == text_of(node).trim()
            };
            notes::is_note_mark(&text_of(node)) && (says_note(element) || raised())
        }
        "sup" => {
            let links: Vec<_> = node
                .descendants()
                .filter(
                    |inner| matches!(inner.value(), Node::Element(e) if e.name() == "a" && leads_inside(e, anchors)),
                )
                .map(text_of)
                .collect();
            let count = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
            let linked: usize = links.iter().map(|link| count(link)).sum();
            !links.is_empty() && linked == count(&text_of(node)) && links.iter().all(|link| notes::is_note_mark(link))
        }
        _ => false,
    }
}

/// Whether an element is a link within the page that shows a sign alone, `↩` or `¶`, or a heading's link to itself beside
/// the heading's words: by its class, or by what it says (`Permalink to this heading`).
pub(crate) fn is_sign(node: NodeRef<'_, Node>, anchors: &Anchors) -> bool {
    let Node::Element(element) = node.value() else {
        return false;
    };
    if element.name() != "a" || !leads_inside(element, anchors) {
        return false;
    }
    let text = text_of(node);
    let signs = notes::is_sign(&text);
    let heading = || node.ancestors().find(|outer| is_heading(*outer));
    let permalink = |token: &str| {
        matches!(
            token,
            "headerlink" | "permalink" | "heading-link" | "header-anchor" | "heading-anchor" | "hash-link"
        ) || matches!(
            token,
            "anchor" | "anchorjs-link" | "anchor-link" | "headinglink" | "deep-link"
        )
    };
    let classes = element.attr("class").unwrap_or("");
    signs
        || (classes.split_whitespace().any(permalink)
            && heading().is_some_and(|heading| text_of(heading).trim().len() > text.trim().len()))
        || says_permalink(&text) && heading().is_some_and(|heading| text_of(heading).trim() != text.trim())
}

/// Whether an element of a heading holds the links by which it is edited, in brackets: `[edit]`, `[modifier | modifier le code]`.
pub(crate) fn is_edit_link(node: NodeRef<'_, Node>) -> bool {
    if !is_element(node, "span") || !node.ancestors().any(is_heading) {
        return false;
    }
    let text = text_of(node);
    let text = text.trim();
    let count = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let links = node.descendants().filter(|inner| is_element(*inner, "a"));
    let linked: usize = links.map(|link| count(&text_of(link))).sum();
    text.starts_with('[') && text.ends_with(']') && linked > 0 && linked == count(text)
}

fn is_heading(node: NodeRef<'_, Node>) -> bool {
    matches!(node.value(), Node::Element(e) if matches!(e.name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6"))
}

/// Whether a link's text says that it is the permanent link of what it stands beside.
fn says_permalink(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    let beginnings = [
        "permalink",
        "permanent link",
        "direct link to",
        "link to this",
        "copy link",
        "lien permanent",
        "permalien",
        "lien direct vers",
        "lien vers cette",
        "lien vers ce ",
        "copier le lien",
    ];
    beginnings.iter().any(|beginning| text.starts_with(beginning))
}

/// Whether a link leads to a place of its own page. Browsers write the page's address before the `#` when they save it.
fn leads_inside(link: &Element, anchors: &Anchors) -> bool {
    let Some((page, place)) = link.attr("href").and_then(|href| href.trim().split_once('#')) else {
        return false;
    };
    page.is_empty() || anchors.contains(place)
}

/// Whether a link says itself that it is the mark of a note.
fn says_note(link: &Element) -> bool {
    let role = |name| link.attr(name).is_some_and(|role| role.contains("noteref"));
    let class = |token: &str| {
        matches!(
            token,
            "footnote-ref" | "footnoteref" | "noteref" | "fn-ref" | "footnote-reference"
        )
    };
    role("role") || role("epub:type") || link.attr("class").unwrap_or("").split_whitespace().any(class)
}

fn is_element(node: NodeRef<'_, Node>, name: &str) -> bool {
    matches!(node.value(), Node::Element(element) if element.name() == name)
}

/// The text in an element, without the parts of it that are no text of the page.
fn text_of(node: NodeRef<'_, Node>) -> String {
    node.descendants()
        .filter(|inner| {
            !inner
                .parent()
                .is_some_and(|parent| is_element(parent, "style") || is_element(parent, "script"))
        })
        .filter_map(|inner| inner.value().as_text().map(|text| &**text))
        .collect()
}
