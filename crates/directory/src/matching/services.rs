//! What likeness comes to about services: worked out when their records are made, written down where it differs from what
//! stands.
//!
//! Always: it follows from the component alone, so nothing of it is read again to match anew; what is written changes no
//! record. It is there to be asked, listed and explained.

use super::{Considered, PairEvidence, compare_with_standing, moment};
use crate::Error;
use crate::follow::States;
use model::{EntryId, EntryNo, EntryState, EntryType, Field, Position, Value};
use resolve::likeness::{Profile, Proposal};
use resolve::{SERVICE_RULES, why_services};
use roaring::RoaringBitmap;
use rustc_hash::FxHashMap;
use store::{Log as _, MatchState, Matching, SqliteLog, Standing};

/// Of more entries than this, what stands is read as a whole.
const MOST_ONE_BY_ONE: u64 = 2_000;

/// What was found about services while records were made.
#[derive(Default)]
pub(crate) struct Found {
    /// The entries whose records were made.
    pub entries: RoaringBitmap,
    /// What likeness comes to about services among them.
    pub proposals: Vec<Proposal>,
}

/// True when the decision is about services of one organization.
pub(super) fn is_of_services(standing: &Standing) -> bool {
    standing.model == SERVICE_RULES
}

/// Writes down what differs from what stands. Gives the head of the log when anything was written.
pub(crate) fn note_services(log: &mut SqliteLog, found: &Found) -> Result<Option<Position>, Error> {
    let mut matching = Matching::default();
    {
        let _steady = log.steady()?;
        let standing = if found.entries.len() > MOST_ONE_BY_ONE {
            log.standing(None)?
        } else {
            let mut services = Vec::new();
            for no in found.entries.iter().map(EntryNo) {
                if log.entry(no)?.entry_type == EntryType::Service {
                    services.push(no);
                }
            }
            log.standing(Some(&services))?
        };
        let mut standing: Vec<Standing> = standing.into_iter().filter(is_of_services).collect();
        standing.retain(|s| found.entries.contains(s.proposed.one.0));
        let mut numbers = FxHashMap::default();
        for proposal in &found.proposals {
            for id in [proposal.one, proposal.other] {
                if let Some(known) = log.known(&id)? {
                    numbers.insert(id, known.no);
                }
            }
        }
        let number = |id| numbers.get(&id).copied();
        compare_with_standing(&mut matching, &found.proposals, standing, &number);
    }
    if matching.proposed.is_empty() && matching.dropped.is_empty() {
        return Ok(None);
    }
    matching.by = Some((SERVICE_RULES.to_owned(), moment(log)?));
    // Nothing was read since: only that questions have changed is told by it.
    if let Some(state) = log.match_state()? {
        matching.state = Some(MatchState {
            position: log.head()?,
            ..state
        });
    }
    log.write_matching(&matching)?;
    Ok(Some(log.head()?))
}

/// What a service says of itself, with the address of its location.
pub(super) fn profile(states: &mut States, own: &EntryState) -> Result<Profile, Error> {
    let location = match own.value(Field::Location) {
        Some(Value::Reference(id)) => states.log.known(id)?,
        _ => None,
    };
    let location = match location {
        Some(known) => states.of(&[known.no])?.pop(),
        None => None,
    };
    let mut profile = Profile::from_fields(|field| match (own.value(field), field) {
        (None, Field::Address) => location.as_ref()?.value(field),
        (value, _) => value,
    });
    profile.said = own.statements.values().map(|s| s.said).max();
    Ok(profile)
}

/// What speaks for and against two services being one; none when they are no two listed services.
pub(super) fn evidence(
    log: &SqliteLog,
    one: EntryId,
    other: EntryId,
) -> Result<Option<PairEvidence>, Error> {
    let mut numbers = Vec::new();
    for id in [one, other] {
        let no = log.known(&id)?.ok_or(Error::NoSuchId(id))?.no;
        if log.entry(no)?.entry_type != EntryType::Service {
            return Ok(None);
        }
        numbers.push(no);
    }
    let component = log.component(&numbers)?;
    let mut states = States::new(log);
    let entries = states.of(&component)?;
    let Some(why) = why_services(&entries, &log.decisions(&component)?, one, other) else {
        return Ok(None);
    };
    let of = |id: EntryId| entries.iter().find(|entry| entry.id == id);
    let (Some(mine), Some(theirs)) = (of(one), of(other)) else {
        return Ok(None);
    };
    let name = |id: EntryId| match of(id).and_then(|entry| entry.value(Field::Name)) {
        Some(Value::Text(name)) => name.clone(),
        _ => String::new(),
    };
    let stands = log
        .standing(Some(&numbers[..1]))?
        .into_iter()
        .map(|standing| standing.proposed)
        .find(|p| [p.one, p.other].contains(&numbers[1]));
    let considered = why
        .considered
        .into_iter()
        .map(|(of, id, score)| Considered {
            of,
            id,
            name: name(id),
            score,
        });
    Ok(Some(PairEvidence {
        relation: stands.map(|p| p.relation),
        score_then: stands.map(|p| p.score),
        score: why.score,
        profiles: (profile(&mut states, mine)?, profile(&mut states, theirs)?),
        fields: why.fields,
        rival: why.rival,
        barrier: why.barrier,
        days: Vec::new(),
        considered: considered.collect(),
        would_change: why.would_change,
    }))
}
