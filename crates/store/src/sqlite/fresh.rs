//! Entries that have a number but are not on the disk yet: they are written with the next batch.

use super::runs;
use super::waiting::Waiting;
use crate::pack::{read_set, set_bytes};
use crate::{EntryRow, Error, NewEntry};
use model::EntryNo;
use roaring::RoaringBitmap;
use rusqlite::{Connection, OptionalExtension as _};
use std::collections::BTreeMap;

/// The entries numbered since the last batch.
#[derive(Default)]
pub(super) struct Fresh {
    first: u32,
    entries: Vec<NewEntry>,
}

impl Fresh {
    pub(super) fn number(
        &mut self,
        conn: &Connection,
        waiting: &mut Waiting,
        new: &[NewEntry],
    ) -> Result<Vec<EntryNo>, Error> {
        if self.entries.is_empty() {
            self.first = next(conn)?;
        }
        let mut numbers = Vec::with_capacity(new.len());
        for entry in new {
            let no = if let Some(known) = waiting.known(conn, &entry.id)? {
                known.no
            } else {
                let no = EntryNo(self.first + self.entries.len() as u32);
                waiting.ids.insert(entry.id, no);
                self.entries.push(entry.clone());
                no
            };
            numbers.push(no);
        }
        Ok(numbers)
    }

    /// The lowest number among them.
    pub(super) fn first(&self) -> Option<EntryNo> {
        (!self.entries.is_empty()).then_some(EntryNo(self.first))
    }

    pub(super) fn get(&self, no: EntryNo) -> Option<&NewEntry> {
        self.entries.get(no.0.checked_sub(self.first)? as usize)
    }

    pub(super) fn entry(&self, no: EntryNo) -> Option<EntryRow> {
        let NewEntry {
            id,
            entry_type,
            source,
            table,
            local_id,
        } = self.get(no)?.clone();
        Some(EntryRow {
            no,
            id,
            entry_type,
            source,
            table,
            local_id,
            first: None,
        })
    }

    /// Writes them, in the caller's transaction. They stay here until [`Fresh::clear`], in case it fails.
    pub(super) fn write(&self, conn: &Connection) -> Result<(), Error> {
        if self.entries.is_empty() {
            return Ok(());
        }
        if next(conn)? != self.first {
            return Err(Error::Renumbered);
        }
        let mut scopes: BTreeMap<i64, RoaringBitmap> = BTreeMap::new();
        let mut scope = (None, 0);
        let mut entry = conn.prepare_cached(
            "INSERT INTO entry (no, id, type, scope, local_id) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for (no, new) in (self.first..).zip(&self.entries) {
            let key = Some((new.source, new.table.as_str()));
            if scope.0 != key {
                scope = (key, runs::ensure_scope(conn, new.source, &new.table)?);
            }
            entry.execute((
                no,
                new.id.as_bytes(),
                new.entry_type as u8,
                scope.1,
                &new.local_id,
            ))?;
            scopes.entry(scope.1).or_default().insert(no);
        }
        for (scope, added) in scopes {
            let mut select =
                conn.prepare_cached("SELECT entries FROM scope_entries WHERE scope = ?1")?;
            let old: Option<Vec<u8>> = select.query_row([scope], |row| row.get(0)).optional()?;
            let mut set = old.map_or(Ok(RoaringBitmap::new()), |old| {
                read_set(&old, "scope_entries")
            })?;
            set |= added;
            conn.prepare_cached(
                "INSERT OR REPLACE INTO scope_entries (scope, entries) VALUES (?1, ?2)",
            )?
            .execute((scope, set_bytes(&set)?))?;
        }
        Ok(())
    }

    /// Forgets them: they are on the disk.
    pub(super) fn clear(&mut self) {
        self.entries.clear();
    }
}

fn next(conn: &Connection) -> Result<u32, Error> {
    Ok(conn
        .prepare_cached("SELECT coalesce(max(no), 0) + 1 FROM entry")?
        .query_row([], |row| row.get(0))?)
}
