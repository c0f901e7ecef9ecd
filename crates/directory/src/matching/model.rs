//! The version of the matching model in force: shipped, or adopted by a person; and what another would change.
//!
//! Always: versions are in the log, and the newest decides. A trial changes nothing.

use super::read_kept;
use super::services::is_of_services;
use crate::{Directory, Error};
use ::model::{EntryId, EntryType, Relation, SourceNo};
use jiff::Timestamp;
use resolve::likeness::{Pair, Profile, Proposal, Version};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};
use store::{Log as _, Note, SqliteLog};

/// The kind of its notes.
const NOTE: &str = "matching";
/// How many changed pairs a trial lists. All are counted.
const LISTED: usize = 200;
/// About so many entries are enough to learn from: more of them, and only those of some postcodes are.
const LEARNED_FROM: usize = 250_000;

/// How entries are matched now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatchFigures {
    /// The hash of the model in force.
    pub model: String,
    /// True when it is the one that ships.
    pub shipped: bool,
    /// How many entries it was learned from.
    pub learned_from: u64,
    /// Organizations that are listed, entry by entry.
    pub entries: u64,
    /// Records of organizations that are listed.
    pub records: u64,
    /// How many times entries were joined because of a code.
    pub by_identifier: u64,
    /// How many times by likeness.
    pub by_likeness: u64,
    /// How many times by a person.
    pub by_person: u64,
    /// Pairs that are kept apart because one follows the other.
    pub successors: u64,
    /// Pairs about which a person is asked, of services too.
    pub asked: u64,
    /// What likeness came to within organizations.
    pub services: ServiceFigures,
}

/// How services are matched now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ServiceFigures {
    /// Services that are listed, entry by entry.
    pub entries: u64,
    /// Records of services that are listed.
    pub records: u64,
    /// Pairs that are joined by likeness.
    pub by_likeness: u64,
    /// Pairs that have one name and stand at two places.
    pub elsewhere: u64,
    /// Pairs that are asked of a person, answered or not.
    pub asked: u64,
}

/// What another model would change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MatchTrial {
    /// The model, as text to be adopted.
    pub text: String,
    /// Its hash.
    pub model: String,
    /// Entries that were matched both ways.
    pub entries: u64,
    /// Joins under the model in force, and under the other.
    pub joins: (u64, u64),
    /// Questions under the model in force, and under the other.
    pub asks: (u64, u64),
    /// Entries that stand in crowds so dense that not all of what links them is weighed: a source full of one thing.
    pub crowded: u64,
    /// Joins that would come.
    pub joined: u64,
    /// Joins that would go.
    pub parted: u64,
    /// The first of them, by id.
    pub listed: Vec<TrialPair>,
}

/// A pair about which the other model would decide otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct TrialPair {
    /// True when it would be joined, false when it would be no more.
    pub joined: bool,
    /// The ids of the two.
    pub ids: (EntryId, EntryId),
    /// Their names.
    pub names: (String, String),
    /// The score under the model that joins them.
    pub score: f64,
}

/// The version in force: that adopted last, else the one that ships. One that this program cannot read is passed over.
pub(crate) fn in_force(log: &SqliteLog) -> Result<Arc<Version>, Error> {
    let newest = log.notes(NOTE)?.pop();
    let text = newest.and_then(|noted| noted.note.says.get("text")?.as_str().map(str::to_owned));
    let adopted = text.and_then(|text| Version::parse(&text).ok());
    Ok(Arc::new(
        adopted.unwrap_or_else(|| Version::shipped().clone()),
    ))
}

impl Directory {
    /// Which model is in force and what it came to.
    ///
    /// # Errors
    /// [`Error`] when the log or the snapshot cannot be read.
    pub fn match_figures(&self) -> Result<MatchFigures, Error> {
        let version = self.version();
        let mut figures = MatchFigures {
            model: version.hash(),
            shipped: version.hash() == Version::shipped().hash(),
            learned_from: version.entries(),
            ..MatchFigures::default()
        };
        let mut joins = 0;
        self.snapshot().each_record(|record| {
            if record.entry_type == EntryType::Organization && record.is_listed() {
                figures.records += 1;
                figures.entries += record.members.len() as u64;
                joins += record.members.len() as u64 - 1;
            }
            if record.entry_type == EntryType::Service && record.is_listed() {
                figures.services.records += 1;
                figures.services.entries += record.members.len() as u64;
            }
        })?;
        let log = self.log();
        for standing in log.standing(None)? {
            let services = is_of_services(&standing);
            match standing.proposed.relation {
                Relation::Same if services => figures.services.by_likeness += 1,
                Relation::DifferentService if services => figures.services.elsewhere += 1,
                Relation::Undecided if services => figures.services.asked += 1,
                Relation::Same => figures.by_likeness += 1,
                Relation::Successor => figures.successors += 1,
                _ => {}
            }
        }
        figures.asked = log.asked()?.len() as u64;
        for item in log.decided(true, usize::MAX >> 1)? {
            for (one, _, relation) in item.decided.pairs {
                if relation == Relation::Same && item.undone.is_none() {
                    let of_organizations = match log.known(&one)? {
                        Some(known) => log.entry(known.no)?.entry_type == EntryType::Organization,
                        None => false,
                    };
                    figures.by_person += u64::from(of_organizations);
                }
            }
        }
        figures.by_identifier = joins.saturating_sub(figures.by_likeness + figures.by_person);
        Ok(figures)
    }

    /// Learns a model from everything that is listed, and says what it would change.
    ///
    /// # Errors
    /// [`Error`] when the log cannot be read.
    pub fn train_model(&self) -> Result<MatchTrial, Error> {
        let mut lists: BTreeMap<SourceNo, Vec<Profile>> = BTreeMap::new();
        {
            let log = self.log();
            log.each_profile(&mut |_, _, source, line| {
                lists
                    .entry(source)
                    .or_default()
                    .push(Profile::read_line(line));
            })?;
        }
        let count: usize = lists.values().map(Vec::len).sum();
        let part = count.div_ceil(LEARNED_FROM).max(1) as u64;
        if part > 1 {
            for list in lists.values_mut() {
                list.retain(|profile| share(profile).is_multiple_of(part));
            }
        }
        let lists: Vec<&[Profile]> = lists.values().map(Vec::as_slice).collect();
        self.try_model(&Version::learn(&lists).text())
    }

    /// What would change if `text` were the matching model. Nothing is kept.
    ///
    /// # Errors
    /// [`Error::Model`] when the text is none; else when the log cannot be read.
    pub fn try_model(&self, text: &str) -> Result<MatchTrial, Error> {
        let other = Version::parse(text)?;
        let log = self.log();
        let mut trial = MatchTrial {
            text: text.to_owned(),
            model: other.hash(),
            ..MatchTrial::default()
        };
        let mut names: BTreeMap<EntryId, String> = BTreeMap::new();
        let mut under = |version: &Version| -> Result<Vec<Proposal>, Error> {
            let all = read_kept(&log, version)?;
            trial.entries = all.candidates().len() as u64;
            let edges = all.pairs(&Pair::matters);
            let outcomes = all.decided(&edges);
            trial.crowded = outcomes.iter().map(|o| o.crowded as u64).sum();
            let proposals: Vec<Proposal> = outcomes.into_iter().flat_map(|o| o.proposals).collect();
            for candidate in all.candidates() {
                names
                    .entry(candidate.id)
                    .or_insert_with(|| candidate.profile.name.clone());
            }
            Ok(proposals)
        };
        let (now, then) = (under(&self.version())?, under(&other)?);
        let of = |proposals: &[Proposal], relation| -> BTreeMap<(EntryId, EntryId), f64> {
            let wanted = proposals.iter().filter(|p| p.relation == relation);
            wanted.map(|p| ((p.one, p.other), p.score)).collect()
        };
        let asks = |proposals| of(proposals, Relation::Undecided).len() as u64;
        trial.asks = (asks(&now), asks(&then));
        let (now, then) = (of(&now, Relation::Same), of(&then, Relation::Same));
        trial.joins = (now.len() as u64, then.len() as u64);
        for (from, to, joined) in [(&then, &now, true), (&now, &then, false)] {
            for (ids, score) in from.iter().filter(|(ids, _)| !to.contains_key(*ids)) {
                if joined {
                    trial.joined += 1;
                } else {
                    trial.parted += 1;
                }
                if trial.listed.len() < LISTED {
                    let name = |id: &EntryId| names.get(id).cloned().unwrap_or_default();
                    trial.listed.push(TrialPair {
                        joined,
                        ids: *ids,
                        names: (name(&ids.0), name(&ids.1)),
                        score: *score,
                    });
                }
            }
        }
        Ok(trial)
    }

    /// Takes `text` for the matching model from here on, matches everything by it and publishes what that changes. None
    /// goes back to the one that ships.
    ///
    /// # Errors
    /// [`Error::Model`] when the text is none; else when the log or the folder cannot be written.
    pub fn adopt_model(
        &self,
        text: Option<&str>,
        person: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let version = match text {
            Some(text) => Version::parse(text)?,
            None => Version::shipped().clone(),
        };
        let _lock = self.folder.lock()?;
        self.refresh()?;
        if version.hash() != self.version().hash() {
            let says: BTreeMap<String, Json> = [
                ("adopted_by".to_owned(), json!(person)),
                ("hash".to_owned(), json!(version.hash())),
                ("text".to_owned(), json!(version.text())),
            ]
            .into();
            self.log().append_note(Note {
                kind: NOTE.to_owned(),
                at: now,
                says,
            })?;
            *self.version.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(version);
        }
        self.publish(&mut |_| {})?;
        Ok(())
    }
}

/// Which share of the country a profile is of, so that what is learned from holds neighbours together.
fn share(profile: &Profile) -> u64 {
    let area: String = profile.postcode.chars().take_while(|c| *c != ' ').collect();
    area.bytes().fold(7, |hash: u64, byte| {
        hash.wrapping_mul(31).wrapping_add(u64::from(byte))
    })
}
