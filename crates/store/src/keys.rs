//! Keyed hashes: nothing the log hashes can be guessed at without its secret.
//!
//! HMAC-SHA-256 (RFC 2104) under the secret of the data folder, over a word for the use, U+001F and the bytes.

use hmac::{Hmac, KeyInit, Mac};
use model::{Code, EntryId, EntryNo, Tie};
use sha2::Sha256;

pub(crate) type HmacSha256 = Hmac<Sha256>;

/// The keyed hash of what a document says of an entry, to tell "as before" from "changed".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub [u8; 16]);

/// The keyed hashes of one data folder.
pub(crate) struct Keys {
    fingerprint: HmacSha256,
    raw: HmacSha256,
    tie: HmacSha256,
    erased: HmacSha256,
}

/// The top bit of a tie key: set when the tie is to an entry, so that the entry can be found from the key.
const ENTRY_BIT: u64 = 1 << 63;

impl Keys {
    pub(crate) fn new(secret: &[u8; 32]) -> Self {
        let keyed = |word: &str| {
            let mut mac = hmac(secret);
            mac.update(word.as_bytes());
            mac.update(b"\x1f");
            mac
        };
        Self {
            fingerprint: keyed("fingerprint"),
            raw: keyed("raw"),
            tie: keyed("tie"),
            erased: keyed("erased"),
        }
    }

    pub(crate) fn fingerprint(&self, bytes: &[u8]) -> Fingerprint {
        Fingerprint(first(&finish(&self.fingerprint, &[bytes])))
    }

    /// The key of a raw row, and a second check of it.
    pub(crate) fn raw(&self, row: &[u8]) -> (i64, u32) {
        let hash = finish(&self.raw, &[row]);
        (
            i64::from_be_bytes(first(&hash)),
            u32::from_be_bytes([hash[8], hash[9], hash[10], hash[11]]),
        )
    }

    pub(crate) fn tie(&self, tie: &Tie) -> u64 {
        match tie {
            Tie::Code(code) => self.code(code),
            Tie::Entry(id) => entry_key(id),
        }
    }

    /// Keyed, because a code may be erased.
    pub(crate) fn code(&self, code: &Code) -> u64 {
        let hash = finish(
            &self.tie,
            &[
                code.scheme().as_str().as_bytes(),
                b":",
                code.value().as_bytes(),
            ],
        );
        u64::from_be_bytes(first(&hash)) & !ENTRY_BIT
    }

    pub(crate) fn erased(&self, entry: EntryNo, word: &str, canonical: &str) -> [u8; 16] {
        first(&finish(
            &self.erased,
            &[
                &entry.0.to_be_bytes(),
                word.as_bytes(),
                b"\x1f",
                canonical.as_bytes(),
            ],
        ))
    }
}

/// The key of a tie to `id`: the top bit and the first 63 bits of the id. Two ids that share them (never yet, by the
/// numbers) would only be looked at together.
pub(crate) fn entry_key(id: &EntryId) -> u64 {
    ENTRY_BIT | (u64::from_be_bytes(first(id.as_bytes())) >> 1)
}

/// The ids that a tie key may stand for, as an inclusive range; none when it is a code's key.
pub(crate) fn ids_of_key(key: u64) -> Option<([u8; 16], [u8; 16])> {
    (key & ENTRY_BIT != 0).then(|| {
        let (mut from, mut to) = ([0; 16], [0xff; 16]);
        from[..8].copy_from_slice(&(key << 1).to_be_bytes());
        to[..8].copy_from_slice(&(key << 1 | 1).to_be_bytes());
        (from, to)
    })
}

/// A fresh HMAC under `key`.
pub(crate) fn hmac(key: &[u8]) -> HmacSha256 {
    // HMAC takes a key of any length, so the other arm is never run.
    HmacSha256::new_from_slice(key)
        .unwrap_or_else(|_| HmacSha256::new(&hmac::digest::Key::<HmacSha256>::default()))
}

/// The hash of `parts` after what `mac` has already taken in.
pub(crate) fn finish(mac: &HmacSha256, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = mac.clone();
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// The first `N` bytes.
pub(crate) fn first<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    out.copy_from_slice(&bytes[..N]);
    out
}
