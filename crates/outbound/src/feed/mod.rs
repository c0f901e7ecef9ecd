//! Open Referral feeds, read as they are published: lists of services page by page, then each service.
//!
//! Words: a *reading* is one attempt to read a feed whole; its *journal* says how far it came, so that the next attempt
//! goes on there; the *bodies* are the services themselves, one JSON object a line, for `ingest` to read.
//! Always: a reading is complete only when every page and every service was there and nothing contradicts itself;
//! so a server that lies, loops, changes or dies withdraws nothing. Memory holds ids and where bodies lie, and no body
//! but the one in hand.
//! Start at [`Feed::read`]; paging is in `list.rs`, what is kept in `journal.rs`.

mod details;
mod envelope;
mod faults;
mod journal;
mod list;
mod listed;
mod steps;

pub use faults::Faults;
pub use steps::forget;

use crate::fetch::Wanted;
use crate::{Address, Fetcher, Kind, Problem, Validators};
use journal::Journal;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How far a feed is followed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Services asked for on one page.
    pub per_page: u32,
    /// Pages of the list.
    pub pages: u32,
    /// Services of the list.
    pub services: usize,
    /// Services in a row that cannot be had until the server counts as dead.
    pub dead_after: u32,
    /// A reading that began longer ago than this is not gone on with.
    pub resume_within: Duration,
    /// Lists shorter than this are not suspected of new ids.
    pub suspect_from: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            per_page: 100,
            pages: 20_000,
            services: 300_000,
            dead_after: 5,
            resume_within: Duration::from_hours(24),
            suspect_from: 20,
        }
    }
}

/// A live Open Referral feed and the folder in which its readings are kept.
pub struct Feed<'a> {
    /// What fetches.
    pub fetcher: &'a Fetcher,
    /// The address under which `/services` lies; with `/services` behind it, the same.
    pub address: &'a Address,
    /// The folder, for this feed alone.
    pub folder: &'a Path,
    /// How far it is followed.
    pub bounds: Bounds,
    /// Take a list whose ids are all new for what it says.
    pub accept_new_ids: bool,
}

/// What one attempt gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The services, one JSON object a line.
    pub bodies: PathBuf,
    /// How many there are.
    pub services: u64,
    /// True when nothing is missing: what is absent may count as withdrawn.
    pub complete: bool,
    /// True when the list and every service are what they were at the last whole reading.
    pub unchanged: bool,
    /// True when the next attempt can go on where this one ended.
    pub resumable: bool,
    /// What was wrong.
    pub faults: Faults,
    /// What the feed calls its version, such as `HSDS-UK-3.0`.
    pub version: Option<String>,
}

impl Feed<'_> {
    /// Reads the feed, going on with an attempt that ended half way.
    ///
    /// Call [`Feed::settle`] when what it gave is safe.
    ///
    /// # Errors
    /// [`Problem`] when there is nothing that could be used.
    pub fn read(&self) -> Result<Read, Problem> {
        let base = self.address.without_last("services");
        let now = self.fetcher.clock().now();
        let mut journal = Journal::open(self.folder, &base, now, self.bounds.resume_within)
            .map_err(|e| Problem::new(Kind::Disk, base.to_string(), e.to_string()))?;
        let mut faults = Faults::default();
        if journal.listed() {
            faults.merge(&journal.list_faults());
        } else {
            if journal.version().is_none() {
                journal.note_version(self.version(&base)?)?;
            }
            list::walk(self, &base, &mut journal, &mut faults)?;
        }
        if journal.ids().is_empty() {
            journal.forget()?;
            return Err(Problem::new(Kind::Empty, base.to_string(), ""));
        }
        if !self.accept_new_ids && journal.ids_are_new(self.bounds.suspect_from)? {
            let detail = format!("{} services", journal.ids().len());
            journal.forget()?;
            return Err(Problem::new(Kind::NewIds, base.to_string(), detail));
        }
        let died = details::fetch(self, &base, &mut journal, &mut faults)?;
        let complete = faults.spoils_nothing();
        journal.end(complete && !died)?;
        Ok(Read {
            bodies: journal.bodies_path(),
            services: journal.kept(),
            complete,
            unchanged: complete && journal.is_unchanged(),
            resumable: died,
            faults,
            version: journal.version().map(str::to_owned),
        })
    }

    /// What was read is safe: the next reading begins afresh and compares with it. Does nothing to one that can be
    /// gone on with.
    ///
    /// # Errors
    /// [`Kind::Disk`].
    pub fn settle(&self, read: &Read) -> Result<(), Problem> {
        if read.resumable {
            return Ok(());
        }
        steps::settle(self.folder, read.complete)
            .map_err(|e| Problem::new(Kind::Disk, self.address.to_string(), e.to_string()))
    }

    /// What the feed says of itself at its base. Many say nothing there, and that is no fault.
    fn version(&self, base: &Address) -> Result<String, Problem> {
        let mut bytes = Vec::new();
        match self.json(base, self.fetcher.limits().detail_bytes, &mut bytes) {
            Ok(()) => Ok(envelope::version(&bytes).unwrap_or_default()),
            Err(problem) if problem.kind == Kind::Disk || refuses_all(problem.kind) => Err(problem),
            Err(_) => Ok(String::new()),
        }
    }

    /// Fetches a JSON document into `bytes`.
    fn json(&self, address: &Address, most: u64, bytes: &mut Vec<u8>) -> Result<(), Problem> {
        let wanted = Wanted {
            address,
            known: &Validators::default(),
            accept: "application/json",
            most,
        };
        let mut sink = crate::body::Sink::Memory(bytes);
        self.fetcher.get(&wanted, &mut sink).map(|_| ())
    }
}

/// True for what will not be better for any other address of the host.
fn refuses_all(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::NotPublic
            | Kind::OddPort
            | Kind::NoSuchHost
            | Kind::NoConnection
            | Kind::NotSecure
            | Kind::NotHttp
            | Kind::TooSlow
            | Kind::Silent
            | Kind::Busy
    )
}
