//! Where our information comes from: each source with its last run and its faults.

use crate::components::{Markup, SummaryList, SummaryRow};
use crate::england;
use crate::page::Page;
use crate::views::health::{self, FaultList, number};
use crate::words::{count, dates, sentence};
use askama::Template;
use directory::{FindingKind, RunState, RunSummary, SourceReport};
use model::{Role, RowTally};

/// All sources.
#[derive(Clone, Debug, Template)]
#[template(path = "sources.html")]
pub struct SourcesPage {
    /// Its frame.
    pub page: Page,
    /// The sources.
    pub sources: Vec<SourceView>,
    /// The position of the log.
    pub position: u64,
}

/// One source.
#[derive(Clone, Debug)]
pub struct SourceView {
    /// Its name.
    pub name: String,
    /// Its key.
    pub key: String,
    /// What it is, its licence, its last reading.
    pub facts: SummaryList,
    /// What is wrong with its newest documents.
    pub faults: FaultList,
}

/// At most this many kinds of fault are listed for a source.
const MOST_FAULTS: usize = 5;

impl SourcesPage {
    /// The page of these reports, at a position of the log.
    pub fn new(reports: &[SourceReport], position: u64) -> Self {
        Self {
            page: Page::new("Where our information comes from")
                .about(
                    "The directories we read, when we last read them, and what we could not use.",
                )
                .under("/about/sources"),
            sources: reports.iter().map(view).collect(),
            position,
        }
    }
}

/// What kind of body a source is.
pub fn role_words(role: Role) -> &'static str {
    match role {
        Role::Register => "A register",
        Role::Regulator => "A regulator",
        Role::NationalProfile => "National profiles",
        Role::Council => "A council’s directory",
        Role::Charity => "A charity’s list",
        Role::Provider => "Services speaking for themselves",
        Role::Steward => "People who look after this record",
    }
}

fn view(report: &SourceReport) -> SourceView {
    SourceView {
        name: report.source.name.clone(),
        key: report.source.key.to_string(),
        facts: SummaryList {
            rows: facts(report),
        },
        faults: FaultList::of(&newest_findings(report), MOST_FAULTS),
    }
}

/// What a source is and how it is doing, in plain words.
pub fn facts(report: &SourceReport) -> Vec<SummaryRow> {
    let mut rows = Vec::new();
    let mut row = |key: &str, value: String| {
        rows.push(SummaryRow {
            key: key.to_owned(),
            value: Markup::lines(&value),
        });
    };
    row("What it is", role_words(report.source.role).to_owned());
    row("Lists now", count(number(report.live), "entry", "entries"));
    let good = report
        .runs
        .iter()
        .find(|run| run.state == RunState::Believed);
    match good {
        None => row("Last read well", "Not yet".to_owned()),
        Some(run) => {
            row(
                "Last read well",
                format!(
                    "{}. The file was dated {}",
                    read_on(run),
                    dates::date(run.said)
                ),
            );
            row("Rows", health::rows(&rows_of(believed(report))));
            row("What changed then", health::changed(&run.counts));
        }
    }
    if let Some(run) = report.runs.first()
        && good.is_none_or(|good| good.no != run.no)
    {
        row("Read since", since(run));
    }
    if let Some(feed) = &report.feed {
        row("Read by itself", sentence(&feed.how_often()));
        if let Some(outcome) = &feed.outcome {
            row("The last try", outcome.said.clone());
        }
    }
    if !report.source.licence.is_empty() {
        row("Licence", report.source.licence.clone());
    }
    rows
}

fn read_on(run: &RunSummary) -> String {
    dates::date(run.read_at.to_zoned_datetime(england()).date())
}

/// What became of a reading after the last good one.
fn since(run: &RunSummary) -> String {
    let what = match &run.state {
        RunState::Held { reason } => format!(
            "held for a person to look at, because {reason}. We still show what was there before"
        ),
        RunState::Open => "being read now".to_owned(),
        RunState::Rejected { .. } => {
            "not published: a person looked at it and refused it".to_owned()
        }
        RunState::Believed | RunState::Abandoned => {
            "not published: reading was broken off".to_owned()
        }
    };
    format!("{}, {what}", read_on(run))
}

/// The newest run of each table: together, what the source sent last.
pub fn newest(report: &SourceReport) -> impl Iterator<Item = &RunSummary> {
    first_of_tables(report.runs.iter())
}

/// The newest run of each table that was published: together, what the source says now.
fn believed(report: &SourceReport) -> impl Iterator<Item = &RunSummary> {
    let runs = report.runs.iter();
    first_of_tables(runs.filter(|run| run.state == RunState::Believed))
}

fn first_of_tables<'a>(
    runs: impl Iterator<Item = &'a RunSummary>,
) -> impl Iterator<Item = &'a RunSummary> {
    let mut tables: Vec<&str> = Vec::new();
    runs.filter(move |run| {
        let first = !tables.contains(&run.table.as_str());
        tables.push(&run.table);
        first
    })
}

/// The rows of runs.
pub fn rows_of<'a>(runs: impl Iterator<Item = &'a RunSummary>) -> RowTally {
    runs.fold(RowTally::default(), |all, run| RowTally {
        read: all.read + run.tally.read,
        described: all.described + run.tally.described,
        companion: all.companion + run.tally.companion,
        orphan: all.orphan + run.tally.orphan,
        blank: all.blank + run.tally.blank,
        refused: all.refused + run.tally.refused,
    })
}

/// Faults of the newest runs, each kind once, the most frequent first.
pub fn newest_findings(report: &SourceReport) -> Vec<FindingKind> {
    let mut kinds: Vec<FindingKind> = Vec::new();
    for kind in newest(report).flat_map(|run| &run.findings) {
        let same = kinds
            .iter_mut()
            .find(|known| known.code == kind.code && known.problem == kind.problem);
        match same {
            Some(known) => {
                known.times += kind.times;
                let room = 3usize.saturating_sub(known.examples.len());
                known
                    .examples
                    .extend(kind.examples.iter().take(room).cloned());
            }
            None => kinds.push(kind.clone()),
        }
    }
    kinds.sort_by_key(|kind| std::cmp::Reverse(kind.times));
    kinds
}
