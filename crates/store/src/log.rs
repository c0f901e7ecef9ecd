//! The one narrow door to the log. SQLite implements it now, PostgreSQL later; one suite tests both.

use crate::merkle::{Consistency, Hash, Inclusion};
use crate::{
    Closing, Decided, DecidedItem, Draft, EntryRow, Erased, Erasure, Error, FeedState, Fingerprint,
    Known, MatchState, Matching, NewEntry, NewRun, NewSource, Note, Noted, Passed, Run, Settled,
    SettledItem, Standing, Undone, Verified, Withdrawal, Word,
};
use jiff::Timestamp;
use jiff::civil::Date;
use model::{
    Decision, EntryId, EntryNo, Feed, Field, Position, RunNo, Source, SourceNo, StewardsWord, Tie,
    Version,
};
use roaring::RoaringBitmap;
use std::collections::BTreeMap;

/// The append-only log.
///
/// A method that writes returns when what it wrote is on the disk. [`Log::number`] alone writes nothing: its numbers
/// are kept with the next batch. One writer at a time; the caller holds the import lock from `begin_run` to `close_run`.
///
/// # Errors
/// Every method fails with [`Error`] when the database does, or with the variant its own line names. A method that
/// fails has changed nothing.
#[expect(
    clippy::missing_errors_doc,
    reason = "said once, above, for all of them"
)]
pub trait Log: Send {
    /// Reads from one moment until the guard is dropped, and faster: for many reads in a row. What other processes
    /// write meanwhile is not seen. Hold it for as long as the work takes, not longer: it keeps the log's files from
    /// being tidied.
    fn steady(&self) -> Result<Steady<'_>, Error>;

    /// The position of the newest item; 0 when there is none.
    fn head(&self) -> Result<Position, Error>;

    /// Declares a source. With a key that is already there: keeps its number and takes everything else from `source`.
    fn add_source(&mut self, source: NewSource) -> Result<Source, Error>;
    /// Every source, by number.
    fn sources(&self) -> Result<Vec<Source>, Error>;

    /// Declares how a source is read by itself, first at `due`. Declared anew, its failures are forgotten.
    fn set_feed(&mut self, source: SourceNo, feed: &Feed, due: Timestamp) -> Result<(), Error>;
    /// A source is read by itself no more. False when it was not.
    fn remove_feed(&mut self, source: SourceNo) -> Result<bool, Error>;
    /// Keeps how a feed went: everything of `state` but what was declared.
    fn note_feed(&mut self, state: &FeedState) -> Result<(), Error>;
    /// Every feed, by the number of its source.
    fn feeds(&self) -> Result<Vec<FeedState>, Error>;

    /// Begins a run. Runs that an earlier process left open become [`crate::RunState::Abandoned`].
    fn begin_run(&mut self, run: NewRun) -> Result<RunNo, Error>;
    /// Numbers entries, in order; one that has a number keeps it. [`Log::known`] and [`Log::entry`] know them at once.
    fn number(&mut self, entries: &[NewEntry]) -> Result<Vec<EntryNo>, Error>;
    /// Appends a batch to an open run, in one transaction.
    fn record(&mut self, run: RunNo, drafts: &[Draft]) -> Result<(), Error>;
    /// Ends an open run with its closing item: believed, unless `closing.held`.
    fn close_run(&mut self, run: RunNo, closing: Closing) -> Result<Position, Error>;
    /// Believes a held run. The live entries of its scope are folded anew from the believed runs: by said date, then
    /// by number, a partial run adds what it saw, a complete one replaces.
    fn release_run(&mut self, run: RunNo, at: Timestamp) -> Result<Position, Error>;
    /// Refuses a held run for good.
    fn reject_run(&mut self, run: RunNo, reason: &str, at: Timestamp) -> Result<Position, Error>;
    /// Takes a believed run back: what was believed before it counts again. Only the newest of its scope can be taken
    /// back, since later ones were read against it: [`Error::NotNewest`].
    fn revoke_run(&mut self, run: RunNo, reason: &str, at: Timestamp) -> Result<Position, Error>;
    /// Every run, by number.
    fn runs(&self) -> Result<Vec<Run>, Error>;
    /// The runs of one scope, by number.
    fn runs_of_scope(&self, source: SourceNo, table: &str) -> Result<Vec<Run>, Error>;
    /// One run.
    fn run(&self, no: RunNo) -> Result<Option<Run>, Error>;
    /// The findings of a closed run, as JSON text; none while it is open, or when they were erased.
    fn findings(&self, run: RunNo) -> Result<Option<String>, Error>;
    /// The entries that a closed run saw; empty while it is open.
    fn seen(&self, run: RunNo) -> Result<RoaringBitmap, Error>;
    /// The live entries of a scope.
    fn live(&self, source: SourceNo, table: &str) -> Result<RoaringBitmap, Error>;

    /// What is known of the entry with this id. Fast: called for every entry read.
    fn known(&self, id: &EntryId) -> Result<Option<Known>, Error>;
    /// The fingerprint of the believed version that was in force for a document of this date: the newest said on or
    /// before it. None when there is none, or when that version restates another.
    fn fingerprint_at(&self, entry: EntryNo, said: Date) -> Result<Option<Fingerprint>, Error>;
    /// The entry with this number, or [`Error::NoSuchEntry`].
    fn entry(&self, no: EntryNo) -> Result<EntryRow, Error>;
    /// All versions of an entry by position, those of runs that are not believed among them.
    fn versions(&self, no: EntryNo) -> Result<Vec<Version>, Error>;
    /// All withdrawals of an entry by position, those of runs that are not believed among them.
    fn withdrawals(&self, no: EntryNo) -> Result<Vec<Withdrawal>, Error>;
    /// The entries that have items in a run, by number.
    fn entries_of_run(&self, run: RunNo) -> Result<Vec<EntryNo>, Error>;
    /// Every entry ever recorded in a scope.
    fn entries_of_scope(&self, source: SourceNo, table: &str) -> Result<RoaringBitmap, Error>;

    /// The entries connected to `from` by ties or decisions in either direction, `from` among them, by number. The ties that a run
    /// states are there when it is closed, at the latest.
    fn component(&self, from: &[EntryNo]) -> Result<Vec<EntryNo>, Error>;
    /// The entries that any of `ties` leads to: those that carry the code, the entry named and those that name it.
    fn tied(&self, ties: &[Tie]) -> Result<Vec<EntryNo>, Error>;
    /// Every tie as (key, entry), by key; equal ties have equal keys. An entry that others name is given under their
    /// key as well.
    fn each_tie(&self, f: &mut dyn FnMut(u64, EntryNo)) -> Result<(), Error>;
    /// The keyed hash of `bytes`. Its key belongs to this log and never leaves it.
    fn fingerprint(&self, bytes: &[u8]) -> Fingerprint;

    /// Appends a note.
    fn append_note(&mut self, note: Note) -> Result<Position, Error>;
    /// Every note of a kind, by position.
    fn notes(&self, kind: &str) -> Result<Vec<Noted>, Error>;

    /// Appends match decisions in one item. Entries that have no number are left out of what [`Log::component`]
    /// follows, not of the item.
    fn decide(&mut self, decided: Decided) -> Result<Position, Error>;
    /// Takes back the decisions made at `position`, or what a steward said there: what stood before stands again. [`Error::NotDecided`] when no
    /// decision was made there or it is taken back already.
    fn undo(&mut self, position: Position, undone: Undone) -> Result<Position, Error>;
    /// Appends what a steward said where sources do not agree. It does not connect entries.
    fn settle(&mut self, settled: Settled) -> Result<Position, Error>;
    /// What stewards said of entries: for each field the newest word that stands. Passes are no word.
    fn stewards_words(
        &self,
        entries: &[EntryNo],
    ) -> Result<BTreeMap<EntryNo, Vec<StewardsWord>>, Error>;
    /// What a steward said at `position`; none when there is nothing, or it was taken back.
    fn settled(&self, position: Position) -> Result<Option<SettledItem>, Error>;
    /// The newest answer of a person that stands.
    fn settled_last(&self, person: &str) -> Result<Option<SettledItem>, Error>;
    /// What stewards said before `before`, the newest first, at most `limit`, what was taken back among it; of what was
    /// passed on only what `person` passed on.
    fn settled_before(
        &self,
        before: Option<Position>,
        person: &str,
        limit: usize,
    ) -> Result<Vec<SettledItem>, Error>;
    /// What a person passed on and did not take back.
    fn passed(&self, person: &str) -> Result<Vec<Passed>, Error>;
    /// What stands about pairs of which both are among `entries`, by ids: for a pair a person's newest word, else the
    /// matcher's newest. Undecided pairs are left out.
    fn decisions(&self, entries: &[EntryNo]) -> Result<Vec<Decision>, Error>;
    /// The entries about which something was decided, settled or taken back after `position`.
    fn decided_since(&self, position: Position) -> Result<RoaringBitmap, Error>;
    /// Every decision item, newest first, at most `limit` of them: those of persons only, or all.
    fn decided(&self, persons_only: bool, limit: usize) -> Result<Vec<DecidedItem>, Error>;
    /// The decision items of persons before `before`, newest first, at most `limit` of them.
    fn decided_before(
        &self,
        before: Option<Position>,
        limit: usize,
    ) -> Result<Vec<DecidedItem>, Error>;
    /// Who took something back with the item at `by`, and when.
    fn undone_at(&self, by: Position) -> Result<Undone, Error>;
    /// The decision item at `position`; none when no decision was made there.
    fn decided_at(&self, position: Position) -> Result<Option<DecidedItem>, Error>;
    /// Every word of a person that stands, by position.
    fn said(&self) -> Result<Vec<Word>, Error>;

    /// Writes what the matcher keeps and decides, in one transaction. Decisions are items `note:match`, many pairs an item.
    fn write_matching(&mut self, matching: &Matching) -> Result<(), Error>;
    /// By which model everything is matched, and up to where; none when it is to be matched from nothing.
    fn match_state(&self) -> Result<Option<MatchState>, Error>;
    /// The id, the source and the profile of an entry, while it has one.
    fn profile(&self, entry: EntryNo) -> Result<Option<(EntryId, SourceNo, String)>, Error>;
    /// Every profile with its entry's number, id and source, by number.
    fn each_profile(
        &self,
        f: &mut dyn FnMut(EntryNo, EntryId, SourceNo, &str),
    ) -> Result<(), Error>;
    /// Up to `most` of the entries under a key, by source and number.
    fn under_key(&self, key: u64, most: usize) -> Result<Vec<(SourceNo, EntryNo)>, Error>;
    /// The standing decisions of the matcher that have one of `entries` in them, each once; of all entries when none.
    fn standing(&self, entries: Option<&[EntryNo]>) -> Result<Vec<Standing>, Error>;
    /// What the matcher asks and no person has said anything about, by entries.
    fn asked(&self) -> Result<Vec<Standing>, Error>;
    /// The entries that `entry` names, or ever named: an organization, a location.
    fn named_by(&self, entry: EntryNo) -> Result<Vec<EntryNo>, Error>;

    /// The rows that a version was read from, while they are kept; none when the position holds no version.
    fn raw(&self, position: Position) -> Result<Vec<Vec<u8>>, Error>;

    /// Destroys the values of `fields` in every version of `entry`, with their salts, the ties made from them, the raw
    /// rows of every entry that stands in the same row, and the findings that show them; says so in an item.
    fn erase(
        &mut self,
        entry: EntryNo,
        fields: &[Field],
        reason: &str,
        at: Timestamp,
    ) -> Result<Erasure, Error>;
    /// True when `value` (in canonical form) was erased from this field of this entry: it is not to be stored again.
    fn is_erased(&self, entry: EntryNo, field: Field, value: &str) -> Result<bool, Error>;
    /// The erasures made of an entry, by position.
    fn erasures(&self, entry: EntryNo) -> Result<Vec<Erased>, Error>;
    /// Empties the write-ahead file of what was erased. True when nothing is left to do.
    fn scrub(&mut self) -> Result<bool, Error>;

    /// Computes every leaf and the root afresh and compares them with what is stored. `progress` is told the number
    /// of items done.
    fn verify(&self, progress: &mut dyn FnMut(u64)) -> Result<Verified, Error>;
    /// The root of the Merkle tree over all items (RFC 9162 section 2.1.1).
    fn root(&self) -> Result<Hash, Error>;
    /// The bytes whose hash is the leaf of this item: what a proof is about.
    fn leaf(&self, position: Position) -> Result<Vec<u8>, Error>;
    /// Proves that the log holds this item (RFC 9162 section 2.1.3).
    fn inclusion_proof(&self, position: Position) -> Result<Inclusion, Error>;
    /// Proves that the log still begins with its first `old_size` items (RFC 9162 section 2.1.4).
    fn consistency_proof(&self, old_size: u64) -> Result<Consistency, Error>;
}

/// Reads come from one moment while it is held. See [`Log::steady`].
#[must_use = "the moment ends when this is dropped"]
pub struct Steady<'a>(Option<Box<dyn FnOnce() + 'a>>);

impl<'a> Steady<'a> {
    /// A guard that does `end` when it is dropped.
    pub(crate) fn new(end: impl FnOnce() + 'a) -> Self {
        Self(Some(Box::new(end)))
    }
}

impl Drop for Steady<'_> {
    fn drop(&mut self) {
        if let Some(end) = self.0.take() {
            end();
        }
    }
}
