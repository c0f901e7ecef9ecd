//! Which services of one organization are one, judged by likeness, where kinds and place do not say it already.
//!
//! Words: a *node* is live services that are one already; a *link* is how two nodes of different sources compare.
//! Always: only services of one organization are compared, never two of one source; the outcome depends on the live
//! entries of the component and on what is decided about organizations and locations, not on their order nor on what
//! anybody said of the services: a person's word is applied before it. Where an organization has very many services,
//! only those of one name are compared, so that nothing quadratic happens.
//! Start at [`proposals`]; `told` is what services say, `levels` how two compare, `why` an explanation.

mod levels;
mod told;
mod why;
mod words;

pub use why::{ServicesWhy, why};

use super::locations::Owners;
use super::{Known, Named};
use crate::likeness::Proposal;
use crate::likeness::joint::Contest;
use crate::likeness::neighbourhood::{ASK_FROM, JOIN_FROM};
use crate::sets::Sets;
use levels::{Bar, Compared};
use model::{EntryType, Relation, SourceNo};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use told::{Around, Told, told};

/// By what services are matched: decisions name it. Another when the bits, the words or the thresholds change.
pub const SERVICE_RULES: &str = "services-1";

/// All services of an organization are compared with each other up to so many.
const MOST_TOGETHER: usize = 120;
/// Of more, those of one name are, up to so many.
const MOST_OF_ONE_NAME: usize = 60;
/// What is less likely stands in nobody's way.
const LEAST_ODDS: f64 = 0.02;

/// What is proposed about the services of the component, sorted.
///
/// `of` has the organization of every live service, by place.
pub(super) fn proposals(
    known: &Known,
    owners: &Owners,
    of: &[(usize, Named)],
    sets: &mut Sets,
) -> Vec<Proposal> {
    let mut groups: BTreeMap<Named, Vec<usize>> = BTreeMap::new();
    for &(at, organization) in of {
        groups.entry(organization).or_default().push(at);
    }
    groups.retain(|_, services| may_join(known, services, sets));
    let mut proposals = Vec::new();
    for weighed in weighed(known, owners, groups, sets) {
        weighed.settle(known, &mut proposals);
    }
    proposals.sort_unstable_by_key(|proposal| (proposal.one, proposal.other));
    proposals
}

/// What the services of each organization come to.
fn weighed<'a>(
    known: &Known<'a>,
    owners: &Owners,
    groups: BTreeMap<Named, Vec<usize>>,
    sets: &mut Sets,
) -> Vec<Weighed<'a>> {
    if groups.is_empty() {
        return Vec::new();
    }
    let mut around: BTreeMap<Named, Around> = groups
        .keys()
        .map(|organization| (*organization, Around::default()))
        .collect();
    for (at, entry) in known.entries.iter().enumerate().filter(|(_, e)| e.live) {
        let whose = match entry.entry_type {
            EntryType::Organization => Some(Named::Here(sets.find(at))),
            EntryType::Location => owners.of(at),
            EntryType::Service => None,
        };
        if let Some(around) = whose.and_then(|whose| around.get_mut(&whose)) {
            around.add(entry);
        }
    }
    groups
        .into_iter()
        .map(|(organization, services)| Weighed::new(known, services, &around[&organization], sets))
        .collect()
}

/// True when there are two nodes with no source in common: most organizations are listed by one source, or all their
/// services are joined already.
fn may_join(known: &Known, services: &[usize], sets: &mut Sets) -> bool {
    let source = |at: usize| known.entries[at].source;
    let Some((first, rest)) = services.split_first() else {
        return false;
    };
    if rest.iter().all(|&at| source(at) == source(*first)) {
        return false;
    }
    let mut nodes: BTreeMap<usize, BTreeSet<SourceNo>> = BTreeMap::new();
    for &at in services {
        nodes.entry(sets.find(at)).or_default().insert(source(at));
    }
    let mut everywhere: Option<BTreeSet<SourceNo>> = None;
    for sources in nodes.into_values() {
        everywhere = Some(match everywhere {
            None => sources,
            Some(before) => before.intersection(&sources).copied().collect(),
        });
    }
    everywhere.is_some_and(|everywhere| everywhere.is_empty())
}

/// Two services of different nodes, by their places in [`Weighed::services`].
#[derive(Clone, Copy)]
struct Link {
    nodes: (usize, usize),
    one: usize,
    other: usize,
    compared: Compared,
    odds: f64,
    score: f64,
}

/// The services of one organization, weighed.
struct Weighed<'a> {
    services: Vec<usize>,
    told: Vec<Told<'a>>,
    /// The node of each service, by the order of their ids.
    node: Vec<usize>,
    sources: Vec<BTreeSet<SourceNo>>,
    /// How many services each source has.
    counts: BTreeMap<SourceNo, usize>,
    /// The likeliest pair of each two nodes that nothing bars, in order.
    links: Vec<Link>,
    /// Pairs of nodes that are barred, with the pair of services that says so.
    barred: BTreeMap<(usize, usize), Link>,
}

impl<'a> Weighed<'a> {
    fn new(
        known: &Known<'a>,
        mut services: Vec<usize>,
        around: &Around<'a>,
        sets: &mut Sets,
    ) -> Self {
        services.sort_unstable_by_key(|&at| known.entries[at].id);
        let told = told(known, &services, around, sets);
        let mut numbers: FxHashMap<usize, usize> = FxHashMap::default();
        let mut node = Vec::with_capacity(services.len());
        let mut sources: Vec<BTreeSet<SourceNo>> = Vec::new();
        let mut counts: BTreeMap<SourceNo, usize> = BTreeMap::new();
        for (&at, told) in services.iter().zip(&told) {
            let next = numbers.len();
            let no = *numbers.entry(sets.find(at)).or_insert(next);
            if no == sources.len() {
                sources.push(BTreeSet::new());
            }
            sources[no].insert(told.source);
            *counts.entry(told.source).or_default() += 1;
            node.push(no);
        }
        let mut weighed = Self {
            services,
            told,
            node,
            sources,
            counts,
            links: Vec::new(),
            barred: BTreeMap::new(),
        };
        weighed.link();
        weighed.weigh();
        weighed
    }

    /// Pairs of services that are worth comparing.
    fn pairs(&self) -> Vec<(usize, usize)> {
        let all = |of: &[usize]| -> Vec<(usize, usize)> {
            let later = |n: usize| of[n + 1..].iter().copied();
            (0..of.len())
                .flat_map(|n| later(n).map(move |other| (of[n], other)))
                .collect()
        };
        let count = self.services.len();
        if count <= MOST_TOGETHER {
            return all(&(0..count).collect::<Vec<_>>());
        }
        let mut of_one_name: BTreeMap<&BTreeSet<String>, Vec<usize>> = BTreeMap::new();
        for (at, told) in self.told.iter().enumerate() {
            of_one_name.entry(&told.name).or_default().push(at);
        }
        of_one_name.retain(|name, of| !name.is_empty() && of.len() <= MOST_OF_ONE_NAME);
        of_one_name.into_values().flat_map(|of| all(&of)).collect()
    }

    /// Compares two services, by their places.
    fn compare(&self, one: usize, other: usize) -> Link {
        let (a, b) = (&self.told[one], &self.told[other]);
        let among = self.counts[&a.source].max(self.counts[&b.source]);
        let compared = Compared::of(a, b, among);
        let nodes = (self.node[one], self.node[other]);
        Link {
            nodes: (nodes.0.min(nodes.1), nodes.0.max(nodes.1)),
            one,
            other,
            compared,
            odds: compared.odds(),
            score: 0.0,
        }
    }

    fn link(&mut self) {
        let mut best: BTreeMap<(usize, usize), Link> = BTreeMap::new();
        for (one, other) in self.pairs() {
            let nodes = (self.node[one], self.node[other]);
            if nodes.0 == nodes.1 || !self.sources[nodes.0].is_disjoint(&self.sources[nodes.1]) {
                continue;
            }
            let link = self.compare(one, other);
            let held = if link.compared.bar.is_some() {
                &mut self.barred
            } else {
                &mut best
            };
            let best = held.entry(link.nodes).or_insert(link);
            if link.odds > best.odds {
                *best = link;
            }
        }
        best.retain(|nodes, link| link.odds >= LEAST_ODDS && !self.barred.contains_key(nodes));
        self.links = best.into_values().collect();
    }

    /// How likely each link is: a service is the same as one of another source at most.
    fn weigh(&mut self) {
        let mut numbers: FxHashMap<(usize, SourceNo), u32> = FxHashMap::default();
        let mut contest = Contest::default();
        for link in &self.links {
            let (one, other) = link.nodes;
            let mut slots = Vec::new();
            for (own, theirs) in [(one, other), (other, one)] {
                for source in &self.sources[theirs] {
                    let next = numbers.len() as u32;
                    slots.push(*numbers.entry((own, *source)).or_insert(next));
                }
            }
            contest.add(link.odds, slots);
        }
        for (link, odds) in self.links.iter_mut().zip(contest.settled()) {
            link.score = (odds / (1.0 + odds) * 1e4).round() / 1e4;
        }
    }

    /// Proposes to join what is likely, the likeliest first, and to ask about what is not unlikely; of the rest, what has
    /// one name at two places is different services.
    fn settle(&self, known: &Known, proposals: &mut Vec<Proposal>) {
        let mut clusters: Vec<Vec<usize>> = (0..self.sources.len()).map(|no| vec![no]).collect();
        let mut cluster: Vec<usize> = (0..self.sources.len()).collect();
        let mut spoken_of = BTreeSet::new();
        let mut order: Vec<&Link> = self.links.iter().collect();
        order.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.nodes.cmp(&b.nodes)));
        for link in order {
            let (one, other) = (cluster[link.nodes.0], cluster[link.nodes.1]);
            if one == other || !self.may_be(&clusters[one], &clusters[other]) {
                continue;
            }
            let relation = if link.score >= JOIN_FROM {
                let taken = std::mem::take(&mut clusters[other]);
                for &node in &taken {
                    cluster[node] = one;
                }
                clusters[one].extend(taken);
                Relation::Same
            } else if link.score >= ASK_FROM {
                Relation::Undecided
            } else {
                continue;
            };
            spoken_of.extend([link.nodes.0, link.nodes.1]);
            proposals.push(self.proposal(known, link, relation));
        }
        for link in self.barred.values() {
            let is_another = link.compared.bar == Some(Bar::Places) && link.compared.is_one_name();
            let (one, other) = link.nodes;
            if is_another && !spoken_of.contains(&one) && !spoken_of.contains(&other) {
                spoken_of.extend([one, other]);
                proposals.push(self.proposal(known, link, Relation::DifferentService));
            }
        }
    }

    fn may_be(&self, one: &[usize], other: &[usize]) -> bool {
        one.iter().all(|&a| {
            other.iter().all(|&b| {
                self.sources[a].is_disjoint(&self.sources[b])
                    && !self.barred.contains_key(&(a.min(b), a.max(b)))
            })
        })
    }

    fn proposal(&self, known: &Known, link: &Link, relation: Relation) -> Proposal {
        let id = |at: usize| known.entries[self.services[at]].id;
        Proposal {
            one: id(link.one),
            other: id(link.other),
            relation,
            score: link.score,
        }
    }
}
