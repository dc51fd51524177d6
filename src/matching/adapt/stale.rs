//! What a target still says of the unit's source where the query says something else.
//!
//! Known are values that both texts have, weekdays and months, names that are spelled alike, and tags typed into the text. Other words that differ
//! are for the reader to see in the comparison of source and query.

use std::ops::Range;

use super::items::Items;
use super::names::{is_name, whole_words};
use super::notation::Read;
use crate::matching::diff::DiffKind;
use crate::text::lang::Lang;
use crate::text::languages::language;
use crate::text::markup;
use crate::text::tokens;

/// The places in the target, in order; `items` are those of the source and `steps` lead from the query's to them.
pub(super) fn stale(
    query: &str,
    source: Read,
    target: Read,
    items: &Items,
    steps: &[(DiffKind, usize, usize)],
) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let own = steps
        .iter()
        .filter(|(change, ..)| !matches!(change, DiffKind::Equal | DiffKind::OnlyQuery));
    for (_, _, j) in own {
        let token = &items.tokens[*j];
        if let Some(k) = items.placeables[*j] {
            let value = &source.placeables[k].value;
            let places = target.placeables.iter().filter(|p| p.value.means(value));
            found.extend(places.map(|p| p.range.clone()));
            continue;
        }
        if let Some(name) = calendar_name(&token.text, source.lang, target.lang) {
            let plural = format!("{name}s");
            let named = tokens::tokenize(target.text).into_iter();
            found.extend(named.filter(|t| t.text == name || t.text == plural).map(|t| t.range));
        }
        let word = &source.text[token.range.clone()];
        if is_name(word) {
            found.extend(whole_words(target.text, word));
        }
    }
    let (asked, had) = (markup::all(query), markup::all(source.text));
    let tags = tokens::typed_tags(target.text).into_iter();
    found.extend(tags.filter(|range| {
        let tag = &target.text[range.clone()];
        had.contains(&tag) && !asked.contains(&tag)
    }));
    found.sort_by_key(|range| (range.start, range.end));
    found.dedup();
    found
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
