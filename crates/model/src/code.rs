//! Codes that registers give: ODS, CQC, charity, company, UPRN.

use std::fmt;
use std::str::FromStr;

/// Who gave a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// NHS Organisation Data Service. Names an organisation or a site, never a service.
    Ods,
    /// Care Quality Commission provider or location.
    Cqc,
    /// Charity Commission for England and Wales registration number.
    Charity,
    /// Companies House registration number.
    Company,
    /// Unique Property Reference Number. Names a location.
    Uprn,
}

impl Scheme {
    /// Every scheme.
    pub const ALL: [Self; 5] = [
        Self::Ods,
        Self::Cqc,
        Self::Charity,
        Self::Company,
        Self::Uprn,
    ];

    /// The short name used in canonical forms, maps and rules: `ods`, `cqc`, `charity`, `company`, `uprn`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ods => "ods",
            Self::Cqc => "cqc",
            Self::Charity => "charity",
            Self::Company => "company",
            Self::Uprn => "uprn",
        }
    }
}

/// A code in canonical form, such as `ods:A81001`. The shape is guaranteed; being issued is not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code {
    scheme: Scheme,
    value: String,
}

/// The text does not have the shape of a code of its scheme.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{value}` does not have the shape of {} code", match .scheme { Scheme::Ods => "an ODS", Scheme::Cqc => "a CQC", Scheme::Charity => "a charity", Scheme::Company => "a company", Scheme::Uprn => "a UPRN" })]
pub struct BadCode {
    /// The scheme asked for.
    pub scheme: Scheme,
    /// The text as found.
    pub value: String,
}

impl Code {
    /// The code `text` of `scheme`: trimmed and in capitals.
    ///
    /// ```
    /// use model::{Code, Scheme};
    /// assert_eq!(Code::parse(Scheme::Ods, " a81001 ").unwrap().to_string(), "ods:A81001");
    /// assert!(Code::parse(Scheme::Ods, "A81001_new").is_err());
    /// ```
    ///
    /// # Errors
    /// [`BadCode`] when the text does not have the scheme's shape.
    pub fn parse(scheme: Scheme, text: &str) -> Result<Self, BadCode> {
        let value = text.trim().to_ascii_uppercase();
        let all = |test: fn(&u8) -> bool| value.bytes().all(|b| test(&b));
        let digits = |range: std::ops::RangeInclusive<usize>| {
            range.contains(&value.len()) && all(u8::is_ascii_digit)
        };
        let fits = match scheme {
            Scheme::Ods => (3..=12).contains(&value.len()) && all(u8::is_ascii_alphanumeric),
            Scheme::Cqc => {
                (3..=20).contains(&value.len())
                    && value
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            }
            Scheme::Charity => digits(5..=8),
            Scheme::Company => value.len() == 8 && all(u8::is_ascii_alphanumeric),
            Scheme::Uprn => digits(1..=12),
        };
        if fits {
            Ok(Self { scheme, value })
        } else {
            Err(BadCode {
                scheme,
                value: text.to_owned(),
            })
        }
    }

    /// Who gave it.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The code without its scheme.
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.scheme.as_str(), self.value)
    }
}

impl FromStr for Code {
    type Err = BadCode;
    /// Reads the canonical form `scheme:value`.
    fn from_str(text: &str) -> Result<Self, BadCode> {
        let bad = || BadCode {
            scheme: Scheme::Ods,
            value: text.to_owned(),
        };
        let (scheme, value) = text.split_once(':').ok_or_else(bad)?;
        let scheme = Scheme::ALL
            .into_iter()
            .find(|s| s.as_str() == scheme)
            .ok_or_else(bad)?;
        Self::parse(scheme, value)
    }
}
