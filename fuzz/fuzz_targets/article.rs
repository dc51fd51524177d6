//! Any bytes → no reader panics, blocks are in order, and a segment keeps every character of its block.
#![no_main]

use interligne::article::{self, ReadOptions};
use interligne::lang::Lang;
use interligne::segment::Segmenter;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // The first byte chooses the name that the file has.
    let Some((first, bytes)) = data.split_first() else { return };
    let names = ["a.txt", "a.html", "a.md", "a.srt", "a.vtt", "a.rtf", "a.docx", "a.odt", "a.epub", "a.pdf", "a"];
    let name = names[usize::from(*first) % names.len()];
    let Ok(article) = article::read_bytes(name, bytes, &ReadOptions::default()) else { return };
    let mut at = 0;
    for block in &article.blocks {
        assert!(block.range.start >= at && !article.block_text(block).trim().is_empty());
        at = block.range.end;
    }
    let lang = Lang::parse("fr").expect("a tag");
    let ink = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let segments = Segmenter::new(&lang).segment(&article, true);
    let blocks: usize = article.blocks.iter().map(|block| ink(article.block_text(block))).sum();
    assert_eq!(segments.iter().map(|segment| ink(&segment.text)).sum::<usize>(), blocks);
});
