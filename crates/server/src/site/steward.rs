//! The steward's desk: signing in, what waits, handing in a source, looking at one, undoing.
//!
//! Always: every page but signing in needs a session; what changes something is a POST from our own pages.
//! Start at [`routes`].

mod draft;
mod gate;
mod queue;
mod sign;
mod source;

use crate::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use tower_http::limit::RequestBodyLimitLayer;

/// The largest document that can be handed in from the site, in bytes. Larger ones are imported at the command line.
pub const LARGEST_DOCUMENT: usize = 256 * 1024 * 1024;
/// The largest form.
const LARGEST_FORM: usize = 256 * 1024;

/// The desk's pages.
pub fn routes(app: &App) -> Router<App> {
    let upload = Router::new()
        .route("/steward/sources/new", get(draft::ask).post(draft::hand_in))
        .layer(DefaultBodyLimit::max(LARGEST_DOCUMENT))
        .layer(RequestBodyLimitLayer::new(LARGEST_DOCUMENT));
    let one_draft = get(draft::show).post(draft::decide);
    Router::new()
        .route("/steward", get(queue::show))
        .route("/steward/sources/new/{draft}", one_draft)
        .route("/steward/sources/{key}", get(source::show))
        .route("/steward/runs/{run}", post(source::decide_run))
        .route("/steward/undo/{position}", post(queue::undo))
        .route("/steward/sign-out", post(sign::sign_out))
        .layer(RequestBodyLimitLayer::new(LARGEST_FORM))
        .merge(upload)
        .layer(axum::middleware::from_fn_with_state(
            app.clone(),
            gate::signed_in,
        ))
        .merge(
            Router::new()
                .route("/steward/sign-in", get(sign::ask).post(sign::sign_in))
                .layer(RequestBodyLimitLayer::new(LARGEST_FORM)),
        )
        .layer(axum::middleware::from_fn(gate::same_site))
}
