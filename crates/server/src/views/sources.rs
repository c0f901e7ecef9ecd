//! Where our information comes from: each source with its last run and its faults.

use crate::components::{Markup, SummaryList, SummaryRow};
use crate::england;
use crate::page::Page;
use crate::views::health::{self, FaultList, number};
use crate::words::{count, dates, sentence};
use askama::Template;
use directory::{FeedEnd, FeedReport, FindingKind, RunState, RunSummary, SourceReport};
use jiff::Timestamp;
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
        faults: faults(report, MOST_FAULTS),
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
    if report.source.role == Role::Steward && report.runs.is_empty() {
        row(
            "What they say",
            "Which is right, where other sources do not agree. They say it here, one fact at a time"
                .to_owned(),
        );
        return rows;
    }
    row("Lists now", count(number(report.live), "entry", "entries"));
    let published = report
        .runs
        .iter()
        .find(|run| run.state == RunState::Believed);
    // A part of a document is not the source read well, however much of it was published.
    row(
        "Last read well",
        match &report.whole {
            None => "Not yet".to_owned(),
            Some(whole) => read_and_dated(whole),
        },
    );
    if let Some(run) = published {
        if !run.complete {
            row(
                "Partly read",
                format!("{}. Nothing was taken away", read_and_dated(run)),
            );
        }
        row("Rows", health::rows(&rows_of(believed(report))));
        row("What changed then", health::changed(&run.counts));
    }
    let is_shown = shows_something(report);
    if let Some(run) = report.runs.first()
        && published.is_none_or(|published| published.no != run.no)
    {
        row("Read since", since(run, is_shown));
    }
    if let Some(feed) = &report.feed {
        row("Read by itself", sentence(&feed.how_often()));
        if let Some(tried) = last_try(feed, is_shown) {
            row("The last try", tried);
        }
    }
    if !report.source.licence.is_empty() {
        row("Licence", report.source.licence.clone());
    }
    rows
}

/// True when something of the source was ever published and is shown still.
pub fn shows_something(report: &SourceReport) -> bool {
    let is_published = |run: &RunSummary| run.state == RunState::Believed;
    report.live > 0 || report.whole.is_some() || report.runs.iter().any(is_published)
}

/// What is shown of a source while what was read last is not.
pub fn shown_meanwhile(is_shown: bool) -> &'static str {
    if is_shown {
        "We still show what was there before"
    } else {
        "We show nothing of it yet"
    }
}

/// `12 November 2026. The file was dated 11 November 2026`.
fn read_and_dated(run: &RunSummary) -> String {
    let dated = dates::date(run.said);
    format!("{}. The file was dated {dated}", read_on(run))
}

fn read_on(run: &RunSummary) -> String {
    on(run.read_at)
}

fn on(time: Timestamp) -> String {
    dates::date(time.to_zoned_datetime(england()).date())
}

/// How the last try of a feed went, in words for whoever reads the page. What was wrong stands among the faults.
fn last_try(feed: &FeedReport, is_shown: bool) -> Option<String> {
    let outcome = feed.outcome.as_ref()?;
    let why = outcome.faults.first().map(|fault| fault.problem.as_str());
    let because = why.map_or_else(String::new, |why| format!(", because {why}"));
    let went = match outcome.end {
        FeedEnd::Good => "read whole".to_owned(),
        FeedEnd::Unchanged => "nothing has changed".to_owned(),
        FeedEnd::Held => "held for a person to look at".to_owned(),
        FeedEnd::Partial => format!("read in part{because}. Nothing was taken away"),
        FeedEnd::Failed => {
            let said = if why.is_some() {
                because
            } else {
                format!(", because {}", outcome.said)
            };
            let next = on(feed.due);
            let again = match feed.failures {
                0 | 1 => format!("It is tried again on {next}"),
                failures => format!("It failed {failures} times and is tried again on {next}"),
            };
            let shown = if is_shown {
                shown_meanwhile(true)
            } else {
                "Nothing was read yet"
            };
            format!("not read{said}. {shown}. {again}")
        }
    };
    Some(match feed.tried {
        Some(tried) => format!("{}, {went}", on(tried)),
        None => sentence(&went),
    })
}

/// What is wrong: with the feed as it was last tried, and inside the newest documents, of which at most so many kinds.
pub fn faults(report: &SourceReport, most: usize) -> FaultList {
    let feed = report.feed.as_ref().and_then(|feed| feed.outcome.as_ref());
    FaultList::of(&newest_findings(report), most)
        .after(feed.map_or(&[][..], |outcome| &outcome.faults))
}

/// What became of a reading after the last good one.
fn since(run: &RunSummary, is_shown: bool) -> String {
    let what = match &run.state {
        RunState::Held { reason } => format!(
            "held for a person to look at, because {reason}. {}",
            shown_meanwhile(is_shown)
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
fn newest_findings(report: &SourceReport) -> Vec<FindingKind> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use directory::{FeedFault, FeedKind, FeedOutcome};

    #[track_caller]
    fn check(end: FeedEnd, problem: Option<&str>, failures: u32, said: &str) {
        check_shown(true, end, problem, failures, said);
    }

    #[track_caller]
    fn check_shown(is_shown: bool, end: FeedEnd, problem: Option<&str>, failures: u32, said: &str) {
        let time = |text: &str| text.parse::<Timestamp>().unwrap();
        let fault = problem.map(|problem| FeedFault {
            code: "FP431".to_owned(),
            problem: problem.to_owned(),
            fix: "tell the owner".to_owned(),
            times: 1,
            examples: vec!["https://lists.example/services: page 2".to_owned()],
        });
        let feed = FeedReport {
            kind: FeedKind::OpenReferral,
            addresses: Vec::new(),
            every_minutes: 1_440,
            allowed: Vec::new(),
            due: time("2026-11-25T09:00:00Z"),
            tried: Some(time("2026-11-24T09:00:00Z")),
            good: None,
            failures,
            outcome: Some(FeedOutcome {
                end,
                said: "the disk is full".to_owned(),
                run: None,
                changed: None,
                faults: fault.into_iter().collect(),
                requests: 1,
                bytes: 1,
            }),
        };
        assert_eq!(
            last_try(&feed, is_shown).unwrap(),
            format!("24 November 2026, {said}")
        );
    }

    #[test]
    fn the_last_try_is_told_in_one_breath() {
        check(FeedEnd::Good, None, 0, "read whole");
        check(FeedEnd::Unchanged, None, 0, "nothing has changed");
        check(FeedEnd::Held, None, 0, "held for a person to look at");
        check(
            FeedEnd::Partial,
            Some("a page of the list repeats an earlier one"),
            0,
            "read in part, because a page of the list repeats an earlier one. Nothing was taken away",
        );
        check(
            FeedEnd::Failed,
            Some("the server failed"),
            3,
            "not read, because the server failed. We still show what was there before. It failed 3 times and is tried again on 25 November 2026",
        );
        check(
            FeedEnd::Failed,
            None,
            1,
            "not read, because the disk is full. We still show what was there before. It is tried again on 25 November 2026",
        );
        // Of what was never read there is nothing from before.
        check_shown(
            false,
            FeedEnd::Failed,
            Some("the server failed"),
            1,
            "not read, because the server failed. Nothing was read yet. It is tried again on 25 November 2026",
        );
    }

    /// The rows of a source of which these runs were believed, the newest first, each complete or not.
    #[track_caller]
    fn check_read(runs: &[bool], whole: Option<usize>, want: &[(&str, &str)]) {
        let mut report = crate::views::samples::report();
        let run = report.runs[0].clone();
        let mut day = run.read_at;
        report.runs = runs
            .iter()
            .map(|&complete| {
                day -= jiff::SignedDuration::from_hours(24);
                RunSummary {
                    complete,
                    state: RunState::Believed,
                    read_at: day,
                    ..run.clone()
                }
            })
            .collect();
        report.whole = whole.map(|at| report.runs[at].clone());
        let rows = facts(&report);
        for (key, value) in want {
            let row = rows.iter().find(|row| row.key == *key);
            let got = row.map_or(String::new(), |row| row.value.to_string());
            assert!(
                got.starts_with(value) && (value.is_empty() == got.is_empty()),
                "{key}: {got:?}, not {value:?}"
            );
        }
    }

    #[test]
    fn what_was_read_in_part_was_not_read_well() {
        let day = |back: i64| {
            let read = crate::views::samples::report().runs[0].read_at;
            on(read - jiff::SignedDuration::from_hours(24 * back))
        };
        let (one, two) = (day(1), day(2));
        check_read(
            &[true],
            Some(0),
            &[("Last read well", &one), ("Partly read", "")],
        );
        check_read(
            &[false, true],
            Some(1),
            &[("Last read well", &two), ("Partly read", &one)],
        );
        check_read(
            &[false],
            None,
            &[("Last read well", "Not yet"), ("Partly read", &one)],
        );
        check_read(
            &[],
            None,
            &[("Last read well", "Not yet"), ("Partly read", "")],
        );
    }
}
