//! Any text as an SRX file → it is read or refused; what is read cuts without losing text.
#![no_main]

use interligne::text::lang::Lang;
use interligne::segment::{Segmenter, Srx};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(srx) = Srx::parse("fuzz.srx", text) {
        let sample = "M. Roux lit. Il lit p. 4; bien.";
        let lang = Lang::parse("fr").expect("a tag");
        let Ok(segmenter) = Segmenter::with_srx(&srx, &lang) else { return };
        let ranges = segmenter.split(sample);
        assert_eq!(ranges.last().map(|range| range.end), Some(sample.len()));
    }
});
