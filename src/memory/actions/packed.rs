//! What an action touched, before and after it ⇄ the JSON that the history keeps, in which nothing stands twice.
//!
//! Before the action, a row is kept whole; after it, only those of its fields that became others (`null` for one that is no more). Left
//! out are fields without a value, the numbers that the key and the action have already, and the contexts of beads, which follow from
//! the segments. A unit whose texts stayed is kept as their hash and the fields that became others, on either side.
//!
//! Earlier versions kept both whole, as [`TouchedRows`] has them; such JSON has other names for the tables, and is read too.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::memory::model::article::ArticleId;
use crate::memory::model::identity;
use crate::memory::model::unit::Unit;
use crate::memory::store::history_rows::TouchedRows;

/// Fields of a row that are not kept, since they stand elsewhere or follow from others.
const ELSEWHERE: [&str; 4] = ["id", "article", "previous", "next"];
/// In the place of a unit's texts, their hash.
const SAME_TEXTS: &str = "texts";

/// Why what is kept of an action cannot be read.
#[derive(Debug)]
pub(super) enum NotRead {
    Json(serde_json::Error),
    /// The unit is gone or has other texts now: there is no way back to what it was.
    UnitChanged(i64),
    Sql(rusqlite::Error),
}

impl From<serde_json::Error> for NotRead {
    fn from(error: serde_json::Error) -> NotRead {
        NotRead::Json(error)
    }
}

type Row = Map<String, Value>;
/// Rows by their numbers; `null` for one that is not there.
type Rows = Map<String, Value>;

/// The JSON for the columns `forward` and `inverse`.
pub(super) fn pack(after: &TouchedRows, before: &TouchedRows) -> serde_json::Result<[String; 2]> {
    let tables = [
        ("u", packed_units(&after.units, &before.units)?),
        ("b", packed_rows(&after.beads, &before.beads)?),
        ("s", packed_rows(&after.segments, &before.segments)?),
    ];
    let mut packed = [Map::new(), Map::new()];
    for (name, sides) in tables {
        for (into, rows) in packed.iter_mut().zip(sides) {
            if !rows.is_empty() {
                into.insert(name.to_owned(), Value::Object(rows));
            }
        }
    }
    let [after, before] = packed;
    Ok([serde_json::to_string(&after)?, serde_json::to_string(&before)?])
}

/// What an action touched, after and before it; `now` gives a unit as it is.
pub(super) fn unpack(
    [after, before]: [&str; 2],
    article: ArticleId,
    mut now: impl FnMut(i64) -> rusqlite::Result<Option<Unit>>,
) -> Result<[TouchedRows; 2], NotRead> {
    let mut sides: [Map<String, Value>; 2] = [serde_json::from_str(after)?, serde_json::from_str(before)?];
    if sides.iter().any(|side| {
        ["units", "beads", "segments"]
            .iter()
            .any(|name| side.contains_key(*name))
    }) {
        return Ok([serde_json::from_str(after)?, serde_json::from_str(before)?]);
    }
    let mut table = |name: &str| {
        sides.each_mut().map(|side| match side.remove(name) {
            Some(Value::Object(rows)) => rows,
            _ => Map::new(),
        })
    };
    let mut unpacked = [TouchedRows::default(), TouchedRows::default()];
    let [after, before] = with_texts(table("u"), &mut now)?;
    (unpacked[0].units, unpacked[1].units) = unpacked_rows(after, &before, None)?;
    let [after, before] = table("b");
    (unpacked[0].beads, unpacked[1].beads) = unpacked_rows(after, &before, Some(article))?;
    let [after, before] = table("s");
    (unpacked[0].segments, unpacked[1].segments) = unpacked_rows(after, &before, Some(article))?;
    Ok(unpacked)
}

/// The fields of a row that are kept.
fn fields(row: &impl Serialize) -> serde_json::Result<Row> {
    let Value::Object(mut fields) = serde_json::to_value(row)? else {
        return Ok(Row::new());
    };
    fields.retain(|name, value| !value.is_null() && !ELSEWHERE.contains(&name.as_str()));
    Ok(fields)
}

/// The fields of `to` that are others than in `from`.
fn changes(from: &Row, to: &Row) -> Row {
    let gone = from.keys().filter(|name| !to.contains_key(*name));
    let changed = to.iter().filter(|(name, value)| from.get(*name) != Some(*value));
    gone.map(|name| (name.clone(), Value::Null))
        .chain(changed.map(|(name, value)| (name.clone(), value.clone())))
        .collect()
}

/// The whole row again, from the one before and the fields that differ.
fn changed(row: &Row, changes: &Row) -> Row {
    let mut row = row.clone();
    for (name, value) in changes {
        if value.is_null() {
            row.remove(name);
        } else {
            row.insert(name.clone(), value.clone());
        }
    }
    row
}

fn packed_rows<T: Serialize>(
    after: &BTreeMap<i64, Option<T>>,
    before: &BTreeMap<i64, Option<T>>,
) -> serde_json::Result<[Rows; 2]> {
    let mut packed = [Rows::new(), Rows::new()];
    for id in after.keys().chain(before.keys()) {
        let of = |rows: &BTreeMap<i64, Option<T>>| rows.get(id).and_then(Option::as_ref).map(fields).transpose();
        let (after, before) = (of(after)?, of(before)?);
        let after = match (after, &before) {
            (Some(after), Some(before)) => Some(changes(before, &after)),
            (after, _) => after,
        };
        for (into, row) in packed.iter_mut().zip([after, before]) {
            into.insert(id.to_string(), row.map_or(Value::Null, Value::Object));
        }
    }
    Ok(packed)
}

fn packed_units(
    after: &BTreeMap<i64, Option<Unit>>,
    before: &BTreeMap<i64, Option<Unit>>,
) -> serde_json::Result<[Rows; 2]> {
    let mut packed = packed_rows(after, before)?;
    for (id, unit) in after {
        let (Some(after), Some(Some(before))) = (unit, before.get(id)) else {
            continue;
        };
        if after.variants != before.variants {
            continue;
        }
        let mut before = changes(&fields(after)?, &fields(before)?);
        before.insert(SAME_TEXTS.to_owned(), identity::identity(&after.variants).into());
        packed[1].insert(id.to_string(), Value::Object(before));
    }
    Ok(packed)
}

/// Units that are kept by their changes alone, made whole from what they are now.
fn with_texts(
    [mut after, mut before]: [Rows; 2],
    mut now: impl FnMut(i64) -> rusqlite::Result<Option<Unit>>,
) -> Result<[Rows; 2], NotRead> {
    for (key, row) in &mut before {
        let Value::Object(kept) = row else { continue };
        let Some(texts) = kept.remove(SAME_TEXTS) else { continue };
        let id = key.parse().unwrap_or_default();
        let unit = now(id).map_err(NotRead::Sql)?;
        let unit = unit.filter(|unit| texts == identity::identity(&unit.variants));
        let whole = fields(&unit.ok_or(NotRead::UnitChanged(id))?)?;
        *kept = changed(&whole, kept);
        // The other side is the changes to this one: those to what it is now would leave what was undone.
        if let Some(Value::Object(later)) = after.get_mut(key) {
            *later = changes(kept, &changed(&whole, later));
        }
    }
    Ok([after, before])
}

type Unpacked<T> = BTreeMap<i64, Option<T>>;

fn unpacked_rows<T: DeserializeOwned>(
    after: Rows,
    before: &Rows,
    article: Option<ArticleId>,
) -> Result<(Unpacked<T>, Unpacked<T>), NotRead> {
    let whole = |key: &str, mut row: Row| -> Result<T, NotRead> {
        row.insert("id".to_owned(), key.parse::<i64>().unwrap_or_default().into());
        if let Some(article) = article {
            row.insert("article".to_owned(), article.0.into());
        }
        Ok(serde_json::from_value(Value::Object(row))?)
    };
    let mut unpacked = (BTreeMap::new(), BTreeMap::new());
    for (key, row) in after {
        let id = key.parse().unwrap_or_default();
        let before = before.get(&key).and_then(Value::as_object);
        let after = match (row, before) {
            (Value::Object(later), Some(before)) => Some(changed(before, &later)),
            (Value::Object(row), None) => Some(row),
            _ => None,
        };
        unpacked.0.insert(id, after.map(|row| whole(&key, row)).transpose()?);
        unpacked
            .1
            .insert(id, before.map(|row| whole(&key, row.clone())).transpose()?);
    }
    Ok(unpacked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::model::bead::{BeadId, BeadOrigin, BeadSide, BeadState, SegmentId, StoredBead, StoredSegment};
    use crate::memory::model::unit::{NewUnit, Property, Status, UnitId, Variant};
    use crate::text::lang::Lang;

    fn unit(id: i64, texts: [&str; 2]) -> Unit {
        let [fr, en] = ["fr", "en"].map(|tag| Lang::parse(tag).unwrap());
        NewUnit::of(vec![Variant::plain(fr, texts[0]), Variant::plain(en, texts[1])]).numbered(UnitId(id))
    }

    fn bead(id: i64) -> StoredBead {
        StoredBead {
            id: BeadId(id),
            article: ArticleId(7),
            ord: 1 << 20,
            unit: Some(UnitId(1)),
            previous: 0,
            next: 0,
            confidence: Some(0.1 + 0.2),
            origin: BeadOrigin::Aligner,
            state: BeadState::Auto,
            moved: false,
            note: Some("vu".to_owned()),
        }
    }

    fn segment(id: i64) -> StoredSegment {
        StoredSegment {
            id: SegmentId(id),
            article: ArticleId(7),
            side: BeadSide::Target,
            ord: 3,
            bead: Some(BeadId(1)),
            block: Some(2),
            kind: Some(crate::article::BlockKind::Heading),
            text: Some("Oui.".to_owned()),
            original: None,
            left_out: None,
        }
    }

    /// Rows of each kind that are there before, after and both times, changed in every field or in one.
    fn touched() -> [TouchedRows; 2] {
        let [mut after, mut before] = [TouchedRows::default(), TouchedRows::default()];
        let same = unit(1, ["Oui.", "Yes."]);
        let rejected = Unit {
            status: Status::Rejected,
            confidence: Some(0.5),
            ..same.clone()
        };
        let mut edited = unit(2, ["Oui.", "Yes, please."]);
        edited.extras.properties.push(Property {
            kind: "x".to_owned(),
            value: "y".to_owned(),
            ..Property::default()
        });
        before.units = [(1, Some(rejected)), (2, Some(unit(2, ["Oui.", "Yes."]))), (3, None)].into();
        after.units = [(1, Some(same)), (2, Some(edited)), (3, Some(unit(3, ["Non.", "No."])))].into();
        let other = StoredBead {
            unit: None,
            confidence: None,
            origin: BeadOrigin::Person,
            state: BeadState::Deleted,
            moved: true,
            note: None,
            ..bead(1)
        };
        before.beads = [(1, Some(bead(1))), (2, Some(bead(2))), (3, None)].into();
        after.beads = [(1, Some(other)), (2, None), (3, Some(bead(3)))].into();
        let other = StoredSegment {
            bead: None,
            text: None,
            original: Some(String::new()),
            left_out: Some("person".to_owned()),
            ..segment(1)
        };
        before.segments = [(1, Some(segment(1))), (2, Some(segment(2))), (3, None)].into();
        after.segments = [(1, Some(other)), (2, None), (3, Some(segment(3)))].into();
        [after, before]
    }

    #[test]
    fn what_is_packed_is_unpacked_again_whichever_of_both_is_now() {
        let [after, before] = touched();
        let [forward, inverse] = pack(&after, &before).unwrap();
        assert!(
            forward.matches("Yes").count() + inverse.matches("Yes").count() == 2,
            "{forward} {inverse}"
        );
        for now in [&after, &before] {
            let unit = |id: i64| Ok(now.units[&id].clone());
            let unpacked = unpack([&forward, &inverse], ArticleId(7), unit).unwrap();
            assert_eq!(unpacked, [after.clone(), before.clone()]);
        }
        let other = |id: i64| Ok(Some(unit(id, ["Oui.", "Other."])));
        let refused = unpack([&forward, &inverse], ArticleId(7), other);
        assert!(matches!(refused, Err(NotRead::UnitChanged(1))));
    }

    #[test]
    fn what_earlier_versions_kept_is_read() {
        let [after, before] = touched();
        let whole = |rows: &TouchedRows| serde_json::to_string(rows).unwrap();
        let unpacked = unpack([&whole(&after), &whole(&before)], ArticleId(7), |_| Ok(None)).unwrap();
        assert_eq!(unpacked, [after, before]);
    }
}
