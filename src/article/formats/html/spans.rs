//! Inline elements that a page's style sheet sets apart, and its markup does not: a kicker and its title, a caption and its credit.

use crate::text::sentence_end::{is_stop, only_closes};
use ego_tree::NodeRef;
use scraper::Node;

/// Whether an inline element begins a line after `line`: it follows another one without even a space between, and would make one
/// word of two, `PatrimoineLe vieux moulin`, `Saint-Aubin3 mars`. Links beside links are the page's navigation, and left to its rules.
pub(crate) fn begins_line(node: NodeRef<'_, Node>, line: &str) -> bool {
    let inline = |node: NodeRef<'_, Node>| match node.value() {
        Node::Element(element) => match element.name() {
            "span" | "time" | "small" | "strong" | "em" | "b" | "i" | "cite" => Some(false),
            "a" => Some(true),
            _ => None,
        },
        _ => None,
    };
    let named = |node: NodeRef<'_, Node>| {
        node.value()
            .as_element()
            .is_some_and(|element| element.attr("class").is_some() || element.name() == "time")
    };
    let (Some(link), Some(before)) = (inline(node), node.prev_sibling()) else {
        return false;
    };
    let apart = node
        .value()
        .as_element()
        .is_some_and(|element| matches!(element.name(), "small" | "time" | "cite"));
    // The marks of emphasis alone do not stand for lines: `<b>Mac</b><i>Donald</i>`.
    let beside = inline(before).filter(|_| named(node) || named(before));
    let Some(link_before) = beside.or_else(|| (apart && before.value().is_text()).then_some(false)) else {
        return false;
    };
    let Some(last) = line.chars().next_back().filter(|_| !(link && link_before)) else {
        return false;
    };
    let first = node
        .descendants()
        .filter_map(|inner| inner.value().as_text().and_then(|text| text.chars().next()))
        .next();
    let word = line.chars().rev().take_while(|c| c.is_alphabetic()).count();
    first.is_some_and(|first| {
        let capital = first.is_uppercase()
            && (last.is_lowercase() || last.is_ascii_digit() || is_stop(last) || only_closes(last));
        let number = first.is_ascii_digit() && last.is_lowercase();
        (capital || number) && (word != 1)
    })
}
