//! The rules of belief at the desk: changed by form or as a file, tried, saved, gone back from, by two people at once.

mod visitor;

use axum::http::request::Builder;
use axum::http::{Request, StatusCode};
use directory::Authority;
use jiff::civil::date;
use server::App;
use visitor::Got;

const MAP: &str = "id = \"id\"\n[organization]\nname = \"name\"\nidentifiers = { ods = \"ods\" }\n[service]\nname = \"name\"\nkind = \"kind\"\nschedule = { monday = \"mon\" }\n";
const STEWARDS: [(&str, &str); 2] = [
    ("Ruth Okoro", "a-token-of-the-tests"),
    ("Bill Ash", "another-of-the-tests"),
];

struct Site {
    _folder: tempfile::TempDir,
    app: App,
    cookies: Vec<String>,
}

/// What the hidden box of this name holds.
#[track_caller]
fn hidden(page: &Got, name: &str) -> String {
    page.between(&format!("name=\"{name}\" value=\""), "\"")
}

impl Site {
    /// Two sources that disagree about the hours of four services, and two stewards, signed in.
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let directory = visitor::directory(folder.path());
        for (key, role, hours) in [
            ("nhs", "national-profile", "09:00-17:00"),
            ("council", "council", "10:00-16:00"),
        ] {
            let row = |n| {
                format!(
                    "{n},QXA0{n},Elm {n},{},{hours}\n",
                    if n < 2 { "gp" } else { "pharmacy" }
                )
            };
            let rows = (0..4).map(row).collect::<String>();
            let table = format!("id,ods,name,kind,mon\n{rows}");
            visitor::read(&directory, (key, role), MAP, &table, date(2026, 11, 1));
        }
        let desk = visitor::desk(&directory, &STEWARDS);
        let mut site = Self {
            _folder: folder,
            app: visitor::app(directory, Some(desk)),
            cookies: Vec::new(),
        };
        for (_, token) in STEWARDS {
            site.cookies.push(visitor::sign_in(&site.app, token).await);
        }
        site
    }

    async fn send(&self, who: usize, request: Builder, body: Vec<u8>) -> Got {
        visitor::send(&self.app, Some(&self.cookies[who]), request, body).await
    }

    async fn get(&self, who: usize, path: &str) -> Got {
        self.send(who, Request::get(path), Vec::new()).await
    }

    async fn post(&self, who: usize, path: &str, form: &[(&str, &str)]) -> Got {
        let (request, body) = visitor::form(path, form);
        self.send(who, request, body).await
    }

    /// Gives a whole file.
    async fn give(&self, who: usize, seen: &str, text: &str) -> Got {
        let mut body = String::new();
        for (name, value) in [("seen", seen), ("text", text)] {
            body.push_str(&format!(
                "--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            ));
        }
        body.push_str("--x--\r\n");
        let request = Request::post("/steward/rules/file")
            .header("content-type", "multipart/form-data; boundary=x")
            .header("content-length", body.len())
            .header("sec-fetch-site", "same-origin");
        self.send(who, request, body.into_bytes()).await
    }

    /// Words a rule for opening times that believes the council, and gives the address of its trial.
    async fn council(&self, who: usize, kinds: &str, why: &str) -> Got {
        let form = self.get(who, "/steward/rules/schedule/change").await;
        let seen = hidden(form.is(StatusCode::OK), "seen");
        self.post(
            who,
            "/steward/rules/schedule/change",
            &council(&seen, kinds, why),
        )
        .await
    }
}

fn council<'a>(seen: &'a str, kinds: &'a str, why: &'a str) -> [(&'a str, &'a str); 8] {
    [
        ("seen", seen),
        ("take", "whole"),
        ("kinds", kinds),
        ("believed", "council"),
        ("believed", "national-profile"),
        ("review_days", "90"),
        ("visibility", "public"),
        ("why", why),
    ]
}

#[tokio::test]
async fn a_rule_is_changed_by_form_tried_and_saved_and_gone_back_from() {
    let site = Site::new().await;
    let hash = site.app.directory.status().expect("a status").state_hash;
    site.get(0, "/steward/rules")
        .await
        .is(StatusCode::OK)
        .says("Opening times (2 rules)")
        .says("/steward/rules/schedule");
    site.get(0, "/steward/rules/schedule")
        .await
        .says("For pharmacy")
        .says("We believe people who look after this record, then the service itself");
    let trial = site.council(0, "GP", "the council rings them").await;
    trial.is(StatusCode::SEE_OTHER);
    let page = site.get(0, trial.location()).await;
    page.is(StatusCode::OK)
        .says("2 of 8 records would show something else. Nothing is saved yet.")
        .says("Opening times: 2 changes")
        .says("Monday 9am to 5pm")
        .says("Monday 10am to 4pm")
        .says("Elm 0")
        .says("href=\"/service/");
    assert_eq!(
        site.app.directory.status().expect("a status").state_hash,
        hash,
        "a trial changes nothing"
    );
    let saved = site.post(0, trial.location(), &[("do", "save")]).await;
    assert_eq!(saved.location(), "/steward/rules?done=saved");
    site.get(0, saved.location())
        .await
        .says("The rules are saved")
        .says("Saved by Ruth Okoro on 23 November 2026 at midday. In use now");
    assert_ne!(
        site.app.directory.status().expect("a status").state_hash,
        hash
    );
    site.get(1, "/about/who-keeps-what")
        .await
        .says("the council rings them");
    // Pressed twice: nothing more is done.
    assert_eq!(
        site.post(0, trial.location(), &[("do", "save")])
            .await
            .location(),
        "/steward/rules"
    );
    // Back to what was before, looked at first.
    let versions = site.app.directory.rules_versions().expect("versions");
    let first = versions.last().expect("a version").position.to_string();
    let trial = site
        .post(1, "/steward/rules/go-back", &[("version", &first)])
        .await;
    site.get(1, trial.location())
        .await
        .says("2 of 8 records")
        .says("no rule of its own");
    site.post(1, trial.location(), &[("do", "save")])
        .await
        .is(StatusCode::SEE_OTHER);
    assert_eq!(
        site.app.directory.status().expect("a status").state_hash,
        hash
    );
    site.get(0, "/steward/rules")
        .await
        .says("Bill Ash went back to the rules that ship");
}

#[tokio::test]
async fn what_is_wrong_with_a_rule_is_said_at_its_box_and_what_was_typed_stays() {
    let site = Site::new().await;
    let seen = site.app.directory.rules_mark();
    for (word, value, told) in [
        ("kinds", "", "Enter a kind of service or a council area"),
        (
            "kinds",
            "pharmacy",
            "There is a rule for just these kinds and areas already",
        ),
        ("kinds", "???", "Write each kind in words"),
        ("believed", "council", "Choose the council once only"),
        ("believed", "pub", "`pub` is no role"),
        (
            "review_days",
            "soon",
            "Enter a number of days from 1 to 3,650",
        ),
        ("why", " ", "Say why"),
        ("visibility", "secret", "`secret` is no visibility"),
    ] {
        let mut form = council(&seen, "gp", "they ring round").to_vec();
        if word == "believed" {
            form.push((word, value));
        } else {
            for pair in form.iter_mut().filter(|(known, _)| *known == word) {
                pair.1 = value;
            }
        }
        let got = site.post(0, "/steward/rules/schedule/change", &form).await;
        got.is(StatusCode::UNPROCESSABLE_ENTITY)
            .says("<title>Error: ")
            .says(told);
        if word != "why" {
            got.says("they ring round");
        }
    }
    let form = [
        ("seen", seen.as_str()),
        ("was_kinds", ""),
        ("was_areas", ""),
        ("take", "one"),
        ("review_days", "9"),
        ("visibility", "public"),
        ("why", "so"),
    ];
    site.post(0, "/steward/rules/staff_phone/change", &form)
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .says("Phone numbers for staff cannot be shown to everybody");
    for path in [
        "/steward/rules/fax",
        "/steward/rules/fax/change",
        "/steward/rules/phone/change?rule=phone.9",
        "/steward/rules/try/x",
    ] {
        site.get(0, path).await.is(StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_rule_is_taken_out_and_the_one_for_all_others_is_not() {
    let site = Site::new().await;
    let form = site
        .get(0, "/steward/rules/schedule/change?rule=schedule.1")
        .await;
    form.says("Take this rule out");
    let out = [
        ("seen", &*hidden(&form, "seen")),
        ("was_kinds", "pharmacy"),
        ("was_areas", ""),
        ("do", "remove"),
    ];
    let trial = site.post(0, "/steward/rules/schedule/change", &out).await;
    site.get(0, trial.location())
        .await
        .says("Opening times, for pharmacy")
        .says("<strong>Then:</strong> no rule of its own.");
    let form = site
        .get(0, "/steward/rules/schedule/change?rule=schedule.2")
        .await;
    assert!(!form.body.contains("Take this rule out"));
    form.says("every service that no other rule is for");
}

#[tokio::test]
async fn two_people_at_once_see_both_changes_and_neither_is_lost_in_silence() {
    let site = Site::new().await;
    let [hers, his] = [
        site.council(0, "gp", "her reason").await,
        site.council(1, "dentist", "his reason").await,
    ];
    site.post(0, hers.location(), &[("do", "save")])
        .await
        .is(StatusCode::SEE_OTHER);
    let hash = site.app.directory.status().expect("a status").state_hash;
    // Whether he looks again or saves at once.
    for got in [
        site.get(1, his.location()).await,
        site.post(1, his.location(), &[("do", "save")]).await,
    ] {
        got.is(StatusCode::CONFLICT)
            .says("Ruth Okoro saved other rules on 23 November 2026 at midday")
            .says("her reason")
            .says("his reason");
    }
    assert_eq!(
        site.app.directory.status().expect("a status").state_hash,
        hash
    );
    let again = site.post(1, his.location(), &[("do", "again")]).await;
    site.get(1, again.location())
        .await
        .is(StatusCode::OK)
        .says("his reason");
    site.post(1, again.location(), &[("do", "save")])
        .await
        .is(StatusCode::SEE_OTHER);
    let rules = site.app.directory.rules();
    assert!(rules.text().contains("her reason") && rules.text().contains("his reason"));
    // A form that was opened before and sent after.
    let seen = "the mark of rules of yesterday";
    let late = site
        .post(
            0,
            "/steward/rules/schedule/change",
            &council(seen, "gp", "later"),
        )
        .await;
    site.get(0, late.location())
        .await
        .is(StatusCode::CONFLICT)
        .says("The rules have changed");
    assert_eq!(
        site.post(0, late.location(), &[("do", "discard")])
            .await
            .location(),
        "/steward/rules?done=left"
    );
}

#[tokio::test]
async fn a_whole_file_is_tried_and_a_faulty_one_is_refused_with_its_line() {
    let site = Site::new().await;
    let page = site.get(0, "/steward/rules/file").await;
    page.says("# Whom Fingerpost believes in England.");
    let seen = hidden(&page, "seen");
    let text = "[[rule.schedule]]\nbelieved = [\"council\"]\ntake = \"whole\"\nreview_days = 90\nwhy = \"so\"\n";
    let trial = site.give(0, &seen, text).await;
    site.get(0, trial.location())
        .await
        .says("4 of 8 records would show something else");
    site.give(0, &seen, &text.replace("schedule", "fax"))
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .says("Line 1, column 8: `fax` is no field")
        .says("[[rule.fax]]");
    site.give(0, &seen, &"#".repeat(4 << 20))
        .await
        .is(StatusCode::PAYLOAD_TOO_LARGE);
    let same = site.give(0, &seen, Authority::england().text()).await;
    let same = site.get(0, same.location()).await;
    same.says("These rules say the same as those in use");
    assert!(!same.body.contains("Save these rules"));
}

#[tokio::test]
async fn nothing_is_changed_without_signing_in_or_from_another_site() {
    let mut site = Site::new().await;
    let trial = site.council(0, "gp", "so").await;
    let foreign = Request::post(trial.location())
        .header("origin", "https://evil.example")
        .header("host", "localhost");
    site.send(0, foreign, b"do=save".to_vec())
        .await
        .is(StatusCode::FORBIDDEN);
    site.cookies[0] = String::new();
    for path in [
        "/steward/rules",
        "/steward/rules/file",
        "/steward/rules/schedule",
        trial.location(),
    ] {
        assert!(
            site.get(0, path)
                .await
                .location()
                .starts_with("/steward/sign-in?next="),
            "{path}"
        );
        site.post(0, path, &[("do", "save")]).await;
    }
    assert_eq!(
        site.app.directory.rules().text(),
        Authority::england().text()
    );
}
