//! Deciding about matches: a person's word on two entries, published at once, and taking it back.

use crate::follow::States;
use crate::{Directory, Error};
use jiff::Timestamp;
use model::{Decider, Decision, EntryId, EntryType, Position, Record, Relation};
use resolve::{ByIdentifier, Matcher as _};
use store::{Decided, DecidedItem, Log as _, SqliteLog, Undone};

/// A decision about two entries or records that somebody wants to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// One of the two; for [`Relation::Successor`] the one that follows. A record's id stands for all its members.
    pub one: EntryId,
    /// The other.
    pub other: EntryId,
    /// How they stand to each other.
    pub relation: Relation,
    /// The opaque id of the person.
    pub person: String,
    /// Why, in words; may be empty.
    pub reason: String,
}

/// That something was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenBack {
    /// The opaque id of the person.
    pub person: String,
    /// When.
    pub at: Timestamp,
}

impl TakenBack {
    /// Who took something back with the item at `by`, if there is one.
    pub(crate) fn read(log: &SqliteLog, by: Option<Position>) -> Result<Option<Self>, Error> {
        let undone = by.map(|by| log.undone_at(by)).transpose()?;
        Ok(undone.map(|Undone { by, at }| {
            let (Decider::Person(person) | Decider::Matcher(person)) = by;
            Self { person, at }
        }))
    }
}

/// A page of what was said, the newest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers<T> {
    /// What was said.
    pub list: Vec<T>,
    /// Before which there is more; none when there is not.
    pub older: Option<Position>,
}

impl Directory {
    /// Records a person's decision and publishes what it changes. Gives the position by which it can be taken back.
    ///
    /// [`Relation::Same`] joins; anything else but [`Relation::Undecided`] parts the two wherever they are together.
    ///
    /// # Errors
    /// [`Error::NoSuchId`]; [`Error::CannotDecide`] for two things of different types, for one entry and itself, and
    /// when a join would put two codes of one register into one record.
    pub fn decide(&self, judgement: &Judgement, now: Timestamp) -> Result<Position, Error> {
        let _lock = self.folder.lock()?;
        self.decide_locked(judgement, now)
    }

    /// The same, for a caller who holds the write lock.
    pub(crate) fn decide_locked(
        &self,
        judgement: &Judgement,
        now: Timestamp,
    ) -> Result<Position, Error> {
        let pairs = self.pairs(judgement)?;
        if judgement.relation == Relation::Same && !self.would_join(judgement)? {
            return Err(Error::CannotDecide(
                "they carry different codes of one register, or an earlier decision keeps them apart; put the code right at its source, or take that decision back",
            ));
        }
        let position = self.log().decide(Decided {
            pairs,
            by: Decider::Person(judgement.person.clone()),
            reason: judgement.reason.clone(),
            at: now,
        })?;
        self.publish(&mut |_| {})?;
        Ok(position)
    }

    /// Takes back what was decided at `position`, and publishes what that changes.
    ///
    /// # Errors
    /// [`store::Error::NotDecided`] when nothing decided there stands.
    pub fn undo(&self, position: Position, person: &str, now: Timestamp) -> Result<(), Error> {
        let _lock = self.folder.lock()?;
        self.undo_locked(position, person, now)
    }

    /// The same, for a caller who holds the write lock.
    pub(crate) fn undo_locked(
        &self,
        position: Position,
        person: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let undone = Undone {
            by: Decider::Person(person.to_owned()),
            at: now,
        };
        self.log().undo(position, undone)?;
        self.publish(&mut |_| {})?;
        Ok(())
    }

    /// The newest decisions of persons, at most `limit`, the newest first; those taken back among them.
    ///
    /// # Errors
    /// [`Error`] when the log cannot be read.
    pub fn decided(&self, limit: usize) -> Result<Vec<DecidedItem>, Error> {
        Ok(self.log().decided(true, limit)?)
    }

    /// The pairs of entries that a judgement is about: of two records, to join one member of each will do; to part
    /// them, every member of one is parted from every member of the other.
    fn pairs(&self, judgement: &Judgement) -> Result<Vec<(EntryId, EntryId, Relation)>, Error> {
        let Judgement {
            one,
            other,
            relation,
            ..
        } = *judgement;
        let (one_record, other_record) = (self.found(one)?, self.found(other)?);
        if one == other {
            return Err(Error::CannotDecide("it is one and the same entry"));
        }
        let together = one_record.id == other_record.id;
        if one_record.entry_type != other_record.entry_type {
            return Err(Error::CannotDecide(match one_record.entry_type {
                EntryType::Service => "a service is not its organization or its location",
                _ => "an organization, a location and a service are never one thing",
            }));
        }
        if !relation.parts() {
            return Ok(vec![(one, other, relation)]);
        }
        if together {
            // One entry is taken out of its record: away from every other member.
            return Ok(members(&one_record)
                .filter(|member| *member != one)
                .map(|member| (one, member, relation))
                .collect());
        }
        let mut pairs = Vec::new();
        for one in members(&one_record) {
            pairs.extend(members(&other_record).map(|other| (one, other, relation)));
        }
        Ok(pairs)
    }

    fn found(&self, id: EntryId) -> Result<Record, Error> {
        self.snapshot().follow(&id)?.ok_or(Error::NoSuchId(id))
    }

    /// True when the two would be one record, were they decided to be the same.
    fn would_join(&self, judgement: &Judgement) -> Result<bool, Error> {
        let log = self.log();
        let mut of = Vec::new();
        for id in [judgement.one, judgement.other] {
            of.push(log.known(&id)?.ok_or(Error::NoSuchId(id))?.no);
        }
        let component = log.component(&of)?;
        let states = States::new(&log).of(&component)?;
        let mut decisions = log.decisions(&component)?;
        let of_pair = [judgement.one, judgement.other];
        decisions.retain(|d| !(of_pair.contains(&d.one) && of_pair.contains(&d.other)));
        decisions.push(Decision {
            one: judgement.one,
            other: judgement.other,
            relation: judgement.relation,
            by: Decider::Person(judgement.person.clone()),
            position: log.head()?,
        });
        let grouping = ByIdentifier.group(&states, &decisions);
        Ok(grouping.groups.iter().any(|group| {
            let holds = |id| group.iter().any(|&at| states[at].id == id);
            holds(judgement.one) && holds(judgement.other)
        }))
    }
}

fn members(record: &Record) -> impl Iterator<Item = EntryId> {
    let all = record.members.iter().chain(&record.withdrawn);
    all.map(|(id, _)| *id).collect::<Vec<_>>().into_iter()
}
