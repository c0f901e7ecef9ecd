//! `GET /steward/sources/{key}`: one source for those who look after it.

use super::beside;
use crate::App;
use crate::desk::SignedIn;
use crate::site::fault::{Fault, PageResult};
use crate::site::headers::unkept;
use crate::views::steward::FormFault;
use crate::views::steward::source::{SourcePage, done};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use directory::{Directory, HeldSample, RunState, SourceReport};
use model::RunNo;

/// What was done before the page was shown again.
#[derive(serde::Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// The source with this key.
pub async fn show(
    SignedIn { steward, .. }: SignedIn,
    State(app): State<App>,
    Path(key): Path<String>,
    told: Result<Query<Done>, QueryRejection>,
) -> PageResult {
    let told = told.ok().and_then(|Query(told)| done(&told.done));
    page(&app, &steward.name, key, StatusCode::OK, &[], told).await
}

/// The page of a source, with what is wrong with what was typed there.
pub async fn page(
    app: &App,
    who: &str,
    key: String,
    status: StatusCode,
    faults: &[FormFault],
    told: Option<&str>,
) -> PageResult {
    let directory = app.directory.clone();
    let Some(gathered) = beside(move || gather(&directory, &key)).await?? else {
        return Err(Fault::NoSuchPage);
    };
    let page = SourcePage::new(
        who,
        &gathered.report,
        &gathered.samples,
        &gathered.back,
        faults,
        told,
    );
    Ok(unkept(status, &page))
}

struct Gathered {
    report: SourceReport,
    samples: Vec<(RunNo, HeldSample)>,
    back: Vec<RunNo>,
}

fn gather(directory: &Directory, key: &str) -> Result<Option<Gathered>, directory::Error> {
    let mut reports = directory.sources()?;
    let Some(at) = reports
        .iter()
        .position(|report| report.source.key.as_str() == key)
    else {
        return Ok(None);
    };
    let report = reports.swap_remove(at);
    let (mut samples, mut back) = (Vec::new(), Vec::new());
    for run in &report.runs {
        match run.state {
            RunState::Held { .. } => samples.push((run.no, directory.held_sample(run.no)?)),
            RunState::Believed if directory.can_take_back(run.no)? => back.push(run.no),
            _ => {}
        }
    }
    Ok(Some(Gathered {
        report,
        samples,
        back,
    }))
}
