//! Inline elements of XLIFF ⇄ those of the memory, which are TMX's: what the two versions of XLIFF share.
//!
//! | TMX | XLIFF 1.2 | XLIFF 2.1 |
//! | --- | --- | --- |
//! | `bpt`, `ept` | `bpt`, `ept`; in: also `g`, `bx`, `ex` | `sc`, `ec`; in: also `pc` |
//! | `ph` | `ph`; in: also `x` | `ph` |
//! | `it` | `it` | `sc` or `ec`, isolated |
//! | `hi` | `mrk` | `mrk` |
//! | `ut` | `ph` of type `x-tmx-ut` | `ph` of type `tmx:ut` |
//!
//! TMX numbers pairs (`i`) and codes across languages (`x`), XLIFF names them. A name of digits is such a number; names of
//! another tool get numbers, the same in both languages of a unit.

use std::collections::HashMap;

use tmx::{Element, Node, Seg, Tag};

/// Numbers for the codes of one unit, as its texts are read.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    /// Names that are no numbers, with those they got.
    names: HashMap<String, usize>,
}

impl Numbers {
    /// The number of a name: itself, or the next free one, and the same each time. `None` for a name that we made for want
    /// of a number (see [`made_name`]).
    pub(crate) fn of(&mut self, name: &str) -> Option<String> {
        if name.strip_prefix(MADE).is_some_and(is_number) {
            return None;
        }
        if is_number(name) {
            return Some(name.to_owned());
        }
        // Far from those that a file gives itself.
        let next = 1_001 + self.names.len();
        Some(self.names.entry(name.to_owned()).or_insert(next).to_string())
    }
}

/// What begins the names that we make.
const MADE: &str = "n";

/// A name for the code number `count` of a text, which has no number of its own.
pub(crate) fn made_name(count: usize) -> String {
    format!("{MADE}{count}")
}

pub(crate) fn is_number(text: &str) -> bool {
    (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// An element with these attributes, those without a value left out.
pub(crate) fn element(tag: Tag, attributes: &[(&str, Option<&str>)], content: Seg) -> Node {
    let mut element = Element::new(tag);
    for (name, value) in attributes {
        if let Some(value) = value {
            element.attributes.set(name, value);
        }
    }
    element.content = content;
    Node::from(element)
}

/// A segment, unless it is nothing but text: then the text says everything.
pub(crate) fn unless_plain(seg: Seg) -> Option<Seg> {
    (!seg.is_plain()).then_some(seg)
}

/// What is to be written for a text: its inline elements, if they still go with it.
pub(crate) fn current<'s>(codes: Option<&'s Seg>, text: &str) -> Option<&'s Seg> {
    // A memory from before codes separated words has the text without.
    codes.filter(|seg| seg.spaced_text() == text || seg.plain_text() == text)
}

/// The `i` of each pair of which both halves are there, in their order and at any depth.
pub(crate) fn whole_pairs(seg: &Seg) -> Vec<String> {
    let (mut open, mut whole) = (Vec::new(), Vec::new());
    find_pairs(seg, &mut open, &mut whole);
    whole
}

fn find_pairs(seg: &Seg, open: &mut Vec<String>, whole: &mut Vec<String>) {
    for node in seg.nodes() {
        let Node::Element(element) = node else { continue };
        let number = element.attributes.get("i").unwrap_or_default();
        match element.tag {
            Tag::Bpt if !open.iter().chain(&*whole).any(|other| other == number) => open.push(number.to_owned()),
            Tag::Ept => {
                if let Some(place) = open.iter().position(|other| other == number) {
                    whole.push(open.swap_remove(place));
                }
            }
            _ => {}
        }
        if !element.tag.is_code() {
            find_pairs(&element.content, open, whole);
        }
    }
}
