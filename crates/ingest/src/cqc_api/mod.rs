//! Documents of the regulator's (CQC) public API: locations and providers one by one, and lists of locations.
//!
//! Words: a *location* is a registration, for which an answer of the API has an object; a *list* names locations and
//! says no more of them.
//! Always: a location's entries are called by its `locationId`, a provider's by its `providerId`. A deregistered one
//! is closed. Managers and other people are not read, nor are inspectors' reports.
//! Start at [`Registrations`].

mod entries;
mod list;

use crate::fault::Fault;
use crate::json::Files;
use crate::place;
use crate::read::json::pages::{self, Pages};
use crate::read::json::{Envelope, Format, Glance, Json, JsonRows, Layout, Start, Told};
use crate::read::{IdSet, Pen};
use crate::reader::Opened;
use model::{Code, EntryType, Field, Scheme, SourceKey, Value};

/// Where the registrations of a document stand that is of this format.
pub(crate) fn knows(glance: &Glance) -> Option<Layout> {
    let list = |name: &str, members: &[&str]| {
        glance
            .list_has(name, members)
            .then(|| Layout::Member(name.to_owned()))
    };
    if is_detail(|name| glance.has(&[name])) || glance.has(&["locationId", "locationName"]) {
        Some(Layout::Elements)
    } else {
        list("locations", &["locationId", "locationName"])
            .or_else(|| list("providers", &["providerId", "providerName"]))
    }
}

/// True for the members of a location's or a provider's own object.
fn is_detail(has: impl Fn(&str) -> bool) -> bool {
    has("registrationStatus") && (has("locationId") || has("providerId"))
}

/// Starts reading registrations.
pub(crate) fn open(source: &SourceKey, files: Files, glance: &Glance) -> Opened {
    let provider = !glance.has(&["locationId"])
        && (glance.has(&["providerId"]) || glance.within("providers").is_some());
    let table = match (provider, is_detail(|name| glance.has(&[name]))) {
        // The list of active locations has the scope `locations`; here those that were closed stand too.
        (false, true) => "location-details",
        (false, false) => "location-list",
        (true, true) => "providers",
        (true, false) => "provider-list",
    };
    let format = Registrations {
        source: source.clone(),
        seen: IdSet::new(),
        pages: Pages::default(),
    };
    Opened {
        table: table.to_owned(),
        amendment: false,
        said: None,
        rows: Box::new(JsonRows::new(files, format)),
    }
}

/// The reader of registrations.
struct Registrations {
    source: SourceKey,
    seen: IdSet,
    pages: Pages,
}

/// Members that are long and say nothing that is kept: reports, earlier ratings, managers.
const UNREAD: [&str; 8] = [
    "assessment",
    "historicRatings",
    "inspectionAreas",
    "inspectionCategories",
    "locationIds",
    "regulatedActivities",
    "reports",
    "unpublishedReports",
];

/// The code in `text`, which is the id of a registration too.
fn registration(text: &str) -> Option<Code> {
    Code::parse(Scheme::Cqc, text).ok()
}

impl Format for Registrations {
    const UNREAD: &'static [&'static str] = &UNREAD;

    fn describe(&mut self, registered: &Json<'_>, pen: &mut Pen<'_>) -> Told {
        self.pages.count();
        let member = if registered.member("locationId").is_some() {
            "locationId"
        } else {
            "providerId"
        };
        let text = pen.member(registered, member);
        let Some(code) = registration(&text) else {
            let fault = if text.is_empty() {
                Fault::NoId
            } else {
                Fault::BadCode
            };
            pen.refuse(fault, Some(member), &text);
            return Told::Refused(Vec::new());
        };
        if !self.seen.insert(code.value()) {
            pen.refuse(Fault::RepeatedId, Some(member), &text);
            return Told::Unwanted { person: false };
        }
        Told::Described(if is_detail(|name| registered.member(name).is_some()) {
            let mut place = entries::place(registered, &code, pen);
            let mut brand = Vec::new();
            if member == "providerId"
                && let Some(entry) = list::brand(registered, pen)
            {
                let above = Some(Value::Reference(entry.id(&self.source)));
                place.organization.insert(Field::Organization, above);
                brand.extend(Some(entry).filter(|entry| self.seen.insert(&entry.local_id)));
            }
            brand.extend(place.entries(&self.source));
            brand
        } else {
            vec![list::organization(registered, &code, pen)]
        })
    }

    fn keeps(&mut self, start: &Start<'_>) -> Vec<(EntryType, String)> {
        self.pages.count();
        let id = start.member("locationId").or_else(|| {
            // A location names its provider too, and may do so first.
            let provider = start.member("organisationType")? == "Provider";
            start.member("providerId").filter(|_| provider)
        });
        id.and_then(|id| registration(&id))
            .map(|code| place::keeps(code.value()))
            .unwrap_or_default()
    }

    fn ended(&mut self, beside: &Envelope, last: bool, pen: &mut Pen<'_>) -> bool {
        let follows = pages::says(beside, "nextPageUri");
        self.pages.page(follows, pages::number(beside, "total"));
        !last || self.pages.all_there(pen)
    }
}

#[cfg(test)]
mod tests;
