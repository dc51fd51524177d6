//! Whatever the bytes, a reader gives an article or a refusal, soon, and its blocks are in order.

use interligne::article::{self, ReadOptions};
use proptest::prelude::*;

use super::{zip, zip_of};

const ODT: &[u8] = include_bytes!("../../documents/files/marche.odt");
const DOCX: &[u8] = include_bytes!("../../documents/files/marche.docx");
const RTF: &[u8] = include_bytes!("../../documents/files/marche.rtf");
const EPUB: &[u8] = include_bytes!("../../documents/files/marche.epub");

/// Reads these bytes and looks at what comes out.
fn check(bytes: &[u8]) {
    if let Ok(article) = article::read_bytes("file", bytes, &ReadOptions::default()) {
        let mut end = 0;
        for block in &article.blocks {
            assert!(block.range.start >= end && block.range.end > block.range.start);
            let text = article.block_text(block);
            assert_eq!(text.trim(), text);
            end = block.range.end;
        }
    }
}

/// The container with its parts unpacked, one of them changed, and packed again: what is inside is read, and not only the
/// container's check sums.
fn with_part_changed(container: &[u8], index: prop::sample::Index, change: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(container)).unwrap();
    let mut parts: Vec<(String, Vec<u8>)> = (0..archive.len())
        .map(|at| {
            let mut part = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        })
        .filter(|(name, _)| {
            name.ends_with("xml") || name.ends_with("rels") || name == "mimetype" || name.ends_with("opf")
        })
        .collect();
    let at = index.index(parts.len());
    change(&mut parts[at].1);
    let parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    zip_of(&parts)
}

fn change(bytes: &mut Vec<u8>, edits: &[(prop::sample::Index, Vec<u8>, usize)]) {
    for (at, insert, remove) in edits {
        if bytes.is_empty() {
            return;
        }
        let at = at.index(bytes.len());
        let end = (at + remove).min(bytes.len());
        bytes.splice(at..end, insert.iter().copied());
    }
}

/// Bytes, and pieces of mark-up that mean something to a reader.
fn insertion() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..6),
        prop::sample::select(vec![
            "<w:p>",
            "</w:p>",
            "<w:footnoteReference w:id=\"2\"/>",
            "<w:fldChar w:fldCharType=\"begin\"/>",
            "<w:tc>",
            "<w:del>",
            "<text:p>",
            "</text:p>",
            "<text:note><text:note-body>",
            "<text:span>",
            "&#0;",
            "&#x110000;",
            "&nbsp;",
            "<![CDATA[",
            "<!--",
            "{\\footnote ",
            "\\par ",
            "\\u-1 ",
            "\\bin99999999 ",
            "\\'",
            "{\\*\\shpinst{\\shptxt ",
            "\\uc99 ",
            "}",
            "{",
            "\\deleted ",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ]
}

fn edits() -> impl Strategy<Value = Vec<(prop::sample::Index, Vec<u8>, usize)>> {
    prop::collection::vec((any::<prop::sample::Index>(), insertion(), 0_usize..40), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn arbitrary_bytes_after_a_signature(
        signature in prop::sample::select(vec![&b"PK\x03\x04"[..], b"{\\rtf1", b"WEBVTT\n\n", b"1\n00:00:01,000 --> 00:00:02,000\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
        rest in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        check(&[signature, &rest].concat());
    }

    #[test]
    fn containers_cut_off_or_changed(
        which in prop::sample::select(vec![DOCX, ODT, EPUB]),
        cut in any::<prop::sample::Index>(),
        edits in edits(),
    ) {
        check(&which[..cut.index(which.len())]);
        let mut bytes = which.to_vec();
        change(&mut bytes, &edits);
        check(&bytes);
    }

    #[test]
    fn parts_changed(
        which in prop::sample::select(vec![DOCX, ODT, EPUB]),
        part in any::<prop::sample::Index>(),
        edits in edits(),
    ) {
        check(&with_part_changed(which, part, |bytes| change(bytes, &edits)));
    }

    #[test]
    fn rich_text_changed(edits in edits(), cut in any::<prop::sample::Index>()) {
        let mut bytes = RTF.to_vec();
        change(&mut bytes, &edits);
        check(&bytes[..cut.index(bytes.len() + 1).min(bytes.len())]);
        check(&bytes);
    }

    #[test]
    fn subtitles_of_any_lines(lines in prop::collection::vec("[0-9]{1,3}|00:00:0[0-9],[0-9]{0,4} --> 0[0-9]:[0-9]{2}\\.[0-9]|\\PC{0,40}|<[a-z/]{0,4}>?[&{<]{0,3};?||NOTE", 0..30)) {
        check(format!("WEBVTT\n\n{}", lines.join("\n")).as_bytes());
        check(format!("1\n00:00:01,000 --> 00:00:02,000\n{}", lines.join("\r\n")).as_bytes());
    }

    /// No letter of a paragraph is lost, whatever it holds.
    #[test]
    fn no_letter_is_lost(texts in prop::collection::vec("[\\p{L}\\p{N}\\p{P} \u{a0}]{1,60}", 1..6)) {
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let escaped: Vec<String> = texts.iter().map(|text| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")).collect();
        let word: String = escaped.iter().map(|text| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")).collect();
        let docx = zip(&[("word/document.xml", &format!(r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{word}</w:body></w:document>"#))]);
        let office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0";
        let open: String = escaped.iter().map(|text| format!("<text:p>{text}</text:p>")).collect();
        let odt = zip(&[
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("content.xml", &format!(r#"<o:d xmlns:o="{office}" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><o:text>{open}</o:text></o:d>"#)),
        ]);
        let rich: String = texts.iter().map(|text| {
            let units: String = text.encode_utf16().map(|unit| format!("\\u{}?", unit.cast_signed())).collect();
            format!("{units}\\par ")
        }).collect();
        use unicode_normalization::UnicodeNormalization;
        // Ligatures are read as their letters.
        let unbound = |c: char| if ('\u{fb00}'..='\u{fb06}').contains(&c) { c.nfkc().collect() } else { c.to_string() };
        let expected: String = letters(&texts.iter().flat_map(|text| text.nfc()).map(unbound).collect::<String>());
        for bytes in [docx, odt, format!("{{\\rtf1 {rich}}}").into_bytes()] {
            let read = article::read_bytes("file", &bytes, &ReadOptions::default());
            let found: String = read.map(|article| letters(&article.text)).unwrap_or_default();
            prop_assert_eq!(&found, &expected);
        }
    }
}

/// Inputs that take hours where the work grows with the square of their length.
#[test]
fn long_inputs_end() {
    let times = 200_000;
    let w = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;
    let word = |body: &str| {
        // Stored, since what repeats so packs too well to be believed.
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file("word/document.xml", options).unwrap();
        let document = format!("<w:document {w}><w:body><w:p><w:r>{body}</w:r></w:p></w:body></w:document>");
        std::io::Write::write_all(&mut writer, document.as_bytes()).unwrap();
        writer.finish().unwrap().into_inner()
    };
    check(&word(&"<w:t>a</w:t><w:br/>".repeat(times)));
    let fields = r#"<w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="separate"/>"#.repeat(times / 4);
    check(&word(&format!("{fields}{}", "<w:t>a</w:t>".repeat(times / 4))));
    check(format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{}", "<".repeat(times)).as_bytes());
    check(format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{}", "a&{\n".repeat(times)).as_bytes());
    check(format!("{{\\rtf1 {}}}", "{\\footnote a\\par}".repeat(times / 4)).as_bytes());
    check(format!("{{\\rtf1 {}}}", "a\\line ".repeat(times)).as_bytes());
}
