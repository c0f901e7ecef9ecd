//! Which things of a component must not be found: refuges, and what leads to them.
//!
//! The kind stands on the service; the address on its location. So holding back spreads from a service to its
//! location and organization, to everything in the component with the same postcode, and to what else is given
//! there. Withdrawn entries count as well: that a source no longer lists a refuge does not make its address safe.

use crate::things::{Thing, Things};
use model::{EntryType, Field, Postcode, Term, Value};
use std::collections::BTreeSet;

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
            EntryType::Service if locations.is_empty() => locations.extend(locations_of(things, &organizations)),
            _ => {}
        }
        organizations.into_iter().chain(locations).for_each(|at| held[at] = true);
    }
    while spread_to_postcodes(things, &mut held) {}
    for thing in things.iter().filter(|thing| thing.entry_type == EntryType::Service) {
        if things.named(thing, Field::Location).any(|at| held[at]) {
            held[thing.at] = true;
        }
    }
    held
}

fn locations_of(things: &Things, organizations: &[usize]) -> Vec<usize> {
    let locations = things.iter().filter(|thing| thing.entry_type == EntryType::Location);
    let theirs = locations.filter(|l| things.named(l, Field::Organization).any(|at| organizations.contains(&at)));
    theirs.map(|location| location.at).collect()
}

/// Holds back everything with a postcode of a location held back. True when that reached something more.
fn spread_to_postcodes(things: &Things, held: &mut [bool]) -> bool {
    let locations = things.iter().filter(|thing| held[thing.at] && thing.entry_type == EntryType::Location);
    let secret: BTreeSet<&Postcode> = locations.flat_map(postcodes).collect();
    let open = things.iter().filter(|thing| !held[thing.at]);
    let reached = open.filter(|thing| postcodes(thing).any(|postcode| secret.contains(postcode)));
    let reached: Vec<usize> = reached.map(|thing| thing.at).collect();
    reached.iter().for_each(|&at| held[at] = true);
    !reached.is_empty()
}

fn postcodes<'a>(thing: &Thing<'a>) -> impl Iterator<Item = &'a Postcode> + use<'a> {
    let addresses = thing.live.clone().into_iter().chain(thing.withdrawn.clone());
    addresses.filter_map(|entry| match entry.value(Field::Address) {
        Some(Value::Address(address)) => address.postcode.as_ref(),
        _ => None,
    })
}
