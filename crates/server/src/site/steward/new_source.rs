//! `/steward/sources/new`: a file is given.

use super::upload::{Given, TooMuch, take};
use crate::App;
use crate::desk::SignedIn;
use crate::site::fault::{Fault, PageResult};
use crate::site::headers::{see_other, unkept};
use crate::views::steward::new_source::NewSourcePage;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use directory::{Directory, Draft, OfferId};
use std::sync::Arc;

/// For which source.
#[derive(serde::Deserialize)]
pub struct For {
    #[serde(default)]
    source: String,
}

/// The form.
pub async fn show(
    SignedIn { steward, desk }: SignedIn,
    State(app): State<App>,
    chosen: Result<Query<For>, QueryRejection>,
) -> Response {
    let snapshot = app.directory.snapshot();
    let chosen = chosen
        .map(|Query(chosen)| chosen.source)
        .unwrap_or_default();
    let page = NewSourcePage::new(
        &steward.name,
        snapshot.sources(),
        &chosen,
        None,
        desk.largest_mb,
    );
    unkept(StatusCode::OK, &page)
}

/// Takes the file, and leads on to what was read in it.
pub async fn give(
    SignedIn { steward, desk }: SignedIn,
    State(app): State<App>,
    form: Result<Multipart, MultipartRejection>,
) -> PageResult {
    let form = form.map_err(|_| Fault::BadForm)?;
    let id = OfferId::of(desk.random::<16>());
    let given = take(app.directory.clone(), &id, form, desk.largest_mb).await?;
    let (status, problem) = match &given {
        Ok(given) if given.upload.is_empty() => (
            StatusCode::UNPROCESSABLE_ENTITY,
            match &given.empty {
                Some(name) => format!("{name} is empty. Export it again, then select it"),
                None => "Select a file".to_owned(),
            },
        ),
        Ok(_) => (StatusCode::OK, String::new()),
        Err(TooMuch { problem, .. }) => (StatusCode::PAYLOAD_TOO_LARGE, problem.clone()),
    };
    match given {
        Ok(given) if problem.is_empty() => {
            let now = (app.clock)();
            let directory = app.directory.clone();
            let by = steward.id;
            let kept = id.clone();
            super::beside(move || keep(&directory, kept, given, &by, now)).await??;
            Ok(see_other(&format!("/steward/sources/new/{id}")))
        }
        given => {
            let chosen = match given {
                Ok(given) => given.source,
                Err(TooMuch { source, .. }) => source,
            };
            let snapshot = app.directory.snapshot();
            let sources = snapshot.sources();
            let page = NewSourcePage::new(
                &steward.name,
                sources,
                &chosen,
                Some(&problem),
                desk.largest_mb,
            );
            Ok(unkept(status, &page))
        }
    }
}

/// Keeps what was given, with a column map proposed when it needs one.
fn keep(
    directory: &Arc<Directory>,
    id: OfferId,
    given: Given,
    by: &str,
    now: jiff::Timestamp,
) -> Result<(), directory::Error> {
    let snapshot = directory.snapshot();
    let known = snapshot
        .sources()
        .iter()
        .find(|source| source.key.as_str() == given.source);
    let draft = known.map(Draft::of).unwrap_or_default();
    let mut offer = directory.finish_offer(id, given.upload, by, draft, now)?;
    if offer.draft.map.is_empty()
        && let Some(map) = directory.suggested_map(&offer)
    {
        offer.draft.map = map;
        directory.keep_offer(&offer)?;
    }
    Ok(())
}
