//! Matching everything from nothing: all entries in memory, compared on every core.

use super::found::{Group, MOST_UNDER_KEY, found};
use model::{EntryNo, SourceNo};
use resolve::likeness::{Candidate, Counted, Edge, Outcome, Pair, Reader, decide};
use std::num::NonZero;
use std::thread;
use store::LikenessKey;

/// Entries compared in one go by a thread.
const SHARE: usize = 2_000;

/// Every entry that is matched, with who finds whom.
pub(super) struct Everything<'v> {
    reader: Reader<'v>,
    entries: Vec<EntryNo>,
    candidates: Vec<Candidate>,
    /// Members of every key, key after key, each by source.
    members: Vec<(SourceNo, u32)>,
    /// Where the members of each key end.
    ends: Vec<u32>,
    /// The keys of every entry that find anybody, entry after entry, with what they count; and where they end.
    keys: Vec<(u32, Counted)>,
    key_ends: Vec<u32>,
}

impl<'v> Everything<'v> {
    /// Who finds whom among `entries`, which are in order.
    pub fn new(reader: Reader<'v>, entries: Vec<EntryNo>, candidates: Vec<Candidate>) -> Self {
        let mut keyed: Vec<(u64, SourceNo, u32, Counted)> =
            Vec::with_capacity(candidates.len() * 14);
        for (at, candidate) in candidates.iter().enumerate() {
            let keys = reader.keys(candidate).into_iter();
            keyed.extend(keys.map(|key| (key.hash, candidate.source, at as u32, key.counts)));
        }
        keyed.sort_unstable_by_key(|(hash, source, at, _)| (*hash, *source, *at));
        let (mut members, mut ends) = (Vec::new(), Vec::new());
        let mut uses: Vec<(u32, u32, Counted)> = Vec::new();
        for group in keyed.chunk_by(|a, b| a.0 == b.0) {
            if !(2..=MOST_UNDER_KEY).contains(&group.len()) {
                continue;
            }
            let no = ends.len() as u32;
            for (_, source, at, counted) in group {
                members.push((*source, *at));
                uses.push((*at, no, *counted));
            }
            ends.push(members.len() as u32);
        }
        drop(keyed);
        uses.sort_unstable_by_key(|(at, no, _)| (*at, *no));
        let mut key_ends = vec![0_u32; candidates.len()];
        for (at, _, _) in &uses {
            key_ends[*at as usize] += 1;
        }
        let mut sum = 0;
        for end in &mut key_ends {
            sum += *end;
            *end = sum;
        }
        Self {
            reader,
            entries,
            candidates,
            members,
            ends,
            keys: uses
                .into_iter()
                .map(|(_, no, counted)| (no, counted))
                .collect(),
            key_ends,
        }
    }

    /// The number of the entry at a place.
    pub fn entry(&self, at: usize) -> EntryNo {
        self.entries[at]
    }

    /// Every entry, ready.
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// Every key with its entry, in the order in which the store keeps them.
    pub fn keys(&self) -> Vec<LikenessKey> {
        let mut all: Vec<LikenessKey> = Vec::with_capacity(self.candidates.len() * 14);
        for (no, candidate) in self.entries.iter().zip(&self.candidates) {
            let keys = self.reader.keys(candidate).into_iter();
            all.extend(keys.map(|key| (key.hash, candidate.source, *no)));
        }
        all.sort_unstable_by_key(|(key, source, no)| (*key as i64, *source, *no));
        all.dedup();
        all
    }

    fn groups(&self, at: usize) -> impl Iterator<Item = Group<'_, u32>> {
        let from = if at == 0 { 0 } else { self.key_ends[at - 1] };
        let keys = &self.keys[from as usize..self.key_ends[at] as usize];
        keys.iter().map(|(no, counted)| {
            let no = *no as usize;
            let from = if no == 0 { 0 } else { self.ends[no - 1] };
            (
                *counted,
                &self.members[from as usize..self.ends[no] as usize],
            )
        })
    }

    /// Every pair that `wanted` keeps, by places, in order.
    pub fn pairs(&self, wanted: &(dyn Fn(&Pair) -> bool + Sync)) -> Vec<Edge> {
        let compare = |at: usize| {
            let own = &self.candidates[at];
            found(own.source, at as u32, self.groups(at))
                .into_iter()
                .filter(move |(other, ..)| *other as usize > at)
                .filter_map(move |(other, _, shared)| {
                    let other = other as usize;
                    let pair = self.reader.compare(own, &self.candidates[other], shared);
                    wanted(&pair).then_some(Edge {
                        one: at,
                        other,
                        pair,
                    })
                })
                .collect::<Vec<Edge>>()
        };
        let count = self.candidates.len();
        shared_out(count.div_ceil(SHARE), |share| {
            (share * SHARE..count.min((share + 1) * SHARE))
                .flat_map(compare)
                .collect()
        })
    }

    /// What is decided about everything, part by part. A part is what pairs connect.
    pub fn decided(&self, edges: &[Edge]) -> Vec<Outcome> {
        let mut parent: Vec<u32> = (0..self.candidates.len() as u32).collect();
        let find = |parent: &mut Vec<u32>, mut at: u32| {
            while parent[at as usize] != at {
                parent[at as usize] = parent[parent[at as usize] as usize];
                at = parent[at as usize];
            }
            at
        };
        for edge in edges {
            let one = find(&mut parent, edge.one as u32);
            let other = find(&mut parent, edge.other as u32);
            parent[one.max(other) as usize] = one.min(other);
        }
        let mut by_part: Vec<(u32, u32)> = edges
            .iter()
            .enumerate()
            .map(|(no, edge)| (find(&mut parent, edge.one as u32), no as u32))
            .collect();
        by_part.sort_unstable();
        let parts: Vec<&[(u32, u32)]> = by_part.chunk_by(|a, b| a.0 == b.0).collect();
        shared_out(parts.len().div_ceil(SHARE), |share| {
            let parts = &parts[share * SHARE..parts.len().min((share + 1) * SHARE)];
            parts
                .iter()
                .map(|part| self.decide_part(edges, part))
                .collect()
        })
    }

    fn decide_part(&self, edges: &[Edge], part: &[(u32, u32)]) -> Outcome {
        let edges = part.iter().map(|(_, no)| edges[*no as usize]);
        let mut places: Vec<usize> = edges.clone().flat_map(|e| [e.one, e.other]).collect();
        places.sort_unstable();
        places.dedup();
        let members: Vec<&Candidate> = places.iter().map(|at| &self.candidates[*at]).collect();
        // Every end is among the places.
        let place = |at: usize| places.partition_point(|other| *other < at);
        let edges: Vec<Edge> = edges
            .map(|edge| Edge {
                one: place(edge.one),
                other: place(edge.other),
                pair: edge.pair,
            })
            .collect();
        decide(&members, &edges)
    }
}

/// Does `count` shares of work on every core; gives what they come to, in their order.
fn shared_out<T: Send>(count: usize, work: impl Fn(usize) -> Vec<T> + Sync) -> Vec<T> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    if count < 2 || cores < 2 {
        return (0..count).flat_map(work).collect();
    }
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut done: Vec<(usize, Vec<T>)> = Vec::with_capacity(count);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..cores.min(count))
            .map(|_| {
                scope.spawn(|| {
                    let mut own = Vec::new();
                    loop {
                        let share = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                        if share >= count {
                            return own;
                        }
                        own.push((share, work(share)));
                    }
                })
            })
            .collect();
        for worker in workers {
            match worker.join() {
                Ok(own) => done.extend(own),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    done.sort_unstable_by_key(|(share, _)| *share);
    done.into_iter().flat_map(|(_, own)| own).collect()
}
