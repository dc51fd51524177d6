//! Inline elements that a page's style sheet sets apart, and its markup does not: a kicker and its title, a caption and its credit.

use crate::text::function_words::is_function_word;
use crate::text::sentence_end::{is_stop, only_closes};
use ego_tree::NodeRef;
use scraper::Node;

/// What ends an ordinal, or belongs to a number without a space.
const AFTER_NUMBERS: [&str; 16] = [
    "e", "er", "ers", "re", "res", "ère", "ème", "eme", "nd", "nde", "st", "rd", "th", "s", "bis", "ter",
];

/// What stands between `line` and an inline element that follows another one without even a space, and would make one word of two: a
/// line break (`PatrimoineLe vieux moulin`, `Saint-Aubin3 mars`), or a space (`24lits`). Links beside links are the page's navigation, and left to its
/// rules.
pub(crate) fn seam(node: NodeRef<'_, Node>, line: &str) -> Option<char> {
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
        return None;
    };
    let text = start_of(node);
    // Without a class the words say it: the marks of emphasis alone stand in words too, `<b>Mac</b><i>Donald</i>`.
    let words = || {
        let first = text.split_whitespace().next().unwrap_or("").to_lowercase();
        let span = [node, before].iter().any(|node| {
            node.value()
                .as_element()
                .is_some_and(|element| element.name() == "span")
        });
        let several = text.split_whitespace().nth(1).is_some();
        several && (span || (first.chars().nth(1).is_some() && is_function_word(&first)))
    };
    let apart = node
        .value()
        .as_element()
        .is_some_and(|element| matches!(element.name(), "small" | "time" | "cite"));
    let beside = inline(before).filter(|_| named(node) || named(before) || words());
    let link_before = beside.or_else(|| (apart && before.value().is_text()).then_some(false))?;
    let last = line.chars().next_back().filter(|_| !(link && link_before))?;
    let first = text.chars().next()?;
    let word = line.chars().rev().take_while(|c| c.is_alphabetic()).count();
    let capital =
        first.is_uppercase() && (last.is_lowercase() || last.is_ascii_digit() || is_stop(last) || only_closes(last));
    let number = first.is_ascii_digit() && last.is_lowercase();
    if (capital || number) && word != 1 {
        return Some('\n');
    }
    let unit = text.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    let counted = last.is_ascii_digit()
        && named(node)
        && named(before)
        && unit.starts_with(char::is_lowercase)
        && unit.chars().nth(1).is_some()
        && !AFTER_NUMBERS.contains(&unit);
    counted.then_some(' ')
}

/// The first words in an element.
fn start_of(node: NodeRef<'_, Node>) -> String {
    /// How many nodes are looked through, and how many characters are enough.
    const NODES: usize = 64;
    const ENOUGH: usize = 80;
    let mut start = String::new();
    for text in node
        .descendants()
        .take(NODES)
        .filter_map(|inner| inner.value().as_text())
    {
        start.extend(text.chars().take(ENOUGH));
        if start.len() >= ENOUGH {
            break;
        }
    }
    start
}
