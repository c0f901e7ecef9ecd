//! Ohana-style JSON: organizations with their locations and services inside, one object a line.
//!
//! Always: such files give no ids, so a thing is known by its name, an organization's in the file, a location's in its
//! organization; a second one of a name is refused, since nobody could tell them apart in the next file.
//! Start at [`Organizations`].

use crate::fault::Fault;
use crate::json::Files;
use crate::oruk;
use crate::place::Fields;
use crate::read::json::{Format, Glance, Json, JsonRows, Layout, Start, Told};
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
    fn describe(&mut self, organization: &Json<'_>, pen: &mut Pen<'_>) -> Told {
        let name = one_line(&pen.member(organization, "name"));
        let Some(id) = word(&name) else {
            pen.refuse(Fault::NoId, Some("name"), &name);
            return Told::Refused(Vec::new());
        };
        if !self.seen.insert(&id) {
            pen.refuse(Fault::RepeatedId, Some("name"), &name);
            return Told::Unwanted { person: false };
        }
        let mut own = Entry::new(EntryType::Organization, format!("{id}#organization"));
        own.fields = said(organization, pen);
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
                let mut location =
                    Entry::new(EntryType::Location, format!("{id}#location:{within}"))
                        .with(Field::Name, Value::text(&name))
                        .with(Field::Organization, owner.clone());
                let address = address(place, pen);
                let address = (!address.is_empty()).then(|| Value::Address(Box::new(address)));
                location.fields.insert(Field::Address, address);
                let at = Some(Value::Reference(location.id(&self.source)));
                entries.push(location);
                for (suffix, mut fields, words) in offered(place, &name, pen) {
                    fields.insert(Field::Organization, owner.clone());
                    fields.insert(Field::Location, at.clone());
                    let local_id = format!("{id}#service:{within}{suffix}");
                    let mut service = Entry::new(EntryType::Service, local_id);
                    service.fields = fields;
                    oruk::describe_times(&mut service, &words);
                    entries.push(service);
                }
            }
        }
        Told::Described(entries)
    }

    fn keeps(&mut self, start: &Start<'_>) -> Vec<(EntryType, String)> {
        let id = start.member("name").and_then(|name| word(&one_line(&name)));
        id.map(|id| vec![(EntryType::Organization, format!("{id}#organization"))])
            .unwrap_or_default()
    }
}

/// What a place offers: its services, or itself when it names none. For each what tells it apart from the others, what is
/// said of it, and times that no week can hold.
fn offered(place: &Json<'_>, name: &str, pen: &mut Pen<'_>) -> Vec<(String, Fields, Vec<String>)> {
    let mut own = said(place, pen);
    own.insert(Field::Name, Value::text(name));
    let (mut offered, mut words) = (Vec::new(), IdSet::new());
    let mut any = false;
    for list in ["servs", "services"] {
        for service in pen.list(place.get(list), list) {
            any = true;
            let called = one_line(&pen.cell(service.get("name"), "name"));
            // One without a name is what the place is there for.
            let suffix = word(&called).map_or(String::new(), |word| format!(".{word}"));
            if !words.insert(&suffix) {
                pen.note(Fault::RepeatedId, list, &called);
                continue;
            }
            let mut fields = own.clone();
            fields.extend(
                said(service, pen)
                    .into_iter()
                    .filter(|(_, said)| said.is_some()),
            );
            if !suffix.is_empty() {
                fields.insert(Field::Name, Value::text(&called));
            }
            let kept = times(&mut fields, &[service, place], pen);
            offered.push((suffix, fields, kept));
        }
    }
    if !any {
        let kept = times(&mut own, &[place], pen);
        offered.push((String::new(), own, kept));
    }
    offered
}

/// Puts the opening times of the first of `objects` that has any into `fields`; gives those that no week can hold.
fn times(fields: &mut Fields, objects: &[&Json<'_>], pen: &mut Pen<'_>) -> Vec<String> {
    let mut kept = Vec::new();
    let said = objects.iter().find_map(|object| object.member("hours"));
    if let Some(said) = said {
        let text = one_line(&pen.cell(said, "hours"));
        let hours = (!is_nothing(&text))
            .then(|| oruk::in_text(&text, "hours", &mut kept, pen))
            .flatten();
        fields.insert(
            Field::Schedule,
            hours.map(|hours| Value::Hours(Box::new(hours))),
        );
    }
    kept
}

/// The texts of a list, or the one that stands alone.
fn texts(value: &Json<'_>, path: &str, pen: &mut Pen<'_>) -> Vec<String> {
    let list = match value {
        Json::List(list) => list.as_slice(),
        value => std::slice::from_ref(value),
    };
    let named = list.iter().map(|one| one.member("name").unwrap_or(one));
    named
        .map(|one| one_line(&pen.cell(one, path)))
        .filter(|text| !is_nothing(text))
        .collect()
}

/// What an organization, a location or a service says of itself.
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
    for (name, field) in [
        ("audience", Field::Eligibility),
        ("eligibility", Field::Eligibility),
        ("how_to_apply", Field::ApplicationProcess),
        ("fees", Field::Fees),
        ("service_areas", Field::ServiceArea),
    ] {
        if let Some(value) = object.member(name) {
            let text = texts(value, name, pen).join("; ");
            fields.insert(field, Value::text(&text));
        }
    }
    for (name, field) in [
        ("languages", Field::Languages),
        ("keywords", Field::Kind),
        ("categories", Field::Kind),
    ] {
        if let Some(value) = object.member(name) {
            let words = texts(value, name, pen);
            fields.insert(
                field,
                Value::terms(words.iter().filter_map(|w| Term::slug(w))),
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
                "tealford-library#location:weir-branch",
                "tealford-library#service:weir-branch",
                "friends#organization"
            ]
        );
        assert_eq!(
            read.said("tealford-library#service:weir-branch", Field::Phone),
            r#""01632960417""#
        );
        assert_eq!(
            read.said("tealford-library#service:weir-branch", Field::Description),
            r#""Books and computers.""#
        );
        assert!(read.codes().contains(&"FP125"));
    }

    #[test]
    fn services_of_a_place_are_told_apart_by_name() {
        let text = r#"{"name":"Sedge Trust","locs":[{"name":"Hall","address":{"zip":"QX2 1AA"},"hours":"Mon-Fri 9am-5pm","phones":["01632 960417"],"languages":["Polish"],"servs":[
{"description":"Talks.","audience":"Everybody","fees":"None","how_to_apply":"Just come."},
{"name":"Lunch club","hours":"when the kettle is on","keywords":["meals","older people"]},
{"name":"Lunch Club"}]}]}"#
            .replace('\n', " ");
        let read = read(&[("list.json", text.as_bytes())], None).unwrap();
        assert_eq!(
            read.local_ids(),
            [
                "sedge-trust#organization",
                "sedge-trust#location:hall",
                "sedge-trust#service:hall",
                "sedge-trust#service:hall.lunch-club"
            ]
        );
        let check = |id: &str, field, want: &str| {
            assert_eq!(
                read.said(&format!("sedge-trust#service:hall{id}"), field),
                want
            );
        };
        check("", Field::Name, r#""Hall""#);
        check("", Field::Eligibility, r#""Everybody""#);
        check("", Field::ApplicationProcess, r#""Just come.""#);
        check("", Field::Phone, r#""01632960417""#);
        check(".lunch-club", Field::Languages, r#"["polish"]"#);
        check(".lunch-club", Field::Kind, r#"["meals","older-people"]"#);
        check(".lunch-club", Field::Schedule, "none");
        check(
            ".lunch-club",
            Field::Description,
            r#""Opening times: when the kettle is on""#,
        );
        assert_eq!(read.codes(), ["FP170", "FP125"]);
    }
}
