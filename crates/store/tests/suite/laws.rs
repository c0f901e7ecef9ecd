//! Laws over random histories.

use super::Open;
use super::oracle::{Oracle, OracleRun};
use super::world::{self, World, at, closing, day, id, version};
use model::{Code, EntryId, EntryNo, Field, Position, RunNo, Scheme, Tie};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::collections::{BTreeMap, BTreeSet};
use store::merkle::{Edge, extends, includes, leaf_hash};
use store::{Closing, Draft, Note, RunState};

/// One thing that may happen to a log. Numbers are taken modulo what there is.
#[derive(Clone, Debug)]
enum Op {
    Begin {
        scope: usize,
        said: i8,
    },
    Record(Vec<(u8, u8, bool)>),
    Close {
        held: bool,
        complete: bool,
        seen: u16,
    },
    Release(usize),
    Reject(usize),
    Note,
    Erase {
        entry: u8,
        field: bool,
    },
    Reopen,
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        3 => (0..2usize, 0..6i8).prop_map(|(scope, said)| Op::Begin { scope, said }),
        5 => proptest::collection::vec((0..6u8, any::<u8>(), prop::bool::weighted(0.2)), 1..6).prop_map(Op::Record),
        3 => (prop::bool::weighted(0.3), any::<bool>(), any::<u16>())
            .prop_map(|(held, complete, seen)| Op::Close { held, complete, seen }),
        1 => any::<usize>().prop_map(Op::Release),
        1 => any::<usize>().prop_map(Op::Reject),
        1 => Just(Op::Note),
        1 => (0..6u8, any::<bool>()).prop_map(|(entry, field)| Op::Erase { entry, field }),
        1 => Just(Op::Reopen),
    ]
}

const SCOPES: [&str; 2] = ["nhsuk:Pharmacy", "nhsuk:GP"];

/// Six entries in each scope; their names do not overlap.
fn local_id(scope: usize, n: u8) -> String {
    format!("{scope}{n}#service")
}

struct Test {
    world: World,
    oracle: Oracle,
    /// Entry numbers as the log gave them, by scope and n.
    numbers: BTreeMap<(usize, u8), EntryNo>,
    erased_entries: Vec<EntryNo>,
}

pub fn random_histories_agree_with_a_plain_list(open: Open) {
    let config = Config {
        cases: 48,
        max_shrink_iters: 200,
        failure_persistence: None,
        ..Config::default()
    };
    let run = |ops: Vec<Op>| {
        let (world, oracle) = (World::new(open), Oracle::default());
        let mut test = Test {
            world,
            oracle,
            numbers: BTreeMap::new(),
            erased_entries: Vec::new(),
        };
        for op in &ops {
            test.apply(op);
            test.compare();
        }
        test.world.verified();
        Ok(())
    };
    TestRunner::new(config)
        .run(&proptest::collection::vec(op(), 1..24), run)
        .unwrap();
}

impl Test {
    fn apply(&mut self, op: &Op) {
        match op {
            Op::Begin { scope, said } => {
                self.oracle.waiting.clear();
                for run in self
                    .oracle
                    .runs
                    .iter_mut()
                    .filter(|run| run.state == RunState::Open)
                {
                    run.state = RunState::Abandoned;
                }
                let source = self.world.source;
                let no = self
                    .world
                    .log()
                    .begin_run(world::run(source, SCOPES[*scope], day(*said)))
                    .unwrap();
                let run = OracleRun {
                    scope: *scope,
                    said: day(*said),
                    state: RunState::Open,
                    complete: false,
                    seen: BTreeSet::new(),
                    belief: None,
                };
                self.oracle.runs.push(run);
                assert_eq!(no.0 as usize, self.oracle.runs.len());
            }
            Op::Record(drafts) => self.record(drafts),
            Op::Close {
                held,
                complete,
                seen,
            } => self.close(*held, *complete, *seen),
            Op::Release(n) => {
                if let Some(no) = self.held(*n) {
                    self.world.log().release_run(no, at()).unwrap();
                    self.oracle.items.push(None);
                    self.oracle.believe(no);
                }
            }
            Op::Reject(n) => {
                if let Some(no) = self.held(*n) {
                    self.world.log().reject_run(no, "no", at()).unwrap();
                    self.oracle.items.push(None);
                    self.oracle.run(no).state = RunState::Rejected {
                        reason: "no".into(),
                    };
                }
            }
            Op::Note => {
                let note = Note {
                    kind: "rules".into(),
                    at: at(),
                    says: [("text".to_owned(), "x".into())].into(),
                };
                self.world.log().append_note(note).unwrap();
                self.oracle.items.push(None);
            }
            Op::Erase { entry, field } => {
                self.erase(*entry, if *field { Field::Name } else { Field::Fees });
            }
            Op::Reopen => {
                self.world.reopen();
                self.oracle.waiting.clear();
            }
        }
    }

    fn held(&self, n: usize) -> Option<RunNo> {
        let held: Vec<usize> = (0..self.oracle.runs.len())
            .filter(|n| matches!(self.oracle.runs[*n].state, RunState::Held { .. }))
            .collect();
        (!held.is_empty()).then(|| RunNo(held[n % held.len()] as u32 + 1))
    }

    fn record(&mut self, drafts: &[(u8, u8, bool)]) {
        let Some(run) = self.oracle.open_run() else {
            return;
        };
        let (scope, said) = (self.oracle.run(run).scope, self.oracle.run(run).said);
        let mut batch = Vec::new();
        for (n, what, withdrawn) in drafts {
            let local_id = local_id(scope, *n);
            let entry = world::entry(self.world.source, SCOPES[scope], &local_id);
            let no = self.world.log().number(&[entry]).unwrap()[0];
            self.numbers.insert((scope, *n), no);
            batch.push(if *withdrawn {
                Draft::Withdrawn { entry: no, said }
            } else {
                // Values never repeat, so that an erased one is not read again: that has tests of its own.
                let name = format!("name {}.{}", self.oracle.items.len(), batch.len());
                let code = Code::parse(Scheme::Ods, &format!("A{:03}", what % 16)).unwrap();
                let mut built = version(no, run, said).says(Field::Name, &name);
                if what & 16 != 0 {
                    built = built
                        .with(Field::Fees, None)
                        .raw(&format!("row {local_id} {}", what % 4));
                }
                if what & 32 != 0 {
                    built = built.tied(Tie::Code(code));
                }
                if what & 64 != 0 {
                    built = built.tied(Tie::Entry(id(&super::laws::local_id(
                        usize::from(what % 2),
                        what % 6,
                    ))));
                }
                built.draft()
            });
        }
        self.world.log().record(run, &batch).unwrap();
        for draft in &batch {
            self.oracle.record(run, draft);
        }
        self.strip_erased_raw();
    }

    /// Rows in which something was erased keep nothing raw.
    fn strip_erased_raw(&mut self) {
        let erased: BTreeSet<EntryNo> = self.erased_entries.iter().copied().collect();
        for item in self
            .oracle
            .items
            .iter_mut()
            .flatten()
            .filter(|item| erased.contains(&item.entry))
        {
            item.raw.clear();
        }
    }

    fn close(&mut self, held: bool, complete: bool, seen: u16) {
        let Some(run) = self.oracle.open_run() else {
            return;
        };
        let scope = self.oracle.run(run).scope;
        let entries = self
            .numbers
            .iter()
            .filter(|((s, n), _)| *s == scope && seen & (1 << n) != 0);
        let seen: BTreeSet<u32> = entries.map(|(_, no)| no.0).collect();
        let reason = held.then(|| "why".to_owned());
        let stated = std::mem::take(&mut self.oracle.waiting);
        self.oracle.ties.extend(stated);
        self.oracle.items.push(None);
        let oracle = self.oracle.run(run);
        (oracle.complete, oracle.seen) = (complete, seen.clone());
        match &reason {
            Some(reason) => {
                oracle.state = RunState::Held {
                    reason: reason.clone(),
                }
            }
            None => self.oracle.believe(run),
        }
        let live = self
            .oracle
            .live
            .get(&scope)
            .into_iter()
            .flatten()
            .copied()
            .collect();
        let closing = Closing {
            held: reason,
            complete,
            ..closing(&seen.into_iter().collect(), &live)
        };
        self.world.log().close_run(run, closing).unwrap();
    }

    fn erase(&mut self, n: u8, field: Field) {
        let Some(no) = self.numbers.get(&(0, n)).copied() else {
            return;
        };
        if self.world.log().entry(no).is_err() {
            return;
        }
        let mut rows = BTreeSet::new();
        let mut values = 0;
        for item in self
            .oracle
            .items
            .iter_mut()
            .flatten()
            .filter(|item| item.entry == no)
        {
            rows.extend(item.raw.drain(..));
            if let Some(adds) = &mut item.adds
                && adds.changes.get(&field).is_some_and(Option::is_some)
            {
                adds.changes.remove(&field);
                item.erased.insert(field);
                values += 1;
            }
        }
        self.erased_entries.push(no);
        let stated = std::mem::take(&mut self.oracle.waiting);
        self.oracle.ties.extend(stated);
        let erasure = self.world.log().erase(no, &[field], "asked", at()).unwrap();
        self.oracle.items.push(None);
        assert_eq!(erasure.values, values);
        // The same row read again after a process ended may have been kept twice.
        assert!(erasure.raw_rows >= rows.len() as u64);
    }

    fn compare(&mut self) {
        let Self {
            world,
            oracle,
            numbers,
            ..
        } = self;
        let (source, log) = (world.source, world.log());
        assert_eq!(log.head().unwrap(), Position(oracle.items.len() as u64));
        let runs = log.runs().unwrap();
        assert_eq!(runs.len(), oracle.runs.len());
        for (run, want) in runs.iter().zip(&oracle.runs) {
            assert_eq!(
                (&run.state, run.complete, run.belief),
                (&want.state, want.complete, want.belief.map(Position))
            );
            let touched: BTreeSet<EntryNo> = oracle
                .items
                .iter()
                .flatten()
                .filter(|i| i.run == run.no)
                .map(|i| i.entry)
                .collect();
            assert_eq!(
                log.entries_of_run(run.no).unwrap(),
                touched.into_iter().collect::<Vec<_>>()
            );
            assert_eq!(
                log.seen(run.no).unwrap(),
                want.seen.iter().copied().collect()
            );
        }
        for (scope, table) in SCOPES.iter().enumerate() {
            let live = oracle
                .live
                .get(&scope)
                .into_iter()
                .flatten()
                .copied()
                .collect();
            assert_eq!(log.live(source, table).unwrap(), live, "live in {table}");
        }
        let ids: BTreeMap<EntryNo, EntryId> = numbers
            .iter()
            .map(|((scope, n), no)| (*no, id(&local_id(*scope, *n))))
            .collect();
        let id_of = |no: EntryNo| ids.get(&no).copied().unwrap_or_else(|| id("nobody"));
        for ((scope, n), no) in numbers.iter() {
            let known = log.known(&id(&local_id(*scope, *n))).unwrap().unwrap();
            let got = known.fingerprint.map(|f| f.0).zip(known.said);
            assert_eq!((known.no, got), (*no, oracle.known(*no)));
            assert_eq!(log.entry(*no).unwrap().first, oracle.first(*no));
            let want: Vec<_> = oracle
                .items_of(*no)
                .filter(|(_, i)| i.adds.is_some())
                .collect();
            let versions = log.versions(*no).unwrap();
            assert_eq!(versions.len(), want.len());
            for (version, (at, item)) in versions.iter().zip(want) {
                assert_eq!((version.position, version.run), (at, item.run));
                assert_eq!(Some(&version.adds), item.adds.as_ref());
                assert_eq!(version.erased.iter().collect::<BTreeSet<_>>(), item.erased);
                assert_eq!(log.raw(at).unwrap(), item.raw, "raw rows of {at}");
            }
            let withdrawn: Vec<_> = oracle
                .items_of(*no)
                .filter(|(_, i)| i.adds.is_none())
                .map(|(at, _)| at)
                .collect();
            assert_eq!(
                log.withdrawals(*no)
                    .unwrap()
                    .iter()
                    .map(|w| w.position)
                    .collect::<Vec<_>>(),
                withdrawn
            );
            assert_eq!(
                log.component(&[*no]).unwrap(),
                oracle.component(*no, &id_of)
            );
        }
    }
}

pub fn proofs_hold_as_the_log_grows(open: Open) {
    let mut world = World::new(open);
    let mut roots = vec![world.log().root().unwrap()];
    let mut tree = Edge::default();
    // Enough items for kept subtrees of two heights, in blocks of many sizes.
    for (said, size) in [1, 2, 3, 40, 199, 260, 7, 410].into_iter().enumerate() {
        let run = world.begin(day(said as i8));
        let drafts: Vec<Draft> = (0..size)
            .map(|n| {
                let no = world.number(&format!("{n}#service"));
                version(no, run, day(said as i8))
                    .says(Field::Name, &format!("name {n}"))
                    .draft()
            })
            .collect();
        world.log().record(run, &drafts).unwrap();
        let head = world.log().head().unwrap().0;
        while tree.size() < head {
            let leaf = world.log().leaf(Position(tree.size() + 1)).unwrap();
            tree.push(leaf_hash(&leaf), |_, _, _| {});
            roots.push(tree.root());
        }
        let root = world.log().root().unwrap();
        assert_eq!(root, tree.root());
        for position in (1..=head).step_by(7).chain([head]) {
            assert!(
                includes(
                    &world.log().inclusion_proof(Position(position)).unwrap(),
                    &root
                ),
                "{position} in {head}"
            );
        }
        for old in (0..=head).step_by(11).chain([head]) {
            let proof = world.log().consistency_proof(old).unwrap();
            assert!(
                extends(&proof, &roots[old as usize], &root),
                "{old} of {head}"
            );
        }
    }
    assert!(world.log().inclusion_proof(Position(0)).is_err());
    assert!(world.log().inclusion_proof(Position(9999)).is_err());
    assert!(world.log().consistency_proof(9999).is_err());
    world.verified();
}
