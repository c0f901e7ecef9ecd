//! Servers on which time is wasted: how long they are waited for, over all that is asked of them.

use crate::play::{Asked, Names, Play, Reply, outside, small};
use outbound::{Address, Guard, Kind, Limits, Validators, fetch_pages};
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Many tries, and little patience over all of them.
fn limits() -> Limits {
    Limits {
        tries: 4,
        patience: Duration::from_millis(1_200),
        ..small()
    }
}

fn silence() -> Reply {
    Reply::Raw(Box::new(|_| std::thread::sleep(Duration::from_secs(20))))
}

/// Twenty addresses of a server, one after the other: all fail, and in not much more time than patience allows for one.
#[track_caller]
fn given_up(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static, requests: u64) {
    let play = Play::new(answer);
    let fetcher = play.fetcher(limits());
    let (began, mut file) = (Instant::now(), tempfile::tempfile().unwrap());
    let kinds: Vec<Kind> = (0..20)
        .map(|n| {
            let address = play.address(&format!("/{n}"));
            let outcome = fetcher.file(&address, &Validators::default(), &mut file);
            outcome.unwrap_err().kind
        })
        .collect();
    assert_eq!(kinds, [Kind::Silent; 20]);
    assert!(
        began.elapsed() < Duration::from_secs(4),
        "{:?}",
        began.elapsed()
    );
    assert!(
        fetcher.requests() <= requests,
        "{} requests",
        fetcher.requests()
    );
}

#[test]
fn a_server_that_takes_connections_and_never_answers_is_not_waited_for_all_day() {
    given_up(|_| silence(), 3);
    // It has a head for everything, and a body for nothing.
    given_up(
        |_| {
            Reply::Raw(Box::new(|stream| {
                let _ = stream.write_all(b"HTTP/1.1 200 X\r\nContent-Length: 99\r\n\r\n");
                std::thread::sleep(Duration::from_secs(20));
            }))
        },
        4,
    );
}

#[test]
fn what_a_silent_server_cost_is_forgotten_when_it_answers() {
    let asked = AtomicU64::new(0);
    // Silent at every second request, each time for half of what patience there is.
    let play = Play::new(move |_| match asked.fetch_add(1, Ordering::SeqCst) % 2 {
        0 => Reply::ok("there"),
        _ => Reply::Raw(Box::new(|_| std::thread::sleep(Duration::from_millis(600)))),
    });
    let limits = Limits {
        patience: Duration::from_secs(1),
        ..limits()
    };
    let fetcher = play.fetcher(limits);
    let mut file = tempfile::tempfile().unwrap();
    for n in 0..3 {
        let address = play.address(&format!("/{n}"));
        let got = fetcher.file(&address, &Validators::default(), &mut file);
        assert!(got.is_ok(), "{got:?}");
    }
}

#[test]
fn pages_of_other_hosts_are_read_though_one_is_silent() {
    let good = Play::new(|asked| match asked.path.as_str() {
        "/robots.txt" => Reply::status(404),
        _ => Reply::ok("<p>Open</p>").with("Content-Type", "text/html"),
    });
    let second: SocketAddr = "127.0.0.2:0".parse().unwrap();
    let Ok(silent) = Play::on(second, |_| silence()) else {
        return; // this machine has one loopback address only
    };
    let guard = Guard::new(&[good.at.to_string(), silent.at.to_string()]).unwrap();
    let fetcher = outside(limits(), Arc::new(Names::default())).fetcher(guard, false);
    let addresses: Vec<Address> = (0..10)
        .flat_map(|n| {
            [
                silent.address(&format!("/{n}")),
                good.address(&format!("/{n}")),
            ]
        })
        .collect();
    let (folder, began) = (tempfile::tempdir().unwrap(), Instant::now());
    let pages = fetch_pages(&fetcher, &addresses, folder.path()).unwrap();
    assert_eq!(pages.pages, 10);
    let faults: Vec<(Kind, u64)> = pages.faults.kinds().map(|(kind, n, _)| (kind, n)).collect();
    assert_eq!(faults, [(Kind::Silent, 10)]);
    assert!(
        began.elapsed() < Duration::from_secs(4),
        "{:?}",
        began.elapsed()
    );
}

/// A list of twenty services, each given as `service` answers.
fn list(service: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Play {
    Play::new(move |asked| {
        let path = asked.path.split('?').next().unwrap_or_default();
        match path.strip_prefix("/o/services/") {
            Some(id) => service(id),
            None if path == "/o/services" => {
                let ids: Vec<String> = (0..20).map(|n| format!("{{\"id\":\"s{n}\"}}")).collect();
                Reply::ok(format!(
                    "{{\"last_page\":true,\"contents\":[{}]}}",
                    ids.join(",")
                ))
            }
            None => Reply::status(404),
        }
    })
}

fn found(id: &str) -> Reply {
    Reply::ok(format!("{{\"id\":\"{id}\"}}"))
}

#[test]
fn a_feed_that_falls_silent_half_way_is_gone_on_with_at_the_next_try() {
    let left = Arc::new(AtomicU64::new(7));
    let alive = left.clone();
    let play = list(move |id| {
        let answers = alive.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1));
        answers.map_or_else(|_| silence(), |_| found(id))
    });
    let folder = tempfile::tempdir().unwrap();
    let read = |limits: Limits| {
        let began = Instant::now();
        let read = play.with_feed(limits, folder.path(), |feed| {
            let read = feed.read().unwrap();
            feed.settle(&read).unwrap();
            read
        });
        assert!(
            began.elapsed() < Duration::from_secs(4),
            "{:?}",
            began.elapsed()
        );
        read
    };
    let first = read(limits());
    assert_eq!(
        (first.services, first.complete, first.resumable),
        (7, false, true)
    );
    assert!(first.faults.has(Kind::Died));
    left.store(1_000, Ordering::SeqCst);
    let second = read(limits());
    assert_eq!((second.services, second.complete), (20, true));
}

#[test]
fn a_reading_that_takes_too_long_is_gone_on_with_at_the_next_try() {
    let play = list(|id| {
        std::thread::sleep(Duration::from_millis(50));
        found(id)
    });
    let folder = tempfile::tempdir().unwrap();
    let limits = Limits {
        reading: Duration::from_millis(400),
        ..limits()
    };
    let mut services = Vec::new();
    loop {
        let read = play.with_feed(limits, folder.path(), |feed| feed.read().unwrap());
        services.push(read.services);
        if read.complete {
            break;
        }
        assert!(read.resumable && read.faults.has(Kind::Died) && services.len() < 12);
    }
    assert!(services.len() > 1 && services.is_sorted(), "{services:?}");
    assert_eq!(services.last(), Some(&20));
}
