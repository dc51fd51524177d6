//! Inline elements of XLIFF 2.1 (section 4.2.3) ⇄ those of TMX; see [`crate::exchange::xliff::inline`] for the table.
//!
//! Native code stands apart, in the unit's `originalData`; so the texts of sub-flows become part of it.

use std::fmt::Write as _;

use tmx::{Element as Code, Node, Seg, Tag};

use crate::exchange::xliff::inline::{Numbers, element, is_number, made_name, whole_pairs};
use crate::exchange::xml::{Child, Element, escaped};

/// The prefix of the types that XLIFF has no name for.
const PREFIX: &str = "tmx:";
/// The `type` of a `mrk` that is a `hi`.
const HIGHLIGHT: &str = "tmx:hi";

/// The types of TMX that XLIFF has a name for: `type` and `subType`.
const TYPES: [(&str, &str, Option<&str>); 7] = [
    ("bold", "fmt", Some("xlf:b")),
    ("italic", "fmt", Some("xlf:i")),
    ("ulined", "fmt", Some("xlf:u")),
    ("lb", "fmt", Some("xlf:lb")),
    ("pb", "fmt", Some("xlf:pb")),
    ("link", "link", None),
    ("image", "image", None),
];

/// The texts of a unit, as they are read.
pub(crate) struct UnitReader<'u> {
    /// The unit's `originalData`, by identifier.
    data: Vec<(&'u str, Seg)>,
    numbers: Numbers,
}

impl<'u> UnitReader<'u> {
    pub(crate) fn new(unit: &'u Element) -> UnitReader<'u> {
        let mut reader = UnitReader {
            data: Vec::new(),
            numbers: Numbers::default(),
        };
        for data in unit.all("originalData").flat_map(|list| list.all("data")) {
            let text = reader.read(data);
            reader.data.push((data.attribute("id").unwrap_or_default(), text));
        }
        reader
    }

    /// The content of a `source` or a `target`.
    pub(crate) fn read(&mut self, content: &Element) -> Seg {
        let mut seg = Seg::new();
        self.read_into(content, &mut seg);
        seg
    }

    fn read_into(&mut self, content: &Element, seg: &mut Seg) {
        for child in &content.children {
            match child {
                Child::Text(text) => seg.push(text.as_str()),
                Child::Element(inner) => self.read_element(inner, seg),
            }
        }
    }

    fn read_element(&mut self, inner: &Element, seg: &mut Seg) {
        let kind = type_of(inner);
        let kind = ("type", kind.as_deref());
        let isolated = inner.attribute("isolated") == Some("yes");
        let (i, x) = self.identity(inner.attribute("startRef").or(inner.attribute("id")));
        let (i, x) = (("i", i.as_deref()), ("x", x.as_deref()));
        match inner.name.as_str() {
            "cp" => {
                let code = inner.attribute("hex").and_then(|hex| u32::from_str_radix(hex, 16).ok());
                if let Some(c) = code.and_then(char::from_u32) {
                    seg.push(String::from(c));
                }
            }
            "ph" => {
                let content = self.code_of(inner, "dataRef");
                match kind.1 {
                    Some("ut") => seg.push(element(Tag::Ut, &[x], content)),
                    _ => seg.push(element(Tag::Ph, &[x, kind], content)),
                }
            }
            "sc" | "ec" if isolated => {
                let pos = if inner.name == "sc" { "begin" } else { "end" };
                let content = self.code_of(inner, "dataRef");
                seg.push(element(Tag::It, &[("pos", Some(pos)), x, kind], content));
            }
            "sc" => seg.push(element(Tag::Bpt, &[i, x, kind], self.code_of(inner, "dataRef"))),
            "ec" => seg.push(element(Tag::Ept, &[i], self.code_of(inner, "dataRef"))),
            "pc" => {
                seg.push(element(Tag::Bpt, &[i, x, kind], self.code_of(inner, "dataRefStart")));
                self.read_into(inner, seg);
                seg.push(element(Tag::Ept, &[i], self.code_of(inner, "dataRefEnd")));
            }
            "mrk" => {
                let kind = inner.attribute("type").unwrap_or("generic");
                let kind = match kind.strip_prefix(HIGHLIGHT) {
                    Some("") => None,
                    Some(rest) => rest.strip_prefix('-').or(Some(kind)),
                    None => Some(kind),
                };
                let content = self.read(inner);
                seg.push(element(Tag::Hi, &[x, ("type", kind)], content));
            }
            // `sm` and `em` mark what no element encloses; they hold nothing.
            _ => self.read_into(inner, seg),
        }
    }

    fn code_of(&self, inner: &Element, name: &str) -> Seg {
        let found = inner
            .attribute(name)
            .and_then(|id| self.data.iter().find(|(known, _)| *known == id));
        found.map(|(_, text)| text.clone()).unwrap_or_default()
    }

    /// The `i` and the `x` that a name stands for: ours say both (`i1x2`), those of another tool get a number for both.
    fn identity(&mut self, name: Option<&str>) -> (Option<String>, Option<String>) {
        let Some(name) = name else { return (None, None) };
        let (pair, code) = match name.strip_prefix('i') {
            Some(rest) => rest
                .split_once('x')
                .map_or((Some(rest), None), |(i, x)| (Some(i), Some(x))),
            None => (None, name.strip_prefix('x')),
        };
        if (pair.is_some() || code.is_some()) && [pair, code].into_iter().flatten().all(is_number) {
            return (pair.map(str::to_owned), code.map(str::to_owned));
        }
        let number = self.numbers.of(name);
        (number.clone().or_else(|| Some(name.to_owned())), number)
    }
}

fn type_of(inner: &Element) -> Option<String> {
    let (kind, sub) = (inner.attribute("type"), inner.attribute("subType"));
    if let Some(name) = sub.and_then(|sub| sub.strip_prefix(PREFIX)) {
        return Some(name.to_owned());
    }
    let known = TYPES.iter().find(|(_, k, s)| Some(*k) == kind && *s == sub);
    known.map_or_else(|| kind.map(str::to_owned), |(name, _, _)| Some((*name).to_owned()))
}

/// The texts of a unit, as they are written: native code is gathered for the `originalData`.
#[derive(Debug, Default)]
pub(crate) struct UnitWriter {
    data: Vec<String>,
}

impl UnitWriter {
    /// A segment as the content of a `source` or a `target`.
    pub(crate) fn write(&mut self, seg: &Seg) -> String {
        let mut writer = TextWriter {
            unit: self,
            whole: whole_pairs(seg),
            open: Vec::new(),
            used: Vec::new(),
            out: String::new(),
        };
        writer.content(seg);
        writer.out
    }

    /// The `originalData` element, unless there is nothing for it.
    pub(crate) fn original_data(&self) -> Option<String> {
        let mut out = String::from("<originalData>");
        for (number, code) in (1..).zip(&self.data) {
            let _ = write!(out, "<data id=\"d{number}\">{}</data>", escaped(code));
        }
        out.push_str("</originalData>");
        (!self.data.is_empty()).then_some(out)
    }
}

struct TextWriter<'w> {
    unit: &'w mut UnitWriter,
    whole: Vec<String>,
    /// The `i` of open pairs, with the names that they got.
    open: Vec<(String, String)>,
    used: Vec<String>,
    out: String,
}

impl TextWriter<'_> {
    fn content(&mut self, seg: &Seg) {
        for node in seg.nodes() {
            match node {
                Node::Text(text) => self.out.push_str(&escaped(text)),
                Node::Element(code) => self.code(code),
            }
        }
    }

    fn code(&mut self, code: &Code) {
        let attribute = |name| code.attributes.get(name);
        let number = |name| attribute(name).filter(|value| is_number(value));
        let i = attribute("i").unwrap_or_default();
        let whole = self.whole.iter().any(|whole| whole == i);
        match &code.tag {
            Tag::Bpt if whole => {
                let name = self.name(number("i"), number("x"));
                self.open.push((i.to_owned(), name.clone()));
                self.empty("sc", "id", &name, "", code);
            }
            Tag::Ept if whole => {
                if let Some(place) = self.open.iter().position(|(open, _)| open == i) {
                    let (_, name) = self.open.swap_remove(place);
                    self.empty("ec", "startRef", &name, "", code);
                }
            }
            Tag::Bpt | Tag::Ept | Tag::It => {
                let name = self.name(None, number("x"));
                let ends = code.tag == Tag::Ept || attribute("pos") == Some("end");
                self.empty(if ends { "ec" } else { "sc" }, "id", &name, " isolated=\"yes\"", code);
            }
            Tag::Ph | Tag::Ut => {
                let name = self.name(None, number("x"));
                self.empty("ph", "id", &name, "", code);
            }
            Tag::Hi => {
                let name = self.name(None, number("x"));
                let kind = attribute("type").map(|kind| format!("-{}", word(kind)));
                let _ = write!(
                    self.out,
                    "<mrk id=\"{name}\" type=\"{HIGHLIGHT}{}\">",
                    kind.unwrap_or_default()
                );
                self.content(&code.content);
                self.out.push_str("</mrk>");
            }
            Tag::Sub | Tag::Other(_) => self.content(&code.content),
        }
    }

    fn empty(&mut self, element: &str, naming: &str, name: &str, more: &str, code: &Code) {
        let _ = write!(self.out, "<{element} {naming}=\"{name}\"{more}");
        let kind = match code.tag {
            Tag::Ut => Some("ut"),
            Tag::Ept => None,
            _ => code.attributes.get("type"),
        };
        if let Some(kind) = kind {
            let _ = match TYPES.iter().find(|(known, _, _)| *known == kind) {
                Some((_, kind, Some(sub))) => write!(self.out, " type=\"{kind}\" subType=\"{sub}\""),
                Some((_, kind, None)) => write!(self.out, " type=\"{kind}\""),
                None => write!(self.out, " type=\"other\" subType=\"{PREFIX}{}\"", word(kind)),
            };
        }
        if !code.content.is_empty() {
            self.unit.data.push(code.content.all_text().into_owned());
            let _ = write!(self.out, " dataRef=\"d{}\"", self.unit.data.len());
        }
        self.out.push_str("/>");
    }

    /// A name that is free in this text, and says the numbers where it can.
    fn name(&mut self, i: Option<&str>, x: Option<&str>) -> String {
        let wished = match (i, x) {
            (Some(i), Some(x)) => Some(format!("i{i}x{x}")),
            (Some(i), None) => Some(format!("i{i}")),
            (None, Some(x)) => Some(format!("x{x}")),
            (None, None) => None,
        };
        let name = match wished.filter(|wished| !self.used.contains(wished)) {
            Some(wished) => wished,
            None => made_name(self.used.len() + 1),
        };
        self.used.push(name.clone());
        name
    }
}

/// A type as one word without colons, as the standard wants it, and safe in an attribute.
fn word(kind: &str) -> String {
    let safe = |c: char| {
        if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') {
            c
        } else {
            '-'
        }
    };
    match kind.chars().map(safe).collect::<String>() {
        none if none.is_empty() => "-".to_owned(),
        word => word,
    }
}
