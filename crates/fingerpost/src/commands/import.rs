//! `fingerpost import`: reads a document into the record.

use super::Session;
use crate::args::Import;
use crate::out::{Exit, Failure};
use crate::words::{count, entry_counts, row_counts};
use directory::{ImportRequest, Progress, RunReport, Stage};

pub fn run(session: &Session, flags: &Import) -> Result<Exit, Failure> {
    let directory = session.directory()?;
    let request = ImportRequest {
        source: flags.source.clone(),
        paths: flags.paths.clone(),
        dated: flags.dated,
        partial: flags.partial,
        release: flags.release,
        later: flags.later,
    };
    let started = std::time::Instant::now();
    let mut bar = session.out.bar("Reading");
    let mut progress = |progress: Progress| match progress.stage {
        Stage::Reading => bar.at("Reading", progress.bytes as f64 / progress.of.max(1) as f64),
        Stage::Publishing => bar.at("Publishing", 1.0),
    };
    let report = directory
        .import(
            &request,
            session.clock.now(),
            session.clock.today(),
            &mut progress,
        )
        .map_err(Failure::doing("import"))?;
    drop(bar);
    let seconds = started.elapsed().as_secs_f64();
    session.out.findings(&report.findings);
    session
        .out
        .result(|| report.to_json(seconds), || words(&report, seconds));
    let waits = report.held.is_some() && !report.released;
    if waits {
        session.out.say(&format!(
            "Run {run} is held. Nothing was published. To publish it: fingerpost source release {run}. To refuse it: fingerpost source reject {run} --reason \"…\"",
            run = report.run.0
        ));
    }
    Ok(if waits { Exit::Faults } else { Exit::Fine })
}

fn words(report: &RunReport, seconds: f64) -> String {
    let (rows, entries) = (&report.tally, &report.counts);
    let mut text = format!(
        "{} {}, dated {}: {}\n\
         Entries: {}\n",
        report.source,
        report.table,
        report.said,
        row_counts(rows),
        entry_counts(entries),
    );
    if !report.complete {
        text.push_str("Not complete: nothing was withdrawn that is absent from it\n");
    }
    if let Some(why) = &report.held {
        text.push_str(&if report.released {
            format!("Would have been held: {why}. Released at once, as asked\n")
        } else {
            format!("Held: {why}\n")
        });
    }
    text.push_str(&format!(
        "Run {}, position {}, {} findings, {seconds:.1} s",
        report.run.0,
        report.position,
        count(report.findings.total())
    ));
    text
}
