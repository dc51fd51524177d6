//! The reader: bytes in, header and units out, one at a time.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::events::{Fault, Stop, Token};
use crate::parse::{Document, Parser, Pending, is_blank};
use crate::window::Window;
use crate::{Error, Header, Oddity, OddityKind, Policy, Unit, Version, fast, text};

/// Bytes of text that one unit, the header, or what stands between units may take.
const MAX_UNIT: usize = 16 * 1024 * 1024;

/// Bytes of broken units that salvage may look at, for each byte of the file, since units that hide in one another are
/// looked at more than once; beyond it the file is a trap rather than broken.
const SALVAGE_EFFORT: u64 = 8;

/// A streaming reader: an iterator of units.
///
/// The header is read when the reader is made. Memory is bounded whatever the size of the file: one unit, and a window on
/// the text of at least 256 KiB and at most twice the largest unit allowed (16 MiB). After an error there is nothing more.
///
/// ```
/// use tmx::{Policy, Reader};
/// let file = r#"<tmx version="1.4"><header srclang="fr"/><body>
///   <tu tuid="1"><tuv xml:lang="fr"><seg>Oui &amp; non.</seg></tuv><tuv xml:lang="en"><seg>Yes.</seg></tuv></tu>
/// </body></tmx>"#;
/// let mut reader = Reader::new(file.as_bytes(), Policy::Default)?;
/// assert_eq!(reader.header().srclang(), Some("fr"));
/// let units = reader.by_ref().collect::<Result<Vec<_>, _>>()?;
/// assert_eq!(units[0].variants[0].seg.plain_text(), "Oui & non.");
/// assert!(reader.oddities().iter().any(|odd| odd.subject == "header segtype"));
/// # Ok::<(), tmx::Error>(())
/// ```
pub struct Reader<R> {
    window: Window<R>,
    document: Document,
    version: String,
    header: Header,
    pending: Pending,
    state: State,
    in_body: bool,
    /// Bytes of text read so far, and looked at again by salvage.
    effort: (u64, u64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Units,
    /// After `</body>`.
    AfterBody,
    /// After `</tmx>`.
    AfterRoot,
    Finished,
}

/// What a step between units met.
enum Step {
    Unit(Unit),
    Nothing,
    Body,
    BodyEnd,
    RootEnd,
}

impl Reader<File> {
    /// Opens a file. See [`Reader::new`].
    ///
    /// # Errors
    /// As [`Reader::new`]; a file that cannot be opened is [`Error::Io`].
    pub fn open(path: impl AsRef<Path>, policy: Policy) -> Result<Reader<File>, Error> {
        let file = File::open(path).map_err(|source| Error::Io { line: 0, source })?;
        Reader::new(file, policy)
    }
}

impl<R: Read> Reader<R> {
    /// Reads up to the end of the header. The input needs no buffering of its own.
    ///
    /// # Errors
    /// When there is no TMX document, its header is broken or refused, or the input cannot be read.
    pub fn new(input: R, policy: Policy) -> Result<Reader<R>, Error> {
        let mut reader = Reader {
            window: Window::new(input, policy)?,
            document: Document {
                policy,
                ..Document::default()
            },
            version: String::new(),
            header: Header::default(),
            pending: Vec::new(),
            state: State::Units,
            in_body: false,
            effort: (0, 0),
        };
        reader.read_header()?;
        Ok(reader)
    }

    /// What stood before the units; read when the reader was opened.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The version as the file gives it; empty when it gives none.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The encoding in use, such as `UTF-8` or `windows-1252`; what is ASCII so far has the declared name.
    #[must_use]
    pub fn encoding(&self) -> &'static str {
        self.window.encoding()
    }

    /// What was odd so far, each kind and subject once, in the order of first occurrence.
    #[must_use]
    pub fn oddities(&self) -> &[Oddity] {
        self.window.oddities.list()
    }

    /// The line that is reached, from 1: after a unit, the line of its end.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.window.line_at(0)
    }

    fn read_header(&mut self) -> Result<(), Error> {
        loop {
            self.fill()?;
            self.skip_blank();
            if self.window.rest().is_empty() && self.window.at_end() {
                return Err(Error::Empty);
            }
            let mut parsed = Prologue::default();
            let mut document = Document {
                policy: self.document.policy,
                ..Document::default()
            };
            match prologue(self.window.rest(), &mut document, &mut self.pending, &mut parsed) {
                Ok(length) => {
                    self.commit()?;
                    self.window.advance(length);
                    (self.document, self.version, self.header) = (document, parsed.version, parsed.header);
                    self.in_body = parsed.in_body;
                    return Ok(());
                }
                Err(stop) => {
                    let Some(error) = self.failure(stop, "of the header") else {
                        continue;
                    };
                    let salvage = self.document.policy == Policy::Salvage
                        && matches!(error, Error::Syntax { .. } | Error::CutOff { .. });
                    if !salvage {
                        return Err(error);
                    }
                    self.document.prefix = document.prefix;
                    self.document.entities = document.entities;
                    (self.version, self.header, self.in_body) = (parsed.version, parsed.header, true);
                    return self.resynchronise(&error, self.window.rest().len());
                }
            }
        }
    }

    fn fill(&mut self) -> Result<(), Error> {
        let before = self.window.rest().len();
        self.window.fill()?;
        self.effort.0 += (self.window.rest().len() - before) as u64;
        Ok(())
    }

    /// Steps over white space and byte order marks.
    fn skip_blank(&mut self) {
        let rest = self.window.rest();
        let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r', '\u{FEFF}']).len();
        self.window.advance(blank);
    }

    /// Counts the oddities of what was parsed.
    fn commit(&mut self) -> Result<(), Error> {
        for (kind, subject, at) in self.pending.drain(..) {
            self.window.odd_at(kind, &subject, at)?;
        }
        Ok(())
    }

    /// The error that a stop is; `None` when more text was read and the parse is to be tried again.
    fn failure(&mut self, stop: Stop, inside: &'static str) -> Option<Error> {
        match stop {
            Stop::Fault(at, fault) => Some(self.error(at, fault)),
            Stop::More(fault) if self.window.rest().len() > MAX_UNIT => Some(match fault {
                Some(fault) if self.document.policy != Policy::Salvage => {
                    let what = format!("more than {} MiB without an end; {fault}", MAX_UNIT >> 20);
                    self.error(0, Fault::Refused(what))
                }
                _ => self.error(
                    0,
                    Fault::Refused(format!("more than {} MiB in one element", MAX_UNIT >> 20)),
                ),
            }),
            Stop::More(_) if self.window.at_end() => Some(Error::CutOff {
                line: self.window.line_at(self.window.rest().len()),
                inside,
            }),
            Stop::More(_) => None,
        }
    }

    fn error(&self, at: usize, fault: Fault) -> Error {
        let line = self.window.line_at(at);
        match fault {
            Fault::Syntax { problem, expected } => Error::Syntax {
                line,
                problem,
                expected,
            },
            Fault::Refused(what) => Error::Refused { line, what },
            Fault::Odd(kind, subject) => Error::Odd { line, kind, subject },
            Fault::NotTmx(found) => Error::NotTmx { line, found },
        }
    }

    /// The next unit, or `None` at the end of the document.
    fn read_unit(&mut self) -> Result<Option<Unit>, Error> {
        loop {
            if self.state == State::Finished {
                return Ok(None);
            }
            self.skip_blank();
            if self.window.rest().is_empty() {
                if !self.window.at_end() {
                    self.fill()?;
                    continue;
                }
                return self.finish();
            }
            if self.state == State::AfterRoot {
                self.trailing()?;
                continue;
            }
            if self.in_body
                && self.state == State::Units
                && self.document.prefix.is_empty()
                && let Some((unit, length)) = fast::unit(self.window.rest(), &self.document)
            {
                self.window.advance(length);
                return Ok(Some(unit));
            }
            let mut parser = Parser::new(self.window.rest(), &self.document, &mut self.pending);
            match step(&mut parser, self.in_body, self.state) {
                Ok(step) => {
                    let length = parser.events.after();
                    self.commit()?;
                    self.window.advance(length);
                    match step {
                        Step::Unit(unit) => return Ok(Some(unit)),
                        Step::Nothing => {}
                        Step::Body => self.in_body = true,
                        Step::BodyEnd => self.state = State::AfterBody,
                        Step::RootEnd => self.state = State::AfterRoot,
                    }
                }
                Err(stop) => {
                    let wasted = parser.events.after();
                    let Some(error) = self.failure(stop, "of a unit") else {
                        self.fill()?;
                        continue;
                    };
                    if self.document.policy != Policy::Salvage || matches!(error, Error::Io { .. }) {
                        return Err(error);
                    }
                    self.resynchronise(&error, wasted)?;
                }
            }
        }
    }

    /// The end of the input: fine after the end of the root, else the file is cut off.
    fn finish(&mut self) -> Result<Option<Unit>, Error> {
        let complete = self.state == State::AfterRoot;
        self.state = State::Finished;
        if !complete {
            let line = self.window.line_at(0);
            if self.document.policy != Policy::Salvage {
                return Err(Error::CutOff {
                    line,
                    inside: "before `</tmx>`",
                });
            }
            self.window.odd_at(OddityKind::CutOff, "", 0)?;
        }
        Ok(None)
    }

    /// What follows the root: comments and white space may, anything else is odd and left out.
    fn trailing(&mut self) -> Result<(), Error> {
        let rest = self.window.rest();
        let silent = rest.starts_with("<!--") || rest.starts_with("<?");
        if !silent {
            let word = text::first_word(rest).to_owned();
            self.window.odd_at(OddityKind::TrailingContent, &word, 0)?;
            self.state = State::Finished;
            return Ok(());
        }
        let end = if rest.starts_with("<!--") { "-->" } else { "?>" };
        match rest.find(end) {
            Some(at) => self.window.advance(at + end.len()),
            None if self.window.at_end() || rest.len() > MAX_UNIT => self.state = State::Finished,
            None => self.fill()?,
        }
        Ok(())
    }

    /// Leaves out a broken unit, which the parser took `wasted` bytes of: goes on at the next `<tu`.
    fn resynchronise(&mut self, error: &Error, wasted: usize) -> Result<(), Error> {
        let end = format!("</{}tu>", self.document.prefix);
        if matches!(error, Error::CutOff { .. }) && !self.window.rest().contains(&end) {
            self.window.odd_at(OddityKind::CutOff, "", self.window.rest().len())?;
        } else {
            self.window.odd_at(OddityKind::DamagedUnit, &error.problem(), 0)?;
        }
        self.effort.1 += wasted as u64;
        if self.effort.1 > SALVAGE_EFFORT * (self.effort.0 + MAX_UNIT as u64) {
            let line = self.window.line_at(0);
            return Err(Error::Refused {
                line,
                what: "the file is broken in too many places to be salvaged".to_owned(),
            });
        }
        let start = format!("<{}tu", self.document.prefix);
        let mut from = 1;
        loop {
            let rest = self.window.rest();
            let mut next = None;
            let mut search = from.min(rest.len());
            while let Some(at) = memchr::memmem::find(&rest.as_bytes()[search..], start.as_bytes()) {
                let after = search + at + start.len();
                if rest
                    .as_bytes()
                    .get(after)
                    .is_some_and(|b| matches!(b, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n'))
                {
                    next = Some(search + at);
                    break;
                }
                search = after;
            }
            if let Some(at) = next {
                self.window.advance(at);
                return Ok(());
            }
            // The start of a unit may be cut by the end of the window.
            let mut keep = rest.len().saturating_sub(start.len() + 1);
            while !rest.is_char_boundary(keep) {
                keep -= 1;
            }
            self.window.advance(keep);
            from = 0;
            if self.window.at_end() {
                self.state = State::Finished;
                return Ok(());
            }
            self.fill()?;
        }
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Result<Unit, Error>;

    fn next(&mut self) -> Option<Result<Unit, Error>> {
        let unit = self.read_unit();
        if unit.is_err() {
            self.state = State::Finished;
        }
        unit.transpose()
    }
}

/// One step between units: a unit, or something else that is done with.
fn step(parser: &mut Parser<'_, '_>, in_body: bool, state: State) -> Result<Step, Stop> {
    match parser.events.next()? {
        Token::Start { name, tag, empty } => match parser.local(name) {
            "tu" => {
                if !in_body {
                    parser.odd(OddityKind::MissingBody, "")?;
                }
                if state == State::AfterBody {
                    parser.odd(OddityKind::MisplacedElement, "tu")?;
                }
                parser.unit(tag, name, empty).map(Step::Unit)
            }
            "body" => {
                if in_body {
                    parser.odd(OddityKind::MisplacedElement, "body")?;
                }
                Ok(if empty { Step::BodyEnd } else { Step::Body })
            }
            _ => {
                parser.odd(OddityKind::DroppedElement, name)?;
                parser.skip(tag, name, empty)?;
                Ok(Step::Nothing)
            }
        },
        Token::End(name) => match parser.local(name) {
            "body" => Ok(Step::BodyEnd),
            "tmx" => {
                if state == State::Units && in_body {
                    return Err(parser
                        .events
                        .fault(Fault::syntax("the document ends inside its body", "`</body>`")));
                }
                Ok(Step::RootEnd)
            }
            other => Err(parser.events.fault(Fault::syntax(
                format!("the end tag `</{other}>` ends nothing"),
                "a unit (`<tu>`) or `</body>`",
            ))),
        },
        Token::Text(raw) | Token::CData(raw) | Token::Reference(raw) => {
            if !is_blank(raw) {
                parser.odd(OddityKind::MisplacedText, text::first_word(raw))?;
            }
            Ok(Step::Nothing)
        }
        Token::Silent | Token::Doctype(_) => Ok(Step::Nothing),
        Token::EndOfText => Err(Stop::More(None)),
    }
}

/// What stands before the units.
#[derive(Default)]
struct Prologue {
    version: String,
    header: Header,
    in_body: bool,
}

/// Parses up to `<body>` or the first unit; returns the length of it.
#[expect(
    clippy::too_many_lines,
    reason = "one loop over the events before the first unit, which share where they are and what was seen; each arm is one element"
)]
fn prologue(rest: &str, document: &mut Document, pending: &mut Pending, parsed: &mut Prologue) -> Result<usize, Stop> {
    pending.clear();
    let mut at = 0;
    let mut carried = Pending::new();
    let (mut in_root, mut has_header) = (false, false);
    loop {
        let blank = rest[at..].len() - rest[at..].trim_start_matches('\u{FEFF}').len();
        at += blank;
        let mut parser = Parser::new(&rest[at..], document, pending);
        let moved = |stop: Stop| match stop {
            Stop::Fault(offset, fault) => Stop::Fault(at + offset, fault),
            more @ Stop::More(_) => more,
        };
        let token = parser.events.next().map_err(moved)?;
        let mut prefix = None;
        let mut entities = None;
        let mut done = false;
        match token {
            Token::Silent => {}
            Token::Text(raw) if is_blank(raw) => {}
            Token::Doctype(text) => match text::declared_entities(text) {
                Ok(declared) => entities = Some(declared),
                Err(what) => return Err(moved(parser.events.fault(Fault::Refused(what)))),
            },
            Token::Start { name, tag, empty } if !in_root => {
                let (before, local) = name.rsplit_once(':').map_or(("", name), |(p, l)| (p, l));
                if local != "tmx" {
                    if !matches!(local, "tu" | "body" | "header") {
                        return Err(moved(
                            parser.events.fault(Fault::NotTmx(format!("the element `{name}`"))),
                        ));
                    }
                    parser.odd(OddityKind::MissingRoot, "").map_err(moved)?;
                    in_root = true;
                    carried.append(pending);
                    continue;
                }
                in_root = true;
                if !before.is_empty() {
                    prefix = Some(format!("{before}:"));
                }
                let attributes = &mut parsed.header.root;
                parser
                    .attributes(tag, name, &crate::spec::ROOT, attributes)
                    .map_err(moved)?;
                parsed.version = attributes.remove("version").unwrap_or_default();
                if !parsed.version.is_empty() && Version::parse(&parsed.version).is_none() {
                    parser.odd(OddityKind::UnknownVersion, &parsed.version).map_err(moved)?;
                }
                if empty {
                    return Err(moved(
                        parser
                            .events
                            .fault(Fault::syntax("the document is empty", "a header and a body")),
                    ));
                }
            }
            Token::Start { name, tag, empty } => match parser.local(name) {
                "header" if !has_header => {
                    has_header = true;
                    parser.header(tag, name, empty, &mut parsed.header).map_err(moved)?;
                }
                "body" | "tu" => {
                    if !has_header {
                        parser.odd(OddityKind::MissingHeader, "").map_err(moved)?;
                    }
                    done = true;
                }
                _ => {
                    parser.odd(OddityKind::DroppedElement, name).map_err(moved)?;
                    parser.skip(tag, name, empty).map_err(moved)?;
                }
            },
            Token::End(name) if in_root => {
                if parser.local(name) != "tmx" {
                    let problem = format!("the end tag `</{name}>` ends nothing");
                    return Err(moved(
                        parser.events.fault(Fault::syntax(problem, "`<header>` or `<body>`")),
                    ));
                }
                done = true;
            }
            Token::Text(raw) | Token::CData(raw) | Token::Reference(raw) | Token::End(raw) => {
                if !in_root {
                    let found = format!("the text `{}`", text::first_word(raw));
                    return Err(moved(parser.events.fault(Fault::NotTmx(found))));
                }
                parser
                    .odd(OddityKind::MisplacedText, text::first_word(raw))
                    .map_err(moved)?;
            }
            Token::EndOfText => return Err(Stop::More(None)),
        }
        let length = parser.events.after();
        carried.extend(
            pending
                .drain(..)
                .map(|(kind, subject, offset)| (kind, subject, at + offset)),
        );
        if let Some(prefix) = prefix {
            document.prefix = prefix;
        }
        if let Some(entities) = entities {
            document.entities = entities;
        }
        document.version = Version::parse(&parsed.version).unwrap_or_default();
        if done {
            pending.append(&mut carried);
            return Ok(at);
        }
        at += length;
    }
}
