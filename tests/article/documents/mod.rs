//! Documents that the tests make, some of them hostile → what `article::read_bytes` makes of them.

#![allow(clippy::unwrap_used)]

mod containers;
mod docx;
mod epub;
mod odt;
mod real;
mod robust;
mod rtf;
mod subtitles;

use std::io::Write;

use interligne::article::{self, Article, BlockKind, DocumentError, ReadError, ReadOptions};
use zip::write::SimpleFileOptions;

/// A zip container with these parts, packed.
fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    zip_of(&parts)
}

fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        // OpenDocument and EPUB ask for the first part to be stored as it is.
        let method = if *name == "mimetype" {
            zip::CompressionMethod::Stored
        } else {
            zip::CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn read(bytes: &[u8]) -> Article {
    article::read_bytes("file", bytes, &ReadOptions::default()).unwrap()
}

fn problem(bytes: &[u8]) -> DocumentError {
    match article::read_bytes("file", bytes, &ReadOptions::default()) {
        Err(ReadError::Document { problem, .. }) => problem,
        other => panic!("not refused: {other:?}"),
    }
}

/// The blocks' kinds and texts; those marked as furniture are left out.
fn blocks(article: &Article) -> Vec<(BlockKind, &str)> {
    let blocks = article.blocks.iter().filter(|block| block.furniture.is_none());
    blocks.map(|block| (block.kind, article.block_text(block))).collect()
}
