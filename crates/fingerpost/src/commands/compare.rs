//! `fingerpost compare`: two or more lists side by side, with nothing kept and nothing changed.

use super::Session;
use crate::args::Compare;
use crate::out::{Exit, Failure};
use directory::{CompareList, Comparison};
use jiff::civil::Date;
use serde_json::{Value as Json, json};
use std::fmt::Write as _;
use std::path::Path;

pub fn run(session: &Session, flags: &Compare) -> Result<Exit, Failure> {
    if flags.links.is_some() && flags.lists.len() != 2 {
        return Err(Failure::WrongUse(format!(
            "--links needs exactly two lists, and {} are given",
            flags.lists.len()
        )));
    }
    let dated = dated(flags.dated.as_deref(), flags.lists.len())?;
    let lists: Vec<CompareList> = flags
        .lists
        .iter()
        .zip(dated)
        .map(|(path, dated)| CompareList {
            path: path.clone(),
            dated,
        })
        .collect();
    let comparison = directory::compare(&lists).map_err(Failure::doing("compare"))?;
    if let Some(path) = &flags.links {
        write(path, &links(&comparison))?;
    }
    if let Some(path) = &flags.html {
        write(
            path,
            &server::comparison_report(&comparison, session.clock.today()),
        )?;
    }
    session
        .out
        .result(|| figures(&comparison), || words(&comparison));
    Ok(Exit::Fine)
}

/// The letter by which a list is named: A for the first.
fn letter(at: usize) -> String {
    match u8::try_from(at) {
        Ok(at) if at < 26 => char::from(b'A' + at).to_string(),
        _ => format!("list {}", at + 1),
    }
}

fn dated(text: Option<&str>, lists: usize) -> Result<Vec<Option<Date>>, Failure> {
    let mut dated = vec![None; lists];
    for part in text
        .into_iter()
        .flat_map(|text| text.split(','))
        .filter(|part| !part.trim().is_empty())
    {
        let understood = part.trim().split_once('=').and_then(|(name, date)| {
            let at = (0..lists).find(|at| letter(*at).eq_ignore_ascii_case(name.trim()))?;
            Some((at, date.trim().parse::<Date>().ok()?))
        });
        let Some((at, date)) = understood else {
            return Err(Failure::WrongUse(format!(
                "--dated: `{part}` names no list and day; write A=2019-05-01,B=2019-12-01, where A is the first list"
            )));
        };
        dated[at] = Some(date);
    }
    Ok(dated)
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|problem| Failure::Io {
        doing: format!("write {}", path.display()),
        problem,
    })
}

fn links(comparison: &Comparison) -> String {
    let mut text = String::from("a_id,b_id,score,relation\n");
    for link in &comparison.links {
        let _ = writeln!(
            text,
            "{},{},{:.4},{}",
            cell(&link.one.1.id),
            cell(&link.other.1.id),
            link.score,
            link.relation.as_str()
        );
    }
    text
}

/// A cell of a CSV file (RFC 4180).
fn cell(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

fn figures(comparison: &Comparison) -> Json {
    json!({
        "lists": comparison.lists.iter().enumerate().map(|(at, list)| json!({
            "list": letter(at),
            "name": list.name,
            "rows": list.rows,
            "refused": list.findings.iter().filter(|kind| kind.refusal).map(|kind| kind.times).sum::<u64>(),
            "held_twice": list.held_twice,
        })).collect::<Json>(),
        "rows": comparison.rows(),
        "things": comparison.things,
        "in_more_than_one_list": comparison.shared,
        "copies": comparison.copies,
        "relations": comparison.relations,
        "disagreements": comparison.disagreements,
        "hours_a_year": comparison.hours_a_year(),
        "arithmetic": comparison.arithmetic(),
        "model": comparison.model,
    })
}

fn words(comparison: &Comparison) -> String {
    let mut text = String::new();
    for (at, list) in comparison.lists.iter().enumerate() {
        let _ = writeln!(
            text,
            "{}  {}: {} rows, {} pairs of them seem to be one thing",
            letter(at),
            list.name,
            list.rows,
            list.held_twice
        );
        for kind in list.findings.iter().take(3) {
            let _ = writeln!(text, "   {} × {} ({})", kind.times, kind.problem, kind.code);
        }
    }
    let _ = writeln!(
        text,
        "\n{} rows are {} things; {} of them stand in more than one list.",
        comparison.rows(),
        comparison.things,
        comparison.shared
    );
    let of = |word: &str| comparison.relations.get(word).copied().unwrap_or_default();
    let _ = writeln!(
        text,
        "{} links are clear, {} need a person to look, {} join what runs now to what has closed, {} are services of one organisation.",
        of("same"),
        of("ask"),
        of("successor"),
        of("different_service")
    );
    let _ = writeln!(text, "\nOf those that are the same, the lists disagree on:");
    for (field, times) in &comparison.disagreements {
        let _ = writeln!(text, "  {times:>6}  {field}");
        if let Some((one, other)) = comparison
            .disagreeing
            .get(field)
            .and_then(|examples| examples.first())
        {
            let _ = writeln!(
                text,
                "          such as {}\n               and {}",
                shown(field, one),
                shown(field, other)
            );
        }
    }
    let _ = writeln!(text, "\nKeeping them in step: {}.", comparison.arithmetic());
    text
}

fn shown(field: &str, row: &directory::ComparedRow) -> String {
    match field {
        "telephone" => format!("{} ({})", row.phone, row.name),
        "name" => format!("{} ({})", row.name, row.id),
        _ => format!("{}, {}", row.name, row.address),
    }
}
