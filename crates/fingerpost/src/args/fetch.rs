//! What can be typed about sources that run themselves.

use clap::Args as ClapArgs;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Debug, ClapArgs)]
pub struct SourceFeed {
    /// The source's key
    pub key: String,
    /// Where it is: one address, or several files or pages that together are the source
    #[arg(required_unless_present_any = ["from", "stop"])]
    pub addresses: Vec<String>,
    /// Take the addresses from a file, one a line
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// What lies there: file, open-referral or pages
    #[arg(long, default_value = "file", value_name = "KIND")]
    pub kind: String,
    /// How often it is read, such as 24h, 30m or 7d
    #[arg(long, default_value = "24h", value_parser = minutes, value_name = "TIME")]
    pub every: u32,
    /// A host, address or network that may be reached although it is not public, with :PORT if need be
    #[arg(long, value_name = "HOST")]
    pub allow: Vec<String>,
    /// The owner has agreed to be read, whatever robots.txt says
    #[arg(long)]
    pub owner_agreed: bool,
    /// Read it by itself no more
    #[arg(long, conflicts_with_all = ["addresses", "from"])]
    pub stop: bool,
}

/// Minutes of a time such as 24h.
fn minutes(text: &str) -> Result<u32, String> {
    let minutes = counted(text, [('m', 1), ('h', 60), ('d', 1_440)], "30m, 24h or 7d")?;
    u32::try_from(minutes)
        .ok()
        .filter(|minutes| (5..=525_600).contains(minutes))
        .ok_or_else(|| format!("`{text}` is out of range: from 5m to 365d"))
}

/// A time such as 90s, 2m or 12h.
fn time(text: &str) -> Result<Duration, String> {
    let seconds = counted(text, [('s', 1), ('m', 60), ('h', 3_600)], "90s, 2m or 12h")?;
    Some(seconds)
        .filter(|seconds| (1..=604_800).contains(seconds))
        .map(Duration::from_secs)
        .ok_or_else(|| format!("`{text}` is out of range: from 1s to 168h"))
}

/// A number with one of these units behind it.
fn counted(text: &str, units: [(char, u64); 3], such_as: &str) -> Result<u64, String> {
    let found = units.iter().find_map(|(unit, each)| {
        let count: u64 = text.strip_suffix(*unit)?.parse().ok()?;
        Some(count.saturating_mul(*each))
    });
    found.ok_or_else(|| format!("`{text}` is no time: write {such_as}"))
}

#[derive(Debug, ClapArgs)]
pub struct Fetch {
    /// The source's key; everything that is due when left out
    pub source: Option<String>,
    /// Publish even if the run would be held, and take new ids for what they are
    #[arg(long, requires = "source")]
    pub release: bool,
    /// Requests a second to one host; 0 for as fast as it goes
    #[arg(long, default_value_t = 10.0, value_name = "NUMBER")]
    pub a_second: f64,
    /// How long a host is waited for in vain, over all tries, before it is left alone until the next reading
    #[arg(long, env = "FINGERPOST_PATIENCE", default_value = "2m", value_parser = time, value_name = "TIME")]
    pub patience: Duration,
    /// How long one reading of a source may take
    #[arg(long, env = "FINGERPOST_LONGEST", default_value = "12h", value_parser = time, value_name = "TIME")]
    pub longest: Duration,
    /// Who runs this: an address or email that servers are told
    #[arg(long, env = "FINGERPOST_CONTACT", value_name = "WHO")]
    pub contact: Option<String>,
}
