//! What a page about a question needs, and the list of answers.

use super::{
    JudgedTwice, Kept, PairAnswer, Question, QuestionId, Spoken, Stance, again, second_words,
    standing_on,
};
use crate::follow::States;
use crate::{Answers, Directory, Error, PairEvidence, TakenBack};
use model::{EntryId, EntryState, EntryType, Field, Position, SourceNo, Term, Value};
use store::{Log as _, SqliteLog};

/// A question with all that is known about it, for one steward.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The question.
    pub question: Question,
    /// How it stands for the steward.
    pub stance: Stance,
    /// The two, in the order of the question's.
    pub sides: [ShownSide; 2],
    /// What speaks for and against their being one thing.
    pub evidence: PairEvidence,
    /// Stands for the question as it is asked now: an answer gives it back.
    pub seen: String,
}

/// One of the two, as its own source describes it.
#[derive(Clone, Debug)]
pub struct ShownSide {
    /// Its entry.
    pub id: EntryId,
    /// Who says so.
    pub source: SourceNo,
    /// Its kinds, as its source has them.
    pub kinds: Vec<Term>,
    /// Its services with their names, by name.
    pub services: Vec<(String, EntryId)>,
}

impl Directory {
    /// The question `id` as `person` may see it.
    ///
    /// # Errors
    /// [`Error::NoSuchQuestion`] when the matcher asks nothing of this name.
    pub fn shown_question(&self, id: QuestionId, person: &str) -> Result<Shown, Error> {
        let (question, stance, sides, seen) = {
            let log = self.log();
            let question = self.question(&log, id)?;
            let spoken = Spoken::read(&log)?;
            let mut states = States::new(&log);
            let stance = match spoken.kept_from(&question, person) {
                None => Stance::Waits,
                Some(Kept::Second(second)) => Stance::Answered(PairAnswer {
                    position: second.position,
                    question: Some(id),
                    names: names(&mut states, second.pair)?,
                    relation: second.relation,
                    person: second.person.clone(),
                    reason: second.reason.clone(),
                    at: second.at,
                    undone: None,
                }),
                Some(Kept::Word(word)) => {
                    let item = log
                        .decided_at(word.position)?
                        .ok_or(Error::NoSuchQuestion)?;
                    let pair = (log.entry(word.one)?.id, log.entry(word.other)?.id);
                    Stance::Answered(PairAnswer {
                        position: word.position,
                        question: Some(id),
                        names: names(&mut states, pair)?,
                        relation: word.relation,
                        person: word.person.clone(),
                        reason: item.decided.reason,
                        at: item.decided.at,
                        undone: None,
                    })
                }
            };
            let [one, other] = id.numbers();
            let mut side = |no| -> Result<ShownSide, Error> {
                let own = states.of(&[no])?.pop().ok_or(Error::NoSuchQuestion)?;
                side(&mut states, &own)
            };
            let seen = again::sight(&log, &question, spoken.first(&question));
            (question, stance, [side(one)?, side(other)?], seen)
        };
        let evidence = match self.evidence(question.one, question.other) {
            // Withdrawn since.
            Err(Error::CannotDecide(_) | Error::NoSuchId(_)) => return Err(Error::NoSuchQuestion),
            evidence => evidence?,
        };
        Ok(Shown {
            question,
            stance,
            sides,
            evidence,
            seen,
        })
    }

    /// The answers before `before` that `person` may see, at most about `limit`, the newest first, those taken back among
    /// them. What they are still to be asked about without knowing is left out.
    ///
    /// # Errors
    /// [`Error`] when the log cannot be read.
    pub fn answers(
        &self,
        person: &str,
        before: Option<Position>,
        limit: usize,
    ) -> Result<Answers<PairAnswer>, Error> {
        let log = self.log();
        let spoken = Spoken::read(&log)?;
        let all = self.asked(&log)?;
        let mut states = States::new(&log);
        let mut list = Vec::new();
        let items = log.decided_before(before, limit)?;
        let end = items.last().map(|item| item.position);
        let older = end.filter(|_| items.len() == limit);
        for item in items {
            let of = self.question_of(&log, &item)?;
            let question = of.and_then(|(id, _)| all.iter().find(|q| q.id == id));
            let Some(&(one, other, relation)) = of
                .as_ref()
                .map(|(_, pair)| pair)
                .or(item.decided.pairs.first())
            else {
                continue;
            };
            let author = match &item.decided.by {
                model::Decider::Person(id) | model::Decider::Matcher(id) => id.clone(),
            };
            let waits = question.is_some_and(|q| spoken.kept_from(q, person).is_none());
            // Whom a question waits for learns nothing of what others said of it.
            if waits && author != person && item.undone.is_none() {
                continue;
            }
            let undone = TakenBack::read(&log, item.undone)?;
            list.push(PairAnswer {
                position: item.position,
                question: of.map(|(id, _)| id),
                names: names(&mut states, (one, other))?,
                relation,
                person: author,
                reason: item.decided.reason,
                at: item.decided.at,
                undone,
            });
        }
        // Second words of their own that fall between.
        let falls = |at: Position| {
            before.is_none_or(|before| at < before) && older.is_none_or(|older| at > older)
        };
        let seconds = second_words(&log)?.into_iter();
        for second in seconds.filter(|s| s.person == person && falls(s.position)) {
            list.push(PairAnswer {
                position: second.position,
                question: all.iter().find(|q| second.is_of(q)).map(|q| q.id),
                names: names(&mut states, second.pair)?,
                relation: second.relation,
                person: second.person,
                reason: second.reason,
                at: second.at,
                undone: None,
            });
        }
        list.sort_by_key(|answer| std::cmp::Reverse(answer.position));
        Ok(Answers { list, older })
    }

    /// How often two stewards differ, as far as it is known.
    ///
    /// # Errors
    /// [`Error`] when the log cannot be read.
    pub fn judged_twice(&self) -> Result<JudgedTwice, Error> {
        JudgedTwice::of(&self.log())
    }
}

fn side(states: &mut States, own: &EntryState) -> Result<ShownSide, Error> {
    let around = standing_on(states, own)?;
    let kinds = match own.value(Field::Kind) {
        Some(Value::Terms(kinds)) => kinds.iter().cloned().collect(),
        _ => Vec::new(),
    };
    let services = around
        .iter()
        .filter(|state| state.entry_type == EntryType::Service && state.id != own.id);
    let mut services: Vec<_> = services.map(|state| (name(state), state.id)).collect();
    services.sort();
    Ok(ShownSide {
        id: own.id,
        source: own.source,
        kinds,
        services,
    })
}

fn name(state: &EntryState) -> String {
    match state.value(Field::Name) {
        Some(Value::Text(name)) => name.clone(),
        _ => String::new(),
    }
}

/// The names of two entries, as their own sources have them.
fn names(states: &mut States, (one, other): (EntryId, EntryId)) -> Result<[String; 2], Error> {
    let mut named = [String::new(), String::new()];
    for (id, into) in [one, other].iter().zip(&mut named) {
        let log: &SqliteLog = states.log;
        if let Some(known) = log.known(id)?
            && let Some(state) = states.of(&[known.no])?.pop()
        {
            *into = name(&state);
        }
    }
    Ok(named)
}
