//! Organizations join by the codes that registers gave them.
//!
//! A *bucket* is all that carry one code. In a bucket, those that carry different codes of some scheme are
//! *contested*: they are different bodies (a practice and its branch under one company, say), so this code is no
//! bridge for any of them. The others of the bucket join. Schemes are taken one after another; a group never
//! holds two codes of one scheme, so within a scheme the buckets cannot meet and their order does not matter.

use super::decided::Decided;
use super::{Known, Sets, TRUSTED};
use model::{Code, EntryType, Field, Scheme, Value};
use std::collections::BTreeMap;

pub(super) fn join(known: &Known, decided: &Decided, sets: &mut Sets) {
    let (live, withdrawn) = known.of_type(EntryType::Organization);
    by_code(known, &live, decided, sets);

    // A withdrawn entry no longer speaks, so it bridges nothing: it is added to the one group whose code it carries.
    let held = Held::new(known, &live, sets);
    let mut additions = Vec::new();
    let mut others = Vec::new();
    for at in withdrawn {
        let sharing = held.sharing(known, at);
        match sharing.as_slice() {
            [] => others.push(at),
            [group] if held.fits(known, at, *group) => additions.push((at, *group)),
            _ => {}
        }
    }
    by_code(known, &others, decided, sets);
    additions.sort_unstable_by_key(|&(at, _)| known.entries[at].id);
    for (at, group) in additions {
        decided.join_all(&[at, group], sets);
    }
}

/// Trusted codes of `scheme` that the entry at `at` carries.
fn codes<'a>(known: &Known<'a>, at: usize, scheme: Scheme) -> impl Iterator<Item = &'a Code> {
    let codes = match known.entries[at].value(Field::Identifiers) {
        Some(Value::Codes(codes)) => Some(codes),
        _ => None,
    };
    codes
        .into_iter()
        .flatten()
        .filter(move |code| code.scheme() == scheme)
}

/// The code by which the entry may be joined. With two of one scheme it does not say which it is: then none.
fn bridge<'a>(known: &Known<'a>, at: usize, scheme: Scheme) -> Option<&'a Code> {
    let mut codes = codes(known, at, scheme);
    codes.next().filter(|_| codes.next().is_none())
}

fn by_code(known: &Known, members: &[usize], decided: &Decided, sets: &mut Sets) {
    if members.len() < 2 {
        return;
    }
    for scheme in TRUSTED {
        let mut buckets: BTreeMap<&Code, Vec<usize>> = BTreeMap::new();
        for &at in members {
            if let Some(code) = bridge(known, at, scheme) {
                buckets.entry(code).or_default().push(sets.find(at));
            }
        }
        buckets.retain(|_, bucket| {
            bucket.sort_unstable();
            bucket.dedup();
            bucket.len() > 1
        });
        if buckets.is_empty() {
            continue;
        }
        let held = Held::new(known, members, sets);
        for mut bucket in buckets.into_values() {
            let contested = held.contested(&bucket);
            bucket.retain(|group| !contested.contains(group));
            decided.join_all(&bucket, sets);
        }
    }
}

/// The trusted codes that each group holds: sorted pairs of group and code.
pub(super) struct Held<'a>(Vec<(usize, &'a Code)>);

impl<'a> Held<'a> {
    pub(super) fn new(known: &Known<'a>, members: &[usize], sets: &mut Sets) -> Self {
        let mut held = Vec::new();
        for &at in members {
            let group = sets.find(at);
            held.extend(
                TRUSTED
                    .iter()
                    .flat_map(|&scheme| codes(known, at, scheme))
                    .map(|code| (group, code)),
            );
        }
        held.sort_unstable();
        held.dedup();
        Self(held)
    }

    fn of(&self, group: usize, scheme: Scheme) -> impl Iterator<Item = &'a Code> {
        let from = self.0.partition_point(|&(other, _)| other < group);
        let codes = self.0[from..]
            .iter()
            .take_while(move |&&(other, _)| other == group)
            .map(|&(_, code)| code);
        codes.filter(move |code| code.scheme() == scheme)
    }

    /// Those of `bucket` that hold a code of some scheme of which another of them holds a different one, sorted.
    pub(super) fn contested(&self, bucket: &[usize]) -> Vec<usize> {
        let mut contested = Vec::new();
        for scheme in TRUSTED {
            let holders: Vec<usize> = bucket
                .iter()
                .copied()
                .filter(|&group| self.of(group, scheme).next().is_some())
                .collect();
            if holders
                .windows(2)
                .any(|pair| self.of(pair[0], scheme).ne(self.of(pair[1], scheme)))
            {
                contested.extend(holders);
            }
        }
        contested
    }

    /// The groups that hold a code by which the entry at `at` may be joined.
    fn sharing(&self, known: &Known, at: usize) -> Vec<usize> {
        let bridges: Vec<&Code> = TRUSTED
            .iter()
            .filter_map(|&scheme| bridge(known, at, scheme))
            .collect();
        let mut groups: Vec<usize> = self
            .0
            .iter()
            .filter(|(_, code)| bridges.contains(code))
            .map(|&(group, _)| group)
            .collect();
        groups.dedup();
        groups
    }

    /// True when the entry at `at` carries no code of a scheme of which the group holds a different one.
    fn fits(&self, known: &Known, at: usize, group: usize) -> bool {
        TRUSTED.iter().all(|&scheme| {
            let mut own = codes(known, at, scheme).peekable();
            let mut held = self.of(group, scheme).peekable();
            own.peek().is_none() || held.peek().is_none() || own.eq(held)
        })
    }
}
