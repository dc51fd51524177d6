//! Plain text, as saved or as pasted from a page → an [`Article`].
//!
//! A line is a block, unless the text is hard-wrapped (an e-mail, a text file of 72 columns): then the lines of a
//! paragraph are one block.

use crate::article::draft::Draft;
use crate::article::draft::Origin;
use crate::text::bullets::is_bullet;
use crate::text::sentence_end::{bare_end, ends_sentence};
use std::ops::Range;

use crate::article::block::{Block, BlockKind};

/// The narrowest and widest column, in characters, that text is wrapped at.
const COLUMNS: Range<usize> = 40..110;
/// The fewest wrapped lines that show a text to be hard-wrapped.
const WRAPPED_LINES: usize = 3;

/// Reads plain text; `text` is not empty and in NFC.
pub(crate) fn read(text: String) -> Draft {
    let blocks = blocks(&text);
    Draft {
        text,
        blocks,
        title: None,
        lang: None,
        date: None,
        origin: Origin::Text,
    }
}

/// The lines or paragraphs of a text, in order: every character that is not white space is in one.
fn blocks(text: &str) -> Vec<Block> {
    let lines = lines(text);
    let column = wrap_column(text, &lines);
    let mut blocks: Vec<Block> = Vec::with_capacity(lines.len());
    let mut previous: Option<&Line> = None;
    for line in &lines {
        let content = &text[line.range.clone()];
        let wrapped = match (column, previous) {
            (Some(column), Some(previous)) => {
                previous.number + 1 == line.number
                    && starts_item(content).is_none()
                    && is_full(text, previous, line, column)
            }
            _ => false,
        };
        match blocks.last_mut() {
            Some(last) if wrapped => last.range.end = line.range.end,
            _ => {
                let kind = starts_item(content).unwrap_or(BlockKind::Paragraph);
                blocks.push(Block {
                    kind,
                    range: line.range.clone(),
                    furniture: None,
                });
            }
        }
        previous = Some(line);
    }
    find_rows(text, &mut blocks);
    blocks
}

/// The rows of a table, as copying a page gives them: lines one after the other with tabs in them.
fn find_rows(text: &str, blocks: &mut [Block]) {
    let rows = |a: &Block, b: &Block| text[a.range.clone()].contains('\t') == text[b.range.clone()].contains('\t');
    for run in blocks.chunk_by_mut(rows).filter(|run| run.len() > 1) {
        for block in run.iter_mut().filter(|block| text[block.range.clone()].contains('\t')) {
            block.kind = BlockKind::TableCell;
        }
    }
}

/// A line that is not blank: where its content stands, its number, and its width in characters.
struct Line {
    range: Range<usize>,
    number: usize,
    width: usize,
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut at = 0;
    let mut number = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(is_line_break).unwrap_or(rest.len());
        let piece = &rest[..end];
        let trimmed = piece.trim();
        if !trimmed.is_empty() {
            let start = at + (piece.len() - piece.trim_start().len());
            lines.push(Line {
                range: start..start + trimmed.len(),
                number,
                width: piece.trim_end().chars().count(),
            });
        }
        let after = &rest[end..];
        let step = if after.starts_with("\r\n") {
            2
        } else {
            after.chars().next().map_or(0, char::len_utf8)
        };
        number += 1;
        at += end + step;
        rest = &after[step..];
    }
    lines
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The column at which the text is wrapped, in characters; `None` when its lines are paragraphs.
///
/// A program that wraps fills each line: the first word of the next line would not have fitted. When nearly all breaks
/// inside paragraphs are of that kind, and many fall in the middle of a sentence, the text is wrapped.
fn wrap_column(text: &str, lines: &[Line]) -> Option<usize> {
    let pairs: Vec<(&Line, &Line)> = lines
        .windows(2)
        .map(|pair| (&pair[0], &pair[1]))
        .filter(|(a, b)| a.number + 1 == b.number && starts_item(&text[b.range.clone()]).is_none())
        .collect();
    if pairs.len() < WRAPPED_LINES {
        return None;
    }
    // The widest line is the column, but for the few lines that hold a long address.
    let mut widths: Vec<usize> = pairs.iter().map(|(a, _)| a.width).collect();
    widths.sort_unstable();
    let column = widths[widths.len() - 1 - widths.len() / 30];
    if !COLUMNS.contains(&column) {
        return None;
    }
    let full: Vec<_> = pairs.iter().filter(|(a, b)| is_full(text, a, b, column)).collect();
    let inside = full.iter().filter(|(a, _)| !ends_line(&text[a.range.clone()])).count();
    let wrapped = full.len() >= WRAPPED_LINES && full.len() * 4 >= pairs.len() * 3 && inside * 2 >= full.len();
    wrapped.then_some(column)
}

/// Whether the first word of `next` would not have fitted on `line`.
fn is_full(text: &str, line: &Line, next: &Line, column: usize) -> bool {
    let first = text[next.range.clone()].split_whitespace().next().unwrap_or("");
    line.width + 1 + first.chars().count() > column
}

/// Whether a line ends a sentence or announces what follows.
fn ends_line(line: &str) -> bool {
    ends_sentence(line) || bare_end(line).ends_with(':')
}

/// The kind of a line that begins like an item of a list: a bullet, a number, a letter.
fn starts_item(line: &str) -> Option<BlockKind> {
    let mut chars = line.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    let spaced = |rest: &str| rest.starts_with(char::is_whitespace);
    let item = match first {
        bullet if is_bullet(bullet) => true,
        '-' | '*' | '+' => spaced(rest),
        // A dash of a whole sentence is a line of dialogue.
        '–' | '—' => spaced(rest) && !ends_line(rest),
        _ => {
            let label = line.trim_start_matches('(');
            let end = label.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(label.len());
            let (label, rest) = label.split_at(end);
            let number = (1..=3).contains(&label.len()) && label.bytes().all(|b| b.is_ascii_digit());
            let letter = label.len() == 1 && label.bytes().all(|b| b.is_ascii_lowercase());
            let after = rest
                .strip_prefix(')')
                .or_else(|| rest.strip_prefix('.').filter(|_| number));
            (number || letter) && after.is_some_and(spaced)
        }
    };
    item.then_some(BlockKind::ListItem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<(&str, BlockKind)> {
        blocks(text)
            .into_iter()
            .map(|block| (&text[block.range], block.kind))
            .collect()
    }

    #[test]
    fn a_line_is_a_paragraph() {
        use BlockKind::{ListItem, Paragraph};
        let text = "Une courte ligne\r\n\r\n  Un paragraphe, avec sa suite.\u{a0}\n- un point\n2. un autre\u{2028}fin";
        assert_eq!(
            texts(text),
            [
                ("Une courte ligne", Paragraph),
                ("Un paragraphe, avec sa suite.", Paragraph),
                ("- un point", ListItem),
                ("2. un autre", ListItem),
                ("fin", Paragraph),
            ]
        );
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        let text = "\
Bonjour à tous, la réunion de jeudi aura lieu dans la grande salle du
premier étage, et non dans le bureau du fond comme nous l’avions écrit
dans le message de lundi dernier. Merci de venir à l’heure.

Nous parlerons de trois points, que voici :
- le calendrier de l’année prochaine, qui doit être rendu avant la fin
  du mois ;
- les travaux du toit.
";
        let texts: Vec<&str> = texts(text).into_iter().map(|(text, _)| text).collect();
        assert_eq!(texts.len(), 4, "{texts:?}");
        assert!(texts[0].starts_with("Bonjour") && texts[0].ends_with("à l’heure."));
        assert!(texts[2].ends_with("du mois ;"));
    }

    #[test]
    fn verses_and_pasted_paragraphs_are_not_glued() {
        let verse =
            "Le vent se lève sur la plaine\nOù dorment les chevaux\nEt nul ne sait la peine\nDes vieux bateaux\n";
        assert_eq!(texts(verse).len(), 4);
        let pasted = format!(
            "{}\n{}\n{}\n{}\n",
            "mot ".repeat(40),
            "mot ".repeat(60),
            "mot ".repeat(22),
            "mot ".repeat(80)
        );
        assert_eq!(texts(&pasted).len(), 4);
    }
}
