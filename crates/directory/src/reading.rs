//! One document on its way into the log: what each row changes, batch by batch.

use crate::Error;
use crate::run_report::RunReport;
use crate::scope::{self, LaterRuns};
use crate::snapshot::fingerprint_bytes;
use ingest::Outcome;
use jiff::Timestamp;
use jiff::civil::Date;
use model::{
    Entry, EntryId, EntryNo, EntryType, Field, FieldSet, Findings, NewVersion, RowPlace, RunNo,
    Source, Value,
};
use roaring::RoaringBitmap;
use rustc_hash::{FxHashMap, FxHashSet};
use store::{Closing, Draft, EntryCounts, Known, Log as _, NewEntry, SqliteLog};

/// Versions written in one transaction.
pub(crate) const BATCH: usize = 2_000;
/// A location that moves farther than this counts as moved.
const MOVED_METRES: f64 = 500.0;

/// An entry of the batch whose number is not known yet.
struct Unnumbered {
    entry: Entry,
    row: RowPlace,
    raw: usize,
}

/// One document on its way into the log.
pub(crate) struct Reading<'a> {
    log: &'a mut SqliteLog,
    source: &'a Source,
    table: &'a str,
    run: RunNo,
    said: Date,
    /// Runs of this scope that are believed.
    believed: FxHashMap<RunNo, bool>,
    /// Believed runs of this scope dated later than this document; empty when it is the newest.
    later: LaterRuns,
    live_before: RoaringBitmap,
    seen: RoaringBitmap,
    drafts: Vec<Draft>,
    unnumbered: Vec<Unnumbered>,
    raws: Vec<Vec<Vec<u8>>>,
    pending: FxHashSet<EntryId>,
    counts: EntryCounts,
    findings: Findings,
    locations: u64,
    moved: u64,
}

impl<'a> Reading<'a> {
    pub fn begin(
        log: &'a mut SqliteLog,
        source: &'a Source,
        table: &'a str,
        run: RunNo,
        said: Date,
    ) -> Result<Self, Error> {
        let live_before = log.live(source.no, table)?;
        let later = LaterRuns::of(log, source.no, table, said)?;
        Ok(Self {
            log,
            source,
            table,
            run,
            said,
            believed: FxHashMap::default(),
            later,
            live_before,
            seen: RoaringBitmap::new(),
            drafts: Vec::new(),
            unnumbered: Vec::new(),
            raws: Vec::new(),
            pending: FxHashSet::default(),
            counts: EntryCounts::default(),
            findings: Findings::default(),
            locations: 0,
            moved: 0,
        })
    }

    /// Versions that are not written yet.
    pub fn waiting(&self) -> usize {
        self.drafts.len()
    }

    /// Takes in one row.
    pub fn row(&mut self, row: ingest::Row) -> Result<(), Error> {
        for finding in row.findings {
            self.findings.add(finding);
        }
        match row.outcome {
            Outcome::Described(entries) => {
                let raw = self.raws.len();
                self.raws.push(row.raw);
                for entry in entries {
                    self.entry(entry, row.place, raw)?;
                }
                if self.unnumbered.len() >= BATCH {
                    self.flush()?;
                }
            }
            Outcome::Refused { keeps } => {
                for (entry_type, local_id) in keeps {
                    self.keep(entry_type, &local_id)?;
                }
            }
            Outcome::Note => {}
        }
        Ok(())
    }

    /// A refused row whose id could be read: its entries stay as they were last said.
    fn keep(&mut self, entry_type: EntryType, local_id: &str) -> Result<(), Error> {
        let id = EntryId::of(&self.source.key, local_id, entry_type);
        let Some(known) = self.log.known(&id)? else {
            return Ok(());
        };
        self.seen.insert(known.no.0);
        let row = local_id.split('#').next().unwrap_or(local_id);
        for no in self.log.component(&[known.no])? {
            let entry = self.log.entry(no)?;
            let same_row = entry
                .local_id
                .strip_prefix(row)
                .is_some_and(|rest| rest.starts_with('#'));
            if entry.source == self.source.no && same_row && self.live_before.contains(no.0) {
                self.seen.insert(no.0);
            }
        }
        Ok(())
    }

    fn entry(&mut self, entry: Entry, row: RowPlace, raw: usize) -> Result<(), Error> {
        let id = entry.id(&self.source.key);
        if let Some(known) = self.log.known(&id)? {
            return self.known_entry(known, &entry, row, raw);
        }
        if self.pending.insert(id) {
            self.unnumbered.push(Unnumbered { entry, row, raw });
        }
        Ok(())
    }

    fn known_entry(
        &mut self,
        known: Known,
        entry: &Entry,
        row: RowPlace,
        raw: usize,
    ) -> Result<(), Error> {
        if !self.seen.insert(known.no.0) {
            // The document holds it twice; the reader has said so, and the first stands.
            return Ok(());
        }
        let first_time = known.said.is_none();
        let was_live = self.live_before.contains(known.no.0);
        if entry.entry_type == EntryType::Location && was_live {
            self.locations += 1;
        }
        let fingerprint = self.log.fingerprint(&fingerprint_bytes(entry));
        let as_before = if self.later.is_empty() {
            known.fingerprint == Some(fingerprint)
        } else {
            // An old document read again: what was in force at its date is what it says.
            !first_time && self.log.fingerprint_at(known.no, self.said)? == Some(fingerprint)
        };
        if as_before {
            if was_live || !self.later.is_empty() {
                self.counts.unchanged += 1;
            } else {
                // Listed again, saying what it said before.
                let adds = self.nothing_new(entry, row);
                self.counts.changed += 1;
                self.draft(known.no, entry, adds, raw);
            }
            return Ok(());
        }
        let versions: Vec<_> = if first_time {
            Vec::new()
        } else {
            let mut versions = self.log.versions(known.no)?;
            let mut believed = Vec::with_capacity(versions.len());
            for version in versions.drain(..) {
                if self.is_believed(version.run)? {
                    believed.push(version);
                }
            }
            believed
        };
        let erased = self.erased_fields(known.no, entry)?;
        let is_erased = |field: Field, _: &Value| erased.contains(&field);
        let seen = self.later.that_saw(known.no);
        let adds = resolve::versions_for(
            &versions, &seen, self.said, self.run, entry, row, &is_erased,
        );
        if adds.is_empty() {
            if was_live || !self.later.is_empty() {
                self.counts.unchanged += 1;
            } else {
                let adds = self.nothing_new(entry, row);
                self.counts.changed += 1;
                self.draft(known.no, entry, adds, raw);
            }
            return Ok(());
        }
        if first_time {
            self.counts.new += 1;
        } else {
            self.counts.changed += 1;
            self.note_move(&versions, entry);
        }
        for adds in adds {
            self.draft(known.no, entry, adds, raw);
        }
        Ok(())
    }

    fn nothing_new(&self, entry: &Entry, row: RowPlace) -> NewVersion {
        NewVersion {
            said: self.said,
            said_by: self.run,
            assured: entry.assured,
            speaks: entry.fields.keys().copied().collect::<FieldSet>(),
            changes: std::collections::BTreeMap::new(),
            row: Some(row),
        }
    }

    fn erased_fields(&self, no: EntryNo, entry: &Entry) -> Result<Vec<Field>, Error> {
        if self.log.erasures(no)?.is_empty() {
            return Ok(Vec::new());
        }
        let mut erased = Vec::new();
        for (field, said) in &entry.fields {
            if let Some(value) = said
                && self.log.is_erased(no, *field, &value.canonical())?
            {
                erased.push(*field);
            }
        }
        Ok(erased)
    }

    fn note_move(&mut self, versions: &[model::Version], entry: &Entry) {
        if entry.entry_type != EntryType::Location {
            return;
        }
        let Some(Some(Value::Address(now))) = entry.fields.get(&Field::Address) else {
            return;
        };
        let before = resolve::in_force(versions);
        let before = before
            .statements
            .get(&Field::Address)
            .and_then(|s| s.value.as_ref());
        if let (Some(Value::Address(before)), Some(now)) = (before, now.point)
            && let Some(before) = before.point
            && before.distance_metres(now) > MOVED_METRES
        {
            self.moved += 1;
        }
    }

    fn is_believed(&mut self, run: RunNo) -> Result<bool, Error> {
        if let Some(believed) = self.believed.get(&run) {
            return Ok(*believed);
        }
        let believed = self.log.run(run)?.is_some_and(|run| run.is_believed());
        self.believed.insert(run, believed);
        Ok(believed)
    }

    fn draft(&mut self, entry_no: EntryNo, entry: &Entry, adds: NewVersion, raw: usize) {
        // A resume restates what another document said: it came from that document's row, not from this one.
        let own = adds.said_by == self.run;
        let whole = if own {
            fingerprint_bytes(entry)
        } else {
            b"resume".to_vec()
        };
        let fingerprint = self.log.fingerprint(&whole);
        self.drafts.push(Draft::Version {
            entry: entry_no,
            adds,
            fingerprint,
            ties: if own {
                resolve::ties(entry, &self.source.key)
            } else {
                Vec::new()
            },
            raw: if own {
                self.raws[raw].clone()
            } else {
                Vec::new()
            },
        });
    }

    /// Writes the batch: flushed to disk when this returns.
    pub fn flush(&mut self) -> Result<(), Error> {
        let unnumbered = std::mem::take(&mut self.unnumbered);
        if !unnumbered.is_empty() {
            let new: Vec<NewEntry> = unnumbered
                .iter()
                .map(|u| NewEntry {
                    id: u.entry.id(&self.source.key),
                    entry_type: u.entry.entry_type,
                    source: self.source.no,
                    table: self.table.to_owned(),
                    local_id: u.entry.local_id.clone(),
                })
                .collect();
            let numbers = self.log.number(&new)?;
            for (no, Unnumbered { entry, row, raw }) in numbers.into_iter().zip(unnumbered) {
                self.known_entry(
                    Known {
                        no,
                        fingerprint: None,
                        said: None,
                    },
                    &entry,
                    row,
                    raw,
                )?;
            }
        }
        self.pending.clear();
        let drafts = std::mem::take(&mut self.drafts);
        self.log.record(self.run, &drafts)?;
        self.raws.clear();
        Ok(())
    }

    /// Writes what is left and closes the run.
    pub fn finish(
        mut self,
        tally: &model::RowTally,
        complete: bool,
        now: Timestamp,
    ) -> Result<RunReport, Error> {
        self.flush()?;
        let live = if self.later.is_empty() {
            if complete {
                self.seen.clone()
            } else {
                &self.live_before | &self.seen
            }
        } else {
            scope::live_with(
                self.log,
                self.source.no,
                self.table,
                (self.said, self.run),
                &self.seen,
                complete,
            )?
        };
        let withdrawn = &self.live_before - &live;
        self.counts.withdrawn = withdrawn.len();
        for batch in withdrawn.iter().collect::<Vec<_>>().chunks(BATCH) {
            let drafts: Vec<Draft> = batch
                .iter()
                .map(|no| Draft::Withdrawn {
                    entry: EntryNo(*no),
                    said: self.said,
                })
                .collect();
            self.log.record(self.run, &drafts)?;
        }
        let held = scope::why_held(
            self.source,
            self.live_before.len(),
            self.counts.withdrawn,
            self.locations,
            self.moved,
        );
        let position = self.log.close_run(
            self.run,
            Closing {
                complete,
                held: held.clone(),
                tally: *tally,
                counts: self.counts,
                findings: crate::run_report::findings_json(&self.findings),
                seen: self.seen,
                live,
                closed_at: now,
            },
        )?;
        Ok(RunReport {
            source: self.source.key.to_string(),
            run: self.run,
            table: self.table.to_owned(),
            said: self.said,
            complete,
            held,
            released: false,
            tally: *tally,
            counts: self.counts,
            findings: self.findings,
            position,
        })
    }
}
