//! `GET /steward/sources/{key}`: one source; `POST /steward/runs/{run}`: release or reject a held run.

use crate::App;
use crate::site::fault::{Fault, PageResult};
use crate::site::headers::unkept;
use crate::views::message::MessagePage;
use crate::views::steward::source::SourcePage;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use directory::RunState;
use model::RunNo;
use serde::Deserialize;

/// How many records of a held run are shown.
const SAMPLE: usize = 10;

/// One source with its runs.
pub async fn show(State(app): State<App>, Path(key): Path<String>) -> PageResult {
    let directory = app.directory.clone();
    let found = tokio::task::spawn_blocking(move || {
        let Some(report) = directory
            .sources()?
            .into_iter()
            .find(|report| report.source.key.as_str() == key)
        else {
            return Ok(None);
        };
        let held = report
            .runs
            .iter()
            .find(|run| matches!(run.state, RunState::Held { .. }));
        let sample = match held {
            Some(run) => directory.held_sample(run.no, SAMPLE)?,
            None => Vec::new(),
        };
        Ok::<_, directory::Error>(Some((report, sample)))
    })
    .await
    .map_err(|_| Fault::Ended)??;
    let (report, sample) = found.ok_or(Fault::NoSuchPage)?;
    Ok(unkept(StatusCode::OK, &SourcePage::new(&report, &sample)))
}

/// What to do with a held run.
#[derive(Deserialize)]
pub struct Decision {
    #[serde(default)]
    what: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    key: String,
}

/// Releases or rejects.
pub async fn decide_run(
    State(app): State<App>,
    Path(run): Path<u32>,
    Form(form): Form<Decision>,
) -> PageResult {
    let (directory, now) = (app.directory.clone(), (app.clock)());
    let reason = if form.reason.trim().is_empty() {
        "no reason given".to_owned()
    } else {
        form.reason.trim().to_owned()
    };
    let release = form.what == "release";
    let done = tokio::task::spawn_blocking(move || {
        if release {
            directory.release(RunNo(run), now)
        } else {
            directory.reject(RunNo(run), &reason, now)
        }
    })
    .await
    .map_err(|_| Fault::Ended)?;
    match done {
        Ok(()) | Err(directory::Error::NotHeld(_)) => {
            let key: String = form
                .key
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
                .collect();
            Ok(Redirect::to(&format!("/steward/sources/{key}")).into_response())
        }
        Err(problem @ directory::Error::Overtaken { .. }) => {
            let said = problem.to_string();
            Ok(unkept(
                StatusCode::CONFLICT,
                &MessagePage::new("A newer reading was published", &[&said]),
            ))
        }
        Err(problem) => Err(problem.into()),
    }
}
