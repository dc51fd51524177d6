//! Inline elements that TMX does not know → those that it does.
//!
//! Some tools put the elements of XLIFF (`g`, `x`, `bx`, `ex`, `mrk`, `pc`) or their own into a TMX segment. Written out again under TMX's
//! document type, the file would be valid no longer.

use std::collections::HashMap;

use tmx::{Element, Node, Seg, Tag};

/// The segment with elements of TMX 1.4 alone: pairs become `bpt` and `ept`, placeholders `ph`, halves `it`, markers and elements that
/// nobody knows `hi`, with the name as the type. Inside native code only the text of a foreign element is kept.
pub(crate) fn standard(seg: Seg) -> Seg {
    if !has_foreign(&seg) {
        return seg;
    }
    let mut converter = Converter {
        numbers: HashMap::new(),
        halves: [names(&seg, "bx"), names(&seg, "ex")],
    };
    let mut out = Seg::new();
    converter.content(&seg, false, &mut out);
    out
}

fn has_foreign(seg: &Seg) -> bool {
    seg.nodes().iter().any(|node| match node {
        Node::Text(_) => false,
        Node::Element(element) => matches!(element.tag, Tag::Other(_)) || has_foreign(&element.content),
    })
}

/// What tells the two halves of a pair together: `rid`, else `id`.
fn pair_name(element: &Element) -> String {
    let name = element.attributes.get("rid").or_else(|| element.attributes.get("id"));
    name.unwrap_or_default().to_owned()
}

/// The names of the elements of that name, at any depth.
fn names(seg: &Seg, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for node in seg.nodes() {
        if let Node::Element(element) = node {
            if element.tag.name() == name {
                found.push(pair_name(element));
            }
            found.extend(names(&element.content, name));
        }
    }
    found
}

struct Converter {
    numbers: HashMap<String, usize>,
    /// The names of all `bx` and of all `ex`.
    halves: [Vec<String>; 2],
}

impl Converter {
    fn content(&mut self, seg: &Seg, in_code: bool, out: &mut Seg) {
        for node in seg.nodes() {
            match node {
                Node::Element(element) if matches!(element.tag, Tag::Other(_)) => {
                    if in_code {
                        self.content(&element.content, true, out);
                    } else {
                        self.foreign(element, out);
                    }
                }
                Node::Element(element) => {
                    let mut known = Element::new(element.tag.clone());
                    known.attributes = element.attributes.clone();
                    self.content(&element.content, element.tag.is_code(), &mut known.content);
                    out.push(known);
                }
                text @ Node::Text(_) => out.push(text.clone()),
            }
        }
    }

    fn foreign(&mut self, element: &Element, out: &mut Seg) {
        let pair = pair_name(element);
        let whole = self.halves.iter().all(|names| names.contains(&pair));
        let kind = element
            .attributes
            .get("ctype")
            .or_else(|| element.attributes.get("type"));
        let with = |tag: Tag, attributes: &[(&str, &str)]| {
            let mut code = Element::new(tag);
            for (name, value) in attributes {
                code.attributes.set(name, value);
            }
            code
        };
        match element.tag.name() {
            "g" | "pc" => {
                let number = self.number(&pair);
                let mut begin = with(Tag::Bpt, &[("i", &number), ("x", &number)]);
                if let Some(kind) = kind {
                    begin.attributes.set("type", kind);
                }
                out.push(begin);
                self.content(&element.content, false, out);
                out.push(with(Tag::Ept, &[("i", &number)]));
            }
            "bx" | "ex" if whole => {
                let number = self.number(&pair);
                out.push(if element.tag.name() == "bx" {
                    with(Tag::Bpt, &[("i", &number), ("x", &number)])
                } else {
                    with(Tag::Ept, &[("i", &number)])
                });
            }
            "bx" | "sc" => out.push(with(Tag::It, &[("pos", "begin")])),
            "ex" | "ec" => out.push(with(Tag::It, &[("pos", "end")])),
            "x" => {
                let number = self.number(element.attributes.get("id").unwrap_or_default());
                let mut placeholder = with(Tag::Ph, &[("x", &number)]);
                if let Some(kind) = kind {
                    placeholder.attributes.set("type", kind);
                }
                out.push(placeholder);
            }
            name => {
                let kind = match name {
                    "mrk" => element.attributes.get("mtype").unwrap_or("x-mrk").to_owned(),
                    name => format!("x-{name}"),
                };
                let mut marker = with(Tag::Hi, &[("type", &kind)]);
                self.content(&element.content, false, &mut marker.content);
                out.push(marker);
            }
        }
    }

    /// The number of a name: its own digits, or one that is made for it, far from those that a file gives itself.
    fn number(&mut self, name: &str) -> String {
        if (1..=9).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_digit()) {
            return name.to_owned();
        }
        let next = 1_001 + self.numbers.len();
        self.numbers.entry(name.to_owned()).or_insert(next).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::model::markup::to_json;

    fn other(name: &str, id: &str, content: &str) -> Element {
        let mut element = Element::new(Tag::Other(name.to_owned()));
        element.attributes.set("id", id);
        element.content.push(content);
        element
    }

    #[test]
    fn elements_of_xliff_become_those_of_tmx() {
        let mut seg = Seg::from("Le ");
        seg.push(other("g", "7", "pont"));
        seg.push(other("x", "a", ""));
        seg.push(other("bx", "2", ""));
        seg.push("rouge");
        seg.push(other("ex", "2", ""));
        seg.push(other("bx", "3", ""));
        seg.push(other("u", "9", "!"));
        assert_eq!(seg.plain_text(), standard(seg.clone()).plain_text());
        assert_eq!(
            to_json(&standard(seg)),
            r#"["Le ",["bpt",{"i":"7","x":"7"}],"pont",["ept",{"i":"7"}],["ph",{"x":"1001"}],["bpt",{"i":"2","x":"2"}],"rouge",["ept",{"i":"2"}],["it",{"pos":"begin"}],["hi",{"type":"x-u"},"!"]]"#
        );
    }

    #[test]
    fn what_tmx_knows_stays_as_it_is() {
        let mut code = Element::new(Tag::Bpt);
        code.content.push("<b>");
        let mut seg = Seg::from("a");
        seg.push(code);
        assert_eq!(standard(seg.clone()), seg);
    }
}
