//! The log as a plain list: slow, obvious, and in memory.

use jiff::civil::Date;
use model::{EntryNo, Field, NewVersion, Position, RunNo, Tie};
use std::collections::{BTreeMap, BTreeSet};
use store::{Draft, RunState};

pub struct OracleRun {
    pub scope: usize,
    pub said: Date,
    pub state: RunState,
    pub complete: bool,
    pub seen: BTreeSet<u32>,
    pub belief: Option<u64>,
}

pub struct OracleItem {
    pub run: RunNo,
    pub entry: EntryNo,
    /// None for a withdrawal.
    pub adds: Option<NewVersion>,
    pub fingerprint: [u8; 16],
    pub erased: BTreeSet<Field>,
    pub raw: Vec<Vec<u8>>,
}

#[derive(Default)]
pub struct Oracle {
    /// One for each position; none where the item is about a run, a note or an erasure.
    pub items: Vec<Option<OracleItem>>,
    pub runs: Vec<OracleRun>,
    pub ties: BTreeSet<(Tie, EntryNo)>,
    /// Ties of the open run.
    pub waiting: Vec<(Tie, EntryNo)>,
    pub live: BTreeMap<usize, BTreeSet<u32>>,
}

impl Oracle {
    pub fn open_run(&self) -> Option<RunNo> {
        self.runs
            .iter()
            .position(|run| run.state == RunState::Open)
            .map(|n| RunNo(n as u32 + 1))
    }

    pub fn run(&mut self, no: RunNo) -> &mut OracleRun {
        &mut self.runs[no.0 as usize - 1]
    }

    pub fn record(&mut self, run: RunNo, draft: &Draft) {
        let item = match draft {
            Draft::Version {
                entry,
                adds,
                fingerprint,
                ties,
                raw,
            } => {
                self.waiting
                    .extend(ties.iter().map(|tie| (tie.clone(), *entry)));
                let (adds, fingerprint) = (Some(adds.clone()), fingerprint.0);
                OracleItem {
                    run,
                    entry: *entry,
                    adds,
                    fingerprint,
                    erased: BTreeSet::new(),
                    raw: raw.clone(),
                }
            }
            Draft::Withdrawn { entry, .. } => OracleItem {
                run,
                entry: *entry,
                adds: None,
                fingerprint: [0; 16],
                erased: BTreeSet::new(),
                raw: Vec::new(),
            },
        };
        self.items.push(Some(item));
    }

    pub fn believe(&mut self, no: RunNo) {
        let belief = self.items.len() as u64;
        let run = self.run(no);
        run.state = RunState::Believed;
        run.belief = Some(belief);
        let scope = run.scope;
        let mut believed: Vec<(Date, usize)> = Vec::new();
        for (n, run) in self
            .runs
            .iter()
            .enumerate()
            .filter(|(_, run)| run.scope == scope && run.belief.is_some())
        {
            believed.push((run.said, n));
        }
        believed.sort();
        let mut live = BTreeSet::new();
        for (_, n) in believed {
            if self.runs[n].complete {
                live.clear();
            }
            live.extend(&self.runs[n].seen);
        }
        self.live.insert(scope, live);
    }

    pub fn items_of(&self, no: EntryNo) -> impl Iterator<Item = (Position, &OracleItem)> {
        let numbered = self
            .items
            .iter()
            .zip(1..)
            .filter_map(|(item, n)| Some((Position(n), item.as_ref()?)));
        numbered.filter(move |(_, item)| item.entry == no)
    }

    fn belief(&self, item: &OracleItem) -> Option<u64> {
        self.runs[item.run.0 as usize - 1].belief
    }

    /// The fingerprint and said date of the newest-said believed version.
    pub fn known(&self, no: EntryNo) -> Option<([u8; 16], Date)> {
        let believed = self
            .items_of(no)
            .filter(|(_, item)| self.belief(item).is_some());
        let newest = believed.filter_map(|(at, item)| {
            Some(((item.adds.as_ref()?.said, item.run, at), item.fingerprint))
        });
        newest
            .max_by_key(|(place, _)| *place)
            .map(|(place, fingerprint)| (fingerprint, place.0))
    }

    /// The first position in the run by which the entry was first believed.
    pub fn first(&self, no: EntryNo) -> Option<Position> {
        self.items_of(no)
            .filter_map(|(at, item)| Some((self.belief(item)?, at)))
            .min()
            .map(|(_, at)| at)
    }

    pub fn component(
        &self,
        from: EntryNo,
        id_of: &dyn Fn(EntryNo) -> model::EntryId,
    ) -> Vec<EntryNo> {
        let mut found = BTreeSet::from([from]);
        loop {
            let keys: BTreeSet<Tie> = self
                .ties
                .iter()
                .filter(|(_, no)| found.contains(no))
                .map(|(tie, _)| tie.clone())
                .chain(found.iter().map(|no| Tie::Entry(id_of(*no))))
                .collect();
            let before = found.len();
            found.extend(
                self.ties
                    .iter()
                    .filter(|(tie, _)| keys.contains(tie))
                    .map(|(_, no)| *no),
            );
            found.extend((1..=20).map(EntryNo).filter(|no| {
                self.items_of(*no).next().is_some() && keys.contains(&Tie::Entry(id_of(*no)))
            }));
            if found.len() == before {
                return found.into_iter().collect();
            }
        }
    }
}
