//! Bytes of a text file → its characters, whatever encoding it is in.
//!
//! Tried in this order: a byte order mark (UTF-8, UTF-16); UTF-16 without a mark, told by its zero bytes; UTF-8; then
//! windows-1252, when the whole file reads well in it; then another legacy encoding that `chardetng` guesses. A file
//! that is UTF-8 but for a few bytes is damaged, and is refused with the place of the first wrong byte; a page is read as
//! browsers read it ([`decode_page`]).

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Why bytes are no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NotText {
    /// The bytes are those of another kind of file; the name of the kind where it is known.
    Binary(&'static str),
    /// A byte that fits no encoding: its offset in bytes and its line, from 1.
    Invalid { offset: usize, line: usize },
}

/// The characters of a text file, without its byte order mark; `declared` is the encoding that the file itself names, which
/// is believed when the bytes are not UTF-8.
///
/// Bytes that are owned and UTF-8 become the text, and are gone; they stay where there is an error.
pub(crate) fn decode(from: &mut Cow<'_, [u8]>, declared: Option<&'static Encoding>) -> Result<String, NotText> {
    let bytes = &**from;
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decode_strictly(encoding, bytes, mark);
    }
    if let Some(kind) = known_binary(bytes) {
        return Err(NotText::Binary(kind));
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return decode_strictly(encoding, bytes, 0);
    }
    if has_binary_controls(bytes) {
        return Err(NotText::Binary("binary"));
    }
    let first_wrong = match String::from_utf8(std::mem::take(from).into_owned()) {
        Ok(text) => return Ok(text),
        Err(error) => {
            let first_wrong = error.utf8_error().valid_up_to();
            *from = Cow::Owned(error.into_bytes());
            first_wrong
        }
    };
    let bytes = &**from;
    if let Some(encoding) = declared.filter(|encoding| *encoding != UTF_8)
        && let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes)
    {
        return Ok(text.into_owned());
    }
    let shape = HighBytes::of(bytes);
    let legacy = if shape.sequences * 20 > shape.wrong {
        None // UTF-8 with damage
    } else if reads_as_windows_1252(bytes) {
        Some(WINDOWS_1252)
    } else {
        other_legacy(bytes, &shape)
    };
    let decoded = legacy.and_then(|e| e.decode_without_bom_handling_and_without_replacement(bytes));
    decoded
        .map(Cow::into_owned)
        .ok_or_else(|| invalid_at(bytes, first_wrong))
}

/// The characters of a page that is damaged, as browsers read it, and how many were put in for bytes that fit no encoding: U+FFFD
/// (Encoding Standard, "decode"). Without a declared encoding it is UTF-8 where it has more whole sequences than wrong bytes, else
/// windows-1252. Zero bytes are dropped (HTML standard, "in body"). `None` for what is not text at all.
pub(crate) fn decode_page(bytes: &[u8], declared: Option<&'static Encoding>) -> Option<(String, usize)> {
    if known_binary(bytes).is_some() || utf16_without_mark(bytes).is_some() {
        return None;
    }
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or_else(|| {
        let shape = HighBytes::of(bytes);
        let usual = if shape.wrong > shape.sequences {
            WINDOWS_1252
        } else {
            UTF_8
        };
        (declared.filter(|encoding| *encoding != UTF_8).unwrap_or(usual), 0)
    });
    let zeros = bytes.contains(&0) && !matches!(encoding.name(), "UTF-16LE" | "UTF-16BE");
    let kept: Vec<u8>;
    let body = if zeros {
        kept = bytes[mark..].iter().copied().filter(|b| *b != 0).collect();
        &kept[..]
    } else {
        &bytes[mark..]
    };
    let (text, _) = encoding.decode_without_bom_handling(body);
    let own = body.windows(3).filter(|w| *w == "\u{fffd}".as_bytes()).count();
    let own = if encoding == UTF_8 { own } else { 0 };
    let replaced = text.chars().filter(|c| *c == '\u{fffd}').count().saturating_sub(own);
    Some((text.into_owned(), replaced))
}

fn decode_strictly(encoding: &'static Encoding, bytes: &[u8], mark: usize) -> Result<String, NotText> {
    let body = &bytes[mark..];
    if encoding == UTF_8 {
        return match std::str::from_utf8(body) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(invalid_at(bytes, mark + error.valid_up_to())),
        };
    }
    match encoding.decode_without_bom_handling_and_without_replacement(body) {
        Some(text) => Ok(text.into_owned()),
        None => Err(invalid_utf16(encoding, bytes, mark)),
    }
}

fn invalid_at(bytes: &[u8], offset: usize) -> NotText {
    let line = 1 + bytes[..offset].iter().filter(|b| **b == b'\n').count();
    NotText::Invalid { offset, line }
}

/// The place of the first lone surrogate or odd last byte of a UTF-16 file.
fn invalid_utf16(encoding: &'static Encoding, bytes: &[u8], mark: usize) -> NotText {
    let unit = |pair: &[u8]| {
        let pair = [pair[0], pair[1]];
        if encoding == UTF_16BE {
            u16::from_be_bytes(pair)
        } else {
            u16::from_le_bytes(pair)
        }
    };
    let (mut offset, mut line) = (mark, 1);
    let units = bytes[mark..].chunks_exact(2).map(unit);
    for c in char::decode_utf16(units) {
        match c {
            Ok(c) => {
                offset += 2 * c.len_utf16();
                line += usize::from(c == '\n');
            }
            Err(_) => break,
        }
    }
    NotText::Invalid { offset, line }
}

/// UTF-16 without a byte order mark: text has zeros on one side of nearly every pair of bytes, and on the other side never.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    if sample.len() < 8 || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let zeros = |side: usize| sample.iter().skip(side).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), sample.len() / 2);
    if odd * 10 >= pairs * 7 && even == 0 {
        Some(UTF_16LE)
    } else if even * 10 >= pairs * 7 && odd == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Control characters that no text file has.
fn has_binary_controls(bytes: &[u8]) -> bool {
    let controls = bytes
        .iter()
        .filter(|b| matches!(b, 0x01..=0x06 | 0x0e..=0x1a | 0x1c..=0x1f))
        .count();
    bytes.contains(&0) || controls * 50 > bytes.len()
}

/// The kind of a file that is told by its first bytes.
fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    const KINDS: &[(&[u8], &str)] = &[
        (b"\x89PNG\r\n\x1a\n", "PNG image"),
        (b"\xff\xd8\xff", "JPEG image"),
        (b"GIF8", "GIF image"),
        (b"RIFF", "RIFF (picture, sound or film)"),
        (b"II*\0", "TIFF image"),
        (b"MM\0*", "TIFF image"),
        (b"\x1f\x8b", "gzip archive"),
        (b"BZh", "bzip2 archive"),
        (b"\xfd7zXZ\0", "xz archive"),
        (b"\x28\xb5\x2f\xfd", "zstd archive"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip archive"),
        (b"Rar!\x1a\x07", "RAR archive"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "old Office document (.doc, .xls or .ppt)",
        ),
        (b"\x7fELF", "program"),
        (b"SQLite format 3\0", "SQLite database"),
        (b"ID3", "MP3 sound"),
        (b"OggS", "Ogg sound or film"),
        (b"wOFF", "font"),
        (b"wOF2", "font"),
    ];
    KINDS
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, kind)| *kind)
}

/// What the bytes above 0x7F of a file are when it is looked at as UTF-8.
struct HighBytes {
    /// Well-formed sequences of two bytes and more.
    sequences: usize,
    /// Bytes that belong to none.
    wrong: usize,
}

impl HighBytes {
    fn of(bytes: &[u8]) -> HighBytes {
        let mut shape = HighBytes { sequences: 0, wrong: 0 };
        for chunk in bytes.utf8_chunks() {
            shape.sequences += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
            shape.wrong += chunk.invalid().len();
        }
        shape
    }
}

/// Whether French, English and their neighbours could have written this in windows-1252: nearly every high byte is a
/// usual letter beside another letter, or a usual mark.
fn reads_as_windows_1252(bytes: &[u8]) -> bool {
    let (text, had_errors) = WINDOWS_1252.decode_without_bom_handling(bytes);
    if had_errors {
        return false;
    }
    let (mut high, mut usual) = (0_usize, 0_usize);
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_ascii() {
            high += 1;
            let after = chars.peek().copied().unwrap_or(' ');
            usual += usize::from(match c {
                'â' | 'ä' | 'á' | 'ç' | 'é' | 'è' | 'ê' | 'ë' | 'î' | 'ï' | 'í' | 'ô' | 'ö' | 'ó' | 'ù' | 'û' | 'ü'
                | 'ú' | 'ñ' | 'œ' | 'æ' | 'ß' | 'Â' | 'Ä' | 'Ç' | 'É' | 'È' | 'Ê' | 'Ë' | 'Î' | 'Ï' | 'Ô' | 'Ö'
                | 'Ù' | 'Û' | 'Ü' | 'Œ' => before.is_alphabetic() || after.is_alphabetic(),
                '«' | '»' | '“' | '”' | '‘' | '’' | '„' | '‚' | '–' | '—' | '…' | '€' | '£' | '°' | '•' | '·' | '§'
                | '©' | '®' | '™' | '½' | '¼' | '¾' | '²' | '³' | '¹' | 'º' | 'ª' | '×' | '±' | 'µ' | '\u{a0}'
                | 'à' | 'À' => true,
                _ => false,
            });
        }
        before = c;
    }
    high > 0 && usual * 20 >= high * 19
}

/// Another legacy encoding, for texts that are largely written in it (Greek, Cyrillic, Japanese, …): one stray byte in an
/// ASCII file is damage.
fn other_legacy(bytes: &[u8], shape: &HighBytes) -> Option<&'static Encoding> {
    if shape.sequences > 0 || shape.wrong * 8 < bytes.len() || shape.wrong < 16 {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    (encoding != WINDOWS_1252).then_some(encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Le préfet l’a dit : « Nous fermerons l’école à midi. »\nC’était l’été.\n";

    fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn encodings_are_told_apart() {
        let little = utf16(TEXT, u16::to_le_bytes);
        let big = utf16(TEXT, u16::to_be_bytes);
        let (western, _, _) = WINDOWS_1252.encode(TEXT);
        let with_mark = |mark: &[u8], body: &[u8]| [mark, body].concat();
        for (name, bytes) in [
            ("UTF-8", TEXT.as_bytes().to_vec()),
            ("UTF-8 with a mark", with_mark(b"\xef\xbb\xbf", TEXT.as_bytes())),
            ("UTF-16LE with a mark", with_mark(b"\xff\xfe", &little)),
            ("UTF-16BE with a mark", with_mark(b"\xfe\xff", &big)),
            ("UTF-16LE", little),
            ("UTF-16BE", big),
            ("windows-1252", western.into_owned()),
        ] {
            assert_eq!(
                decode(&mut Cow::Borrowed(&bytes[..]), None).as_deref(),
                Ok(TEXT),
                "{name}"
            );
        }
        let greek = "Το πρωινό τρένο έφυγε από τον σταθμό χωρίς καθυστέρηση και έφτασε στην ώρα του.\n".repeat(4);
        let (bytes, encoding, _) = encoding_rs::WINDOWS_1253.encode(&greek);
        assert_eq!(encoding.name(), "windows-1253");
        assert_eq!(
            decode(&mut Cow::Borrowed(&bytes[..]), None).as_deref(),
            Ok(greek.as_str())
        );
    }

    #[test]
    fn damage_is_refused_with_its_place() {
        for (bytes, offset, line) in [
            (b"caf\xc3\xa9\nth\xc3\xa9 \xff ici".to_vec(), 11, 2),
            (b"plain text\nwith one \xff byte".to_vec(), 20, 2),
            (b"cut in the middle: caf\xc3".to_vec(), 22, 1),
            (b"\xef\xbb\xbfone\xff".to_vec(), 6, 1),
            (b"\xff\xfeo\0n\0\n\0\x00\xd8e\0".to_vec(), 8, 2),
        ] {
            assert_eq!(
                decode(&mut Cow::Borrowed(&bytes[..]), None),
                Err(NotText::Invalid { offset, line }),
                "{bytes:?}"
            );
        }
    }

    #[test]
    fn a_damaged_page_is_read_as_browsers_read_it() {
        let read = |bytes: &[u8]| decode_page(bytes, None).expect("a text");
        assert_eq!(
            read(b"<p>caf\xc3\xa9 th\xc3\xa9 \xff ici"),
            ("<p>café thé \u{fffd} ici".to_owned(), 1)
        );
        assert_eq!(read(b"<p>un\0 mot"), ("<p>un mot".to_owned(), 0));
        assert_eq!(read(b"<p>caf\xe9 th\xe9 \x81"), ("<p>café thé \u{81}".to_owned(), 0));
        assert_eq!(read("<p>\u{fffd} é".as_bytes()), ("<p>\u{fffd} é".to_owned(), 0));
        let declared = Encoding::for_label(b"iso-8859-2");
        assert_eq!(
            decode_page(b"<p>\xb3\xf3d\x9f \0", declared).map(|(text, _)| text),
            Some("<p>łód\u{9f} ".to_owned())
        );
        assert_eq!(decode_page(b"\x89PNG\r\n\x1a\n", None), None);
    }

    #[test]
    fn binary_files_are_no_text() {
        for bytes in [
            &b"\x89PNG\r\n\x1a\n\0\0"[..],
            b"abc\0def",
            b"\x01\x02\x03\x04text\x05\x06",
        ] {
            assert!(
                matches!(decode(&mut Cow::Borrowed(bytes), None), Err(NotText::Binary(_))),
                "{bytes:?}"
            );
        }
    }
}
