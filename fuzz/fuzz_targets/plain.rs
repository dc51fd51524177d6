//! Any bytes → whatever format they look like, they are read or refused.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| interligne_fuzz::read("a.txt", data));
