//! History of a record: who said what, when, and what is shown.

use super::subject::Subject;
use super::values::{field_name, value_words};
use crate::components::{Link, Markup, Tag};
use crate::page::Page;
use crate::words::{dates, opening, sentence, who};
use askama::Template;
use directory::{Change, What};
use model::{Field, FieldValue, Record, Source};

/// Who said what about one service.
#[derive(Clone, Debug, Template)]
#[template(path = "history.html")]
pub struct HistoryPage {
    /// Its frame.
    pub page: Page,
    /// Every fact, with all that is said of it now.
    pub facts: Vec<Fact>,
    /// What was said before, the newest first.
    pub changes: Vec<ChangeRow>,
    /// True when older changes are left out.
    pub more: bool,
    /// The mark on what is shown.
    pub tag: Tag,
}

/// A fact with what is said of it.
#[derive(Clone, Debug)]
pub struct Fact {
    /// What it is.
    pub name: String,
    /// Why the shown value is shown.
    pub why: String,
    /// What each source says.
    pub claims: Vec<ClaimRow>,
}

/// A value with everybody who says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimRow {
    /// The value.
    pub value: String,
    /// Who said it and when.
    pub said: Vec<String>,
    /// True when it is shown.
    pub shown: bool,
}

/// Something said in the past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRow {
    /// The date of the document.
    pub dated: String,
    /// Who.
    pub who: String,
    /// What, a line for each fact.
    pub what: Markup,
}

/// At most this many changes are listed.
const MOST: usize = 40;
/// A value is cut at this many characters.
const LONGEST: usize = 200;

impl HistoryPage {
    /// The page of `subject`, with what was said before.
    pub fn new(
        subject: &Subject,
        changes: &[Change],
        why: &dyn Fn(&str) -> String,
        href: String,
    ) -> Self {
        let name = subject.name();
        let mut facts: Vec<Fact> = Vec::new();
        // References name other pages of ours, which people do not know by their id.
        for field in Field::ALL
            .iter()
            .filter(|field| !matches!(field, Field::Organization | Field::Location))
        {
            let Some(fact) = subject.fact(*field) else {
                continue;
            };
            let fact = fact_of(subject, *field, fact, &why(&fact.rule));
            // Some facts are kept in two fields, such as what it costs.
            match facts.iter_mut().find(|known| known.name == fact.name) {
                Some(known) => known.claims.extend(fact.claims),
                None => facts.push(fact),
            }
        }
        let rows = rows(changes, subject.sources);
        Self {
            page: Page::new(format!("Every change to {name}"))
                .unlisted()
                .under("/")
                .below(Link::new(href, name)),
            facts,
            more: rows.len() > MOST,
            changes: rows.into_iter().take(MOST).collect(),
            tag: Tag {
                text: "Shown".to_owned(),
                colour: Some("green"),
            },
        }
    }
}

fn fact_of(subject: &Subject, field: Field, fact: &FieldValue, why: &str) -> Fact {
    let claims = fact
        .because
        .iter()
        .map(|claim| (claim, true))
        .chain(fact.losers.iter().map(|claim| (claim, false)));
    let mut rows: Vec<ClaimRow> = Vec::new();
    for (claim, shown) in claims {
        let value = opening(&value_words(field, &claim.value), LONGEST);
        let said = who::said(claim, subject.source(claim.source));
        match rows.iter_mut().find(|row| row.value == value) {
            // What agrees stands together, under the value that is shown.
            Some(row) if row.said.contains(&said) => {}
            Some(row) => row.said.push(said),
            None => rows.push(ClaimRow {
                value,
                said: vec![said],
                shown,
            }),
        }
    }
    let why = why.trim_end_matches('.');
    Fact {
        name: sentence(field_name(field)),
        why: if fact.is_disputed() && !why.is_empty() {
            format!("We show the first because {why}.")
        } else {
            String::new()
        },
        claims: rows,
    }
}

/// One row for all that one document of a source changed.
fn rows(changes: &[Change], sources: &[Source]) -> Vec<ChangeRow> {
    let mut rows: Vec<(String, String, Vec<String>)> = Vec::new();
    for change in changes {
        let Some(what) = what(change) else { continue };
        let dated = dates::date(change.said);
        let who = sources
            .iter()
            .find(|source| source.no == change.source)
            .map_or_else(|| sentence(&who::by(None)), |source| source.name.clone());
        match rows.last_mut() {
            Some((known, by, whats)) if *known == dated && *by == who => whats.push(what),
            _ => rows.push((dated, who, vec![what])),
        }
    }
    rows.into_iter()
        .map(|(dated, who, whats)| ChangeRow {
            dated,
            who,
            what: Markup::lines(&whats.join("\n")),
        })
        .collect()
}

/// What changed, in a line; none for what a page does not tell.
fn what(change: &Change) -> Option<String> {
    Some(match &change.what {
        What::Said {
            field: Field::Organization | Field::Location,
            ..
        } => return None,
        What::Said {
            field,
            value: Some(value),
            ..
        } => format!(
            "{}: {}",
            sentence(field_name(*field)),
            opening(&value_words(*field, value), LONGEST)
        ),
        What::Said {
            field, value: None, ..
        } => format!("{}: none", sentence(field_name(*field))),
        What::Withdrawn => "No longer lists it".to_owned(),
        What::Erased { field } => format!("{}: erased", sentence(field_name(*field))),
    })
}

/// True when nothing of the record may be shown.
pub fn is_bare(record: &Record) -> bool {
    record.fields.is_empty()
}
