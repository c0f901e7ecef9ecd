//! Open Referral UK and HSDS: services as JSON, in pages, lists or lines; versions 1.0 and 3 of ORUK, 3.x of HSDS.
//!
//! Words: those of HSDS; a *place* of a service is one of its `service_at_locations`.
//! Always: the entries of a service are made from that one object. Its organization and its locations keep the ids the
//! feed gives them, so that services share them; of an organization that stands in many objects the first is used.
//! An empty text and `null` say "none"; a member that is not there says nothing.
//! Start at [`Services`]; then `service` and `location`, and `schedule` for times.

mod location;
mod schedule;
mod service;
mod words;

use crate::fault::Fault;
use crate::json::Files;
use crate::read::json::pages::{self, Pages};
use crate::read::json::{Envelope, Format, Glance, Json, JsonRows, Layout, Start, Told};
use crate::read::{IdSet, Pen, one_line};
use crate::reader::Opened;
use model::{Entry, EntryType, Field, SourceKey, Value};

/// Members of which a service has one at least.
const MEMBERS: [&str; 11] = [
    "service_at_locations",
    "organization_id",
    "organization",
    "schedules",
    "regular_schedules",
    "service_areas",
    "cost_options",
    "assured_date",
    "eligibility_description",
    "eligibilitys",
    "service_taxonomys",
];

/// The names under which an API gives the services of a page.
const LISTS: [&str; 4] = ["contents", "content", "services", "items"];

/// Members that a location has and a service has not.
const OF_A_LOCATION: [&str; 4] = [
    "location_type",
    "addresses",
    "physical_addresses",
    "latitude",
];

/// Where the services of a document stand that is of this format: in its elements, in a list of a page, or in
/// organizations.
pub(crate) fn knows(glance: &Glance) -> Option<Layout> {
    let is_service = |has: &dyn Fn(&str) -> bool| {
        has("id")
            && (has("name") || has("status"))
            && MEMBERS.iter().any(|name| has(name))
            && !OF_A_LOCATION.iter().any(|name| has(name))
    };
    let in_list = |list: &str| is_service(&|name| glance.list_has(list, &[name]));
    let is_organization = glance.has(&["id", "name"]) && in_list("services");
    if is_organization || is_service(&|name| glance.has(&[name])) {
        return Some(Layout::Elements);
    }
    LISTS.iter().find_map(|list| {
        let empty = glance.has(&["total_items", "total_pages"])
            && glance.within(list).is_some_and(<[String]>::is_empty);
        (in_list(list) || empty).then(|| Layout::Member((*list).to_owned()))
    })
}

/// Starts reading services.
pub(crate) fn open(source: &SourceKey, files: Files, glance: &Glance) -> Opened {
    let format = Services {
        source: source.clone(),
        of_organizations: glance.has(&["id", "name", "services"]),
        seen: IdSet::new(),
        pages: Pages::default(),
    };
    Opened {
        table: "services".to_owned(),
        amendment: false,
        said: None,
        rows: Box::new(JsonRows::new(files, format)),
    }
}

pub(crate) use schedule::in_text;
pub(crate) use service::describe_times;

/// The entries of a service that stands as an object.
pub(crate) fn service(
    object: &Json<'_>,
    id: &str,
    source: &SourceKey,
    pen: &mut Pen<'_>,
) -> Vec<Entry> {
    service::entries(object, id, source, pen)
}

/// The entry of an organization that stands as an object of its own.
pub(crate) fn organization(
    object: &Json<'_>,
    source: &SourceKey,
    pen: &mut Pen<'_>,
) -> Option<Entry> {
    service::whole_organization(object, source, pen).1
}

/// The entry of a location that stands as an object of its own.
pub(crate) fn location(object: &Json<'_>, source: &SourceKey, pen: &mut Pen<'_>) -> Option<Entry> {
    let mut entry = location::found(object, None, pen)?.entry?;
    let owner = one_line(&object.get("organization_id").text());
    if !owner.is_empty() {
        let owner = Entry::new(EntryType::Organization, format!("{owner}#organization")).id(source);
        entry
            .fields
            .insert(Field::Organization, Some(Value::Reference(owner)));
    }
    Some(entry)
}

/// The reader of services.
struct Services {
    source: SourceKey,
    /// True when the objects are organizations with their services in them.
    of_organizations: bool,
    seen: IdSet,
    pages: Pages,
}

impl Services {
    /// An organization with its services in it: they are its own.
    fn organization(&mut self, object: &Json<'_>, pen: &mut Pen<'_>) -> Told {
        let id = one_line(&pen.member(object, "id"));
        if id.is_empty() {
            pen.refuse(Fault::NoId, Some("id"), "");
            return Told::Refused(Vec::new());
        }
        let mut entries: Vec<Entry> = organization(object, &self.source, pen)
            .into_iter()
            .collect();
        for place in pen.list(object.get("locations"), "locations") {
            entries.extend(location(place, &self.source, pen));
        }
        for service in pen.list(object.get("services"), "services") {
            let own = one_line(&pen.cell(service.get("id"), "services.id"));
            if own.is_empty() || !self.seen.insert(&own) {
                let fault = if own.is_empty() {
                    Fault::NoId
                } else {
                    Fault::RepeatedId
                };
                pen.note(fault, "services.id", &own);
                continue;
            }
            let mut members = service.members().to_vec();
            if service.get("organization_id").is_nothing() {
                members.retain(|(name, _)| name != "organization_id");
                members.push(("organization_id".into(), Json::Text(id.as_str().into())));
            }
            let service = Json::Object(members);
            entries.extend(service::entries(&service, &own, &self.source, pen));
        }
        // A hall stands beside the services and within each.
        let mut held = IdSet::new();
        entries.retain(|entry| held.insert(&entry.local_id));
        if entries.is_empty() {
            pen.refuse(Fault::NothingDescribed, None, &id);
            return Told::Refused(Vec::new());
        }
        Told::Described(entries)
    }
}

impl Format for Services {
    fn describe(&mut self, service: &Json<'_>, pen: &mut Pen<'_>) -> Told {
        self.pages.count();
        if service.member("services").is_some() {
            return self.organization(service, pen);
        }
        let id = one_line(&pen.member(service, "id"));
        if id.is_empty() {
            pen.refuse(Fault::NoId, Some("id"), "");
            return Told::Refused(Vec::new());
        }
        if !self.seen.insert(&id) {
            pen.refuse(Fault::RepeatedId, Some("id"), &id);
            return Told::Unwanted { person: false };
        }
        Told::Described(service::entries(service, &id, &self.source, pen))
    }

    fn keeps(&mut self, start: &Start<'_>) -> Vec<(EntryType, String)> {
        self.pages.count();
        if self.of_organizations {
            // Which services an organization has is not known from its start.
            return Vec::new();
        }
        let id = start.member("id").map(|id| one_line(&id));
        id.map(|id| vec![(EntryType::Service, format!("{id}#service"))])
            .unwrap_or_default()
    }

    fn ended(&mut self, beside: &Envelope, last: bool, pen: &mut Pen<'_>) -> bool {
        // Version 3 says `last_page` and `total_items`, version 1 `last` and `totalElements`.
        let is_false = |name: &str| beside.get(name).is_some_and(|value| value == "false");
        let follows = is_false("last_page") || is_false("last");
        let total =
            pages::number(beside, "total_items").or_else(|| pages::number(beside, "totalElements"));
        self.pages.page(follows, total);
        !last || self.pages.all_there(pen)
    }
}

#[cfg(test)]
mod tests;
