//! From a profile to the place it is about.

use super::{Kind, times};
use crate::facilities::facility;
use crate::fault::Fault;
use crate::nhsuk::codes::code;
use crate::nhsuk::services::listed;
use crate::nhsuk::tables::Table;
use crate::ods::address_parts;
use crate::place::{Fields, Offered, Place};
use crate::read::json::Json;
use crate::read::{Pen, is_nothing, one_line, plain_text};
use model::{Address, Field, Said, Term, Value};

pub(super) fn place(
    profile: &Json<'_>,
    kind: Kind,
    table: &'static Table,
    id: String,
    pen: &mut Pen<'_>,
) -> Place {
    let name = Value::text(&one_line(&pen.member(profile, "name")));
    if name.is_none() {
        pen.note(Fault::NoName, "name", "");
    }
    let terms = |base: &str| Value::terms(Term::slug(base));
    let mut place = Place {
        name,
        address: address(profile, kind, pen),
        contact: contact(profile, kind, pen),
        organization: Fields::from([
            (Field::Identifiers, identifier(profile, kind, table, pen)),
            (Field::Kind, terms(table.organization)),
        ]),
        ..Place::default()
    };
    place.service.insert(Field::Attending, terms("in-person"));
    let mut own = Fields::new();
    if kind != Kind::Brief {
        let schedule = times::hours(profile.get("openingTimes"), pen);
        place.service.insert(Field::Schedule, schedule);
    }
    if kind == Kind::Practice {
        let facilities = facilities(profile, pen);
        place
            .location
            .insert(Field::Accessibility, facilities.clone());
        place.service.insert(Field::Accessibility, facilities);
        let full = profile.get("acceptingNewPatients") == &Json::Bool(false);
        let alert = full.then_some("Not accepting new patients.");
        own.insert(Field::Alert, alert.and_then(Value::text));
    }
    if kind == Kind::Coded {
        let summary = pen.member(profile, "summary");
        own.insert(Field::Description, Value::text(&plain_text(&summary)));
    }
    if let Some(service) = table.service {
        own.insert(Field::Kind, terms(service));
        place.offered.push(Offered {
            fields: own,
            ..Offered::default()
        });
    }
    place.offered.extend(services(profile, pen));
    place.id = id;
    place
}

fn identifier(profile: &Json<'_>, kind: Kind, table: &Table, pen: &mut Pen<'_>) -> Said {
    let member = if kind == Kind::Coded {
        "identifier"
    } else {
        "odsCode"
    };
    let text = pen.member(profile, member);
    let found = code(table.codes, &text);
    if found.is_none() && !is_nothing(&text) {
        pen.note(Fault::BadCode, member, &text);
    }
    Value::codes(found)
}

fn contact(profile: &Json<'_>, kind: Kind, pen: &mut Pen<'_>) -> Fields {
    let (holder, phone) = match kind {
        Kind::Brief => {
            let text = pen.member(profile, "phone");
            return Fields::from([(Field::Phone, pen.phone("phone", &text))]);
        }
        Kind::Practice => ("contact", "telephone"),
        Kind::Coded => ("contacts", "telephoneNumber"),
    };
    let held = profile.get(holder);
    let path = |name: &str| format!("{holder}.{name}");
    let [phone, email, website] =
        [phone, "email", "website"].map(|name| (held.get(name), path(name)));
    let text =
        |pen: &mut Pen<'_>, (value, path): &(&Json<'_>, String)| pen.cell(value, path).into_owned();
    let texts = [&phone, &email, &website].map(|member| text(pen, member));
    Fields::from([
        (Field::Phone, pen.phone(&phone.1, &texts[0])),
        (Field::Email, pen.email(&email.1, &texts[1])),
        (Field::Website, pen.website(&website.1, &texts[2])),
    ])
}

fn address(profile: &Json<'_>, kind: Kind, pen: &mut Pen<'_>) -> Address {
    let holder = if kind == Kind::Brief {
        "location"
    } else {
        "address"
    };
    let held = profile.get(holder);
    let path = |name: &str| format!("{holder}.{name}");
    let part = |pen: &mut Pen<'_>, name: &str| {
        let text = one_line(&pen.cell(held.get(name), &path(name)));
        (!is_nothing(&text)).then_some(text)
    };
    let mut address = Address::default();
    if kind == Kind::Coded {
        address.lines = ["line1", "line2", "line3"]
            .into_iter()
            .filter_map(|name| part(pen, name))
            .collect();
        address.city = part(pen, "city");
        address.county = part(pen, "county");
    } else {
        let name = if kind == Kind::Brief {
            "address"
        } else {
            "addressLines"
        };
        let lines = pen.list(held.get(name), &path(name));
        let lines: Vec<String> = lines
            .iter()
            .map(|line| one_line(&pen.cell(line, &path(name))))
            .filter(|line| !is_nothing(line))
            .collect();
        let parts = address_parts(&lines);
        address.lines = parts.lines;
        address.city = parts.city;
        address.county = parts.county;
    }
    let text = pen.cell(held.get("postcode"), &path("postcode"));
    address.postcode = pen.postcode(&path("postcode"), &text);
    let place = profile.get("location");
    address.point = match (kind, place.get("coordinates").list()) {
        (Kind::Brief, _) => {
            let [lat, lon] = ["latitude", "longitude"].map(|name| place.get(name).text());
            pen.point("location.latitude", &lat, &lon)
        }
        (_, [lon, lat, ..]) => pen.point("location.coordinates", &lat.text(), &lon.text()),
        _ => None,
    };
    address
}

fn facilities(profile: &Json<'_>, pen: &mut Pen<'_>) -> Said {
    let mut terms = Vec::new();
    for (group, list) in profile.get("facilities").members() {
        let path = format!("facilities.{group}");
        for one in pen.list(list, &path) {
            if one.get("exists").text().eq_ignore_ascii_case("yes") {
                terms.extend(facility(&pen.cell(one.get("name"), &path)));
            }
        }
    }
    Value::terms(terms)
}

fn services(profile: &Json<'_>, pen: &mut Pen<'_>) -> Vec<Offered> {
    let mut offered: Vec<Offered> = Vec::new();
    for entry in pen.list(profile.get("services").get("entries"), "services.entries") {
        let title = pen.cell(entry.get("title"), "services.entries.title");
        let Some(listed) = listed(&title) else {
            pen.note(Fault::NoName, "services.entries.title", &title);
            continue;
        };
        if offered
            .iter()
            .any(|known| known.term.as_ref() == Some(&listed.term))
        {
            continue;
        }
        let about = pen.cell(entry.get("introduction"), "services.entries.introduction");
        let referral = entry.get("gpReferralRequired") == &Json::Bool(true);
        let referral = referral.then(|| Term::slug("referral-needed")).flatten();
        offered.push(Offered {
            fields: Fields::from([
                (Field::Name, Value::text(&listed.name)),
                (Field::Kind, Value::terms([listed.kind])),
                (Field::Description, Value::text(&plain_text(&about))),
                (Field::Access, Value::terms(referral)),
            ]),
            term: Some(listed.term),
            assured: None,
        });
    }
    offered
}
