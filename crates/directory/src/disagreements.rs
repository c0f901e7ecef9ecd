//! Facts on which sources do not agree: which they are, in what order stewards see them, and settling one.
//!
//! Words: a *disagreement* is a fact of a listed record for which a source says something else than what is shown, in
//! normal form; a *steward's word* says which is right, dated and believed by the rules like any other claim; a *pass*
//! asks another steward instead; a *mark* stands for all that was said of the fact when somebody looked.
//! Always: a fact that was settled is asked again when a source says something else after that day, or the word is past
//! its review date. Facts that are withheld, and which organization or place a service names (a question of matching),
//! are never asked; nor is what a steward's word would not change, as the rules are.
//! Start at [`Directory::next_disagreement`]; the list of them is made in `gathered`.

mod gathered;

pub(crate) use gathered::Gathered;

use crate::{Answers, Authority, Choices, Directory, Error, Narrow, Snapshot, TakenBack, Traits};
use gathered::Item;
use jiff::Timestamp;
use jiff::civil::Date;
use model::{
    Claim, EntryId, Field, FieldValue, Position, Record, Role, Shape, Source, SourceNo, Status,
    Value,
};
use resolve::agrees;
use rustc_hash::FxHashMap;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::{Log as _, NewSource, Settled, SqliteLog};

/// The key of the stewards as a source.
const STEWARDS: &str = "stewards";

/// A fact on which sources do not agree.
#[derive(Clone, Debug)]
pub struct Disagreement {
    /// The record that says it.
    pub record: Record,
    /// Which fact.
    pub field: Field,
    /// Stands for all that is said of it now.
    pub mark: String,
    /// A service whose page shows it.
    pub service: Record,
    /// How many services show it.
    pub services: u32,
    /// The source whose word no steward outweighs here, as the rules are: it must be told instead.
    pub above: Option<SourceNo>,
}

/// How many facts wait.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unsettled {
    /// For the steward who asks.
    pub waiting: usize,
    /// For other stewards, since this one passed them on.
    pub passed: usize,
    /// What those that wait can be narrowed to.
    pub choices: Choices,
}

/// What a steward says about a disagreement.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// What is said at this position is right.
    Right(Position),
    /// Something else is right.
    Other(Value),
    /// Another steward is asked, without being told.
    NotSure,
}

/// An answer with who gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct Settlement {
    /// The record.
    pub record: EntryId,
    /// The fact.
    pub field: Field,
    /// [`Disagreement::mark`] of what was seen.
    pub mark: String,
    /// What is right.
    pub verdict: Verdict,
    /// The opaque id of the person.
    pub person: String,
    /// Why, in words; may be empty.
    pub reason: String,
}

/// What a steward answered last.
#[derive(Clone, Debug)]
pub struct Answered {
    /// By which it can be taken back.
    pub position: Position,
    /// What it was about.
    pub record: Record,
    /// Which fact.
    pub field: Field,
    /// What they said is right; none when they passed it on, or it was erased.
    pub value: Option<Value>,
    /// True when they passed it on.
    pub passed: bool,
    /// The opaque id of the person.
    pub person: String,
    /// Why, in words; may be empty.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// Who took it back, if it was.
    pub undone: Option<TakenBack>,
}

impl Directory {
    /// How many facts wait to be settled, of those that `narrow` asks for, and what they can be narrowed to.
    ///
    /// # Errors
    /// [`Error`] when the snapshot or the log cannot be read.
    pub fn unsettled(
        &self,
        person: &str,
        narrow: &Narrow,
        today: Date,
    ) -> Result<Unsettled, Error> {
        let (gathered, passed) = (self.gathered(today)?, self.passed(person)?);
        let mut count = Unsettled::default();
        // Few traits differ, and what is like is one: each is looked at once.
        let mut waiting: FxHashMap<*const Traits, (&Traits, usize)> = FxHashMap::default();
        for item in gathered.open(today) {
            if passed.contains(item) {
                count.passed += usize::from(narrow.admits(&item.traits));
            } else {
                let of_these = waiting.entry(Arc::as_ptr(&item.traits));
                of_these.or_insert((&*item.traits, 0)).1 += 1;
            }
        }
        let admitted = waiting.values().filter(|(of, _)| narrow.admits(of));
        count.waiting = admitted.map(|(_, times)| times).sum();
        count.choices = Choices::of(waiting.values().copied(), narrow);
        Ok(count)
    }

    /// The next fact for this person to settle, of those that `narrow` asks for: the first, or the one `after` another.
    /// Those that affect most people come first.
    ///
    /// Nobody counts visits here. Instead: how many services show the fact, three times when it is one by which people
    /// reach a service, twice when it tells whether they may come; then by field and id.
    ///
    /// # Errors
    /// [`Error`] when the snapshot or the log cannot be read.
    pub fn next_disagreement(
        &self,
        person: &str,
        narrow: &Narrow,
        after: Option<(EntryId, Field)>,
        today: Date,
    ) -> Result<Option<(EntryId, Field)>, Error> {
        let (gathered, passed) = (self.gathered(today)?, self.passed(person)?);
        let waits: Vec<(EntryId, Field)> = gathered
            .open(today)
            .filter(|item| narrow.admits(&item.traits) && !passed.contains(item))
            .map(|item| (item.id, item.field))
            .collect();
        let Some(after) = after.and_then(|(id, field)| gathered.place(id, field)) else {
            return Ok(waits.first().copied());
        };
        let later = waits.iter().find(|(id, field)| {
            gathered
                .place(*id, *field)
                .is_some_and(|place| place > after)
        });
        Ok(later.or(waits.first()).copied())
    }

    /// What is said of one fact on which sources do not agree, settled or not; none when they agree, or nobody may see
    /// it.
    ///
    /// # Errors
    /// [`Error::NoSuchId`] when the id leads nowhere.
    pub fn disagreement(
        &self,
        id: EntryId,
        field: Field,
        today: Date,
    ) -> Result<Option<Disagreement>, Error> {
        let snapshot = self.snapshot();
        let record = snapshot.follow(&id)?.ok_or(Error::NoSuchId(id))?;
        let items = self.disputed(&snapshot, &record, today)?;
        let Some(item) = items.into_iter().find(|item| item.field == field) else {
            return Ok(None);
        };
        let service = snapshot.follow(&item.shown_by)?;
        Ok(service.map(|service| Disagreement {
            record,
            field,
            mark: hex(item.mark),
            service,
            services: item.services,
            above: item.above,
        }))
    }

    /// Records a steward's answer and publishes what it changes. Gives the position by which it can be taken back, with
    /// [`Directory::undo`].
    ///
    /// # Errors
    /// [`Error::SaidSince`] when something else is said than what they saw; [`Error::CannotSettle`] when there is
    /// nothing to settle, or the value was erased; [`Error::NoSuchId`].
    pub fn settle(
        &self,
        settlement: &Settlement,
        now: Timestamp,
        today: Date,
    ) -> Result<Position, Error> {
        let _lock = self.folder.lock()?;
        self.refresh()?;
        let Settlement { record, field, .. } = *settlement;
        let record = self.snapshot().follow(&record)?;
        let record = record.ok_or(Error::NoSuchId(settlement.record))?;
        let shown = record
            .fields
            .get(&field)
            .filter(|_| field.shape() != Shape::Reference)
            .ok_or(Error::CannotSettle("nothing is said of it any more"))?;
        if hex(mark(shown)) != settlement.mark {
            return Err(Error::SaidSince);
        }
        if above(&self.rules(), &self.snapshot(), field, shown).is_some() {
            return Err(Error::CannotSettle(
                "the rules believe a source about it more than a steward; ask that source to put it right",
            ));
        }
        let (entry, value) = match &settlement.verdict {
            Verdict::Right(position) => {
                let claim = claims(shown).find(|claim| claim.position == *position);
                let claim = claim.ok_or(Error::SaidSince)?;
                (claim.entry, Some(claim.value.clone()))
            }
            Verdict::Other(value) if value.shape() == field.shape() => {
                (shown.claim().entry, Some(value.clone()))
            }
            Verdict::Other(_) => {
                return Err(Error::CannotSettle("it is not written like this fact"));
            }
            Verdict::NotSure => (record.id, None),
        };
        let mut log = self.log();
        if let Some(value) = &value {
            for (member, _) in record.members.iter().chain(&record.withdrawn) {
                let Some(known) = log.known(member)? else {
                    continue;
                };
                if log.is_erased(known.no, field, &value.canonical())? {
                    return Err(Error::CannotSettle(
                        "this was erased from the record, and is not kept again",
                    ));
                }
            }
        }
        let source = stewards(&mut log)?;
        let position = log.settle(Settled {
            entry,
            source: source.no,
            field,
            value,
            person: settlement.person.clone(),
            reason: settlement.reason.clone(),
            mark: settlement.mark.clone(),
            said: today,
            at: now,
        })?;
        drop(log);
        self.publish(&mut |_| {})?;
        Ok(position)
    }

    /// What this person answered last and did not take back.
    ///
    /// # Errors
    /// [`Error`] when the snapshot or the log cannot be read.
    pub fn answered_last(&self, person: &str) -> Result<Option<Answered>, Error> {
        let last = self.log().settled_last(person)?;
        self.answered(last)
    }

    /// What was answered at `position`; none when it was taken back.
    ///
    /// # Errors
    /// [`Error`] when the snapshot or the log cannot be read.
    pub fn answered_at(&self, position: Position) -> Result<Option<Answered>, Error> {
        let item = self.log().settled(position)?;
        self.answered(item)
    }

    /// What stewards answered before `before`, the newest first, at most `limit`, what was taken back among it. What others
    /// passed on is left out.
    ///
    /// # Errors
    /// [`Error`] when the snapshot or the log cannot be read.
    pub fn settled(
        &self,
        person: &str,
        before: Option<Position>,
        limit: usize,
    ) -> Result<Answers<Answered>, Error> {
        let items = self.log().settled_before(before, person, limit)?;
        let end = items.last().map(|item| item.position);
        let older = end.filter(|_| items.len() == limit);
        let mut list = Vec::new();
        for item in items {
            list.extend(self.answered(Some(item))?);
        }
        Ok(Answers { list, older })
    }

    fn answered(&self, item: Option<store::SettledItem>) -> Result<Option<Answered>, Error> {
        let Some(item) = item else { return Ok(None) };
        let record = self.snapshot().follow(&item.entry)?;
        let undone = TakenBack::read(&self.log(), item.undone)?;
        Ok(record
            // What has been withheld since is not told again.
            .filter(|record| !record.withheld.contains(&item.field))
            .map(|record| Answered {
                position: item.position,
                record,
                field: item.field,
                value: item.value,
                passed: item.passed,
                person: item.person,
                reason: item.reason,
                at: item.at,
                undone,
            }))
    }

    fn passed(&self, person: &str) -> Result<PassedOn, Error> {
        let passed = self.log().passed(person)?;
        let told = passed.into_iter().map(|p| (p.entry, p.field, p.mark));
        Ok(PassedOn(told.collect()))
    }
}

/// What a person passed on, as it was then.
struct PassedOn(BTreeSet<(EntryId, Field, String)>);

impl PassedOn {
    fn contains(&self, item: &Item) -> bool {
        !self.0.is_empty() && self.0.contains(&(item.id, item.field, hex(item.mark)))
    }
}

/// The stewards as a source, declared when they first say something. A person may give it a better name.
fn stewards(log: &mut SqliteLog) -> Result<Source, Error> {
    let known = log.sources()?.into_iter();
    match known
        .into_iter()
        .find(|source| source.key.as_str() == STEWARDS)
    {
        Some(source) if source.role == Role::Steward => Ok(source),
        Some(_) => Err(Error::CannotSettle(
            "the source `stewards` has another role; declare it with the role steward",
        )),
        None => Ok(log.add_source(NewSource {
            key: STEWARDS
                .parse()
                .map_err(|_| Error::CannotSettle("the key of the stewards is none"))?,
            name: "The stewards of this site".to_owned(),
            role: Role::Steward,
            licence: String::new(),
            map: None,
            hold_withdrawn_percent: 100,
            hold_moved_percent: 100,
        })?),
    }
}

/// All that is said of a fact, the most believed first.
fn claims(shown: &FieldValue) -> impl Iterator<Item = &Claim> {
    shown.because.iter().chain(&shown.losers)
}

/// The source of the value that is shown, when a steward's word would not be shown instead of it: by the rule that decides,
/// its word that something is closed outweighs every other, or it comes before stewards.
fn above(
    rules: &Authority,
    snapshot: &Snapshot,
    field: Field,
    shown: &FieldValue,
) -> Option<SourceNo> {
    let source = snapshot.source(shown.claim().source)?;
    let mut told = rules.told();
    let rule = told.find(|rule| rule.field == field && rule.number == shown.rule)?;
    let closes =
        shown.value == Value::Status(Status::Closed) && rule.closed_by.contains(&source.role);
    let rank = |role: Role| rule.believed.iter().position(|believed| *believed == role);
    let before = match (rank(source.role), rank(Role::Steward)) {
        (Some(theirs), Some(stewards)) => theirs < stewards,
        (theirs, None) => theirs.is_some(),
        (None, Some(_)) => false,
    };
    (source.role != Role::Steward && (closes || before)).then_some(source.no)
}

/// Until when a fact stays settled: by the newest word of a steward, unless a source says something else after it.
fn settled_until(
    field: Field,
    shown: &FieldValue,
    is_steward: &dyn Fn(SourceNo) -> bool,
) -> Option<Date> {
    let when = |claim: &Claim| (claim.said, claim.position);
    let word = claims(shown)
        .filter(|claim| is_steward(claim.source))
        .max_by_key(|claim| when(claim))?;
    let said_since = claims(shown).any(|claim| {
        !is_steward(claim.source)
            && when(claim) > when(word)
            && !agrees(field, &claim.value, &word.value)
    });
    let days = jiff::Span::new().days(i64::from(shown.review_days));
    (!said_since).then(|| word.said.checked_add(days).unwrap_or(Date::MAX))
}

/// Stands for all that is said of a fact: where each claim stands in the log, in order.
fn mark(shown: &FieldValue) -> u64 {
    let mut digest = Sha256::new();
    for claim in claims(shown) {
        digest.update(claim.position.0.to_be_bytes());
        digest.update(claim.entry.as_bytes());
    }
    let whole = digest.finalize();
    whole
        .iter()
        .take(8)
        .fold(0, |mark, byte| mark << 8 | u64::from(*byte))
}

fn hex(mark: u64) -> String {
    format!("{mark:016x}")
}
