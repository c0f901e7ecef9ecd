//! Where it is, how to start, who it is for: the facts that cards and pages share, in words.

use super::subject::Subject;
use super::values::term_words;
use crate::words::{count, distance, list, names, open, opening, sentence};
use model::{Address, Field, OpenState, Record, Value};

/// What stands where nobody has said.
pub const NOT_KNOWN: &str = "Not known. Call to ask";
/// What stands where the address is withheld.
pub const PRIVATE: &str = "The address is kept private. Call for help to get there";

/// Whether it is open, in words.
pub fn open_now(subject: &Subject) -> open::OpenWords {
    let state = subject
        .hours()
        .map_or(OpenState::NotKnown, |hours| hours.state_at(subject.now));
    open::open_words(&state, subject.now)
}

/// The address shown.
pub fn address<'a>(subject: &Subject<'a>) -> Option<&'a Address> {
    match subject.fact(Field::Address).map(|fact| &fact.value) {
        Some(Value::Address(address)) => Some(address),
        _ => None,
    }
}

/// The name of the location, unless it only repeats the service's, the organization's or the address.
fn venue(subject: &Subject, address: &Address) -> Option<String> {
    let location: &Record = subject.location?;
    let name = super::subject::public(location, Field::Name).and(location.text(Field::Name))?;
    let repeats = |other: Option<&str>| other.is_some_and(|other| other.eq_ignore_ascii_case(name));
    let said = repeats(subject.service.text(Field::Name))
        || repeats(subject.organization.and_then(|o| o.text(Field::Name)))
        || address
            .lines
            .iter()
            .any(|line| line.to_lowercase().contains(&name.to_lowercase()));
    (!said).then(|| names::calm(name))
}

/// The address on one line, the venue first: `Old Chapel Hall, Weir Lane, Tealford QX4 7PL`.
pub fn address_line(subject: &Subject, address: &Address) -> String {
    let mut shown = address.clone();
    shown.lines = shown.lines.iter().map(|line| names::calm(line)).collect();
    shown.city = shown.city.map(|city| names::calm(&city));
    // Some sources repeat the town in the lines.
    if let Some(city) = &shown.city {
        shown.lines.retain(|line| !line.eq_ignore_ascii_case(city));
    }
    let line = match venue(subject, address) {
        Some(venue) => format!("{venue}, {}", shown.one_line()),
        None => shown.one_line(),
    };
    // A postcode is not broken over two lines.
    match &shown.postcode {
        Some(postcode) => {
            line.replace(postcode.as_str(), &postcode.as_str().replace(' ', "\u{a0}"))
        }
        None => line,
    }
}

/// Where it is, for a card: `Old Chapel Hall, Weir Lane. Less than half a mile`.
pub fn place(subject: &Subject, distance_metres: Option<f64>) -> String {
    if subject.is_private() {
        return PRIVATE.to_owned();
    }
    let mut parts = Vec::new();
    if let Some(address) = address(subject) {
        let mut short = address.clone();
        short.postcode = None;
        short.county = None;
        short.lines.truncate(2);
        let line = address_line(subject, &short);
        parts.push(if line.is_empty() {
            address.one_line()
        } else {
            line
        });
    } else {
        let ways: Vec<&str> = [
            ("by-phone", "By phone"),
            ("online", "Online"),
            ("home-visit", "They come to you"),
        ]
        .into_iter()
        .filter(|(term, _)| subject.has(Field::Attending, term))
        .map(|(_, words)| words)
        .collect();
        if !ways.is_empty() {
            parts.push(ways.join(". "));
        }
        if let Some(area) = subject.text(Field::ServiceArea) {
            parts.push(area_words(&opening(area, 80)));
        }
    }
    if parts.is_empty() {
        parts.push(NOT_KNOWN.to_owned());
    }
    if let Some(metres) = distance_metres {
        parts.push(sentence(&distance::distance(metres)));
    }
    parts.join(". ")
}

/// The area served, as a source wrote it: `For people in Tealford`, `For anyone living in Ambermoor`.
fn area_words(area: &str) -> String {
    let area = area.trim_end_matches('.');
    let (first, rest) = area.split_once(' ').unwrap_or((area, ""));
    match first {
        "Anyone" | "Everyone" | "People" | "Adults" | "Children" | "Residents" | "Families" => {
            format!("For {} {rest}", first.to_lowercase())
        }
        "All" | "The" => format!("For people in {} {rest}", first.to_lowercase()),
        _ => format!("For people in {area}"),
    }
}

/// How to start, in words; none when nobody has said.
pub fn start(subject: &Subject) -> Option<String> {
    if let Some(text) = subject.text(Field::ApplicationProcess) {
        return Some(opening(text, 120).trim_end_matches('.').to_owned());
    }
    let has = |term| subject.has(Field::Access, term);
    if has("drop-in") {
        Some("Just turn up".to_owned())
    } else if has("self-referral") || has("no-referral") {
        Some("Contact them yourself".to_owned())
    } else if has("referral-needed") {
        Some("Ask your GP surgery, or someone who helps you, to refer you".to_owned())
    } else {
        None
    }
}

/// Who it is for: the source's words, then ages and area.
pub fn who_for(subject: &Subject) -> Vec<String> {
    let mut lines = Vec::new();
    let age = |field| match subject.fact(field).map(|fact| &fact.value) {
        Some(Value::Age(years)) => Some(*years),
        _ => None,
    };
    match (age(Field::MinimumAge), age(Field::MaximumAge)) {
        (Some(from), Some(to)) => lines.push(format!("For people aged {from} to {to}.")),
        (Some(from), None) => lines.push(format!("For people aged {from} or over.")),
        (None, Some(to)) => lines.push(format!("For people aged {to} or under.")),
        (None, None) => {}
    }
    if let Some(area) = subject.text(Field::ServiceArea) {
        lines.push(format!("{}.", area_words(&opening(area, 160))));
    }
    lines
}

/// What to know before going: cost, access, languages, how it is given.
pub fn to_know(subject: &Subject) -> Vec<String> {
    let mut lines = Vec::new();
    match subject.text(Field::Fees) {
        Some(fees) => lines.push(opening(fees, 300)),
        None if subject.has(Field::Cost, "free") => lines.push("Free.".to_owned()),
        None if subject.has(Field::Cost, "paid") => {
            lines.push("You have to pay. Ask how much.".to_owned());
        }
        None => {}
    }
    lines.extend(
        subject
            .terms(Field::Accessibility)
            .into_iter()
            .map(|term| format!("{}.", term_words(Field::Accessibility, term))),
    );
    let languages: Vec<String> = subject
        .terms(Field::Languages)
        .into_iter()
        .map(|term| term_words(Field::Languages, term))
        .collect();
    if !languages.is_empty() {
        lines.push(format!(
            "{} spoken: {}.",
            if languages.len() == 1 {
                "Language"
            } else {
                "Languages"
            },
            list(&languages)
        ));
    }
    let ways: Vec<String> = subject
        .terms(Field::Attending)
        .into_iter()
        .map(|term| term_words(Field::Attending, term))
        .collect();
    if !ways.is_empty() {
        lines.push(format!("How it is given: {}.", list(&ways).to_lowercase()));
    }
    lines
}

/// How many services there are, for headings.
pub fn services(total: usize) -> String {
    if total == 0 {
        "No services".to_owned()
    } else {
        count(total, "service", "services")
    }
}
