//! A query, and a unit's source and target → the target with the query's numbers, dates, times, addresses and names.
//!
//! Source and query are laid side by side with their placeables counted as equal whatever their values. Where two
//! values differ, the target is searched for the source's value; only when it has it as often as the source does, in
//! whatever notation, is it certain what corresponds, and the query's value is written there in the target's own
//! notation. Names are carried over when source and target spell them the same way, unless the lexicon knows the query's
//! as a word that is translated.
//!
//! **What was written is read again, in the target's language, and must be the query's value** with all its digits,
//! parts and zeros. Where one value is not, or cannot be carried over, where a part of one stays behind (see `accounted`), or where the
//! target has a number of its own that may depend on those that changed, there is no adapted form. Words and names that
//! differ and stay are marked as stale; a name of which nobody knows that it stays the same is marked as unproven.

mod accounted;
mod figures;
mod identifiers;
mod items;
mod joined;
mod measure;
mod names;
mod notation;
mod placeables;
mod scale;
mod stale;
mod unit_phrase;
mod words;

use std::ops::Range;

use super::diff::{DiffKind, script};
use crate::text::lang::Lang;
use crate::text::languages::language;
use crate::text::numbers::{QuantityKind, quantity_at};
use crate::text::tokens;
use accounted::{all_accounted, is_number_word};
use figures::Number;
use items::items;
use names::carried_names;
use notation::Read;
use placeables::{Placeable, Value, month_first, placeables, read_dates};
use words::Words;

/// A target with the query's values.
#[derive(Clone, Debug, PartialEq)]
pub struct Adaptation {
    /// The whole target, plain.
    pub text: String,
    /// What was put into it, in bytes of [`Adaptation::text`], in order.
    pub replaced: Vec<Range<usize>>,
    /// What still says what the unit's source says and the query does not, such as a weekday or a name, in bytes of
    /// [`Adaptation::text`], in order; as far as it is known.
    pub stale: Vec<Range<usize>>,
    /// Names that were put into it as the query spells them although nothing proves that the target's language does too; in bytes of
    /// [`Adaptation::text`], in order.
    pub unproven: Vec<Range<usize>>,
    /// The source with the same values put into it: what the adapted score compares with the query.
    pub source: String,
    /// The same without the names that nothing proves.
    pub certain: String,
}

/// What a text has that can be carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carried {
    /// A number, an identifier, a time or a date.
    Figures,
    /// A web or mail address.
    Address,
}

/// The values in a text that can take the place of others, in order; names are not among them.
pub(super) fn carried(text: &str, lang: &Lang) -> Vec<(Range<usize>, Carried)> {
    let kind = |value: &Value| match value {
        Value::Address(_) => Carried::Address,
        _ => Carried::Figures,
    };
    let found = placeables(text, lang).into_iter();
    found.map(|found| (found.range, kind(&found.value))).collect()
}

/// What goes where, in a text; with the value that it is to be read as, where it is one.
type Edits<'a> = Vec<(Range<usize>, String, Option<&'a Value>)>;

/// Whether the text has the name, its words whole and spelled so.
pub(super) fn has_name(text: &str, name: &str) -> bool {
    !names::whole_words(text, name).is_empty()
}

/// Adapts a target; `None` when nothing can be adapted with certainty.
#[must_use]
pub fn adapt(query: &str, source: &str, target: &str, from: &Lang, to: &Lang) -> Option<Adaptation> {
    adapt_with(query, source, target, [from, to], &|_| false)
}

/// The same, where `is_proven` says of names that the lexicon does not know whether they stay as they are in translation.
pub(super) fn adapt_with(
    query: &str,
    source: &str,
    target: &str,
    [from, to]: [&Lang; 2],
    is_proven: &dyn Fn(&str) -> bool,
) -> Option<Adaptation> {
    let (mut of_query, mut of_source) = (placeables(query, from), placeables(source, from));
    let mut of_target = placeables(target, to);
    // Which of day and month comes first is what a unit proves, before what its language mostly does.
    let (order, order_of_target) = (month_first(&of_source), month_first(&of_target));
    let order_of_query = month_first(&of_query).or(order);
    read_dates(&mut of_query, order_of_query);
    read_dates(&mut of_source, order);
    read_dates(&mut of_target, order_of_target);
    let (left, right) = (items(query, &of_query), items(source, &of_source));
    let steps = script(&left.tokens, &right.tokens);
    let read = |text, lang, placeables| Read { text, lang, placeables };
    let (asking, having) = (read(query, from, &of_query), read(source, from, &of_source));
    let aimed = read(target, to, &of_target);

    let lined_up: Vec<(&Placeable, &Placeable)> = steps
        .iter()
        .filter(|(change, ..)| *change == DiffKind::Equal)
        .filter_map(|(_, i, j)| Some((&of_query[left.placeables[*i]?], &of_source[right.placeables[*j]?])))
        .collect();
    let (mut in_source, mut in_target) = carried_values(&lined_up, asking, having, aimed)?;
    if !in_target.is_empty()
        && (has_numbers_of_its_own(having, aimed, &lined_up)
            || !joined::are_joined_alike(&lined_up, [asking, having, aimed]))
    {
        return None;
    }
    let words = Words::new(from, to);
    let names = carried_names([query, source, target], &left, &right, &steps, &words);
    if !all_accounted([asking, having], [&left, &right], &steps, &names) {
        return None;
    }
    let mut certain = in_source.clone();
    let mut unproven: Vec<Range<usize>> = Vec::new();
    for name in &names {
        let new = query[name.asked.clone()].to_owned();
        in_source.push((name.had.clone(), new.clone(), None));
        if name.proven || !name.of_sovereign && is_proven(&new) {
            certain.push((name.had.clone(), new.clone(), None));
        } else {
            unproven.extend(name.places.iter().cloned());
        }
        in_target.extend(name.places.iter().map(|place| (place.clone(), new.clone(), None)));
    }
    if in_target.is_empty() {
        return None;
    }
    let (certain, _) = edited(source, &mut certain)?;
    let (adapted_source, _) = edited(source, &mut in_source)?;
    let (text, replaced) = edited(target, &mut in_target)?;
    let mut written = placeables(&text, to);
    read_dates(&mut written, order_of_target);
    if !reads_back(&written, &in_target, &replaced) {
        return None;
    }
    let edits = in_target.iter().zip(&replaced);
    let unproven = edits
        .filter(|((place, ..), _)| unproven.contains(place))
        .map(|(_, range)| range.clone())
        .collect();
    let stale = stale::stale(asking, having, aimed, [&left, &right], &steps, &words)?;
    Some(Adaptation {
        stale: moved(stale, &in_target),
        unproven,
        text,
        replaced,
        source: adapted_source,
        certain,
    })
}

/// The edits to source and target that carry the values which differ among those that are lined up, the query's and the
/// source's; `None` when one of them cannot be carried.
fn carried_values<'a>(
    lined_up: &[(&'a Placeable, &'a Placeable)],
    query: Read<'a>,
    source: Read<'a>,
    target: Read,
) -> Option<(Edits<'a>, Edits<'a>)> {
    let (mut in_source, mut in_target): (Edits, Edits) = (Vec::new(), Vec::new());
    for (asked, had) in lined_up {
        if asked.value == had.value {
            continue;
        }
        // Every place of this value in the source is to become the same value of the query.
        let same = source.placeables.iter().filter(|p| p.value.means(&had.value)).count();
        let agreed = lined_up
            .iter()
            .filter(|(a, h)| h.value.means(&had.value) && a.value == asked.value)
            .count();
        let places: Vec<&Placeable> = target.placeables.iter().filter(|p| p.value.means(&had.value)).collect();
        if places.is_empty() || places.len() != same || agreed != places.len() {
            return None;
        }
        let change = notation::Change {
            asked,
            had,
            query,
            source,
        };
        in_source.push((had.range.clone(), query.text[asked.range.clone()].to_owned(), None));
        for place in places {
            let written = change.written(place, target)?;
            if in_target.iter().all(|(range, ..)| *range != place.range) {
                in_target.push((place.range.clone(), written, Some(&asked.value)));
            }
        }
    }
    Some((in_source, in_target))
}

/// Whether the target has a value, in digits or words, that the source has not, such as a converted one, or says one
/// that changes again in words.
fn has_numbers_of_its_own(source: Read, target: Read, lined_up: &[(&Placeable, &Placeable)]) -> bool {
    let mut in_source: Vec<Value> = source.placeables.iter().map(|p| p.value.clone()).collect();
    in_source.extend(in_words(source.text, source.lang).into_iter().map(|(_, value)| value));
    let found = in_words(target.text, target.lang);
    let changed = |value: &Value| lined_up.iter().any(|(a, h)| a.value != h.value && h.value.means(value));
    if found.iter().any(|(_, value)| changed(value)) || implies_more(source, target, &found, &changed) {
        return true;
    }
    let in_words = found.into_iter().map(|(_, value)| value).collect::<Vec<_>>();
    // Codes that begin with a letter are names.
    let in_digits = target.placeables.iter().map(|p| &p.value);
    in_digits
        .filter(|value| value.kind() != "code")
        .chain(&in_words)
        .any(|value| match in_source.iter().position(|other| other.means(value)) {
            Some(at) => {
                in_source.swap_remove(at);
                false
            }
            None => true,
        })
}

/// Whether the target has a word that implies a number, such as `a hundred` or `twice`, which answers neither to a value of the source that
/// stays nor to a number in words there; `in_words` are the target's numbers in words.
fn implies_more(
    source: Read,
    target: Read,
    in_words: &[(Range<usize>, Value)],
    changed: &impl Fn(&Value) -> bool,
) -> bool {
    let Some(known) = language(target.lang) else {
        return false;
    };
    let outside = |read: Read, range: &Range<usize>| {
        let inside = |other: &Range<usize>| other.start <= range.start && range.end <= other.end;
        !read.placeables.iter().any(|p| inside(&p.range))
    };
    let mut words_of_source = tokens::tokenize(source.text)
        .iter()
        .filter(|token| outside(source, &token.range) && is_number_word(&token.text, source.lang))
        .count();
    words_of_source = words_of_source.saturating_sub(in_words.len());
    let mut more = 0;
    for token in tokens::tokenize(target.text) {
        let in_number = in_words
            .iter()
            .any(|(range, _)| range.start <= token.range.start && token.range.end <= range.end);
        // `second` is mostly an ordinal or a unit of time.
        if in_number
            || token.text == "second"
            || !outside(target, &token.range)
            || !is_number_word(&token.text, target.lang)
        {
            continue;
        }
        let implied = known.implied_numbers.iter().find(|(word, _)| *word == token.text);
        let numbers = implied.map_or(&[][..], |(_, numbers)| numbers);
        let answers = |place: &&Placeable| match &place.value {
            Value::Number(number) if !changed(&place.value) => {
                number.decimals.is_none() && numbers.contains(&number.whole.as_str())
            }
            Value::Time(hours, _) if !changed(&place.value) => numbers.contains(&hours.to_string().as_str()),
            _ => false,
        };
        more += usize::from(source.placeables.iter().find(answers).is_none());
    }
    more > words_of_source
}

/// The numbers that the text has in words, and where.
fn in_words(text: &str, lang: &Lang) -> Vec<(Range<usize>, Value)> {
    let mut found = Vec::new();
    let (mut at, mut after_word) = (0, false);
    while let Some(character) = text[at..].chars().next() {
        let begins = character.is_alphabetic() && !after_word;
        let number = if begins && !matches!(character, 'I' | 'V' | 'X') {
            quantity_at(&text[at..], lang).filter(|q| q.kind == QuantityKind::Number && q.len > 0)
        } else {
            None
        };
        if let Some(number) = number {
            let value = Value::Number(Number::whole(&number.canonical));
            found.push((at..at + number.len, value));
            (at, after_word) = (at + number.len, true);
        } else {
            (at, after_word) = (at + character.len_utf8(), character.is_alphanumeric());
        }
    }
    found
}

/// Whether each value that was written is read in its place, exactly.
fn reads_back(found: &[Placeable], edits: &Edits, replaced: &[Range<usize>]) -> bool {
    edits.iter().zip(replaced).all(|((_, _, value), range)| {
        value.is_none_or(|value| found.iter().any(|p| p.range == *range && p.value == *value))
    })
}

/// The ranges, which overlap no edit, in the text with the edits made, which are in order.
fn moved(ranges: Vec<Range<usize>>, edits: &Edits) -> Vec<Range<usize>> {
    let free = |range: &Range<usize>| edits.iter().all(|(e, ..)| e.end <= range.start || e.start >= range.end);
    let moved = |range: Range<usize>| {
        let before = edits.iter().filter(|(edit, ..)| edit.end <= range.start);
        let start = before.fold(range.start, |at, (edit, new, _)| at + new.len() - edit.len());
        start..start + range.len()
    };
    ranges.into_iter().filter(free).map(moved).collect()
}

/// The text with the edits made, which are put in order, and where they are in it; `None` where edits overlap.
fn edited(text: &str, edits: &mut Edits) -> Option<(String, Vec<Range<usize>>)> {
    edits.sort_by_key(|(range, ..)| range.start);
    let (mut out, mut places, mut at) = (String::new(), Vec::new(), 0);
    for (range, new, _) in edits {
        out.push_str(text.get(at..range.start)?);
        places.push(out.len()..out.len() + new.len());
        out.push_str(new);
        at = range.end;
    }
    out.push_str(text.get(at..)?);
    Some((out, places))
}

#[cfg(test)]
mod adversarial;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod further;
#[cfg(test)]
mod parts;
#[cfg(test)]
mod properties;

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
