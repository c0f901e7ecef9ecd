//! Settings of a connection, migrations, and the secret of the data folder.

use super::{Entropy, begin};
use crate::Error;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OptionalExtension as _};
use std::time::Duration;

/// The migrations, in order: the schema's version is how many have run. Never edited once released.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_log.sql"),
    include_str!("../../migrations/0002_decision.sql"),
    include_str!("../../migrations/0003_feed.sql"),
    include_str!("../../migrations/0004_revoked.sql"),
    include_str!("../../migrations/0005_likeness.sql"),
    include_str!("../../migrations/0006_stewards_word.sql"),
];

/// How long to wait for another process that is writing.
pub(super) const BUSY: Duration = Duration::from_secs(10);

pub(super) fn prepare(conn: &Connection) -> Result<(), Error> {
    conn.busy_timeout(BUSY)?;
    // The file's pages are freed with zeros in them, and no part of it is spilled to files elsewhere.
    conn.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA mmap_size = 0;
         PRAGMA wal_autocheckpoint = 4000;
         PRAGMA journal_size_limit = 4194304;",
    )?;
    settle(conn)
}

pub(super) fn prepare_reading(conn: &Connection) -> Result<(), Error> {
    conn.busy_timeout(BUSY)?;
    settle(conn)?;
    let found = version(conn)?;
    check(found)
}

fn settle(conn: &Connection) -> Result<(), Error> {
    conn.execute_batch("PRAGMA cache_size = -16000;")?;
    // Keep a statement's plan whatever values are bound: with STAT4, which is compiled in, a cached statement would
    // otherwise be parsed and planned anew at every use.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(96);
    Ok(())
}

fn version(conn: &Connection) -> Result<u32, Error> {
    Ok(conn.query_row("SELECT version FROM schema_version", [], |row| row.get(0))?)
}

fn check(found: u32) -> Result<(), Error> {
    let known = MIGRATIONS.len() as u32;
    if found > known {
        Err(Error::Newer { found, known })
    } else {
        Ok(())
    }
}

/// Brings the schema up to date. Gives the secret, made on the first opening.
pub(super) fn migrate(conn: &mut Connection, entropy: &mut Entropy) -> Result<[u8; 32], Error> {
    let tx = begin(conn)?;
    let there = "SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'";
    if tx.query_row(there, [], |_| Ok(())).optional()?.is_none() {
        tx.execute_batch("CREATE TABLE schema_version (version INTEGER NOT NULL); INSERT INTO schema_version VALUES (0)")?;
    }
    let found = version(&tx)?;
    check(found)?;
    for migration in &MIGRATIONS[found as usize..] {
        tx.execute_batch(migration)?;
    }
    tx.execute(
        "UPDATE schema_version SET version = ?1 WHERE version < ?1",
        [MIGRATIONS.len() as u32],
    )?;
    if found == 0 {
        let mut secret = [0; 32];
        entropy(&mut secret);
        tx.execute("INSERT INTO secret (one, key) VALUES (1, ?1)", [secret])?;
        tx.execute("INSERT INTO edge (one, size, peaks) VALUES (1, 0, x'')", [])?;
    }
    let secret = secret(&tx)?;
    tx.commit()?;
    Ok(secret)
}

pub(super) fn secret(conn: &Connection) -> Result<[u8; 32], Error> {
    Ok(conn.query_row("SELECT key FROM secret", [], |row| row.get(0))?)
}
