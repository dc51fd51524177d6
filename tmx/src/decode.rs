//! Bytes of any encoding that TMX files come in → UTF-8 text, chunk by chunk.
//!
//! The encoding is found as XML 1.0 appendix F does, and then checked against the bytes: a byte order mark decides; else
//! the zero bytes of UTF-16; else the declaration, unless the first bytes beyond ASCII are well-formed UTF-8 after all.

use std::io::{self, Read};

use encoding_rs::{DecoderResult, Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::OddityKind;

/// Bytes asked of the input at a time.
const CHUNK: usize = 256 * 1024;
/// Bytes looked at to find the encoding.
const HEAD: usize = 4096;

/// Something odd about the bytes, at an offset of the decoded text.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) kind: OddityKind,
    pub(crate) subject: String,
    pub(crate) count: u64,
    pub(crate) at: usize,
}

/// Why decoding cannot begin.
#[derive(Debug)]
pub(crate) enum StartError {
    Io(io::Error),
    Empty,
    Encoding(&'static str),
}

enum Mode {
    /// UTF-8; bytes that are not are taken as windows-1252, and declared as this.
    Utf8,
    /// Declared as an encoding in which ASCII is ASCII, and nothing but ASCII seen yet.
    AsciiSoFar {
        label: String,
        encoding: Option<&'static Encoding>,
    },
    /// Any encoding of the WHATWG standard.
    Other(encoding_rs::Decoder),
}

pub(crate) struct Decoder<R> {
    input: R,
    /// Bytes read and not decoded yet are the first `filled` of these.
    raw: Vec<u8>,
    filled: usize,
    mode: Mode,
    name: &'static str,
    at_end: bool,
    findings: Vec<Finding>,
}

impl<R: Read> Decoder<R> {
    pub(crate) fn start(mut input: R) -> Result<Decoder<R>, StartError> {
        let mut raw = Vec::with_capacity(CHUNK);
        let read = input
            .by_ref()
            .take(HEAD as u64)
            .read_to_end(&mut raw)
            .map_err(StartError::Io)?;
        if read == 0 {
            return Err(StartError::Empty);
        }
        let mut findings = Vec::new();
        let (name, mode, skip) = detect(&raw, &mut findings)?;
        raw.drain(..skip);
        let filled = raw.len();
        raw.resize(CHUNK, 0);
        Ok(Decoder {
            input,
            raw,
            filled,
            mode,
            name,
            at_end: false,
            findings,
        })
    }

    /// The name of the encoding in use.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// Appends decoded text; false when the input has ended. What is odd in it goes to `findings`.
    pub(crate) fn read(&mut self, out: &mut String, findings: &mut Vec<Finding>) -> io::Result<bool> {
        if self.at_end {
            return Ok(false);
        }
        findings.append(&mut self.findings);
        let read = loop {
            match self.input.read(&mut self.raw[self.filled..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.filled += read;
        self.at_end = read == 0;
        let start = out.len();
        let mut raw = std::mem::take(&mut self.raw);
        let used = self.decode(&raw[..self.filled], out, findings);
        raw.copy_within(used..self.filled, 0);
        self.raw = raw;
        self.filled -= used;
        clean(out, start, findings);
        Ok(true)
    }

    /// Decodes as much of `raw` as forms whole characters; returns the bytes used.
    fn decode(&mut self, raw: &[u8], out: &mut String, findings: &mut Vec<Finding>) -> usize {
        if let Mode::AsciiSoFar { label, encoding } = &self.mode {
            let ascii = raw.iter().position(|b| !b.is_ascii()).unwrap_or(raw.len());
            let (known, more) = utf8_evidence(&raw[ascii..]);
            if ascii == raw.len() || (more && !self.at_end) {
                out.push_str(&String::from_utf8_lossy(&raw[..ascii]));
                return ascii;
            }
            let at = out.len() + ascii;
            let odd = |subject: String| Finding {
                kind: OddityKind::DeclaredEncoding,
                subject,
                count: 1,
                at,
            };
            if known {
                findings.push(odd(format!("declared as {label}, in fact UTF-8")));
                (self.name, self.mode) = ("UTF-8", Mode::Utf8);
            } else {
                if encoding.is_none() {
                    findings.push(odd(format!("declared as {label}, read as windows-1252")));
                }
                let encoding = encoding.unwrap_or(WINDOWS_1252);
                (self.name, self.mode) = (
                    encoding.name(),
                    Mode::Other(encoding.new_decoder_without_bom_handling()),
                );
            }
        }
        match &mut self.mode {
            Mode::Other(decoder) => {
                decode_other(decoder, raw, self.at_end, self.name, out, findings);
                raw.len()
            }
            Mode::Utf8 | Mode::AsciiSoFar { .. } => decode_utf8(raw, self.at_end, out, findings),
        }
    }
}

/// The encoding of a file that begins so, and the length of its byte order mark.
fn detect(head: &[u8], findings: &mut Vec<Finding>) -> Result<(&'static str, Mode, usize), StartError> {
    let utf16 = |encoding: &'static Encoding, skip: usize, findings: &mut Vec<Finding>| {
        let (text, _) = encoding.decode_without_bom_handling(&head[skip..]);
        if let Some(label) = declared(text.as_bytes()).filter(|label| !is_utf16(label)) {
            findings.push(lie(&label, encoding.name()));
        }
        Ok((
            encoding.name(),
            Mode::Other(encoding.new_decoder_without_bom_handling()),
            skip,
        ))
    };
    match head {
        [0xEF, 0xBB, 0xBF, rest @ ..] => {
            if let Some(label) = declared(rest).filter(|label| !is_utf8(label)) {
                findings.push(lie(&label, "UTF-8"));
            }
            return Ok(("UTF-8", Mode::Utf8, 3));
        }
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => return Err(StartError::Encoding("UTF-32")),
        [0xFF, 0xFE, ..] => return utf16(UTF_16LE, 2, findings),
        [0xFE, 0xFF, ..] => return utf16(UTF_16BE, 2, findings),
        _ => {}
    }
    // XML begins with ASCII (`<`, white space), so in UTF-16 every other byte of the first few is zero.
    let probe = &head[..head.len().min(8) & !1];
    let zeros = |parity: usize| probe.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let pairs = probe.len() / 2;
    match (zeros(0), zeros(1)) {
        (0, odd) if odd == pairs && pairs > 0 => return utf16(UTF_16LE, 0, findings),
        (even, 0) if even == pairs && pairs > 0 => return utf16(UTF_16BE, 0, findings),
        (even, odd) if even + odd >= 2 + pairs && pairs > 1 => return Err(StartError::Encoding("UTF-32")),
        _ => {}
    }
    let Some(label) = declared(head) else {
        return Ok(("UTF-8", Mode::Utf8, 0));
    };
    if is_utf8(&label) {
        return Ok(("UTF-8", Mode::Utf8, 0));
    }
    if is_utf16(&label) {
        findings.push(lie(&label, "UTF-8"));
        return Ok(("UTF-8", Mode::Utf8, 0));
    }
    if matches!(
        label.to_ascii_lowercase().as_str(),
        "us-ascii" | "ascii" | "ansi_x3.4-1968" | "iso646-us"
    ) {
        return Ok(("US-ASCII", Mode::AsciiSoFar { label, encoding: None }, 0));
    }
    match Encoding::for_label(label.as_bytes()) {
        Some(encoding) if encoding.is_ascii_compatible() => Ok((
            encoding.name(),
            Mode::AsciiSoFar {
                label,
                encoding: Some(encoding),
            },
            0,
        )),
        Some(encoding) if encoding != encoding_rs::REPLACEMENT => Ok((
            encoding.name(),
            Mode::Other(encoding.new_decoder_without_bom_handling()),
            0,
        )),
        _ => {
            findings.push(Finding {
                kind: OddityKind::UnknownEncoding,
                subject: label,
                count: 1,
                at: 0,
            });
            Ok(("UTF-8", Mode::Utf8, 0))
        }
    }
}

fn lie(label: &str, name: &str) -> Finding {
    let subject = format!("declared as {label}, in fact {name}");
    Finding {
        kind: OddityKind::DeclaredEncoding,
        subject,
        count: 1,
        at: 0,
    }
}

fn is_utf8(label: &str) -> bool {
    label.eq_ignore_ascii_case("utf-8") || label.eq_ignore_ascii_case("utf8")
}

/// Whether the label means UTF-16 in either order, or its forerunner UCS-2.
fn is_utf16(label: &str) -> bool {
    let label = label.to_ascii_lowercase();
    label.starts_with("utf-16") || label.starts_with("utf16") || label.contains("ucs-2") || label == "unicode"
}

/// The encoding that an XML declaration at the start of these bytes gives.
fn declared(head: &[u8]) -> Option<String> {
    let blank = head.iter().take_while(|b| b.is_ascii_whitespace()).count();
    let head = head[blank..].strip_prefix(b"<?xml")?;
    let end = head.windows(2).position(|w| w == b"?>")?;
    let text = std::str::from_utf8(&head[..end]).ok()?;
    let (_, value) = text.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (label, _) = value[1..].split_once(quote)?;
    let label = label.trim();
    (!label.is_empty()).then(|| label.to_owned())
}

/// Whether the bytes begin with characters beyond ASCII that are well-formed UTF-8 throughout, and whether there are
/// too few to tell.
fn utf8_evidence(bytes: &[u8]) -> (bool, bool) {
    match std::str::from_utf8(bytes) {
        Ok(_) => (true, false),
        Err(error) => (
            error.error_len().is_none() && error.valid_up_to() > 0,
            error.error_len().is_none() && error.valid_up_to() == 0,
        ),
    }
}

fn decode_utf8(raw: &[u8], last: bool, out: &mut String, findings: &mut Vec<Finding>) -> usize {
    let mut rest = raw;
    loop {
        match std::str::from_utf8(rest) {
            Ok(text) => {
                out.push_str(text);
                return raw.len();
            }
            Err(error) => {
                let (valid, after) = rest.split_at(error.valid_up_to());
                out.push_str(std::str::from_utf8(valid).unwrap_or_default());
                let bad = match error.error_len() {
                    None if !last => return raw.len() - after.len(),
                    None => after.len(),
                    Some(length) => length,
                };
                malformed("UTF-8", out.len(), findings);
                out.push_str(&WINDOWS_1252.decode_without_bom_handling(&after[..bad]).0);
                rest = &after[bad..];
            }
        }
    }
}

fn decode_other(
    decoder: &mut encoding_rs::Decoder,
    raw: &[u8],
    last: bool,
    name: &'static str,
    out: &mut String,
    findings: &mut Vec<Finding>,
) {
    let mut rest = raw;
    loop {
        let room = decoder
            .max_utf8_buffer_length_without_replacement(rest.len())
            .unwrap_or(rest.len() * 3 + 16);
        out.reserve(room);
        let (result, used) = decoder.decode_to_string_without_replacement(rest, out, last);
        rest = &rest[used..];
        match result {
            DecoderResult::InputEmpty => return,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                malformed(name, out.len(), findings);
                out.push('\u{FFFD}');
            }
        }
    }
}

fn malformed(name: &'static str, at: usize, findings: &mut Vec<Finding>) {
    match findings.iter_mut().find(|f| f.kind == OddityKind::MalformedBytes) {
        Some(finding) => finding.count += 1,
        None => {
            let subject = format!("not {name}");
            findings.push(Finding {
                kind: OddityKind::MalformedBytes,
                subject,
                count: 1,
                at,
            });
        }
    }
}

/// Finds characters that XML 1.0 forbids (section 2.2) in the text from `start`, and turns U+0000 into U+FFFD.
fn clean(out: &mut String, start: usize, findings: &mut Vec<Finding>) {
    let bytes = &out.as_bytes()[start..];
    let control = |b: u8| b < 0x20 && b != b'\t' && b != b'\n' && b != b'\r';
    // No early exit, so that the compiler makes vector code of it. U+FFFE and U+FFFF begin with the byte EF.
    let (controls, high) = bytes
        .iter()
        .fold((false, false), |(c, h), b| (c | control(*b), h | (*b == 0xEF)));
    let noncharacter = |c: &str| high && memchr::memmem::find(bytes, c.as_bytes()).is_some();
    if !controls && !noncharacter("\u{FFFE}") && !noncharacter("\u{FFFF}") {
        return;
    }
    let mut count = 0;
    let mut first = None;
    for (at, c) in out[start..].char_indices() {
        if is_forbidden(c) {
            count += 1;
            first.get_or_insert((start + at, c));
        }
    }
    if let Some((at, c)) = first {
        let subject = format!("U+{:04X}", u32::from(c));
        findings.push(Finding {
            kind: OddityKind::ControlCharacter,
            subject,
            count,
            at,
        });
    }
    if out[start..].contains('\0') {
        let clean = out[start..].replace('\0', "\u{FFFD}");
        out.truncate(start);
        out.push_str(&clean);
    }
}

/// Whether XML 1.0 (section 2.2) has no place for the character, not even as a reference: most control characters, U+FFFE and U+FFFF.
#[must_use]
pub fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}
