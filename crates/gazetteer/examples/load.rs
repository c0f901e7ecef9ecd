//! Reads files of places, writes the compact file in memory and looks up every postcode it read.
//!
//! `cargo run --release -p gazetteer --example load -- FILE…` (already decompressed) prints what each file gave, the
//! processor time of each step, the size of the compact file a postcode, and the time of one lookup.

use gazetteer::{Builder, Gazetteer};
use std::fs::{self, File};
use std::io::BufReader;
use std::sync::Arc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut builder = Builder::new();
    let began = processor_seconds();
    for path in std::env::args().skip(1) {
        let at = processor_seconds();
        let report = builder.read(
            &path,
            BufReader::with_capacity(256 * 1024, File::open(&path)?),
        )?;
        println!(
            "{path}: {:?}, {} rows, {} refused, {:.2} s",
            report.kind,
            report.rows,
            report.refused,
            processor_seconds() - at
        );
        for ((code, problem), (count, examples)) in &report.findings.kinds {
            let example = examples
                .first()
                .map(|e| format!("{}: {}", e.place, e.seen))
                .unwrap_or_default();
            println!("  {code} {problem}: {count} ({example})");
        }
    }
    let at = processor_seconds();
    let bytes = builder.finish();
    let places = Gazetteer::open(Arc::new(bytes.clone()))?;
    println!(
        "written in {:.2} s; all {:.2} s of processor time; peak {}",
        processor_seconds() - at,
        processor_seconds() - began,
        peak()
    );
    println!(
        "{places:?}: {} bytes, {:.2} a postcode",
        bytes.len(),
        bytes.len() as f64 / places.len() as f64
    );

    let mut postcodes: Vec<model::Postcode> = Vec::new();
    for path in std::env::args().skip(1) {
        let first_cell = |line: &str| {
            line.split(',')
                .next()
                .and_then(|cell| cell.trim_matches('"').parse().ok())
        };
        postcodes.extend(fs::read_to_string(&path)?.lines().filter_map(first_cell));
    }
    // Shuffled by steps of a large prime, so that neither the list nor the places are visited in a useful order.
    let mut shuffled: Vec<model::Postcode> = Vec::with_capacity(postcodes.len());
    shuffled
        .extend((0..postcodes.len()).map(|i| postcodes[i * 1_000_003 % postcodes.len()].clone()));
    let began = processor_seconds();
    let found = shuffled
        .iter()
        .filter(|postcode| places.postcode(postcode).is_some())
        .count();
    let each = (processor_seconds() - began) * 1e9 / shuffled.len().max(1) as f64;
    println!(
        "{found} of {} found, {each:.0} ns of processor time each (scattered)",
        shuffled.len()
    );
    Ok(())
}

/// Processor time of this process in seconds (Linux; 0 elsewhere).
fn processor_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks: Vec<f64> = stat
        .rsplit(')')
        .next()
        .unwrap_or("")
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    // Fields 14 and 15 of proc(5), counted after the state letter.
    ticks
        .get(10..12)
        .map_or(0.0, |both| both.iter().sum::<f64>() / 100.0)
}

fn peak() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .map_or_else(|| "?".to_owned(), |kb| kb.trim().to_owned())
}
