//! A file of text in any common encoding → UTF-8 bytes, with a limit on what one record may take.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;

use crate::exchange::error::ExchangeError;

/// Bytes that one record (a row, a unit) may take.
pub(super) const MAX_RECORD: u64 = 16 * 1024 * 1024;
/// Bytes that are looked at to find the encoding.
const HEAD: u64 = 64 * 1024;
/// Bytes that a reader may take ahead of the record it is at.
const AHEAD: u64 = 128 * 1024;

/// Bytes in UTF-8, as long as no record takes more than [`MAX_RECORD`].
pub(super) struct Input {
    decoded: Box<dyn Read>,
    allowance: Allowance,
}

/// What an [`Input`] may still give before the reader has finished a record.
#[derive(Clone)]
pub(super) struct Allowance(Arc<AtomicU64>);

impl Allowance {
    /// A record is finished: the next may take as much.
    pub(super) fn renew(&self) {
        self.0.store(MAX_RECORD + AHEAD, Ordering::Relaxed);
    }
}

impl Input {
    /// Opens a file: UTF-8, UTF-16 by its mark or its zero bytes, else windows-1252.
    pub(super) fn open(path: &Path, expected: &str) -> Result<Input, ExchangeError> {
        Input::open_in(path, expected, |_| Ok(None))
    }

    /// The same, in the encoding that the file itself names at its beginning, where `named` finds one there and no byte order mark or zero
    /// bytes say another.
    pub(super) fn open_in(
        path: &Path,
        expected: &str,
        named: impl FnOnce(&[u8]) -> Result<Option<&'static Encoding>, String>,
    ) -> Result<Input, ExchangeError> {
        let error = |source| ExchangeError::read(path, source);
        let mut file = File::open(path).map_err(error)?;
        if file.metadata().map_err(error)?.is_dir() {
            return Err(error(io::Error::new(
                io::ErrorKind::IsADirectory,
                "this is a folder, expected a file",
            )));
        }
        let mut head = Vec::new();
        file.by_ref().take(HEAD).read_to_end(&mut head).map_err(error)?;
        if head.is_empty() {
            return Err(ExchangeError::Empty {
                file: path.to_owned(),
                expected: expected.to_owned(),
            });
        }
        let encoding = encoding_of(&head);
        let utf16 = |e: &'static Encoding| e == UTF_16LE || e == UTF_16BE;
        let marked = Encoding::for_bom(&head).map(|(encoding, _)| encoding);
        if !encoding.or(marked).is_some_and(utf16) && head.contains(&0) {
            return Err(ExchangeError::content(path, 1, "the file is binary", expected));
        }
        let encoding = match encoding.or(marked) {
            Some(found) if utf16(found) => encoding,
            _ => {
                let named = named(&head).map_err(|problem| ExchangeError::content(path, 1, problem, expected))?;
                // UTF-8 is checked by the reader that follows.
                named.map_or(encoding, |named| (named != UTF_8).then_some(named))
            }
        };
        // `None` stands for UTF-8 or what a byte order mark says; the reader that follows checks UTF-8.
        let decoded = DecodeReaderBytesBuilder::new()
            .encoding(encoding)
            .bom_override(true)
            .strip_bom(true)
            .utf8_passthru(true)
            .build(io::Cursor::new(head).chain(file));
        let input = Input {
            decoded: Box::new(decoded),
            allowance: Allowance(Arc::default()),
        };
        input.allowance.renew();
        Ok(input)
    }

    /// The handle to renew the allowance with.
    pub(super) fn allowance(&self) -> Allowance {
        self.allowance.clone()
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.allowance.0.load(Ordering::Relaxed);
        if left == 0 {
            let what = format!("one record takes more than {} MiB", MAX_RECORD >> 20);
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        let most = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let read = self.decoded.read(&mut buffer[..most])?;
        self.allowance.0.store(left - read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// The encoding of a file without byte order mark that begins so, where it is not UTF-8.
fn encoding_of(head: &[u8]) -> Option<&'static Encoding> {
    if Encoding::for_bom(head).is_some() {
        return None;
    }
    let zeros = |parity: usize| {
        head.iter()
            .skip(parity)
            .step_by(2)
            .take(64)
            .filter(|b| **b == 0)
            .count()
    };
    let half = (head.len() / 4).clamp(1, 32);
    match (zeros(0), zeros(1)) {
        (0, odd) if odd >= half => return Some(UTF_16LE),
        (even, 0) if even >= half => return Some(UTF_16BE),
        _ => {}
    }
    match std::str::from_utf8(head) {
        Err(error) if error.error_len().is_some() => Some(WINDOWS_1252),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_common_encoding_gives_the_same_text() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.tsv");
        let text = "été\tsummer, œuvre\n";
        let utf16 = |big: bool| -> Vec<u8> {
            text.encode_utf16()
                .flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() })
                .collect()
        };
        let legacy: Vec<u8> = text
            .chars()
            .map(|c| {
                if c == 'œ' {
                    0x9C
                } else {
                    u8::try_from(u32::from(c)).unwrap()
                }
            })
            .collect();
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            utf16(false),
            utf16(true),
            [b"\xFF\xFE".to_vec(), utf16(false)].concat(),
            legacy,
        ] {
            std::fs::write(&path, &bytes).unwrap();
            let mut read = String::new();
            Input::open(&path, "text").unwrap().read_to_string(&mut read).unwrap();
            assert_eq!(read, text, "{bytes:?}");
        }
        std::fs::write(&path, "").unwrap();
        assert!(matches!(Input::open(&path, "text"), Err(ExchangeError::Empty { .. })));
        assert!(matches!(
            Input::open(folder.path(), "text"),
            Err(ExchangeError::Read { .. })
        ));
    }

    #[test]
    fn a_record_without_end_is_stopped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.tsv");
        std::fs::write(&path, vec![b'x'; usize::try_from(MAX_RECORD + AHEAD).unwrap() + 10]).unwrap();
        let mut input = Input::open(&path, "text").unwrap();
        assert!(io::copy(&mut input, &mut io::sink()).is_err());
    }
}
