//! What stewards said of matches, each with its way back; and how often two of them differ.

use super::narrowed::{NarrowForm, Narrowed};
use crate::components::Link;
use crate::desk::Steward;
use crate::page::Page;
use crate::words::names::calm;
use crate::words::{count, dates};
use askama::Template;
use directory::{Answers, JudgedTwice, PairAnswer, TakenBack};
use model::Relation;

/// Gives the name of a person by their opaque id.
pub type NameOf<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Who said something, at the head of a sentence to `steward`.
pub fn who(steward: &Steward, name_of: NameOf<'_>, person: &str) -> String {
    if person == steward.id {
        return "You".to_owned();
    }
    name_of(person).unwrap_or_else(|| "Someone".to_owned())
}

/// ` Sam Bell took it back on 12 November 2026.` after what was taken back; else nothing.
pub fn back_words(steward: &Steward, name_of: NameOf<'_>, undone: Option<&TakenBack>) -> String {
    let Some(TakenBack { person, at }) = undone else {
        return String::new();
    };
    let day = at.to_zoned_datetime(crate::england()).date();
    let who = who(steward, name_of, person);
    format!(" {who} took it back on {}.", dates::date(day))
}

/// The newest answers.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/decided.html")]
pub struct DecidedPage {
    /// Its frame.
    pub page: Page,
    /// Who is signed in.
    pub who: String,
    /// What has just been done.
    pub note: Option<&'static str>,
    /// How often two stewards differ.
    pub disagreement: String,
    /// The answers.
    pub answers: Vec<Line>,
    /// To what was said before.
    pub older: Option<Link>,
    /// The way to the queue.
    pub queue: String,
}

/// An answer in words.
#[derive(Clone, Debug)]
pub struct Line {
    /// Of what.
    pub heading: String,
    /// Its question, when it is one still.
    pub href: Option<String>,
    /// Who said what, when.
    pub said: String,
    /// Why.
    pub reason: String,
    /// To take it back, while it stands.
    pub undo: Option<Undo>,
}

/// A button that takes an answer back.
#[derive(Clone, Debug)]
pub struct Undo {
    /// Where it is sent.
    pub action: String,
    /// What it says.
    pub text: String,
    /// What a screen reader says after it.
    pub hidden: String,
    /// The place in the log, where the form says it and not the address.
    pub position: Option<u64>,
}

impl Undo {
    /// Beside the words of the answer.
    pub fn of(answer: &PairAnswer) -> Self {
        Self {
            action: format!("/steward/matches/decided/{}/undo", answer.position.0),
            text: "Undo".to_owned(),
            hidden: format!(": {}", pair(answer)),
            position: None,
        }
    }

    /// The same, keeping what the queue is narrowed to.
    #[must_use]
    pub fn within(self, narrowed: &Narrowed) -> Self {
        Self {
            action: narrowed.on(&self.action),
            ..self
        }
    }

    /// Where nothing else tells which answer it is.
    pub fn last(answer: &PairAnswer) -> Self {
        Self {
            text: format!(
                "Undo my last answer ({}: {})",
                calm(&answer.names[0]),
                short(answer.relation)
            ),
            hidden: String::new(),
            ..Self::of(answer)
        }
    }
}

/// No question waits.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/no_matches.html")]
pub struct NoMatchesPage {
    /// Its frame.
    pub page: Page,
    /// Who is signed in.
    pub who: String,
    /// What has just been said.
    pub note: Option<String>,
    /// To take the last answer back.
    pub undo: Option<Undo>,
    /// How often two stewards differ.
    pub disagreement: String,
    /// That none waits.
    pub line: &'static str,
    /// The way to what was decided.
    pub decided: String,
    /// To see only some, or all.
    pub narrow: NarrowForm,
}

impl DecidedPage {
    /// The list of `answers`.
    pub fn new(
        steward: &Steward,
        name_of: NameOf<'_>,
        answers: &Answers<PairAnswer>,
        twice: JudgedTwice,
        undone: bool,
        narrowed: &Narrowed,
    ) -> Self {
        let line = |answer: &PairAnswer| {
            let who = who(steward, name_of, &answer.person);
            let day = answer.at.to_zoned_datetime(crate::england()).date();
            let back = back_words(steward, name_of, answer.undone.as_ref());
            Line {
                heading: pair(answer),
                href: answer
                    .question
                    .map(|id| narrowed.on(&format!("/steward/matches/{id}"))),
                said: format!(
                    "{who} said on {}: {}.{back}",
                    dates::date(day),
                    said_words(answer)
                ),
                reason: answer.reason.clone(),
                undo: answer
                    .undone
                    .is_none()
                    .then(|| Undo::of(answer).within(narrowed)),
            }
        };
        Self {
            page: super::page("Decisions on matches", "/steward/matches/decided"),
            who: steward.name.clone(),
            note: undone.then_some("The answer is taken back."),
            disagreement: differ(twice),
            answers: answers.list.iter().map(line).collect(),
            older: answers.older.map(|at| {
                let page = format!("/steward/matches/decided?before={}", at.0);
                Link::new(narrowed.on(&page), "Older")
            }),
            queue: narrowed.on("/steward/matches"),
        }
    }
}

impl NoMatchesPage {
    /// The page. `said` is where what was just said stands.
    pub fn new(
        steward: &Steward,
        answers: &[PairAnswer],
        said: Option<u64>,
        twice: JudgedTwice,
        narrow: NarrowForm,
        narrowed: &Narrowed,
    ) -> Self {
        let own = answers
            .iter()
            .find(|a| a.person == steward.id && a.undone.is_none());
        let fresh = own.filter(|own| Some(own.position.0) == said);
        Self {
            page: super::page("Matches to decide", "/steward/matches"),
            who: steward.name.clone(),
            note: fresh.map(|own| format!("You said: {}.", said_words(own))),
            undo: match fresh {
                Some(own) => Some(Undo::of(own)),
                None => own.map(Undo::last),
            }
            .map(|undo| undo.within(narrowed)),
            disagreement: differ(twice),
            line: if narrow.is_narrowed {
                "No match of these waits for you."
            } else {
                "No match waits for you."
            },
            decided: narrowed.on("/steward/matches/decided"),
            narrow,
        }
    }
}

fn pair(answer: &PairAnswer) -> String {
    format!("{} and {}", calm(&answer.names[0]), calm(&answer.names[1]))
}

fn short(relation: Relation) -> &'static str {
    match relation {
        Relation::Same => "same",
        Relation::Successor => "took over",
        Relation::DifferentService => "different service",
        Relation::Different => "different",
        Relation::Undecided => "not sure",
    }
}

/// What was said, inside a sentence.
pub fn said_words(answer: &PairAnswer) -> String {
    let [one, other] = answer.names.each_ref().map(|name| calm(name));
    match answer.relation {
        Relation::Same => format!("{one} and {other} are the same"),
        Relation::Successor => format!("{one} took over from {other}"),
        Relation::DifferentService => {
            format!("{one} and {other} are different services of one organisation")
        }
        Relation::Different => format!("{one} and {other} are different"),
        Relation::Undecided => format!("not sure about {one} and {other}"),
    }
}

/// How often two stewards differ, in words.
fn differ(twice: JudgedTwice) -> String {
    let judged = count(twice.judged, "match", "matches");
    match twice.interval() {
        None => format!(
            "How often 2 stewards differ is not known yet. {judged} judged twice so far; 10 are needed."
        ),
        Some((share, low, high)) => {
            let percent = |share: f64| (share * 100.0).round();
            format!(
                "2 stewards differ on {} in 100 ({} of {judged} judged twice). It is very likely between {} and {} in 100.",
                percent(share),
                twice.differ,
                percent(low),
                percent(high)
            )
        }
    }
}
