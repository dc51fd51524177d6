//! The contexts that other tools write into a unit's properties: a unit → whether its neighbours are those of the query.
//!
//! | tool | before | after | value |
//! | --- | --- | --- | --- |
//! | memoQ, XTM | `x-context-pre` | `x-context-post` | the segment, in a `seg` element |
//! | OmegaT | `prev` | `next` | the text, in a translation that is for one place only |
//! | Trados | `x-ContextContent` | | the texts of the segment before, with `|` between |
//!
//! The segments are those of the unit's source language, so in the other direction they say nothing.

use crate::memory::{NO_NEIGHBOUR, Property, Unit, context_hash};
use crate::text::lang::Lang;

/// The neighbours that a unit says it had, as hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DeclaredContext {
    previous: Vec<i64>,
    next: Vec<i64>,
}

impl DeclaredContext {
    /// The context of a unit for queries in `from`; `None` where it says none.
    pub(super) fn of(unit: &Unit, from: &Lang) -> Option<DeclaredContext> {
        let first = unit.variants.first()?;
        let told = unit.source_lang.as_deref().and_then(|tag| Lang::parse(tag).ok());
        if !from.accepts(told.as_ref().unwrap_or(&first.lang)) {
            return None;
        }
        let (mut previous, mut next) = (Vec::new(), Vec::new());
        let of_variants = unit.variants.iter().flat_map(|variant| &variant.extras.properties);
        for property in unit.extras.properties.iter().chain(of_variants) {
            match property.kind.as_str() {
                "x-context-pre" => previous.push(hash(&segment(&property.value))),
                "x-context-post" => next.push(hash(&segment(&property.value))),
                "prev" => previous.push(hash(&property.value)),
                "next" => next.push(hash(&property.value)),
                "x-ContextContent" => previous.push(hash(first_part(property))),
                _ => {}
            }
        }
        (!previous.is_empty() || !next.is_empty()).then_some(DeclaredContext { previous, next })
    }

    /// How many of the neighbours wanted, before and after, are among those declared.
    pub(super) fn same(&self, wanted: [Option<i64>; 2]) -> u8 {
        let agrees =
            |wanted: Option<i64>, declared: &[i64]| u8::from(wanted.is_some_and(|hash| declared.contains(&hash)));
        agrees(wanted[0], &self.previous) + agrees(wanted[1], &self.next)
    }
}

fn first_part(property: &Property) -> &str {
    property.value.split('|').next().unwrap_or_default()
}

/// The hash of a neighbour; an empty text is the edge of the document.
fn hash(text: &str) -> i64 {
    match text.trim() {
        "" => NO_NEIGHBOUR,
        text => context_hash(text),
    }
}

/// The text of a `seg` element, without the elements in it.
fn segment(value: &str) -> String {
    if !value.trim_start().starts_with('<') {
        return value.to_owned();
    }
    let mut text = String::with_capacity(value.len());
    let mut in_tag = false;
    for c in value.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    let pairs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ];
    pairs.iter().fold(text, |text, (entity, c)| text.replace(entity, c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_its_text() {
        assert_eq!(segment("<seg>Un &amp; <ph/>deux.</seg>"), "Un & deux.");
        assert_eq!(segment("Un & deux."), "Un & deux.");
        assert_eq!(hash(&segment("<seg></seg>")), NO_NEIGHBOUR);
    }
}
