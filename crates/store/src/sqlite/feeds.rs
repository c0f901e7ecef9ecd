//! Feeds: how sources are read by themselves, and how it went. An ordinary table.

use super::begin;
use crate::{Error, FeedState};
use jiff::Timestamp;
use model::{Feed, SourceNo};
use rusqlite::{Connection, Row};

pub(super) fn set(
    conn: &Connection,
    source: SourceNo,
    feed: &Feed,
    due: Timestamp,
) -> Result<(), Error> {
    let tx = begin(conn)?;
    super::sources::one(&tx, source)?;
    tx.execute(
        "INSERT INTO feed (source, kind, addresses, every_minutes, allowed, ignores_robots, due)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (source) DO UPDATE SET kind = ?2, addresses = ?3, every_minutes = ?4, allowed = ?5, ignores_robots = ?6,
         due = ?7, failures = 0, validators = NULL",
        (
            source.0,
            feed.kind.as_str(),
            list(&feed.addresses),
            feed.every_minutes,
            list(&feed.allowed),
            feed.ignores_robots,
            due.to_string(),
        ),
    )?;
    Ok(tx.commit()?)
}

pub(super) fn remove(conn: &Connection, source: SourceNo) -> Result<bool, Error> {
    let tx = begin(conn)?;
    let gone = tx.execute("DELETE FROM feed WHERE source = ?1", [source.0])?;
    tx.commit()?;
    Ok(gone > 0)
}

pub(super) fn note(conn: &Connection, state: &FeedState) -> Result<(), Error> {
    let tx = begin(conn)?;
    tx.execute(
        "UPDATE feed SET due = ?2, tried = ?3, good = ?4, failures = ?5, outcome = ?6, validators = ?7 WHERE source = ?1",
        (
            state.source.0,
            state.due.to_string(),
            state.tried.map(|at| at.to_string()),
            state.good.map(|at| at.to_string()),
            state.failures,
            &state.outcome,
            &state.validators,
        ),
    )?;
    Ok(tx.commit()?)
}

pub(super) fn all(conn: &Connection) -> Result<Vec<FeedState>, Error> {
    let mut statement = conn.prepare_cached(
        "SELECT source, kind, addresses, every_minutes, allowed, ignores_robots, due, tried, good, failures, outcome, validators
         FROM feed ORDER BY source",
    )?;
    let mut rows = statement.query([])?;
    let mut feeds = Vec::new();
    while let Some(row) = rows.next()? {
        feeds.push(read(row)?);
    }
    Ok(feeds)
}

fn list(words: &[String]) -> String {
    serde_json::Value::from(words).to_string()
}

fn read(row: &Row<'_>) -> Result<FeedState, Error> {
    let bad = |e: &dyn ToString| Error::damaged("the table of feeds", e.to_string());
    let words = |text: String| -> Result<Vec<String>, Error> {
        serde_json::from_str(&text).map_err(|e| bad(&e))
    };
    let moment = |text: Option<String>| -> Result<Option<Timestamp>, Error> {
        text.map(|text| text.parse())
            .transpose()
            .map_err(|e: jiff::Error| bad(&e))
    };
    let kind: String = row.get(1)?;
    let due: String = row.get(6)?;
    Ok(FeedState {
        source: SourceNo(row.get(0)?),
        feed: Feed {
            kind: kind.parse().map_err(|e| bad(&e))?,
            addresses: words(row.get(2)?)?,
            every_minutes: row.get(3)?,
            allowed: words(row.get(4)?)?,
            ignores_robots: row.get(5)?,
        },
        due: due.parse().map_err(|e: jiff::Error| bad(&e))?,
        tried: moment(row.get(7)?)?,
        good: moment(row.get(8)?)?,
        failures: row.get(9)?,
        outcome: row.get(10)?,
        validators: row.get(11)?,
    })
}
