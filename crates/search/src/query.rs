//! What is asked and what is answered.

use crate::{Marks, Need};
use jiff::civil::DateTime;
use model::{EntryId, Point, Term};
use std::sync::Arc;

/// What a person is looking for.
///
/// ```
/// use search::{Query, Sort};
/// let query = Query { text: "feeling lonely".into(), size: 10, ..Query::default() };
/// assert_eq!(query.sort, Sort::Nearest);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// What was typed as the need, or a need's slug. Empty finds everything.
    pub text: String,
    /// Where from.
    pub near: Option<Near>,
    /// Leave out services farther than this, in metres. Needs `near`. Services without a position stay.
    pub within_metres: Option<f64>,
    /// The moment for which open or shut is worked out: a wall clock in England.
    pub at: Option<DateTime>,
    /// Leave out services not known to be open at `at`. Without `at` nothing is.
    pub open_only: bool,
    /// Leave out services that are of none of these kinds. Empty leaves out nothing.
    pub kinds: Vec<Term>,
    /// Leave out services that lack one of these marks.
    pub marks: Marks,
    /// The order.
    pub sort: Sort,
    /// How many hits to pass over.
    pub from: usize,
    /// How many hits to give at most.
    pub size: usize,
    /// Whether to count facets.
    pub facets: bool,
}

/// Where from.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    /// The position.
    pub point: Point,
    /// The code of its local authority, where that is known. Services without a position that serve an authority are
    /// found only near places known to be in it.
    pub area: Option<String>,
}

/// The order of hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By distance; services without one come last. Ties by id.
    #[default]
    Nearest,
    /// By score, highest first; then as [`Self::Nearest`].
    Best,
}

/// The answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Hits {
    /// How many there are in all.
    pub total: usize,
    /// The asked page of them.
    pub hits: Vec<Hit>,
    /// Counts, when asked for.
    pub facets: Option<Facets>,
    /// How the text was read.
    pub understood: Understood,
}

/// One service found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The id of its record.
    pub id: EntryId,
    /// How far it is, in metres; none when it has no position or the query no place.
    pub distance_metres: Option<f64>,
    /// Open, shut, or not known, as [`model::Hours::state_at`] has it.
    pub open: Option<bool>,
    /// How well it fits the text. Only comparable within one answer.
    pub score: f32,
}

/// Counts: how many hits there would be if one more filter were set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facets {
    /// With `open_only`.
    pub open: usize,
    /// With this mark too, for every mark.
    pub marks: Vec<(Marks, usize)>,
    /// With this kind as the only one in `kinds`: the 20 most frequent, then by term.
    pub kinds: Vec<(Term, usize)>,
    /// With this `within_metres` in place of the present one: 1, 3, 5 and 15 miles. Empty without `near`.
    pub within: Vec<(f64, usize)>,
}

/// How the text was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Understood {
    /// The need that was recognised.
    pub need: Option<Arc<Need>>,
    /// The five needs most like the text, when there is text and no need was recognised.
    pub closest: Vec<Arc<Need>>,
    /// The words that were searched for, folded, without stop words.
    pub text: Vec<String>,
    /// True when no service has all of the words and those with the most of them are given.
    pub some_words_missing: bool,
}
