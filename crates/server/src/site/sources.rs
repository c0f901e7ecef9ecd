//! `GET /about/sources`: where our information comes from.

use super::fault::{Fault, PageResult};
use super::headers::until_published;
use crate::App;
use crate::views::sources::SourcesPage;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};

/// Every source with its last run and its faults.
pub async fn show(State(app): State<App>, uri: Uri, headers: HeaderMap) -> PageResult {
    let directory = app.directory.clone();
    // The log is read here, which may wait for a disk.
    let reports = tokio::task::spawn_blocking(move || directory.sources())
        .await
        .map_err(|_| Fault::Ended)??;
    let snapshot = app.directory.snapshot();
    // A held or refused run changes this page but not what is published, so the newest run is part of the tag.
    let newest = reports
        .iter()
        .flat_map(|report| &report.runs)
        .map(|run| u64::from(run.no.0) * 8 + state_number(&run.state))
        .sum::<u64>();
    Ok(until_published(
        &uri,
        &headers,
        snapshot
            .edition()
            .wrapping_mul(1_000_003)
            .wrapping_add(newest),
        app.now().date(),
        || SourcesPage::new(&reports, snapshot.position().0),
    ))
}

fn state_number(state: &directory::RunState) -> u64 {
    state.as_str().len() as u64 % 8
}
