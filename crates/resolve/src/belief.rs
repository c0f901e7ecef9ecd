//! The claims on one field, ranked by its rule, and what is shown.
//!
//! Always: the ranking is a total order that does not know in which order claims came: closed by a register that
//! is believed about it, role, check date (newer first, known before unknown), said date (newer first), entry id.

use crate::authority::{Rule, Take};
use crate::normal::agrees;
use crate::things::Said;
use model::{Claim, Code, FieldValue, Role, SourceNo, Status, Term, Value, Visibility};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Sorts what is said of one field, the most believed first.
pub(crate) fn rank(said: &mut [Said], rule: &Rule, role_of: &dyn Fn(SourceNo) -> Option<Role>) {
    if said.len() < 2 {
        return;
    }
    said.sort_unstable_by_key(|(_, speaker, statement, value)| {
        let kind = role_of(speaker.source);
        let is_closed = **value == Value::Status(Status::Closed);
        let closes = is_closed && kind.is_some_and(|kind| rule.closed_by.contains(&kind));
        let dates = (
            speaker.assured.is_none(),
            speaker.assured.map(Reverse),
            Reverse(statement.said),
        );
        (!closes, rule.rank(kind), dates, speaker.entry)
    });
}

/// What is shown of one field, of which at least one thing is said, ranked. `publish` puts a value as records have it.
pub(crate) fn shown(
    said: &[Said],
    rule: &Rule,
    visibility: Visibility,
    publish: &dyn Fn(&Value) -> Value,
) -> FieldValue {
    let field = said[0].0;
    let mut claims = said.iter().map(|&(_, speaker, statement, value)| Claim {
        value: publish(value),
        source: speaker.source,
        entry: speaker.entry,
        position: statement.position,
        said: statement.said,
        assured: speaker.assured,
        differs: false,
    });
    let (value, because, losers) = match rule.take {
        Take::Union => union(claims),
        Take::One => {
            let because: Vec<Claim> = claims.by_ref().take(1).collect();
            let value = because[0].value.clone();
            let mark = |mut claim: Claim| {
                claim.differs = !agrees(field, &value, &claim.value);
                claim
            };
            let losers = claims.map(mark).collect();
            (value, because, losers)
        }
    };
    FieldValue {
        value,
        because,
        rule: rule.number.clone(),
        losers,
        review_days: rule.review_days,
        visibility,
    }
}

/// All that is said, and who says it: of one source with several entries only those that add something.
fn union(ranked: impl Iterator<Item = Claim>) -> (Value, Vec<Claim>, Vec<Claim>) {
    let mut because: Vec<Claim> = Vec::new();
    for claim in ranked {
        let earlier = because
            .iter()
            .filter(|other| other.source == claim.source)
            .map(|other| &other.value);
        if !within(&claim.value, &earlier) {
            because.push(claim);
        }
    }
    let value = match &because[0].value {
        Value::Codes(_) => Value::Codes(
            because
                .iter()
                .flat_map(|c| codes(&c.value))
                .cloned()
                .collect(),
        ),
        _ => Value::Terms(
            because
                .iter()
                .flat_map(|c| terms(&c.value))
                .cloned()
                .collect(),
        ),
    };
    (value, because, Vec::new())
}

/// True when everything in `value` is in one of the `earlier` ones.
fn within<'a>(value: &Value, earlier: &(impl Iterator<Item = &'a Value> + Clone)) -> bool {
    terms(value).all(|term| earlier.clone().any(|other| terms(other).any(|t| t == term)))
        && codes(value).all(|code| earlier.clone().any(|other| codes(other).any(|c| c == code)))
}

fn terms(value: &Value) -> impl Iterator<Item = &Term> {
    let terms: Option<&BTreeSet<Term>> = if let Value::Terms(terms) = value {
        Some(terms)
    } else {
        None
    };
    terms.into_iter().flatten()
}

fn codes(value: &Value) -> impl Iterator<Item = &Code> {
    let codes: Option<&BTreeSet<Code>> = if let Value::Codes(codes) = value {
        Some(codes)
    } else {
        None
    };
    codes.into_iter().flatten()
}
