//! Sources, as people declared them: an ordinary table.

use super::begin;
use crate::{Error, NewSource};
use model::{Source, SourceNo};
use rusqlite::{Connection, OptionalExtension as _, Row};

const COLUMNS: &str =
    "SELECT no, key, name, role, licence, map, hold_withdrawn, hold_moved FROM source";

pub(super) fn add(conn: &Connection, new: NewSource) -> Result<Source, Error> {
    let NewSource {
        key,
        name,
        role,
        licence,
        map,
        hold_withdrawn_percent,
        hold_moved_percent,
    } = new;
    let tx = begin(conn)?;
    let no: u32 = tx.query_row(
        "INSERT INTO source (key, name, role, licence, map, hold_withdrawn, hold_moved)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (key) DO UPDATE SET name = ?2, role = ?3, licence = ?4, map = ?5, hold_withdrawn = ?6, hold_moved = ?7
         RETURNING no",
        (key.as_str(), &name, role.as_str(), &licence, &map, hold_withdrawn_percent, hold_moved_percent),
        |row| row.get(0),
    )?;
    tx.commit()?;
    Ok(Source {
        no: SourceNo(no),
        key,
        name,
        role,
        licence,
        map,
        hold_withdrawn_percent,
        hold_moved_percent,
    })
}

pub(super) fn all(conn: &Connection) -> Result<Vec<Source>, Error> {
    let mut statement = conn.prepare_cached(&format!("{COLUMNS} ORDER BY no"))?;
    let mut rows = statement.query([])?;
    let mut sources = Vec::new();
    while let Some(row) = rows.next()? {
        sources.push(read(row)?);
    }
    Ok(sources)
}

/// The source with this number.
pub(super) fn one(conn: &Connection, no: SourceNo) -> Result<Source, Error> {
    let mut statement = conn.prepare_cached(&format!("{COLUMNS} WHERE no = ?1"))?;
    let source = statement
        .query_row([no.0], |row| Ok(read(row)))
        .optional()?;
    source.unwrap_or(Err(Error::NoSuchSource(no)))
}

fn read(row: &Row<'_>) -> Result<Source, Error> {
    let bad = |e: &dyn ToString| Error::damaged("the table of sources", e.to_string());
    let (key, role): (String, String) = (row.get(1)?, row.get(3)?);
    Ok(Source {
        no: SourceNo(row.get(0)?),
        key: key.parse().map_err(|e| bad(&e))?,
        name: row.get(2)?,
        role: role.parse().map_err(|e| bad(&e))?,
        licence: row.get(4)?,
        map: row.get(5)?,
        hold_withdrawn_percent: row.get(6)?,
        hold_moved_percent: row.get(7)?,
    })
}
