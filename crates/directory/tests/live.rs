//! Sources that run themselves: what a server does, and what becomes of the record.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

#[path = "../../outbound/tests/outside/play.rs"]
#[expect(dead_code, reason = "made for the tests of the crate that fetches")]
mod play;
#[path = "live/silent.rs"]
mod silent;
#[path = "live/tempers.rs"]
mod tempers;

use directory::live::{Bounds, Clock, Limits, Manners, Outside};
use directory::{Directory, Feed, FeedEnd, FeedKind, FetchCall, FetchReport, NewSource};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use play::{Names, Play, Reply, small};
use std::sync::atomic::{AtomicU16, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const MAP: &str = "id = \"id\"\n[service]\nname = \"name\"\nphone = \"phone\"\n";

/// A clock whose days a test can let pass.
struct Days(Instant, AtomicU64);

impl Clock for Days {
    fn now(&self) -> Timestamp {
        let start: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
        start + SignedDuration::from_mins(self.1.load(Ordering::SeqCst) as i64)
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn wait(&self, duration: Duration) {
        std::thread::sleep(duration);
    }

    fn chance(&self) -> f64 {
        1.0
    }
}

struct World {
    folder: tempfile::TempDir,
    directory: Directory,
    clock: Arc<Days>,
    outside: Outside,
}

impl World {
    fn new() -> Self {
        Self::with(Limits {
            tries: 1,
            ..small()
        })
    }

    fn with(limits: Limits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let directory = Directory::open(folder.path(), testkit::seeded_entropy(1)).unwrap();
        let clock = Arc::new(Days(Instant::now(), AtomicU64::new(0)));
        let manners = Manners {
            a_second: None,
            ..Manners::default()
        };
        let outside = Outside::new(limits, manners, Arc::new(Names::default()), clock.clone());
        Self {
            folder,
            directory,
            clock,
            outside,
        }
    }

    /// A source that reads `/path` of `play` every day.
    fn source(&self, key: &str, play: &Play, kind: FeedKind, path: &str) {
        let source = NewSource {
            key: key.parse().unwrap(),
            name: key.to_owned(),
            role: model::Role::Council,
            licence: "OGL v3".to_owned(),
            map: (kind == FeedKind::File).then(|| MAP.to_owned()),
            hold_withdrawn_percent: 10,
            hold_moved_percent: 5,
        };
        self.directory.add_source(source, self.clock.now()).unwrap();
        let feed = Feed {
            kind,
            addresses: vec![play.url(path)],
            every_minutes: 1_440,
            allowed: vec![play.at.to_string()],
            ignores_robots: false,
        };
        self.directory
            .set_feed(key, &feed, self.clock.now())
            .unwrap();
    }

    fn pass(&self, minutes: u64) {
        self.clock.1.fetch_add(minutes, Ordering::SeqCst);
    }

    fn call(&self) -> FetchCall<'_> {
        FetchCall {
            bounds: Bounds {
                services: 300,
                suspect_from: 10,
                ..Bounds::default()
            },
            ..FetchCall::new(&self.outside, &|| date(2026, 11, 24))
        }
    }

    fn fetch_due(&self) -> Vec<FetchReport> {
        self.directory.fetch_due(self.call()).unwrap()
    }

    /// The end of the one feed that was due.
    fn end(&self) -> FeedEnd {
        let reports = self.fetch_due();
        assert_eq!(reports.len(), 1);
        reports[0].outcome.end
    }

    fn services(&self) -> usize {
        self.directory.status().unwrap().services
    }
}

fn table(rows: usize) -> String {
    let row = |n| format!("{n},Club {n},01632 9600{n:02}\n");
    format!("id,name,phone\n{}", (0..rows).map(row).collect::<String>())
}

/// A server of `/clubs.csv` with so many rows, an edition for each number, and a status that can be turned bad.
fn clubs() -> (Play, Arc<AtomicU16>, Arc<Mutex<usize>>) {
    let (status, rows) = (Arc::new(AtomicU16::new(200)), Arc::new(Mutex::new(30)));
    let (now, count) = (status.clone(), rows.clone());
    let play = Play::new(move |asked| {
        if asked.path == "/robots.txt" {
            return Reply::status(404);
        }
        let rows = *count.lock().unwrap();
        let tag = format!("\"{rows}\"");
        match now.load(Ordering::SeqCst) {
            200 if asked.header("if-none-match") == Some(&tag) => Reply::status(304),
            200 => Reply::ok(table(rows)).with("ETag", &tag),
            bad => Reply::status(bad),
        }
    });
    (play, status, rows)
}

#[test]
fn a_file_is_read_when_it_is_due_and_only_when_it_has_changed() {
    let (play, _, rows) = clubs();
    let world = World::new();
    world.source("clubs", &play, FeedKind::File, "/clubs.csv");
    let report = world.fetch_due().remove(0);
    assert_eq!(report.outcome.end, FeedEnd::Good);
    assert_eq!(
        report.outcome.said,
        "read whole, 30 rows: 30 entries new, 0 changed, 0 no longer listed"
    );
    assert_eq!(world.services(), 30);
    assert!(world.fetch_due().is_empty(), "not due again today");
    world.pass(1_440);
    assert_eq!(world.end(), FeedEnd::Unchanged);
    *rows.lock().unwrap() = 29;
    world.pass(1_440);
    let report = world.fetch_due().remove(0);
    assert_eq!(report.outcome.changed.unwrap().withdrawn, 1);
    assert_eq!(world.services(), 29);
    assert!(!world.folder.path().join("feeds/clubs/files").exists());
}

#[test]
fn a_feed_that_fails_keeps_what_was_published_and_is_tried_again_ever_later() {
    let (play, status, _) = clubs();
    let world = World::new();
    world.source("clubs", &play, FeedKind::File, "/clubs.csv");
    world.fetch_due();
    world.pass(1_440);
    status.store(500, Ordering::SeqCst);
    for pause in [15, 30, 60] {
        let report = world.fetch_due().remove(0);
        assert_eq!(report.outcome.end, FeedEnd::Failed);
        assert_eq!(report.outcome.faults[0].code, "FP415");
        assert_eq!(
            report.due,
            world.clock.now() + SignedDuration::from_mins(pause)
        );
        world.pass(pause as u64);
    }
    assert_eq!(world.services(), 30);
    let feed = world.directory.sources().unwrap().remove(0).feed.unwrap();
    assert_eq!((feed.failures, feed.needs_a_person()), (3, true));
    let good = world.clock.now() - SignedDuration::from_mins(1_440 + 105);
    assert_eq!(feed.good, Some(good));
    status.store(200, Ordering::SeqCst);
    assert_eq!(world.end(), FeedEnd::Unchanged);
    let feed = world.directory.sources().unwrap().remove(0).feed.unwrap();
    assert_eq!((feed.failures, feed.needs_a_person()), (0, false));
}

#[test]
fn a_feed_that_loses_most_of_its_rows_is_held() {
    let (play, _, rows) = clubs();
    let world = World::new();
    world.source("clubs", &play, FeedKind::File, "/clubs.csv");
    world.fetch_due();
    *rows.lock().unwrap() = 12;
    world.pass(1_440);
    assert_eq!(world.end(), FeedEnd::Held);
    assert_eq!(world.services(), 30);
    // It is not taken for known: as long as nobody decides, it is read and held again.
    world.pass(1_440);
    assert_eq!(world.end(), FeedEnd::Held);
    let call = FetchCall {
        release: true,
        ..world.call()
    };
    let report = world.directory.fetch("clubs", call).unwrap();
    assert_eq!(report.outcome.end, FeedEnd::Good);
    assert_eq!(world.services(), 12);
}

#[test]
fn a_file_that_says_other_things_under_the_same_ids_is_held() {
    let body = Arc::new(Mutex::new(table(30)));
    let now = body.clone();
    let play = Play::new(move |asked| match asked.path.as_str() {
        "/robots.txt" => Reply::status(404),
        _ => Reply::ok(now.lock().unwrap().clone()),
    });
    let world = World::new();
    world.source("clubs", &play, FeedKind::File, "/clubs.csv");
    assert_eq!(world.end(), FeedEnd::Good);
    let bad = |row: fn(usize) -> String| {
        let rows: String = (0..30).map(row).collect();
        *body.lock().unwrap() = format!("id,name,phone\n{rows}");
        world.pass(1_440);
        let outcome = world.fetch_due().remove(0).outcome;
        assert_eq!(outcome.end, FeedEnd::Held, "{outcome:?}");
        assert_eq!(world.services(), 30);
        outcome.said
    };
    let said = bad(|n| format!("{},Club {n},01632 9600{n:02}\n", 29 - n));
    assert!(
        said.contains("another name to 30 of 30 rows") && said.ends_with("published before stays"),
        "{said}"
    );
    let said = bad(|n| format!("{n},01632 9600{n:02},Club {n}\n"));
    assert!(said.contains("another name to 30 of 30 rows"), "{said}");
    let said = bad(|n| format!("{n},Club {n},Weir Lane\n"));
    assert!(said.contains("telephone number of 30 of 30 rows"), "{said}");
    let said = bad(|_| String::new());
    assert!(said.contains("withdraw 30 of 30 entries"), "{said}");
}

#[test]
fn one_source_that_fails_stops_no_other() {
    let (play, ..) = clubs();
    let world = World::new();
    let dead = Play::new(|_| Reply::Raw(Box::new(|_| {})));
    world.source("dead", &dead, FeedKind::OpenReferral, "/o");
    world.source("clubs", &play, FeedKind::File, "/clubs.csv");
    let private = Feed {
        kind: FeedKind::File,
        addresses: vec!["http://127.0.0.1:8080/x".to_owned()],
        every_minutes: 60,
        allowed: Vec::new(),
        ignores_robots: false,
    };
    let inside = Play::new(|_| Reply::ok("x"));
    world.source("inside", &inside, FeedKind::File, "/x");
    world
        .directory
        .set_feed("inside", &private, world.clock.now())
        .unwrap();
    let mut ends: Vec<(String, FeedEnd, String)> = world
        .fetch_due()
        .into_iter()
        .map(|report| {
            let code = report
                .outcome
                .faults
                .first()
                .map(|f| f.code.clone())
                .unwrap_or_default();
            (report.source, report.outcome.end, code)
        })
        .collect();
    ends.sort_by(|a, b| a.0.cmp(&b.0));
    let failed = |key: &str, code: &str| (key.to_owned(), FeedEnd::Failed, code.to_owned());
    let good = ("clubs".to_owned(), FeedEnd::Good, String::new());
    assert_eq!(
        ends,
        [good, failed("dead", "FP417"), failed("inside", "FP402")]
    );
}

#[test]
fn what_makes_no_feed_is_refused_when_it_is_declared() {
    let (play, ..) = clubs();
    let world = World::new();
    world.source("clubs", &play, FeedKind::File, "/clubs.csv");
    let refuses = |addresses: &[&str], allowed: &[&str], kind, every_minutes| {
        let strings = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
        let feed = Feed {
            kind,
            addresses: strings(addresses),
            every_minutes,
            allowed: strings(allowed),
            ignores_robots: false,
        };
        let outcome = world.directory.set_feed("clubs", &feed, world.clock.now());
        outcome.unwrap_err().to_string()
    };
    let fine = "https://lists.example/";
    let said = refuses(
        &["ftp://lists.example/?key=secret"],
        &[],
        FeedKind::File,
        60,
    );
    assert!(said.contains("FP401") && !said.contains("secret"), "{said}");
    refuses(&[], &[], FeedKind::Pages, 60);
    refuses(&[fine, fine], &[], FeedKind::OpenReferral, 60);
    refuses(&[fine], &["http://x"], FeedKind::File, 60);
    refuses(&[fine], &[], FeedKind::File, 1);
    assert!(world.directory.remove_feed("clubs").unwrap());
    assert!(world.directory.fetch("clubs", world.call()).is_err());
}

/// A feed of so many services of which one is missing when `broken`.
fn valley(count: &Arc<AtomicU16>, broken: &Arc<AtomicU16>) -> Play {
    let (count, broken) = (count.clone(), broken.clone());
    Play::new(move |asked| {
        let services = count.load(Ordering::SeqCst);
        let bad = broken.load(Ordering::SeqCst);
        if asked.path.starts_with("/o/services?") {
            let listed: Vec<_> = (0..services)
                .map(|n| format!("{{\"id\":\"s{n}\"}}"))
                .collect();
            let page = format!(
                "{{\"total_items\":{services},\"last_page\":true,\"contents\":[{}]}}",
                listed.join(",")
            );
            return Reply::ok(page);
        }
        match asked
            .path
            .strip_prefix("/o/services/s")
            .and_then(|n| n.parse::<u16>().ok())
        {
            Some(n) if n != bad => Reply::ok(format!(
                "{{\"id\":\"s{n}\",\"name\":\"Walking group {n}\",\"status\":\"active\",\"email\":\"g{n}@valley.example\",\n\
                 \"organization\":{{\"id\":\"o1\",\"name\":\"Valley Walkers\"}}}}"
            )),
            _ => Reply::status(404),
        }
    })
}

#[test]
fn a_live_feed_withdraws_only_when_it_was_read_whole() {
    const NONE: u16 = 9_999;
    let (count, broken) = (Arc::new(AtomicU16::new(20)), Arc::new(AtomicU16::new(NONE)));
    let play = valley(&count, &broken);
    let world = World::new();
    world.source("valley", &play, FeedKind::OpenReferral, "/o/services");
    let report = world.fetch_due().remove(0);
    assert_eq!(report.outcome.end, FeedEnd::Good, "{:?}", report.outcome);
    assert_eq!(world.services(), 20);
    world.pass(1_440);
    assert_eq!(world.end(), FeedEnd::Unchanged);
    // One is gone from the list, another is listed and missing: nothing is withdrawn.
    count.store(19, Ordering::SeqCst);
    broken.store(3, Ordering::SeqCst);
    world.pass(1_440);
    let report = world.fetch_due().remove(0);
    assert_eq!(report.outcome.end, FeedEnd::Partial, "{:?}", report.outcome);
    assert_eq!(report.outcome.faults[0].code, "FP437");
    assert!(
        report
            .outcome
            .said
            .ends_with("Nothing was withdrawn, because a service is listed and cannot be read")
    );
    assert_eq!(world.services(), 20);
    broken.store(NONE, Ordering::SeqCst);
    world.pass(1_440);
    assert_eq!(world.end(), FeedEnd::Good);
    assert_eq!(world.services(), 19);
}

#[test]
fn what_is_erased_is_not_left_in_what_was_fetched() {
    let (count, none) = (Arc::new(AtomicU16::new(3)), Arc::new(AtomicU16::new(9_999)));
    let play = valley(&count, &none);
    let world = World::new();
    world.source("valley", &play, FeedKind::OpenReferral, "/o");
    world.fetch_due();
    let kept = world.folder.path().join("feeds/valley/last-services.jsonl");
    assert!(
        std::fs::read_to_string(&kept)
            .unwrap()
            .contains("g1@valley.example")
    );
    let key = "valley".parse().unwrap();
    let id = model::EntryId::of(&key, "s1#service", model::EntryType::Service);
    world
        .directory
        .redact(id, None, "asked for", world.clock.now())
        .unwrap();
    assert!(!kept.exists());
    world.pass(1_440);
    assert_eq!(
        world.end(),
        FeedEnd::Good,
        "it is fetched again, and the value is not kept again"
    );
}
