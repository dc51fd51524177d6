//! The lines that a page sets around each thing that it dates: an article, a post, a comment, a vote.
//!
//! `asked Nov 2, 2022 at 21:50`, `Ann Roe Published yesterday at 6 pm`, `4.8 out of 5 (37 votes)`, `… – Osric Nov 2 at 22:31`.

use crate::article::furniture::line::Line;

use crate::article::block::BlockKind;
use crate::article::furniture::reason::Furniture;
use crate::article::furniture::word_lists::vocabulary;
use crate::text::function_words::is_function_word;
use crate::text::sentence_end::has_final_mark;

/// The most words of such a line.
const LONGEST: usize = 24;
/// The most words of one that ends as a sentence does.
const LONGEST_SENTENCE: usize = 16;

/// Marks them, wherever they stand.
pub(crate) fn mark(lines: &mut [Line<'_>]) {
    for line in lines
        .iter_mut()
        .filter(|line| line.mark.is_none() && !line.text.contains('\t'))
    {
        let short = !line.prose && line.words.len() <= LONGEST && !has_final_mark(line.text);
        let typed = line.kind == BlockKind::Heading;
        if is_signed_comment(line) {
            line.mark = Some(Furniture::Comments);
            line.given = true; // one of many, and no end of the article
        } else if !typed && (short || line.words.len() <= LONGEST_SENTENCE) && is_dated(line) {
            line.mark = Some(Furniture::Byline);
        } else if !typed && short && is_count(line) {
            line.mark = Some(Furniture::Interface);
        } else if !typed && short && is_made_for(line) {
            line.mark = Some(Furniture::Copyright);
        }
    }
}

/// Whether a line has a date or a time, says what happened then, and says nothing else but names.
pub(crate) fn is_dated(line: &Line<'_>) -> bool {
    let vocabulary = vocabulary();
    let event = |word: &str| vocabulary.events.contains(word);
    let known = |word: &str| {
        event(word)
            || is_date_word(word)
            || is_function_word(word)
            || vocabulary.interface.contains(word)
            || vocabulary.action.contains(word)
    };
    let others = line.text.split_whitespace().filter(|word| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let lower = bare.to_lowercase();
        let name = bare.starts_with(char::is_uppercase);
        !name && !bare.is_empty() && !lower.split(|c: char| !c.is_alphanumeric()).all(known)
    });
    has_date(line) && line.words.iter().any(event) && others.count() <= 1
}

/// Whether a line has the day of a month, a date in figures, or a time of day.
fn has_date(line: &Line<'_>) -> bool {
    let day = |word: &str| (1..=2).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
    let month = |word: &str| word.len() > 2 && !word.starts_with(|c: char| c.is_ascii_digit()) && is_date_word(word);
    let pairs = (1..line.words.len()).map(|at| [line.words.at(at - 1), line.words.at(at)]);
    pairs
        .into_iter()
        .any(|[first, second]| day(first) && month(second) || month(first) && day(second))
        || line.text.split_whitespace().any(is_written_date)
}

/// Whether a line gives numbers of votes, views, answers and nothing else.
fn is_count(line: &Line<'_>) -> bool {
    let counted = |word: &str| vocabulary().counts.contains(word);
    let number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    line.words.len() >= 2
        && line.words.iter().any(number)
        && line.words.iter().any(counted)
        && line
            .words
            .iter()
            .all(|word| number(word) || counted(word) || is_function_word(word))
}

/// `Ann Roe for The Reach`: who made a picture, and for whom.
fn is_made_for(line: &Line<'_>) -> bool {
    let words: Vec<&str> = line.text.split_whitespace().collect();
    let Some(at) = words.iter().position(|word| matches!(*word, "pour" | "for" | "/")) else {
        return false;
    };
    let name = |word: &&str| word.starts_with(char::is_uppercase) || matches!(*word, "la" | "le" | "the");
    (if words[at] == "/" { 1 } else { 2 }..=4).contains(&at)
        && words.len() <= at + 4
        && at + 1 < words.len()
        && words.iter().enumerate().all(|(i, word)| i == at || name(word))
}

/// Whether a line ends with a dash, a name and the time at which it was written.
fn is_signed_comment(line: &Line<'_>) -> bool {
    let Some(at) = line.text.rfind(['–', '—']) else {
        return false;
    };
    let signature: Vec<&str> = line.text[at..].split_whitespace().skip(1).collect();
    let timed = signature.last().is_some_and(|word| is_written_date(word));
    let dated = signature
        .iter()
        .filter(|word| is_date_word(&word.trim_matches(',').to_lowercase()))
        .count();
    (3..=9).contains(&signature.len()) && timed && dated >= 2
}
/// A number, a month or a day of the week, as dates begin with.
pub(crate) fn is_date_word(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) || vocabulary().dates.contains(word)
}

/// A date or a time with little else: `Monday 4 March`, `04/06 à 12h10`, `2 days ago`.
pub(crate) fn is_date(line: &Line<'_>) -> bool {
    // A row of a table has its cells apart by tabs when it is copied.
    if line.words.is_empty() || line.words.len() > 14 || line.text.contains('\t') {
        return false;
    }
    let number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let told = |word: &str| {
        matches!(
            word,
            "publié"
                | "mis"
                | "mise"
                | "jour"
                | "jours"
                | "heure"
                | "heures"
                | "days"
                | "day"
                | "hours"
                | "hour"
                | "ago"
                | "published"
                | "updated"
                | "il"
                | "am"
                | "pm"
        )
    };
    let dated = |word: &str| number(word) || is_date_word(word) || told(word) || is_function_word(word);
    let names = |word: &str| (!number(word) && is_date_word(word) && word.len() > 2) || told(word);
    let named = || line.words.iter().any(names);
    let written = || line.text.split_whitespace().any(is_written_date);
    line.words.iter().any(number) && (named() || written()) && line.words.iter().all(dated)
}

/// `04/06/2025`, `14.11.2024`, `12h10`, `12:10`.
pub(crate) fn is_written_date(word: &str) -> bool {
    // Most words begin with a letter, and are no date.
    let begins = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    if !begins.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let parts: Vec<&str> = word
        .trim_matches(|c: char| !c.is_alphanumeric())
        .split(['/', '.', ':', 'h', '-'])
        .collect();
    let numbers = parts
        .iter()
        .all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    let clock = parts.len() == 2 && parts[0].len() <= 2 && parts[1].len() == 2 && !word.contains(['-', '/']);
    numbers && (parts.len() == 3 || clock)
}
