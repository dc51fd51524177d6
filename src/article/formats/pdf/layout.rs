//! The lines of printed pages, in reading order → paragraphs.
//!
//! Running heads are told by their place and by coming back, page numbers by their place and shape. A line goes on with
//! the one before unless space, an indent, the size of the letters or a short last line says that a paragraph begins; so
//! paragraphs run on over columns and pages. A word cut at the end of a line is joined again.

use crate::text::bullets::is_bullet;
use crate::text::hyphens::{HYPHENS, join, vocabulary};
use crate::text::languages::any_has;
use crate::text::scripts;
use crate::text::sentence_end::{has_final_mark, never_last};
use std::collections::{HashMap, HashSet};

use crate::article::draft::Piece;
use crate::article::formats::pdf::page::{Line, Page};
use crate::article::formats::pdf::{capitals, columns};

use crate::article::block::BlockKind;
use crate::article::furniture::reason::Furniture;
use crate::text::space::fold;

/// The share of a page's height, at its top and at its bottom, where running heads and page numbers stand.
const MARGIN: f32 = 0.12;
/// The least that a margin is, in points, on small pages.
const LEAST_MARGIN: f32 = 70.0;
/// How many of the outermost lines of a margin may be running heads.
const OUTERMOST: usize = 3;
/// How much larger than the body the letters of a heading are, and how much smaller those of a note.
const LARGER: f32 = 1.12;
const SMALLER: f32 = 0.92;
/// The most notes that are looked for on a page.
const MOST_NOTES: usize = 100;
/// The longest heading, in characters.
const LONGEST_HEADING: usize = 250;

/// The paragraphs of a document.
pub(crate) fn pieces(mut pages: Vec<Page>) -> Vec<Piece> {
    let body = body_size(&pages);
    for page in &mut pages {
        columns::put_in_order(&mut page.lines, body);
        columns::put_cells_in_rows(&mut page.lines);
    }
    capitals::attach(&mut pages, body);
    let marks = running_heads(&pages);
    let spans = spans(&pages);
    let shapes = shapes(&pages, &spans, body);
    let words = vocabulary(pages.iter().flat_map(|page| &page.lines).map(|line| line.text.as_str()));
    let mut paragraphs = Paragraphs {
        body,
        spans,
        shapes,
        words,
        done: Vec::new(),
        open: None,
        after: Vec::new(),
        notes: None,
        note_number: None,
    };
    for (page, marks) in pages.into_iter().zip(marks) {
        let notes = notes(&page, &marks, body);
        let in_notes = page.lines.iter().zip(&notes).filter(|(_, note)| **note);
        let numbers: HashSet<u32> = in_notes.filter_map(|(line, _)| note_number(&line.text)).collect();
        for ((mut line, mark), note) in page.lines.into_iter().zip(marks).zip(notes) {
            match mark {
                Some(reason) => paragraphs.furniture(&line, reason),
                None if note => {
                    line.resolve_raised(&HashSet::new());
                    paragraphs.note(line);
                }
                None => {
                    line.resolve_raised(&numbers);
                    paragraphs.line(line);
                }
            }
        }
        paragraphs.end_notes();
    }
    paragraphs.finish()
}

/// Which lines of each page are running heads or page numbers.
fn running_heads(pages: &[Page]) -> Vec<Vec<Option<Furniture>>> {
    // The outermost lines of each margin: page, line, whether at the top, key, height on the page.
    let mut candidates: Vec<(usize, usize, (bool, String), f32)> = Vec::new();
    let mut marks: Vec<Vec<Option<Furniture>>> = Vec::with_capacity(pages.len());
    for (number, page) in pages.iter().enumerate() {
        let mut mark = vec![None; page.lines.len()];
        let margin = (page.height * MARGIN).max(LEAST_MARGIN.min(page.height * 0.2));
        for at_top in [true, false] {
            let in_margin = |line: &Line| match at_top {
                true => line.bottom < margin,
                false => line.top > page.height - margin,
            };
            let mut lines: Vec<usize> = (0..page.lines.len()).filter(|at| in_margin(&page.lines[*at])).collect();
            lines.sort_by(|a, b| {
                let order = page.lines[*a].top.total_cmp(&page.lines[*b].top);
                if at_top { order } else { order.reverse() }
            });
            for (rank, at) in lines.into_iter().take(OUTERMOST).enumerate() {
                let line = &page.lines[at];
                if rank == 0 && is_page_number(&line.text) {
                    mark[at] = Some(Furniture::Outside);
                } else if !ends_sentence(&line.text) {
                    candidates.push((number, at, (at_top, key(&line.text)), line.top));
                }
            }
        }
        marks.push(mark);
    }
    let mut places: HashMap<&(bool, String), Vec<(usize, f32)>> = HashMap::new();
    for (page, _, key, top) in &candidates {
        places.entry(key).or_default().push((*page, *top));
    }
    let wanted = if pages.len() < 5 { 2 } else { 3 };
    for (page, at, key, top) in &candidates {
        let seen = places.get(key).map_or(&[][..], Vec::as_slice);
        let same_height = seen
            .iter()
            .filter(|(_, other)| (other - top).abs() < 6.0)
            .take(wanted)
            .count();
        if same_height >= wanted && key.1.chars().any(char::is_alphanumeric) {
            marks[*page][*at] = Some(Furniture::Repetition);
        }
    }
    marks
}

/// Whether a line is the end of a sentence that began before it, which no running head is: paragraphs that end alike come back too.
fn ends_sentence(text: &str) -> bool {
    text.starts_with(char::is_lowercase) && has_final_mark(text)
}

/// A line's letters in lower case, each number as one sign.
fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_numeric() {
            if !key.ends_with('0') {
                key.push('0');
            }
        } else if c.is_alphabetic() {
            key.extend(c.to_lowercase());
        }
    }
    key
}

/// `12`, `– 12 –`, `xii`, `Page 12`, `12/40`, `p. 12 sur 40`.
fn is_page_number(text: &str) -> bool {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let number = |word: &str| word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit());
    let roman = |word: &str| word.len() <= 7 && word.bytes().all(|b| b"ivxlc".contains(&b));
    match words.as_slice() {
        [word] => number(word) || roman(word),
        [first, second] => number(second) && (number(first) || matches!(first.as_str(), "page" | "p")),
        [first, middle, last] => number(first) && number(last) && matches!(middle.as_str(), "sur" | "of" | "de"),
        [page, first, middle, last] => {
            matches!(page.as_str(), "page" | "p")
                && number(first)
                && number(last)
                && matches!(middle.as_str(), "sur" | "of" | "de")
        }
        _ => false,
    }
}

/// The size that most of the text has.
fn body_size(pages: &[Page]) -> f32 {
    let mut sizes: HashMap<i32, usize> = HashMap::new();
    for line in pages.iter().flat_map(|page| &page.lines) {
        // In half points: no page has letters of a size that this cannot hold.
        #[expect(clippy::cast_possible_truncation)]
        let half_points = (line.size * 2.0).round().clamp(0.0, 10_000.0) as i32;
        *sizes.entry(half_points).or_default() += line.text.len();
    }
    let most = sizes.into_iter().max_by_key(|(size, count)| (*count, *size));
    #[expect(clippy::cast_precision_loss)]
    most.map_or(0.0, |(size, _)| size as f32 / 2.0)
}

/// The left and right edge of each block.
fn spans(pages: &[Page]) -> HashMap<usize, (f32, f32)> {
    let mut spans: HashMap<usize, (f32, f32)> = HashMap::new();
    for line in pages.iter().flat_map(|page| &page.lines) {
        let span = spans.entry(line.block).or_insert((line.left, line.right));
        *span = (span.0.min(line.left), span.1.max(line.right));
    }
    spans
}

/// What the lines of a block are, where their places say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// Running text from edge to edge: the program takes the words of a line that is stretched much for lines of their own.
    Justified,
    /// Items of a list whose bullets are drawn.
    Listed,
}

/// The shapes of blocks.
fn shapes(pages: &[Page], spans: &HashMap<usize, (f32, f32)>, body: f32) -> HashMap<usize, Shape> {
    /// Pages with more lines are left as they are.
    const MOST: usize = 1_000;
    let mut shapes = HashMap::new();
    for page in pages.iter().filter(|page| page.lines.len() <= MOST) {
        let mut from = 0;
        while from < page.lines.len() {
            let block = page.lines[from].block;
            let count = page.lines[from..].iter().take_while(|line| line.block == block).count();
            let lines = &page.lines[from..from + count];
            from += count;
            let Some((left, right)) = spans.get(&block) else {
                continue;
            };
            if is_justified(lines, *left, *right) {
                shapes.insert(block, Shape::Justified);
            } else if is_listed(lines, &page.lines, body) {
                shapes.insert(block, Shape::Listed);
            }
        }
    }
    shapes
}

/// Whether a block is justified text: half of its rows and more, the last left aside, are one line from edge to edge, and those of several begin and end at the edges.
fn is_justified(lines: &[Line], left: f32, right: f32) -> bool {
    let mut rows: Vec<&[Line]> = Vec::new();
    let mut from = 0;
    for at in 1..=lines.len() {
        if at == lines.len() || !beside(&lines[at - 1], &lines[at]) {
            rows.push(&lines[from..at]);
            from = at;
        }
    }
    let whole = |row: &[Line]| match (row.first(), row.last()) {
        (Some(first), Some(last)) => {
            (first.left - left).abs() < first.size && (right - last.right).abs() < first.size * 0.3
        }
        _ => false,
    };
    let (single, several): (Vec<&[Line]>, Vec<&[Line]>) = rows.iter().copied().partition(|row| row.len() == 1);
    let full = single.iter().filter(|row| whole(row)).count();
    !several.is_empty() && full >= 2 && full * 2 + 1 >= rows.len() && several.iter().all(|row| whole(row))
}

/// Whether the lines of a block are items: each begins with a capital or a number and none is cut within a sentence. Of two lines the
/// first also leaves room for more, by what the lines of the page above and below it take.
fn is_listed(lines: &[Line], page: &[Line], body: f32) -> bool {
    let begins = |line: &Line| {
        let first = line.text.chars().next();
        first.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit())
    };
    let cut = |line: &Line| {
        let last = line.text.split_whitespace().next_back().unwrap_or("");
        line.text.ends_with([',', ';', '’'])
            || line.text.ends_with(HYPHENS)
            || never_last(last)
            || has_final_mark(&line.text)
    };
    let Some((_, before)) = lines.split_last() else {
        return false;
    };
    if before.is_empty() || !lines.iter().all(begins) || before.iter().any(cut) {
        return false;
    }
    if lines.windows(2).any(|pair| beside(&pair[0], &pair[1])) {
        return false;
    }
    let first = &lines[0];
    let near = |line: &&Line| (line.left - first.left).abs() < body * 4.0 && line.text.chars().count() >= 30;
    let mut rights: Vec<f32> = page.iter().filter(near).map(|line| line.right).collect();
    rights.sort_by(|a, b| b.total_cmp(a));
    let room = rights.get(2).copied().unwrap_or(0.0);
    let short = |line: &&Line| line.right < room - (room - line.left) * 0.3;
    before.iter().filter(short).count() * 2 > before.len()
}

/// Which lines of a page are its footnotes: small letters at the bottom of a column, below all of its body.
fn notes(page: &Page, marks: &[Option<Furniture>], body: f32) -> Vec<bool> {
    let unmarked: Vec<&Line> = page
        .lines
        .iter()
        .zip(marks)
        .filter_map(|(line, mark)| mark.is_none().then_some(line))
        .collect();
    let small = |line: &Line| line.size < body * SMALLER;
    let below_body = |note: &Line| {
        let in_column = |line: &&&Line| line.left < note.right && line.right > note.left;
        let body = unmarked.iter().filter(|line| !small(line)).filter(in_column);
        let last = body.map(|line| line.bottom).fold(0.0, f32::max);
        last > 0.0 && note.top > last - 2.0
    };
    // Each column has its own; the first line of one begins like a note.
    let first_lines: Vec<&Line> = unmarked
        .iter()
        .filter(|line| small(line) && line.top > page.height * 0.4 && begins_note(&line.text))
        .take(MOST_NOTES)
        .filter(|line| below_body(line))
        .copied()
        .collect();
    let is_note = |line: &Line| {
        let below = |first: &&Line| first.left < line.right && first.right > line.left && line.top >= first.top - 2.0;
        small(line) && first_lines.iter().any(below)
    };
    page.lines.iter().map(is_note).collect()
}

fn begins_note(text: &str) -> bool {
    note_number(text).is_some() || text.starts_with(['*', '†', '‡', '[', '('])
}

/// The number that a note begins with.
fn note_number(text: &str) -> Option<u32> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    text[..digits].parse().ok().filter(|_| digits <= 3)
}

struct Paragraph {
    kind: BlockKind,
    text: String,
    last: Line,
    /// It began beside another one, as a cell of a table.
    cell: bool,
}

struct Paragraphs {
    body: f32,
    spans: HashMap<usize, (f32, f32)>,
    shapes: HashMap<usize, Shape>,
    words: HashMap<String, usize>,
    done: Vec<Piece>,
    open: Option<Paragraph>,
    /// Notes and running heads of the pages that the open paragraph is on.
    after: Vec<Piece>,
    notes: Option<Paragraph>,
    /// The number of the note that is open.
    note_number: Option<u32>,
}

impl Paragraphs {
    fn furniture(&mut self, line: &Line, reason: Furniture) {
        self.after.push(Piece {
            kind: BlockKind::Paragraph,
            text: fold(&line.text),
            furniture: Some(reason),
        });
    }

    fn note(&mut self, line: Line) {
        let number = note_number(&line.text);
        let next = match (number, self.note_number) {
            (Some(number), Some(last)) => number == last + 1,
            _ => begins_note(&line.text),
        };
        match &mut self.notes {
            Some(note) if !next => {
                join(&mut note.text, &line.text, &self.words);
                note.last = line;
            }
            _ => {
                self.end_notes();
                self.note_number = number;
                let text = line
                    .text
                    .trim_start_matches(|c: char| number.is_some() && c.is_ascii_digit());
                self.notes = Some(Paragraph {
                    kind: BlockKind::Footnote,
                    text: text.trim_start_matches(['.', ')', ' ']).to_owned(),
                    last: line,
                    cell: false,
                });
            }
        }
    }

    fn end_notes(&mut self) {
        if let Some(note) = self.notes.take() {
            push(&mut self.after, &note);
        }
    }

    fn line(&mut self, line: Line) {
        match &mut self.open {
            Some(open) if goes_on(open, &line, self.body, &self.spans, &self.shapes) => {
                join(&mut open.text, &line.text, &self.words);
                open.last = line;
            }
            open => {
                let before = open.as_mut().filter(|open| beside(&open.last, &line));
                let cell = before.is_some();
                if let Some(before) = before.filter(|before| before.kind == BlockKind::Paragraph) {
                    before.kind = BlockKind::TableCell;
                }
                self.end();
                let (kind, text) = match self.kind(&line) {
                    (BlockKind::Paragraph, text) if cell => (BlockKind::TableCell, text),
                    other => other,
                };
                self.open = Some(Paragraph {
                    kind,
                    text,
                    last: line,
                    cell,
                });
            }
        }
    }

    /// What a paragraph that begins with this line is, and the line's text without its bullet.
    fn kind(&self, line: &Line) -> (BlockKind, String) {
        if let Some(text) = without_bullet(&line.text) {
            return (BlockKind::ListItem, text.to_owned());
        }
        let kind = if line.size > self.body * LARGER {
            BlockKind::Heading
        } else if is_caption(&line.text) {
            BlockKind::Caption
        } else {
            BlockKind::Paragraph
        };
        (kind, line.text.clone())
    }

    fn end(&mut self) {
        if let Some(mut open) = self.open.take() {
            if open.kind == BlockKind::Heading && open.text.chars().count() > LONGEST_HEADING {
                open.kind = BlockKind::Paragraph;
            }
            push(&mut self.done, &open);
        }
        self.done.append(&mut self.after);
    }

    fn finish(mut self) -> Vec<Piece> {
        self.end_notes();
        self.end();
        self.done
    }
}

fn push(pieces: &mut Vec<Piece>, paragraph: &Paragraph) {
    let text = scripts::with_cents(fold(&paragraph.text));
    if !text.is_empty() {
        pieces.push(Piece {
            kind: paragraph.kind,
            text,
            furniture: None,
        });
    }
}

/// Whether a line goes on with the paragraph before it.
fn goes_on(
    paragraph: &Paragraph,
    line: &Line,
    body: f32,
    spans: &HashMap<usize, (f32, f32)>,
    shapes: &HashMap<usize, Shape>,
) -> bool {
    let last = &paragraph.last;
    if without_bullet(&line.text).is_some() || (last.size - line.size).abs() > last.size.max(line.size) * 0.12 {
        return false;
    }
    let ended = has_final_mark(&last.text);
    let begins_small = line.text.starts_with(char::is_lowercase);
    let (left, right) = spans.get(&last.block).copied().unwrap_or((last.left, last.right));
    let width = right - left;
    if last.block != line.block {
        if last.size > body * LARGER {
            return false;
        }
        // In another column or on another page, or below something that stands in between.
        let cut = last.text.ends_with(HYPHENS);
        let full = last.right > right - width * 0.15 && last.text.chars().count() > 40;
        let elsewhere = line.top < last.top;
        return !ended && (begins_small || cut || (full && elsewhere));
    }
    let shape = shapes.get(&line.block);
    if beside(last, line) {
        // A line set wide, or the cells of a table.
        return line.left - last.right < last.size || (!ended && begins_small) || shape == Some(&Shape::Justified);
    }
    if shape == Some(&Shape::Listed) && last.size <= body * LARGER {
        return false;
    }
    if paragraph.cell {
        return false;
    }
    let space = line.top - last.bottom;
    if space > last.size * 0.6 {
        return false;
    }
    let indented = line.left > left + last.size * 0.7 && last.left < left + last.size * 0.3;
    if indented && paragraph.kind == BlockKind::Paragraph && (ended || !begins_small) {
        return false;
    }
    let short = last.right < right - width * 0.15;
    let very_short = last.right < right - width * 0.5;
    let last_line = (short && ended) || (very_short && !begins_small && paragraph.kind != BlockKind::Heading);
    !last_line
}

/// Whether a line stands to the right of another one, at the same height.
fn beside(last: &Line, line: &Line) -> bool {
    last.block == line.block && (line.top - last.top).abs() < last.size * 0.3 && line.left >= last.right - 1.0
}

/// The text of a list item after its bullet.
fn without_bullet(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(is_bullet)?;
    let rest = rest.trim_start();
    (!rest.is_empty()).then_some(rest)
}

/// `Figure 3.`, `Tableau 2 :`.
fn is_caption(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let label = words.next().unwrap_or("").trim_end_matches('.').to_lowercase();
    let number = words.next().unwrap_or("");
    any_has(|known| known.picture_labels, &label)
        && number.starts_with(|c: char| c.is_ascii_digit())
        && (number.ends_with(['.', ':']) || words.next().is_some_and(|word| matches!(word, ":" | "–" | "—" | "-")))
}

#[cfg(test)]
mod tests;
