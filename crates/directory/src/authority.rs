//! The rules of belief in force: shipped, or adopted by a person; and what other rules would change.
//!
//! Always: rules are versions in the log, and the newest decides. A trial changes nothing and shows just what adopting
//! the rules would change.

use crate::follow::{CHUNK, Lookup, States, all_entries};
use crate::snapshot::hex;
use crate::{Directory, Error};
use jiff::Timestamp;
use model::{EntryId, EntryNo, EntryType, Field, FieldValue, Record, Visibility};
use resolve::{Authority, ByIdentifier};
use roaring::RoaringBitmap;
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};
use store::{Log as _, Note, SqliteLog};

/// How many changed records a trial lists. All are counted.
const LISTED: usize = 1_000;

/// What adopting other rules would change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trial {
    /// Records that were worked out both ways.
    pub compared: u64,
    /// Records of which something shown changes.
    pub records: u64,
    /// Values shown that change, by field.
    pub values: BTreeMap<Field, u64>,
    /// The first of the changed records, by id.
    pub listed: Vec<TrialRecord>,
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

/// Which rules these are. Rules that are not those shipped lean on them for fields they leave out.
pub(crate) fn rules_hash(rules: &Authority) -> String {
    let shipped = Authority::england().text();
    let mut digest = Sha256::new().chain_update(rules.text());
    if rules.text() != shipped {
        digest = digest.chain_update(shipped);
    }
    hex(&digest.finalize())
}

/// The rules in force: those adopted last, else those shipped.
pub(crate) fn in_force(log: &SqliteLog) -> Result<Authority, Error> {
    let Some(newest) = log.notes("rules")?.pop() else {
        return Ok(Authority::england().clone());
    };
    let text = |word: &str| newest.note.says.get(word).and_then(Json::as_str);
    match (text("adopted_by"), text("text")) {
        (Some(_), Some(text)) if text != Authority::england().text() => {
            Ok(Authority::parse_over_shipped(text)?)
        }
        _ => Ok(Authority::england().clone()),
    }
}

/// Says which rules decide from here on, once.
pub(crate) fn note_rules(
    log: &mut SqliteLog,
    rules: &Authority,
    at: Timestamp,
) -> Result<(), Error> {
    let hash = rules_hash(rules);
    let newest = log.notes("rules")?.pop();
    if newest
        .as_ref()
        .is_some_and(|noted| noted.note.says.get("hash").and_then(Json::as_str) == Some(&hash))
    {
        return Ok(());
    }
    let mut says: BTreeMap<String, Json> = [
        ("hash".to_owned(), json!(hash)),
        ("text".to_owned(), json!(rules.text())),
    ]
    .into();
    // The product has learned a new field: the rules stay whose they were.
    if let Some(by) = newest.and_then(|noted| noted.note.says.get("adopted_by").cloned())
        && rules.text() != Authority::england().text()
    {
        says.insert("adopted_by".to_owned(), by);
    }
    log.append_note(Note {
        kind: "rules".to_owned(),
        at,
        says,
    })?;
    Ok(())
}

impl Directory {
    /// What would change if `text` were the rules: every record worked out both ways, nothing kept.
    ///
    /// # Errors
    /// [`Error::Rules`] names the line; else when the log cannot be read.
    pub fn try_rules(&self, text: &str) -> Result<Trial, Error> {
        let other = Authority::parse_over_shipped(text)?;
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
        let mut trial = Trial::default();
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
                trial.compare(now, then);
            }
        }
        trial.listed.sort_by_key(|record| record.id);
        Ok(trial)
    }

    /// Takes `text` for the rules from here on and publishes what that changes. None goes back to those shipped.
    ///
    /// # Errors
    /// [`Error::Rules`] names the line; else when the log or the folder cannot be written.
    pub fn adopt_rules(
        &self,
        text: Option<&str>,
        person: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let rules = match text {
            Some(text) => Authority::parse_over_shipped(text)?,
            None => Authority::england().clone(),
        };
        let _lock = self.folder.lock()?;
        let hash = rules_hash(&rules);
        if hash == rules_hash(&self.rules()) {
            return Ok(());
        }
        let says = [
            ("adopted_by".to_owned(), json!(person)),
            ("hash".to_owned(), json!(hash)),
            ("text".to_owned(), json!(rules.text())),
        ];
        self.log().append_note(Note {
            kind: "rules".to_owned(),
            at: now,
            says: says.into(),
        })?;
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rules);
        self.publish(&mut |_| {})?;
        Ok(())
    }
}

impl Trial {
    fn compare(&mut self, now: &Record, then: &Record) {
        self.compared += 1;
        let changes = changes(now, then);
        for change in &changes {
            *self.values.entry(change.field).or_default() += 1;
        }
        if changes.is_empty() {
            return;
        }
        self.records += 1;
        if self.listed.len() < LISTED {
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
    let shown =
        |value: Option<&FieldValue>| value.map(|value| (value.value.clone(), value.visibility));
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
