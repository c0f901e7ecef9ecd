//! Erasing: values, their salts, and every copy, so that no file of the database holds them; the proofs still hold.
//!
//! A body that held an erased value is written anew at the end and its old place is overwritten with zeros. Then the
//! write-ahead file is emptied, since its older pages may still show the value.

use super::append::Appender;
use super::bodies::{self, Block, Bodies};
use super::record::ties_of;
use super::schema::BUSY;
use super::{SqliteLog, begin, entries, likeness, raw, reading, runs, sources, stewards, whole};
use crate::item::{Item, Sealed, Word};
use crate::keys::Keys;
use crate::{Erased, Erasure, Error};
use jiff::Timestamp;
use model::{EntryNo, Field, Position, Shape, SourceNo, Tie};
use rusqlite::{Connection, OptionalExtension as _};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::time::Duration;

/// How long to wait for readers before the write-ahead file is emptied.
const SCRUB_WAIT: Duration = Duration::from_secs(2);

/// Whether anything was ever erased.
pub(super) fn any(conn: &Connection) -> Result<bool, Error> {
    Ok(conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM erasure)")?
        .query_row([], |row| row.get(0))?)
}

pub(super) fn is_erased(
    conn: &Connection,
    keys: &Keys,
    entry: EntryNo,
    field: Field,
    value: &str,
) -> Result<bool, Error> {
    let hash = keys.erased(entry, field.as_str(), value);
    let mut statement =
        conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM erased_value WHERE hash = ?1)")?;
    Ok(statement.query_row([hash], |row| row.get(0))?)
}

/// True when nothing raw of this row is kept any more.
pub(super) fn is_unkept(conn: &Connection, source: SourceNo, row: &str) -> Result<bool, Error> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM unkept_row WHERE source = ?1 AND row = ?2)",
    )?;
    Ok(statement.query_row((source.0, row), |row| row.get(0))?)
}

pub(super) fn of_entry(
    conn: &Connection,
    kept: &Bodies,
    entry: EntryNo,
) -> Result<Vec<Erased>, Error> {
    let mut statement =
        conn.prepare_cached("SELECT position FROM erasure WHERE entry = ?1 ORDER BY position")?;
    let positions = statement
        .query_map([entry.0], |row| whole(row, 0).map(Position))?
        .collect::<Result<Vec<_>, _>>()?;
    let read = |position: Position| {
        let item = bodies::item(conn, kept, position)?;
        let at = item.at.ok_or_else(|| {
            Error::damaged(format!("position {position}"), "an erasure has no `at`")
        })?;
        let words = item
            .kept("fields")
            .and_then(Json::as_array)
            .into_iter()
            .flatten()
            .filter_map(Json::as_str);
        let fields = words.filter_map(Field::from_word).collect();
        let reason = item
            .kept("reason")
            .and_then(Json::as_str)
            .unwrap_or_default()
            .to_owned();
        Ok(Erased {
            position,
            fields,
            reason,
            at,
        })
    };
    positions.into_iter().map(read).collect()
}

/// One transaction, then the scrubbing. See [`crate::Log::erase`].
pub(super) fn erase(
    log: &mut SqliteLog,
    entry: EntryNo,
    fields: &[Field],
    reason: &str,
    at: Timestamp,
) -> Result<Erasure, Error> {
    let SqliteLog {
        conn,
        keys,
        entropy,
        bodies,
        fresh,
        waiting,
        ..
    } = log;
    let tx = begin(conn)?;
    // What waits goes to the disk first, so that there is one place to erase from.
    fresh.write(&tx)?;
    waiting.write(&tx)?;
    // Profiles say again what entries said: all of them go, and are made anew when matching is.
    likeness::clear(&tx)?;
    let row = entries::entry(&tx, entry)?;
    let (named, table) = entries::named(&tx, entry)?;
    let words: Vec<&str> = fields.iter().map(|field| field.as_str()).collect();

    let gone = values(&tx, keys, entry, &words)?;
    let siblings = siblings(&tx, row.source, entries::row_of(&row.local_id))?;
    let raw_rows = raw::destroy(&tx, keys, &siblings)?;
    tx.prepare_cached("INSERT OR IGNORE INTO unkept_row (source, row) VALUES (?1, ?2)")?
        .execute((row.source.0, entries::row_of(&row.local_id)))?;
    let findings = findings(&tx, row.source, &gone)?;

    let statements = gone.iter().map(|g| format!("{}.{}", g.position, g.word));
    let statements: Vec<String> = statements
        .chain(findings.iter().map(|at| format!("{at}.findings")))
        .collect();
    let kept = |word: &'static str, value: Json| (Word::from(word), Sealed::Kept(value, None));
    let mut item = Item {
        kind: "erasure".into(),
        source: Some(sources::one(&tx, row.source)?.key.as_str().to_owned()),
        table: Some(table),
        entry: Some(named),
        at: Some(at),
        fields: vec![
            kept("fields", json!(words)),
            kept("reason", json!(reason)),
            kept("statements", json!(statements)),
        ],
        ..Item::default()
    };
    let mut appender = Appender::new(&tx, entropy)?;
    let position = appender.push(&mut item)?;
    appender.finish(true)?;
    tx.prepare_cached("INSERT INTO erasure (entry, position) VALUES (?1, ?2)")?
        .execute((entry.0, position.0 as i64))?;
    tx.execute("UPDATE secret SET unscrubbed = 1", [])?;
    tx.commit()?;
    fresh.clear();
    waiting.clear();
    bodies.clear();
    log.has_erasures = true;
    let scrubbed = scrub(&log.conn)?;
    Ok(Erasure {
        position,
        values: gone.len() as u64,
        raw_rows,
        findings: findings.len() as u64,
        scrubbed,
    })
}

/// A value that was destroyed.
struct Gone {
    position: Position,
    word: Word,
    value: String,
}

/// Destroys the values in every version of the entry, and the ties that no value of it gives any more.
fn values(
    conn: &Connection,
    keys: &Keys,
    entry: EntryNo,
    words: &[&str],
) -> Result<Vec<Gone>, Error> {
    let mut positions: BTreeSet<Position> = entries::positions(conn, entry)?.into_iter().collect();
    positions.extend(stewards::positions(conn, entry)?);
    let (mut gone, mut lost, mut standing) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    let mut next = positions.first().copied();
    while let Some(position) = next {
        let block = bodies::block_of(conn, position)?;
        rewrite(conn, block, &mut |item| {
            let position = Position(item.position);
            if !positions.contains(&position) {
                return false;
            }
            let mut destroyed = item.erase(words);
            // A steward's reason may tell the value.
            if item.kind == stewards::KIND && !destroyed.is_empty() {
                destroyed.extend(item.erase(&["reason"]));
            }
            standing.extend(
                item.fields
                    .iter()
                    .filter_map(|(word, sealed)| match sealed {
                        Sealed::Kept(value, _) => Some(ties_given(word, value)),
                        Sealed::Erased(_) => None,
                    }),
            );
            let changed = !destroyed.is_empty();
            gone.extend(destroyed.into_iter().map(|(word, value)| Gone {
                position,
                word,
                value,
            }));
            changed
        })?;
        next = positions
            .range(Position(block.first + block.items)..)
            .next()
            .copied();
    }
    for Gone { word, value, .. } in &gone {
        let hash = keys.erased(entry, word, value);
        conn.prepare_cached("INSERT OR IGNORE INTO erased_value (hash, entry) VALUES (?1, ?2)")?
            .execute((hash, entry.0))?;
        lost.extend(ties_given(
            word,
            &serde_json::from_str(value).unwrap_or_default(),
        ));
    }
    let standing: BTreeSet<Tie> = standing.into_iter().flatten().collect();
    for tie in lost.difference(&standing) {
        conn.prepare_cached("DELETE FROM tie WHERE key = ?1 AND entry = ?2")?
            .execute((keys.tie(tie) as i64, entry.0))?;
    }
    Ok(gone)
}

fn ties_given(word: &str, value: &Json) -> Vec<Tie> {
    Field::from_word(word)
        .map(|field| ties_of(field, value))
        .unwrap_or_default()
}

/// Writes a block anew when `change` changes any of its items, and destroys its old body.
fn rewrite(
    conn: &Connection,
    block: Block,
    change: &mut dyn FnMut(&mut Item) -> bool,
) -> Result<bool, Error> {
    let old = bodies::read(conn, block.body)?;
    let (mut new, mut changed) = (Vec::with_capacity(old.len() + 1024), false);
    for (position, line) in (block.first..).zip(old.split_inclusive(|b| *b == b'\n')) {
        let mut item = bodies::decode(line, position)?;
        if change(&mut item) {
            changed = true;
            new.extend_from_slice(item.encode().line.as_bytes());
            new.push(b'\n');
        } else {
            new.extend_from_slice(line);
        }
    }
    if changed {
        let body = bodies::write(conn, &new)?;
        bodies::destroy(conn, block.body)?;
        conn.prepare_cached("UPDATE block SET body = ?2 WHERE first = ?1")?
            .execute((block.first as i64, body))?;
    }
    Ok(changed)
}

/// Every entry that stands in the same row of a source: they share their raw rows.
fn siblings(conn: &Connection, source: SourceNo, row: &str) -> Result<Vec<EntryNo>, Error> {
    let mut statement = conn.prepare_cached(
        "SELECT entry.no, local_id FROM entry JOIN scope ON scope.no = entry.scope
         WHERE source = ?1 AND substr(local_id, 1, length(?2)) = ?2",
    )?;
    let mut rows = statement.query((source.0, row))?;
    let mut siblings = Vec::new();
    while let Some(found) = rows.next()? {
        if entries::row_of(&found.get::<_, String>(1)?) == row {
            siblings.push(EntryNo(found.get(0)?));
        }
    }
    Ok(siblings)
}

/// Destroys the findings of every run of the source that show one of the values. Gives the positions.
fn findings(conn: &Connection, source: SourceNo, gone: &[Gone]) -> Result<Vec<Position>, Error> {
    let needles: BTreeSet<String> = gone.iter().flat_map(needles).collect();
    let mut found = Vec::new();
    if needles.is_empty() {
        return Ok(found);
    }
    let closings = runs::all(conn)?
        .into_iter()
        .filter(|run| run.begun.source == source)
        .filter_map(|run| run.closing);
    for closing in closings {
        let changed = rewrite(conn, bodies::block_of(conn, closing)?, &mut |item| {
            let shows = |findings: &Json| {
                let text = folded(&findings.to_string());
                needles.iter().any(|needle| text.contains(needle.as_str()))
            };
            item.position == closing.0
                && item.kept("findings").is_some_and(shows)
                && !item.erase(&["findings"]).is_empty()
        })?;
        if changed {
            found.push(closing);
        }
    }
    Ok(found)
}

/// What to look for in findings. They show what stood in the file, shortened, so only letters and digits are compared;
/// words of a closed list (terms, states) are no secret and dates are too common.
fn needles(gone: &Gone) -> Vec<String> {
    let shape = Field::from_word(&gone.word).map(Field::shape);
    if !matches!(
        shape,
        Some(Shape::Text | Shape::Phone | Shape::Address | Shape::Codes)
    ) {
        return Vec::new();
    }
    let mut out = Vec::new();
    texts(
        &serde_json::from_str(&gone.value).unwrap_or_default(),
        &mut out,
    );
    out.retain(|needle| needle.len() >= 5);
    out
}

/// Every text in a value, folded.
fn texts(value: &Json, out: &mut Vec<String>) {
    match value {
        Json::String(text) => out.push(folded(text).chars().take(40).collect()),
        Json::Array(parts) => parts.iter().for_each(|part| texts(part, out)),
        Json::Object(parts) => parts.values().for_each(|part| texts(part, out)),
        Json::Number(number) => out.push(folded(&number.to_string())),
        Json::Null | Json::Bool(_) => {}
    }
}

fn folded(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Empties the write-ahead file, when an erasure left something in it. False when a reader is in the way.
pub(super) fn scrub(conn: &Connection) -> Result<bool, Error> {
    reading::end(conn)?;
    let waiting: bool = conn.query_row("SELECT unscrubbed FROM secret", [], |row| row.get(0))?;
    if !waiting {
        return Ok(true);
    }
    // A reader may stay for long and this can be done later, so it is not waited for as a writer would be.
    conn.busy_timeout(SCRUB_WAIT)?;
    let busy = conn
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
            row.get::<_, bool>(0)
        })
        .optional();
    conn.busy_timeout(BUSY)?;
    let busy = busy?;
    if busy != Some(false) {
        return Ok(false);
    }
    conn.execute("UPDATE secret SET unscrubbed = 0", [])?;
    Ok(true)
}

/// Finishes the scrubbing of an earlier process.
pub(super) fn finish(log: &mut SqliteLog) -> Result<(), Error> {
    scrub(&log.conn).map(|_| ())
}
