//! Where our information comes from: each source with its last run and its faults.

use crate::components::{Markup, SummaryList, SummaryRow};
use crate::england;
use crate::page::Page;
use crate::words::{count, dates, figure, list};
use askama::Template;
use directory::{RunState, RunSummary, SourceReport};
use model::{Role, RowTally};
use std::collections::BTreeMap;

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
    /// What it is, its licence, its last reading.
    pub facts: SummaryList,
    /// What could not be used.
    pub faults: Vec<String>,
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

fn role(role: Role) -> &'static str {
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
    let mut rows = Vec::new();
    let mut row = |key: &str, value: String| {
        rows.push(SummaryRow {
            key: key.to_owned(),
            value: Markup::lines(&value),
        });
    };
    row("What it is", role(report.source.role).to_owned());
    row(
        "Lists now",
        count(
            usize::try_from(report.live).unwrap_or(usize::MAX),
            "entry",
            "entries",
        ),
    );
    match report.runs.first() {
        None => row("Last read", "Not yet".to_owned()),
        Some(run) => {
            row(
                "Last read",
                dates::date(run.read_at.to_zoned_datetime(england()).date()),
            );
            row("Its own date", dates::date(run.said));
            row("Rows", tally(&rows_of(report)));
            row("Result", state(run));
        }
    }
    if !report.source.licence.is_empty() {
        row("Licence", report.source.licence.clone());
    }
    SourceView {
        name: report.source.name.clone(),
        facts: SummaryList { rows },
        faults: faults(report),
    }
}

/// The newest run of each table: together, what the source says now.
fn newest(report: &SourceReport) -> impl Iterator<Item = &RunSummary> {
    let mut tables: Vec<&str> = Vec::new();
    report.runs.iter().filter(move |run| {
        let first = !tables.contains(&run.table.as_str());
        tables.push(&run.table);
        first
    })
}

/// The rows of the newest runs.
fn rows_of(report: &SourceReport) -> RowTally {
    newest(report).fold(RowTally::default(), |all, run| RowTally {
        read: all.read + run.tally.read,
        described: all.described + run.tally.described,
        companion: all.companion + run.tally.companion,
        orphan: all.orphan + run.tally.orphan,
        blank: all.blank + run.tally.blank,
        refused: all.refused + run.tally.refused,
    })
}

fn tally(tally: &RowTally) -> String {
    let parts: Vec<String> = [
        (tally.described, "described"),
        (tally.companion, "completed another row"),
        (tally.orphan, "belong to no row"),
        (tally.blank, "blank"),
        (tally.refused, "could not be used"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, words)| {
        format!(
            "{} {words}",
            figure(usize::try_from(number).unwrap_or(usize::MAX))
        )
    })
    .collect();
    let read = figure(usize::try_from(tally.read).unwrap_or(usize::MAX));
    if parts.is_empty() {
        format!("{read} read")
    } else {
        format!("{read} read: {}", list(&parts))
    }
}

fn state(run: &RunSummary) -> String {
    match &run.state {
        RunState::Held { .. } => {
            "Held for a person to look at. We still show what was there before.".to_owned()
        }
        RunState::Believed if run.complete => "Published, all of it".to_owned(),
        RunState::Believed => "Published, as a part of the whole".to_owned(),
        _ => "Not published".to_owned(),
    }
}

/// Faults of the newest runs, the most frequent first.
fn faults(report: &SourceReport) -> Vec<String> {
    let mut times: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for kind in newest(report).flat_map(|run| &run.findings) {
        *times.entry((&kind.code, &kind.problem)).or_default() += kind.times;
    }
    let mut kinds: Vec<_> = times.into_iter().collect();
    kinds.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    let rest = kinds.len().saturating_sub(MOST_FAULTS);
    let mut lines: Vec<String> = kinds
        .iter()
        .take(MOST_FAULTS)
        .map(|((code, problem), times)| {
            format!(
                "{code}: {problem}, {}",
                count(
                    usize::try_from(*times).unwrap_or(usize::MAX),
                    "time",
                    "times"
                )
            )
        })
        .collect();
    if rest > 0 {
        lines.push(format!("{} more", count(rest, "kind", "kinds")));
    }
    lines
}
