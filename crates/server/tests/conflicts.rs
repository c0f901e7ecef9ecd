//! Settling what sources do not agree on, at the steward's desk: one press an answer, and always a way back.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use directory::{Directory, ImportRequest, NewSource};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use server::{App, Desk, router};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use tower::ServiceExt as _;

const TODAY: Date = date(2026, 11, 23);
const TOKENS: [&str; 2] = ["the-token-of-ruth", "the-token-of-sam-"];
const MAP: &str = "id = \"Ref\"\n\n[organization]\nname = \"Provider\"\nidentifiers = { ods = \"Code\" }\n\n[location]\naddress.lines = [\"Street\"]\naddress.postcode = \"Postcode\"\n\n[service]\nname = \"Service\"\nkind = \"Kind\"\nphone = \"Phone\"\nfees = \"Cost\"\n";

fn noon() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().expect("a moment")
}

/// A site of two directories that list one club with two numbers and two prices.
struct Site {
    folder: tempfile::TempDir,
    app: App,
    cookies: [String; 2],
}

struct Got {
    status: StatusCode,
    location: String,
    cookie: String,
    body: String,
}

impl Got {
    #[track_caller]
    fn says(&self, words: &str) -> &Self {
        let main = self.body.split("<main").nth(1).unwrap_or(&self.body);
        assert!(self.body.contains(words), "no {words:?} in {main}");
        self
    }

    #[track_caller]
    fn lacks(&self, words: &str) -> &Self {
        assert!(!self.body.contains(words), "{words:?} is there");
        self
    }

    #[track_caller]
    fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }

    /// What stands between two texts of the page.
    #[track_caller]
    fn between(&self, before: &str, after: &str) -> String {
        let rest = self.body.split_once(before).expect(before).1;
        rest.split_once(after).expect(after).0.to_owned()
    }
}

impl Site {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let entropy = Box::new(|bytes: &mut [u8]| bytes.fill(7));
        let directory = Directory::open(&folder.path().join("data"), entropy).expect("a directory");
        let mut site = Self {
            app: App {
                desk: Some(Arc::new(desk(&directory))),
                directory: Arc::new(directory),
                clock: Arc::new(noon),
                today_override: Some(TODAY),
            },
            folder,
            cookies: [String::new(), String::new()],
        };
        site.read("council", "01632 960001", "£2", date(2026, 11, 1));
        site.read("charity", "01632 960002", "Free", date(2026, 11, 2));
        for (at, token) in TOKENS.iter().enumerate() {
            let got = site.post(2, "/steward/sign-in", &[("token", token)]).await;
            let cookie = got.cookie.split(';').next().unwrap_or_default();
            cookie.clone_into(&mut site.cookies[at]);
        }
        site
    }

    fn read(&self, key: &str, phone: &str, cost: &str, said: Date) {
        let source = NewSource {
            key: key.parse().expect("a key"),
            name: format!("Tealford {key}"),
            role: key.parse().expect("a role"),
            licence: "OGL-3.0".into(),
            map: Some(MAP.into()),
            hold_withdrawn_percent: 100,
            hold_moved_percent: 100,
        };
        self.app
            .directory
            .add_source(source, noon())
            .expect("a source");
        let path = self.folder.path().join(format!("{key}-{said}.csv"));
        let text = format!(
            "Ref,Provider,Code,Street,Postcode,Service,Kind,Phone,Cost\n1,Tealford Friends,QXA01,1 Mill Lane,QX4 7PL,Lunch club,lunch club,{phone},{cost}\n"
        );
        std::fs::write(&path, text).expect("a file");
        let request = ImportRequest {
            source: key.into(),
            paths: vec![path],
            dated: Some(said),
            ..ImportRequest::default()
        };
        let read = self
            .app
            .directory
            .import(&request, noon(), TODAY, &mut |_| {});
        assert!(read.expect("it is read").tally.adds_up());
    }

    async fn send(&self, who: usize, request: axum::http::request::Builder, body: String) -> Got {
        let request = match self.cookies.get(who) {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        };
        let request = request.body(Body::from(body)).expect("a request");
        let response = router(self.app.clone())
            .oneshot(request)
            .await
            .expect("an answer");
        let header = |name: &str| {
            let value = response.headers().get(name).and_then(|v| v.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let (location, cookie) = (header("location"), header("set-cookie"));
        let status = response.status();
        let body = to_bytes(response.into_body(), 1 << 24)
            .await
            .expect("a body");
        Got {
            status,
            location,
            cookie,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    async fn get(&self, who: usize, path: &str) -> Got {
        self.send(who, Request::get(path), String::new()).await
    }

    async fn post(&self, who: usize, path: &str, form: &[(&str, &str)]) -> Got {
        let encode = |text: &str| {
            percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC)
                .to_string()
        };
        let pairs: Vec<String> = form
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        let request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(who, request, pairs.join("&")).await
    }

    /// The first fact for a person: its address and its page.
    async fn first(&self, who: usize) -> (String, Got) {
        let led = self.get(who, "/steward/conflicts").await;
        led.is(303);
        let page = self.get(who, &led.location).await;
        (led.location, page)
    }

    fn hash(&self) -> String {
        self.app.directory.status().expect("a status").state_hash
    }
}

fn desk(directory: &Directory) -> Desk {
    let count = AtomicU8::new(1);
    let random: server::Random =
        Arc::new(move |bytes: &mut [u8]| bytes.fill(count.fetch_add(1, Ordering::Relaxed)));
    let stewards = [
        format!("Ruth Okoro={}", TOKENS[0]),
        format!("Sam Lyle={}", TOKENS[1]),
    ];
    Desk::new(&stewards, directory, random).expect("a desk")
}

/// The name and value of the button beside the value with this text.
fn button(page: &Got, value: &str) -> String {
    let section = page.between(
        &format!("<h2 class=\"nhsuk-heading-s\">{value}"),
        "</section>",
    );
    let at = section.split_once("value=\"").expect("a button").1;
    at.split_once('"').expect("a button").0.to_owned()
}

fn mark(page: &Got) -> String {
    page.between("name=\"mark\" value=\"", "\"")
}

#[tokio::test]
async fn one_press_settles_a_fact_and_leads_to_the_next() {
    let site = Site::new().await;
    site.get(0, "/steward")
        .await
        .is(200)
        .says("2 facts to settle.");
    let (address, page) = site.first(0).await;
    page.is(200)
        .says("Lunch club: which phone number is right?")
        .says("1 Mill Lane")
        .says("Tealford council said this 3 weeks ago, on 1 November 2026. Not known when it was last checked.")
        .says("We show the first because");
    let form = [
        ("mark", &*mark(&page)),
        ("do", &*button(&page, "01632 960 002")),
        ("why", "I rang"),
    ];
    let next = site.post(0, &address, &form).await;
    next.is(303);
    assert!(
        next.location.ends_with("/fees#question"),
        "{}",
        next.location
    );
    let next = site
        .get(0, next.location.trim_end_matches("#question"))
        .await;
    next.is(200)
        .says("You said this is right for Lunch club: phone, 01632 960 002.")
        .says("1 fact to settle")
        .says("what does it cost?");
    // Everybody sees who says so now; other stewards see who and why.
    let service = format!("/service/{}", next.between("<a href=\"/service/", "\""));
    site.get(2, service.trim_end_matches("/history"))
        .await
        .says("The stewards of this site said this in November 2026");
    site.get(1, &address)
        .await
        .says("Ruth Okoro said this today, on 23 November 2026. “I rang.”");
}

#[tokio::test]
async fn an_answer_is_taken_back_with_one_press() {
    let site = Site::new().await;
    let before = site.hash();
    let (address, page) = site.first(0).await;
    let form = [
        ("mark", &*mark(&page)),
        ("do", &*button(&page, "01632 960 002")),
    ];
    let next = site.post(0, &address, &form).await.location;
    assert_ne!(site.hash(), before);
    let next = site.get(0, next.trim_end_matches("#question")).await;
    let position = next.between("name=\"position\" value=\"", "\"");
    let undo = [("position", &*position)];
    let back = site.post(0, "/steward/conflicts/undo", &undo).await;
    assert_eq!(back.location, format!("{address}?done=undone#question"));
    assert_eq!(site.hash(), before);
    site.get(0, &format!("{address}?done=undone"))
        .await
        .says("It is taken back.");
    // Pressed twice, it is done.
    assert_eq!(
        site.post(0, "/steward/conflicts/undo", &undo)
            .await
            .location,
        "/steward/conflicts"
    );
}

#[tokio::test]
async fn not_sure_asks_another_without_telling_them() {
    let site = Site::new().await;
    let before = site.hash();
    let (address, page) = site.first(0).await;
    let form = [
        ("mark", &*mark(&page)),
        ("do", "not-sure"),
        ("why", "they did not answer"),
    ];
    site.post(0, &address, &form).await.is(303);
    assert_eq!(site.hash(), before);
    site.get(0, "/steward")
        .await
        .says("1 fact to settle.")
        .says("1 fact waits");
    let (led, page) = site.first(1).await;
    assert_eq!(led, address);
    page.lacks("Ruth").lacks("they did not answer");
    site.get(1, "/steward")
        .await
        .says("2 facts to settle.")
        .lacks("passed on");
}

#[tokio::test]
async fn something_else_is_typed_and_read() {
    let site = Site::new().await;
    let (address, page) = site.first(0).await;
    let mark = mark(&page);
    for (typed, act, told) in [
        (
            "ring the bell",
            "other",
            "Write the phone number with its area code",
        ),
        ("", "other", "Type what is right"),
        (
            "01632 960003",
            &*button(&page, "01632 960 002"),
            "Press “Save what I typed”",
        ),
    ] {
        let form = [
            ("mark", &*mark),
            ("do", act),
            ("other", typed),
            ("why", "kept as typed"),
        ];
        let got = site.post(0, &address, &form).await;
        got.is(422)
            .says(told)
            .says("Error: ")
            .says("kept as typed")
            .says(typed);
    }
    let form = [
        ("mark", &*mark),
        ("do", "other"),
        ("other", " 01632960003 "),
    ];
    site.post(0, &address, &form).await.is(303);
    site.get(1, &address).await.says("01632 960 003");
}

#[tokio::test]
async fn of_two_stewards_at_once_the_later_is_told() {
    let site = Site::new().await;
    let (address, ruths) = site.first(0).await;
    let sams = site.get(1, &address).await;
    let form = [
        ("mark", &*mark(&ruths)),
        ("do", &*button(&ruths, "01632 960 001")),
    ];
    site.post(0, &address, &form).await.is(303);
    let before = site.hash();
    let form = [
        ("mark", &*mark(&sams)),
        ("do", &*button(&sams, "01632 960 002")),
        ("why", "on their door"),
    ];
    let told = site.post(1, &address, &form).await;
    told.is(409)
        .says("Something else was said while you looked, so your answer is not saved.")
        .says("Ruth Okoro said this today")
        .says("on their door");
    assert_eq!(site.hash(), before);
}

#[tokio::test]
async fn a_source_that_says_something_new_is_asked_about_again() {
    let site = Site::new().await;
    let (address, page) = site.first(0).await;
    let form = [
        ("mark", &*mark(&page)),
        ("do", &*button(&page, "01632 960 002")),
    ];
    site.post(0, &address, &form).await.is(303);
    let (next, _) = site.first(0).await;
    assert_ne!(next, address);
    site.read("council", "01632 960009", "£2", date(2026, 11, 24));
    assert_eq!(site.first(0).await.0, address);
}

#[tokio::test]
async fn what_is_no_answer_changes_nothing() {
    let site = Site::new().await;
    let (address, page) = site.first(0).await;
    let before = site.hash();
    let position = site.app.directory.status().expect("a status").log_position;
    let right = button(&page, "01632 960 002");
    let mark = mark(&page);
    // Looking, skipping, and looking at what is not there.
    let id = address.split('/').nth(3).unwrap_or_default().to_owned();
    site.get(0, &format!("/steward/conflicts?after={id}.phone"))
        .await
        .is(303);
    site.get(0, "/steward/conflicts?after=nonsense")
        .await
        .is(303);
    site.get(0, &format!("/steward/conflicts/{id}/fax"))
        .await
        .is(404);
    site.get(0, "/steward/conflicts/nobody/phone").await.is(404);
    let unknown = "/steward/conflicts/00000000-0000-5000-8000-000000000000/phone";
    site.get(0, unknown).await.is(404);
    site.post(0, unknown, &[("mark", &mark), ("do", &right)])
        .await
        .is(404);
    site.get(0, &format!("/steward/conflicts/{id}/name"))
        .await
        .is(200)
        .says("Sources agree on this now");
    // Forms that are not ours, or come from elsewhere.
    for act in [
        "",
        "right-",
        "right-x",
        "right-18446744073709551616",
        "wrong-1",
    ] {
        site.post(0, &address, &[("mark", &mark), ("do", act)])
            .await
            .is(400);
    }
    site.post(0, &address, &[("mark", &mark), ("do", "right-999999")])
        .await
        .is(409);
    site.post(0, &address, &[("do", &right)]).await.is(409);
    let elsewhere = Request::post(&*address)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site");
    site.send(0, elsewhere, format!("mark={mark}&do={right}"))
        .await
        .is(403);
    site.post(2, &address, &[("mark", &mark), ("do", &right)])
        .await
        .is(401);
    assert!(
        site.get(2, &address)
            .await
            .location
            .starts_with("/steward/sign-in?next=")
    );
    site.post(0, "/steward/conflicts/undo", &[("position", "1")])
        .await
        .is(303);
    site.post(0, "/steward/conflicts/undo", &[("position", "x")])
        .await
        .is(400);
    assert_eq!(site.hash(), before);
    assert_eq!(
        site.app.directory.status().expect("a status").log_position,
        position
    );
}

#[tokio::test]
async fn when_nothing_is_left_it_says_so() {
    let site = Site::new().await;
    for _ in 0..2 {
        let (address, page) = site.first(0).await;
        let act = page.between("name=\"do\" value=\"", "\"");
        site.post(0, &address, &[("mark", &mark(&page)), ("do", &act)])
            .await
            .is(303);
    }
    site.get(0, "/steward/conflicts")
        .await
        .is(200)
        .says("Nothing to settle")
        .says("Undo");
    site.get(0, "/steward").await.lacks("to settle.");
    site.get(0, "/about/sources")
        .await
        .says("The stewards of this site")
        .says("one fact at a time");
}
