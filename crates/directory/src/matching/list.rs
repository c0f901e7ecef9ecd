//! Listing what was matched, with both sides written out, for people who judge it.

use super::{read_kept, scratch::Everything, services};
use crate::follow::States;
use crate::{Directory, Error};
use ::model::{EntryId, Field, Relation, Status, Value};
use jiff::civil::Date;
use resolve::likeness::{Edge, Evidence, Pair, Profile, explain_pair};
use std::collections::{BTreeMap, BTreeSet};
use store::{Log as _, SqliteLog};

/// Pairs that score from here on are listed as near.
const NEAR_FROM: f64 = 0.01;

/// Which pairs are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListedKind {
    /// Joined by likeness.
    Same,
    /// Asked of a person.
    Ask,
    /// Kept apart: one follows the other.
    Successor,
    /// Services of one name and one organization, at two places.
    Elsewhere,
    /// Just below asking.
    Near,
}

/// A pair with both sides written out.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The two.
    pub sides: [ListedSide; 2],
    /// How likely it is that they are one thing, from 0 to 1.
    pub score: f64,
    /// What each field says, the strongest first.
    pub evidence: Vec<Evidence>,
}

/// One side of a pair.
#[derive(Clone, Debug, Default)]
pub struct ListedSide {
    /// Its entry.
    pub id: Option<EntryId>,
    /// The key of its source.
    pub source: String,
    /// The source's own name for it.
    pub local_id: String,
    /// What it says of itself.
    pub profile: Profile,
    /// Its kinds, as it says them.
    pub kinds: Vec<String>,
    /// Its status, as it says it.
    pub status: Option<Status>,
    /// The newest day on which anything was said of it.
    pub said: Option<Date>,
}

impl Directory {
    /// Pairs of `kind`: `most` of them at random by `seed`, or all. With how many there are.
    ///
    /// # Errors
    /// [`Error`] when the log cannot be read.
    pub fn match_list(
        &self,
        kind: ListedKind,
        most: usize,
        seed: u64,
    ) -> Result<(usize, Vec<Listed>), Error> {
        let version = self.version();
        let log = self.log();
        let _steady = log.steady()?;
        let all = read_kept(&log, &version)?;
        let edges = all.pairs(&|pair| pair.matters() || (is_open(pair) && pair.odds >= NEAR_FROM));
        let mut chosen = match kind {
            ListedKind::Near => near(&all, &edges),
            ListedKind::Same => decided(&log, Relation::Same)?,
            ListedKind::Ask => decided(&log, Relation::Undecided)?,
            ListedKind::Successor => decided(&log, Relation::Successor)?,
            ListedKind::Elsewhere => decided(&log, Relation::DifferentService)?,
        };
        let count = chosen.len();
        chosen.sort_by_key(|(one, other, _)| (mixed(seed, one, other), *one, *other));
        chosen.truncate(most);
        let places: BTreeMap<EntryId, usize> = all
            .candidates()
            .iter()
            .enumerate()
            .map(|(at, c)| (c.id, at))
            .collect();
        let pairs: BTreeMap<(usize, usize), Pair> = edges
            .iter()
            .map(|edge| ((edge.one, edge.other), edge.pair))
            .collect();
        let sources = log.sources()?;
        let mut states = States::new(&log);
        let mut side = |id: EntryId| -> Result<Option<ListedSide>, Error> {
            let Some(known) = log.known(&id)? else {
                return Ok(None);
            };
            let Some(state) = states.of(&[known.no])?.pop() else {
                return Ok(None);
            };
            let profile = match places.get(&id) {
                Some(&at) => all.candidates()[at].profile.clone(),
                None => services::profile(&mut states, &state)?,
            };
            let source = sources.iter().find(|source| source.no == state.source);
            Ok(Some(ListedSide {
                id: Some(id),
                source: source
                    .map(|source| source.key.to_string())
                    .unwrap_or_default(),
                local_id: log.entry(known.no)?.local_id,
                kinds: match state.value(Field::Kind) {
                    Some(Value::Terms(kinds)) => {
                        kinds.iter().map(|kind| kind.as_str().to_owned()).collect()
                    }
                    _ => Vec::new(),
                },
                status: match state.value(Field::Status) {
                    Some(Value::Status(said)) => Some(*said),
                    _ => None,
                },
                said: profile.said,
                profile,
            }))
        };
        let mut listed = Vec::with_capacity(chosen.len());
        for (one, other, score) in chosen {
            let (Some(mine), Some(theirs)) = (side(one)?, side(other)?) else {
                continue;
            };
            let evidence = match (places.get(&one), places.get(&other)) {
                (Some(&one), Some(&other)) => pairs
                    .get(&(one.min(other), one.max(other)))
                    .map_or_else(Vec::new, |pair| explain_pair(&version, pair).0),
                _ => services::evidence(&log, one, other)?
                    .map_or_else(Vec::new, |evidence| evidence.fields),
            };
            listed.push(Listed {
                sides: [mine, theirs],
                score,
                evidence,
            });
        }
        Ok((count, listed))
    }
}

/// Two entries, and how likely they are one thing.
type Scored = (EntryId, EntryId, f64);

/// The pairs about which the matcher decided so.
fn decided(log: &SqliteLog, relation: Relation) -> Result<Vec<Scored>, Error> {
    let mut decided = Vec::new();
    for standing in log.standing(None)? {
        let proposed = standing.proposed;
        if proposed.relation == relation {
            let ids = (log.entry(proposed.one)?.id, log.entry(proposed.other)?.id);
            decided.push((ids.0, ids.1, proposed.score));
        }
    }
    Ok(decided)
}

fn is_open(pair: &Pair) -> bool {
    pair.barrier.is_none() && !pair.within && !pair.shares_code
}

/// Pairs that were weighed, or nearly, and about which nothing is proposed. Where one of the two is joined to another,
/// there is nothing near about it.
fn near(all: &Everything, edges: &[Edge]) -> Vec<Scored> {
    let weighed: Vec<Edge> = edges.iter().filter(|e| e.pair.matters()).copied().collect();
    let mut proposed: BTreeSet<(EntryId, EntryId)> = BTreeSet::new();
    let mut joined: BTreeSet<EntryId> = BTreeSet::new();
    let mut scores: BTreeMap<(EntryId, EntryId), f64> = BTreeMap::new();
    for outcome in all.decided(&weighed) {
        for proposal in outcome.proposals {
            let (one, other) = (proposal.one, proposal.other);
            proposed.insert((one.min(other), one.max(other)));
            if proposal.relation == Relation::Same {
                joined.extend([one, other]);
            }
        }
        let of = outcome.scores.into_iter();
        scores.extend(of.map(|(one, other, score)| ((one, other), score)));
    }
    let candidates = all.candidates();
    edges
        .iter()
        .filter(|edge| is_open(&edge.pair))
        .filter_map(|edge| {
            let (one, other) = (candidates[edge.one].id, candidates[edge.other].id);
            let ids = (one.min(other), one.max(other));
            let alone = edge.pair.odds / (1.0 + edge.pair.odds);
            let score = if edge.pair.matters() {
                *scores.get(&ids)?
            } else {
                alone
            };
            let is_near = score >= NEAR_FROM
                && !proposed.contains(&ids)
                && !(joined.contains(&one) || joined.contains(&other));
            is_near.then_some((one, other, score))
        })
        .collect()
}

/// A number by which pairs are drawn: it depends on the seed and on the pair alone.
fn mixed(seed: u64, one: &EntryId, other: &EntryId) -> u64 {
    let bytes = one.as_bytes().iter().chain(other.as_bytes());
    let mut hash = bytes.fold(seed ^ 0x9e37_79b9_7f4a_7c15, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash ^= hash >> 31;
    hash.wrapping_mul(0xbf58_476d_1ce4_e5b9)
}
