//! Formulas of a page: MathML read as one line, and the pictures that stand beside it left out.

use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use scraper::Node;

use crate::article::formats::formula::Builder;

/// The formula in a `<math>` element, on one line.
pub(crate) fn linear(math: NodeRef<'_, Node>) -> String {
    let mut builder = Builder::default();
    for edge in math.traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) => builder.start(element.name(), None),
                Node::Text(text) => builder.text(text),
                _ => {}
            },
            Edge::Close(node) if node.value().is_element() => {
                if let Some(formula) = builder.end() {
                    return formula.linear();
                }
            }
            Edge::Close(_) => {}
        }
    }
    String::new()
}

/// Whether an element is there for its formula alone: sites that show a picture of it hide what can be read.
pub(crate) fn wraps_formula(node: NodeRef<'_, Node>) -> bool {
    let mut children = node.children().filter(|child| child.value().is_element());
    let first = children.next();
    children.next().is_none() && first.is_some_and(is_math)
}

/// Whether an element shows again, for the eye, the formula in the element before it (KaTeX).
pub(crate) fn is_picture(node: NodeRef<'_, Node>) -> bool {
    let Node::Element(element) = node.value() else {
        return false;
    };
    element.attr("aria-hidden") == Some("true")
        && node
            .prev_siblings()
            .find(|sibling| sibling.value().is_element())
            .is_some_and(|before| before.descendants().any(is_math))
}

fn is_math(node: NodeRef<'_, Node>) -> bool {
    matches!(node.value(), Node::Element(element) if element.name() == "math")
}
