//! Any text as Markdown → its blocks are in order and whole.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| interligne_fuzz::read("a.md", data));
