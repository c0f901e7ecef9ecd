//! Index rows that wait, to be written many at a time in the order of their keys.
//!
//! Their keys are random (ids, keyed hashes): written batch by batch they would dirty nearly every page of an index each
//! time, and most of the work of an import would be copying pages. So they wait until the run closes, or there are many.
//! What is lost with the process can be done without: ties and raw keys of a run that never closed, and the ids of
//! entries, which [`Waiting::repair`] finds again.

use super::entries;
use crate::keys::ids_of_key;
use crate::{Error, Known};
use model::{EntryId, EntryNo};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// How many rows may wait: about 6 MB.
const MANY: usize = 120_000;

/// Where a raw row with this keyed hash is: the rest of the hash, and the row's number.
pub(super) type RawKeys = BTreeMap<i64, (u32, u64)>;

/// The rows that wait.
#[derive(Default)]
pub(super) struct Waiting {
    /// Entries whose id is not in the index yet. None of them is believed.
    pub(super) ids: BTreeMap<EntryId, EntryNo>,
    pub(super) ties: BTreeSet<(i64, u32)>,
    pub(super) raw: RawKeys,
}

impl Waiting {
    pub(super) fn is_long(&self) -> bool {
        self.ids.len() + self.ties.len() + self.raw.len() > MANY
    }

    /// Writes them, in the caller's transaction, after the entries themselves. They stay here until
    /// [`Waiting::clear`], in case it fails.
    pub(super) fn write(&self, conn: &Connection) -> Result<(), Error> {
        // Another process that opened the log meanwhile may have repaired the index.
        let mut id =
            conn.prepare_cached("INSERT OR IGNORE INTO entry_id (id, entry) VALUES (?1, ?2)")?;
        for (key, no) in &self.ids {
            id.execute((key.as_bytes(), no.0))?;
        }
        let mut tie =
            conn.prepare_cached("INSERT OR IGNORE INTO tie (key, entry) VALUES (?1, ?2)")?;
        for row in &self.ties {
            tie.execute(*row)?;
        }
        let mut raw = conn
            .prepare_cached("INSERT OR IGNORE INTO raw_key (key, rest, row) VALUES (?1, ?2, ?3)")?;
        for (key, (rest, row)) in &self.raw {
            raw.execute((key, rest, *row as i64))?;
        }
        if !self.ids.is_empty() {
            mark(conn)?;
        }
        Ok(())
    }

    /// Forgets them: they are on the disk.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Begins a run: only entries that are not on the disk yet, `unwritten` and up, still wait.
    pub(super) fn restart(&mut self, unwritten: Option<EntryNo>) {
        self.ties.clear();
        self.ids
            .retain(|_, no| unwritten.is_some_and(|first| *no >= first));
    }

    /// Writes the ids that an earlier process left waiting.
    pub(super) fn repair(conn: &Connection) -> Result<(), Error> {
        let left = conn
            .prepare_cached(
                "INSERT INTO entry_id (id, entry)
                 SELECT id, no FROM entry WHERE no > (SELECT entries FROM indexed) ORDER BY id",
            )?
            .execute([])?;
        if left > 0 { mark(conn) } else { Ok(()) }
    }

    /// What is known of the entry with this id.
    pub(super) fn known(&self, conn: &Connection, id: &EntryId) -> Result<Option<Known>, Error> {
        match self.ids.get(id) {
            Some(no) => Ok(Some(Known {
                no: *no,
                fingerprint: None,
                said: None,
            })),
            None => entries::known(conn, id),
        }
    }

    /// The entry that the key of a tie stands for: one at most, but for ids that share their first half.
    pub(super) fn named_by(&self, conn: &Connection, key: u64) -> Result<Vec<EntryNo>, Error> {
        let Some((from, to)) = ids_of_key(key) else {
            return Ok(Vec::new());
        };
        let range = EntryId::from_bytes(from)..=EntryId::from_bytes(to);
        let mut named: Vec<EntryNo> = self.ids.range(range).map(|(_, no)| *no).collect();
        let mut statement =
            conn.prepare_cached("SELECT entry FROM entry_id WHERE id BETWEEN ?1 AND ?2")?;
        let rows = statement.query_map((from, to), |row| row.get(0).map(EntryNo))?;
        named.extend(rows.collect::<Result<Vec<_>, _>>()?);
        Ok(named)
    }
}

/// Says that every entry written so far is in the index.
fn mark(conn: &Connection) -> Result<(), Error> {
    conn.prepare_cached("UPDATE indexed SET entries = (SELECT coalesce(max(no), 0) FROM entry)")?
        .execute([])?;
    Ok(())
}
