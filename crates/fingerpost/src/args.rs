//! What can be typed.

mod fetch;

pub use fetch::{Fetch, SourceFeed};

use clap::{Args as ClapArgs, Parser, Subcommand};
use jiff::civil::Date;
use std::path::PathBuf;

/// The shared record of local health and care services.
#[derive(Debug, Parser)]
#[command(
    name = "fingerpost",
    version,
    disable_help_subcommand = true,
    before_help = "Examples:\n  \
        fingerpost demo                                     an invented county, ready to look at\n  \
        fingerpost source add ods --name \"NHS organisation register\" --role register --licence \"OGL v3\"\n  \
        fingerpost import ods epraccur.csv --dated 2025-09-01\n  \
        fingerpost find --where \"LS6 2AA\" --need pharmacy --when now\n  \
        fingerpost serve"
)]
pub struct Args {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Flags that every command takes.
#[derive(Debug, ClapArgs)]
pub struct Global {
    /// The data folder
    #[arg(
        long,
        global = true,
        env = "FINGERPOST_DATA",
        default_value = "data",
        value_name = "DIR"
    )]
    pub data: PathBuf,
    /// Take this as today's date
    #[arg(long, global = true, value_name = "DATE")]
    pub today: Option<Date>,
    /// One JSON object instead of words
    #[arg(long, global = true)]
    pub json: bool,
    /// Only results and faults
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// No colour
    #[arg(long, global = true)]
    pub no_color: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build an invented county and serve it on this machine
    Demo(Demo),
    /// Serve the site from the data folder
    Serve(Serve),
    /// The directories that are read
    #[command(subcommand)]
    Source(Source),
    /// Read a document of a source into the record
    Import(Import),
    /// Fetch sources that are read by themselves
    Fetch(Fetch),
    /// Postcodes, towns and areas
    #[command(subcommand)]
    Places(Places),
    /// Find services
    Find(Find),
    /// Compare two or more lists: how many things they hold, and where they disagree
    Compare(Compare),
    /// The rules of belief: who is believed about which fact
    #[command(subcommand)]
    Authority(Authority),
    /// Matching by likeness: the model in force, what it joined, what it asks
    #[command(subcommand)]
    Match(Match),
    /// Say why a record says what it says
    Explain(Explain),
    /// Say everything that was ever said of a record
    History(History),
    /// Erase what was said of a record, for a stated reason
    Redact(Redact),
    /// What is there
    Status,
    /// Check every item of the log against its proof
    Verify,
    /// Make everything published afresh from the log
    Rebuild,
}

#[derive(Debug, ClapArgs)]
pub struct Demo {
    /// Where to put the directories and the data
    #[arg(long, default_value = "demo", value_name = "DIR")]
    pub dir: PathBuf,
    /// Port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    pub port: u16,
    /// Seed of the invented county
    #[arg(long, default_value_t = 7)]
    pub seed: u64,
    /// Build it, and do not serve
    #[arg(long)]
    pub no_serve: bool,
    #[command(flatten)]
    pub desk: DeskFlags,
}

#[derive(Debug, ClapArgs)]
pub struct Serve {
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    pub host: String,
    /// Port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    #[command(flatten)]
    pub desk: DeskFlags,
    /// Do not read sources by themselves
    #[arg(long)]
    pub no_fetch: bool,
}

/// Who may sit at the steward's desk.
#[derive(Debug, ClapArgs)]
pub struct DeskFlags {
    /// Switch the steward's desk on for a person with a sign-in token; may be given again
    #[arg(
        long = "steward",
        value_name = "NAME=TOKEN",
        env = "FINGERPOST_STEWARDS",
        hide_env_values = true,
        value_delimiter = ','
    )]
    pub stewards: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub enum Source {
    /// Declare a source, or change one
    Add(SourceAdd),
    /// List sources, their runs and what was found in them
    List,
    /// Show what a file would come to, and write nothing
    Preview(SourcePreview),
    /// Say what a file is, or propose the column map by which it can be read
    Suggest(SourceSuggest),
    /// Declare where and how often a source is read by itself
    Feed(SourceFeed),
    /// Publish a run that is held
    Release {
        /// The run's number
        run: u32,
    },
    /// Refuse a run that is held
    Reject {
        /// The run's number
        run: u32,
        /// Why
        #[arg(long, default_value = "no reason given")]
        reason: String,
    },
}

#[derive(Debug, ClapArgs)]
pub struct SourceAdd {
    /// Its permanent key: lower-case letters, digits, hyphens
    pub key: String,
    /// Its name as people know it
    #[arg(long)]
    pub name: String,
    /// register, regulator, national-profile, council, charity, provider or steward
    #[arg(long)]
    pub role: String,
    /// The licence of its data
    #[arg(long, default_value = "not stated")]
    pub licence: String,
    /// A column map in TOML, for a plain table
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// Hold a run that would withdraw or rename more than this share, in percent
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u8).range(0..=100))]
    pub hold_withdrawn: u8,
    /// Hold a run that would move more than this share by over 500 m or take their position away, in percent
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(0..=100))]
    pub hold_moved: u8,
}

#[derive(Debug, ClapArgs)]
pub struct SourcePreview {
    /// Files that together are one document
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// The key of the source it is a newer document of; a new source when left out
    #[arg(long, value_name = "KEY")]
    pub source: Option<String>,
    /// A column map in TOML; proposed when a plain table has none
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// The document's own date
    #[arg(long, value_name = "DATE")]
    pub dated: Option<Date>,
    /// The document is a part: what is absent from it is not withdrawn
    #[arg(long)]
    pub partial: bool,
}

#[derive(Debug, ClapArgs)]
pub struct SourceSuggest {
    /// Files that together are one document
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// Propose a column map even if the format is known
    #[arg(long)]
    pub table: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Import {
    /// The source's key
    pub source: String,
    /// Files that together are one document: plain, gzip or zip
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// The document's own date
    #[arg(long, value_name = "DATE")]
    pub dated: Option<Date>,
    /// The document is a part: what is absent from it is not withdrawn
    #[arg(long)]
    pub partial: bool,
    /// Publish even if the run would be held
    #[arg(long)]
    pub release: bool,
    /// Read now and publish later: with the next import, or when the record is next asked
    #[arg(long)]
    pub later: bool,
}

#[derive(Debug, Subcommand)]
pub enum Places {
    /// Import postcode, town and area files; together they replace the last import
    Import {
        /// Files: plain, gzip or zip
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
    /// Look a place up
    Find {
        /// A postcode, half of one, a town, or latitude,longitude
        place: String,
    },
}

#[derive(Debug, Clone, Default, ClapArgs)]
pub struct Find {
    /// Postcode, half of one, town, or latitude,longitude
    #[arg(long = "where", value_name = "PLACE")]
    pub place: Option<String>,
    /// What is needed, in your own words
    #[arg(long)]
    pub need: Option<String>,
    /// Miles; any distance when left out
    #[arg(long)]
    pub within: Option<f64>,
    /// Open now, or at a date and time such as 2026-11-26T11:00
    #[arg(long)]
    pub when: Option<String>,
    /// free, self-referral, drop-in, by-phone, online, by-phone-or-online, home-visit
    #[arg(long)]
    pub how: Vec<String>,
    /// step-free, hearing-loop, bsl, accessible-toilet, parking, carer-welcome
    #[arg(long)]
    pub access: Vec<String>,
    /// Kind of service, such as pharmacy
    #[arg(long)]
    pub kind: Vec<String>,
    /// nearest or best
    #[arg(long, default_value = "nearest", value_parser = ["nearest", "best"])]
    pub sort: String,
    /// Page, from 1
    #[arg(long, default_value_t = 1)]
    pub page: usize,
    /// Services on a page
    #[arg(long, default_value_t = 10)]
    pub size: usize,
    /// Answer many questions: one JSON object of these words a line, one answer a line
    #[arg(long, value_name = "FILE")]
    pub batch: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub struct Compare {
    /// Lists: a CSV with id, name, address, postcode, phone, lat, lon, status, or any directory that can be read
    #[arg(required = true, num_args = 2..)]
    pub lists: Vec<PathBuf>,
    /// Days of the lists in the order given, such as A=2019-05-01,B=2019-12-01
    #[arg(long, value_name = "A=DATE,…")]
    pub dated: Option<String>,
    /// Write every proposed link of exactly two lists as CSV
    #[arg(long, value_name = "FILE")]
    pub links: Option<PathBuf>,
    /// Write a report to send to a colleague
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Authority {
    /// Print the rules in force, or an earlier version
    Show {
        /// The position of a version, as --versions lists them
        #[arg(long)]
        version: Option<u64>,
        /// List the versions instead: since when, who, at which position
        #[arg(long, conflicts_with = "version")]
        versions: bool,
    },
    /// Say which records and values would change under other rules, and change nothing
    Try {
        /// A rules file in TOML; a field it leaves out keeps the shipped rules
        file: PathBuf,
    },
    /// Take other rules from here on
    Adopt {
        /// A rules file in TOML
        file: Option<PathBuf>,
        /// Go back to the rules that ship
        #[arg(long)]
        shipped: bool,
        /// The opaque id of whoever decides, kept in the log
        #[arg(long, default_value = "operator")]
        by: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum Match {
    /// Say which model is in force and what it came to
    Show,
    /// Learn a model from everything that is listed, write it to a file and say what it would change
    Train {
        /// Where to write it
        file: PathBuf,
    },
    /// Say what the model in a file would change, and change nothing
    Try {
        /// A model as `match train` writes it
        file: PathBuf,
    },
    /// Take another model from here on and match everything by it
    Adopt {
        /// A model as `match train` writes it
        file: Option<PathBuf>,
        /// Go back to the model that ships
        #[arg(long)]
        shipped: bool,
        /// The opaque id of whoever decides, kept in the log
        #[arg(long, default_value = "operator")]
        by: String,
    },
    /// List pairs with both sides written out
    List {
        /// same, ask, successor, different_service, or near: just below asking
        #[arg(long, default_value = "ask", value_parser = ["same", "ask", "successor", "different_service", "near"])]
        kind: String,
        /// How many, drawn at random
        #[arg(long, default_value_t = 20)]
        sample: usize,
        /// What the drawing depends on
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Say why two entries are held to be one thing, or not
    Why {
        /// The id of one
        one: String,
        /// The id of the other
        other: String,
    },
}

#[derive(Debug, ClapArgs)]
pub struct Explain {
    /// The record's id
    pub id: String,
    /// One field, such as phone
    pub field: Option<String>,
    /// Show what is for staff as well
    #[arg(long)]
    pub staff: bool,
}

#[derive(Debug, ClapArgs)]
pub struct History {
    /// The record's id
    pub id: String,
    /// Show what is for staff as well
    #[arg(long)]
    pub staff: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Redact {
    /// The record's id
    pub id: String,
    /// One field, such as phone; every field when left out
    pub field: Option<String>,
    /// Why: kept in the log for ever
    #[arg(long)]
    pub reason: String,
}
