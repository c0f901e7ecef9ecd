//! One polite request: checked, paced, tried again when it may help, followed where it leads.

use crate::body::{Sink, take};
use crate::connect::{Lookup, agent, problem};
use crate::guard::Guard;
use crate::headers::{media_type, parameter, retry_after, text};
use crate::pace::Pace;
use crate::robots::{self, Robots};
use crate::vain::Vain;
use crate::{Address, Clock, Kind, Limits, Manners, Problem};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use ureq::http::{HeaderMap, Response};

/// Fetches politely, from where the guard lets it.
///
/// One fetcher is for one feed: it holds what its operator allowed. [`Fetcher::of`] shares the pace between them.
pub struct Fetcher {
    agent: ureq::Agent,
    limits: Limits,
    keeps_robots: bool,
    pace: Arc<Pace>,
    vain: Vain,
    began: Duration,
    robots: Mutex<FxHashMap<String, Arc<Robots>>>,
    clock: Arc<dyn Clock>,
    opened: Arc<AtomicU64>,
    requests: AtomicU64,
    received: AtomicU64,
}

/// What all fetchers of one process share: how they behave, and when each host was last asked.
#[derive(Clone)]
pub struct Outside {
    limits: Limits,
    manners: Manners,
    pace: Arc<Pace>,
    lookup: Arc<dyn Lookup>,
    clock: Arc<dyn Clock>,
}

/// What tells a server which edition of a thing we have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// The address, after redirects, that they are about.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub of: String,
    /// Its `ETag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// Its `Last-Modified`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
}

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Got {
    /// The thing itself.
    Body(Box<Fetched>),
    /// What we have is what there is.
    Unchanged,
}

/// How a thing came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// From where, after redirects.
    pub address: Address,
    /// What to ask with next time.
    pub validators: Validators,
    /// What the server says it is, in lower case and without parameters.
    pub media_type: String,
    /// The character set that the server says it is in.
    pub charset: Option<String>,
    /// The name that the server gives the file.
    pub file_name: Option<String>,
    /// Its size, unpacked.
    pub bytes: u64,
}

/// What is asked for.
pub(crate) struct Wanted<'a> {
    pub address: &'a Address,
    pub known: &'a Validators,
    pub accept: &'static str,
    pub most: u64,
}

impl Outside {
    /// The outside world, met with these limits and manners.
    pub fn new(
        limits: Limits,
        manners: Manners,
        lookup: Arc<dyn Lookup>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let pace = Arc::new(Pace::new(manners.a_second));
        Self {
            limits,
            manners,
            pace,
            lookup,
            clock,
        }
    }

    /// The limits in use.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The clock in use.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// A fetcher for one reading of one feed, whose time begins now. `ignores_robots` when the owner has agreed to be read.
    pub fn fetcher(&self, guard: Guard, ignores_robots: bool) -> Fetcher {
        let opened = Arc::new(AtomicU64::new(0));
        let contact = self
            .manners
            .contact
            .as_deref()
            .map(|contact| contact.replace(|c: char| !c.is_ascii_graphic(), ""))
            .map_or_else(String::new, |contact| format!(" (+{contact})"));
        let user_agent = format!("Fingerpost/{}{contact}", env!("CARGO_PKG_VERSION"));
        Fetcher {
            agent: agent(
                Arc::new(guard),
                self.lookup.clone(),
                &self.limits,
                &user_agent,
                opened.clone(),
            ),
            limits: self.limits,
            keeps_robots: self.manners.robots && !ignores_robots,
            pace: self.pace.clone(),
            vain: Vain::default(),
            began: self.clock.elapsed(),
            robots: Mutex::default(),
            clock: self.clock.clone(),
            opened,
            requests: AtomicU64::new(0),
            received: AtomicU64::new(0),
        }
    }
}

impl Fetcher {
    /// Fetches `address` into `file`, unless it is still what `known` stands for.
    ///
    /// # Errors
    /// [`Problem`], after the tries that may help.
    pub fn file(
        &self,
        address: &Address,
        known: &Validators,
        file: &mut File,
    ) -> Result<Got, Problem> {
        let wanted = Wanted {
            address,
            known,
            accept: "*/*",
            most: self.limits.file_bytes,
        };
        self.get(&wanted, &mut Sink::File(file))
    }

    /// Requests made so far, redirects, robots.txt and new tries among them.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Bytes of bodies received so far, as they came.
    pub fn received(&self) -> u64 {
        self.received.load(Ordering::Relaxed)
    }

    /// Sockets opened so far.
    pub fn sockets(&self) -> u64 {
        self.opened.load(Ordering::Relaxed)
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// Time that is left for this reading.
    pub(crate) fn time_left(&self) -> Duration {
        let passed = self.clock.elapsed().saturating_sub(self.began);
        self.limits.reading.saturating_sub(passed)
    }

    /// Asks, and asks again after a growing pause while that may help.
    pub(crate) fn get(&self, wanted: &Wanted<'_>, sink: &mut Sink<'_>) -> Result<Got, Problem> {
        let host = wanted.address.origin();
        let mut tried = 0;
        loop {
            let problem = match self.follow(wanted, sink) {
                Err(problem) if problem.passes() => problem,
                done => return done,
            };
            let patience = self.limits.patience;
            if problem.is_in_vain() && self.vain.left(&host, patience).is_none() {
                return Err(self.silent(wanted.address));
            }
            tried += 1;
            let asked = problem.retry_after.unwrap_or_default();
            let enough = tried >= self.limits.tries || asked > self.limits.longest_pause;
            if enough || self.time_left().is_zero() {
                return Err(problem);
            }
            let pause = self.pause(tried, asked);
            self.clock.wait(pause);
            if problem.is_in_vain() {
                self.vain.spent(&host, pause);
            }
        }
    }

    /// The pause before try `tried` + 1: doubled each time, half of it by chance, never less than was asked for.
    fn pause(&self, tried: u32, asked: Duration) -> Duration {
        let doubled = self.limits.pause.saturating_mul(1 << (tried - 1).min(16));
        let pause = doubled.min(self.limits.longest_pause);
        pause
            .mul_f64(0.5 + 0.5 * self.clock.chance().clamp(0.0, 1.0))
            .max(asked)
    }

    /// Follows redirects, each looked at like the first address.
    fn follow(&self, wanted: &Wanted<'_>, sink: &mut Sink<'_>) -> Result<Got, Problem> {
        let mut address = wanted.address.clone();
        for _ in 0..=self.limits.redirects {
            if self.keeps_robots && !self.robots(&address)?.allows(address.path_and_query()) {
                return Err(Problem::new(Kind::Robots, address.to_string(), ""));
            }
            // An edition of one address says nothing of another.
            let none = Validators::default();
            let known = if wanted.known.of == address.as_sent() {
                wanted.known
            } else {
                &none
            };
            match self.once(&address, known, wanted.accept, wanted.most, sink)? {
                Step::Done(got) => return Ok(got),
                Step::To(location) => address = next(&address, &location)?,
            }
        }
        let detail = format!("more than {} redirects", self.limits.redirects);
        Err(Problem::new(
            Kind::Redirects,
            wanted.address.to_string(),
            detail,
        ))
    }

    /// One request, at the host's turn, unless it was waited for in vain too long.
    fn once(
        &self,
        address: &Address,
        known: &Validators,
        accept: &str,
        most: u64,
        sink: &mut Sink<'_>,
    ) -> Result<Step, Problem> {
        let (host, clock) = (address.origin(), self.clock.as_ref());
        self.pace.at_turn(&host, clock, || {
            if self.time_left().is_zero() {
                let detail = "the time for one reading has run out";
                return Err(Problem::new(Kind::TooSlow, address.to_string(), detail));
            }
            let Some(left) = self.vain.left(&host, self.limits.patience) else {
                return Err(self.silent(address));
            };
            let (began, mut answered) = (clock.elapsed(), false);
            let step = self
                .ask(address, known, accept, left, &mut answered)
                .and_then(|answer| self.take_in(answer, address, known, most, sink));
            match &step {
                Err(problem) if problem.is_in_vain() => {
                    // An answer that breaks off may have come for long before: the silence at its end counts.
                    let spent = clock.elapsed().saturating_sub(began);
                    let most = if answered { self.limits.silence } else { spent };
                    self.vain.spent(&host, spent.min(most));
                }
                _ => self.vain.answered(&host),
            }
            step
        })
    }

    /// Asks, and waits for the head of the answer, at most as long as patience is `left`.
    fn ask(
        &self,
        address: &Address,
        known: &Validators,
        accept: &str,
        left: Duration,
        answered: &mut bool,
    ) -> Result<Response<ureq::Body>, Problem> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let Limits {
            connect,
            first_byte,
            whole,
            ..
        } = self.limits;
        let mut request = self
            .agent
            .get(address.as_sent())
            .config()
            .timeout_global(Some(whole.min(self.time_left())))
            .timeout_connect(Some(connect.min(left)))
            .timeout_recv_response(Some(first_byte.min(left)))
            .build()
            .header("Accept", accept);
        if let Some(etag) = &known.etag {
            request = request.header("If-None-Match", etag);
        }
        if let Some(modified) = &known.modified {
            request = request.header("If-Modified-Since", modified);
        }
        let answer = request
            .call()
            .map_err(|e| problem(e, address.to_string()))?;
        *answered = true;
        Ok(answer)
    }

    /// What an answer says, its body taken in.
    fn take_in(
        &self,
        answer: Response<ureq::Body>,
        address: &Address,
        known: &Validators,
        most: u64,
        sink: &mut Sink<'_>,
    ) -> Result<Step, Problem> {
        let shown = address.to_string();
        let (head, body) = answer.into_parts();
        let headers = &head.headers;
        match head.status.as_u16() {
            200 => {}
            304 if known.etag.is_some() || known.modified.is_some() => {
                return Ok(Step::Done(Got::Unchanged));
            }
            301 | 302 | 303 | 307 | 308 => {
                let to = text(headers, "location")
                    .ok_or_else(|| Problem::new(Kind::Redirects, &shown, "to nowhere"))?;
                return Ok(Step::To(to));
            }
            status => return Err(self.refused(status, headers, shown)),
        }
        let packed = match text(headers, "content-encoding").as_deref() {
            None | Some("" | "identity") => false,
            Some("gzip" | "x-gzip") => true,
            Some(other) => {
                let detail = format!("packed as {}", crate::address::shown(other));
                return Err(Problem::new(Kind::NotHttp, &shown, detail));
            }
        };
        let reader = body.into_with_config().limit(u64::MAX).reader();
        let limits = Limits {
            whole: self.limits.whole.min(self.time_left()),
            ..self.limits
        };
        let clock = self.clock.as_ref();
        let taken = take(reader, packed, most, &limits, clock, &shown, sink)?;
        self.received.fetch_add(taken.received, Ordering::Relaxed);
        Ok(Step::Done(Got::Body(Box::new(Fetched {
            address: address.clone(),
            validators: Validators {
                of: address.as_sent().to_owned(),
                etag: text(headers, "etag"),
                modified: text(headers, "last-modified"),
            },
            media_type: media_type(headers),
            charset: parameter(headers, "content-type", "charset"),
            file_name: parameter(headers, "content-disposition", "filename"),
            bytes: taken.unpacked,
        }))))
    }

    /// The host of `address` was waited for in vain too long.
    fn silent(&self, address: &Address) -> Problem {
        let detail = format!("waited {} s in vain", self.limits.patience.as_secs());
        Problem::new(Kind::Silent, address.to_string(), detail)
    }

    /// What a status that is not what we want means.
    fn refused(&self, status: u16, headers: &HeaderMap, shown: String) -> Problem {
        let kind = match status {
            404 | 410 => Kind::NotThere,
            401 | 403 | 407 | 451 => Kind::NotAllowed,
            429 | 503 => Kind::Busy,
            500..=599 | 408 | 425 => Kind::ServerFailed,
            _ => Kind::OddAnswer,
        };
        let mut problem = Problem::new(kind, shown, format!("status {status}"));
        problem.retry_after = retry_after(headers, self.clock.now());
        problem
    }

    /// What the host of `address` asks programs not to read, asked for once.
    fn robots(&self, address: &Address) -> Result<Arc<Robots>, Problem> {
        let origin = address.origin();
        let cached = |robots: &FxHashMap<String, Arc<Robots>>| robots.get(&origin).cloned();
        if let Some(known) = cached(&self.robots.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(known);
        }
        let robots = Arc::new(self.fetch_robots(address)?);
        if let Some(delay) = robots.delay {
            self.pace.slow(&origin, delay);
        }
        let mut all = self.robots.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(origin, robots.clone());
        Ok(robots)
    }

    /// RFC 9309 section 2.3.1: nothing there allows everything; while the server fails nothing is asked of it.
    fn fetch_robots(&self, address: &Address) -> Result<Robots, Problem> {
        let mut at = address.at_root("/robots.txt");
        let mut bytes = Vec::new();
        let none = Validators::default();
        for _ in 0..=self.limits.redirects {
            let mut sink = Sink::Memory(&mut bytes);
            match self.once(&at, &none, "text/plain", robots::MOST_BYTES, &mut sink) {
                Ok(Step::Done(_)) => return Ok(Robots::read(&bytes)),
                // Past its limit a file counts as far as it was read: section 2.5.
                Err(problem) if problem.kind == Kind::TooLarge => return Ok(Robots::read(&bytes)),
                Ok(Step::To(location)) => at = next(&at, &location)?,
                Err(problem) => match problem.kind {
                    Kind::NotThere | Kind::NotAllowed | Kind::OddAnswer => {
                        return Ok(Robots::default());
                    }
                    _ => return Err(problem),
                },
            }
        }
        Ok(Robots::default())
    }
}

enum Step {
    Done(Got),
    To(String),
}

/// Where a redirect leads.
fn next(from: &Address, location: &str) -> Result<Address, Problem> {
    let problem = |detail: String| Problem::new(Kind::Redirects, from.to_string(), detail);
    let to = from
        .join(location)
        .map_err(|why| problem(format!("to {}: {}", why.address, why.detail)))?;
    if from.is_secure() && !to.is_secure() {
        return Err(problem("from https to http".to_owned()));
    }
    Ok(to)
}
