//! Phrases to look for in a text, with small spelling mistakes forgiven.

use crate::words::Stemmed;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// Shortest word in which a spelling mistake is forgiven, in letters.
const FORGIVEN: usize = 5;

/// Phrases, each leading to a number.
#[derive(Clone, Debug, Default)]
pub(super) struct Phrases {
    /// By first stem: the stems of the phrase and where it leads.
    by_first: FxHashMap<String, Vec<(Vec<String>, usize)>>,
    stems: FxHashSet<String>,
    /// Long enough words as written, by first letter.
    words: FxHashMap<char, Vec<(String, String)>>,
}

impl Phrases {
    /// Adds a phrase, given as folded words with stems.
    ///
    /// # Errors
    /// Where the phrase already leads, when that is elsewhere.
    pub(super) fn add(&mut self, phrase: &[Stemmed], leads_to: usize) -> Result<(), usize> {
        let Some((_, first)) = phrase.first() else {
            return Ok(());
        };
        let stems: Vec<String> = phrase.iter().map(|(_, stem)| stem.clone()).collect();
        let known = self.by_first.entry(first.clone()).or_default();
        if let Some((_, other)) = known.iter().find(|(other, _)| *other == stems) {
            return if *other == leads_to {
                Ok(())
            } else {
                Err(*other)
            };
        }
        known.push((stems, leads_to));
        for (word, stem) in phrase {
            self.stems.insert(stem.clone());
            if let Some(letter) = word
                .chars()
                .next()
                .filter(|_| word.chars().count() + 1 >= FORGIVEN)
            {
                let alike = self.words.entry(letter).or_default();
                if alike.iter().all(|(other, _)| other != word) {
                    alike.push((word.clone(), stem.clone()));
                }
            }
        }
        Ok(())
    }

    /// Where the longest phrase in `words` leads, and where it stands. Of equally long ones, that with the longer
    /// words, then the first.
    pub(super) fn longest(&self, words: &[Stemmed]) -> Option<(usize, Range<usize>)> {
        let stems = self.corrected(words);
        let mut best: Option<((usize, usize), usize, Range<usize>)> = None;
        for (from, phrase, leads_to) in self.all_in(&stems) {
            let size = (phrase.len(), phrase.iter().map(String::len).sum());
            if best.as_ref().is_none_or(|(other, _, _)| size > *other) {
                best = Some((size, leads_to, from..from + phrase.len()));
            }
        }
        best.map(|(_, leads_to, range)| (leads_to, range))
    }

    /// The lowest number to which a phrase in `words` leads.
    pub(super) fn first(&self, words: &[Stemmed]) -> Option<usize> {
        let stems = self.corrected(words);
        self.all_in(&stems).map(|(_, _, leads_to)| leads_to).min()
    }

    fn all_in<'a>(
        &'a self,
        stems: &'a [&str],
    ) -> impl Iterator<Item = (usize, &'a [String], usize)> {
        stems.iter().enumerate().flat_map(move |(from, first)| {
            let here = &stems[from..];
            let known = self.by_first.get(*first).into_iter().flatten();
            let fits = move |phrase: &[String]| {
                phrase.len() <= here.len() && phrase.iter().zip(here).all(|(a, b)| a == b)
            };
            known
                .filter(move |(phrase, _)| fits(phrase))
                .map(move |(phrase, leads_to)| (from, phrase.as_slice(), *leads_to))
        })
    }

    /// The stems of `words`, each unknown one replaced by that of a known word one letter away.
    fn corrected<'a>(&'a self, words: &'a [Stemmed]) -> Vec<&'a str> {
        let correct = |(word, stem): &'a Stemmed| {
            if self.stems.contains(stem) || word.chars().count() < FORGIVEN {
                return stem.as_str();
            }
            let alike = word
                .chars()
                .next()
                .and_then(|letter| self.words.get(&letter));
            let meant =
                alike.and_then(|alike| alike.iter().find(|(known, _)| one_edit(word, known)));
            meant.map_or(stem.as_str(), |(_, meant)| meant)
        };
        words.iter().map(correct).collect()
    }
}

/// True when one letter added, left out, replaced or swapped with its neighbour makes `a` into `b`.
pub(super) fn one_edit(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() {
        (&a, &b)
    } else {
        (&b, &a)
    };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same_front = short
        .iter()
        .zip(long.iter())
        .take_while(|(x, y)| x == y)
        .count();
    let (short, long) = (&short[same_front..], &long[same_front..]);
    if short.len() < long.len() {
        return short == &long[1..];
    }
    match (short, long) {
        ([], []) => true,
        ([a, b, rest @ ..], [c, d, others @ ..]) if a == d && b == c && rest == others => true,
        ([_, rest @ ..], [_, others @ ..]) => rest == others,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::one_edit;

    #[test]
    fn one_letter_is_forgiven_and_two_are_not() {
        for (typed, meant) in [
            ("dentst", "dentist"),
            ("denttist", "dentist"),
            ("dantist", "dentist"),
            ("dnetist", "dentist"),
        ] {
            assert!(one_edit(typed, meant), "{typed}");
        }
        for (typed, other) in [
            ("dntst", "dentist"),
            ("dentures", "dentist"),
            ("tend", "dent"),
        ] {
            assert!(!one_edit(typed, other), "{typed}");
        }
    }
}
