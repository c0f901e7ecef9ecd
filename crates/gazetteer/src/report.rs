//! What reading a file of places found: counts, findings, and why a whole file may be refused.

use model::{Finding, Findings, Where};

/// What a file of places turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Code-Point Open: postcodes with grid references.
    CodePoint,
    /// ONS Postcode Directory or National Statistics Postcode Lookup: postcodes, ended ones too.
    PostcodeDirectory,
    /// Outward codes with their centres and post towns.
    OutwardCodes,
    /// Names of local authorities by code.
    LocalAuthorities,
    /// Towns and villages.
    Towns,
    /// A list of column headings, as shipped in the folder `Doc` of Code-Point Open: nothing to read.
    Headings,
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::CodePoint => "Code-Point Open",
            Self::PostcodeDirectory => "postcode directory",
            Self::OutwardCodes => "outward codes",
            Self::LocalAuthorities => "local authorities",
            Self::Towns => "towns",
            Self::Headings => "column headings",
        })
    }
}

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What it is.
    pub kind: Kind,
    /// Rows read; the header and blank lines are not counted. `rows = used + refused`.
    pub rows: u64,
    /// Rows that gave something.
    pub used: u64,
    /// Rows that could not be used.
    pub refused: u64,
    /// What was wrong, by kind.
    pub findings: Findings,
}

/// Why a whole file was refused. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// There is nothing in it.
    #[error("{name}: the file is empty: check that the download is complete")]
    Empty {
        /// The file's name.
        name: String,
    },
    /// The text is not in bytes that stand for letters.
    #[error("{name}: the file is in UTF-16 or is not text: save it again as CSV in UTF-8")]
    NotText {
        /// The file's name.
        name: String,
    },
    /// The first line fits no shape we know.
    #[error(
        "{name}:1: the columns `{seen}` are none we know: give Code-Point Open, ONSPD or NSPL, outward codes, \
         local authority names (code, name) or towns (name, county, latitude, longitude)"
    )]
    UnknownShape {
        /// The file's name.
        name: String,
        /// The first line, shortened.
        seen: String,
    },
    /// The file could not be read to its end.
    #[error("{name}: reading stopped after line {line}: {cause}")]
    Stopped {
        /// The file's name.
        name: String,
        /// The last line that was read.
        line: u64,
        /// What the system or the decompressor said.
        cause: std::io::Error,
    },
}

/// Every fault a row of places can have: code and title.
pub const FAULTS: &[(&str, &str)] = &[
    ("FP301", "postcode without a position"),
    ("FP302", "not a postcode"),
    ("FP303", "position cannot be used"),
    ("FP304", "line too long"),
    ("FP305", "not an outward code"),
    ("FP306", "code or name missing"),
    ("FP307", "too many area codes"),
];

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    NoPosition,
    NotAPostcode,
    BadPosition,
    TooLong,
    NotAnOutward,
    Nameless,
    TooManyAreas,
}

impl Fault {
    const COUNT: usize = FAULTS.len();

    fn fix(self) -> &'static str {
        match self {
            Self::NoPosition => "nothing to do: the source has no position for it",
            Self::NotAPostcode => "give a whole postcode such as QX4 7PL",
            Self::BadPosition => {
                "give WGS84 degrees or a National Grid easting and northing inside the United Kingdom"
            }
            Self::TooLong => "check for a missing line end or quote: lines are at most 64 KiB",
            Self::NotAnOutward => "give the first half of a postcode such as QX4",
            Self::Nameless => "give both, the code of at most 12 letters and digits",
            Self::TooManyAreas => {
                "the postcode is kept without its area: check the column of area codes"
            }
        }
    }
}

/// Counts while a file is read. Findings are written out for the first three of a kind only.
#[derive(Debug)]
pub(crate) struct Tally {
    name: String,
    line: u64,
    rows: u64,
    refused: u64,
    findings: Findings,
    counts: [u64; Fault::COUNT],
}

impl Tally {
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            line: 0,
            rows: 0,
            refused: 0,
            findings: Findings::default(),
            counts: [0; Fault::COUNT],
        }
    }

    pub fn line(&self) -> u64 {
        self.line
    }

    pub fn next_line(&mut self) {
        self.line += 1;
    }

    pub fn row(&mut self) {
        self.rows += 1;
    }

    /// Counts a row that could not be used.
    pub fn refuse(&mut self, fault: Fault, seen: &[u8]) {
        self.refused += 1;
        self.note(fault, seen, true);
    }

    /// Counts a fault in a row.
    pub fn note(&mut self, fault: Fault, seen: &[u8], refusal: bool) {
        let count = &mut self.counts[fault as usize];
        *count += 1;
        if *count <= 3 {
            let (code, title) = FAULTS[fault as usize];
            self.findings.add(Finding {
                code,
                place: Where {
                    file: self.name.clone(),
                    line: self.line,
                    column: None,
                },
                problem: title.to_owned(),
                seen: shorten(seen),
                fix: fault.fix().to_owned(),
                refusal,
                times: 1,
            });
        }
    }

    pub fn finish(mut self, kind: Kind) -> Report {
        for (kept, &count) in FAULTS.iter().zip(&self.counts) {
            if let Some((total, _)) = self.findings.kinds.get_mut(&(kept.0, kept.1.to_owned())) {
                *total = count;
            }
        }
        Report {
            kind,
            rows: self.rows,
            used: self.rows - self.refused,
            refused: self.refused,
            findings: self.findings,
        }
    }
}

/// At most 80 characters of what stood there.
pub(crate) fn shorten(seen: &[u8]) -> String {
    String::from_utf8_lossy(&seen[..seen.len().min(320)])
        .chars()
        .take(80)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::FAULTS;

    #[test]
    fn every_fault_stands_in_the_document() {
        let document = include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../docs/faults-places.md"
        ));
        let headings: Vec<&str> = document
            .lines()
            .filter_map(|l| l.strip_prefix("## "))
            .collect();
        let wanted: Vec<String> = FAULTS
            .iter()
            .map(|(code, title)| format!("{code}: {title}"))
            .collect();
        assert_eq!(headings, wanted);
    }
}
