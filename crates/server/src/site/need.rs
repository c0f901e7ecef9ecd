//! `GET /need` and `/need/{need}`: needs from A to Z, and one of them.

use super::fault::{Fault, PageResult};
use super::headers::until_published;
use crate::App;
use crate::views::DangerLine;
use crate::views::needs::{NeedPage, NeedsPage};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use directory::Need;

/// All needs.
pub async fn list(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Response {
    let snapshot = app.directory.snapshot();
    until_published(&uri, &headers, snapshot.edition(), app.now().date(), || {
        NeedsPage::new(snapshot.needs().all().map(|need| &**need))
    })
}

/// One need: where are you?
pub async fn show(
    State(app): State<App>,
    slug: Result<Path<String>, PathRejection>,
    uri: Uri,
    headers: HeaderMap,
) -> PageResult {
    let Path(slug) = slug.map_err(|_| Fault::NoSuchPage)?;
    let snapshot = app.directory.snapshot();
    let needs = snapshot.needs();
    let need = needs.by_slug(&slug).ok_or(Fault::NoSuchPage)?;
    Ok(until_published(
        &uri,
        &headers,
        snapshot.edition(),
        app.now().date(),
        || {
            let close = |other: &&Need| {
                other.slug != need.slug
                    && (other.broader.as_ref() == Some(&need.slug)
                        || need.broader.as_ref() == Some(&other.slug))
            };
            let related: Vec<&Need> = needs.all().map(|other| &**other).filter(close).collect();
            NeedPage::new(need, &related, needs.danger(&need.slug).map(DangerLine::of))
        },
    ))
}
