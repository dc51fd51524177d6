//! XML for bilingual files: elements of a stream, the interesting ones whole, and escaping for what is written.

use std::borrow::Cow;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::exchange::error::ExchangeError;
use crate::exchange::input::{Allowance, Input};

/// Elements within one another that are read.
const MAX_DEPTH: usize = 100;
/// Attributes of one element that are read.
const MAX_ATTRIBUTES: usize = 256;

/// An element with what it holds. Names are local: prefixes are left out, since the formats' names do not clash.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Element {
    pub(crate) name: String,
    /// Names without prefix, and values.
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Child>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Child {
    Text(String),
    Element(Element),
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// The children of that name.
    pub(crate) fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.elements().filter(move |element| element.name == name)
    }

    /// The first child of that name.
    pub(crate) fn child<'e>(&'e self, name: &'e str) -> Option<&'e Element> {
        self.all(name).next()
    }

    /// All text inside.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.append_text(&mut text);
        text
    }

    fn append_text(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Child::Text(text) => out.push_str(text),
                Child::Element(element) => element.append_text(out),
            }
        }
    }
}

/// What comes next in a stream.
#[derive(Debug)]
pub(crate) enum Item {
    /// A start tag: what it holds comes next.
    Open(Element),
    /// An end tag.
    Close,
    /// An element with all that it holds.
    Whole(Element),
}

/// A stream of elements.
pub(crate) struct XmlStream {
    path: PathBuf,
    reader: Reader<BufReader<Input>>,
    allowance: Allowance,
    buffer: Vec<u8>,
    line: u64,
    depth: usize,
    /// The end tag of an empty element that was given as `Open`.
    pending_close: bool,
}

impl XmlStream {
    pub(crate) fn open(path: &Path, expected: &str) -> Result<XmlStream, ExchangeError> {
        let input = Input::open(path, expected)?;
        let allowance = input.allowance();
        let mut reader = Reader::from_reader(BufReader::with_capacity(64 * 1024, input));
        reader.config_mut().check_end_names = true;
        let (path, buffer) = (path.to_owned(), Vec::new());
        Ok(XmlStream {
            path,
            reader,
            allowance,
            buffer,
            line: 1,
            depth: 0,
            pending_close: false,
        })
    }

    /// An error at the line that is reached.
    pub(crate) fn wrong(&self, problem: impl Into<String>, expected: impl Into<String>) -> ExchangeError {
        ExchangeError::content(&self.path, self.line, problem, expected)
    }

    /// The next start or end tag; elements of the names in `whole` with all they hold. Text between is passed over.
    pub(crate) fn next(&mut self, whole: &[&str]) -> Result<Option<Item>, ExchangeError> {
        if std::mem::take(&mut self.pending_close) {
            return Ok(Some(Item::Close));
        }
        self.allowance.renew();
        loop {
            match self.event()? {
                Token::Open(element, empty) => {
                    if whole.contains(&element.name.as_str()) {
                        return Ok(Some(Item::Whole(if empty { element } else { self.rest_of(element)? })));
                    }
                    if empty {
                        self.pending_close = true;
                    } else {
                        self.depth += 1;
                        self.check_depth(self.depth)?;
                    }
                    return Ok(Some(Item::Open(element)));
                }
                Token::Close => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(Item::Close));
                }
                Token::Text(_) => {}
                Token::End if self.depth > 0 => {
                    return Err(self.wrong("the file ends in the middle", "the end tag of the root element"));
                }
                Token::End => return Ok(None),
            }
        }
    }

    /// Reads on to the end tag of an element whose start tag was read.
    fn rest_of(&mut self, element: Element) -> Result<Element, ExchangeError> {
        let mut open = vec![element];
        loop {
            let closed = match self.event()? {
                Token::Open(element, true) => element,
                Token::Open(element, false) => {
                    open.push(element);
                    self.check_depth(open.len())?;
                    continue;
                }
                Token::Text(text) => {
                    if let Some(last) = open.last_mut() {
                        match last.children.last_mut() {
                            Some(Child::Text(before)) => before.push_str(&text),
                            _ => last.children.push(Child::Text(text)),
                        }
                    }
                    continue;
                }
                Token::Close => match open.pop() {
                    Some(closed) => closed,
                    None => continue,
                },
                Token::End => return Err(self.wrong("the file ends in the middle", "the end tag of an element")),
            };
            match open.last_mut() {
                Some(parent) => parent.children.push(Child::Element(closed)),
                None => return Ok(closed),
            }
        }
    }

    fn check_depth(&self, depth: usize) -> Result<(), ExchangeError> {
        if depth <= MAX_DEPTH {
            return Ok(());
        }
        Err(self.wrong(
            format!("elements nested more than {MAX_DEPTH} deep"),
            "a file that a tool wrote",
        ))
    }

    fn event(&mut self) -> Result<Token, ExchangeError> {
        loop {
            self.buffer.clear();
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(error) => {
                    let problem = match error {
                        quick_xml::Error::Io(error) => error.to_string(),
                        other => other.to_string(),
                    };
                    return Err(ExchangeError::content(
                        &self.path,
                        self.line,
                        problem,
                        "well-formed XML",
                    ));
                }
            };
            let line = self.line;
            self.line += event.bytes().filter(|b| *b == b'\n').count() as u64;
            let token = match event {
                Event::Start(start) => element_of(&start).map(|element| Token::Open(element, false)),
                Event::Empty(start) => element_of(&start).map(|element| Token::Open(element, true)),
                Event::End(_) => Ok(Token::Close),
                Event::Text(text) => Ok(Token::Text(text.xml10_content().into_owned())),
                Event::CData(text) => Ok(Token::Text(text.xml10_content().into_owned())),
                Event::GeneralRef(reference) => match resolve(&reference) {
                    Some(text) => Ok(Token::Text(text)),
                    None => Err(format!("the entity `&{};` is not declared", &*reference)),
                },
                Event::DocType(doctype) if doctype.contains("<!ENTITY") => {
                    Err("the document type declares entities, which no bilingual file needs".to_owned())
                }
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_) => continue,
                Event::Eof => Ok(Token::End),
            };
            return token.map_err(|problem| ExchangeError::content(&self.path, line, problem, "well-formed XML"));
        }
    }
}

enum Token {
    Open(Element, bool),
    Close,
    Text(String),
    End,
}

/// The text of a predefined or character reference.
fn resolve(reference: &quick_xml::events::BytesRef<'_>) -> Option<String> {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => Some(c.to_string()),
        Ok(None) => quick_xml::escape::resolve_xml_entity(reference).map(str::to_owned),
        Err(_) => None,
    }
}

/// The element of a start tag, or what is wrong with it.
fn element_of(start: &BytesStart<'_>) -> Result<Element, String> {
    let mut element = Element {
        name: start.local_name().into_inner().to_owned(),
        ..Element::default()
    };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        if element.attributes.len() >= MAX_ATTRIBUTES {
            return Err(format!("more than {MAX_ATTRIBUTES} attributes in one element"));
        }
        let value = attribute
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .map_err(|error| error.to_string())?;
        let name = attribute.key.local_name().into_inner().to_owned();
        element.attributes.push((name, value.into_owned()));
    }
    Ok(element)
}

/// Text for XML content and attribute values; characters that XML forbids become U+FFFD, a carriage return a reference.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    let forbidden =
        |c: char| matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
    let special = |c: char| matches!(c, '&' | '<' | '>' | '"' | '\r') || forbidden(c);
    if !text.contains(special) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            c if forbidden(c) => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// As [`escaped`], for an attribute's value, where tabs and line ends must be references too.
pub(crate) fn escaped_value(text: &str) -> String {
    escaped(text).replace('\t', "&#9;").replace('\n', "&#10;")
}
