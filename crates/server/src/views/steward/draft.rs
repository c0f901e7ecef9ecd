//! Handing in a document: the form, what it would add, and what is live afterwards.

use super::{FaultView, faults, page};
use crate::components::{Choice, ErrorSummary, Input, Link, Radios};
use crate::page::Page;
use crate::views::results::Card;
use crate::views::subject::Subject;
use crate::words::{dates, figure};
use askama::Template;
use directory::{Draft, NewSource, Preview, RunReport};
use jiff::civil::{Date, DateTime};
use model::{EntryType, Role, Source, Term};

/// At most this many kinds of fault are listed.
const MOST_FAULTS: usize = 12;

/// What was typed into the form.
#[derive(Clone, Debug, Default)]
pub struct Filled {
    /// The file's name.
    pub file: String,
    /// The source's name.
    pub name: String,
    /// Its role.
    pub role: String,
    /// The licence.
    pub licence: String,
    /// The document's date.
    pub dated: String,
}

impl Filled {
    /// Takes in one field.
    pub fn set(&mut self, name: &str, text: String) {
        match name {
            "name" => self.name = text,
            "role" => self.role = text,
            "licence" => self.licence = text,
            "dated" => self.dated = text,
            _ => {}
        }
    }

    /// What is wrong: field and words.
    pub fn faults(&self) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        if Term::slug(&self.name).is_none() {
            faults.push((
                "name",
                "Say whose directory this is, such as Ambermoor Council".to_owned(),
            ));
        }
        if self.role.parse::<Role>().is_err() {
            faults.push(("role", "Say what kind of body keeps it".to_owned()));
        }
        if !self.dated.trim().is_empty() && self.dated.trim().parse::<Date>().is_err() {
            faults.push((
                "dated",
                "Write the date as 2026-11-24, or leave it empty".to_owned(),
            ));
        }
        faults
    }

    /// The source, when everything needed is there. Its key is made of its name.
    pub fn source(&self) -> Option<NewSource> {
        let key = Term::slug(&self.name)?;
        Some(NewSource {
            key: key
                .as_str()
                .chars()
                .take(60)
                .collect::<String>()
                .trim_matches('-')
                .parse()
                .ok()?,
            name: self.name.trim().to_owned(),
            role: self.role.parse().ok()?,
            licence: if self.licence.trim().is_empty() {
                "not stated".to_owned()
            } else {
                self.licence.trim().to_owned()
            },
            map: None,
            hold_withdrawn_percent: 10,
            hold_moved_percent: 5,
        })
    }
}

/// The form.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/new.html")]
pub struct NewSourcePage {
    /// Its frame.
    pub page: Page,
    /// What was wrong, at the top.
    pub summary: Option<ErrorSummary>,
    /// What was wrong with the file.
    pub file_error: Option<String>,
    /// Whose it is.
    pub name: Input,
    /// What kind of body.
    pub role: Radios,
    /// The licence.
    pub licence: Input,
    /// The date.
    pub dated: Input,
}

impl NewSourcePage {
    /// The form with what was typed and what was wrong with it.
    pub fn new(filled: &Filled, faults: &[(&'static str, String)], sources: &[Source]) -> Self {
        let error = |field: &str| {
            faults
                .iter()
                .find(|(name, _)| *name == field)
                .map(|(_, words)| words.clone())
        };
        let value = |text: &String| (!text.is_empty()).then(|| text.clone());
        let mut page = page("Hand in a directory");
        if !faults.is_empty() {
            page.prefix = "Error: ";
        }
        let known: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
        let known = if known.is_empty() {
            String::new()
        } else {
            format!(
                " We already read {}. Use the same name for a new copy.",
                crate::words::list(
                    &known
                        .iter()
                        .map(|name| (*name).to_owned())
                        .collect::<Vec<_>>()
                )
            )
        };
        Self {
            page,
            summary: (!faults.is_empty()).then(|| ErrorSummary {
                heading: "There is a problem".to_owned(),
                errors: faults
                    .iter()
                    .map(|(field, words)| Link::new(format!("#{field}"), words))
                    .collect(),
            }),
            file_error: error("file"),
            name: Input {
                id: "name".to_owned(),
                name: "name".to_owned(),
                label: "Whose directory is it?".to_owned(),
                hint: Some(format!(
                    "As people know them, such as Ambermoor Council.{known}"
                )),
                error: error("name"),
                value: value(&filled.name),
                ..Input::default()
            },
            role: Radios {
                id: "role".to_owned(),
                name: "role".to_owned(),
                legend: "What kind of body keeps it?".to_owned(),
                error: error("role"),
                items: [
                    ("council", "A council"),
                    ("charity", "A charity or network"),
                    ("provider", "A service, speaking for itself"),
                    ("national-profile", "A national website with profiles"),
                    ("register", "A register"),
                    ("regulator", "A regulator"),
                ]
                .into_iter()
                .map(|(word, text)| Choice {
                    value: word.to_owned(),
                    text: text.to_owned(),
                    chosen: filled.role == word,
                    ..Choice::default()
                })
                .collect(),
                ..Radios::default()
            },
            licence: Input {
                id: "licence".to_owned(),
                name: "licence".to_owned(),
                label: "Licence (optional)".to_owned(),
                hint: Some("Such as OGL-3.0".to_owned()),
                value: value(&filled.licence),
                width: Some(20),
                ..Input::default()
            },
            dated: Input {
                id: "dated".to_owned(),
                name: "dated".to_owned(),
                label: "On which day was it true? (optional)".to_owned(),
                hint: Some("Such as 2026-11-24. Without it we take today".to_owned()),
                error: error("dated"),
                value: value(&filled.dated),
                width: Some(10),
                ..Input::default()
            },
        }
    }
}

/// What the document would add.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/preview.html")]
pub struct PreviewPage {
    /// Its frame.
    pub page: Page,
    /// The draft's id.
    pub id: String,
    /// `services.csv from Ambermoor Council, dated 24 November 2026.`
    pub what: String,
    /// What it was recognised as, or why it cannot be read.
    pub recognised: String,
    /// True when it can be accepted.
    pub readable: bool,
    /// What it would add, a line each.
    pub adds: Vec<String>,
    /// Why the reading would wait for a person even when accepted.
    pub held: Option<String>,
    /// The first services as they would appear.
    pub cards: Vec<Card>,
    /// What was found.
    pub faults: Vec<FaultView>,
    /// The column map, for a plain table.
    pub map: Option<String>,
}

impl PreviewPage {
    /// The page of a draft.
    pub fn new(draft: &Draft, preview: Result<&Preview, &directory::Error>, now: DateTime) -> Self {
        let mut this = Self {
            page: page("What this would add"),
            id: draft.id.clone(),
            what: format!("{} from {}.", draft.file, draft.source.name),
            recognised: String::new(),
            readable: false,
            adds: Vec::new(),
            held: None,
            cards: Vec::new(),
            faults: Vec::new(),
            map: draft.source.map.clone(),
        };
        match preview {
            Ok(preview) => this.fill(preview, now),
            Err(problem) => {
                "We cannot read this yet".clone_into(&mut this.page.heading);
                this.page.prefix = "Error: ";
                this.recognised = crate::words::sentence(&problem.to_string());
                // A table that no reader knows may be read with a map.
                this.map = Some(this.map.take().unwrap_or_default());
            }
        }
        this
    }

    fn fill(&mut self, preview: &Preview, now: DateTime) {
        self.readable = true;
        self.what = format!(
            "{} It counts as said on {}.",
            self.what,
            dates::date(preview.said)
        );
        self.recognised = if preview.table == "table" {
            "A plain table, read with the column map below.".to_owned()
        } else {
            self.map = None;
            format!(
                "We know this kind of document: {}. It needs no column map.",
                preview.table
            )
        };
        let number = |count: u64| figure(usize::try_from(count).unwrap_or(usize::MAX));
        let of_type = |entry_type| preview.types.get(&entry_type).copied().unwrap_or_default();
        self.adds.push(format!(
            "{} of {} rows can be used. {} cannot.",
            number(preview.tally.described + preview.tally.companion),
            number(preview.tally.read),
            number(preview.tally.refused + preview.tally.orphan)
        ));
        self.adds.push(format!(
            "They describe {} services, {} places and {} organisations.",
            number(of_type(EntryType::Service)),
            number(of_type(EntryType::Location)),
            number(of_type(EntryType::Organization))
        ));
        self.adds.push(if preview.known {
            format!(
                "Against what we hold from this source: {} new, {} changed, {} as before, {} no longer listed.",
                number(preview.counts.new),
                number(preview.counts.changed),
                number(preview.counts.unchanged),
                number(preview.counts.withdrawn)
            )
        } else {
            "We hold nothing from this source yet.".to_owned()
        });
        if !preview.complete {
            self.adds
                .push("It does not hold everything, so nothing is taken as withdrawn.".to_owned());
        }
        self.held = preview.held.as_deref().map(crate::words::sentence);
        self.faults = faults(&preview.findings, MOST_FAULTS);
        self.cards = preview
            .shown
            .iter()
            .enumerate()
            .map(|(n, shown)| {
                let subject = Subject {
                    service: &shown.service,
                    organization: shown.organization.as_ref(),
                    location: shown.location.as_ref(),
                    sources: std::slice::from_ref(&shown.source),
                    now,
                };
                Card::of(&subject, n + 1, None)
            })
            .collect();
    }
}

/// What is live now.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/done.html")]
pub struct DonePage {
    /// Its frame.
    pub page: Page,
    /// What is live now.
    pub lines: Vec<String>,
    /// The source's page at the desk.
    pub href: String,
}

impl DonePage {
    /// The page after `draft` was accepted.
    pub fn new(draft: &Draft, report: &RunReport) -> Self {
        let number = |count: u64| figure(usize::try_from(count).unwrap_or(usize::MAX));
        let counts = format!(
            "{} new, {} changed, {} as before, {} no longer listed.",
            number(report.counts.new),
            number(report.counts.changed),
            number(report.counts.unchanged),
            number(report.counts.withdrawn)
        );
        let lines = match &report.held {
            Some(why) => vec![
                format!("The reading waits for a person: {why}."),
                counts,
                "Nothing is published from it until somebody releases it.".to_owned(),
            ],
            None => vec![
                format!("What {} says is in the record now.", draft.source.name),
                counts,
                "To put something right, mend it in your directory and hand in the new copy."
                    .to_owned(),
            ],
        };
        Self {
            page: page("Finished"),
            lines,
            href: format!("/steward/sources/{}", report.source),
        }
    }
}
