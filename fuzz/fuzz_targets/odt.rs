//! Any texts as the parts of an ODT → its blocks are in order and whole.
#![no_main]

const KIND: (&str, &str) = ("mimetype", "application/vnd.oasis.opendocument.text");
const PARTS: &[&str] = &["content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"];

libfuzzer_sys::fuzz_target!(|data: &[u8]| interligne_fuzz::read("a", &interligne_fuzz::container(&[KIND], PARTS, data)));
