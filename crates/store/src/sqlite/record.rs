//! Recording a batch: versions and withdrawals, their ties, their raw rows.

use super::append::Appender;
use super::raw::RawWriter;
use super::{SqliteLog, begin, entries, erase, runs, sources};
use crate::item::{Item, Named, Sealed};
use crate::keys::Keys;
use crate::pack::set_bytes;
use crate::{Draft, Error, Fingerprint};
use jiff::civil::Date;
use model::{Code, EntryNo, Field, NewVersion, Position, RunNo, Said, Shape, Tie};
use roaring::RoaringBitmap;
use rusqlite::{CachedStatement, Connection};
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// One transaction. See [`crate::Log::record`].
pub(super) fn record(log: &mut SqliteLog, no: RunNo, drafts: &[Draft]) -> Result<(), Error> {
    let SqliteLog {
        conn,
        keys,
        entropy,
        fresh,
        waiting,
        has_erasures,
        ..
    } = log;
    let tx = begin(conn)?;
    let run = runs::in_state(&tx, no, "open")?;
    if drafts.is_empty() {
        return Ok(());
    }
    fresh.write(&tx)?;
    let flushed = waiting.is_long();
    if flushed {
        waiting.write(&tx)?;
    }
    let mut index = Index::new(&tx, no)?;
    let mut stated = Vec::new();
    let source = sources::one(&tx, run.begun.source)?;
    let mut appender = Appender::new(&tx, entropy)?;
    let mut raw_rows = RawWriter::new(&tx, keys, &waiting.raw)?;
    let mut touched = RoaringBitmap::new();
    let first = appender.next();
    for draft in drafts {
        let (Draft::Version { entry, .. } | Draft::Withdrawn { entry, .. }) = draft;
        let (named, table) = match fresh.get(*entry) {
            Some(new) => {
                let named = Named {
                    id: new.id,
                    entry_type: new.entry_type,
                    local_id: new.local_id.clone(),
                };
                (named, new.table.clone())
            }
            None => entries::named(&tx, *entry)?,
        };
        touched.insert(entry.0);
        let base = Item {
            source: Some(source.key.as_str().to_owned()),
            table: Some(table),
            run: Some(no.0),
            ..Item::default()
        };
        match draft {
            Draft::Withdrawn { said, .. } => {
                let mut item = Item {
                    kind: "withdrawal".into(),
                    entry: Some(named),
                    said: Some(*said),
                    ..base
                };
                let position = appender.push(&mut item)?;
                index.add(*entry, position, (*said, no), None, None)?;
            }
            Draft::Version {
                adds,
                fingerprint,
                ties,
                raw,
                ..
            } => {
                let row = entries::row_of(&named.local_id);
                let (changes, dropped);
                let (mut changes_now, mut raw, mut lost) = (&adds.changes, raw.as_slice(), &[][..]);
                if *has_erasures {
                    if erase::is_unkept(&tx, run.begun.source, row)? {
                        raw = &[];
                    }
                    (changes, dropped) = without_erased(&tx, keys, *entry, &adds.changes)?;
                    (changes_now, lost) = (&changes, dropped.as_slice());
                }
                let raw = raw_rows.add_all(raw)?;
                let mut item = version(base, named, adds, changes_now);
                let position = appender.push(&mut item)?;
                let said = (adds.said, adds.said_by);
                index.add(*entry, position, said, Some(fingerprint), raw)?;
                let ties = ties.iter().filter(|tie| !lost.contains(tie));
                stated.extend(ties.map(|tie| (keys.tie(tie) as i64, entry.0)));
            }
        }
    }
    let added = raw_rows.finish()?;
    drop(index);
    let last = appender.next() - 1;
    appender.finish(false)?;
    tx.prepare_cached("UPDATE run SET first = coalesce(first, ?1), last = ?2 WHERE no = ?3")?
        .execute((first as i64, last as i64, no.0))?;
    touched |= runs::entries(&tx, no)?;
    tx.prepare_cached("INSERT OR REPLACE INTO run_entries (run, entries) VALUES (?1, ?2)")?
        .execute((no.0, set_bytes(&touched)?))?;
    tx.commit()?;
    fresh.clear();
    if flushed {
        waiting.clear();
    }
    waiting.ties.extend(stated);
    waiting.raw.extend(added);
    Ok(())
}

fn version(base: Item, named: Named, adds: &NewVersion, changes: &BTreeMap<Field, Said>) -> Item {
    let value = |said: &Said| {
        Sealed::Kept(
            said.as_ref().map_or(Json::Null, model::Value::to_json),
            None,
        )
    };
    let mut fields: Vec<_> = changes
        .iter()
        .map(|(field, said)| (field.as_str().into(), value(said)))
        .collect();
    fields.sort_by(|a: &(crate::item::Word, _), b| a.0.cmp(&b.0));
    Item {
        kind: "version".into(),
        entry: Some(named),
        said: Some(adds.said),
        said_by: (Some(adds.said_by.0) != base.run).then_some(adds.said_by.0),
        assured: adds.assured,
        row: adds.row,
        speaks: adds
            .speaks
            .iter()
            .map(|field| field.as_str().into())
            .collect(),
        fields,
        ..base
    }
}

/// Says where the items of a run are, by entry.
struct Index<'a> {
    run: RunNo,
    insert: CachedStatement<'a>,
}

impl<'a> Index<'a> {
    fn new(conn: &'a Connection, run: RunNo) -> Result<Self, Error> {
        let insert = conn.prepare_cached(
            "INSERT INTO version (entry, position, run, said, said_by, fingerprint, raw)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        Ok(Self { run, insert })
    }

    fn add(
        &mut self,
        entry: EntryNo,
        position: Position,
        (said, said_by): (Date, RunNo),
        fingerprint: Option<&Fingerprint>,
        raw: Option<rusqlite::types::Value>,
    ) -> Result<(), Error> {
        let (position, fingerprint) = (position.0 as i64, fingerprint.map(|f| &f.0));
        let said = said.to_string();
        self.insert.execute((
            entry.0,
            position,
            self.run.0,
            said,
            said_by.0,
            fingerprint,
            raw,
        ))?;
        Ok(())
    }
}

/// The changes less the values that were erased from this entry, and the ties that came from those.
fn without_erased(
    conn: &Connection,
    keys: &Keys,
    entry: EntryNo,
    changes: &BTreeMap<Field, Said>,
) -> Result<(BTreeMap<Field, Said>, Vec<Tie>), Error> {
    let (mut kept, mut lost) = (BTreeMap::new(), Vec::new());
    for (field, said) in changes {
        match said {
            Some(value) if erase::is_erased(conn, keys, entry, *field, &value.canonical())? => {
                lost.extend(ties_of(*field, &value.to_json()));
            }
            _ => {
                kept.insert(*field, said.clone());
            }
        }
    }
    for (field, said) in &kept {
        if let Some(value) = said {
            let standing = ties_of(*field, &value.to_json());
            lost.retain(|tie| !standing.contains(tie));
        }
    }
    Ok((kept, lost))
}

/// The ties that a value can give.
pub(super) fn ties_of(field: Field, value: &Json) -> Vec<Tie> {
    match field.shape() {
        Shape::Codes => {
            let codes = value
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Json::as_str);
            codes
                .filter_map(|code| code.parse::<Code>().ok())
                .map(Tie::Code)
                .collect()
        }
        Shape::Reference => value
            .as_str()
            .and_then(|id| id.parse().ok())
            .map(Tie::Entry)
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}
