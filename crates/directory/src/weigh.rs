//! Weighs what a document says of each entry against what is known: new, changed, unchanged, withdrawn, moved.
//!
//! Always: reads the log and writes nothing, so that a reading and a preview come to the same figures.

use crate::Error;
use crate::same_rows::SameRows;
use crate::scope::{self, LaterRuns, Upset};
use crate::snapshot::fingerprint_bytes;
use jiff::civil::Date;
use model::{
    Entry, EntryId, EntryNo, EntryType, Field, FieldSet, NewVersion, RowPlace, RunNo, Source,
    SourceKey, SourceNo, Value, Version,
};
use resolve::InForce;
use roaring::RoaringBitmap;
use rustc_hash::FxHashMap;
use store::{EntryCounts, Known, Log as _, SqliteLog};

/// A location that moves farther than this counts as moved.
const MOVED_METRES: f64 = 500.0;

/// One document being weighed.
pub(crate) struct Weighing {
    source: SourceNo,
    key: SourceKey,
    table: String,
    run: RunNo,
    said: Date,
    /// Runs of this scope that are believed.
    believed: FxHashMap<RunNo, bool>,
    /// Believed runs of this scope dated later than this document; empty when it is the newest.
    later: LaterRuns,
    live_before: RoaringBitmap,
    seen: RoaringBitmap,
    /// What kept entries name: the place of a service whose row was refused. Other rows may still say something of them.
    named: RoaringBitmap,
    counts: EntryCounts,
    rows: SameRows,
    locations: u64,
    moved: u64,
    unplaced: u64,
}

/// What a whole document comes to.
pub(crate) struct Weighed {
    /// Entries that the document saw, of those that are known.
    pub seen: RoaringBitmap,
    /// What is live of them once it is believed.
    pub live: RoaringBitmap,
    /// What was live and is not any more.
    pub withdrawn: RoaringBitmap,
    pub counts: EntryCounts,
    /// Why a person must look first, if one must.
    pub held: Option<String>,
}

impl Weighing {
    pub fn begin(
        log: &SqliteLog,
        source: &Source,
        table: &str,
        run: RunNo,
        said: Date,
    ) -> Result<Self, Error> {
        Ok(Self {
            source: source.no,
            key: source.key.clone(),
            table: table.to_owned(),
            run,
            said,
            believed: FxHashMap::default(),
            later: LaterRuns::of(log, source.no, table, said)?,
            live_before: log.live(source.no, table)?,
            seen: RoaringBitmap::new(),
            named: RoaringBitmap::new(),
            counts: EntryCounts::default(),
            rows: SameRows::default(),
            locations: 0,
            moved: 0,
            unplaced: 0,
        })
    }

    /// True when nothing newer of the same scope has been believed.
    pub fn is_newest(&self) -> bool {
        self.later.is_empty()
    }

    /// True when the document has said something of this entry already.
    pub fn has_seen(&self, no: EntryNo) -> bool {
        self.seen.contains(no.0)
    }

    /// A refused row whose id could be read: its entries stay as they were last said.
    pub fn keep(
        &mut self,
        log: &SqliteLog,
        entry_type: EntryType,
        local_id: &str,
    ) -> Result<(), Error> {
        let id = EntryId::of(&self.key, local_id, entry_type);
        let Some(known) = log.known(&id)? else {
            return Ok(());
        };
        self.seen.insert(known.no.0);
        let mut kept = vec![known.no];
        let row = local_id.split('#').next().unwrap_or(local_id);
        for no in log.component(&[known.no])? {
            let entry = log.entry(no)?;
            let same_row = entry
                .local_id
                .strip_prefix(row)
                .is_some_and(|rest| rest.starts_with('#'));
            if entry.source == self.source && same_row && self.live_before.contains(no.0) {
                self.seen.insert(no.0);
                kept.push(no);
            }
        }
        for no in kept {
            self.keep_named(log, no)?;
        }
        Ok(())
    }

    /// A service stays where it is, with whom it belongs to: these were in its row, too, in feeds that nest them.
    fn keep_named(&mut self, log: &SqliteLog, no: EntryNo) -> Result<(), Error> {
        let versions = self.believed_versions(log, no)?;
        for statement in resolve::in_force(&versions).statements.values() {
            if let Some(Value::Reference(other)) = &statement.value
                && let Some(other) = log.known(other)?
                && self.live_before.contains(other.no.0)
            {
                self.named.insert(other.no.0);
            }
        }
        Ok(())
    }

    /// What must be written so that an entry that has a number says what `entry` says. None when it stands already,
    /// and when the document has said it before: the reader has told, and the first stands.
    pub fn entry(
        &mut self,
        log: &SqliteLog,
        known: Known,
        entry: &Entry,
        row: RowPlace,
    ) -> Result<Vec<NewVersion>, Error> {
        if !self.seen.insert(known.no.0) {
            return Ok(Vec::new());
        }
        let first_time = known.said.is_none();
        let was_live = self.live_before.contains(known.no.0);
        if entry.entry_type == EntryType::Location && was_live {
            self.locations += 1;
        }
        let fingerprint = log.fingerprint(&fingerprint_bytes(entry));
        let as_before = if self.later.is_empty() {
            known.fingerprint == Some(fingerprint)
        } else {
            // An old document read again: what was in force at its date is what it says.
            !first_time && log.fingerprint_at(known.no, self.said)? == Some(fingerprint)
        };
        if as_before {
            return Ok(self.nothing_new(was_live, entry, row));
        }
        let versions = if first_time {
            Vec::new()
        } else {
            self.believed_versions(log, known.no)?
        };
        let adds = self.versions_for(log, known.no, &versions, entry, row)?;
        if adds.is_empty() {
            return Ok(self.nothing_new(was_live, entry, row));
        }
        if first_time {
            self.counts.new += 1;
        } else {
            self.counts.changed += 1;
            if was_live && self.later.is_empty() {
                self.note_change(&resolve::in_force(&versions), entry, row);
            }
        }
        Ok(adds)
    }

    /// Counts an entry that was never seen and has no number, and gives what it would say.
    pub fn unknown(&mut self, entry: &Entry, row: RowPlace) -> NewVersion {
        self.counts.new += 1;
        self.says_nothing_else(entry, row, true)
    }

    /// It says what it said; listed again, that is a change all the same.
    fn nothing_new(&mut self, was_live: bool, entry: &Entry, row: RowPlace) -> Vec<NewVersion> {
        if was_live || !self.later.is_empty() {
            self.counts.unchanged += 1;
            self.rows.note_unchanged(row, entry);
            return Vec::new();
        }
        self.counts.changed += 1;
        vec![self.says_nothing_else(entry, row, false)]
    }

    fn says_nothing_else(&self, entry: &Entry, row: RowPlace, all_is_new: bool) -> NewVersion {
        NewVersion {
            said: self.said,
            said_by: self.run,
            assured: entry.assured,
            speaks: entry.fields.keys().copied().collect::<FieldSet>(),
            changes: entry
                .fields
                .iter()
                .filter(|(_, said)| all_is_new && said.is_some())
                .map(|(field, said)| (*field, said.clone()))
                .collect(),
            row: Some(row),
        }
    }

    fn versions_for(
        &mut self,
        log: &SqliteLog,
        no: EntryNo,
        versions: &[Version],
        entry: &Entry,
        row: RowPlace,
    ) -> Result<Vec<NewVersion>, Error> {
        let erased = erased_fields(log, no, entry)?;
        let is_erased = |field: Field, _: &Value| erased.contains(&field);
        let seen = self.later.that_saw(no);
        Ok(resolve::versions_for(
            versions, &seen, self.said, self.run, entry, row, &is_erased,
        ))
    }

    /// The versions of an entry that count.
    pub fn believed_versions(
        &mut self,
        log: &SqliteLog,
        no: EntryNo,
    ) -> Result<Vec<Version>, Error> {
        let mut believed = Vec::new();
        for version in log.versions(no)? {
            if self.is_believed(log, version.run)? {
                believed.push(version);
            }
        }
        Ok(believed)
    }

    fn is_believed(&mut self, log: &SqliteLog, run: RunNo) -> Result<bool, Error> {
        if let Some(believed) = self.believed.get(&run) {
            return Ok(*believed);
        }
        let believed = log.run(run)?.is_some_and(|run| run.is_believed());
        self.believed.insert(run, believed);
        Ok(believed)
    }

    /// What it would do to people who know the entry as it was.
    fn note_change(&mut self, before: &InForce, entry: &Entry, row: RowPlace) {
        let before = |field: Field| before.statements.get(&field)?.value.as_ref();
        self.rows.note(row, entry, before);
        let point = |value: Option<&Value>| match value {
            Some(Value::Address(address)) => address.point,
            _ => None,
        };
        let said = entry.fields.get(&Field::Address);
        if let (Some(before), Some(said)) = (point(before(Field::Address)), said)
            && entry.entry_type == EntryType::Location
        {
            match point(said.as_ref()) {
                None => self.unplaced += 1,
                Some(now) if before.distance_metres(now) > MOVED_METRES => self.moved += 1,
                Some(_) => {}
            }
        }
    }

    /// What the document comes to, now that all of it has been weighed.
    pub fn finish(
        mut self,
        log: &SqliteLog,
        source: &Source,
        complete: bool,
    ) -> Result<Weighed, Error> {
        self.seen |= &self.named;
        let live = if self.later.is_empty() {
            if complete {
                self.seen.clone()
            } else {
                &self.live_before | &self.seen
            }
        } else {
            scope::live_with(
                log,
                self.source,
                &self.table,
                (self.said, self.run),
                &self.seen,
                complete,
            )?
        };
        let withdrawn = &self.live_before - &live;
        let counts = EntryCounts {
            withdrawn: withdrawn.len(),
            ..self.counts
        };
        let upset = Upset {
            live: self.live_before.len(),
            withdrawn: counts.withdrawn,
            locations: self.locations,
            moved: self.moved,
            unplaced: self.unplaced,
            names: self.rows.names(),
            phones: self.rows.phones(),
            times: self.rows.times(),
        };
        let held = scope::why_held(source, &upset);
        Ok(Weighed {
            seen: self.seen,
            live,
            withdrawn,
            counts,
            held,
        })
    }
}

fn erased_fields(log: &SqliteLog, no: EntryNo, entry: &Entry) -> Result<Vec<Field>, Error> {
    if log.erasures(no)?.is_empty() {
        return Ok(Vec::new());
    }
    let mut erased = Vec::new();
    for (field, said) in &entry.fields {
        if let Some(value) = said
            && log.is_erased(no, *field, &value.canonical())?
        {
            erased.push(*field);
        }
    }
    Ok(erased)
}
