//! What one try of a feed came to, in plain words, and when it is tried again.

use crate::Error;
use outbound::Problem;
use outbound::feed::Faults;

/// How far one try came.
pub(super) enum Came {
    /// Nothing has changed.
    Unchanged,
    /// Nothing could be fetched that could be used.
    Problem(Problem),
    /// What was fetched could not be imported.
    Error(Error, Faults),
    /// It was fetched and imported.
    Read {
        faults: Faults,
        /// Services of a live feed.
        services: Option<u64>,
        /// The next try goes on where this one ended.
        resumable: bool,
        validators: Option<String>,
    },
}

/// From what came to what is kept and shown.
pub(super) mod settled {
    use super::super::{Changed, FeedEnd, FeedFault, FeedOutcome};
    use super::Came;
    use crate::{Error, RunReport};
    use jiff::{SignedDuration, Timestamp};
    use outbound::feed::Faults;
    use outbound::{Fetcher, Problem};
    use std::time::Duration;
    use store::FeedState;

    /// The pause after a first failure, in minutes; doubled each time, never past the usual time.
    const FIRST_PAUSE_MINUTES: u32 = 15;

    /// How it went.
    pub fn outcome(came: &Came, run: Option<&RunReport>, fetcher: &Fetcher) -> FeedOutcome {
        let (end, said) = words(came, run);
        FeedOutcome {
            end,
            said,
            run: run.map(|run| run.run.0),
            changed: run.map(|run| Changed::from(run.counts)),
            faults: faults(came),
            requests: fetcher.requests(),
            bytes: fetcher.received(),
        }
    }

    fn words(came: &Came, run: Option<&RunReport>) -> (FeedEnd, String) {
        match (came, run) {
            (Came::Problem(problem), _) => (FeedEnd::Failed, problem.to_string()),
            (Came::Error(error, _), _) => (FeedEnd::Failed, error.to_string()),
            (
                Came::Read {
                    faults, services, ..
                },
                Some(run),
            ) => read(run, faults, *services),
            (Came::Unchanged | Came::Read { .. }, _) => (
                FeedEnd::Unchanged,
                "nothing has changed since it was last read".to_owned(),
            ),
        }
    }

    fn read(run: &RunReport, faults: &Faults, services: Option<u64>) -> (FeedEnd, String) {
        let counts = &run.counts;
        let what = match services {
            Some(services) => plural(services, "service"),
            None => plural(run.tally.read, "row"),
        };
        let changed = format!(
            "{what}: {} entries new, {} changed, {} no longer listed",
            counts.new, counts.changed, counts.withdrawn
        );
        if let Some(why) = run.held.as_ref().filter(|_| !run.released) {
            let said =
                format!("read and held for a person: {why}. What was published before stays");
            return (FeedEnd::Held, said);
        }
        if run.complete {
            return (FeedEnd::Good, format!("read whole, {changed}"));
        }
        let why = faults.kinds().next().map_or(
            "the document is cut off or holds rows without an id",
            |(kind, ..)| kind.title(),
        );
        let said = format!("read in part, {changed}. Nothing was withdrawn, because {why}");
        (FeedEnd::Partial, said)
    }

    fn plural(count: u64, word: &str) -> String {
        match count {
            1 => format!("1 {word}"),
            _ => format!("{count} {word}s"),
        }
    }

    fn faults(came: &Came) -> Vec<FeedFault> {
        let mut all: Vec<FeedFault> = match came {
            Came::Unchanged => Vec::new(),
            Came::Problem(problem) => vec![of_problem(problem)],
            Came::Error(error, faults) => {
                let unreadable = match error {
                    Error::Unreadable(unreadable) => Some(unreadable.finding()),
                    _ => None,
                };
                let own = unreadable.map(|finding| FeedFault {
                    code: finding.code.to_owned(),
                    problem: finding.problem.clone(),
                    fix: finding.fix.clone(),
                    times: 1,
                    examples: vec![finding.place.to_string()],
                });
                own.into_iter().chain(of_faults(faults)).collect()
            }
            Came::Read { faults, .. } => of_faults(faults).collect(),
        };
        all.sort_by_key(|fault| std::cmp::Reverse(fault.times));
        all
    }

    fn of_problem(problem: &Problem) -> FeedFault {
        FeedFault {
            code: problem.kind.code().to_owned(),
            problem: problem.kind.title().to_owned(),
            fix: problem.kind.fix().to_owned(),
            times: 1,
            examples: vec![problem.example()],
        }
    }

    fn of_faults(faults: &Faults) -> impl Iterator<Item = FeedFault> {
        faults.kinds().map(|(kind, times, examples)| FeedFault {
            code: kind.code().to_owned(),
            problem: kind.title().to_owned(),
            fix: kind.fix().to_owned(),
            times,
            examples: examples.to_vec(),
        })
    }

    /// Keeps how it went in `state`, and when it is due next.
    pub fn note(
        state: &mut FeedState,
        came: &Came,
        outcome: &FeedOutcome,
        chance: f64,
        now: Timestamp,
    ) {
        let asked = match came {
            Came::Problem(problem) => problem.retry_after,
            _ => None,
        };
        let resumable = matches!(
            came,
            Came::Read {
                resumable: true,
                ..
            }
        );
        if outcome.end == FeedEnd::Failed || resumable {
            state.due = later(state, chance, asked, now);
            state.failures = state.failures.saturating_add(1);
        } else {
            state.due = plus(now, f64::from(state.feed.every_minutes));
            state.failures = 0;
        }
        if matches!(outcome.end, FeedEnd::Good | FeedEnd::Unchanged) {
            state.good = Some(now);
        }
        if let Came::Read { validators, .. } = came {
            // What is held may be rejected: then the same document must be read again, not taken for known.
            state.validators.clone_from(validators);
            if outcome.end == FeedEnd::Held {
                state.validators = None;
            }
        }
    }

    /// The next try after a failure: a growing pause, spread by chance, not shorter than the server asks for.
    pub fn later(
        state: &FeedState,
        chance: f64,
        asked: Option<Duration>,
        now: Timestamp,
    ) -> Timestamp {
        let doubled = FIRST_PAUSE_MINUTES.saturating_mul(1 << state.failures.min(12));
        let usual = doubled.min(state.feed.every_minutes);
        let minutes = f64::from(usual) * (0.75 + 0.25 * chance.clamp(0.0, 1.0));
        let most = Duration::from_hours(7 * 24);
        let asked = asked.unwrap_or_default().min(most).as_secs_f64() / 60.0;
        plus(now, minutes.max(asked))
    }

    fn plus(now: Timestamp, minutes: f64) -> Timestamp {
        let seconds = SignedDuration::from_secs((minutes * 60.0).round() as i64);
        now.checked_add(seconds).unwrap_or(now)
    }
}

#[cfg(test)]
mod tests {
    use super::settled::later;
    use jiff::Timestamp;
    use model::{Feed, FeedKind, SourceNo};
    use std::time::Duration;
    use store::FeedState;

    /// Minutes until the next try after so many failures before this one.
    fn minutes(failures: u32, chance: f64, asked: Option<u64>) -> i64 {
        let state = FeedState {
            source: SourceNo(1),
            feed: Feed {
                kind: FeedKind::File,
                addresses: Vec::new(),
                every_minutes: 1_440,
                allowed: Vec::new(),
                ignores_robots: false,
            },
            due: Timestamp::UNIX_EPOCH,
            tried: None,
            good: None,
            failures,
            outcome: None,
            validators: None,
        };
        let due = later(
            &state,
            chance,
            asked.map(Duration::from_mins),
            Timestamp::UNIX_EPOCH,
        );
        due.as_second() / 60
    }

    #[test]
    fn a_feed_that_fails_is_tried_again_ever_later_and_never_later_than_usual() {
        let pauses: Vec<i64> = (0..9)
            .map(|failures| minutes(failures, 1.0, None))
            .collect();
        assert_eq!(pauses, [15, 30, 60, 120, 240, 480, 960, 1_440, 1_440]);
        assert_eq!(minutes(2, 0.0, None), 45);
        assert_eq!(minutes(u32::MAX, 1.0, None), 1_440);
    }

    #[test]
    fn the_pause_that_a_server_asks_for_is_kept() {
        assert_eq!(minutes(0, 1.0, Some(600)), 600);
        assert_eq!(minutes(0, 1.0, Some(10_000_000)), 7 * 1_440);
    }
}
