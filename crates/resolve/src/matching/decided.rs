//! What is decided about pairs, by a person or by likeness: some are joined, some are kept apart.
//!
//! Always: what is kept apart is never together, whatever codes say. Where that leaves a choice of whom to join, the
//! lower id is joined first, so that the order of entries does not matter. A withdrawn entry bridges nothing.

use super::likely::SERVICE_RULES;
use super::organizations::Held;
use super::{Known, Sets};
use crate::likeness::Proposal;
use model::{Decider, Decision, EntryId, EntryType, Relation, SourceNo};
use std::collections::{BTreeMap, BTreeSet};

/// In which order pairs are joined: persons' first, the first to say so first, so that likeness cannot take the place of
/// what a person joins; likeness has no before and after.
type Order = ((u8, u64), (EntryId, EntryId));

/// The decisions about a component, by place.
pub(super) struct Decided {
    ids: Vec<EntryId>,
    apart: Vec<(usize, usize)>,
    same: Vec<(Order, (usize, usize))>,
}

impl Decided {
    pub(super) fn new(known: &Known, decisions: &[Decision]) -> Self {
        let mut apart = Vec::new();
        let mut same = Vec::new();
        for decision in decisions {
            let (Some(&one), Some(&other)) =
                (known.at.get(&decision.one), known.at.get(&decision.other))
            else {
                continue;
            };
            if one == other || known.entries[one].entry_type != known.entries[other].entry_type {
                continue;
            }
            // What likeness says of services is worked out anew each time: see `take`.
            if matches!(&decision.by, Decider::Matcher(by) if by == SERVICE_RULES) {
                continue;
            }
            if decision.relation.parts() {
                apart.push((one, other));
            } else if decision.relation == Relation::Same {
                let ids = (
                    decision.one.min(decision.other),
                    decision.one.max(decision.other),
                );
                let order = if decision.by.is_person() {
                    (0, decision.position.0)
                } else {
                    (1, 0)
                };
                same.push(((order, ids), (one, other)));
            }
        }
        same.sort_unstable();
        Self {
            ids: if apart.is_empty() {
                Vec::new()
            } else {
                known.entries.iter().map(|entry| entry.id).collect()
            },
            apart,
            same,
        }
    }

    /// Takes what likeness comes to about services.
    pub(super) fn take(&mut self, known: &Known, proposals: &[Proposal]) {
        let joined = proposals.iter().filter(|p| p.relation == Relation::Same);
        self.same.extend(joined.map(|proposal| {
            let ids = (
                proposal.one.min(proposal.other),
                proposal.one.max(proposal.other),
            );
            (((1, 0), ids), (known.at[&ids.0], known.at[&ids.1]))
        }));
        self.same.sort_unstable();
    }

    /// Joins the sets of all `places`, but for those that are to stay apart.
    pub(super) fn join_all(&self, places: &[usize], sets: &mut Sets) {
        if self.apart.is_empty() {
            sets.join_all(places);
            return;
        }
        let mut lowest = vec![None; self.ids.len()];
        for (at, id) in self.ids.iter().enumerate() {
            let low = &mut lowest[sets.find(at)];
            *low = Some(low.map_or(*id, |low: EntryId| low.min(*id)));
        }
        let mut roots: Vec<usize> = places.iter().map(|&at| sets.find(at)).collect();
        roots.sort_unstable_by_key(|&root| lowest[root]);
        roots.dedup();
        let mut clusters: Vec<usize> = Vec::new();
        for root in roots {
            match clusters
                .iter()
                .copied()
                .find(|&cluster| self.may_join(cluster, root, sets))
            {
                Some(cluster) => sets.join(cluster, root),
                None => clusters.push(root),
            }
        }
    }

    /// True when nothing decided keeps the sets of the two apart.
    pub(super) fn may_join(&self, one: usize, other: usize, sets: &mut Sets) -> bool {
        let (one, other) = (sets.find(one), sets.find(other));
        self.apart.iter().all(|&(a, b)| {
            let pair = (sets.find(a), sets.find(b));
            pair != (one, other) && pair != (other, one)
        })
    }

    /// Joins what is decided to be the same, live entries first.
    pub(super) fn join(&self, known: &Known, entry_type: EntryType, sets: &mut Sets) {
        let of_type =
            |(_, (one, _)): &&(Order, (usize, usize))| known.entries[*one].entry_type == entry_type;
        let pairs: Vec<(Order, (usize, usize))> =
            self.same.iter().filter(of_type).copied().collect();
        if pairs.is_empty() {
            return;
        }
        let (live, withdrawn) = known.of_type(entry_type);
        let is_live = |at: usize| known.entries[at].live;
        let both_live = |pair: &(usize, usize)| is_live(pair.0) && is_live(pair.1);
        // Likeness brings no two services of one source together, not by way of what a person joins either.
        let mut sources: BTreeMap<usize, BTreeSet<SourceNo>> = BTreeMap::new();
        if entry_type == EntryType::Service {
            for &at in &live {
                let of = sources.entry(sets.find(at)).or_default();
                of.insert(known.entries[at].source);
            }
        }
        for (order, (one, other)) in pairs.iter().filter(|(_, pair)| both_live(pair)) {
            let (a, b) = (sets.find(*one), sets.find(*other));
            let by_likeness = order.0.0 > 0;
            let meet =
                |of: &BTreeSet<SourceNo>| sources.get(&b).is_some_and(|b| !b.is_disjoint(of));
            if a == b || (by_likeness && sources.get(&a).is_some_and(meet)) {
                continue;
            }
            self.join_pair(known, (*one, *other), &live, sets);
            let root = sets.find(*one);
            if root == sets.find(*other) {
                let gone = sources.remove(&a.max(b)).unwrap_or_default();
                sources.entry(root).or_default().extend(gone);
            }
        }
        let all: Vec<usize> = live.iter().chain(&withdrawn).copied().collect();
        for &(_, (one, other)) in pairs.iter().filter(|(_, pair)| !both_live(pair)) {
            let mut lives = |at: usize| {
                let root = sets.find(at);
                live.iter().any(|&at| sets.find(at) == root)
            };
            if !lives(one) || !lives(other) {
                self.join_pair(known, (one, other), &all, sets);
            }
        }
    }

    fn join_pair(
        &self,
        known: &Known,
        (one, other): (usize, usize),
        members: &[usize],
        sets: &mut Sets,
    ) {
        let roots = [sets.find(one), sets.find(other)];
        if roots[0] == roots[1] || !self.may_join(one, other, sets) {
            return;
        }
        // Two codes of one register are two things, whoever says otherwise: the register is the place to put it right.
        if known.entries[one].entry_type != EntryType::Organization
            || Held::new(known, members, sets).contested(&roots).is_empty()
        {
            sets.join(one, other);
        }
    }
}
