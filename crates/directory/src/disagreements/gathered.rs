//! The list of all facts on which sources do not agree, in the order in which stewards see them.
//!
//! It is gathered when it is first asked for, by a walk over every record, and kept: 72 bytes a disagreement. After
//! that only the records of newer parts are looked at, as long as those are few.

use super::{above, claims, mark, settled_until};
use crate::{Directory, Error, Found, Snapshot, Traits, is_closed};
use jiff::civil::Date;
use model::{
    EntryId, EntryType, Field, FieldValue, Record, Role, Shape, SourceNo, Tie, Value, Visibility,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;
use std::sync::{Arc, PoisonError};
use store::Log as _;

/// Everything is gathered afresh when more of the ids than this are new, in hundredths.
const FEW: usize = 10;
/// The most entries that are looked at to count who shows the fact of an organization or a place.
const COUNTED: usize = 500;

/// All disagreements of one edition of the snapshot.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    edition: u64,
    parts: FxHashSet<u32>,
    items: Vec<Item>,
    places: FxHashMap<(EntryId, Field), usize>,
}

/// A fact on which sources do not agree.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub id: EntryId,
    pub field: Field,
    pub mark: u64,
    /// A service whose page shows it.
    pub shown_by: EntryId,
    /// How many show it.
    pub services: u32,
    /// The last day on which a steward's word settles it.
    until: Option<Date>,
    /// The source whose word no steward outweighs.
    pub above: Option<SourceNo>,
    /// Who says something of it, what kinds of service it is about, and where. Few differ, so they are shared.
    pub traits: Arc<Traits>,
}

impl Item {
    fn order(&self) -> (Reverse<u32>, Field, EntryId) {
        let weight = self.services.saturating_mul(weight(self.field));
        (Reverse(weight), self.field, self.id)
    }
}

impl Gathered {
    fn new(snapshot: &Snapshot, mut items: Vec<Item>) -> Self {
        items.sort_unstable_by_key(Item::order);
        let at = |(at, item): (usize, &Item)| ((item.id, item.field), at);
        Self {
            edition: snapshot.edition(),
            parts: snapshot.parts().collect(),
            places: items.iter().enumerate().map(at).collect(),
            items,
        }
    }

    /// Those that are not settled on this day and that a steward can settle, in order.
    pub(super) fn open(&self, today: Date) -> impl Iterator<Item = &Item> {
        let is_open = move |item: &&Item| {
            item.above.is_none() && item.until.is_none_or(|until| today > until)
        };
        self.items.iter().filter(is_open)
    }

    /// Where a fact stands in the order.
    pub(super) fn place(&self, id: EntryId, field: Field) -> Option<usize> {
        self.places.get(&(id, field)).copied()
    }
}

impl Directory {
    /// The disagreements of the snapshot in use.
    pub(super) fn gathered(&self, today: Date) -> Result<Arc<Gathered>, Error> {
        // Held meanwhile: whoever else asks waits for the same answer.
        let mut kept = self.disputes.lock().unwrap_or_else(PoisonError::into_inner);
        let snapshot = self.snapshot();
        if let Some(kept) = kept.as_ref()
            && kept.edition == snapshot.edition()
        {
            return Ok(kept.clone());
        }
        let mut items: Vec<Item> = Vec::new();
        let mut known_traits: FxHashSet<Arc<Traits>> = FxHashSet::default();
        let mut keep = |items: &mut Vec<Item>, found: Vec<Item>| {
            for mut item in found {
                if let Some(known) = known_traits.get(&item.traits) {
                    item.traits = known.clone();
                } else {
                    known_traits.insert(item.traits.clone());
                }
                items.push(item);
            }
        };
        let before = kept.as_deref();
        let known = |part| before.is_some_and(|before| before.parts.contains(&part));
        match (before, snapshot.ids_of_other_parts(known)) {
            (Some(before), (fresh, share)) if share <= FEW => {
                let fresh: FxHashSet<EntryId> = fresh.into_iter().collect();
                let old = before.items.iter();
                let old = old.filter(|item| !fresh.contains(&item.id));
                keep(&mut items, old.cloned().collect());
                for id in fresh {
                    if let Found::Record(record) = snapshot.record(&id)? {
                        keep(&mut items, self.disputed(&snapshot, &record, today)?);
                    }
                }
            }
            _ => {
                let mut failed = None;
                snapshot.each_record(|record| match self.disputed(&snapshot, record, today) {
                    Ok(found) => keep(&mut items, found),
                    Err(problem) => failed = Some(problem),
                })?;
                if let Some(problem) = failed {
                    return Err(problem);
                }
            }
        }
        let gathered = Arc::new(Gathered::new(&snapshot, items));
        *kept = Some(gathered.clone());
        Ok(gathered)
    }

    /// The disagreements of one record that pages show, settled or not.
    pub(super) fn disputed(
        &self,
        snapshot: &Snapshot,
        record: &Record,
        today: Date,
    ) -> Result<Vec<Item>, Error> {
        let is_steward = |no: SourceNo| {
            let source = snapshot.source(no);
            source.is_some_and(|source| source.role == Role::Steward)
        };
        let mut items = Vec::new();
        if !record.is_listed() {
            return Ok(items);
        }
        let closed = is_closed(record, today);
        let rules = self.rules();
        for (&field, shown) in &record.fields {
            let told = shown.visibility != Visibility::Withheld
                && field.shape() != Shape::Reference
                && shows(record.entry_type, field)
                // Of what has closed, only whether it has.
                && (!closed || matches!(field, Field::Status | Field::Closed));
            if !told || !shown.is_disputed() {
                continue;
            }
            let Some((shown_by, services)) = self.shown_by(snapshot, record, field)? else {
                continue;
            };
            items.push(Item {
                id: record.id,
                field,
                mark: mark(shown),
                shown_by,
                services,
                until: settled_until(field, shown, &is_steward),
                above: above(&rules, snapshot, field, shown),
                traits: Arc::new(traits(snapshot, record, shown, shown_by)?),
            });
        }
        Ok(items)
    }

    /// A service that shows this fact of a record, and how many do; none when none does. A service that says it itself
    /// does not show what its organization or its place says.
    fn shown_by(
        &self,
        snapshot: &Snapshot,
        record: &Record,
        field: Field,
    ) -> Result<Option<(EntryId, u32)>, Error> {
        let naming = match record.entry_type {
            EntryType::Service => return Ok(Some((record.id, 1))),
            EntryType::Location => Field::Location,
            EntryType::Organization => Field::Organization,
        };
        let ids = self.naming(record)?;
        let own = matches!(field, Field::Name | Field::Status | Field::Closed);
        let mut seen = FxHashSet::default();
        for id in ids {
            let Some(service) = snapshot.follow(&id)? else {
                continue;
            };
            let names = |field| match service.value(field) {
                Some(Value::Reference(id)) => Some(*id),
                _ => None,
            };
            if service.entry_type != EntryType::Service
                || !service.is_listed()
                || names(naming) != Some(record.id)
                || seen.contains(&service.id)
            {
                continue;
            }
            let mut nearer = service.fields.contains_key(&field);
            if !nearer
                && naming == Field::Organization
                && let Some(location) = names(Field::Location)
            {
                let location = snapshot.follow(&location)?;
                nearer = location.is_some_and(|location| location.fields.contains_key(&field));
            }
            if own || !nearer {
                seen.insert(service.id);
            }
        }
        let first = seen.iter().min().copied();
        Ok(first.map(|first| (first, seen.len() as u32)))
    }

    /// The entries that name any member of a record.
    fn naming(&self, record: &Record) -> Result<Vec<EntryId>, Error> {
        let members = record.members.iter().chain(&record.withdrawn);
        let ties: Vec<Tie> = members.map(|(id, _)| Tie::Entry(*id)).collect();
        let log = self.log();
        let mut ids = Vec::new();
        for no in log.tied(&ties)?.into_iter().take(COUNTED) {
            ids.push(log.entry(no)?.id);
        }
        Ok(ids)
    }
}

/// The traits of a fact that the page of the service `shown_by` shows.
fn traits(
    snapshot: &Snapshot,
    record: &Record,
    shown: &FieldValue,
    shown_by: EntryId,
) -> Result<Traits, Error> {
    let mut traits = Traits::of(snapshot, claims(shown).map(|claim| claim.source));
    let other = if shown_by == record.id {
        None
    } else {
        snapshot.follow(&shown_by)?
    };
    let service = other.as_ref().unwrap_or(record);
    let location = match service.value(Field::Location) {
        Some(Value::Reference(id)) => snapshot.follow(id)?,
        _ => None,
    };
    traits.add_kinds(service.value(Field::Kind));
    for of in [Some(record), Some(service), location.as_ref()] {
        traits.add_area(snapshot, of.and_then(|of| of.area.as_deref()));
    }
    Ok(traits)
}

/// True when pages of services show this fact of a record of this type.
fn shows(entry_type: EntryType, field: Field) -> bool {
    let shared = matches!(
        field,
        Field::Phone | Field::Email | Field::Website | Field::Address | Field::Transport
    );
    match entry_type {
        EntryType::Service => true,
        EntryType::Location => shared,
        EntryType::Organization => {
            shared || matches!(field, Field::Name | Field::Status | Field::Closed)
        }
    }
}

/// What a wrong fact costs: a closed door or a wrong number most, then a journey in vain.
fn weight(field: Field) -> u32 {
    match field {
        Field::Status | Field::Closed | Field::Phone | Field::Address | Field::Schedule => 3,
        Field::Email
        | Field::Website
        | Field::Eligibility
        | Field::MinimumAge
        | Field::MaximumAge
        | Field::ApplicationProcess
        | Field::Fees
        | Field::Alert => 2,
        _ => 1,
    }
}
