//! Inline elements of XLIFF 1.2 (section 2.4) ⇄ those of TMX; see [`crate::exchange::xliff::inline`] for the table.

use std::fmt::Write as _;

use tmx::{Element as Code, Node, Seg, Tag};

use crate::exchange::xliff::inline::{Numbers, element, is_number, made_name, whole_pairs};
use crate::exchange::xliff::vendor;
use crate::exchange::xml::{Child, Element, escaped, escaped_value};

/// What begins a `ctype` or an `mtype` that stands for a type of TMX for which XLIFF has no name.
const FOREIGN: &str = "x-tmx-";
/// The `mtype` of a `hi`; `:` and its `x` and `-` and its type may follow.
const HIGHLIGHT: &str = "x-tmx-hi";
/// The values of `mtype` that a `hi` keeps as its type.
const MARKER_TYPES: [&str; 7] = ["abbrev", "date", "datetime", "name", "phrase", "protected", "term"];

/// The content of a `source`, a `target` or a segment's `mrk`.
pub(crate) fn read(content: &Element, numbers: &mut Numbers) -> Seg {
    let mut seg = Seg::new();
    read_into(content, numbers, &mut seg);
    seg
}

fn read_into(content: &Element, numbers: &mut Numbers, seg: &mut Seg) {
    for child in &content.children {
        match child {
            Child::Text(text) => seg.push(text.as_str()),
            Child::Element(inner) => read_element(inner, numbers, seg),
        }
    }
}

fn read_element(inner: &Element, numbers: &mut Numbers, seg: &mut Seg) {
    if vendor::is_deleted(inner) {
        return;
    }
    let id = inner.attribute("id");
    let x = id.and_then(|id| numbers.of(id));
    let i = inner.attribute("rid").or(id).and_then(|id| numbers.of(id));
    let (x, i) = (x.as_deref(), i.as_deref());
    let kind = inner.attribute("ctype").map(type_of);
    let kind = ("type", kind.as_deref());
    let content = read(inner, numbers);
    match inner.name.as_str() {
        "bpt" | "bx" => seg.push(element(Tag::Bpt, &[("i", i), ("x", x), kind], content)),
        "ept" | "ex" => seg.push(element(Tag::Ept, &[("i", i)], content)),
        "g" => {
            seg.push(element(Tag::Bpt, &[("i", i), ("x", x), kind], Seg::new()));
            append(seg, &content);
            seg.push(element(Tag::Ept, &[("i", i)], Seg::new()));
        }
        "ph" if kind.1 == Some("ut") => seg.push(element(Tag::Ut, &[("x", x)], content)),
        "ph" | "x" => {
            let assoc = inner.attribute("assoc").and_then(|assoc| match assoc {
                "preceding" => Some("p"),
                "following" => Some("f"),
                "both" => Some("b"),
                _ => None,
            });
            seg.push(element(Tag::Ph, &[("x", x), ("assoc", assoc), kind], content));
        }
        "it" => {
            let pos = match inner.attribute("pos") {
                Some("close") => "end",
                _ => "begin",
            };
            seg.push(element(Tag::It, &[("pos", Some(pos)), ("x", x), kind], content));
        }
        "sub" => {
            let datatype = ("datatype", inner.attribute("datatype"));
            seg.push(element(Tag::Sub, &[datatype, kind], content));
        }
        "mrk" if inner.attribute("mtype") != Some("seg") && !vendor::is_added(inner) => {
            let mtype = inner.attribute("mtype").unwrap_or(HIGHLIGHT);
            let (x, kind) = match mtype.strip_prefix(HIGHLIGHT) {
                Some(rest) => {
                    let (x, kind) = rest.split_once('-').map_or((rest, None), |(x, kind)| (x, Some(kind)));
                    (x.strip_prefix(':').filter(|x| is_number(x)), kind)
                }
                None => (None, Some(mtype)),
            };
            seg.push(element(Tag::Hi, &[("x", x), ("type", kind)], content));
        }
        // A segment inside what is read as a whole, or what another tool put there: its text.
        _ => append(seg, &content),
    }
}

fn append(seg: &mut Seg, content: &Seg) {
    for node in content.nodes() {
        seg.push(node.clone());
    }
}

fn type_of(ctype: &str) -> String {
    match ctype {
        "underlined" => "ulined".to_owned(),
        other => other.strip_prefix(FOREIGN).unwrap_or(other).to_owned(),
    }
}

fn ctype_of(kind: &str, placeholder: bool) -> String {
    match kind {
        "bold" | "italic" | "link" if !placeholder => kind.to_owned(),
        "image" | "lb" | "pb" if placeholder => kind.to_owned(),
        "ulined" if !placeholder => "underlined".to_owned(),
        _ if is_extension(kind) => kind.to_owned(),
        _ => format!("{FOREIGN}{}", word(kind)),
    }
}

/// Whether it is a value that XLIFF lets tools make up.
fn is_extension(kind: &str) -> bool {
    kind.len() > 2 && kind.starts_with("x-") && !kind.contains(char::is_whitespace)
}

/// A type without white space.
fn word(kind: &str) -> String {
    kind.split_whitespace().collect::<Vec<_>>().join("-")
}

/// A segment as the content of a `source` or a `target`.
pub(crate) fn write(seg: &Seg) -> String {
    let mut writer = Writer {
        whole: whole_pairs(seg),
        made: 0,
        out: String::new(),
    };
    writer.content(seg, false);
    writer.out
}

struct Writer {
    whole: Vec<String>,
    made: usize,
    out: String,
}

impl Writer {
    fn content(&mut self, seg: &Seg, in_code: bool) {
        for node in seg.nodes() {
            match node {
                Node::Text(text) => self.out.push_str(&escaped(text)),
                Node::Element(code) => self.code(code, in_code),
            }
        }
    }

    fn code(&mut self, code: &Code, in_code: bool) {
        let attribute = |name| code.attributes.get(name);
        let kind = attribute("type");
        match &code.tag {
            Tag::Sub => {
                let ctype = kind.map(|kind| ctype_of(kind, false));
                let datatype = attribute("datatype").map(|datatype| match datatype {
                    "html" | "xml" | "plaintext" | "rtf" => datatype.to_owned(),
                    other => format!("x-{}", other.trim_start_matches("x-")),
                });
                self.element("sub", &[("datatype", datatype), ("ctype", ctype)], code, false);
            }
            // Native code holds text and sub-flows alone.
            _ if in_code => self.content(&code.content, true),
            Tag::Bpt | Tag::Ept => {
                let rid = attribute("i").unwrap_or_default();
                let ctype = kind.map(|kind| ctype_of(kind, false));
                let id = Some(self.name(attribute("x")));
                if self.whole.iter().any(|whole| whole == rid) {
                    let ctype = ctype.filter(|_| code.tag == Tag::Bpt);
                    let rid = Some(self.name(Some(rid)));
                    self.element(
                        code.tag.name(),
                        &[("id", id), ("rid", rid), ("ctype", ctype)],
                        code,
                        true,
                    );
                } else {
                    let pos = if code.tag == Tag::Bpt { "open" } else { "close" };
                    let pos = Some(pos.to_owned());
                    self.element("it", &[("id", id), ("pos", pos), ("ctype", ctype)], code, true);
                }
            }
            Tag::It => {
                let pos = if attribute("pos") == Some("end") {
                    "close"
                } else {
                    "open"
                };
                let ctype = kind.map(|kind| ctype_of(kind, false));
                let id = Some(self.name(attribute("x")));
                self.element(
                    "it",
                    &[("id", id), ("pos", Some(pos.to_owned())), ("ctype", ctype)],
                    code,
                    true,
                );
            }
            Tag::Ph | Tag::Ut => {
                let ctype = match code.tag {
                    Tag::Ut => Some(format!("{FOREIGN}ut")),
                    _ => kind.map(|kind| ctype_of(kind, true)),
                };
                let assoc = attribute("assoc").and_then(|assoc| match assoc {
                    "p" => Some("preceding".to_owned()),
                    "f" => Some("following".to_owned()),
                    "b" => Some("both".to_owned()),
                    _ => None,
                });
                let id = Some(self.name(attribute("x")));
                self.element("ph", &[("id", id), ("ctype", ctype), ("assoc", assoc)], code, true);
            }
            Tag::Hi => {
                // A `mid` would have to be that of a segment.
                let x = attribute("x")
                    .filter(|x| is_number(x))
                    .map_or_else(String::new, |x| format!(":{x}"));
                let mtype = match kind {
                    None => format!("{HIGHLIGHT}{x}"),
                    Some(kind) if x.is_empty() && (MARKER_TYPES.contains(&kind) || is_extension(kind)) => {
                        kind.to_owned()
                    }
                    Some(kind) => format!("{HIGHLIGHT}{x}-{}", word(kind)),
                };
                self.element("mrk", &[("mtype", Some(mtype))], code, false);
            }
            Tag::Other(_) => self.content(&code.content, false),
        }
    }

    fn element(&mut self, name: &str, attributes: &[(&str, Option<String>)], code: &Code, in_code: bool) {
        let _ = write!(self.out, "<{name}");
        for (name, value) in attributes {
            if let Some(value) = value {
                let _ = write!(self.out, " {name}=\"{}\"", escaped_value(value));
            }
        }
        self.out.push('>');
        self.content(&code.content, in_code);
        let _ = write!(self.out, "</{name}>");
    }

    /// A number as a name, or one that is made because there is no number.
    fn name(&mut self, number: Option<&str>) -> String {
        match number.filter(|number| is_number(number)) {
            Some(number) => number.to_owned(),
            None => {
                self.made += 1;
                made_name(self.made)
            }
        }
    }
}
