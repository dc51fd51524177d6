//! Containers that are cut off, hostile, encrypted or of another kind: refused with a message that helps, in bounded time.

use interligne::article::{DocumentError, ReadOptions, read_bytes};

use super::{problem, zip, zip_of};

const W: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;

fn docx(document: &[u8]) -> Vec<u8> {
    zip_of(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document)])
}

#[test]
fn bombs_are_refused() {
    // 3 MB of spaces pack to 3 kB.
    let mut bomb = format!("<w:document {W}><w:body>").into_bytes();
    bomb.resize(3 << 20, b' ');
    let refusal = problem(&docx(&bomb));
    assert!(matches!(refusal, DocumentError::TooMuch { .. }), "{refusal:?}");

    let deep = format!("<w:document {W}><w:body>{}", "<w:p>".repeat(20_000));
    let refusal = problem(&docx(deep.as_bytes()));
    assert!(
        matches!(
            refusal,
            DocumentError::TooMuch {
                what: "levels of nested elements",
                ..
            }
        ),
        "{refusal:?}"
    );

    let laughs = format!(
        r#"<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><w:document {W}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"#
    );
    assert!(matches!(
        problem(&docx(laughs.as_bytes())),
        DocumentError::Entities { .. }
    ));
}

#[test]
fn names_that_lead_outside_are_refused() {
    for name in [
        "../../etc/cron.d/x",
        "word/../../x",
        "/etc/x",
        "C:\\x",
        "word\\..\\..\\x",
    ] {
        let bytes = zip(&[("word/document.xml", "<x/>"), (name, "x")]);
        assert!(matches!(problem(&bytes), DocumentError::Path { .. }), "{name}");
    }
}

#[test]
fn documents_without_text_are_refused() {
    let without_main = zip(&[("[Content_Types].xml", "<Types/>"), ("word/styles.xml", "<x/>")]);
    assert!(matches!(problem(&without_main), DocumentError::Missing { .. }));
    let other_root = docx(b"<html><p>Bonjour</p></html>");
    assert!(matches!(problem(&other_root), DocumentError::Missing { .. }));
    let empty = docx(format!("<w:document {W}><w:body><w:p/></w:body></w:document>").as_bytes());
    assert!(matches!(problem(&empty), DocumentError::NoText { .. }));
}

#[test]
fn documents_that_are_cut_off_are_refused() {
    let whole = docx(
        format!("<w:document {W}><w:body><w:p><w:r><w:t>Bonjour.</w:t></w:r></w:p></w:body></w:document>").as_bytes(),
    );
    for end in 4..whole.len() {
        let _ = problem(&whole[..end]);
    }
    let inside = docx(format!("<w:document {W}><w:body><w:p><w:r><w:t>Bonjour.").as_bytes());
    assert!(matches!(problem(&inside), DocumentError::Damaged { .. }));
}

#[test]
fn other_kinds_are_named_with_what_to_do() {
    let mut old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    old.resize(2048, 0);
    let mut encrypted = old.clone();
    encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let kind = |kind: &str| zip(&[("mimetype", kind)]);
    for (bytes, words) in [
        (old, [".doc", "save it as .docx"]),
        (encrypted, ["encrypted", "remove the password"]),
        (zip(&[("ppt/presentation.xml", "x")]), ["PowerPoint", ".docx"]),
        (zip(&[("xl/workbook.xml", "x")]), ["Excel", "copy its text"]),
        (zip(&[("Index/Document.iwa", "x")]), ["Pages", "export it as Word"]),
        (
            kind("application/vnd.oasis.opendocument.presentation"),
            ["presentation", ".odt"],
        ),
        (
            kind("application/vnd.oasis.opendocument.spreadsheet"),
            ["spreadsheet", "copy its text"],
        ),
        (zip(&[("notes.txt", "Bonjour")]), ["zip archive", "unpack"]),
        (b"\x89PNG\r\n\x1a\n\0\0".to_vec(), ["PNG image", "read are plain text"]),
    ] {
        let message = read_bytes("file", &bytes, &ReadOptions::default())
            .unwrap_err()
            .to_string();
        for word in words {
            assert!(message.contains(word), "{message:?} does not say {word:?}");
        }
    }
}
