//! A visitor of the site: asks for pages, sends forms, signs in at the desk, and looks at what came back.

#![allow(dead_code, reason = "each test file uses a part")]

use axum::body::{Body, to_bytes};
use axum::http::request::Builder;
use axum::http::{HeaderMap, Request, StatusCode};
use directory::{Directory, ImportRequest, NewSource};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use server::{App, Desk, router};
use std::fmt::Debug;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use tower::ServiceExt as _;

/// The day of the tests: a Monday.
pub const TODAY: Date = date(2026, 11, 23);

pub fn noon() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().expect("a moment")
}

/// What came back.
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
        let main = main.split("</main>").next().unwrap_or_default();
        assert!(self.body.contains(words), "no {words:?} in {main}");
        self
    }

    #[track_caller]
    pub fn lacks(&self, words: &str) -> &Self {
        assert!(!self.body.contains(words), "{words:?} is there");
        self
    }

    #[track_caller]
    pub fn is<S: Debug>(&self, status: S) -> &Self
    where
        StatusCode: PartialEq<S>,
    {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }

    /// Where it leads, if anywhere.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// Where it leads.
    #[track_caller]
    pub fn leads(&self) -> String {
        self.is(StatusCode::SEE_OTHER);
        self.location().to_owned()
    }

    /// What stands between two texts of the page.
    #[track_caller]
    pub fn between(&self, before: &str, after: &str) -> String {
        let rest = self.body.split_once(before).expect(before).1;
        rest.split_once(after).expect(after).0.to_owned()
    }
}

/// Sends a request, with the cookie of whoever asks.
pub async fn send(app: &App, cookie: Option<&str>, request: Builder, body: Vec<u8>) -> Got {
    let request = match cookie {
        Some(cookie) => request.header("cookie", cookie),
        None => request,
    };
    let request = request.body(Body::from(body)).expect("a request");
    let response = router(app.clone())
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

/// A form filled in on the site's own page.
pub fn form(path: &str, form: &[(&str, &str)]) -> (Builder, Vec<u8>) {
    let encode = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let pairs: Vec<String> = form
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    let request = Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin");
    (request, pairs.join("&").into_bytes())
}

/// Signs in, and gives the cookie.
pub async fn sign_in(app: &App, token: &str) -> String {
    let (request, body) = form("/steward/sign-in", &[("token", token)]);
    let got = send(app, None, request, body).await;
    assert_eq!(got.leads(), "/steward");
    let cookie = got.header("set-cookie").split(';').next();
    cookie.unwrap_or_default().to_owned()
}

/// A directory with nothing in it.
pub fn directory(folder: &Path) -> Directory {
    let entropy = Box::new(|bytes: &mut [u8]| bytes.fill(7));
    Directory::open(folder, entropy).expect("a directory")
}

/// A desk for stewards with their names and tokens.
pub fn desk(directory: &Directory, stewards: &[(&str, &str)]) -> Desk {
    let count = AtomicU8::new(1);
    let random: server::Random =
        Arc::new(move |bytes: &mut [u8]| bytes.fill(count.fetch_add(1, Ordering::Relaxed)));
    let stewards: Vec<String> = stewards
        .iter()
        .map(|(name, token)| format!("{name}={token}"))
        .collect();
    Desk::new(&stewards, directory, random).expect("a desk")
}

/// The site over `directory`.
pub fn app(directory: Directory, desk: Option<Desk>) -> App {
    App {
        directory: Arc::new(directory),
        clock: Arc::new(noon),
        today_override: Some(TODAY),
        desk: desk.map(Arc::new),
    }
}

/// Reads a table with a column map as the source `key`, which is declared with its role.
pub fn read(directory: &Directory, (key, role): (&str, &str), map: &str, table: &str, said: Date) {
    let source = NewSource {
        key: key.parse().expect("a key"),
        name: format!("Tealford {key}"),
        role: role.parse().expect("a role"),
        licence: "OGL-3.0".into(),
        map: Some(map.into()),
        hold_withdrawn_percent: 100,
        hold_moved_percent: 100,
    };
    directory.add_source(source, noon()).expect("a source");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(format!("{key}.csv"));
    std::fs::write(&path, table).expect("a file");
    let request = ImportRequest {
        source: key.into(),
        paths: vec![path],
        dated: Some(said),
        ..ImportRequest::default()
    };
    let read = directory.import(&request, noon(), TODAY, &mut |_| {});
    assert!(read.expect("it is read").tally.adds_up());
}
