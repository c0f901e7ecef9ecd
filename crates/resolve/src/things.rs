//! Things: groups of entries that describe one organization, location or service.

use jiff::civil::Date;
use model::{EntryId, EntryState, EntryType, Field, SourceNo, Statement, StewardsWord, Value};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// A group of entries that describe one organization, location or service. It becomes a record.
pub(crate) struct Thing<'a> {
    /// Its place among the things.
    pub(crate) at: usize,
    /// The id of the entry with the lowest first position.
    pub(crate) id: EntryId,
    pub(crate) entry_type: EntryType,
    /// Lowest first position first.
    pub(crate) live: Vec<&'a EntryState>,
    pub(crate) withdrawn: Vec<&'a EntryState>,
}

/// Who says something: an entry's source, or the stewards speaking of an entry.
#[derive(Clone, Copy)]
pub(crate) struct Speaker {
    pub(crate) entry: EntryId,
    pub(crate) source: SourceNo,
    pub(crate) assured: Option<Date>,
}

/// A field, who says something of it, and what.
pub(crate) type Said<'a> = (Field, Speaker, &'a Statement, &'a Value);

impl<'a> Thing<'a> {
    /// Its entries, live ones first.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &'a EntryState> {
        self.live.iter().chain(&self.withdrawn).copied()
    }

    /// All that speaks for it, by field. A thing that nobody lists keeps its name, so that its page can say so.
    pub(crate) fn statements(&self) -> Vec<Said<'a>> {
        let is_listed = !self.live.is_empty();
        let speaking = if is_listed {
            &self.live
        } else {
            &self.withdrawn
        };
        let mut all: Vec<Said> = Vec::with_capacity(16 * speaking.len());
        for &entry in speaking {
            let speaker = Speaker {
                entry: entry.id,
                source: entry.source,
                assured: entry.assured,
            };
            all.extend(entry.statements.iter().filter_map(|(&field, statement)| {
                let value = statement
                    .value
                    .as_ref()
                    .filter(|_| is_listed || field == Field::Name)?;
                Some((field, speaker, statement, value))
            }));
        }
        let entries = all.len();
        if is_listed {
            self.stewards(&mut all);
        }
        if speaking.len() > 1 || all.len() > entries {
            all.sort_by_key(|said| said.0);
        }
        all
    }

    /// Adds what stewards said: for each field the newest word of all that were said of its entries. They keep it
    /// when the entry they said it of is withdrawn, but it does not keep a thing listed.
    fn stewards(&self, all: &mut Vec<Said<'a>>) {
        let mut newest: BTreeMap<Field, (EntryId, &'a StewardsWord)> = BTreeMap::new();
        for entry in self.entries() {
            for word in &entry.words {
                let kept = newest.entry(word.field).or_insert((entry.id, word));
                if kept.1.statement.position < word.statement.position {
                    *kept = (entry.id, word);
                }
            }
        }
        all.extend(newest.into_iter().filter_map(|(field, (entry, word))| {
            let speaker = Speaker {
                entry,
                source: word.source,
                assured: Some(word.statement.said),
            };
            let value = word.statement.value.as_ref()?;
            Some((field, speaker, &word.statement, value))
        }));
    }
}

/// The things of a component, and which entry belongs to which.
pub(crate) struct Things<'a> {
    list: Vec<Thing<'a>>,
    of_entry: FxHashMap<EntryId, usize>,
}

impl<'a> Things<'a> {
    /// The things that `groups` make of `component`.
    pub(crate) fn new(component: &'a [EntryState], groups: Vec<Vec<usize>>) -> Self {
        let mut list = Vec::with_capacity(groups.len());
        let mut of_entry =
            FxHashMap::with_capacity_and_hasher(component.len(), rustc_hash::FxBuildHasher);
        for group in groups {
            let mut members: Vec<&EntryState> = group
                .into_iter()
                .filter_map(|at| component.get(at))
                .collect();
            members.sort_unstable_by_key(|entry| (entry.first, entry.id));
            let Some(first) = members.first() else {
                continue;
            };
            let (id, entry_type, at) = (first.id, first.entry_type, list.len());
            of_entry.extend(members.iter().map(|entry| (entry.id, at)));
            let (live, withdrawn) = members.into_iter().partition(|entry| entry.live);
            list.push(Thing {
                at,
                id,
                entry_type,
                live,
                withdrawn,
            });
        }
        Self { list, of_entry }
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Thing<'a>> {
        self.list.iter()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// The thing that the entry `id` belongs to, unless it is not in this component.
    pub(crate) fn of_entry(&self, id: EntryId) -> Option<&Thing<'a>> {
        self.of_entry.get(&id).map(|&at| &self.list[at])
    }

    /// The places of the things that entries of `thing` name in `field`.
    pub(crate) fn named(&self, thing: &Thing<'a>, field: Field) -> impl Iterator<Item = usize> {
        thing
            .entries()
            .filter_map(move |entry| match entry.value(field) {
                Some(Value::Reference(id)) => self.of_entry.get(id).copied(),
                _ => None,
            })
    }
}
