//! What one item is, how it is kept, and the bytes that its leaf commits to. Pure; for ever.
//!
//! An item is kept as one line of JSON in the form of RFC 8785. Its members, those that do not apply left out:
//!
//! | member | what |
//! |---|---|
//! | `position` | its place in the log, from 1 |
//! | `kind` | `version`, `withdrawal`, `closing`, `release`, `rejection`, `revocation`, `erasure`, or `note:` and the note's kind |
//! | `source`, `table` | the source's permanent key; the table read |
//! | `run` | the number of the run that wrote it |
//! | `entry`, `type`, `local_id` | the entry: its id, what it describes, the source's own name for it |
//! | `said`, `said_by` | the document's date; the run that read that document, where that is not `run` |
//! | `assured` | when the owner or the source last checked |
//! | `at` | when it was made, for what a person or this program did |
//! | `row` | where it stood: number of the file from 0, line from 1 |
//! | `speaks` | the fields the document speaks for |
//! | `fields` | the values, each under its word; `null` is the statement that there is none |
//! | `seed` | 16 random bytes in hex, from which the fields' salts are made |
//! | `salts` | instead of `seed` once a field was erased: the salt of each field that is left |
//! | `erased` | the commitments of the fields that were erased |
//!
//! The salt of a field is the first 16 bytes of HMAC-SHA-256(seed, word). Its commitment is SHA-256(salt ‖ the RFC 8785
//! bytes of its value). The *leaf bytes* are the same line without `seed`, `salts` and `erased`, where `fields` has, for
//! every field, kept or erased, its commitment in hex. The leaf hash is that of [`crate::merkle::leaf_hash`]. So a value
//! can be destroyed, salt and all, and the leaf stays what it was; without the salt nobody can test a guess.

mod decode;
mod encode;

pub use encode::Encoded;

use crate::keys::{finish, first, hmac};
use crate::merkle::Hash;
use jiff::Timestamp;
use jiff::civil::Date;
use model::{EntryId, EntryType, RowPlace, canonical_json};
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;

/// A word of the log, such as `phone` or `version`.
pub type Word = Cow<'static, str>;

/// The value of one field, or what is left of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Sealed {
    /// The value, and its salt where that does not come from the item's seed.
    Kept(Json, Option<[u8; 16]>),
    /// The commitment to a value that was erased.
    Erased(Hash),
}

/// The entry that an item is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its id.
    pub id: EntryId,
    /// What it describes.
    pub entry_type: EntryType,
    /// The source's own name for it.
    pub local_id: String,
}

/// One item of the log. The module's page tells what its members mean.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the members are those of the table above")]
pub struct Item {
    pub position: u64,
    pub kind: Word,
    pub source: Option<String>,
    pub table: Option<String>,
    pub run: Option<u32>,
    pub entry: Option<Named>,
    pub said: Option<Date>,
    pub said_by: Option<u32>,
    pub assured: Option<Date>,
    pub at: Option<Timestamp>,
    pub row: Option<RowPlace>,
    pub speaks: Vec<Word>,
    /// By word, sorted.
    pub fields: Vec<(Word, Sealed)>,
    pub seed: Option<[u8; 16]>,
}

impl Item {
    /// Destroys the values of `words`, and with them the seed. Gives the canonical values destroyed, by word. The
    /// statement that there is none (`null`) holds nothing to destroy and stays.
    pub fn erase(&mut self, words: &[&str]) -> Vec<(Word, String)> {
        let goes = |(word, sealed): &(Word, Sealed)| {
            words.contains(&word.as_ref())
                && matches!(sealed, Sealed::Kept(value, _) if !value.is_null())
        };
        let mut destroyed = Vec::new();
        if !self.fields.iter().any(goes) {
            return destroyed;
        }
        let salts = Salts::of(self);
        for field in &mut self.fields {
            let goes = goes(field);
            let (word, sealed) = field;
            let Sealed::Kept(value, salt) = sealed else {
                continue;
            };
            let own = salts.salt(word, *salt);
            if goes {
                let value = canonical_json(value);
                *sealed = Sealed::Erased(commitment(&own, value.as_bytes()));
                destroyed.push((word.clone(), value));
            } else {
                *salt = Some(own);
            }
        }
        self.seed = None;
        destroyed
    }

    /// Reads a line back.
    ///
    /// # Errors
    /// What is wrong with the line, in words.
    pub fn decode(line: &str) -> Result<Self, String> {
        decode::decode(line)
    }

    /// Writes it as the line that is kept and as the bytes of its leaf.
    pub fn encode(&self) -> Encoded {
        encode::encode(self)
    }

    /// The value kept under `word`.
    pub fn kept(&self, word: &str) -> Option<&Json> {
        self.fields
            .iter()
            .find(|(w, _)| w == word)
            .and_then(|(_, sealed)| match sealed {
                Sealed::Kept(value, _) => Some(value),
                Sealed::Erased(_) => None,
            })
    }
}

/// The salts of an item's fields.
struct Salts(Option<crate::keys::HmacSha256>);

impl Salts {
    fn of(item: &Item) -> Self {
        Self(item.seed.map(|seed| hmac(&seed)))
    }

    /// The salt of the field `word`: its `own`, else the one that the seed gives.
    fn salt(&self, word: &str, own: Option<[u8; 16]>) -> [u8; 16] {
        let made = || Some(first(&finish(self.0.as_ref()?, &[word.as_bytes()])));
        own.or_else(made).unwrap_or_default()
    }
}

/// What the leaf says of a value.
fn commitment(salt: &[u8; 16], value: &[u8]) -> Hash {
    Sha256::new()
        .chain_update(salt)
        .chain_update(value)
        .finalize()
        .into()
}

#[cfg(test)]
mod tests;
