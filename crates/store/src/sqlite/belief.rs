//! Closing, releasing, rejecting and taking back a run: the moment at which its items begin to count, or never will.

use super::append::Appender;
use super::bodies::Bodies;
use super::{Entropy, SqliteLog, begin, runs, sources};
use crate::item::{Item, Sealed, Word};
use crate::pack::{hex, set_bytes};
use crate::{Closing, EntryCounts, Error, NewRun, Run, RunState};
use jiff::Timestamp;
use jiff::civil::Date;
use model::{EntryNo, Position, RowTally, RunNo};
use roaring::RoaringBitmap;
use rusqlite::{Connection, Transaction};
use serde_json::{Value as Json, json};

/// Writes the closing item and, unless the run is held, believes it. One transaction.
pub(super) fn close(log: &mut SqliteLog, no: RunNo, closing: &Closing) -> Result<Position, Error> {
    let SqliteLog {
        conn,
        entropy,
        fresh,
        waiting,
        ..
    } = log;
    let tx = begin(conn)?;
    let run = runs::in_state(&tx, no, "open")?;
    fresh.write(&tx)?;
    waiting.write(&tx)?;
    let fields = closing_fields(&run.begun, closing)?;
    let position = append(
        &tx,
        entropy,
        &run,
        "closing",
        Some(closing.closed_at),
        fields,
    )?;
    let believed = closing.held.is_none();
    tx.prepare_cached(
        "UPDATE run SET state = ?2, reason = ?3, complete = ?4, counts = ?5, closed_at = ?6, closing = ?7, belief = ?8
         WHERE no = ?1",
    )?
    .execute((
        no.0,
        if believed { "believed" } else { "held" },
        &closing.held,
        closing.complete,
        runs::counts_text(&closing.tally, &closing.counts),
        closing.closed_at.to_string(),
        position.0 as i64,
        believed.then_some(position.0 as i64),
    ))?;
    if believed {
        believe(&tx, no)?;
        set_live(&tx, &run, &closing.live)?;
    }
    tx.commit()?;
    fresh.clear();
    waiting.clear();
    Ok(position)
}

/// Believes a held run. One transaction.
pub(super) fn release(log: &mut SqliteLog, no: RunNo, at: Timestamp) -> Result<Position, Error> {
    let SqliteLog {
        conn,
        entropy,
        bodies,
        ..
    } = log;
    let tx = begin(conn)?;
    let run = runs::in_state(&tx, no, "held")?;
    let position = append(&tx, entropy, &run, "release", Some(at), Vec::new())?;
    tx.prepare_cached("UPDATE run SET state = 'believed', belief = ?2 WHERE no = ?1")?
        .execute((no.0, position.0 as i64))?;
    believe(&tx, no)?;
    set_live(&tx, &run, &fold_live(&tx, bodies, &run.begun)?)?;
    tx.commit()?;
    Ok(position)
}

/// Refuses a held run. One transaction.
pub(super) fn reject(
    log: &mut SqliteLog,
    no: RunNo,
    reason: &str,
    at: Timestamp,
) -> Result<Position, Error> {
    let SqliteLog { conn, entropy, .. } = log;
    let tx = begin(conn)?;
    let run = runs::in_state(&tx, no, "held")?;
    let fields = vec![("reason".into(), Sealed::Kept(reason.into(), None))];
    let position = append(&tx, entropy, &run, "rejection", Some(at), fields)?;
    tx.prepare_cached("UPDATE run SET state = 'rejected', reason = ?2 WHERE no = ?1")?
        .execute((no.0, reason))?;
    tx.commit()?;
    Ok(position)
}

/// Takes back the newest believed run of a scope. One transaction.
pub(super) fn revoke(
    log: &mut SqliteLog,
    no: RunNo,
    reason: &str,
    at: Timestamp,
) -> Result<Position, Error> {
    let SqliteLog {
        conn,
        entropy,
        bodies,
        ..
    } = log;
    let tx = begin(conn)?;
    let run = runs::in_state(&tx, no, "believed")?;
    // A later run was weighed against this one, also when it is held.
    let later = runs::of_scope(&tx, run.begun.source, &run.begun.table)?
        .into_iter()
        .find(|other| {
            let counts = other.belief > run.belief || other.no > no;
            counts && !matches!(other.state, RunState::Rejected { .. } | RunState::Abandoned)
        });
    if let Some(later) = later {
        return Err(Error::NotNewest {
            run: no,
            later: later.no,
        });
    }
    let fields = vec![("reason".into(), Sealed::Kept(reason.into(), None))];
    let position = append(&tx, entropy, &run, "revocation", Some(at), fields)?;
    tx.prepare_cached(
        "UPDATE run SET state = 'rejected', reason = ?2, belief = NULL, revoked = ?3 WHERE no = ?1",
    )?
    .execute((no.0, reason, position.0 as i64))?;
    unbelieve(&tx, no)?;
    set_live(&tx, &run, &fold_live(&tx, bodies, &run.begun)?)?;
    tx.commit()?;
    Ok(position)
}

/// Appends an item about a run, with a checkpoint.
fn append(
    tx: &Transaction<'_>,
    entropy: &mut Entropy,
    run: &Run,
    kind: &'static str,
    at: Option<Timestamp>,
    fields: Vec<(Word, Sealed)>,
) -> Result<Position, Error> {
    let mut item = Item {
        kind: kind.into(),
        source: Some(sources::one(tx, run.begun.source)?.key.as_str().to_owned()),
        table: Some(run.begun.table.clone()),
        run: Some(run.no.0),
        said: Some(run.begun.said),
        at,
        fields,
        ..Item::default()
    };
    let mut appender = Appender::new(tx, entropy)?;
    let position = appender.push(&mut item)?;
    appender.finish(true)?;
    Ok(position)
}

fn closing_fields(begun: &NewRun, closing: &Closing) -> Result<Vec<(Word, Sealed)>, Error> {
    let RowTally {
        read,
        described,
        companion,
        orphan,
        blank,
        refused,
    } = closing.tally;
    let EntryCounts {
        new,
        changed,
        unchanged,
        withdrawn,
    } = closing.counts;
    let findings = serde_json::from_str(&closing.findings)
        .unwrap_or_else(|_| Json::from(closing.findings.as_str()));
    let fields = [
        ("complete", json!(closing.complete)),
        (
            "entries",
            json!({"new": new, "changed": changed, "unchanged": unchanged, "withdrawn": withdrawn}),
        ),
        ("files", json!(begun.files)),
        ("findings", findings),
        ("held", json!(closing.held)),
        ("partial", json!(begun.partial)),
        ("read_at", json!(begun.read_at.to_string())),
        (
            "rows",
            json!({"read": read, "described": described, "companion": companion, "orphan": orphan, "blank": blank,
                   "refused": refused}),
        ),
        ("seen", json!(hex(&set_bytes(&closing.seen)?))),
    ];
    Ok(fields
        .into_iter()
        .map(|(word, value)| (word.into(), Sealed::Kept(value, None)))
        .collect())
}

/// Moves what is known of every entry of a run: its first position, and its newest-said fingerprint.
fn believe(conn: &Connection, no: RunNo) -> Result<(), Error> {
    let mut read = conn.prepare_cached(
        "SELECT version.entry, position, version.said, version.said_by, version.fingerprint, known.said, known.said_by
         FROM version LEFT JOIN known ON known.entry = version.entry
         WHERE version.entry BETWEEN ?1 AND ?2 AND run = ?3 ORDER BY version.entry, position",
    )?;
    let mut write = conn.prepare_cached(
        "INSERT INTO known (entry, first, said, said_by, fingerprint) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (entry) DO UPDATE SET said = ?3, said_by = ?4, fingerprint = ?5 WHERE ?5 IS NOT NULL",
    )?;
    for (from, to) in ranges(&runs::entries(conn, no)?) {
        let mut moved: Vec<Moved> = Vec::new();
        let mut rows = read.query((from, to, no.0))?;
        while let Some(row) = rows.next()? {
            let entry = EntryNo(row.get(0)?);
            if moved.last().is_none_or(|m| m.entry != entry) {
                let said: Option<String> = row.get(5)?;
                let standing = said.zip(row.get(6)?);
                moved.push(Moved {
                    entry,
                    first: row.get(1)?,
                    standing,
                    newest: None,
                });
            }
            let (fingerprint, Some(moved)) = (row.get::<_, Option<[u8; 16]>>(4)?, moved.last_mut())
            else {
                continue;
            };
            let said: (String, u32) = (row.get(2)?, row.get(3)?);
            if let Some(fingerprint) = fingerprint
                && moved
                    .standing
                    .as_ref()
                    .is_none_or(|standing| said >= *standing)
            {
                moved.newest = Some(fingerprint);
                moved.standing = Some(said);
            }
        }
        drop(rows);
        for Moved {
            entry,
            first,
            standing,
            newest,
        } in moved
        {
            let (said, said_by) = standing.filter(|_| newest.is_some()).unzip();
            write.execute((entry.0, first, said, said_by, newest))?;
        }
    }
    Ok(())
}

/// Works out anew what is known of every entry of a run that no longer counts. An entry keeps its first position, also
/// when nothing is left of it: its id was published, and must lead somewhere.
fn unbelieve(conn: &Connection, no: RunNo) -> Result<(), Error> {
    let mut read = conn.prepare_cached(
        "SELECT version.said, version.said_by, version.fingerprint FROM version JOIN run ON run.no = version.run
         WHERE version.entry = ?1 AND run.belief IS NOT NULL AND version.fingerprint IS NOT NULL
         ORDER BY run.belief, version.position",
    )?;
    let mut write = conn.prepare_cached(
        "UPDATE known SET said = ?2, said_by = ?3, fingerprint = ?4 WHERE entry = ?1",
    )?;
    for entry in runs::entries(conn, no)? {
        let mut standing: Option<(String, u32)> = None;
        let mut newest: Option<[u8; 16]> = None;
        let mut rows = read.query([entry])?;
        while let Some(row) = rows.next()? {
            let said: (String, u32) = (row.get(0)?, row.get(1)?);
            if standing.as_ref().is_none_or(|standing| said >= *standing) {
                newest = row.get(2)?;
                standing = Some(said);
            }
        }
        drop(rows);
        let (said, said_by) = standing.unzip();
        write.execute((entry, said, said_by, newest))?;
    }
    Ok(())
}

/// What a run moves of one entry. Dates of four-digit years sort as text.
struct Moved {
    entry: EntryNo,
    first: i64,
    standing: Option<(String, u32)>,
    newest: Option<[u8; 16]>,
}

/// The set as inclusive ranges of at most 512.
fn ranges(set: &RoaringBitmap) -> Vec<(u32, u32)> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for no in set {
        match ranges.last_mut() {
            Some((from, to)) if *to + 1 == no && no - *from < 512 => *to = no,
            _ => ranges.push((no, no)),
        }
    }
    ranges
}

fn set_live(conn: &Connection, run: &Run, live: &RoaringBitmap) -> Result<(), Error> {
    let scope = runs::ensure_scope(conn, run.begun.source, &run.begun.table)?;
    conn.prepare_cached("INSERT OR REPLACE INTO scope_live (scope, entries) VALUES (?1, ?2)")?
        .execute((scope, set_bytes(live)?))?;
    Ok(())
}

/// The live entries of a scope from its believed runs: by said date, then by number.
fn fold_live(conn: &Connection, bodies: &Bodies, begun: &NewRun) -> Result<RoaringBitmap, Error> {
    let mut believed = runs::of_scope(conn, begun.source, &begun.table)?;
    believed.retain(Run::is_believed);
    believed.sort_by_key(|run| -> (Date, RunNo) { (run.begun.said, run.no) });
    let from = believed
        .iter()
        .rposition(|run| run.complete)
        .unwrap_or_default();
    let mut live = RoaringBitmap::new();
    for run in &believed[from..] {
        live |= runs::seen(conn, bodies, run.no)?;
    }
    Ok(live)
}
