//! Which note of a unit belongs to which of its contexts.
//!
//! Rows of a file that have the same texts and another context are one unit. Its notes are together in it; a property for each says where it
//! came from, as a JSON array of context and note, so that each context gets its own again.

use super::unit::{Extras, Note, Property};

/// The property of a unit that keeps a row's context.
pub(crate) const CONTEXT: &str = "x-context";
/// The property that says of one context that a note belongs to it.
const NOTE_OF_CONTEXT: &str = "x-context-note";

/// The contexts of a unit.
pub(crate) fn contexts(extras: &Extras) -> impl Iterator<Item = &str> {
    let of_kind = extras.properties.iter().filter(|property| property.kind == CONTEXT);
    of_kind.map(|property| property.value.as_str())
}

/// The notes for a place of a unit: those of this context, and those that belong to no context.
pub(crate) fn notes_in<'u>(extras: &'u Extras, context: Option<&str>) -> Vec<&'u str> {
    let belonging = belonging(extras);
    let notes = extras.notes.iter().map(|note| note.text.as_str());
    let fits = |note: &&str| {
        let mut of_note = belonging.iter().filter(|(_, other)| other == note).peekable();
        of_note.peek().is_none() || of_note.any(|(of, _)| Some(of.as_str()) == context)
    };
    notes.filter(fits).collect()
}

/// What has to be added to a unit when the same unit comes from another context, so that their notes stay apart.
pub(crate) fn kept_apart(stored: &Extras, new: &Extras) -> Vec<Property> {
    let known: Vec<&str> = contexts(stored).collect();
    let comes: Vec<&str> = contexts(new).collect();
    let ([context], false) = (comes.as_slice(), known.is_empty()) else {
        return Vec::new();
    };
    let is_apart = !belonging(stored).is_empty();
    if known.contains(context) && !is_apart {
        return Vec::new();
    }
    let property = |context: &str, note: &Note| Property {
        kind: NOTE_OF_CONTEXT.to_owned(),
        value: serde_json::json!([context, note.text]).to_string(),
        ..Property::default()
    };
    // Until now there was one, to which all belonged.
    let own = known.first().filter(|_| !is_apart && known.len() == 1);
    let own = own
        .into_iter()
        .flat_map(|own| stored.notes.iter().map(|note| property(own, note)));
    own.chain(new.notes.iter().map(|note| property(context, note)))
        .collect()
}

/// The contexts and notes that belong together.
fn belonging(extras: &Extras) -> Vec<(String, String)> {
    let of_kind = extras
        .properties
        .iter()
        .filter(|property| property.kind == NOTE_OF_CONTEXT);
    of_kind
        .filter_map(|property| serde_json::from_str(&property.value).ok())
        .collect()
}
