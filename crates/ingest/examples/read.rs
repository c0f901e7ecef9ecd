//! Reads documents and prints what came of them: `cargo run --release -p ingest --example read -- [--map MAP] [--count]
//! FILES…`.
//!
//! With `--count` entries are only counted, which is what is timed. The files of one call are one document. Prints the table, the tally, entries by type and kind, and the findings by
//! kind with three examples each.

use ingest::{Input, Outcome, open};
use model::{EntryType, Field, Findings, SourceKey, Value};
use std::collections::BTreeMap;
use std::error::Error;
use std::fs::{File, read_to_string};
use std::path::Path;
use std::time::Instant;

/// As in the product.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<(), Box<dyn Error>> {
    let mut map = None;
    let mut show = 0;
    let mut count = false;
    let mut inputs = Vec::new();
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--map" => map = Some(read_to_string(words.next().ok_or("--map needs a file")?)?),
            "--count" => count = true,
            "--show" => show = words.next().ok_or("--show needs a number")?.parse()?,
            path => {
                let name = Path::new(path)
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                inputs.push(Input::new(name, File::open(path)?));
            }
        }
    }
    let source: SourceKey = "example".parse()?;
    let began = Instant::now();
    let mut reader = open(&source, inputs, map.as_deref())?;
    let mut findings = Findings::default();
    let mut kinds: BTreeMap<(EntryType, String), u64> = BTreeMap::new();
    let (mut entries, mut hours, mut points) = (0_u64, 0_u64, 0_u64);
    for row in reader.by_ref() {
        row.findings
            .into_iter()
            .for_each(|finding| findings.add(finding));
        let Outcome::Described(described) = row.outcome else {
            continue;
        };
        entries += described.len() as u64;
        if count {
            continue;
        }
        for entry in described {
            if show > 0 {
                show -= 1;
                println!("{} {}", entry.entry_type.as_str(), entry.local_id);
                for (field, said) in &entry.fields {
                    println!(
                        "    {} {}",
                        field.as_str(),
                        said.as_ref().map_or("none".to_owned(), Value::canonical)
                    );
                }
            }
            let kind = entry.fields.get(&Field::Kind).and_then(Option::as_ref);
            *kinds
                .entry((
                    entry.entry_type,
                    kind.map_or(String::new(), Value::canonical),
                ))
                .or_default() += 1;
            hours += u64::from(matches!(entry.fields.get(&Field::Schedule), Some(Some(_))));
            points += u64::from(
                matches!(entry.fields.get(&Field::Address), Some(Some(Value::Address(a))) if a.point.is_some()),
            );
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    let tally = reader.tally();
    println!(
        "{} as {}{}: {} read = {} described + {} companion + {} orphan + {} blank + {} refused ({}), intact {}",
        reader.files().join(" + "),
        reader.table(),
        if reader.amendment() {
            " (amendment)"
        } else {
            ""
        },
        tally.read,
        tally.described,
        tally.companion,
        tally.orphan,
        tally.blank,
        tally.refused,
        if tally.adds_up() {
            "adds up"
        } else {
            "DOES NOT ADD UP"
        },
        reader.intact(),
    );
    println!(
        "  {entries} entries, {hours} with hours, {points} with a position; {:.3} s, {:.0} rows/s, {:.0} entries/s, {} bytes",
        seconds,
        tally.read as f64 / seconds,
        entries as f64 / seconds,
        reader.bytes_read(),
    );
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for ((entry_type, kind), count) in kinds.iter().take(12) {
        println!("  {count:>7} {} {kind}", entry_type.as_str());
    }
    for ((code, problem), (count, examples)) in &findings.kinds {
        println!(
            "  {code} {count:>6} {problem}{}",
            if examples[0].refusal {
                " [refused]"
            } else {
                ""
            }
        );
        for example in examples {
            println!("           {}: {:?}", example.place, example.seen);
        }
    }
    Ok(())
}
