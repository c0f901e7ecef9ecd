//! Reads opening times in words, one text a line, and prints how each was read:
//! `cargo run -p ingest --example hours -- [--sample 200 --seed 1] < FILE`.
//!
//! Each text is read on its own and as a cell of a table with a column map, which must agree: what is understood is the
//! service's schedule, what is refused stands in its description, with a finding. With `--sample` so many of those that
//! were understood are printed, chosen by the seed; without it all texts. Then the shares.

use ingest::{Input, Outcome, Reason, hours_text, open};
use model::{BankHolidays, Day, Field, SourceKey, Value};
use std::collections::BTreeMap;
use std::error::Error;
use std::io::{Cursor, stdin};

const MAP: &str = "id = \"id\"\n[service]\nname = \"id\"\nschedule = { text = \"hours\" }\n";

fn main() -> Result<(), Box<dyn Error>> {
    let (mut sample, mut seed) = (None, 1_u64);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().ok_or("a flag needs a value")?;
        match word.as_str() {
            "--sample" => sample = Some(value.parse::<usize>()?),
            "--seed" => seed = value.parse()?,
            _ => return Err(format!("there is no `{word}`; use --sample and --seed").into()),
        }
    }
    let texts: Vec<String> = stdin().lines().collect::<Result<_, _>>()?;
    let mut reasons: BTreeMap<Reason, u32> = BTreeMap::new();
    let (mut read, mut refused) = (Vec::new(), Vec::new());
    for text in &texts {
        match hours_text(text) {
            Ok(understood) => {
                let days: Vec<String> = understood.hours.weekly.iter().map(shown).collect();
                let bank_holidays = match &understood.hours.bank_holidays {
                    BankHolidays::NotSaid => String::new(),
                    BankHolidays::Closed => " | bank holidays closed".to_owned(),
                    BankHolidays::Open(sessions) => {
                        format!(" | bank holidays {}", shown(&Day::Open(sessions.clone())))
                    }
                };
                let beside = match understood.beside.as_slice() {
                    [] => String::new(),
                    beside => format!(" | beside: {}", beside.join("; ")),
                };
                let days = days.join(" | ");
                read.push(format!(
                    "READ    {text}\n        {days}{bank_holidays}{beside}"
                ));
            }
            Err(problem) => {
                *reasons.entry(problem.reason).or_default() += 1;
                let (reason, piece) = (problem.reason, problem.piece);
                refused.push(format!("REFUSED {text}\n        {reason}: {piece}"));
            }
        }
    }
    let kept = kept(&texts)?;
    let (understood, of) = (read.len(), texts.len());
    match sample {
        Some(count) => choose(&mut read, count, seed),
        None => read.append(&mut refused),
    }
    for lines in read {
        println!("{lines}");
    }
    let share = |part: usize| 100.0 * part as f64 / of.max(1) as f64;
    let rest = of - understood;
    println!(
        "{of} texts: {understood} understood ({:.1}%), {rest} refused ({:.1}%), {kept} of them kept in the description with a finding",
        share(understood),
        share(rest),
    );
    for (reason, count) in reasons {
        println!("{count:>6} {reason}");
    }
    if kept == rest {
        Ok(())
    } else {
        Err(format!("{} texts were refused and not kept", rest - kept).into())
    }
}

/// How many texts stand in the description, with a finding, when they are cells of a table.
fn kept(texts: &[String]) -> Result<usize, Box<dyn Error>> {
    let mut table = String::from("id,hours\n");
    for (n, text) in texts.iter().enumerate() {
        table += &format!("row{n},\"{}\"\n", text.replace('"', "\"\""));
    }
    let source: SourceKey = "hours".parse()?;
    let input = Input::new("hours.csv", Cursor::new(table.into_bytes()));
    let mut kept = 0;
    for row in open(&source, vec![input], Some(MAP))? {
        let Outcome::Described(entries) = &row.outcome else {
            continue;
        };
        for entry in entries {
            let said = |field| entry.fields.get(&field).and_then(Option::as_ref);
            let described = matches!(said(Field::Description), Some(Value::Text(text)) if text.starts_with("Opening times: "));
            let told = row
                .findings
                .iter()
                .any(|finding| finding.code.starts_with("FP17"));
            kept += usize::from(said(Field::Schedule).is_none() && described && told);
        }
    }
    Ok(kept)
}

/// Leaves `count` of `lines`, chosen by `seed` (SplitMix64).
fn choose(lines: &mut Vec<String>, count: usize, seed: u64) {
    let mut state = seed;
    let mut draw = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    let count = count.min(lines.len());
    for at in 0..count {
        let other = at + (draw() % (lines.len() - at) as u64) as usize;
        lines.swap(at, other);
    }
    lines.truncate(count);
}

fn shown(day: &Day) -> String {
    match day {
        Day::NotKnown => "?".to_owned(),
        Day::Closed => "-".to_owned(),
        Day::Open(sessions) => {
            let sessions: Vec<String> = sessions.iter().map(ToString::to_string).collect();
            sessions.join(",")
        }
    }
}
