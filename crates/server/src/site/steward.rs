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
use std::time::Duration;

/// How long a page waits for a job before it says how far the job is.
const PATIENCE: Duration = Duration::from_secs(8);

/// Does work that may wait for a disk beside the requests.
async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Fault::Ended)
}
