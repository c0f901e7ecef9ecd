//! Match decisions: what was decided about two entries, and by whom.

use crate::{EntryId, Position};

/// How two entries of one type stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// They describe one thing.
    Same,
    /// The first follows the second, which has ended.
    Successor,
    /// They are different services of one organisation.
    DifferentService,
    /// They are different things.
    Different,
    /// Nothing is decided: the one asked could not tell, or what was decided before no longer stands.
    Undecided,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 5] = [
        Self::Same,
        Self::Successor,
        Self::DifferentService,
        Self::Different,
        Self::Undecided,
    ];

    /// The word for it in the log and in files, such as `different_service`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Successor => "successor",
            Self::DifferentService => "different_service",
            Self::Different => "different",
            Self::Undecided => "undecided",
        }
    }

    /// The relation that this word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.as_str() == word)
    }

    /// True when the two may not be in one record.
    pub fn parts(self) -> bool {
        matches!(
            self,
            Self::Successor | Self::DifferentService | Self::Different
        )
    }
}

/// Who decided. A person's word stands before the matcher's, whichever is newer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decider {
    /// The matcher, with the hash of its model.
    Matcher(String),
    /// A person, by the opaque id under which the log knows them.
    Person(String),
}

impl Decider {
    /// True when it was a person.
    pub fn is_person(&self) -> bool {
        matches!(self, Self::Person(_))
    }
}

/// What stands about two entries.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// One of the two; for [`Relation::Successor`] the one that follows.
    pub one: EntryId,
    /// The other.
    pub other: EntryId,
    /// How they stand to each other.
    pub relation: Relation,
    /// Who decided.
    pub by: Decider,
    /// The item of the log that says so.
    pub position: Position,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_relation_is_read_back_from_its_word() {
        for relation in Relation::ALL {
            assert_eq!(Relation::parse(relation.as_str()), Some(relation));
        }
        assert_eq!(Relation::parse("similar"), None);
    }
}
