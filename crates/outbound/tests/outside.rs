//! The outside world as a play: servers of every temper on this machine, allowed by their very address.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

#[path = "outside/feeds.rs"]
mod feeds;
#[path = "outside/hostile.rs"]
mod hostile;
#[path = "outside/patience.rs"]
mod patience;
#[path = "outside/play.rs"]
mod play;
#[path = "outside/requests.rs"]
mod requests;
