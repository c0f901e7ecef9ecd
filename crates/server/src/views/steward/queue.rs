//! The front page of the desk: what waits for a person, what was decided, and who is here.

use super::{FaultView, faults, page};
use crate::page::Page;
use crate::words::{dates, figure};
use askama::Template;
use directory::{DecidedItem, RunState, Snapshot, SourceReport};
use model::{EntryId, Field, Relation};

/// At most this many kinds of fault of one source are listed.
const MOST_FAULTS: usize = 2;

/// The front page.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/queue.html")]
pub struct QueuePage {
    /// Its frame.
    pub page: Page,
    /// Who is signed in.
    pub name: String,
    /// Readings that wait to be released.
    pub held: Vec<HeldView>,
    /// Sources with rows that could not be used, the most first.
    pub refused: Vec<RefusedView>,
    /// Sources without such rows.
    pub others: Vec<(String, String)>,
    /// What persons decided, the newest first.
    pub decisions: Vec<DecisionView>,
}

/// A held reading.
#[derive(Clone, Debug)]
pub struct HeldView {
    /// Its source.
    pub source: String,
    /// The source's page at the desk.
    pub href: String,
    /// Why it is held.
    pub why: String,
}

/// A source with rows that could not be used.
#[derive(Clone, Debug)]
pub struct RefusedView {
    /// Its name.
    pub source: String,
    /// Its page at the desk.
    pub href: String,
    /// `12 of 340 rows`.
    pub rows: String,
    /// Why.
    pub faults: Vec<FaultView>,
}

/// A decision.
#[derive(Clone, Debug)]
pub struct DecisionView {
    /// Its position, by which it is taken back.
    pub position: u64,
    /// What was decided, in words.
    pub what: String,
    /// Who, when, and why.
    pub who: String,
    /// True when it was taken back.
    pub undone: bool,
}

impl QueuePage {
    /// The front page for `name`.
    pub fn new(
        name: &str,
        reports: &[SourceReport],
        decided: &[DecidedItem],
        snapshot: &Snapshot,
        name_of: &dyn Fn(&str) -> String,
    ) -> Self {
        let mut front = page("Steward’s desk");
        front.back = None;
        let href = |report: &SourceReport| format!("/steward/sources/{}", report.source.key);
        let mut held = Vec::new();
        let mut refused: Vec<(u64, RefusedView)> = Vec::new();
        let mut others = Vec::new();
        for report in reports {
            held.extend(report.runs.iter().filter_map(|run| match &run.state {
                RunState::Held { reason } => Some(HeldView {
                    source: report.source.name.clone(),
                    href: href(report),
                    why: crate::words::sentence(reason),
                }),
                _ => None,
            }));
            match report.runs.first() {
                Some(run) if run.tally.refused > 0 => {
                    let refusals: Vec<_> = run
                        .findings
                        .iter()
                        .filter(|kind| kind.refusal)
                        .cloned()
                        .collect();
                    refused.push((
                        run.tally.refused,
                        RefusedView {
                            source: report.source.name.clone(),
                            href: href(report),
                            rows: format!(
                                "{} of {} rows",
                                number(run.tally.refused),
                                number(run.tally.read)
                            ),
                            faults: faults(&refusals, MOST_FAULTS),
                        },
                    ));
                }
                _ => others.push((report.source.name.clone(), href(report))),
            }
        }
        refused.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        Self {
            page: front,
            name: name.to_owned(),
            held,
            refused: refused.into_iter().map(|(_, view)| view).collect(),
            others,
            decisions: decided
                .iter()
                .map(|item| decision(item, snapshot, name_of))
                .collect(),
        }
    }
}

fn number(count: u64) -> String {
    figure(usize::try_from(count).unwrap_or(usize::MAX))
}

fn decision(
    item: &DecidedItem,
    snapshot: &Snapshot,
    name_of: &dyn Fn(&str) -> String,
) -> DecisionView {
    let called = |id: &EntryId| {
        let record = snapshot.follow(id).ok().flatten();
        record
            .and_then(|record| record.text(Field::Name).map(str::to_owned))
            .unwrap_or_else(|| "an entry without a name".to_owned())
    };
    let what = item.decided.pairs.first().map(|(one, other, relation)| {
        let relation = match relation {
            Relation::Same => "is the same as",
            Relation::Successor => "follows",
            Relation::DifferentService => "is another service of the organisation of",
            Relation::Different => "is different from",
            Relation::Undecided => "may or may not be",
        };
        format!("{} {relation} {}", called(one), called(other))
    });
    let who = match &item.decided.by {
        model::Decider::Person(id) => name_of(id),
        model::Decider::Matcher(_) => "the matcher".to_owned(),
    };
    let day = item.decided.at.to_zoned_datetime(crate::england()).date();
    let why = if item.decided.reason.is_empty() {
        String::new()
    } else {
        format!(": {}", item.decided.reason)
    };
    DecisionView {
        position: item.position.0,
        what: what.unwrap_or_default(),
        who: format!("{who}, {}{why}", dates::date(day)),
        undone: item.undone.is_some(),
    }
}
