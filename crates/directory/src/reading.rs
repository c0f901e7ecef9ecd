//! One document on its way into the log: what each row changes, batch by batch.

use crate::Error;
use crate::run_report::RunReport;
use crate::snapshot::fingerprint_bytes;
use crate::weigh::Weighing;
use ingest::Outcome;
use jiff::Timestamp;
use jiff::civil::Date;
use model::{Entry, EntryId, EntryNo, Findings, NewVersion, RowPlace, RunNo, Source};
use rustc_hash::FxHashSet;
use store::{Closing, Draft, Known, Log as _, NewEntry, SqliteLog};

/// Versions written in one transaction.
pub(crate) const BATCH: usize = 2_000;

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
    weighing: Weighing,
    drafts: Vec<Draft>,
    unnumbered: Vec<Unnumbered>,
    raws: Vec<Vec<Vec<u8>>>,
    pending: FxHashSet<EntryId>,
    findings: Findings,
}

impl<'a> Reading<'a> {
    pub fn begin(
        log: &'a mut SqliteLog,
        source: &'a Source,
        table: &'a str,
        run: RunNo,
        said: Date,
    ) -> Result<Self, Error> {
        let weighing = Weighing::begin(log, source, table, run, said)?;
        Ok(Self {
            log,
            source,
            table,
            run,
            said,
            weighing,
            drafts: Vec::new(),
            unnumbered: Vec::new(),
            raws: Vec::new(),
            pending: FxHashSet::default(),
            findings: Findings::default(),
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
                    self.weighing.keep(self.log, entry_type, &local_id)?;
                }
            }
            Outcome::Note => {}
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
        let no = known.no;
        for adds in self.weighing.entry(self.log, known, entry, row)? {
            self.draft(no, entry, adds, raw);
        }
        Ok(())
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
        let weighed = self.weighing.finish(self.log, self.source, complete)?;
        for batch in weighed.withdrawn.iter().collect::<Vec<_>>().chunks(BATCH) {
            let drafts: Vec<Draft> = batch
                .iter()
                .map(|no| Draft::Withdrawn {
                    entry: EntryNo(*no),
                    said: self.said,
                })
                .collect();
            self.log.record(self.run, &drafts)?;
        }
        let position = self.log.close_run(
            self.run,
            Closing {
                complete,
                held: weighed.held.clone(),
                tally: *tally,
                counts: weighed.counts,
                findings: crate::run_report::findings_json(&self.findings),
                seen: weighed.seen,
                live: weighed.live,
                closed_at: now,
            },
        )?;
        Ok(RunReport {
            source: self.source.key.to_string(),
            run: self.run,
            table: self.table.to_owned(),
            said: self.said,
            complete,
            held: weighed.held,
            released: false,
            tally: *tally,
            counts: weighed.counts,
            findings: self.findings,
            position,
        })
    }
}
