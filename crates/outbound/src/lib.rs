//! Everything that leaves: polite fetching behind an address guard, and Open Referral feeds read by it.
//!
//! Words: a *fetcher* makes requests for one feed; the *guard* decides which sockets may be opened; *validators* tell
//! a server which edition we have; a *problem* is why something could not be fetched.
//! Always: no socket is opened to an address that the guard has not let through, redirects and names that change
//! included; one request at a time to a host; every answer is bounded in size and time; what follows the question
//! mark of an address appears in no message; time and chance are passed in.
//! Start at [`Outside`] and [`Fetcher`]; sockets are opened in `connect.rs` only. Live feeds are in [`feed`].

mod address;
mod body;
mod clock;
mod connect;
pub mod feed;
mod fetch;
mod guard;
mod headers;
mod limits;
mod pace;
mod page_list;
mod problem;
mod ranges;
mod robots;
#[cfg(test)]
mod testing;
mod vain;

pub use address::Address;
pub use clock::Clock;
pub use connect::{Lookup, SystemLookup};
pub use fetch::{Fetched, Fetcher, Got, Outside, Validators};
pub use guard::{BadAllowance, Guard};
pub use limits::{Limits, Manners};
pub use page_list::{Files, Pages, fetch_files, fetch_pages};
pub use problem::{Kind, Problem};
