//! The same unit twice → one unit: newest attributes win, usage adds up, properties and notes are united.

use crate::memory::model::context_notes::kept_apart;
use crate::memory::model::unit::{Extras, Unit, Variant};
use crate::memory::tmx_unit::Incoming;

/// The stored unit after it met the same unit (the same variants) from a file.
///
/// - Attributes, authors and a given status: those of the newer one by [`Unit::date`], where it has them; a unit without
///   a date is older than any other, and of two equals the one in the memory counts as newer.
/// - Usage counts are added, unless `count_usage` is off because the file was imported before; the last use is the later.
/// - The creation date is the earlier one, with its author; the confidence is the greater one.
/// - Properties, notes and unknown elements: those of both, equal ones once; which of several contexts a note belongs to is kept.
pub(crate) fn merge(stored: &Unit, incoming: &Incoming, count_usage: bool) -> Unit {
    let new = &incoming.unit;
    let newer = new.date() > stored.date();
    let mut out = stored.clone();
    if newer {
        out.changed = new.changed.or(stored.changed);
        out.changed_by = new.changed_by.clone().or_else(|| stored.changed_by.clone());
        out.tuid = new.tuid.clone().or_else(|| stored.tuid.clone());
        if incoming.status_given {
            out.status = new.status;
            out.given = Some(new.status);
        }
    } else {
        out.changed = stored.changed.or(new.changed);
        out.changed_by = stored.changed_by.clone().or_else(|| new.changed_by.clone());
        out.tuid = stored.tuid.clone().or_else(|| new.tuid.clone());
    }
    if stored.created.is_none() || new.created.is_some_and(|c| Some(c) < stored.created) {
        out.created = new.created.or(stored.created);
        out.created_by = new.created_by.clone().or_else(|| stored.created_by.clone());
    }
    out.source_lang = stored.source_lang.clone().or_else(|| new.source_lang.clone());
    out.confidence = match (stored.confidence, new.confidence) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (a, b) => a.or(b),
    };
    if count_usage {
        out.usage_count = stored.usage_count.saturating_add(new.usage_count);
    }
    out.last_used = stored.last_used.max(new.last_used);
    out.extras = unite(&stored.extras, &new.extras, newer);
    add_missing(&mut out.extras.properties, &kept_apart(&stored.extras, &new.extras));
    // Both have the same variants, in some order: each is met by its like.
    let mut rest: Vec<&Variant> = new.variants.iter().collect();
    for variant in &mut out.variants {
        let like = |v: &&Variant| v.lang == variant.lang && v.content() == variant.content();
        if let Some(place) = rest.iter().position(like) {
            variant.extras = unite(&variant.extras, &rest.swap_remove(place).extras, newer);
        }
    }
    out
}

fn unite(stored: &Extras, new: &Extras, newer: bool) -> Extras {
    let mut out = stored.clone();
    for (name, value) in &new.attributes {
        if newer || !out.attributes.contains_key(name) {
            out.attributes.insert(name.clone(), value.clone());
        }
    }
    add_missing(&mut out.properties, &new.properties);
    add_missing(&mut out.notes, &new.notes);
    add_missing(&mut out.elements, &new.elements);
    out
}

fn add_missing<T: Clone + PartialEq>(list: &mut Vec<T>, more: &[T]) {
    for item in more {
        if !list.contains(item) {
            list.push(item.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::model::unit::UnitId;
    use crate::memory::{Status, Timestamp};
    use crate::text::lang::Lang;

    fn unit(date: i64, property: &str) -> Incoming {
        let lang = |tag| Lang::parse(tag).unwrap();
        let mut incoming = Incoming::new(vec![
            Variant::plain(lang("fr"), "Oui."),
            Variant::plain(lang("en"), "Yes."),
        ])
        .unwrap()
        .with_property("x-domain", property)
        .with_dates(Some(Timestamp(date)), Some(Timestamp(date)));
        incoming.unit.usage_count = 2;
        incoming.unit.changed_by = Some(property.to_owned());
        incoming
    }

    #[test]
    fn the_newest_attributes_win_whichever_comes_first() {
        let (old, new) = (unit(10, "law"), unit(20, "press").with_status(Status::Confirmed));
        for (stored, incoming) in [(&old, &new), (&new, &old)] {
            let merged = merge(&stored.unit.clone().numbered(UnitId(1)), incoming, true);
            assert_eq!(merged.changed_by.as_deref(), Some("press"));
            assert_eq!(
                (merged.created, merged.changed),
                (Some(Timestamp(10)), Some(Timestamp(20)))
            );
            assert_eq!((merged.usage_count, merged.status), (4, Status::Confirmed));
            assert_eq!(merged.extras.properties.len(), 2);
        }
    }

    #[test]
    fn the_same_unit_from_the_same_file_changes_nothing() {
        let stored = unit(10, "law");
        let unit = stored.unit.clone().numbered(UnitId(1));
        assert_eq!(merge(&unit, &stored, false), unit);
    }
}
