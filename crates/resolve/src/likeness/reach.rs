//! Which rows the other list has at all, by the words of their names.
//!
//! A register of prescribers has practices that every directory has, and hubs and teams that none has. What kind a row
//! is need not be known: rows whose names have the word `HUB` were seldom found, so the next one is unlikely too.

use super::rows::Rows;
use super::standing::has_ended;
use rustc_hash::FxHashMap;

/// A word counts as if so many more rows had it, found as often as rows are on the whole.
const SHRINK: f64 = 5.0;
/// No word makes a pair less likely than by this factor.
const LEAST: f64 = 0.05;

/// What the words of each row do to the odds that it is anything in another list.
pub(super) struct Reach {
    lists: usize,
    /// By row and list: 1, or less when its words are seldom found.
    factors: Vec<f32>,
}

impl Reach {
    /// Learns from `found`: how likely it is that a row is the same as some row of another list.
    pub fn learn(rows: &Rows, found: &FxHashMap<(u32, u16), f64>) -> Self {
        let most = rows.all.iter().map(|row| row.list).max().unwrap_or(0);
        let lists = most as usize + 1;
        let mut factors = vec![1.0_f32; rows.all.len() * lists];
        for own in 0..=most {
            for other in (0..=most).filter(|other| *other != own) {
                let running: Vec<usize> = (0..rows.all.len())
                    .filter(|at| {
                        let row = &rows.all[*at];
                        row.list == own && !has_ended(row.standing)
                    })
                    .collect();
                let share = |at: usize| {
                    let share = found.get(&(at as u32, other)).copied();
                    share.unwrap_or_default().clamp(0.0, 1.0)
                };
                let whole =
                    running.iter().map(|at| share(*at)).sum::<f64>() / running.len().max(1) as f64;
                if whole <= 0.0 || whole >= 1.0 {
                    continue;
                }
                // By word: how many rows have it, and how many of those are found.
                let mut words = vec![(0.0_f64, 0.0_f64); rows.words.text.len()];
                for at in &running {
                    for word in &rows.all[*at].name {
                        let seen = &mut words[*word as usize];
                        *seen = (seen.0 + 1.0, seen.1 + share(*at));
                    }
                }
                let odds = |share: f64| share / (1.0 - share).max(1e-6);
                for at in &running {
                    let least = rows.all[*at]
                        .name
                        .iter()
                        .map(|word| words[*word as usize])
                        .map(|(seen, found)| (found + SHRINK * whole) / (seen + SHRINK))
                        .map(|share| odds(share) / odds(whole))
                        .fold(1.0, f64::min);
                    factors[at * lists + other as usize] = least.max(LEAST) as f32;
                }
            }
        }
        Self { lists, factors }
    }

    /// What a row's words do to the odds that it is anything in list `other`: 1 or less.
    pub fn of(&self, row: u32, other: u16) -> f64 {
        f64::from(self.factors[row as usize * self.lists + other as usize])
    }
}
