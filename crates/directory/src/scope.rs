//! The scope of a run: what it may withdraw, and when it is held for a person.
//!
//! An entry is *live* when, among the believed runs of its scope by said date, the last complete one saw it
//! or a later partial one did.

use crate::Error;
use crate::same_rows::Share;
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

/// What a run would do to what is live.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Upset {
    /// Entries that are live now.
    pub live: u64,
    /// Of those, entries that it would withdraw.
    pub withdrawn: u64,
    /// Locations of those that it speaks of.
    pub locations: u64,
    /// Of those, locations that it would move far.
    pub moved: u64,
    /// Of those, locations that it would leave without the position they have.
    pub unplaced: u64,
    /// Rows that named something before, and how many would name something else.
    pub names: Share,
    /// Rows with a telephone number before, and how many would lose it or get another.
    pub phones: Share,
    /// Rows with opening times before, and how many would lose them.
    pub times: Share,
}

/// Fewer rows than this are no sign of anything.
const FEW_ROWS: u64 = 3;
/// A run that changes more than this share of all telephone numbers has them from another column.
const PHONES_PERCENT: u8 = 50;

/// Why a run must wait for a person, if it must: it would withdraw, move or rename too much. Never on the first load.
pub(crate) fn why_held(source: &Source, upset: &Upset) -> Option<String> {
    let percent = |part: u64, whole: u64| part as f64 * 100.0 / whole.max(1) as f64;
    let most = source.hold_withdrawn_percent;
    let Upset {
        live,
        withdrawn,
        locations,
        moved,
        unplaced,
        names,
        phones,
        times,
    } = *upset;
    let gone = percent(withdrawn, live);
    if live > 0 && gone > f64::from(most) {
        return Some(format!(
            "it would withdraw {withdrawn} of {live} entries ({gone:.0}%, over {most}%)"
        ));
    }
    let shifted = percent(moved + unplaced, locations);
    if locations > 0 && shifted > f64::from(source.hold_moved_percent) {
        let what = match (moved, unplaced) {
            (_, 0) => format!("move {moved} of {locations} locations by over 500 metres"),
            (0, _) => format!("take the position of {unplaced} of {locations} locations away"),
            _ => format!(
                "move {moved} of {locations} locations by over 500 metres and take the position of {unplaced} away"
            ),
        };
        return Some(format!(
            "it would {what} ({shifted:.0}%, over {}%)",
            source.hold_moved_percent
        ));
    }
    let other = percent(names.part, names.of);
    if names.part >= FEW_ROWS && other > f64::from(most) {
        return Some(format!(
            "it would give another name to {} of {} rows that it had before ({other:.0}%, over {most}%), as when ids are swapped or a column has shifted",
            names.part, names.of
        ));
    }
    let lost = percent(times.part, times.of);
    if times.part >= FEW_ROWS && lost > f64::from(most) {
        return Some(format!(
            "it would take the opening times of {} of {} rows away ({lost:.0}%, over {most}%), as when files of different dates are put together",
            times.part, times.of
        ));
    }
    let most = most.max(PHONES_PERCENT);
    let other = percent(phones.part, phones.of);
    (phones.part >= FEW_ROWS && other > f64::from(most)).then(|| {
        format!(
            "it would change or remove the telephone number of {} of {} rows that had one ({other:.0}%, over {most}%), as when a column has shifted",
            phones.part, phones.of
        )
    })
}
