//! What is decided about pairs, by a person or by likeness: some are joined, some are kept apart.
//!
//! Always: what is kept apart is never together, whatever codes say. Where that leaves a choice of whom to join, the
//! lower id is joined first, so that the order of entries does not matter. A withdrawn entry bridges nothing.

use super::organizations::Held;
use super::{Known, Sets};
use model::{Decision, EntryId, EntryType, Relation};

/// The decisions about a component, by place.
pub(super) struct Decided {
    ids: Vec<EntryId>,
    apart: Vec<(usize, usize)>,
    same: Vec<(usize, usize)>,
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
            if decision.relation.parts() {
                apart.push((one, other));
            } else if decision.relation == Relation::Same {
                let ids = (
                    decision.one.min(decision.other),
                    decision.one.max(decision.other),
                );
                // Of persons the first to say so; likeness has no before and after.
                let order = if decision.by.is_person() {
                    (0, decision.position.0)
                } else {
                    (1, 0)
                };
                same.push(((order, ids), (one, other)));
            }
        }
        // Persons' first, so that likeness cannot take the place of what a person joins.
        same.sort_unstable();
        Self {
            ids: if apart.is_empty() {
                Vec::new()
            } else {
                known.entries.iter().map(|entry| entry.id).collect()
            },
            apart,
            same: same.into_iter().map(|(_, pair)| pair).collect(),
        }
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

    fn may_join(&self, one: usize, other: usize, sets: &mut Sets) -> bool {
        let (one, other) = (sets.find(one), sets.find(other));
        self.apart.iter().all(|&(a, b)| {
            let pair = (sets.find(a), sets.find(b));
            pair != (one, other) && pair != (other, one)
        })
    }

    /// Joins what is decided to be the same, live entries first.
    pub(super) fn join(&self, known: &Known, entry_type: EntryType, sets: &mut Sets) {
        let of_type = |&&(one, _): &&(usize, usize)| known.entries[one].entry_type == entry_type;
        let pairs: Vec<(usize, usize)> = self.same.iter().filter(of_type).copied().collect();
        if pairs.is_empty() {
            return;
        }
        let (live, withdrawn) = known.of_type(entry_type);
        let is_live = |at: usize| known.entries[at].live;
        for &(one, other) in pairs.iter().filter(|p| is_live(p.0) && is_live(p.1)) {
            self.join_pair(known, (one, other), &live, sets);
        }
        let all: Vec<usize> = live.iter().chain(&withdrawn).copied().collect();
        for &(one, other) in pairs.iter().filter(|p| !is_live(p.0) || !is_live(p.1)) {
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
        if Held::new(known, members, sets).contested(&roots).is_empty() {
            sets.join(one, other);
        }
    }
}
