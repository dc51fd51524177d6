//! A unit on its way in → the same unit in the memory, if it has one.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use rusqlite::Connection;

use crate::memory::model::identity::same_variants;
use crate::memory::model::unit::{Unit, UnitId};
use crate::memory::store::transaction::Write;
use crate::memory::tmx_unit::Incoming;

/// Above this many units, the table of identities that a large import keeps in memory (16 bytes each) gives way to the
/// index on disk.
const MOST_IN_MEMORY: usize = 4_000_000;

/// How units are found again by their identity.
pub(crate) enum Finder {
    /// Through the index on disk.
    Index,
    /// Through a table in memory, while a large import does without the index.
    Table(HashMap<i64, UnitId, BuildHasherDefault<IdentityHasher>>),
}

impl Finder {
    /// Reads all identities of the memory, with room for `more` units.
    pub(crate) fn load(conn: &Connection, more: usize) -> rusqlite::Result<Finder> {
        let stored: i64 = conn.query_row("SELECT count(*) FROM unit", [], |row| row.get(0))?;
        let mut table = HashMap::default();
        table.reserve(
            usize::try_from(stored)
                .unwrap_or(0)
                .saturating_add(more)
                .min(MOST_IN_MEMORY),
        );
        let mut statement = conn.prepare("SELECT identity, id FROM unit ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            // Of several that are the same, the first is found, as through the index.
            table.entry(row.get(0)?).or_insert(UnitId(row.get(1)?));
        }
        Ok(Finder::Table(table))
    }

    pub(crate) fn find(&self, write: &mut Write<'_>, incoming: &Incoming) -> rusqlite::Result<Option<Unit>> {
        match self {
            Finder::Index => write.find(incoming.identity, &incoming.unit.variants),
            Finder::Table(table) => {
                let Some(id) = table.get(&incoming.identity) else {
                    return Ok(None);
                };
                let same = |unit: &Unit| same_variants(&unit.variants, &incoming.unit.variants);
                Ok(write.unit(*id)?.filter(same))
            }
        }
    }

    /// Takes note of a new unit, to be found from now on.
    pub(crate) fn add(&mut self, write: &mut Write<'_>, identity: i64, unit: UnitId) -> rusqlite::Result<()> {
        if let Finder::Table(table) = self {
            table.insert(identity, unit);
            if table.len() > MOST_IN_MEMORY {
                *self = Finder::Index;
                write.create_identity_index()?;
            }
        }
        Ok(())
    }
}

/// Identities are hashes already.
#[derive(Default)]
pub(crate) struct IdentityHasher(u64);

impl Hasher for IdentityHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 ^= u64::from_ne_bytes(word);
        }
    }

    fn write_i64(&mut self, identity: i64) {
        self.0 = u64::from_ne_bytes(identity.to_ne_bytes());
    }
}
