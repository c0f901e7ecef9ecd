//! Ohana-style JSON: organizations with their locations and services inside, one object a line.
//!
//! Always: such files give no ids, so a thing is known by its name, an organization's in the file, a location's in its
//! organization; a second one of a name is refused, since nobody could tell them apart in the next file.
//! Start at [`Organizations`].

use crate::fault::Fault;
use crate::json::Files;
use crate::place::Fields;
use crate::read::json::{Format, Glance, Json, JsonRows, Layout, Object, Start, Told};
use crate::read::{IdSet, Pen, is_nothing, one_line, plain_text};
use crate::reader::Opened;
use model::{Address, Entry, EntryType, Field, SourceKey, Term, Value};

/// The names under which organizations hold their locations.
const LISTS: [&str; 2] = ["locs", "locations"];

/// Where the organizations of a document stand that is of this format.
pub(crate) fn knows(glance: &Glance) -> Option<Layout> {
    let known = glance.has(&["name"])
        && LISTS
            .iter()
            .any(|list| glance.list_has(list, &["name", "address"]));
    known.then_some(Layout::Elements)
}

/// Starts reading organizations.
pub(crate) fn open(source: &SourceKey, files: Files, _glance: &Glance) -> Opened {
    let format = Organizations {
        source: source.clone(),
        seen: IdSet::new(),
    };
    Opened {
        table: "ohana".to_owned(),
        amendment: false,
        said: None,
        rows: Box::new(JsonRows::new(files, format)),
    }
}

/// The reader of organizations.
struct Organizations {
    source: SourceKey,
    seen: IdSet,
}

/// The word that a name is known by.
fn word(name: &str) -> Option<String> {
    Term::slug(name).map(|term| term.as_str().to_owned())
}

impl Format for Organizations {
    fn describe(&mut self, object: &Object<'_>, pen: &mut Pen<'_>) -> Told {
        let Some(organization) = object.parse::<Json<'_>>(pen) else {
            return Told::Refused(self.keeps(&object.start()));
        };
        let name = one_line(&pen.member(&organization, "name"));
        let Some(id) = word(&name) else {
            pen.refuse(Fault::NoId, Some("name"), &name);
            return Told::Refused(Vec::new());
        };
        if !self.seen.insert(&id) {
            pen.refuse(Fault::RepeatedId, Some("name"), &name);
            return Told::Unwanted { person: false };
        }
        let mut own = Entry::new(EntryType::Organization, format!("{id}#organization"));
        own.fields = said(&organization, pen);
        own.fields.insert(Field::Name, Value::text(&name));
        let owner = Some(Value::Reference(own.id(&self.source)));
        let mut entries = vec![own];
        let mut places = IdSet::new();
        for list in LISTS {
            for place in pen.list(organization.get(list), list) {
                let name = one_line(&pen.cell(place.get("name"), "name"));
                let Some(within) = word(&name).filter(|word| places.insert(word)) else {
                    pen.note(Fault::RepeatedId, list, &name);
                    continue;
                };
                let id = format!("{id}/{within}");
                let mut location = Entry::new(EntryType::Location, format!("{id}#location"))
                    .with(Field::Name, Value::text(&name))
                    .with(Field::Organization, owner.clone());
                let address = address(place, pen);
                let address = (!address.is_empty()).then(|| Value::Address(Box::new(address)));
                location.fields.insert(Field::Address, address);
                let at = Some(Value::Reference(location.id(&self.source)));
                entries.push(location);
                let mut service = Entry::new(EntryType::Service, format!("{id}#service"));
                service.fields = said(place, pen);
                service.fields.insert(Field::Name, Value::text(&name));
                service.fields.insert(Field::Organization, owner.clone());
                service.fields.insert(Field::Location, at);
                entries.push(service);
            }
        }
        Told::Described(entries)
    }

    fn keeps(&self, start: &Start<'_>) -> Vec<(EntryType, String)> {
        let id = start.member("name").and_then(|name| word(&one_line(&name)));
        id.map(|id| vec![(EntryType::Organization, format!("{id}#organization"))])
            .unwrap_or_default()
    }
}

/// What an organization or a location says of itself.
fn said(object: &Json<'_>, pen: &mut Pen<'_>) -> Fields {
    let mut fields = Fields::new();
    for name in ["description", "short_desc"] {
        if object.member(name).is_some()
            && !matches!(fields.get(&Field::Description), Some(Some(_)))
        {
            let text = plain_text(&pen.cell(object.get(name), name))
                .trim()
                .to_owned();
            fields.insert(
                Field::Description,
                if is_nothing(&text) {
                    None
                } else {
                    Value::text(&text)
                },
            );
        }
    }
    // Numbers stand alone, in a list, or as objects in one.
    let first = |name: &str| {
        let value = object.member(name)?;
        let inner = match value {
            Json::List(list) => list.first()?,
            value => value,
        };
        Some(inner.member("number").unwrap_or(inner))
    };
    for name in ["phones", "phone"] {
        if let Some(value) = first(name) {
            let text = pen.cell(value, name).into_owned();
            fields.insert(Field::Phone, pen.phone(name, &text));
        }
    }
    for name in ["emails", "email"] {
        if let Some(value) = first(name) {
            let text = pen.cell(value, name).into_owned();
            fields.insert(Field::Email, pen.email(name, &text));
        }
    }
    for name in ["urls", "website", "url"] {
        if let Some(value) = first(name) {
            let text = pen.cell(value, name).into_owned();
            fields.insert(Field::Website, pen.website(name, &text));
        }
    }
    fields
}

fn address(place: &Json<'_>, pen: &mut Pen<'_>) -> Address {
    let of = place.get("address");
    let mut part = |names: &[&str]| {
        let value = names
            .iter()
            .find_map(|name| of.member(name).filter(|value| !value.is_nothing()))?;
        let text = one_line(&pen.cell(value, names[0]));
        (!is_nothing(&text)).then_some(text)
    };
    let lines = [
        &["street", "street_1", "address_1"][..],
        &["street_2", "address_2"],
    ]
    .into_iter()
    .filter_map(&mut part)
    .collect();
    let (city, county) = (part(&["city"]), part(&["state", "state_province"]));
    let postcode = part(&["zip", "postal_code", "postcode"]).unwrap_or_default();
    let [lat, lon] = ["latitude", "longitude"].map(|name| place.get(name).text().into_owned());
    Address {
        lines,
        city,
        county,
        postcode: pen.postcode("zip", &postcode),
        point: pen.point("latitude", &lat, &lon),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::read;
    use model::Field;

    #[test]
    fn an_organization_gives_its_places_with_a_service_at_each() {
        let text = r#"{"name":"Tealford Library","locs":[{"name":"Weir Branch","description":"Books and computers.","address":{"street":"1 Weir Lane","city":"Tealford","state":"Ambermoor","zip":"QX4 7PL"},"phones":[{"number":"01632 960417"}]},{"name":"Weir Branch","address":{}}]}
{"name":"Friends","locs":[]}
{"name":"friends","locs":[]}
{"locs":[{"name":"x","address":{}}]}
"#;
        let read = read(&[("list.json", text.as_bytes())], None).unwrap();
        assert_eq!(
            (
                read.table.as_str(),
                read.tally.described,
                read.tally.refused
            ),
            ("ohana", 2, 2)
        );
        assert_eq!(
            read.local_ids(),
            [
                "tealford-library#organization",
                "tealford-library/weir-branch#location",
                "tealford-library/weir-branch#service",
                "friends#organization"
            ]
        );
        assert_eq!(
            read.said("tealford-library/weir-branch#service", Field::Phone),
            r#""01632960417""#
        );
        assert_eq!(
            read.said("tealford-library/weir-branch#service", Field::Description),
            r#""Books and computers.""#
        );
        assert!(read.codes().contains(&"FP125"));
    }
}
