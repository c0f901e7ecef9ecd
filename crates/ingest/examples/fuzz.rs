//! Reads damaged documents of every format until the time is over: `cargo xtask fuzz --minutes 10 [--seed 1]`.
//!
//! Every document must be read or refused without a panic, within [`LIMIT`] and [`MEMORY`], and its rows must add up.
//! A seed that finds a fault is printed and added to `tests/seeds.txt`. Prints what came of each sample's documents,
//! the slowest one, and the most memory held.

#[path = "../tests/checked/mod.rs"]
mod checked;

use checked::{check, check_suggested, samples};
use std::error::Error;
use std::fs::{OpenOptions, read_to_string};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use testkit::damage::damaged;

/// The most processor time that one document may take. Documents are of a few kilobytes, or of a few megabytes at most.
const LIMIT: Duration = Duration::from_secs(5);
/// The most time on the wall: this process gives way to every other.
const LIMIT_WALL: Duration = Duration::from_mins(2);
/// The most memory that may be held, in bytes. A row is 1 MiB at most; what is damaged is held several times.
const MEMORY: u64 = 400 << 20;
/// Bits of a seed that count rounds; those above tell samples apart.
const BITS: u32 = 40;
const SEEDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/seeds.txt");

/// What was typed.
struct Flags {
    minutes: f64,
    first: u64,
    /// Where the process that reads notes what it is reading; none in the one that watches over it.
    note: Option<String>,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut flags = Flags {
        minutes: 1.0,
        first: 1,
        note: None,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().ok_or("a flag needs a value")?;
        match word.as_str() {
            "--minutes" => flags.minutes = value.parse()?,
            "--seed" => flags.first = value.parse()?,
            "--note" => flags.note = Some(value),
            _ => return Err(format!("there is no `{word}`; use --minutes and --seed").into()),
        }
    }
    match &flags.note {
        Some(note) => read(&flags, note),
        None => watch_over(&flags),
    }
}

/// Reads in a process of its own, and in a new one after it was killed or ended itself: what does that to a reader is a
/// fault like any other.
fn watch_over(flags: &Flags) -> Result<ExitCode, Box<dyn Error>> {
    let until = Instant::now() + Duration::from_secs_f64(flags.minutes * 60.0);
    let note = std::env::temp_dir().join(format!("fuzz-{}", std::process::id()));
    let (mut next, mut fine) = (flags.first, true);
    while Instant::now() < until {
        let minutes = (until - Instant::now()).as_secs_f64() / 60.0;
        let status = std::process::Command::new(std::env::current_exe()?)
            .args([
                "--minutes",
                &minutes.to_string(),
                "--seed",
                &next.to_string(),
                "--note",
            ])
            .arg(&note)
            .status()?;
        fine &= status.success();
        if matches!(status.code(), Some(0 | 1)) {
            break;
        }
        let last = read_to_string(&note)?;
        let (seed, sample) = last.trim().split_once(' ').ok_or("nothing was read")?;
        let seed: u64 = seed.parse()?;
        println!("seed {seed}, {sample}: the process ended with {status}");
        keep(seed, sample);
        next = (seed & ((1 << BITS) - 1)) + 1;
    }
    let _ = std::fs::remove_file(&note);
    Ok(if fine {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Reads damaged documents until the time is over.
fn read(flags: &Flags, note: &str) -> Result<ExitCode, Box<dyn Error>> {
    let (minutes, first) = (flags.minutes, flags.first);
    let mut note = std::fs::File::create(note)?;
    let began = Instant::now();
    let until = began + Duration::from_secs_f64(minutes * 60.0);
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
    let mut counts: Vec<Count> = samples.iter().map(|_| Count::default()).collect();
    let slowest = std::thread::scope(|scope| -> std::io::Result<_> {
        let watch = scope.spawn(|| watch(&now, &done));
        let mut slowest = (Duration::ZERO, String::new());
        while Instant::now() < until {
            let round = next.fetch_add(1, Relaxed);
            for ((sample, count), n) in samples.iter().zip(&mut counts).zip(0_u64..) {
                // Each sample is damaged in its own ways.
                let seed = round | n << BITS;
                note.seek(SeekFrom::Start(0))?;
                write!(note, "{:<80}", format!("{seed} {}", sample.sample))?;
                let began = Instant::now();
                if let Ok(mut now) = now.lock() {
                    *now = (began, seed, sample.sample);
                }
                let outcome = catch_unwind(AssertUnwindSafe(|| {
                    let document = damaged(sample, seed);
                    let tally = check(&document);
                    if seed.is_multiple_of(4) {
                        check_suggested(&document);
                    }
                    tally
                }));
                if let Ok(tally) = outcome {
                    count.read += u64::from(tally.is_some());
                    count.rows += tally.map_or(0, |tally| tally.read);
                    count.refused += tally.map_or(0, |tally| tally.refused);
                } else {
                    count.faults += 1;
                    let text = told.lock().map(|text| text.clone()).unwrap_or_default();
                    println!("seed {seed}, {}: {text}", sample.sample);
                    keep(seed, sample.sample);
                }
                count.documents += 1;
                if began.elapsed() > slowest.0 {
                    slowest = (began.elapsed(), format!("seed {seed}, {}", sample.sample));
                }
            }
        }
        done.store(true, Relaxed);
        watch.join().ok();
        Ok(slowest)
    })?;
    let memory = peak_bytes();
    println!(
        "{:<40} {:>9} {:>9} {:>10} {:>9}",
        "sample", "documents", "read", "rows", "refused"
    );
    for (sample, count) in samples.iter().zip(&counts) {
        let Count {
            documents,
            read,
            rows,
            refused,
            ..
        } = count;
        println!(
            "{:<40} {documents:>9} {read:>9} {rows:>10} {refused:>9}",
            sample.sample
        );
    }
    let sum = |of: fn(&Count) -> u64| counts.iter().map(of).sum::<u64>();
    let (documents, read, faults) = (sum(|c| c.documents), sum(|c| c.read), sum(|c| c.faults));
    println!(
        "{documents} documents of {} samples: {read} read, {} refused whole, {} rows",
        samples.len(),
        documents - read - faults,
        sum(|c| c.rows)
    );
    println!(
        "{faults} faults, 0 hangs in {:.1} minutes; the slowest took {:?} on the wall ({}), limit {LIMIT:?} of processor time; most memory {} MiB of {} MiB",
        (began.elapsed()).as_secs_f64() / 60.0,
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

/// What came of the documents of one sample.
#[derive(Default)]
struct Count {
    documents: u64,
    /// Those that were not refused whole.
    read: u64,
    faults: u64,
    rows: u64,
    /// Rows that were refused.
    refused: u64,
}

/// Ends the process when one document takes longer, or more memory, than it may.
fn watch(now: &Mutex<(Instant, u64, &str)>, done: &AtomicBool) {
    let mut first = None;
    while !done.load(Relaxed) {
        std::thread::sleep(Duration::from_millis(200));
        let Ok((began, seed, sample)) = now.lock().map(|now| *now) else {
            return;
        };
        // What this process has used since the document was first seen is what the document took.
        let used = processor_time();
        let since = match first {
            Some((known, used_then)) if known == began => used.saturating_sub(used_then),
            _ => {
                first = Some((began, used));
                Duration::ZERO
            }
        };
        let memory = peak_bytes();
        let over = since > LIMIT || began.elapsed() > LIMIT_WALL || memory > MEMORY;
        if over && !done.load(Relaxed) {
            println!(
                "seed {seed}, {sample}: {since:?} of {LIMIT:?}, {:?} of {LIMIT_WALL:?} on the wall, {} MiB of {} MiB",
                began.elapsed(),
                memory >> 20,
                MEMORY >> 20
            );
            std::process::exit(2);
        }
    }
}

/// Adds a seed to the file of seeds, unless it is there.
fn keep(seed: u64, sample: &str) {
    let line = format!("{seed} {sample}");
    let known = read_to_string(SEEDS).is_ok_and(|text| text.lines().any(|known| known == line));
    let file = OpenOptions::new().append(true).open(SEEDS);
    if !known && let Err(e) = file.and_then(|mut file| writeln!(file, "{line}")) {
        println!("could not keep the seed: {e}");
    }
}

/// Processor time that this process has used, where the system tells: fields 14 and 15 of its line, in hundredths.
fn processor_time() -> Duration {
    let stat = read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = |at| {
        after_name
            .split_whitespace()
            .nth(at)
            .and_then(|n| n.parse::<u64>().ok())
    };
    Duration::from_millis(10 * (ticks(11).unwrap_or_default() + ticks(12).unwrap_or_default()))
}

/// The most memory this process has held, where the system tells.
fn peak_bytes() -> u64 {
    let status = read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kibibytes.unwrap_or_default() << 10
}
