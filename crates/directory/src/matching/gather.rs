//! Which entries are matched, and what each says of itself.

use crate::Error;
use crate::follow::States;
use model::{EntryNo, EntryState, EntryType, Field, SourceNo, Tie, Value};
use resolve::likeness::Profile;
use roaring::RoaringBitmap;
use std::collections::BTreeSet;
use store::{Log as _, SqliteLog};

/// An organization with more live locations and services than this is at no one place: only what it says itself counts.
const MOST_AROUND: usize = 40;

/// The organizations whose profile can change when `touched` entries do.
pub(super) fn affected(
    log: &SqliteLog,
    touched: &RoaringBitmap,
) -> Result<BTreeSet<EntryNo>, Error> {
    let mut found = BTreeSet::new();
    for no in touched.iter().map(EntryNo) {
        let row = log.entry(no)?;
        if row.entry_type == EntryType::Organization {
            found.insert(no);
            continue;
        }
        // A location belongs to those that it names, and to those whose services are there.
        let mut from = vec![no];
        if row.entry_type == EntryType::Location {
            from.extend(log.tied(&[Tie::Entry(row.id)])?);
        }
        for no in from {
            for named in log.named_by(no)? {
                if log.entry(named)?.entry_type == EntryType::Organization {
                    found.insert(named);
                }
            }
        }
    }
    Ok(found)
}

/// Every organization that was ever seen.
pub(super) fn organizations(
    log: &SqliteLog,
    all: &RoaringBitmap,
) -> Result<BTreeSet<EntryNo>, Error> {
    let mut found = BTreeSet::new();
    for no in all.iter().map(EntryNo) {
        if log.entry(no)?.entry_type == EntryType::Organization {
            found.insert(no);
        }
    }
    Ok(found)
}

/// The source of an organization and what it says of itself; none when it is not live or has no name.
pub(super) fn profile(
    states: &mut States,
    no: EntryNo,
) -> Result<Option<(SourceNo, Profile)>, Error> {
    let Some(own) = states.of(&[no])?.pop() else {
        return Ok(None);
    };
    if !own.live || own.value(Field::Name).is_none() {
        return Ok(None);
    }
    let around = around(states, &own)?;
    let around: Vec<&EntryState> = around.iter().collect();
    let profile = Profile::of_organization(&own, &around);
    Ok(Some((own.source, profile)))
}

/// The live locations and services of an organization, by number.
fn around(states: &mut States, own: &EntryState) -> Result<Vec<EntryState>, Error> {
    let mut numbers = Vec::new();
    for no in states.log.tied(&[Tie::Entry(own.id)])? {
        if no != own.no && states.is_live(no)? {
            numbers.push(no);
        }
    }
    if numbers.len() > MOST_AROUND {
        return Ok(Vec::new());
    }
    let belongs = |state: &EntryState| {
        state.live
            && state.entry_type != EntryType::Organization
            && state.value(Field::Organization) == Some(&Value::Reference(own.id))
    };
    let mut around: Vec<EntryState> = states.of(&numbers)?.into_iter().filter(belongs).collect();
    let mut places = BTreeSet::new();
    for state in &around {
        if let Some(Value::Reference(location)) = state.value(Field::Location)
            && let Some(known) = states.log.known(location)?
            && around.iter().all(|state| state.no != known.no)
        {
            places.insert(known.no);
        }
    }
    let places: Vec<EntryNo> = places.into_iter().collect();
    around.extend(states.of(&places)?.into_iter().filter(|state| state.live));
    around.sort_by_key(|state| state.id);
    Ok(around)
}
