//! Second words: one in ten decided questions is given to another steward, who does not know that it is decided.
//!
//! How often the two differ tells how far stewards can be believed. A second word is a note of its own kind in the log; it
//! joins and parts nothing. It counts only when it was given *blind*: on the page of the question as it was asked after it
//! was decided. Whoever had that page open before may have seen the outcome since.

use super::Question;
use crate::{Error, Judgement};
use jiff::Timestamp;
use model::{EntryId, Position, Relation};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use store::{Log as _, Note, SqliteLog};

/// The kind of the note.
const KIND: &str = "judged-again";
/// One question in so many is judged twice.
const ONE_IN: u8 = 10;
/// With fewer judged twice than this, nothing is known yet.
const FEWEST: usize = 10;
/// Of the normal distribution, 95% lies within so many deviations.
const Z: f64 = 1.959_964;

/// What a second steward said.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SecondWord {
    pub position: Position,
    /// The first decision.
    pub of: Position,
    /// As it was decided: for a successor, the one that follows first.
    pub pair: (EntryId, EntryId),
    pub relation: Relation,
    pub person: String,
    pub reason: String,
    pub at: Timestamp,
    /// True when it is sure that it was said without knowing of the first.
    pub blind: bool,
}

impl SecondWord {
    /// True when it is about this question.
    pub fn is_of(&self, question: &Question) -> bool {
        let (one, other) = self.pair;
        (question.one == one && question.other == other)
            || (question.one == other && question.other == one)
    }
}

/// True for one pair in ten. It depends on the pair alone, so nobody can choose which.
pub(super) fn is_judged_twice(one: &EntryId, other: &EntryId) -> bool {
    let mut hash = Sha256::new();
    hash.update(b"judged twice");
    hash.update(one.min(other).as_bytes());
    hash.update(one.max(other).as_bytes());
    // 250 is the largest multiple of ten in a byte.
    let drawn = hash.finalize().into_iter().find(|byte| *byte < 250);
    drawn.is_some_and(|byte| byte % ONE_IN == 0)
}

/// What the page of a question carries and its answer gives back: it stands for the question as it was asked. Nobody can
/// tell from it whether the pair was decided, at `first`, or not.
pub(super) fn sight(log: &SqliteLog, question: &Question, first: Option<Position>) -> String {
    let first = first.map_or(0, |position| position.0);
    let asked = format!("asked\u{1f}{}\u{1f}{first}", question.id);
    crate::snapshot::hex(&log.fingerprint(asked.as_bytes()).0[..8])
}

/// Every second word that was not taken back, by position.
pub(super) fn second_words(log: &SqliteLog) -> Result<Vec<SecondWord>, Error> {
    let mut words = Vec::new();
    let mut taken_back = BTreeSet::new();
    for noted in log.notes(KIND)? {
        let text = |word: &str| noted.note.says.get(word)?.as_str();
        let number = |word: &str| noted.note.says.get(word)?.as_u64();
        if let Some(position) = number("undoes") {
            taken_back.insert(position);
            continue;
        }
        let word = || {
            Some(SecondWord {
                position: noted.position,
                of: Position(number("of")?),
                pair: (text("one")?.parse().ok()?, text("other")?.parse().ok()?),
                relation: Relation::parse(text("relation")?)?,
                person: text("person")?.to_owned(),
                reason: text("reason").unwrap_or_default().to_owned(),
                at: noted.note.at,
                blind: noted.note.says.get("blind").and_then(Json::as_bool) == Some(true),
            })
        };
        words.extend(word());
    }
    words.retain(|word| !taken_back.contains(&word.position.0));
    Ok(words)
}

/// Writes a second word on what was decided at `of`, and whether it was given blind.
pub(super) fn write(
    log: &mut SqliteLog,
    judgement: &Judgement,
    of: Position,
    blind: bool,
    at: Timestamp,
) -> Result<Position, Error> {
    let says = [
        ("blind", json!(blind)),
        ("of", json!(of.0)),
        ("one", json!(judgement.one.to_string())),
        ("other", json!(judgement.other.to_string())),
        ("relation", json!(judgement.relation.as_str())),
        ("person", json!(judgement.person)),
        ("reason", json!(judgement.reason)),
    ];
    append(log, says, at)
}

/// Takes back the second word at `position`.
pub(super) fn take_back(
    log: &mut SqliteLog,
    position: Position,
    person: &str,
    at: Timestamp,
) -> Result<Position, Error> {
    append(
        log,
        [("undoes", json!(position.0)), ("person", json!(person))],
        at,
    )
}

fn append<const N: usize>(
    log: &mut SqliteLog,
    says: [(&str, Json); N],
    at: Timestamp,
) -> Result<Position, Error> {
    Ok(log.append_note(Note {
        kind: KIND.to_owned(),
        at,
        says: says
            .into_iter()
            .map(|(word, value)| (word.to_owned(), value))
            .collect(),
    })?)
}

/// How often two stewards said different things of one pair, the second not knowing of the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JudgedTwice {
    /// Pairs that two stewards decided.
    pub judged: usize,
    /// Of these, pairs of which they said different things.
    pub differ: usize,
}

impl JudgedTwice {
    /// What is counted of second words that stand, also where the first was taken back since: what two people said blind
    /// of one pair stays said. A second steward who is not sure, or may have known, counts for nothing.
    pub(super) fn of(log: &SqliteLog) -> Result<Self, Error> {
        let mut counted = Self::default();
        for second in second_words(log)? {
            if second.relation == Relation::Undecided || !second.blind {
                continue;
            }
            let Some(first) = log.decided_at(second.of)? else {
                continue;
            };
            let (one, other) = second.pair;
            let said = first.decided.pairs.iter().find(|(first, last, _)| {
                (*first == one && *last == other) || (*first == other && *last == one)
            });
            let Some((follows, _, relation)) = said else {
                continue;
            };
            let agree = *relation == second.relation
                && (*relation != Relation::Successor || *follows == one);
            counted.judged += 1;
            counted.differ += usize::from(!agree);
        }
        Ok(counted)
    }

    /// The share of pairs of which two stewards say different things, from 0 to 1, and the interval that holds it with
    /// 95% (Wilson's); none while too few were judged.
    pub fn interval(self) -> Option<(f64, f64, f64)> {
        if self.judged < FEWEST {
            return None;
        }
        let (n, share) = (self.judged as f64, self.differ as f64 / self.judged as f64);
        let middle = share + Z * Z / (2.0 * n);
        let reach = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        let whole = 1.0 + Z * Z / n;
        let within = |value: f64| (value / whole).clamp(0.0, 1.0);
        Some((share, within(middle - reach), within(middle + reach)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::EntryType;

    #[test]
    fn the_interval_is_wilsons_and_is_not_known_of_a_few() {
        let of = |differ, judged| JudgedTwice { judged, differ }.interval();
        assert_eq!(of(1, 9), None);
        for (differ, judged, low, high) in [
            (1, 10, 0.018, 0.404),
            (0, 10, 0.0, 0.278),
            (5, 50, 0.043, 0.214),
        ] {
            let (share, from, to) = of(differ, judged).unwrap();
            let differ = differ as f64 / judged as f64;
            assert!((share - differ).abs() < 1e-9);
            assert!(
                (from - low).abs() < 6e-4 && (to - high).abs() < 6e-4,
                "{from} to {to}"
            );
        }
    }

    #[test]
    fn about_one_pair_in_ten_is_judged_twice_whichever_way_round() {
        let id = |n: u32| {
            EntryId::of(
                &"s".parse().unwrap(),
                &n.to_string(),
                EntryType::Organization,
            )
        };
        let drawn = |n: u32| is_judged_twice(&id(n), &id(n + 10_000));
        let count = (0..5_000).filter(|n| drawn(*n)).count();
        assert!((420..=580).contains(&count), "{count} of 5000");
        assert!((0..200).all(|n| drawn(n) == is_judged_twice(&id(n + 10_000), &id(n))));
    }
}
