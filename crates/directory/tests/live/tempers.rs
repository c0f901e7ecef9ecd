//! A live server of each standard and of every temper, after it was good once: how its reading ends, which fault is named,
//! and that nothing is withdrawn by a reading that was not whole.

use super::World;
use super::play::{Asked, Play, Reply};
use directory::{FeedEnd, FeedKind};
use serde_json::{Value as Json, json};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The standard that a server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standard {
    Uk3,
    Uk1,
    Hsds,
}

/// What a server does from its second reading on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Temper {
    /// As before, each answer a little late.
    Slow,
    /// So late that nobody waits.
    Asleep,
    /// Every page is the first.
    Looping,
    /// There is always another page.
    Endless,
    /// Its total grows with every page.
    Changing,
    /// It says that it has more than it gives.
    Lying,
    /// After twelve services it hangs up.
    Dying,
    /// Every service has another id than before.
    NewIds,
    /// One service answers with another's id.
    OtherId,
    /// It has no services.
    Emptied,
    /// It has lost most of them, and says so truly.
    Shrunk,
    /// It has lost one, and says so truly.
    OneLess,
    /// Its services have each other's ids.
    Swapped,
    /// The names stand where the telephone numbers did, and the other way round.
    Shifted,
    /// Its place is at 0,0.
    Nowhere,
}

const STANDARDS: [Standard; 3] = [Standard::Uk3, Standard::Uk1, Standard::Hsds];
const SERVICES: u64 = 25;
const PAGE: u64 = 10;

/// One server.
struct Server {
    standard: Standard,
    temper: Mutex<Option<Temper>>,
    /// Services given since it has a temper.
    given: AtomicU64,
}

impl Server {
    fn is(&self, temper: Temper) -> bool {
        *self.temper.lock().unwrap() == Some(temper)
    }

    fn answer(&self, asked: &Asked) -> Reply {
        if self.is(Temper::Slow) {
            std::thread::sleep(Duration::from_millis(20));
        }
        if self.is(Temper::Asleep) {
            return Reply::Raw(Box::new(|_| std::thread::sleep(Duration::from_secs(3))));
        }
        let path = asked.path.split('?').next().unwrap_or_default();
        match path.strip_prefix("/o/services/") {
            Some(id) => self.service(id),
            None if path == "/o/services" => Reply::ok(self.page(asked).to_string()),
            None if path == "/o" || path == "/o/" => {
                Reply::ok(json!({"version": "3.0"}).to_string())
            }
            None => Reply::status(404),
        }
    }

    fn page(&self, asked: &Asked) -> Json {
        let page = match asked.number("page") {
            Some(page) if !self.is(Temper::Looping) => page,
            _ => 1,
        };
        let services = match *self.temper.lock().unwrap() {
            Some(Temper::Endless) => 1_000_000,
            Some(Temper::Emptied) => 0,
            Some(Temper::Shrunk) => 9,
            Some(Temper::OneLess) => SERVICES - 1,
            _ => SERVICES,
        };
        let from = (page.saturating_sub(1) * PAGE).min(services);
        let to = (from + PAGE).min(services);
        let listed: Vec<Json> = (from..to)
            .map(|n| json!({"id": self.id(n), "name": format!("Walking group {n}")}))
            .collect();
        let said = match *self.temper.lock().unwrap() {
            Some(Temper::Changing) => SERVICES + page,
            Some(Temper::Lying) => SERVICES + 40,
            _ => services,
        };
        let last = !self.is(Temper::Endless) && to >= services;
        let pages = services.div_ceil(PAGE);
        if self.standard == Standard::Uk1 {
            return json!({"totalElements": said, "totalPages": pages, "number": page, "size": PAGE, "first": page == 1, "last": last, "empty": listed.is_empty(), "content": listed});
        }
        json!({"total_items": said, "total_pages": pages, "page_number": page, "size": listed.len(), "first_page": page == 1, "last_page": last, "empty": listed.is_empty(), "contents": listed})
    }

    fn service(&self, id: &str) -> Reply {
        if self.is(Temper::Dying) && self.given.fetch_add(1, Ordering::SeqCst) >= 12 {
            return Reply::Raw(Box::new(|_| {}));
        }
        let said = if self.is(Temper::OtherId) && id == "s7" {
            "s8"
        } else {
            id
        };
        let name = match id.strip_prefix('s').and_then(|n| n.parse::<u64>().ok()) {
            Some(n) if self.is(Temper::Swapped) => format!("Walking group {}", SERVICES - n),
            _ => format!("Walking group {id}"),
        };
        let phone = "01632 960001".to_owned();
        let (name, phone) = if self.is(Temper::Shifted) {
            (phone, name)
        } else {
            (name, phone)
        };
        let (latitude, longitude) = if self.is(Temper::Nowhere) {
            (0.0, 0.0)
        } else {
            (54.2, -1.6)
        };
        let organization = json!({"id": "o1", "name": "Valley Walkers", "description": "Walks."});
        let place = json!({"address_1": "1 Weir Lane", "city": "Tealford", "postal_code": "QX4 7PL", "country": "GB"});
        let hours = json!({"opens_at": "10:00", "closes_at": "12:00", "freq": "WEEKLY", "byday": "TU", "weekday": "TU"});
        let (places, schedules) = match self.standard {
            Standard::Uk1 => ("physical_addresses", "regular_schedules"),
            Standard::Uk3 | Standard::Hsds => ("addresses", "schedules"),
        };
        let at = json!([{"id": "a1", "location": {"id": "l1", "name": "Weir Hall", "location_type": "physical", "latitude": latitude, "longitude": longitude, places: [place]}}]);
        Reply::ok(
            json!({"id": said, "name": name, "phones": [{"id": "p1", "number": phone}], "status": "active", "organization": organization, "service_at_locations": at, schedules: [hours]})
                .to_string(),
        )
    }

    fn id(&self, n: u64) -> String {
        let prefix = if self.is(Temper::NewIds) { "new" } else { "s" };
        format!("{prefix}{n}")
    }
}

fn serve(standard: Standard) -> (Play, Arc<Server>) {
    let server = Arc::new(Server {
        standard,
        temper: Mutex::new(None),
        given: AtomicU64::new(0),
    });
    let answers = server.clone();
    (Play::new(move |asked| answers.answer(asked)), server)
}

/// Reads a good server of each standard, lets its temper turn, and reads it again a day later.
#[track_caller]
fn check(temper: Temper, end: FeedEnd, code: &str, services: usize) {
    for standard in STANDARDS {
        let (play, server) = serve(standard);
        let world = World::new();
        world.source("valley", &play, FeedKind::OpenReferral, "/o/services");
        assert_eq!(world.end(), FeedEnd::Good, "{standard:?}");
        assert_eq!(world.services(), SERVICES as usize, "{standard:?}");
        *server.temper.lock().unwrap() = Some(temper);
        world.pass(1_440);
        let report = world.fetch_due().remove(0);
        let outcome = &report.outcome;
        let what = format!("{standard:?} {temper:?}: {outcome:?}");
        assert_eq!(outcome.end, end, "{what}");
        assert_eq!(
            outcome
                .faults
                .first()
                .map_or("", |fault| fault.code.as_str()),
            code,
            "{what}"
        );
        // Where it is, and how to mend it.
        for fault in &outcome.faults {
            assert!(
                !fault.fix.is_empty() && fault.examples[0].contains(&play.at.to_string()),
                "{what}"
            );
        }
        assert_eq!(world.services(), services, "{what}");
        let withdrawn = outcome.changed.map_or(0, |changed| changed.withdrawn);
        assert!(
            withdrawn == 0 || end == FeedEnd::Good || end == FeedEnd::Held,
            "{what}"
        );
        // When it is good again it is believed again, whatever was before.
        *server.temper.lock().unwrap() = None;
        world.pass(1_440);
        let again = world.fetch_due().remove(0).outcome;
        assert!(
            matches!(again.end, FeedEnd::Good | FeedEnd::Unchanged),
            "{what}, then {again:?}"
        );
        assert_eq!(world.services(), SERVICES as usize, "{what}");
    }
}

#[test]
fn a_slow_server_is_read_and_one_that_sleeps_is_not_waited_for() {
    check(Temper::Slow, FeedEnd::Unchanged, "", 25);
    check(Temper::Asleep, FeedEnd::Failed, "FP407", 25);
}

#[test]
fn a_list_whose_paging_is_broken_withdraws_nothing() {
    check(Temper::Looping, FeedEnd::Partial, "FP431", 25);
    check(Temper::Lying, FeedEnd::Partial, "FP434", 25);
}

#[test]
fn a_list_that_never_ends_is_cut_off_and_withdraws_nothing() {
    for standard in STANDARDS {
        let (play, server) = serve(standard);
        let world = World::new();
        world.source("valley", &play, FeedKind::OpenReferral, "/o/services");
        assert_eq!(world.end(), FeedEnd::Good);
        *server.temper.lock().unwrap() = Some(Temper::Endless);
        world.pass(1_440);
        let outcome = world.fetch_due().remove(0).outcome;
        let code = outcome.faults[0].code.as_str();
        assert_eq!(
            (outcome.end, code),
            (FeedEnd::Partial, "FP432"),
            "{outcome:?}"
        );
        assert_eq!(outcome.changed.unwrap().withdrawn, 0);
        // Cut off at the 300 services that this test allows, after 31 pages.
        assert_eq!(world.services(), 310);
        assert!(outcome.requests < 400, "{} requests", outcome.requests);
    }
}

#[test]
fn a_list_that_changes_while_it_is_read_withdraws_nothing() {
    check(Temper::Changing, FeedEnd::Partial, "FP433", 25);
}

#[test]
fn a_server_that_dies_half_way_withdraws_nothing() {
    check(Temper::Dying, FeedEnd::Partial, "FP440", 25);
}

#[test]
fn a_list_that_is_another_or_none_is_not_used() {
    check(Temper::NewIds, FeedEnd::Failed, "FP441", 25);
    check(Temper::Emptied, FeedEnd::Failed, "FP442", 25);
    check(Temper::OtherId, FeedEnd::Partial, "FP438", 25);
}

#[test]
fn what_a_whole_list_no_longer_has_is_withdrawn_unless_it_is_too_much() {
    check(Temper::OneLess, FeedEnd::Good, "", 24);
    check(Temper::Shrunk, FeedEnd::Held, "", 25);
}

#[test]
fn sources_of_one_host_are_read_one_after_another() {
    let (busy, most) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let (now, seen) = (busy.clone(), most.clone());
    let play = Play::new(move |asked| {
        if asked.path == "/robots.txt" {
            return Reply::status(404);
        }
        let running = now.fetch_add(1, Ordering::SeqCst) + 1;
        seen.fetch_max(running, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(60));
        now.fetch_sub(1, Ordering::SeqCst);
        Reply::ok(super::table(5))
    });
    let world = World::new();
    for n in 0..4 {
        world.source(
            &format!("clubs-{n}"),
            &play,
            FeedKind::File,
            &format!("/{n}.csv"),
        );
    }
    let ends: Vec<FeedEnd> = world
        .fetch_due()
        .iter()
        .map(|report| report.outcome.end)
        .collect();
    assert_eq!(ends, [FeedEnd::Good; 4]);
    assert_eq!(
        (busy.load(Ordering::SeqCst), most.load(Ordering::SeqCst)),
        (0, 1)
    );
}

#[test]
fn a_live_feed_that_says_other_things_under_the_same_ids_is_held() {
    check(Temper::Swapped, FeedEnd::Held, "", 25);
    check(Temper::Shifted, FeedEnd::Held, "", 25);
    check(Temper::Nowhere, FeedEnd::Held, "", 25);
}
