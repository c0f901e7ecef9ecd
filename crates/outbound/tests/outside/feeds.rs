//! Live Open Referral feeds: good ones of every dialect, and every way we know for one to be bad.

use crate::play::{Asked, Play, Reply, small};
use outbound::feed::{Bounds, Feed, Read};
use outbound::{Kind, Limits, Problem};
use serde_json::{Value as Json, json};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// How a feed speaks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dialect {
    /// Open Referral UK 3.0 and HSDS 3.1.
    V3,
    /// Open Referral UK 1.0: Spring, counting from 1.
    V1,
    /// The same, counting from 0.
    V1FromZero,
    /// HSDS without paging.
    Bare,
}

const SIZE: u64 = 10;

fn envelope(dialect: Dialect, page: u64, total: u64) -> Json {
    let (first, index) = match dialect {
        Dialect::V1FromZero => (0, page),
        _ => (1, page.saturating_sub(1)),
    };
    let from = (index * SIZE).min(total);
    let to = (from + SIZE).min(total);
    let items = |from, to| -> Vec<Json> {
        (from..to)
            .map(|n| json!({"id": format!("s{n}"), "name": format!("Service {n}")}))
            .collect()
    };
    let pages = total.div_ceil(SIZE).max(1);
    match dialect {
        Dialect::V3 => json!({
            "total_items": total, "total_pages": pages, "page_number": page, "size": to - from, "first_page": page == 1,
            "last_page": page >= pages, "empty": from == to, "contents": items(from, to),
        }),
        Dialect::V1 | Dialect::V1FromZero => json!({
            "totalElements": total, "totalPages": pages, "number": page, "size": SIZE, "first": page == first,
            "last": page + 1 >= pages + first, "empty": from == to, "content": items(from, to),
        }),
        Dialect::Bare => json!({"contents": items(0, total)}),
    }
}

/// What a good feed answers.
fn good(dialect: Dialect, total: u64, asked: &Asked) -> Reply {
    let path = asked.path.split('?').next().unwrap();
    if path == "/o/" || path == "/o" {
        return Reply::ok(json!({"version": "HSDS-UK-3.0"}).to_string());
    }
    if path == "/o/services" {
        let page = asked.number("page").unwrap();
        return Reply::ok(envelope(dialect, page, total).to_string());
    }
    match path
        .strip_prefix("/o/services/s")
        .and_then(|n| n.parse::<u64>().ok())
    {
        Some(n) if n < total => Reply::ok(service(n)),
        _ => Reply::status(404),
    }
}

fn service(n: u64) -> String {
    format!("{{\n  \"id\": \"s{n}\",\r\n  \"name\": \"Service {n}\"\n}}\n")
}

/// Where a good feed of 25 services is changed.
fn play(change: impl Fn(&Asked) -> Option<Reply> + Send + Sync + 'static) -> Play {
    Play::new(move |asked| match asked.path.as_str() {
        "/robots.txt" => Reply::status(404),
        _ => change(asked).unwrap_or_else(|| good(Dialect::V3, 25, asked)),
    })
}

fn bounds() -> Bounds {
    Bounds {
        per_page: 10,
        pages: 50,
        services: 300,
        dead_after: 3,
        suspect_from: 10,
        ..Bounds::default()
    }
}

fn limits() -> Limits {
    Limits {
        tries: 1,
        ..small()
    }
}

/// One attempt; what it gave counts as safe.
fn attempt(play: &Play, folder: &Path) -> Result<Read, Problem> {
    let (fetcher, address) = (play.fetcher(limits()), play.address("/o/services"));
    let feed = Feed {
        fetcher: &fetcher,
        address: &address,
        folder,
        bounds: bounds(),
        accept_new_ids: false,
    };
    let read = feed.read()?;
    let lines = std::fs::read_to_string(&read.bodies).unwrap();
    assert_eq!(lines.lines().count() as u64, read.services);
    for line in lines.lines() {
        serde_json::from_str::<Json>(line).unwrap();
    }
    feed.settle(&read)?;
    Ok(read)
}

fn read(play: &Play) -> Result<Read, Problem> {
    attempt(play, tempfile::tempdir().unwrap().path())
}

#[track_caller]
fn not_complete(
    change: impl Fn(&Asked) -> Option<Reply> + Send + Sync + 'static,
    kind: Kind,
    services: u64,
) {
    let read = read(&play(change)).unwrap();
    let kinds: Vec<Kind> = read.faults.kinds().map(|(kind, ..)| kind).collect();
    assert_eq!(
        (read.complete, kinds, read.services),
        (false, vec![kind], services)
    );
}

fn page_of(asked: &Asked) -> Option<u64> {
    asked
        .path
        .starts_with("/o/services?")
        .then(|| asked.number("page"))
        .flatten()
}

#[test]
fn a_good_feed_of_every_dialect_is_read_whole() {
    for dialect in [Dialect::V3, Dialect::V1, Dialect::V1FromZero, Dialect::Bare] {
        for total in [1, 9, 10, 11, 25] {
            let play = play(move |asked| Some(good(dialect, total, asked)));
            let read = read(&play).unwrap();
            assert_eq!(
                (read.services, read.complete),
                (total, true),
                "{:?}",
                read.faults
            );
            assert_eq!(read.version.as_deref(), Some("HSDS-UK-3.0"));
        }
    }
}

#[test]
fn a_feed_that_says_nothing_of_itself_or_of_its_last_page_is_read_whole() {
    let silent = play(|asked| match page_of(asked) {
        Some(page @ 1..=3) => {
            let mut body = envelope(Dialect::V3, page, 25);
            let body = body.as_object_mut().unwrap();
            body.retain(|key, _| key == "contents");
            Some(Reply::ok(json!(body).to_string()))
        }
        Some(_) => Some(Reply::status(404)),
        None if asked.path == "/o/" || asked.path == "/o" => Some(Reply::status(500)),
        None => None,
    });
    let read = read(&silent).unwrap();
    assert_eq!(
        (read.services, read.complete),
        (25, true),
        "{:?}",
        read.faults
    );
}

#[test]
fn a_feed_whose_pages_repeat_is_not_complete() {
    not_complete(
        |asked| page_of(asked).map(|_| Reply::ok(envelope(Dialect::V3, 1, 25).to_string())),
        Kind::RepeatedPage,
        10,
    );
}

#[test]
fn a_feed_that_never_ends_is_not_complete() {
    let endless = |total: Option<u64>| {
        move |asked: &Asked| {
            if let Some(page) = page_of(asked) {
                let ids: Vec<Json> = (0..SIZE)
                    .map(|n| json!({"id": format!("s{}", page * SIZE + n)}))
                    .collect();
                let mut body = json!({"last_page": false, "contents": ids});
                if let Some(total) = total {
                    body["total_items"] = total.into();
                }
                return Some(Reply::ok(body.to_string()));
            }
            Some(good(Dialect::V3, 100_000, asked))
        }
    };
    not_complete(endless(None), Kind::Endless, 310);
    // Far past what it says it has.
    not_complete(endless(Some(40)), Kind::Endless, 80);
}

#[test]
fn a_feed_whose_total_changes_once_is_read_again_and_twice_is_not_complete() {
    let asked_first = AtomicU64::new(0);
    let once = play(move |asked| {
        let page = page_of(asked)?;
        let early = page == 1 && asked_first.fetch_add(1, Ordering::SeqCst) == 0;
        let total = if early { 24 } else { 25 };
        Some(Reply::ok(envelope(Dialect::V3, page, total).to_string()))
    });
    let steady = read(&once).unwrap();
    assert_eq!(
        (steady.services, steady.complete),
        (25, true),
        "{:?}",
        steady.faults
    );
    not_complete(
        |asked| {
            let page = page_of(asked)?;
            let mut body = envelope(Dialect::V3, page, 25);
            body["total_items"] = (23 + page).into();
            Some(Reply::ok(body.to_string()))
        },
        Kind::TotalChanged,
        25,
    );
}

#[test]
fn a_list_that_gives_fewer_than_it_says_is_not_complete() {
    not_complete(
        |asked| {
            let mut body = envelope(Dialect::V3, page_of(asked)?, 25);
            body["total_items"] = 30.into();
            Some(Reply::ok(body.to_string()))
        },
        Kind::TooFew,
        25,
    );
    // The last page comes too early.
    not_complete(
        |asked| {
            let mut body = envelope(Dialect::V3, page_of(asked)?, 25);
            body["last_page"] = true.into();
            Some(Reply::ok(body.to_string()))
        },
        Kind::TooFew,
        10,
    );
}

#[test]
fn services_that_are_missing_or_lie_make_it_not_complete() {
    let detail = |body: &'static str| {
        move |asked: &Asked| (asked.path == "/o/services/s7").then(|| Reply::ok(body))
    };
    not_complete(
        |asked| (asked.path == "/o/services/s7").then(|| Reply::status(404)),
        Kind::Missing,
        24,
    );
    not_complete(
        |asked| (asked.path == "/o/services/s7").then(|| Reply::status(500)),
        Kind::Missing,
        24,
    );
    not_complete(detail("{\"id\":\"s8\"}"), Kind::OtherId, 24);
    not_complete(detail("{\"id\":\"s7\""), Kind::NotAService, 24);
    not_complete(detail("<html>"), Kind::NotAService, 24);
    not_complete(detail("[{\"id\":\"s7\"}]"), Kind::NotAService, 24);
    let deep: &'static str =
        Box::leak(format!("{{\"id\":\"s7\",\"x\":{}", "[".repeat(20_000)).into_boxed_str());
    not_complete(detail(deep), Kind::NotAService, 24);
    not_complete(
        |asked| {
            let mut body = envelope(Dialect::V3, page_of(asked)?, 25);
            body["contents"][0]["id"] = Json::Null;
            Some(Reply::ok(body.to_string()))
        },
        Kind::NoId,
        22,
    );
}

#[test]
fn what_is_listed_twice_is_read_once() {
    let twice = play(|asked| {
        let mut body = envelope(Dialect::V3, page_of(asked)?, 25);
        if page_of(asked) == Some(2) {
            body["contents"][0]["id"] = "s0".into();
        }
        Some(Reply::ok(body.to_string()))
    });
    let read = read(&twice).unwrap();
    assert!(read.complete && read.faults.has(Kind::RepeatedId));
    assert_eq!(read.services, 24);
}

#[test]
fn what_is_no_feed_is_said_to_be_none() {
    let fails = |reply: fn() -> Reply, kind: Kind| {
        let play = play(move |asked| (!asked.path.starts_with("/robots")).then(reply));
        assert_eq!(read(&play).unwrap_err().kind, kind);
    };
    fails(|| Reply::ok("<html>"), Kind::NotAList);
    fails(|| Reply::ok("{\"contents\":[]}"), Kind::Empty);
    fails(|| Reply::status(404), Kind::NotThere);
    fails(|| Reply::status(403), Kind::NotAllowed);
}

#[test]
fn a_server_that_dies_half_way_is_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let (alive, asked_for) = (
        Arc::new(AtomicU64::new(12)),
        Arc::new(Mutex::new(Vec::new())),
    );
    let (left, seen) = (alive.clone(), asked_for.clone());
    let play = play(move |asked| {
        if !asked.path.contains("/services/") {
            return None;
        }
        if left.load(Ordering::SeqCst) == 0 {
            return Some(Reply::Raw(Box::new(|_| {})));
        }
        left.fetch_sub(1, Ordering::SeqCst);
        seen.lock().unwrap().push(asked.path.clone());
        None
    });
    let first = attempt(&play, folder.path()).unwrap();
    assert_eq!(
        (first.services, first.complete, first.resumable),
        (12, false, true)
    );
    assert!(first.faults.has(Kind::Died));
    alive.store(1_000, Ordering::SeqCst);
    let second = attempt(&play, folder.path()).unwrap();
    assert_eq!(
        (second.services, second.complete, second.resumable),
        (25, true, false)
    );
    assert_eq!(
        asked_for.lock().unwrap().len(),
        25,
        "nothing was asked for twice"
    );
}

#[test]
fn a_reading_that_was_killed_is_gone_on_with_whatever_was_torn() {
    // What an attempt leaves behind, cut off at every kind of place.
    let folder = tempfile::tempdir().unwrap();
    let alive = Arc::new(AtomicU64::new(12));
    let left = alive.clone();
    let play = play(move |asked| {
        let detail = asked.path.contains("/services/");
        let dead = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| {
            n.checked_sub(u64::from(detail))
        });
        dead.is_err().then(|| Reply::status(500))
    });
    attempt(&play, folder.path()).unwrap();
    let journal = std::fs::read(folder.path().join("now.journal")).unwrap();
    let bodies = std::fs::read(folder.path().join("services.jsonl")).unwrap();
    for cut in [
        0,
        1,
        journal.len() / 3,
        journal.len() / 2,
        journal.len() - 1,
        journal.len(),
    ] {
        for lost in [0, 1, bodies.len() / 2, bodies.len()] {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join("now.journal"), &journal[..cut]).unwrap();
            std::fs::write(
                folder.path().join("services.jsonl"),
                &bodies[..bodies.len() - lost],
            )
            .unwrap();
            alive.store(1_000, Ordering::SeqCst);
            let read = attempt(&play, folder.path()).unwrap();
            assert_eq!(
                (read.services, read.complete),
                (25, true),
                "cut at {cut}, lost {lost}"
            );
        }
    }
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let folder = tempfile::tempdir().unwrap();
    let (sent, edition) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(1)));
    let (counted, now) = (sent.clone(), edition.clone());
    let play = play(move |asked| {
        let id = asked.path.strip_prefix("/o/services/")?;
        let tag = match id {
            "s3" => format!("\"{id}-{}\"", now.load(Ordering::SeqCst)),
            _ => format!("\"{id}\""),
        };
        if asked.header("if-none-match") == Some(&tag) {
            return Some(Reply::status(304));
        }
        counted.fetch_add(1, Ordering::SeqCst);
        Some(good(Dialect::V3, 25, asked).with("ETag", &tag))
    });
    let first = attempt(&play, folder.path()).unwrap();
    assert!(first.complete && !first.unchanged);
    assert_eq!(sent.swap(0, Ordering::SeqCst), 25);
    let second = attempt(&play, folder.path()).unwrap();
    assert!(second.complete && second.unchanged);
    assert_eq!((second.services, sent.swap(0, Ordering::SeqCst)), (25, 0));
    // Another edition of one service that says the same is no change.
    edition.store(2, Ordering::SeqCst);
    let third = attempt(&play, folder.path()).unwrap();
    assert_eq!((third.unchanged, sent.load(Ordering::SeqCst)), (true, 1));
}

#[test]
fn ids_that_change_every_time_are_not_taken_for_new_services() {
    let folder = tempfile::tempdir().unwrap();
    let reading = Arc::new(AtomicU64::new(0));
    let number = reading.clone();
    let play = play(move |asked| {
        let prefix = format!("r{}-", number.load(Ordering::SeqCst));
        if let Some(page) = page_of(asked) {
            let text = envelope(Dialect::V3, page, 25).to_string();
            return Some(Reply::ok(
                text.replace("\"s", &format!("\"{prefix}"))
                    .replace(&format!("\"{prefix}ize"), "\"size"),
            ));
        }
        let id = asked.path.strip_prefix("/o/services/")?;
        Some(Reply::ok(json!({"id": id, "name": "x"}).to_string()))
    });
    assert!(attempt(&play, folder.path()).unwrap().complete);
    for n in 1..3 {
        reading.store(n, Ordering::SeqCst);
        assert_eq!(
            attempt(&play, folder.path()).unwrap_err().kind,
            Kind::NewIds
        );
    }
}
