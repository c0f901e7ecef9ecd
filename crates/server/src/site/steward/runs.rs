//! `POST /steward/runs/{no}/…`: releasing, rejecting and taking back what was read.

use super::{beside, source};
use crate::App;
use crate::desk::SignedIn;
use crate::site::fault::{Fault, PageResult};
use crate::site::headers::see_other;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use directory::{Directory, Error};
use model::RunNo;

/// The longest reason that is kept, in characters.
const LONGEST: usize = 400;

/// What the form for rejecting says.
#[derive(serde::Deserialize)]
pub struct Rejecting {
    #[serde(default)]
    reason: String,
}

/// Publishes a held run.
pub async fn release(
    SignedIn { steward, .. }: SignedIn,
    State(app): State<App>,
    Path(no): Path<u32>,
) -> PageResult {
    let (run, now) = (RunNo(no), (app.clock)());
    let key = key_of(&app, run).await?;
    let directory = app.directory.clone();
    let done = beside(move || directory.release_by(run, &steward.id, now)).await?;
    lead_back(done, &key, "released")
}

/// Refuses a held run, with a reason.
pub async fn reject(
    SignedIn { steward, .. }: SignedIn,
    State(app): State<App>,
    Path(no): Path<u32>,
    form: Result<Form<Rejecting>, FormRejection>,
) -> PageResult {
    let Form(Rejecting { reason }) = form.map_err(|_| Fault::BadForm)?;
    let (run, now) = (RunNo(no), (app.clock)());
    let key = key_of(&app, run).await?;
    let reason: String = reason.trim().chars().take(LONGEST).collect();
    if reason.is_empty() {
        let faults = [(format!("reason-{no}"), "Say why you reject it".to_owned())];
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return source::page(&app, &steward.name, key, status, &faults, None).await;
    }
    let directory = app.directory.clone();
    let done = beside(move || directory.reject_by(run, &reason, &steward.id, now)).await?;
    lead_back(done, &key, "rejected")
}

/// Takes back a run that was published.
pub async fn take_back(
    SignedIn { steward, .. }: SignedIn,
    State(app): State<App>,
    Path(no): Path<u32>,
) -> PageResult {
    let (run, now) = (RunNo(no), (app.clock)());
    let key = key_of(&app, run).await?;
    let directory = app.directory.clone();
    let done = beside(move || directory.take_back(run, &steward.id, now)).await?;
    lead_back(done, &key, "taken-back")
}

fn lead_back(done: Result<(), Error>, key: &str, word: &str) -> PageResult {
    match done {
        // Pressed twice, or by two people: it is done.
        Ok(()) | Err(Error::NotHeld(_)) => {
            Ok(see_other(&format!("/steward/sources/{key}?done={word}")))
        }
        Err(problem @ (Error::Busy(_) | Error::Overtaken { .. } | Error::Refused(_))) => {
            Err(Fault::Told(problem.to_string()))
        }
        Err(problem) => Err(problem.into()),
    }
}

/// The key of the source of a run.
async fn key_of(app: &App, run: RunNo) -> Result<String, Fault> {
    let directory = app.directory.clone();
    beside(move || of_run(&directory, run))
        .await??
        .ok_or(Fault::NoSuchPage)
}

fn of_run(directory: &Directory, run: RunNo) -> Result<Option<String>, Error> {
    let reports = directory.sources()?;
    let report = reports
        .iter()
        .find(|report| report.runs.iter().any(|known| known.no == run));
    Ok(report.map(|report| report.source.key.to_string()))
}
