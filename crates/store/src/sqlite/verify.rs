//! Checking the whole log: every item against its leaf, the tree against every root that was acknowledged, and that
//! nothing was erased without saying so.

use super::append::{NODE_HEIGHT, edge};
use super::bodies;
use super::whole;
use crate::item::{Item, Sealed};
use crate::merkle::{Edge, Hash, leaf_hash};
use crate::{Error, Verified};
use model::{EntryId, SourceKey};
use rusqlite::{Connection, OptionalExtension as _};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// How many faults are listed.
const LISTED: usize = 100;

/// Where the walk stands.
#[derive(Default)]
struct Walk {
    tree: Edge,
    faults: Vec<String>,
    /// Size at the last root that agreed.
    agreed: u64,
    roots_differ: bool,
    /// Statements that are erased, and those that an erasure names.
    erased: BTreeSet<String>,
    said: BTreeSet<String>,
}

pub(super) fn verify(tx: &Connection, progress: &mut dyn FnMut(u64)) -> Result<Verified, Error> {
    let head = edge(tx)?;
    let mut checkpoints = checkpoints(tx)?;
    let mut walk = Walk::default();
    let mut statement =
        tx.prepare("SELECT first, items, body, leaves FROM block ORDER BY first")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (first, items, body): (u64, u64, i64) = (whole(row, 0)?, whole(row, 1)?, row.get(2)?);
        let leaves: Vec<u8> = row.get(3)?;
        let next = walk.tree.size() + 1;
        if first != next {
            walk.fault(format!("position {next}: the next block begins at {first}; items are missing or out of order"));
        }
        let (leaves, rest) = leaves.as_chunks::<32>();
        if leaves.len() as u64 != items || !rest.is_empty() {
            walk.fault(format!(
                "positions {first} to {}: the block has not one leaf hash for each item",
                first + items - 1
            ));
        }
        let bytes = bodies::read(tx, body);
        match &bytes {
            Ok(bytes) => {
                let lines: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
                if lines.len() != leaves.len() {
                    walk.fault(format!(
                        "position {}: the block holds {} items for {} leaf hashes",
                        first + lines.len().min(leaves.len()) as u64,
                        lines.len(),
                        leaves.len()
                    ));
                }
                for ((position, line), leaf) in (next..).zip(&lines).zip(leaves) {
                    if let Err(problem) = walk.item(line, position, leaf) {
                        walk.fault(format!("position {position}: {problem}"));
                    }
                }
            }
            Err(error) => walk.fault(format!(
                "position {first}: its block cannot be read: {error}"
            )),
        }
        for leaf in leaves {
            walk.leaf(tx, *leaf, &mut checkpoints)?;
        }
        progress(walk.tree.size());
    }
    walk.end(&head, &checkpoints);
    let erased = walk.erased.len() as u64;
    Ok(Verified {
        items: walk.tree.size(),
        root: walk.tree.root(),
        erased,
        faults: walk.faults,
    })
}

fn checkpoints(conn: &Connection) -> Result<BTreeMap<u64, Hash>, Error> {
    let mut statement = conn.prepare("SELECT size, root FROM checkpoint")?;
    let rows = statement.query_map([], |row| Ok((whole(row, 0)?, row.get::<_, Hash>(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

impl Walk {
    fn fault(&mut self, fault: String) {
        if self.faults.len() < LISTED {
            self.faults.push(fault);
        }
    }

    /// Checks one item by itself.
    fn item(&mut self, line: &[u8], position: u64, leaf: &Hash) -> Result<(), String> {
        let line = std::str::from_utf8(line).map_err(|e| e.to_string())?;
        let line = line.strip_suffix('\n').ok_or("its line has no end")?;
        let item = Item::decode(line)?;
        let encoded = item.encode();
        if item.position != position {
            return Err(format!(
                "an item that says it is at {} stands here",
                item.position
            ));
        }
        if leaf_hash(encoded.leaf.as_bytes()) != *leaf {
            return Err(
                "the item is not the one that was recorded: it does not give its leaf hash".into(),
            );
        }
        if encoded.line != line {
            return Err("the item is not written as it was recorded".into());
        }
        self.statements(&item, position);
        id_fits(&item)
    }

    fn statements(&mut self, item: &Item, position: u64) {
        let erased = item
            .fields
            .iter()
            .filter(|(_, sealed)| matches!(sealed, Sealed::Erased(_)));
        self.erased
            .extend(erased.map(|(word, _)| format!("{position}.{word}")));
        if item.kind == "erasure" {
            let said = item
                .kept("statements")
                .and_then(Json::as_array)
                .into_iter()
                .flatten();
            self.said
                .extend(said.filter_map(|s| s.as_str().map(str::to_owned)));
        }
    }

    /// Grows the tree by a leaf and compares what is stored about it.
    fn leaf(
        &mut self,
        conn: &Connection,
        leaf: Hash,
        checkpoints: &mut BTreeMap<u64, Hash>,
    ) -> Result<(), Error> {
        let mut made = Vec::new();
        self.tree.push(leaf, |height, number, hash| {
            made.push((height, number, hash));
        });
        for (height, number, hash) in made
            .into_iter()
            .filter(|(height, ..)| *height >= NODE_HEIGHT)
        {
            let mut statement =
                conn.prepare_cached("SELECT hash FROM node WHERE height = ?1 AND number = ?2")?;
            let stored: Option<Hash> = statement
                .query_row((height, number as i64), |row| row.get(0))
                .optional()?;
            if stored != Some(hash) {
                let (from, to) = ((number << height) + 1, (number + 1) << height);
                self.fault(format!(
                    "positions {from} to {to}: the leaf hashes do not give the hash kept over them"
                ));
            }
        }
        let size = self.tree.size();
        if let Some(root) = checkpoints.remove(&size) {
            if root == self.tree.root() {
                self.agreed = size;
            } else if !self.roots_differ {
                self.roots_differ = true;
                self.fault(format!(
                    "positions {} to {size}: the root differs from the one acknowledged at {size}",
                    self.agreed + 1
                ));
            }
        }
        Ok(())
    }

    /// Compares the end of the log.
    fn end(&mut self, head: &Edge, left: &BTreeMap<u64, Hash>) {
        let size = self.tree.size();
        let acknowledged = left
            .keys()
            .copied()
            .max()
            .unwrap_or_default()
            .max(head.size());
        if acknowledged != size {
            self.fault(format!(
                "position {}: the log ends at {size}, but {acknowledged} items were recorded",
                size + 1
            ));
        } else if *head != self.tree && !self.roots_differ {
            self.fault(format!(
                "positions {} to {size}: the root differs from the one recorded",
                self.agreed + 1
            ));
        }
        let unsaid: Vec<String> = self.erased.difference(&self.said).cloned().collect();
        for statement in unsaid {
            self.fault(format!(
                "statement {statement}: it was erased, and no item of the log says so"
            ));
        }
    }
}

/// The entry's id must be the one made of its source, local id and type.
fn id_fits(item: &Item) -> Result<(), String> {
    let (Some(entry), Some(source)) = (&item.entry, &item.source) else {
        return Ok(());
    };
    let source: SourceKey = source.parse()?;
    if EntryId::of(&source, &entry.local_id, entry.entry_type) == entry.id {
        Ok(())
    } else {
        Err("the entry's id is not the one its source, local id and type give".into())
    }
}
