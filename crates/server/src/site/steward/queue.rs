//! `GET /steward`: what waits for a person; `POST /steward/undo/{position}`.

use crate::App;
use crate::desk::Steward;
use crate::site::fault::{Fault, PageResult};
use crate::site::headers::unkept;
use crate::views::steward::queue::QueuePage;
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use model::Position;

/// How many decisions are listed.
const LISTED: usize = 20;

/// What waits.
pub async fn show(State(app): State<App>, Extension(steward): Extension<Steward>) -> PageResult {
    let directory = app.directory.clone();
    let (reports, decided) = tokio::task::spawn_blocking(move || {
        Ok::<_, directory::Error>((directory.sources()?, directory.decided(LISTED)?))
    })
    .await
    .map_err(|_| Fault::Ended)??;
    let snapshot = app.directory.snapshot();
    let name_of = |id: &str| {
        app.desk
            .as_ref()
            .and_then(|desk| desk.name_of(id))
            .unwrap_or("another steward")
            .to_owned()
    };
    let page = QueuePage::new(&steward.name, &reports, &decided, &snapshot, &name_of);
    Ok(unkept(StatusCode::OK, &page))
}

/// Takes a decision back.
pub async fn undo(
    State(app): State<App>,
    Extension(steward): Extension<Steward>,
    Path(position): Path<u64>,
) -> PageResult {
    let (directory, now) = (app.directory.clone(), (app.clock)());
    let undone =
        tokio::task::spawn_blocking(move || directory.undo(Position(position), &steward.id, now))
            .await
            .map_err(|_| Fault::Ended)?;
    match undone {
        // Taken back already: that is what was wanted.
        Ok(()) | Err(directory::Error::Log(_)) => Ok(Redirect::to("/steward").into_response()),
        Err(problem) => Err(problem.into()),
    }
}
