//! Where each fact comes from: grouped by fact, with dates; and where sources do not agree.

use super::subject::{Subject, public};
use super::values::{field_name, hours_difference, value_words};
use crate::components::{Markup, SummaryRow};
use crate::words::{list, opening, sentence, who};
use model::{Claim, Field, FieldValue, Value};

/// What a page of a service shows, in its order.
const SHOWN: &[Field] = &[
    Field::Schedule,
    Field::Phone,
    Field::Address,
    Field::Eligibility,
    Field::MinimumAge,
    Field::MaximumAge,
    Field::Name,
    Field::Description,
    Field::Kind,
    Field::Status,
    Field::Email,
    Field::Website,
    Field::ApplicationProcess,
    Field::Access,
    Field::Fees,
    Field::Cost,
    Field::Attending,
    Field::Languages,
    Field::Accessibility,
    Field::ServiceArea,
    Field::Alert,
    Field::Transport,
];

/// The facts grouped by who said them and when, in the order of the page: `Opening times, phone` and the sentence.
pub fn groups(subject: &Subject) -> Vec<SummaryRow> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for field in SHOWN {
        if let Some(fact) = subject.fact(*field) {
            add(
                &mut groups,
                said(subject, fact),
                field_name(*field).to_owned(),
            );
        }
    }
    if let Some(fact) = subject
        .organization
        .and_then(|organization| public(organization, Field::Name))
    {
        add(&mut groups, said(subject, fact), "who runs it".to_owned());
    }
    groups
        .into_iter()
        .map(|(said, facts)| SummaryRow {
            key: sentence(&facts.join(", ")),
            value: Markup::lines(&said),
        })
        .collect()
}

fn add(groups: &mut Vec<(String, Vec<String>)>, said: String, fact: String) {
    match groups.iter_mut().find(|(known, _)| *known == said) {
        Some((_, facts)) if facts.contains(&fact) => {}
        Some((_, facts)) => facts.push(fact),
        None => groups.push((said, vec![fact])),
    }
}

/// Who said a fact and when, who says the same, and whether it may be out of date.
fn said(subject: &Subject, fact: &FieldValue) -> String {
    let mut lines: Vec<String> = Vec::new();
    // A source with several entries may stand behind one fact more than once.
    for claim in &fact.because {
        let line = who::said(claim, subject.source(claim.source));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    let mut others: Vec<String> = Vec::new();
    for claim in fact.losers.iter().filter(|claim| !claim.differs) {
        let name = who::by(subject.source(claim.source));
        if !others.contains(&name)
            && !fact
                .because
                .iter()
                .any(|because| because.source == claim.source)
        {
            others.push(name);
        }
    }
    if !others.is_empty() {
        let verb = if others.len() == 1 { "says" } else { "say" };
        lines.push(format!("{} {verb} the same.", sentence(&list(&others))));
    }
    if subject.is_overdue(fact) {
        lines.push("May be out of date.".to_owned());
    }
    lines.join(" ")
}

/// A sentence for each source that says something else, with the reason for what is shown.
pub fn disputes(subject: &Subject, why: &dyn Fn(&str) -> String) -> Vec<String> {
    let mut lines = Vec::new();
    for field in SHOWN {
        let Some(fact) = subject.fact(*field) else {
            continue;
        };
        for claim in fact.losers.iter().filter(|claim| claim.differs).take(3) {
            lines.push(dispute(subject, *field, fact, claim, &why(&fact.rule)));
        }
    }
    lines
}

fn dispute(subject: &Subject, field: Field, fact: &FieldValue, other: &Claim, why: &str) -> String {
    let name = sentence(&who::by(subject.source(other.source)));
    let (says, shown) = match (&other.value, &fact.value) {
        (Value::Hours(says), Value::Hours(shown)) => hours_difference(shown, says),
        (says, shown) => (quoted(field, says), quoted(field, shown)),
    };
    let because = if why.is_empty() {
        String::new()
    } else {
        format!(" This is because {}.", why.trim_end_matches('.'))
    };
    format!(
        "{}: {name} says {says}. We show {shown}.{because}",
        sentence(field_name(field))
    )
}

fn quoted(field: Field, value: &Value) -> String {
    let words = opening(&value_words(field, value), 120);
    if matches!(value, Value::Text(_)) {
        format!("“{}”", words.trim_end_matches('.'))
    } else {
        words
    }
}
