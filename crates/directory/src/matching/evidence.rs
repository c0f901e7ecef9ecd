//! Why two entries are held to be one thing, or not: field by field, with what else was considered.

use super::place::Local;
use super::services;
use crate::{Directory, Error};
use ::model::{EntryId, Relation};
use resolve::likeness::{Evidence, Profile, Reader, explain_pair, would_change};
use store::Log as _;

/// What speaks for and against two entries being one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct PairEvidence {
    /// What the matcher decided, where it decided; [`Relation::Undecided`] asks.
    pub relation: Option<Relation>,
    /// How likely it held it then that the two are one thing, from 0 to 1.
    pub score_then: Option<f64>,
    /// How likely it holds it now.
    pub score: f64,
    /// What the two say of themselves.
    pub profiles: (Profile, Profile),
    /// What each field says, the strongest first: in words, and in bits (below 0: against).
    pub fields: Vec<Evidence>,
    /// What else the pair could be, such as "neighbours on one site".
    pub rival: &'static str,
    /// What keeps the two apart whatever they are like, in words.
    pub barrier: Option<&'static str>,
    /// What days say, in words.
    pub days: Vec<String>,
    /// Whom else each of the two could be, the likeliest first.
    pub considered: Vec<Considered>,
    /// What single thing, found to be otherwise, would change what is decided.
    pub would_change: Vec<String>,
}

/// An entry that one of the two could be instead.
#[derive(Clone, Debug, PartialEq)]
pub struct Considered {
    /// Which of the two.
    pub of: EntryId,
    /// The other entry.
    pub id: EntryId,
    /// Its name.
    pub name: String,
    /// How likely it is that they are one thing.
    pub score: f64,
}

impl Directory {
    /// Why the entries `one` and `other` are held to be one thing, or not.
    ///
    /// # Errors
    /// [`Error::NoSuchId`] when an id is none; [`Error::CannotDecide`] when likeness says nothing of the two: they are no two
    /// organizations nor two services, or one is not listed any more.
    pub fn evidence(&self, one: EntryId, other: EntryId) -> Result<PairEvidence, Error> {
        let version = self.version();
        let log = self.log();
        let _steady = log.steady()?;
        if let Some(evidence) = services::evidence(&log, one, other)? {
            return Ok(evidence);
        }
        let mut local = Local::new(&log, Reader::new(&version));
        let mut numbers = Vec::new();
        let mut sides = Vec::new();
        for id in [one, other] {
            let no = log.known(&id)?.ok_or(Error::NoSuchId(id))?.no;
            numbers.push(no);
            sides.push(local.candidate(no)?.ok_or(Error::CannotDecide(
                "likeness is of two organizations or of two services, both listed and with a name",
            ))?);
        }
        let pair = local.pair_of((numbers[0], &sides[0]), (numbers[1], &sides[1]))?;
        let around = local.around(numbers.iter().copied())?;
        let of_pair = |a: EntryId, b: EntryId| (a == one && b == other) || (a == other && b == one);
        let weighed = around.outcome.scores.iter();
        let alone = (pair.odds / (1.0 + pair.odds) * 1e4).round() / 1e4;
        let score = weighed
            .clone()
            .find(|(a, b, _)| of_pair(*a, *b))
            .map_or(alone, |(_, _, score)| *score);
        let mut considered = Vec::new();
        for (a, b, score) in weighed.filter(|(a, b, _)| !of_pair(*a, *b)) {
            for (of, id) in [(*a, *b), (*b, *a)] {
                if of != one && of != other {
                    continue;
                }
                let Some(no) = around.ids.get(&id) else {
                    continue;
                };
                let name = local.candidate(*no)?.map(|c| c.profile.name.clone());
                considered.push(Considered {
                    of,
                    id,
                    name: name.unwrap_or_default(),
                    score: *score,
                });
            }
        }
        considered.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.id.cmp(&b.id)));
        let standing = log.standing(Some(&numbers[..1]))?;
        let stands = standing
            .into_iter()
            .map(|standing| standing.proposed)
            .find(|p| [p.one, p.other].contains(&numbers[1]));
        let (fields, rival) = explain_pair(&version, &pair);
        Ok(PairEvidence {
            relation: stands.map(|p| p.relation),
            score_then: stands.map(|p| p.score),
            score,
            days: days(&sides[0].profile, &sides[1].profile),
            profiles: (sides[0].profile.clone(), sides[1].profile.clone()),
            fields,
            rival,
            barrier: pair.barrier.map(resolve::likeness::Barrier::words),
            considered,
            would_change: would_change(&version, &pair, score),
        })
    }
}

/// What days say of two, in words.
fn days(one: &Profile, other: &Profile) -> Vec<String> {
    let mut told = Vec::new();
    for (ended, running) in [(one, other), (other, one)] {
        if let (Some(closed), None) = (ended.closed, running.closed) {
            told.push(match (running.opened, running.said) {
                (Some(opened), _) if opened >= closed => format!(
                    "“{}” closed on {closed}; “{}” opened on {opened}, after that.",
                    ended.name, running.name
                ),
                (_, Some(said)) if said < closed => format!(
                    "“{}” closed on {closed}; “{}” was last spoken of on {said}, before that.",
                    ended.name, running.name
                ),
                (_, Some(said)) => format!(
                    "“{}” closed on {closed}; “{}” was still spoken of on {said}.",
                    ended.name, running.name
                ),
                (_, None) => format!("“{}” closed on {closed}.", ended.name),
            });
        }
        if let (Some(opened), Some(said)) = (ended.opened, running.said)
            && opened > said
        {
            told.push(format!(
                "“{}” opened on {opened}, after “{}” was last spoken of on {said}.",
                ended.name, running.name
            ));
        }
    }
    told
}
