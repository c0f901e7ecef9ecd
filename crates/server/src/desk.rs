//! The steward's desk: who may sit at it, and what is under way there.
//!
//! Words: a *steward* is a person responsible for the record; a *token* is what they sign in with; a *session* is the
//! time between signing in and out; a *job* is a long piece of work that a page waits for.
//! Always: a token is never kept, only its hash, and never in an address; nor is the id of a session. What is at the
//! desk lies in memory: after a restart people sign in again and find their work where it was.
//! Start at [`Desk`]; who is signed in is told by [`SignedIn`].

mod attempts;
mod drafts;
mod guard;
mod jobs;
mod sessions;

pub use guard::{SignedIn, cookie, expired_cookie, return_to, secret, switched_off};
pub use jobs::{Job, Jobs};

use attempts::Attempts;
use directory::{Directory, Offer, Preview, Refusal, Trial};
use drafts::Drafts;
use jiff::Timestamp;
use sessions::Sessions;
use sha2::{Digest as _, Sha256};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use subtle::ConstantTimeEq as _;

/// The most that is taken at a time, unless said otherwise: every file of one document together.
const LARGEST_MB: u64 = 256;
/// The fewest characters of a token.
const SHORTEST_TOKEN: usize = 16;

/// Fills bytes that nobody can guess.
pub type Random = Arc<dyn Fn(&mut [u8]) + Send + Sync>;

/// What came of accepting an offer.
pub type AcceptOutcome = Result<Result<Offer, Refusal>, directory::Error>;

/// A person who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steward {
    /// Their name, as other stewards see it.
    pub name: String,
    /// The opaque id by which the log knows them.
    pub id: String,
}

/// The desk of one installation.
pub struct Desk {
    stewards: Vec<(Steward, [u8; 32])>,
    random: Random,
    sessions: Mutex<Sessions>,
    attempts: Mutex<Attempts>,
    drafts: Mutex<Drafts>,
    /// The most that is taken at a time, in megabytes.
    pub largest_mb: u64,
    /// Previews that are being made, or were made lately.
    pub previews: Jobs<Result<Preview, directory::Error>>,
    /// Rules that are being tried, or were lately.
    pub trials: Jobs<Result<Trial, directory::Error>>,
    /// Rules that are being adopted.
    pub adopting: Jobs<Result<(), directory::Error>>,
    /// Offers that are being accepted.
    pub accepting: Jobs<AcceptOutcome>,
}

/// Why nobody is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSignedIn {
    /// Nobody has this token.
    WrongToken,
    /// Too many tries failed: so many minutes to wait.
    Wait(u32),
}

impl Desk {
    /// A desk for people given as `NAME=TOKEN`.
    ///
    /// # Errors
    /// A sentence that says what is wrong with which of them. It never holds a token.
    pub fn new(given: &[String], directory: &Directory, random: Random) -> Result<Self, String> {
        let mut stewards: Vec<(Steward, [u8; 32])> = Vec::new();
        for (at, text) in given.iter().enumerate() {
            let nth = at + 1;
            let (name, token) = text
                .split_once('=')
                .ok_or_else(|| format!("steward {nth} is not written NAME=TOKEN"))?;
            let (name, token) = (name.trim(), token.trim());
            if name.is_empty() || name.chars().count() > 60 || name.chars().any(char::is_control) {
                return Err(format!("steward {nth} has no name of 1 to 60 characters"));
            }
            if token.chars().count() < SHORTEST_TOKEN {
                return Err(format!(
                    "the token of {name} is shorter than {SHORTEST_TOKEN} characters; make one with: head -c 24 /dev/urandom | base64"
                ));
            }
            let hash: [u8; 32] = Sha256::digest(token.as_bytes()).into();
            if stewards.iter().any(|(other, _)| other.name == name) {
                return Err(format!("two stewards are called {name}"));
            }
            if stewards.iter().any(|(_, other)| *other == hash) {
                return Err(format!("{name} has the token of another steward"));
            }
            let steward = Steward {
                name: name.to_owned(),
                id: directory.person(name),
            };
            stewards.push((steward, hash));
        }
        Ok(Self {
            stewards,
            random,
            sessions: Mutex::default(),
            attempts: Mutex::default(),
            drafts: Mutex::default(),
            largest_mb: LARGEST_MB,
            previews: Jobs::new(16),
            trials: Jobs::new(4),
            adopting: Jobs::new(4),
            accepting: Jobs::new(16),
        })
    }

    /// Begins a session for whoever has this token. Gives what the browser must show from then on.
    ///
    /// # Errors
    /// [`NotSignedIn`] when nobody has it, or the address has tried too often.
    pub fn sign_in(
        &self,
        token: &str,
        from: Option<IpAddr>,
        now: Timestamp,
    ) -> Result<String, NotSignedIn> {
        let mut attempts = locked(&self.attempts);
        if let Some(minutes) = attempts.must_wait(from, now) {
            return Err(NotSignedIn::Wait(minutes));
        }
        let hash: [u8; 32] = Sha256::digest(token.trim().as_bytes()).into();
        // Every steward is compared, so that the time taken tells nothing.
        let mut found = None;
        for (at, (_, known)) in self.stewards.iter().enumerate() {
            if bool::from(known.ct_eq(&hash)) {
                found = Some(at);
            }
        }
        let Some(steward) = found else {
            attempts.failed(from, now);
            return Err(NotSignedIn::WrongToken);
        };
        attempts.succeeded(from);
        let secret = self.random::<32>();
        locked(&self.sessions).begin(&secret, steward, now);
        Ok(hex(&secret))
    }

    /// Who shows this secret, if their session still runs.
    pub fn who(&self, secret: &str, now: Timestamp) -> Option<Steward> {
        let at = locked(&self.sessions).find(&unhex(secret)?, now)?;
        self.stewards.get(at).map(|(steward, _)| steward.clone())
    }

    /// Ends the session of whoever shows this secret.
    pub fn sign_out(&self, secret: &str) {
        if let Some(secret) = unhex(secret) {
            locked(&self.sessions).end(&secret);
        }
    }

    /// The name of the person with this opaque id, if they may sign in here.
    pub fn name_of(&self, id: &str) -> Option<&str> {
        self.stewards
            .iter()
            .find(|(steward, _)| steward.id == id)
            .map(|(steward, _)| steward.name.as_str())
    }

    /// What stewards have half done.
    pub fn drafts(&self) -> MutexGuard<'_, Drafts> {
        locked(&self.drafts)
    }

    /// Bytes that nobody can guess.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.random)(&mut bytes);
        bytes
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What lies behind these locks is whole after every statement: a panic elsewhere leaves nothing half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The 32 bytes that were written by [`hex`].
fn unhex(text: &str) -> Option<[u8; 32]> {
    let text = text.as_bytes();
    if text.len() != 64 {
        return None;
    }
    let digit = |b: u8| char::from(b).to_digit(16);
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        *byte = (digit(pair[0])? * 16 + digit(pair[1])?) as u8;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests;
