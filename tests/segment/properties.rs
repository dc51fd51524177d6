//! What holds for every input: nothing panics, nothing is lost, ranges join.

use std::ops::Range;
use std::sync::LazyLock;

use interligne::article::{self, ReadOptions};
use interligne::segment::{Segmenter, Srx, export_srx, presegmented};
use proptest::prelude::*;

use crate::support::memory::lang;

static OURS_AS_SRX: LazyLock<Segmenter> = LazyLock::new(|| {
    let srx = Srx::parse("ours.srx", &export_srx()).expect("our own file");
    Segmenter::with_srx(&srx, &lang("fr")).expect("patterns")
});

/// Text made of what sentences are made of, so that the rules are reached.
fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "M.",
        "etc.",
        "p. 4",
        "U.S.",
        "J.-C.",
        "Il",
        "elle",
        "vient",
        " ",
        " ",
        " ",
        "\u{a0}",
        "\u{202f}",
        "«",
        "»",
        "\"",
        "(",
        ")",
        "[12]",
        "[…]",
        "…",
        "...",
        "?",
        "!",
        ".",
        "–",
        "- ",
        "a) ",
        "1. ",
        "\n",
        "\r\n",
        "\t",
        "http://x.fr/a.b?c",
        "É",
        "e\u{301}",
        "œ",
        "日本。",
        "🙂",
        "’",
        "'",
        "*",
        "##",
        "\u{feff}",
        "\u{200b}",
    ]);
    prop_oneof![
        prop::collection::vec(pieces, 0..80).prop_map(|pieces| pieces.concat()),
        any::<String>(),
    ]
}

/// The hyphens that the end of a line may have cut a word with.
const HYPHENS: [char; 3] = ['-', '\u{ad}', '\u{2010}'];

fn ink(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Ranges in order, without overlap, white space alone between them, and none at their ends.
fn check_ranges(text: &str, ranges: &[Range<usize>]) -> Result<(), TestCaseError> {
    let mut at = 0;
    for range in ranges {
        prop_assert!(text[at..range.start].trim().is_empty());
        prop_assert!(!range.is_empty());
        prop_assert_eq!(text[range.clone()].trim(), &text[range.clone()]);
        at = range.end;
    }
    prop_assert!(text[at..].trim().is_empty());
    Ok(())
}

proptest! {
    #[test]
    fn segments_join_back_to_the_text(text in texts()) {
        for tag in ["fr", "en", "de", "ja"] {
            check_ranges(&text, &Segmenter::new(&lang(tag)).split(&text))?;
        }
        check_ranges(&text, &OURS_AS_SRX.split(&text))?;
    }

    #[test]
    fn an_article_keeps_every_character_of_its_text(text in texts(), name in prop::sample::select(vec!["a.txt", "a"])) {
        let Ok(article) = article::read_bytes(name, text.as_bytes(), &ReadOptions::default()) else { return Ok(()) };
        let blocks: Vec<Range<usize>> = article.blocks.iter().map(|block| block.range.clone()).collect();
        check_ranges(&article.text, &blocks)?;
        let segments = Segmenter::new(&lang("fr")).segment(&article, true);
        let joined: String = segments.iter().map(|segment| segment.text.as_str()).collect();
        // A word cut at the end of a line is one again, and loses no more than that line's hyphen.
        let (cut, whole): (Vec<char>, Vec<char>) = ink(&article.text).chars().partition(|c| HYPHENS.contains(c));
        let (kept, solid): (Vec<char>, Vec<char>) = ink(&joined).chars().partition(|c| HYPHENS.contains(c));
        let ends = article.text.lines().filter(|line| line.trim_end().ends_with(HYPHENS)).count();
        prop_assert_eq!(solid, whole);
        prop_assert!(kept.len() <= cut.len() && kept.len() + ends >= cut.len());
        for segment in &segments {
            let solid = |text: &str| ink(text).replace(HYPHENS, "");
            prop_assert_eq!(solid(&article.text[segment.range.clone()]), solid(&segment.text));
            prop_assert!(!segment.text.contains(['\n', '\t']));
        }
    }

    #[test]
    fn no_bytes_make_a_reader_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        head in prop::sample::select(vec!["", "<!DOCTYPE html><p>", "---\ntitle: a\n---\n", "{\\rtf1 ", "WEBVTT\n\n", "PK\x03\x04", "%PDF-1.4\n", "\u{feff}"]),
        name in prop::sample::select(vec!["a.txt", "a.html", "a.md", "a.srt", "a.docx", "a"]),
    ) {
        let bytes = [head.as_bytes(), &bytes].concat();
        if let Ok(article) = article::read_bytes(name, &bytes, &ReadOptions::default()) {
            for block in &article.blocks {
                prop_assert!(!article.block_text(block).trim().is_empty());
            }
        }
    }

    #[test]
    fn presegmented_text_keeps_its_lines(text in texts()) {
        let (segments, lines) = presegmented(&text);
        let whole: Vec<&str> = text.split('\n').collect();
        prop_assert_eq!(segments.len(), whole.iter().filter(|line| !line.trim().is_empty()).count());
        for (segment, line) in segments.iter().zip(&lines) {
            prop_assert_eq!(ink(&segment.text), ink(whole[*line]));
        }
    }
}
