//! `GET /about/who-keeps-what`: for each kind of fact, who is believed and who to ask.

use super::fault::PageResult;
use super::headers::until_published;
use crate::App;
use crate::views::keepers::KeepersPage;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};

/// Every kind of fact.
pub async fn show(State(app): State<App>, uri: Uri, headers: HeaderMap) -> PageResult {
    let snapshot = app.directory.snapshot();
    let rules = app.directory.rules();
    Ok(until_published(
        &uri,
        &headers,
        snapshot.edition(),
        app.now().date(),
        || {
            KeepersPage::new(&rules, snapshot.sources(), &|code| {
                snapshot.area_name(Some(code))
            })
        },
    ))
}
