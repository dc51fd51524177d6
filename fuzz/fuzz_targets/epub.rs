//! Any texts as the parts of an EPUB → its blocks are in order and whole.
#![no_main]

const FIXED: &[(&str, &str)] = &[
    ("mimetype", "application/epub+zip"),
    (
        "META-INF/container.xml",
        r#"<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="b.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"#,
    ),
];
const PARTS: &[&str] = &["b.opf", "a.xhtml", "c.xhtml", "META-INF/encryption.xml"];

libfuzzer_sys::fuzz_target!(|data: &[u8]| interligne_fuzz::read("a", &interligne_fuzz::container(FIXED, PARTS, data)));
