//! A query, and a unit's source and target → the target with the query's numbers, dates, times, addresses and names.
//!
//! Source and query are laid side by side with their placeables counted as equal whatever their values. Where two
//! values differ, the target is searched for the source's value; only when it has it as often as the source does, in
//! whatever notation, is it certain what corresponds, and the query's value is written there in the target's own
//! notation. Names are carried over when source and target spell them the same way, unless the lexicon knows the query's
//! as a word that is translated. What is not certain stays.
mod placeables;

use std::ops::Range;

use rust_stemmers::Stemmer;

use super::diff::{Change, script};
use crate::align::lexicon::Lexicon;
use crate::text::lang::Lang;
use crate::text::stem::stemmer;
use crate::text::tokens;
use crate::text::tokens::Token;
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
    for name in carried_names([query, source, target], &left, &right, &steps, [from, to]) {
        in_source.push((name.had, query[name.asked.clone()].to_owned()));
        in_target.extend(
            name.places
                .into_iter()
                .map(|place| (place, query[name.asked.clone()].to_owned())),
        );
    }
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

/// A name of the source that is to become another one.
struct Name {
    /// Where the query has its own.
    asked: Range<usize>,
    /// Where the source has the other one.
    had: Range<usize>,
    /// Where the target has it; for a name that comes more than once with the first one only.
    places: Vec<Range<usize>>,
}

/// Names that source and target spell the same, as often in the one as in the other, where the query has another one in
/// every place. `texts` are query, source and target.
fn carried_names(
    [query, source, target]: [&str; 3],
    left: &Items,
    right: &Items,
    steps: &[(Change, usize, usize)],
    [from, to]: [&Lang; 2],
) -> Vec<Name> {
    let mut found: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for block in steps.chunk_by(|a, b| (a.0 == Change::Equal) == (b.0 == Change::Equal)) {
        if block.first().is_none_or(|(change, ..)| *change == Change::Equal) {
            continue;
        }
        let side =
            |items: &Items, other: Change, index: fn(&(Change, usize, usize)) -> usize| -> Option<Range<usize>> {
                let used: Vec<usize> = block.iter().filter(|step| step.0 != other).map(index).collect();
                let (first, last) = (*used.first()?, *used.last()?);
                Some(items.tokens[first].range.start..items.tokens[last].range.end)
            };
        let asked = side(left, Change::OnlyUnit, |step| step.1);
        let had = side(right, Change::OnlyQuery, |step| step.2);
        found.extend(asked.zip(had));
    }
    found.retain(|(asked, had)| is_name(&query[asked.clone()]) && is_name(&source[had.clone()]));
    if found.is_empty() {
        return Vec::new();
    }
    let words = Words::new(from, to);
    // Without a lexicon nobody knows whether the first word of a sentence would be capitalised elsewhere.
    let first =
        |range: &Range<usize>, items: &Items| items.tokens.first().is_some_and(|t| t.range.start == range.start);
    found.retain(|(asked, had)| {
        let (stay, begin) = (
            words.stay(&query[asked.clone()]),
            first(asked, left) || first(had, right),
        );
        stay && (!begin || words.are_known() && words.stay(&source[had.clone()]))
    });
    let mut names: Vec<Name> = Vec::new();
    for (asked, had) in &found {
        let name = &source[had.clone()];
        let of_name = found.iter().filter(|(_, other)| source[other.clone()] == *name);
        let in_query: Vec<&str> = of_name.map(|(asked, _)| &query[asked.clone()]).collect();
        let places = whole_words(target, name);
        let agreed = in_query.iter().all(|other| *other == &query[asked.clone()])
            && in_query.len() == whole_words(source, name).len()
            && in_query.len() == places.len();
        if agreed {
            let again = names.iter().any(|other| source[other.had.clone()] == *name);
            names.push(Name {
                asked: asked.clone(),
                had: had.clone(),
                places: if again { Vec::new() } else { places },
            });
        }
    }
    names
}

/// What the compiled-in lexicon knows of words.
struct Words {
    lexicon: Option<Lexicon>,
    /// The number of the query's side in the lexicon.
    side: usize,
    /// For the query's side and the other one.
    stemmers: [Option<Stemmer>; 2],
}

/// The least probability that a word stays as it is in translation, for it to be carried over as a name.
const STAYS: f32 = 0.5;

impl Words {
    fn new(from: &Lang, to: &Lang) -> Words {
        let lexicon = Lexicon::built_in(from, to);
        let reversed = lexicon.as_ref().and_then(|lexicon| lexicon.serves(from, to));
        Words {
            side: usize::from(reversed == Some(true)),
            lexicon,
            stemmers: [stemmer(from), stemmer(to)],
        }
    }

    fn are_known(&self) -> bool {
        self.lexicon.is_some()
    }

    /// Whether all words stay as they are in translation, as names do; words that nobody knows are taken for names.
    fn stay(&self, name: &str) -> bool {
        let Some(lexicon) = &self.lexicon else { return true };
        let number = |side: usize, word: &str| {
            let stemmer = self.stemmers[usize::from(side != self.side)].as_ref();
            let key = stemmer.map_or_else(|| word.to_owned(), |stemmer| stemmer.stem(word).into_owned());
            lexicon.word(side, &key)
        };
        tokens::tokenize(name).iter().all(|token| {
            let ids = [number(0, &token.text), number(1, &token.text)];
            match ids {
                [Some(source), Some(target)] => lexicon.row(source).any(|entry| {
                    let kept = if self.side == 0 { entry.forward } else { entry.backward };
                    entry.target == target && kept >= STAYS
                }),
                // Known in the query's language only.
                _ => ids[self.side].is_none(),
            }
        })
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
    fn names_are_carried_and_words_that_are_translated_are_not() {
        // At the beginning, and with a mark of possession behind.
        assert_eq!(
            adapted(
                "Brignac a perdu son pont.",
                "Valmeux a perdu son pont.",
                "Valmeux has lost its bridge."
            )
            .as_deref(),
            Some("Brignac has lost its bridge.")
        );
        assert_eq!(
            adapted(
                "Le pont de Brignac, à Brignac même, est fermé.",
                "Le pont de Valmeux, à Valmeux même, est fermé.",
                "Valmeux's bridge, in Valmeux itself, is closed."
            )
            .as_deref(),
            Some("Brignac's bridge, in Brignac itself, is closed.")
        );
        // One place of two has another name.
        assert_eq!(
            adapted(
                "Le pont de Brignac, à Valmeux même, est fermé.",
                "Le pont de Valmeux, à Valmeux même, est fermé.",
                "Valmeux's bridge, in Valmeux itself, is closed."
            ),
            None
        );
        // `Londres` and `Conseil` are known, and become `London` and `Council`.
        for asked in ["Londres", "Conseil"] {
            assert_eq!(
                adapted(
                    &format!("La lettre de {asked} est arrivée."),
                    "La lettre de Brignac est arrivée.",
                    "The letter from Brignac has arrived."
                ),
                None,
                "{asked}"
            );
        }
        // `Paris` is known too, and stays.
        assert_eq!(
            adapted(
                "La lettre de Paris est arrivée.",
                "La lettre de Brignac est arrivée.",
                "The letter from Brignac has arrived."
            )
            .as_deref(),
            Some("The letter from Paris has arrived.")
        );
        // What the target spells in another way stays.
        assert_eq!(
            adapted(
                "La lettre de Brignac est arrivée.",
                "La lettre de Londres est arrivée.",
                "The letter from London has arrived."
            ),
            None
        );
        let (fr, en) = (Lang::parse("fr").unwrap(), Lang::parse("en").unwrap());
        let back = |asked: &str| {
            let query = format!("The letter from {asked} has arrived.");
            let source = "The letter from Brignac has arrived.";
            adapt(&query, source, "La lettre de Brignac est arrivée.", &en, &fr).map(|adapted| adapted.text)
        };
        assert_eq!(back("London"), None);
        assert_eq!(back("Valmeux").as_deref(), Some("La lettre de Valmeux est arrivée."));
    }

    #[test]
    fn a_value_that_comes_twice_in_both_is_carried_twice() {
        let made = adapted("De 7 h à 7 h.", "De 6 h à 6 h.", "From 6 am to 6 am.");
        assert_eq!(made.as_deref(), Some("From 7 am to 7 am."));
    }
}
