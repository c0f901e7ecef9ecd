//! `fingerpost authority`: the rules of belief: shown, tried on everything that is there, adopted.

use super::Session;
use crate::args::Authority;
use crate::out::{Exit, Failure};
use crate::words::count;
use directory::Trial;
use serde_json::{Value as Json, json};
use std::fmt::Write as _;
use std::path::Path;

/// How many changed records are printed; all are counted, and `--json` gives up to 1,000.
const PRINTED: usize = 20;

pub fn run(session: &Session, command: &Authority) -> Result<Exit, Failure> {
    match command {
        Authority::Show => show(session),
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

fn show(session: &Session) -> Result<Exit, Failure> {
    let rules = session.existing()?.rules();
    session.out.result(
        || json!({"rules": rules.text()}),
        || rules.text().to_owned(),
    );
    Ok(Exit::Fine)
}

fn attempt(session: &Session, file: &Path) -> Result<Exit, Failure> {
    let text = read(file)?;
    let trial = session
        .existing()?
        .try_rules(&text)
        .map_err(Failure::doing("try the rules"))?;
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
        .adopt_rules(text.as_deref(), by, session.clock.now())
        .map_err(Failure::doing("adopt the rules"))?;
    session.out.result(
        || json!({"position": directory.snapshot().position().0}),
        || format!("Adopted; everything is published by these rules at position {}. Undo: fingerpost authority adopt --shipped", directory.snapshot().position()),
    );
    Ok(Exit::Fine)
}

fn as_json(trial: &Trial) -> Json {
    json!({
        "compared": trial.compared,
        "records": trial.records,
        "values": trial.values.iter().map(|(field, times)| (field.as_str().to_owned(), json!(times))).collect::<serde_json::Map<_, _>>(),
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
        trial.records
    );
    for (field, times) in &trial.values {
        let _ = writeln!(text, "  {times:>6}  {}", field.as_str());
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
            "\nand {} more; --json gives up to 1,000",
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
