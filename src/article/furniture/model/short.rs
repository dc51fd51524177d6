//! A short paste → what stays of it, though the model doubts it.
//!
//! One menu line among ten lines is no menu, and with so few words every sentence counts. So a short paste has weights of its own
//! (`data/excerpt-model.txt`), fitted to excerpts of pages; and all its sentences stay that say nothing of a site, with what stands between
//! them and the title above.

use crate::article::furniture::datelines::is_date;
use crate::article::furniture::labels::{is_byline, is_footer, is_glued, is_pitch, is_trail};
use crate::article::furniture::line::Line;
use crate::article::furniture::reason::Furniture;
use crate::article::furniture::self_promotion::House;
use crate::article::furniture::span::looks_like_furniture;
use crate::article::furniture::title::{overlap, stems};
use crate::article::furniture::word_lists::vocabulary;
use crate::text::function_words::is_function_word;
use crate::text::sentence_end::has_final_mark;

/// The most words of such a paste.
const MOST: usize = 250;
/// The fewest words of a sentence.
const SENTENCE: usize = 3;
/// How many lines a sentence may stand from what stays.
const NEAR: usize = 6;
/// The most lines on end that the model doubts and that stay between two sentences.
const RUN: usize = 5;
/// How many lines above the first sentence the title may stand.
const ABOVE: usize = 8;
/// The most words of a name or an amount.
const NAME: usize = 3;
/// The most words of a line above a text that is a label by one of them.
const LABEL: usize = 4;
/// The most words of a line with a name and a date.
const DATED: usize = 6;
/// The fewest words of a title that is told by its place alone.
const TITLE: usize = 3;
/// The least share of the telling words of a title, from 0 to 1, that the sentences have too, and its fewest words.
const TELLS: (f64, usize) = (0.5, 2);

/// Whether a paste has so few words.
pub(super) fn is_short(lines: &[Line<'_>]) -> bool {
    lines.iter().map(|line| line.words.len()).sum::<usize>() <= MOST
}

/// Keeps the sentences of a short paste, what stands between them, and its title.
pub(super) fn keep(lines: &[Line<'_>], stays: &mut [bool]) {
    if !is_short(lines) {
        return;
    }
    let house = House::of(lines);
    let says = |line: &Line<'_>| {
        let short = has_final_mark(line.text) && line.words.len() >= SENTENCE && !looks_like_furniture(line.text);
        (line.prose && !line.text.ends_with(':') || short)
            && line.is_free()
            && !is_pitch(line)
            && !line.text.contains('©')
            && !house.speaks(line)
    };
    let sentences: Vec<usize> = (0..lines.len())
        .filter(|at| says(&lines[*at]) || stays[*at] && lines[*at].prose)
        .collect();
    let mut last = None;
    // From the first sentence that stays anyway down, and up.
    let Some(start) = sentences.iter().position(|at| stays[*at]) else {
        return;
    };
    let near = |at: usize, other: Option<usize>| other.is_none_or(|other: usize| at.abs_diff(other) <= NEAR);
    for at in &sentences[start..] {
        if stays[*at] || near(*at, last) {
            stays[*at] = true;
            last = Some(*at);
        }
    }
    let mut first = sentences[start];
    for at in sentences[..start].iter().rev() {
        if near(*at, Some(first)) {
            stays[*at] = true;
            first = *at;
        }
    }
    let last = last.unwrap_or(first);
    let kept: Vec<usize> = sentences.into_iter().filter(|at| stays[*at]).collect();
    for pair in kept.windows(2) {
        let (above, below) = (pair[0] + 1, pair[1]);
        let doubted = || (above..below).filter(|at| !stays[*at]);
        // More of them are a box of facts or a list of other articles, and those among labels are what a page says of its article.
        if doubted().count() <= RUN && doubted().all(|at| is_text(lines, at)) {
            stays[above..below].fill(true);
        }
    }
    // A control between two paragraphs, of which nothing beside it tells.
    for at in first..last {
        let acts = |word: &str| vocabulary().action.contains(word);
        stays[at] &= !(lines[at].doubtful && lines[at].words.only().is_some_and(acts));
    }
    // What announces only things that were left out.
    if let Some(end) = stays.iter().rposition(|stays| *stays) {
        stays[end] &= end + 1 == lines.len() || !lines[end].text.trim_end().ends_with(':');
    }
    keep_title(lines, first, stays);
}

/// Whether a short line between sentences is text: no label, no date, and no name beside one.
fn is_text(lines: &[Line<'_>], at: usize) -> bool {
    let line = &lines[at];
    // An amount: `12 €`.
    if line.text.contains(['€', '$', '£']) && line.words.len() <= NAME {
        return line.is_free();
    }
    let dated = |other: usize| {
        let near = lines.get(other);
        near.is_some_and(|near| near.mark == Some(Furniture::Byline) || is_date(near))
    };
    let named = line.words.len() <= NAME && (at > 0 && dated(at - 1) || dated(at + 1));
    let label =
        line.doubtful || is_footer(line) || is_trail(line) || is_date(line) || is_byline(line) || is_glued(line);
    line.is_free() && !named && (begins_phrase(line) || !label)
}

/// Whether a line begins as a question or a phrase does: `How to book`, `Comment réserver`.
fn begins_phrase(line: &Line<'_>) -> bool {
    line.words.len() > 1 && is_function_word(line.words.at(0))
}

/// Whether a line is the heading of a numbered part: `Article 1`, `Chapter IV`, `§ 3`.
fn is_numbered(line: &Line<'_>) -> bool {
    let roman = |word: &str| word.bytes().all(|b| matches!(b, b'i' | b'v' | b'x' | b'l' | b'c'));
    let number = |word: &str| word.bytes().all(|b| b.is_ascii_digit()) || roman(word);
    let count = line.words.len();
    match count {
        0 => false,
        1 => line.text.starts_with('§'),
        _ => count <= NAME && line.text.starts_with(char::is_uppercase) && number(line.words.at(count - 1)),
    }
}

/// Keeps the title above the first sentence: a line with the words of the text, or the one right above, and then what a numbered heading
/// has above it.
fn keep_title(lines: &[Line<'_>], first: usize, stays: &mut [bool]) {
    let top = first.saturating_sub(ABOVE);
    let mut first = first;
    // A sentence that is set in short lines begins above its end.
    while first > top && stays[first - 1] && lines[first].text.starts_with(char::is_lowercase) {
        first -= 1;
    }
    while first > top && lines[first - 1].is_free() && is_numbered(&lines[first - 1]) {
        first -= 1;
        stays[first] = true;
    }
    let stems = stems((first..lines.len()).filter(|at| stays[*at]).map(|at| &lines[at]));
    let may = |at: usize| {
        let line = &lines[at];
        line.is_free() && !is_trail(line) && !is_date(line) && !is_byline(line) && !is_footer(line) && !line.prose
    };
    let titled = |at: usize| {
        stays[at] && lines[at].words.len() >= TELLS.1 && !begins_with_number(&lines[at]) && !is_date(&lines[at])
    };
    if (top..first).any(titled) {
        return;
    }
    let tells = |at: &usize| {
        let (share, words) = TELLS;
        may(*at) && lines[*at].words.len() >= words && overlap(&lines[*at], &stems) >= share
    };
    if let Some(title) = (top..first).find(tells) {
        stays[title] = true;
        return;
    }
    // With labels in between, one word of the text is enough.
    let hints = |at: &usize| {
        may(*at)
            && lines[*at].words.len() >= LABEL
            && overlap(&lines[*at], &stems) > 0.0
            && !looks_like_furniture(lines[*at].text)
    };
    let label = |at: usize| {
        let count = lines[at].words.len();
        !may(at) || count < TITLE || count <= LABEL && looks_like_furniture(lines[at].text)
    };
    let mut at = first;
    while at > top {
        at -= 1;
        // A date or a name stands between a title and its text.
        let dated = lines[at].words.len() <= DATED && lines[at].text.contains(|c: char| c.is_ascii_digit());
        let numbered = begins_with_number(&lines[at]) && !is_date(&lines[at]);
        if is_date(&lines[at])
            || is_byline(&lines[at])
            || lines[at].mark == Some(Furniture::Byline)
            || dated && !numbered
        {
            continue;
        }
        if label(at) {
            if let Some(title) = (top..at).find(hints) {
                stays[title] = true;
            }
            return;
        }
        stays[at] = true;
        if !begins_with_number(&lines[at]) {
            return;
        }
    }
}

fn begins_with_number(line: &Line<'_>) -> bool {
    line.text.starts_with(|c: char| c.is_ascii_digit())
}
