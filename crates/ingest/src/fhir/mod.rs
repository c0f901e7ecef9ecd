//! FHIR R4: bundles of organizations, locations and services as the organisation register's current API and other
//! directories give them, and resources one below the other (NDJSON).
//!
//! Words: a *resource* is one object; a *bundle* is an envelope whose `entry` holds resources; a *reference* names
//! another resource, as `Organization/A81001` or by its code.
//! Always: an organization's entries are called by its `id` (in the register, its code, so that they are those of
//! the register's CSV files), a location's by `Location/id`, a service's by `HealthcareService/id`. Resources about
//! people are refused and not kept. A number that only clinicians may call is never shown.
//! Start at [`Resources`]; [`organization`] and [`service`] make entries.

mod elements;
mod organization;
mod roles;
mod service;

use crate::fault::Fault;
use crate::json::Files;
use crate::read::json::pages::{self, Pages};
use crate::read::json::{Envelope, Format, Glance, Json, JsonRows, Layout, Start, Told};
use crate::read::{IdSet, Pen, written_date};
use crate::reader::Opened;
use model::{EntryType, SourceKey};

/// Where the resources of a document stand that is of this format.
pub(crate) fn knows(glance: &Glance) -> Option<Layout> {
    if glance.value("resourceType") == Some("\"Bundle\"") {
        Some(Layout::Member("entry".to_owned()))
    } else {
        glance.has(&["resourceType"]).then_some(Layout::Elements)
    }
}

/// Starts reading resources.
pub(crate) fn open(source: &SourceKey, files: Files, glance: &Glance) -> Opened {
    let meta: Option<Json<'_>> = glance
        .value("meta")
        .and_then(|meta| serde_json::from_str(meta).ok());
    let bundle = glance.value("resourceType") == Some("\"Bundle\"");
    let updated = meta.filter(|_| bundle).and_then(|meta| {
        let text = meta.get("lastUpdated").text().into_owned();
        written_date(&text)
    });
    let stamped = glance.value("timestamp").filter(|_| bundle);
    let said = updated.or_else(|| written_date(stamped?.trim_matches('"')));
    // What is sent to be taken over, or since when, is never a whole directory.
    let amendment = ["history", "transaction", "batch"]
        .iter()
        .any(|kind| glance.value("type").map(|t| t.trim_matches('"')) == Some(kind));
    let format = Resources {
        source: source.clone(),
        seen: IdSet::new(),
        pages: Pages::default(),
    };
    Opened {
        table: "fhir".to_owned(),
        amendment: amendment && bundle,
        said,
        rows: Box::new(JsonRows::new(files, format)),
    }
}

/// The reader of resources.
struct Resources {
    source: SourceKey,
    seen: IdSet,
    pages: Pages,
}

/// Resource types that are about people.
const PEOPLE: [&str; 5] = [
    "Patient",
    "Person",
    "Practitioner",
    "PractitionerRole",
    "RelatedPerson",
];

impl Format for Resources {
    fn describe(&mut self, entry: &Json<'_>, pen: &mut Pen<'_>) -> Told {
        let resource = entry.member("resource").unwrap_or(entry);
        if entry.get("search").get("mode").text() != "include" {
            self.pages.count();
        }
        let kind = resource.get("resourceType").text();
        if PEOPLE.contains(&&*kind) {
            pen.refuse(Fault::Person, Some("resourceType"), &kind);
            return Told::Unwanted { person: true };
        }
        if !matches!(&*kind, "Organization" | "Location" | "HealthcareService") {
            pen.note(Fault::NotListed, "resourceType", &kind);
            return Told::Hidden;
        }
        let id = resource.get("id").text();
        if id.is_empty() {
            pen.refuse(Fault::NoId, Some("id"), "");
            return Told::Refused(Vec::new());
        }
        if !self.seen.insert(&format!("{kind}/{id}")) {
            pen.refuse(Fault::RepeatedId, Some("id"), &id);
            return Told::Unwanted { person: false };
        }
        Told::Described(match &*kind {
            "Organization" => organization::entries(&self.source, resource, &id, pen),
            "Location" => vec![service::location(&self.source, resource, &id, pen)],
            _ => service::services(&self.source, resource, &id, pen),
        })
    }

    fn keeps(&mut self, start: &Start<'_>) -> Vec<(EntryType, String)> {
        self.pages.count();
        let resource = start.object("resource");
        let resource = resource.as_ref().unwrap_or(start);
        let (kind, id) = (resource.member("resourceType"), resource.member("id"));
        let (Some(kind), Some(id)) = (kind, id) else {
            return Vec::new();
        };
        match kind.as_str() {
            "Organization" => crate::place::keeps(&id),
            "Location" => vec![(EntryType::Location, elements::local_id(&kind, &id))],
            "HealthcareService" => vec![(EntryType::Service, elements::local_id(&kind, &id))],
            _ => Vec::new(),
        }
    }

    fn ended(&mut self, beside: &Envelope, last: bool, pen: &mut Pen<'_>) -> bool {
        let links = beside
            .get("link")
            .and_then(|links| serde_json::from_str(links).ok());
        let links: Json<'_> = links.unwrap_or(Json::Null);
        let follows = links
            .list()
            .iter()
            .any(|link| link.get("relation").text() == "next");
        self.pages.page(follows, pages::number(beside, "total"));
        !last || self.pages.all_there(pen)
    }
}

#[cfg(test)]
mod tests;
