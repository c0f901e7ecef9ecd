//! What stewards said where sources do not agree: one item `note:settle` for each answer. Its value stands under the
//! field's own word, so that erasing reaches it like any other statement of the entry.

use super::bodies::{self, Bodies};
use super::{SqliteLog, begin, entries, notes, sources, whole};
use crate::item::{Item, Sealed, Word};
use crate::{Error, Passed, Settled, SettledItem};
use model::{EntryId, EntryNo, Field, Position, SourceNo, Statement, StewardsWord, Value};
use roaring::RoaringBitmap;
use rusqlite::{Connection, OptionalExtension as _};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// The kind of the item.
pub(super) const KIND: &str = "note:settle";

/// Appends a steward's answer.
pub(super) fn settle(log: &mut SqliteLog, settled: &Settled) -> Result<Position, Error> {
    let SqliteLog { conn, entropy, .. } = log;
    let tx = begin(conn)?;
    let no = entries::number_of(&tx, &settled.entry)?
        .ok_or_else(|| Error::damaged(settled.entry.to_string(), "nothing has this id"))?;
    let (named, _) = entries::named(&tx, no)?;
    let kept = |word: &'static str, value: Json| (Word::from(word), Sealed::Kept(value, None));
    let mut fields = vec![
        kept("person", settled.person.as_str().into()),
        kept("reason", settled.reason.as_str().into()),
        kept("mark", settled.mark.as_str().into()),
    ];
    if let Some(value) = &settled.value {
        fields.push(kept(settled.field.as_str(), value.to_json()));
    }
    // The source is the entry's own, by which its id is made; that stewards speak is told by the kind.
    let of = entries::entry(&tx, no)?.source;
    let item = Item {
        source: Some(sources::one(&tx, of)?.key.as_str().to_owned()),
        entry: Some(named),
        said: Some(settled.said),
        speaks: vec![settled.field.as_str().into()],
        fields,
        ..Item::default()
    };
    let position = notes::push_item(&tx, entropy, "settle", settled.at, item)?;
    tx.prepare_cached(
        "INSERT INTO stewards_word (position, entry, source, field, person, mark, passed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute((
        position.0 as i64,
        no.0,
        settled.source.0,
        settled.field.as_str(),
        &settled.person,
        &settled.mark,
        settled.value.is_none(),
    ))?;
    tx.commit()?;
    Ok(position)
}

/// Marks what was said at `position` as taken back by the item at `by`. False when nothing said there stands.
pub(super) fn undo(conn: &Connection, position: Position, by: Position) -> Result<bool, Error> {
    let changed = conn
        .prepare_cached(
            "UPDATE stewards_word SET undone = ?2 WHERE position = ?1 AND undone IS NULL",
        )?
        .execute((position.0 as i64, by.0 as i64))?;
    Ok(changed > 0)
}

/// True when something said at `position` stands.
pub(super) fn stands(conn: &Connection, position: Position) -> Result<bool, Error> {
    let found = conn
        .prepare_cached("SELECT 1 FROM stewards_word WHERE position = ?1 AND undone IS NULL")?
        .query_row([position.0 as i64], |_| Ok(()))
        .optional()?;
    Ok(found.is_some())
}

/// What stands of what was said of each of `entries`; those of which nothing was said are left out.
pub(super) fn among(
    conn: &Connection,
    kept: &Bodies,
    entries: &[EntryNo],
) -> Result<BTreeMap<EntryNo, Vec<StewardsWord>>, Error> {
    let any: bool = conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM stewards_word)")?
        .query_row([], |row| row.get(0))?;
    let mut words = BTreeMap::new();
    // While nobody has said anything, nobody needs to look.
    for no in entries.iter().filter(|_| any) {
        let own = of_entry(conn, kept, *no)?;
        if !own.is_empty() {
            words.insert(*no, own);
        }
    }
    Ok(words)
}

/// For each field the newest word on an entry that stands.
fn of_entry(conn: &Connection, kept: &Bodies, no: EntryNo) -> Result<Vec<StewardsWord>, Error> {
    let mut read = conn.prepare_cached(
        "SELECT position, source FROM stewards_word
         WHERE entry = ?1 AND passed = 0 AND undone IS NULL ORDER BY position",
    )?;
    let found: Vec<(u64, u32)> = read
        .query_map([no.0], |row| Ok((whole(row, 0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut words = BTreeMap::new();
    for (position, source) in found {
        let item = bodies::item(conn, kept, Position(position))?;
        // What was erased speaks no more, nor does what it replaced: that was said of a value now forgotten.
        let Some(field) = field_of(&item) else {
            continue;
        };
        words.remove(&field);
        let (Some(value), Some(said)) = (value_of(&item, field)?, item.said) else {
            continue;
        };
        let statement = Statement {
            value: Some(value),
            position: Position(position),
            said,
        };
        let source = SourceNo(source);
        words.insert(
            field,
            StewardsWord {
                field,
                source,
                statement,
            },
        );
    }
    Ok(words.into_values().collect())
}

/// The positions of everything that was said of an entry.
pub(super) fn positions(conn: &Connection, no: EntryNo) -> Result<Vec<Position>, Error> {
    let mut read = conn
        .prepare_cached("SELECT position FROM stewards_word WHERE entry = ?1 ORDER BY position")?;
    let rows = read.query_map([no.0], |row| whole(row, 0).map(Position))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The entries of which something was said or taken back after `position`.
pub(super) fn since(conn: &Connection, position: Position) -> Result<RoaringBitmap, Error> {
    let mut read = conn.prepare_cached(
        "SELECT entry FROM stewards_word WHERE position > ?1 AND passed = 0
         UNION SELECT entry FROM stewards_word WHERE undone IS NOT NULL AND undone > ?1 AND passed = 0",
    )?;
    let rows = read.query_map([position.0 as i64], |row| row.get::<_, u32>(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What a person passed on and did not take back.
pub(super) fn passed(conn: &Connection, person: &str) -> Result<Vec<Passed>, Error> {
    let mut read = conn.prepare_cached(
        "SELECT entry, field, mark FROM stewards_word WHERE person = ?1 AND passed = 1 AND undone IS NULL",
    )?;
    let found: Vec<(u32, String, String)> = read
        .query_map([person], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    let mut passed = Vec::with_capacity(found.len());
    for (entry, field, mark) in found {
        if let Some(field) = Field::from_word(&field) {
            let entry = entries::id_of(conn, EntryNo(entry))?;
            passed.push(Passed { entry, field, mark });
        }
    }
    Ok(passed)
}

/// The newest answer of a person that stands.
pub(super) fn newest(
    conn: &Connection,
    kept: &Bodies,
    person: &str,
) -> Result<Option<SettledItem>, Error> {
    let position = conn
        .prepare_cached(
            "SELECT position FROM stewards_word WHERE person = ?1 AND undone IS NULL ORDER BY position DESC LIMIT 1",
        )?
        .query_row([person], |row| whole(row, 0))
        .optional()?;
    let Some(position) = position else {
        return Ok(None);
    };
    item(conn, kept, Position(position))
}

/// The answer at `position`; none when there is no such answer, or it was taken back.
pub(super) fn item(
    conn: &Connection,
    kept: &Bodies,
    position: Position,
) -> Result<Option<SettledItem>, Error> {
    if !stands(conn, position)? {
        return Ok(None);
    }
    read_item(conn, kept, position, None).map(Some)
}

/// Answers before `before`, the newest first, what was taken back among them; of passes only those of `person`.
pub(super) fn items(
    conn: &Connection,
    kept: &Bodies,
    before: Option<Position>,
    person: &str,
    limit: usize,
) -> Result<Vec<SettledItem>, Error> {
    let mut read = conn.prepare_cached(
        "SELECT position, undone FROM stewards_word WHERE position < ?1 AND (passed = 0 OR person = ?2)
         ORDER BY position DESC LIMIT ?3",
    )?;
    let before = before.map_or(i64::MAX, |before| before.0 as i64);
    let found: Vec<(u64, Option<i64>)> = read
        .query_map((before, person, limit as i64), |row| {
            Ok((whole(row, 0)?, row.get(1)?))
        })?
        .collect::<Result<_, _>>()?;
    let read = |(position, undone): (u64, Option<i64>)| {
        let undone = undone.map(|by| Position(by as u64));
        read_item(conn, kept, Position(position), undone)
    };
    found.into_iter().map(read).collect()
}

fn read_item(
    conn: &Connection,
    kept: &Bodies,
    position: Position,
    undone: Option<Position>,
) -> Result<SettledItem, Error> {
    let item = bodies::item(conn, kept, position)?;
    let bad = || Error::damaged(format!("position {position}"), "is no steward’s answer");
    let text = |word| item.kept(word).and_then(Json::as_str).map(str::to_owned);
    let field = field_of(&item).ok_or_else(bad)?;
    let entry: EntryId = item.entry.as_ref().map(|named| named.id).ok_or_else(bad)?;
    Ok(SettledItem {
        position,
        entry,
        field,
        value: value_of(&item, field)?,
        passed: !item.fields.iter().any(|(word, _)| word == field.as_str()),
        person: text("person").ok_or_else(bad)?,
        reason: text("reason").unwrap_or_default(),
        at: item.at.ok_or_else(bad)?,
        undone,
    })
}

fn field_of(item: &Item) -> Option<Field> {
    item.speaks.first().and_then(|word| Field::from_word(word))
}

fn value_of(item: &Item, field: Field) -> Result<Option<Value>, Error> {
    item.kept(field.as_str())
        .map(|json| Value::from_json(field, json))
        .transpose()
        .map_err(|e| Error::damaged(format!("position {}", item.position), e.to_string()))
}
