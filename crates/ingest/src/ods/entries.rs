//! From a row of the register to entries.

use super::address::parts;
use super::layout::{
    ADDRESS, CLOSED, LEFT, NAME, OPENED, PARENT, PHONE, POSTCODE, SETTING, STATUS, column,
};
use super::tables::Table;
use crate::fault::Fault;
use crate::place::local_id;
use crate::read::{Cells, Pen, compact_date, is_nothing, one_line};
use model::{Address, Code, Entry, EntryType, Field, Said, Scheme, SourceKey, Status, Term, Value};

/// The entries that the row of `code` gives, organization first.
pub(crate) fn entries(
    source: &SourceKey,
    table: &Table,
    code: &Code,
    cells: &Cells,
    pen: &mut Pen<'_>,
) -> Vec<Entry> {
    let id = code.value();
    let name = Value::text(&one_line(cells.get(NAME)));
    if name.is_none() {
        pen.note(Fault::NoName, column(NAME), "");
    }
    let (kind, service_kind) = table.kinds(cells.get(NAME), cells.get(SETTING));
    let term = |kind: Option<&str>| Value::terms(kind.and_then(Term::slug));
    let dates = [OPENED, CLOSED].map(|at| {
        pen.date(column(at), cells.get(at), compact_date)
            .map(Value::Date)
    });
    let status = status(cells, pen);
    let phone = (cells.len() > PHONE).then(|| pen.phone(column(PHONE), cells.get(PHONE)));
    let life = |entry: Entry| {
        let [opened, closed] = dates.clone();
        let entry = entry
            .with(Field::Name, name.clone())
            .with(Field::Status, status.map(Value::Status))
            .with(Field::Opened, opened)
            .with(Field::Closed, closed);
        match &phone {
            Some(phone) => entry.with(Field::Phone, phone.clone()),
            None => entry,
        }
    };
    let organization = life(Entry::new(
        EntryType::Organization,
        local_id(id, "organization"),
    ))
    .with(Field::Identifiers, Value::codes([code.clone()]))
    .with(Field::Kind, term(kind))
    .with(Field::Parents, parents(code, cells, pen));
    let organization_said = Some(Value::Reference(organization.id(source)));
    let mut entries = vec![organization];

    let mut location_said: Said = None;
    let address = address(cells, pen);
    if !address.is_empty() {
        let location = Entry::new(EntryType::Location, local_id(id, "location"))
            .with(Field::Name, name.clone())
            .with(Field::Address, Some(Value::Address(Box::new(address))))
            .with(Field::Organization, organization_said.clone());
        location_said = Some(Value::Reference(location.id(source)));
        entries.push(location);
    }
    if service_kind.is_some() {
        let service = life(Entry::new(EntryType::Service, local_id(id, "service")))
            .with(Field::Kind, term(service_kind))
            .with(Field::Organization, organization_said)
            .with(Field::Location, location_said);
        entries.push(service);
    }
    entries
}

/// The entries that the row of `code` gives at most, for when it cannot be used.
pub(crate) fn keeps(code: &Code) -> Vec<(EntryType, String)> {
    crate::place::keeps(code.value())
}

/// The status letter. Files that leave it empty, such as `ebranchs`, still close a row by its close date.
fn status(cells: &Cells, pen: &mut Pen<'_>) -> Option<Status> {
    match cells.get(STATUS) {
        "A" | "a" => Some(Status::Active),
        "C" | "c" => Some(Status::Closed),
        "D" | "d" => Some(Status::Dormant),
        "P" | "p" => Some(Status::Proposed),
        "" => compact_date(cells.get(CLOSED)).map(|_| Status::Closed),
        other => {
            pen.note(Fault::BadWord, column(STATUS), other);
            None
        }
    }
}

/// The organization above, unless this one has left it.
fn parents(own: &Code, cells: &Cells, pen: &mut Pen<'_>) -> Said {
    let left = pen.date(column(LEFT), cells.get(LEFT), compact_date);
    if left.is_some() {
        return None;
    }
    let parent = pen.code(Scheme::Ods, column(PARENT), cells.get(PARENT));
    Value::codes(parent.filter(|parent| parent != own))
}

fn address(cells: &Cells, pen: &mut Pen<'_>) -> Address {
    let columns = std::array::from_fn(|n| {
        let text = cells.get(ADDRESS.start + n);
        if is_nothing(text) { "" } else { text }
    });
    let parts = parts(columns);
    Address {
        lines: parts.lines,
        city: parts.city,
        county: parts.county,
        postcode: pen.postcode(column(POSTCODE), cells.get(POSTCODE)),
        point: None,
    }
}
