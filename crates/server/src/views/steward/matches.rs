//! A question to a steward: two records side by side, what each field says, and the four answers.

use super::compared::{Row, rows};
use super::decided::{NameOf, Undo, said_words};
use super::narrowed::{NarrowForm, Narrowed};
use super::{FormFault, summary};
use crate::components::{Button, ErrorSummary, Link, Textarea};
use crate::desk::Steward;
use crate::page::Page;
use crate::words::names::calm;
use crate::words::{dates, sentence};
use askama::Template;
use directory::{PairAnswer, PairEvidence, QuestionId, Shown, ShownSide, Stance};
use model::Source;

/// One question.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/match.html")]
pub struct MatchPage {
    /// Its frame.
    pub page: Page,
    /// Who is signed in.
    pub who: String,
    /// What is wrong with what was sent.
    pub errors: Option<ErrorSummary>,
    /// Which of how many it is.
    pub caption: String,
    /// What has just been done.
    pub note: Option<String>,
    /// The steward's newest answer, to take back.
    pub undo: Option<Undo>,
    /// The names of the two columns.
    pub columns: [Column; 2],
    /// Field by field.
    pub rows: Vec<Row>,
    /// What else each of the two could be.
    pub considered: Vec<String>,
    /// How likely they are one thing, in words.
    pub score: String,
    /// How it comes to that.
    pub workings: Vec<String>,
    /// The form, while it waits for an answer.
    pub form: Option<Form>,
    /// The answer that there is, when it does not.
    pub answered: Option<Answered>,
    /// The way to what was decided.
    pub decided: String,
    /// To see only some.
    pub narrow: NarrowForm,
}

/// One of the two records.
#[derive(Clone, Debug)]
pub struct Column {
    /// Who says so.
    pub source: String,
    /// When.
    pub said: Option<String>,
}

/// Where an answer is given.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it is sent.
    pub action: String,
    /// Stands for the question as it is shown.
    pub seen: String,
    /// Why.
    pub why: Textarea,
    /// The four answers.
    pub verdicts: [Button; 4],
    /// Which took over from which: the word of the form, and what it says.
    pub follows: [(&'static str, String); 2],
}

/// An answer that stands.
#[derive(Clone, Debug)]
pub struct Answered {
    /// Who said what, and when.
    pub said: String,
    /// Why.
    pub reason: String,
    /// To take it back.
    pub undo: Undo,
    /// The next question.
    pub next: Link,
}

/// What a page is told beside the question.
#[derive(Clone, Debug, Default)]
pub struct Asking {
    /// Which of the questions it is.
    pub at: Option<usize>,
    /// How many there are.
    pub of: usize,
    /// Where what was just said stands.
    pub said: Option<u64>,
    /// True when an answer was just taken back.
    pub undone: bool,
    /// What was typed.
    pub reason: String,
    /// True when somebody else answered meanwhile.
    pub meanwhile: bool,
    /// Why what was answered cannot be done.
    pub refused: Option<&'static str>,
    /// The question after this one.
    pub next: Option<QuestionId>,
    /// What the queue is narrowed to.
    pub narrowed: Narrowed,
    /// The form for that.
    pub narrow: NarrowForm,
}

impl MatchPage {
    /// The page of a question.
    pub fn new(
        steward: &Steward,
        name_of: NameOf<'_>,
        sources: &[Source],
        shown: &Shown,
        answers: &[PairAnswer],
        asking: &Asking,
    ) -> Self {
        let [one, other] = [&shown.evidence.profiles.0, &shown.evidence.profiles.1];
        let titles = [calm(&one.name), calm(&other.name)];
        let own = answers
            .iter()
            .find(|answer| answer.person == steward.id && answer.undone.is_none());
        let mut undo = own.map(Undo::last);
        let mut note = asking
            .undone
            .then(|| "Your answer is taken back. Answer again.".to_owned());
        if let Some(own) = own
            && asking.said == Some(own.position.0)
        {
            note = Some(format!("You said: {}.", said_words(own)));
            undo = Some(Undo::of(own));
        }
        let mut form = None;
        let mut answered = None;
        match &shown.stance {
            Stance::Waits => form = Some(self::form(shown, &titles, asking)),
            Stance::Answered(answer) => {
                // One way to take it back is enough.
                if own.is_some_and(|own| own.position == answer.position) {
                    undo = None;
                }
                answered = Some(self::answered(steward, name_of, answer, asking));
                if asking.meanwhile {
                    let wrote = match asking.reason.as_str() {
                        "" => String::new(),
                        reason => format!(" You wrote: {reason}"),
                    };
                    note = Some(format!(
                        "While you looked, this was answered. Your answer is not saved.{wrote}"
                    ));
                    undo = None;
                }
            }
        }
        let faults: Vec<FormFault> = asking
            .refused
            .map(|why| ("decide".to_owned(), format!("{}.", sentence(why))))
            .into_iter()
            .collect();
        let mut page = super::page("Are these the same?", "/steward/matches");
        if !faults.is_empty() || asking.meanwhile {
            page.prefix = "Error: ";
        }
        let columns = columns(sources, shown);
        let narrowed = &asking.narrowed;
        let kept = |undo: Undo| undo.within(narrowed);
        Self {
            page,
            who: steward.name.clone(),
            errors: summary(&faults),
            caption: match asking.at {
                Some(at) => format!("Match {at} of {}{}", asking.of, narrowed.words(sources)),
                None => "Match".to_owned(),
            },
            note,
            undo: undo.map(kept),
            columns,
            rows: rows(shown),
            considered: considered(shown, &titles),
            score: format!(
                "Likely the same: {} in 100.",
                (shown.evidence.score * 100.0).round()
            ),
            workings: workings(&shown.evidence),
            form,
            answered: answered.map(|answered| Answered {
                undo: kept(answered.undo),
                ..answered
            }),
            decided: narrowed.on("/steward/matches/decided"),
            narrow: asking.narrow.clone(),
        }
    }
}

fn form(shown: &Shown, titles: &[String; 2], asking: &Asking) -> Form {
    let verdict = |text: &str, value: &str| {
        Button {
            name: Some("verdict".to_owned()),
            value: Some(value.to_owned()),
            ..Button::new(text)
        }
        .quiet()
    };
    let [one, other] = if titles[0] == titles[1] {
        ["The first".to_owned(), "The second".to_owned()]
    } else {
        titles.clone()
    };
    let then = |name: &str| name.replacen("The ", "the ", usize::from(titles[0] == titles[1]));
    Form {
        action: asking
            .narrowed
            .on(&format!("/steward/matches/{}", shown.question.id)),
        seen: shown.seen.clone(),
        why: Textarea {
            id: "why".to_owned(),
            name: "why".to_owned(),
            label: "Why? (optional)".to_owned(),
            hint: Some("Other stewards see this with your name and the date".to_owned()),
            value: asking.reason.clone(),
            rows: 2,
            ..Textarea::default()
        },
        verdicts: [
            verdict("Same", "same"),
            verdict("Different service, same organisation", "different_service"),
            verdict("Different", "different"),
            verdict("Not sure", "undecided"),
        ],
        follows: [
            (
                "first_follows",
                format!("{one} took over from {}", then(&other)),
            ),
            (
                "second_follows",
                format!("{other} took over from {}", then(&one)),
            ),
        ],
    }
}

fn answered(
    steward: &Steward,
    name_of: NameOf<'_>,
    answer: &PairAnswer,
    asking: &Asking,
) -> Answered {
    let day = answer.at.to_zoned_datetime(crate::england()).date();
    let who = super::decided::who(steward, name_of, &answer.person);
    Answered {
        said: format!(
            "{who} said on {}: {}.",
            dates::date(day),
            said_words(answer)
        ),
        reason: answer.reason.clone(),
        undo: Undo::of(answer),
        next: match asking.next {
            Some(next) => {
                let page = asking.narrowed.on(&format!("/steward/matches/{next}"));
                Link::new(format!("{page}#question"), "Next match")
            }
            None => Link::new("/steward", "Back to the steward’s desk"),
        },
    }
}

fn columns(sources: &[Source], shown: &Shown) -> [Column; 2] {
    let [one, other] = &shown.sides;
    let profiles = &shown.evidence.profiles;
    let name = |side: &ShownSide| {
        let source = sources.iter().find(|source| source.no == side.source);
        source.map_or_else(
            || "A source we no longer read".to_owned(),
            |s| s.name.clone(),
        )
    };
    let mut columns = [(one, &profiles.0), (other, &profiles.1)].map(|(side, profile)| Column {
        source: name(side),
        said: profile
            .said
            .map(|day| format!("Said on {}", dates::date(day))),
    });
    if columns[0].source == columns[1].source {
        columns[0].source.push_str(", one entry");
        columns[1].source.push_str(", another entry");
    }
    columns
}

/// At most so many others are named for each of the two.
const OTHERS: usize = 2;

fn considered(shown: &Shown, titles: &[String; 2]) -> Vec<String> {
    let mut lines = Vec::new();
    for (side, title) in shown.sides.iter().zip(titles) {
        let others = shown.evidence.considered.iter();
        let others = others.filter(|other| other.of == side.id && other.score >= 0.005);
        let names: Vec<String> = others.take(OTHERS).map(|other| calm(&other.name)).collect();
        if !names.is_empty() {
            lines.push(format!("{title} could also be {}.", names.join(" or ")));
        }
    }
    lines
}

fn workings(evidence: &PairEvidence) -> Vec<String> {
    let mut lines: Vec<String> = evidence
        .fields
        .iter()
        .filter(|field| field.bits.abs() >= 0.05)
        .map(|field| {
            let way = if field.bits > 0.0 { "for" } else { "against" };
            format!(
                "{}: {:.1} bits {way}",
                sentence(field.field),
                field.bits.abs()
            )
        })
        .collect();
    for other in evidence
        .considered
        .iter()
        .filter(|other| other.score >= 0.005)
        .take(2 * OTHERS)
    {
        lines.push(format!(
            "{} instead: {} in 100",
            calm(&other.name),
            (other.score * 100.0).round()
        ));
    }
    if !evidence.rival.is_empty() {
        lines.push(format!("If not the same, most likely {}", evidence.rival));
    }
    lines.extend(
        evidence
            .would_change
            .iter()
            .map(|line| line.trim_end_matches('.').to_owned()),
    );
    lines
}
