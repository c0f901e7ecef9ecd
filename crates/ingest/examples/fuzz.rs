//! Reads damaged documents of every format until the time is over: `cargo xtask fuzz --minutes 10 [--seed 1]`.
//!
//! Every document must be read or refused without a panic, within [`LIMIT`], and its rows must add up. A seed that
//! finds a fault is printed and added to `tests/seeds.txt`. Prints how many documents were read and the most memory held.

#[path = "../tests/checked/mod.rs"]
mod checked;

use checked::{check, check_suggested, samples};
use std::error::Error;
use std::fs::{OpenOptions, read_to_string};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use testkit::damage::{Document, damaged};

/// The longest that one document may take. Documents are of a few kilobytes, or of a few megabytes at most.
const LIMIT: Duration = Duration::from_secs(10);
/// The most memory that may be held, in bytes. A row is 1 MiB at most; what is damaged is held several times.
const MEMORY: u64 = 400 << 20;
const SEEDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/seeds.txt");

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let (mut minutes, mut first) = (1.0_f64, 1_u64);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().ok_or("a flag needs a value")?;
        match word.as_str() {
            "--minutes" => minutes = value.parse()?,
            "--seed" => first = value.parse()?,
            _ => return Err(format!("there is no `{word}`; use --minutes and --seed").into()),
        }
    }
    let until = Instant::now() + Duration::from_secs_f64(minutes * 60.0);
    let samples = samples();
    let (next, done) = (AtomicU64::new(first), AtomicBool::new(false));
    let told = Arc::new(Mutex::new(String::new()));
    let hook = Arc::clone(&told);
    // A panic is told with its seed, once it is caught.
    std::panic::set_hook(Box::new(move |info| {
        if let Ok(mut text) = hook.lock() {
            *text = info.to_string();
        }
    }));
    let now = Mutex::new((Instant::now(), first, ""));
    let (mut documents, mut read, mut rows, mut faults) = (0_u64, 0_u64, 0_u64, 0_u64);
    let slowest = std::thread::scope(|scope| {
        let watch = scope.spawn(|| watch(&now, &done));
        let mut slowest = (Duration::ZERO, String::new());
        while Instant::now() < until {
            let seed = next.fetch_add(1, Relaxed);
            for sample in &samples {
                let began = Instant::now();
                if let Ok(mut now) = now.lock() {
                    *now = (began, seed, sample.sample);
                }
                let outcome = catch_unwind(AssertUnwindSafe(|| {
                    let document = damaged(sample, seed);
                    let tally = check(&document);
                    if seed % 4 == 0 {
                        check_suggested(&document);
                    }
                    tally
                }));
                if let Ok(tally) = outcome {
                    read += u64::from(tally.is_some());
                    rows += tally.map_or(0, |tally| tally.read);
                } else {
                    faults += 1;
                    let text = told.lock().map(|text| text.clone()).unwrap_or_default();
                    println!("seed {seed}, {}: {text}", sample.sample);
                    keep(seed, sample);
                }
                documents += 1;
                if began.elapsed() > slowest.0 {
                    slowest = (began.elapsed(), format!("seed {seed}, {}", sample.sample));
                }
            }
        }
        done.store(true, Relaxed);
        watch.join().ok();
        slowest
    });
    let memory = peak_bytes();
    println!(
        "{documents} documents of {} samples: {read} read, {} refused whole, {rows} rows",
        samples.len(),
        documents - read - faults
    );
    println!(
        "{faults} faults, 0 hangs; the slowest took {:?} ({}); most memory {} MiB of {} MiB",
        slowest.0,
        slowest.1,
        memory >> 20,
        MEMORY >> 20
    );
    println!("seeds {first} to {}", next.load(Relaxed) - 1);
    let good = faults == 0 && memory < MEMORY;
    Ok(if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Ends the process when one document takes longer than it may.
fn watch(now: &Mutex<(Instant, u64, &str)>, done: &AtomicBool) {
    while !done.load(Relaxed) {
        std::thread::sleep(Duration::from_millis(200));
        let Ok(now) = now.lock().map(|now| *now) else {
            return;
        };
        let (began, seed, sample) = now;
        if began.elapsed() > LIMIT && !done.load(Relaxed) {
            println!("seed {seed}, {sample}: not read within {LIMIT:?}");
            if let Some(sample) = samples().iter().find(|known| known.sample == sample) {
                keep(seed, sample);
            }
            std::process::exit(2);
        }
    }
}

/// Adds a seed to the file of seeds, unless it is there.
fn keep(seed: u64, sample: &Document) {
    let line = format!("{seed} {}", sample.sample);
    let known = read_to_string(SEEDS).is_ok_and(|text| text.lines().any(|known| known == line));
    let file = OpenOptions::new().append(true).open(SEEDS);
    if !known && let Err(e) = file.and_then(|mut file| writeln!(file, "{line}")) {
        println!("could not keep the seed: {e}");
    }
}

/// The most memory this process has held, where the system tells.
fn peak_bytes() -> u64 {
    let status = read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kibibytes.unwrap_or_default() << 10
}
