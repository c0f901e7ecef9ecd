//! Truth 1 and 6: a process killed at any moment of an import loses nothing acknowledged and publishes no half of it.

#![expect(clippy::unwrap_used, reason = "a test")]

mod journey;

use journey::Journey;
use std::process::Stdio;
use std::time::{Duration, Instant};

const ROWS: u64 = 800;
const KILLS: u32 = 20;

fn prepared() -> Journey {
    let journey = Journey::new();
    journey.source("base", "council", Some(journey::MAP));
    let rows: Vec<String> = (0..50).map(|n| journey::good(&format!("b{n}"))).collect();
    journey.file(
        "base.csv",
        format!("{}\n{}\n", journey::HEADER, rows.join("\n")),
    );
    journey
        .run(&["import", "base", "base.csv", "--dated", "2026-11-01"])
        .fine();
    journey.source("big", "charity", Some(county::generated_map()));
    let mut csv = Vec::new();
    county::generated_csv(&mut csv, ROWS, 11, 300, &|_| false).unwrap();
    journey.file("big.csv", csv);
    journey
}

const IMPORT: [&str; 5] = ["import", "big", "big.csv", "--dated", "2026-11-20"];

#[test]
fn killed_at_twenty_points_of_an_import_the_rerun_ends_as_the_unbroken_one() {
    let unbroken = prepared();
    let base = unbroken.state_hash();
    let copies: Vec<Journey> = (0..KILLS)
        .map(|_| {
            let copy = Journey::new();
            unbroken.copy_data_to(&copy);
            std::fs::copy(unbroken.path().join("big.csv"), copy.path().join("big.csv")).unwrap();
            copy
        })
        .collect();
    let started = Instant::now();
    unbroken.run(&IMPORT).fine();
    let whole = started.elapsed();
    let want = unbroken.state_hash();
    assert_ne!(want, base);
    let mut killed_under_way = 0;
    for (at, journey) in copies.into_iter().enumerate() {
        // Twenty points spread over the import, moved a little by a fixed seed.
        let jitter = (at as u32 * 7_919 + 13) % 100;
        let after = whole * (at as u32 * 100 + jitter) / (KILLS * 100);
        let mut child = journey
            .command(&IMPORT)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(after.max(Duration::from_millis(2)));
        let ended = child.try_wait().unwrap().is_some();
        child.kill().unwrap();
        child.wait().unwrap();
        killed_under_way += u32::from(!ended);
        let verified = journey.run(&["verify", "--json"]);
        assert_eq!(
            verified.code, 0,
            "point {at}, after {after:?}: {}",
            verified.err
        );
        let hash = verified.json()["state_hash"].as_str().unwrap().to_owned();
        assert!(
            hash == base || hash == want,
            "point {at}, after {after:?}: half an import is published"
        );
        journey.run(&IMPORT).fine();
        assert_eq!(journey.state_hash(), want, "point {at}, after {after:?}");
    }
    assert!(
        killed_under_way >= KILLS / 2,
        "only {killed_under_way} of {KILLS} kills hit the import"
    );
}
