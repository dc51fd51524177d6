//! Every encoding that TMX files come in, declared rightly, wrongly or not at all.

mod common;

use common::{document, read, texts, unit};
use tmx::{Error, OddityKind, Policy, Reader};

const FRENCH: &str = "Où dîne-t-on ? À l’hôtel, œuvre à 30 €.";

fn text(declaration: &str) -> String {
    document(&unit(FRENCH, "Where do we dine?")).replacen("<?xml version=\"1.0\"?>", declaration, 1)
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16()
        .flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() })
        .collect()
}

fn windows1252(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| match c {
            '’' => 0x92,
            'œ' => 0x9C,
            '€' => 0x80,
            c => u8::try_from(u32::from(c)).expect("a character of windows-1252"),
        })
        .collect()
}

/// Reads, and returns the French text, the encoding in use and the kinds of oddity.
fn french(bytes: &[u8]) -> (String, &'static str, Vec<OddityKind>) {
    let mut reader = Reader::new(bytes, Policy::Default).expect("a header");
    let units: Vec<_> = reader.by_ref().collect::<Result<_, _>>().expect("units");
    let kinds = reader.oddities().iter().map(|o| o.kind).collect();
    (
        units[0].variants[0].seg.plain_text().into_owned(),
        reader.encoding(),
        kinds,
    )
}

#[test]
fn every_encoding_gives_the_same_text() {
    let plain = "<?xml version=\"1.0\"?>";
    let with_mark = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
    let lie = vec![OddityKind::DeclaredEncoding];
    let cases: Vec<(&str, Vec<u8>, &str, Vec<OddityKind>)> = vec![
        ("UTF-8", text(plain).into_bytes(), "UTF-8", vec![]),
        (
            "UTF-8 with mark",
            with_mark(b"\xEF\xBB\xBF", text(plain).into_bytes()),
            "UTF-8",
            vec![],
        ),
        ("no declaration at all", text("").into_bytes(), "UTF-8", vec![]),
        (
            "UTF-16LE with mark",
            with_mark(b"\xFF\xFE", utf16(&text(plain), false)),
            "UTF-16LE",
            vec![],
        ),
        (
            "UTF-16BE with mark",
            with_mark(b"\xFE\xFF", utf16(&text(plain), true)),
            "UTF-16BE",
            vec![],
        ),
        (
            "UTF-16LE alone",
            utf16(&text("<?xml version='1.0' encoding='utf-16'?>"), false),
            "UTF-16LE",
            vec![],
        ),
        ("UTF-16BE alone", utf16(&text(""), true), "UTF-16BE", vec![]),
        (
            "windows-1252",
            windows1252(&text("<?xml version='1.0' encoding='windows-1252'?>")),
            "windows-1252",
            vec![],
        ),
        (
            "ISO-8859-1, with windows-1252's characters as everywhere",
            windows1252(&text("<?xml version='1.0' encoding='ISO-8859-1'?>")),
            "windows-1252",
            vec![],
        ),
        (
            "declared UTF-16, in fact UTF-8",
            text("<?xml version='1.0' encoding='UTF-16'?>").into_bytes(),
            "UTF-8",
            lie.clone(),
        ),
        (
            "declared windows-1252, in fact UTF-8",
            text("<?xml version='1.0' encoding='cp1252'?>").into_bytes(),
            "UTF-8",
            lie.clone(),
        ),
        (
            "declared ASCII, in fact UTF-8",
            text("<?xml version='1.0' encoding='us-ascii'?>").into_bytes(),
            "UTF-8",
            lie.clone(),
        ),
        (
            "declared ASCII, in fact windows-1252",
            windows1252(&text("<?xml version='1.0' encoding='us-ascii'?>")),
            "windows-1252",
            lie.clone(),
        ),
        (
            "declared UTF-8, in fact UTF-16",
            with_mark(
                b"\xFF\xFE",
                utf16(&text("<?xml version='1.0' encoding='utf-8'?>"), false),
            ),
            "UTF-16LE",
            lie.clone(),
        ),
        (
            "declared UTF-8, in fact windows-1252",
            windows1252(&text(plain)),
            "UTF-8",
            vec![OddityKind::MalformedBytes],
        ),
        (
            "unknown",
            text("<?xml version='1.0' encoding='klingon'?>").into_bytes(),
            "UTF-8",
            vec![OddityKind::UnknownEncoding],
        ),
    ];
    for (name, bytes, encoding, kinds) in cases {
        assert_eq!(french(&bytes), (FRENCH.to_owned(), encoding, kinds), "{name}");
    }
}

#[test]
fn ascii_with_references_is_any_text() {
    let body = unit("&#xe9;t&#233;", "&#x1F600;");
    let text = document(&body).replacen("?>", " encoding='US-ASCII'?>", 1);
    let (units, oddities) = read(text, Policy::Strict).expect("nothing odd");
    assert_eq!(texts(&units), ["été", "😀"]);
    assert!(oddities.is_empty());
}

#[test]
fn a_file_that_comes_byte_by_byte_is_the_same() {
    struct Slow<'a>(&'a [u8]);
    impl std::io::Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else {
                return Ok(0);
            };
            buffer[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }
    let body = (0..40)
        .map(|i| unit(&format!("été {i} &amp; \r\n"), "x"))
        .collect::<String>();
    for bytes in [document(&body).into_bytes(), utf16(&document(&body), true)] {
        let whole = read(&bytes, Policy::Strict).expect("nothing odd").0;
        let slow: Vec<_> = Reader::new(Slow(&bytes), Policy::Strict)
            .expect("a header")
            .map(|u| u.expect("a unit"))
            .collect();
        assert_eq!(whole, slow);
        assert_eq!(whole.len(), 40);
    }
}

#[test]
fn wrong_bytes_late_in_the_file_are_found_with_their_line() {
    let mut body = unit("a", "b").repeat(20_000).replace("</tu>", "</tu>\n");
    body.push_str(&unit("caf\u{1}", "b"));
    let mut bytes = document(&body).into_bytes();
    let at = bytes.iter().position(|b| *b == 1).expect("the mark");
    bytes[at] = 0xE9;
    let (units, oddities) = read(&bytes, Policy::Default).expect("read as windows-1252");
    assert_eq!(units[20_000].variants[0].seg.plain_text(), "café");
    assert_eq!(
        oddities,
        [(OddityKind::MalformedBytes, "not UTF-8".to_owned(), 1, 20_005)]
    );
    let error = read(&bytes, Policy::Strict).expect_err("strict");
    assert_eq!(error.line(), 20_005, "{error}");
    assert!(matches!(
        error,
        Error::Odd {
            kind: OddityKind::MalformedBytes,
            ..
        }
    ));
}

#[test]
fn utf_32_and_emptiness_are_refused() {
    let utf32: Vec<u8> = document("").chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    assert!(matches!(read(&utf32, Policy::Default), Err(Error::Encoding("UTF-32"))));
    assert!(matches!(
        read([&[0xFF, 0xFE, 0, 0], &utf32[..]].concat(), Policy::Default),
        Err(Error::Encoding("UTF-32"))
    ));
    for empty in ["", " \n ", "\u{FEFF}"] {
        assert!(matches!(read(empty, Policy::Salvage), Err(Error::Empty)), "{empty:?}");
    }
}
