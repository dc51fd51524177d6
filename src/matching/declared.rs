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

/// The elements of TMX whose content is the code of another format.
const CODES: [&str; 5] = ["bpt", "ept", "ph", "it", "ut"];

/// The text of a `seg` element, without the elements in it and the codes that they hold.
fn segment(value: &str) -> String {
    if !value.trim_start().starts_with('<') {
        return value.to_owned();
    }
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let Some(end) = rest[at..].find('>').map(|length| at + length) else {
            rest = &rest[at..];
            break;
        };
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        let name = tag
            .split(|c: char| c.is_whitespace() || c == '/')
            .next()
            .unwrap_or_default();
        if CODES.contains(&name) && !tag.ends_with('/') {
            let closing = format!("</{name}>");
            rest = rest.find(&closing).map_or(rest, |end| &rest[end + closing.len()..]);
        }
    }
    text.push_str(rest);
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
        assert_eq!(
            segment(
                r#"<seg>Le <bpt i="1">{}</bpt>magasin<ept i="1">{}</ept> <hi>vert</hi>, <ph x="1"/>ici<ph>&lt;br/></ph>.</seg>"#
            ),
            "Le magasin vert, ici."
        );
        assert_eq!(segment("<seg>Un <ph>deux"), "Un deux");
        assert_eq!(hash(&segment("<seg></seg>")), NO_NEIGHBOUR);
    }
}
