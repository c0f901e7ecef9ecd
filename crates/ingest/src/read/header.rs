//! The names of a file's columns.

use super::Cells;
use crate::fault::Fault;
use model::{Finding, Where};

/// The header of one file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Header {
    names: Vec<String>,
}

impl Header {
    /// The header whose cells are `cells`.
    pub fn of(cells: &Cells) -> Self {
        Self {
            names: (0..cells.len())
                .map(|at| super::one_line(cells.get(at)))
                .collect(),
        }
    }

    /// The header with these names.
    pub fn named(names: Vec<String>) -> Self {
        Self { names }
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.names.len()
    }

    /// The names, as they stand.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The name of the column at `at`.
    pub fn name(&self, at: usize) -> &str {
        self.names.get(at).map_or("", String::as_str)
    }

    /// The column of this name, whatever its case and spacing.
    pub fn find(&self, name: &str) -> Option<usize> {
        let want = fold(name);
        self.names.iter().position(|found| fold(found) == want)
    }

    /// The column of the first of these names that stands.
    pub fn find_any(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.find(name))
    }

    /// True when two columns have this name.
    pub fn repeats(&self, name: &str) -> bool {
        let want = fold(name);
        self.names
            .iter()
            .filter(|found| fold(found) == want)
            .count()
            > 1
    }

    /// The column name that is most like `name`, to suggest it.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.names.iter().map(String::as_str))
    }

    /// Findings about columns that `known` does not name, and about those of `wanted` that are not there.
    pub fn oddities(&self, file: &str, wanted: &[&str], known: &[&str]) -> Vec<Finding> {
        let place = |column: &str| Where {
            file: file.to_owned(),
            line: 1,
            column: Some(column.to_owned()),
        };
        let missing = wanted.iter().filter(|name| self.find(name).is_none());
        let missing = missing.map(|name| Fault::MissingColumn.finding(place(name), ""));
        let extra = self.names.iter().filter(|name| !name.is_empty());
        let extra = extra.filter(|name| !wanted.iter().chain(known).any(|k| fold(k) == fold(name)));
        let extra = extra.map(|name| Fault::ExtraColumn.finding(place(name), ""));
        missing.chain(extra).take(100).collect()
    }
}

fn fold(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && *c != '_')
        .flat_map(char::to_lowercase)
        .collect()
}

/// The word of `words` that is most like `wanted`, when one is like it at all.
pub(crate) fn nearest<'a>(wanted: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = fold(wanted);
    let scored = words
        .filter(|word| word.len() <= 200)
        .map(|word| (edits(&wanted, &fold(word)), word));
    let (edits, word) = scored.min_by_key(|(edits, _)| *edits)?;
    (edits <= 2 + wanted.chars().count() / 3).then_some(word)
}

/// The Levenshtein distance.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let swap = corner + usize::from(ca != *cb);
            corner = row[j + 1];
            row[j + 1] = swap.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_suggested_and_a_far_one_is_not() {
        let words = ["Organisation name", "Post code", "Telephone"];
        assert_eq!(nearest("Postcode", words.into_iter()), Some("Post code"));
        assert_eq!(nearest("Telefone", words.into_iter()), Some("Telephone"));
        assert_eq!(nearest("Latitude", words.into_iter()), None);
    }
}
