//! The JSON profiles of the NHS website: a list of general practices or of pharmacies, one object each.
//!
//! Words: a *profile* is one object. A practice's has `syndicationId`, which is the id of the same surgery in the
//! website's open data (`OrganisationID` of the table GP), so both describe the same entries; its `choicesId` is
//! another number, which the open data gives to other surgeries. A pharmacy's has only the register's code.
//! Always: a profile speaks for what its kind of profile can hold; the first kind (`location.address`) knows nothing
//! of email, website and times. Doctors and other people are not read.
//! Start at [`Profiles`]; opening times are in [`times`].

mod entries;
mod times;

use crate::fault::Fault;
use crate::json::Files;
use crate::nhsuk::tables::Table;
use crate::read::json::{Format, Glance, Json, JsonRows, Layout, Start, Told};
use crate::read::{IdSet, Pen};
use crate::reader::Opened;
use crate::{place, read};
use model::{EntryType, SourceKey, Term};

/// Where the profiles of a document stand that is of this format.
pub(crate) fn knows(glance: &Glance) -> Option<Layout> {
    let practices =
        glance.has(&["syndicationId", "odsCode"]) || glance.has(&["choicesId", "odsCode"]);
    let pharmacies = glance.has(&["identifier", "identifierType", "organisationType"]);
    (practices || pharmacies).then_some(Layout::Elements)
}

/// Starts reading profiles.
pub(crate) fn open(source: &SourceKey, files: Files, glance: &Glance) -> Opened {
    let table = if glance.has(&["odsCode"]) {
        "GP".to_owned()
    } else {
        let kind = glance.value("organisationType").unwrap_or_default();
        let kind = Term::slug(kind).map_or_else(String::new, |kind| format!("{kind}-"));
        format!("{kind}profiles")
    };
    Opened {
        table,
        amendment: false,
        said: None,
        rows: Box::new(JsonRows::new(files, Profiles::new(source))),
    }
}

/// The reader of profiles.
struct Profiles {
    source: SourceKey,
    seen: IdSet,
}

impl Profiles {
    fn new(source: &SourceKey) -> Self {
        Self {
            source: source.clone(),
            seen: IdSet::new(),
        }
    }
}

/// The kind of profile that an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A practice's, the first kind: name, code, phone and address.
    Brief,
    /// A practice's, with contact, times, facilities and services.
    Practice,
    /// A pharmacy's, or another's that the register gave a code.
    Coded,
}

impl Kind {
    fn of(profile: &Json<'_>) -> Self {
        let has = |name| profile.member(name).is_some();
        if has("identifier") && !has("odsCode") {
            Self::Coded
        } else if has("contact") || has("address") {
            Self::Practice
        } else {
            Self::Brief
        }
    }

    /// The member that holds its id.
    fn id_member(self) -> &'static str {
        match self {
            Self::Brief | Self::Practice => "syndicationId",
            Self::Coded => "identifier",
        }
    }

    /// What it is about.
    fn table(self, profile: &Json<'_>) -> Option<&'static Table> {
        match self {
            Self::Brief | Self::Practice => Table::of_type("gp"),
            Self::Coded => Table::of_type(&profile.get("organisationType").text()),
        }
    }
}

impl Format for Profiles {
    const UNREAD: &'static [&'static str] = &["doctors", "links"];

    fn describe(&mut self, profile: &Json<'_>, pen: &mut Pen<'_>) -> Told {
        let kind = Kind::of(profile);
        let id = read::one_line(&pen.member(profile, kind.id_member()));
        if id.is_empty() {
            pen.refuse(Fault::NoId, Some(kind.id_member()), "");
            return Told::Refused(Vec::new());
        }
        let Some(table) = kind.table(profile) else {
            let seen = profile.get("organisationType").text();
            pen.refuse(Fault::OtherType, Some("organisationType"), &seen);
            return Told::Refused(place::keeps(&id));
        };
        if !self.seen.insert(&id) {
            pen.refuse(Fault::RepeatedId, Some(kind.id_member()), &id);
            return Told::Unwanted { person: false };
        }
        Told::Described(entries::place(profile, kind, table, id, pen).entries(&self.source))
    }

    fn keeps(&mut self, start: &Start<'_>) -> Vec<(EntryType, String)> {
        let id = ["syndicationId", "identifier"]
            .into_iter()
            .find_map(|name| start.member(name));
        id.map(|id| place::keeps(&read::one_line(&id)))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
