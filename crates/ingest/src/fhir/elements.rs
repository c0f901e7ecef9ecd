//! The elements that resources share: identifiers, contact points, addresses, references, codeable concepts.

use crate::place::Fields;
use crate::read::json::Json;
use crate::read::{Pen, is_nothing, one_line};
use model::{Address, Code, EntryId, EntryType, Field, Scheme, SourceKey, Term};

/// Ends of the systems under which codes stand that are known here. They come with http and with https.
const SYSTEMS: [(&str, Scheme); 5] = [
    ("/id/ods-organization-code", Scheme::Ods),
    ("/id/ods-site-code", Scheme::Ods),
    ("/id/cqc-location-id", Scheme::Cqc),
    ("/id/charity-number", Scheme::Charity),
    ("/id/companies-house-number", Scheme::Company),
];

/// The local id of the entry that the resource `kind`/`id` gives.
pub(super) fn local_id(kind: &str, id: &str) -> String {
    match kind {
        "Location" => format!("Location/{id}#location"),
        "HealthcareService" => format!("HealthcareService/{id}#service"),
        _ => format!("{id}#organization"),
    }
}

/// The known codes among `identifiers`.
pub(super) fn codes(identifiers: &Json<'_>, pen: &mut Pen<'_>) -> Vec<Code> {
    let mut codes = Vec::new();
    for identifier in pen.list(identifiers, "identifier") {
        let system = identifier.get("system").text().to_ascii_lowercase();
        let scheme = SYSTEMS.iter().find(|(end, _)| system.ends_with(end));
        if let Some((_, scheme)) = scheme {
            let value = pen.cell(identifier.get("value"), "identifier.value");
            codes.extend(pen.code(*scheme, "identifier.value", &value));
        }
    }
    codes
}

/// The entry that a reference names: by its address, or by its code when there is none.
pub(super) fn refers_to(
    source: &SourceKey,
    reference: &Json<'_>,
    kind: &str,
    entry_type: EntryType,
) -> Option<EntryId> {
    // `providedBy` is given as a list by some, though there can be only one.
    let reference = reference.list().first()?;
    let text = reference.get("reference").text();
    let mut parts = text
        .split("/_history/")
        .next()
        .unwrap_or_default()
        .rsplit('/');
    let (id, found) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    if !id.is_empty() && !id.starts_with('#') && found == kind {
        return Some(EntryId::of(source, &local_id(kind, id), entry_type));
    }
    let value = reference.get("identifier").get("value").text();
    (!value.is_empty()).then(|| EntryId::of(source, &local_id(kind, &value), entry_type))
}

/// How to reach it. Of several of a kind the first counts; one for clinicians only is kept apart.
pub(super) fn contact(telecom: &Json<'_>, pen: &mut Pen<'_>) -> Fields {
    let mut contact = Fields::from([
        (Field::Phone, None),
        (Field::StaffPhone, None),
        (Field::Email, None),
        (Field::Website, None),
    ]);
    let path = "telecom.value";
    for point in pen.list(telecom, "telecom") {
        if point.get("use").text() == "old" {
            continue;
        }
        let value = pen.cell(point.get("value"), path);
        let (field, said) = match &*point.get("system").text() {
            "phone" if for_staff(point) => (Field::StaffPhone, pen.phone(path, &value)),
            "phone" => (Field::Phone, pen.phone(path, &value)),
            // A staff inbox is nothing for the public, and there is no other place for it.
            "email" | "url" if for_staff(point) => continue,
            "email" => (Field::Email, pen.email(path, &value)),
            "url" => (Field::Website, pen.website(path, &value)),
            _ => continue,
        };
        let known = contact.entry(field).or_default();
        if known.is_none() {
            *known = said;
        }
    }
    contact
}

/// True when a comment on a contact point says that it is not for the public.
fn for_staff(point: &Json<'_>) -> bool {
    point.get("extension").list().iter().any(|extension| {
        let comment = extension
            .get("url")
            .text()
            .ends_with("contactpoint-comment");
        let said = extension.get("valueString").text().to_ascii_lowercase();
        comment && !said.is_empty() && !said.starts_with("public")
    })
}

/// The first address that is still in use, and the number of its property.
pub(super) fn address(addresses: &Json<'_>, pen: &mut Pen<'_>) -> (Address, Option<Code>) {
    let found = addresses
        .list()
        .iter()
        .find(|one| one.get("use").text() != "old");
    let Some(found) = found else {
        return (Address::default(), None);
    };
    let mut line = |value: &Json<'_>, path: &str| {
        let text = one_line(&pen.cell(value, path));
        (!is_nothing(&text)).then_some(text)
    };
    let lines = match found.get("line") {
        Json::List(lines) => lines
            .iter()
            .filter_map(|one| line(one, "address.line"))
            .collect(),
        one => line(one, "address.line").into_iter().collect(),
    };
    let (city, county) = (
        line(found.get("city"), "address.city"),
        line(found.get("district"), "address.district"),
    );
    let postcode = pen.cell(found.get("postalCode"), "address.postalCode");
    let address = Address {
        lines,
        city,
        county,
        postcode: pen.postcode("address.postalCode", &postcode),
        point: None,
    };
    (address, uprn(found, pen))
}

/// The property number, which UK Core keeps in an extension of the address.
fn uprn(address: &Json<'_>, pen: &mut Pen<'_>) -> Option<Code> {
    let keys = address.get("extension").list().iter().filter(|extension| {
        extension
            .get("url")
            .text()
            .ends_with("Extension-UKCore-AddressKey")
    });
    for key in keys {
        let part = |name: &str| extension(key, name);
        let kind = part("type").map(|part| codings(part.get("valueCodeableConcept")));
        if kind.is_some_and(|codings| {
            codings
                .iter()
                .any(|coding| coding.get("code").text() == "UPRN")
        }) {
            let value = part("value")
                .map(|part| part.get("valueString").text())
                .unwrap_or_default();
            return pen.code(Scheme::Uprn, "address.extension", &value);
        }
    }
    None
}

/// The extension of `element` whose address ends with `name`.
pub(super) fn extension<'a, 'j>(element: &'a Json<'j>, name: &str) -> Option<&'a Json<'j>> {
    let list = element.get("extension").list();
    list.iter().find(|extension| {
        let url = extension.get("url").text();
        url.rsplit('/').next() == Some(name)
    })
}

/// The codings of a codeable concept.
pub(super) fn codings<'a, 'j>(concept: &'a Json<'j>) -> &'a [Json<'j>] {
    concept.get("coding").list()
}

/// What a codeable concept is called: its text, else what its first coding displays.
pub(super) fn label(concept: &Json<'_>) -> String {
    let text = concept.get("text").text();
    if !text.is_empty() {
        return one_line(&text);
    }
    let display = codings(concept)
        .iter()
        .map(|coding| coding.get("display").text());
    display
        .map(|display| one_line(&display))
        .find(|display| !display.is_empty())
        .unwrap_or_default()
}

/// The terms for several concepts.
pub(super) fn terms(concepts: &Json<'_>) -> Vec<Term> {
    concepts
        .list()
        .iter()
        .filter_map(|concept| Term::slug(&label(concept)))
        .collect()
}
