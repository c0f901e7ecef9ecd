//! Which entries describe one thing.
//!
//! Words: a *component* is every entry that ties reach from any of its entries; a *grouping* parts it into things.
//! Always: a grouping depends on the entries, never on their order; which live entries are together does not depend
//! on withdrawn ones (unless a live one names them): those are added to a group afterwards or stand alone.
//! Two entries that are decided to be apart are never together, and no decision joins two codes of one register.
//! Start at [`ByIdentifier`]. The three steps are in `organizations`, `locations` and `services`; what is decided, by
//! persons or by likeness, in `decided`; which services are alike, in `likely`.

mod decided;
mod likely;
mod locations;
mod organizations;
mod services;

pub use likely::{SERVICE_RULES, ServicesWhy, why};

use crate::likeness::Proposal;
use crate::sets::Sets;
use decided::Decided;
use locations::Owners;
use model::{
    Code, Decision, Entry, EntryId, EntryState, EntryType, Field, Scheme, SourceKey, Tie, Value,
};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Schemes whose codes name one organisation, in the order in which they are used.
const TRUSTED: [Scheme; 4] = [Scheme::Ods, Scheme::Cqc, Scheme::Charity, Scheme::Company];

/// A partition of a component: each group lists places in the slice given, all of one entry type, every place once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grouping {
    /// The groups, each one thing.
    pub groups: Vec<Vec<usize>>,
    /// What likeness comes to about services, by ids: joined already, or to be asked of a person. It does not depend on
    /// what persons say of these services.
    pub proposals: Vec<Proposal>,
}

/// Decides which entries of a component are one thing: the seam for matching by likeness.
pub trait Matcher {
    /// The entries of `component`, grouped, where `decisions` stand about some of them. Must not depend on the order
    /// of either.
    fn group(&self, component: &[EntryState], decisions: &[Decision]) -> Grouping;
}

/// Joins organizations by trusted codes, their locations and their services along with them.
///
/// - Organizations join when they share a code of ODS, CQC, the charity register or Companies House. A branch has
///   a code of its own, so two codes of one scheme never come together.
/// - Locations of one organization join when every source has exactly one there, else where postcode and first
///   address number agree; never two of one source.
/// - Services join when their kinds are the same, and so are their organization and location; not where a source
///   has two of them. Others of one organization join when they are so alike that they can hardly be two.
/// - Entries of any type join or stay apart as is decided about them.
#[derive(Clone, Copy, Debug, Default)]
pub struct ByIdentifier;

impl Matcher for ByIdentifier {
    fn group(&self, component: &[EntryState], decisions: &[Decision]) -> Grouping {
        let known = Known::new(component);
        let Prepared {
            mut decided,
            mut sets,
            owners,
            services,
        } = Prepared::new(&known, decisions);
        let proposals = likely::proposals(&known, &owners, &services, &mut sets);
        decided.take(&known, &proposals);
        decided.join(&known, EntryType::Service, &mut sets);
        services::add_withdrawn(&known, &owners, &decided, &mut sets);
        Grouping {
            groups: sets.groups(),
            proposals,
        }
    }
}

/// A component in which everything is joined but what likeness and persons say of services.
struct Prepared {
    decided: Decided,
    sets: Sets,
    owners: Owners,
    /// The live services that belong to an organization, with it.
    services: Vec<(usize, Named)>,
}

impl Prepared {
    fn new(known: &Known, decisions: &[Decision]) -> Self {
        let decided = Decided::new(known, decisions);
        let mut sets = Sets::new(known.entries.len());
        organizations::join(known, &decided, &mut sets);
        decided.join(known, EntryType::Organization, &mut sets);
        let owners = locations::owners(known, &mut sets);
        locations::join(known, &owners, &decided, &mut sets);
        decided.join(known, EntryType::Location, &mut sets);
        let services = services::join(known, &owners, &decided, &mut sets);
        Self {
            decided,
            sets,
            owners,
            services,
        }
    }
}

/// The trusted codes among `codes`, by which organizations are connected.
pub(crate) fn trusted(codes: &BTreeSet<Code>) -> impl Iterator<Item = &Code> {
    codes.iter().filter(|code| TRUSTED.contains(&code.scheme()))
}

/// What connects `entry` of `source` to other entries: its trusted codes if it is an organization, and the
/// entries it names.
pub fn ties(entry: &Entry, source: &SourceKey) -> Vec<Tie> {
    let mut ties = Vec::new();
    for (field, value) in &entry.fields {
        match (field, value) {
            (Field::Identifiers, Some(Value::Codes(codes)))
                if entry.entry_type == EntryType::Organization =>
            {
                ties.extend(trusted(codes).cloned().map(Tie::Code));
            }
            // An organization that names itself as the one it belongs to is tied to nothing.
            (_, Some(Value::Reference(other))) if *other != entry.id(source) => {
                ties.push(Tie::Entry(*other));
            }
            _ => {}
        }
    }
    ties
}

/// The thing an entry names: a group of the component by one of its places, or an entry that is not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    Here(usize),
    Elsewhere(EntryId),
}

/// A component, and where in it each entry is.
struct Known<'a> {
    entries: &'a [EntryState],
    at: FxHashMap<EntryId, usize>,
}

impl<'a> Known<'a> {
    fn new(entries: &'a [EntryState]) -> Self {
        Self {
            entries,
            at: entries
                .iter()
                .enumerate()
                .map(|(at, entry)| (entry.id, at))
                .collect(),
        }
    }

    /// The places of entries of this type, live ones and withdrawn ones.
    fn of_type(&self, entry_type: EntryType) -> (Vec<usize>, Vec<usize>) {
        let of_type =
            (0..self.entries.len()).filter(|&at| self.entries[at].entry_type == entry_type);
        of_type.partition(|&at| self.entries[at].live)
    }

    /// What the entry at `at` names in `field`, by the group it is in so far.
    fn named(&self, at: usize, field: Field, sets: &mut Sets) -> Option<Named> {
        match self.entries[at].value(field) {
            Some(Value::Reference(id)) => Some(match self.at.get(id) {
                Some(&place) => Named::Here(sets.find(place)),
                None => Named::Elsewhere(*id),
            }),
            _ => None,
        }
    }

    /// True when no source stands behind two of `places`.
    fn one_per_source(&self, places: &[usize]) -> bool {
        let mut sources: Vec<_> = places.iter().map(|&at| self.entries[at].source).collect();
        sources.sort_unstable();
        sources.windows(2).all(|pair| pair[0] != pair[1])
    }

    /// Those of `withdrawn` that may still be added to a group with the `live`: the only one of a source that has
    /// no live one. By id, for where one is in the way of another.
    fn may_be_added(&self, withdrawn: &[usize], live: &[usize]) -> Vec<usize> {
        let source = |at: usize| self.entries[at].source;
        let alone = |at: usize| {
            withdrawn
                .iter()
                .filter(|&&other| source(other) == source(at))
                .count()
                == 1
        };
        let idle = |at: usize| live.iter().all(|&other| source(other) != source(at));
        let mut added: Vec<usize> = withdrawn
            .iter()
            .copied()
            .filter(|&at| alone(at) && idle(at))
            .collect();
        added.sort_unstable_by_key(|&at| self.entries[at].id);
        added
    }
}
