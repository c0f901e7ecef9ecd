//! What can be typed about sources that run themselves.

use clap::Args as ClapArgs;
use std::path::PathBuf;

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
    let bad = || format!("`{text}` is no time: write 30m, 24h or 7d");
    let unit = text.chars().last().ok_or_else(bad)?;
    let each = match unit {
        'm' => 1,
        'h' => 60,
        'd' => 1_440,
        _ => return Err(bad()),
    };
    let count: u32 = text[..text.len() - 1].parse().map_err(|_| bad())?;
    count
        .checked_mul(each)
        .filter(|minutes| (5..=525_600).contains(minutes))
        .ok_or_else(|| format!("`{text}` is out of range: from 5m to 365d"))
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
    /// Who runs this: an address or email that servers are told
    #[arg(long, env = "FINGERPOST_CONTACT", value_name = "WHO")]
    pub contact: Option<String>,
}
