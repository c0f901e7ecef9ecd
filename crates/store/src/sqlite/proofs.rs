//! Proofs, from the perfect subtrees that are kept and at most a few hundred leaves.

use super::append::{NODE_HEIGHT, edge};
use super::bodies::block_of;
use crate::Error;
use crate::keys::first;
use crate::merkle::{
    Consistency, Edge, Hash, Inclusion, consistency_path, inclusion_path, node_hash, split,
};
use model::Position;
use rusqlite::Connection;

pub(super) fn inclusion(conn: &Connection, position: Position) -> Result<Inclusion, Error> {
    let size = edge(conn)?.size();
    if position.0 == 0 || position.0 > size {
        return Err(Error::NoSuchItem(position));
    }
    let index = position.0 - 1;
    let path = inclusion_path(index, size, &mut |start, length| {
        root_of(conn, start, length)
    })?;
    Ok(Inclusion {
        index,
        size,
        leaf: root_of(conn, index, 1)?,
        path,
    })
}

pub(super) fn consistency(conn: &Connection, old_size: u64) -> Result<Consistency, Error> {
    let size = edge(conn)?.size();
    if old_size > size {
        return Err(Error::NoSuchItem(Position(old_size)));
    }
    let path = consistency_path(old_size, size, &mut |start, length| {
        root_of(conn, start, length)
    })?;
    Ok(Consistency {
        old_size,
        size,
        path,
    })
}

/// The root over `length` leaves from `start`, counted from 0.
fn root_of(conn: &Connection, start: u64, length: u64) -> Result<Hash, Error> {
    let perfect = length.is_power_of_two() && start.is_multiple_of(length);
    if perfect && length.trailing_zeros() >= NODE_HEIGHT {
        let mut statement =
            conn.prepare_cached("SELECT hash FROM node WHERE height = ?1 AND number = ?2")?;
        return Ok(statement
            .query_row((length.trailing_zeros(), (start / length) as i64), |row| {
                row.get(0)
            })?);
    }
    if length <= 1 << NODE_HEIGHT {
        let mut tree = Edge::default();
        leaves(conn, start, length)?
            .into_iter()
            .for_each(|leaf| tree.push(leaf, |_, _, _| {}));
        return Ok(tree.root());
    }
    let left = split(length);
    Ok(node_hash(
        &root_of(conn, start, left)?,
        &root_of(conn, start + left, length - left)?,
    ))
}

/// `length` leaf hashes from `start`, counted from 0.
fn leaves(conn: &Connection, start: u64, length: u64) -> Result<Vec<Hash>, Error> {
    let mut statement = conn.prepare_cached("SELECT leaves FROM block WHERE first = ?1")?;
    let mut leaves = Vec::with_capacity(length as usize);
    while (leaves.len() as u64) < length {
        let position = Position(start + leaves.len() as u64 + 1);
        let block = block_of(conn, position)?;
        let bytes: Vec<u8> = statement.query_row([block.first as i64], |row| row.get(0))?;
        let from = (position.0 - block.first) as usize;
        let wanted = length as usize - leaves.len();
        let before = leaves.len();
        leaves.extend(
            bytes
                .as_chunks::<32>()
                .0
                .iter()
                .skip(from)
                .take(wanted)
                .map(|leaf| first::<32>(leaf)),
        );
        if leaves.len() == before {
            return Err(Error::damaged(
                format!("position {position}"),
                "its leaf hash is missing",
            ));
        }
    }
    Ok(leaves)
}
