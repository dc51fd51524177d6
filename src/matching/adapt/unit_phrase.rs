//! Whether a word is a part of what a number counts: `points de base`, `mg par litre`, `square metres`, `dollars australiens`.

use super::items::Items;
use super::measure::is_unit_word;
use super::notation::Read;
use crate::text::function_words::is_function_word;
use crate::text::languages::{any_has, language};
use crate::text::units::is_unit_sign;

/// A number counts what begins within so many tokens behind it.
const COUNTS: usize = 4;

/// Whether the token is a part of a unit of several words, of which one that is known stands beside it and a number before it.
pub(super) fn is_in_unit(read: Read, items: &Items, at: usize) -> bool {
    let text = |k: usize| items.tokens.get(k).map_or("", |token| token.text.as_str());
    let is_number = |k: usize| items.placeables.get(k).is_some_and(Option::is_some);
    let back = |n: usize| at.checked_sub(n);
    let is_unit = |k: usize| {
        let word = items.tokens.get(k).map_or("", |token| &read.text[token.range.clone()]);
        // `d'`, `l'` are no units.
        let certain = word.chars().count() > 1 || is_unit_sign(word);
        !is_number(k) && certain && is_unit_word(word) && text(k + 1) != "'"
    };
    let counted = |k: usize| (1..=COUNTS).any(|n| k.checked_sub(n).is_some_and(is_number));
    let is_content = !is_function_word(text(at));
    // `3 basis points`, `5 Canadian dollars`
    let between = is_unit(at + 1) && [1, 2].into_iter().any(|n| back(n).is_some_and(is_number));
    // `5 mètres cubes`, `5 minutes late`
    let behind = back(1).is_some_and(|k| is_unit(k) && (1..=2).any(|n| k.checked_sub(n).is_some_and(is_number)));
    if is_content && (between || behind) {
        return true;
    }
    // What stands before the last of the words, and how far from it, an elision's two tokens being one word.
    let elided = text(at.wrapping_sub(1)) == "'";
    let Some(joining) = back(if elided { 2 } else { 1 }) else {
        return false;
    };
    // `9 mg par litre`, `3 visits a day`, `12 € l'heure`
    let by = language(read.lang).map_or(&[][..], |known| known.figures.by_units);
    let of_unit = joining.checked_sub(1).is_some_and(|k| is_unit(k) || is_number(k));
    if by.contains(&text(joining)) && counted(joining) && (is_unit(at) || is_content && of_unit) {
        return true;
    }
    // `4 points de base`
    let joins = any_has(
        |known| known.figures.before_units,
        &format!("{}{}", text(joining), if elided { "'" } else { " " }),
    );
    let whole = joining.checked_sub(1).filter(|k| counted(*k)).map_or("", text);
    joins
        && any_has(
            |known| known.figures.part_units,
            whole.strip_suffix('s').unwrap_or(whole),
        )
}
