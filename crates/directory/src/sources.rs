//! Where our information comes from: sources, their runs, what was found in them; releasing and rejecting.

use crate::acts::note_act;
use crate::authority::note_rules;
use crate::run_report::{FindingKind, read_findings};
use crate::{Directory, Error, FeedReport};
use jiff::Timestamp;
use jiff::civil::Date;
use model::{RowTally, RunNo, Source};
use store::{EntryCounts, Log as _, NewSource, Run, RunState, SqliteLog};

/// A source with what it gives.
#[derive(Clone, Debug)]
pub struct SourceReport {
    /// The source.
    pub source: Source,
    /// Entries it lists today.
    pub live: u64,
    /// Its runs, the newest first, at most 20.
    pub runs: Vec<RunSummary>,
    /// The newest run that is believed and read all of its scope, however long ago.
    pub whole: Option<RunSummary>,
    /// How it is read by itself and how that goes, if it is.
    pub feed: Option<FeedReport>,
}

/// A run in short.
#[derive(Clone, Debug)]
pub struct RunSummary {
    /// Its number.
    pub no: RunNo,
    /// The table read.
    pub table: String,
    /// The files read.
    pub files: Vec<String>,
    /// The document's date.
    pub said: Date,
    /// When it was read.
    pub read_at: Timestamp,
    /// What became of it.
    pub state: RunState,
    /// Whether all of its scope was read.
    pub complete: bool,
    /// Its rows.
    pub tally: RowTally,
    /// Its entries.
    pub counts: EntryCounts,
    /// What was found, the most frequent first.
    pub findings: Vec<FindingKind>,
}

impl Directory {
    /// Declares a source, or changes what is declared of one with the same key.
    ///
    /// # Errors
    /// [`Error`] when the log cannot be written.
    pub fn add_source(&self, source: NewSource, now: Timestamp) -> Result<Source, Error> {
        let _lock = self.folder.lock()?;
        let mut log = self.log();
        note_rules(&mut log, &self.rules(), now)?;
        let before = log
            .sources()?
            .into_iter()
            .find(|known| known.key == source.key);
        let source = log.add_source(source)?;
        drop(log);
        if before.is_some_and(|before| before.role != source.role) {
            // A changed role changes whom the rules believe.
            self.rebuild_locked(&mut |_| {})?;
        } else {
            self.swap(self.snapshot().manifest.clone())?;
        }
        Ok(source)
    }

    /// Every source with its newest runs.
    ///
    /// # Errors
    /// [`Error`] when the log cannot be read.
    pub fn sources(&self) -> Result<Vec<SourceReport>, Error> {
        let log = self.log();
        let mut runs = log.runs()?;
        runs.reverse();
        let mut feeds = log.feeds()?;
        let mut reports = Vec::new();
        for source in log.sources()? {
            let own: Vec<&Run> = runs
                .iter()
                .filter(|run| run.begun.source == source.no)
                .collect();
            let mut tables: Vec<&str> = own.iter().map(|run| run.begun.table.as_str()).collect();
            tables.sort_unstable();
            tables.dedup();
            let mut live = 0;
            for table in tables {
                live += log.live(source.no, table)?.len();
            }
            let whole = own.iter().find(|run| run.is_believed() && run.complete);
            let whole = whole.map(|run| summary(&log, run)).transpose()?;
            let mut summaries = Vec::new();
            for run in own.into_iter().take(20) {
                summaries.push(summary(&log, run)?);
            }
            let feed = feeds
                .iter()
                .position(|feed| feed.source == source.no)
                .map(|at| FeedReport::of(feeds.swap_remove(at)));
            reports.push(SourceReport {
                source,
                live,
                runs: summaries,
                whole,
                feed,
            });
        }
        Ok(reports)
    }

    /// Publishes a held run. What it would change is shown by [`Directory::held_sample`].
    ///
    /// # Errors
    /// [`Error::NotHeld`], [`Error::Overtaken`], or what the log says.
    pub fn release(&self, run: RunNo, now: Timestamp) -> Result<(), Error> {
        self.release_noted(run, None, now)
    }

    /// Publishes a held run, and notes on whose word.
    pub(crate) fn release_noted(
        &self,
        run: RunNo,
        person: Option<&str>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let _lock = self.folder.lock()?;
        let mut log = self.log();
        let held = held_run(&log, run)?;
        // What a held run adds was worked out against what was believed when it was read.
        let read_at = held.closing;
        let newer = log
            .runs_of_scope(held.begun.source, &held.begun.table)?
            .into_iter()
            .find(|other| other.belief > read_at && other.no != run);
        if let Some(newer) = newer {
            return Err(Error::Overtaken {
                held: run,
                newer: newer.no,
            });
        }
        log.release_run(run, now)?;
        note_act(&mut log, "release", run, person, now)?;
        drop(log);
        self.publish(&mut |_| {})?;
        Ok(())
    }

    /// Refuses a held run for good.
    ///
    /// # Errors
    /// [`Error::NotHeld`], or what the log says.
    pub fn reject(&self, run: RunNo, reason: &str, now: Timestamp) -> Result<(), Error> {
        self.reject_noted(run, reason, None, now)
    }

    /// Refuses a held run for good, and notes on whose word.
    pub(crate) fn reject_noted(
        &self,
        run: RunNo,
        reason: &str,
        person: Option<&str>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let _lock = self.folder.lock()?;
        let mut log = self.log();
        held_run(&log, run)?;
        log.reject_run(run, reason, now)?;
        note_act(&mut log, "reject", run, person, now)?;
        drop(log);
        self.publish(&mut |_| {})?;
        Ok(())
    }
}

/// A run in short, as the log has it.
fn summary(log: &SqliteLog, run: &Run) -> Result<RunSummary, Error> {
    let mut findings = log
        .findings(run.no)?
        .map(|text| read_findings(&text))
        .unwrap_or_default();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.times));
    Ok(RunSummary {
        no: run.no,
        table: run.begun.table.clone(),
        files: run.begun.files.clone(),
        said: run.begun.said,
        read_at: run.begun.read_at,
        state: run.state.clone(),
        complete: run.complete,
        tally: run.tally,
        counts: run.counts,
        findings,
    })
}

/// The source with this key.
pub(crate) fn by_key(log: &SqliteLog, key: &str) -> Result<Source, Error> {
    let found = log
        .sources()?
        .into_iter()
        .find(|source| source.key.as_str() == key);
    found.ok_or_else(|| Error::NoSource(key.to_owned()))
}

pub(crate) fn held_run(log: &SqliteLog, no: RunNo) -> Result<Run, Error> {
    let run = log.run(no)?.ok_or(Error::NoRun(no))?;
    match run.state {
        RunState::Held { .. } => Ok(run),
        _ => Err(Error::NotHeld(no)),
    }
}
