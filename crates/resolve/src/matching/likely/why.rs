//! Why two services are held to be one, or not: field by field, with what else was considered.

use super::super::{Known, Prepared};
use super::levels::Bar;
use super::{Link, Weighed, weighed};
use crate::likeness::Evidence;
use crate::likeness::neighbourhood::would_be;
use model::{Decision, EntryId, EntryState, EntryType};

/// What speaks for and against two services being one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServicesWhy {
    /// How likely it is that they are, from 0 to 1.
    pub score: f64,
    /// What each field says, the strongest first.
    pub fields: Vec<Evidence>,
    /// What they are if they are not one, in words.
    pub rival: &'static str,
    /// What keeps them apart whatever they are like, in words.
    pub barrier: Option<&'static str>,
    /// Whom else each could be: of which of the two, which service, and how likely. The likeliest first.
    pub considered: Vec<(EntryId, EntryId, f64)>,
    /// What single thing, found to be otherwise, would change what is decided.
    pub would_change: Vec<String>,
}

impl ServicesWhy {
    fn barred(words: &'static str) -> Self {
        Self {
            rival: "two services",
            barrier: Some(words),
            ..Self::default()
        }
    }
}

/// Why the services `one` and `other` of `component` are held to be one, or not; none when one of them is not listed there.
pub fn why(
    component: &[EntryState],
    decisions: &[Decision],
    one: EntryId,
    other: EntryId,
) -> Option<ServicesWhy> {
    let known = Known::new(component);
    let place = |id: EntryId| {
        let at = *known.at.get(&id)?;
        let entry = &component[at];
        (entry.live && entry.entry_type == EntryType::Service).then_some(at)
    };
    let (one, other) = (place(one)?, place(other)?);
    let Prepared {
        mut sets,
        owners,
        services,
        ..
    } = Prepared::new(&known, decisions);
    let whose = |at: usize| services.iter().find(|(of, _)| *of == at).map(|(_, of)| *of);
    let (Some(mine), Some(theirs)) = (whose(one), whose(other)) else {
        return Some(ServicesWhy::barred(
            "one of them is no organization’s, and services are compared within one",
        ));
    };
    if mine != theirs {
        return Some(ServicesWhy::barred(
            "they are services of different organizations",
        ));
    }
    let all = services
        .iter()
        .filter(|(_, of)| *of == mine)
        .map(|(at, _)| *at);
    let groups = [(mine, all.collect())].into();
    let weighed = weighed(&known, &owners, groups, &mut sets).pop()?;
    weighed.why(&known, one, other)
}

impl Weighed<'_> {
    /// None when one of the two is not among those that are weighed.
    fn why(&self, known: &Known, one: usize, other: usize) -> Option<ServicesWhy> {
        let place = |at: usize| self.services.iter().position(|of| *of == at);
        let link = self.compare(place(one)?, place(other)?);
        let nodes = [self.node[link.one], self.node[link.other]];
        let mut why = ServicesWhy {
            fields: link.compared.evidence(),
            rival: "two services of one organization",
            ..ServicesWhy::default()
        };
        if nodes[0] == nodes[1] {
            // They are of one kind and at one place: nothing is left to be weighed.
            why.score = 1.0;
            return Some(why);
        }
        let bar = self.barred.get(&link.nodes);
        why.barrier = if self.sources[nodes[0]].is_disjoint(&self.sources[nodes[1]]) {
            bar.and_then(|barred| barred.compared.bar).or(link.compared.bar).map(|bar| match bar {
                Bar::Kinds => "they say that they are different kinds of thing, such as a pharmacy and a dentist",
                Bar::Places => "they are at different places: one service at two places is listed as two",
            })
        } else {
            Some("one source lists both, or one that is joined to each: it means them to be two")
        };
        let weighed = self.links.iter().find(|held| held.nodes == link.nodes);
        why.score = weighed.map_or(0.0, |held| held.score);
        for held in &self.links {
            let (a, b) = held.nodes;
            for (own, theirs) in [(a, b), (b, a)] {
                if nodes.contains(&own) && !nodes.contains(&theirs) {
                    why.considered.push((
                        self.id(known, held, own),
                        self.id(known, held, theirs),
                        held.score,
                    ));
                }
            }
        }
        why.considered
            .sort_by(|a, b| b.2.total_cmp(&a.2).then(a.1.cmp(&b.1)));
        if why.barrier.is_none() {
            why.would_change = would_change(&link, why.score);
        }
        Some(why)
    }

    /// The entry of `node` in a link.
    fn id(&self, known: &Known, link: &Link, node: usize) -> EntryId {
        let at = if self.node[link.one] == node {
            link.one
        } else {
            link.other
        };
        known.entries[self.services[at]].id
    }
}

fn would_change(link: &Link, score: f64) -> Vec<String> {
    let odds = score / (1.0 - score).max(1e-9);
    let mut told = Vec::new();
    for (words, other) in link.compared.otherwise() {
        let odds = odds * other.odds() / link.odds;
        let then = would_be(odds / (1.0 + odds));
        if then != would_be(score) {
            told.push(format!("If {words}, {then}."));
        }
    }
    told
}
