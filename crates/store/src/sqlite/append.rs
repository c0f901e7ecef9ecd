//! How items reach the disk: packed into blocks, their leaves into the tree, in the caller's transaction.

use super::{Entropy, bodies, whole};
use crate::Error;
use crate::item::Item;
use crate::keys::first;
use crate::merkle::{Edge, Hash, leaf_hash};
use model::Position;
use rusqlite::{Connection, Transaction};

/// A block is closed when it has this many items …
const BLOCK_ITEMS: u64 = 200;
/// … or this many bytes before packing.
const BLOCK_BYTES: usize = 64 * 1024;

/// Perfect subtrees from this height up (256 leaves) are kept, so that a proof reads few leaves.
pub(super) const NODE_HEIGHT: u32 = 8;

/// The right edge of the tree as stored.
pub(super) fn edge(conn: &Connection) -> Result<Edge, Error> {
    let mut statement = conn.prepare_cached("SELECT size, peaks FROM edge")?;
    let (size, peaks) =
        statement.query_row([], |row| Ok((whole(row, 0)?, row.get::<_, Vec<u8>>(1)?)))?;
    Edge::restore(size, &peaks)
        .ok_or_else(|| Error::damaged("the tree's edge", "its peaks do not fit its size"))
}

/// Appends items within one transaction. [`Appender::finish`] must be called for any of them to be there.
pub(super) struct Appender<'a> {
    conn: &'a Transaction<'a>,
    entropy: &'a mut Entropy,
    seeds: Vec<u8>,
    edge: Edge,
    made: Vec<(u32, u64, Hash)>,
    first: u64,
    lines: String,
    leaves: Vec<u8>,
}

impl<'a> Appender<'a> {
    pub(super) fn new(conn: &'a Transaction<'a>, entropy: &'a mut Entropy) -> Result<Self, Error> {
        let edge = edge(conn)?;
        let first = edge.size() + 1;
        let (lines, leaves) = (String::new(), Vec::new());
        Ok(Self {
            conn,
            entropy,
            seeds: Vec::new(),
            edge,
            made: Vec::new(),
            first,
            lines,
            leaves,
        })
    }

    /// The position that the next item will have.
    pub(super) fn next(&self) -> u64 {
        self.edge.size() + 1
    }

    /// Appends `item`, giving it its position and its seed.
    pub(super) fn push(&mut self, item: &mut Item) -> Result<Position, Error> {
        item.position = self.next();
        item.seed = if item.fields.is_empty() {
            None
        } else {
            Some(self.seed())
        };
        let encoded = item.encode();
        let leaf = leaf_hash(encoded.leaf.as_bytes());
        let made = &mut self.made;
        self.edge.push(leaf, |height, number, hash| {
            if height >= NODE_HEIGHT {
                made.push((height, number, hash));
            }
        });
        self.leaves.extend(leaf);
        self.lines.push_str(&encoded.line);
        self.lines.push('\n');
        if self.leaves.len() as u64 / 32 >= BLOCK_ITEMS || self.lines.len() >= BLOCK_BYTES {
            self.write_block()?;
        }
        Ok(Position(item.position))
    }

    fn seed(&mut self) -> [u8; 16] {
        if self.seeds.is_empty() {
            // Asked for many at a time: the system's randomness costs a call each time.
            self.seeds = vec![0; 16 * 64];
            (self.entropy)(&mut self.seeds);
        }
        let at = self.seeds.len() - 16;
        let seed = first(&self.seeds[at..]);
        self.seeds.truncate(at);
        seed
    }

    fn write_block(&mut self) -> Result<(), Error> {
        if self.leaves.is_empty() {
            return Ok(());
        }
        let body = bodies::write(self.conn, self.lines.as_bytes())?;
        let items = (self.leaves.len() / 32) as u64;
        self.conn
            .prepare_cached(
                "INSERT INTO block (first, items, body, leaves) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((self.first as i64, items as i64, body, &self.leaves))?;
        self.first += items;
        self.lines.clear();
        self.leaves.clear();
        Ok(())
    }

    /// Writes what is left, and the tree. With `checkpoint`, the root is kept to be compared with for ever.
    pub(super) fn finish(mut self, checkpoint: bool) -> Result<(), Error> {
        self.write_block()?;
        let mut node = self
            .conn
            .prepare_cached("INSERT INTO node (height, number, hash) VALUES (?1, ?2, ?3)")?;
        for (height, number, hash) in &self.made {
            node.execute((height, *number as i64, hash))?;
        }
        let size = self.edge.size() as i64;
        self.conn
            .prepare_cached("UPDATE edge SET size = ?1, peaks = ?2")?
            .execute((size, self.edge.peaks()))?;
        if checkpoint {
            self.conn
                .prepare_cached("INSERT OR REPLACE INTO checkpoint (size, root) VALUES (?1, ?2)")?
                .execute((size, self.edge.root()))?;
        }
        Ok(())
    }
}
