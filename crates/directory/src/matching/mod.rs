//! Matching by likeness: which organizations of the record are one thing, where no register says so.
//!
//! Words: a *version* of the model has fixed weights and frequencies; a *neighbourhood* is entries that stand in each
//! other's way; a *profile* is what an entry says of itself, kept beside the log with the keys by which it is found.
//! Always: for one version, what is decided depends on the live entries alone: matching what changed in place comes to
//! what matching everything from nothing comes to. Decisions are items of the log, written where they differ from what
//! stands. A person's word stands before them.
//! Services are matched within their organization, when records are made (`resolve::matching::likely`); `services` writes
//! down what that comes to.
//! Start at [`Directory::match_likeness`]; `gather` makes profiles, `place` matches in place, `scratch` everything.

mod evidence;
mod found;
mod gather;
mod list;
mod model;
mod place;
mod scratch;
mod services;

pub use evidence::{Considered, PairEvidence};
pub use list::{Listed, ListedKind, ListedSide};
pub use model::{MatchFigures, MatchTrial, ServiceFigures, TrialPair};

pub(crate) use model::in_force;
pub(crate) use services::{Found, note_services};

use crate::follow::{States, all_entries, read_since};
use crate::{Directory, Error};
use ::model::{EntryId, EntryNo, Relation, SourceNo};
use jiff::Timestamp;
use place::{Changed, Local};
use resolve::likeness::{Candidate, Profile, Proposal, Reader, Version};
use rustc_hash::FxHashMap;
use scratch::Everything;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use store::{Log as _, MatchState, Matching, Proposed, SqliteLog, Standing};

/// When more than one in so many entries changed, everything is matched anew: it is quicker.
const PART: u64 = 8;
/// Rows written in one transaction.
const BATCH: usize = 200_000;

impl Directory {
    /// Matches what was newly believed, under the version in force. The caller holds the write lock.
    pub(crate) fn match_likeness(&self, log: &mut SqliteLog) -> Result<(), Error> {
        let version = self.version();
        let model = version.hash();
        let head = log.head()?;
        let touched = match log.match_state()? {
            Some(state) if state.model == model => Some(read_since(log, state.position)?),
            _ => None,
        };
        let state = MatchState {
            model,
            position: head,
        };
        match touched {
            Some(touched) if touched.is_empty() => Ok(()),
            Some(touched) if touched.len() * PART <= all_entries(log)?.len() => {
                in_place(log, &version, &touched, state)
            }
            _ => from_nothing(log, &version, state).map(|_| ()),
        }
    }
}

impl Directory {
    /// Matches what was newly believed and leaves publishing to the next that publishes.
    ///
    /// # Errors
    /// [`Error`] when the log cannot be read or written.
    pub fn match_now(&self) -> Result<(), Error> {
        let _lock = self.folder.lock()?;
        self.refresh()?;
        self.match_likeness(&mut self.log())
    }

    /// Matches everything from nothing and publishes what that changes: nothing, unless what is kept is damaged. Gives how
    /// many decisions came or went.
    ///
    /// # Errors
    /// [`Error`] when the log cannot be read or the folder not written.
    pub fn match_anew(&self, progress: &mut dyn FnMut(f64)) -> Result<u64, Error> {
        let _lock = self.folder.lock()?;
        self.refresh()?;
        let changed = {
            let mut log = self.log();
            self.match_likeness(&mut log)?;
            let version = self.version();
            let state = MatchState {
                model: version.hash(),
                position: log.head()?,
            };
            from_nothing(&mut log, &version, state)?
        };
        self.publish(progress)?;
        Ok(changed)
    }
}

/// The moment that decisions are dated: when what they follow from was read.
fn moment(log: &SqliteLog) -> Result<Timestamp, Error> {
    let read = log.runs()?.into_iter().filter_map(|run| run.closed_at);
    Ok(read.max().unwrap_or(Timestamp::UNIX_EPOCH))
}

fn in_place(
    log: &mut SqliteLog,
    version: &Version,
    touched: &roaring::RoaringBitmap,
    state: MatchState,
) -> Result<(), Error> {
    let mut matching = Matching::default();
    {
        let _steady = log.steady()?;
        let mut states = States::new(log);
        let mut local = Local::new(log, Reader::new(version));
        let mut changed = Vec::new();
        for no in gather::affected(log, touched)? {
            let before = local.candidate(no)?;
            let after = gather::profile(&mut states, no)?;
            let same = match (&before, &after) {
                (None, None) => true,
                (Some(before), Some((_, after))) => before.profile == *after,
                _ => false,
            };
            if same {
                continue;
            }
            let after = match after {
                None => None,
                Some((source, profile)) => {
                    matching.profiles.push((no, source, Some(profile.line())));
                    Some(Rc::new(local.read(log.entry(no)?.id, source, profile)))
                }
            };
            if after.is_none() {
                matching.profiles.push((no, SourceNo(0), None));
            }
            changed.push(Changed { no, before, after });
        }
        for changed in &changed {
            for (looked, keys) in [
                (&changed.before, &mut matching.removed),
                (&changed.after, &mut matching.added),
            ] {
                if let Some(candidate) = looked {
                    let of = local.keys(candidate).into_iter();
                    keys.extend(of.map(|key| (key.hash, candidate.source, changed.no)));
                }
            }
        }
        keep_common(&mut matching);
        let seeds = local.lay(&changed)?;
        let around = local.around(seeds)?;
        let mut entries: BTreeSet<EntryNo> = around.entries.iter().copied().collect();
        entries.extend(changed.iter().map(|changed| changed.no));
        let entries: Vec<EntryNo> = entries.into_iter().collect();
        let no = |id: EntryId| around.ids.get(&id).copied();
        compare_with_standing(
            &mut matching,
            &around.outcome.proposals,
            log.standing(Some(&entries))?,
            &no,
        );
    }
    matching.by = Some((state.model.clone(), moment(log)?));
    matching.state = Some(state);
    log.write_matching(&matching)?;
    Ok(())
}

/// Keys that go and come again stay.
fn keep_common(matching: &mut Matching) {
    let removed: BTreeSet<_> = std::mem::take(&mut matching.removed).into_iter().collect();
    let added: BTreeSet<_> = std::mem::take(&mut matching.added).into_iter().collect();
    matching.removed = removed.difference(&added).copied().collect();
    matching.added = added.difference(&removed).copied().collect();
}

/// Gives how many decisions came or went.
fn from_nothing(log: &mut SqliteLog, version: &Version, state: MatchState) -> Result<u64, Error> {
    let all = {
        let _steady = log.steady()?;
        read_everything(log, version)?
    };
    log.write_matching(&Matching {
        clear: true,
        ..Matching::default()
    })?;
    let profiles: Vec<_> = all
        .candidates()
        .iter()
        .enumerate()
        .map(|(at, c)| (all.entry(at), c.source, c.profile.line()))
        .collect();
    for batch in profiles.chunks(BATCH) {
        let profiles = batch.iter();
        log.write_matching(&Matching {
            profiles: profiles
                .map(|(no, source, line)| (*no, *source, Some(line.clone())))
                .collect(),
            ..Matching::default()
        })?;
    }
    drop(profiles);
    for batch in all.keys().chunks(5 * BATCH) {
        log.write_matching(&Matching {
            added: batch.to_vec(),
            ..Matching::default()
        })?;
    }
    let edges = all.pairs(&resolve::likeness::Pair::matters);
    let mut proposals = Vec::new();
    for outcome in all.decided(&edges) {
        proposals.extend(outcome.proposals);
    }
    drop(edges);
    let numbers: FxHashMap<EntryId, EntryNo> = all
        .candidates()
        .iter()
        .enumerate()
        .map(|(at, c)| (c.id, all.entry(at)))
        .collect();
    let mut matching = Matching::default();
    let mut standing = log.standing(None)?;
    standing.retain(|standing| !services::is_of_services(standing));
    let no = |id: EntryId| numbers.get(&id).copied();
    compare_with_standing(&mut matching, &proposals, standing, &no);
    matching.by = Some((state.model.clone(), moment(log)?));
    matching.state = Some(state);
    log.write_matching(&matching)?;
    Ok((matching.proposed.len() + matching.dropped.len()) as u64)
}

/// Every organization that is listed, ready to be compared.
fn read_everything<'v>(log: &SqliteLog, version: &'v Version) -> Result<Everything<'v>, Error> {
    let mut reader = Reader::new(version);
    let mut states = States::new(log);
    let (mut entries, mut candidates) = (Vec::new(), Vec::new());
    for no in gather::organizations(log, &all_entries(log)?)? {
        if let Some((source, profile)) = gather::profile(&mut states, no)? {
            entries.push(no);
            candidates.push(reader.read(log.entry(no)?.id, source, profile));
        }
    }
    Ok(Everything::new(reader, entries, candidates))
}

/// Everything that is kept, ready to be compared.
fn read_kept<'v>(log: &SqliteLog, version: &'v Version) -> Result<Everything<'v>, Error> {
    let mut reader = Reader::new(version);
    let (mut entries, mut candidates): (Vec<EntryNo>, Vec<Candidate>) = (Vec::new(), Vec::new());
    log.each_profile(&mut |no, id, source, line| {
        entries.push(no);
        candidates.push(reader.read(id, source, Profile::read_line(line)));
    })?;
    Ok(Everything::new(reader, entries, candidates))
}

/// What of `proposals` is new against what stands, and what stands no more.
fn compare_with_standing(
    matching: &mut Matching,
    proposals: &[Proposal],
    standing: Vec<Standing>,
    number: &dyn Fn(EntryId) -> Option<EntryNo>,
) {
    type Said = (EntryNo, EntryNo, Relation);
    let pair = |one: EntryNo, other: EntryNo| (one.min(other), one.max(other));
    let mut before: BTreeMap<(EntryNo, EntryNo), Said> = BTreeMap::new();
    for Standing { proposed, .. } in standing {
        let Proposed {
            one,
            other,
            relation,
            ..
        } = proposed;
        before.insert(pair(one, other), (one, other, relation));
    }
    for proposal in proposals {
        let (Some(one), Some(other)) = (number(proposal.one), number(proposal.other)) else {
            continue;
        };
        let was = before.remove(&pair(one, other));
        // The score is that of the moment at which it was decided. Who leads matters of a successor only.
        let says_so = was.is_some_and(|(was_one, _, relation)| {
            relation == proposal.relation && (relation != Relation::Successor || was_one == one)
        });
        if !says_so {
            matching.proposed.push(Proposed {
                one,
                other,
                relation: proposal.relation,
                score: proposal.score,
            });
        }
    }
    matching
        .dropped
        .extend(before.into_values().map(|(one, other, ..)| (one, other)));
}
