//! The steward's desk: signing in, a file from its giving to its taking back, and whatever else may be sent.

mod visitor;

use axum::http::{Request, StatusCode};
use server::App;
use visitor::Got;

const TOKEN: &str = "a-token-of-the-tests";
const MAP: &str = "id = \"Ref\"\n\n[organization]\nname = \"Provider\"\n\n[location]\naddress.lines = [\"Street\"]\naddress.postcode = \"Postcode\"\n\n[service]\nname = \"Service\"\nphone = \"Phone\"\n";

/// A table of `rows` services.
fn table(rows: usize) -> String {
    (1..=rows).fold(
        "Ref,Provider,Service,Street,Postcode,Phone\n".to_owned(),
        |mut text, n| {
            text.push_str(&format!(
                "{n},Tealford Friends,Lunch club {n},{n} Mill Lane,QX4 7PL,01632 9604{n:02}\n"
            ));
            text
        },
    )
}

/// A site with one steward, who may be signed in.
struct Site {
    folder: tempfile::TempDir,
    app: App,
    cookie: Option<String>,
}

fn app(folder: &tempfile::TempDir, with_desk: bool) -> App {
    let directory = visitor::directory(folder.path());
    let mut desk = visitor::desk(&directory, &[("Ruth Okoro", TOKEN)]);
    desk.largest_mb = 1;
    visitor::app(directory, with_desk.then_some(desk))
}

impl Site {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let app = app(&folder, true);
        Self {
            folder,
            app,
            cookie: None,
        }
    }

    async fn signed_in() -> Self {
        let mut site = Self::new();
        site.sign_in().await;
        site
    }

    async fn sign_in(&mut self) {
        self.cookie = Some(visitor::sign_in(&self.app, TOKEN).await);
    }

    /// The process ends and another begins.
    fn restart(&mut self) {
        self.app = app(&self.folder, true);
        self.cookie = None;
    }

    async fn send(&self, request: axum::http::request::Builder, body: Vec<u8>) -> Got {
        visitor::send(&self.app, self.cookie.as_deref(), request, body).await
    }

    async fn get(&self, path: &str) -> Got {
        self.send(Request::get(path), Vec::new()).await
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Got {
        let (request, body) = visitor::form(path, form);
        self.send(request, body).await
    }

    /// Gives files for a source.
    async fn give(&self, source: &str, files: &[(&str, &[u8])]) -> Got {
        let mut body =
            format!("--x\r\nContent-Disposition: form-data; name=\"source\"\r\n\r\n{source}\r\n")
                .into_bytes();
        for (name, content) in files {
            body.extend_from_slice(
                format!("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n").as_bytes(),
            );
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--x--\r\n");
        let request = Request::post("/steward/sources/new")
            .header("content-type", "multipart/form-data; boundary=x")
            .header("sec-fetch-site", "same-origin");
        self.send(request, body).await
    }

    /// Gives a table as a new source and gives the address of its offer.
    async fn offered(&self, rows: usize) -> String {
        let offer = self
            .give("", &[("services.csv", table(rows).as_bytes())])
            .await
            .leads();
        // The proposed map may be anything: this one is known.
        let looked = self.post(&offer, &new_source("look")).await;
        assert_eq!(looked.leads(), offer);
        offer
    }

    /// A source with `rows` services, live.
    async fn accepted(&self, rows: usize) {
        let offer = self.offered(rows).await;
        assert_eq!(
            self.post(&offer, &new_source("accept")).await.leads(),
            offer
        );
    }

    fn offers(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("scratch/offers")).map_or(0, Iterator::count)
    }
}

/// What the form of a new source says.
fn new_source(deed: &'static str) -> [(&'static str, &'static str); 6] {
    [
        ("name", "Tealford Council"),
        ("role", "council"),
        ("licence", "OGL-3.0"),
        ("dated", "12 November 2026"),
        ("map", MAP),
        ("do", deed),
    ]
}

#[tokio::test]
async fn a_desk_that_is_switched_off_says_how_to_switch_it_on() {
    let mut site = Site::new();
    site.app = app(&site.folder, false);
    for path in [
        "/steward",
        "/steward/sign-in",
        "/steward/sources/new",
        "/steward/sources/x",
    ] {
        site.get(path)
            .await
            .is(StatusCode::NOT_FOUND)
            .says("The steward’s desk is switched off");
    }
}

#[tokio::test]
async fn a_steward_signs_in_once_and_out_again() {
    let mut site = Site::new();
    let asked = site.get("/steward/sources/new?source=x").await.leads();
    assert_eq!(
        asked,
        "/steward/sign-in?next=%2Fsteward%2Fsources%2Fnew%3Fsource%3Dx"
    );
    site.get(&asked)
        .await
        .is(StatusCode::OK)
        .says("value=\"/steward/sources/new?source=x\"");
    site.post("/steward/sign-in", &[("token", "wrong-token")])
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .says("<title>Error: ")
        .says("We do not know this token");
    let got = site
        .post(
            "/steward/sign-in",
            &[("token", TOKEN), ("next", "/steward/sources/new?source=x")],
        )
        .await;
    assert_eq!(got.leads(), "/steward/sources/new?source=x");
    let cookie = got.header("set-cookie").to_owned();
    assert!(cookie.starts_with("__Host-fingerpost="), "{cookie}");
    for part in ["; Path=/;", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    site.cookie = cookie.split(';').next().map(str::to_owned);
    let desk = site.get("/steward").await;
    desk.is(StatusCode::OK)
        .says("Nothing waits for you")
        .says("Signed in as Ruth Okoro");
    assert_eq!(desk.header("cache-control"), "no-store");
    assert!(!desk.body.contains(TOKEN));
    assert_eq!(
        site.post("/steward/sign-out", &[]).await.leads(),
        "/steward/sign-in"
    );
    site.get("/steward").await.leads();
}

#[tokio::test]
async fn a_form_of_another_site_changes_nothing() {
    let site = Site::signed_in().await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let request = Request::post("/steward/sign-out")
            .header("host", "localhost:8080")
            .header(name, value);
        site.send(request, Vec::new())
            .await
            .is(StatusCode::FORBIDDEN)
            .says("This did not come from our own page");
    }
    site.get("/steward").await.is(StatusCode::OK);
    let own = Request::post("/steward/sign-out")
        .header("host", "localhost:8080")
        .header("origin", "http://localhost:8080");
    site.send(own, Vec::new()).await.leads();
}

#[tokio::test]
async fn a_file_is_looked_at_and_then_accepted() {
    let site = Site::signed_in().await;
    let mut text = table(12);
    text.push_str("13,Tealford Friends,Choir,9 Mill Lane,QX4,not a number\n");
    let offer = site
        .give("", &[("services.csv", text.as_bytes())])
        .await
        .leads();
    site.post(&offer, &new_source("look")).await.leads();
    let page = site.get(&offer).await;
    page.is(StatusCode::OK)
        .says("We read 13 services")
        .says("Nothing is published yet.")
        .says("How 10 of its 13 services would appear")
        .says("13 read: 13 described")
        .says("39 new")
        .says("FP148")
        .says("services.csv, line 14, Phone: “not a number”")
        .says("value=\"Tealford Council\"");
    site.get("/find?need=lunch").await.says("No services");
    site.get("/steward")
        .await
        .says("Go on with services.csv")
        .says("Given by Ruth Okoro today");
    // What is missing is asked for, and what was typed stays.
    site.post(
        &offer,
        &[
            ("name", " "),
            ("role", ""),
            ("licence", "OGL-3.0"),
            ("dated", "soon"),
            ("map", MAP),
            ("do", "accept"),
        ],
    )
    .await
    .is(StatusCode::UNPROCESSABLE_ENTITY)
    .says("There is a problem")
    .says("href=\"#name\"")
    .says("Select whose directory it is")
    .says("Write the date like 12 November 2026")
    .says("value=\"soon\"")
    .says("value=\"OGL-3.0\"");
    assert_eq!(
        site.post(&offer, &new_source("accept")).await.leads(),
        offer
    );
    site.get(&offer)
        .await
        .is(StatusCode::OK)
        .says("<h1 class=\"nhsuk-heading-l\">Finished</h1>")
        .says("What Tealford Council says is now live.")
        .says("Take it back")
        .says("See Lunch club");
    site.get("/find?need=lunch").await.says("12 services");
    // Accepted twice is accepted once.
    let before = site.app.directory.status().expect("a status").log_position;
    assert_eq!(
        site.post(&offer, &new_source("accept")).await.leads(),
        offer
    );
    assert_eq!(
        site.app.directory.status().expect("a status").log_position,
        before
    );
    site.get("/about/sources")
        .await
        .says("Tealford Council")
        .says("23 November 2026. The file was dated 12 November 2026");
}

#[tokio::test]
async fn a_changed_column_map_is_looked_at_before_it_is_accepted() {
    let site = Site::signed_in().await;
    let offer = site.offered(2).await;
    let mut form = new_source("accept");
    let other = MAP.replace("name = \"Service\"", "name = \"Provider\"");
    form[4].1 = Box::leak(other.into_boxed_str());
    let again = site.post(&offer, &form).await.leads();
    assert_eq!(again, format!("{offer}?told=map"));
    site.get(&again)
        .await
        .says("You changed the column map, so we read the file again.");
    form[4].1 = "id = ";
    site.post(&offer, &form).await.leads();
    site.get(&offer)
        .await
        .says("We could not read this file")
        .says("FP107");
}

#[tokio::test]
async fn a_file_that_takes_much_away_is_held_released_and_taken_back() {
    let site = Site::signed_in().await;
    site.accepted(10).await;
    let give = async |rows| {
        let offer = site
            .give("tealford-council", &[("newer.csv", table(rows).as_bytes())])
            .await
            .leads();
        let form = [
            ("dated", "20 November 2026"),
            ("map", MAP),
            ("do", "accept"),
        ];
        (offer.clone(), site.post(&offer, &form).await.leads())
    };
    let offer = site
        .give("tealford-council", &[("newer.csv", table(4).as_bytes())])
        .await
        .leads();
    site.get(&offer)
        .await
        .says("none new, none changed, 12 as before and 18 taken away")
        .says(
            "If you accept this file it will be held, because it would withdraw 18 of 30 entries",
        );
    site.post(&offer, &[("map", MAP), ("do", "discard")])
        .await
        .leads();
    let (offer, _) = give(4).await;
    site.get(&offer)
        .await
        .says("is held, because it would withdraw 18 of 30 entries");
    site.get("/find?need=lunch").await.says("10 services");
    site.get("/about/sources")
        .await
        .says("held for a person to look at");
    site.get("/steward")
        .await
        .says("Release or reject what Tealford Council sent");
    let page = site.get("/steward/sources/tealford-council").await;
    page.says("Held: newer.csv")
        .says("would no longer be listed")
        .says("/steward/runs/2/release");
    site.post("/steward/runs/2/reject", &[("reason", "  ")])
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .says("Say why you reject it")
        .says("href=\"#reason-2\"");
    let back = site
        .post(
            "/steward/runs/2/reject",
            &[("reason", "cut off <half> way")],
        )
        .await
        .leads();
    site.get(&back)
        .await
        .says("It is rejected")
        .says("cut off &#60;half&#62; way");
    let (_, _) = give(4).await;
    let back = site.post("/steward/runs/3/release", &[]).await.leads();
    site.get(&back)
        .await
        .says("It is released")
        .says("/steward/runs/3/take-back");
    site.get("/find?need=lunch").await.says("4 services");
    // Pressed twice, nothing more is done.
    site.post("/steward/runs/3/release", &[]).await.leads();
    site.post("/steward/runs/1/take-back", &[])
        .await
        .is(StatusCode::CONFLICT)
        .says("cannot be taken back");
    site.post("/steward/runs/3/take-back", &[]).await.leads();
    site.get("/find?need=lunch").await.says("10 services");
    site.post("/steward/runs/1/take-back", &[]).await.leads();
    site.get("/find?need=lunch").await.says("No services");
    let directory = &site.app.directory;
    let followed = directory.status().expect("a status").state_hash;
    directory.rebuild(&mut |_| {}).expect("rebuilt");
    assert_eq!(directory.status().expect("a status").state_hash, followed);
    assert!(
        directory
            .verify(&mut |_| {})
            .expect("verified")
            .faults
            .is_empty()
    );
    // It can be read again, and is live again.
    give(10).await;
    site.get("/find?need=lunch").await.says("10 services");
}

#[tokio::test]
async fn what_was_given_survives_a_restart() {
    let mut site = Site::signed_in().await;
    let offer = site.offered(3).await;
    site.restart();
    site.post(&offer, &new_source("accept"))
        .await
        .is(StatusCode::UNAUTHORIZED)
        .says("You are signed out");
    site.sign_in().await;
    site.get(&offer)
        .await
        .says("We read 3 services")
        .says("value=\"Tealford Council\"");
    site.post(&offer, &new_source("accept")).await.leads();
    site.get("/find?need=lunch").await.says("3 services");
}

#[tokio::test]
async fn two_officers_give_files_at_once_and_disturb_nobody() {
    let site = Site::signed_in().await;
    let (one, other) = tokio::join!(site.offered(3), site.offered(4));
    assert_ne!(one, other);
    let first = new_source("accept");
    let mut second = new_source("accept");
    second[0].1 = "Ambermoor Council";
    let (first, second) = tokio::join!(site.post(&one, &first), site.post(&other, &second));
    // Whoever comes second may have to wait and press again; nothing is lost and nothing half done.
    let statuses = [first.status, second.status];
    assert!(statuses.contains(&StatusCode::SEE_OTHER), "{statuses:?}");
    site.post(&one, &new_source("accept")).await.leads();
    let mut again = new_source("accept");
    again[0].1 = "Ambermoor Council";
    site.post(&other, &again).await.leads();
    // Three clubs are in both files: they are seven entries, and each club is found once.
    let figures = site.app.directory.match_figures().expect("figures");
    assert_eq!(figures.services.entries, 7);
    site.get("/find?need=lunch").await.says("4 services");
}

#[tokio::test]
async fn whatever_is_given_is_answered_with_what_to_do() {
    let site = Site::signed_in().await;
    let check = async |files: &[(&str, &[u8])], status, words: &str| {
        site.give("", files).await.is(status).says(words);
    };
    let (bad, large) = (
        StatusCode::UNPROCESSABLE_ENTITY,
        StatusCode::PAYLOAD_TOO_LARGE,
    );
    check(&[], bad, "Select a file").await;
    check(&[("", b"")], bad, "Select a file").await;
    check(
        &[("services.csv", b"")],
        bad,
        "services.csv is empty. Export it again",
    )
    .await;
    check(
        &[("a.csv", &vec![b'x'; 1_200_000])],
        large,
        "This is more than 1 MB. Zip the file",
    )
    .await;
    let many: Vec<(&str, &[u8])> = vec![("a.csv", b"x"); 21];
    check(&many, large, "There are more than 20 files").await;
    assert_eq!(site.offers(), 0, "nothing is left of what was not taken");
    // What is taken and cannot be read says so, where, and what to do.
    for (name, content) in [
        ("photo.png", &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..]),
        ("report.pdf", b"%PDF-1.7\n%\xe2\xe3\n1 0 obj"),
        ("broken.zip", b"PK\x03\x04broken"),
        ("broken.gz", b"\x1f\x8bbroken"),
        ("../../../etc/<script>alert(1)</script>.csv", b"x"),
    ] {
        let offer = site.give("", &[(name, content)]).await.leads();
        let page = site.get(&offer).await;
        page.is(StatusCode::OK)
            .says("We could not read this file")
            .says("Discard this file");
        assert!(!page.body.contains("<script"), "{name}");
        assert_eq!(
            site.post(&offer, &[("do", "discard")]).await.leads(),
            "/steward?done=discarded"
        );
        site.get(&offer)
            .await
            .is(StatusCode::NOT_FOUND)
            .says("This file is not here any more");
    }
    assert_eq!(site.offers(), 0);
    assert!(!site.folder.path().join("etc").exists());
}

#[tokio::test]
async fn what_a_file_says_is_shown_as_text() {
    let site = Site::signed_in().await;
    let text = "Ref,Provider,Service,Street,Postcode,Phone\n1,<b>Friends</b>,<img src=x onerror=alert(1)>,\"<script>x</script>\",QX4 7PL,<i>1</i>\n";
    let offer = site
        .give("", &[("<b>a</b>.csv", text.as_bytes())])
        .await
        .leads();
    site.post(&offer, &new_source("look")).await.leads();
    for path in [&offer, "/steward"] {
        let page = site.get(path).await;
        for tag in ["<img", "<script", "<b>", "<i>"] {
            assert!(!page.body.contains(tag), "{path}: {tag}");
        }
    }
}

#[tokio::test]
async fn addresses_that_make_no_sense_give_a_page() {
    let site = Site::signed_in().await;
    for (path, status) in [
        ("/steward/sources/no-such-source", StatusCode::NOT_FOUND),
        ("/steward/sources/new/../../x", StatusCode::NOT_FOUND),
        ("/steward/sources/new/zz", StatusCode::NOT_FOUND),
        (
            "/steward/sources/new/00000000000000000000000000000000",
            StatusCode::NOT_FOUND,
        ),
        ("/steward/runs/1/release", StatusCode::METHOD_NOT_ALLOWED),
        ("/steward/%ff", StatusCode::NOT_FOUND),
    ] {
        site.get(path).await.is(status).says("<h1");
    }
    site.post("/steward/runs/99/release", &[])
        .await
        .is(StatusCode::NOT_FOUND);
    site.post("/steward/runs/x/release", &[])
        .await
        .is(StatusCode::BAD_REQUEST)
        .says("<h1");
    let broken = Request::post("/steward/sources/new")
        .header("content-type", "multipart/form-data; boundary=x")
        .header("sec-fetch-site", "same-origin");
    site.send(
        broken,
        b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nhalf"
            .to_vec(),
    )
    .await
    .is(StatusCode::BAD_REQUEST)
    .says("We could not read that form");
    let text = Request::post("/steward/sources/new").header("content-type", "text/plain");
    site.send(text, b"x".to_vec())
        .await
        .is(StatusCode::BAD_REQUEST);
    assert_eq!(site.offers(), 0);
}
