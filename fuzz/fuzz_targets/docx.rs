//! Any texts as the parts of a DOCX → its blocks are in order and whole.
#![no_main]

const PARTS: &[&str] = &["word/document.xml", "word/styles.xml", "word/footnotes.xml", "word/numbering.xml", "docProps/core.xml"];

libfuzzer_sys::fuzz_target!(|data: &[u8]| interligne_fuzz::read("a", &interligne_fuzz::container(&[], PARTS, data)));
