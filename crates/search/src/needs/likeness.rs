//! Which needs are most like a text that was not understood: by letters in threes, and by whole words.

use super::Need;
use crate::words::phrase;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// The phrases of all needs, by their letters in threes.
#[derive(Clone, Debug)]
pub(super) struct Likeness {
    /// Each phrase: its need and how many pieces it has.
    phrases: Vec<(usize, usize)>,
    by_piece: FxHashMap<String, Vec<usize>>,
    needs: usize,
}

impl Likeness {
    pub(super) fn new(needs: &[Arc<Need>]) -> Self {
        let mut all = Self {
            phrases: Vec::new(),
            by_piece: FxHashMap::default(),
            needs: needs.len(),
        };
        for (number, need) in needs.iter().enumerate() {
            for text in std::iter::once(&need.label).chain(&need.synonyms) {
                let pieces = pieces(text);
                let phrase = all.phrases.len();
                all.phrases.push((number, pieces.len()));
                for piece in pieces {
                    all.by_piece.entry(piece).or_default().push(phrase);
                }
            }
        }
        all
    }

    /// The numbers of all needs, the likest first; the equally like in their own order.
    pub(super) fn closest(&self, text: &str) -> Vec<usize> {
        let pieces = pieces(text);
        let mut shared: FxHashMap<usize, usize> = FxHashMap::default();
        for phrase in pieces
            .iter()
            .filter_map(|piece| self.by_piece.get(piece))
            .flatten()
        {
            *shared.entry(*phrase).or_default() += 1;
        }
        // Dice's coefficient of the likest phrase, in thousandths.
        let mut likeness = vec![0; self.needs];
        for (phrase, shared) in shared {
            let (need, size) = self.phrases[phrase];
            likeness[need] = likeness[need].max(2000 * shared / (size + pieces.len()));
        }
        let mut order: Vec<usize> = (0..self.needs).collect();
        order.sort_by_key(|need| std::cmp::Reverse(likeness[*need]));
        order
    }
}

/// The letters of each word in threes, its edges marked, and the whole words.
fn pieces(text: &str) -> FxHashSet<String> {
    let mut pieces = FxHashSet::default();
    for (_, stem) in phrase(text) {
        let letters: Vec<char> = std::iter::once(' ')
            .chain(stem.chars())
            .chain([' '])
            .collect();
        pieces.extend(
            letters
                .windows(3)
                .map(|three| three.iter().collect::<String>()),
        );
        pieces.insert(stem);
    }
    pieces
}
