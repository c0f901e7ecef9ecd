//! Reads opening times in words, one a line, and prints how each was read: `cargo run -p ingest --example hours < FILE`.
//!
//! Prints the share understood and refused by reason, then a line for each text.

use ingest::{Reason, hours_text};
use model::{BankHolidays, Day};
use std::collections::BTreeMap;
use std::io::{BufRead as _, stdin};

fn main() -> Result<(), std::io::Error> {
    let mut reasons: BTreeMap<Reason, u32> = BTreeMap::new();
    let (mut all, mut understood) = (0, 0);
    for line in stdin().lock().lines() {
        let text = line?;
        all += 1;
        match hours_text(&text) {
            Ok(read) => {
                understood += 1;
                let days: Vec<String> = read.hours.weekly.iter().map(shown).collect();
                let bank_holidays = match &read.hours.bank_holidays {
                    BankHolidays::NotSaid => String::new(),
                    BankHolidays::Closed => " | bank holidays closed".to_owned(),
                    BankHolidays::Open(sessions) => {
                        format!(" | bank holidays {}", shown(&Day::Open(sessions.clone())))
                    }
                };
                println!(
                    "READ    {text}\n        {}{bank_holidays} {:?}",
                    days.join(" | "),
                    read.beside
                );
            }
            Err(problem) => {
                *reasons.entry(problem.reason).or_default() += 1;
                println!(
                    "REFUSED {text}\n        {}: {}",
                    problem.reason, problem.piece
                );
            }
        }
    }
    println!(
        "{all} texts: {understood} understood, {} refused",
        all - understood
    );
    for (reason, count) in reasons {
        println!("{count:>6} {reason}");
    }
    Ok(())
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
