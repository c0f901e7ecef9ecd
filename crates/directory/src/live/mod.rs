//! Sources that run themselves: what is fetched when, and how that went.
//!
//! Words: a *feed* is how a source is read by itself; it is *due* when its time has come; an *outcome* is how one try
//! went, in plain words.
//! Always: nothing is fetched while the right to write is held, so that a slow server keeps nobody waiting; what
//! could not be read whole withdraws nothing; one source that fails stops no other.
//! Start at [`Directory::set_feed`] and [`Directory::fetch_due`].

mod fetch;
mod outcome;
mod queue;
mod report;

pub use fetch::{FetchCall, FetchReport};
pub use outbound::feed::Bounds;
pub use outbound::{Clock, Limits, Manners, Outside, SystemLookup};
pub use report::{Changed, FeedEnd, FeedFault, FeedOutcome, FeedReport};

use crate::folder::Folder;
use crate::sources::by_key;
use crate::{Directory, Error};
use jiff::Timestamp;
use model::{Feed, FeedKind};
use outbound::{Address, Guard};
use std::fs;
use std::io;
use std::path::Path;
use store::Log as _;

/// The shortest time between two readings.
const SHORTEST_MINUTES: u32 = 5;
/// At most this many addresses are one feed.
const MOST_ADDRESSES: usize = 5_000;

impl Directory {
    /// Declares how a source is read by itself, due at once.
    ///
    /// # Errors
    /// [`Error::Feed`] when an address or what is allowed makes no sense; [`Error::NoSource`].
    pub fn set_feed(&self, key: &str, feed: &Feed, now: Timestamp) -> Result<(), Error> {
        let bad = |problem: String| Error::Feed {
            source_key: key.to_owned(),
            problem,
        };
        addresses(feed).map_err(|e| bad(e.to_string()))?;
        Guard::new(&feed.allowed).map_err(|e| bad(e.to_string()))?;
        let count = feed.addresses.len();
        if count == 0 || count > MOST_ADDRESSES {
            return Err(bad(format!(
                "a feed has from 1 to {MOST_ADDRESSES} addresses, not {count}"
            )));
        }
        if count > 1 && feed.kind == FeedKind::OpenReferral {
            return Err(bad(
                "an Open Referral feed has one address: that under which /services lies".to_owned(),
            ));
        }
        if feed.every_minutes < SHORTEST_MINUTES {
            return Err(bad(format!(
                "a source is read every {SHORTEST_MINUTES} minutes at most"
            )));
        }
        let mut log = self.log();
        let source = by_key(&log, key)?;
        log.set_feed(source.no, feed, now)?;
        Ok(())
    }

    /// Reads a source by itself no more. False when it was not.
    ///
    /// # Errors
    /// [`Error::NoSource`], or what the log says.
    pub fn remove_feed(&self, key: &str) -> Result<bool, Error> {
        let mut log = self.log();
        let source = by_key(&log, key)?;
        let was = log.remove_feed(source.no)?;
        drop(log);
        let folder = self.folder.feed(key);
        forget(&folder).map_err(|e| Error::file(&folder, e))?;
        Ok(was)
    }

    /// The keys of the sources whose feeds are due, the longest overdue first.
    ///
    /// # Errors
    /// [`Error`] when the log cannot be read.
    pub fn due(&self, now: Timestamp) -> Result<Vec<String>, Error> {
        let log = self.log();
        let mut due: Vec<_> = log.feeds()?.into_iter().filter(|f| f.due <= now).collect();
        due.sort_by_key(|feed| feed.due);
        let sources = log.sources()?;
        let key = |feed: &store::FeedState| {
            let source = sources.iter().find(|source| source.no == feed.source);
            source.map(|source| source.key.to_string())
        };
        Ok(due.iter().filter_map(key).collect())
    }
}

/// The addresses of a feed, looked at.
fn addresses(feed: &Feed) -> Result<Vec<Address>, outbound::Problem> {
    feed.addresses.iter().map(|a| Address::parse(a)).collect()
}

/// Forgets what was fetched of every feed: for when something in it must not be kept.
pub(crate) fn forget_all(folder: &Folder) -> Result<(), Error> {
    let feeds = folder.feeds();
    let all = match fs::read_dir(&feeds) {
        Ok(all) => all,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(Error::file(&feeds, e)),
    };
    for feed in all.flatten() {
        forget(&feed.path()).map_err(|e| Error::file(&feed.path(), e))?;
    }
    Ok(())
}

fn forget(folder: &Path) -> io::Result<()> {
    outbound::feed::forget(folder)?;
    tidy(folder)
}

/// Removes what was fetched only to be read.
fn tidy(folder: &Path) -> io::Result<()> {
    let gone = |outcome: io::Result<()>| match outcome {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    };
    gone(fs::remove_dir_all(folder.join("files")))?;
    gone(fs::remove_file(folder.join("pages.jsonl")))
}
