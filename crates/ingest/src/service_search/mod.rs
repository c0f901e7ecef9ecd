//! Documents of the NHS service search API (the Directory of Healthcare Services): an answer with `value`, a list of
//! organisations, or organisations one by one.
//!
//! Words: an *organisation* is one object: a surgery, a pharmacy, a dental practice, a clinic, with what it offers.
//! Always: `SearchKey` is its id; a status other than visible hides it, except that closed is closed; what it says of
//! contact counts only from its primary contacts, not from those for complaints.
//! Start at [`Organisations`].

mod entries;
mod times;

use crate::fault::Fault;
use crate::json::Files;
use crate::place;
use crate::read::json::pages::{self, Pages};
use crate::read::json::{Envelope, Format, Glance, Json, JsonRows, Layout, Start, Told};
use crate::read::{IdSet, Pen, one_line};
use crate::reader::Opened;
use model::{EntryType, SourceKey};

/// The members by which an organisation is known.
const MEMBERS: [&str; 3] = ["SearchKey", "OrganisationName", "OrganisationStatus"];

/// Where the organisations of a document stand that is of this format.
pub(crate) fn knows(glance: &Glance) -> Option<Layout> {
    let list = || Layout::Member("value".to_owned());
    let empty = || glance.within("value").is_some_and(<[String]>::is_empty);
    if glance.has(&MEMBERS) {
        Some(Layout::Elements)
    } else if glance.list_has("value", &MEMBERS) || (glance.has(&["@odata.context"]) && empty()) {
        Some(list())
    } else {
        None
    }
}

/// Starts reading organisations.
pub(crate) fn open(source: &SourceKey, files: Files, _glance: &Glance) -> Opened {
    let format = Organisations {
        source: source.clone(),
        seen: IdSet::new(),
        pages: Pages::default(),
    };
    Opened {
        table: "service-search".to_owned(),
        amendment: false,
        said: None,
        rows: Box::new(JsonRows::new(files, format)),
    }
}

/// The reader of organisations.
struct Organisations {
    source: SourceKey,
    seen: IdSet,
    pages: Pages,
}

impl Format for Organisations {
    const UNREAD: &'static [&'static str] = &["Metrics", "Geocode"];

    fn describe(&mut self, organisation: &Json<'_>, pen: &mut Pen<'_>) -> Told {
        self.pages.count();
        let id = one_line(&pen.member(organisation, "SearchKey"));
        if id.is_empty() {
            pen.refuse(Fault::NoId, Some("SearchKey"), "");
            return Told::Refused(Vec::new());
        }
        if !self.seen.insert(&id) {
            pen.refuse(Fault::RepeatedId, Some("SearchKey"), &id);
            return Told::Unwanted { person: false };
        }
        let status = pen.member(organisation, "OrganisationStatus");
        let closed = status.eq_ignore_ascii_case("closed");
        if !closed && !status.is_empty() && !status.eq_ignore_ascii_case("visible") {
            pen.note(Fault::NotVisible, "OrganisationStatus", &status);
            return Told::Hidden;
        }
        Told::Described(entries::place(organisation, id, closed, pen).entries(&self.source))
    }

    fn keeps(&mut self, start: &Start<'_>) -> Vec<(EntryType, String)> {
        self.pages.count();
        let id = start.member("SearchKey");
        id.map(|id| place::keeps(&one_line(&id)))
            .unwrap_or_default()
    }

    fn ended(&mut self, beside: &Envelope, last: bool, pen: &mut Pen<'_>) -> bool {
        self.pages.page(
            pages::says(beside, "@odata.nextLink"),
            pages::number(beside, "@odata.count"),
        );
        !last || self.pages.all_there(pen)
    }
}

#[cfg(test)]
mod tests;
