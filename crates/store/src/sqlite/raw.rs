//! Raw rows: the bytes that versions were read from, each distinct row kept once.
//!
//! In a body, a row is its length plus one as a LEB128 number, then its bytes; the number 0 stands for a row that was
//! destroyed.

use super::bodies::{self, Bodies};
use super::waiting::{RawKeys, Waiting};
use super::whole;
use crate::Error;
use crate::keys::Keys;
use model::{EntryNo, Position};
use rusqlite::types::Value;
use rusqlite::{CachedStatement, Connection, OptionalExtension as _};
use std::collections::BTreeSet;

/// A block is closed when it has this many bytes before packing.
const BLOCK_BYTES: usize = 64 * 1024;

/// Packs rows within one transaction.
pub(super) struct RawWriter<'a> {
    conn: &'a Connection,
    keys: &'a Keys,
    first: u64,
    rows: u64,
    bytes: Vec<u8>,
    select: CachedStatement<'a>,
    /// Rows of earlier batches whose keys wait.
    waiting: &'a RawKeys,
    added: RawKeys,
}

impl<'a> RawWriter<'a> {
    pub(super) fn new(
        conn: &'a Connection,
        keys: &'a Keys,
        waiting: &'a RawKeys,
    ) -> Result<Self, Error> {
        let mut statement =
            conn.prepare_cached("SELECT first + rows FROM raw_block ORDER BY first DESC LIMIT 1")?;
        let first = statement
            .query_row([], |row| whole(row, 0))
            .optional()?
            .unwrap_or(0);
        Ok(Self {
            conn,
            keys,
            first,
            rows: 0,
            bytes: Vec::new(),
            select: conn.prepare_cached("SELECT row FROM raw_key WHERE key = ?1 AND rest = ?2")?,
            waiting,
            added: RawKeys::new(),
        })
    }

    /// Adds rows. Gives their numbers as the table of versions keeps them.
    pub(super) fn add_all(&mut self, rows: &[Vec<u8>]) -> Result<Option<Value>, Error> {
        let numbers = rows
            .iter()
            .map(|row| self.add(row))
            .collect::<Result<Vec<u64>, _>>()?;
        Ok(match numbers[..] {
            [] => None,
            [one] => Some(Value::Integer(one as i64)),
            _ => Some(Value::Text(serde_json::Value::from(numbers).to_string())),
        })
    }

    fn add(&mut self, row: &[u8]) -> Result<u64, Error> {
        let (key, rest) = self.keys.raw(row);
        let near = self.added.get(&key).or_else(|| self.waiting.get(&key));
        if let Some((_, no)) = near.filter(|(r, _)| *r == rest) {
            return Ok(*no);
        }
        let known = self.select.query_row((key, rest), |row| whole(row, 0));
        if let Some(no) = known.optional()? {
            return Ok(no);
        }
        let no = self.first + self.rows;
        self.added.insert(key, (rest, no));
        put(&mut self.bytes, Some(row));
        self.rows += 1;
        if self.bytes.len() >= BLOCK_BYTES {
            self.write_block()?;
        }
        Ok(no)
    }

    fn write_block(&mut self) -> Result<(), Error> {
        if self.rows > 0 {
            let body = bodies::write(self.conn, &self.bytes)?;
            self.conn
                .prepare_cached("INSERT INTO raw_block (first, rows, body) VALUES (?1, ?2, ?3)")?
                .execute((self.first as i64, self.rows as i64, body))?;
            self.first += self.rows;
            self.rows = 0;
            self.bytes.clear();
        }
        Ok(())
    }

    /// Writes what is left. Gives the keys of the rows added, which wait.
    pub(super) fn finish(mut self) -> Result<RawKeys, Error> {
        self.write_block()?;
        Ok(self.added)
    }
}

fn put(out: &mut Vec<u8>, row: Option<&[u8]>) {
    let mut length = row.map_or(0, |row| row.len() as u64 + 1);
    while length >= 0x80 {
        out.push(length as u8 | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
    out.extend_from_slice(row.unwrap_or_default());
}

/// The rows of a body; none for one that was destroyed.
fn rows(mut bytes: &[u8]) -> Option<Vec<Option<&[u8]>>> {
    let mut rows = Vec::new();
    while !bytes.is_empty() {
        let (mut length, mut shift) = (0u64, 0);
        loop {
            let (byte, rest) = bytes.split_first()?;
            bytes = rest;
            length |= u64::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte & 0x80 == 0 {
                break;
            }
        }
        rows.push(match length.checked_sub(1) {
            None => None,
            Some(length) => {
                let (row, rest) = bytes.split_at_checked(length as usize)?;
                bytes = rest;
                Some(row)
            }
        });
    }
    Some(rows)
}

/// A block of raw rows: its first row and its body.
fn block_of(conn: &Connection, row: u64) -> Result<(u64, i64), Error> {
    let mut statement = conn.prepare_cached(
        "SELECT first, body FROM raw_block WHERE first <= ?1 ORDER BY first DESC LIMIT 1",
    )?;
    let block = statement
        .query_row([row as i64], |row| Ok((whole(row, 0)?, row.get(1)?)))
        .optional()?;
    block.ok_or_else(|| Error::damaged(format!("raw row {row}"), "it has no block"))
}

fn unreadable(body: i64) -> Error {
    Error::damaged(format!("body {body}"), "its raw rows cannot be told apart")
}

/// The numbers of the raw rows that an entry's versions came from; of one version when `position` is given.
fn numbers(
    conn: &Connection,
    entry: EntryNo,
    position: Option<Position>,
) -> Result<Vec<u64>, Error> {
    let mut statement = conn
        .prepare_cached("SELECT raw FROM version WHERE entry = ?1 AND raw IS NOT NULL AND (?2 IS NULL OR position = ?2)")?;
    let mut found = statement.query((entry.0, position.map(|p| p.0 as i64)))?;
    let mut numbers = Vec::new();
    while let Some(row) = found.next()? {
        match row.get(0)? {
            Value::Integer(no) => numbers.push(no as u64),
            Value::Text(list) => {
                let list: serde_json::Value = serde_json::from_str(&list).unwrap_or_default();
                numbers.extend(
                    list.as_array()
                        .into_iter()
                        .flatten()
                        .filter_map(serde_json::Value::as_u64),
                );
            }
            _ => {}
        }
    }
    Ok(numbers)
}

pub(super) fn of_position(
    conn: &Connection,
    kept: &Bodies,
    waiting: &Waiting,
    position: Position,
) -> Result<Vec<Vec<u8>>, Error> {
    let Some(named) = bodies::item(conn, kept, position)?.entry else {
        return Ok(Vec::new());
    };
    let Some(known) = waiting.known(conn, &named.id)? else {
        return Ok(Vec::new());
    };
    let mut raw = Vec::new();
    for no in numbers(conn, known.no, Some(position))? {
        let (first, body) = block_of(conn, no)?;
        let row = kept.with(conn, body, |body| {
            rows(&body.bytes).map(|rows| {
                rows.get((no - first) as usize)
                    .copied()
                    .flatten()
                    .map(<[u8]>::to_vec)
            })
        })?;
        raw.extend(row.ok_or_else(|| unreadable(body))?);
    }
    Ok(raw)
}

/// Destroys the raw rows of every version of these entries. Gives how many.
pub(super) fn destroy(conn: &Connection, keys: &Keys, of: &[EntryNo]) -> Result<u64, Error> {
    let mut doomed = BTreeSet::new();
    for entry in of {
        doomed.extend(numbers(conn, *entry, None)?);
    }
    let mut destroyed = 0;
    while let Some(no) = doomed.first().copied() {
        let (first, old) = block_of(conn, no)?;
        let bytes = bodies::read(conn, old)?;
        let (mut rewritten, mut changed) = (Vec::with_capacity(bytes.len()), 0);
        for (no, row) in (first..).zip(rows(&bytes).ok_or_else(|| unreadable(old))?) {
            let goes = doomed.remove(&no);
            if let Some(row) = row.filter(|_| goes) {
                changed += 1;
                conn.prepare_cached("DELETE FROM raw_key WHERE key = ?1 AND row = ?2")?
                    .execute((keys.raw(row).0, no as i64))?;
            }
            put(&mut rewritten, if goes { None } else { row });
        }
        if doomed.remove(&no) {
            return Err(Error::damaged(
                format!("raw row {no}"),
                "its block is too short",
            ));
        }
        if changed > 0 {
            let new = bodies::write(conn, &rewritten)?;
            bodies::destroy(conn, old)?;
            conn.prepare_cached("UPDATE raw_block SET body = ?2 WHERE first = ?1")?
                .execute((first as i64, new))?;
        }
        destroyed += changed;
    }
    Ok(destroyed)
}
