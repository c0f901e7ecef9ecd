//! The log: who said what about which entry, and when. All SQL of the product is here.
//!
//! Words: an *item* is one place of the log (a version of an entry, a withdrawal, a run's closing, a note, an erasure);
//! a *run* is one reading of a source and is *believed* whole, when its closing item (or its release) is written; a
//! *tie* connects entries; a *note* is any other decision worth keeping for ever.
//! Always: positions are dense from 1; what a call acknowledged is on the disk; no item is altered except by
//! [`Log::erase`], which destroys values and says so in an item of its own; the leaf of an item stays what it was.
//! Items of a run that is open, held, rejected or abandoned change nothing that a reader believes.
//! Start at [`Log`], then [`item`] (what is kept, for ever) and [`merkle`] (how it is proved).

mod error;
pub mod item;
mod keys;
mod log;
pub mod merkle;
mod pack;
mod sqlite;
mod words;

pub use error::Error;
pub use keys::Fingerprint;
pub use log::{Log, Steady};
pub use sqlite::{Entropy, SqliteLog};
pub use words::{
    Closing, Decided, DecidedItem, Draft, EntryCounts, EntryRow, Erased, Erasure, FeedState, Known,
    LikenessKey, MatchState, Matching, NewEntry, NewRun, NewSource, Note, Noted, Passed, Proposed,
    Run, RunState, Settled, SettledItem, Standing, Undone, Verified, Withdrawal, Word,
};
