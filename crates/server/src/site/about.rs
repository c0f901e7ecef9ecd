//! `GET /about`, `/accessibility`, `/privacy`: pages of plain words.

use super::headers::until_published;
use crate::App;
use crate::views::message;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

/// What Fingerpost is.
pub async fn about(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Response {
    until_published(&uri, &headers, 0, app.now().date(), message::about)
}

/// The accessibility statement.
pub async fn accessibility(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Response {
    until_published(&uri, &headers, 0, app.now().date(), message::accessibility)
}

/// What is kept and what is not.
pub async fn privacy(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Response {
    until_published(&uri, &headers, 0, app.now().date(), message::privacy)
}
