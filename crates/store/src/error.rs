//! What can go wrong with the log.

use model::{EntryNo, Position, RunNo, SourceNo};

/// Why the log could not do what was asked. Whatever it was, nothing was half done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another process holds the log.
    #[error(
        "the log is in use: another process has been writing to it for 10 seconds; try again when it has finished"
    )]
    Busy,
    /// The database failed: disk full, no permission, not a database.
    #[error(
        "the log's database failed: {0}; nothing was recorded. Check free space and permissions of the data folder"
    )]
    Engine(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What is stored cannot be what was written.
    #[error(
        "the log is damaged at {place}: {problem}; run `verify`, and restore the data folder from a copy"
    )]
    Damaged {
        /// Where: a position or a table.
        place: String,
        /// What is wrong there.
        problem: String,
    },
    /// The log was written by a later version of the product.
    #[error("the log has schema {found}, this program knows up to {known}; use a newer program")]
    Newer {
        /// The schema found.
        found: u32,
        /// The latest schema this program knows.
        known: u32,
    },
    /// The log was opened for reading only.
    #[error("the log is open for reading only")]
    ReadOnly,
    /// No source has this number.
    #[error("no source has number {}", .0.0)]
    NoSuchSource(SourceNo),
    /// No run has this number.
    #[error("no run has number {}", .0.0)]
    NoSuchRun(RunNo),
    /// No entry has this number.
    #[error("no entry has number {}", .0.0)]
    NoSuchEntry(EntryNo),
    /// The log has no such position.
    #[error("the log has no item at position {0}")]
    NoSuchItem(Position),
    /// No decision was made at this position, or it is taken back already.
    #[error("no decision made at position {0} stands; it may be taken back already")]
    NotDecided(Position),
    /// The run is not in the state that this needs.
    #[error("run {} is {state}; this needs a run that is {wanted}", .run.0)]
    WrongState {
        /// The run.
        run: RunNo,
        /// Its state.
        state: &'static str,
        /// The state needed.
        wanted: &'static str,
    },
    /// A later run of the same scope was read against this one.
    #[error("run {} cannot be taken back, because run {} was read after it; take that back or reject it first", .run.0, .later.0)]
    NotNewest {
        /// The run.
        run: RunNo,
        /// The later one.
        later: RunNo,
    },
    /// Two processes numbered entries at the same time: the caller did not hold the import lock.
    #[error(
        "another process added entries during this run; nothing of this batch was recorded: begin the run again"
    )]
    Renumbered,
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked, ReadOnly};
        match error.sqlite_error_code() {
            Some(DatabaseBusy | DatabaseLocked) => Self::Busy,
            Some(ReadOnly) => Self::ReadOnly,
            _ => Self::Engine(Box::new(error)),
        }
    }
}

impl Error {
    /// Damage at `place`.
    pub(crate) fn damaged(place: impl Into<String>, problem: impl std::fmt::Display) -> Self {
        Self::Damaged {
            place: place.into(),
            problem: format!("{problem}"),
        }
    }
}
