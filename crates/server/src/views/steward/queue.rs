//! What waits for a steward: held runs, documents not accepted yet, rows that could not be used.

use crate::components::{Button, Link};
use crate::england;
use crate::page::Page;
use crate::views::health::number;
use crate::views::sources;
use crate::words::{count, dates, list, sentence};
use askama::Template;
use directory::{FeedEnd, Offer, RunState, SourceReport, Unsettled};
use jiff::civil::Date;
use model::Role;

/// The desk.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/queue.html")]
pub struct QueuePage {
    /// Its frame.
    pub page: Page,
    /// Who is signed in.
    pub who: String,
    /// What has just been done.
    pub done: Option<&'static str>,
    /// Rules that can be used no more.
    pub broken_rules: bool,
    /// Facts on which sources do not agree.
    pub unsettled: Unsettled,
    /// How many matches wait for this steward.
    pub matches: usize,
    /// Runs that are held.
    pub held: Vec<Waiting>,
    /// Documents that nobody has accepted yet.
    pub offers: Vec<Waiting>,
    /// Sources with rows or feeds that need someone.
    pub troubled: Vec<Waiting>,
    /// Every other source.
    pub sources: Vec<Link>,
    /// The way to a new one.
    pub add: Button,
}

/// Something that waits.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// What it is.
    pub heading: String,
    /// What there is to know.
    pub line: String,
    /// Where to act.
    pub link: Link,
}

impl QueuePage {
    /// The desk of `who`. `name_of` gives the name of a person by their opaque id.
    pub fn new(
        who: &str,
        reports: &[SourceReport],
        offers: &[Offer],
        name_of: &dyn Fn(&str) -> Option<String>,
        today: Date,
        done: Option<&'static str>,
    ) -> Self {
        let mut held = Vec::new();
        let mut troubled = Vec::new();
        let mut sources = Vec::new();
        for report in reports {
            // Stewards send no documents.
            if report.source.role == Role::Steward && report.runs.is_empty() {
                continue;
            }
            let key = &report.source.key;
            let name = &report.source.name;
            let href = format!("/steward/sources/{key}");
            for run in &report.runs {
                if let RunState::Held { reason } = &run.state {
                    held.push(Waiting {
                        heading: name.clone(),
                        line: format!(
                            "Read {}. {}.",
                            dates::ago(day(run.read_at), today),
                            sentence(reason)
                        ),
                        link: Link::new(
                            format!("{href}#run-{}", run.no.0),
                            format!("Release or reject what {name} sent"),
                        ),
                    });
                }
            }
            match trouble(report) {
                Some(line) => troubled.push(Waiting {
                    heading: name.clone(),
                    line,
                    link: Link::new(href, format!("See the faults of {name}")),
                }),
                None => sources.push(Link::new(href, name.clone())),
            }
        }
        let offers = offers.iter().map(|offer| {
            let giver = name_of(&offer.by).map_or_else(String::new, |name| format!(" by {name}"));
            let files = list(&offer.files);
            Waiting {
                heading: files.clone(),
                line: format!(
                    "Given{giver} {}. Nothing of it is published.",
                    dates::ago(day(offer.given_at), today)
                ),
                link: Link::new(
                    format!("/steward/sources/new/{}", offer.id),
                    format!("Go on with {files}"),
                ),
            }
        });
        Self {
            page: super::page("Steward’s desk", "/steward"),
            who: who.to_owned(),
            done,
            broken_rules: false,
            unsettled: Unsettled::default(),
            matches: 0,
            held,
            offers: offers.collect(),
            troubled,
            sources,
            add: Button {
                href: Some("/steward/sources/new".to_owned()),
                ..Button::new("Add a directory")
            },
        }
    }

    /// What there is to know of the facts on which sources do not agree; none when none waits.
    pub fn conflicts(&self) -> Option<String> {
        let Unsettled {
            waiting, passed, ..
        } = self.unsettled;
        let by_others = match passed {
            0 => String::new(),
            n => format!(
                " {} that you passed on for another steward.",
                count(n, "fact waits", "facts wait")
            ),
        };
        match waiting {
            0 if passed == 0 => None,
            0 => Some(by_others.trim_start().to_owned()),
            n => Some(format!(
                "{} to settle. Those that most services show come first.{by_others}",
                count(n, "fact", "facts")
            )),
        }
    }

    /// True when nothing waits.
    pub fn is_quiet(&self) -> bool {
        self.unsettled == Unsettled::default()
            && self.matches == 0
            && self.held.is_empty()
            && self.offers.is_empty()
            && self.troubled.is_empty()
    }
}

fn day(at: jiff::Timestamp) -> Date {
    at.to_zoned_datetime(england()).date()
}

/// What needs a person at a source, in words.
fn trouble(report: &SourceReport) -> Option<String> {
    let mut lines = Vec::new();
    if let Some(feed) = &report.feed
        && feed.needs_a_person()
        && let Some(outcome) = &feed.outcome
        && outcome.end != FeedEnd::Held
    {
        lines.push(outcome.said.clone());
    }
    let refused = sources::rows_of(sources::newest(report)).refused;
    if refused > 0 {
        lines.push(format!(
            "{} could not be used.",
            count(number(refused), "row", "rows")
        ));
    }
    (!lines.is_empty()).then(|| lines.join(" "))
}
