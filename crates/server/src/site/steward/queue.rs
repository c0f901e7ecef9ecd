//! `GET /steward`: what waits.

use super::beside;
use super::matches::waiting;
use crate::App;
use crate::desk::SignedIn;
use crate::site::fault::PageResult;
use crate::site::headers::unkept;
use crate::views::steward::queue::QueuePage;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;

/// What was done before the desk was shown again.
#[derive(serde::Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// The desk.
pub async fn show(
    SignedIn { steward, desk }: SignedIn,
    State(app): State<App>,
    done: Result<Query<Done>, QueryRejection>,
) -> PageResult {
    let directory = app.directory.clone();
    let now = (app.clock)();
    let (me, today) = (steward.id.clone(), app.now().date());
    let (reports, offers, unsettled, matches) = beside(move || -> Result<_, directory::Error> {
        Ok((
            directory.sources()?,
            directory.offers(now)?,
            directory.unsettled(&me, &directory::Narrow::default(), today)?,
            waiting(&directory, &me)?,
        ))
    })
    .await??;
    let done = done.is_ok_and(|Query(done)| done.done == "discarded");
    let mut page = QueuePage::new(
        &steward.name,
        &reports,
        &offers,
        &|id| desk.name_of(id).map(str::to_owned),
        app.now().date(),
        done.then_some("The file is discarded. Nothing of it was published."),
    );
    page.unsettled = unsettled;
    page.broken_rules = app.directory.broken_rules().is_some();
    page.matches = matches;
    Ok(unkept(StatusCode::OK, &page))
}
