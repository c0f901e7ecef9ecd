//! Locations join along with their organization: where each source has just one there, or at one door.
//!
//! A *door* is a postcode with the first number of the address. Two practices often share one health centre, so
//! one address under two organizations joins nothing.

use super::decided::Decided;
use super::{Known, Named, Sets};
use model::{EntryType, Field, Postcode, Value};
use std::collections::BTreeMap;

/// The organization that each location belongs to, by place: the one it names, else the one for which its services
/// are offered there, when they agree. Of a live location only live services count.
pub(super) struct Owners(Vec<Option<Named>>);

impl Owners {
    /// The organization of the location at `at`.
    pub(super) fn of(&self, at: usize) -> Option<Named> {
        self.0[at]
    }
}

pub(super) fn owners(known: &Known, sets: &mut Sets) -> Owners {
    let mut owners = vec![None; known.entries.len()];
    let mut offered: BTreeMap<usize, Vec<Named>> = BTreeMap::new();
    for (at, entry) in known.entries.iter().enumerate() {
        match entry.entry_type {
            EntryType::Organization => {}
            EntryType::Location => owners[at] = known.named(at, Field::Organization, sets),
            EntryType::Service => {
                let Some(Value::Reference(location)) = entry.value(Field::Location) else {
                    continue;
                };
                let organization = known.named(at, Field::Organization, sets);
                if let (Some(&location), Some(organization)) =
                    (known.at.get(location), organization)
                    && (entry.live || !known.entries[location].live)
                {
                    offered.entry(location).or_default().push(organization);
                }
            }
        }
    }
    for (location, organizations) in offered {
        if owners[location].is_none() && organizations.windows(2).all(|pair| pair[0] == pair[1]) {
            owners[location] = organizations.first().copied();
        }
    }
    Owners(owners)
}

pub(super) fn join(known: &Known, owners: &Owners, decided: &Decided, sets: &mut Sets) {
    let mut places: BTreeMap<Named, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (at, entry) in known
        .entries
        .iter()
        .enumerate()
        .filter(|(_, e)| e.entry_type == EntryType::Location)
    {
        if let Some(owner) = owners.of(at) {
            let (live, withdrawn) = places.entry(owner).or_default();
            if entry.live {
                live.push(at);
            } else {
                withdrawn.push(at);
            }
        }
    }
    for (live, withdrawn) in places.into_values() {
        if live.is_empty() {
            join_alike(known, &withdrawn, decided, sets);
        } else {
            join_alike(known, &live, decided, sets);
            add_withdrawn(known, &live, &withdrawn, decided, sets);
        }
    }
}

fn door<'a>(known: &Known<'a>, at: usize) -> Option<(&'a Postcode, String)> {
    match known.entries[at].value(Field::Address) {
        Some(Value::Address(address)) => {
            Some((address.postcode.as_ref()?, address.first_number()?))
        }
        _ => None,
    }
}

/// Joins all of one organization's `places` when each source has one, else those at one door.
fn join_alike(known: &Known, places: &[usize], decided: &Decided, sets: &mut Sets) {
    if places.len() < 2 {
        return;
    }
    if known.one_per_source(places) {
        decided.join_all(places, sets);
        return;
    }
    let mut doors: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for &at in places {
        if let Some(door) = door(known, at) {
            doors.entry(door).or_default().push(at);
        }
    }
    doors
        .into_values()
        .filter(|alike| known.one_per_source(alike))
        .for_each(|alike| decided.join_all(&alike, sets));
}

/// Adds withdrawn locations of sources that have no live one here: to the only group, else at their door.
fn add_withdrawn(
    known: &Known,
    live: &[usize],
    withdrawn: &[usize],
    decided: &Decided,
    sets: &mut Sets,
) {
    if withdrawn.is_empty() {
        return;
    }
    if known.one_per_source(live) {
        let added = known.may_be_added(withdrawn, live);
        for at in added {
            decided.join_all(&[live[0], at], sets);
        }
        return;
    }
    let mut doors: BTreeMap<_, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for &at in live.iter().chain(withdrawn) {
        if let Some(door) = door(known, at) {
            let (here, gone) = doors.entry(door).or_default();
            if known.entries[at].live {
                here.push(at);
            } else {
                gone.push(at);
            }
        }
    }
    for (here, gone) in doors
        .into_values()
        .filter(|(here, _)| !here.is_empty() && known.one_per_source(here))
    {
        // A source with a live location elsewhere in this organization has moved it: that is not this one.
        let added = known.may_be_added(&gone, live);
        for at in added {
            decided.join_all(&[here[0], at], sets);
        }
    }
}
