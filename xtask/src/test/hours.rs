//! Opening times in free text: how many of those in real lists are understood, and a sample of them to read by eye.
//!
//! Words: a *text* is what somebody could have put into a column of opening times: a sentence of a description that
//! names a day and a number, or the *phrase* in it from the first day or time to the last. Start at [`run`].

use super::Workshop;
use flate2::read::MultiGzDecoder;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// Which texts are read by eye is chosen by it.
const SEED: u64 = 8;
/// How many are.
const SAMPLE: u64 = 200;

/// Every kind of file that has opening times in words.
const FILES: [&str; 7] = [
    "hsds-alameda/alamedaco.json",
    "hsds-dc/services.csv.gz",
    "hsds-dc/organizations.csv",
    "hsds-dc/locations.csv",
    "hsds-florida/services.csv",
    "hsds-florida/locations.csv",
    "nhsuk-2014/Optician.csv",
];

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Prints the shares and a sample.
///
/// # Errors
/// A sentence when a file cannot be read, or when a text was refused and not kept.
pub fn run(workshop: &Workshop, data: &Path) -> Result<(), String> {
    let mut texts = BTreeSet::new();
    for name in FILES {
        let before = texts.len();
        let whole = text(&data.join(name))?;
        for sentence in sentences(&whole) {
            texts.extend(phrase(&sentence));
            texts.insert(sentence);
        }
        println!("{name}: {} texts", texts.len() - before);
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    println!("sample of {SAMPLE} with seed {SEED}:");
    let mut reader = Command::new(cargo)
        .args(["run", "-q", "-p", "ingest", "--example", "hours", "--"])
        .args(["--sample", &SAMPLE.to_string(), "--seed", &SEED.to_string()])
        .current_dir(&workshop.root)
        .stdin(Stdio::piped())
        .spawn()
        .map_err(|e| format!("could not start cargo: {e}"))?;
    let lines: Vec<&str> = texts.iter().map(String::as_str).collect();
    if let Some(mut input) = reader.stdin.take() {
        // A reader that ended early says why itself.
        let _ = input.write_all(lines.join("\n").as_bytes());
    }
    match reader.wait() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err("a text was refused and not kept; the last line says how many".into()),
        Err(e) => Err(format!("could not wait for the reader: {e}")),
    }
}

fn text(path: &Path) -> Result<String, String> {
    let wrong = |e: std::io::Error| format!("could not read {}: {e}", path.display());
    let mut bytes = Vec::new();
    let mut file = File::open(path).map_err(wrong)?;
    if path.extension().is_some_and(|ending| ending == "gz") {
        MultiGzDecoder::new(file)
            .read_to_end(&mut bytes)
            .map_err(wrong)?;
    } else {
        file.read_to_end(&mut bytes).map_err(wrong)?;
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The sentences of `whole` that name a day and a number. Cells and members end at quotes and line breaks, as
/// sentences do.
fn sentences(whole: &str) -> Vec<String> {
    let whole = whole
        .replace("\\n", "\n")
        .replace("\\r", "\n")
        .replace("\\t", " ");
    let mut found = Vec::new();
    for part in whole.split(['"', '\n', '\r', '|']) {
        let mut rest = part;
        while !rest.is_empty() {
            let end = sentence_end(rest);
            let sentence = rest[..end].split_whitespace().collect::<Vec<_>>().join(" ");
            rest = &rest[end..];
            let times = sentence.bytes().any(|b| b.is_ascii_digit());
            if times && sentence.len() < 400 && words(&sentence).any(names_a_day) {
                found.push(sentence);
            }
        }
    }
    found
}

/// Where the first sentence of `text` ends: after a full stop that a blank or a capital follows, or at its end. The
/// stop of `a.m.` ends none.
fn sentence_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    for (at, byte) in text.bytes().enumerate() {
        let after = bytes.get(at + 1).copied().unwrap_or(b' ');
        let before = bytes.get(at.wrapping_sub(1)).copied().unwrap_or(b' ');
        let abbreviated =
            matches!(before, b'm' | b'M') && bytes.get(at.wrapping_sub(2)) == Some(&b'.');
        let stop = matches!(byte, b'!' | b'?') && after == b' '
            || byte == b'.' && !abbreviated && (after == b' ' || after.is_ascii_uppercase());
        if stop {
            return at + 1;
        }
    }
    text.len()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

fn names_a_day(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let known = DAYS.iter().any(|day| {
        lower.starts_with(day) && (lower.len() <= 5 || lower.trim_end_matches('s').ends_with("day"))
    });
    known
        && !matches!(
            lower.as_str(),
            "money" | "month" | "monte" | "sunny" | "satin" | "weds"
        )
        || matches!(lower.as_str(), "daily" | "weekdays" | "weekends")
}

/// The part of a sentence from its first day or time to its last.
fn phrase(sentence: &str) -> Option<String> {
    let parts: Vec<&str> = sentence.split(' ').collect();
    let tells = |part: &&str| {
        part.bytes().any(|b| b.is_ascii_digit())
            || words(part).any(|word| {
                names_a_day(word)
                    || matches!(
                        word.to_ascii_lowercase().as_str(),
                        "am" | "pm" | "noon" | "closed"
                    )
            })
    };
    let first = parts.iter().position(&tells)?;
    let last = parts.iter().rposition(tells)?;
    let phrase = parts[first..=last].join(" ");
    let phrase = phrase.trim_end_matches(['.', ',', ';', ':']);
    (phrase != sentence).then(|| phrase.to_owned())
}
