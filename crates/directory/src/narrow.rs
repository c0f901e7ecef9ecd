//! Narrowing the queues of the desk: only what is of one source, of one kind of service, in one area.
//!
//! Words: a [`Narrow`] is what a steward asks to see; *traits* are the sources, kinds and areas of one thing in a queue;
//! *choices* are what the queue can be narrowed to, with how many things each would leave.
//! Always: what may be chosen in one way is counted among what the other two ways leave, so that nothing offered leads
//! to an empty queue.

use crate::Snapshot;
use model::{EntryState, Field, SourceNo, Term, Value};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What a queue is narrowed to; everything by default. What nothing has leaves an empty queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrow {
    /// The key of a source that says something of it.
    pub source: Option<String>,
    /// The word of a kind of service.
    pub kind: Option<String>,
    /// The name of a local authority; its code where no name is known.
    pub area: Option<String>,
}

/// What a queue can be narrowed to, each with how many things it would leave, the most first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// Keys of sources.
    pub sources: Vec<(String, usize)>,
    /// Words of kinds.
    pub kinds: Vec<(String, usize)>,
    /// Names of local authorities.
    pub areas: Vec<(String, usize)>,
}

/// The sources, kinds and areas of one thing in a queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Traits {
    /// Keys of the sources that speak of it.
    pub(crate) sources: BTreeSet<String>,
    /// Words of its kinds.
    pub(crate) kinds: BTreeSet<String>,
    /// Names of its local authorities.
    pub(crate) areas: BTreeSet<String>,
}

impl Traits {
    /// The traits of what these sources say.
    pub(crate) fn of(snapshot: &Snapshot, sources: impl Iterator<Item = SourceNo>) -> Self {
        let key = |no| snapshot.source(no).map(|source| source.key.to_string());
        Self {
            sources: sources.filter_map(key).collect(),
            ..Self::default()
        }
    }

    /// Takes in the kinds that `value` holds.
    pub(crate) fn add_kinds(&mut self, value: Option<&Value>) {
        if let Some(Value::Terms(kinds)) = value {
            self.kinds
                .extend(kinds.iter().map(Term::as_str).map(str::to_owned));
        }
    }

    /// Takes in the area with this code.
    pub(crate) fn add_area(&mut self, snapshot: &Snapshot, code: Option<&str>) {
        if let Some(code) = code {
            let name = snapshot.area_name(Some(code));
            self.areas.insert(name.unwrap_or_else(|| code.to_owned()));
        }
    }

    /// Takes in what one entry says of its kinds and of where it is.
    pub(crate) fn add_entry(&mut self, snapshot: &Snapshot, state: &EntryState) {
        self.add_kinds(state.value(Field::Kind));
        if let (Some(Value::Address(address)), Some(places)) =
            (state.value(Field::Address), snapshot.gazetteer())
            && let Some(postcode) = &address.postcode
            && let Some(found) = places.postcode(postcode)
        {
            self.add_area(snapshot, found.area);
        }
    }

    fn ways(&self) -> [&BTreeSet<String>; 3] {
        [&self.sources, &self.kinds, &self.areas]
    }
}

impl Narrow {
    /// True when nothing is narrowed.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// True for what has all that is asked for.
    pub(crate) fn admits(&self, traits: &Traits) -> bool {
        self.fits(traits) == [true; 3]
    }

    fn fits(&self, traits: &Traits) -> [bool; 3] {
        let wanted = [&self.source, &self.kind, &self.area];
        let ways = traits.ways();
        std::array::from_fn(|way| {
            let wanted = wanted[way].as_ref();
            wanted.is_none_or(|wanted| ways[way].contains(wanted))
        })
    }
}

impl Choices {
    /// What so many things with these traits can be narrowed to, narrowed already to `narrow`.
    pub(crate) fn of<'a>(
        things: impl Iterator<Item = (&'a Traits, usize)>,
        narrow: &Narrow,
    ) -> Self {
        let mut counts: [BTreeMap<&str, usize>; 3] = Default::default();
        for (traits, times) in things {
            let fits = narrow.fits(traits);
            for (way, has) in traits.ways().into_iter().enumerate() {
                let others = (0..3).all(|other| other == way || fits[other]);
                for word in has.iter().filter(|_| others) {
                    *counts[way].entry(word).or_default() += times;
                }
            }
        }
        let [sources, kinds, areas] = counts.map(|counts| {
            let mut counts: Vec<_> = counts
                .into_iter()
                .map(|(word, count)| (word.to_owned(), count))
                .collect();
            // By name where as many are left.
            counts.sort_by_key(|(_, count)| Reverse(*count));
            counts
        });
        Self {
            sources,
            kinds,
            areas,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traits(sources: &[&str], kinds: &[&str], areas: &[&str]) -> Traits {
        let set = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Traits {
            sources: set(sources),
            kinds: set(kinds),
            areas: set(areas),
        }
    }

    fn narrow(source: &str, kind: &str, area: &str) -> Narrow {
        let some = |word: &str| (!word.is_empty()).then(|| word.to_owned());
        Narrow {
            source: some(source),
            kind: some(kind),
            area: some(area),
        }
    }

    /// Checks how many of three things are left, and what each way offers then.
    #[track_caller]
    fn check(narrow: &Narrow, left: usize, offered: [&[(&str, usize)]; 3]) {
        let things = [
            traits(&["council", "nhs"], &["gp"], &["Ambermoor"]),
            traits(&["council", "charity"], &["gp", "clinic"], &["Tealford"]),
            traits(&["nhs", "charity"], &[], &[]),
        ];
        let admitted = things.iter().filter(|thing| narrow.admits(thing));
        assert_eq!(admitted.count(), left);
        let choices = Choices::of(things.iter().map(|thing| (thing, 1)), narrow);
        for (got, want) in [choices.sources, choices.kinds, choices.areas]
            .iter()
            .zip(offered)
        {
            let got: Vec<(&str, usize)> = got.iter().map(|(word, n)| (word.as_str(), *n)).collect();
            assert_eq!(got, want);
        }
    }

    #[test]
    fn each_way_is_counted_among_what_the_others_leave() {
        check(
            &Narrow::default(),
            3,
            [
                &[("charity", 2), ("council", 2), ("nhs", 2)],
                &[("gp", 2), ("clinic", 1)],
                &[("Ambermoor", 1), ("Tealford", 1)],
            ],
        );
        check(
            &narrow("council", "", ""),
            2,
            [
                &[("charity", 2), ("council", 2), ("nhs", 2)],
                &[("gp", 2), ("clinic", 1)],
                &[("Ambermoor", 1), ("Tealford", 1)],
            ],
        );
        check(
            &narrow("council", "clinic", ""),
            1,
            [
                &[("charity", 1), ("council", 1)],
                &[("gp", 2), ("clinic", 1)],
                &[("Tealford", 1)],
            ],
        );
    }

    #[test]
    fn what_nothing_has_leaves_nothing_and_still_offers_the_way_out() {
        check(
            &narrow("", "dentist", ""),
            0,
            [&[], &[("gp", 2), ("clinic", 1)], &[]],
        );
    }
}
