//! Permanent names: of entries and records, of sources, of places in the log.

use sha1::{Digest as _, Sha1};
use std::fmt;
use std::str::FromStr;
use uuid::{Builder, Uuid};

/// The namespace of every entry id, fixed for ever (a random version 4 UUID).
const NAMESPACE: Uuid = Uuid::from_u128(0x6f1d_9a52_3c0b_4e57_9d0e_5a7b_c2e4_81f3);

/// What an entry or record describes, in HSDS 3 words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryType {
    /// A body that runs services.
    Organization,
    /// A place.
    Location,
    /// Something that can help a person.
    Service,
}

impl EntryType {
    /// All types, in the order in which a row's entries are written.
    pub const ALL: [Self; 3] = [Self::Organization, Self::Location, Self::Service];

    /// The HSDS word: `organization`, `location` or `service`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Location => "location",
            Self::Service => "service",
        }
    }
}

/// The word is not one of the three HSDS types.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not organization, location or service")]
pub struct UnknownType(pub String);

impl FromStr for EntryType {
    type Err = UnknownType;
    fn from_str(word: &str) -> Result<Self, UnknownType> {
        Self::ALL
            .into_iter()
            .find(|t| t.as_str() == word)
            .ok_or_else(|| UnknownType(word.to_owned()))
    }
}

/// The permanent id of an entry, and of the record that answers to it.
///
/// A version 5 UUID (RFC 9562 section 5.5) of the source's key, the local id and the type, so that two
/// installations that read the same source give its entries the same ids.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(Uuid);

impl EntryId {
    /// The id of the entry that `source` calls `local_id`: UUIDv5 over
    /// `source key, U+001F, local id, U+001F, type`.
    ///
    /// ```
    /// use model::{EntryId, EntryType, SourceKey};
    /// let source: SourceKey = "nhsuk".parse().unwrap();
    /// let id = EntryId::of(&source, "1186#organization", EntryType::Organization);
    /// assert_eq!(id, id.to_string().parse().unwrap());
    /// ```
    pub fn of(source: &SourceKey, local_id: &str, entry_type: EntryType) -> Self {
        // Made for every entry that is read, so piece by piece.
        let mut hash = Sha1::new_with_prefix(NAMESPACE.as_bytes());
        hash.update(source.as_str());
        hash.update([0x1f]);
        hash.update(local_id);
        hash.update([0x1f]);
        hash.update(entry_type.as_str());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.finalize()[..16]);
        Self(Builder::from_sha1_bytes(bytes).into_uuid())
    }

    /// The sixteen bytes of the id, in the order in which ids sort.
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }

    /// The id with these bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

impl fmt::Debug for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for EntryId {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        Uuid::parse_str(text.trim()).map(Self)
    }
}

/// The permanent key of a source: lower-case letters, digits and hyphens, 1 to 40 of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceKey(String);

impl SourceKey {
    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SourceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for SourceKey {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let fits = (1..=40).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!(
                "`{text}` cannot be a source's key: use 1 to 40 lower-case letters, digits and hyphens"
            ))
        }
    }
}

/// A sequence number of the log. The first item has position 1; 0 is the empty log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(pub u64);

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
