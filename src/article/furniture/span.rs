//! The lines of a page → where its article begins and ends, and which short lines between are not the article's.
//!
//! Prose counts for a line and everything else against it; the span with the greatest sum is the body of the article. The
//! title is the line above whose words the body uses again. A text that shows no sign of a page is left alone.

use crate::article::draft::Page;
use crate::article::furniture::credits::tail;
use crate::article::furniture::datelines::is_date;
use crate::article::furniture::labels::is_footer;
use crate::article::furniture::labels::is_pitch;
use crate::article::furniture::labels::is_trail;
use crate::text::sentence_end::ends_statement;
use std::collections::{HashMap, HashSet};

use memchr::memmem::Finder;

use crate::article::block::BlockKind;
use crate::article::draft::Boxes;
use crate::article::furniture::labels;
use crate::article::furniture::labels::{is_byline, is_glued};
use crate::article::furniture::line::Line;
use crate::article::furniture::reason::Furniture;
use crate::article::furniture::self_promotion;
use crate::article::furniture::self_promotion::House;
use crate::article::furniture::signatures::{mark_notes, mark_signatures};
use crate::article::furniture::title::{find_title, lead_above, overlap, stems};
use crate::article::furniture::weights;
use crate::article::furniture::word_lists::vocabulary;
use crate::text::function_words::is_function_word;
use crate::text::sentence_end::has_final_mark;

/// The most that one line of prose counts, in words.
const LONGEST: i64 = 60;
/// The most that a run of short lines counts against the article.
const LONGEST_RUN: i64 = -32;
/// The fewest single labels above and below a text that show a page, and the most words of each.
const LABELS: usize = 3;
const MENU_WORDS: usize = 3;
/// The most words of a line that may be furniture by what it says.
const MOST_WORDS: usize = 12;
/// How many lines from its sentence a quotation may be repeated.
const FURTHEST_QUOTE: usize = 200;
/// The most that a run of furniture inside of the article counts against it.
const LONGEST_MARKED_RUN: i64 = -40;

/// Marks the tables of contents that were [found](find_contents).
pub(crate) fn mark_contents(lines: &mut [Line<'_>]) {
    for line in lines.iter_mut().filter(|line| line.contents) {
        line.mark = Some(Furniture::Outside);
        line.given = true; // it stands at the head of an article, and does not speak against it
    }
}

/// Marks what the site says of itself and of its authors, unless that is what the article is about. Where the article is
/// shows only once such lines are marked, so they are on a copy first.
pub(crate) fn mark_self_promotion(lines: &mut [Line<'_>], page: &Page<'_>) {
    let mut marked = lines.to_vec();
    mark_notes(&mut marked);
    mark_house(&mut marked);
    page.boxes.mark(&mut marked);
    if is_about_itself(&marked, page) {
        return;
    }
    for (line, marked) in lines.iter_mut().zip(marked) {
        line.mark = marked.mark;
    }
}

/// Marks what stands before and after the article of a page, and the labels inside.
pub(crate) fn mark_outside(lines: &mut [Line<'_>], page: &Page<'_>) {
    let Some((mut first, last)) = greatest_span(&values(lines)) else {
        return;
    };
    let stems = stems(lines[first..=last].iter().filter(|line| line.prose));
    let body = first;
    first = lead_above(lines, first, &stems);
    let title = find_title(lines, first, page, &stems);
    let start = title.unwrap_or(first);
    let end = end_of(lines, first, last, &page.boxes);
    for line in &mut lines[end..] {
        line.mark.get_or_insert(Furniture::Outside);
    }
    for line in &mut lines[..start] {
        line.mark.get_or_insert(Furniture::Outside);
    }
    if let Some(title) = title {
        let greeting = lines[body - 1].text.ends_with(',');
        for line in &mut lines[title + 1..(title + 1).max(body - usize::from(greeting))] {
            mark_between_title_and_body(line, &stems);
        }
    }
    mark_clusters(&mut lines[first..end], &stems);
    mark_signatures(lines, start, last);
    mark_pull_quotes(&mut lines[start..end]);
}

/// Whether the article is about what sites say of themselves: a page of legal notes.
fn is_about_itself(lines: &[Line<'_>], page: &Page<'_>) -> bool {
    let Some((first, last)) = greatest_span(&values(lines)) else {
        return false;
    };
    let stems = stems(lines[first..=last].iter().filter(|line| line.prose));
    let title = find_title(lines, first, page, &stems);
    title.is_some_and(|at| is_footer(&lines[at]) || House::of(&[]).weight(&lines[at]) >= self_promotion::STRONG)
}

/// Marks what says again, set apart for the eye, a sentence of the body.
fn mark_pull_quotes(lines: &mut [Line<'_>]) {
    for at in 1..lines.len() {
        let line = &lines[at];
        let apart = line.mark.is_none() && line.kind != BlockKind::Heading && (7..=40).contains(&line.words.len());
        // The same sentence alone is a refrain or a clause, not a part of a paragraph shown again.
        if !apart {
            continue;
        }
        let key = Finder::new(line.key());
        let says_again = |other: &Line<'_>| {
            other.prose
                && other.mark.is_none()
                && other.key().len() > line.key().len()
                && key.find(other.key().as_bytes()).is_some()
        };
        let near = at.saturating_sub(FURTHEST_QUOTE)..(at + FURTHEST_QUOTE).min(lines.len());
        if lines[near].iter().any(says_again) {
            lines[at].mark = Some(Furniture::Repetition);
        }
    }
}

/// Whether a text is a label or a control of a page by what it says, taken alone.
pub(crate) fn is_label(text: &str) -> bool {
    let block = crate::article::Block {
        kind: BlockKind::Paragraph,
        range: 0..text.len(),
        furniture: None,
    };
    let mut line = Line::of(text, &block, true);
    labels::mark_label(&mut line);
    line.mark.is_some() || is_footer(&line) || House::of(&[]).weight(&line) >= self_promotion::STRONG
}

/// Whether a line may be furniture by what it says, taken alone: a short line that is no sentence and has a word of pages, or a sentence
/// that leans to those of a site speaking for itself. Too little to mark a line by, and enough to confirm another sign.
pub(crate) fn looks_like_furniture(text: &str) -> bool {
    let block = crate::article::Block {
        kind: BlockKind::Paragraph,
        range: 0..text.len(),
        furniture: None,
    };
    let mut line = Line::of(text, &block, true);
    labels::mark_label(&mut line);
    if line.mark.is_some() {
        return true;
    }
    let weight = House::of(&[]).weight(&line);
    if line.prose || has_final_mark(text) {
        return weight + 1 >= self_promotion::ENOUGH;
    }
    let vocabulary = vocabulary();
    let word = |word: &str| {
        [
            &vocabulary.action,
            &vocabulary.interface,
            &vocabulary.events,
            &vocabulary.counts,
        ]
        .iter()
        .any(|list| list.contains(word))
            && !is_function_word(word)
    };
    line.words.len() <= MOST_WORDS
        && (weight > 0
            || line.words.iter().any(word)
            || is_footer(&line)
            || is_trail(&line)
            || is_date(&line)
            || is_byline(&line)
            || is_glued(&line))
}

/// Whether a text has what only pages have: controls, or a site's footer, with short lines around the prose.
pub(crate) fn looks_like_page(lines: &[Line<'_>]) -> bool {
    let certain = lines
        .iter()
        .filter(|line| line.mark.is_some_and(|m| m != Furniture::Byline) && !line.doubtful)
        .count();
    let (Some(first), Some(last)) = (lines.iter().position(|l| l.prose), lines.iter().rposition(|l| l.prose)) else {
        return false;
    };
    let menu = lines[..first]
        .iter()
        .filter(|line| line.words.len() <= 4 && !has_final_mark(line.text))
        .count();
    let footer = lines[last + 1..]
        .iter()
        .chain(&lines[last.saturating_sub(3)..last])
        .filter(|line| is_footer(line))
        .count();
    // Single labels as menus have them, above the text and below it, where nothing is certain: `Home`, `Log in`, `Contact`.
    let label = |line: &&Line<'_>| {
        line.words.len() <= MENU_WORDS
            && !has_final_mark(line.text)
            && !is_date(line)
            && !is_byline(line)
            && (line.doubtful || looks_like_furniture(line.text))
    };
    let (above, below) = (
        lines[..first].iter().filter(label).count(),
        lines[last + 1..].iter().filter(label).count(),
    );
    let labels = above > 0 && below > 0 && above + below >= LABELS;
    certain + footer >= 2 || (certain + footer == 1 && menu >= 2) || labels
}

/// What each line counts for the article. A run of short lines, such as a table, counts no more than [`LONGEST_RUN`].
fn values(lines: &[Line<'_>]) -> Vec<i64> {
    let (mut run, mut marked) = (0, 0);
    let run_of = |line: &Line<'_>| {
        let value = value(line);
        if line.prose && line.mark.is_none() {
            (run, marked) = (0, 0);
            return value;
        }
        let (limit, sum) = match line.mark {
            None => (LONGEST_RUN, &mut run),
            Some(Furniture::Comments) => return value,
            Some(_) if line.title => return value,
            Some(_) => (LONGEST_MARKED_RUN, &mut marked),
        };
        let value = value.max(limit - *sum);
        *sum += value;
        value
    };
    lines.iter().map(run_of).collect()
}

/// Where the article ends that has its last prose at `last`: after the list items and short sentences that follow, and after
/// all that stands in the same box of a saved page.
fn end_of(lines: &[Line<'_>], first: usize, last: usize, boxes: &Boxes) -> usize {
    let mut end = last + 1 + lines[last + 1..].iter().take_while(|line| continues(line)).count();
    if let Some((_, column)) = boxes.column(lines, first, last) {
        let stops = |line: &Line<'_>| {
            let ends = line
                .mark
                .is_some_and(|mark| mark != Furniture::Interface && mark != Furniture::Copyright);
            ends || line.linked || is_footer(line) || is_date(line)
        };
        let within = (end..column.max(end)).take_while(|at| !stops(&lines[*at]));
        end = within
            .filter(|at| lines[*at].mark.is_none())
            .last()
            .map_or(end, |at| at + 1);
    }
    end
}

/// Marks the lines in which the site speaks for itself, each with the short line above that announces it.
fn mark_house(lines: &mut [Line<'_>]) {
    // The lines that speak, each with whether the one above announces it.
    let speaking: Vec<(usize, bool)> = {
        let house = House::of(lines);
        let speaks = |at: &usize| lines[*at].mark.is_none() && house.speaks(&lines[*at]);
        let announces = |line: &Line<'_>| line.words.len() <= 8 && !line.prose && house.weight(line) > 0;
        let announced = |at: usize| (at, at > 0 && announces(&lines[at - 1]));
        (0..lines.len()).filter(speaks).map(announced).collect()
    };
    for (at, announced) in speaking {
        lines[at].mark = Some(Furniture::Advertising);
        if announced {
            lines[at - 1].mark.get_or_insert(Furniture::Advertising);
        }
    }
}

/// Marks the labels that a page repeats beside each of its entries: names, ranks, counts, `Reply`.
pub(crate) fn mark_templates(lines: &mut [Line<'_>]) {
    let template = |line: &Line<'_>| -> String { line.key().chars().filter(|c| !c.is_numeric()).collect() };
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, line) in lines.iter().enumerate() {
        let short = (1..=5).contains(&line.words.len()) && !has_final_mark(line.text);
        let free = line.mark.is_none() || line.mark == Some(Furniture::Interface);
        if short && free && line.kind != BlockKind::Heading {
            places.entry(template(line)).or_default().push(at);
        }
    }
    for (key, places) in places {
        let (first, last) = (places[0], places[places.len() - 1]);
        let prose = lines[first..last].iter().filter(|line| line.prose).count();
        if places.len() >= 3 && prose >= 2 && !key.is_empty() && !counts_up(lines, &places) {
            for at in places {
                lines[at].mark = Some(Furniture::Interface);
                lines[at].given = true;
            }
        }
    }
    // A name or a count between two such labels is one too.
    let label = |line: &Line<'_>| line.mark == Some(Furniture::Interface) && line.given;
    let mut before = None;
    for at in 0..lines.len() {
        if label(&lines[at]) {
            if let Some(before) = before.filter(|before| at - before <= 4) {
                for line in &mut lines[before + 1..at] {
                    line.mark.get_or_insert(Furniture::Interface);
                    line.given = true;
                }
            }
            before = Some(at);
        } else if lines[at].prose || lines[at].words.len() > 8 || lines[at].kind == BlockKind::Heading {
            before = None;
        }
    }
}

/// Whether lines have numbers that count up from one to the next, as the headings of articles, chapters and clauses do.
fn counts_up(lines: &[Line<'_>], places: &[usize]) -> bool {
    let number = |at: &usize| {
        let text = lines[*at].text;
        let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        digits[..end].parse::<u32>().ok()
    };
    let numbers: Option<Vec<u32>> = places.iter().map(number).collect();
    numbers.is_some_and(|numbers| numbers.windows(2).all(|pair| pair[0].checked_add(1) == Some(pair[1])))
}

/// What a line counts for the article, in words; against it when negative.
fn value(line: &Line<'_>) -> i64 {
    match line.mark {
        Some(_) if line.given => -1,
        Some(Furniture::Comments) if !line.doubtful => -150,
        Some(Furniture::Related) if line.title => -30,
        Some(Furniture::Related | Furniture::Byline) => -4,
        Some(_) => -8,
        None if line.prose && !is_pitch(line) => LONGEST.min(line.words.len() as i64),
        None if line.prose => -10,
        None if is_footer(line) => -20,
        None => match line.kind {
            BlockKind::ListItem | BlockKind::Heading | BlockKind::TableCell | BlockKind::Caption if !line.linked => -1,
            _ => -4,
        },
    }
}

/// The first and last line of the span with the greatest sum (Kadane's algorithm); `None` when nothing counts.
fn greatest_span(values: &[i64]) -> Option<(usize, usize)> {
    let (mut best, mut span) = (0, None);
    let (mut sum, mut start) = (0, 0);
    for (at, value) in values.iter().enumerate() {
        if sum <= 0 {
            (sum, start) = (0, at);
        }
        sum += value;
        if sum > best {
            (best, span) = (sum, Some((start, at)));
        }
    }
    span
}

/// Whether a line after the last prose still belongs to it: an item of a list, a short sentence, or a caption with its credit.
fn continues(line: &Line<'_>) -> bool {
    let sentence = line.words.len() >= 3 && ends_statement(line.text) && !is_pitch(line);
    let captioned = line.words.len() >= 7 && tail(line.text).is_some();
    line.mark.is_none()
        && !line.linked
        && !is_footer(line)
        && (sentence || captioned || line.kind == BlockKind::ListItem)
}

/// Marks bylines, dates and labels that stand between the title and the body; a lead or a caption stays.
fn mark_between_title_and_body(line: &mut Line<'_>, stems: &HashSet<String>) {
    if line.mark.is_some() || line.prose {
        return;
    }
    if is_date(line) || is_byline(line) {
        line.mark = Some(Furniture::Byline);
        return;
    }
    let function = line
        .words
        .iter()
        .filter(|word| word.len() > 1 && is_function_word(word))
        .count();
    let running = line.words.len() >= 10
        && function as f64 * weights::RUNNING_PER_FUNCTION_WORD >= line.words.len() as f64
        && !is_glued(line);
    let says = running || overlap(line, stems) >= weights::TELLS_BELOW_TITLE || has_final_mark(line.text);
    let told = line.words.len() >= 5 && says && !is_trail(line);
    let typed = !matches!(line.kind, BlockKind::Paragraph | BlockKind::Quotation) && !line.linked;
    let told = told || holds_sentence(line);
    if !told && !typed {
        line.mark = Some(Furniture::Outside);
    }
}

/// A sentence with a credit after it, as captions have.
fn holds_sentence(line: &Line<'_>) -> bool {
    let end = line.text.find(". ").unwrap_or(0);
    line.text[..end].split_whitespace().count() >= 5
}

/// Marks the short lines that stand among furniture inside the article. The last one before prose may be an intertitle,
/// and four together are a list or a table.
fn mark_clusters(lines: &mut [Line<'_>], stems: &HashSet<String>) {
    let body = |line: &Line<'_>| line.prose && line.mark.is_none();
    let mut at = 0;
    while at < lines.len() {
        let end = (at..lines.len()).find(|i| body(&lines[*i])).unwrap_or(lines.len());
        let marked = lines[at..end].iter().any(|line| line.mark.is_some());
        for line in &mut lines[at..end] {
            if line.mark.is_none() && line.kind != BlockKind::Heading {
                line.mark = if is_date(line) || is_trail(line) || is_footer(line) {
                    Some(Furniture::Outside)
                } else {
                    is_byline(line).then_some(Furniture::Byline)
                };
            }
        }
        let mut start = at;
        while marked && start < end {
            let stop = (start..end).find(|i| lines[*i].mark.is_some()).unwrap_or(end);
            let before_prose = stop == end && end < lines.len();
            if stop - start < 4 {
                // In an interview the question stands between the intertitle and the answer.
                let questions = lines[start..stop]
                    .iter()
                    .rev()
                    .take_while(|line| has_final_mark(line.text))
                    .count();
                let last = if before_prose {
                    stop.saturating_sub(1 + questions)
                } else {
                    stop
                };
                for line in &mut lines[start..last.max(start)] {
                    let told = line.words.len() >= 4 && overlap(line, stems) >= weights::TELLS_AMONG_FURNITURE;
                    let typed = !matches!(line.kind, BlockKind::Paragraph | BlockKind::Quotation) && !line.linked;
                    if !(told || typed || has_final_mark(line.text)) {
                        line.mark = Some(Furniture::Outside);
                    }
                }
            }
            start = stop + 1;
        }
        at = end + 1;
    }
}

/// Finds a table of contents: a run of lines that all stand again below as headings.
pub(crate) fn find_contents(lines: &mut [Line<'_>]) {
    let bare = |key: &str| key.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned();
    let keys: Vec<String> = lines.iter().map(|line| bare(line.key())).collect();
    let mut last: HashMap<&str, usize> = HashMap::new();
    for (at, key) in keys.iter().enumerate() {
        last.insert(key.as_str(), at);
    }
    let mut sorted: Vec<(&str, usize)> = keys.iter().map(String::as_str).zip(0..).collect();
    sorted.sort_unstable();
    let again = |at: usize| {
        let key = keys[at].as_str();
        let later = || {
            let from = sorted.partition_point(|(other, _)| *other < key);
            let alike = sorted[from..].iter().take_while(|(other, _)| other.starts_with(key));
            alike.into_iter().any(|(_, later)| *later > at)
        };
        key.len() > 3 && (last.get(key).is_some_and(|last| *last > at + 1) || later())
    };
    let mut at = 0;
    while at < lines.len() {
        let end = (at..lines.len())
            .find(|i| lines[*i].prose || lines[*i].kind == BlockKind::TableCell || !again(*i))
            .unwrap_or(lines.len());
        if end - at >= 3 {
            let from = at - usize::from(at > 0 && lines[at - 1].words.len() <= 3 && !lines[at - 1].prose);
            for line in &mut lines[from..end] {
                line.contents = true;
            }
        }
        at = end.max(at + 1);
    }
}
