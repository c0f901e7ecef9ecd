//! A fact on which sources do not agree: who says what, what is shown and why, and the answers there are.

use super::narrowed::{NarrowForm, Narrowed};
use super::settled::name;
use super::{FormFault, of, summary};
use crate::components::{ErrorSummary, Input, Link, Tag, Textarea};
use crate::page::Page;
use crate::views::results::service_href;
use crate::views::subject::Subject;
use crate::views::values::{field_name, hours_difference, value_words};
use crate::words::{count, dates, opening, sentence, who};
use askama::Template;
use directory::{Answered, Disagreement};
use jiff::civil::Date;
use model::{Claim, EntryType, Field, Position, Shape, Source, SourceNo, Value};

/// A value is cut at this many characters.
const LONGEST: usize = 400;
/// Where the list of what was settled is.
const SETTLED: &str = "/steward/conflicts/settled";

/// One fact.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/conflict.html")]
pub struct ConflictPage {
    /// Its frame.
    pub page: Page,
    /// Who is signed in.
    pub who: String,
    /// What is wrong with what was typed.
    pub errors: Option<ErrorSummary>,
    /// What was done before, or why nothing was.
    pub told: Option<&'static str>,
    /// What this steward answered last.
    pub last: Option<LastView>,
    /// The service whose page shows the fact.
    pub service: Link,
    /// Where it is, and how many services show the fact.
    pub place: String,
    /// How many facts wait.
    pub waiting: String,
    /// The way to the next fact.
    pub skip: Link,
    /// All that is said of it.
    pub history: Link,
    /// Where the answer is sent.
    pub action: String,
    /// What was seen.
    pub mark: String,
    /// Who must be told instead, since a steward's word would not be shown; none when they may settle it.
    pub tell: Option<String>,
    /// What is said, the value that is shown first.
    pub values: Vec<ValueView>,
    /// Why it is shown.
    pub why: String,
    /// The mark on it.
    pub tag: Tag,
    /// Where something else is typed; none for what cannot be typed in one line.
    pub other: Option<Input>,
    /// Why.
    pub reason: Textarea,
    /// To see only some.
    pub narrow: NarrowForm,
    /// The way to what was settled.
    pub settled: String,
}

/// One value with everybody who says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueView {
    /// The position by which it is chosen.
    pub position: u64,
    /// The value.
    pub value: String,
    /// How it differs from the one that is shown.
    pub differs: String,
    /// Who says it, and when.
    pub said: Vec<String>,
    /// True when it is shown.
    pub shown: bool,
}

/// What a steward answered last, to be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastView {
    /// In a sentence.
    pub line: String,
    /// What is taken back.
    pub position: u64,
    /// Where that is sent.
    pub action: String,
}

/// A steward's word with who gave it.
#[derive(Clone, Debug)]
pub struct Word {
    /// Where it stands in the log.
    pub position: Position,
    /// The opaque id of the person.
    pub person: String,
    /// Why, in words.
    pub reason: String,
}

/// What a page is made of.
pub struct Asked<'a> {
    /// Who is signed in.
    pub who: &'a str,
    /// The fact.
    pub found: &'a Disagreement,
    /// A service that shows it.
    pub subject: &'a Subject<'a>,
    /// What stewards said of it.
    pub words: &'a [Word],
    /// Why a rule decides.
    pub why: &'a dyn Fn(&str) -> String,
    /// The name of a person by their opaque id.
    pub name_of: &'a dyn Fn(&str) -> Option<String>,
    /// What this steward answered last.
    pub last: Option<&'a Answered>,
    /// How many facts wait for them.
    pub waiting: usize,
    /// What was done before.
    pub told: Option<&'static str>,
    /// True when somebody was faster.
    pub late: bool,
    /// What is wrong with the form.
    pub faults: &'a [FormFault],
    /// What was typed as right.
    pub other: &'a str,
    /// What was typed as the reason.
    pub reason: &'a str,
    /// What the queue is narrowed to.
    pub narrowed: &'a Narrowed,
    /// The form for that.
    pub narrow: &'a NarrowForm,
}

impl ConflictPage {
    /// The page of a fact.
    pub fn new(asked: &Asked) -> Self {
        let Disagreement {
            record,
            field,
            mark,
            services,
            ..
        } = asked.found;
        let name = asked.subject.name();
        let mut page = super::page(
            format!("{name}: {}", question(*field)),
            "/steward/conflicts",
        );
        if asked.late || !asked.faults.is_empty() {
            page.prefix = "Error: ";
        }
        let narrowed = asked.narrowed;
        let action = format!("/steward/conflicts/{}/{}", record.id, field.as_str());
        let skip = format!("/steward/conflicts?after={}.{}", record.id, field.as_str());
        Self {
            page,
            who: asked.who.to_owned(),
            errors: summary(asked.faults),
            told: asked.told,
            // After somebody was faster, one thing at a time.
            last: asked
                .last
                .filter(|_| asked.told.is_none())
                .map(|answered| last(answered, narrowed)),
            service: Link::new(service_href(asked.subject), name.clone()),
            place: place(asked.subject, record.entry_type, *services),
            waiting: format!(
                "{} to settle{}",
                count(asked.waiting, "fact", "facts"),
                narrowed.words(asked.subject.sources)
            ),
            skip: Link::new(narrowed.on(&skip), "Skip for now"),
            history: Link::new(
                format!("/service/{}/history", asked.subject.service.id),
                "Every change",
            ),
            action: narrowed.on(&action),
            mark: mark.clone(),
            tell: asked.found.above.map(|no| tell(asked, no)),
            values: values(asked),
            why: why(asked),
            tag: Tag {
                text: "Shown".to_owned(),
                colour: Some("green"),
            },
            other: can_be_typed(*field).then(|| Input {
                id: "other".to_owned(),
                name: "other".to_owned(),
                label: "Something else is right".to_owned(),
                bold: true,
                hint: hint(*field).map(str::to_owned),
                error: of(asked.faults, "other"),
                value: (!asked.other.is_empty()).then(|| asked.other.to_owned()),
                ..Input::default()
            }),
            reason: Textarea {
                id: "why".to_owned(),
                name: "why".to_owned(),
                label: "Why? (optional)".to_owned(),
                bold: true,
                hint: Some("Other stewards see this with your name".to_owned()),
                value: asked.reason.to_owned(),
                rows: 2,
                ..Textarea::default()
            },
            narrow: asked.narrow.clone(),
            settled: narrowed.on(SETTLED),
        }
    }
}

/// Nothing is left to settle, or sources agree on a fact now.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/conflict_none.html")]
pub struct NothingPage {
    /// Its frame.
    pub page: Page,
    /// Who is signed in.
    pub who: String,
    /// What this steward answered last.
    pub last: Option<LastView>,
    /// What there is to know.
    pub line: String,
    /// Where to go on.
    pub on: Link,
    /// To see only some, or all.
    pub narrow: NarrowForm,
    /// The way to what was settled.
    pub settled: String,
}

impl NothingPage {
    /// No fact waits for this steward, who passed on so many.
    pub fn none_left(
        who: &str,
        answered: Option<&Answered>,
        passed: usize,
        narrow: NarrowForm,
        narrowed: &Narrowed,
    ) -> Self {
        let line = match passed {
            0 if narrow.is_narrowed => "No fact of these waits for you.".to_owned(),
            0 => "Where sources do not agree, a steward has said what is right.".to_owned(),
            1 => "1 fact that you passed on waits for another steward.".to_owned(),
            more => format!("{more} facts that you passed on wait for another steward."),
        };
        Self {
            page: super::page("Nothing to settle", "/steward/conflicts"),
            who: who.to_owned(),
            last: answered.map(|answered| last(answered, narrowed)),
            line,
            on: Link::new("/steward", "Back to the steward’s desk"),
            narrow,
            settled: narrowed.on(SETTLED),
        }
    }

    /// Sources agree on the fact that was asked for.
    pub fn agreed(who: &str, answered: Option<&Answered>, narrowed: &Narrowed) -> Self {
        Self {
            page: super::page("Sources agree on this now", "/steward/conflicts"),
            who: who.to_owned(),
            last: answered.map(|answered| last(answered, narrowed)),
            line: "There is nothing to settle here any more.".to_owned(),
            on: Link::new(narrowed.on("/steward/conflicts"), "Go on to the next fact"),
            narrow: NarrowForm::default(),
            settled: narrowed.on(SETTLED),
        }
    }
}

/// The question in the heading.
fn question(field: Field) -> &'static str {
    match field {
        Field::Name => "which name is right?",
        Field::Description => "what is it?",
        Field::Status => "is it running?",
        Field::Opened => "when did it start?",
        Field::Closed => "when did it close?",
        Field::Address => "which address is right?",
        Field::Phone => "which phone number is right?",
        Field::StaffPhone => "which phone number for staff is right?",
        Field::Email => "which email address is right?",
        Field::Website => "which web address is right?",
        Field::Schedule => "which opening times are right?",
        Field::Eligibility => "who is it for?",
        Field::MinimumAge => "which youngest age is right?",
        Field::MaximumAge => "which oldest age is right?",
        Field::ApplicationProcess => "how do people start?",
        Field::Fees => "what does it cost?",
        Field::ServiceArea => "which area does it serve?",
        Field::Alert => "what do people need to know?",
        Field::Transport => "how do people get there?",
        Field::Rating => "which rating is right?",
        Field::Beds => "how many beds are there?",
        _ => "what is right?",
    }
}

/// `Old Chapel Hall, Weir Lane. 3 services show this.`
fn place(subject: &Subject, entry_type: EntryType, services: u32) -> String {
    let mut lines = Vec::new();
    if !subject.is_private()
        && let Some(fact) = subject.fact(Field::Address)
    {
        lines.push(format!("{}.", value_words(Field::Address, &fact.value)));
    }
    if services > 1 {
        let whose = match entry_type {
            EntryType::Location => "at this place",
            _ => "of this organisation",
        };
        lines.push(format!(
            "{} {whose} show this.",
            count(services as usize, "service", "services")
        ));
    }
    lines.join(" ")
}

/// What is said, each value once with all who say it, the one that is shown first.
fn values(asked: &Asked) -> Vec<ValueView> {
    let field = asked.found.field;
    let Some(fact) = asked.found.record.fields.get(&field) else {
        return Vec::new();
    };
    let mut views: Vec<ValueView> = Vec::new();
    let claims = fact.because.iter().chain(&fact.losers);
    for (at, claim) in claims.enumerate() {
        let value = opening(&value_words(field, &claim.value), LONGEST);
        let said = said(asked, claim);
        // What says the same in other words stands under the value that is shown.
        let same = |view: &&mut ValueView| view.value == value || (view.shown && !claim.differs);
        match views.iter_mut().find(same) {
            Some(view) if view.said.contains(&said) => {}
            Some(view) if view.value == value => view.said.push(said),
            Some(view) => view.said.push(format!("{said} In their words: {value}.")),
            None => views.push(ValueView {
                position: claim.position.0,
                value,
                differs: differs(&fact.value, &claim.value),
                said: vec![said],
                shown: at == 0,
            }),
        }
    }
    views
}

/// `Ambermoor Council said this 5 months ago, on 2 June 2026. Not known when it was last checked.`
fn said(asked: &Asked, claim: &Claim) -> String {
    let today = asked.subject.today();
    if let Some(word) = asked.words.iter().find(|w| w.position == claim.position) {
        let name = (asked.name_of)(&word.person).unwrap_or_else(|| "Another steward".to_owned());
        let reason = match word.reason.trim_end_matches('.') {
            "" => String::new(),
            reason => format!(" “{reason}.”"),
        };
        return format!("{name} said this {}.{reason}", when(claim.said, today));
    }
    let source = asked.subject.source(claim.source);
    let checked = match claim.assured {
        Some(day) if day == claim.said => "Checked then.".to_owned(),
        Some(day) => format!("Checked {}.", when(day, today)),
        None => "Not known when it was last checked.".to_owned(),
    };
    format!(
        "{} said this {}. {checked}",
        sentence(&speaker(source)),
        when(claim.said, today)
    )
}

fn speaker(source: Option<&Source>) -> String {
    who::by(source)
}

fn when(day: Date, today: Date) -> String {
    format!("{}, on {}", dates::ago(day, today), dates::date(day))
}

/// The days on which times differ.
fn differs(shown: &Value, other: &Value) -> String {
    match (shown, other) {
        (Value::Hours(shown), Value::Hours(other)) if shown != other => {
            let (says, _) = hours_difference(shown, other);
            format!("Not the same: {says}.")
        }
        _ => String::new(),
    }
}

/// Whom to tell, and why a steward's word would not do.
fn tell(asked: &Asked, above: SourceNo) -> String {
    let source = asked.subject.source(above);
    format!(
        "{} must be told. We show what it says here, and a steward’s word does not outweigh it. If it is wrong, ask it to put this right.",
        sentence(&speaker(source))
    )
}

fn why(asked: &Asked) -> String {
    let Some(fact) = asked.found.record.fields.get(&asked.found.field) else {
        return String::new();
    };
    let source = asked.subject.source(fact.claim().source);
    if source.is_some_and(|source| source.role == model::Role::Steward) {
        return "We show the first because a steward said it is right.".to_owned();
    }
    match (asked.why)(&fact.rule).trim_end_matches('.') {
        "" => String::new(),
        why => format!("We show the first because {why}."),
    }
}

/// What a steward answered, in a sentence, and what is shown if that is something else.
fn last(answered: &Answered, narrowed: &Narrowed) -> LastView {
    let field = answered.field;
    let name = name(answered);
    let fact = field_name(field);
    let line = match &answered.value {
        _ if answered.passed => {
            format!("You passed on {name}: {fact}. Another steward is asked.")
        }
        None => format!("You settled {name}: {fact}. The value was erased since."),
        Some(value) => {
            let words = opening(&value_words(field, value), 120);
            let said = format!("You said this is right for {name}: {fact}, {words}.");
            match answered.record.value(field) {
                Some(shown) if value_words(field, shown) != value_words(field, value) => format!(
                    "{} We still show {}, as the rules say.",
                    said,
                    opening(&value_words(field, shown), 120)
                ),
                _ => said,
            }
        }
    };
    LastView {
        line,
        position: answered.position.0,
        action: narrowed.on("/steward/conflicts/undo"),
    }
}

/// True for what fits one line.
fn can_be_typed(field: Field) -> bool {
    matches!(field.shape(), Shape::Text | Shape::Phone)
}

fn hint(field: Field) -> Option<&'static str> {
    match field {
        Field::Phone | Field::StaffPhone => Some("With its area code, such as 01632 960417"),
        Field::Email => Some("Such as hello@place.example"),
        Field::Website => Some("In full, such as https://www.place.example"),
        _ => None,
    }
}
