//! Notes: decisions that are neither a version nor about a run.

use super::append::Appender;
use super::bodies::{self, Bodies};
use super::{Entropy, SqliteLog, begin, whole};
use crate::item::{Item, Sealed, Word};
use crate::{Error, Note, Noted};
use jiff::Timestamp;
use model::Position;
use rusqlite::{Connection, Transaction};

pub(super) fn append(log: &mut SqliteLog, note: Note) -> Result<Position, Error> {
    let SqliteLog { conn, entropy, .. } = log;
    let tx = begin(conn)?;
    let fields = note
        .says
        .into_iter()
        .map(|(word, value)| (word.into(), Sealed::Kept(value, None)))
        .collect();
    let position = push(&tx, entropy, &note.kind, note.at, fields)?;
    tx.commit()?;
    Ok(position)
}

/// Appends a note within a transaction, its fields in the order of their words, as they are read again.
pub(super) fn push(
    tx: &Transaction<'_>,
    entropy: &mut Entropy,
    kind: &str,
    at: Timestamp,
    fields: Vec<(Word, Sealed)>,
) -> Result<Position, Error> {
    let item = Item {
        fields,
        ..Item::default()
    };
    push_item(tx, entropy, kind, at, item)
}

/// The same with a note that is about an entry.
pub(super) fn push_item(
    tx: &Transaction<'_>,
    entropy: &mut Entropy,
    kind: &str,
    at: Timestamp,
    mut item: Item,
) -> Result<Position, Error> {
    item.kind = format!("note:{kind}").into();
    item.at = Some(at);
    item.fields.sort_by(|one, other| one.0.cmp(&other.0));
    let mut appender = Appender::new(tx, entropy)?;
    let position = appender.push(&mut item)?;
    appender.finish(true)?;
    tx.prepare_cached("INSERT INTO note (kind, position) VALUES (?1, ?2)")?
        .execute((kind, position.0 as i64))?;
    Ok(position)
}

pub(super) fn of_kind(conn: &Connection, kept: &Bodies, kind: &str) -> Result<Vec<Noted>, Error> {
    let mut statement =
        conn.prepare_cached("SELECT position FROM note WHERE kind = ?1 ORDER BY position")?;
    let positions = statement
        .query_map([kind], |row| whole(row, 0).map(Position))?
        .collect::<Result<Vec<_>, _>>()?;
    let read = |position: Position| {
        let item = bodies::item(conn, kept, position)?;
        let at = item
            .at
            .ok_or_else(|| Error::damaged(format!("position {position}"), "a note has no `at`"))?;
        let says = item
            .fields
            .into_iter()
            .filter_map(|(word, sealed)| match sealed {
                Sealed::Kept(value, _) => Some((word.into_owned(), value)),
                Sealed::Erased(_) => None,
            });
        Ok(Noted {
            position,
            note: Note {
                kind: kind.to_owned(),
                at,
                says: says.collect(),
            },
        })
    };
    positions.into_iter().map(read).collect()
}
