//! Fetching what is due: from the network into a folder of the feed's own, and from there into the log.

use super::outcome::{Came, settled};
use super::queue::{Host, Queue};
use super::{FeedOutcome, addresses, tidy};
use crate::sources::by_key;
use crate::{Directory, Error, ImportRequest, RunReport};
use jiff::Timestamp;
use jiff::civil::Date;
use model::{FeedKind, Source};
use outbound::feed::{Bounds, Faults, Feed};
use outbound::{Address, Fetcher, Files, Guard, Kind, Outside, Problem, Validators};
use std::collections::VecDeque;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use store::{FeedState, Log as _};

/// Hosts that are read from at the same time.
const HOSTS_AT_ONCE: usize = 4;
/// How long to wait for another import to end, and how often to look.
const PATIENCE: Duration = Duration::from_hours(1);
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// How to fetch.
#[derive(Clone, Copy)]
pub struct FetchCall<'a> {
    /// The outside world.
    pub outside: &'a Outside,
    /// Tells the day in England.
    pub today: &'a (dyn Fn() -> Date + Sync),
    /// Publish even what would be held, and take new ids for what they are.
    pub release: bool,
    /// How far live feeds are followed.
    pub bounds: Bounds,
}

/// How fetching one source went.
#[derive(Clone, Debug)]
pub struct FetchReport {
    /// The source's key.
    pub source: String,
    /// How it went.
    pub outcome: FeedOutcome,
    /// The run, if it came to one.
    pub run: Option<RunReport>,
    /// When it is tried next.
    pub due: Timestamp,
}

/// What was fetched and can be imported.
struct Haul {
    paths: Vec<PathBuf>,
    complete: bool,
    faults: Faults,
    validators: Option<String>,
    /// A live feed's reading, to be settled once it is imported.
    reading: Option<outbound::feed::Read>,
}

impl<'a> FetchCall<'a> {
    /// A fetch that holds what should be held.
    pub fn new(outside: &'a Outside, today: &'a (dyn Fn() -> Date + Sync)) -> Self {
        Self {
            outside,
            today,
            release: false,
            bounds: Bounds::default(),
        }
    }

    fn now(&self) -> Timestamp {
        self.outside.clock().now()
    }
}

impl Directory {
    /// Fetches every feed that is due, one at a time from each host and a few hosts at once; while one takes long, also
    /// what becomes due at others. What fails is in the reports; it stops nothing else.
    ///
    /// # Errors
    /// [`Error`] when it cannot be found out what is due.
    pub fn fetch_due(&self, call: FetchCall<'_>) -> Result<Vec<FetchReport>, Error> {
        let queue = Queue::new(self.by_host(&self.due(call.now())?)?);
        // What cannot be found out now is found out by the next fetch.
        let due = || {
            let due = self.due(call.now()).and_then(|keys| self.by_host(&keys));
            due.unwrap_or_default()
        };
        let reports = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for _ in 0..HOSTS_AT_ONCE {
                scope.spawn(|| {
                    while let Some((host, keys)) = queue.next(due) {
                        for key in keys {
                            let report = self.fetch(&key, call);
                            let mut reports =
                                reports.lock().unwrap_or_else(PoisonError::into_inner);
                            // What another process is fetching is no fault.
                            reports.extend(report);
                        }
                        queue.done(&host);
                    }
                });
            }
        });
        Ok(reports.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keys in groups of one host each, in their order.
    fn by_host(&self, keys: &[String]) -> Result<VecDeque<Host>, Error> {
        let mut hosts: VecDeque<Host> = VecDeque::new();
        for key in keys {
            let (_, state) = self.feed_state(key)?;
            let first = addresses(&state.feed)
                .ok()
                .and_then(|all| all.into_iter().next());
            let host = first
                .map(|address| address.host().to_owned())
                .unwrap_or_default();
            match hosts.iter_mut().find(|(known, _)| *known == host) {
                Some((_, keys)) => keys.push(key.clone()),
                None => hosts.push_back((host, vec![key.clone()])),
            }
        }
        Ok(hosts)
    }

    fn feed_state(&self, key: &str) -> Result<(Source, FeedState), Error> {
        let log = self.log();
        let source = by_key(&log, key)?;
        let state = log
            .feeds()?
            .into_iter()
            .find(|feed| feed.source == source.no);
        match state {
            Some(state) => Ok((source, state)),
            None => Err(Error::NoFeed(key.to_owned())),
        }
    }

    /// Fetches one feed now, due or not, and imports what came.
    ///
    /// # Errors
    /// [`Error::NoSource`], [`Error::NoFeed`], or when another process is fetching it. Whatever goes wrong outside is in
    /// the report.
    pub fn fetch(&self, key: &str, call: FetchCall<'_>) -> Result<FetchReport, Error> {
        let (_, mut state) = self.feed_state(key)?;
        let folder = self.folder.feed(key);
        let _lock = lock(&folder)?;
        let began = call.now();
        // Whatever ends this process, the next try is not made at once.
        state.due = settled::later(&state, call.outside.clock().chance(), None, began);
        state.tried = Some(began);
        self.log().note_feed(&state)?;

        let guard = Guard::new(&state.feed.allowed).unwrap_or_default();
        let fetcher = call.outside.fetcher(guard, state.feed.ignores_robots);
        let (came, run) = self.haul_and_import(key, &state, &fetcher, &folder, call);
        let outcome = settled::outcome(&came, run.as_ref(), &fetcher);
        // A feed that was declared anew meanwhile keeps what it was given.
        let now = call.now();
        if let Ok((_, latest)) = self.feed_state(key)
            && latest.feed != state.feed
        {
            state = latest;
        }
        settled::note(
            &mut state,
            &came,
            &outcome,
            call.outside.clock().chance(),
            now,
        );
        state.outcome = Some(outcome.to_json()?);
        self.log().note_feed(&state)?;
        Ok(FetchReport {
            source: key.to_owned(),
            outcome,
            run,
            due: state.due,
        })
    }

    fn haul_and_import(
        &self,
        key: &str,
        state: &FeedState,
        fetcher: &Fetcher,
        folder: &Path,
        call: FetchCall<'_>,
    ) -> (Came, Option<RunReport>) {
        let addresses = match addresses(&state.feed) {
            Ok(addresses) => addresses,
            Err(problem) => return (Came::Problem(problem), None),
        };
        let feed = addresses.first().map(|address| Feed {
            fetcher,
            address,
            folder,
            bounds: call.bounds,
            accept_new_ids: call.release,
        });
        let Some(feed) = feed else {
            return (Came::Unchanged, None);
        };
        let haul = match haul(state, &feed, &addresses) {
            Ok(Some(haul)) => haul,
            Ok(None) => return (Came::Unchanged, None),
            Err(problem) => return (Came::Problem(problem), None),
        };
        let request = ImportRequest {
            source: key.to_owned(),
            paths: haul.paths,
            partial: !haul.complete,
            release: call.release,
            ..ImportRequest::default()
        };
        let run = match self.import_in_turn(&request, call) {
            Ok(run) => run,
            Err(error) => return (Came::Error(error, haul.faults), None),
        };
        // What is already in the log is safe, whatever becomes of the folder.
        let settling = haul
            .reading
            .as_ref()
            .map_or(Ok(()), |read| feed.settle(read));
        let mut faults = haul.faults;
        if let Err(problem) = settling {
            faults.add(&problem);
        }
        let came = Came::Read {
            faults,
            services: haul.reading.as_ref().map(|read| read.services),
            resumable: haul.reading.is_some_and(|read| read.resumable),
            validators: haul.validators,
        };
        // Left behind it is removed by the next try.
        let _ = tidy(folder);
        (came, Some(run))
    }

    /// Imports, waiting for another import to end.
    fn import_in_turn(
        &self,
        request: &ImportRequest,
        call: FetchCall<'_>,
    ) -> Result<RunReport, Error> {
        let clock = call.outside.clock();
        let until = clock.elapsed() + PATIENCE;
        loop {
            match self.import(request, call.now(), (call.today)(), &mut |_| {}) {
                Err(Error::Busy(_)) if clock.elapsed() < until => clock.wait(LOOK_AGAIN),
                done => return done,
            }
        }
    }
}

/// Fetches what lies at the addresses; none when nothing has changed.
fn haul(
    state: &FeedState,
    feed: &Feed<'_>,
    addresses: &[Address],
) -> Result<Option<Haul>, Problem> {
    let disk = |e: std::io::Error| {
        Problem::new(Kind::Disk, feed.folder.display().to_string(), e.to_string())
    };
    tidy(feed.folder).map_err(disk)?;
    match state.feed.kind {
        FeedKind::OpenReferral => {
            let read = feed.read()?;
            if read.unchanged {
                feed.settle(&read)?;
                return Ok(None);
            }
            Ok(Some(Haul {
                paths: vec![read.bodies.clone()],
                complete: read.complete,
                faults: read.faults.clone(),
                validators: None,
                reading: Some(read),
            }))
        }
        FeedKind::Pages => {
            let pages = outbound::fetch_pages(feed.fetcher, addresses, feed.folder)?;
            Ok(Some(Haul {
                paths: vec![pages.path],
                complete: pages.faults == Faults::default(),
                faults: pages.faults,
                validators: None,
                reading: None,
            }))
        }
        FeedKind::File => {
            let known: Vec<Validators> = state
                .validators
                .as_deref()
                .and_then(|text| serde_json::from_str(text).ok())
                .unwrap_or_default();
            let into = feed.folder.join("files");
            match outbound::fetch_files(feed.fetcher, addresses, &known, &into)? {
                Files::Unchanged => Ok(None),
                Files::Fetched { paths, validators } => Ok(Some(Haul {
                    paths,
                    complete: true,
                    faults: Faults::default(),
                    validators: serde_json::to_string(&validators).ok(),
                    reading: None,
                })),
            }
        }
    }
}

/// The right to fetch one feed, for as long as the answer is kept.
fn lock(folder: &Path) -> Result<File, Error> {
    fs::create_dir_all(folder).map_err(|e| Error::file(folder, e))?;
    let path = folder.join("lock");
    let file = File::create(&path).map_err(|e| Error::file(&path, e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(Error::Fetching(folder.to_owned())),
        Err(fs::TryLockError::Error(e)) => Err(Error::file(&path, e)),
    }
}
