//! Ties and decisions: which entries can touch one another's records.
//!
//! A decision connects whatever it says, and still does when it is taken back: a superset does no harm.

use super::decisions;
use super::waiting::Waiting;
use crate::Error;
use crate::keys::entry_key;
use model::{EntryId, EntryNo};
use rusqlite::{Connection, OptionalExtension as _};
use std::collections::{BTreeSet, HashSet};

pub(super) fn component(
    conn: &Connection,
    waiting: &Waiting,
    from: &[EntryNo],
) -> Result<Vec<EntryNo>, Error> {
    let mut id_of = conn.prepare_cached("SELECT id FROM entry WHERE no = ?1")?;
    let mut keys_of = conn.prepare_cached("SELECT key FROM tie WHERE entry = ?1")?;
    let mut entries_of = conn.prepare_cached("SELECT entry FROM tie WHERE key = ?1")?;
    let mut decided_of =
        conn.prepare_cached("SELECT DISTINCT other FROM decision WHERE entry = ?1")?;
    let any_decided = decisions::any(conn)?;
    let mut found: BTreeSet<EntryNo> = from.iter().copied().collect();
    let mut done: HashSet<u64> = HashSet::new();
    let mut to_do: Vec<EntryNo> = found.iter().copied().collect();
    while let Some(no) = to_do.pop() {
        let mut keys: Vec<u64> = Vec::new();
        keys.extend(
            id_of
                .query_row([no.0], |row| row.get(0))
                .optional()?
                .map(|id| entry_key(&EntryId::from_bytes(id))),
        );
        let mut rows = keys_of.query([no.0])?;
        while let Some(row) = rows.next()? {
            keys.push(row.get::<_, i64>(0)? as u64);
        }
        if any_decided {
            let mut rows = decided_of.query([no.0])?;
            while let Some(row) = rows.next()? {
                let other = EntryNo(row.get(0)?);
                if found.insert(other) {
                    to_do.push(other);
                }
            }
        }
        for key in keys {
            if !done.insert(key) {
                continue;
            }
            let mut reached = waiting.named_by(conn, key)?;
            let mut rows = entries_of.query([key as i64])?;
            while let Some(row) = rows.next()? {
                reached.push(EntryNo(row.get(0)?));
            }
            to_do.extend(reached.into_iter().filter(|no| found.insert(*no)));
        }
    }
    Ok(found.into_iter().collect())
}

/// The entries that `entry` names, or ever named.
pub(super) fn named_by(
    conn: &Connection,
    waiting: &Waiting,
    entry: EntryNo,
) -> Result<Vec<EntryNo>, Error> {
    let mut keys_of = conn.prepare_cached("SELECT key FROM tie WHERE entry = ?1")?;
    let keys: Vec<i64> = keys_of
        .query_map([entry.0], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut named = Vec::new();
    for key in keys {
        named.extend(waiting.named_by(conn, key as u64)?);
    }
    Ok(named)
}

/// The entries under any of `keys`.
pub(super) fn tied(
    conn: &Connection,
    waiting: &Waiting,
    keys: impl Iterator<Item = u64>,
) -> Result<Vec<EntryNo>, Error> {
    let mut entries_of = conn.prepare_cached("SELECT entry FROM tie WHERE key = ?1")?;
    let mut found: BTreeSet<EntryNo> = BTreeSet::new();
    for key in keys {
        found.extend(waiting.named_by(conn, key)?);
        let mut rows = entries_of.query([key as i64])?;
        while let Some(row) = rows.next()? {
            found.insert(EntryNo(row.get(0)?));
        }
    }
    Ok(found.into_iter().collect())
}

pub(super) fn each(
    conn: &Connection,
    waiting: &Waiting,
    f: &mut dyn FnMut(u64, EntryNo),
) -> Result<(), Error> {
    // Keys are unsigned and SQLite's numbers are not: the lower half is that of the numbers from 0 up.
    for half in ["key >= 0", "key < 0"] {
        let mut statement = conn.prepare_cached(&format!(
            "SELECT key, entry FROM tie WHERE {half} ORDER BY key, entry"
        ))?;
        let mut rows = statement.query([])?;
        let mut last = None;
        while let Some(row) = rows.next()? {
            let key = row.get::<_, i64>(0)? as u64;
            if last != Some(key) {
                last = Some(key);
                waiting
                    .named_by(conn, key)?
                    .into_iter()
                    .for_each(|no| f(key, no));
            }
            f(key, EntryNo(row.get(1)?));
        }
    }
    Ok(())
}
