//! A neighbourhood of entries that stand in each other's way, decided about at once.
//!
//! Words: a *node* is entries that codes join already, or that one source holds twice; a *slot* is a place that one thing
//! only can take: a node has one for each source and for each register that it has nothing of.
//! Always: the outcome depends on the entries and their pairs, not on their order; no two codes of one register and no two
//! kinds that exclude each other come together; what is too crowded to be weighed is left alone.

use super::joint::Contest;
use super::pair::{Candidate, Pair, codes_differ, scheme};
use super::standing::ALIKE;
use crate::sets::Sets;
use model::{EntryId, Relation, SourceNo};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// From this probability on two entries are joined: of those just above it, about one in ten is wrong.
pub const JOIN_FROM: f64 = 0.9;
/// From this probability on a person is asked.
pub const ASK_FROM: f64 = 0.2;
/// What a score would lead to, inside a sentence.
pub(crate) fn would_be(score: f64) -> &'static str {
    match score {
        score if score >= JOIN_FROM => "they would be joined",
        score if score >= ASK_FROM => "a person would be asked",
        _ => "they would be left apart",
    }
}

/// More entries than this are not weighed together: the weakest links between them are left out until they fall apart.
pub const MOST_TOGETHER: usize = 120;
/// Of one thing a source may hold so many copies; more of them are something else that we do not understand.
const MOST_TWINS: usize = 3;
/// Odds below which links are left out of a crowd, one after another.
const THINNER: [f64; 4] = [0.5, 20.0, 1e3, 1e5];

/// A pair of members, by their places.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    /// Place of the first.
    pub one: usize,
    /// Place of the second.
    pub other: usize,
    /// How they compare.
    pub pair: Pair,
}

/// What is proposed about two entries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proposal {
    /// One of them; of a successor the one that follows.
    pub one: EntryId,
    /// The other.
    pub other: EntryId,
    /// What they are to each other: [`Relation::Undecided`] asks.
    pub relation: Relation,
    /// How likely it is that they are one thing, from 0 to 1.
    pub score: f64,
}

/// What is decided about a neighbourhood.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// What is proposed, by ids.
    pub proposals: Vec<Proposal>,
    /// The score of every pair that was weighed, by ids, the lower first.
    pub scores: Vec<(EntryId, EntryId, f64)>,
    /// How many entries stood too close together to be weighed with all that links them.
    pub crowded: usize,
}

/// Decides about `members`, of which `edges` are all the pairs that matter.
pub fn decide(members: &[&Candidate], edges: &[Edge]) -> Outcome {
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_unstable_by_key(|at| members[*at].id);
    let mut place = vec![0; members.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old] = new;
    }
    let members: Vec<&Candidate> = order.iter().map(|at| members[*at]).collect();
    let mut edges: Vec<Edge> = edges
        .iter()
        .map(|edge| {
            let (one, other) = (place[edge.one], place[edge.other]);
            Edge {
                one: one.min(other),
                other: one.max(other),
                pair: edge.pair,
            }
        })
        .collect();
    edges.sort_unstable_by_key(|edge| (edge.one, edge.other));
    edges.dedup_by_key(|edge| (edge.one, edge.other));
    let mut outcome = Outcome::default();
    split(&members, edges, &THINNER, &mut outcome);
    outcome
        .proposals
        .sort_unstable_by_key(|proposal| (proposal.one, proposal.other));
    outcome
}

/// Decides about each part that hangs together; of a part that is too large the weakest links are left out.
fn split(members: &[&Candidate], edges: Vec<Edge>, thinner: &[f64], outcome: &mut Outcome) {
    let mut sets = Sets::new(members.len());
    for edge in &edges {
        sets.join(edge.one, edge.other);
    }
    let mut parts: BTreeMap<usize, (BTreeSet<usize>, Vec<Edge>)> = BTreeMap::new();
    for edge in edges {
        let part = parts.entry(sets.find(edge.one)).or_default();
        part.0.extend([edge.one, edge.other]);
        part.1.push(edge);
    }
    for (within, edges) in parts.into_values() {
        if within.len() <= MOST_TOGETHER {
            Weighing::new(members, &within).run(&edges, outcome);
            continue;
        }
        if thinner.len() == THINNER.len() {
            outcome.crowded += within.len();
        }
        if let [least, thinner @ ..] = thinner {
            let edges = edges
                .into_iter()
                .filter(|edge| edge.pair.shares_code || edge.pair.odds >= *least)
                .collect();
            split(members, edges, thinner, outcome);
        }
    }
}

/// A node: entries that are one thing before anything is weighed.
#[derive(Default)]
struct Node {
    sources: BTreeSet<SourceNo>,
    codes: Vec<String>,
    kinds: u16,
}

impl Node {
    fn may_be(&self, other: &Self) -> bool {
        let kinds = self.kinds == 0 || other.kinds == 0 || self.kinds & other.kinds != 0;
        kinds
            && self.sources.is_disjoint(&other.sources)
            && !codes_differ(&self.codes, &other.codes)
    }

    fn take(&mut self, other: Self) {
        self.sources.extend(other.sources);
        self.codes.extend(other.codes);
        self.kinds |= other.kinds;
    }
}

struct Weighing<'a> {
    members: &'a [&'a Candidate],
    sets: Sets,
    nodes: FxHashMap<usize, Node>,
}

impl<'a> Weighing<'a> {
    fn new(members: &'a [&'a Candidate], within: &BTreeSet<usize>) -> Self {
        let node = |at: &usize| Node {
            sources: [members[*at].source].into(),
            codes: members[*at].row.codes.clone(),
            kinds: members[*at].profile.kinds,
        };
        Self {
            members,
            sets: Sets::new(members.len()),
            nodes: within.iter().map(|at| (*at, node(at))).collect(),
        }
    }

    fn run(mut self, edges: &[Edge], outcome: &mut Outcome) {
        for edge in edges.iter().filter(|edge| edge.pair.shares_code) {
            let (one, other) = (self.sets.find(edge.one), self.sets.find(edge.other));
            let codes = |at: usize| &self.nodes[&at].codes;
            if one != other && !codes_differ(codes(one), codes(other)) {
                self.unite(one, other);
            }
        }
        self.twins(edges, outcome);
        let links = self.links(edges);
        let scores = self.weighed(&links);
        for (link, score) in links.iter().zip(&scores) {
            let ids = (self.members[link.one].id, self.members[link.other].id);
            outcome.scores.push((ids.0, ids.1, *score));
        }
        self.settle(&links, &scores, outcome);
    }

    fn unite(&mut self, one: usize, other: usize) {
        let (one, other) = (self.sets.find(one), self.sets.find(other));
        self.sets.join(one, other);
        let (keep, give) = (one.min(other), one.max(other));
        if let Some(given) = self.nodes.remove(&give)
            && let Some(node) = self.nodes.get_mut(&keep)
        {
            node.take(given);
        }
    }

    /// What one source holds twice or three times is one thing, where everything says so.
    fn twins(&mut self, edges: &[Edge], outcome: &mut Outcome) {
        let twins: Vec<&Edge> = edges
            .iter()
            .filter(|edge| edge.pair.within && edge.pair.is_twin())
            .collect();
        let mut groups = Sets::new(self.members.len());
        for edge in &twins {
            groups.join(edge.one, edge.other);
        }
        let mut sizes: FxHashMap<usize, BTreeSet<usize>> = FxHashMap::default();
        for edge in &twins {
            let group = sizes.entry(groups.find(edge.one)).or_default();
            group.extend([edge.one, edge.other]);
        }
        for edge in twins {
            let (one, other) = (self.sets.find(edge.one), self.sets.find(edge.other));
            if sizes[&groups.find(edge.one)].len() > MOST_TWINS || one == other {
                continue;
            }
            if codes_differ(&self.nodes[&one].codes, &self.nodes[&other].codes) {
                continue;
            }
            self.unite(one, other);
            outcome
                .proposals
                .push(self.proposal(edge, Relation::Same, 0.99));
        }
    }

    /// The likeliest pair between each two nodes that may be one thing.
    fn links(&mut self, edges: &[Edge]) -> Vec<Edge> {
        let mut best: BTreeMap<(usize, usize), Edge> = BTreeMap::new();
        for edge in edges.iter().filter(|edge| !edge.pair.within) {
            let (one, other) = (self.sets.find(edge.one), self.sets.find(edge.other));
            if one == other || !self.nodes[&one].may_be(&self.nodes[&other]) {
                continue;
            }
            let best = best
                .entry((one.min(other), one.max(other)))
                .or_insert(*edge);
            if edge.pair.odds > best.pair.odds {
                *best = *edge;
            }
        }
        best.into_values().collect()
    }

    /// How likely each link is when all are weighed together.
    fn weighed(&mut self, links: &[Edge]) -> Vec<f64> {
        let mut numbers: FxHashMap<(usize, Slot), u32> = FxHashMap::default();
        let mut contest = Contest::default();
        for link in links {
            let (one, other) = (self.sets.find(link.one), self.sets.find(link.other));
            let mut slots = Vec::new();
            for (own, theirs) in [(one, other), (other, one)] {
                for slot in taken(&self.nodes[&own], &self.nodes[&theirs]) {
                    let next = numbers.len() as u32;
                    slots.push(*numbers.entry((own, slot)).or_insert(next));
                }
            }
            contest.add(link.pair.odds, slots);
        }
        contest
            .settled()
            .into_iter()
            .map(|odds| (odds / (1.0 + odds) * 1e4).round() / 1e4)
            .collect()
    }

    /// Joins what is likely, the likeliest first, and asks about what is not unlikely.
    fn settle(&mut self, links: &[Edge], scores: &[f64], outcome: &mut Outcome) {
        let mut order: Vec<usize> = (0..links.len()).collect();
        order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]).then(a.cmp(b)));
        for at in order {
            let (link, score) = (&links[at], scores[at]);
            let (one, other) = (self.sets.find(link.one), self.sets.find(link.other));
            if one == other {
                continue;
            }
            let free = self.nodes[&one].may_be(&self.nodes[&other]);
            let relation = if score >= JOIN_FROM && free {
                self.unite(one, other);
                Relation::Same
            } else if score >= ASK_FROM && free {
                Relation::Undecided
            } else if link.pair.follows() && link.pair.alike >= ALIKE {
                Relation::Successor
            } else {
                continue;
            };
            outcome.proposals.push(self.proposal(link, relation, score));
        }
    }

    fn proposal(&self, edge: &Edge, relation: Relation, score: f64) -> Proposal {
        let (one, other) = (self.members[edge.one], self.members[edge.other]);
        let (one, other) = match relation {
            // The one that runs follows.
            Relation::Successor if one.has_ended() => (other.id, one.id),
            _ => (one.id, other.id),
        };
        Proposal {
            one,
            other,
            relation,
            score,
        }
    }
}

/// A place that one thing only can take.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Slot {
    Source(SourceNo),
    Register(String),
}

/// The slots of `own` that being one thing with `theirs` would take.
fn taken(own: &Node, theirs: &Node) -> Vec<Slot> {
    let registers: BTreeSet<&str> = theirs.codes.iter().map(|code| scheme(code)).collect();
    let has = |register: &str| own.codes.iter().any(|code| scheme(code) == register);
    let sources = theirs.sources.iter().copied().map(Slot::Source);
    let registers = registers
        .into_iter()
        .filter(|register| !has(register))
        .map(|register| Slot::Register(register.to_owned()));
    sources.chain(registers).collect()
}
