//! Any text → the segments join back to it, in each language's rules.
#![no_main]

use interligne::text::lang::Lang;
use interligne::segment::Segmenter;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for tag in ["fr", "en", "ja"] {
        let lang = Lang::parse(tag).expect("a tag");
        let mut at = 0;
        for range in Segmenter::new(&lang).split(text) {
            assert!(text[at..range.start].trim().is_empty() && !range.is_empty());
            at = range.end;
        }
        assert!(text[at..].trim().is_empty());
    }
});
