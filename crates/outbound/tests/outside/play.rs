//! A server that does what a test tells it, and the means to fetch from it.

use outbound::feed::{Bounds, Feed};
use outbound::{Address, Clock, Fetcher, Guard, Limits, Lookup, Manners, Outside};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A request as it came.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub path: String,
    pub headers: Vec<(String, String)>,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The number after `name=` in the query.
    pub fn number(&self, name: &str) -> Option<u64> {
        let (_, query) = self.path.split_once('?')?;
        let pair = query
            .split('&')
            .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        pair?.parse().ok()
    }
}

/// What is answered.
pub enum Reply {
    /// Status, headers, body.
    Whole(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// Whatever this writes, and then the connection is closed.
    Raw(Box<dyn FnOnce(&mut TcpStream) + Send>),
}

impl Reply {
    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self::Whole(200, Vec::new(), body.into())
    }

    pub fn status(status: u16) -> Self {
        Self::Whole(status, Vec::new(), Vec::new())
    }

    pub fn to(location: &str) -> Self {
        Self::Whole(302, vec![("Location", location.to_owned())], Vec::new())
    }

    pub fn with(self, name: &'static str, value: &str) -> Self {
        match self {
            Self::Whole(status, mut headers, body) => {
                headers.push((name, value.to_owned()));
                Self::Whole(status, headers, body)
            }
            raw @ Self::Raw(_) => raw,
        }
    }
}

type Handler = Arc<dyn Fn(&Asked) -> Reply + Send + Sync>;

/// A running play server. It ends with the test's process.
pub struct Play {
    pub at: SocketAddr,
    pub accepted: Arc<AtomicU64>,
}

impl Play {
    pub fn new(answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        Self::on("127.0.0.1:0".parse().unwrap(), answer).unwrap()
    }

    pub fn on(
        at: SocketAddr,
        answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(at)?;
        let at = listener.local_addr()?;
        let accepted = Arc::new(AtomicU64::new(0));
        let counted = accepted.clone();
        let answer: Handler = Arc::new(answer);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                counted.fetch_add(1, Ordering::SeqCst);
                let answer = answer.clone();
                std::thread::spawn(move || speak(stream, &answer));
            }
        });
        Ok(Self { at, accepted })
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.at)
    }

    pub fn address(&self, path: &str) -> Address {
        Address::parse(&self.url(path)).unwrap()
    }

    pub fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::SeqCst)
    }

    /// A fetcher that may reach this server and nothing else that is not public.
    pub fn fetcher(&self, limits: Limits) -> Fetcher {
        let allowed = [self.at.to_string()];
        outside(limits, Arc::new(Names::default())).fetcher(Guard::new(&allowed).unwrap(), false)
    }

    /// Does `act` with the feed at `/o`.
    pub fn with_feed<T>(
        &self,
        limits: Limits,
        folder: &Path,
        act: impl FnOnce(&Feed<'_>) -> T,
    ) -> T {
        let (fetcher, address) = (self.fetcher(limits), self.address("/o"));
        act(&Feed {
            fetcher: &fetcher,
            address: &address,
            folder,
            bounds: Bounds::default(),
            accept_new_ids: false,
        })
    }
}

fn speak(stream: TcpStream, answer: &Handler) {
    let _ = stream.set_nodelay(true);
    let mut reader = BufReader::new(stream);
    while let Some(asked) = read(&mut reader) {
        let stream = reader.get_mut();
        match answer(&asked) {
            Reply::Whole(status, headers, body) => {
                let mut head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n", body.len());
                for (name, value) in headers {
                    head.push_str(&format!("{name}: {value}\r\n"));
                }
                head.push_str("\r\n");
                let mut bytes = head.into_bytes();
                bytes.extend(body);
                if stream.write_all(&bytes).is_err() {
                    return;
                }
            }
            Reply::Raw(write) => return write(stream),
        }
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Asked> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = Vec::new();
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        match line.trim_end().split_once(": ") {
            Some((name, value)) => headers.push((name.to_owned(), value.to_owned())),
            None => return Some(Asked { path, headers }),
        }
    }
}

/// Names that a test makes up, answered in turn; the last answer stays.
#[derive(Debug, Default)]
pub struct Names {
    pub known: Vec<(String, Vec<Vec<IpAddr>>)>,
    pub asked: AtomicU64,
}

impl Lookup for Names {
    fn addresses(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        let turn = self.asked.fetch_add(1, Ordering::SeqCst) as usize;
        let known = self.known.iter().find(|(name, _)| name == host);
        let (_, answers) = known.ok_or(io::ErrorKind::NotFound)?;
        Ok(answers[turn.min(answers.len() - 1)].clone())
    }
}

/// The real time, with pauses that are short.
#[derive(Debug)]
pub struct Quick(pub Instant);

impl Clock for Quick {
    fn now(&self) -> jiff::Timestamp {
        "2026-11-24T09:00:00Z".parse().unwrap()
    }

    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    fn wait(&self, duration: Duration) {
        std::thread::sleep(duration);
    }

    fn chance(&self) -> f64 {
        0.0
    }
}

/// Small limits, so that tests are quick.
pub fn small() -> Limits {
    Limits {
        file_bytes: 4 << 20,
        page_bytes: 1 << 20,
        detail_bytes: 64 << 10,
        ratio_from: 256 << 10,
        whole: Duration::from_secs(8),
        connect: Duration::from_secs(2),
        first_byte: Duration::from_secs(1),
        silence: Duration::from_secs(1),
        bytes_a_second: 100,
        speed_over: Duration::from_secs(1),
        tries: 2,
        pause: Duration::from_millis(20),
        longest_pause: Duration::from_millis(200),
        ..Limits::default()
    }
}

/// The outside world without politeness, but for robots.txt.
pub fn outside(limits: Limits, lookup: Arc<dyn Lookup>) -> Outside {
    let manners = Manners {
        a_second: None,
        ..Manners::default()
    };
    Outside::new(limits, manners, lookup, Arc::new(Quick(Instant::now())))
}
