//! United Kingdom postcodes, as people type them and as we keep them.

use std::fmt;
use std::str::FromStr;

/// A postcode in canonical form, such as `LS1 4DY`. The shape is guaranteed; being in use is not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Postcode(String);

/// The outward half of a postcode, such as `LS1`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Outward(String);

/// What a person typed where a postcode could stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// A whole postcode.
    Whole(Postcode),
    /// Its first half only.
    Half(Outward),
}

/// The text cannot be read as a postcode.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a postcode")]
pub struct UnknownPostcode(pub String);

impl Postcode {
    /// The postcode as text with one space.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The half before the space.
    pub fn outward(&self) -> Outward {
        Outward(self.0[..self.0.len() - 4].to_owned())
    }

    /// The three characters after the space.
    pub fn inward(&self) -> &str {
        &self.0[self.0.len() - 3..]
    }
}

impl Outward {
    /// The outward half as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Typed {
    /// Reads what a person typed: any case, spaces, dots and hyphens anywhere, O for 0 and I for 1, whole or half.
    ///
    /// ```
    /// use model::Typed;
    /// assert_eq!(Typed::parse(" lsi4dy ").unwrap().to_string(), "LS1 4DY");
    /// assert_eq!(Typed::parse("ls6").unwrap().to_string(), "LS6");
    /// assert!(Typed::parse("Leeds").is_err());
    /// ```
    ///
    /// # Errors
    /// [`UnknownPostcode`] when the text has neither shape.
    pub fn parse(text: &str) -> Result<Self, UnknownPostcode> {
        if is_canonical(text) {
            return Ok(Self::Whole(Postcode(text.to_owned())));
        }
        let unknown = || UnknownPostcode(text.to_owned());
        let mut packed = String::with_capacity(8);
        for c in text.chars() {
            match c {
                c if c.is_ascii_alphanumeric() => packed.push(c.to_ascii_uppercase()),
                c if c.is_whitespace() || matches!(c, '.' | '-' | '\u{2013}') => {}
                _ => return Err(unknown()),
            }
            if packed.len() > 7 {
                return Err(unknown());
            }
        }
        if packed.len() >= 5 {
            let (outward, inward) = packed.split_at(packed.len() - 3);
            if let (Some(outward), Some(inward)) = (read_outward(outward), read_inward(inward)) {
                return Ok(Self::Whole(Postcode(format!("{outward} {inward}"))));
            }
        }
        match read_outward(&packed) {
            // A word of letters such as "LOL" reads as L0L by its look alone: a half needs a real digit.
            Some(outward) if packed.bytes().any(|b| b.is_ascii_digit()) => {
                Ok(Self::Half(Outward(outward)))
            }
            _ => Err(unknown()),
        }
    }
}

/// Every way the characters of an outward half can alternate: A9, A99, A9A, AA9, AA99, AA9A (BS 7666-2).
const OUTWARD_SHAPES: [&str; 6] = ["A9", "A99", "A9A", "AA9", "AA99", "AA9A"];

/// True for a whole postcode that is written as we keep it, as most are.
fn is_canonical(text: &str) -> bool {
    let is = |text: &str, shape: &str| {
        text.len() == shape.len()
            && text
                .bytes()
                .zip(shape.bytes())
                .all(|(c, want)| fit(c, want, false).is_some())
    };
    text.split_once(' ').is_some_and(|(outward, inward)| {
        is(inward, "9AA") && OUTWARD_SHAPES.iter().any(|shape| is(outward, shape))
    })
}

fn read_outward(text: &str) -> Option<String> {
    read_shape(text, false).or_else(|| read_shape(text, true))
}

fn read_shape(text: &str, mend: bool) -> Option<String> {
    OUTWARD_SHAPES
        .iter()
        .filter(|shape| shape.len() == text.len())
        .find_map(|shape| {
            text.bytes()
                .zip(shape.bytes())
                .map(|(c, want)| fit(c, want, mend))
                .collect()
        })
}

fn read_inward(text: &str) -> Option<String> {
    text.bytes()
        .zip("9AA".bytes())
        .map(|(c, want)| fit(c, want, true))
        .collect()
}

/// The character as the letter or digit wanted, mending the two pairs that people and scanners confuse.
fn fit(c: u8, want: u8, mend: bool) -> Option<char> {
    match (want, c) {
        (b'9', b'0'..=b'9') | (b'A', b'A'..=b'Z') => Some(c as char),
        (b'9', b'O') if mend => Some('0'),
        (b'9', b'I' | b'L') if mend => Some('1'),
        (b'A', b'0') if mend => Some('O'),
        (b'A', b'1') if mend => Some('I'),
        _ => None,
    }
}

impl fmt::Display for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Outward {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(postcode) => postcode.fmt(f),
            Self::Half(outward) => outward.fmt(f),
        }
    }
}

impl FromStr for Postcode {
    type Err = UnknownPostcode;
    fn from_str(text: &str) -> Result<Self, UnknownPostcode> {
        match Typed::parse(text)? {
            Typed::Whole(postcode) => Ok(postcode),
            Typed::Half(_) => Err(UnknownPostcode(text.to_owned())),
        }
    }
}

impl FromStr for Outward {
    type Err = UnknownPostcode;
    fn from_str(text: &str) -> Result<Self, UnknownPostcode> {
        match Typed::parse(text)? {
            Typed::Half(outward) => Ok(outward),
            Typed::Whole(_) => Err(UnknownPostcode(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, want: &str) {
        assert_eq!(
            Typed::parse(typed).map(|t| t.to_string()),
            Ok(want.to_owned())
        );
    }

    #[track_caller]
    fn refuses(typed: &str) {
        assert!(
            Typed::parse(typed).is_err(),
            "{typed:?} was read as {:?}",
            Typed::parse(typed)
        );
    }

    #[test]
    fn a_postcode_is_understood_however_it_is_typed() {
        check("ls14dy", "LS1 4DY");
        check(" Ls1  4dY ", "LS1 4DY");
        check("LSI 4DY", "LS1 4DY");
        check("M1 1AA", "M1 1AA");
        check("m60 1nw", "M60 1NW");
        check("CR2 6XH", "CR2 6XH");
        check("dn551pt", "DN55 1PT");
        check("W1A 1HQ", "W1A 1HQ");
        check("EC1A1BB", "EC1A 1BB");
        check("YO1 OET", "YO1 0ET");
        check("yo10et", "YO1 0ET");
        check("B O1 0AA".replace("B O", "B0").as_str(), "B01 0AA");
        check("QX4 7PL", "QX4 7PL");
        check("E1-4.lr", "E1 4LR");
    }

    #[test]
    fn the_first_half_alone_is_understood() {
        check("ls6", "LS6");
        check("QX4", "QX4");
        check("w1a", "W1A");
        check("sw1a", "SW1A");
    }

    #[test]
    fn what_is_not_a_postcode_is_refused() {
        for typed in [
            "",
            "Leeds",
            "LOL",
            "LS1 4D",
            "12345",
            "LS1 4DY extra",
            "LS1 44Y",
            "é",
            "Q",
        ] {
            refuses(typed);
        }
    }
}
