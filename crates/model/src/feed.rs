//! How a source is read by itself: what its operator declared.

use std::fmt;
use std::str::FromStr;

/// What lies at the addresses of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeedKind {
    /// Files that together are one document, such as a CSV with its companions.
    File,
    /// An Open Referral service (UK 3.0 or 1.0, or HSDS 3.x): lists of services, then each service.
    OpenReferral,
    /// Web pages that describe services in their own markup.
    Pages,
}

impl FeedKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::File, Self::OpenReferral, Self::Pages];

    /// The word on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::OpenReferral => "open-referral",
            Self::Pages => "pages",
        }
    }
}

impl fmt::Display for FeedKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The word is no kind of feed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no kind of feed: use file, open-referral or pages")]
pub struct UnknownFeedKind(pub String);

impl FromStr for FeedKind {
    type Err = UnknownFeedKind;
    fn from_str(word: &str) -> Result<Self, UnknownFeedKind> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == word)
            .ok_or_else(|| UnknownFeedKind(word.to_owned()))
    }
}

/// A feed as declared. Its addresses may hold a key that only the operator knows: they are not for pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// What lies there.
    pub kind: FeedKind,
    /// Where: one address, or several files or pages.
    pub addresses: Vec<String>,
    /// Minutes from one reading to the next.
    pub every_minutes: u32,
    /// Hosts and networks that may be reached although they are not public, as typed.
    pub allowed: Vec<String>,
    /// The owner has agreed to be read, whatever the host's robots.txt says.
    pub ignores_robots: bool,
}
