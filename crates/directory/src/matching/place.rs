//! Matching in place: only the neighbourhoods that changed entries touch, before and after.

use super::found::{MOST_UNDER_KEY, found};
use crate::Error;
use model::{EntryId, EntryNo, SourceNo};
use resolve::likeness::{Candidate, Edge, Key, Outcome, Pair, Profile, Reader, Shared, decide};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use store::{Log as _, SqliteLog};

/// An entry that was looked up, ready; none when it is not matched.
type Looked = Option<Rc<Candidate>>;

/// The entries under a key; none when there are too many.
type Under = Option<Rc<Vec<(SourceNo, EntryNo)>>>;

/// What is kept, read as it is needed, with changes laid over it.
pub(super) struct Local<'a> {
    log: &'a SqliteLog,
    reader: Reader<'a>,
    looked: FxHashMap<EntryNo, Looked>,
    under: FxHashMap<u64, Under>,
    /// What changes: read, and not yet written.
    over: Over,
}

/// Changes that are not written yet.
#[derive(Default)]
struct Over {
    added: BTreeMap<u64, BTreeSet<(SourceNo, EntryNo)>>,
    removed: BTreeMap<u64, BTreeSet<(SourceNo, EntryNo)>>,
}

/// One entry, before and after.
pub(super) struct Changed {
    pub no: EntryNo,
    pub before: Looked,
    pub after: Looked,
}

/// A neighbourhood and what is decided in it.
pub(super) struct Neighbourhood {
    pub entries: Vec<EntryNo>,
    pub ids: FxHashMap<EntryId, EntryNo>,
    pub outcome: Outcome,
}

impl<'a> Local<'a> {
    pub fn new(log: &'a SqliteLog, reader: Reader<'a>) -> Self {
        Self {
            log,
            reader,
            looked: FxHashMap::default(),
            under: FxHashMap::default(),
            over: Over::default(),
        }
    }

    /// An entry, ready.
    pub fn read(&mut self, id: EntryId, source: SourceNo, profile: Profile) -> Candidate {
        self.reader.read(id, source, profile)
    }

    /// The keys by which an entry is found.
    pub fn keys(&self, candidate: &Candidate) -> Vec<Key> {
        self.reader.keys(candidate)
    }

    pub fn candidate(&mut self, no: EntryNo) -> Result<Looked, Error> {
        if let Some(looked) = self.looked.get(&no) {
            return Ok(looked.clone());
        }
        let looked = match self.log.profile(no)? {
            None => None,
            Some((id, source, line)) => {
                let profile = Profile::read_line(&line);
                Some(Rc::new(self.reader.read(id, source, profile)))
            }
        };
        self.looked.insert(no, looked.clone());
        Ok(looked)
    }

    fn under(&mut self, key: u64) -> Result<Under, Error> {
        if let Some(under) = self.under.get(&key) {
            return Ok(under.clone());
        }
        let removed = self.over.removed.get(&key);
        let added = self.over.added.get(&key);
        // What is removed may hide others, so as many more are looked at.
        let most = MOST_UNDER_KEY + 1 + removed.map_or(0, BTreeSet::len);
        let mut members = self.log.under_key(key, most)?;
        if removed.is_some() || added.is_some() {
            members.retain(|member| removed.is_none_or(|removed| !removed.contains(member)));
            members.extend(added.into_iter().flatten().copied());
            members.sort_unstable();
            members.dedup();
        }
        let under = (members.len() <= MOST_UNDER_KEY).then(|| Rc::new(members));
        self.under.insert(key, under.clone());
        Ok(under)
    }

    /// The pairs of an entry that matter.
    fn pairs(
        &mut self,
        no: EntryNo,
        own: &Candidate,
        wanted: &dyn Fn(&Pair) -> bool,
    ) -> Result<Vec<(EntryNo, Pair)>, Error> {
        let keys = self.keys(own);
        let mut groups = Vec::with_capacity(keys.len());
        for key in keys {
            if let Some(under) = self.under(key.hash)? {
                groups.push((key.counts, under));
            }
        }
        let found = found(
            own.source,
            no,
            groups
                .iter()
                .map(|(counts, under)| (*counts, under.as_slice())),
        );
        let mut pairs = Vec::new();
        for (other, _, shared) in found {
            let Some(candidate) = self.candidate(other)? else {
                continue;
            };
            let pair = self.reader.compare(own, &candidate, shared);
            if wanted(&pair) {
                pairs.push((other, pair));
            }
        }
        Ok(pairs)
    }

    /// Two entries, compared, whether or not they find each other.
    pub fn pair_of(
        &mut self,
        one: (EntryNo, &Candidate),
        other: (EntryNo, &Candidate),
    ) -> Result<Pair, Error> {
        let mut groups = Vec::new();
        for key in self.keys(one.1) {
            if let Some(under) = self.under(key.hash)? {
                groups.push((key.counts, under));
            }
        }
        let groups = groups
            .iter()
            .map(|(counts, under)| (*counts, under.as_slice()));
        let shared = found(one.1.source, one.0, groups)
            .into_iter()
            .find(|(no, ..)| *no == other.0)
            .map_or(Shared::CROWDED, |(_, _, shared)| shared);
        Ok(self.reader.compare(one.1, other.1, shared))
    }

    /// Lays `changed` over what is kept, and gives the entries from which neighbourhoods are to be worked out anew.
    pub fn lay(&mut self, changed: &[Changed]) -> Result<BTreeSet<EntryNo>, Error> {
        let mut seeds: BTreeSet<EntryNo> = changed.iter().map(|changed| changed.no).collect();
        // Whoever stood in its way before may go free now.
        for changed in changed {
            if let Some(before) = &changed.before {
                let pairs = self.pairs(changed.no, before, &Pair::matters)?;
                seeds.extend(pairs.into_iter().map(|(other, _)| other));
            }
        }
        let mut keys: BTreeSet<Key> = BTreeSet::new();
        for changed in changed {
            let of = |looked: &Looked| -> BTreeSet<Key> {
                looked.iter().flat_map(|c| self.reader.keys(c)).collect()
            };
            let (before, after) = (of(&changed.before), of(&changed.after));
            let source = |looked: &Looked| looked.as_ref().map_or(SourceNo(0), |c| c.source);
            for key in before.difference(&after) {
                let member = (source(&changed.before), changed.no);
                self.over
                    .removed
                    .entry(key.hash)
                    .or_default()
                    .insert(member);
            }
            for key in after.difference(&before) {
                let member = (source(&changed.after), changed.no);
                self.over.added.entry(key.hash).or_default().insert(member);
            }
            keys.extend(before.symmetric_difference(&after));
        }
        let mut before: Vec<(Key, Under)> = Vec::with_capacity(keys.len());
        let over = std::mem::take(&mut self.over);
        for key in keys {
            before.push((key, self.under(key.hash)?));
        }
        self.over = over;
        for changed in changed {
            self.looked.insert(changed.no, changed.after.clone());
        }
        self.under.clear();
        for (key, before) in before {
            let after = self.under(key.hash)?;
            if looks(key, before.as_ref()) != looks(key, after.as_ref()) {
                // How many share it is another matter now, for everybody under it.
                for (_, no) in [before, after]
                    .iter()
                    .flatten()
                    .flat_map(|under| under.iter())
                {
                    seeds.insert(*no);
                }
            }
        }
        Ok(seeds)
    }

    /// The neighbourhoods that hold any of `seeds`, with what is decided in them.
    pub fn around(
        &mut self,
        seeds: impl IntoIterator<Item = EntryNo>,
    ) -> Result<Neighbourhood, Error> {
        let mut reached: BTreeMap<EntryNo, Rc<Candidate>> = BTreeMap::new();
        let mut to_do: Vec<EntryNo> = seeds.into_iter().collect();
        let mut edges: Vec<(EntryNo, EntryNo, Pair)> = Vec::new();
        while let Some(no) = to_do.pop() {
            if reached.contains_key(&no) {
                continue;
            }
            let Some(own) = self.candidate(no)? else {
                continue;
            };
            for (other, pair) in self.pairs(no, &own, &Pair::matters)? {
                if !reached.contains_key(&other) {
                    to_do.push(other);
                    edges.push((no, other, pair));
                }
            }
            reached.insert(no, own);
        }
        let entries: Vec<EntryNo> = reached.keys().copied().collect();
        let members: Vec<&Candidate> = reached.values().map(Rc::as_ref).collect();
        let place = |no: EntryNo| entries.partition_point(|other| *other < no);
        let places: Vec<Edge> = edges
            .iter()
            .map(|(one, other, pair)| Edge {
                one: place(*one),
                other: place(*other),
                pair: *pair,
            })
            .collect();
        let outcome = decide(&members, &places);
        let ids = reached.iter().map(|(no, c)| (c.id, *no)).collect();
        Ok(Neighbourhood {
            entries,
            ids,
            outcome,
        })
    }
}

/// What of those under a key makes a difference to the pairs of others: whether there are too many, and their counts.
fn looks(key: Key, under: Option<&Rc<Vec<(SourceNo, EntryNo)>>>) -> Option<Vec<(SourceNo, u32)>> {
    let counts = under?
        .chunk_by(|a, b| a.0 == b.0)
        .map(|of| (of[0].0, Shared::seen(key.counts, of.len() as u32)))
        .filter(|(_, seen)| *seen > 0);
    Some(counts.collect())
}
