//! Facts that stewards settled: who said what when, why, and the way back of each.

use super::decided::{Line, NameOf, Undo, back_words, who};
use super::narrowed::Narrowed;
use crate::components::Link;
use crate::desk::Steward;
use crate::page::Page;
use crate::views::values::{field_name, value_words};
use crate::words::{dates, names, opening, sentence};
use askama::Template;
use directory::{Answered, Answers};
use model::{EntryType, Field};

/// A value is cut at this many characters.
const LONGEST: usize = 120;

/// The newest of them.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/settled.html")]
pub struct SettledPage {
    /// Its frame.
    pub page: Page,
    /// Who is signed in.
    pub who: String,
    /// What was said.
    pub answers: Vec<Line>,
    /// To what was said before.
    pub older: Option<Link>,
    /// The way to the queue.
    pub queue: String,
}

impl SettledPage {
    /// The list of `answers`.
    pub fn new(
        steward: &Steward,
        name_of: NameOf<'_>,
        answers: &Answers<Answered>,
        narrowed: &Narrowed,
    ) -> Self {
        let line = |answered: &Answered| line(steward, name_of, answered, narrowed);
        Self {
            page: super::page("Facts that were settled", "/steward/conflicts/settled"),
            who: steward.name.clone(),
            answers: answers.list.iter().map(line).collect(),
            older: answers.older.map(|at| {
                let page = format!("/steward/conflicts/settled?before={}", at.0);
                Link::new(narrowed.on(&page), "Older")
            }),
            queue: narrowed.on("/steward/conflicts"),
        }
    }
}

fn line(steward: &Steward, name_of: NameOf<'_>, answered: &Answered, narrowed: &Narrowed) -> Line {
    let (record, field) = (&answered.record, answered.field);
    let heading = format!("{}: {}", name(answered), field_name(field));
    let fact = format!("/steward/conflicts/{}/{}", record.id, field.as_str());
    let said = match &answered.value {
        _ if answered.passed => "not sure. Another steward is asked".to_owned(),
        None => "what is right. It was erased since".to_owned(),
        Some(value) => format!("{} is right", opening(&value_words(field, value), LONGEST)),
    };
    let day = answered.at.to_zoned_datetime(crate::england()).date();
    Line {
        said: format!(
            "{} said on {}: {said}.{}",
            who(steward, name_of, &answered.person),
            dates::date(day),
            back_words(steward, name_of, answered.undone.as_ref())
        ),
        reason: sentence(&answered.reason),
        undo: answered.undone.is_none().then(|| Undo {
            action: narrowed.on("/steward/conflicts/undo"),
            text: "Undo".to_owned(),
            hidden: format!(": {heading}"),
            position: Some(answered.position.0),
        }),
        href: Some(narrowed.on(&fact)),
        heading,
    }
}

/// What the fact is about.
pub fn name(answered: &Answered) -> String {
    let name = names::calm(answered.record.text(Field::Name).unwrap_or_default());
    match answered.record.entry_type {
        _ if !name.is_empty() => name,
        EntryType::Location => "a place".to_owned(),
        _ => "one without a name".to_owned(),
    }
}
