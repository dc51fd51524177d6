//! Plain text, as saved or as pasted from a page → an [`Article`].
//!
//! A line is a block, unless the text is hard-wrapped (an e-mail, a text file of 72 columns): then the lines of a
//! paragraph are one block.

use crate::article::draft::Draft;
use crate::article::draft::Origin;
use crate::article::formats::wraps;
use crate::article::formats::wraps::{Line, starts_item};
use crate::text::bullets::is_bullet;
use std::ops::Range;

use crate::article::block::{Block, BlockKind};

/// Reads plain text; `text` is not empty and in NFC.
pub(crate) fn read(text: String) -> Draft {
    let text = without_quote_marks(text);
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

/// A text without the marks that an e-mail sets before each line that it quotes (RFC 3676, 4.5): `> `, `> > `. One such line alone is left as it is.
fn without_quote_marks(text: String) -> String {
    if !text.starts_with('>') && !text.contains("\n>") {
        return text;
    }
    let quoted = |line: &str| line.starts_with('>');
    let mut lines = text.split_inclusive('\n').peekable();
    let mut out = String::new();
    let mut before = false;
    let mut any = false;
    while let Some(line) = lines.next() {
        let next = lines.peek().is_some_and(|next| quoted(next));
        let mark = quoted(line);
        if mark && (before || next) {
            any = true;
            let mut rest = line;
            while let Some(after) = rest.strip_prefix('>') {
                rest = after.strip_prefix(' ').unwrap_or(after);
            }
            out.push_str(rest);
        } else {
            out.push_str(line);
        }
        before = mark;
    }
    if any && !out.trim().is_empty() { out } else { text }
}

/// The lines or paragraphs of a text, in order: every character that is not white space is in one.
fn blocks(text: &str) -> Vec<Block> {
    let lines = lines(text);
    let joined = wraps::joined(text, &lines);
    let mut blocks: Vec<Block> = Vec::with_capacity(lines.len());
    for (line, joined) in lines.iter().zip(joined) {
        let content = &text[line.range.clone()];
        match blocks.last_mut() {
            Some(last) if joined => last.range.end = line.range.end,
            _ => {
                let kind = starts_item(content).unwrap_or(BlockKind::Paragraph);
                blocks.push(Block {
                    kind,
                    range: line.range.clone(),
                    furniture: None,
                });
            }
        }
    }
    cut_rows(text, blocks)
}

/// The rows of a table, as copying a page gives them: a line with tabs in it is a row of cells, each a block of its own.
///
/// The label of a list (`1.`, `a)`, a bullet) with a tab after it belongs to its item.
fn cut_rows(text: &str, blocks: Vec<Block>) -> Vec<Block> {
    let mut out = Vec::with_capacity(blocks.len());
    for block in blocks {
        let row = &text[block.range.clone()];
        if !row.contains('\t') || row.contains(is_line_break) {
            out.push(block);
            continue;
        }
        let mut start = block.range.start;
        let mut cells: Vec<Range<usize>> = Vec::new();
        for cell in row.split('\t') {
            let end = start + cell.len();
            let content = cell.trim();
            if !content.is_empty() {
                let begin = start + (cell.len() - cell.trim_start().len());
                match cells.last_mut() {
                    Some(label) if cells_label(&text[label.clone()]) => label.end = begin + content.len(),
                    _ => cells.push(begin..begin + content.len()),
                }
            }
            start = end + 1;
        }
        let kind = if cells.len() > 1 {
            BlockKind::TableCell
        } else {
            block.kind
        };
        out.extend(cells.into_iter().map(|range| Block {
            kind,
            range,
            furniture: None,
        }));
    }
    out
}

/// Whether a cell is only the label of what stands after it.
fn cells_label(cell: &str) -> bool {
    let mut chars = cell.chars();
    let bullet = chars
        .next()
        .is_some_and(|c| is_bullet(c) || matches!(c, '-' | '–' | '—' | '*' | '+'))
        && chars.next().is_none();
    let label = cell.trim_start_matches('(').trim_end_matches([')', '.']);
    bullet || (label.len() < cell.len() && label.len() <= 2 && label.chars().all(|c| c.is_ascii_alphanumeric()))
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
    fn quoted_lines_lose_their_marks() {
        let mail = "> Le refuge du col rouvre samedi\n> après deux hivers.\n>\n> > Merci !\n\nA > B\n> seule\n";
        let stripped = "Le refuge du col rouvre samedi\naprès deux hivers.\n\nMerci !\n\nA > B\n> seule\n";
        assert_eq!(without_quote_marks(mail.to_owned()), stripped);
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
