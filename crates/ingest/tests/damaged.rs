//! What we write is what we read, and what others damage is refused where it is damaged: good documents of every format,
//! damaged by seeds. `cargo xtask fuzz` does the same for as long as it is told.

mod checked;

use checked::{check, check_suggested, samples};
use testkit::damage::{Document, damaged};

/// Seeds that once found a fault, with the sample each was found with.
const SEEDS: &str = include_str!("seeds.txt");

/// How many seeds each sample is damaged by.
const SHORT: u64 = 20;

#[test]
fn the_good_documents_are_good() {
    for sample in samples() {
        let tally = check(&sample).expect(sample.sample);
        assert!(tally.described > 0, "{}: {tally:?}", sample.sample);
    }
}

#[test]
fn damaged_documents_add_up() {
    for (n, sample) in samples().iter().enumerate() {
        for seed in 0..SHORT {
            let seed = (n as u64) << 32 | seed;
            let result = std::panic::catch_unwind(|| check_both(&damaged(sample, seed), seed));
            assert!(result.is_ok(), "{} with seed {seed}", sample.sample);
        }
    }
}

#[test]
fn seeds_that_found_a_fault_find_none_any_more() {
    let samples = samples();
    for line in SEEDS
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
    {
        let (seed, sample) = line.split_once(' ').expect("a seed and a sample");
        let seed = seed.parse().expect("a seed");
        let sample = samples
            .iter()
            .find(|known| known.sample == sample.trim())
            .expect(line);
        check_both(&damaged(sample, seed), seed);
    }
}

/// Reads a document, and every fourth also by the map that is proposed for it.
fn check_both(document: &Document, seed: u64) {
    check(document);
    if seed.is_multiple_of(4) {
        check_suggested(document);
    }
}
