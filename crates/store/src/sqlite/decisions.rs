//! Match decisions: one item for each time that something was decided, and what stands about a pair.

use super::bodies::{self, Bodies};
use super::{SqliteLog, begin, entries, notes, stewards, whole};
use crate::item::{self, Item, Sealed};
use crate::{Decided, DecidedItem, Error, Proposed, Standing, Undone, Word};
use model::{Decider, Decision, EntryId, EntryNo, Position, Relation};
use roaring::RoaringBitmap;
use rusqlite::{Connection, OptionalExtension as _};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// Appends the decisions as one item, `note:match`.
pub(super) fn decide(log: &mut SqliteLog, decided: &Decided) -> Result<Position, Error> {
    let SqliteLog { conn, entropy, .. } = log;
    let tx = begin(conn)?;
    let pairs: Json = decided
        .pairs
        .iter()
        .map(|(one, other, relation)| {
            json!([one.to_string(), other.to_string(), relation.as_str()])
        })
        .collect();
    let mut fields = decider_fields(&decided.by);
    fields.push(("pairs".into(), Sealed::Kept(pairs, None)));
    fields.push((
        "reason".into(),
        Sealed::Kept(decided.reason.as_str().into(), None),
    ));
    let position = notes::push(&tx, entropy, "match", decided.at, fields)?;
    let mut write = tx.prepare_cached(
        "INSERT OR REPLACE INTO decision (entry, other, position, leads, relation, person, decider, undone)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL)",
    )?;
    let (person, who) = match &decided.by {
        Decider::Person(id) => (true, id),
        Decider::Matcher(model) => (false, model),
    };
    for (one, other, relation) in &decided.pairs {
        let (Some(one), Some(other)) = (
            entries::number_of(&tx, one)?,
            entries::number_of(&tx, other)?,
        ) else {
            continue;
        };
        for (entry, other, leads) in [(one, other, true), (other, one, false)] {
            write.execute((
                entry.0,
                other.0,
                position.0 as i64,
                leads,
                relation.as_str(),
                person,
                who,
            ))?;
        }
    }
    drop(write);
    tx.commit()?;
    Ok(position)
}

/// Takes back what was decided or settled at `position`, with an item `note:undo`.
pub(super) fn undo(
    log: &mut SqliteLog,
    position: Position,
    undone: &Undone,
) -> Result<Position, Error> {
    let SqliteLog { conn, entropy, .. } = log;
    let tx = begin(conn)?;
    let stands = tx
        .prepare_cached("SELECT 1 FROM decision WHERE position = ?1 AND undone IS NULL LIMIT 1")?
        .query_row([position.0 as i64], |_| Ok(()))
        .optional()?;
    if stands.is_none() && !stewards::stands(&tx, position)? {
        return Err(Error::NotDecided(position));
    }
    let mut fields = decider_fields(&undone.by);
    fields.push(("undoes".into(), Sealed::Kept(json!(position.0), None)));
    let by = notes::push(&tx, entropy, "undo", undone.at, fields)?;
    tx.prepare_cached("UPDATE decision SET undone = ?2 WHERE position = ?1")?
        .execute((position.0 as i64, by.0 as i64))?;
    stewards::undo(&tx, position, by)?;
    tx.commit()?;
    Ok(by)
}

fn decider_fields(by: &Decider) -> Vec<(item::Word, Sealed)> {
    let (word, who) = match by {
        Decider::Matcher(model) => ("model", model),
        Decider::Person(id) => ("person", id),
    };
    vec![(word.into(), Sealed::Kept(who.as_str().into(), None))]
}

/// True when anything was ever decided: while nothing was, nobody needs to look.
pub(super) fn any(conn: &Connection) -> Result<bool, Error> {
    let mut statement = conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM decision)")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// What stands about pairs of which both are among `entries`.
pub(super) fn among(conn: &Connection, entries: &[EntryNo]) -> Result<Vec<Decision>, Error> {
    if !any(conn)? {
        return Ok(Vec::new());
    }
    let mut read = conn.prepare_cached(
        "SELECT other, position, relation, person, decider FROM decision
         WHERE entry = ?1 AND leads = 1 AND undone IS NULL",
    )?;
    let asked: RoaringBitmap = entries.iter().map(|no| no.0).collect();
    // A pair is looked up from its lower number, whichever side leads.
    let mut standing: BTreeMap<(u32, u32), (bool, u64, Stood)> = BTreeMap::new();
    for no in entries {
        let mut rows = read.query([no.0])?;
        while let Some(row) = rows.next()? {
            let other: u32 = row.get(0)?;
            if !asked.contains(other) {
                continue;
            }
            let (position, person) = (whole(row, 1)?, row.get(3)?);
            let stood = Stood {
                one: no.0,
                other,
                relation: row.get(2)?,
                decider: row.get(4)?,
            };
            let pair = (no.0.min(other), no.0.max(other));
            let newer = standing
                .get(&pair)
                .is_none_or(|(before, at, _)| (person, position) > (*before, *at));
            if newer {
                standing.insert(pair, (person, position, stood));
            }
        }
    }
    let mut decisions = Vec::with_capacity(standing.len());
    for (person, position, stood) in standing.into_values() {
        let relation = Relation::parse(&stood.relation).ok_or_else(|| {
            Error::damaged(
                format!("position {position}"),
                "its relation is none we know",
            )
        })?;
        if relation == Relation::Undecided {
            continue;
        }
        decisions.push(Decision {
            one: entries::id_of(conn, EntryNo(stood.one))?,
            other: entries::id_of(conn, EntryNo(stood.other))?,
            relation,
            by: if person {
                Decider::Person(stood.decider)
            } else {
                Decider::Matcher(stood.decider)
            },
            position: Position(position),
        });
    }
    decisions.sort_by_key(|decision| (decision.one, decision.other));
    Ok(decisions)
}

struct Stood {
    one: u32,
    other: u32,
    relation: String,
    decider: String,
}

/// Reads standing decisions of the matcher from rows of `entry, other, leads, relation, score, decider, position`.
fn read_standing(rows: &mut rusqlite::Rows<'_>) -> Result<Vec<Standing>, Error> {
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (entry, other) = (EntryNo(row.get(0)?), EntryNo(row.get(1)?));
        let (one, other) = if row.get(2)? {
            (entry, other)
        } else {
            (other, entry)
        };
        let position = Position(whole(row, 6)?);
        let relation = Relation::parse(row.get_ref(3)?.as_str().unwrap_or_default());
        all.push(Standing {
            proposed: Proposed {
                one,
                other,
                relation: relation.ok_or_else(|| {
                    Error::damaged(
                        format!("position {position}"),
                        "its relation is none we know",
                    )
                })?,
                score: row.get::<_, Option<f64>>(4)?.unwrap_or_default(),
            },
            model: row.get(5)?,
            position,
        });
    }
    Ok(all)
}

/// The standing decisions of the matcher about any of `entries`, each once; all of them when none are given.
pub(super) fn standing(
    conn: &Connection,
    entries: Option<&[EntryNo]>,
) -> Result<Vec<Standing>, Error> {
    let Some(entries) = entries else {
        let mut read = conn.prepare_cached(
            "SELECT entry, other, leads, relation, score, decider, position FROM decision
             WHERE leads = 1 AND person = 0 AND undone IS NULL",
        )?;
        return read_standing(&mut read.query([])?);
    };
    if !any(conn)? {
        return Ok(Vec::new());
    }
    let mut read = conn.prepare_cached(
        "SELECT entry, other, leads, relation, score, decider, position FROM decision
         WHERE entry = ?1 AND person = 0 AND undone IS NULL",
    )?;
    let mut found: BTreeMap<(EntryNo, EntryNo), Standing> = BTreeMap::new();
    for no in entries {
        for standing in read_standing(&mut read.query([no.0])?)? {
            found.insert((standing.proposed.one, standing.proposed.other), standing);
        }
    }
    Ok(found.into_values().collect())
}

/// What the matcher asks and no person has said anything about.
pub(super) fn asked(conn: &Connection) -> Result<Vec<Standing>, Error> {
    let mut read = conn.prepare_cached(
        "SELECT entry, other, leads, relation, score, decider, position FROM decision AS asked
         WHERE person = 0 AND undone IS NULL AND leads = 1 AND relation = 'undecided'
           AND NOT EXISTS (SELECT 1 FROM decision AS said WHERE said.entry = asked.entry AND said.other = asked.other
                           AND said.person = 1 AND said.undone IS NULL)
         ORDER BY entry, other",
    )?;
    read_standing(&mut read.query([])?)
}

/// Every word of a person that stands, by position: a pair that was decided twice has two.
pub(super) fn said(conn: &Connection) -> Result<Vec<Word>, Error> {
    let mut read = conn.prepare_cached(
        "SELECT entry, other, relation, decider, position FROM decision
         WHERE person = 1 AND leads = 1 AND undone IS NULL ORDER BY position, entry, other",
    )?;
    let mut rows = read.query([])?;
    let mut said = Vec::new();
    while let Some(row) = rows.next()? {
        let position = Position(whole(row, 4)?);
        let relation = Relation::parse(row.get_ref(2)?.as_str().unwrap_or_default());
        said.push(Word {
            one: EntryNo(row.get(0)?),
            other: EntryNo(row.get(1)?),
            relation: relation.ok_or_else(|| {
                Error::damaged(
                    format!("position {position}"),
                    "its relation is none we know",
                )
            })?,
            person: row.get(3)?,
            position,
        });
    }
    Ok(said)
}

/// The decision item at `position`, if there is one.
pub(super) fn item_at(
    conn: &Connection,
    kept: &Bodies,
    position: Position,
) -> Result<Option<DecidedItem>, Error> {
    let undone: Option<Option<i64>> = conn
        .prepare_cached("SELECT undone FROM decision WHERE position = ?1 LIMIT 1")?
        .query_row([position.0 as i64], |row| row.get(0))
        .optional()?;
    undone
        .map(|undone| read_item(conn, kept, position, undone))
        .transpose()
}

/// The entries about which something was decided or taken back after `position`.
pub(super) fn since(conn: &Connection, position: Position) -> Result<RoaringBitmap, Error> {
    let mut read = conn.prepare_cached(
        "SELECT entry FROM decision WHERE position > ?1
         UNION SELECT entry FROM decision WHERE undone IS NOT NULL AND undone > ?1",
    )?;
    let rows = read.query_map([position.0 as i64], |row| row.get::<_, u32>(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Decision items, newest first.
pub(super) fn items(
    conn: &Connection,
    kept: &Bodies,
    persons_only: bool,
    before: Option<Position>,
    limit: usize,
) -> Result<Vec<DecidedItem>, Error> {
    let mut read = conn.prepare_cached(
        "SELECT DISTINCT position, undone FROM decision WHERE person >= ?1 AND position < ?2
         ORDER BY position DESC LIMIT ?3",
    )?;
    let before = before.map_or(i64::MAX, |before| before.0 as i64);
    let found: Vec<(u64, Option<i64>)> = read
        .query_map((persons_only, before, limit as i64), |row| {
            Ok((whole(row, 0)?, row.get(1)?))
        })?
        .collect::<Result<_, _>>()?;
    let mut items = Vec::with_capacity(found.len());
    for (position, undone) in found {
        items.push(read_item(conn, kept, Position(position), undone)?);
    }
    Ok(items)
}

/// Who took something back with the item at `by`, and when.
pub(super) fn undone_at(conn: &Connection, kept: &Bodies, by: Position) -> Result<Undone, Error> {
    let item = bodies::item(conn, kept, by)?;
    let undone = decider(&item).zip(item.at);
    let (by, at) =
        undone.ok_or_else(|| Error::damaged(format!("position {by}"), "takes nothing back"))?;
    Ok(Undone { by, at })
}

fn read_item(
    conn: &Connection,
    kept: &Bodies,
    position: Position,
    undone: Option<i64>,
) -> Result<DecidedItem, Error> {
    let item = bodies::item(conn, kept, position)?;
    Ok(DecidedItem {
        position,
        decided: decided(&item)
            .ok_or_else(|| Error::damaged(format!("position {position}"), "is no decision"))?,
        undone: undone.map(|at| Position(at as u64)),
    })
}

fn decider(item: &Item) -> Option<Decider> {
    let text = |word| item.kept(word).and_then(Json::as_str).map(str::to_owned);
    text("person")
        .map(Decider::Person)
        .or_else(|| text("model").map(Decider::Matcher))
}

fn decided(item: &Item) -> Option<Decided> {
    let text = |word| item.kept(word).and_then(Json::as_str).map(str::to_owned);
    let pair = |pair: &Json| {
        let id = |at: usize| pair.get(at)?.as_str()?.parse::<EntryId>().ok();
        Some((id(0)?, id(1)?, Relation::parse(pair.get(2)?.as_str()?)?))
    };
    Some(Decided {
        pairs: item
            .kept("pairs")?
            .as_array()?
            .iter()
            .map(pair)
            .collect::<Option<_>>()?,
        by: decider(item)?,
        reason: text("reason").unwrap_or_default(),
        at: item.at?,
    })
}
