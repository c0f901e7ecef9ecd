//! What search knows of one service at one place.

use model::{EntryId, Hours, Point, Term};
use std::fmt;

/// A service as search sees it. Public facts only: what is withheld never reaches a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Doc {
    /// The id of its record.
    pub id: EntryId,
    /// Its name.
    pub name: String,
    /// The name of the organization that runs it.
    pub organization: String,
    /// Where it is, in words: venue, street, town.
    pub place: String,
    /// What it is, in the source's words.
    pub description: String,
    /// Its kinds.
    pub kinds: Vec<Term>,
    /// Codes people may type, with or without their scheme: `ods:A81001` or `A81001`.
    pub codes: Vec<String>,
    /// Its position, when it has one that may be shown.
    pub point: Option<Point>,
    /// The code of the local authority it serves. Only asked for when there is no `point`: such a service is found
    /// near any place of that authority, and near any place at all when this is none too.
    pub area: Option<String>,
    /// When it is open; none when nobody has said.
    pub hours: Option<Hours>,
    /// The yes-or-no facts that people filter by.
    pub marks: Marks,
    /// Languages spoken. Found as words.
    pub languages: Vec<Term>,
}

impl Doc {
    /// A document that says nothing but its id and name.
    pub fn new(id: EntryId, name: impl Into<String>) -> Self {
        Self {
            id,
            name: name.into(),
            organization: String::new(),
            place: String::new(),
            description: String::new(),
            kinds: Vec::new(),
            codes: Vec::new(),
            point: None,
            area: None,
            hours: None,
            marks: Marks::NONE,
            languages: Vec::new(),
        }
    }
}

/// A set of yes-or-no facts.
///
/// ```
/// use search::Marks;
/// let marks = Marks::FREE | Marks::STEP_FREE;
/// assert!(marks.contains(Marks::FREE));
/// assert_eq!(marks.words().collect::<Vec<_>>(), ["free", "step-free"]);
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Marks(u32);

macro_rules! marks {
    ($($(#[$doc:meta])* $name:ident $bit:literal $word:literal;)*) => {
        impl Marks {
            $($(#[$doc])* pub const $name: Self = Self(1 << $bit);)*

            /// Every single mark with its word, in the order in which filters are listed.
            pub const ALL: &'static [(Self, &'static str)] = &[$((Self::$name, $word),)*];
        }
    };
}

// The bits stand in segments on disk: never change one, only add.
marks! {
    /// Costs nothing.
    FREE 0 "free";
    /// Can be used without a referral.
    NO_REFERRAL 1 "self-referral";
    /// People can turn up without booking.
    DROP_IN 2 "drop-in";
    /// Given face to face at its place.
    IN_PERSON 3 "in-person";
    /// Given by phone.
    BY_PHONE 4 "by-phone";
    /// Given online.
    ONLINE 5 "online";
    /// They come to you.
    HOME_VISIT 6 "home-visit";
    /// No steps.
    STEP_FREE 7 "step-free";
    /// Has a hearing loop.
    HEARING_LOOP 8 "hearing-loop";
    /// British Sign Language is used.
    BSL 9 "bsl";
    /// Has an accessible toilet.
    ACCESSIBLE_TOILET 10 "accessible-toilet";
    /// Has parking.
    PARKING 11 "parking";
    /// A carer can come too.
    CARER_WELCOME 12 "carer-welcome";
    /// Given by phone or online: nobody has to travel.
    REMOTE 13 "by-phone-or-online";
}

impl Marks {
    /// The empty set.
    pub const NONE: Self = Self(0);

    /// True when every mark of `other` is in this set.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// True when there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Adds the marks of `other`.
    pub fn insert(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// This set without the marks of `other`.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The mark with this word. The words are the terms of the fields `cost`, `access`, `attending` and
    /// `accessibility`; a term that is no mark gives none. `drop-in` also means that no referral is needed, and
    /// `by-phone` and `online` each also mean by phone or online.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "drop-in" => Some(Self::DROP_IN | Self::NO_REFERRAL),
            "by-phone" => Some(Self::BY_PHONE | Self::REMOTE),
            "online" => Some(Self::ONLINE | Self::REMOTE),
            "no-referral" => Some(Self::NO_REFERRAL),
            _ => Self::ALL
                .iter()
                .find(|(_, known)| *known == word)
                .map(|(mark, _)| *mark),
        }
    }

    /// The words of the marks in it, in order.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        Self::ALL
            .iter()
            .filter(move |(mark, _)| self.contains(*mark))
            .map(|(_, word)| *word)
    }

    /// The set as bits, as segments hold it.
    pub(crate) fn bits(self) -> u32 {
        self.0
    }

    /// The set with these bits.
    pub(crate) fn from_bits(bits: u32) -> Self {
        Self(bits)
    }
}

impl std::ops::BitOr for Marks {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl FromIterator<Self> for Marks {
    fn from_iter<I: IntoIterator<Item = Self>>(marks: I) -> Self {
        marks.into_iter().fold(Self::NONE, |all, mark| all | mark)
    }
}

impl fmt::Debug for Marks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.words()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_answers_to_its_word() {
        for (mark, word) in Marks::ALL {
            assert!(Marks::from_word(word).unwrap().contains(*mark), "{word}");
        }
        assert_eq!(Marks::from_word("paid"), None);
    }
}
