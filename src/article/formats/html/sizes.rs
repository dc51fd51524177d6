//! A parsed page → how much text each of its elements holds.

use std::collections::HashMap;

use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::{Html, Node};

use crate::article::formats::html::elements::is_hidden;

/// How much text each element holds, in characters that are not white space.
pub(crate) struct Sizes {
    sizes: HashMap<NodeId, Size>,
    /// The page's whole text.
    pub(crate) whole: usize,
}

/// How much text one element holds.
#[derive(Clone, Copy, Default)]
pub(crate) struct Size {
    pub(crate) text: usize,
    /// The part of it that is in links.
    pub(crate) linked: usize,
    /// Whether the page's first heading is in it.
    pub(crate) title: bool,
}

impl Sizes {
    pub(crate) fn of(html: &Html) -> Sizes {
        let mut sizes = HashMap::new();
        let mut open: Vec<Size> = vec![Size::default()];
        let (mut hidden, mut links) = (0_usize, 0_usize);
        for edge in html.tree.root().traverse() {
            match edge {
                Edge::Open(node) => match node.value() {
                    Node::Element(element) => {
                        hidden += usize::from(is_hidden(element));
                        links += usize::from(element.name() == "a");
                        open.push(Size {
                            title: element.name() == "h1",
                            ..Size::default()
                        });
                    }
                    Node::Text(text) if hidden == 0 => {
                        let count = text.chars().filter(|c| !c.is_whitespace()).count();
                        if let Some(size) = open.last_mut() {
                            size.text += count;
                            size.linked += if links > 0 { count } else { 0 };
                        }
                    }
                    _ => {}
                },
                Edge::Close(node) => {
                    if let Node::Element(element) = node.value() {
                        hidden -= usize::from(is_hidden(element));
                        links -= usize::from(element.name() == "a");
                        let size = open.pop().unwrap_or_default();
                        sizes.insert(node.id(), size);
                        if let Some(parent) = open.last_mut() {
                            parent.text += size.text;
                            parent.linked += size.linked;
                            parent.title |= size.title;
                        }
                    }
                }
            }
        }
        Sizes {
            sizes,
            whole: open.first().map_or(0, |size| size.text),
        }
    }

    pub(crate) fn of_node(&self, node: NodeId) -> Size {
        self.sizes.get(&node).copied().unwrap_or_default()
    }
}
