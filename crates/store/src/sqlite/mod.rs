//! The log in SQLite: one file with its write-ahead file, on one machine.
//!
//! Always: WAL, `synchronous=FULL` (a transaction that returned is on the disk), `secure_delete=ON`; every write is one
//! `BEGIN IMMEDIATE` transaction. Nothing about the log is remembered between transactions except packed bodies, which
//! never change under their number, so that other processes may write in between.
//! Start at [`SqliteLog::open`], then `append` (how items reach the disk) and `belief` (when they begin to count).

mod append;
mod belief;
mod bodies;
mod decisions;
mod entries;
mod erase;
mod feeds;
mod fresh;
mod likeness;
mod notes;
mod proofs;
mod raw;
mod reading;
mod record;
mod runs;
mod schema;
mod sources;
mod stewards;
mod ties;
mod verify;
mod waiting;

use crate::keys::Keys;
use crate::merkle::{Consistency, Hash, Inclusion};
use crate::{
    Closing, Decided, DecidedItem, Draft, EntryRow, Erased, Erasure, Error, FeedState, Fingerprint,
    Known, Log, MatchState, Matching, NewEntry, NewRun, NewSource, Note, Noted, Passed, Run,
    Settled, SettledItem, Standing, Steady, Undone, Verified, Withdrawal, Word,
};
use bodies::Bodies;
use fresh::Fresh;
use jiff::Timestamp;
use model::{
    Decision, EntryId, EntryNo, Feed, Field, Position, RunNo, Source, SourceNo, StewardsWord, Tie,
    Version,
};
use reading::Reading;
use roaring::RoaringBitmap;
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior};
use std::collections::BTreeMap;
use std::path::Path;
use waiting::Waiting;

/// Fills a buffer with random bytes: salts and the secret come from outside.
pub type Entropy = Box<dyn FnMut(&mut [u8]) + Send>;

/// The log in one SQLite file.
pub struct SqliteLog {
    conn: Connection,
    keys: Keys,
    entropy: Entropy,
    bodies: Bodies,
    fresh: Fresh,
    waiting: Waiting,
    reading: Reading,
    /// False when nothing was ever erased, as of `begin_run`. Relied on during a run only, when the import lock keeps
    /// others from erasing.
    has_erasures: bool,
}

impl SqliteLog {
    /// Opens the log in the file `path`, making it when it is not there.
    ///
    /// # Errors
    /// [`Error::Newer`] when a later program wrote it; [`Error::Busy`] when another process is writing; [`Error::Engine`]
    /// when the file cannot be opened.
    pub fn open(path: &Path, mut entropy: Entropy) -> Result<Self, Error> {
        let mut conn = Connection::open(path)?;
        schema::prepare(&conn)?;
        let secret = schema::migrate(&mut conn, &mut entropy)?;
        let tx = begin(&conn)?;
        Waiting::repair(&tx)?;
        tx.commit()?;
        let mut log = Self::with(conn, &secret, entropy)?;
        erase::finish(&mut log)?;
        Ok(log)
    }

    /// Opens the log in the file `path`, which must be there, for reading only. Every method that writes fails.
    ///
    /// # Errors
    /// As [`SqliteLog::open`].
    pub fn open_read_only(path: &Path) -> Result<Self, Error> {
        let flags =
            rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY | rusqlite::OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags)?;
        schema::prepare_reading(&conn)?;
        let secret = schema::secret(&conn)?;
        Self::with(conn, &secret, Box::new(|_| {}))
    }

    fn with(conn: Connection, secret: &[u8; 32], entropy: Entropy) -> Result<Self, Error> {
        let has_erasures = erase::any(&conn)?;
        let (bodies, fresh) = (Bodies::default(), Fresh::default());
        Ok(Self {
            conn,
            keys: Keys::new(secret),
            entropy,
            bodies,
            fresh,
            waiting: Waiting::default(),
            reading: Reading::default(),
            has_erasures,
        })
    }
}

/// Begins to write. A moment that reads were held at ends.
fn begin(conn: &Connection) -> Result<Transaction<'_>, Error> {
    reading::end(conn)?;
    Ok(Transaction::new_unchecked(
        conn,
        TransactionBehavior::Immediate,
    )?)
}

/// A whole number of a column: SQLite has signed ones only, and ours are never negative.
fn whole(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(|n| n as u64)
}

/// The number of a scope, if anything was ever read in it.
fn scope_no(conn: &Connection, source: SourceNo, table: &str) -> Result<Option<i64>, Error> {
    let mut statement =
        conn.prepare_cached("SELECT no FROM scope WHERE source = ?1 AND name = ?2")?;
    Ok(statement
        .query_row((source.0, table), |row| row.get(0))
        .optional()?)
}

impl Log for SqliteLog {
    fn steady(&self) -> Result<Steady<'_>, Error> {
        self.reading.steady(&self.conn)
    }

    fn head(&self) -> Result<Position, Error> {
        self.reading.refresh(&self.conn)?;
        Ok(Position(append::edge(&self.conn)?.size()))
    }

    fn add_source(&mut self, source: NewSource) -> Result<Source, Error> {
        sources::add(&self.conn, source)
    }

    fn sources(&self) -> Result<Vec<Source>, Error> {
        sources::all(&self.conn)
    }

    fn set_feed(&mut self, source: SourceNo, feed: &Feed, due: Timestamp) -> Result<(), Error> {
        feeds::set(&self.conn, source, feed, due)
    }

    fn remove_feed(&mut self, source: SourceNo) -> Result<bool, Error> {
        feeds::remove(&self.conn, source)
    }

    fn note_feed(&mut self, state: &FeedState) -> Result<(), Error> {
        feeds::note(&self.conn, state)
    }

    fn feeds(&self) -> Result<Vec<FeedState>, Error> {
        feeds::all(&self.conn)
    }

    fn begin_run(&mut self, run: NewRun) -> Result<RunNo, Error> {
        self.has_erasures = erase::any(&self.conn)?;
        let no = runs::begin(&self.conn, &run)?;
        self.waiting.restart(self.fresh.first());
        self.reading.during_run(true);
        Ok(no)
    }

    fn number(&mut self, entries: &[NewEntry]) -> Result<Vec<EntryNo>, Error> {
        self.reading.settle(&self.conn)?;
        self.fresh.number(&self.conn, &mut self.waiting, entries)
    }

    fn record(&mut self, run: RunNo, drafts: &[Draft]) -> Result<(), Error> {
        record::record(self, run, drafts)
    }

    fn close_run(&mut self, run: RunNo, closing: Closing) -> Result<Position, Error> {
        let position = belief::close(self, run, &closing)?;
        self.reading.during_run(false);
        Ok(position)
    }

    fn release_run(&mut self, run: RunNo, at: Timestamp) -> Result<Position, Error> {
        belief::release(self, run, at)
    }

    fn reject_run(&mut self, run: RunNo, reason: &str, at: Timestamp) -> Result<Position, Error> {
        belief::reject(self, run, reason, at)
    }

    fn revoke_run(&mut self, run: RunNo, reason: &str, at: Timestamp) -> Result<Position, Error> {
        belief::revoke(self, run, reason, at)
    }

    fn runs(&self) -> Result<Vec<Run>, Error> {
        runs::all(&self.conn)
    }

    fn runs_of_scope(&self, source: SourceNo, table: &str) -> Result<Vec<Run>, Error> {
        runs::of_scope(&self.conn, source, table)
    }

    fn run(&self, no: RunNo) -> Result<Option<Run>, Error> {
        runs::one(&self.conn, no)
    }

    fn findings(&self, run: RunNo) -> Result<Option<String>, Error> {
        runs::findings(&self.conn, &self.bodies, run)
    }

    fn seen(&self, run: RunNo) -> Result<RoaringBitmap, Error> {
        runs::seen(&self.conn, &self.bodies, run)
    }

    fn live(&self, source: SourceNo, table: &str) -> Result<RoaringBitmap, Error> {
        runs::live(&self.conn, source, table)
    }

    fn known(&self, id: &EntryId) -> Result<Option<Known>, Error> {
        self.reading.settle(&self.conn)?;
        self.waiting.known(&self.conn, id)
    }

    fn fingerprint_at(
        &self,
        entry: EntryNo,
        said: jiff::civil::Date,
    ) -> Result<Option<Fingerprint>, Error> {
        self.reading.settle(&self.conn)?;
        entries::fingerprint_at(&self.conn, entry, said)
    }

    fn entry(&self, no: EntryNo) -> Result<EntryRow, Error> {
        self.reading.settle(&self.conn)?;
        match self.fresh.entry(no) {
            Some(entry) => Ok(entry),
            None => entries::entry(&self.conn, no),
        }
    }

    fn versions(&self, no: EntryNo) -> Result<Vec<Version>, Error> {
        self.reading.settle(&self.conn)?;
        entries::versions(&self.conn, &self.bodies, no)
    }

    fn withdrawals(&self, no: EntryNo) -> Result<Vec<Withdrawal>, Error> {
        entries::withdrawals(&self.conn, no)
    }

    fn entries_of_run(&self, run: RunNo) -> Result<Vec<EntryNo>, Error> {
        Ok(runs::entries(&self.conn, run)?
            .iter()
            .map(EntryNo)
            .collect())
    }

    fn entries_of_scope(&self, source: SourceNo, table: &str) -> Result<RoaringBitmap, Error> {
        runs::entries_of_scope(&self.conn, source, table)
    }

    fn component(&self, from: &[EntryNo]) -> Result<Vec<EntryNo>, Error> {
        self.reading.settle(&self.conn)?;
        ties::component(&self.conn, &self.waiting, from)
    }

    fn tied(&self, ties: &[Tie]) -> Result<Vec<EntryNo>, Error> {
        self.reading.settle(&self.conn)?;
        let keys = ties.iter().map(|tie| self.keys.tie(tie));
        ties::tied(&self.conn, &self.waiting, keys)
    }

    fn each_tie(&self, f: &mut dyn FnMut(u64, EntryNo)) -> Result<(), Error> {
        ties::each(&self.conn, &self.waiting, f)
    }

    fn fingerprint(&self, bytes: &[u8]) -> Fingerprint {
        self.keys.fingerprint(bytes)
    }

    fn append_note(&mut self, note: Note) -> Result<Position, Error> {
        notes::append(self, note)
    }

    fn notes(&self, kind: &str) -> Result<Vec<Noted>, Error> {
        notes::of_kind(&self.conn, &self.bodies, kind)
    }

    fn decide(&mut self, decided: Decided) -> Result<Position, Error> {
        decisions::decide(self, &decided)
    }

    fn undo(&mut self, position: Position, undone: Undone) -> Result<Position, Error> {
        decisions::undo(self, position, &undone)
    }

    fn settle(&mut self, settled: Settled) -> Result<Position, Error> {
        stewards::settle(self, &settled)
    }

    fn stewards_words(
        &self,
        entries: &[EntryNo],
    ) -> Result<BTreeMap<EntryNo, Vec<StewardsWord>>, Error> {
        self.reading.settle(&self.conn)?;
        stewards::among(&self.conn, &self.bodies, entries)
    }

    fn settled(&self, position: Position) -> Result<Option<SettledItem>, Error> {
        stewards::item(&self.conn, &self.bodies, position)
    }

    fn settled_last(&self, person: &str) -> Result<Option<SettledItem>, Error> {
        stewards::newest(&self.conn, &self.bodies, person)
    }

    fn settled_before(
        &self,
        before: Option<Position>,
        person: &str,
        limit: usize,
    ) -> Result<Vec<SettledItem>, Error> {
        stewards::items(&self.conn, &self.bodies, before, person, limit)
    }

    fn passed(&self, person: &str) -> Result<Vec<Passed>, Error> {
        stewards::passed(&self.conn, person)
    }

    fn decisions(&self, entries: &[EntryNo]) -> Result<Vec<Decision>, Error> {
        self.reading.settle(&self.conn)?;
        decisions::among(&self.conn, entries)
    }

    fn decided_since(&self, position: Position) -> Result<RoaringBitmap, Error> {
        Ok(decisions::since(&self.conn, position)? | stewards::since(&self.conn, position)?)
    }

    fn decided(&self, persons_only: bool, limit: usize) -> Result<Vec<DecidedItem>, Error> {
        decisions::items(&self.conn, &self.bodies, persons_only, None, limit)
    }

    fn decided_before(
        &self,
        before: Option<Position>,
        limit: usize,
    ) -> Result<Vec<DecidedItem>, Error> {
        decisions::items(&self.conn, &self.bodies, true, before, limit)
    }

    fn undone_at(&self, by: Position) -> Result<Undone, Error> {
        decisions::undone_at(&self.conn, &self.bodies, by)
    }

    fn decided_at(&self, position: Position) -> Result<Option<DecidedItem>, Error> {
        decisions::item_at(&self.conn, &self.bodies, position)
    }

    fn said(&self) -> Result<Vec<Word>, Error> {
        decisions::said(&self.conn)
    }

    fn write_matching(&mut self, matching: &Matching) -> Result<(), Error> {
        likeness::write(self, matching)
    }

    fn match_state(&self) -> Result<Option<MatchState>, Error> {
        likeness::state(&self.conn)
    }

    fn profile(&self, entry: EntryNo) -> Result<Option<(EntryId, SourceNo, String)>, Error> {
        likeness::profile(&self.conn, entry)
    }

    fn each_profile(
        &self,
        f: &mut dyn FnMut(EntryNo, EntryId, SourceNo, &str),
    ) -> Result<(), Error> {
        likeness::each_profile(&self.conn, f)
    }

    fn under_key(&self, key: u64, most: usize) -> Result<Vec<(SourceNo, EntryNo)>, Error> {
        likeness::under_key(&self.conn, key, most)
    }

    fn standing(&self, entries: Option<&[EntryNo]>) -> Result<Vec<Standing>, Error> {
        decisions::standing(&self.conn, entries)
    }

    fn asked(&self) -> Result<Vec<Standing>, Error> {
        decisions::asked(&self.conn)
    }

    fn named_by(&self, entry: EntryNo) -> Result<Vec<EntryNo>, Error> {
        ties::named_by(&self.conn, &self.waiting, entry)
    }

    fn raw(&self, position: Position) -> Result<Vec<Vec<u8>>, Error> {
        raw::of_position(&self.conn, &self.bodies, &self.waiting, position)
    }

    fn erase(
        &mut self,
        entry: EntryNo,
        fields: &[Field],
        reason: &str,
        at: Timestamp,
    ) -> Result<Erasure, Error> {
        erase::erase(self, entry, fields, reason, at)
    }

    fn is_erased(&self, entry: EntryNo, field: Field, value: &str) -> Result<bool, Error> {
        self.reading.settle(&self.conn)?;
        if self.has_erasures || !self.reading.is_during_run() {
            erase::is_erased(&self.conn, &self.keys, entry, field, value)
        } else {
            Ok(false)
        }
    }

    fn erasures(&self, entry: EntryNo) -> Result<Vec<Erased>, Error> {
        self.reading.settle(&self.conn)?;
        if !self.has_erasures && self.reading.is_during_run() {
            return Ok(Vec::new());
        }
        erase::of_entry(&self.conn, &self.bodies, entry)
    }

    fn scrub(&mut self) -> Result<bool, Error> {
        erase::scrub(&self.conn)
    }

    fn verify(&self, progress: &mut dyn FnMut(u64)) -> Result<Verified, Error> {
        // From one moment, so that what another process writes meanwhile is left out as a whole.
        let _steady = self.steady()?;
        verify::verify(&self.conn, progress)
    }

    fn root(&self) -> Result<Hash, Error> {
        Ok(append::edge(&self.conn)?.root())
    }

    fn leaf(&self, position: Position) -> Result<Vec<u8>, Error> {
        Ok(bodies::item(&self.conn, &self.bodies, position)?
            .encode()
            .leaf
            .into_bytes())
    }

    fn inclusion_proof(&self, position: Position) -> Result<Inclusion, Error> {
        proofs::inclusion(&self.conn, position)
    }

    fn consistency_proof(&self, old_size: u64) -> Result<Consistency, Error> {
        proofs::consistency(&self.conn, old_size)
    }
}
