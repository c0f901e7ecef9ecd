//! The scope of a run: what it may withdraw, and when it is held for a person.
//!
//! An entry is *live* when, among the believed runs of its scope by said date, the last complete one saw it
//! or a later partial one did.

use crate::Error;
use jiff::civil::Date;
use model::{EntryNo, RunNo, Source, SourceNo};
use roaring::RoaringBitmap;
use store::{Log as _, Run, SqliteLog};

/// The believed runs of a scope, oldest said date first.
pub(crate) fn believed(log: &SqliteLog, source: SourceNo, table: &str) -> Result<Vec<Run>, Error> {
    let mut runs: Vec<Run> = log
        .runs_of_scope(source, table)?
        .into_iter()
        .filter(Run::is_believed)
        .collect();
    runs.sort_by_key(|run| (run.begun.said, run.no));
    Ok(runs)
}

/// Believed runs of a scope that are dated later than a document: it is read out of order.
#[derive(Default)]
pub(crate) struct LaterRuns {
    later: bool,
    runs: Vec<(RunNo, Date, RoaringBitmap)>,
}

impl LaterRuns {
    /// All believed runs of the scope when one of them is dated after `said`; else none.
    pub fn of(log: &SqliteLog, source: SourceNo, table: &str, said: Date) -> Result<Self, Error> {
        let believed = believed(log, source, table)?;
        if believed
            .last()
            .is_none_or(|newest| newest.begun.said <= said)
        {
            return Ok(Self::default());
        }
        let mut runs = Vec::new();
        for run in believed {
            runs.push((run.no, run.begun.said, log.seen(run.no)?));
        }
        Ok(Self { later: true, runs })
    }

    /// True when the document is the newest of its scope.
    pub fn is_empty(&self) -> bool {
        !self.later
    }

    /// The runs that saw the entry, with their said dates.
    pub fn that_saw(&self, no: EntryNo) -> Vec<(RunNo, Date)> {
        self.runs
            .iter()
            .filter(|(_, _, seen)| seen.contains(no.0))
            .map(|(run, said, _)| (*run, *said))
            .collect()
    }
}

/// The live entries of a scope once the run `new` (said date and number), which saw `seen`, is believed too.
pub(crate) fn live_with(
    log: &SqliteLog,
    source: SourceNo,
    table: &str,
    new: (Date, RunNo),
    seen: &RoaringBitmap,
    complete: bool,
) -> Result<RoaringBitmap, Error> {
    let mut runs: Vec<((Date, RunNo), RoaringBitmap, bool)> = Vec::new();
    for run in believed(log, source, table)? {
        runs.push(((run.begun.said, run.no), log.seen(run.no)?, run.complete));
    }
    runs.push((new, seen.clone(), complete));
    runs.sort_by_key(|(order, _, _)| *order);
    Ok(fold(
        runs.into_iter().map(|(_, seen, complete)| (seen, complete)),
    ))
}

/// The live entries after runs in the order of their dates.
pub(crate) fn fold(runs: impl Iterator<Item = (RoaringBitmap, bool)>) -> RoaringBitmap {
    runs.fold(RoaringBitmap::new(), |live, (seen, complete)| {
        if complete { seen } else { live | seen }
    })
}

/// Why a run must wait for a person, if it must: it would withdraw or move too much. Never on the first load.
pub(crate) fn why_held(
    source: &Source,
    live: u64,
    withdrawn: u64,
    locations: u64,
    moved: u64,
) -> Option<String> {
    let percent = |part: u64, whole: u64| part as f64 * 100.0 / whole.max(1) as f64;
    let gone = percent(withdrawn, live);
    if live > 0 && gone > f64::from(source.hold_withdrawn_percent) {
        return Some(format!(
            "it would withdraw {withdrawn} of {live} entries ({gone:.0}%, over {}%)",
            source.hold_withdrawn_percent
        ));
    }
    let shifted = percent(moved, locations);
    if locations > 0 && shifted > f64::from(source.hold_moved_percent) {
        return Some(format!(
            "it would move {moved} of {locations} locations by over 500 metres ({shifted:.0}%, over {}%)",
            source.hold_moved_percent
        ));
    }
    None
}
