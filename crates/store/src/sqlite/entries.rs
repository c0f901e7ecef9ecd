//! Entries and their versions.

use super::bodies::{self, Bodies};
use super::whole;
use crate::item::{Item, Named, Sealed, Word};
use crate::{EntryRow, Error, Fingerprint, Known, Withdrawal};
use jiff::civil::Date;
use model::{
    EntryId, EntryNo, EntryType, Field, NewVersion, Position, RunNo, SourceNo, Value, Version,
};
use rusqlite::{Connection, OptionalExtension as _};
use std::collections::BTreeMap;

pub(super) fn known(conn: &Connection, id: &EntryId) -> Result<Option<Known>, Error> {
    let mut statement = conn.prepare_cached(
        "SELECT entry_id.entry, fingerprint, said FROM entry_id LEFT JOIN known ON known.entry = entry_id.entry
         WHERE id = ?1",
    )?;
    let mut rows = statement.query([id.as_bytes()])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let no = EntryNo(row.get(0)?);
    let said = row
        .get_ref(2)?
        .as_str_or_null()
        .map_err(|e| Error::damaged(format!("entry {}", no.0), e))?;
    let said = said.map(|said| date(said, no)).transpose()?;
    Ok(Some(Known {
        no,
        fingerprint: row.get::<_, Option<[u8; 16]>>(1)?.map(Fingerprint),
        said,
    }))
}

/// See [`crate::Log::fingerprint_at`].
pub(super) fn fingerprint_at(
    conn: &Connection,
    entry: EntryNo,
    said: Date,
) -> Result<Option<Fingerprint>, Error> {
    // Dates are kept as ISO 8601, which sorts as it reads.
    let mut statement = conn.prepare_cached(
        "SELECT version.fingerprint FROM version JOIN run ON run.no = version.run
         WHERE version.entry = ?1 AND version.said <= ?2 AND run.belief IS NOT NULL
         ORDER BY version.said DESC, version.said_by DESC LIMIT 1",
    )?;
    let mut rows = statement.query((entry.0, said.to_string()))?;
    match rows.next()? {
        Some(row) => Ok(row.get::<_, Option<[u8; 16]>>(0)?.map(Fingerprint)),
        None => Ok(None),
    }
}

fn date(text: &str, no: EntryNo) -> Result<Date, Error> {
    text.parse()
        .map_err(|e: jiff::Error| Error::damaged(format!("entry {}", no.0), e))
}

fn entry_type(no: u8) -> EntryType {
    EntryType::ALL
        .into_iter()
        .find(|t| *t as u8 == no)
        .unwrap_or(EntryType::Service)
}

pub(super) fn entry(conn: &Connection, no: EntryNo) -> Result<EntryRow, Error> {
    let mut statement = conn.prepare_cached(
        "SELECT id, type, scope.source, scope.name, local_id, known.first
         FROM entry JOIN scope ON scope.no = entry.scope LEFT JOIN known ON known.entry = entry.no WHERE entry.no = ?1",
    )?;
    let read = statement.query_row([no.0], |row| {
        Ok(EntryRow {
            no,
            id: EntryId::from_bytes(row.get(0)?),
            entry_type: entry_type(row.get(1)?),
            source: SourceNo(row.get(2)?),
            table: row.get(3)?,
            local_id: row.get(4)?,
            first: row.get::<_, Option<i64>>(5)?.map(|at| Position(at as u64)),
        })
    });
    read.optional()?.ok_or(Error::NoSuchEntry(no))
}

/// The number of the entry with this id, if it has one.
pub(super) fn number_of(conn: &Connection, id: &EntryId) -> Result<Option<EntryNo>, Error> {
    let mut statement = conn.prepare_cached("SELECT entry FROM entry_id WHERE id = ?1")?;
    let number = statement.query_row([id.as_bytes()], |row| row.get(0));
    Ok(number.optional()?.map(EntryNo))
}

/// The id of the entry with this number.
pub(super) fn id_of(conn: &Connection, no: EntryNo) -> Result<EntryId, Error> {
    let mut statement = conn.prepare_cached("SELECT id FROM entry WHERE no = ?1")?;
    let id = statement.query_row([no.0], |row| row.get(0));
    id.optional()?
        .map(EntryId::from_bytes)
        .ok_or(Error::NoSuchEntry(no))
}

/// What an item says of the entry it is about, and the entry's table.
pub(super) fn named(conn: &Connection, no: EntryNo) -> Result<(Named, String), Error> {
    let mut statement = conn.prepare_cached(
        "SELECT id, type, local_id, scope.name FROM entry JOIN scope ON scope.no = entry.scope WHERE entry.no = ?1",
    )?;
    let read = statement.query_row([no.0], |row| {
        let (id, entry_type) = (EntryId::from_bytes(row.get(0)?), entry_type(row.get(1)?));
        Ok((
            Named {
                id,
                entry_type,
                local_id: row.get(2)?,
            },
            row.get(3)?,
        ))
    });
    read.optional()?.ok_or(Error::NoSuchEntry(no))
}

/// The row in which an entry stands: its local id is `ROW#type` or `ROW#service:TERM`.
pub(super) fn row_of(local_id: &str) -> &str {
    local_id.rsplit_once('#').map_or(local_id, |(row, _)| row)
}

/// The positions of an entry's versions, in order.
pub(super) fn positions(conn: &Connection, no: EntryNo) -> Result<Vec<Position>, Error> {
    let mut statement = conn
        .prepare_cached("SELECT position FROM version WHERE entry = ?1 AND fingerprint IS NOT NULL ORDER BY position")?;
    let rows = statement.query_map([no.0], |row| whole(row, 0).map(Position))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn versions(
    conn: &Connection,
    bodies: &Bodies,
    no: EntryNo,
) -> Result<Vec<Version>, Error> {
    positions(conn, no)?
        .into_iter()
        .map(|at| version(&bodies::item(conn, bodies, at)?))
        .collect()
}

pub(super) fn withdrawals(conn: &Connection, no: EntryNo) -> Result<Vec<Withdrawal>, Error> {
    let mut statement = conn.prepare_cached(
        "SELECT position, run, said FROM version WHERE entry = ?1 AND fingerprint IS NULL ORDER BY position",
    )?;
    let mut rows = statement.query([no.0])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let said = date(&row.get::<_, String>(2)?, no)?;
        all.push(Withdrawal {
            position: Position(whole(row, 0)?),
            run: RunNo(row.get(1)?),
            said,
        });
    }
    Ok(all)
}

/// The item as a version. A field whose word today's program does not know is passed over.
fn version(item: &Item) -> Result<Version, Error> {
    let bad =
        |e: &dyn ToString| Error::damaged(format!("position {}", item.position), e.to_string());
    let run = item
        .run
        .map(RunNo)
        .ok_or_else(|| bad(&"a version has no `run`"))?;
    let field = |word: &Word| Field::from_word(word);
    let (mut changes, mut erased) = (BTreeMap::new(), Vec::new());
    for (word, sealed) in &item.fields {
        match (field(word), sealed) {
            (Some(field), Sealed::Erased(_)) => erased.push(field),
            (Some(field), Sealed::Kept(json, _)) => {
                let value = (!json.is_null())
                    .then(|| Value::from_json(field, json))
                    .transpose()
                    .map_err(|e| bad(&e))?;
                changes.insert(field, value);
            }
            (None, _) => {}
        }
    }
    Ok(Version {
        position: Position(item.position),
        run,
        adds: NewVersion {
            said: item.said.ok_or_else(|| bad(&"a version has no `said`"))?,
            said_by: item.said_by.map_or(run, RunNo),
            assured: item.assured,
            speaks: item.speaks.iter().filter_map(field).collect(),
            changes,
            row: item.row,
        },
        erased: erased.into_iter().collect(),
    })
}
