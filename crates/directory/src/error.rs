//! What can go wrong, for the person at the command line: where, what, and what to do.

use model::{EntryId, RunNo};
use std::path::{Path, PathBuf};

/// Why something could not be done. Messages follow "could not import: ".
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Another process is writing to the folder.
    #[error("{}: another import is writing here; wait until it has ended and try again", .0.display())]
    Busy(PathBuf),
    /// No source has this key.
    #[error(
        "there is no source `{0}`; add it with `fingerpost source add`, or see `fingerpost source list`"
    )]
    NoSource(String),
    /// No run has this number.
    #[error("there is no run {}; see `fingerpost source list`", .0.0)]
    NoRun(RunNo),
    /// The run is not held.
    #[error("run {} is not held, so there is nothing to release or reject", .0.0)]
    NotHeld(RunNo),
    /// A newer reading of the same source has been believed since the run was held.
    #[error("run {} was read before run {} of the same source was published; reject it and import its document again", .held.0, .newer.0)]
    Overtaken {
        /// The held run.
        held: RunNo,
        /// The newer one.
        newer: RunNo,
    },
    /// Nothing has this id.
    #[error("nothing has the id {0}; ids are shown by `fingerpost find --json`")]
    NoSuchId(EntryId),
    /// A list to compare describes nothing.
    #[error(
        "{0}: no row of it can be used; give a CSV with at least the columns name and address, postcode or phone, or a directory that the record reads"
    )]
    NothingThere(String),
    /// Nothing is asked of this name, or no person answered there.
    #[error("nobody is asked this; see what is asked with `fingerpost match list --kind ask`")]
    NoSuchQuestion,
    /// A match decision that cannot be made.
    #[error("this cannot be decided: {0}")]
    CannotDecide(&'static str),
    /// A disagreement that cannot be settled like this.
    #[error("this cannot be settled: {0}")]
    CannotSettle(&'static str),
    /// Something else is said since it was looked at.
    #[error("somebody said something else of this since you looked; look again, then decide")]
    SaidSince,
    /// A document cannot be read at all.
    #[error(transparent)]
    Unreadable(#[from] ingest::Unreadable),
    /// The log refused or failed.
    #[error("the log: {0}")]
    Log(#[from] store::Error),
    /// A places file cannot be read at all.
    #[error(transparent)]
    Places(#[from] gazetteer::Unreadable),
    /// A rules file is wrong.
    #[error(transparent)]
    Rules(#[from] resolve::BadRules),
    /// Somebody else has adopted other rules than those that were seen.
    #[error("the rules have changed since you looked; look at them again, then decide")]
    RulesMoved,
    /// A matching model is wrong.
    #[error(transparent)]
    Model(#[from] resolve::likeness::BadModel),
    /// The snapshot's files are damaged.
    #[error("the snapshot in {} is damaged: {problem}; run `fingerpost rebuild`", folder.display())]
    Snapshot {
        /// Where.
        folder: PathBuf,
        /// What was found.
        problem: String,
    },
    /// What was given is not taken, and why.
    #[error("{0}")]
    Refused(String),
    /// Something kept beside the log cannot be written or read.
    #[error("{what} could not be kept: {problem}")]
    Kept {
        /// What.
        what: &'static str,
        /// Why.
        problem: String,
    },
    /// A feed cannot be declared like this.
    #[error("{source_key}: {problem}")]
    Feed {
        /// The source's key.
        source_key: String,
        /// What is wrong and what to do.
        problem: String,
    },
    /// A source has no feed.
    #[error(
        "`{0}` is not read by itself; declare where it is with `fingerpost source feed {0} ADDRESS`"
    )]
    NoFeed(String),
    /// Another process is fetching the same feed.
    #[error("{}: this source is being fetched; wait until that has ended", .0.display())]
    Fetching(PathBuf),
    /// A day or moment that was asked for does not exist or is out of range.
    #[error("`{0}` is not a day or moment; write 2026-11-26 or 2026-11-26T11:00")]
    BadMoment(String),
}

impl Error {
    pub(crate) fn file(path: &Path, source: std::io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            source,
        }
    }

    /// True when the cause is something that could not be reached or read, rather than a fault in it.
    pub fn is_unreachable(&self) -> bool {
        !matches!(
            self,
            Self::NoSource(_)
                | Self::NoRun(_)
                | Self::NotHeld(_)
                | Self::Overtaken { .. }
                | Self::NoSuchId(_)
                | Self::Feed { .. }
                | Self::NoFeed(_)
                | Self::BadMoment(_)
                | Self::Refused(_)
                | Self::CannotDecide(_)
                | Self::CannotSettle(_)
                | Self::SaidSince
                | Self::RulesMoved
                | Self::NothingThere(_)
        )
    }
}
