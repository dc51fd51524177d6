//! Files that are made to do harm: refused, quickly and within bounded memory.

mod common;

use std::io::Read;

use common::{document, read, unit};
use tmx::{Error, Policy, Reader};

fn refused(text: &str) {
    for policy in [Policy::Strict, Policy::Default, Policy::Salvage] {
        let error = read(text, policy).expect_err("an attack");
        assert!(matches!(error, Error::Refused { .. }), "{error}");
    }
}

fn with_doctype(subset: &str) -> String {
    document(&unit("&a;", "x")).replacen("<tmx", &format!("<!DOCTYPE tmx [{subset}]>\n<tmx"), 1)
}

#[test]
fn entities_that_reach_out_or_grow_are_refused() {
    refused(&with_doctype("<!ENTITY a SYSTEM \"file:///etc/hostname\">"));
    refused(&with_doctype("<!ENTITY a PUBLIC \"-//X\" \"http://example.org/x\">"));
    refused(&with_doctype("<!ENTITY % a SYSTEM \"http://example.org/x.dtd\"> %a;"));
    refused(&with_doctype(
        "<!ENTITY b \"ha\"><!ENTITY a \"&b;&b;&b;&b;&b;&b;&b;&b;\">",
    ));
    refused(&with_doctype(&format!("<!ENTITY a \"{}\">", "x".repeat(100_000))));
    let many: String = (0..1000).map(|i| format!("<!ENTITY e{i} \"x\">")).collect();
    refused(&with_doctype(&many));
}

#[test]
fn honest_entities_are_read() {
    let (units, _) = read(with_doctype("<!ENTITY a \"&#233;t&#233;\">"), Policy::Strict).expect("nothing odd");
    assert_eq!(units[0].variants[0].seg.plain_text(), "été");
}

#[test]
fn deep_nesting_is_refused() {
    for depth in [65, 100_000] {
        let text = document(&unit(
            &format!("{}x{}", "<hi>".repeat(depth), "</hi>".repeat(depth)),
            "y",
        ));
        assert!(matches!(read(&text, Policy::Default), Err(Error::Refused { .. })));
        // Salvage leaves the unit out and goes on.
        let (units, _) = read(
            text.replace("</body>", &format!("{}</body>", unit("a", "b"))),
            Policy::Salvage,
        )
        .expect("salvaged");
        assert_eq!(units.len(), 1);
    }
    let fine = document(&unit(&format!("{}x{}", "<hi>".repeat(60), "</hi>".repeat(60)), "y"));
    assert!(read(fine, Policy::Strict).is_ok());
}

#[test]
fn too_many_attributes_are_refused() {
    let many: String = (0..1000).map(|i| format!(" a{i}='x'")).collect();
    let text = document(&format!("<tu{many}><tuv xml:lang='fr'><seg>a</seg></tuv></tu>"));
    assert!(matches!(read(text, Policy::Default), Err(Error::Refused { .. })));
}

/// An endless input: a beginning, and then one piece for ever; counts what is taken of it.
struct Endless {
    start: Vec<u8>,
    piece: Vec<u8>,
    taken: usize,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let from_start = self.start.len().saturating_sub(self.taken).min(buffer.len());
        buffer[..from_start].copy_from_slice(&self.start[self.taken.min(self.start.len())..][..from_start]);
        let mut at = from_start;
        while at < buffer.len() {
            let piece = &self.piece[(self.taken + at - self.start.len()) % self.piece.len()..];
            let length = piece.len().min(buffer.len() - at);
            buffer[at..at + length].copy_from_slice(&piece[..length]);
            at += length;
        }
        self.taken += buffer.len();
        assert!(self.taken < 100_000_000, "the reader takes too much of an endless file");
        Ok(buffer.len())
    }
}

#[test]
fn what_never_ends_is_refused_within_bounded_memory() {
    let open = document("");
    let open = open.split("</body>").next().expect("the beginning");
    let tu = "<tu><tuv xml:lang='fr'><seg>";
    // Long pieces, so that the test is quick.
    let text = "texte ".repeat(1000);
    let cases: Vec<(String, String)> = vec![
        ("<tmx version='1.4'><header creationtool='".to_owned(), text.clone()),
        ("<!DOCTYPE tmx [".to_owned(), format!("<!ELEMENT a {text}>")),
        ("<".to_owned(), "x".repeat(1000)),
        (format!("{open}<!--"), format!("<tu>{text}")),
        (format!("{open}<tu tuid='"), text.clone()),
        (format!("{open}{tu}"), text.clone()),
        (format!("{open}{tu}"), format!("<hi>{text}</hi>")),
        (format!("{open}{tu}<![CDATA["), text.clone()),
        (format!("{open}<tu>"), format!("<prop type='a'>{text}</prop>")),
        (format!("{open}<foo>"), text),
    ];
    for (start, piece) in cases {
        let name = start.clone();
        let input = Endless {
            start: start.into_bytes(),
            piece: piece.into_bytes(),
            taken: 0,
        };
        match Reader::new(input, Policy::Default) {
            Err(error) => assert!(matches!(error, Error::Refused { .. }), "{name}: {error}"),
            Ok(mut reader) => {
                let error = reader.find_map(Result::err).expect("never ends");
                assert!(matches!(error, Error::Refused { .. }), "{name}: {error}");
            }
        }
    }
}

#[test]
fn salvage_does_not_look_for_ever() {
    // Every `<tu` begins a unit that seems to go on to the end of the file.
    let text = format!(
        "{}{}",
        document("").split("</body>").next().expect("the beginning"),
        "<tu><note><![CDATA[".repeat(40_000)
    );
    let error = read(&text, Policy::Salvage).expect_err("a trap");
    assert!(matches!(error, Error::Refused { .. }), "{error}");
}
