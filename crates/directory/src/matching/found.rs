//! Who finds whom: the entries under the keys of one, and how many of a source share each thing.

use model::SourceNo;
use resolve::likeness::{Counted, Shared};

/// A key that more entries share than this finds nobody.
pub(super) const MOST_UNDER_KEY: usize = 60;

/// The entries under one key, by source, with what it counts. Empty when there are too many.
pub(super) type Group<'a, T> = (Counted, &'a [(SourceNo, T)]);

/// Everybody whom `own` of `source` finds in `groups`, each once, in order, with how many share what the two do.
pub(super) fn found<'a, T: Copy + Ord + 'a>(
    source: SourceNo,
    own: T,
    groups: impl Iterator<Item = Group<'a, T>>,
) -> Vec<(T, SourceNo, Shared)> {
    let mut found: Vec<(T, SourceNo, Counted, u32)> = Vec::new();
    for (counted, group) in groups {
        if counted == Counted::Nothing {
            let others = group.iter().filter(|(_, other)| *other != own);
            found.extend(others.map(|(source, other)| (*other, *source, counted, 0)));
            continue;
        }
        let count = |of: SourceNo| group.iter().filter(|(source, _)| *source == of).count() as u32;
        let here = count(source);
        for one_source in group.chunk_by(|a, b| a.0 == b.0) {
            let most = here.max(one_source.len() as u32);
            let others = one_source.iter().filter(|(_, other)| *other != own);
            found.extend(others.map(|(source, other)| (*other, *source, counted, most)));
        }
    }
    found.sort_unstable_by_key(|(other, _, counted, count)| (*other, *counted, *count));
    found
        .chunk_by(|a, b| a.0 == b.0)
        .map(|same| {
            let mut shared = Shared::CROWDED;
            for (_, _, counted, count) in same {
                shared.note(*counted, *count);
            }
            (same[0].0, same[0].1, shared)
        })
        .collect()
}
