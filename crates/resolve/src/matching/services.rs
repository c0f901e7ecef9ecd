//! Services join when they are of one kind, of one organization and at one location.

use super::decided::Decided;
use super::locations::Owners;
use super::{Known, Named, Sets};
use model::{EntryType, Field, SourceNo, Term, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What tells services apart. Without a kind or an organization a service is joined to nothing; without a location
/// it can join others without one, such as a helpline that two directories list.
type Key<'a> = (Named, Option<Named>, &'a BTreeSet<Term>);

/// Services of one key, live ones and withdrawn ones.
type Alike<'a> = BTreeMap<Key<'a>, (Vec<usize>, Vec<usize>)>;

/// Joins live services. Gives every live one that belongs to an organization, with it.
pub(super) fn join(
    known: &Known,
    owners: &Owners,
    decided: &Decided,
    sets: &mut Sets,
) -> Vec<(usize, Named)> {
    for (live, _) in alike(known, owners, sets).into_values() {
        if known.one_per_source(&live) {
            decided.join_all(&live, sets);
        }
    }
    services(known)
        .filter(|&at| known.entries[at].live)
        .filter_map(|at| Some((at, organization(known, at, owners, sets)?)))
        .collect()
}

/// Adds withdrawn services to those that others still list, once all live ones are joined: to a group that has nothing of
/// their source.
pub(super) fn add_withdrawn(known: &Known, owners: &Owners, decided: &Decided, sets: &mut Sets) {
    if services(known).all(|at| known.entries[at].live) {
        return;
    }
    let alike = alike(known, owners, sets);
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in services(known) {
        members.entry(sets.find(at)).or_default().push(at);
    }
    for (mut live, withdrawn) in alike.into_values() {
        if !known.one_per_source(&live) {
            continue;
        }
        let mut added = known.may_be_added(&withdrawn, &live);
        if live.is_empty() {
            // A person may have joined one of them to something that is listed.
            added.retain(|&at| {
                members[&sets.find(at)]
                    .iter()
                    .all(|&of| !known.entries[of].live)
            });
            decided.join_all(&added, sets);
            continue;
        }
        live.sort_unstable_by_key(|&at| known.entries[at].id);
        for at in added {
            let own = &members[&sets.find(at)];
            let fits = |group: &[usize]| {
                let sources = |of: &[usize]| -> BTreeSet<SourceNo> {
                    of.iter().map(|&at| known.entries[at].source).collect()
                };
                sources(group).is_disjoint(&sources(own))
            };
            if own.iter().any(|&of| known.entries[of].live) {
                continue;
            }
            let roots: Vec<usize> = live.iter().map(|&of| sets.find(of)).collect();
            let target = roots
                .into_iter()
                .find(|root| fits(&members[root]) && decided.may_join(*root, at, sets));
            if let Some(root) = target {
                let (own, gone) = (sets.find(at), root);
                let mut all = members.remove(&own).unwrap_or_default();
                all.extend(members.remove(&gone).unwrap_or_default());
                sets.join(own, gone);
                members.insert(sets.find(at), all);
            }
        }
    }
}

fn services(known: &Known) -> impl Iterator<Item = usize> {
    let all = known.entries.iter().enumerate();
    all.filter(|(_, entry)| entry.entry_type == EntryType::Service)
        .map(|(at, _)| at)
}

fn alike<'a>(known: &Known<'a>, owners: &Owners, sets: &mut Sets) -> Alike<'a> {
    let mut alike: Alike = BTreeMap::new();
    for at in services(known) {
        if let Some(key) = key(known, at, owners, sets) {
            let (live, withdrawn) = alike.entry(key).or_default();
            if known.entries[at].live {
                live.push(at);
            } else {
                withdrawn.push(at);
            }
        }
    }
    alike
}

fn key<'a>(known: &Known<'a>, at: usize, owners: &Owners, sets: &mut Sets) -> Option<Key<'a>> {
    let Some(Value::Terms(kinds)) = known.entries[at].value(Field::Kind) else {
        return None;
    };
    let organization = organization(known, at, owners, sets)?;
    Some((organization, known.named(at, Field::Location, sets), kinds))
}

/// The organization that a service belongs to: the one that it names, else that of its location.
fn organization(known: &Known, at: usize, owners: &Owners, sets: &mut Sets) -> Option<Named> {
    let own = known.named(at, Field::Organization, sets);
    own.or_else(|| match known.entries[at].value(Field::Location) {
        Some(Value::Reference(id)) => known.at.get(id).and_then(|&place| owners.of(place)),
        _ => None,
    })
}
