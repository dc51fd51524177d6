//! The versions that an article had → what a person did in any of them and still may be done again.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _};

use crate::memory::import::by_hand::ByHand;
use crate::memory::import::earlier::Old;
use crate::memory::import::mending::Mended;
use crate::memory::model::article::ArticleInfo;
use crate::memory::model::unit::{Unit, UnitId};
use crate::memory::store::dictionaries::Names;
use crate::memory::store::history_rows::ArticleSnapshot;
use crate::memory::store::rows;

impl Old {
    /// As [`Old::mended`] and [`ByHand::of`], and what was done in the versions before this one and put aside since, as far as the history
    /// goes. Its units become known.
    pub(crate) fn mended_ever(
        &mut self,
        conn: &Connection,
        names: &Names,
        info: &ArticleInfo,
    ) -> rusqlite::Result<(Mended, ByHand)> {
        let mut versions = vec![self.mended(info)];
        let mut by_hand = vec![ByHand::of(info, self)];
        for (operation, earlier) in earlier_versions(conn, info)? {
            let mut version = Old::of(earlier.beads, earlier.segments);
            let mut live = HashMap::new();
            for id in version.held_units() {
                if let Some(unit) = rows::load_unit(conn, names, id)? {
                    live.insert(id, unit);
                } else if let Some(unit) = deleted_unit(conn, operation, id)? {
                    version.units.insert(id, unit);
                }
            }
            version.units.extend(live.clone());
            by_hand.push(ByHand::of(info, &version));
            let mut earlier = version.mended(info);
            // What was edited is lost with its unit.
            earlier.places.retain(|place| {
                let is_gone = |unit| !live.contains_key(&unit);
                !(place.edited.contains(&true) && place.bead.unit.is_some_and(is_gone))
            });
            versions.push(earlier);
            self.units.extend(live);
        }
        Ok((Mended::over(versions), ByHand::over(by_hand)))
    }
}

/// How many versions back it is looked for what was put aside.
const VERSIONS: i64 = 20;

/// What the JSON of a version has in which something was settled or edited.
const MENDED: [&str; 8] = [
    r#""state":"confirmed""#,
    r#""state":"rejected""#,
    r#""state":"deleted""#,
    r#""origin":"person""#,
    r#""original":"#,
    r#""note":"#,
    r#""state":"to-review""#,
    r#""left_out":"person""#,
];

/// What an article was before its last imports, the latest first, each with the operation that it was before.
fn earlier_versions(conn: &Connection, info: &ArticleInfo) -> rusqlite::Result<Vec<(i64, ArticleSnapshot)>> {
    let found: Vec<(i64, String)> = conn
        .prepare_cached(
            // CROSS JOIN keeps the order: the operations are few, and each finds its snapshot by the key.
            "SELECT operation.id, snapshot.before FROM operation CROSS JOIN snapshot ON snapshot.operation = operation.id \
             WHERE snapshot.entity = 'article' AND snapshot.id = ?1 AND snapshot.before IS NOT NULL \
             AND operation.kind = 'import' AND operation.undone IS NULL ORDER BY operation.id DESC LIMIT ?2",
        )?
        .query_map([info.id.0, VERSIONS], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    // Those before the first in which anything was mended say nothing of that.
    let mended = found
        .iter()
        .rposition(|(_, json)| MENDED.iter().any(|mark| json.contains(mark)));
    let found = found.into_iter().take(mended.map_or(0, |last| last + 1));
    // What cannot be read is a version of which nothing is known.
    let read = |(operation, json): (i64, String)| Some((operation, serde_json::from_str(&json).ok()?));
    Ok(found.filter_map(read).collect())
}

/// A unit with its texts as it was before an operation deleted it.
fn deleted_unit(conn: &Connection, operation: i64, id: UnitId) -> rusqlite::Result<Option<Unit>> {
    let json: Option<Option<String>> = conn
        .prepare_cached("SELECT before FROM snapshot WHERE operation = ?1 AND entity = 'unit' AND id = ?2")?
        .query_row([operation, id.0], |row| row.get(0))
        .optional()?;
    Ok(json.flatten().and_then(|json| serde_json::from_str(&json).ok()))
}
