//! Opening times in free text, as people write them: understood whole, or refused with the reason.
//!
//! Words: a *piece* is the part of the text that decides: a day, a time, or what could not be understood.
//! Always: rather refused than read wrongly. A text in which one word is not known is refused, since that word may
//! change everything ("closed for training"); so is a time that could be morning or evening. Days that a text with
//! opening times does not name are taken as closed, as a reader would take them.
//! Start at [`hours_text`]; words are told apart in `lex` and `words`, times in `clock`, and put together in `reading`.

mod clock;
mod items;
mod lex;
mod reading;
mod week;
mod words;

use crate::fault::Fault;
use model::{Day, Hours};
use std::fmt;

/// Opening times that were understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understood {
    /// When it is open.
    pub hours: Hours,
    /// What was understood and has no place in [`Hours`], such as `Sat by appointment`: these days are not known.
    pub beside: Vec<String>,
}

/// Why a text was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// A word or sign is not known.
    UnknownWord,
    /// It holds in some weeks of the month only: the first Tuesday, every other week.
    SomeWeeks,
    /// It holds in a part of the year only: in term time, until 31 August.
    PartOfYear,
    /// It is by appointment, or one has to ask.
    Ask,
    /// A day has no times, or times have no day.
    NoDayOrTime,
    /// A time has no end or no beginning.
    HalfATime,
    /// It can be read in two ways: `6-8`, or two times for one day.
    TwoReadings,
}

/// A text that was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotUnderstood {
    /// Why.
    pub reason: Reason,
    /// Where: the part of the text that decided.
    pub piece: String,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 7] = [
        Self::UnknownWord,
        Self::SomeWeeks,
        Self::PartOfYear,
        Self::Ask,
        Self::NoDayOrTime,
        Self::HalfATime,
        Self::TwoReadings,
    ];

    /// The fault that a finding names.
    pub(crate) fn fault(self) -> Fault {
        match self {
            Self::UnknownWord => Fault::HoursUnknownWord,
            Self::SomeWeeks => Fault::HoursSomeWeeks,
            Self::PartOfYear => Fault::HoursPartOfYear,
            Self::Ask => Fault::HoursAsk,
            Self::NoDayOrTime | Self::HalfATime => Fault::HoursHalf,
            Self::TwoReadings => Fault::HoursTwoReadings,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownWord => "a word is not known",
            Self::SomeWeeks => "it holds in some weeks only",
            Self::PartOfYear => "it holds in a part of the year only",
            Self::Ask => "one has to ask or to make an appointment",
            Self::NoDayOrTime => "a day has no times, or times have no day",
            Self::HalfATime => "a time has no end or no beginning",
            Self::TwoReadings => "it can be read in two ways",
        })
    }
}

/// The longest text that is read.
const LONGEST: usize = 1000;

/// Reads opening times in free text.
///
/// ```
/// use ingest::{Reason, hours_text};
/// let read = hours_text("Mon-Fri 9-5, closed bank hols").unwrap();
/// assert_eq!(read.hours.weekly[0].sessions()[0].to_string(), "09:00-17:00");
/// assert_eq!(hours_text("1st Tues of month 2pm").unwrap_err().reason, Reason::SomeWeeks);
/// ```
///
/// # Errors
/// [`NotUnderstood`] with the reason and the piece of the text that decided.
pub fn hours_text(text: &str) -> Result<Understood, NotUnderstood> {
    reading::week(&items(text)?)
}

/// What a cell says of one day whose name is in its header: `9-5`, `9am - 1pm and 2pm - 5pm`, `Closed`.
pub(crate) fn day_times(text: &str) -> Option<Day> {
    reading::day(&items(text).ok()?)
}

/// Refused because of what `items` say.
fn refused<T>(reason: Reason, items: &[items::Item]) -> Result<T, NotUnderstood> {
    let words: Vec<&str> = items
        .iter()
        .take(6)
        .map(|item| item.text.as_str())
        .collect();
    Err(NotUnderstood {
        reason,
        piece: words.join(" "),
    })
}

fn items(text: &str) -> Result<Vec<items::Item>, NotUnderstood> {
    if text.len() > LONGEST {
        let piece = text.chars().take(40).collect();
        return Err(NotUnderstood {
            reason: Reason::UnknownWord,
            piece,
        });
    }
    items::items(&lex::tokens(text)?)
}

#[cfg(test)]
mod tests;
