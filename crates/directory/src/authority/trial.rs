//! What other rules would change: every record worked out both ways, nothing kept.
//!
//! Always: a trial changes nothing and shows just what adopting the rules would change.

use super::rules_hash;
use crate::follow::{CHUNK, Lookup, States, all_entries};
use crate::{Directory, Error};
use jiff::civil::Date;
use model::{EntryId, EntryNo, EntryType, Field, FieldValue, Record, Term, Value, Visibility};
use resolve::{Authority, ByIdentifier};
use roaring::RoaringBitmap;
use std::collections::{BTreeMap, BTreeSet};
use store::Log as _;

/// What adopting other rules would change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trial {
    /// Records that were worked out both ways.
    pub compared: u64,
    /// Records of which something shown changes.
    pub records: u64,
    /// Values shown that change, by field.
    pub values: BTreeMap<Field, u64>,
    /// Values that stay as they are, but that another source or another rule then stands behind.
    pub reasons: u64,
    /// Facts past their review date now, and then, by field.
    pub due: BTreeMap<Field, (u64, u64)>,
    /// What to know of the rules themselves: kinds that nothing has, areas in which nothing lies.
    pub notices: Vec<String>,
    /// The changed records, by id; at most as many as were asked for.
    pub listed: Vec<TrialRecord>,
    /// The mark of the rules in force that were compared with.
    pub against: String,
}

/// A record that would change.
#[derive(Clone, Debug, PartialEq)]
pub struct TrialRecord {
    /// Its id.
    pub id: EntryId,
    /// What it is.
    pub entry_type: EntryType,
    /// Its name.
    pub name: String,
    /// What would change of it.
    pub changes: Vec<TrialChange>,
}

/// A value that would change.
#[derive(Clone, Debug, PartialEq)]
pub struct TrialChange {
    /// The field.
    pub field: Field,
    /// What is shown now, in words.
    pub before: String,
    /// What would be shown.
    pub after: String,
}

impl Directory {
    /// What would change on the day `today` if `text` were the rules; none for those that ship. At most `most` changed
    /// records are listed; all are counted. `progress` is told the share that is done.
    ///
    /// # Errors
    /// [`Error::Rules`] names the line; else when the log cannot be read.
    pub fn try_rules(
        &self,
        text: Option<&str>,
        today: Date,
        most: usize,
        progress: &mut dyn FnMut(f64),
    ) -> Result<Trial, Error> {
        let other = match text {
            Some(text) => self.given_rules(text)?,
            None => Authority::england().clone(),
        };
        let rules = self.rules();
        let log = self.log();
        let _steady = log.steady()?;
        let sources = log.sources()?;
        let places = crate::places::current(&log)?;
        let lookup = Lookup {
            gazetteer: crate::places::open(&self.folder, places.as_deref())?,
            import: places,
        };
        let mut states = States::new(&log);
        let mut trial = Trial {
            against: rules_hash(&rules),
            ..Trial::default()
        };
        let mut unmet = Unmet::of(&other, &lookup);
        let mut done = RoaringBitmap::new();
        let all: Vec<u32> = all_entries(&log)?.iter().collect();
        let mut chunk = Vec::with_capacity(CHUNK);
        for (at, no) in all.iter().enumerate() {
            if !done.contains(*no) {
                chunk.push(EntryNo(*no));
            }
            if chunk.is_empty() || (chunk.len() < CHUNK && at + 1 < all.len()) {
                continue;
            }
            let component = log.component(&chunk)?;
            chunk.clear();
            done.extend(component.iter().map(|no| no.0));
            let members = states.of(&component)?;
            let decisions = log.decisions(&component)?;
            let by = |rules: &Authority| {
                resolve::resolve(
                    &members,
                    &decisions,
                    &sources,
                    rules,
                    &ByIdentifier,
                    &lookup,
                )
                .records
            };
            // Rules decide what is shown, never what is one thing: both have the same records.
            for (now, then) in by(&rules).iter().zip(&by(&other)) {
                trial.compare(now, then, today, most);
                unmet.meet(now);
            }
            progress((at + 1) as f64 / all.len() as f64);
        }
        trial.notices = unmet.notices(&lookup);
        trial.listed.sort_by_key(|record| record.id);
        Ok(trial)
    }
}

/// Kinds and areas that rules are for and that no record has been seen with.
struct Unmet<'a> {
    kinds: BTreeSet<&'a Term>,
    areas: BTreeSet<&'a str>,
    lookup: &'a Lookup,
}

impl<'a> Unmet<'a> {
    fn of(rules: &'a Authority, lookup: &'a Lookup) -> Self {
        let shipped = Authority::england().kinds();
        let mut kinds = rules.kinds();
        kinds.retain(|kind| !shipped.contains(kind));
        Self {
            kinds,
            areas: rules.areas(),
            lookup,
        }
    }

    fn meet(&mut self, record: &Record) {
        if let (false, Some(Value::Terms(kinds))) =
            (self.kinds.is_empty(), record.value(Field::Kind))
        {
            self.kinds.retain(|kind| !kinds.contains(*kind));
        }
        if let (false, Some(code)) = (self.areas.is_empty(), &record.area) {
            let gazetteer = self.lookup.gazetteer.as_ref();
            let key = gazetteer
                .and_then(|g| g.area_name(code))
                .map(resolve::area_key);
            self.areas
                .retain(|area| area != code && key != Some(resolve::area_key(area)));
        }
    }

    fn notices(self, lookup: &Lookup) -> Vec<String> {
        let mut notices = Vec::new();
        if !self.areas.is_empty() && lookup.gazetteer.is_none() {
            notices.push(
                "areas cannot be told yet, so no rule for an area can decide; import places first"
                    .to_owned(),
            );
        } else {
            let none = |area| {
                format!("nothing in the record lies in `{area}`, so a rule for it decides nothing")
            };
            notices.extend(self.areas.into_iter().map(none));
        }
        let none = |kind: &Term| {
            format!(
                "nothing in the record is of the kind `{}`; check how it is written",
                kind.as_str()
            )
        };
        notices.extend(self.kinds.into_iter().map(none));
        notices
    }
}

impl Trial {
    fn compare(&mut self, now: &Record, then: &Record, today: Date, most: usize) {
        self.compared += 1;
        self.count_due(now, then, today);
        let changes = changes(now, then);
        for change in &changes {
            *self.values.entry(change.field).or_default() += 1;
        }
        self.count_reasons(now, then);
        if changes.is_empty() {
            return;
        }
        self.records += 1;
        if self.listed.len() < most {
            self.listed.push(TrialRecord {
                id: now.id,
                entry_type: now.entry_type,
                name: now
                    .text(Field::Name)
                    .or_else(|| then.text(Field::Name))
                    .unwrap_or_default()
                    .to_owned(),
                changes,
            });
        }
    }

    fn count_reasons(&mut self, now: &Record, then: &Record) {
        let behind = |value: &FieldValue| {
            let because = value.because.iter().map(|claim| claim.entry);
            (value.rule.clone(), because.collect::<Vec<_>>())
        };
        let both = now
            .fields
            .iter()
            .filter_map(|(field, value)| Some((value, then.fields.get(field)?)));
        let moved = both.filter(|(now, then)| {
            shown(Some(now)) == shown(Some(then)) && behind(now) != behind(then)
        });
        self.reasons += moved.count() as u64;
    }

    fn count_due(&mut self, now: &Record, then: &Record, today: Date) {
        let due = |record: &Record| -> Vec<Field> {
            let past = record
                .fields
                .iter()
                .filter(|(_, value)| value.review_date() < today);
            past.map(|(field, _)| *field).collect()
        };
        for field in due(now) {
            self.due.entry(field).or_default().0 += 1;
        }
        for field in due(then) {
            self.due.entry(field).or_default().1 += 1;
        }
    }
}

/// What people see of a value.
fn shown(value: Option<&FieldValue>) -> Option<(&Value, Visibility)> {
    value.map(|value| (&value.value, value.visibility))
}

/// The values shown that differ between two states of a record, in words.
pub(crate) fn changes(now: &Record, then: &Record) -> Vec<TrialChange> {
    let mut fields: Vec<Field> = now
        .fields
        .keys()
        .chain(then.fields.keys())
        .copied()
        .collect();
    fields.sort_unstable();
    fields.dedup();
    let mut changes = Vec::new();
    for field in fields {
        let (before, after) = (now.fields.get(&field), then.fields.get(&field));
        if shown(before) != shown(after) {
            changes.push(TrialChange {
                field,
                before: words(before),
                after: words(after),
            });
        }
    }
    changes
}

/// A value in words; what is not for everybody is not written out.
fn words(value: Option<&FieldValue>) -> String {
    match value {
        None => "nothing".to_owned(),
        Some(value) if value.visibility == Visibility::Public => {
            resolve::explain::words(&value.value)
        }
        Some(_) => "something for staff only".to_owned(),
    }
}
