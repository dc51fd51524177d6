//! The lines of a page → where its article begins and ends, and which short lines between are not the article's.
//!
//! Prose counts for a line and everything else against it; the span with the greatest sum is the body of the article. The
//! title is the line above whose words the body uses again. A text that shows no sign of a page is left alone.

use std::collections::HashSet;

use super::labels::{Line, is_byline, is_date_word};
use super::vocabulary::vocabulary;
use super::words::{has_final_mark, is_function_word};
use super::{BlockKind, Furniture};

/// What a reader knows of a page beyond its lines.
#[derive(Default)]
pub(super) struct Page<'a> {
    /// Whether the text is known to be a whole page, and not an article alone.
    pub(super) saved: bool,
    /// The title that the page declares, perhaps with the site's name after it.
    pub(super) title: Option<&'a str>,
    /// The share of each line, from 0 to 1, that is a link; empty where links are not known.
    pub(super) links: &'a [f32],
}

/// The most that one line of prose counts, in words.
const LONGEST: i64 = 60;

/// Marks what stands before and after the article of a page, and the labels inside.
pub(super) fn mark_outside(lines: &mut [Line<'_>], page: &Page<'_>) {
    if !page.saved && !looks_like_page(lines) {
        return;
    }
    let values: Vec<i64> = lines.iter().map(value).collect();
    let Some((first, last)) = greatest_span(&values) else {
        return;
    };
    let stems = stems(lines[first..=last].iter().filter(|line| line.prose));
    let title = find_title(lines, first, page, &stems);
    let start = title.unwrap_or(first);
    let end = last + 1 + lines[last + 1..].iter().take_while(|line| continues(line)).count();
    for line in &mut lines[end..] {
        line.mark.get_or_insert(Furniture::Outside);
    }
    for line in &mut lines[..start] {
        line.mark.get_or_insert(Furniture::Outside);
    }
    if let Some(title) = title {
        for line in &mut lines[title + 1..first] {
            mark_between_title_and_body(line, &stems);
        }
    }
    mark_clusters(&mut lines[first..end], &stems);
}

/// Whether a text has what only pages have: controls, or a site's footer, with short lines around the prose.
fn looks_like_page(lines: &[Line<'_>]) -> bool {
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
    certain + footer >= 2 || (certain + footer == 1 && menu >= 2)
}

/// What a line counts for the article, in words; against it when negative.
fn value(line: &Line<'_>) -> i64 {
    match line.mark {
        Some(Furniture::Comments) if !line.doubtful => -150,
        Some(Furniture::Related) => -12,
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

/// The beginnings of the content words of lines: what a title shares with its article.
fn stems<'a>(lines: impl Iterator<Item = &'a Line<'a>>) -> HashSet<String> {
    lines
        .flat_map(|line| line.words.iter())
        .filter(|word| is_content(word))
        .map(|word| stem(word))
        .collect()
}

fn is_content(word: &str) -> bool {
    word.chars().nth(3).is_some() && !is_function_word(word)
}

fn stem(word: &str) -> String {
    word.chars().take(6).collect()
}

/// The share of a line's content words, from 0 to 1, that the article uses too.
fn overlap(line: &Line<'_>, stems: &HashSet<String>) -> f64 {
    let content: Vec<&String> = line.words.iter().filter(|word| is_content(word)).collect();
    let shared = content.iter().filter(|word| stems.contains(&stem(word))).count();
    shared as f64 / content.len().max(1) as f64
}

/// The line of the article's title, above its body.
fn find_title(lines: &[Line<'_>], first: usize, page: &Page<'_>, stems: &HashSet<String>) -> Option<usize> {
    let declared = page.title.map(super::words::key).unwrap_or_default();
    let mut best: Option<(f64, usize)> = None;
    for (at, line) in lines[..first].iter().enumerate() {
        let usable = line.mark.is_none() && (1..=30).contains(&line.words.len()) && !is_trail(line) && !is_date(line);
        if !usable {
            continue;
        }
        let mut score = 2.0 * overlap(line, stems) + (line.words.len().min(6) as f64) * 0.2;
        score -= (first - at) as f64 * 0.05;
        score += if line.kind == BlockKind::Heading { 1.0 } else { 0.0 };
        score -= if line.linked { 1.0 } else { 0.0 };
        if !line.key.is_empty() && declared.starts_with(&line.key) && line.key.len() * 3 > declared.len() {
            score += 5.0;
        }
        // The title stands above its lead and captions: among equals the first counts.
        if best.is_none_or(|(other, _)| score > other + 0.4) {
            best = Some((score, at));
        }
    }
    best.filter(|(score, _)| *score > 1.0).map(|(_, at)| at)
}

/// Whether a line after the last prose still belongs to it: an item of a list, or a short sentence.
fn continues(line: &Line<'_>) -> bool {
    let sentence = line.words.len() >= 3 && line.text.ends_with(['.', '!', '…', '»']) && !is_pitch(line);
    line.mark.is_none() && !line.linked && !is_footer(line) && (sentence || line.kind == BlockKind::ListItem)
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
    let told = line.words.len() >= 5 && (overlap(line, stems) >= 0.3 || has_final_mark(line.text)) && !is_trail(line);
    let typed = matches!(line.kind, BlockKind::Caption | BlockKind::Heading | BlockKind::ListItem) && !line.linked;
    if !told && !typed {
        line.mark = Some(Furniture::Outside);
    }
}

/// Marks the short lines that stand among furniture inside the article; the last one before prose may be an intertitle.
fn mark_clusters(lines: &mut [Line<'_>], stems: &HashSet<String>) {
    let mut at = 0;
    while at < lines.len() {
        if lines[at].prose && lines[at].mark.is_none() {
            at += 1;
            continue;
        }
        let end = (at..lines.len())
            .find(|i| lines[*i].prose && lines[*i].mark.is_none())
            .unwrap_or(lines.len());
        let marks = lines[at..end].iter().filter(|line| line.mark.is_some()).count();
        for i in at..end {
            let before_prose = i + 1 == end && end < lines.len();
            let line = &mut lines[i];
            if line.mark.is_none() && (is_date(line) || is_trail(line) || is_footer(line)) {
                line.mark = Some(Furniture::Outside);
            } else if line.mark.is_none() && marks > 0 && !before_prose {
                let told = line.words.len() >= 4 && overlap(line, stems) >= 0.4;
                let typed = matches!(
                    line.kind,
                    BlockKind::ListItem | BlockKind::TableCell | BlockKind::Caption
                );
                if !(told || has_final_mark(line.text) || typed && !line.linked) {
                    line.mark = Some(Furniture::Outside);
                }
            }
        }
        at = end;
    }
}

/// A label of the site's header or footer, alone or in a row of them.
fn is_footer(line: &Line<'_>) -> bool {
    if line.prose || line.words.len() > 24 || line.text.ends_with('.') {
        return false;
    }
    let whole = format!(" {} ", line.words.join(" "));
    let labels = vocabulary()
        .footer
        .iter()
        .filter(|label| whole.contains(&format!(" {label} ")))
        .count();
    labels >= 2 || (labels == 1 && line.words.len() <= 5)
}

/// A sentence that sells, asks for consent or invites to register.
fn is_pitch(line: &Line<'_>) -> bool {
    if line.words.len() > 40 {
        return false;
    }
    let beginning = line
        .words
        .iter()
        .take(6)
        .fold(String::new(), |text, word| text + word + " ");
    vocabulary()
        .pitch
        .iter()
        .any(|pitch| beginning.strip_prefix(pitch).is_some_and(|rest| rest.starts_with(' ')))
}

/// The path of the page in its site: `Home > News > Culture`.
fn is_trail(line: &Line<'_>) -> bool {
    let steps = line
        .text
        .split([' ', '\u{a0}'])
        .filter(|w| matches!(*w, ">" | "›" | "»" | "/" | "|" | "·" | "•" | "→"))
        .count();
    !has_final_mark(line.text) && !line.text.contains('«') && steps >= 1 && steps * 6 >= line.words.len()
}

/// A date or a time with little else.
fn is_date(line: &Line<'_>) -> bool {
    let number = |word: &String| word.starts_with(|c: char| c.is_ascii_digit());
    let dated = |word: &String| {
        number(word)
            || is_date_word(word)
            || is_function_word(word)
            || matches!(
                word.as_str(),
                "h" | "min"
                    | "am"
                    | "pm"
                    | "publié"
                    | "mis"
                    | "jour"
                    | "jours"
                    | "heures"
                    | "days"
                    | "hours"
                    | "ago"
                    | "published"
                    | "updated"
                    | "il"
            )
    };
    (1..=14).contains(&line.words.len()) && line.words.iter().any(number) && line.words.iter().all(dated)
}
