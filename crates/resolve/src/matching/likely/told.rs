//! What the services of one organization say of themselves, ready to be compared.

use super::words::{place_words, words};
use crate::likeness::{kinds_of, words::website};
use crate::matching::{Known, Named};
use crate::sets::Sets;
use model::{EntryState, EntryType, Field, SourceNo, Term, Value};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The age of those who say no upper limit.
const OLDEST: u8 = 120;

/// A value, and whether others of the organization have it too.
pub(super) type Shared<'a> = Option<(Cow<'a, str>, bool)>;

/// Where a service is.
pub(super) struct Place<'a> {
    pub thing: Named,
    /// The location that it names, if it is here.
    pub entry: Option<&'a EntryState>,
}

/// What a service says of itself.
pub(super) struct Told<'a> {
    pub source: SourceNo,
    pub is_named: bool,
    /// The words of its name that tell it from others of the organization.
    pub name: BTreeSet<String>,
    /// The words of its name that say where it is.
    pub places: BTreeSet<String>,
    pub kinds: Option<&'a BTreeSet<Term>>,
    /// What its kinds exclude.
    pub class: u16,
    pub place: Option<Place<'a>>,
    pub phone: Shared<'a>,
    pub email: Shared<'a>,
    pub website: Shared<'a>,
    pub ages: Option<(u8, u8)>,
    pub attending: Option<&'a BTreeSet<Term>>,
}

/// What surrounds the services of an organization.
#[derive(Default)]
pub(super) struct Around<'a> {
    /// The words of its names.
    names: BTreeSet<String>,
    /// The words of its addresses.
    places: BTreeSet<String>,
    /// What it has of its own that is no service's alone.
    own: BTreeSet<Cow<'a, str>>,
}

impl<'a> Around<'a> {
    /// Adds a live organization or location.
    pub fn add(&mut self, entry: &'a EntryState) {
        if let Some(Value::Address(address)) = entry.value(Field::Address) {
            self.places.extend(place_words(address));
        }
        if entry.entry_type != EntryType::Organization {
            return;
        }
        if let Some(Value::Text(name)) = entry.value(Field::Name) {
            self.names.extend(words(name));
        }
        self.own.extend(
            [phone(entry), email(entry), site(entry)]
                .into_iter()
                .flatten(),
        );
    }
}

fn phone(entry: &EntryState) -> Option<Cow<'_, str>> {
    match entry.value(Field::Phone) {
        Some(Value::Phone(phone)) => Some(phone.digits().into()),
        _ => None,
    }
}

fn email(entry: &EntryState) -> Option<Cow<'_, str>> {
    match entry.value(Field::Email) {
        Some(Value::Text(email)) => Some(email.to_lowercase().into()),
        _ => None,
    }
}

fn site(entry: &EntryState) -> Option<Cow<'_, str>> {
    match entry.value(Field::Website) {
        Some(Value::Text(address)) => Some(website(address))
            .filter(|address| !address.is_empty())
            .map(Cow::from),
        _ => None,
    }
}

fn terms(entry: &EntryState, field: Field) -> Option<&BTreeSet<Term>> {
    match entry.value(field) {
        Some(Value::Terms(terms)) => Some(terms),
        _ => None,
    }
}

/// Of how many services of a source each telephone number, address and page is.
type Counts<'a> = BTreeMap<(SourceNo, Cow<'a, str>), usize>;

/// What each of `services` says of itself.
pub(super) fn told<'a>(
    known: &Known<'a>,
    services: &[usize],
    around: &Around<'a>,
    sets: &mut Sets,
) -> Vec<Told<'a>> {
    let mut counts: Counts = BTreeMap::new();
    let entries = || services.iter().map(|&at| (at, &known.entries[at]));
    for (_, entry) in entries() {
        let said = [phone(entry), email(entry), site(entry)];
        for value in said.into_iter().flatten() {
            *counts.entry((entry.source, value)).or_default() += 1;
        }
    }
    entries()
        .map(|(at, entry)| {
            let shared = |value: Option<Cow<'a, str>>| {
                value.map(|value| {
                    let others = counts.get(&(entry.source, value.clone())).copied() > Some(1);
                    let shared = others || around.own.contains(&value);
                    (value, shared)
                })
            };
            let spoken = match entry.value(Field::Name) {
                Some(Value::Text(name)) => words(name),
                _ => BTreeSet::new(),
            };
            let (places, name): (BTreeSet<String>, BTreeSet<String>) = spoken
                .iter()
                .filter(|word| !around.names.contains(*word))
                .cloned()
                .partition(|word| around.places.contains(word));
            let kinds = terms(entry, Field::Kind);
            let named = known.named(at, Field::Location, sets);
            let place = named.map(|thing| Place {
                thing,
                entry: match entry.value(Field::Location) {
                    Some(Value::Reference(id)) => known.at.get(id).map(|&at| &known.entries[at]),
                    _ => None,
                },
            });
            Told {
                source: entry.source,
                is_named: !spoken.is_empty(),
                name,
                places,
                kinds,
                class: kinds.map_or(0, kinds_of),
                place,
                phone: shared(phone(entry)),
                email: shared(email(entry)),
                website: shared(site(entry)),
                ages: ages(entry),
                attending: terms(entry, Field::Attending),
            }
        })
        .collect()
}

fn ages(entry: &EntryState) -> Option<(u8, u8)> {
    let age = |field| match entry.value(field) {
        Some(Value::Age(years)) => Some(*years),
        _ => None,
    };
    match (age(Field::MinimumAge), age(Field::MaximumAge)) {
        (None, None) => None,
        (from, to) => Some((from.unwrap_or(0), to.unwrap_or(OLDEST))),
    }
}
