//! The suite on SQLite, and what is true of its files.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod files;
mod suite;
mod tampering;

use std::path::Path;
use store::{Log, SqliteLog};

/// The log in `dir`, with randomness that repeats.
fn open(dir: &Path) -> Box<dyn Log> {
    let seed = dir.join("log.db").exists().into();
    Box::new(SqliteLog::open(&dir.join("log.db"), testkit::seeded_entropy(seed)).unwrap())
}

log_suite!(open);
