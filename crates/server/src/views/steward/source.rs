//! One source at the desk: its readings, what was found, and the one that is held.

use super::{FaultView, faults, page};
use crate::page::Page;
use crate::words::{dates, figure};
use askama::Template;
use directory::{RunState, RunSummary, SourceReport};
use model::EntryId;

/// At most this many kinds of fault are listed.
const MOST_FAULTS: usize = 10;

/// One source.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/source.html")]
pub struct SourcePage {
    /// Its frame.
    pub page: Page,
    /// The source's key.
    pub key: String,
    /// What it lists today.
    pub lists: String,
    /// The reading that is held.
    pub held: Option<HeldRun>,
    /// What was found in the newest reading.
    pub faults: Vec<FaultView>,
    /// Its readings, the newest first.
    pub runs: Vec<String>,
}

/// A held reading.
#[derive(Clone, Debug)]
pub struct HeldRun {
    /// Its number.
    pub no: u32,
    /// Why it is held.
    pub why: String,
    /// What it would do.
    pub would: String,
    /// Some of what it would change: name, address, and whether it would be gone.
    pub sample: Vec<(String, String, bool)>,
}

impl SourcePage {
    /// The page of `report`; `sample` is of its held reading.
    pub fn new(report: &SourceReport, sample: &[(EntryId, String, bool)]) -> Self {
        let held = report.runs.iter().find_map(|run| match &run.state {
            RunState::Held { reason } => Some(HeldRun {
                no: run.no.0,
                why: crate::words::sentence(reason),
                would: counts(run),
                sample: sample
                    .iter()
                    .map(|(id, name, gone)| (name.clone(), format!("/service/{id}"), *gone))
                    .collect(),
            }),
            _ => None,
        });
        Self {
            page: page(&report.source.name),
            key: report.source.key.to_string(),
            lists: format!("It lists {} entries today.", number(report.live)),
            held,
            faults: report
                .runs
                .first()
                .map(|run| faults(&run.findings, MOST_FAULTS))
                .unwrap_or_default(),
            runs: report.runs.iter().map(run).collect(),
        }
    }
}

fn number(count: u64) -> String {
    figure(usize::try_from(count).unwrap_or(usize::MAX))
}

fn counts(run: &RunSummary) -> String {
    format!(
        "{} new, {} changed, {} as before, {} no longer listed",
        number(run.counts.new),
        number(run.counts.changed),
        number(run.counts.unchanged),
        number(run.counts.withdrawn)
    )
}

fn run(run: &RunSummary) -> String {
    let day = run.read_at.to_zoned_datetime(crate::england()).date();
    let state = match &run.state {
        RunState::Believed => String::new(),
        RunState::Held { .. } => " Held.".to_owned(),
        RunState::Rejected { reason } => format!(" Rejected: {reason}."),
        RunState::Abandoned => " It ended before it was done.".to_owned(),
        RunState::Open => " It is being read.".to_owned(),
    };
    format!(
        "{}: {}, dated {}. {}.{state}",
        dates::date(day),
        run.files.join(", "),
        dates::date(run.said),
        counts(run)
    )
}
