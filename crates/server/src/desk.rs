//! Who may sit at the steward's desk: names with tokens from the command line, until accounts exist.
//!
//! Always: a token is compared as its hash; a session is known by the hash of its random id; decisions carry an opaque id
//! that is the same after every restart, never the name.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

/// Fills a buffer with random bytes.
pub type Random = Box<dyn FnMut(&mut [u8]) + Send>;

/// The cookie of a session. `__Host-` binds it to this host, all of its paths, and a safe connection.
const COOKIE_NAME: &str = "__Host-fingerpost";
/// How long a session lasts.
const LASTS: SignedDuration = SignedDuration::from_hours(10);
/// Wrong tokens within [`WINDOW`] after which nobody gets in for a while.
const MOST_WRONG: usize = 10;
/// How long a wrong token is remembered.
const WINDOW: SignedDuration = SignedDuration::from_mins(5);

type Hash = [u8; 32];

/// A steward who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steward {
    /// The name, for pages.
    pub name: String,
    /// The opaque id that decisions carry.
    pub id: String,
}

/// The stewards and their sessions.
pub struct Desk {
    stewards: Vec<(Steward, Hash)>,
    inner: Mutex<Inner>,
}

struct Inner {
    random: Random,
    sessions: HashMap<Hash, (usize, Timestamp)>,
    wrong: Vec<Timestamp>,
}

/// Why somebody was not signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// No steward has this token.
    Unknown,
    /// Too many wrong tokens: wait these minutes.
    Wait(i64),
}

impl Desk {
    /// The desk of these names with their tokens.
    pub fn new(stewards: &[(String, String)], random: Random) -> Self {
        let steward = |(name, token): &(String, String)| {
            let id = hex(&Sha256::new()
                .chain_update("fingerpost steward ")
                .chain_update(name)
                .finalize()[..8]);
            let steward = Steward {
                name: name.clone(),
                id: format!("steward-{id}"),
            };
            (steward, hash(token))
        };
        Self {
            stewards: stewards.iter().map(steward).collect(),
            inner: Mutex::new(Inner {
                random,
                sessions: HashMap::new(),
                wrong: Vec::new(),
            }),
        }
    }

    /// Begins a session for whoever has `token`. Gives the value of the `Set-Cookie` header.
    ///
    /// # Errors
    /// [`Refused`] when no steward has it, or there were too many wrong ones.
    pub fn sign_in(&self, token: &str, now: Timestamp) -> Result<String, Refused> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.wrong.retain(|at| now.duration_since(*at) < WINDOW);
        if inner.wrong.len() >= MOST_WRONG {
            let first = inner.wrong.first().copied().unwrap_or(now);
            let left = WINDOW - now.duration_since(first);
            return Err(Refused::Wait(left.as_mins() + 1));
        }
        let given = hash(token.trim());
        // All are compared, each in the same time: hashes tell nothing of how near a guess came.
        let mut found = None;
        for (at, (_, known)) in self.stewards.iter().enumerate() {
            if *known == given {
                found = Some(at);
            }
        }
        let Some(at) = found else {
            inner.wrong.push(now);
            return Err(Refused::Unknown);
        };
        inner.sessions.retain(|_, (_, until)| *until > now);
        let mut id = [0; 32];
        (inner.random)(&mut id);
        let id = hex(&id);
        inner
            .sessions
            .insert(hash(&id), (at, now.saturating_add(LASTS).unwrap_or(now)));
        Ok(format!(
            "{COOKIE_NAME}={id}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={}",
            LASTS.as_secs()
        ))
    }

    /// Who sent these headers, if they are signed in.
    pub fn who(&self, headers: &HeaderMap, now: Timestamp) -> Option<Steward> {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, until) = inner.sessions.get(&session(headers)?)?;
        (*until > now).then(|| self.stewards[*at].0.clone())
    }

    /// Ends the session of these headers. Gives the value of the `Set-Cookie` header.
    pub fn sign_out(&self, headers: &HeaderMap) -> String {
        if let Some(session) = session(headers) {
            let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
            inner.sessions.remove(&session);
        }
        format!("{COOKIE_NAME}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0")
    }

    /// The name behind an opaque id.
    pub fn name_of(&self, id: &str) -> Option<&str> {
        self.stewards
            .iter()
            .find(|(steward, _)| steward.id == id)
            .map(|(steward, _)| steward.name.as_str())
    }

    /// A random id of 16 hex digits, for a draft.
    pub fn new_id(&self) -> String {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let mut id = [0; 8];
        (inner.random)(&mut id);
        hex(&id)
    }
}

fn session(headers: &HeaderMap) -> Option<Hash> {
    let cookies = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let id = cookies
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(COOKIE_NAME)?.strip_prefix('='))?;
    Some(hash(id))
}

fn hash(text: &str) -> Hash {
    Sha256::digest(text).into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn desk() -> Desk {
        let mut next = 0u8;
        let random = move |bytes: &mut [u8]| {
            for byte in bytes {
                next = next.wrapping_mul(31).wrapping_add(7);
                *byte = next;
            }
        };
        Desk::new(
            &[
                ("Ann".into(), "a token".into()),
                ("Bob".into(), "another".into()),
            ],
            Box::new(random),
        )
    }

    fn headers(cookie: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let sent = cookie.split(';').next().unwrap_or_default();
        headers.insert(
            COOKIE,
            format!("other=1; {sent}").parse().expect("a header"),
        );
        headers
    }

    const NOON: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn a_token_opens_a_session_that_ends() {
        let desk = desk();
        let cookie = desk.sign_in(" a token ", NOON).expect("in");
        assert!(
            cookie.starts_with("__Host-")
                && cookie.contains("HttpOnly")
                && cookie.contains("Secure")
        );
        let headers = headers(&cookie);
        assert_eq!(desk.who(&headers, NOON).map(|s| s.name), Some("Ann".into()));
        assert_eq!(desk.who(&headers, NOON + LASTS), None);
        desk.sign_out(&headers);
        assert_eq!(desk.who(&headers, NOON), None);
        assert_eq!(desk.who(&HeaderMap::new(), NOON), None);
    }

    #[test]
    fn guessing_is_slow() {
        let desk = desk();
        for _ in 0..MOST_WRONG {
            assert_eq!(desk.sign_in("guess", NOON), Err(Refused::Unknown));
        }
        assert!(matches!(
            desk.sign_in("a token", NOON),
            Err(Refused::Wait(1..=6))
        ));
        assert!(desk.sign_in("a token", NOON + WINDOW).is_ok());
    }

    #[test]
    fn decisions_carry_the_same_id_after_every_start_and_never_the_name() {
        let (one, other) = (desk(), desk());
        let id = |desk: &Desk| {
            let cookie = desk.sign_in("another", NOON).expect("in");
            desk.who(&headers(&cookie), NOON).expect("Bob").id
        };
        assert_eq!(id(&one), id(&other));
        assert!(!id(&one).contains("Bob"));
        assert_eq!(one.name_of(&id(&other)), Some("Bob"));
    }
}
