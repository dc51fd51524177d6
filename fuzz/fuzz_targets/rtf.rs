//! Any bytes as RTF → its blocks are in order and whole.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| interligne_fuzz::read("a.rtf", &[b"{\\rtf1 ", data].concat()));
