//! What is handed to the log and what it gives back.

use crate::Fingerprint;
use jiff::Timestamp;
use jiff::civil::Date;
use model::{
    Decider, EntryId, EntryNo, EntryType, Feed, Field, NewVersion, Position, Relation, Role,
    RowTally, RunNo, SourceKey, SourceNo, Tie, Value,
};
use roaring::RoaringBitmap;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// A source to declare: [`model::Source`] without its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSource {
    /// Its permanent key.
    pub key: SourceKey,
    /// Its name as people know it.
    pub name: String,
    /// Its role.
    pub role: Role,
    /// The licence of its data.
    pub licence: String,
    /// Its column map, as TOML text, for a plain table.
    pub map: Option<String>,
    /// Share of the scope that a run may withdraw before it is held, in percent.
    pub hold_withdrawn_percent: u8,
    /// Share of the scope's locations that a run may move by over 500 m before it is held, in percent.
    pub hold_moved_percent: u8,
}

/// A feed with how it went. Kept beside the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedState {
    /// Whose it is.
    pub source: SourceNo,
    /// What was declared.
    pub feed: Feed,
    /// When it is to be read next.
    pub due: Timestamp,
    /// When it was last tried.
    pub tried: Option<Timestamp>,
    /// When it was last read well.
    pub good: Option<Timestamp>,
    /// Tries since then that failed.
    pub failures: u32,
    /// How the last try went, as JSON text of whoever fetches.
    pub outcome: Option<String>,
    /// What tells whether something changed since the last time, as JSON text of whoever fetches.
    pub validators: Option<String>,
}

/// A run that is about to read. Its scope is its source and its table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRun {
    /// The source read.
    pub source: SourceNo,
    /// The table read, such as `nhsuk:GP`.
    pub table: String,
    /// The document's files, as given.
    pub files: Vec<String>,
    /// The document's own date.
    pub said: Date,
    /// When it is read.
    pub read_at: Timestamp,
    /// True when it was declared to be a part of its scope only.
    pub partial: bool,
}

/// What became of the entries of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EntryCounts {
    /// Never seen before.
    pub new: u64,
    /// Seen before, now different.
    pub changed: u64,
    /// As before.
    pub unchanged: u64,
    /// No longer there.
    pub withdrawn: u64,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Closing {
    /// True when it read everything of its scope.
    pub complete: bool,
    /// Why a person must look before it is believed; none when it is believed at once.
    pub held: Option<String>,
    /// What became of its rows.
    pub tally: RowTally,
    /// What became of its entries.
    pub counts: EntryCounts,
    /// Its findings, as JSON text.
    pub findings: String,
    /// Every entry it saw ([`EntryNo`]).
    pub seen: RoaringBitmap,
    /// The live entries of its scope once it is believed. Not used for a held run: see [`crate::Log::release_run`].
    pub live: RoaringBitmap,
    /// When it ended.
    pub closed_at: Timestamp,
}

/// What a run is, and so what its items count for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunState {
    /// Being read.
    Open,
    /// Its items count.
    Believed,
    /// Waits for a person; counts for nothing.
    Held {
        /// Why.
        reason: String,
    },
    /// A person refused it, or took it back; counts for nothing.
    Rejected {
        /// Why.
        reason: String,
    },
    /// Its process ended before it closed; counts for nothing.
    Abandoned,
}

impl RunState {
    /// The word for it: `open`, `believed`, `held`, `rejected` or `abandoned`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Believed => "believed",
            Self::Held { .. } => "held",
            Self::Rejected { .. } => "rejected",
            Self::Abandoned => "abandoned",
        }
    }
}

/// A run as the log has it. Its findings are kept apart: see [`crate::Log::findings`].
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Its number, in the order in which runs began.
    pub no: RunNo,
    /// What it was begun with.
    pub begun: NewRun,
    /// What it is.
    pub state: RunState,
    /// True when it read everything of its scope. False until it is closed.
    pub complete: bool,
    /// What became of its rows.
    pub tally: RowTally,
    /// What became of its entries.
    pub counts: EntryCounts,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Position of its first item that is not its closing.
    pub first: Option<Position>,
    /// Position of its last item that is not its closing.
    pub last: Option<Position>,
    /// Position of its closing item.
    pub closing: Option<Position>,
    /// Position at which it was believed: of its closing, or of its release. Orders runs by belief.
    pub belief: Option<Position>,
    /// Position at which it was taken back, after it was believed.
    pub revoked: Option<Position>,
}

impl Run {
    /// True when its items count.
    pub fn is_believed(&self) -> bool {
        self.belief.is_some()
    }
}

/// An entry to number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// Its permanent id.
    pub id: EntryId,
    /// What it describes.
    pub entry_type: EntryType,
    /// Who describes it.
    pub source: SourceNo,
    /// The table it stands in; with the source, its scope.
    pub table: String,
    /// The source's own name for it.
    pub local_id: String,
}

/// An entry as the log has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRow {
    /// Its number here.
    pub no: EntryNo,
    /// Its permanent id.
    pub id: EntryId,
    /// What it describes.
    pub entry_type: EntryType,
    /// Who describes it.
    pub source: SourceNo,
    /// The table it stands in.
    pub table: String,
    /// The source's own name for it.
    pub local_id: String,
    /// Position of its first item in the run by which it was first believed. Never changes once set.
    pub first: Option<Position>,
}

/// What is known of an entry before it is read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its number.
    pub no: EntryNo,
    /// The fingerprint of its newest-said believed version.
    pub fingerprint: Option<Fingerprint>,
    /// The said date of that version.
    pub said: Option<Date>,
}

/// An item to record in a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Draft {
    /// A version of an entry.
    Version {
        /// The entry.
        entry: EntryNo,
        /// What it adds.
        adds: NewVersion,
        /// [`crate::Log::fingerprint`] of what the document says of the entry.
        fingerprint: Fingerprint,
        /// What connects the entry to others.
        ties: Vec<Tie>,
        /// The rows it was read from, as they stood.
        raw: Vec<Vec<u8>>,
    },
    /// The source no longer lists the entry.
    Withdrawn {
        /// The entry.
        entry: EntryNo,
        /// The date of the document that no longer lists it.
        said: Date,
    },
}

/// A withdrawal as the log holds it. Counts only when its run is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// Its place in the log.
    pub position: Position,
    /// The run that wrote it.
    pub run: RunNo,
    /// The date of the document that no longer listed the entry.
    pub said: Date,
}

/// Anything else worth keeping for ever: a rule set, a places import, a match decision, a confirmation, a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// What it is, in one word such as `rules` or `places`.
    pub kind: String,
    /// When it was made.
    pub at: Timestamp,
    /// What it says. Each member is sealed by itself.
    pub says: BTreeMap<String, Json>,
}

/// A note with its place in the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Noted {
    /// Its place in the log.
    pub position: Position,
    /// The note.
    pub note: Note,
}

/// Match decisions to record in one item.
#[derive(Clone, Debug, PartialEq)]
pub struct Decided {
    /// The pairs: for [`model::Relation::Successor`] the follower first.
    pub pairs: Vec<(EntryId, EntryId, Relation)>,
    /// Who decided.
    pub by: Decider,
    /// Why, in words; may be empty.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// What the matcher decided about two entries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proposed {
    /// One of the two; for [`model::Relation::Successor`] the one that follows.
    pub one: EntryNo,
    /// The other.
    pub other: EntryNo,
    /// How they stand to each other; [`model::Relation::Undecided`] asks a person.
    pub relation: Relation,
    /// How likely it is that they are one thing, from 0 to 1.
    pub score: f64,
}

/// A decision of the matcher that stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// What was decided.
    pub proposed: Proposed,
    /// The hash of the model that was in force.
    pub model: String,
    /// The item that says so.
    pub position: Position,
}

/// What a person said of two entries, and nobody took back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// One of the two; for [`model::Relation::Successor`] the one that follows.
    pub one: EntryNo,
    /// The other.
    pub other: EntryNo,
    /// How they stand to each other.
    pub relation: model::Relation,
    /// The opaque id of the person.
    pub person: String,
    /// The item that says so.
    pub position: Position,
}

/// By which model, and up to which position, everything is matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchState {
    /// The hash of the model.
    pub model: String,
    /// Runs believed or taken back after it are not matched yet.
    pub position: Position,
}

/// A key by which an entry is found, whose source it is, and the entry.
pub type LikenessKey = (u64, SourceNo, EntryNo);

/// What the matcher writes, all at once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matching {
    /// Forget every profile, key and state first.
    pub clear: bool,
    /// Entries with their source and what they say of themselves as one line; none: forgotten.
    pub profiles: Vec<(EntryNo, SourceNo, Option<String>)>,
    /// Keys that come.
    pub added: Vec<LikenessKey>,
    /// Keys that go.
    pub removed: Vec<LikenessKey>,
    /// What is decided now; it takes the place of what the matcher decided of the same pair before.
    pub proposed: Vec<Proposed>,
    /// Pairs of which the matcher says nothing any more.
    pub dropped: Vec<(EntryNo, EntryNo)>,
    /// The hash of the model, and the moment that decisions are dated.
    pub by: Option<(String, Timestamp)>,
    /// What is matched then; none leaves it as it is.
    pub state: Option<MatchState>,
}

/// Who takes a decision back, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// Who.
    pub by: Decider,
    /// When.
    pub at: Timestamp,
}

/// A decision item as the log holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct DecidedItem {
    /// Its place in the log.
    pub position: Position,
    /// What was decided.
    pub decided: Decided,
    /// The item that takes it back, if one does.
    pub undone: Option<Position>,
}

/// What a steward says where sources do not agree.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    /// The entry it is said of: where that goes, it goes.
    pub entry: EntryId,
    /// The stewards, as a source.
    pub source: SourceNo,
    /// The field.
    pub field: Field,
    /// What is right; none when the steward cannot tell and passes it on.
    pub value: Option<Value>,
    /// The opaque id of the person.
    pub person: String,
    /// Why, in words; may be empty.
    pub reason: String,
    /// Stands for what they saw, so that a pass holds until something else is said.
    pub mark: String,
    /// The day.
    pub said: Date,
    /// The moment.
    pub at: Timestamp,
}

/// A steward's answer as the log holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct SettledItem {
    /// Its place in the log.
    pub position: Position,
    /// The entry it is said of.
    pub entry: EntryId,
    /// The field.
    pub field: Field,
    /// What is right; none when it was passed on, or has been erased.
    pub value: Option<Value>,
    /// True when it was passed on.
    pub passed: bool,
    /// The opaque id of the person.
    pub person: String,
    /// Why, in words; may be empty.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// The item that takes it back, if one does.
    pub undone: Option<Position>,
}

/// A question that somebody passed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    /// The entry.
    pub entry: EntryId,
    /// The field.
    pub field: Field,
    /// What they saw.
    pub mark: String,
}

/// What [`crate::Log::erase`] did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// The item that says so.
    pub position: Position,
    /// How many values were destroyed, over all versions.
    pub values: u64,
    /// How many raw rows were destroyed.
    pub raw_rows: u64,
    /// How many runs' findings were destroyed because they showed an erased value.
    pub findings: u64,
    /// False when another process was reading, so that old pages still lie in the write-ahead file: call
    /// [`crate::Log::scrub`] when it has ended. Opening the log for writing tries again by itself.
    pub scrubbed: bool,
}

/// An erasure that was made of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased {
    /// The item that says so.
    pub position: Position,
    /// The fields erased.
    pub fields: Vec<Field>,
    /// The reason given.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// What [`crate::Log::verify`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Items of the log.
    pub items: u64,
    /// The root of the Merkle tree over them, computed afresh.
    pub root: [u8; 32],
    /// Values that were erased, each said so by an item.
    pub erased: u64,
    /// What does not hold, each naming the position; empty when all is well. At most 100 are listed.
    pub faults: Vec<String>,
}

impl Verified {
    /// True when everything holds.
    pub fn holds(&self) -> bool {
        self.faults.is_empty()
    }
}
