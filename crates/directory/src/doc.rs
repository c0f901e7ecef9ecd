//! A service record, its organization and its location become one search document.

use model::{EntryId, Field, Record, Term, Value, Visibility};
use search::{Doc, Marks};
use std::collections::BTreeSet;

/// The document of `service`; none when it is not to be found: no service, not listed any more, or closed.
///
/// `related` gives the organization and location records that it names.
pub(crate) fn document(
    service: &Record,
    related: impl Fn(&EntryId) -> Option<Record>,
) -> Option<Doc> {
    if service.entry_type != model::EntryType::Service || !service.is_listed() || closed(service) {
        return None;
    }
    let linked = |field| match service.value(field) {
        Some(Value::Reference(id)) => related(id),
        _ => None,
    };
    let (organization, location) = (linked(Field::Organization), linked(Field::Location));
    if organization.as_ref().is_some_and(closed) {
        return None;
    }
    let mut doc = Doc::new(
        service.id,
        public_text(service, Field::Name).unwrap_or_default(),
    );
    public_text(service, Field::Description)
        .unwrap_or_default()
        .clone_into(&mut doc.description);
    doc.kinds = terms(service, Field::Kind).into_iter().collect();
    doc.languages = terms(service, Field::Languages).into_iter().collect();
    doc.hours = match shown(service, Field::Schedule) {
        Some(Value::Hours(hours)) => Some((**hours).clone()),
        _ => None,
    };
    doc.marks = marks(service);
    doc.codes = codes(service);
    doc.area.clone_from(&service.area);
    if let Some(organization) = &organization {
        let name = public_text(organization, Field::Name).unwrap_or_default();
        name.clone_into(&mut doc.organization);
        doc.codes.extend(codes(organization));
    }
    if let Some(location) = &location {
        doc.point = location.located.as_ref().map(|located| located.point);
        doc.area = location.area.clone().or(doc.area);
        doc.place = place(location);
        doc.marks.insert(marks(location));
    }
    if doc.name.is_empty() {
        doc.name = doc.organization.clone();
    }
    Some(doc)
}

fn closed(record: &Record) -> bool {
    resolve::is_closed(record, jiff::civil::Date::MIN)
}

fn shown(record: &Record, field: Field) -> Option<&Value> {
    record
        .fields
        .get(&field)
        .filter(|f| f.visibility == Visibility::Public)
        .map(|f| &f.value)
}

fn public_text(record: &Record, field: Field) -> Option<&str> {
    match shown(record, field) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

fn terms(record: &Record, field: Field) -> BTreeSet<Term> {
    match shown(record, field) {
        Some(Value::Terms(terms)) => terms.clone(),
        _ => BTreeSet::new(),
    }
}

fn codes(record: &Record) -> Vec<String> {
    match shown(record, Field::Identifiers) {
        Some(Value::Codes(codes)) => codes.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

fn marks(record: &Record) -> Marks {
    [
        Field::Cost,
        Field::Access,
        Field::Attending,
        Field::Accessibility,
    ]
    .into_iter()
    .flat_map(|field| terms(record, field))
    .filter_map(|term| Marks::from_word(term.as_str()))
    .collect()
}

fn place(location: &Record) -> String {
    let name = public_text(location, Field::Name).unwrap_or_default();
    match shown(location, Field::Address) {
        Some(Value::Address(address)) => format!("{name} {}", address.one_line()),
        _ => name.to_owned(),
    }
}
