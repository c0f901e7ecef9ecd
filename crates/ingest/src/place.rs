//! A place that offers services, as most directories describe one in a row, and the entries it gives.
//!
//! Always: the organization comes first; what a row says of contact and times holds for each of its services.
//! Start at [`Place::entries`].

use jiff::civil::Date;
use model::{Address, Entry, EntryType, Field, Said, SourceKey, Term, Value};
use std::borrow::Cow;
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
        let entry = |entry_type: EntryType, suffix: &str| {
            let mut entry = Entry::new(entry_type, local_id(&self.id, suffix));
            entry.assured = self.assured;
            entry
        };
        let mut entries = Vec::with_capacity(2 + self.offered.len());
        let mut organization = entry(EntryType::Organization, "organization");
        organization.fields = self.organization;
        organization.fields.insert(Field::Name, self.name.clone());
        organization.fields.extend(self.contact.clone());
        let organization_said = Some(Value::Reference(organization.id(source)));
        entries.push(organization);
        let mut location_said = None;
        let known = self
            .location
            .get(&Field::Identifiers)
            .is_some_and(Option::is_some);
        let located = !self.address.is_empty();
        if known || located {
            let mut location = entry(EntryType::Location, "location");
            location.fields = self.location;
            let address = located.then(|| Value::Address(Box::new(self.address)));
            location = location
                .with(Field::Name, self.name.clone())
                .with(Field::Address, address)
                .with(Field::Organization, organization_said.clone());
            location_said = Some(Value::Reference(location.id(source)));
            entries.push(location);
        }
        for offered in self.offered {
            let suffix = match &offered.term {
                Some(term) => Cow::Owned(format!("service:{term}")),
                None => Cow::Borrowed("service"),
            };
            let mut service = entry(EntryType::Service, &suffix);
            service.fields = self.contact.clone();
            service.fields.insert(Field::Name, self.name.clone());
            service.fields.extend(self.service.clone());
            service.fields.extend(offered.fields);
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
}

/// `1186#service` of `1186` and `service`.
pub(crate) fn local_id(id: &str, suffix: &str) -> String {
    // Made for every entry, so without the machinery of formatting.
    let mut local_id = String::with_capacity(id.len() + 1 + suffix.len());
    local_id.push_str(id);
    local_id.push('#');
    local_id.push_str(suffix);
    local_id
}

/// The entries that the place `id` gives at least, for when its row cannot be used.
pub(crate) fn keeps(id: &str) -> Vec<(EntryType, String)> {
    EntryType::ALL
        .into_iter()
        .map(|entry_type| (entry_type, local_id(id, entry_type.as_str())))
        .collect()
}
