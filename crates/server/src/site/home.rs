//! `GET /`: a place, a need, one button.

use super::headers::until_published;
use crate::App;
use crate::address::FindAddress;
use crate::views::home::HomePage;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

/// The home page, with what the address already says in its boxes.
pub async fn show(
    State(app): State<App>,
    RawQuery(query): RawQuery,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let snapshot = app.directory.snapshot();
    let address = FindAddress::read(&query.unwrap_or_default());
    until_published(&uri, &headers, snapshot.edition(), app.now().date(), || {
        HomePage::new(
            &address.place,
            &need_words(&address.need, snapshot.needs()),
            None,
            &|slug| snapshot.needs().by_slug(slug).is_some(),
        )
    })
}

/// What to put back into the box for the need: a slug becomes its label.
pub fn need_words(typed: &str, needs: &directory::Needs) -> String {
    needs
        .by_slug(typed)
        .map_or_else(|| typed.to_owned(), |need| need.label.clone())
}
