//! A query, and a unit's source and target → the target with the query's numbers, dates, times, addresses and names.
//!
//! Source and query are laid side by side with their placeables counted as equal whatever their values. Where two
//! values differ, the target is searched for the source's value; only when it has it as often as the source does, in
//! whatever notation, is it certain what corresponds, and the query's value is written there in the target's own
//! notation. Names are carried over when source and target spell them the same way. What is not certain stays.

mod dates;
mod placeables;

use std::ops::Range;

use super::diff::{Change, script};
use super::tokens::{self, Token};
use crate::lang::Lang;
use placeables::{Placeable, Value, placeables};

/// A target with the query's values.
#[derive(Clone, Debug, PartialEq)]
pub struct Adapted {
    /// The text.
    pub text: String,
    /// What was put into it, in bytes of [`Adapted::text`], in order.
    pub replaced: Vec<Range<usize>>,
    /// The source with the same values put into it: what the adapted score compares with the query.
    pub source: String,
    /// The score of the adapted target; see [`super::score::ADAPTED_CAP`].
    pub score: f64,
}

/// What goes where, in a text.
type Edits = Vec<(Range<usize>, String)>;

/// Adapts a target, its score left at 0; `None` when nothing can be adapted with certainty.
#[must_use]
pub fn adapt(query: &str, source: &str, target: &str, from: &Lang, to: &Lang) -> Option<Adapted> {
    let (of_query, of_source) = (placeables(query, from), placeables(source, from));
    let of_target = placeables(target, to);
    let (left, right) = (items(query, &of_query), items(source, &of_source));
    let steps = script(&left.tokens, &right.tokens);

    let mut in_source: Edits = Vec::new();
    let mut in_target: Edits = Vec::new();
    let mut changed: Vec<(&Placeable, &Placeable)> = Vec::new();
    for (_, i, j) in steps.iter().filter(|(change, ..)| *change == Change::Equal) {
        if let (Some(asked), Some(had)) = (left.placeables[*i], right.placeables[*j]) {
            changed.push((&of_query[asked], &of_source[had]));
        }
    }
    for (asked, had) in &changed {
        if asked.value == had.value {
            continue;
        }
        let same = |list: &[Placeable]| list.iter().filter(|p| p.value == had.value).count();
        // Every place of this value in the source is to become the same value of the query.
        let agreed = changed
            .iter()
            .filter(|(a, h)| h.value == had.value && a.value == asked.value)
            .count();
        let places: Vec<&Placeable> = of_target.iter().filter(|p| p.value == had.value).collect();
        if places.len() != same(&of_source) || agreed != places.len() || one_and_many(&asked.value, &had.value) {
            continue;
        }
        let written: Option<Vec<String>> = places.iter().map(|p| p.with(target, asked, query, to)).collect();
        let Some(written) = written else { continue };
        in_source.push((had.range.clone(), query[asked.range.clone()].to_owned()));
        for (place, text) in places.iter().zip(written) {
            if in_target.iter().all(|(range, _)| *range != place.range) {
                in_target.push((place.range.clone(), text));
            }
        }
    }
    names(
        query,
        source,
        target,
        &left,
        &right,
        &steps,
        &mut in_source,
        &mut in_target,
    );
    if in_target.is_empty() {
        return None;
    }
    let (source, _) = edited(source, in_source)?;
    let (text, replaced) = edited(target, in_target)?;
    Some(Adapted {
        text,
        replaced,
        source,
        score: 0.0,
    })
}

/// Whether one of the values is one and the other is not: then words around it change too (`1 day`, `2 days`).
fn one_and_many(a: &Value, b: &Value) -> bool {
    let one = |value: &Value| matches!(value, Value::Number(number) if number == "1");
    one(a) != one(b)
}

/// A text's tokens, each placeable being one.
struct Items {
    tokens: Vec<Token>,
    /// For each token the number of the placeable that it is.
    placeables: Vec<Option<usize>>,
}

fn items(text: &str, found: &[Placeable]) -> Items {
    let mut items = Items {
        tokens: Vec::new(),
        placeables: Vec::new(),
    };
    let mut next = 0;
    for token in tokens::tokenize(text) {
        while found.get(next).is_some_and(|p| p.range.end <= token.range.start) {
            next += 1;
        }
        match found.get(next) {
            Some(placeable) if token.range.start >= placeable.range.start => {
                if items.placeables.last() != Some(&Some(next)) {
                    // No token has a control character, so this equals other placeables of its kind only.
                    let text = format!("\u{1}{}", placeable.value.kind());
                    items.tokens.push(Token {
                        text,
                        range: placeable.range.clone(),
                    });
                    items.placeables.push(Some(next));
                }
            }
            _ => {
                items.tokens.push(token);
                items.placeables.push(None);
            }
        }
    }
    items
}

/// Names that the source and the target spell the same, and the query has another in their place.
#[allow(clippy::too_many_arguments)] // both texts, their tokens, and both lists of edits
fn names(
    query: &str,
    source: &str,
    target: &str,
    left: &Items,
    right: &Items,
    steps: &[(Change, usize, usize)],
    in_source: &mut Edits,
    in_target: &mut Edits,
) {
    for block in steps.chunk_by(|a, b| (a.0 == Change::Equal) == (b.0 == Change::Equal)) {
        if block.first().is_none_or(|(change, ..)| *change == Change::Equal) {
            continue;
        }
        let side =
            |items: &Items, other: Change, index: fn(&(Change, usize, usize)) -> usize| -> Option<Range<usize>> {
                let used: Vec<usize> = block.iter().filter(|step| step.0 != other).map(index).collect();
                let (first, last) = (*used.first()?, *used.last()?);
                // The first word of a sentence is capitalised whatever it is.
                (first > 0).then(|| items.tokens[first].range.start..items.tokens[last].range.end)
            };
        let asked = side(left, Change::OnlyUnit, |step| step.1);
        let had = side(right, Change::OnlyQuery, |step| step.2);
        let (Some(asked), Some(had)) = (asked, had) else {
            continue;
        };
        if !is_name(&query[asked.clone()]) || !is_name(&source[had.clone()]) {
            continue;
        }
        let name = &source[had.clone()];
        let places = whole_words(target, name);
        let [place] = places.as_slice() else { continue };
        if whole_words(source, name).len() == 1 {
            in_target.push((place.clone(), query[asked.clone()].to_owned()));
            in_source.push((had, query[asked].to_owned()));
        }
    }
}

/// Whether every word begins with a capital and is longer than a letter.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split([' ', '\u{a0}', '-']).collect();
    words.iter().all(|word| {
        let letters = word.chars().all(|c| c.is_alphanumeric() || matches!(c, '\'' | '’'));
        letters && word.starts_with(char::is_uppercase) && word.chars().count() > 1
    })
}

/// Where the words stand in the text, with no letter before or after them.
fn whole_words(text: &str, words: &str) -> Vec<Range<usize>> {
    let free = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let places = text.match_indices(words).map(|(at, found)| at..at + found.len());
    places
        .filter(|r| free(text[..r.start].chars().next_back()) && free(text[r.end..].chars().next()))
        .collect()
}

/// The text with the edits made, and where they are in it; `None` where edits overlap.
fn edited(text: &str, mut edits: Edits) -> Option<(String, Vec<Range<usize>>)> {
    edits.sort_by_key(|(range, _)| range.start);
    let (mut out, mut places, mut at) = (String::new(), Vec::new(), 0);
    for (range, new) in edits {
        out.push_str(text.get(at..range.start)?);
        places.push(out.len()..out.len() + new.len());
        out.push_str(&new);
        at = range.end;
    }
    out.push_str(&text[at..]);
    Some((out, places))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adapted(query: &str, source: &str, target: &str) -> Option<String> {
        let (fr, en) = (Lang::parse("fr").unwrap(), Lang::parse("en").unwrap());
        let found = adapt(query, source, target, &fr, &en)?;
        for range in &found.replaced {
            assert!(found.text.get(range.clone()).is_some());
        }
        Some(found.text)
    }

    #[test]
    fn values_are_carried_into_the_target() {
        let source = "La réunion du 09/10/2020 commence à 14h30 et réunit 1 200 élus.";
        let target = "The meeting on 9 October 2020 starts at 2:30 pm and brings together 1,200 councillors.";
        assert_eq!(
            adapted(
                "La réunion du 12/11/2021 commence à 9h00 et réunit 1 350 élus.",
                source,
                target
            )
            .as_deref(),
            Some("The meeting on 12 November 2021 starts at 9:00 am and brings together 1,350 councillors.")
        );
        assert_eq!(
            adapted(
                "Le pont de Brignac a coûté 3,5 millions.",
                "Le pont de Valmeux a coûté 3,5 millions.",
                "The Valmeux bridge cost 3.5 million."
            )
            .as_deref(),
            Some("The Brignac bridge cost 3.5 million.")
        );
        assert_eq!(
            adapted(
                "Voir https://b.example/2.",
                "Voir https://a.example/1.",
                "See https://a.example/1."
            )
            .as_deref(),
            Some("See https://b.example/2.")
        );
    }

    #[test]
    fn what_is_not_certain_stays() {
        // The target does not have the number, or has it twice.
        assert_eq!(adapted("Il a 13 ans.", "Il a 12 ans.", "He is twelve."), None);
        assert_eq!(adapted("Il a 13 ans.", "Il a 12 ans.", "He is 12, yes, 12."), None);
        // One value becomes two.
        assert_eq!(adapted("De 3 à 4.", "De 2 à 2.", "From 2 to 2."), None);
        // The words around it change too.
        assert_eq!(
            adapted("Il reste 2 jours.", "Il reste 1 jours.", "There is 1 day left."),
            None
        );
        assert_eq!(adapted("Il part.", "Il part.", "He leaves."), None);
        // An ordinary word at the beginning of a sentence is no name.
        assert_eq!(adapted("Chaise à vendre", "Table à vendre", "Table for sale"), None);
    }

    #[test]
    fn a_value_that_comes_twice_in_both_is_carried_twice() {
        let made = adapted("De 7 h à 7 h.", "De 6 h à 6 h.", "From 6 am to 6 am.");
        assert_eq!(made.as_deref(), Some("From 7 am to 7 am."));
    }
}
