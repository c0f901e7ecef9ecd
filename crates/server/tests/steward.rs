//! The steward's desk: signing in, handing in a directory, and everything that can go wrong on the way.

use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{Request, StatusCode};
use directory::Directory;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use server::{App, Desk, router};
use std::sync::Arc;
use tower::ServiceExt as _;

const TODAY: Date = date(2026, 11, 23);
const MAP: &str = "id = \"Ref\"\n[organization]\nname = \"Provider\"\n[location]\naddress.lines = [\"Street\"]\naddress.postcode = \"Postcode\"\n[service]\nname = \"Service\"\nphone = \"Phone\"\n";
const LIST: &str = "Ref,Provider,Service,Street,Postcode,Phone\n1,Friends of Tealford,<b>Knit</b> and Natter,1 Weir Lane,QX4 7PL,01632 960417\n2,Friends of Tealford,Walking Group,The Green,QX4,01632 960555\n";

struct World {
    folder: tempfile::TempDir,
    directory: Arc<Directory>,
    app: App,
    cookie: String,
}

struct Got {
    status: StatusCode,
    to: String,
    body: String,
    cookie: String,
}

fn random() -> server::Random {
    let mut state = 7u64;
    Box::new(move |bytes: &mut [u8]| {
        for byte in bytes {
            state = state
                .wrapping_mul(0x5851_F42D_4C95_7F2D)
                .wrapping_add(0x1405_7B7E_F767_814F);
            *byte = state.to_be_bytes()[1];
        }
    })
}

fn noon() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().expect("a moment")
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let directory =
            Arc::new(Directory::open(&folder.path().join("data"), random()).expect("it opens"));
        let app = App {
            directory: directory.clone(),
            clock: Arc::new(noon),
            today_override: Some(TODAY),
            desk: Some(Arc::new(Desk::new(
                &[("Ann".into(), "a long token".into())],
                random(),
            ))),
        };
        Self {
            folder,
            directory,
            app,
            cookie: String::new(),
        }
    }

    async fn signed_in() -> Self {
        let mut world = Self::new();
        let got = world.post("/steward/sign-in", "token=a+long+token").await;
        assert_eq!(
            (got.status, got.to.as_str()),
            (StatusCode::SEE_OTHER, "/steward")
        );
        world.cookie = got.cookie.split(';').next().unwrap_or_default().to_owned();
        world
    }

    async fn send(&self, request: Request<Body>) -> Got {
        let response = router(self.app.clone())
            .oneshot(request)
            .await
            .expect("an answer");
        let header = |name| {
            response
                .headers()
                .get(name)
                .and_then(|v| v.to_str().ok())
                .unwrap_or_default()
                .to_owned()
        };
        let (to, cookie) = (header(LOCATION), header(SET_COOKIE));
        let status = response.status();
        let body = to_bytes(response.into_body(), 10_000_000)
            .await
            .expect("a body");
        Got {
            status,
            to,
            cookie,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    async fn get(&self, path: &str) -> Got {
        self.send(
            Request::get(path)
                .header(COOKIE, &self.cookie)
                .body(Body::empty())
                .expect("a request"),
        )
        .await
    }

    async fn post(&self, path: &str, form: &str) -> Got {
        let request = Request::post(path)
            .header(COOKIE, &self.cookie)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()))
            .expect("a request");
        self.send(request).await
    }

    async fn hand_in(&self, file: &str, content: &[u8], fields: &[(&str, &str)]) -> Got {
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(
                format!(
                    "--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
                )
                .bytes(),
            );
        }
        body.extend(format!("--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file}\"\r\nContent-Type: text/csv\r\n\r\n").bytes());
        body.extend(content);
        body.extend(b"\r\n--XX--\r\n");
        let request = Request::post("/steward/sources/new")
            .header(COOKIE, &self.cookie)
            .header(CONTENT_TYPE, "multipart/form-data; boundary=XX")
            .body(Body::from(body))
            .expect("a request");
        self.send(request).await
    }

    fn services(&self) -> usize {
        self.directory.status().expect("a status").services
    }
}

const FIELDS: [(&str, &str); 3] = [
    ("name", "Ambermoor Council"),
    ("role", "council"),
    ("licence", "OGL-3.0"),
];

fn form(pairs: &[(&str, &str)]) -> String {
    let escape = |text: &str| {
        text.bytes()
            .map(|b| {
                if b.is_ascii_alphanumeric() {
                    char::from(b).to_string()
                } else {
                    format!("%{b:02X}")
                }
            })
            .collect::<String>()
    };
    pairs
        .iter()
        .map(|(name, value)| format!("{name}={}", escape(value)))
        .collect::<Vec<_>>()
        .join("&")
}

#[tokio::test]
async fn an_officer_hands_in_a_file_sees_what_it_would_add_and_accepts() {
    let world = World::signed_in().await;
    let got = world
        .hand_in("services.csv", LIST.as_bytes(), &FIELDS)
        .await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.body);
    let draft = got.to;
    // No reader knows a plain table: it asks for a map.
    let page = world.get(&draft).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("Column map"), "{}", page.body);
    let page = world
        .post(&draft, &form(&[("what", "look"), ("map", MAP)]))
        .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for words in [
        "2 of 2 rows can be used",
        "Once: this is not a postcode",
        "line 3, column Postcode",
        "Knit",
    ] {
        assert!(page.body.contains(words), "{words} in {}", page.body);
    }
    assert!(
        !page.body.contains("<b>Knit"),
        "what a source writes never runs"
    );
    assert_eq!(world.services(), 0, "nothing is published before accepting");
    // A restart in between loses nothing.
    assert_eq!(world.get(&draft).await.status, StatusCode::OK);
    let done = world.post(&draft, "what=accept").await;
    assert!(
        done.body.contains("Finished") && done.body.contains("6 new"),
        "{}",
        done.body
    );
    assert_eq!(world.services(), 2);
    // Twice does nothing the second time.
    assert_eq!(
        world.post(&draft, "what=accept").await.status,
        StatusCode::GONE
    );
    assert_eq!(world.services(), 2);
    assert_eq!(
        world.get("/steward/sources/ambermoor-council").await.status,
        StatusCode::OK
    );
    // The same source again: the map is known by now.
    let again = world
        .hand_in("services.csv", LIST.as_bytes(), &FIELDS)
        .await;
    let page = world.get(&again.to).await;
    assert!(
        page.body
            .contains("0 new, 0 changed, 6 as before, 0 no longer listed"),
        "{}",
        page.body
    );
    assert_eq!(world.post(&again.to, "what=discard").await.to, "/steward");
    assert_eq!(world.get(&again.to).await.status, StatusCode::GONE);
    drop(world.folder);
}

#[tokio::test]
async fn a_form_that_lacks_something_says_what_and_keeps_the_rest() {
    let world = World::signed_in().await;
    let got = world
        .hand_in(
            "",
            b"",
            &[("name", "Ambermoor Council"), ("dated", "last Friday")],
        )
        .await;
    assert_eq!(got.status, StatusCode::BAD_REQUEST);
    for words in [
        "There is a problem",
        "Choose a file",
        "Say what kind of body keeps it",
        "Write the date as 2026-11-24",
        "value=\"Ambermoor Council\"",
        "<title>Error: ",
    ] {
        assert!(got.body.contains(words), "{words} in {}", got.body);
    }
}

#[tokio::test]
async fn a_file_that_is_no_directory_is_refused_in_words() {
    let world = World::signed_in().await;
    for (file, content) in [
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0".as_slice()),
        ("../../passwd", b"root:x:0:0"),
        ("a.zip", b"PK\x03\x04broken"),
        ("nul.csv", b"a,b\n\0,\0\n"),
    ] {
        let got = world.hand_in(file, content, &FIELDS).await;
        let page = world.get(&got.to).await;
        assert_eq!(
            page.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{file}: {}",
            page.body
        );
        assert!(page.body.contains("We cannot read this yet"), "{file}");
    }
    let outside = world.folder.path().join("passwd");
    assert!(!outside.exists() && world.services() == 0);
}

#[tokio::test]
async fn nobody_gets_in_without_a_session_and_nothing_is_taken_from_elsewhere() {
    let world = World::new();
    for path in [
        "/steward",
        "/steward/sources/new",
        "/steward/sources/new/0123456789abcdef",
        "/steward/sources/x",
    ] {
        let got = world.get(path).await;
        assert_eq!(
            (got.status, got.to.as_str()),
            (StatusCode::SEE_OTHER, "/steward/sign-in"),
            "{path}"
        );
    }
    for path in [
        "/steward/undo/1",
        "/steward/runs/1",
        "/steward/sources/new/0123456789abcdef",
    ] {
        assert_eq!(
            world.post(path, "what=accept").await.to,
            "/steward/sign-in",
            "{path}"
        );
    }
    let wrong = world.post("/steward/sign-in", "token=guess").await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    assert!(wrong.cookie.is_empty() && !wrong.body.contains("guess"));
    let foreign = Request::post("/steward/sign-in")
        .header("sec-fetch-site", "cross-site")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("token=a+long+token"))
        .expect("a request");
    assert_eq!(world.send(foreign).await.status, StatusCode::FORBIDDEN);
    let mut closed = World::new();
    closed.app.desk = None;
    assert_eq!(
        closed.get("/steward").await.status,
        StatusCode::NOT_FOUND,
        "without stewards there is no desk"
    );
}
