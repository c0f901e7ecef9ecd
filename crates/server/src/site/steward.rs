//! The pages of the steward's desk. Who asks is told by [`crate::desk::SignedIn`], which every handler but signing in takes.

pub mod conflicts;
pub mod matches;
pub mod new_source;
pub mod offer;
pub mod queue;
pub mod rule_form;
pub mod rules;
pub mod rules_try;
pub mod runs;
pub mod sign_in;
pub mod source;
pub mod upload;

use super::fault::Fault;
use crate::views::steward::narrowed::Narrowed;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use std::convert::Infallible;
use std::time::Duration;

/// How long a page waits for a job before it says how far the job is.
const PATIENCE: Duration = Duration::from_secs(8);

impl<S: Sync> FromRequestParts<S> for Narrowed {
    type Rejection = Infallible;

    /// An address that cannot be read narrows nothing.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let read = Query::<Self>::try_from_uri(&parts.uri);
        Ok(read.map(|Query(narrowed)| narrowed).unwrap_or_default())
    }
}

/// Does work that may wait for a disk beside the requests.
async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Fault::Ended)
}
