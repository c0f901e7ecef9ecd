//! What a held run would change, so that a person can look before releasing it.
//!
//! Always: both ways are worked out as publishing would, and nothing is kept.

use crate::authority::changes;
use crate::follow::{Lookup, States};
use crate::sources::held_run;
use crate::{Directory, Error, TrialChange, scope};
use model::{EntryId, EntryNo, EntryState, EntryType, Field, Record, RunNo};
use resolve::ByIdentifier;
use roaring::RoaringBitmap;
use store::Log as _;

/// Entries that are worked out both ways.
const LOOKED_AT: usize = 60;
/// Records that are shown.
const SHOWN: usize = 10;

/// A sample of what a held run would change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeldSample {
    /// Up to ten records that would change, those that would no longer be listed first.
    pub changes: Vec<HeldChange>,
    /// Entries that the run changes in all.
    pub entries: u64,
}

/// A record that releasing the run would change.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldChange {
    /// Its id.
    pub id: EntryId,
    /// What it is.
    pub entry_type: EntryType,
    /// Its name.
    pub name: String,
    /// True when it is listed now.
    pub listed_now: bool,
    /// True when it would be listed then.
    pub listed_then: bool,
    /// What would be shown otherwise.
    pub changes: Vec<TrialChange>,
}

impl Directory {
    /// A sample of the records that releasing `run` would change.
    ///
    /// # Errors
    /// [`Error::NotHeld`], or what the log says.
    pub fn held_sample(&self, run: RunNo) -> Result<HeldSample, Error> {
        let rules = self.rules();
        let log = self.log();
        let held = held_run(&log, run)?;
        let (source, table) = (held.begun.source, &held.begun.table);
        let seen = log.seen(run)?;
        let live_then = scope::live_with(
            &log,
            source,
            table,
            (held.begun.said, run),
            &seen,
            held.complete,
        )?;
        let withdrawn = &log.live(source, table)? - &live_then;
        let touched: RoaringBitmap = log
            .entries_of_run(run)?
            .into_iter()
            .map(|no| no.0)
            .collect();
        let said_anew = &touched - &withdrawn;
        let mut from = spread(&withdrawn, LOOKED_AT / 2);
        from.extend(spread(&said_anew, LOOKED_AT / 2));
        let component = log.component(&from)?;
        let decisions = log.decisions(&component)?;
        let now = States::new(&log).of(&component)?;
        // An entry that only this run saw has no first position yet, and is left out of both.
        let then = States::supposing(&log, &held, live_then).of(&component)?;
        let places = crate::places::current(&log)?;
        let lookup = Lookup {
            gazetteer: crate::places::open(&self.folder, places.as_deref())?,
            import: places,
        };
        let sources = log.sources()?;
        let mut ids = Vec::with_capacity(from.len());
        for no in &from {
            ids.push(log.entry(*no)?.id);
        }
        drop(log);
        let resolve = |states: &[EntryState]| {
            resolve::resolve(states, &decisions, &sources, &rules, &ByIdentifier, &lookup)
        };
        let (now, then) = (resolve(&now), resolve(&then));
        let of = |resolved: &resolve::Resolved, id: EntryId| {
            let to = resolved
                .redirects
                .iter()
                .find(|(from, _)| *from == id)
                .map_or(id, |(_, to)| *to);
            resolved.records.iter().find(|r| r.id == to).cloned()
        };
        let mut changed: Vec<HeldChange> = Vec::new();
        for id in ids {
            if let Some(change) = change(of(&now, id).as_ref(), of(&then, id).as_ref())
                && changed.iter().all(|other| other.id != change.id)
            {
                changed.push(change);
            }
        }
        // Services are what people look for; what would go matters most.
        changed.sort_by_key(|change| {
            let service = change.entry_type == EntryType::Service;
            (change.listed_then, std::cmp::Reverse(service))
        });
        changed.truncate(SHOWN);
        Ok(HeldSample {
            changes: changed,
            entries: touched.len(),
        })
    }
}

/// Up to `most` members of a set, spread over all of it.
fn spread(set: &RoaringBitmap, most: usize) -> Vec<EntryNo> {
    let step = (set.len() as usize).div_ceil(most).max(1);
    set.iter().step_by(step).map(EntryNo).collect()
}

fn change(now: Option<&Record>, then: Option<&Record>) -> Option<HeldChange> {
    let either = now.or(then)?;
    let listed = |record: Option<&Record>| record.is_some_and(Record::is_listed);
    let changes = match (now, then) {
        (Some(now), Some(then)) if now.is_listed() && then.is_listed() => changes(now, then),
        _ => Vec::new(),
    };
    let (listed_now, listed_then) = (listed(now), listed(then));
    (listed_now != listed_then || !changes.is_empty()).then(|| HeldChange {
        id: either.id,
        entry_type: either.entry_type,
        name: either
            .text(Field::Name)
            .or_else(|| then.and_then(|then| then.text(Field::Name)))
            .unwrap_or_default()
            .to_owned(),
        listed_now,
        listed_then,
        changes,
    })
}
