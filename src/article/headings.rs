//! Short lines of a text without markup → those that are headings.

use crate::article::block::{Block, BlockKind};
use crate::text::quotation::{DASHES, is_opening_quote};
use crate::text::sentence_end::{bare_end, is_stop};

/// The most characters and words of a heading.
const HEADING: (usize, usize) = (160, 20);

/// Gives short lines before prose the kind [`BlockKind::Heading`].
///
/// One or two short lines without a final mark are headings when prose or a list follows; so is the first line of the
/// article.
pub(crate) fn find_headings(text: &str, blocks: &mut [Block]) {
    let article: Vec<usize> = (0..blocks.len()).filter(|at| blocks[*at].furniture.is_none()).collect();
    let mut run = 0; // short lines directly before this place
    let mut answers = false; // whether the line before is spoken in a dialogue
    let mut heads = Vec::new();
    for (position, at) in article.iter().enumerate() {
        let block = &blocks[*at];
        let line = &text[block.range.clone()];
        let spoken = is_speech(line) || (answers && is_reply(line));
        answers = is_speech(line) || (answers && spoken);
        let short = block.kind == BlockKind::Paragraph && is_heading_like(line) && !spoken;
        if short {
            run += 1;
            if position == 0 && article.len() > 1 {
                heads.push(*at);
            }
            continue;
        }
        if (1..=2).contains(&run) && block.kind != BlockKind::Caption {
            heads.extend(&article[position - run..position]);
        }
        run = 0;
    }
    for at in heads {
        blocks[at].kind = BlockKind::Heading;
    }
}

/// Whether a line is spoken in a dialogue: it begins with a dash, or is a quotation that is exclaimed, asked or left open.
fn is_speech(line: &str) -> bool {
    let dash = line
        .strip_prefix(|c| DASHES.contains(&c) || c == '-')
        .is_some_and(|rest| rest.starts_with(char::is_whitespace) || rest.starts_with(char::is_uppercase));
    let bare = bare_end(line);
    let exclaims = bare.ends_with(['!', '?', '…']) || bare.ends_with("...");
    let quoted = line.starts_with(is_opening_quote) && bare.len() < line.len();
    dash || (quoted && exclaims)
}

/// A question or an exclamation of some words, as one answers another in a dialogue.
fn is_reply(line: &str) -> bool {
    let bare = bare_end(line);
    bare.ends_with(['!', '?', '…']) && line.split_whitespace().count() <= 6
}

fn is_heading_like(line: &str) -> bool {
    let words = line.split_whitespace().count();
    let mark = bare_end(line).chars().next_back();
    line.chars().count() <= HEADING.0
        && words <= HEADING.1
        && line.chars().any(char::is_alphabetic)
        && match mark {
            Some('!' | '?') => words <= 14,
            Some(',' | ';' | ':') => false,
            Some(mark) if is_stop(mark) => false,
            _ => true,
        }
}

#[cfg(test)]
mod tests {
    use crate::article::block::BlockKind;
    use crate::article::{ReadOptions, read_bytes};

    #[test]
    fn a_sentence_is_no_heading_whatever_closes_it() {
        for line in [
            "‘I never saw him again.’",
            "“I never saw him again.”",
            "\"I never saw him again.\"",
            "He never came back [he was never found.]",
            "He never came back (he was never found.)",
            "« Je ne l’ai jamais revu. »",
            "‹ Je ne l’ai jamais revu. ›",
            "*I never saw him again.*",
            "He never came back.[note 1]",
            "He never came back.[a]",
            "He never came back.[citation needed]",
            "He never came back. [better source needed]",
            "Il n’est jamais revenu.[réf. nécessaire]",
            "Er kam nie zurück.[Beleg fehlt]",
            "He never came back.[N 1]",
            "He never came back.(1)",
            "He never came back.¹⁾",
            "He never came back.＇",
            "He never came back.〞",
            "~~He never came back.~~",
            "``He never came back.``",
        ] {
            let prose = "The ferryman waited on the bank until the lamps were lit on the other side of the river.";
            let text = format!(
                "{prose}\n\n{line}\n\nNobody called for him after that evening, and the boat stayed where it was until spring.\n"
            );
            let article = read_bytes("a.txt", text.as_bytes(), &ReadOptions::default()).expect("a text");
            assert_eq!(article.blocks[1].kind, BlockKind::Paragraph, "{line}");
        }
    }

    #[test]
    fn a_short_line_without_a_final_mark_before_prose_is_a_heading() {
        for line in [
            "The last crossing",
            "The ‘last’ crossing",
            "The last crossing (1974)",
            "The last crossing [note 1]",
            "The last crossing[citation needed]",
            "The last crossing (1)",
        ] {
            let prose = "The ferryman waited on the bank until the lamps were lit on the other side of the river.";
            let text = format!(
                "{prose}\n\n{line}\n\nNobody called for him after that evening, and the boat stayed where it was until spring.\n"
            );
            let article = read_bytes("a.txt", text.as_bytes(), &ReadOptions::default()).expect("a text");
            assert_eq!(article.blocks[1].kind, BlockKind::Heading, "{line}");
        }
    }
}
