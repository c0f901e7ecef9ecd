//! `GET /service/{id}/history`: who said what, and when.

use super::Related;
use super::fault::{Fault, PageResult};
use super::headers::until_published;
use super::service::{moved, read_id};
use crate::App;
use crate::views::history::HistoryPage;
use crate::views::results::service_href;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use directory::Found;
use model::Visibility;

/// The history of one record.
pub async fn show(
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
) -> PageResult {
    let id = read_id(id.map(|Path(id)| id))?;
    let snapshot = app.directory.snapshot();
    let record = match snapshot.record(&id)? {
        Found::Record(record) => record,
        Found::Moved(to) => return Ok(moved(&format!("/service/{to}/history"))),
        Found::Unknown => return Err(Fault::NoSuchPage),
    };
    let directory = app.directory.clone();
    let changes = tokio::task::spawn_blocking(move || directory.history(id, Visibility::Public))
        .await
        .map_err(|_| Fault::Ended)??;
    let related = Related::of(&snapshot, &record)?;
    let now = app.now();
    let rules = app.directory.rules();
    Ok(until_published(
        &uri,
        &headers,
        snapshot.edition(),
        now.date(),
        || {
            let subject = related.subject(&record, &snapshot, now);
            HistoryPage::new(
                &subject,
                &changes,
                &|rule| rules.why(rule).to_owned(),
                service_href(&subject),
            )
        },
    ))
}
