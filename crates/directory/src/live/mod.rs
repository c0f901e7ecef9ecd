//! Sources that run themselves: what is fetched when, and how that went.

mod report;

pub use report::{Changed, FeedEnd, FeedFault, FeedOutcome, FeedReport};
