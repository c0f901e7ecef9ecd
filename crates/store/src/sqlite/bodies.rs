//! Packed bodies on the disk, unpacked in memory: a few of them are kept, since neighbours are read together.

use super::whole;
use crate::item::Item;
use crate::pack::inflate;
use crate::{Error, pack};
use model::Position;
use rusqlite::{Connection, OptionalExtension as _};
use std::cell::RefCell;

/// How many unpacked bodies are kept, of about 64 kB each.
const KEPT: usize = 24;

/// A body in memory.
pub(super) struct Body {
    no: i64,
    pub(super) bytes: Vec<u8>,
    /// Where each line ends.
    ends: Vec<u32>,
}

impl Body {
    fn new(no: i64, bytes: Vec<u8>) -> Self {
        let ends = (0..)
            .zip(&bytes)
            .filter(|(_, b)| **b == b'\n')
            .map(|(at, _)| at)
            .collect();
        Self { no, bytes, ends }
    }

    /// Its line `n`, counted from 0, without its end.
    pub(super) fn line(&self, n: usize) -> Option<&[u8]> {
        let start = if n == 0 {
            0
        } else {
            *self.ends.get(n - 1)? as usize + 1
        };
        self.bytes.get(start..*self.ends.get(n)? as usize)
    }
}

/// The bodies last used, the latest last. A body never changes under its number, so none goes stale.
#[derive(Default)]
pub(super) struct Bodies(RefCell<Vec<Body>>);

impl Bodies {
    /// Gives the unpacked body `no` to `f`.
    pub(super) fn with<T>(
        &self,
        conn: &Connection,
        no: i64,
        f: impl FnOnce(&Body) -> T,
    ) -> Result<T, Error> {
        let mut kept = self.0.borrow_mut();
        let at = kept.iter().rposition(|body| body.no == no);
        let body = match at {
            Some(at) => kept.remove(at),
            None => Body::new(no, read(conn, no)?),
        };
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        let answer = f(&body);
        kept.push(body);
        Ok(answer)
    }

    /// Forgets all of them.
    pub(super) fn clear(&self) {
        self.0.borrow_mut().clear();
    }
}

/// Unpacks the body `no`.
pub(super) fn read(conn: &Connection, no: i64) -> Result<Vec<u8>, Error> {
    let mut statement = conn.prepare_cached("SELECT bytes FROM body WHERE no = ?1")?;
    let mut rows = statement.query([no])?;
    let place = || format!("body {no}");
    let row = rows
        .next()?
        .ok_or_else(|| Error::damaged(place(), "it is missing"))?;
    inflate(
        row.get_ref(0)?
            .as_blob()
            .map_err(|e| Error::damaged(place(), e))?,
        &place(),
    )
}

/// Writes a body at the end, packed. Gives its number.
pub(super) fn write(conn: &Connection, bytes: &[u8]) -> Result<i64, Error> {
    let packed = pack::deflate(bytes)?;
    conn.prepare_cached("INSERT INTO body (bytes) VALUES (?1)")?
        .execute([packed])?;
    Ok(conn.last_insert_rowid())
}

/// Overwrites a body with zeros where it lies on the disk.
pub(super) fn destroy(conn: &Connection, no: i64) -> Result<(), Error> {
    let mut blob = conn.blob_open("main", "body", "bytes", no, false)?;
    let zeros = vec![0; blob.len()];
    blob.write_at(&zeros, 0)?;
    Ok(blob.close()?)
}

/// A block of items: its first position, how many items, the number of its body.
#[derive(Clone, Copy)]
pub(super) struct Block {
    pub(super) first: u64,
    pub(super) items: u64,
    pub(super) body: i64,
}

/// The block that holds `position`.
pub(super) fn block_of(conn: &Connection, position: Position) -> Result<Block, Error> {
    let mut statement = conn.prepare_cached(
        "SELECT first, items, body FROM block WHERE first <= ?1 ORDER BY first DESC LIMIT 1",
    )?;
    let block = statement
        .query_row([position.0 as i64], |row| {
            Ok(Block {
                first: whole(row, 0)?,
                items: whole(row, 1)?,
                body: row.get(2)?,
            })
        })
        .optional()?;
    block
        .filter(|b| position.0 < b.first + b.items)
        .ok_or(Error::NoSuchItem(position))
}

/// Reads one line of a block.
pub(super) fn decode(line: &[u8], position: u64) -> Result<Item, Error> {
    let place = || format!("position {position}");
    let line = std::str::from_utf8(line).map_err(|e| Error::damaged(place(), e))?;
    Item::decode(line).map_err(|e| Error::damaged(place(), e))
}

/// The item at `position`.
pub(super) fn item(conn: &Connection, bodies: &Bodies, position: Position) -> Result<Item, Error> {
    let block = block_of(conn, position)?;
    bodies.with(conn, block.body, |body| {
        let line = body.line((position.0 - block.first) as usize);
        let line = line.ok_or_else(|| {
            Error::damaged(format!("position {position}"), "its block is too short")
        })?;
        decode(line, position.0)
    })?
}
