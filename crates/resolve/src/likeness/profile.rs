//! Profiles of what the record holds: the fields of entries that belong together.

use super::{Profile, Standing};
use model::{EntryState, EntryType, Field, Status, Value};

impl Profile {
    /// What `said` gives for the fields that are compared.
    pub fn from_fields<'a>(said: impl Fn(Field) -> Option<&'a Value>) -> Self {
        let mut profile = Self::default();
        if let Some(Value::Text(name)) = said(Field::Name) {
            profile.name.clone_from(name);
        }
        if let Some(Value::Phone(phone)) = said(Field::Phone) {
            profile.phone = phone.to_string();
        }
        if let Some(Value::Address(address)) = said(Field::Address) {
            let mut parts = address.lines.clone();
            parts.extend(address.city.clone());
            parts.extend(address.county.clone());
            profile.address = parts.join(", ");
            profile.postcode = address
                .postcode
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            profile.point = address
                .point
                .map(|point| (point.latitude(), point.longitude()));
        }
        if let Some(Value::Codes(codes)) = said(Field::Identifiers) {
            profile.codes = codes.iter().map(ToString::to_string).collect();
        }
        profile.standing = match said(Field::Status) {
            Some(Value::Status(Status::Closed)) => Standing::Closed,
            Some(Value::Status(Status::Dormant)) => Standing::Dormant,
            Some(Value::Status(Status::Proposed)) => Standing::Proposed,
            _ => Standing::Running,
        };
        if let Some(Value::Date(day)) = said(Field::Opened) {
            profile.opened = Some(*day);
        }
        if let Some(Value::Date(day)) = said(Field::Closed) {
            profile.closed = Some(*day);
        }
        profile
    }

    /// What entries of one row say together: the organization first, then the service, then the location.
    pub fn of(entries: &[EntryState]) -> Self {
        Self::from_fields(|field| {
            [
                EntryType::Organization,
                EntryType::Service,
                EntryType::Location,
            ]
            .into_iter()
            .flat_map(|wanted| {
                entries
                    .iter()
                    .filter(move |entry| entry.live && entry.entry_type == wanted)
            })
            .find_map(|entry| entry.value(field))
        })
    }
}
