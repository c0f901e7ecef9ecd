//! What the log costs: appending, looking up again, reading back, one change, a quiet month.
//!
//! `cargo run --release -p store --example throughput -- [VERSIONS]` (200,000 by default). Times are processor time of
//! this process (Linux; elsewhere those of the clock on the wall).

use jiff::civil::date;
use model::{
    Code, EntryId, EntryNo, EntryType, Field, NewVersion, Phone, Role, RowPlace, RowTally, RunNo,
    Scheme, SourceKey, Tie, Value,
};
use roaring::RoaringBitmap;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};
use store::{
    Closing, Draft, EntryCounts, Error, Fingerprint, Log, NewEntry, NewRun, NewSource, SqliteLog,
};

const TABLE: &str = "invented";
const BATCH: usize = 2_000;

fn main() -> Result<(), Error> {
    let count = std::env::args()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .unwrap_or(200_000u32);
    let folder = tempfile::tempdir().map_err(|e| Error::Engine(Box::new(e)))?;
    let path = folder.path().join("log.db");
    let mut log = SqliteLog::open(&path, testkit::seeded_entropy(1))?;
    let key: SourceKey = "invented"
        .parse()
        .unwrap_or_else(|_| unreachable!("a plain word"));
    let source = log.add_source(NewSource {
        key: key.clone(),
        name: "An invented directory".into(),
        role: Role::Council,
        licence: "OGL v3".into(),
        map: None,
        hold_withdrawn_percent: 10,
        hold_moved_percent: 5,
    })?;
    let run = |day: i8| NewRun {
        source: source.no,
        table: TABLE.into(),
        files: vec!["invented.csv".into()],
        said: date(2024, 1, day),
        read_at: jiff::Timestamp::UNIX_EPOCH,
        partial: false,
    };
    let locals: Vec<String> = (0..count).map(|n| format!("{n}#service")).collect();
    let ids: Vec<EntryId> = locals
        .iter()
        .map(|local| EntryId::of(&key, local, EntryType::Service))
        .collect();
    let all: RoaringBitmap = (1..=count).collect();

    // The drafts are made outside the time measured: that is the reader's work.
    let first = log.begin_run(run(1))?;
    let mut spent = Duration::ZERO;
    for from in (0..count as usize).step_by(BATCH) {
        let to = (from + BATCH).min(count as usize);
        let new: Vec<NewEntry> = (from..to)
            .map(|n| NewEntry {
                id: ids[n],
                entry_type: EntryType::Service,
                source: source.no,
                table: TABLE.into(),
                local_id: locals[n].clone(),
            })
            .collect();
        let mut drafts: Vec<Draft> = (from..to)
            .map(|n| draft(EntryNo(n as u32 + 1), first, 1, n))
            .collect();
        let said: Vec<String> = drafts.iter().map(said_in).collect();
        let clock = Clock::start();
        log.number(&new)?;
        for (draft, said) in drafts.iter_mut().zip(&said) {
            if let Draft::Version { fingerprint, .. } = draft {
                *fingerprint = log.fingerprint(said.as_bytes());
            }
        }
        log.record(first, &drafts)?;
        spent += clock.spent();
    }
    let clock = Clock::start();
    log.close_run(first, closing(&all))?;
    let closed = clock.spent();
    report(
        "record, 8 fields, one raw row, two ties, fingerprint",
        spent,
        count,
    );
    report("believe at the closing", closed, count);
    println!(
        "{:>12} bytes in all, {} an entry",
        size(&path),
        size(&path) / u64::from(count)
    );

    let steady = log.steady()?;
    let clock = Clock::start();
    let mut unknown = 0;
    for id in &ids {
        unknown += u32::from(log.known(id)?.is_none_or(|known| known.said.is_none()));
    }
    report("known", clock.spent(), count);
    assert_eq!(unknown, 0, "an entry of a believed run is known");
    let clock = Clock::start();
    let mut read = 0;
    for no in 1..=count {
        read += log.versions(EntryNo(no))?.len();
    }
    report("versions read back", clock.spent(), read as u32);
    drop(steady);

    let clock = Clock::start();
    let changes = 50u32;
    for n in 0..changes {
        let run = log.begin_run(NewRun {
            partial: true,
            ..run(2)
        })?;
        let no = EntryNo(n * 37 % count + 1);
        log.record(run, &[draft(no, run, 2, 10_000_000 + n as usize)])?;
        log.close_run(run, closing(&all))?;
    }
    report(
        "one changed entry: begin, record, close",
        clock.spent(),
        changes,
    );

    drop(log);
    let mut log = SqliteLog::open(&path, testkit::seeded_entropy(2))?;
    let before = size(&path);
    for day in 1..=30i8 {
        let run = log.begin_run(run(day.min(28)))?;
        let drafts: Vec<Draft> = (0..count / 1000)
            .map(|n| {
                draft(
                    EntryNo((n * 997 + day as u32 * 31) % count + 1),
                    run,
                    3,
                    20_000_000 + (n * 31) as usize + day as usize,
                )
            })
            .collect();
        log.record(run, &drafts)?;
        log.close_run(run, closing(&all))?;
    }
    drop(log);
    let after = size(&path);
    println!(
        "{before:>12} bytes grew by {:.2}% in 30 readings with 0.1% changed",
        (after - before) as f64 * 100.0 / before as f64
    );

    let log = SqliteLog::open(&path, testkit::seeded_entropy(3))?;
    let clock = Clock::start();
    let verified = log.verify(&mut |_| ())?;
    report(
        if verified.holds() {
            "verify"
        } else {
            "verify: FAULTS"
        },
        clock.spent(),
        verified.items as u32,
    );
    Ok(())
}

fn draft(entry: EntryNo, run: RunNo, day: i8, n: usize) -> Draft {
    let text = |text: String| Value::text(&text);
    let code = Code::parse(Scheme::Ods, &format!("Q{n:07}")).ok();
    let changes: BTreeMap<Field, Option<Value>> = BTreeMap::from([
        (Field::Name, text(format!("Elm Lane Befriending {n}"))),
        (
            Field::Description,
            text(format!(
                "Volunteers visit people at home once a week, number {n}. Ask for {}.",
                n * 7
            )),
        ),
        (
            Field::Identifiers,
            code.clone().and_then(|code| Value::codes([code])),
        ),
        (
            Field::Phone,
            Phone::parse(&format!("01632 960{:03}", n % 1000)).map(Value::Phone),
        ),
        (Field::Email, text(format!("hello{n}@elm-lane.example"))),
        (
            Field::Website,
            text(format!("https://elm-lane.example/{n}")),
        ),
        (Field::Eligibility, text("Adults who live alone".to_owned())),
        (Field::Fees, None),
    ]);
    let adds = NewVersion {
        said: date(2024, 1, day),
        said_by: run,
        assured: None,
        speaks: changes.keys().copied().collect(),
        changes,
        row: Some(RowPlace {
            file: 0,
            line: n as u64 + 2,
        }),
    };
    let row = format!(
        "{n},Elm Lane Befriending {n},01632 960{:03},hello{n}@elm-lane.example,Adults who live alone",
        n % 1000
    );
    let ties = code
        .map(Tie::Code)
        .into_iter()
        .chain([Tie::Entry(EntryId::from_bytes([(n % 251) as u8; 16]))])
        .collect();
    Draft::Version {
        entry,
        adds,
        fingerprint: Fingerprint([0; 16]),
        ties,
        raw: vec![row.into_bytes()],
    }
}

/// All that a version says, as one text.
fn said_in(draft: &Draft) -> String {
    let Draft::Version { adds, .. } = draft else {
        return String::new();
    };
    let value = |v: &Option<Value>| {
        v.as_ref()
            .map_or_else(|| "null".to_owned(), Value::canonical)
    };
    let parts: Vec<String> = adds
        .changes
        .iter()
        .map(|(field, said)| format!("{}:{}", field.as_str(), value(said)))
        .collect();
    parts.join("\n")
}

fn closing(seen: &RoaringBitmap) -> Closing {
    Closing {
        complete: true,
        held: None,
        tally: RowTally::default(),
        counts: EntryCounts::default(),
        findings: "[]".into(),
        seen: seen.clone(),
        live: seen.clone(),
        closed_at: jiff::Timestamp::UNIX_EPOCH,
    }
}

fn size(path: &Path) -> u64 {
    let wal = path.with_extension("db-wal");
    [path, &wal]
        .into_iter()
        .filter_map(|p| std::fs::metadata(p).ok())
        .map(|m| m.len())
        .sum()
}

fn report(what: &str, spent: Duration, times: u32) {
    println!(
        "{:>12.2} µs each: {what} ({times} times, {:.2} s)",
        spent.as_secs_f64() * 1e6 / f64::from(times),
        spent.as_secs_f64()
    );
}

/// Processor time where the system tells it, else the time on the wall.
struct Clock(Instant, Option<u64>);

impl Clock {
    fn start() -> Self {
        Self(Instant::now(), Self::processor())
    }

    fn processor() -> Option<u64> {
        std::fs::read_to_string("/proc/thread-self/schedstat")
            .ok()?
            .split(' ')
            .next()?
            .parse()
            .ok()
    }

    fn spent(&self) -> Duration {
        match (self.1, Self::processor()) {
            (Some(from), Some(to)) => Duration::from_nanos(to - from),
            _ => self.0.elapsed(),
        }
    }
}
