//! `fingerpost authority`: the rules of belief: shown, tried on everything that is there, adopted.

use super::Session;
use crate::args::Authority;
use crate::out::{Exit, Failure};
use crate::words::count;
use directory::{RulesVersion, Trial};
use serde_json::{Value as Json, json};
use std::fmt::Write as _;
use std::path::Path;

/// How many changed records are printed; all are counted, and `--json` gives them all.
const PRINTED: usize = 20;

pub fn run(session: &Session, command: &Authority) -> Result<Exit, Failure> {
    match command {
        Authority::Show { version, versions } => show(session, *version, *versions),
        Authority::Try { file } => attempt(session, file),
        Authority::Adopt { file, shipped, by } => adopt(session, file.as_deref(), *shipped, by),
    }
}

fn read(file: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|problem| Failure::Io {
        doing: format!("read the rules {}", file.display()),
        problem,
    })
}

fn show(session: &Session, version: Option<u64>, all: bool) -> Result<Exit, Failure> {
    let directory = session.existing()?;
    if all || version.is_some() {
        let versions = directory
            .rules_versions()
            .map_err(Failure::doing("list the rules"))?;
        let Some(version) = version else {
            list(session, &versions);
            return Ok(Exit::Fine);
        };
        let known = versions.iter().find(|known| known.position.0 == version).ok_or_else(|| {
            Failure::WrongUse(format!("no rules were adopted at position {version}; `fingerpost authority show --versions` lists them"))
        })?;
        let text = known
            .text
            .clone()
            .unwrap_or_else(|| directory::Authority::england().text().to_owned());
        session.out.result(
            || json!({"rules": text, "problem": known.problem.as_ref().map(ToString::to_string)}),
            || text.clone(),
        );
        return Ok(Exit::Fine);
    }
    let rules = directory.rules();
    let broken = directory.broken_rules();
    session.out.result(
        || json!({"rules": rules.text(), "problem": broken.as_ref().map(ToString::to_string)}),
        || rules.text().to_owned(),
    );
    Ok(match broken {
        Some(broken) => {
            session.out.warn(&broken.to_string());
            Exit::Faults
        }
        None => Exit::Fine,
    })
}

fn list(session: &Session, versions: &[RulesVersion]) {
    let line = |(at, version): (usize, &RulesVersion)| {
        let by = match (&version.by, &version.text) {
            (Some(by), Some(_)) => format!("adopted by {by}"),
            (Some(by), None) => format!("those that ship, gone back to by {by}"),
            (None, _) => "those that ship".to_owned(),
        };
        let state = match (&version.problem, at) {
            (Some(problem), _) => format!(" – can be used no more: {problem}"),
            (None, 0) => " – in force".to_owned(),
            _ => String::new(),
        };
        format!("{:>10}  {}  {by}{state}\n", version.position, version.at)
    };
    session.out.result(
        || {
            let version = |version: &RulesVersion| {
                json!({
                    "position": version.position.0,
                    "at": version.at.to_string(),
                    "by": version.by,
                    "shipped": version.text.is_none(),
                    "problem": version.problem.as_ref().map(ToString::to_string),
                })
            };
            json!({"versions": versions.iter().map(version).collect::<Json>()})
        },
        || match versions {
            [] => "The rules that ship are in force; nothing was adopted or read yet.".to_owned(),
            versions => versions.iter().enumerate().map(line).collect(),
        },
    );
}

fn attempt(session: &Session, file: &Path) -> Result<Exit, Failure> {
    let text = read(file)?;
    let directory = session.existing()?;
    let mut bar = session.out.bar("Trying the rules");
    let trial = directory
        .try_rules(
            Some(&text),
            session.clock.today(),
            usize::MAX,
            &mut |share| {
                bar.at("Trying the rules", share);
            },
        )
        .map_err(Failure::doing("try the rules"))?;
    drop(bar);
    session
        .out
        .result(|| as_json(&trial), || words(&trial, file));
    Ok(Exit::Fine)
}

fn adopt(session: &Session, file: Option<&Path>, shipped: bool, by: &str) -> Result<Exit, Failure> {
    let text = match (file, shipped) {
        (Some(file), false) => Some(read(file)?),
        (None, true) => None,
        _ => {
            return Err(Failure::WrongUse(
                "name a rules file, or give --shipped to go back to the rules that ship".to_owned(),
            ));
        }
    };
    let directory = session.existing()?;
    directory
        .adopt_rules(text.as_deref(), None, by, session.clock.now())
        .map_err(Failure::doing("adopt the rules"))?;
    session.out.result(
        || json!({"position": directory.snapshot().position().0}),
        || format!("Adopted; everything is published by these rules at position {}. Undo: fingerpost authority show --versions lists the versions before it; --shipped goes back to those that ship", directory.snapshot().position()),
    );
    Ok(Exit::Fine)
}

fn as_json(trial: &Trial) -> Json {
    json!({
        "compared": trial.compared,
        "records": trial.records,
        "values": trial.values.iter().map(|(field, times)| (field.as_str().to_owned(), json!(times))).collect::<serde_json::Map<_, _>>(),
        "reasons": trial.reasons,
        "due": trial.due.iter().map(|(field, (now, then))| (field.as_str().to_owned(), json!({"now": now, "then": then}))).collect::<serde_json::Map<_, _>>(),
        "notices": trial.notices,
        "listed": trial.listed.iter().map(|record| json!({
            "id": record.id.to_string(),
            "type": record.entry_type.as_str(),
            "name": record.name,
            "changes": record.changes.iter().map(|change| json!({
                "field": change.field.as_str(),
                "before": change.before,
                "after": change.after,
            })).collect::<Json>(),
        })).collect::<Json>(),
    })
}

fn words(trial: &Trial, file: &Path) -> String {
    let mut text = format!(
        "Of {} records, {} would change. Nothing was changed.\n",
        count(trial.compared),
        count(trial.records)
    );
    for (field, times) in &trial.values {
        let _ = writeln!(text, "  {times:>6}  {}", field.as_str());
    }
    if trial.reasons > 0 {
        let _ = writeln!(
            text,
            "  {:>6}  values stay, but another source or rule stands behind them",
            count(trial.reasons)
        );
    }
    for (field, (now, then)) in trial.due.iter().filter(|(_, (now, then))| now != then) {
        let (now, then) = (count(*now), count(*then));
        let _ = writeln!(
            text,
            "{} past its review date: {now} now, {then} then",
            field.as_str()
        );
    }
    for notice in &trial.notices {
        let _ = writeln!(text, "Note: {notice}.");
    }
    for record in trial.listed.iter().take(PRINTED) {
        let _ = writeln!(
            text,
            "\n{} {} {}",
            record.entry_type.as_str(),
            record.id,
            record.name
        );
        for change in &record.changes {
            let _ = writeln!(
                text,
                "  {}\n    now  {}\n    then {}",
                change.field.as_str(),
                change.before,
                change.after
            );
        }
    }
    if trial.records as usize > PRINTED {
        let _ = writeln!(
            text,
            "\nand {} more; --json gives all",
            trial.records as usize - PRINTED
        );
    }
    let _ = writeln!(
        text,
        "\nNext: fingerpost authority adopt {}",
        file.display()
    );
    text
}
