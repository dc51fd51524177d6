//! Any bytes as a saved web page → its blocks are in order and whole.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    interligne_fuzz::read("a.html", &[b"<!doctype html>", data].concat());
});
