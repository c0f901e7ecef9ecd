//! From an Organization to entries: the organization, the location where it is, and the service that its role tells of.

use super::elements::{address, codes, contact, refers_to, terms};
use super::roles::Roles;
use crate::fault::Fault;
use crate::place::{Fields, Offered, Place};
use crate::read::json::Json;
use crate::read::{Pen, one_line, written_date};
use model::{Code, Entry, EntryType, Field, Said, Scheme, SourceKey, Status, Value};

pub(super) fn entries(
    source: &SourceKey,
    resource: &Json<'_>,
    id: &str,
    pen: &mut Pen<'_>,
) -> Vec<Entry> {
    let name = Value::text(&one_line(&pen.member(resource, "name")));
    if name.is_none() {
        pen.note(Fault::NoName, "name", "");
    }
    let mut roles = Roles::of(resource);
    let own = codes(resource.get("identifier"), pen);
    if roles.organization.is_empty() {
        roles.organization = terms(resource.get("type"))
            .into_iter()
            // What the register says of the record, not of the organization.
            .filter(|term| !matches!(term.as_str(), "full" | "refonly" | "hscorg" | "hscsite"))
            .collect();
    }
    let status = match resource.get("active") {
        Json::Bool(true) => Some(Status::Active),
        Json::Bool(false) => Some(Status::Closed),
        Json::Null => None,
        other => {
            pen.note(Fault::BadWord, "active", &other.text());
            None
        }
    };
    let closed = roles.closed.filter(|_| status == Some(Status::Closed));
    let life = [
        (Field::Status, status.map(Value::Status)),
        (Field::Opened, roles.opened.map(Value::Date)),
        (Field::Closed, closed.map(Value::Date)),
    ];
    let (address, uprn) = address(resource.get("address"), pen);
    let mut organization = Fields::from(life.clone());
    organization.extend([
        (Field::Kind, Value::terms(roles.organization)),
        (Field::Parents, parents(source, resource, &own, pen)),
        (Field::Identifiers, Value::codes(own)),
    ]);
    let mut place = Place {
        id: id.to_owned(),
        name,
        organization,
        location: Fields::from([(Field::Identifiers, Value::codes(uprn))]),
        contact: contact(resource.get("telecom"), pen),
        address,
        assured: changed(resource),
        ..Place::default()
    };
    if !roles.service.is_empty() {
        let mut fields = Fields::from(life);
        fields.insert(Field::Kind, Value::terms(roles.service));
        place.offered.push(Offered {
            term: None,
            fields,
            assured: place.assured,
        });
    }
    place.entries(source)
}

/// The codes of the organization above: given with the reference, or the reference's own id when ids are codes.
fn parents(source: &SourceKey, resource: &Json<'_>, own: &[Code], pen: &mut Pen<'_>) -> Said {
    let above = resource.get("partOf");
    let named = codes(above.get("identifier"), pen);
    if !named.is_empty() {
        return Value::codes(named);
    }
    let id = resource.get("id").text();
    let ids_are_codes = own
        .iter()
        .any(|code| code.value().eq_ignore_ascii_case(&id));
    refers_to(source, above, "Organization", EntryType::Organization).filter(|_| ids_are_codes)?;
    let text = above.get("reference").text();
    let id = text.rsplit('/').next().unwrap_or_default();
    Value::codes(Code::parse(Scheme::Ods, id).ok())
}

/// The day on which the register last changed what it says, when the resource tells.
fn changed(resource: &Json<'_>) -> Option<jiff::civil::Date> {
    let dates = resource.get("extension").list();
    let date = dates
        .iter()
        .find(|one| one.get("url").text().ends_with("TypedDateTime"))?;
    let date = super::elements::extension(date, "dateTime")?;
    written_date(&date.get("valueDateTime").text())
}
