//! XML events of a stretch of text, as slices of it; quick-xml does the splitting.

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::OddityKind;

/// Elements within one another that are read; real files have five or so.
pub(crate) const MAX_DEPTH: usize = 64;

/// Why the parser stopped.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The text ends in the middle: with more of it, parse again from the start.
    More(Option<Fault>),
    /// Something is wrong at that offset.
    Fault(usize, Fault),
}

/// What is wrong.
#[derive(Debug)]
pub(crate) enum Fault {
    Syntax { problem: String, expected: String },
    Refused(String),
    Odd(OddityKind, String),
    NotTmx(String),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fault::Syntax { problem, expected } => write!(f, "{problem}: expected {expected}"),
            Fault::Refused(what) => f.write_str(what),
            Fault::Odd(kind, subject) if subject.is_empty() => write!(f, "{kind}"),
            Fault::Odd(kind, subject) => write!(f, "{kind}: {subject}"),
            Fault::NotTmx(found) => write!(f, "this is no TMX but {found}"),
        }
    }
}

impl Fault {
    pub(crate) fn syntax(problem: impl Into<String>, expected: impl Into<String>) -> Fault {
        Fault::Syntax {
            problem: problem.into(),
            expected: expected.into(),
        }
    }
}

/// A piece of XML; every `str` is raw text of the file.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Token<'t> {
    Start {
        name: &'t str,
        /// All that is between `<` and `>` or `/>`, the name first.
        tag: &'t str,
        empty: bool,
    },
    End(&'t str),
    /// Character data without references.
    Text(&'t str),
    /// The name between `&` and `;`.
    Reference(&'t str),
    CData(&'t str),
    Doctype(&'t str),
    /// The declaration, a processing instruction or a comment.
    Silent,
    EndOfText,
}

pub(crate) struct Events<'t> {
    text: &'t str,
    xml: Reader<&'t [u8]>,
    /// Offset of the first byte of the last token.
    pub(crate) at: usize,
}

impl<'t> Events<'t> {
    /// The text must not begin with a byte order mark.
    pub(crate) fn new(text: &'t str) -> Events<'t> {
        let mut xml = Reader::from_str(text);
        let config = xml.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        Events { text, xml, at: 0 }
    }

    /// Offset of the first byte after the last token.
    pub(crate) fn after(&self) -> usize {
        usize::try_from(self.xml.buffer_position()).unwrap_or(self.text.len())
    }

    /// Whether the last token is the last of the text.
    pub(crate) fn at_end_of_text(&self) -> bool {
        self.after() >= self.text.len()
    }

    pub(crate) fn next(&mut self) -> Result<Token<'t>, Stop> {
        self.at = self.after();
        let event = match self.xml.read_event() {
            Ok(event) => event,
            Err(quick_xml::Error::Syntax(error)) => {
                return Err(Stop::More(Some(Fault::syntax(error.to_string(), "its end"))));
            }
            Err(quick_xml::Error::IllFormed(error)) => {
                use quick_xml::errors::IllFormedError;
                let (problem, expected) = match error {
                    IllFormedError::MismatchedEndTag { expected, found } => (
                        format!("the element `{expected}` is ended by `</{found}>`"),
                        format!("`</{expected}>`"),
                    ),
                    other => (other.to_string(), "well-formed XML".to_owned()),
                };
                return Err(self.fault(Fault::syntax(problem, expected)));
            }
            Err(other) => return Err(self.fault(Fault::syntax(other.to_string(), "well-formed XML"))),
        };
        let raw = &self.text[self.at..self.after()];
        let inner = |from: usize, to: usize| raw.get(from..raw.len().saturating_sub(to)).unwrap_or_default();
        Ok(match event {
            Event::Start(start) => {
                let tag = inner(1, 1);
                Token::Start {
                    name: &tag[..start.name().0.len()],
                    tag,
                    empty: false,
                }
            }
            Event::Empty(start) => {
                let tag = inner(1, 2);
                Token::Start {
                    name: &tag[..start.name().0.len()],
                    tag,
                    empty: true,
                }
            }
            Event::End(_) => Token::End(inner(2, 1).trim_end()),
            Event::Text(_) => Token::Text(raw),
            Event::GeneralRef(_) => Token::Reference(inner(1, 1)),
            Event::CData(_) => Token::CData(inner(9, 3)),
            Event::DocType(_) => Token::Doctype(inner(9, 1)),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => Token::Silent,
            Event::Eof => Token::EndOfText,
        })
    }

    /// A fault at the last token.
    pub(crate) fn fault(&self, fault: Fault) -> Stop {
        Stop::Fault(self.at, fault)
    }
}
