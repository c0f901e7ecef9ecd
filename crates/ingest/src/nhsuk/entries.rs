//! From a parent's row, with its companions, to entries.

use super::codes::{code, misses_a_code};
use super::columns::ParentColumns;
use super::services::Listed;
use super::tables::Table;
use crate::care::care_kinds;
use crate::fault::Fault;
use crate::place::local_id;
use crate::read::{Cells, Header, Pen, is_nothing, one_line};
use model::{Address, Code, Entry, EntryType, Field, Said, Scheme, SourceKey, Status, Term, Value};
use std::collections::BTreeMap;

/// What the companions of one parent add.
#[derive(Default)]
pub(crate) struct Completed {
    /// Services it lists.
    pub services: Vec<Listed>,
    /// Opening times, when the document speaks for them: some, or that there are none.
    pub schedule: Option<Said>,
}

/// A parent's row.
pub(crate) struct ParentRow<'a> {
    pub source: &'a SourceKey,
    pub table: &'static Table,
    pub columns: &'a ParentColumns,
    pub header: &'a Header,
    pub cells: &'a Cells,
}

impl ParentRow<'_> {
    /// Its id.
    pub fn id(&self) -> &str {
        self.cells.get(self.columns.id)
    }

    /// The entries it gives, organization first.
    pub fn entries(&self, completed: &Completed, pen: &mut Pen<'_>) -> Vec<Entry> {
        let name = self.name(pen);
        let contact = self.contact(pen);
        let mut organization =
            Entry::new(EntryType::Organization, local_id(self.id(), "organization"));
        self.describe_organization(&mut organization, name.as_ref(), pen);
        organization.fields.extend(contact.clone());
        let organization_id = organization.id(self.source);
        let mut entries = vec![organization];

        let address = self.address(pen);
        let mut location_id = None;
        if !address.is_empty() {
            let location = self
                .entry(EntryType::Location, "location", name.as_ref())
                .with(Field::Address, Some(Value::Address(Box::new(address))))
                .with(Field::Organization, Some(Value::Reference(organization_id)));
            location_id = Some(location.id(self.source));
            entries.push(location);
        }
        if self.table.service.is_none() && completed.services.is_empty() {
            return entries;
        }
        let complete = |mut service: Entry, kind: Said| {
            service.fields.insert(Field::Kind, kind);
            service
                .fields
                .insert(Field::Organization, Some(Value::Reference(organization_id)));
            service
                .fields
                .insert(Field::Location, location_id.map(Value::Reference));
            service
                .fields
                .insert(Field::Attending, Value::terms(Term::slug("in-person")));
            service.fields.extend(contact.clone());
            if let Some(schedule) = &completed.schedule {
                service.fields.insert(Field::Schedule, schedule.clone());
            }
            service
        };
        // A home lists the kinds of care it gives; these are not services that somebody could go to by themselves.
        let (services, care) = if self.table.is_social_care() {
            (&[][..], completed.services.as_slice())
        } else {
            (completed.services.as_slice(), &[][..])
        };
        if let Some(base) = self.table.service {
            let mut kinds: Vec<Term> = care.iter().flat_map(|c| care_kinds(&c.name)).collect();
            if kinds.is_empty() {
                kinds = self.kinds(base);
            }
            entries.push(complete(
                self.entry(EntryType::Service, "service", name.as_ref()),
                Value::terms(kinds),
            ));
        }
        for listed in services {
            let name = Value::text(&listed.name);
            let service = self.entry(
                EntryType::Service,
                &format!("service:{}", listed.term),
                Some(&name),
            );
            entries.push(complete(service, Value::terms([listed.kind.clone()])));
        }
        entries
    }

    fn entry(&self, entry_type: EntryType, suffix: &str, name: Option<&Said>) -> Entry {
        let entry = Entry::new(entry_type, local_id(self.id(), suffix));
        match name {
            Some(name) => entry.with(Field::Name, name.clone()),
            None => entry,
        }
    }

    /// What is said of the name; nothing when there is no such column.
    fn name(&self, pen: &mut Pen<'_>) -> Option<Said> {
        let column = self.columns.name?;
        let name = Value::text(&one_line(self.cells.get(column)));
        if name.is_none() {
            pen.note(Fault::NoName, self.header.name(column), "");
        }
        Some(name)
    }

    fn describe_organization(&self, entry: &mut Entry, name: Option<&Said>, pen: &mut Pen<'_>) {
        let columns = self.columns;
        if let Some(name) = name {
            entry.fields.insert(Field::Name, name.clone());
        }
        let own = self.cells.of(columns.code);
        if let Some(column) = columns.code {
            let code = code(self.table.codes, own);
            if code.is_none() && misses_a_code(self.table.codes, own) {
                pen.note(Fault::BadCode, self.header.name(column), own);
            }
            entry.fields.insert(Field::Identifiers, Value::codes(code));
        }
        entry.fields.insert(
            Field::Kind,
            Value::terms(self.kinds(self.table.organization)),
        );
        if columns.status.is_some() {
            // Rows of any other status were passed over.
            entry
                .fields
                .insert(Field::Status, Some(Value::Status(Status::Active)));
        }
        if let Some(column) = columns.parent {
            let parent = self.cells.get(column);
            // Older files give an organization's own code as its parent's.
            let above: Option<Code> = if parent == own {
                None
            } else {
                let scheme = if self.table.is_social_care() {
                    Scheme::Cqc
                } else {
                    Scheme::Ods
                };
                pen.code(scheme, self.header.name(column), parent)
            };
            entry.fields.insert(Field::Parents, Value::codes(above));
        }
    }

    fn kinds(&self, base: &str) -> Vec<Term> {
        let columns = self.columns;
        let row = [columns.kind, columns.subtype, columns.sector].map(|at| self.cells.of(at));
        let kinds = self.table.kinds(base, row);
        kinds.iter().filter_map(|kind| Term::slug(kind)).collect()
    }

    fn contact(&self, pen: &mut Pen<'_>) -> BTreeMap<Field, Said> {
        let mut contact = BTreeMap::new();
        if let Some(column) = self.columns.phone {
            contact.insert(
                Field::Phone,
                pen.phone(self.header.name(column), self.cells.get(column)),
            );
        }
        if let Some(column) = self.columns.email {
            contact.insert(
                Field::Email,
                pen.email(self.header.name(column), self.cells.get(column)),
            );
        }
        if let Some(column) = self.columns.website {
            contact.insert(
                Field::Website,
                pen.website(self.header.name(column), self.cells.get(column)),
            );
        }
        contact
    }

    fn address(&self, pen: &mut Pen<'_>) -> Address {
        let columns = self.columns;
        let part = |column: Option<usize>| {
            let text = self.cells.of(column);
            (!is_nothing(text)).then(|| one_line(text))
        };
        let postcode = columns
            .postcode
            .and_then(|at| pen.postcode(self.header.name(at), self.cells.get(at)));
        let point = match (columns.latitude, columns.longitude) {
            (Some(lat), Some(lon)) => pen.point(
                self.header.name(lat),
                self.cells.get(lat),
                self.cells.get(lon),
            ),
            _ => None,
        };
        Address {
            lines: columns
                .lines
                .iter()
                .filter_map(|column| part(*column))
                .collect(),
            city: part(columns.city),
            county: part(columns.county),
            postcode,
            point,
        }
    }
}

/// The entries that the row `id` gives at least, for when it cannot be used.
pub(crate) fn keeps(table: &Table, id: &str, services: &[Listed]) -> Vec<(EntryType, String)> {
    let mut keeps = vec![
        (EntryType::Organization, format!("{id}#organization")),
        (EntryType::Location, format!("{id}#location")),
    ];
    if table.service.is_some() {
        keeps.push((EntryType::Service, format!("{id}#service")));
    }
    let services = if table.is_social_care() {
        &[]
    } else {
        services
    };
    keeps.extend(
        services
            .iter()
            .map(|listed| (EntryType::Service, format!("{id}#service:{}", listed.term))),
    );
    keeps
}
