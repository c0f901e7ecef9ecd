//! Servers that take up time: what becomes of their sources, and of those of others.

use super::play::{Play, Reply, small};
use super::{World, clubs, table};
use directory::live::{Clock as _, Limits};
use directory::{FeedEnd, FeedKind};
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::SignedDuration;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

fn impatient() -> World {
    World::with(Limits {
        tries: 4,
        patience: Duration::from_millis(1_200),
        ..small()
    })
}

#[test]
fn a_source_that_never_answers_is_given_up_soon_and_tried_again_at_a_time_that_is_told() {
    for kind in [FeedKind::File, FeedKind::OpenReferral, FeedKind::Pages] {
        let play =
            Play::new(|_| Reply::Raw(Box::new(|_| std::thread::sleep(Duration::from_secs(20)))));
        let world = impatient();
        world.source("clubs", &play, kind, "/clubs");
        for pause in [15, 30] {
            let began = Instant::now();
            let report = world.fetch_due().remove(0);
            assert!(
                began.elapsed() < Duration::from_secs(5),
                "{:?}",
                began.elapsed()
            );
            let outcome = &report.outcome;
            assert_eq!(outcome.end, FeedEnd::Failed, "{outcome:?}");
            let fault = &outcome.faults[0];
            assert_eq!((fault.code.as_str(), outcome.faults.len()), ("FP419", 1));
            assert!(
                fault.examples[0].contains(&play.at.to_string()),
                "{fault:?}"
            );
            assert!(
                outcome.said.contains("left alone until the next try"),
                "{outcome:?}"
            );
            let due = world.clock.now() + SignedDuration::from_mins(pause);
            assert_eq!(report.due, due);
            world.pass(pause as u64);
        }
    }
}

#[test]
fn what_becomes_due_while_a_slow_source_is_read_is_not_kept_waiting() {
    let ended = Arc::new(AtomicBool::new(false));
    let over = ended.clone();
    // Fast enough to be listened to, until it is told to end.
    let slow = Play::new(move |asked| {
        if asked.path == "/robots.txt" {
            return Reply::status(404);
        }
        let over = over.clone();
        Reply::Raw(Box::new(move |stream| {
            let _ = stream.write_all(b"HTTP/1.1 200 X\r\nConnection: close\r\n\r\n");
            for n in 0..400 {
                let line = if n == 0 {
                    "id,name,phone\n".to_owned()
                } else {
                    format!("{n},Club {n},\n")
                };
                if over.load(Ordering::SeqCst) || stream.write_all(line.as_bytes()).is_err() {
                    return;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        }))
    });
    let Ok(quick) = Play::on("127.0.0.2:0".parse().unwrap(), |asked| {
        match asked.path.as_str() {
            "/robots.txt" => Reply::status(404),
            _ => Reply::ok(table(5)),
        }
    }) else {
        return; // this machine has one loopback address only
    };
    let world = World::new();
    world.source("quick", &quick, FeedKind::File, "/clubs.csv");
    assert_eq!(world.end(), FeedEnd::Good);
    world.source("slow", &slow, FeedKind::File, "/clubs.csv");
    let (reports, while_slow) = std::thread::scope(|scope| {
        let fetching = scope.spawn(|| world.fetch_due());
        let began = Instant::now();
        while slow.accepted() == 0 {
            assert!(began.elapsed() < Duration::from_secs(5));
            std::thread::sleep(Duration::from_millis(5));
        }
        // A day passes, and the slow one still speaks.
        world.pass(1_440);
        let asked = quick.accepted();
        while quick.accepted() == asked && began.elapsed() < Duration::from_secs(6) {
            std::thread::sleep(Duration::from_millis(5));
        }
        let while_slow = quick.accepted() > asked;
        ended.store(true, Ordering::SeqCst);
        (fetching.join().unwrap(), while_slow)
    });
    assert!(while_slow, "the quick one was kept waiting");
    let mut ends: Vec<(&str, FeedEnd)> = reports
        .iter()
        .map(|report| (report.source.as_str(), report.outcome.end))
        .collect();
    ends.sort_unstable_by_key(|(source, _)| *source);
    assert_eq!(ends.len(), 2, "{ends:?}");
    assert_eq!((ends[0].0, ends[1].0), ("quick", "slow"));
    assert_eq!(ends[1].1, FeedEnd::Good);
}

#[test]
fn a_packed_file_that_is_a_bomb_is_refused_by_name_and_others_go_on() {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..70 {
        packed.write_all(&vec![b'a'; 1 << 20]).unwrap();
    }
    let packed = packed.finish().unwrap();
    let bomb = Play::new(move |asked| match asked.path.as_str() {
        "/robots.txt" => Reply::status(404),
        _ => Reply::ok(packed.clone()),
    });
    let (good, ..) = clubs();
    let world = World::new();
    world.source("bomb", &bomb, FeedKind::File, "/clubs.csv.gz");
    world.source("good", &good, FeedKind::File, "/clubs.csv");
    let reports = world.fetch_due();
    let of = |key: &str| reports.iter().find(|report| report.source == key).unwrap();
    let outcome = &of("bomb").outcome;
    assert_eq!(outcome.end, FeedEnd::Failed, "{outcome:?}");
    let fault = &outcome.faults[0];
    assert_eq!(
        (fault.code.as_str(), fault.examples[0].as_str()),
        ("FP113", "clubs.csv")
    );
    assert_eq!(of("good").outcome.end, FeedEnd::Good);
}
