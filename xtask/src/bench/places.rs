//! One postcode looked up: the gazetteer's own example, over every postcode in a scattered order.

use super::{Bench, Figure, build};
use crate::process::measured;
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::path::Path;

/// Looks up every postcode of Great Britain.
pub fn run(bench: &Bench) -> Result<Vec<Figure>, String> {
    let Some(data) = &bench.data else {
        return Err("needs `--data DIR`".into());
    };
    build(
        &bench.root,
        &["build", "--release", "-p", "gazetteer", "--example", "load"],
    )?;
    let plain = tempfile::NamedTempFile::new()
        .map_err(|e| format!("could not make a temporary file: {e}"))?;
    unpack(
        &data.join("geo/codepoint-open-gb-2014.csv.gz"),
        plain.path(),
    )?;
    let example = bench.root.join("target/release/examples/load");
    let ran = measured(&example, &[plain.path().display().to_string()])?;
    // The example's last line ends `… N ns of processor time each (scattered)`.
    let nanoseconds = ran
        .stdout
        .split_whitespace()
        .zip(ran.stdout.split_whitespace().skip(1))
        .find(|(_, unit)| *unit == "ns")
        .and_then(|(number, _)| number.parse::<f64>().ok())
        .ok_or_else(|| format!("the example printed no time: {} {}", ran.stdout, ran.stderr))?;
    Ok(vec![Figure::at_most(
        "postcode lookup",
        nanoseconds / 1000.0,
        1.0,
        "µs",
    )])
}

fn unpack(from: &Path, to: &Path) -> Result<(), String> {
    let sentence = |e: std::io::Error| format!("could not unpack {}: {e}", from.display());
    let mut reader = MultiGzDecoder::new(File::open(from).map_err(sentence)?);
    let mut writer = File::create(to).map_err(sentence)?;
    std::io::copy(&mut reader, &mut writer).map_err(sentence)?;
    Ok(())
}
