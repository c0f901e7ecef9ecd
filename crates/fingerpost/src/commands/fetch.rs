//! `fingerpost fetch` and `fingerpost source feed`: sources that run themselves.

use super::Session;
use crate::args::{Fetch, SourceFeed};
use crate::clock::Outdoors;
use crate::out::{Exit, Failure, Out};
use directory::live::{FetchCall, FetchReport, Limits, Manners, Outside, SystemLookup};
use directory::{Feed, FeedEnd, FeedKind, FeedOutcome};
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// Declares, changes or ends how a source is read by itself.
pub fn declare(session: &Session, flags: &SourceFeed) -> Result<Exit, Failure> {
    let directory = session.directory()?;
    let key = &flags.key;
    if flags.stop {
        let was = directory
            .remove_feed(key)
            .map_err(Failure::doing("end the feed"))?;
        session.out.result(
            || json!({"source": key, "feed": null, "ended": was}),
            || format!("Source {key} is read by hand only."),
        );
        return Ok(Exit::Fine);
    }
    let mut addresses = flags.addresses.clone();
    if let Some(path) = &flags.from {
        let text = std::fs::read_to_string(path).map_err(|problem| Failure::Io {
            doing: format!("read the addresses in {}", path.display()),
            problem,
        })?;
        let lines = text.lines().map(str::trim);
        addresses.extend(lines.filter(|line| !line.is_empty()).map(str::to_owned));
    }
    let feed = Feed {
        kind: kind(&flags.kind)?,
        addresses,
        every_minutes: flags.every,
        allowed: flags.allow.clone(),
        ignores_robots: flags.owner_agreed,
    };
    directory
        .set_feed(key, &feed, session.clock.now())
        .map_err(Failure::doing("declare the feed"))?;
    session.out.result(
        || json!({"source": key, "feed": feed.kind.as_str(), "addresses": feed.addresses.len(), "every_minutes": feed.every_minutes}),
        || format!("Source {key} is read by itself while `fingerpost serve` runs. To read it now: fingerpost fetch {key}"),
    );
    Ok(Exit::Fine)
}

fn kind(word: &str) -> Result<FeedKind, Failure> {
    word.parse()
        .map_err(|e: model::UnknownFeedKind| Failure::WrongUse(e.to_string()))
}

/// Fetches one source, or all that are due.
pub fn run(session: &Session, flags: &Fetch) -> Result<Exit, Failure> {
    let directory = session.existing()?;
    let manners = Manners {
        a_second: (flags.a_second > 0.0).then_some(flags.a_second),
        contact: flags.contact.clone(),
        ..Manners::default()
    };
    let clock = Arc::new(Outdoors::new(session.clock));
    let limits = Limits {
        patience: flags.patience,
        reading: flags.longest,
        ..Limits::default()
    };
    let outside = Outside::new(limits, manners, Arc::new(SystemLookup), clock);
    let today = || session.clock.today();
    let call = FetchCall {
        release: flags.release,
        ..FetchCall::new(&outside, &today)
    };
    let reports = match &flags.source {
        Some(key) => vec![
            directory
                .fetch(key, call)
                .map_err(Failure::doing("fetch"))?,
        ],
        None => directory
            .fetch_due(call)
            .map_err(Failure::doing("fetch what is due"))?,
    };
    for report in &reports {
        tell(session.out, report);
    }
    session
        .out
        .result(|| reports.iter().map(to_json).collect(), || words(&reports));
    let fine = reports.iter().all(|report| {
        let end = report.outcome.end;
        matches!(end, FeedEnd::Good | FeedEnd::Unchanged)
    });
    Ok(if fine { Exit::Fine } else { Exit::Faults })
}

/// The findings of the run, then the faults of the feed.
fn tell(out: &Out, report: &FetchReport) {
    if let Some(run) = &report.run {
        out.findings(&run.findings);
    }
    for fault in &report.outcome.faults {
        out.say(&format!(
            "warning[{}]: {} (times {})\n  --> {}\n   = fix: {}",
            fault.code,
            fault.problem,
            fault.times,
            fault.examples.join("\n  --> "),
            fault.fix
        ));
    }
}

fn words(reports: &[FetchReport]) -> String {
    if reports.is_empty() {
        return "Nothing is due.".to_owned();
    }
    let line = |report: &FetchReport| {
        let FeedOutcome {
            said,
            requests,
            bytes,
            ..
        } = &report.outcome;
        let kilobytes = bytes.div_ceil(1_024);
        format!(
            "{}: {said}. {requests} requests, {kilobytes} kB. Next try: {:.0}",
            report.source, report.due
        )
    };
    reports.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn to_json(report: &FetchReport) -> Json {
    let outcome = &report.outcome;
    json!({
        "source": report.source,
        "end": outcome.end,
        "said": outcome.said,
        "run": outcome.run,
        "changed": outcome.changed,
        "faults": outcome.faults,
        "requests": outcome.requests,
        "bytes": outcome.bytes,
        "due": report.due.to_string(),
    })
}
