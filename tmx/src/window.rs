//! A moving window on the decoded text: what the parser is looking at, and which line that is.

use std::io::Read;

use crate::decode::{Decoder, Finding, StartError};
use crate::oddity::Oddities;
use crate::{Error, OddityKind, Policy};

pub(crate) struct Window<R> {
    decoder: Decoder<R>,
    text: String,
    /// What is before this offset is done with.
    start: usize,
    /// The line of the first byte of `text`, from 1.
    line: u64,
    at_end: bool,
    findings: Vec<Finding>,
    policy: Policy,
    pub(crate) oddities: Oddities,
}

impl<R: Read> Window<R> {
    pub(crate) fn new(input: R, policy: Policy) -> Result<Window<R>, Error> {
        let decoder = Decoder::start(input).map_err(|error| match error {
            StartError::Io(source) => Error::Io { line: 1, source },
            StartError::Empty => Error::Empty,
            StartError::Encoding(name) => Error::Encoding(name),
        })?;
        Ok(Window {
            decoder,
            text: String::new(),
            start: 0,
            line: 1,
            at_end: false,
            findings: Vec::new(),
            policy,
            oddities: Oddities::default(),
        })
    }

    pub(crate) fn encoding(&self) -> &'static str {
        self.decoder.name()
    }

    /// The text from the current place on, as far as it is read.
    pub(crate) fn rest(&self) -> &str {
        &self.text[self.start..]
    }

    /// Whether the rest is all there is.
    pub(crate) fn at_end(&self) -> bool {
        self.at_end
    }

    /// Is done with that many bytes of the rest.
    pub(crate) fn advance(&mut self, bytes: usize) {
        self.start += bytes;
    }

    /// The line of a byte of the rest.
    pub(crate) fn line_at(&self, offset: usize) -> u64 {
        self.line_of(self.start + offset)
    }

    fn line_of(&self, at: usize) -> u64 {
        self.line + lines(&self.text.as_bytes()[..at.min(self.text.len())])
    }

    /// Reads more text; the rest at least doubles, unless the input ends.
    pub(crate) fn fill(&mut self) -> Result<(), Error> {
        self.line += lines(&self.text.as_bytes()[..self.start]);
        self.text.drain(..self.start);
        self.start = 0;
        let wanted = (2 * self.text.len()).max(1);
        while self.text.len() < wanted && !self.at_end {
            let more = self.decoder.read(&mut self.text, &mut self.findings);
            let more = more.map_err(|source| Error::Io {
                line: self.line_of(self.text.len()),
                source,
            })?;
            self.at_end = !more;
            for finding in std::mem::take(&mut self.findings) {
                self.odd(finding.kind, &finding.subject, finding.count, finding.at)?;
            }
        }
        Ok(())
    }

    /// Records an oddity at a byte of the window's text; an error under the strict policy.
    fn odd(&mut self, kind: OddityKind, subject: &str, count: u64, at: usize) -> Result<(), Error> {
        if self.policy == Policy::Strict {
            return Err(Error::Odd {
                line: self.line_of(at),
                kind,
                subject: subject.to_owned(),
            });
        }
        let (line, text) = (self.line, self.text.as_bytes());
        self.oddities
            .add(kind, subject, count, || line + lines(&text[..at.min(text.len())]));
        Ok(())
    }

    /// Records an oddity at a byte of the rest; an error under the strict policy.
    pub(crate) fn odd_at(&mut self, kind: OddityKind, subject: &str, offset: usize) -> Result<(), Error> {
        self.odd(kind, subject, 1, self.start + offset)
    }
}

/// Line ends among the bytes: U+000A, and U+000D where no U+000A follows is rare enough to be left out.
fn lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}
