//! Pages kept for what is closed, erased, or listed by nobody any more.

use super::subject::Subject;
use crate::components::Link;
use crate::page::Page;
use crate::words::{dates, list, names, who};
use askama::Template;
use model::{Field, Value};

/// The page of something that has gone.
#[derive(Clone, Debug, Template)]
#[template(path = "gone.html")]
pub struct GonePage {
    /// Its frame.
    pub page: Page,
    /// What happened, in a few words.
    pub what: String,
    /// What to know.
    pub lines: Vec<String>,
    /// Services near it that are like it.
    pub nearest: Vec<Link>,
    /// What was said of it.
    pub history: Option<Link>,
}

impl GonePage {
    /// A service that a body believed for it says is closed.
    pub fn closed(subject: &Subject, nearest: Vec<Link>) -> Self {
        let record = [Some(subject.service), subject.organization]
            .into_iter()
            .flatten()
            .find(|record| {
                super::subject::public(record, Field::Closed).is_some()
                    || super::subject::public(record, Field::Status).is_some()
            });
        let on = [Some(subject.service), subject.organization]
            .into_iter()
            .flatten()
            .find_map(|record| match record.value(Field::Closed) {
                Some(Value::Date(date)) => Some(*date),
                _ => None,
            });
        let what = on.map_or_else(
            || "This service has closed".to_owned(),
            |date| format!("This service closed on {}", dates::date(date)),
        );
        let mut lines = Vec::new();
        let fact = record.and_then(|record| {
            super::subject::public(record, Field::Closed)
                .or_else(|| super::subject::public(record, Field::Status))
        });
        if let Some(fact) = fact {
            lines.push(who::said(fact.claim(), subject.source(fact.claim().source)));
        }
        Self::of(subject, what, lines, nearest)
    }

    /// A service that no source lists any more.
    pub fn withdrawn(subject: &Subject, nearest: Vec<Link>) -> Self {
        let mut by: Vec<String> = Vec::new();
        for (_, source) in &subject.service.withdrawn {
            let name = match subject.source(*source) {
                Some(source) => source
                    .name
                    .strip_prefix("The ")
                    .map_or_else(|| source.name.clone(), |rest| format!("the {rest}")),
                None => who::by(None),
            };
            if !by.contains(&name) {
                by.push(name);
            }
        }
        let what = if by.is_empty() {
            "No longer listed".to_owned()
        } else {
            format!("No longer listed by {}", list(&by))
        };
        Self::of(
            subject,
            what,
            vec![
                "We do not know whether it is still running. Call to check before you go."
                    .to_owned(),
            ],
            nearest,
        )
    }

    fn of(subject: &Subject, what: String, lines: Vec<String>, nearest: Vec<Link>) -> Self {
        Self {
            page: Page::new(subject.name()).unlisted().under("/"),
            what,
            lines,
            nearest,
            history: Some(Link::new(
                format!("/service/{}/history", subject.service.id),
                "See what was said about it",
            )),
        }
    }

    /// A record of which everything was erased.
    pub fn erased(name: Option<&str>) -> Self {
        Self {
            page: Page::new(name.map_or_else(|| "This page was erased".to_owned(), names::calm))
                .unlisted()
                .under("/"),
            what: "We have erased what was here".to_owned(),
            lines: vec!["We had a reason to erase it, which we keep.".to_owned()],
            nearest: Vec::new(),
            history: None,
        }
    }
}
