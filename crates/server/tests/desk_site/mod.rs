//! A site with two stewards and surgeries that cannot be told apart: for each entry of a council there are two of a
//! register that are like it, so the matcher asks twice.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use directory::{Directory, ImportRequest, NewSource};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use model::Position;
use server::{App, Desk, router};
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use tower::ServiceExt as _;

const TODAY: Date = date(2026, 11, 23);
/// The tokens of the two stewards.
pub const RUTH: &str = "a-token-of-the-tests";
pub const SAM: &str = "another-token-of-the-tests";
const MAP: &str = "id = \"id\"\n[organization]\nname = \"name\"\nidentifiers = { ods = \"ods\" }\nphone = \"phone\"\n[location]\naddress.lines = [\"street\"]\naddress.postcode = \"postcode\"\n[service]\nname = \"name\"\nkind = { column = \"kind\" }\nphone = \"phone\"\n";
const NAMES: [&str; 6] = [
    "Fern Lea",
    "Larkspur",
    "Saltpan",
    "Turnstile",
    "Quarry Top",
    "Heron Mere",
];

pub struct Got {
    pub status: StatusCode,
    headers: HeaderMap,
    pub body: String,
}

impl Got {
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    }

    #[track_caller]
    pub fn says(&self, words: &str) -> &Self {
        let main = self.body.split("<main").nth(1).unwrap_or(&self.body);
        assert!(self.body.contains(words), "no {words:?} in {main}");
        self
    }

    #[track_caller]
    pub fn is(&self, status: StatusCode) -> &Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }

    /// Where it leads.
    #[track_caller]
    pub fn leads(&self) -> String {
        self.is(StatusCode::SEE_OTHER);
        self.header("location").to_owned()
    }

    /// What stands between two words of the page.
    #[track_caller]
    pub fn between(&self, before: &str, after: &str) -> String {
        let rest = self.body.split_once(before).map(|(_, rest)| rest);
        let text = rest.and_then(|rest| rest.split_once(after));
        text.expect("it is there").0.to_owned()
    }
}

pub struct Site {
    _folder: tempfile::TempDir,
    app: App,
    cookie: Option<String>,
}

impl Site {
    /// A site with so many questions, an even number, none of which is judged twice.
    pub fn with_questions(count: usize) -> Self {
        Self::where_(count / 2, |site| {
            site.questions().iter().all(|q| !q.judged_twice)
        })
    }

    /// A site with two questions, one at least of which is judged twice.
    pub fn with_a_double() -> Self {
        Self::where_(1, |site| site.questions().iter().any(|q| q.judged_twice))
    }

    /// Which pairs are judged twice depends on their ids: other ids are tried until it is as wanted.
    fn where_(threes: usize, wanted: impl Fn(&Self) -> bool) -> Self {
        (0..200)
            .map(|from| Self::new(threes, from * 10))
            .find(|site| {
                assert_eq!(site.questions().len(), 2 * threes, "{:?}", site.questions());
                wanted(site)
            })
            .expect("some ids do")
    }

    fn new(threes: usize, from: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let entropy = Box::new(|bytes: &mut [u8]| bytes.fill(7));
        let directory = Directory::open(&folder.path().join("data"), entropy).expect("a directory");
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().expect("a moment");
        let head = "id,name,street,postcode,kind,phone,ods\n";
        let (mut register, mut council) = (head.to_owned(), head.to_owned());
        for (at, name) in NAMES.iter().enumerate().take(threes) {
            let row = format!(
                "{} Surgery,{} Tannery Way,QX{} 4DA,gp,01632 9604{at:02}",
                name,
                7 + 9 * at,
                8 + at
            );
            let id = from + at;
            for side in ["A", "B"] {
                let _ = writeln!(register, "{id}{side},{row},Q{side}{at:03}");
            }
            let _ = writeln!(council, "{id},{row},");
        }
        for (key, table) in [("register", register), ("council", council)] {
            let source = NewSource {
                key: key.parse().expect("a key"),
                name: format!("The {key}"),
                role: key.parse().expect("a role"),
                licence: "OGL v3".into(),
                map: Some(MAP.into()),
                hold_withdrawn_percent: 10,
                hold_moved_percent: 5,
            };
            directory.add_source(source, now).expect("a source");
            let path = folder.path().join(format!("{key}.csv"));
            std::fs::write(&path, table).expect("a file");
            let request = ImportRequest {
                source: key.parse().expect("a key"),
                paths: vec![path],
                dated: Some(TODAY),
                ..Default::default()
            };
            directory
                .import(&request, now, TODAY, &mut |_| {})
                .expect("it is read");
        }
        let count = AtomicU8::new(1);
        let random: server::Random =
            Arc::new(move |bytes: &mut [u8]| bytes.fill(count.fetch_add(1, Ordering::Relaxed)));
        let stewards = [format!("Ruth Okoro={RUTH}"), format!("Sam Bell={SAM}")];
        let desk = Desk::new(&stewards, &directory, random).expect("a desk");
        Self {
            _folder: folder,
            app: App {
                directory: Arc::new(directory),
                clock: Arc::new(move || now),
                today_override: Some(TODAY),
                desk: Some(Arc::new(desk)),
            },
            cookie: None,
        }
    }

    fn questions(&self) -> Vec<directory::Question> {
        self.app
            .directory
            .questions("nobody")
            .expect("they are read")
    }

    /// The address of a question that is judged twice.
    pub fn double(&self) -> String {
        let doubles = self.questions().into_iter().find(|q| q.judged_twice);
        format!("/steward/matches/{}", doubles.expect("there is one").id)
    }

    pub fn directory(&self) -> &Directory {
        &self.app.directory
    }

    /// Where the log ends.
    pub fn head(&self) -> Position {
        self.directory().status().expect("a status").log_position
    }

    /// How many records of organizations there are.
    pub fn organizations(&self) -> u64 {
        self.directory().match_figures().expect("figures").records
    }

    pub async fn sign_in(&mut self, token: &str) {
        self.cookie = None;
        let got = self.post("/steward/sign-in", &[("token", token)]).await;
        got.leads();
        self.cookie = got
            .header("set-cookie")
            .split(';')
            .next()
            .map(str::to_owned);
    }

    pub fn sign_out(&mut self) {
        self.cookie = None;
    }

    pub async fn send(&self, request: axum::http::request::Builder, body: Vec<u8>) -> Got {
        let request = match &self.cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        };
        let request = request.body(Body::from(body)).expect("a request");
        let response = router(self.app.clone())
            .oneshot(request)
            .await
            .expect("an answer");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 1 << 24).await.expect("a body");
        Got {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }

    /// Asks for a page; what comes after `#` stays with the browser.
    pub async fn get(&self, path: &str) -> Got {
        let path = path.split('#').next().unwrap_or_default();
        self.send(Request::get(path), Vec::new()).await
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Got {
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
        self.send(request, pairs.join("&").into_bytes()).await
    }

    /// Presses one button.
    pub async fn answer(&self, question: &str, verdict: &str, why: &str) -> Got {
        self.post(question, &[("verdict", verdict), ("why", why)])
            .await
    }
}
