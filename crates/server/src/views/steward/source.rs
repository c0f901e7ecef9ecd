//! One source for those who look after it: its readings, its faults, what is held and what that would change.

use super::{FormFault, of, summary};
use crate::components::{Button, ErrorSummary, Input, Link, SummaryList};
use crate::england;
use crate::page::Page;
use crate::views::health::{self, FaultList};
use crate::views::sources::{self, facts};
use crate::views::values::field_name;
use crate::words::{dates, figure, list, names};
use askama::Template;
use directory::{HeldChange, HeldSample, RunState, RunSummary, SourceReport};
use model::RunNo;

/// At most this many kinds of fault are shown.
const MOST_FAULTS: usize = 12;
/// At most this many readings are listed.
const MOST_RUNS: usize = 10;
/// At most this many changed facts are named of one record.
const MOST_CHANGES: usize = 3;

/// One source.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/source.html")]
pub struct SourcePage {
    /// Its frame.
    pub page: Page,
    /// Who is signed in.
    pub who: String,
    /// What is wrong with what was typed.
    pub errors: Option<ErrorSummary>,
    /// What has just been done.
    pub done: Option<String>,
    /// What is held.
    pub held: Vec<HeldView>,
    /// What it is and how it is doing.
    pub facts: SummaryList,
    /// What is wrong with its newest documents.
    pub faults: FaultList,
    /// Its readings.
    pub runs: Vec<RunView>,
    /// The way to give a newer document.
    pub newer: Link,
}

/// A held run.
#[derive(Clone, Debug)]
pub struct HeldView {
    /// Its number.
    pub run: u32,
    /// What came when.
    pub heading: String,
    /// Why it is held.
    pub why: String,
    /// What it would change, in figures.
    pub changed: String,
    /// Some of the records that it would change.
    pub sample: Vec<String>,
    /// To publish it.
    pub release: Button,
    /// Why it is refused.
    pub reason: Input,
    /// To refuse it.
    pub reject: Button,
}

/// One reading.
#[derive(Clone, Debug)]
pub struct RunView {
    /// When, and of what.
    pub when: String,
    /// Its files.
    pub files: String,
    /// What it changed.
    pub changed: String,
    /// What became of it.
    pub state: String,
    /// Where the button that takes it back is sent; none when it cannot be.
    pub take_back: Option<String>,
}

/// What has just been done to a run, as the address tells it.
pub fn done(word: &str) -> Option<&'static str> {
    match word {
        "released" => Some("It is released. What it says is now live."),
        "rejected" => Some("It is rejected. What was there before stays."),
        "taken-back" => Some("It is taken back. Everything is as it was before."),
        _ => None,
    }
}

impl SourcePage {
    /// The page of a source. `samples` are those of its held runs, `back` the runs that can be taken back; `faults`
    /// are those of the form for this run, in which `typed` was typed.
    pub fn new(
        who: &str,
        report: &SourceReport,
        samples: &[(RunNo, HeldSample)],
        back: &[RunNo],
        faults: &[FormFault],
        done: Option<&str>,
    ) -> Self {
        let mut page = super::page(report.source.name.clone(), "/about/sources");
        if !faults.is_empty() {
            page.prefix = "Error: ";
        }
        let held = samples.iter().filter_map(|(no, sample)| {
            let run = report.runs.iter().find(|run| run.no == *no)?;
            Some(held(run, sample, sources::shows_something(report), faults))
        });
        Self {
            page,
            who: who.to_owned(),
            errors: summary(faults),
            done: done.map(str::to_owned),
            held: held.collect(),
            facts: SummaryList {
                rows: facts(report),
            },
            faults: sources::faults(report, MOST_FAULTS),
            runs: report
                .runs
                .iter()
                .take(MOST_RUNS)
                .map(|run| view(run, back.contains(&run.no)))
                .collect(),
            newer: Link::new(
                format!("/steward/sources/new?source={}", report.source.key),
                format!("Give a newer file of {}", report.source.name),
            ),
        }
    }
}

fn day(run: &RunSummary) -> String {
    dates::date(run.read_at.to_zoned_datetime(england()).date())
}

fn held(run: &RunSummary, sample: &HeldSample, is_shown: bool, faults: &[FormFault]) -> HeldView {
    let id = format!("reason-{}", run.no.0);
    let reason = match &run.state {
        RunState::Held { reason } => reason.as_str(),
        _ => "",
    };
    HeldView {
        run: run.no.0,
        heading: format!("Held: {}", list(&run.files)),
        why: format!(
            "We read it on {}. It is held because {reason}. {}.",
            day(run),
            sources::shown_meanwhile(is_shown)
        ),
        changed: health::changed(&run.counts),
        sample: sample.changes.iter().map(change_words).collect(),
        release: Button::new("Release it").quiet(),
        reason: Input {
            error: of(faults, &id),
            id,
            name: "reason".to_owned(),
            label: "Why do you reject it?".to_owned(),
            bold: true,
            hint: Some("This is kept in the log, with your name.".to_owned()),
            ..Input::default()
        },
        reject: Button::new("Reject it").quiet(),
    }
}

/// `Elm Surgery: phone would be 01632 960002, not 01632 960001`.
fn change_words(change: &HeldChange) -> String {
    let name = if change.name.is_empty() {
        "One without a name".to_owned()
    } else {
        names::calm(&change.name)
    };
    if !change.listed_then {
        return format!("{name} would no longer be listed");
    }
    if !change.listed_now {
        return format!("{name} would be listed");
    }
    let changes: Vec<String> = change
        .changes
        .iter()
        .take(MOST_CHANGES)
        .map(|change| {
            format!(
                "{} would be {}, not {}",
                field_name(change.field),
                crate::words::opening(&change.after, 120),
                crate::words::opening(&change.before, 120)
            )
        })
        .collect();
    let more = change.changes.len().saturating_sub(MOST_CHANGES);
    if more > 0 {
        format!("{name}: {}; and {} more", changes.join("; "), figure(more))
    } else {
        format!("{name}: {}", changes.join("; "))
    }
}

fn view(run: &RunSummary, can_go_back: bool) -> RunView {
    let state = match &run.state {
        RunState::Believed if run.complete => "Published, all of it".to_owned(),
        RunState::Believed => "Published, as a part of the whole".to_owned(),
        RunState::Held { .. } => "Held".to_owned(),
        RunState::Rejected { reason } => format!("Not published: {reason}"),
        RunState::Open => "Being read".to_owned(),
        RunState::Abandoned => "Not published: reading was broken off".to_owned(),
    };
    RunView {
        when: format!(
            "{}, dated {}: {}",
            day(run),
            dates::date(run.said),
            list(&run.files)
        ),
        files: list(&run.files),
        changed: health::changed(&run.counts),
        state,
        take_back: can_go_back.then(|| format!("/steward/runs/{}/take-back", run.no.0)),
    }
}
