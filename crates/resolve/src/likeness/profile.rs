//! Profiles of what the record holds: the fields of entries that belong together, and how they are kept.

use super::{Profile, Standing, kinds_of};
use crate::matching::trusted;
use jiff::civil::Date;
use model::{EntryState, EntryType, Field, Status, Value};
use std::collections::BTreeSet;

/// Stands between the parts of a profile that is kept.
const SEPARATOR: char = '\u{1f}';

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
        if let Some(Value::Text(website)) = said(Field::Website) {
            profile.website.clone_from(website);
        }
        if let Some(Value::Terms(kinds)) = said(Field::Kind) {
            profile.kinds = kinds_of(kinds);
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

    /// What an organization says of itself, completed by `around`: the live locations and services that belong to it.
    /// What these do not agree about is left out: a charity is not at any one of its twelve halls.
    pub fn of_organization(own: &EntryState, around: &[&EntryState]) -> Self {
        let only = |field: Field| {
            let mut values: Vec<&Value> = around
                .iter()
                .filter_map(|entry| entry.value(field))
                .collect();
            values.sort_by_cached_key(|value| value.canonical());
            values.dedup();
            match values.as_slice() {
                [only] => Some(*only),
                [first, others @ ..] if field == Field::Address => {
                    // One place, written in two ways.
                    let postcode = |value: &Value| match value {
                        Value::Address(address) => address.postcode.clone(),
                        _ => None,
                    };
                    let one = postcode(first);
                    let agree = one.is_some() && others.iter().all(|value| postcode(value) == one);
                    agree.then_some(*first)
                }
                _ => None,
            }
        };
        let mut profile = Self::from_fields(|field| match (own.value(field), field) {
            (Some(value), _) => Some(value),
            (None, Field::Address | Field::Phone | Field::Website) => only(field),
            _ => None,
        });
        if profile.kinds == 0 {
            for entry in around {
                if let Some(Value::Terms(kinds)) = entry.value(Field::Kind) {
                    profile.kinds |= kinds_of(kinds);
                }
            }
        }
        profile.codes = match own.value(Field::Identifiers) {
            Some(Value::Codes(codes)) => trusted(codes).map(ToString::to_string).collect(),
            _ => Vec::new(),
        };
        profile.said = own.statements.values().map(|s| s.said).max();
        profile
    }

    /// The profile on one line, as the store keeps it beside the log.
    pub fn line(&self) -> String {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let standing = match self.standing {
            Standing::Running => "",
            Standing::Proposed => "p",
            Standing::Dormant => "d",
            Standing::Closed => "c",
        };
        let point = self
            .point
            .map_or(String::new(), |(y, x)| format!("{y},{x}"));
        let parts = [
            self.name.as_str(),
            &self.address,
            &self.postcode,
            &self.phone,
            &self.website,
            &self.kinds.to_string(),
            &point,
            &self.codes.join(";"),
            standing,
            &day(self.opened),
            &day(self.closed),
            &day(self.said),
        ];
        let clean = |part: &&str| part.replace(SEPARATOR, " ");
        let parts: Vec<String> = parts.iter().map(clean).collect();
        parts.join(&SEPARATOR.to_string())
    }

    /// Reads what [`Self::line`] wrote; what is missing is empty.
    pub fn read_line(line: &str) -> Self {
        let mut parts = line.split(SEPARATOR);
        let mut next = || parts.next().unwrap_or_default();
        let text = |part: &str| part.to_owned();
        Self {
            name: text(next()),
            address: text(next()),
            postcode: text(next()),
            phone: text(next()),
            website: text(next()),
            kinds: next().parse().unwrap_or_default(),
            point: next()
                .split_once(',')
                .and_then(|(y, x)| Some((y.parse().ok()?, x.parse().ok()?))),
            codes: next()
                .split(';')
                .filter(|code| !code.is_empty())
                .map(str::to_owned)
                .collect::<BTreeSet<String>>()
                .into_iter()
                .collect(),
            standing: match next() {
                "p" => Standing::Proposed,
                "d" => Standing::Dormant,
                "c" => Standing::Closed,
                _ => Standing::Running,
            },
            opened: next().parse().ok(),
            closed: next().parse().ok(),
            said: next().parse().ok(),
        }
    }
}
