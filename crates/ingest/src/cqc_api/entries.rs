//! From a registration's own object to the place it is about.

use crate::care::care_kinds;
use crate::cqc::{attending, grade};
use crate::fault::Fault;
use crate::place::{Fields, Offered, Place};
use crate::read::json::Json;
use crate::read::{Pen, is_nothing, one_line, written_date};
use jiff::civil::Date;
use model::{Address, Code, Field, Rating, Said, Scheme, Status, Term, Value};

/// The member of each question's rating, in the order of [`Rating::QUESTIONS`].
const QUESTIONS: [&str; 5] = ["Safe", "Effective", "Caring", "Responsive", "Well-led"];

pub(super) fn place(registered: &Json<'_>, code: &Code, pen: &mut Pen<'_>) -> Place {
    let location = registered.member("locationId").is_some();
    let name = Value::text(&one_line(&pen.member(registered, "name")));
    if name.is_none() {
        pen.note(Fault::NoName, "name", "");
    }
    let [phone, website] =
        ["mainPhoneNumber", "website"].map(|name| pen.member(registered, name).into_owned());
    let life = life(registered, pen);
    let mut organization = Fields::from([
        (Field::Identifiers, identifiers(registered, code, pen)),
        (Field::Kind, kinds(registered, location, pen)),
    ]);
    organization.extend(life.clone());
    let mut place = Place {
        id: code.value().to_owned(),
        name,
        address: address(registered, pen),
        contact: Fields::from([
            (Field::Phone, pen.phone("mainPhoneNumber", &phone)),
            (Field::Website, pen.website("website", &website)),
        ]),
        ..Place::default()
    };
    if location {
        let provider = pen.member(registered, "providerId");
        let provider = pen.code(Scheme::Cqc, "providerId", &provider);
        organization.insert(
            Field::Parents,
            Value::codes(provider.filter(|above| above != code)),
        );
        place
            .location
            .insert(Field::Identifiers, uprn(registered, pen));
        let kinds = organization.get(&Field::Kind).cloned().flatten();
        let attending = match &kinds {
            Some(Value::Terms(kinds)) => attending(&Vec::from_iter(kinds.clone())),
            _ => None,
        };
        let mut fields = Fields::from([
            (Field::Kind, kinds),
            (Field::Attending, attending),
            (Field::Eligibility, users(registered, pen)),
            (
                Field::Rating,
                rating(registered, life.get(&Field::Opened), pen),
            ),
            (Field::Beds, beds(registered)),
            (Field::Alert, successor(registered)),
        ]);
        fields.extend(life);
        place.offered.push(Offered {
            fields,
            ..Offered::default()
        });
    }
    place.organization = organization;
    place
}

/// Registered or not, since when and until when; dormant when registered and giving no care for now.
fn life(registered: &Json<'_>, pen: &mut Pen<'_>) -> Fields {
    let mut date = |name: &str| {
        let text = pen.member(registered, name);
        pen.date(name, &text, written_date)
    };
    let (opened, closed) = (date("registrationDate"), date("deregistrationDate"));
    let text = pen.member(registered, "registrationStatus");
    let dormant = registered.get("dormancy").text() == "Y";
    let status = match text.to_ascii_lowercase().as_str() {
        "registered" if dormant => Some(Status::Dormant),
        "registered" => Some(Status::Active),
        "deregistered" => Some(Status::Closed),
        other => {
            if !other.is_empty() {
                pen.note(Fault::BadWord, "registrationStatus", &text);
            }
            None
        }
    };
    Fields::from([
        (Field::Status, status.map(Value::Status)),
        (Field::Opened, opened.map(Value::Date)),
        (Field::Closed, closed.map(Value::Date)),
    ])
}

/// The codes that name the organization: the regulator's, the register's, those of companies and charities.
fn identifiers(registered: &Json<'_>, code: &Code, pen: &mut Pen<'_>) -> Said {
    let mut codes = vec![code.clone()];
    for (scheme, name) in [
        (Scheme::Ods, "odsCode"),
        (Scheme::Company, "companiesHouseNumber"),
        (Scheme::Charity, "charityNumber"),
    ] {
        let mut text = pen.member(registered, name);
        // Spreadsheets take the zeros that company numbers begin with.
        if scheme == Scheme::Company && (5..8).contains(&text.len()) {
            text = format!("{text:0>8}").into();
        }
        codes.extend(pen.code(scheme, name, &text));
    }
    Value::codes(codes)
}

fn uprn(registered: &Json<'_>, pen: &mut Pen<'_>) -> Said {
    let text = pen.member(registered, "uprn");
    Value::codes(pen.code(Scheme::Uprn, "uprn", &text))
}

/// What it is registered for. A provider is a provider, whatever its locations do.
fn kinds(registered: &Json<'_>, location: bool, pen: &mut Pen<'_>) -> Said {
    if !location {
        return Value::terms(Term::slug("registered-provider"));
    }
    let types = pen.list(registered.get("gacServiceTypes"), "gacServiceTypes");
    let mut kinds: Vec<Term> = Vec::new();
    for service in types {
        // The longer label tells a nursing home from a residential one; the name is the one for everybody.
        let label = ["description", "name"]
            .into_iter()
            .map(|name| pen.cell(service.get(name), "gacServiceTypes.description"))
            .find(|label| !label.is_empty());
        kinds.extend(label.iter().flat_map(|label| care_kinds(label)));
    }
    for place in pen.list(registered.get("locationTypes"), "locationTypes") {
        kinds.extend(place_kind(
            &pen.cell(place.get("type"), "locationTypes.type"),
        ));
    }
    if kinds.is_empty() {
        kinds.extend(care_kinds(&pen.member(registered, "type")));
    }
    Value::terms(kinds)
}

/// The kind of place that is more than the care given there.
fn place_kind(label: &str) -> Option<Term> {
    match label.to_ascii_lowercase().as_str() {
        "gp practice" => Term::slug("gp"),
        "nhs out of hours" => Term::slug("out-of-hours-service"),
        _ => Term::slug(label),
    }
}

/// The rating in force. A report that is no younger than the registration is about another one.
fn rating(registered: &Json<'_>, opened: Option<&Said>, pen: &mut Pen<'_>) -> Said {
    let current = registered.get("currentRatings");
    let overall = current.get("overall");
    let path = "currentRatings.overall";
    let read = |value: &Json<'_>, pen: &mut Pen<'_>| {
        let text = pen.cell(value, path);
        if text == "Insufficient evidence to rate" {
            return None;
        }
        grade(&text, path, pen)
    };
    let mut rating = Rating {
        overall: read(overall.get("rating"), pen),
        ..Rating::default()
    };
    for answer in overall.get("keyQuestionRatings").list() {
        let name = answer.get("name").text();
        if let Some(at) = QUESTIONS.iter().position(|known| *known == name) {
            rating.questions[at] = read(answer.get("rating"), pen);
        }
    }
    let date = [overall.get("reportDate"), current.get("reportDate")]
        .into_iter()
        .find(|date| !date.is_nothing());
    if let Some(date) = date.filter(|_| !rating.is_empty()) {
        let path = "currentRatings.reportDate";
        let text = pen.cell(date, path);
        rating.published = pen.date(path, &text, written_date);
        let before = |opened: &Date| rating.published.is_some_and(|day| day <= *opened);
        if matches!(opened, Some(Some(Value::Date(opened))) if before(opened)) {
            pen.note(Fault::FalseDate, path, &text);
            rating.published = None;
        }
    }
    Value::rating(rating)
}

/// Whom it is for.
fn users(registered: &Json<'_>, pen: &mut Pen<'_>) -> Said {
    let groups: Vec<String> = pen
        .list(registered.get("specialisms"), "specialisms")
        .iter()
        .map(|group| one_line(&pen.cell(group.get("name"), "specialisms.name")))
        .filter(|name| !name.is_empty())
        .collect();
    Value::text(&groups.join(", "))
}

/// The number of beds, for a care home.
fn beds(registered: &Json<'_>) -> Said {
    match registered.get("numberOfBeds") {
        Json::Int(count) => u32::try_from(*count)
            .ok()
            .filter(|count| *count > 0)
            .map(Value::Count),
        _ => None,
    }
}

/// Where to look instead, for a location that another one followed.
fn successor(registered: &Json<'_>) -> Said {
    let gone = registered.get("registrationStatus").text() == "Deregistered";
    let relations = registered.get("relationships").list();
    let followed = relations.iter().find(|relation| {
        relation.get("type").text().ends_with("Successor")
            && !relation.get("relatedLocationName").is_nothing()
    });
    let followed = followed.filter(|_| gone)?;
    let (name, id) = (
        one_line(&followed.get("relatedLocationName").text()),
        followed.get("relatedLocationId").text(),
    );
    Value::text(&format!("No longer registered. Followed by {name} ({id})."))
}

fn address(registered: &Json<'_>, pen: &mut Pen<'_>) -> Address {
    let mut part = |name: &str| {
        let text = one_line(&pen.member(registered, name));
        (!is_nothing(&text)).then_some(text)
    };
    let lines = ["postalAddressLine1", "postalAddressLine2"]
        .into_iter()
        .filter_map(&mut part)
        .collect();
    let (city, county) = (part("postalAddressTownCity"), part("postalAddressCounty"));
    let postcode = pen.member(registered, "postalCode");
    Address {
        lines,
        city,
        county,
        postcode: pen.postcode("postalCode", &postcode),
        point: pen.position(
            "onspdLatitude",
            registered.get("onspdLatitude"),
            registered.get("onspdLongitude"),
        ),
    }
}
