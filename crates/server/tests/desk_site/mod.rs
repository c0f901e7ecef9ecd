//! A site with two stewards and surgeries that cannot be told apart: for each entry of a council there are two of a
//! register that are like it, so the matcher asks twice.

use crate::visitor::{self, Got, TODAY};
use axum::http::Request;
use axum::http::request::Builder;
use directory::Directory;
use model::Position;
use server::App;
use std::fmt::Write as _;

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

    /// A site with one question, which is about two services of one organization: their lists say other kinds.
    pub fn with_a_service() -> Self {
        let site = |n: usize| {
            let row = |kind: &str| {
                format!(
                    "id,name,street,postcode,kind,phone,ods\n\
                     {n},Weir Trust,4 Weir Lane,QX4 7PL,{kind},01632 960417,QXA01\n"
                )
            };
            Self::of(&row("advice"), &row("befriending"))
        };
        let mut sites = (0..200).map(site);
        let found = sites.find(|site| {
            assert_eq!(site.questions().len(), 1, "{:?}", site.questions());
            !site.questions()[0].judged_twice
        });
        found.expect("some ids do")
    }

    fn new(threes: usize, from: usize) -> Self {
        let head = "id,name,street,postcode,kind,phone,ods\n";
        let (mut register, mut council) = (head.to_owned(), head.to_owned());
        for (at, name) in NAMES.iter().enumerate().take(threes) {
            let row = format!(
                "{} Surgery,{} Tannery Way,QX{} 4DA,{},01632 9604{at:02}",
                name,
                7 + 9 * at,
                8 + at,
                // Every third is of another kind.
                if at % 3 == 2 { "dentist" } else { "gp" }
            );
            let id = from + at;
            for side in ["A", "B"] {
                let _ = writeln!(register, "{id}{side},{row},Q{side}{at:03}");
            }
            let _ = writeln!(council, "{id},{row},");
        }
        Self::of(&register, &council)
    }

    fn of(register: &str, council: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let directory = visitor::directory(folder.path());
        for (key, table) in [("register", register), ("council", council)] {
            visitor::read(&directory, (key, key), MAP, table, TODAY);
        }
        let desk = visitor::desk(&directory, &[("Ruth Okoro", RUTH), ("Sam Bell", SAM)]);
        Self {
            _folder: folder,
            app: visitor::app(directory, Some(desk)),
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

    /// How many records of services there are.
    pub fn services(&self) -> u64 {
        let figures = self.directory().match_figures();
        figures.expect("figures").services.records
    }

    pub async fn sign_in(&mut self, token: &str) {
        self.cookie = Some(visitor::sign_in(&self.app, token).await);
    }

    pub fn sign_out(&mut self) {
        self.cookie = None;
    }

    pub async fn send(&self, request: Builder, body: Vec<u8>) -> Got {
        visitor::send(&self.app, self.cookie.as_deref(), request, body).await
    }

    /// Asks for a page; what comes after `#` stays with the browser.
    pub async fn get(&self, path: &str) -> Got {
        let path = path.split('#').next().unwrap_or_default();
        self.send(Request::get(path), Vec::new()).await
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Got {
        let (request, body) = visitor::form(path, form);
        self.send(request, body).await
    }

    /// Presses one button.
    pub async fn answer(&self, question: &str, verdict: &str, why: &str) -> Got {
        self.post(question, &[("verdict", verdict), ("why", why)])
            .await
    }

    /// Presses one button of a page that was looked at before.
    pub async fn answer_on(&self, page: &Got, question: &str, verdict: &str) -> Got {
        let seen = page.between("name=\"seen\" value=\"", "\"");
        let form = [("verdict", verdict), ("why", ""), ("seen", &*seen)];
        self.post(question, &form).await
    }
}
