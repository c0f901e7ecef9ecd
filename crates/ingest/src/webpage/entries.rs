//! From the things of a page to entries: an organization, a location when it has an address, a service when it is a
//! business or says when it is open.

use super::hours;
use super::kinds::{kebab, last_part};
use super::thing::{Thing, text};
use crate::facilities::facility;
use crate::place::Fields;
use crate::read::json::Json;
use crate::read::{Pen, is_nothing, one_line, plain_text, with_times};
use crate::table::take_postcode;
use model::{Address, Code, Entry, EntryType, Field, Said, Scheme, SourceKey, Term, Value};

/// The sites of registers, and where in their addresses the code stands.
const REGISTERS: [(&str, &str, Scheme); 5] = [
    ("cqc.org.uk", "/location/", Scheme::Cqc),
    ("cqc.org.uk", "/provider/", Scheme::Cqc),
    (
        "find-and-update.company-information.service.gov.uk",
        "/company/",
        Scheme::Company,
    ),
    (
        "register-of-charities.charitycommission.gov.uk",
        "regid=",
        Scheme::Charity,
    ),
    (
        "register-of-charities.charitycommission.gov.uk",
        "/charity-details/",
        Scheme::Charity,
    ),
];

/// What a thing gives, before ids are known.
struct Told<'t, 'a> {
    thing: &'t Thing<'a>,
    organization: Option<Fields>,
    location: Option<Fields>,
    service: Option<Fields>,
}

/// The entries of a page, the row `id`.
pub(super) fn entries(
    things: &[Thing<'_>],
    id: &str,
    address: &str,
    source: &SourceKey,
    pen: &mut Pen<'_>,
) -> Vec<Entry> {
    let told: Vec<Told<'_, '_>> = things
        .iter()
        .map(|thing| tell(thing, address, pen))
        .collect();
    let count = |has: fn(&Told<'_, '_>) -> bool| told.iter().filter(|one| has(one)).count();
    let single = [
        count(|one| one.organization.is_some()) == 1,
        count(|one| one.location.is_some()) == 1,
        count(|one| one.service.is_some()) == 1,
    ];
    // The only one of a page keeps its id when it changes its name.
    let entry = |entry_type: EntryType, word: &Term| {
        let suffix = match entry_type {
            EntryType::Organization if single[0] => String::new(),
            EntryType::Location if single[1] => String::new(),
            EntryType::Service if single[2] => String::new(),
            _ => format!(":{word}"),
        };
        Entry::new(entry_type, format!("{id}#{}{suffix}", entry_type.as_str()))
    };
    let mut entries = Vec::new();
    for one in &told {
        let owner = one.thing.owner.as_ref().filter(|owner| {
            told.iter()
                .any(|other| other.thing.word == **owner && other.organization.is_some())
        });
        let owner = if one.organization.is_some() {
            Some(&one.thing.word)
        } else {
            owner
        };
        let owner: Option<Said> = owner.map(|word| {
            Some(Value::Reference(
                entry(EntryType::Organization, word).id(source),
            ))
        });
        if let Some(fields) = &one.organization {
            let mut organization = entry(EntryType::Organization, &one.thing.word);
            organization.fields = fields.clone();
            entries.push(organization);
        }
        let mut at = None;
        if let Some(fields) = &one.location {
            let mut location = entry(EntryType::Location, &one.thing.word);
            location.fields = fields.clone();
            location
                .fields
                .extend(owner.clone().map(|owner| (Field::Organization, owner)));
            at = Some(Value::Reference(location.id(source)));
            entries.push(location);
        }
        if let Some(fields) = &one.service {
            let mut service = entry(EntryType::Service, &one.thing.word);
            service.fields = fields.clone();
            service
                .fields
                .extend(owner.map(|owner| (Field::Organization, owner)));
            service.fields.insert(Field::Location, at);
            entries.push(service);
        }
    }
    // Organizations first, as in every format.
    entries.sort_by_key(|entry| entry.entry_type);
    entries
}

/// What a thing says.
fn tell<'t, 'a>(thing: &'t Thing<'a>, page: &str, pen: &mut Pen<'_>) -> Told<'t, 'a> {
    let name = Value::text(&thing.name);
    let contact = contact(thing, page, pen);
    let codes = codes(thing, pen);
    let description = thing.text("description", pen).map(|text| {
        let text = plain_text(&text).trim().to_owned();
        if is_nothing(&text) {
            String::new()
        } else {
            text
        }
    });
    let mut kinds = thing.nature.kinds.clone();
    kinds.extend(specialties(thing, pen));
    let address = address(thing, pen);
    let mut words = None;
    let open = hours::hours(thing, &mut words, pen);
    let offers = thing.nature.business || matches!(open, Some(Some(_))) || words.is_some();
    let kinds_said = (!kinds.is_empty()).then(|| Value::terms(kinds));

    let organization = thing.nature.organization.then(|| {
        let mut fields = contact.clone();
        fields.insert(Field::Name, name.clone());
        fields.extend(codes.map(|codes| (Field::Identifiers, codes)));
        fields.extend(
            description
                .as_deref()
                .map(|text| (Field::Description, Value::text(text))),
        );
        fields.extend(kinds_said.clone().map(|kinds| (Field::Kind, kinds)));
        fields
    });
    let location = (!address.is_empty()).then(|| {
        let mut fields = Fields::new();
        fields.insert(Field::Name, name.clone());
        fields.insert(Field::Address, Some(Value::Address(Box::new(address))));
        fields.extend(facilities(thing, pen).map(|said| (Field::Accessibility, said)));
        if !thing.nature.organization
            && let Some(phone) = contact.get(&Field::Phone)
        {
            fields.insert(Field::Phone, phone.clone());
        }
        fields
    });
    let service = offers.then(|| {
        let mut fields = contact;
        fields.insert(Field::Name, name);
        let said = match &words {
            Some(words) => with_times(description.as_deref(), words),
            None => description.as_deref().and_then(Value::text),
        };
        if words.is_some() || description.is_some() {
            fields.insert(Field::Description, said);
        }
        fields.extend(kinds_said.map(|kinds| (Field::Kind, kinds)));
        fields.extend(open.map(|open| (Field::Schedule, open)));
        beside(thing, &mut fields, pen);
        fields
    });
    Told {
        thing,
        organization,
        location,
        service,
    }
}

/// Telephone, email and web address.
fn contact(thing: &Thing<'_>, page: &str, pen: &mut Pen<'_>) -> Fields {
    let mut fields = Fields::new();
    let points = thing.list("contactPoint");
    let said = |name: &str, scheme: &str, pen: &mut Pen<'_>| -> Option<String> {
        let own = thing.text(name, pen);
        let found = match own {
            Some(text) if !text.is_empty() => text,
            own => {
                let of_point = points
                    .iter()
                    .find_map(|point| point.member(name).filter(|value| !value.is_nothing()));
                match of_point {
                    Some(value) => text(value, name, pen),
                    None => own?,
                }
            }
        };
        let bare = found
            .get(..scheme.len())
            .filter(|start| start.eq_ignore_ascii_case(scheme))
            .map_or(found.as_str(), |_| &found[scheme.len()..]);
        Some(bare.trim().to_owned())
    };
    if let Some(phone) = said("telephone", "tel:", pen) {
        fields.insert(Field::Phone, pen.phone("telephone", &phone));
    }
    if let Some(email) = said("email", "mailto:", pen) {
        let email = email.split('?').next().unwrap_or_default();
        fields.insert(Field::Email, pen.email("email", email));
    }
    let url = thing.text("url", pen).filter(|url| url.contains("://"));
    let website = match url {
        Some(url) => pen.website("url", &url),
        // Where it says this of itself.
        None => pen.website("address", page),
    };
    fields.insert(Field::Website, website);
    fields
}

/// The codes by which registers know it: said as such, or in addresses of the registers' own pages.
fn codes(thing: &Thing<'_>, pen: &mut Pen<'_>) -> Option<Said> {
    let mut codes: Vec<Code> = Vec::new();
    for link in thing.list("sameAs") {
        let link = link.text();
        for (site, before, scheme) in REGISTERS {
            let code = link
                .split_once("://")
                .map(|(_, rest)| rest)
                .filter(|rest| {
                    let host = rest.split('/').next().unwrap_or_default();
                    host == site || host.strip_suffix(site).is_some_and(|sub| sub == "www.")
                })
                .and_then(|rest| rest.split_once(before))
                .map(|(_, code)| code.split(['/', '?', '&', '#']).next().unwrap_or_default());
            codes.extend(code.and_then(|code| Code::parse(scheme, code).ok()));
        }
    }
    for identifier in thing.list("identifier") {
        let scheme = ["propertyID", "name"]
            .iter()
            .map(|name| identifier.get(name).text().to_ascii_lowercase())
            .find_map(|words| scheme(&words));
        if let Some(scheme) = scheme {
            let text = pen
                .cell(identifier.get("value"), "identifier.value")
                .into_owned();
            codes.extend(pen.code(scheme, "identifier.value", &text));
        }
    }
    // A page without codes does not say that there are none.
    codes.retain(|code| code.scheme() != Scheme::Uprn);
    codes.sort();
    codes.dedup();
    (!codes.is_empty()).then(|| Value::codes(codes))
}

fn scheme(words: &str) -> Option<Scheme> {
    [
        ("ods", Scheme::Ods),
        ("cqc", Scheme::Cqc),
        ("charity", Scheme::Charity),
        ("company", Scheme::Company),
    ]
    .into_iter()
    .find(|(word, _)| {
        words
            .split(|c: char| !c.is_alphanumeric())
            .any(|found| found == *word)
    })
    .map(|(_, scheme)| scheme)
}

/// What a medical business does.
fn specialties(thing: &Thing<'_>, pen: &mut Pen<'_>) -> Vec<Term> {
    let words = thing.list("medicalSpecialty");
    let words = words
        .into_iter()
        .map(|value| text(value, "medicalSpecialty", pen));
    words
        .filter_map(|word| match last_part(&word) {
            "PrimaryCare" | "GeneralPractice" => Term::slug("gp"),
            other => kebab(other),
        })
        .collect()
}

/// Where it is.
fn address(thing: &Thing<'_>, pen: &mut Pen<'_>) -> Address {
    let list = thing.list("address");
    let mut address = Address::default();
    match list.first() {
        Some(Json::Text(text)) => {
            address.lines = lines(text);
            address.postcode = take_postcode(&mut address.lines);
        }
        Some(object) => {
            let mut part = |name: &str| {
                let path = format!("address.{name}");
                let value = object.get(name);
                let part = plain_text(&text(value, &path, pen)).trim().to_owned();
                (!is_nothing(&part)).then_some(part)
            };
            address.lines = part("streetAddress")
                .map(|text| lines(&text))
                .unwrap_or_default();
            address.city = part("addressLocality").map(|text| one_line(&text));
            address.county = part("addressRegion").map(|text| one_line(&text));
            let postcode = part("postalCode").unwrap_or_default();
            address.postcode = pen.postcode("address.postalCode", &one_line(&postcode));
            // Many write the whole address into the first line, too.
            let again = [&address.city, &address.county];
            while address.lines.len() > 1
                && address.lines.last().is_some_and(|last| {
                    again
                        .iter()
                        .any(|part| part.as_deref() == Some(last.as_str()))
                        || last
                            .parse()
                            .ok()
                            .is_some_and(|code| Some(code) == address.postcode)
                })
            {
                address.lines.pop();
            }
        }
        None => {}
    }
    let geo = thing.list("geo");
    let at = |name: &str| {
        let of_geo = geo
            .first()
            .map(|geo| geo.get(name))
            .filter(|value| !value.is_nothing());
        of_geo
            .or_else(|| thing.member(name))
            .map(|value| value.text().into_owned())
            .unwrap_or_default()
    };
    address.point = pen.point("geo", &at("latitude"), &at("longitude"));
    address
}

/// The lines of an address that stands in one text.
fn lines(text: &str) -> Vec<String> {
    text.split(['\n', ','])
        .map(one_line)
        .filter(|line| !is_nothing(line))
        .collect()
}

/// What the place has, as far as it says so.
fn facilities(thing: &Thing<'_>, pen: &mut Pen<'_>) -> Option<Said> {
    thing.member("amenityFeature")?;
    let list = thing.list("amenityFeature");
    let has = list.into_iter().filter(|feature| {
        let value = feature.get("value").text().to_ascii_lowercase();
        !matches!(&*value, "false" | "no" | "0") && !last_part(&value).eq_ignore_ascii_case("false")
    });
    let terms: Vec<Term> = has
        .map(|feature| text(feature, "amenityFeature", pen))
        .filter(|words| words.len() < 60)
        .filter_map(|words| facility(&words))
        .collect();
    Some(Value::terms(terms))
}

/// Cost, languages and area.
fn beside(thing: &Thing<'_>, fields: &mut Fields, pen: &mut Pen<'_>) {
    if let Some(free) = thing.member("isAccessibleForFree") {
        let free = free.text().to_ascii_lowercase();
        let term = match last_part(&free) {
            "true" | "yes" => Term::slug("free"),
            "false" | "no" => Term::slug("paid"),
            _ => None,
        };
        fields.insert(Field::Cost, Value::terms(term));
    }
    for name in ["availableLanguage", "knowsLanguage"] {
        if thing.member(name).is_some() {
            let list = thing.list(name);
            let terms: Vec<Term> = list
                .into_iter()
                .filter_map(|one| Term::slug(&text(one, name, pen)))
                .collect();
            fields.insert(Field::Languages, Value::terms(terms));
            break;
        }
    }
    if thing.member("areaServed").is_some() {
        let list = thing.list("areaServed");
        let mut names: Vec<String> = Vec::new();
        for area in list {
            // A circle on the map has no name.
            if area.is_compound()
                && area.member("name").is_none()
                && area.member("@value").is_none()
            {
                continue;
            }
            let name = one_line(&text(area, "areaServed", pen));
            if !is_nothing(&name) && !names.contains(&name) {
                names.push(name);
            }
        }
        fields.insert(Field::ServiceArea, Value::text(&names.join("; ")));
    }
}
