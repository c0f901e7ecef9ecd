//! Services join when they are of one kind, of one organization and at one location.

use super::decided::Decided;
use super::locations::Owners;
use super::{Known, Named, Sets};
use model::{EntryType, Field, Term, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What tells services apart. Without a kind or an organization a service is joined to nothing; without a location
/// it can join others without one, such as a helpline that two directories list.
type Key<'a> = (Named, Option<Named>, &'a BTreeSet<Term>);

pub(super) fn join(known: &Known, owners: &Owners, decided: &Decided, sets: &mut Sets) {
    let mut alike: BTreeMap<Key, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (at, entry) in known
        .entries
        .iter()
        .enumerate()
        .filter(|(_, e)| e.entry_type == EntryType::Service)
    {
        if let Some(key) = key(known, at, owners, sets) {
            let (live, withdrawn) = alike.entry(key).or_default();
            if entry.live {
                live.push(at);
            } else {
                withdrawn.push(at);
            }
        }
    }
    for (live, withdrawn) in alike.into_values() {
        if known.one_per_source(&live) {
            let mut together = live.clone();
            together.extend(known.may_be_added(&withdrawn, &live));
            decided.join_all(&together, sets);
        }
    }
}

fn key<'a>(known: &Known<'a>, at: usize, owners: &Owners, sets: &mut Sets) -> Option<Key<'a>> {
    let Some(Value::Terms(kinds)) = known.entries[at].value(Field::Kind) else {
        return None;
    };
    let location = known.named(at, Field::Location, sets);
    let own = known.named(at, Field::Organization, sets);
    let organization = own.or_else(|| match known.entries[at].value(Field::Location) {
        Some(Value::Reference(id)) => known.at.get(id).and_then(|&place| owners.of(place)),
        _ => None,
    })?;
    Some((organization, location, kinds))
}
