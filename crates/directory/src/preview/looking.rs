//! A document being looked through: what its rows come to, and the few entries that stand for all.

use super::{RUN, SHOWN};
use crate::Error;
use crate::weigh::Weighing;
use ingest::Outcome;
use model::{
    EntryId, EntryNo, EntryState, EntryType, FieldSet, Findings, NewVersion, Position, Source,
    Value, Version,
};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::rc::Rc;
use store::{Log as _, SqliteLog};

/// An entry of the document with what it would add.
#[derive(Clone)]
pub(super) struct Weighed {
    pub id: EntryId,
    pub no: Option<EntryNo>,
    pub says: model::Entry,
    adds: Vec<NewVersion>,
}

/// A document being looked through.
pub(super) struct Looking {
    pub source: Source,
    pub weighing: Weighing,
    pub findings: Findings,
    /// Entries of each type.
    pub of_type: [u64; 3],
    /// Half of the id of every entry that is new: enough to know one that stands twice.
    new: FxHashSet<u64>,
    /// The services with the lowest ids, each with its whole row. Ids are hashes, so that these stand for all.
    services: BTreeMap<EntryId, Rc<Vec<Weighed>>>,
    /// The same of other entries.
    others: BTreeMap<EntryId, Rc<Vec<Weighed>>>,
    /// Entries that the chosen ones name and that stand in other rows.
    named: Vec<Weighed>,
}

impl Looking {
    pub fn new(weighing: Weighing, source: &Source) -> Self {
        Self {
            source: source.clone(),
            weighing,
            findings: Findings::default(),
            of_type: [0; 3],
            new: FxHashSet::default(),
            services: BTreeMap::new(),
            others: BTreeMap::new(),
            named: Vec::new(),
        }
    }

    pub fn row(&mut self, log: &SqliteLog, row: ingest::Row) -> Result<(), Error> {
        for finding in row.findings {
            self.findings.add(finding);
        }
        match row.outcome {
            Outcome::Described(entries) => {
                let mut whole = Vec::with_capacity(entries.len());
                for entry in entries {
                    let id = entry.id(&self.source.key);
                    let known = log.known(&id)?;
                    let no = known.map(|known| known.no);
                    let adds = match known {
                        Some(known) if self.weighing.has_seen(known.no) => continue,
                        Some(known) => self.weighing.entry(log, known, &entry, row.place)?,
                        None if self.new.insert(half(id)) => {
                            vec![self.weighing.unknown(&entry, row.place)]
                        }
                        None => continue,
                    };
                    self.of_type[entry.entry_type as usize] += 1;
                    whole.push(Weighed {
                        id,
                        no,
                        says: entry,
                        adds,
                    });
                }
                self.choose(whole);
            }
            Outcome::Refused { keeps } => {
                for (entry_type, local_id) in keeps {
                    self.weighing.keep(log, entry_type, &local_id)?;
                }
            }
            Outcome::Note => {}
        }
        Ok(())
    }

    fn choose(&mut self, row: Vec<Weighed>) {
        let row = Rc::new(row);
        for entry in row.iter() {
            let kept = if entry.says.entry_type == EntryType::Service {
                &mut self.services
            } else {
                &mut self.others
            };
            if kept.len() < SHOWN || kept.last_key_value().is_some_and(|(id, _)| entry.id < *id) {
                kept.insert(entry.id, row.clone());
                if kept.len() > SHOWN {
                    kept.pop_last();
                }
            }
        }
    }

    fn of_sample(&self) -> &BTreeMap<EntryId, Rc<Vec<Weighed>>> {
        if self.services.is_empty() {
            &self.others
        } else {
            &self.services
        }
    }

    /// The ids of the entries to show.
    pub fn chosen(&self) -> Vec<EntryId> {
        self.of_sample().keys().copied().collect()
    }

    /// Every entry of the chosen rows, and those they name.
    pub fn entries(&self) -> Vec<Weighed> {
        let rows = self.of_sample().values().flat_map(|row| row.iter());
        rows.chain(&self.named).cloned().collect()
    }

    /// What the chosen rows name and do not hold.
    pub fn missing(&self) -> FxHashSet<EntryId> {
        let entries = self.entries();
        let here: FxHashSet<EntryId> = entries.iter().map(|entry| entry.id).collect();
        let named = entries.iter().flat_map(|entry| entry.says.fields.values());
        named
            .filter_map(|said| match said {
                Some(Value::Reference(id)) if !here.contains(id) => Some(*id),
                _ => None,
            })
            .collect()
    }

    /// Reads the document again for entries that stand in other rows.
    pub fn fetch(
        &mut self,
        log: &SqliteLog,
        rows: ingest::Reader,
        mut weighing: Weighing,
        mut missing: FxHashSet<EntryId>,
    ) -> Result<(), Error> {
        for row in rows {
            let Outcome::Described(entries) = row.outcome else {
                continue;
            };
            for entry in entries {
                let id = entry.id(&self.source.key);
                if !missing.remove(&id) {
                    continue;
                }
                let known = log.known(&id)?;
                let adds = match known {
                    Some(known) => weighing.entry(log, known, &entry, row.place)?,
                    None => vec![weighing.unknown(&entry, row.place)],
                };
                self.named.push(Weighed {
                    id,
                    no: known.map(|known| known.no),
                    says: entry,
                    adds,
                });
            }
            if missing.is_empty() {
                break;
            }
        }
        Ok(())
    }

    /// What would be in force for an entry. `at` tells entries apart that have no number yet.
    pub fn state(
        &mut self,
        log: &SqliteLog,
        weighed: &Weighed,
        at: usize,
        position: Position,
        newest: bool,
    ) -> Result<EntryState, Error> {
        let (mut versions, mut first, mut words) = (Vec::new(), None, Vec::new());
        if let Some(no) = weighed.no {
            words = log.stewards_words(&[no])?.remove(&no).unwrap_or_default();
            versions = self.weighing.believed_versions(log, no)?;
            first = log.entry(no)?.first;
        }
        let next = position.0 + 1 + at as u64;
        versions.extend(weighed.adds.iter().cloned().map(|adds| Version {
            position: Position(next),
            run: RUN,
            adds,
            erased: FieldSet::default(),
        }));
        let in_force = resolve::in_force(&versions);
        Ok(EntryState {
            no: weighed.no.unwrap_or(EntryNo(u32::MAX - at as u32)),
            id: weighed.id,
            entry_type: weighed.says.entry_type,
            source: self.source.no,
            first: first.unwrap_or(Position(next)),
            live: newest || weighed.no.is_some(),
            assured: in_force.assured,
            statements: in_force.statements,
            words,
            erased: in_force.erased,
        })
    }
}

/// Half of an id, as a number.
fn half(id: EntryId) -> u64 {
    id.as_bytes()
        .iter()
        .take(8)
        .fold(0, |half, byte| half << 8 | u64::from(*byte))
}
