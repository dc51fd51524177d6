//! What a target still says of the unit's source where the query says something else.
//!
//! Known are values that both texts have, weekdays and months, names that are spelled alike or nearly so, words whose translation the lexicon
//! finds in the target, and tags typed into the text. Other words that differ are for the reader to see in the comparison of source and query.

use std::ops::Range;

use super::items::Items;
use super::names::{is_name, whole_words};
use super::notation::Read;
use super::words::Words;
use crate::matching::diff::DiffKind;
use crate::text::function_words::is_function_word;
use crate::text::lang::Lang;
use crate::text::languages::language;
use crate::text::markup;
use crate::text::tokens::{self, Token};

/// The places in the target, in order; `None` where it is not known what becomes of a word that says what a number counts. `items` are those of the query and of the source, and `steps` lead from the one to the other.
pub(super) fn stale(
    query: Read,
    source: Read,
    target: Read,
    [left, right]: [&Items; 2],
    steps: &[(DiffKind, usize, usize)],
    words: &Words,
) -> Option<Vec<Range<usize>>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let of_target = tokens::tokenize(target.text);
    let is_own = |step: &&(DiffKind, usize, usize)| !matches!(step.0, DiffKind::Equal | DiffKind::OnlyQuery);
    let kept: Vec<&str> = steps
        .iter()
        .filter(|step| step.0 == DiffKind::Equal)
        .map(|step| right.tokens[step.2].text.as_str())
        .collect();
    for (_, _, j) in steps.iter().filter(is_own) {
        let token = &right.tokens[*j];
        if let Some(k) = right.placeables[*j] {
            let value = &source.placeables[k].value;
            let places = target.placeables.iter().filter(|p| p.value.means(value));
            found.extend(places.map(|p| p.range.clone()));
            continue;
        }
        if let Some(name) = calendar_name(&token.text, source.lang, target.lang) {
            let plural = format!("{name}s");
            let named = of_target.iter();
            found.extend(
                named
                    .filter(|t| t.text == name || t.text == plural)
                    .map(|t| t.range.clone()),
            );
        }
        let word = &source.text[token.range.clone()];
        let alike = if is_name(word) || is_letter_label(word, &source.text[token.range.end..]) {
            whole_words(target.text, word)
        } else {
            Vec::new()
        };
        if !alike.is_empty() {
            found.extend(alike);
        } else if left.tokens.iter().all(|other| other.text != token.text) {
            let marked = translation(token, word, target, &of_target, &kept, words);
            if marked.is_none() && is_counted(right, *j) {
                return None;
            }
            found.extend(marked);
        }
    }
    let (asked, had) = (markup::all(query.text), markup::all(source.text));
    let tags = tokens::typed_tags(target.text).into_iter();
    found.extend(tags.filter(|range| {
        let tag = &target.text[range.clone()];
        had.contains(&tag) && !asked.contains(&tag)
    }));
    found.sort_by_key(|range| (range.start, range.end));
    found.dedup();
    Some(found)
}

/// Whether a word is one letter that names something, such as an annex or a paragraph: `A`, `a)`.
fn is_letter_label(word: &str, after: &str) -> bool {
    let mut letters = word.chars();
    let one = letters.next().filter(|_| letters.next().is_none());
    one.is_some_and(|letter| letter.is_uppercase() || letter.is_alphabetic() && after.starts_with(')'))
}

/// Whether a word says what a number counts, or what kind of it: `9 places assises`, `9 gold medals`.
fn is_counted(items: &Items, at: usize) -> bool {
    let is_number = |n: usize| at.checked_sub(n).is_some_and(|k| items.placeables[k].is_some());
    let is_word = |k: usize| {
        let text = &items.tokens[k].text;
        items.placeables[k].is_none() && text.chars().all(char::is_alphabetic) && !is_function_word(text)
    };
    is_word(at) && (is_number(1) || is_number(2) && is_word(at - 1))
}

/// The least probability of a word's translation, for it to be marked.
const TRANSLATES: f32 = 0.2;

/// Where the target has the translation of a source's word that the query has not: the word of the target that the lexicon finds likeliest, if none
/// of the words that stay, `kept`, becomes it more surely; else, for a name, the only one that begins as it does.
fn translation(
    token: &Token,
    word: &str,
    target: Read,
    of_target: &[Token],
    kept: &[&str],
    words: &Words,
) -> Option<Range<usize>> {
    if token.text.chars().count() < 3 || !token.text.chars().all(char::is_alphabetic) || is_function_word(&token.text) {
        return None;
    }
    let candidates = of_target.iter().filter(|other| {
        other.text.chars().count() > 2 && other.text.chars().all(char::is_alphabetic) && !is_function_word(&other.text)
    });
    let likeliest = candidates
        .clone()
        .map(|other| (words.becomes(&token.text, &other.text), other))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .filter(|(probability, _)| *probability >= TRANSLATES);
    if let Some((probability, other)) = likeliest {
        let taken = kept.iter().any(|kept| words.becomes(kept, &other.text) > probability);
        return (!taken).then(|| other.range.clone());
    }
    if !is_name(word) {
        return None;
    }
    // `Genève`, `Geneva`
    let begins = |other: &&Token| {
        let common = token
            .text
            .chars()
            .zip(other.text.chars())
            .take_while(|(a, b)| plain(*a) == plain(*b))
            .count();
        is_name(&target.text[other.range.clone()]) && common >= 3 && 2 * common >= token.text.chars().count()
    };
    let mut alike = candidates.filter(begins);
    let first = alike.next()?;
    alike.next().is_none().then(|| first.range.clone())
}

/// A letter without its accent.
fn plain(letter: char) -> char {
    let mut base = None;
    unicode_normalization::char::decompose_canonical(letter, |part| base = base.or(Some(part)));
    base.unwrap_or(letter)
}

/// A weekday or month in the other language, in lower case; its plural counts as it does.
fn calendar_name(word: &str, from: &Lang, to: &Lang) -> Option<String> {
    let (from, to) = (language(from)?, language(to)?);
    let find = |names: &[&str], others: &[&str]| {
        let fits = |name: &&str| {
            let name = name.to_lowercase();
            name == word || word.strip_suffix('s').is_some_and(|singular| singular == name)
        };
        names.iter().position(fits).map(|i| others[i].to_lowercase())
    };
    find(&from.weekdays, &to.weekdays).or_else(|| find(&from.months, &to.months))
}
