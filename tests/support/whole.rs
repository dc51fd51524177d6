//! Bytes → the article that is read from them, looked at; parts → the container that holds them. The fuzz targets use it too.

use std::io::{Cursor, Write as _};

use interligne::article::{self, Article, ReadOptions};
use interligne::segment::Segmenter;
use interligne::text::lang::Lang;
use zip::write::SimpleFileOptions;

/// The hyphens that the end of a line may have cut a word with.
const HYPHENS: [char; 3] = ['-', '\u{ad}', '\u{2010}'];

/// Reads these bytes under this name: a refusal is fine, an article must be whole.
pub fn read(name: &str, bytes: &[u8]) {
    if let Ok(article) = article::read_bytes(name, bytes, &ReadOptions::default()) {
        check(&article);
    }
}

/// The blocks are in order, and segments keep every character of their block but for white space and the hyphens of words that the end of
/// a line cut.
pub fn check(article: &Article) {
    let mut at = 0;
    for block in &article.blocks {
        assert!(block.range.start >= at && !article.block_text(block).trim().is_empty());
        at = block.range.end;
    }
    let lang = Lang::parse("fr").expect("a tag");
    let ink = |text: &str| {
        text.chars()
            .filter(|c| !c.is_whitespace() && !HYPHENS.contains(c))
            .count()
    };
    let segments = Segmenter::new(&lang).segment(article, true);
    let blocks: usize = article.blocks.iter().map(|block| ink(article.block_text(block))).sum();
    assert_eq!(segments.iter().map(|segment| ink(&segment.text)).sum::<usize>(), blocks);
}

/// A container with these parts, stored, so that the bytes reach the reader and not the check sums. The data are the parts' texts with a
/// zero byte between two; parts that have none are left out.
pub fn container(fixed: &[(&str, &str)], names: &[&str], data: &[u8]) -> Vec<u8> {
    let fixed = fixed.iter().map(|(name, text)| (*name, text.as_bytes()));
    let given = names.iter().copied().zip(data.split(|byte| *byte == 0));
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in fixed.chain(given) {
        writer.start_file(name, stored).expect("a part's name");
        writer.write_all(text).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}
