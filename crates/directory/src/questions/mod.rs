//! Questions to stewards: the pairs of entries about which the matcher could not tell.
//!
//! Words: a *question* is a pair that the matcher asks about, both listed; an *answer* is a steward's word on it; *not
//! sure* is an answer that passes the question on to somebody else. A *second word* is what another steward says of a
//! pair that is decided already, without knowing that it is.
//! Always: nobody is shown what others said before they have spoken themselves; nothing decided is overwritten: who comes
//! second is told; a second word changes nothing of what stands.
//! Start at [`Directory::questions`]; `again` has second words, `shown` what a page needs.

mod again;
mod shown;

pub use again::JudgedTwice;
pub use shown::{Shown, ShownSide};

use crate::follow::States;
use crate::{Choices, Directory, Error, Judgement, Narrow, TakenBack, Traits};
use again::{SecondWord, is_judged_twice, second_words};
use jiff::Timestamp;
use model::{EntryId, EntryNo, EntryState, EntryType, Field, Position, Relation, Tie, Value};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, PoisonError};
use store::{DecidedItem, Log as _, MatchState, SqliteLog, Word};

/// The lasting name of a pair: the numbers of its two entries in this log, the lower first. `12-345` when written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuestionId(u32, u32);

impl QuestionId {
    fn of(one: EntryNo, other: EntryNo) -> Self {
        Self(one.0.min(other.0), one.0.max(other.0))
    }

    fn numbers(self) -> [EntryNo; 2] {
        [EntryNo(self.0), EntryNo(self.1)]
    }
}

impl fmt::Display for QuestionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.0, self.1)
    }
}

impl FromStr for QuestionId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (low, high) = text.split_once('-').ok_or(())?;
        let read = |text: &str| text.parse::<u32>().map_err(|_| ());
        let id = Self(read(low)?, read(high)?);
        // One pair has one name.
        (id.0 < id.1 && id.to_string() == text)
            .then_some(id)
            .ok_or(())
    }
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its name.
    pub id: QuestionId,
    /// One of the two entries.
    pub one: EntryId,
    /// The other.
    pub other: EntryId,
    /// How many services and places are listed under the two: what a decision can change for people.
    pub reach: usize,
    /// True when a second steward is asked too, once it is decided.
    pub judged_twice: bool,
    /// Whose entries the two are, what kinds of service stand on them, and where.
    pub traits: Arc<Traits>,
}

/// The questions that wait for somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    /// Those that were asked for: the one that affects the most people first.
    pub questions: Vec<Question>,
    /// What they can be narrowed to.
    pub choices: Choices,
}

/// How a question stands for one steward.
#[derive(Clone, Debug, PartialEq)]
pub enum Stance {
    /// It waits for their answer.
    Waits,
    /// There is an answer: theirs, or one that keeps the question from being asked.
    Answered(PairAnswer),
}

/// An answer that was given.
#[derive(Clone, Debug, PartialEq)]
pub struct PairAnswer {
    /// The place in the log by which it can be taken back.
    pub position: Position,
    /// The question, when it is one still.
    pub question: Option<QuestionId>,
    /// The names of the two things; for [`Relation::Successor`] the one that follows comes first.
    pub names: [String; 2],
    /// How they stand to each other.
    pub relation: Relation,
    /// The opaque id of the person.
    pub person: String,
    /// Why, in words; may be empty.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// Who took it back, if it was.
    pub undone: Option<TakenBack>,
}

/// What somebody answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// How the two stand to each other.
    pub relation: Relation,
    /// For [`Relation::Successor`] the one that took over.
    pub follows: Option<EntryId>,
    /// The opaque id of the person.
    pub person: String,
    /// Why, in words; may be empty.
    pub reason: String,
    /// [`Shown::seen`] of the page on which they answer.
    pub seen: String,
}

/// What came of answering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answering {
    /// It is written down there.
    Done(Position),
    /// There is an answer already: nothing was written.
    Meanwhile,
}

/// The questions as the matcher last asked them, and the places by which it is known where they are.
pub(crate) type Asked = Option<(MatchState, Option<String>, Arc<Vec<Question>>)>;

/// A pair as it was decided: for [`Relation::Successor`] the one that follows first.
type DecidedPair = (EntryId, EntryId, Relation);

/// What was said of every pair so far.
struct Spoken {
    words: BTreeMap<QuestionId, Vec<Word>>,
    seconds: Vec<SecondWord>,
}

/// The word that keeps a question from a steward.
enum Kept<'a> {
    Word(&'a Word),
    Second(&'a SecondWord),
}

impl Spoken {
    fn read(log: &SqliteLog) -> Result<Self, Error> {
        let mut words: BTreeMap<QuestionId, Vec<Word>> = BTreeMap::new();
        for word in log.said()? {
            let id = QuestionId::of(word.one, word.other);
            words.entry(id).or_default().push(word);
        }
        Ok(Self {
            words,
            seconds: second_words(log)?,
        })
    }

    /// What keeps `question` from `person`; none when it waits for them.
    fn kept_from(&self, question: &Question, person: &str) -> Option<Kept<'_>> {
        let words = self.words.get(&question.id)?;
        let newest = words.last()?;
        // Whoever has spoken, be it that they could not tell, is not asked again.
        let own = words.iter().rev().find(|word| word.person == person);
        if newest.relation == Relation::Undecided {
            return own.map(Kept::Word);
        }
        if !question.judged_twice || own.is_some() {
            return Some(Kept::Word(newest));
        }
        let seconds = self
            .seconds
            .iter()
            .filter(|second| second.of == newest.position);
        for second in seconds {
            if second.person == person {
                return Some(Kept::Second(second));
            }
            if second.relation != Relation::Undecided && second.blind {
                return Some(Kept::Word(newest));
            }
        }
        None
    }

    /// Where the word stands that decides `question`, if one does.
    fn first(&self, question: &Question) -> Option<Position> {
        let newest = self.words.get(&question.id)?.last()?;
        (newest.relation != Relation::Undecided).then_some(newest.position)
    }
}

impl Directory {
    /// The questions that wait for `person`: the one that affects the most people first.
    ///
    /// # Errors
    /// [`Error`] when the log cannot be read.
    pub fn questions(&self, person: &str) -> Result<Vec<Question>, Error> {
        let log = self.log();
        let spoken = Spoken::read(&log)?;
        let all = self.asked(&log)?;
        let waiting = all.iter().filter(|q| spoken.kept_from(q, person).is_none());
        Ok(waiting.cloned().collect())
    }

    /// The questions that wait for `person` and are of what `narrow` asks for.
    ///
    /// # Errors
    /// [`Error`] when the log cannot be read.
    pub fn queue(&self, person: &str, narrow: &Narrow) -> Result<Queue, Error> {
        let mut questions = self.questions(person)?;
        let traits = questions.iter().map(|question| (&*question.traits, 1));
        let choices = Choices::of(traits, narrow);
        questions.retain(|question| narrow.admits(&question.traits));
        Ok(Queue { questions, choices })
    }

    /// Every question of the matcher, answered or not, the one that affects the most people first. They change when the
    /// matcher has matched, so they are kept until then.
    fn asked(&self, log: &SqliteLog) -> Result<Arc<Vec<Question>>, Error> {
        let Some(state) = log.match_state()? else {
            return Ok(Arc::default());
        };
        let snapshot = self.snapshot();
        let places = &snapshot.manifest.places;
        let mut kept = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, by, all)) = &*kept
            && (of, by) == (&state, places)
        {
            return Ok(all.clone());
        }
        let _steady = log.steady()?;
        let mut states = States::new(log);
        let mut all = Vec::new();
        for standing in log.standing(None)? {
            let asked = standing.proposed;
            if asked.relation != Relation::Undecided {
                continue;
            }
            let id = QuestionId::of(asked.one, asked.other);
            let mut both = states.of(&id.numbers())?;
            both.retain(|state| state.live);
            if let [one, other] = &both[..] {
                let mut traits = Traits::of(&snapshot, both.iter().map(|state| state.source));
                let mut reach = 0;
                for own in &both {
                    let around = standing_on(&mut states, own)?;
                    reach += around.len();
                    for state in around.iter().chain([own]) {
                        traits.add_entry(&snapshot, state);
                    }
                }
                all.push(Question {
                    id,
                    one: one.id,
                    other: other.id,
                    reach,
                    judged_twice: is_judged_twice(&one.id, &other.id),
                    traits: Arc::new(traits),
                });
            }
        }
        all.sort_by(|a, b| b.reach.cmp(&a.reach).then(a.id.cmp(&b.id)));
        let all = Arc::new(all);
        *kept = Some((state, places.clone(), all.clone()));
        Ok(all)
    }

    /// Writes down what somebody answers, and publishes what that changes. When there is an answer already that keeps the
    /// question from them, nothing is written.
    ///
    /// # Errors
    /// [`Error::NoSuchQuestion`]; [`Error::CannotDecide`] when they cannot be joined; [`Error::Busy`].
    pub fn answer(
        &self,
        id: QuestionId,
        reply: &Reply,
        now: Timestamp,
    ) -> Result<Answering, Error> {
        let Reply {
            relation,
            follows,
            ref person,
            ..
        } = *reply;
        let _lock = self.folder.lock()?;
        let (question, first) = {
            let log = self.log();
            let question = self.question(&log, id)?;
            let spoken = Spoken::read(&log)?;
            let other_follows = follows == Some(question.other);
            let (no, follower) = match id.numbers() {
                [_, other] if other_follows => (other, question.other),
                [one, _] => (one, question.one),
            };
            let is_same = |said: Relation, by_same: bool| {
                said == relation && (relation != Relation::Successor || by_same)
            };
            match spoken.kept_from(&question, person) {
                // Pressed twice: it is done.
                Some(Kept::Word(word))
                    if word.person == *person && is_same(word.relation, word.one == no) =>
                {
                    return Ok(Answering::Done(word.position));
                }
                Some(Kept::Second(second))
                    if is_same(second.relation, second.pair.0 == follower) =>
                {
                    return Ok(Answering::Done(second.position));
                }
                Some(_) => return Ok(Answering::Meanwhile),
                None => {}
            }
            let first = spoken.first(&question);
            let blind = reply.seen == again::sight(&log, &question, first);
            (question, first.map(|first| (first, blind)))
        };
        let (one, other) = match follows {
            Some(follows) if follows == question.other => (question.other, question.one),
            _ => (question.one, question.other),
        };
        let judgement = Judgement {
            one,
            other,
            relation,
            person: person.clone(),
            reason: reply.reason.clone(),
        };
        let position = match first {
            Some((of, blind)) => again::write(&mut self.log(), &judgement, of, blind, now)?,
            None => self.decide_locked(&judgement, now)?,
        };
        Ok(Answering::Done(position))
    }

    /// Takes back the answer at `position`, whoever gave it, and publishes what that changes. Gives its question, when it
    /// is one still. Taken back twice is taken back.
    ///
    /// # Errors
    /// [`Error::NoSuchQuestion`] when no person answered there.
    pub fn take_back_answer(
        &self,
        position: Position,
        person: &str,
        now: Timestamp,
    ) -> Result<Option<QuestionId>, Error> {
        let _lock = self.folder.lock()?;
        let second = {
            let log = self.log();
            let second = second_words(&log)?
                .into_iter()
                .find(|s| s.position == position);
            match second {
                Some(second) => {
                    let all = self.asked(&log)?;
                    Some(all.iter().find(|q| second.is_of(q)).map(|q| q.id))
                }
                None => None,
            }
        };
        if let Some(question) = second {
            again::take_back(&mut self.log(), position, person, now)?;
            return Ok(question);
        }
        let (item, question) = {
            let log = self.log();
            let item = log.decided_at(position)?;
            let item = item.filter(|item| item.decided.by.is_person());
            let item = item.ok_or(Error::NoSuchQuestion)?;
            let question = self.question_of(&log, &item)?.map(|(id, _)| id);
            (item, question)
        };
        if item.undone.is_none() {
            self.undo_locked(position, person, now)?;
        }
        Ok(question)
    }

    fn question(&self, log: &SqliteLog, id: QuestionId) -> Result<Question, Error> {
        let all = self.asked(log)?;
        let question = all.iter().find(|question| question.id == id).cloned();
        question.ok_or(Error::NoSuchQuestion)
    }

    /// The question that a decision answers, with its pair as it was decided.
    fn question_of(
        &self,
        log: &SqliteLog,
        item: &DecidedItem,
    ) -> Result<Option<(QuestionId, DecidedPair)>, Error> {
        let all = self.asked(log)?;
        let of = |(one, other, _): &(EntryId, EntryId, Relation)| {
            all.iter().find(|q| {
                (q.one == *one && q.other == *other) || (q.one == *other && q.other == *one)
            })
        };
        let found = item
            .decided
            .pairs
            .iter()
            .find_map(|pair| Some((of(pair)?.id, *pair)));
        Ok(found)
    }
}

/// The live services and places that are listed under an organization; of a service it alone.
fn standing_on(states: &mut States, own: &EntryState) -> Result<Vec<EntryState>, Error> {
    if own.entry_type == EntryType::Service {
        return Ok(vec![own.clone()]);
    }
    let mut numbers = Vec::new();
    for no in states.log.tied(&[Tie::Entry(own.id)])? {
        if no != own.no && states.is_live(no)? {
            numbers.push(no);
        }
    }
    let mut found = states.of(&numbers)?;
    found.retain(|state| {
        state.entry_type != EntryType::Organization
            && state.value(Field::Organization) == Some(&Value::Reference(own.id))
    });
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_has_one_name_and_nothing_else_is_one() {
        assert_eq!("12-345".parse(), Ok(QuestionId(12, 345)));
        assert_eq!(
            QuestionId::of(EntryNo(345), EntryNo(12)).to_string(),
            "12-345"
        );
        for text in [
            "",
            "12",
            "345-12",
            "12-12",
            "012-345",
            "+1-2",
            "1-2-3",
            "1-99999999999",
            "a-b",
        ] {
            assert!(text.parse::<QuestionId>().is_err(), "{text:?}");
        }
    }
}
