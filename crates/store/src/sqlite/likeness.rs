//! What the matcher keeps: profiles of live entries, the keys by which they find each other, and what it decides.
//!
//! Always: profiles, keys, state and decisions that belong together are written in one transaction, so that what is kept
//! is what the decisions were made from.

use super::{Entropy, SqliteLog, begin, entries, notes, whole};
use crate::item::Sealed;
use crate::{Error, MatchState, Matching};
use jiff::Timestamp;
use model::{EntryId, EntryNo, Position, SourceNo};
use rusqlite::{Connection, OptionalExtension as _, Transaction};
use serde_json::{Value as Json, json};

/// Pairs of one item: about as many bytes as a block holds.
const PAIRS: usize = 500;

/// See [`crate::Log::write_matching`].
pub(super) fn write(log: &mut SqliteLog, matching: &Matching) -> Result<(), Error> {
    let SqliteLog { conn, entropy, .. } = log;
    let tx = begin(conn)?;
    if matching.clear {
        clear(&tx)?;
    }
    let mut forget = tx.prepare_cached("DELETE FROM likeness WHERE entry = ?1")?;
    let mut keep = tx.prepare_cached(
        "INSERT OR REPLACE INTO likeness (entry, source, profile) VALUES (?1, ?2, ?3)",
    )?;
    for (entry, source, profile) in &matching.profiles {
        match profile {
            Some(profile) => keep.execute((entry.0, source.0, profile))?,
            None => forget.execute([entry.0])?,
        };
    }
    let mut remove = tx
        .prepare_cached("DELETE FROM likeness_key WHERE key = ?1 AND source = ?2 AND entry = ?3")?;
    for (key, source, entry) in &matching.removed {
        remove.execute((*key as i64, source.0, entry.0))?;
    }
    let mut add = tx.prepare_cached(
        "INSERT OR IGNORE INTO likeness_key (key, source, entry) VALUES (?1, ?2, ?3)",
    )?;
    for (key, source, entry) in &matching.added {
        add.execute((*key as i64, source.0, entry.0))?;
    }
    drop((forget, keep, remove, add));
    if let Some((model, at)) = &matching.by {
        decide(&tx, entropy, matching, model, *at)?;
    }
    if let Some(state) = &matching.state {
        tx.prepare_cached(
            "INSERT OR REPLACE INTO likeness_state (one, model, position) VALUES (1, ?1, ?2)",
        )?
        .execute((&state.model, state.position.0 as i64))?;
    }
    tx.commit()?;
    Ok(())
}

/// Appends the decisions, and says of those that they take the place of that they stand no more.
fn decide(
    tx: &Transaction<'_>,
    entropy: &mut Entropy,
    matching: &Matching,
    model: &str,
    at: Timestamp,
) -> Result<(), Error> {
    let mut replace = tx.prepare_cached(
        "UPDATE decision SET undone = ?3 WHERE entry = ?1 AND other = ?2 AND person = 0 AND undone IS NULL",
    )?;
    let mut insert = tx.prepare_cached(
        "INSERT OR REPLACE INTO decision (entry, other, position, leads, relation, person, decider, undone, score)
         VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, NULL, ?7)",
    )?;
    let id = |no: EntryNo| Ok::<_, Error>(json!(entries::id_of(tx, no)?.to_string()));
    let mut proposed = matching.proposed.chunks(PAIRS);
    let mut dropped = matching.dropped.chunks(PAIRS);
    loop {
        let (now, gone) = match (proposed.next(), dropped.next()) {
            (None, None) => return Ok(()),
            (now, gone) => (now.unwrap_or_default(), gone.unwrap_or_default()),
        };
        let mut pairs = Vec::with_capacity(now.len());
        for pair in now {
            pairs.push(json!([
                id(pair.one)?,
                id(pair.other)?,
                pair.relation.as_str(),
                pair.score
            ]));
        }
        let mut fields = vec![
            ("model".into(), Sealed::Kept(model.into(), None)),
            ("pairs".into(), Sealed::Kept(pairs.into(), None)),
        ];
        if !gone.is_empty() {
            let gone = gone
                .iter()
                .map(|(one, other)| Ok(json!([id(*one)?, id(*other)?])))
                .collect::<Result<Vec<Json>, Error>>()?;
            fields.push(("dropped".into(), Sealed::Kept(gone.into(), None)));
        }
        let position = notes::push(tx, entropy, "match", at, fields)?.0 as i64;
        let pairs = now.iter().map(|pair| (pair.one, pair.other));
        for (one, other) in pairs.chain(gone.iter().copied()) {
            replace.execute((one.0, other.0, position))?;
            replace.execute((other.0, one.0, position))?;
        }
        for pair in now {
            let word = pair.relation.as_str();
            for (entry, other, leads) in
                [(pair.one, pair.other, true), (pair.other, pair.one, false)]
            {
                insert.execute((entry.0, other.0, position, leads, word, model, pair.score))?;
            }
        }
    }
}

/// Forgets everything that is kept. What was decided stays in the log, and stands until it is matched anew.
pub(super) fn clear(conn: &Connection) -> Result<(), Error> {
    conn.execute_batch(
        "DELETE FROM likeness; DELETE FROM likeness_key; DELETE FROM likeness_state;",
    )?;
    Ok(())
}

/// By which model everything is matched, and up to where.
pub(super) fn state(conn: &Connection) -> Result<Option<MatchState>, Error> {
    let mut read = conn.prepare_cached("SELECT model, position FROM likeness_state")?;
    let state = read.query_row([], |row| {
        Ok(MatchState {
            model: row.get(0)?,
            position: Position(whole(row, 1)?),
        })
    });
    Ok(state.optional()?)
}

/// The id, the source and the profile of an entry.
pub(super) fn profile(
    conn: &Connection,
    entry: EntryNo,
) -> Result<Option<(EntryId, SourceNo, String)>, Error> {
    let mut read = conn.prepare_cached(
        "SELECT id, source, profile FROM likeness JOIN entry ON no = entry WHERE entry = ?1",
    )?;
    let found = read.query_row([entry.0], |row| {
        let id = EntryId::from_bytes(row.get(0)?);
        Ok((id, SourceNo(row.get(1)?), row.get(2)?))
    });
    Ok(found.optional()?)
}

/// Every profile, by entry.
pub(super) fn each_profile(
    conn: &Connection,
    f: &mut dyn FnMut(EntryNo, EntryId, SourceNo, &str),
) -> Result<(), Error> {
    let mut read = conn.prepare_cached(
        "SELECT entry, id, source, profile FROM likeness JOIN entry ON no = entry ORDER BY entry",
    )?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let entry = EntryNo(row.get(0)?);
        let (id, source) = (EntryId::from_bytes(row.get(1)?), SourceNo(row.get(2)?));
        let profile = row.get_ref(3)?.as_str();
        let profile =
            profile.map_err(|e| Error::damaged(format!("profile of entry {}", entry.0), e))?;
        f(entry, id, source, profile);
    }
    Ok(())
}

/// Up to `most` of the entries under a key.
pub(super) fn under_key(
    conn: &Connection,
    key: u64,
    most: usize,
) -> Result<Vec<(SourceNo, EntryNo)>, Error> {
    let mut read =
        conn.prepare_cached("SELECT source, entry FROM likeness_key WHERE key = ?1 LIMIT ?2")?;
    let rows = read.query_map((key as i64, most as i64), |row| {
        Ok((SourceNo(row.get(0)?), EntryNo(row.get(1)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
