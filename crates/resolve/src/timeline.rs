//! What is in force for an entry, and what must be written so that the order of reading does not matter.
//!
//! Words: documents of one source stand on a *line* by said date, then by the number of the run that read them.
//! A *resume* restates what a newer document said when an older one is put before it.
//! Always: for each field the newest document that speaks for it decides; a document whose whole statement
//! is already in force writes nothing, yet counts as having said it. That nothing was ever said of a field and
//! that a document says there is none are one state until a value has stood between them: so an empty cell in a
//! first reading costs no room in the log.
//! An erased value counts as unchanged: it is not stored when it is read again. Where a newer document relied
//! on an erased value, nothing older is put before it, since what it said could not be restated.

use jiff::civil::Date;
use model::{Entry, Field, FieldSet, NewVersion, RowPlace, RunNo, Said, Statement, Value, Version};
use std::collections::{BTreeMap, BTreeSet};

/// What is in force for one entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InForce {
    /// By field. A field of which nothing but "none" was ever said is absent. The position is that of the
    /// version that first gave the present value, like the said date.
    pub statements: BTreeMap<Field, Statement>,
    /// When it was last checked, as the newest document that saw it has it.
    pub assured: Option<Date>,
    /// The fields for which that document speaks.
    pub speaks: FieldSet,
    /// Fields whose newest statement was erased.
    pub erased: FieldSet,
}

/// A document's place on the line.
type Place = (Date, RunNo);

fn place(version: &Version) -> Place {
    (version.adds.said, version.adds.said_by)
}

/// What is in force after `versions`, which must be those of believed runs, in any order.
pub fn in_force(versions: &[Version]) -> InForce {
    fold(&sorted(versions))
}

/// What the document of `run`, dated `said`, says of the entry: each field for which it speaks, with its value.
///
/// `versions` are those of runs believed when it was read, and its own. Given to [`versions_for`] again, it puts
/// a run that was held while others were read in its place on the line. Fields erased since are left out.
pub fn said_in(versions: &[Version], said: Date, run: RunNo) -> BTreeMap<Field, Said> {
    let mut line = sorted(versions);
    line.retain(|version| place(version) <= (said, run));
    let state = fold(&line);
    let spoken = state
        .speaks
        .iter()
        .filter(|field| !state.erased.contains(*field));
    spoken
        .map(|field| {
            (
                field,
                state.statements.get(&field).and_then(|s| s.value.clone()),
            )
        })
        .collect()
}

/// What must be appended so that reading `entry` in `run` (the document dated `said`) becomes part of what is known.
///
/// `versions` are the entry's versions in believed runs; `seen` the believed runs that saw it, with their said
/// dates. The answer is empty when the document changes nothing: otherwise the document's own version first,
/// if it has one, then resumes of newer documents in their order. `erased` tells values known to be erased.
pub fn versions_for(
    versions: &[Version],
    seen: &[(RunNo, Date)],
    said: Date,
    run: RunNo,
    entry: &Entry,
    row: RowPlace,
    erased: &dyn Fn(Field, &Value) -> bool,
) -> Vec<NewVersion> {
    let here = (said, run);
    let line = sorted(versions);
    let cut = line.partition_point(|version| place(version) <= here);
    let (older, newer) = line.split_at(cut);
    let before = fold(older);
    let later = Later::new(newer, seen, here, &before);

    let speaks: FieldSet = entry.fields.keys().copied().collect();
    let mut changes = BTreeMap::new();
    let mut resumes: BTreeMap<Place, BTreeMap<Field, Said>> = BTreeMap::new();
    for (&field, value) in &entry.fields {
        if value.as_ref().is_some_and(|value| erased(field, value)) || *value == before.value(field)
        {
            continue;
        }
        match later.first_to_rely(field) {
            Some(_) if before.erased.contains(field) => continue,
            Some(relying) => {
                resumes
                    .entry(relying)
                    .or_default()
                    .insert(field, before.value(field));
            }
            None => {}
        }
        changes.insert(field, value.clone());
    }

    let says = (speaks, entry.assured);
    let restated = older.is_empty() || says != (before.speaks, before.assured);
    let mut new = Vec::new();
    if restated || !changes.is_empty() {
        let row = Some(row);
        new.push(NewVersion {
            said,
            said_by: run,
            assured: entry.assured,
            speaks,
            changes,
            row,
        });
    }
    if restated && let Some(next) = later.next_without_version() {
        resumes.entry(next).or_default();
    }
    for (place, changes) in resumes {
        let (speaks, assured) = later.says_at(place);
        new.push(NewVersion {
            said: place.0,
            said_by: place.1,
            assured,
            speaks,
            changes,
            row: None,
        });
    }
    new
}

impl InForce {
    fn value(&self, field: Field) -> Said {
        self.statements
            .get(&field)
            .and_then(|statement| statement.value.clone())
    }
}

fn sorted(versions: &[Version]) -> Vec<&Version> {
    let mut line: Vec<&Version> = versions.iter().collect();
    line.sort_by_key(|version| (place(version), version.position));
    line
}

/// Folds a sorted line.
fn fold(line: &[&Version]) -> InForce {
    let mut state = InForce::default();
    let mut erased = BTreeSet::new();
    for version in line {
        for (&field, value) in &version.adds.changes {
            erased.remove(&field);
            // A value that still stands keeps the date of whoever gave it first.
            if state
                .statements
                .get(&field)
                .is_none_or(|standing| standing.value != *value)
            {
                let statement = Statement {
                    value: value.clone(),
                    position: version.position,
                    said: version.adds.said,
                };
                state.statements.insert(field, statement);
            }
        }
        for field in version.erased.iter() {
            state.statements.remove(&field);
            erased.insert(field);
        }
        state.assured = version.adds.assured;
        state.speaks = version.adds.speaks;
    }
    state.erased = erased.into_iter().collect();
    state
}

/// A document after the one being read: its place, whether it has a version, the fields it has statements of its
/// own for, and what it speaks for and when it was assured.
struct Document {
    place: Place,
    has_version: bool,
    own: FieldSet,
    speaks: FieldSet,
    assured: Option<Date>,
}

/// The documents after the one being read that saw the entry, in order.
struct Later(Vec<Document>);

impl Later {
    fn new(newer: &[&Version], seen: &[(RunNo, Date)], here: Place, before: &InForce) -> Self {
        let saw = seen
            .iter()
            .map(|&(run, said)| (said, run))
            .filter(|place| *place > here);
        let places: BTreeSet<Place> = saw
            .chain(newer.iter().map(|version| place(version)))
            .collect();
        let (mut speaks, mut assured) = (before.speaks, before.assured);
        let mut versions = newer.iter().peekable();
        let mut documents = Vec::with_capacity(places.len());
        for at in places {
            let (mut has_version, mut own) = (false, FieldSet::default());
            while let Some(version) = versions.next_if(|version| place(version) == at) {
                has_version = true;
                version
                    .adds
                    .changes
                    .keys()
                    .copied()
                    .chain(version.erased.iter())
                    .for_each(|f| own.insert(f));
                (speaks, assured) = (version.adds.speaks, version.adds.assured);
            }
            documents.push(Document {
                place: at,
                has_version,
                own,
                speaks,
                assured,
            });
        }
        Self(documents)
    }

    /// The first document that speaks for `field`, when it has no statement of its own for it and so means what
    /// stood before.
    fn first_to_rely(&self, field: Field) -> Option<Place> {
        let speaker = self
            .0
            .iter()
            .find(|document| document.speaks.contains(field))?;
        (!speaker.own.contains(field)).then_some(speaker.place)
    }

    /// The next document, when it has no version and so speaks for what was spoken for before.
    fn next_without_version(&self) -> Option<Place> {
        self.0
            .first()
            .filter(|next| !next.has_version)
            .map(|next| next.place)
    }

    fn says_at(&self, place: Place) -> (FieldSet, Option<Date>) {
        let document = self.0.iter().find(|document| document.place == place);
        document.map_or_else(Default::default, |document| {
            (document.speaks, document.assured)
        })
    }
}
