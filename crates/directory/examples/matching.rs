//! Prints what matching costs at scale: `cargo run --release -p directory --example matching -- 2000000`.
//!
//! Two invented directories of two thirds as many rows as there are entries, each row an organization, a location and a
//! service: half of the things are in both, in other words. Everything is matched from nothing, then one row after another
//! changes and is matched in place. Reading and publishing are left out.

use directory::{Directory, Error, ImportRequest, NewSource};
use jiff::Timestamp;
use jiff::civil::date;
use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::time::Instant;

const MAP: &str = r#"
id = "id"
[organization]
name = "name"
phone = "phone"
[location]
address.lines = ["street"]
address.city = "town"
address.postcode = "postcode"
[service]
name = "name"
kind = "kind"
"#;
const HEADER: &str = "id,name,street,town,postcode,phone,kind\n";
/// Rows that change, one after another.
const CHANGES: u64 = 200;

/// Names of places and people are put together from these: many of them, few of which are common, as in any country.
const ONSETS: [&str; 20] = [
    "B", "Br", "C", "Ch", "D", "F", "Fl", "G", "Gr", "H", "L", "M", "N", "P", "Pr", "R", "S", "St",
    "T", "W",
];
const VOWELS: [&str; 10] = ["a", "e", "i", "o", "u", "ai", "ea", "oo", "ou", "y"];
const MIDDLES: [&str; 20] = [
    "b", "ck", "d", "g", "l", "ll", "m", "n", "nd", "nt", "p", "r", "rn", "rt", "s", "st", "t",
    "th", "v", "x",
];
const ENDINGS: [&str; 10] = [
    "ley", "ton", "ham", "by", "wick", "ford", "er", "ing", "mere", "combe",
];
/// Words that follow a name.
const COMMON: [&str; 12] = [
    "House", "Park", "Court", "Lodge", "Bridge", "Green", "Hill", "Road", "Street", "Cross",
    "Lane", "Grange",
];
/// Firms with branches everywhere, under one name.
const CHAINS: u64 = 40;
const TOWNS: u64 = 3_000;
const KINDS: [(&str, &str, &str); 8] = [
    ("gp", "Surgery", "SURG"),
    ("gp", "Medical Centre", "MED CTR"),
    ("pharmacy", "Pharmacy", "CHEMIST"),
    ("dentist", "Dental Practice", "DENTAL PRACT"),
    ("optician", "Opticians", "OPTICIAN"),
    ("care-home", "Care Home", "CARE HOME"),
    ("lunch-club", "Lunch Club", "LUNCH CLUB"),
    ("library", "Library", "LIBRARY"),
];
const STREETS: [&str; 16] = [
    "High Street",
    "Mill Lane",
    "Station Road",
    "Church Row",
    "Quarry Hill",
    "Tannery Way",
    "The Green",
    "Weir Walk",
    "Market Place",
    "Victoria Road",
    "Bridge Street",
    "Chapel Lane",
    "Park Avenue",
    "St Agnes Road",
    "Long Acre",
    "Mount Row",
];

/// Numbers that follow from a seed.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % most as u64) as usize
    }
}

/// The name with this number, of 800,000: those from 40,000 on have a syllable more.
fn name(no: u64) -> String {
    let at = |divisor: u64, of: usize| (no / divisor) as usize % of;
    let more = no / 40_000;
    let syllable = [VOWELS[more as usize % 10], MIDDLES[more as usize % 20]].concat();
    [
        ONSETS[at(2_000, 20)],
        VOWELS[at(200, 10)],
        MIDDLES[at(10, 20)],
        if more > 0 { &syllable } else { "" },
        ENDINGS[at(1, 10)],
    ]
    .concat()
}

/// A name: some are common, most are of a few things, as in the organisation register.
fn some_name(seeded: &mut Seeded) -> String {
    let no = (seeded.below(894) * seeded.below(894)) as u64;
    // Common ones need not look alike.
    name(no * 173_893 % 800_000)
}

/// Thing `n` as a row, as the first or the second directory writes it. `day` changes its telephone number.
fn row(n: u64, second: bool, day: u64) -> String {
    let mut seeded = Seeded(n.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let (kind, long, short) = KINDS[seeded.below(8)];
    let called = if seeded.below(12) == 0 {
        name(seeded.below(CHAINS as usize) as u64 * 971)
    } else if seeded.below(2) == 0 {
        format!("{} {}", some_name(&mut seeded), COMMON[seeded.below(12)])
    } else {
        some_name(&mut seeded)
    };
    let town = seeded.below(TOWNS as usize) as u64;
    let house = 1 + seeded.below(180);
    let street = if seeded.below(5) < 2 {
        STREETS[seeded.below(16)].to_owned()
    } else {
        let way = ["Road", "Street", "Lane"][seeded.below(3)];
        format!("{} {way}", some_name(&mut seeded))
    };
    let letters =
        [seeded.below(20), seeded.below(20)].map(|at| char::from(b"ABDEFGHJLNPQRSTUWXYZ"[at]));
    let postcode = format!(
        "QX{} {}{}{}",
        1 + town % 99,
        seeded.below(10),
        letters[0],
        letters[1]
    );
    // Everybody has a number of their own, but for one in thirty, at a switchboard.
    let line = if seeded.below(30) == 0 { n % 5_000 } else { n };
    let phone = (line * 387_421 + day) % 1_000_000;
    let town = name(town * 13);
    let missing = second && seeded.below(5) == 0;
    let (called, street) = if second {
        let called = format!("{called} {short}").to_uppercase();
        (
            called,
            street
                .to_uppercase()
                .replace("STREET", "ST")
                .replace("ROAD", "RD"),
        )
    } else {
        (format!("{called} {long}"), street)
    };
    let phone = if missing {
        String::new()
    } else {
        format!("01632 {phone:06}")
    };
    format!("T{n},{called},{house} {street},{town},{postcode},{phone},{kind}\n")
}

fn write(path: &Path, rows: impl Iterator<Item = String>) -> std::io::Result<()> {
    let mut out = BufWriter::new(fs::File::create(path)?);
    out.write_all(HEADER.as_bytes())?;
    for row in rows {
        out.write_all(row.as_bytes())?;
    }
    out.flush()
}

/// Processor time of this process in seconds, and its peak memory in megabytes.
fn cost() -> (f64, f64) {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: u64 = after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|ticks| ticks.parse::<u64>().ok())
        .sum();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok());
    (ticks as f64 / 100.0, peak.unwrap_or_default() / 1000.0)
}

fn import(
    directory: &Directory,
    source: &str,
    path: &Path,
    day: i8,
    partial: bool,
) -> Result<(), Error> {
    let request = ImportRequest {
        source: source.to_owned(),
        paths: vec![path.to_owned()],
        dated: Some(date(2026, 1, day)),
        partial,
        release: true,
        later: true,
    };
    directory.import(
        &request,
        Timestamp::UNIX_EPOCH,
        date(2026, 11, 24),
        &mut |_| {},
    )?;
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let entries: u64 = std::env::args()
        .nth(1)
        .map_or(Ok(60_000), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let directory = Directory::open(&folder.path().join("data"), testkit::seeded_entropy(1))?;
    let rows = entries / 6;
    for (source, second) in [("one", false), ("other", true)] {
        directory.add_source(
            NewSource {
                key: source.parse()?,
                name: source.to_owned(),
                role: "council".parse()?,
                licence: "OGL v3".to_owned(),
                map: Some(MAP.to_owned()),
                hold_withdrawn_percent: 100,
                hold_moved_percent: 100,
            },
            Timestamp::UNIX_EPOCH,
        )?;
        // Half of the second directory is in the first as well.
        let from = if second { rows / 2 } else { 0 };
        let path = folder.path().join(format!("{source}.csv"));
        write(&path, (from..from + rows).map(|n| row(n, second, 0)))?;
        import(&directory, source, &path, 1, false)?;
    }
    let (before, _) = cost();
    let began = Instant::now();
    directory.match_now()?;
    let (seconds, peak) = (cost().0 - before, cost().1);
    println!(
        "{{\"entries\": {entries}, \"wall_s\": {:.1}, \"processor_s\": {seconds:.1}, \"peak_mb\": {peak:.0}}}",
        began.elapsed().as_secs_f64()
    );
    let path = folder.path().join("change.csv");
    let mut spent = Vec::new();
    for change in 0..CHANGES {
        let n = rows / 2 + change * (rows / 2 / CHANGES).max(1);
        write(&path, std::iter::once(row(n, change % 2 == 0, change + 1)))?;
        let source = if change % 2 == 0 { "other" } else { "one" };
        import(&directory, source, &path, 2, true)?;
        let began = Instant::now();
        let (before, _) = cost();
        directory.match_now()?;
        spent.push((
            began.elapsed().as_secs_f64() * 1e3,
            (cost().0 - before) * 1e3,
        ));
    }
    let mean = spent.iter().map(|(_, processor)| processor).sum::<f64>() / spent.len() as f64;
    spent.sort_by(|a, b| a.0.total_cmp(&b.0));
    println!(
        "{{\"changes\": {CHANGES}, \"processor_ms\": {mean:.2}, \"wall_ms_median\": {:.2}, \"wall_ms_95\": {:.2}}}",
        spent[spent.len() / 2].0,
        spent[spent.len() * 95 / 100].0
    );
    Ok(())
}
