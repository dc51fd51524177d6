//! Links within a page that are no text: the mark of a note, the way back from it, the permalink of a heading.

use std::collections::HashMap;

use ego_tree::{NodeId, NodeRef};
use scraper::Node;
use scraper::node::Element;

use crate::article::formats::notes;

/// The names that places of a page have, which its links lead to, each with its element.
pub(crate) type Anchors = HashMap<String, NodeId>;

/// Whether an element is the mark of a note: raised, a link within the page (or made of such links), and a number, letter or
/// asterisk. Its `<sup>` may stand around the link or in it. A link that is not raised is one too where it stands right after
/// a word of the line `before` and its class, the one of what is around it alone, or the place that it leads to is a note's, or leads back.
/// `raised` is whether the element's style raises it.
pub(crate) fn is_note_mark(node: NodeRef<'_, Node>, anchors: &Anchors, before: &str, raised: bool) -> bool {
    let Node::Element(element) = node.value() else {
        return false;
    };
    match element.name() {
        "a" if leads_inside(element, anchors) => {
            let text = text_of(node);
            let in_sup = || {
                let inner = node.descendants().filter(|inner| is_element(*inner, "sup"));
                let inner: String = inner.map(text_of).collect();
                inner.trim() == text.trim()
            };
            let known = || {
                names_mark(node)
                    || place_of(element).is_some_and(notes::is_place_of_note)
                    || leads_back(node, element, anchors)
            };
            notes::is_note_mark(&text)
                && (says_note(element) || raised || in_sup() || (notes::follows_word(before) && known()))
        }
        // The comma between the marks of two notes.
        "sup" if text_of(node).trim() == "," => true,
        "sup" => {
            let links: Vec<_> = node
                .descendants()
                .filter(|inner| match inner.value() {
                    Node::Element(e) if e.name() == "a" => leads_inside(e, anchors) || leads_nowhere(e),
                    Node::Element(e) => e.name() == "button",
                    _ => false,
                })
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
    page.is_empty() || anchors.contains_key(place)
}

/// Whether a script takes a link's place: a note that opens where one clicks.
fn leads_nowhere(link: &Element) -> bool {
    link.attr("href")
        .is_none_or(|href| href.trim().starts_with("javascript:"))
}

/// The name of the place of its page that a link leads to.
fn place_of(link: &Element) -> Option<&str> {
    link.attr("href")
        .and_then(|href| href.trim().split_once('#'))
        .map(|(_, place)| place)
}

/// Whether the class of a link, or of an element around it that has nothing else in it, is that of a note's mark.
fn names_mark(link: NodeRef<'_, Node>) -> bool {
    let counts = |node: &NodeRef<'_, Node>| match node.value() {
        Node::Text(text) => !text.trim().is_empty(),
        value => value.is_element(),
    };
    let alone = |outer: &NodeRef<'_, Node>| outer.children().filter(counts).take(2).count() == 1;
    let around = link.ancestors().take(2).take_while(alone);
    std::iter::once(link)
        .chain(around)
        .filter_map(|node| node.value().as_element())
        .flat_map(|element| element.attr("class").unwrap_or("").split_whitespace())
        .any(notes::names_mark)
}

/// Whether a link leads to a place whose text leads back to the link, or to what is right around it.
fn leads_back(node: NodeRef<'_, Node>, link: &Element, anchors: &Anchors) -> bool {
    /// How much of a note is looked through, in nodes.
    const MOST: usize = 200;
    let Some(place) = place_of(link)
        .and_then(|place| anchors.get(place))
        .and_then(|id| node.tree().get(*id))
    else {
        return false;
    };
    let own = |outer: NodeRef<'_, Node>| {
        let element = outer.value().as_element();
        element.and_then(|element| element.attr("id").or_else(|| element.attr("name")).map(str::to_owned))
    };
    let names: Vec<String> = std::iter::once(node)
        .chain(node.ancestors().take(2))
        .filter_map(own)
        .collect();
    // `<p><a id="n3" href="#r3">3</a> …`: the place may be the link itself.
    let back = |inner: NodeRef<'_, Node>| {
        let element = inner.value().as_element().filter(|element| element.name() == "a");
        element
            .and_then(place_of)
            .is_some_and(|back| names.iter().any(|name| name == back))
    };
    place.descendants().take(MOST).any(back)
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
