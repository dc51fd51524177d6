//! Any bytes as SRT and as WebVTT → its blocks are in order and whole.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    interligne_fuzz::read("a.vtt", &[b"WEBVTT\n\n", data].concat());
    interligne_fuzz::read("a.srt", &[b"1\n00:00:01,000 --> 00:00:02,000\n", data].concat());
});
