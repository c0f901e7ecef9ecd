//! From a Location and a `HealthcareService` to entries.

use super::elements::{address, codes, contact, label, local_id, refers_to, terms};
use crate::facilities::facility;
use crate::fault::Fault;
use crate::read::json::Json;
use crate::read::{
    DayOf, Pen, WeekDraft, check_length, one_line, plain_text, weekday, written_date,
};
use model::{
    Entry, EntryType, Field, Said, Scheme, Session, SourceKey, Status, Term, Value, parse_minute,
};

/// The location that a Location is.
pub(super) fn location(
    source: &SourceKey,
    resource: &Json<'_>,
    id: &str,
    pen: &mut Pen<'_>,
) -> Entry {
    let (mut address, uprn) = address(resource.get("address"), pen);
    let position = resource.get("position");
    address.point = pen.position(
        "position",
        position.get("latitude"),
        position.get("longitude"),
    );
    let mut identifiers = codes(resource.get("identifier"), pen);
    identifiers.extend(uprn);
    // The register's code of a site names the organization there; on a location only a property number is an id.
    identifiers.retain(|code| code.scheme() == Scheme::Uprn);
    let organization = refers_to(
        source,
        resource.get("managingOrganization"),
        "Organization",
        EntryType::Organization,
    );
    let mut entry = Entry::new(EntryType::Location, local_id("Location", id))
        .with(Field::Name, name(resource, pen))
        .with(Field::Description, said(resource, "description", pen))
        .with(Field::Identifiers, Value::codes(identifiers))
        .with(Field::Organization, organization.map(Value::Reference));
    if !address.is_empty() {
        entry = entry.with(Field::Address, Some(Value::Address(Box::new(address))));
    }
    let phone = contact(resource.get("telecom"), pen)
        .remove(&Field::Phone)
        .flatten();
    entry.with(Field::Phone, phone)
}

/// The services that a `HealthcareService` is: one for each location at which it is given, the first under its own id.
pub(super) fn services(
    source: &SourceKey,
    resource: &Json<'_>,
    id: &str,
    pen: &mut Pen<'_>,
) -> Vec<Entry> {
    let status = match resource.get("active") {
        Json::Bool(true) => Some(Status::Active),
        Json::Bool(false) => Some(Status::Closed),
        _ => None,
    };
    let organization = refers_to(
        source,
        resource.get("providedBy"),
        "Organization",
        EntryType::Organization,
    );
    let mut kinds = terms(resource.get("type"));
    kinds.extend(terms(resource.get("specialty")));
    let free = resource.get("serviceProvisionCode").list().iter();
    let free = free
        .flat_map(|code| code.get("coding").list())
        .any(|coding| coding.get("code").text() == "free");
    let eligibility: Vec<String> = resource
        .get("eligibility")
        .list()
        .iter()
        .map(|one| {
            let comment = one_line(&one.get("comment").text());
            if comment.is_empty() {
                label(one.get("code"))
            } else {
                comment
            }
        })
        .filter(|text| !text.is_empty())
        .collect();
    let characteristics = resource.get("characteristic").list().iter();
    let characteristics = characteristics.filter_map(|one| facility(&label(one)));
    let languages = terms(resource.get("communication"));
    let referral = resource
        .get("referralMethod")
        .list()
        .iter()
        .any(|one| label(one).eq_ignore_ascii_case("self-referral"));
    let mut entry = Entry::new(EntryType::Service, local_id("HealthcareService", id))
        .with(Field::Name, name(resource, pen))
        .with(Field::Description, description(resource, pen))
        .with(Field::Kind, Value::terms(kinds))
        .with(Field::Status, status.map(Value::Status))
        .with(Field::Organization, organization.map(Value::Reference))
        .with(
            Field::Cost,
            Value::terms(free.then(|| Term::slug("free")).flatten()),
        )
        .with(Field::Eligibility, Value::text(&eligibility.join("\n")))
        .with(Field::Accessibility, Value::terms(characteristics))
        .with(Field::Languages, Value::terms(languages))
        .with(
            Field::Access,
            Value::terms(referral.then(|| Term::slug("self-referral")).flatten()),
        )
        .with(Field::Schedule, schedule(resource, pen))
        .with(Field::Alert, said(resource, "availabilityExceptions", pen));
    entry.fields.extend(contact(resource.get("telecom"), pen));
    let at = resource.get("location").list();
    let ids: Vec<_> = at
        .iter()
        .filter_map(|one| {
            Some((
                refers_to(source, one, "Location", EntryType::Location)?,
                one,
            ))
        })
        .collect();
    let mut entries = Vec::new();
    for (n, (location, reference)) in ids.iter().enumerate() {
        let mut copy = entry.clone();
        copy.fields
            .insert(Field::Location, Some(Value::Reference(*location)));
        if n > 0 {
            let text = reference.get("reference").text();
            let place = Term::slug(text.rsplit('/').next().unwrap_or_default());
            let Some(place) = place else { continue };
            copy.local_id = format!("{}:{place}", entry.local_id);
        }
        if entries
            .iter()
            .all(|known: &Entry| known.local_id != copy.local_id)
        {
            entries.push(copy);
        }
    }
    if entries.is_empty() {
        entry.fields.insert(Field::Location, None);
        entries.push(entry);
    }
    entries
}

fn name(resource: &Json<'_>, pen: &mut Pen<'_>) -> Said {
    let name = Value::text(&one_line(&pen.member(resource, "name")));
    if name.is_none() {
        pen.note(Fault::NoName, "name", "");
    }
    name
}

fn said(resource: &Json<'_>, member: &str, pen: &mut Pen<'_>) -> Said {
    Value::text(&plain_text(&pen.member(resource, member)))
}

fn description(resource: &Json<'_>, pen: &mut Pen<'_>) -> Said {
    let parts = ["comment", "extraDetails"]
        .map(|member| plain_text(&pen.member(resource, member)).into_owned());
    let parts: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    Value::text(&parts.join("\n\n"))
}

/// The hours. Days that are not named are closed; what is not available on whole days is a dated exception.
fn schedule(resource: &Json<'_>, pen: &mut Pen<'_>) -> Said {
    let mut draft = WeekDraft::default();
    for time in pen.list(resource.get("availableTime"), "availableTime") {
        let days = match time.get("daysOfWeek") {
            Json::List(days) => days.as_slice(),
            one => std::slice::from_ref(one),
        };
        for day in days {
            let text = day.text();
            let Some(day) = weekday(&text) else {
                pen.note(Fault::BadWeekday, "availableTime.daysOfWeek", &text);
                draft.ragged();
                continue;
            };
            match session(time) {
                Ok(session) => {
                    if let Some(fault) = check_length(session) {
                        pen.note(fault, "availableTime", &session.to_string());
                    }
                    draft.open(DayOf::Week(day), session);
                }
                Err(seen) => {
                    pen.note(Fault::BadTime, "availableTime", &seen);
                    draft.unknown(DayOf::Week(day));
                }
            }
        }
    }
    for away in pen.list(resource.get("notAvailable"), "notAvailable") {
        let during = away.get("during");
        let [start, end] = ["start", "end"].map(|name| during.get(name).text().into_owned());
        // Hours within a day cannot be told apart from the day's others, so only whole days count.
        let whole = |text: &str| !text.contains('T');
        let (Some(first), Some(last)) = (written_date(&start), written_date(&end)) else {
            continue;
        };
        if !whole(&start) || !whole(&end) {
            continue;
        }
        let days = first
            .series(jiff::ToSpan::days(1))
            .take_while(|day| *day <= last);
        for day in days.take(366) {
            draft.closed(DayOf::Date(day));
        }
    }
    draft.finish().map(|hours| Value::Hours(Box::new(hours)))
}

/// The session of an available time. FHIR has no 24:00, so 23:59 is taken for it.
fn session(time: &Json<'_>) -> Result<Session, String> {
    if time.get("allDay") == &Json::Bool(true) {
        return Session::new(0, 0).map_err(|e| e.to_string());
    }
    let [opens, closes] =
        ["availableStartTime", "availableEndTime"].map(|name| time.get(name).text().into_owned());
    let minute = |text: &str| parse_minute(text.get(..5).unwrap_or(text)).ok();
    let seen = || format!("{opens}-{closes}");
    let (Some(from), Some(to)) = (minute(&opens), minute(&closes)) else {
        return Err(seen());
    };
    let to = if to == 23 * 60 + 59 { 24 * 60 } else { to };
    Session::new(from, to).map_err(|_| seen())
}
