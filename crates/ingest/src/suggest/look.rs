//! What the values of a column look like.

use super::sample::Column;
use crate::read::{Pen, date};
use model::{Code, Phone, Postcode, Scheme};
use std::collections::BTreeSet;

impl Column {
    /// How many values there are.
    pub fn filled(&self) -> usize {
        self.values.len()
    }

    /// How many values `test` holds of.
    pub fn count(&self, test: impl Fn(&str) -> bool) -> usize {
        self.values.iter().filter(|value| test(value)).count()
    }

    /// True when there are values and `test` holds of at least `percent` of a hundred.
    pub fn mostly(&self, percent: usize, test: impl Fn(&str) -> bool) -> bool {
        !self.values.is_empty() && self.count(test) * 100 >= percent * self.filled()
    }

    /// How many different values there are.
    pub fn distinct(&self) -> usize {
        self.values.iter().collect::<BTreeSet<_>>().len()
    }

    /// The mean length in characters.
    pub fn mean_length(&self) -> usize {
        let total: usize = self.values.iter().map(|value| value.chars().count()).sum();
        total / self.filled().max(1)
    }
}

pub(super) fn is_postcode(text: &str) -> bool {
    text.parse::<Postcode>().is_ok()
}

pub(super) fn is_email(text: &str) -> bool {
    silent(|pen| pen.email("", text).is_some())
}

pub(super) fn is_website(text: &str) -> bool {
    silent(|pen| pen.website("", text).is_some())
}

pub(super) fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    digits >= 9 && letters < 20 && (Phone::parse(text).is_some() || digits == 10)
}

pub(super) fn is_date(text: &str) -> bool {
    date(text).is_some() || is_serial(text)
}

/// A day as spreadsheets count them, 1990 to 2050.
pub(super) fn is_serial(text: &str) -> bool {
    text.parse::<u32>()
        .is_ok_and(|days| (32_874..54_789).contains(&days))
}

pub(super) fn is_flag(text: &str) -> bool {
    matches!(
        text.to_ascii_lowercase().as_str(),
        "yes" | "y" | "true" | "no" | "n" | "false" | "x" | "✓" | "✔"
    )
}

pub(super) fn is_age(text: &str) -> bool {
    silent(|pen| pen.age("", text).is_some())
}

pub(super) fn is_degrees(text: &str, limit: f64) -> bool {
    text.parse::<f64>()
        .is_ok_and(|degrees| degrees.abs() <= limit && text.contains('.'))
}

/// Two numbers of degrees in one cell.
pub(super) fn is_pair(text: &str) -> bool {
    text.split_once(',')
        .is_some_and(|(lat, lon)| is_degrees(lat.trim(), 90.0) && is_degrees(lon.trim(), 180.0))
}

pub(super) fn is_code(scheme: Scheme, text: &str) -> bool {
    Code::parse(scheme, text).is_ok()
}

/// The shape of the regulator's ids of providers and locations.
pub(super) fn is_cqc(text: &str) -> bool {
    text.strip_prefix("1-")
        .is_some_and(|rest| rest.len() >= 6 && rest.bytes().all(|b| b.is_ascii_digit()))
}

/// The shape of the organisation register's codes: letters and digits, at least two digits, no more than 8.
pub(super) fn is_ods(text: &str) -> bool {
    (3..=8).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && text.bytes().any(|b| b.is_ascii_uppercase())
        && text.bytes().filter(u8::is_ascii_digit).count() >= 2
}

fn silent(test: impl Fn(&mut Pen<'_>) -> bool) -> bool {
    test(&mut Pen {
        file: "",
        line: 0,
        findings: &mut Vec::new(),
    })
}
