//! Disjoint sets of places in a list: of entries, or of things.

/// Sets that are joined, never parted.
pub(crate) struct Sets {
    parent: Vec<usize>,
}

impl Sets {
    /// Every one of `len` places by itself.
    pub(crate) fn new(len: usize) -> Self {
        Self {
            parent: (0..len).collect(),
        }
    }

    /// The place that stands for the set of `at`.
    pub(crate) fn find(&mut self, mut at: usize) -> usize {
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    /// Joins the sets of `one` and `other`.
    pub(crate) fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.find(one), self.find(other));
        self.parent[one.max(other)] = one.min(other);
    }

    /// Joins the sets of all `places`.
    pub(crate) fn join_all(&mut self, places: &[usize]) {
        places
            .windows(2)
            .for_each(|pair| self.join(pair[0], pair[1]));
    }

    /// The sets.
    pub(crate) fn groups(mut self) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut group_of = vec![usize::MAX; self.parent.len()];
        for at in 0..self.parent.len() {
            let root = self.find(at);
            if group_of[root] == usize::MAX {
                group_of[root] = groups.len();
                groups.push(Vec::new());
            }
            groups[group_of[root]].push(at);
        }
        groups
    }
}
