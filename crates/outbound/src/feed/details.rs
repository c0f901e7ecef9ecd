//! Each service of the list, fetched unless it is what it was.

use super::journal::Journal;
use super::{Faults, Feed, envelope};
use crate::body::Sink;
use crate::fetch::{Got, Wanted};
use crate::{Address, Kind, Problem, Validators};

/// Fetches what `journal` lists and does not have. True when the server died on the way.
pub(super) fn fetch(
    feed: &Feed<'_>,
    base: &Address,
    journal: &mut Journal,
    faults: &mut Faults,
) -> Result<bool, Problem> {
    let mut in_a_row = 0;
    // Faults since the last service that could be had: of a server that died they are one fault, not many.
    let mut since = Faults::default();
    let mut bytes = Vec::new();
    for at in 0..journal.ids().len() {
        let id = journal.ids()[at].clone();
        if journal.has(&id) {
            continue;
        }
        let address = base.under(&["services", &id], &[]);
        let left = journal.ids().len() - at;
        let stop = |why: &str| {
            Problem::new(
                Kind::Died,
                address.to_string(),
                format!("{why}; {left} services are left"),
            )
        };
        if feed.fetcher.time_left().is_zero() {
            faults.merge(&since.kept());
            faults.add(&stop("time ran out"));
            return Ok(true);
        }
        match one(feed, &address, &id, journal, &mut bytes) {
            Ok(()) => {
                in_a_row = 0;
                faults.merge(&std::mem::take(&mut since).kept());
            }
            Err(problem) if problem.kind == Kind::Disk => return Err(problem),
            Err(problem) => {
                let broken = super::refuses_all(problem.kind) || problem.passes();
                in_a_row = if broken { in_a_row + 1 } else { 0 };
                if in_a_row >= feed.bounds.dead_after {
                    faults.add(&stop(problem.kind.title()));
                    return Ok(true);
                }
                since.add(&told(problem));
                if !broken {
                    faults.merge(&std::mem::take(&mut since).kept());
                }
            }
        }
        if journal.bytes() > feed.fetcher.limits().file_bytes {
            let detail = "all services together";
            return Err(Problem::new(Kind::TooLarge, base.to_string(), detail));
        }
    }
    faults.merge(&since.kept());
    Ok(false)
}

/// A service that cannot be had counts as one kind of fault, whatever the cause.
fn told(problem: Problem) -> Problem {
    match problem.kind {
        Kind::OtherId | Kind::NotAService => problem,
        kind => Problem::new(Kind::Missing, problem.address, kind.title()),
    }
}

fn one(
    feed: &Feed<'_>,
    address: &Address,
    id: &str,
    journal: &mut Journal,
    bytes: &mut Vec<u8>,
) -> Result<(), Problem> {
    let before = journal.before(id);
    let none = Validators::default();
    let wanted = Wanted {
        address,
        known: before.as_ref().map_or(&none, |before| &before.validators),
        accept: "application/json",
        most: feed.fetcher.limits().detail_bytes,
    };
    match feed.fetcher.get(&wanted, &mut Sink::Memory(bytes))? {
        Got::Unchanged => journal.keep_before(id),
        Got::Body(fetched) => {
            let body = envelope::without_mark(bytes);
            let problem = |kind, detail: &str| Problem::new(kind, address.to_string(), detail);
            match envelope::id(body) {
                None => return Err(problem(Kind::NotAService, "")),
                Some(other) if !other.eq_ignore_ascii_case(id) => {
                    return Err(problem(Kind::OtherId, &format!("id {other:.60}")));
                }
                Some(_) => {}
            }
            journal.keep(id, body, &fetched.validators)
        }
    }
}
