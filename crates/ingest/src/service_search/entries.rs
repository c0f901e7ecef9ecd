//! From an organisation to the place it is about.

use super::times;
use crate::facilities::facility;
use crate::fault::Fault;
use crate::nhsuk::codes::{code, misses_a_code};
use crate::nhsuk::services::listed;
use crate::nhsuk::tables::Table;
use crate::place::{Fields, Offered, Place};
use crate::read::json::Json;
use crate::read::{Pen, is_nothing, one_line, plain_text, written_date};
use jiff::civil::Date;
use model::{Address, Field, Said, Scheme, Status, Term, Value};

pub(super) fn place(organisation: &Json<'_>, id: String, closed: bool, pen: &mut Pen<'_>) -> Place {
    let name = Value::text(&one_line(&pen.member(organisation, "OrganisationName")));
    if name.is_none() {
        pen.note(Fault::NoName, "OrganisationName", "");
    }
    let kind = pen.member(organisation, "OrganisationType").into_owned();
    let subtype = pen.member(organisation, "OrganisationSubType").into_owned();
    let table = Table::of_type(&kind);
    let kinds = |base: &str| {
        let kinds = table.map_or_else(
            || vec![kind.as_str()],
            |table| table.kinds(base, [&kind, &subtype, &subtype]),
        );
        Value::terms(kinds.iter().filter_map(|kind| Term::slug(kind)))
    };
    let life = Value::Status(if closed {
        Status::Closed
    } else {
        Status::Active
    });
    let checked = Checked::of(organisation, pen);
    let facilities = facilities(organisation, pen);
    let mut place = Place {
        name,
        address: address(organisation, pen),
        contact: contact(organisation.get("Contacts"), "Contacts.ContactValue", pen),
        organization: Fields::from([
            (
                Field::Kind,
                kinds(table.map_or("", |table| table.organization)),
            ),
            (Field::Status, Some(life.clone())),
            (Field::Identifiers, identifier(organisation, table, pen)),
            (Field::Parents, parent(organisation, pen)),
        ]),
        location: Fields::from([(Field::Accessibility, facilities.clone())]),
        service: Fields::from([
            (Field::Attending, Value::terms(Term::slug("in-person"))),
            (Field::Accessibility, facilities),
        ]),
        assured: checked.contact,
        ..Place::default()
    };
    let schedule = times::hours(organisation.get("OpeningTimes"), "OpeningTimes", pen);
    let assured = checked.contact.min(checked.times).or(checked.contact);
    // A practice or a trust is not itself a place to go to; anything else is unless it is known not to be.
    let base = table.map_or(Some(""), |table| table.service);
    if let Some(base) = base {
        place.offered.push(Offered {
            term: None,
            fields: Fields::from([
                (Field::Kind, kinds(base)),
                (Field::Status, Some(life)),
                (Field::Schedule, schedule.clone()),
                (Field::Alert, Value::text(&accepting(organisation, pen))),
            ]),
            assured,
        });
    }
    let known = Known {
        contact: &place.contact,
        schedule: &schedule,
        assured,
    };
    place.offered.extend(services(organisation, &known, pen));
    place.id = id;
    place
}

/// When parts of an organisation were last brought up to date.
struct Checked {
    contact: Option<Date>,
    times: Option<Date>,
}

impl Checked {
    fn of(organisation: &Json<'_>, pen: &mut Pen<'_>) -> Self {
        let dates = organisation.get("LastUpdatedDates");
        let mut date = |path: &'static str| {
            let (_, name) = path.split_once('.').unwrap_or_default();
            let text = pen.cell(dates.get(name), path);
            pen.date(path, &text, written_date)
        };
        Self {
            contact: date("LastUpdatedDates.ContactDetails"),
            times: date("LastUpdatedDates.OpeningTimes"),
        }
    }
}

fn identifier(organisation: &Json<'_>, table: Option<&Table>, pen: &mut Pen<'_>) -> Said {
    let member = if organisation.member("ODSCode").is_some() {
        "ODSCode"
    } else {
        "NACSCode"
    };
    let text = pen.member(organisation, member);
    let codes = table?.codes;
    let found = code(codes, &text);
    if found.is_none() && misses_a_code(codes, &text) {
        pen.note(Fault::BadCode, member, &text);
    }
    Value::codes(found)
}

fn parent(organisation: &Json<'_>, pen: &mut Pen<'_>) -> Said {
    let path = "ParentOrganisation.ODSCode";
    let text = pen.cell(organisation.get("ParentOrganisation").get("ODSCode"), path);
    if text == organisation.get("ODSCode").text() {
        return None;
    }
    Value::codes(pen.code(Scheme::Ods, path, &text))
}

/// The first of each kind of contact among those for everybody.
fn contact(contacts: &Json<'_>, path: &str, pen: &mut Pen<'_>) -> Fields {
    let list = pen.list(contacts, path);
    let first = |method: &str| {
        list.iter().find(|contact| {
            let kind = contact.get("ContactType").text();
            (kind.is_empty() || kind.eq_ignore_ascii_case("primary"))
                && contact
                    .get("ContactMethodType")
                    .text()
                    .eq_ignore_ascii_case(method)
                && !contact.get("ContactValue").is_nothing()
        })
    };
    let [phone, email, website] = ["telephone", "email", "website"].map(|method| {
        first(method).map(|contact| pen.cell(contact.get("ContactValue"), path).into_owned())
    });
    Fields::from([
        (Field::Phone, phone.and_then(|text| pen.phone(path, &text))),
        (Field::Email, email.and_then(|text| pen.email(path, &text))),
        (
            Field::Website,
            website.and_then(|text| pen.website(path, &text)),
        ),
    ])
}

fn address(organisation: &Json<'_>, pen: &mut Pen<'_>) -> Address {
    let mut part = |name: &str| {
        let text = one_line(&pen.member(organisation, name));
        (!is_nothing(&text)).then_some(text)
    };
    let lines = ["Address1", "Address2", "Address3"]
        .into_iter()
        .filter_map(&mut part);
    let lines = lines.collect();
    let (city, county) = (part("City"), part("County"));
    let postcode = pen.member(organisation, "Postcode");
    Address {
        lines,
        city,
        county,
        postcode: pen.postcode("Postcode", &postcode),
        point: pen.position(
            "Latitude",
            organisation.get("Latitude"),
            organisation.get("Longitude"),
        ),
    }
}

fn facilities(organisation: &Json<'_>, pen: &mut Pen<'_>) -> Said {
    let mut terms = Vec::new();
    for one in pen.list(organisation.get("Facilities"), "Facilities") {
        if one.get("Value").text().eq_ignore_ascii_case("yes") {
            terms.extend(facility(&pen.cell(one.get("Name"), "Facilities.Name")));
        }
    }
    Value::terms(terms)
}

/// Whether new patients are taken, in words.
fn accepting(organisation: &Json<'_>, pen: &mut Pen<'_>) -> String {
    let accepting = organisation.get("AcceptingPatients");
    if accepting.get("GP") == &Json::Bool(false) {
        return "Not accepting new patients.".to_owned();
    }
    let groups = pen.list(accepting.get("Dentist"), "AcceptingPatients.Dentist");
    let mut said = Vec::new();
    for (answer, words) in [
        (true, "Accepting new patients"),
        (false, "Not accepting new patients"),
    ] {
        let names: Vec<String> = groups
            .iter()
            .filter(|group| group.get("AcceptingPatients") == &Json::Bool(answer))
            .map(|group| one_line(&pen.cell(group.get("Name"), "AcceptingPatients.Dentist.Name")))
            .filter(|name| !name.is_empty())
            .collect();
        if !names.is_empty() {
            said.push(format!("{words}: {}.", names.join("; ")));
        }
    }
    said.join(" ")
}

/// What holds for the services of an organisation that say nothing else.
struct Known<'a> {
    contact: &'a Fields,
    schedule: &'a Said,
    assured: Option<Date>,
}

fn services(organisation: &Json<'_>, known: &Known<'_>, pen: &mut Pen<'_>) -> Vec<Offered> {
    let mut offered: Vec<Offered> = Vec::new();
    for service in pen.list(organisation.get("Services"), "Services") {
        let name = pen.cell(service.get("ServiceName"), "Services.ServiceName");
        let Some(listed) = listed(&name) else {
            pen.note(Fault::NoName, "Services.ServiceName", &name);
            continue;
        };
        if offered
            .iter()
            .any(|one| one.term.as_ref() == Some(&listed.term))
        {
            continue;
        }
        let mut fields = known.contact.clone();
        let own = contact(
            service.get("Contacts"),
            "Services.Contacts.ContactValue",
            pen,
        );
        fields.extend(own.into_iter().filter(|(_, said)| said.is_some()));
        let own = times::hours(service.get("OpeningTimes"), "Services.OpeningTimes", pen);
        let about = plain_text(&pen.cell(
            service.get("ServiceDescription"),
            "Services.ServiceDescription",
        ))
        .into_owned();
        fields.extend([
            (Field::Name, Value::text(&listed.name)),
            (Field::Kind, Value::terms([listed.kind])),
            (Field::Schedule, own.or_else(|| known.schedule.clone())),
            (Field::Description, Value::text(&about)),
        ]);
        offered.push(Offered {
            term: Some(listed.term),
            fields,
            assured: known.assured,
        });
    }
    offered
}
