//! Which rows of directories describe one thing, judged by likeness: names, addresses, postcodes, telephones, places.
//!
//! Words: a [`Profile`] is what one row says of itself; a *candidate* is a pair worth comparing; a *level* is how far
//! two rows agree in one field; a *class* is how two rows can stand to each other (the same, the same but moved, neighbours
//! on one site, namesakes elsewhere, strangers); the [`Model`] says how often each level is seen in each class. It is learned from
//! the rows themselves, without labels, in the tradition of Fellegi and Sunter.
//! Always: the order of rows changes nothing; nothing quadratic happens, whatever the rows hold; no row is the same as
//! two rows of another list; what cannot be told from the fields is asked, not guessed.
//! Two ways in. [`link`] compares lists that are not in the record and learns from them as it goes: `words` (how names
//! and addresses are understood), `candidates`, `levels`, `model`, `contest`, `joint` (how candidates compete), `standing`
//! (what has ended), `reach` (what the other list has at all). [`decide`] matches entries of the record under a
//! [`Version`] of the model, whose weights and frequencies are fixed, so that what it says of a neighbourhood depends on
//! nothing else: `version`, `keys`, `pair`, `neighbourhood`.

mod candidates;
mod contest;
mod evidence;
pub(crate) mod joint;
mod keys;
mod kinds;
mod levels;
mod model;
pub(crate) mod neighbourhood;
mod pair;
mod profile;
mod reach;
mod rows;
mod standing;
mod version;
pub(crate) mod words;

pub use contest::{ASK_FROM, Link, LinkRelation, Linked, SAME_FROM, link, twice};
pub use evidence::{Evidence, explain, explain_pair, would_change};
pub use keys::{Counted, Key};
pub use kinds::of_terms as kinds_of;
pub use model::Model;
pub use neighbourhood::{Edge, MOST_TOGETHER, Outcome, Proposal, decide};
pub use pair::{Barrier, Candidate, Pair, Reader, Shared};
pub use version::{BadModel, Version};

use jiff::civil::Date;

/// What one row of a directory says of itself. Text is as it was written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// Its address on one line, parts separated by commas, without the postcode.
    pub address: String,
    /// Its postcode, in any spelling.
    pub postcode: String,
    /// Its telephone number, in any spelling.
    pub phone: String,
    /// Its web address, in any spelling.
    pub website: String,
    /// What kind of place it says it is, as [`kinds_of`] has it; 0 when it does not say.
    pub kinds: u16,
    /// Latitude and longitude in degrees.
    pub point: Option<(f64, f64)>,
    /// Codes that registers gave it, such as `ods:A81001`.
    pub codes: Vec<String>,
    /// Whether it runs.
    pub standing: Standing,
    /// The day on which it began.
    pub opened: Option<Date>,
    /// The day on which it ended.
    pub closed: Option<Date>,
    /// The newest day on which anything was said of it.
    pub said: Option<Date>,
}

/// Words by which lists say that something has ended.
const CLOSED: [&str; 9] = [
    "c",
    "closed",
    "close",
    "inactive",
    "ended",
    "ceased",
    "deregistered",
    "dissolved",
    "deleted",
];

/// Whether a row says that its thing runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It runs, or nothing is said.
    #[default]
    Running,
    /// It is proposed.
    Proposed,
    /// It is dormant: on the register, not working.
    Dormant,
    /// It has ended.
    Closed,
}

impl Standing {
    /// Reads free text. `A`, `C`, `D` and `P` are the organisation register's letters.
    ///
    /// ```
    /// use resolve::likeness::Standing;
    /// assert_eq!(Standing::read("C"), Standing::Closed);
    /// assert_eq!(Standing::read("Visible"), Standing::Running);
    /// ```
    pub fn read(text: &str) -> Self {
        let word: String = text
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
            .to_ascii_lowercase();
        match word.as_str() {
            "d" | "dormant" | "suspended" => Self::Dormant,
            "p" | "proposed" | "planned" => Self::Proposed,
            word if CLOSED.contains(&word)
                || word.starts_with("closed")
                || word.starts_with("permanentlyclosed") =>
            {
                Self::Closed
            }
            _ => Self::Running,
        }
    }
}

#[cfg(test)]
mod tests;
