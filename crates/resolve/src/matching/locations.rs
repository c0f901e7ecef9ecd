//! Locations join along with their organization: where each source has just one there, at one door, or where addresses of
//! one postcode are alike.
//!
//! A *door* is a postcode with the first number of the address. Two practices often share one health centre, so
//! one address under two organizations joins nothing. Addresses are *alike* when one says nothing that the other does not,
//! or when both have positions that are next to each other.

use super::decided::Decided;
use super::{Known, Named, Sets};
use crate::likeness::words;
use model::{Address, EntryType, Field, Postcode, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Positions that are no farther apart are of one place, if their postcode is one.
const NEXT_TO_METRES: f64 = 30.0;
/// More locations than this of one organization and one postcode are left alone.
const MOST_ALIKE: usize = 30;

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
    join_by_address(known, places, decided, sets);
}

/// Joins those of `places` whose addresses are alike, where each source has one of them, and no two numbers.
fn join_by_address(known: &Known, places: &[usize], decided: &Decided, sets: &mut Sets) {
    let mut by_postcode: BTreeMap<&Postcode, Vec<(usize, &Address)>> = BTreeMap::new();
    for &at in places {
        if let Some(Value::Address(address)) = known.entries[at].value(Field::Address)
            && let Some(postcode) = &address.postcode
        {
            by_postcode.entry(postcode).or_default().push((at, address));
        }
    }
    for there in by_postcode.into_values() {
        if !(2..=MOST_ALIKE).contains(&there.len()) {
            continue;
        }
        let said: Vec<_> = there
            .iter()
            .map(|(_, address)| Said::new(address))
            .collect();
        let mut alike = Sets::new(there.len());
        for one in 0..there.len() {
            for other in one + 1..there.len() {
                let (a, b) = (there[one].0, there[other].0);
                if sets.find(a) == sets.find(b) || said[one].is_like(&said[other]) {
                    alike.join(one, other);
                }
            }
        }
        for group in alike.groups().into_iter().filter(|group| group.len() > 1) {
            let of_group: Vec<usize> = group.iter().map(|&n| there[n].0).collect();
            let numbered = || {
                group
                    .iter()
                    .map(|&n| &said[n].numbers)
                    .filter(|n| !n.is_empty())
            };
            let one_door = numbered().all(|a| numbered().all(|b| !a.is_disjoint(b)));
            if one_door && known.one_per_source(&of_group) {
                decided.join_all(&of_group, sets);
            }
        }
    }
}

/// What an address says, its postcode left out.
struct Said {
    numbers: BTreeSet<String>,
    words: BTreeSet<String>,
    point: Option<model::Point>,
}

impl Said {
    fn new(address: &Address) -> Self {
        let line = address.lines.join(", ");
        let read = words::address(&line);
        Self {
            numbers: read.numbers.into_iter().collect(),
            words: read.words.into_iter().collect(),
            point: address.point,
        }
    }

    fn is_like(&self, other: &Self) -> bool {
        if !self.numbers.is_empty()
            && !other.numbers.is_empty()
            && self.numbers.is_disjoint(&other.numbers)
        {
            return false;
        }
        let holds = |a: &Self, b: &Self| !b.words.is_empty() && b.words.is_subset(&a.words);
        let next_to = |(a, b): (model::Point, model::Point)| a.distance_metres(b) <= NEXT_TO_METRES;
        holds(self, other) || holds(other, self) || self.point.zip(other.point).is_some_and(next_to)
    }
}

/// True when two addresses have numbers, and none in common.
pub(super) fn doors_differ(one: &Address, other: &Address) -> bool {
    let numbers = |of: &Address| words::address(&of.lines.join(", ")).numbers;
    let (one, other) = (numbers(one), numbers(other));
    !one.is_empty() && !other.is_empty() && one.iter().all(|number| !other.contains(number))
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
