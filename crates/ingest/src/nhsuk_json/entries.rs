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
use std::borrow::Cow;

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
    let paths = match kind {
        Kind::Brief => {
            let text = pen.member(profile, "phone");
            return Fields::from([(Field::Phone, pen.phone("phone", &text))]);
        }
        Kind::Practice => ["contact.telephone", "contact.email", "contact.website"],
        Kind::Coded => [
            "contacts.telephoneNumber",
            "contacts.email",
            "contacts.website",
        ],
    };
    let texts = paths.map(|path| {
        let (holder, name) = path.split_once('.').unwrap_or_default();
        pen.cell(profile.get(holder).get(name), path)
    });
    Fields::from([
        (Field::Phone, pen.phone(paths[0], &texts[0])),
        (Field::Email, pen.email(paths[1], &texts[1])),
        (Field::Website, pen.website(paths[2], &texts[2])),
    ])
}

/// Where the parts of an address stand in each kind of profile.
struct Parts {
    holder: &'static str,
    lines: [&'static str; 3],
    list: &'static str,
    city: &'static str,
    county: &'static str,
    postcode: &'static str,
}

fn parts_of(kind: Kind) -> Parts {
    match kind {
        Kind::Brief => Parts {
            holder: "location",
            lines: [""; 3],
            list: "location.address",
            city: "",
            county: "",
            postcode: "location.postcode",
        },
        Kind::Practice => Parts {
            holder: "address",
            lines: [""; 3],
            list: "address.addressLines",
            city: "",
            county: "",
            postcode: "address.postcode",
        },
        Kind::Coded => Parts {
            holder: "address",
            lines: ["address.line1", "address.line2", "address.line3"],
            list: "",
            city: "address.city",
            county: "address.county",
            postcode: "address.postcode",
        },
    }
}

fn address(profile: &Json<'_>, kind: Kind, pen: &mut Pen<'_>) -> Address {
    let parts = parts_of(kind);
    let held = profile.get(parts.holder);
    let member = |path: &str| held.get(path.rsplit('.').next().unwrap_or_default());
    let mut address = Address::default();
    if kind == Kind::Coded {
        let mut part = |path: &'static str| {
            let text = one_line(&pen.cell(member(path), path));
            (!is_nothing(&text)).then_some(text)
        };
        address.lines = parts.lines.into_iter().filter_map(&mut part).collect();
        address.city = part(parts.city);
        address.county = part(parts.county);
    } else {
        let lines = pen.list(member(parts.list), parts.list);
        let lines: Vec<Cow<'_, str>> = lines
            .iter()
            .map(|line| pen.cell(line, parts.list))
            .filter(|line| !is_nothing(line))
            .collect();
        let found = address_parts(&lines);
        address.lines = found.lines;
        address.city = found.city;
        address.county = found.county;
    }
    let text = pen.cell(member(parts.postcode), parts.postcode);
    address.postcode = pen.postcode(parts.postcode, &text);
    let place = profile.get("location");
    address.point = match (kind, place.get("coordinates").list()) {
        (Kind::Brief, _) => pen.position(
            "location.latitude",
            place.get("latitude"),
            place.get("longitude"),
        ),
        (_, [lon, lat, ..]) => pen.position("location.coordinates", lat, lon),
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
