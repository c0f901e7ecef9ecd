//! What was wrong with a feed, counted by kind.

use crate::{Kind, Problem};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Faults by kind, with the first three places of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    kinds: BTreeMap<Kind, (u64, Vec<String>)>,
}

/// A fault as a journal keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptFault {
    code: String,
    times: u64,
    examples: Vec<String>,
}

impl Faults {
    /// Counts a problem.
    pub fn add(&mut self, problem: &Problem) {
        self.note(problem.kind, 1, &[problem.example()]);
    }

    fn note(&mut self, kind: Kind, times: u64, examples: &[String]) {
        let (count, kept) = self.kinds.entry(kind).or_default();
        *count += times;
        for example in examples {
            if kept.len() < 3 {
                kept.push(example.clone());
            }
        }
    }

    /// Every kind with how often it was found and up to three places.
    pub fn kinds(&self) -> impl Iterator<Item = (Kind, u64, &[String])> {
        self.kinds
            .iter()
            .map(|(kind, (times, examples))| (*kind, *times, examples.as_slice()))
    }

    /// True when a kind was found.
    pub fn has(&self, kind: Kind) -> bool {
        self.kinds.contains_key(&kind)
    }

    /// True when nothing was found that could mean that a service is missing.
    pub(crate) fn spoils_nothing(&self) -> bool {
        self.kinds.keys().all(|kind| *kind == Kind::RepeatedId)
    }

    pub(crate) fn kept(&self) -> Vec<KeptFault> {
        self.kinds()
            .map(|(kind, times, examples)| KeptFault {
                code: kind.code().to_owned(),
                times,
                examples: examples.to_vec(),
            })
            .collect()
    }

    pub(crate) fn merge(&mut self, kept: &[KeptFault]) {
        for fault in kept {
            if let Some(kind) = Kind::ALL.iter().find(|kind| kind.code() == fault.code) {
                self.note(*kind, fault.times, &fault.examples);
            }
        }
    }
}
