//! Who speaks: a body's directory that we read.

use crate::SourceKey;
use std::fmt;
use std::str::FromStr;

/// The number of a source in one installation's log. Small, dense, never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceNo(pub u32);

/// What kind of body a source is: the authority rules believe by role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A register, such as the NHS organisation register or the charity register.
    Register,
    /// A regulator.
    Regulator,
    /// National profiles, such as the NHS website.
    NationalProfile,
    /// A council's directory.
    Council,
    /// A charity's or community list.
    Charity,
    /// A provider speaking of its own services.
    Provider,
    /// A steward of the record.
    Steward,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 7] = [
        Self::Register,
        Self::Regulator,
        Self::NationalProfile,
        Self::Council,
        Self::Charity,
        Self::Provider,
        Self::Steward,
    ];

    /// The word in rules and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Regulator => "regulator",
            Self::NationalProfile => "national-profile",
            Self::Council => "council",
            Self::Charity => "charity",
            Self::Provider => "provider",
            Self::Steward => "steward",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The word is no role.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no role: use register, regulator, national-profile, council, charity, provider or steward"
)]
pub struct UnknownRole(pub String);

impl FromStr for Role {
    type Err = UnknownRole;
    fn from_str(word: &str) -> Result<Self, UnknownRole> {
        Self::ALL
            .into_iter()
            .find(|r| r.as_str() == word)
            .ok_or_else(|| UnknownRole(word.to_owned()))
    }
}

/// A source as declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its number here.
    pub no: SourceNo,
    /// Its permanent key, from which its entries' ids come.
    pub key: SourceKey,
    /// Its name as people know it, such as "The NHS website".
    pub name: String,
    /// Its role.
    pub role: Role,
    /// The licence of its data, such as "OGL v3".
    pub licence: String,
    /// Where its reader's column map lies, for a plain table: the TOML text itself.
    pub map: Option<String>,
    /// A run is held when it would withdraw more than this share of its scope, or rename more than this share of its
    /// rows, in percent.
    pub hold_withdrawn_percent: u8,
    /// A run is held when it would move more than this share of its scope's locations by over 500 m or leave them
    /// without a position, in percent.
    pub hold_moved_percent: u8,
}
