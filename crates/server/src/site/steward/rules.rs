//! `/steward/rules`: the rules of belief, those for one kind of fact, their versions, the whole file.

use super::beside;
use crate::desk::{Desk, SignedIn};
use crate::site::fault::{Fault, PageResult};
use crate::site::headers::{see_other, unkept};
use crate::views::steward::rules::{RulesFilePage, RulesOfPage, RulesPage, Told};
use crate::words::{dates, open};
use crate::{App, england};
use axum::Form;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use directory::{Authority, OfferId, RulesDraft, Snapshot};
use model::Field;
use std::sync::Arc;

/// What stays as it is while a page about rules is made.
pub struct Seen {
    pub who: String,
    pub desk: Arc<Desk>,
    pub rules: Arc<Authority>,
    pub snapshot: Arc<Snapshot>,
}

impl Seen {
    pub fn of(app: &App, signed: &SignedIn) -> Self {
        Self {
            who: signed.steward.name.clone(),
            desk: signed.desk.clone(),
            rules: app.directory.rules(),
            snapshot: app.directory.snapshot(),
        }
    }

    /// Calls `make` with what pages are made from.
    pub fn told<T>(&self, make: impl FnOnce(&Told) -> T) -> T {
        make(&Told {
            who: &self.who,
            rules: &self.rules,
            area_name: &|code| self.snapshot.area_name(Some(code)),
            name_of: &|id| self.desk.name_of(id).map(str::to_owned),
            moment: &|at| {
                let at = at.to_zoned_datetime(england()).datetime();
                format!("{} at {}", dates::date(at.date()), open::time(at))
            },
        })
    }
}

/// What was done before the rules were shown again.
#[derive(serde::Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// The rules.
pub async fn show(
    signed: SignedIn,
    State(app): State<App>,
    done: Result<Query<Done>, QueryRejection>,
) -> PageResult {
    let directory = app.directory.clone();
    let versions = beside(move || directory.rules_versions()).await??;
    let done = done.ok().and_then(|Query(done)| match done.done.as_str() {
        "saved" => Some("The rules are saved. Everything is shown by them now. To undo it, go back to earlier rules below."),
        "left" => Some("The rules stay as they were."),
        _ => None,
    });
    let broken = app.directory.broken_rules();
    let page = Seen::of(&app, &signed)
        .told(|told| RulesPage::new(told, &versions, broken.as_deref(), done));
    Ok(unkept(StatusCode::OK, &page))
}

/// The rules for one kind of fact.
pub async fn of_field(
    signed: SignedIn,
    State(app): State<App>,
    Path(field): Path<String>,
) -> PageResult {
    let field = Field::from_word(&field).ok_or(Fault::NoSuchPage)?;
    let page = Seen::of(&app, &signed).told(|told| RulesOfPage::new(told, field));
    Ok(unkept(StatusCode::OK, &page))
}

/// Which version.
#[derive(serde::Deserialize)]
pub struct Version {
    version: Option<u64>,
}

/// The whole file, as it is or as it was.
pub async fn file(
    signed: SignedIn,
    State(app): State<App>,
    version: Result<Query<Version>, QueryRejection>,
) -> PageResult {
    let version = version.ok().and_then(|Query(version)| version.version);
    let seen = app.directory.rules_mark();
    let text = match (version, app.directory.broken_rules()) {
        (None, None) => app.directory.rules().text().to_owned(),
        // What is to be mended.
        (version, broken) => {
            let at = version.or(broken.map(|broken| broken.position.0));
            text_of(&app, at.unwrap_or_default()).await?
        }
    };
    let page = RulesFilePage::new(&signed.steward.name, &seen, &text, None);
    Ok(unkept(StatusCode::OK, &page))
}

/// The text of the version at this position.
async fn text_of(app: &App, position: u64) -> Result<String, Fault> {
    let directory = app.directory.clone();
    let versions = beside(move || directory.rules_versions()).await??;
    let version = versions
        .into_iter()
        .find(|version| version.position.0 == position);
    let shipped = || Authority::england().text().to_owned();
    version
        .map(|version| version.text.unwrap_or_else(shipped))
        .ok_or(Fault::NoSuchPage)
}

/// Takes a whole file, and leads on to what it would change.
pub async fn give_file(
    signed: SignedIn,
    State(app): State<App>,
    form: Result<Multipart, MultipartRejection>,
) -> PageResult {
    let mut form = form.map_err(|_| Fault::BadForm)?;
    let (mut text, mut seen, mut file) = (String::new(), String::new(), None);
    while let Some(field) = form.next_field().await.map_err(|_| Fault::BadForm)? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|_| Fault::BadForm)?;
        match name.as_str() {
            "text" => text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n"),
            "seen" => seen = String::from_utf8_lossy(&bytes).into_owned(),
            "file" if !bytes.is_empty() => file = Some(bytes),
            _ => {}
        }
    }
    let given = match file {
        None => Ok(text.clone()),
        Some(bytes) => String::from_utf8(bytes.to_vec())
            .map_err(|_| "This file is no text. Give a rules file, written in TOML".to_owned()),
    };
    let checked = given.and_then(|text| {
        let known = Authority::parse_over_shipped(&text).map(|_| text);
        known.map_err(|bad| {
            format!(
                "Line {}, column {}: {}. {}",
                bad.line,
                bad.column,
                bad.problem,
                crate::words::sentence(&bad.remedy)
            )
        })
    });
    match checked {
        Ok(text) => {
            let draft = RulesDraft {
                text: Some(text),
                seen,
                by: signed.steward.id.clone(),
                edit: None,
            };
            keep(&app, &signed.desk, draft).await
        }
        Err(problem) => {
            let page = RulesFilePage::new(&signed.steward.name, &seen, &text, Some(&problem));
            Ok(unkept(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

/// Which version to go back to.
#[derive(serde::Deserialize)]
pub struct GoBack {
    version: u64,
}

/// Leads on to what going back to a version would change.
pub async fn go_back(
    signed: SignedIn,
    State(app): State<App>,
    form: Result<Form<GoBack>, FormRejection>,
) -> PageResult {
    let Form(GoBack { version }) = form.map_err(|_| Fault::BadForm)?;
    let directory = app.directory.clone();
    let versions = beside(move || directory.rules_versions()).await??;
    let version = versions
        .into_iter()
        .find(|known| known.position.0 == version)
        .ok_or(Fault::NoSuchPage)?;
    let draft = RulesDraft {
        text: version.text,
        seen: app.directory.rules_mark(),
        by: signed.steward.id.clone(),
        edit: None,
    };
    keep(&app, &signed.desk, draft).await
}

/// Keeps a draft and leads on to it.
pub async fn keep(app: &App, desk: &Arc<Desk>, draft: RulesDraft) -> PageResult {
    let id = OfferId::of(desk.random::<16>());
    let (directory, now, kept) = (app.directory.clone(), (app.clock)(), id.clone());
    beside(move || directory.keep_rules_draft(&kept, &draft, now)).await??;
    Ok(see_other(&format!("/steward/rules/try/{id}")))
}
