//! `fingerpost source`: declare, list, release, reject.

use super::Session;
use crate::args::{Source, SourceAdd, SourceSuggest};
use crate::out::{Exit, Failure, Out};
use crate::words::count;
use directory::{FeedReport, NewSource, RunState, SourceReport, counts_json, tally_json};
use model::RunNo;
use serde_json::{Value as Json, json};

pub fn run(session: &Session, command: &Source) -> Result<Exit, Failure> {
    match command {
        Source::Add(flags) => add(session, flags),
        Source::List => list(session),
        Source::Preview(flags) => super::preview::run(session, flags),
        Source::Feed(flags) => super::fetch::declare(session, flags),
        Source::Suggest(flags) => suggest(session, flags),
        Source::Release { run } => release(session, RunNo(*run)),
        Source::Reject { run, reason } => reject(session, RunNo(*run), reason),
    }
}

fn add(session: &Session, flags: &SourceAdd) -> Result<Exit, Failure> {
    let map = match &flags.map {
        Some(path) => Some(
            std::fs::read_to_string(path).map_err(|problem| Failure::Io {
                doing: format!("read the map {}", path.display()),
                problem,
            })?,
        ),
        None => None,
    };
    let source = NewSource {
        key: flags.key.parse().map_err(Failure::WrongUse)?,
        name: flags.name.clone(),
        role: flags
            .role
            .parse()
            .map_err(|e: model::UnknownRole| Failure::WrongUse(e.to_string()))?,
        licence: flags.licence.clone(),
        map,
        hold_withdrawn_percent: flags.hold_withdrawn,
        hold_moved_percent: flags.hold_moved,
    };
    let directory = session.directory()?;
    let source = directory
        .add_source(source, session.clock.now())
        .map_err(Failure::doing("add the source"))?;
    session.out.result(
        || json!({"source": source.key.as_str(), "name": source.name, "role": source.role.as_str(), "licence": source.licence}),
        || format!("Source {} ({}), role {}. Next: fingerpost import {} FILE", source.key, source.name, source.role, source.key),
    );
    Ok(Exit::Fine)
}

fn suggest(session: &Session, flags: &SourceSuggest) -> Result<Exit, Failure> {
    let found = directory::suggest(&std::env::temp_dir(), &flags.paths, flags.table)
        .map_err(Failure::doing("look at the file"))?;
    session.out.result(
        || {
            json!({
                "recognised": found.recognised,
                "map": (!found.map.is_empty()).then_some(&found.map),
                "guesses": found.guesses.iter().map(|guess| json!({"field": guess.field, "columns": guess.columns, "why": guess.why})).collect::<Json>(),
            })
        },
        || match &found.recognised {
            Some(format) => format!("This is {format}; it needs no column map. Next: fingerpost import SOURCE FILE"),
            None => found.map.trim_end().to_owned(),
        },
    );
    Ok(Exit::Fine)
}

fn list(session: &Session) -> Result<Exit, Failure> {
    let reports = session
        .existing()?
        .sources()
        .map_err(Failure::doing("list sources"))?;
    session.out.result(
        || reports.iter().map(report_json).collect(),
        || reports.iter().map(words).collect::<Vec<_>>().join("\n"),
    );
    Ok(Exit::Fine)
}

fn words(report: &SourceReport) -> String {
    let source = &report.source;
    let mut text = format!(
        "{} – {} ({}, {}): {} entries listed\n",
        source.key,
        source.name,
        source.role,
        source.licence,
        count(report.live)
    );
    if let Some(feed) = &report.feed {
        text.push_str(&feed_words(feed));
    }
    for run in report.runs.iter().take(5) {
        text.push_str(&format!(
            "  run {} {} dated {}, {}: {} rows, {} new, {} changed, {} withdrawn, {} refused\n",
            run.no.0,
            run.table,
            run.said,
            run.state.as_str(),
            count(run.tally.read),
            count(run.counts.new),
            count(run.counts.changed),
            count(run.counts.withdrawn),
            count(run.tally.refused),
        ));
        if let RunState::Held { reason } = &run.state {
            text.push_str(&format!("    held: {reason}\n"));
        }
        for finding in run.findings.iter().take(3) {
            text.push_str(&format!("    {}\n", Out::finding_line(finding)));
        }
    }
    text
}

fn feed_words(feed: &FeedReport) -> String {
    let mut text = format!(
        "  read by itself {} from {}; next {:.0}\n",
        feed.how_often(),
        feed.addresses.join(", "),
        feed.due
    );
    if let Some(outcome) = &feed.outcome {
        text.push_str(&format!("    last try: {}\n", outcome.said));
        for fault in outcome.faults.iter().take(3) {
            let (code, problem, times) = (&fault.code, &fault.problem, fault.times);
            text.push_str(&format!(
                "    {code}: {problem}, {} times, such as {}\n",
                count(times),
                fault.examples.join("; ")
            ));
        }
    }
    if feed.failures > 0 {
        let good = feed
            .good
            .map_or_else(|| "never".to_owned(), |at| format!("{at:.0}"));
        let failures = feed.failures;
        text.push_str(&format!(
            "    failed {failures} times in a row; last read well: {good}\n"
        ));
    }
    text
}

fn feed_json(feed: &FeedReport) -> Json {
    json!({
        "kind": feed.kind.as_str(),
        "addresses": feed.addresses,
        "every_minutes": feed.every_minutes,
        "due": feed.due.to_string(),
        "tried": feed.tried.map(|at| at.to_string()),
        "good": feed.good.map(|at| at.to_string()),
        "failures": feed.failures,
        "outcome": feed.outcome,
    })
}

fn report_json(report: &SourceReport) -> Json {
    let source = &report.source;
    json!({
        "source": source.key.as_str(),
        "name": source.name,
        "role": source.role.as_str(),
        "licence": source.licence,
        "listed": report.live,
        "feed": report.feed.as_ref().map(feed_json),
        "runs": report.runs.iter().map(|run| json!({
            "run": run.no.0,
            "table": run.table,
            "files": run.files,
            "said": run.said.to_string(),
            "read_at": run.read_at.to_string(),
            "state": run.state.as_str(),
            "complete": run.complete,
            "rows": tally_json(&run.tally),
            "entries": counts_json(&run.counts),
            "findings": run.findings.iter().map(|f| json!({"code": f.code, "problem": f.problem, "times": f.times})).collect::<Json>(),
        })).collect::<Json>(),
    })
}

fn release(session: &Session, run: RunNo) -> Result<Exit, Failure> {
    session
        .existing()?
        .release(run, session.clock.now())
        .map_err(Failure::doing("release the run"))?;
    session.out.result(
        || json!({"run": run.0, "state": "believed"}),
        || format!("Run {} is published.", run.0),
    );
    Ok(Exit::Fine)
}

fn reject(session: &Session, run: RunNo, reason: &str) -> Result<Exit, Failure> {
    session
        .existing()?
        .reject(run, reason, session.clock.now())
        .map_err(Failure::doing("reject the run"))?;
    session.out.result(
        || json!({"run": run.0, "state": "rejected"}),
        || {
            format!(
                "Run {} is rejected. What was published before stays.",
                run.0
            )
        },
    );
    Ok(Exit::Fine)
}
