//! Runs: beginning one, and what is known of them.

use super::bodies::{self, Bodies};
use super::waiting::Waiting;
use super::{scope_no, sources};
use crate::pack::{read_set, unhex};
use crate::{EntryCounts, Error, NewRun, Run, RunState};
use model::{Position, RowTally, RunNo, SourceNo, canonical_json};
use roaring::RoaringBitmap;
use rusqlite::{Connection, OptionalExtension as _, Params, Row};

const COLUMNS: &str = "SELECT run.no, scope.source, scope.name, files, said, read_at, partial, state, reason, complete,
    counts, closed_at, first, last, closing, belief, revoked FROM run JOIN scope ON scope.no = run.scope";

pub(super) fn begin(conn: &Connection, run: &NewRun) -> Result<RunNo, Error> {
    let tx = super::begin(conn)?;
    sources::one(&tx, run.source)?;
    // Whoever begins a run holds the import lock, so a run that is still open has lost its process.
    tx.prepare_cached("UPDATE run SET state = 'abandoned' WHERE state = 'open'")?
        .execute([])?;
    Waiting::repair(&tx)?;
    let scope = ensure_scope(&tx, run.source, &run.table)?;
    let files = serde_json::Value::from(run.files.clone()).to_string();
    tx.prepare_cached(
        "INSERT INTO run (scope, files, said, read_at, partial, state) VALUES (?1, ?2, ?3, ?4, ?5, 'open')",
    )?
    .execute((scope, files, run.said.to_string(), run.read_at.to_string(), run.partial))?;
    let no = RunNo(tx.last_insert_rowid() as u32);
    tx.commit()?;
    Ok(no)
}

/// The number of a scope, made when it is new.
pub(super) fn ensure_scope(conn: &Connection, source: SourceNo, table: &str) -> Result<i64, Error> {
    if let Some(no) = scope_no(conn, source, table)? {
        return Ok(no);
    }
    conn.prepare_cached("INSERT INTO scope (source, name) VALUES (?1, ?2)")?
        .execute((source.0, table))?;
    Ok(conn.last_insert_rowid())
}

pub(super) fn all(conn: &Connection) -> Result<Vec<Run>, Error> {
    select(conn, "ORDER BY run.no", [])
}

pub(super) fn of_scope(
    conn: &Connection,
    source: SourceNo,
    table: &str,
) -> Result<Vec<Run>, Error> {
    match scope_no(conn, source, table)? {
        Some(scope) => select(conn, "WHERE run.scope = ?1 ORDER BY run.no", [scope]),
        None => Ok(Vec::new()),
    }
}

pub(super) fn one(conn: &Connection, no: RunNo) -> Result<Option<Run>, Error> {
    Ok(select(conn, "WHERE run.no = ?1", [no.0])?.pop())
}

/// The run, which must be in the state `wanted`.
pub(super) fn in_state(conn: &Connection, no: RunNo, wanted: &'static str) -> Result<Run, Error> {
    let run = one(conn, no)?.ok_or(Error::NoSuchRun(no))?;
    let state = run.state.as_str();
    if state == wanted {
        Ok(run)
    } else {
        Err(Error::WrongState {
            run: no,
            state,
            wanted,
        })
    }
}

fn select(conn: &Connection, which: &str, params: impl Params) -> Result<Vec<Run>, Error> {
    let mut statement = conn.prepare_cached(&format!("{COLUMNS} {which}"))?;
    let mut rows = statement.query(params)?;
    let mut runs = Vec::new();
    while let Some(row) = rows.next()? {
        runs.push(read(row)?);
    }
    Ok(runs)
}

fn read(row: &Row<'_>) -> Result<Run, Error> {
    let no = RunNo(row.get(0)?);
    let bad = |e: &dyn ToString| Error::damaged(format!("run {}", no.0), e.to_string());
    let text = |at: usize| row.get::<_, String>(at);
    let position =
        |at: usize| Ok::<_, Error>(row.get::<_, Option<i64>>(at)?.map(|at| Position(at as u64)));
    let reason = row.get::<_, Option<String>>(8)?.unwrap_or_default();
    let state = match text(7)?.as_str() {
        "open" => RunState::Open,
        "believed" => RunState::Believed,
        "held" => RunState::Held { reason },
        "rejected" => RunState::Rejected { reason },
        "abandoned" => RunState::Abandoned,
        other => return Err(bad(&format!("`{other}` is no state"))),
    };
    let counts: Vec<u64> = match row.get::<_, Option<String>>(10)? {
        Some(counts) => counts
            .split(' ')
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map_err(|e| bad(&e))?,
        None => Vec::new(),
    };
    let count = |n: usize| counts.get(n).copied().unwrap_or_default();
    let files: serde_json::Value = serde_json::from_str(&text(3)?).map_err(|e| bad(&e))?;
    let files = files
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|f| f.as_str().map(str::to_owned))
        .collect();
    let closed_at: Option<String> = row.get(11)?;
    Ok(Run {
        no,
        begun: NewRun {
            source: SourceNo(row.get(1)?),
            table: text(2)?,
            files,
            said: text(4)?.parse().map_err(|e| bad(&e))?,
            read_at: text(5)?.parse().map_err(|e| bad(&e))?,
            partial: row.get(6)?,
        },
        state,
        complete: row.get(9)?,
        tally: RowTally {
            read: count(0),
            described: count(1),
            companion: count(2),
            orphan: count(3),
            blank: count(4),
            refused: count(5),
        },
        counts: EntryCounts {
            new: count(6),
            changed: count(7),
            unchanged: count(8),
            withdrawn: count(9),
        },
        closed_at: closed_at
            .map(|at| at.parse())
            .transpose()
            .map_err(|e| bad(&e))?,
        first: position(12)?,
        last: position(13)?,
        closing: position(14)?,
        belief: position(15)?,
        revoked: position(16)?,
    })
}

/// The counts as the table keeps them.
pub(super) fn counts_text(tally: &RowTally, counts: &EntryCounts) -> String {
    let all = [
        tally.read,
        tally.described,
        tally.companion,
        tally.orphan,
        tally.blank,
        tally.refused,
        counts.new,
        counts.changed,
        counts.unchanged,
        counts.withdrawn,
    ];
    all.map(|n| n.to_string()).join(" ")
}

/// A member of a run's closing item.
fn closing_says(
    conn: &Connection,
    bodies: &Bodies,
    no: RunNo,
    word: &str,
) -> Result<Option<serde_json::Value>, Error> {
    let Some(closing) = one(conn, no)?.ok_or(Error::NoSuchRun(no))?.closing else {
        return Ok(None);
    };
    Ok(bodies::item(conn, bodies, closing)?.kept(word).cloned())
}

pub(super) fn findings(
    conn: &Connection,
    bodies: &Bodies,
    run: RunNo,
) -> Result<Option<String>, Error> {
    Ok(closing_says(conn, bodies, run, "findings")?.map(|json| canonical_json(&json)))
}

pub(super) fn seen(conn: &Connection, bodies: &Bodies, run: RunNo) -> Result<RoaringBitmap, Error> {
    let place = || format!("run {}, entries seen", run.0);
    match closing_says(conn, bodies, run, "seen")? {
        Some(json) => {
            let bytes = json
                .as_str()
                .and_then(unhex)
                .ok_or_else(|| Error::damaged(place(), "it is not hex"))?;
            read_set(&bytes, &place())
        }
        None => Ok(RoaringBitmap::new()),
    }
}

/// A set kept in a table under a number.
pub(super) fn set(conn: &Connection, select: &str, no: i64) -> Result<RoaringBitmap, Error> {
    let bytes: Option<Vec<u8>> = conn
        .prepare_cached(select)?
        .query_row([no], |row| row.get(0))
        .optional()?;
    bytes.map_or(Ok(RoaringBitmap::new()), |bytes| read_set(&bytes, select))
}

pub(super) fn entries(conn: &Connection, run: RunNo) -> Result<RoaringBitmap, Error> {
    set(
        conn,
        "SELECT entries FROM run_entries WHERE run = ?1",
        i64::from(run.0),
    )
}

pub(super) fn live(
    conn: &Connection,
    source: SourceNo,
    table: &str,
) -> Result<RoaringBitmap, Error> {
    let scope = scope_no(conn, source, table)?;
    scope.map_or(Ok(RoaringBitmap::new()), |no| {
        set(conn, "SELECT entries FROM scope_live WHERE scope = ?1", no)
    })
}

pub(super) fn entries_of_scope(
    conn: &Connection,
    source: SourceNo,
    table: &str,
) -> Result<RoaringBitmap, Error> {
    let scope = scope_no(conn, source, table)?;
    scope.map_or(Ok(RoaringBitmap::new()), |no| {
        set(
            conn,
            "SELECT entries FROM scope_entries WHERE scope = ?1",
            no,
        )
    })
}
