//! Settling what sources do not agree on, at the steward's desk: one press an answer, and always a way back.

mod visitor;

use axum::http::Request;
use axum::http::request::Builder;
use jiff::civil::{Date, date};
use server::App;
use visitor::Got;

const STEWARDS: [(&str, &str); 2] = [
    ("Ruth Okoro", "the-token-of-ruth"),
    ("Sam Lyle", "the-token-of-sam-"),
];
const MAP: &str = "id = \"Ref\"\n\n[organization]\nname = \"Provider\"\nidentifiers = { ods = \"Code\" }\n\n[location]\naddress.lines = [\"Street\"]\naddress.postcode = \"Postcode\"\n\n[service]\nname = \"Service\"\nkind = \"Kind\"\nphone = \"Phone\"\nfees = \"Cost\"\n";

/// A site of two directories that list one club with two numbers and two prices.
struct Site {
    _folder: tempfile::TempDir,
    app: App,
    cookies: [String; 2],
}

impl Site {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let directory = visitor::directory(folder.path());
        let desk = visitor::desk(&directory, &STEWARDS);
        let mut site = Self {
            _folder: folder,
            app: visitor::app(directory, Some(desk)),
            cookies: [String::new(), String::new()],
        };
        site.read("council", "01632 960001", "£2", date(2026, 11, 1));
        site.read("charity", "01632 960002", "Free", date(2026, 11, 2));
        for (at, (_, token)) in STEWARDS.iter().enumerate() {
            site.cookies[at] = visitor::sign_in(&site.app, token).await;
        }
        site
    }

    fn read(&self, key: &str, phone: &str, cost: &str, said: Date) {
        let table = format!(
            "Ref,Provider,Code,Street,Postcode,Service,Kind,Phone,Cost\n1,Tealford Friends,QXA01,1 Mill Lane,QX4 7PL,Lunch club,lunch club,{phone},{cost}\n"
        );
        visitor::read(&self.app.directory, (key, key), MAP, &table, said);
    }

    async fn send(&self, who: usize, request: Builder, body: Vec<u8>) -> Got {
        let cookie = self.cookies.get(who).map(String::as_str);
        visitor::send(&self.app, cookie, request, body).await
    }

    async fn get(&self, who: usize, path: &str) -> Got {
        self.send(who, Request::get(path), Vec::new()).await
    }

    async fn post(&self, who: usize, path: &str, form: &[(&str, &str)]) -> Got {
        let (request, body) = visitor::form(path, form);
        self.send(who, request, body).await
    }

    /// The first fact for a person: its address and its page.
    async fn first(&self, who: usize) -> (String, Got) {
        let led = self.get(who, "/steward/conflicts").await;
        led.is(303);
        let page = self.get(who, led.location()).await;
        (led.location().to_owned(), page)
    }

    fn hash(&self) -> String {
        self.app.directory.status().expect("a status").state_hash
    }
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
        next.location().ends_with("/fees#question"),
        "{}",
        next.location()
    );
    let next = site
        .get(0, next.location().trim_end_matches("#question"))
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
    let next = site.post(0, &address, &form).await.leads();
    assert_ne!(site.hash(), before);
    let next = site.get(0, next.trim_end_matches("#question")).await;
    let position = next.between("name=\"position\" value=\"", "\"");
    let undo = [("position", &*position)];
    let back = site.post(0, "/steward/conflicts/undo", &undo).await;
    assert_eq!(back.location(), format!("{address}?done=undone#question"));
    assert_eq!(site.hash(), before);
    site.get(0, &format!("{address}?done=undone"))
        .await
        .says("It is taken back.");
    // Pressed twice, it is done.
    assert_eq!(
        site.post(0, "/steward/conflicts/undo", &undo)
            .await
            .location(),
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
    site.send(0, elsewhere, format!("mark={mark}&do={right}").into_bytes())
        .await
        .is(403);
    site.post(2, &address, &[("mark", &mark), ("do", &right)])
        .await
        .is(401);
    assert!(
        site.get(2, &address)
            .await
            .location()
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
async fn what_anybody_settled_is_listed_and_anybody_takes_it_back() {
    let site = Site::new().await;
    let before = site.hash();
    let (address, page) = site.first(0).await;
    let form = [
        ("mark", &*mark(&page)),
        ("do", &*button(&page, "01632 960 002")),
        ("why", "I <rang> them"),
    ];
    site.post(0, &address, &form).await.is(303);
    // What somebody passed on is for themselves only.
    let (fees, page) = site.first(0).await;
    let form = [("mark", &*mark(&page)), ("do", "not-sure")];
    site.post(0, &fees, &form).await.is(303);
    site.get(0, "/steward/conflicts/settled")
        .await
        .says("You said on 23 November 2026: not sure.");
    let list = site.get(1, "/steward/conflicts/settled").await;
    list.is(200)
        .says(&format!("<a href=\"{address}\">Lunch club: phone</a>"))
        .says("Ruth Okoro said on 23 November 2026: 01632 960 002 is right.")
        .says("Why: I &#60;rang&#62; them")
        .lacks("not sure");
    let position = list.between("name=\"position\" value=\"", "\"");
    let undo = [("position", &*position)];
    let back = site.post(1, "/steward/conflicts/undo", &undo).await.leads();
    assert_eq!(back, format!("{address}?done=undone#question"));
    assert_eq!(site.hash(), before);
    let list = site.get(0, "/steward/conflicts/settled").await;
    list.says("Sam Lyle took it back on 23 November 2026.")
        .says("Why: I &#60;rang&#62; them");
    let older = format!("/steward/conflicts/settled?before={position}");
    site.get(0, &older).await.says("Nothing is settled yet.");
    site.get(0, "/steward/conflicts/settled?before=x")
        .await
        .is(200);
    site.get(2, "/steward/conflicts/settled").await.is(303);
}

#[tokio::test]
async fn where_a_register_says_closed_the_page_says_who_must_be_told() {
    let site = Site::new().await;
    let map = "id = \"Ref\"\n\n[organization]\nname = \"Provider\"\nidentifiers = { ods = \"Code\" }\nstatus = { column = \"State\", terms = { \"open\" = \"active\", \"closed\" = \"closed\" } }\n";
    for (key, state) in [("register", "closed"), ("regulator", "open")] {
        let table = format!("Ref,Provider,Code,State\n1,Tealford Friends,QXA01,{state}\n");
        let said = date(2026, 11, 3);
        visitor::read(&site.app.directory, (key, key), map, &table, said);
    }
    // It is not asked beside the phone number and the cost.
    site.get(0, "/steward").await.says("2 facts to settle.");
    let register = "register".parse().expect("a key");
    let id = model::EntryId::of(&register, "1#organization", model::EntryType::Organization);
    let address = format!("/steward/conflicts/{id}/status");
    site.get(0, &address)
        .await
        .is(200)
        .says("Tealford register must be told.")
        .says("/about/who-keeps-what")
        .lacks("This one is right")
        .lacks("Not sure");
}

#[tokio::test]
async fn what_the_queue_is_narrowed_to_stays_through_every_step() {
    let site = Site::new().await;
    let only = "?source=charity&kind=lunch-club";
    let led = site.get(0, &format!("/steward/conflicts{only}")).await;
    led.is(303);
    let address = led.location().to_owned();
    assert!(address.ends_with(only), "{address}");
    let page = site.get(0, &address).await;
    page.says("2 facts to settle, Tealford charity, Lunch club")
        .says("Tealford charity (2)</option>")
        .says("<a href=\"/steward/conflicts\">Show all</a>");
    let skip = page.between("<a href=\"/steward/conflicts?after=", "\"");
    assert!(
        skip.ends_with(&only.replace('?', "&#38;").replace("&k", "&#38;k")),
        "{skip}"
    );
    let form = [
        ("mark", &*mark(&page)),
        ("do", &*button(&page, "01632 960 002")),
    ];
    let next = site.post(0, &address, &form).await.leads();
    assert!(next.ends_with(&format!("/fees{only}#question")), "{next}");
    let next = site.get(0, next.trim_end_matches("#question")).await;
    let position = next.between("name=\"position\" value=\"", "\"");
    let undo = next.between("action=\"/steward/conflicts/undo", "\"");
    let undo = format!("/steward/conflicts/undo{}", undo.replace("&#38;", "&"));
    let back = site
        .post(0, &undo, &[("position", &*position)])
        .await
        .leads();
    assert!(
        back.ends_with("/phone?done=undone&source=charity&kind=lunch-club#question"),
        "{back}"
    );
    site.get(0, "/steward/conflicts?kind=dentist")
        .await
        .is(200)
        .says("No fact of these waits for you.")
        .says("Show all");
    // The desk counts all of them.
    site.get(0, "/steward").await.says("2 facts to settle.");
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
