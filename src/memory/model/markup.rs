//! Inline elements of a segment ⇄ JSON, for the `markup` column.
//!
//! The form is that of JsonML (<http://www.jsonml.org>): a text is a string, an element is an array of its name, an object
//! of its attributes in their order, and its content: `["Cliquez ", ["ph", {"x": "1"}, "<img>"], " ici"]`.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tmx::{Attributes, Element, Node, Seg, Tag};

/// The content of a segment as JSON.
pub(crate) fn to_json(seg: &Seg) -> String {
    // Strings, arrays and objects with string keys can always be written.
    serde_json::to_string(&Nodes(seg.nodes())).expect("a segment is valid JSON")
}

/// The inverse of [`to_json`].
pub(crate) fn from_json(json: &str) -> serde_json::Result<Seg> {
    serde_json::from_str::<OwnedNodes>(json).map(|nodes| nodes.0.into_iter().map(|n| n.0).collect())
}

/// The text as TMX carries it: with U+FFFD for what XML forbids, as `tmx::Writer` has it.
pub(crate) fn carried(text: &str) -> Cow<'_, str> {
    // What is forbidden is a control character, or begins with the byte EF: most texts have neither.
    let plain = |byte: u8| (b' '..0xEF).contains(&byte) || matches!(byte, b'\t' | b'\n' | b'\r') || byte > 0xEF;
    if text.bytes().all(plain) {
        return Cow::Borrowed(text);
    }
    match text.contains(tmx::is_forbidden) {
        true => Cow::Owned(text.replace(tmx::is_forbidden, "\u{FFFD}")),
        false => Cow::Borrowed(text),
    }
}

struct Nodes<'a>(&'a [Node]);
struct ElementRef<'a>(&'a Element);
struct AttributesRef<'a>(&'a Attributes);

impl Serialize for Nodes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        nodes(&mut list, self.0)?;
        list.end()
    }
}

impl Serialize for ElementRef<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let content = self.0.content.nodes();
        let mut list = serializer.serialize_seq(Some(2 + content.len()))?;
        list.serialize_element(self.0.tag.name())?;
        list.serialize_element(&AttributesRef(&self.0.attributes))?;
        nodes(&mut list, content)?;
        list.end()
    }
}

impl Serialize for AttributesRef<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.0.iter() {
            map.serialize_entry(name, &carried(value))?;
        }
        map.end()
    }
}

fn nodes<L: SerializeSeq>(list: &mut L, nodes: &[Node]) -> Result<(), L::Error> {
    for node in nodes {
        match node {
            Node::Text(text) => list.serialize_element(&carried(text))?,
            Node::Element(element) => list.serialize_element(&ElementRef(element))?,
        }
    }
    Ok(())
}

/// Serialises a list of elements, for [`crate::memory::Extras`].
pub(crate) mod elements {
    use super::{Deserialize, Deserializer, Element, ElementRef, Node, OwnedNode, Serializer};

    pub(crate) fn serialize<S: Serializer>(list: &[Element], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(list.iter().map(ElementRef))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Element>, D::Error> {
        let nodes = Vec::<OwnedNode>::deserialize(deserializer)?;
        let element = |node| match node {
            OwnedNode(Node::Element(element)) => Some(*element),
            OwnedNode(Node::Text(_)) => None,
        };
        Ok(nodes.into_iter().filter_map(element).collect())
    }
}

#[derive(Deserialize)]
struct OwnedNodes(Vec<OwnedNode>);

struct OwnedNode(Node);
struct OwnedAttributes(Attributes);

impl<'de> Deserialize<'de> for OwnedNode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<OwnedNode, D::Error> {
        struct NodeVisitor;
        impl<'de> Visitor<'de> for NodeVisitor {
            type Value = OwnedNode;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or an array of name, attributes and content")
            }

            fn visit_str<E>(self, text: &str) -> Result<OwnedNode, E> {
                Ok(OwnedNode(Node::from(text)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<OwnedNode, A::Error> {
                let name: String = list
                    .next_element()?
                    .ok_or_else(|| A::Error::custom("an element without a name"))?;
                let mut element = Element::new(Tag::from_name(&name));
                if let Some(OwnedAttributes(attributes)) = list.next_element()? {
                    element.attributes = attributes;
                }
                while let Some(OwnedNode(node)) = list.next_element()? {
                    element.content.push(node);
                }
                Ok(OwnedNode(Node::from(element)))
            }
        }
        deserializer.deserialize_any(NodeVisitor)
    }
}

impl<'de> Deserialize<'de> for OwnedAttributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<OwnedAttributes, D::Error> {
        struct AttributesVisitor;
        impl<'de> Visitor<'de> for AttributesVisitor {
            type Value = OwnedAttributes;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of attributes")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<OwnedAttributes, A::Error> {
                let mut attributes = Attributes::new();
                while let Some((name, value)) = map.next_entry::<String, String>()? {
                    attributes.set(&name, &value);
                }
                Ok(OwnedAttributes(attributes))
            }
        }
        deserializer.deserialize_map(AttributesVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_elements_go_both_ways() {
        let mut image = Element::new(Tag::Ph);
        image.attributes.set("x", "1");
        image.attributes.set("assoc", "p");
        image.content = Seg::from("<img alt=\"");
        let mut alternative = Element::new(Tag::Sub);
        alternative.content = Seg::from("une carte");
        image.content.push(alternative);
        image.content.push("\">");
        let mut seg = Seg::from("Voir ");
        seg.push(image.clone());
        seg.push(Element::new(Tag::Other("x-tool".to_owned())));
        let json = to_json(&seg);
        assert_eq!(
            json,
            r#"["Voir ",["ph",{"x":"1","assoc":"p"},"<img alt=\"",["sub",{},"une carte"],"\">"],["x-tool",{}]]"#
        );
        assert_eq!(from_json(&json).unwrap(), seg);
        assert!(from_json("{}").is_err());
        let extras = crate::memory::Extras {
            elements: vec![image],
            ..Default::default()
        };
        let json = serde_json::to_string(&extras).unwrap();
        assert_eq!(serde_json::from_str::<crate::memory::Extras>(&json).unwrap(), extras);
    }
}
