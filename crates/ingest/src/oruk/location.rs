//! Where a service is given, and what holds there.

use super::schedule;
use crate::facilities::facility;
use crate::place::{Fields, local_id};
use crate::read::json::Json;
use crate::read::{Pen, is_nothing, one_line, plain_text};
use model::{Address, Entry, EntryType, Field, Hours, Said, Scheme, Value};

/// A place of a service.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The location's own id.
    pub id: String,
    /// False for a place on no map: a telephone, the web.
    pub is_place: bool,
    /// Its entry, when the location stands whole.
    pub entry: Option<Entry>,
    /// What is said of the service there.
    pub service: Fields,
    /// The times there, where they are its own.
    pub schedule: Option<Hours>,
    /// Times there that no week can hold.
    pub words: Vec<String>,
}

/// The places of `service`.
pub(super) fn places(service: &Json<'_>, pen: &mut Pen<'_>) -> Vec<Found> {
    let list = pen.list(service.get("service_at_locations"), "service_at_locations");
    let mut places: Vec<Found> = list.iter().filter_map(|at| place(at, pen)).collect();
    // Some feeds give locations without saying what holds there.
    for location in pen.list(service.get("locations"), "locations") {
        places.extend(found(location, None, pen));
    }
    places
}

fn place(at: &Json<'_>, pen: &mut Pen<'_>) -> Option<Found> {
    let location = at.get("location");
    let mut place = found(location, at.member("location_id"), pen)?;
    if let Some(phone) = phone(at, pen) {
        place.service.insert(Field::Phone, phone);
    }
    place.schedule = schedule::hours(&[at], &mut place.words, pen);
    if place.schedule.is_none() && place.words.is_empty() {
        place.schedule = schedule::hours(&[location], &mut place.words, pen);
    }
    Some(place)
}

pub(super) fn found(
    location: &Json<'_>,
    other_id: Option<&Json<'_>>,
    pen: &mut Pen<'_>,
) -> Option<Found> {
    let mut id = one_line(&pen.cell(location.get("id"), "service_at_locations.location.id"));
    if id.is_empty() {
        id = other_id.map(|id| one_line(&id.text())).unwrap_or_default();
    }
    if id.is_empty() {
        return None;
    }
    let kind = location.get("location_type").text().to_ascii_lowercase();
    let is_place = kind.is_empty() || kind == "physical";
    let address = address(location, pen);
    let entry = (is_place && location.member("id").is_some()).then(|| {
        let mut entry = Entry::new(EntryType::Location, local_id(&id, "location"));
        let path = "service_at_locations.location.name";
        let name = one_line(&pen.cell(location.get("name"), path));
        entry.fields.insert(Field::Name, Value::text(&name));
        let address = (!address.is_empty()).then(|| Value::Address(Box::new(address)));
        entry.fields.insert(Field::Address, address);
        for (member, field) in [
            ("description", Field::Description),
            ("transportation", Field::Transport),
        ] {
            if location.member(member).is_some() {
                let text = plain_text(&pen.cell(location.get(member), member))
                    .trim()
                    .to_owned();
                entry.fields.insert(
                    field,
                    if is_nothing(&text) {
                        None
                    } else {
                        Value::text(&text)
                    },
                );
            }
        }
        entry.fields.extend(accessibility(location, pen));
        entry.fields.extend(property(location, pen));
        entry
    });
    Some(Found {
        id,
        is_place,
        entry,
        ..Found::default()
    })
}

fn address(location: &Json<'_>, pen: &mut Pen<'_>) -> Address {
    let lists = ["addresses", "physical_addresses", "address"];
    let list = lists
        .iter()
        .map(|name| location.get(name).list())
        .find(|list| !list.is_empty())
        .unwrap_or_default();
    let physical = |one: &&Json<'_>| {
        matches!(
            &*one.get("address_type").text().to_ascii_lowercase(),
            "" | "physical"
        )
    };
    let one = list.iter().find(physical).or_else(|| list.first());
    let mut part = |names: &[&str]| {
        let value = names
            .iter()
            .find_map(|name| one?.member(name).filter(|value| !value.is_nothing()))?;
        let text = one_line(&pen.cell(value, "addresses"));
        (!is_nothing(&text)).then_some(text)
    };
    let lines = [
        &["address_1"][..],
        &["address_2"],
        &["address_3"],
        &["address_4"],
    ]
    .into_iter()
    .filter_map(&mut part)
    .collect();
    let (city, county) = (part(&["city"]), part(&["state_province", "region"]));
    let postcode = part(&["postal_code", "postcode"]).unwrap_or_default();
    let [lat, lon] = ["latitude", "longitude"].map(|name| location.get(name).text().into_owned());
    Address {
        lines,
        city,
        county,
        postcode: pen.postcode("addresses.postal_code", &postcode),
        point: pen.point("latitude", &lat, &lon),
    }
}

/// What the location has, by its own words.
fn accessibility(location: &Json<'_>, pen: &mut Pen<'_>) -> Fields {
    let mut fields = Fields::new();
    for name in ["accessibility", "accessibility_for_disabilities"] {
        if location.member(name).is_some() {
            let list = pen.list(location.get(name), name);
            let words = list.iter().flat_map(|one| {
                ["description", "accessibility"].map(|member| one.get(member).text().into_owned())
            });
            let terms = words
                .filter(|words| words.len() < 60)
                .filter_map(|words| facility(&words));
            fields.insert(Field::Accessibility, Value::terms(terms));
        }
    }
    fields
}

/// Its property number, when it has one.
fn property(location: &Json<'_>, pen: &mut Pen<'_>) -> Fields {
    let scheme = location
        .get("external_identifier_type")
        .text()
        .to_ascii_lowercase();
    let mut fields = Fields::new();
    if scheme == "uprn" {
        let text = pen
            .cell(location.get("external_identifier"), "external_identifier")
            .into_owned();
        fields.insert(
            Field::Identifiers,
            Value::codes(pen.code(Scheme::Uprn, "external_identifier", &text)),
        );
    }
    fields
}

/// The first number of an object, its own or that of a contact; none when it speaks of no numbers at all.
pub(super) fn phone(object: &Json<'_>, pen: &mut Pen<'_>) -> Option<Said> {
    let own = object.get("phones").list().iter();
    let of_contacts = object
        .get("contacts")
        .list()
        .iter()
        .flat_map(|contact| contact.get("phones").list());
    let voice = |phone: &&Json<'_>| {
        !matches!(
            &*phone.get("type").text().to_ascii_lowercase(),
            "fax" | "textphone" | "tty"
        )
    };
    let found = own
        .chain(of_contacts)
        .filter(voice)
        .find(|phone| !phone.get("number").is_nothing());
    match found {
        Some(phone) => {
            let text = pen.cell(phone.get("number"), "phones.number");
            Some(pen.phone("phones.number", &text))
        }
        None if object.member("phones").is_some() => Some(None),
        None => None,
    }
}
