//! From a list of registrations to what it says of each: its name. And the brand that a provider trades under.
//!
//! The list's postcodes are not taken: an address is one fact, and a postcode alone would stand in for the whole
//! address that the location's own object gives.

use crate::cqc::brand_name;
use crate::fault::Fault;
use crate::read::json::Json;
use crate::read::{Pen, one_line};
use model::{Code, Entry, EntryType, Field, Term, Value};

pub(super) fn organization(listed: &Json<'_>, code: &Code, pen: &mut Pen<'_>) -> Entry {
    let member = if listed.member("locationName").is_some() {
        "locationName"
    } else {
        "providerName"
    };
    let name = Value::text(&one_line(&pen.member(listed, member)));
    if name.is_none() {
        pen.note(Fault::NoName, member, "");
    }
    Entry::new(
        EntryType::Organization,
        format!("{}#organization", code.value()),
    )
    .with(Field::Name, name)
    .with(Field::Identifiers, Value::codes([code.clone()]))
}

/// The brand that a provider names.
pub(super) fn brand(provider: &Json<'_>, pen: &mut Pen<'_>) -> Option<Entry> {
    let id = one_line(&pen.member(provider, "brandId"));
    if id.is_empty() || id == "-" {
        return None;
    }
    let name = brand_name(&pen.member(provider, "brandName"));
    let entry = Entry::new(EntryType::Organization, format!("{id}#organization"))
        .with(Field::Name, Value::text(&name))
        .with(Field::Kind, Value::terms(Term::slug("brand")));
    Some(entry)
}
