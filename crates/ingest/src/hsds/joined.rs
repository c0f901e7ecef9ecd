//! The parts of a package, by the row that they complete, and the object that a row makes with them.

use super::Loaded;
use crate::fault::{Fault, Unreadable};
use crate::plain::{Plain, PlainRow};
use crate::read::json::Json;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::HashMap;

/// How many bytes of parts are held at most.
pub(crate) const MOST_BYTES: usize = 1 << 30;

/// What a row can complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Organization,
    Location,
    Service,
    ServiceAtLocation,
    Contact,
    Phone,
}

impl Kind {
    /// The three files whose rows describe something, in the order in which they are read.
    pub const MAIN: [(&'static str, Self); 3] = [
        ("organizations", Self::Organization),
        ("locations", Self::Location),
        ("services", Self::Service),
    ];

    /// The columns by which a row names what it completes, the nearest first.
    const KEYS: [(&'static str, Self); 6] = [
        ("service_at_location_id", Self::ServiceAtLocation),
        ("contact_id", Self::Contact),
        ("phone_id", Self::Phone),
        ("service_id", Self::Service),
        ("location_id", Self::Location),
        ("organization_id", Self::Organization),
    ];
}

/// What attributes may be about that says nothing we keep.
const NOT_KEPT: [&str; 13] = [
    "accessibility",
    "address",
    "contact",
    "cost_option",
    "funding",
    "language",
    "organization_identifier",
    "phone",
    "program",
    "required_document",
    "schedule",
    "service_area",
    "taxonomy_term",
];

/// The member that the rows of a file make, by the file's name.
fn member(stem: &str) -> Option<&'static str> {
    Some(match stem {
        "phones" | "phone" => "phones",
        "contacts" | "contact" => "contacts",
        "schedules" | "schedule" => "schedules",
        "regular_schedules" | "regular_schedule" => "regular_schedules",
        "holiday_schedules" | "holiday_schedule" => "holiday_schedules",
        "addresses" | "address" => "addresses",
        "physical_addresses" | "physical_address" => "physical_addresses",
        "languages" | "language" => "languages",
        "accessibility" => "accessibility",
        "accessibility_for_disabilities" => "accessibility_for_disabilities",
        "services_at_location" | "service_at_location" | "services_at_locations" => {
            "service_at_locations"
        }
        "service_attributes" | "attributes" | "attribute" | "service_taxonomy"
        | "services_taxonomy" => "attributes",
        "cost_options" | "cost_option" => "cost_options",
        "eligibility" | "eligibilitys" | "eligibilities" => "eligibilitys",
        "service_areas" | "service_area" => "service_areas",
        "organization_identifiers" | "organization_identifier" => "organization_identifiers",
        _ => return None,
    })
}

/// A row that completes another one.
struct Part {
    member: &'static str,
    object: Json<'static>,
    file: usize,
}

/// All parts.
#[derive(Default)]
pub(super) struct Joined {
    parts: HashMap<(Kind, String), Vec<Part>>,
    /// Terms by id: their names.
    terms: HashMap<String, String>,
    /// Files of parts: their names and numbers.
    files: Vec<(String, u16)>,
    /// Ids of rows that describe something or are parts that others complete.
    known: std::collections::HashSet<(Kind, String)>,
    bytes: usize,
}

/// The object that a row makes: its cells under their column's names.
pub(super) fn object(header: &[String], cells: Vec<String>) -> Json<'static> {
    let members = header.iter().zip(cells).map(|(name, cell)| {
        (
            Cow::Owned(name.trim().to_ascii_lowercase()),
            Json::Text(Cow::Owned(cell)),
        )
    });
    Json::Object(members.collect())
}

impl Joined {
    /// Takes in a file of parts.
    pub fn load(
        &mut self,
        stem: &str,
        at: u16,
        mut plain: Plain,
        loaded: &mut Loaded,
    ) -> Result<(), Unreadable> {
        let name = plain.name().to_owned();
        let file = self.files.len();
        self.files.push((name.clone(), at));
        let header = plain.header().to_vec();
        let is_terms = matches!(
            stem,
            "taxonomy_terms" | "taxonomy_term" | "taxonomy" | "taxonomies"
        );
        for row in plain.by_ref() {
            loaded.read += 1;
            let cells = match row {
                PlainRow::Refused(finding) => {
                    loaded.refused.push((at, finding));
                    continue;
                }
                PlainRow::Cells(_, cells) => cells,
            };
            self.bytes += cells.iter().map(String::len).sum::<usize>() + 64 * cells.len();
            if self.bytes > MOST_BYTES {
                return Err(Unreadable::file(
                    Fault::TooManyCompanions,
                    &name,
                    1,
                    "more than 1 GiB of parts",
                ));
            }
            let object = object(&header, cells);
            if is_terms {
                // `id` and `name`; older packages say `term`.
                let called = ["name", "term"]
                    .iter()
                    .map(|name| object.get(name).text().into_owned())
                    .find(|text| !text.is_empty());
                self.terms.insert(
                    object.get("id").text().into_owned(),
                    called.unwrap_or_default(),
                );
                loaded.companion += 1;
            } else {
                self.part(stem, file, &object, loaded);
            }
        }
        loaded.read += plain.blank();
        loaded.blank += plain.blank();
        Ok(())
    }

    fn part(&mut self, stem: &str, file: usize, object: &Json<'static>, loaded: &mut Loaded) {
        let Some(member) = member(stem) else {
            // A table that says nothing we keep, such as funding.
            loaded.companion += 1;
            return;
        };
        let own = match member {
            "service_at_locations" => Some(Kind::ServiceAtLocation),
            "contacts" => Some(Kind::Contact),
            "phones" => Some(Kind::Phone),
            _ => None,
        };
        if let Some(kind) = own {
            self.known
                .insert((kind, object.get("id").text().into_owned()));
        }
        // What a row at a location completes is the service; `link_id` is the attribute's.
        let link = object.get("link_id").text();
        let link = match (link.is_empty(), &*object.get("link_entity").text()) {
            (true, _) => None,
            (_, "organization") => Some((Kind::Organization, link.into_owned())),
            (_, "location") => Some((Kind::Location, link.into_owned())),
            (_, "service_at_location") => Some((Kind::ServiceAtLocation, link.into_owned())),
            (_, other) if NOT_KEPT.contains(&other) => {
                loaded.companion += 1;
                return;
            }
            _ => Some((Kind::Service, link.into_owned())),
        };
        let keys = if member == "service_at_locations" {
            &Kind::KEYS[3..4]
        } else {
            &Kind::KEYS[..]
        };
        let named = link.or_else(|| {
            keys.iter().find_map(|(column, kind)| {
                let id = object.get(column).text().into_owned();
                (!id.is_empty() && own != Some(*kind)).then_some((*kind, id))
            })
        });
        let (kind, ids) = named.unwrap_or((Kind::Service, String::new()));
        // Some packages name several services in one cell.
        for (n, id) in ids.split(',').map(str::trim).enumerate() {
            let part = Part {
                member,
                object: object.clone(),
                file: if n == 0 { file } else { usize::MAX },
            };
            self.parts
                .entry((kind, id.to_owned()))
                .or_default()
                .push(part);
        }
    }

    /// The object of a row with all that completes it.
    pub fn whole(&mut self, kind: Kind, id: &str, row: &Json<'_>) -> Json<'static> {
        self.known.insert((kind, id.to_owned()));
        let members = row.members().iter().map(|(name, value)| {
            (
                Cow::Owned(name.clone().into_owned()),
                Json::Text(Cow::Owned(value.text().into_owned())),
            )
        });
        let mut members: Vec<(Cow<'static, str>, Json<'static>)> = members.collect();
        self.complete(kind, id, &mut members, 0);
        Json::Object(members)
    }

    fn complete(
        &self,
        kind: Kind,
        id: &str,
        members: &mut Vec<(Cow<'static, str>, Json<'static>)>,
        depth: usize,
    ) {
        let Some(parts) = self.parts.get(&(kind, id.to_owned())).filter(|_| depth < 4) else {
            return;
        };
        let mut lists: BTreeMap<&'static str, Vec<Json<'static>>> = BTreeMap::new();
        for part in parts {
            let mut own: Vec<(Cow<'static, str>, Json<'static>)> = part.object.members().to_vec();
            let own_id = part.object.get("id").text().into_owned();
            match part.member {
                "service_at_locations" => {
                    self.complete(Kind::ServiceAtLocation, &own_id, &mut own, depth + 1);
                }
                "contacts" => self.complete(Kind::Contact, &own_id, &mut own, depth + 1),
                "attributes" => {
                    let term = ["taxonomy_term_id", "taxonomy_id", "taxonomy_detail"]
                        .iter()
                        .map(|name| part.object.get(name).text().into_owned())
                        .find(|text| !text.is_empty())
                        .unwrap_or_default();
                    let name = self.terms.get(&term).cloned().unwrap_or(term);
                    let term =
                        Json::Object(vec![(Cow::Borrowed("name"), Json::Text(Cow::Owned(name)))]);
                    own.push((Cow::Borrowed("taxonomy_term"), term));
                }
                _ => {}
            }
            lists
                .entry(part.member)
                .or_default()
                .push(Json::Object(own));
        }
        for (name, list) in lists {
            // A file wins over a column of its name, such as `languages`.
            members.retain(|(known, _)| known != name);
            members.push((Cow::Borrowed(name), Json::List(list)));
        }
    }

    /// Parts that completed something, and for each file those that did not: name, number, count, an example.
    pub fn count(&self) -> (u64, Vec<(String, u16, u64, String)>) {
        let mut companions = 0;
        let mut orphans: BTreeMap<usize, (u64, String)> = BTreeMap::new();
        for (key, parts) in &self.parts {
            let known = self.known.contains(key);
            for part in parts.iter().filter(|part| part.file != usize::MAX) {
                if known {
                    companions += 1;
                } else {
                    let orphan = orphans.entry(part.file).or_insert((0, key.1.clone()));
                    orphan.0 += 1;
                    // The same example whatever the order.
                    if key.1 < orphan.1 {
                        orphan.1.clone_from(&key.1);
                    }
                }
            }
        }
        let orphans = orphans.into_iter().map(|(file, (count, example))| {
            let (name, at) = self.files[file].clone();
            (name, at, count, example)
        });
        (companions, orphans.collect())
    }
}
