//! The lines of a page and where its body begins → the lines of its title and of its lead, which stand above.
//!
//! A title shares its words with the body. It is told from the site's name, from labels and from headlines of other articles by where
//! it stands, and by what else names it: the page's own declaration, its path, lists of what is read most.

use std::collections::HashSet;

use crate::article::block::BlockKind;
use crate::article::draft::Page;
use crate::article::furniture::datelines::is_date;
use crate::article::furniture::labels::{is_pitch, is_trail};
use crate::article::furniture::line::Line;
use crate::article::furniture::reason::Furniture;
use crate::article::furniture::signatures::names;
use crate::article::furniture::weights;
use crate::text::function_words::is_function_word;

/// How many lines above the body its title may stand.
const HIGHEST_TITLE: usize = 400;
/// How many lines above the body its lead may stand.
const FURTHEST_LEAD: usize = 24;
/// The beginnings of the content words of lines: what a title shares with its article.
pub(crate) fn stems<'a>(lines: impl Iterator<Item = &'a Line<'a>>) -> HashSet<String> {
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
pub(crate) fn overlap(line: &Line<'_>, stems: &HashSet<String>) -> f64 {
    let content: Vec<&String> = line.words.iter().filter(|word| is_content(word)).collect();
    let shared = content.iter().filter(|word| stems.contains(&stem(word))).count();
    shared as f64 / content.len().max(1) as f64
}

/// The line of the article's title, above its body.
pub(crate) fn find_title(lines: &[Line<'_>], first: usize, page: &Page<'_>, stems: &HashSet<String>) -> Option<usize> {
    let declared = page.title.map(crate::text::words::key).unwrap_or_default();
    let mut scores = Vec::new();
    for (at, line) in lines[..first]
        .iter()
        .enumerate()
        .skip(first.saturating_sub(HIGHEST_TITLE))
    {
        let usable = line.mark.is_none() && (1..=30).contains(&line.words.len()) && !is_trail(line) && !is_date(line);
        if !usable {
            continue;
        }
        // A word or two that the article uses too may be the site's name.
        let length = line.words.len().min(6) as f64;
        let mut score = weights::title::OVERLAP * overlap(line, stems) * ((length - 1.0) / 3.0).min(1.0)
            + length * weights::title::WORD;
        score -= (first - at) as f64 * weights::title::DISTANCE;
        let short = |(_, above): &(f64, usize)| lines[*above].words.len() <= 6;
        let counts = |holds: bool, weight: f64| if holds { weight } else { 0.0 };
        let site = !scores.iter().any(short) && at + 2 < first && line.words.len() <= 6;
        score -= counts(site, weights::title::SITE);
        // A name has its bearer's function below it, and a title the byline.
        score -= counts(at > 0 && is_name(&lines[at - 1]), weights::title::BELOW_NAME);
        score += counts(
            lines[at + 1].mark == Some(Furniture::Byline),
            weights::title::ABOVE_BYLINE,
        );
        score += counts(line.kind == BlockKind::Heading, weights::title::HEADING);
        score -= counts(line.linked, weights::title::LINK);
        let site = declared.ends_with(&line.key) && declared.len() > line.key.len();
        if !line.key.is_empty() && declared.contains(&line.key) && !site {
            score += weights::title::DECLARED * line.key.len() as f64 / declared.len() as f64;
        }
        // A caption is printed again with its credit.
        let caption = lines[at + 1..].iter().take(2).any(|below| {
            below.mark == Some(Furniture::Repetition)
                && below.key.len() > line.key.len()
                && below.key.starts_with(&line.key)
        });
        score -= counts(caption, weights::title::CAPTION);
        // The path of the page ends with its title.
        let path = line.key.len() >= 6
            && lines
                .iter()
                .enumerate()
                .any(|(i, other)| i != at && is_trail(other) && other.key.ends_with(&line.key));
        score += counts(path, weights::title::PATH);
        // Lists of what is read most, `n comments on`, name the article again.
        let again = line.key.len() >= 12
            && lines
                .iter()
                .enumerate()
                .any(|(i, other)| i != at && other.key.contains(&line.key));
        score += counts(again, weights::title::AGAIN);
        scores.push((score, at));
    }
    // The title stands above its lead and captions: the first good one counts.
    let best = scores
        .iter()
        .map(|(score, _)| *score)
        .fold(weights::title::LEAST, f64::max);
    scores
        .iter()
        .find(|(score, _)| *score > weights::title::LEAST && *score >= weights::title::OF_BEST * best)
        .map(|(_, at)| *at)
}

/// `Ann Roe`, and nothing else.
fn is_name(line: &Line<'_>) -> bool {
    (2..=3).contains(&line.words.len())
        && names(line.text)
            .first()
            .is_some_and(|name| name.len() == line.text.trim().len())
}

/// The most short lines between the lead and the body: byline, date, reading time, links to the same article in other languages.
const BETWEEN: usize = 10;
/// The most words of each of them.
const SHORT: usize = 12;

/// The lead above the body, where bylines and lists of events stand between: prose about the same matter, or prose right below a line
/// with words of the body, as a title is, with nothing but short lines after it.
pub(crate) fn lead_above(lines: &[Line<'_>], first: usize, stems: &HashSet<String>) -> usize {
    let from = first.saturating_sub(FURTHEST_LEAD);
    let free = |line: &Line<'_>| line.prose && line.mark.is_none() && !is_pitch(line);
    let lead = |at: usize| {
        let line = &lines[at];
        let content = line.words.iter().filter(|word| is_content(word)).count();
        free(line) && content >= 5 && overlap(line, stems) >= weights::TELLS_AMONG_FURNITURE
    };
    let below_title = |at: usize| {
        let title = |line: &Line<'_>| {
            !line.prose
                && line.mark.is_none()
                && (3..=30).contains(&line.words.len())
                && overlap(line, stems) >= weights::TELLS_ABOVE_LEAD
        };
        let short = |line: &Line<'_>| {
            let apart = matches!(
                line.mark,
                Some(Furniture::Comments | Furniture::Related | Furniture::Advertising)
            );
            !line.prose && line.words.len() <= SHORT && !apart
        };
        free(&lines[at])
            && at > 0
            && title(&lines[at - 1])
            && first - at <= BETWEEN + 1
            && lines[at + 1..first].iter().all(short)
    };
    let between = (from..first)
        .rev()
        .take_while(|at| !matches!(lines[*at].mark, Some(Furniture::Comments)));
    between
        .filter(|at| lead(*at) || below_title(*at))
        .last()
        .unwrap_or(first)
}
