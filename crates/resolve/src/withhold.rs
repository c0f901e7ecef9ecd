//! Which things of a component must not be found: refuges, and what leads to them.
//!
//! The kind stands on the service; the address on its location. So holding back spreads from a service to its
//! location and organization, to everything with the same postcode that ties connect to it, and to what else is
//! given there. Withdrawn entries count as well: that a source no longer lists a refuge does not make its address safe.

use crate::matching::trusted;
use crate::sets::Sets;
use crate::things::{Thing, Things};
use model::{Code, EntryId, EntryType, Field, Postcode, Term, Value};
use std::collections::{BTreeMap, BTreeSet};

/// For each of `things`, whether it is held back because of one of these kinds.
pub(crate) fn held_back(things: &Things, kinds: &BTreeSet<Term>) -> Vec<bool> {
    let is_strict = |thing: &Thing| {
        thing.entries().any(|entry| match entry.value(Field::Kind) {
            Some(Value::Terms(own)) => !own.is_disjoint(kinds),
            _ => false,
        })
    };
    let mut held: Vec<bool> = things.iter().map(is_strict).collect();
    if !held.contains(&true) {
        return held;
    }
    let strict: Vec<&Thing> = things.iter().filter(|thing| held[thing.at]).collect();
    for thing in strict {
        let organizations: Vec<usize> = things.named(thing, Field::Organization).collect();
        let mut locations: Vec<usize> = things.named(thing, Field::Location).collect();
        match thing.entry_type {
            EntryType::Organization => locations.extend(locations_of(things, &[thing.at])),
            // It names no location: any of its organization's may be the one.
            EntryType::Service if locations.is_empty() => {
                locations.extend(locations_of(things, &organizations));
            }
            _ => {}
        }
        organizations
            .into_iter()
            .chain(locations)
            .for_each(|at| held[at] = true);
    }
    let connected = connected(things);
    while spread_to_postcodes(things, &connected, &mut held) {}
    for thing in things
        .iter()
        .filter(|thing| thing.entry_type == EntryType::Service)
    {
        if things.named(thing, Field::Location).any(|at| held[at]) {
            held[thing.at] = true;
        }
    }
    held
}

fn locations_of(things: &Things, organizations: &[usize]) -> Vec<usize> {
    let locations = things
        .iter()
        .filter(|thing| thing.entry_type == EntryType::Location);
    let theirs = locations.filter(|l| {
        things
            .named(l, Field::Organization)
            .any(|at| organizations.contains(&at))
    });
    theirs.map(|location| location.at).collect()
}

/// For each thing, a number that things have in common which codes and references connect, by what is in force.
/// Several components may be resolved together, and no address of one may hold back something in another.
fn connected(things: &Things) -> Vec<usize> {
    let mut sets = Sets::new(things.len());
    let mut by_id: BTreeMap<EntryId, usize> = BTreeMap::new();
    let mut by_code: BTreeMap<&Code, usize> = BTreeMap::new();
    for thing in things.iter() {
        for entry in thing.entries() {
            sets.join(thing.at, *by_id.entry(entry.id).or_insert(thing.at));
            for value in entry
                .statements
                .values()
                .filter_map(|statement| statement.value.as_ref())
            {
                match value {
                    Value::Reference(id) => {
                        sets.join(thing.at, *by_id.entry(*id).or_insert(thing.at));
                    }
                    Value::Codes(codes) if thing.entry_type == EntryType::Organization => {
                        trusted(codes).for_each(|code| {
                            sets.join(thing.at, *by_code.entry(code).or_insert(thing.at));
                        });
                    }
                    _ => {}
                }
            }
        }
    }
    (0..things.len()).map(|at| sets.find(at)).collect()
}

/// Holds back everything connected to a location held back that has its postcode. True when that reached more.
fn spread_to_postcodes(things: &Things, connected: &[usize], held: &mut [bool]) -> bool {
    let doors = |thing| postcodes(thing).map(|postcode| (connected[thing.at], postcode));
    let locations = things
        .iter()
        .filter(|thing| held[thing.at] && thing.entry_type == EntryType::Location);
    let secret: BTreeSet<(usize, &Postcode)> = locations.flat_map(doors).collect();
    let open = things.iter().filter(|thing| !held[thing.at]);
    let reached: Vec<usize> = open
        .filter(|thing| doors(thing).any(|door| secret.contains(&door)))
        .map(|t| t.at)
        .collect();
    for &at in &reached {
        held[at] = true;
    }
    !reached.is_empty()
}

fn postcodes<'a>(thing: &Thing<'a>) -> impl Iterator<Item = &'a Postcode> + use<'a> {
    let addresses = thing
        .live
        .clone()
        .into_iter()
        .chain(thing.withdrawn.clone());
    addresses.filter_map(|entry| match entry.value(Field::Address) {
        Some(Value::Address(address)) => address.postcode.as_ref(),
        _ => None,
    })
}
