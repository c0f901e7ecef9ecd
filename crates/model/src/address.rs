//! A postal address with its position: one fact, said by one source whole.

use crate::{Point, Postcode};

/// Where a location is: an address, its postcode and its position, never mixed from two sources.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Address {
    /// The lines above the town, in order, none empty.
    pub lines: Vec<String>,
    /// Town or city.
    pub city: Option<String>,
    /// County.
    pub county: Option<String>,
    /// Postcode.
    pub postcode: Option<Postcode>,
    /// The position the source itself gave.
    pub point: Option<Point>,
}

impl Address {
    /// True when it says nothing at all.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The first number that stands in the lines, such as `12` or `12A`: what tells two doors apart.
    pub fn first_number(&self) -> Option<String> {
        self.lines.iter().find_map(|line| {
            line.split(|c: char| !c.is_ascii_alphanumeric())
                .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))
                .map(str::to_ascii_uppercase)
        })
    }

    /// The address on one line, parts separated by commas, the postcode last after a space.
    pub fn one_line(&self) -> String {
        let mut parts: Vec<&str> = self.lines.iter().map(String::as_str).collect();
        parts.extend(self.city.as_deref());
        let mut line = parts.join(", ");
        if let Some(postcode) = &self.postcode {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(postcode.as_str());
        }
        line
    }
}
