//! A place that offers services, as most directories describe one in a row, and the entries it gives.
//!
//! Always: the organization comes first; what a row says of contact and times holds for each of its services.
//! Start at [`Place::entries`].

use jiff::civil::Date;
use model::{Address, Entry, EntryType, Field, Said, SourceKey, Term, Value};
use std::collections::BTreeMap;

/// What is said of an entry's fields.
pub(crate) type Fields = BTreeMap<Field, Said>;

/// A service that a place offers.
#[derive(Debug, Default)]
pub(crate) struct Offered {
    /// What tells it apart from the place's others; none for the place's own.
    pub term: Option<Term>,
    /// What is said of it.
    pub fields: Fields,
    pub assured: Option<Date>,
}

/// A place.
#[derive(Debug, Default)]
pub(crate) struct Place {
    pub id: String,
    pub name: Said,
    /// What is said of the organization, the location, and of the organization and every service.
    pub organization: Fields,
    pub location: Fields,
    pub contact: Fields,
    /// What is said of every service.
    pub service: Fields,
    /// Its address; no location is described without one or a code of its own.
    pub address: Address,
    pub offered: Vec<Offered>,
    pub assured: Option<Date>,
}

impl Place {
    /// The entries: organization, location when it has an address, services.
    pub fn entries(self, source: &SourceKey) -> Vec<Entry> {
        let mut entries = Vec::with_capacity(2 + self.offered.len());
        let mut organization = self.entry(EntryType::Organization, "organization");
        organization.fields.insert(Field::Name, self.name.clone());
        organization.fields.extend(self.organization.clone());
        organization.fields.extend(self.contact.clone());
        let organization_said = Some(Value::Reference(organization.id(source)));
        entries.push(organization);
        let mut location_said = None;
        let known = self
            .location
            .get(&Field::Identifiers)
            .is_some_and(Option::is_some);
        if known || !self.address.is_empty() {
            let mut location = self.entry(EntryType::Location, "location");
            location.fields.insert(Field::Name, self.name.clone());
            location.fields.extend(self.location.clone());
            location = location
                .with(
                    Field::Address,
                    (!self.address.is_empty())
                        .then(|| Value::Address(Box::new(self.address.clone()))),
                )
                .with(Field::Organization, organization_said.clone());
            location_said = Some(Value::Reference(location.id(source)));
            entries.push(location);
        }
        for offered in &self.offered {
            let suffix = match &offered.term {
                Some(term) => format!("service:{term}"),
                None => "service".to_owned(),
            };
            let mut service = self.entry(EntryType::Service, &suffix);
            service.fields.insert(Field::Name, self.name.clone());
            service.fields.extend(self.contact.clone());
            service.fields.extend(self.service.clone());
            service.fields.extend(offered.fields.clone());
            service
                .fields
                .insert(Field::Organization, organization_said.clone());
            service
                .fields
                .insert(Field::Location, location_said.clone());
            service.assured = offered.assured;
            entries.push(service);
        }
        entries
    }

    fn entry(&self, entry_type: EntryType, suffix: &str) -> Entry {
        let mut entry = Entry::new(entry_type, format!("{}#{suffix}", self.id));
        entry.assured = self.assured;
        entry
    }
}

/// The entries that the place `id` gives at least, for when its row cannot be used.
pub(crate) fn keeps(id: &str) -> Vec<(EntryType, String)> {
    EntryType::ALL
        .into_iter()
        .map(|entry_type| (entry_type, format!("{id}#{}", entry_type.as_str())))
        .collect()
}
