//! Comparing two or more lists, for a first talk: how many rows are how many things, and where they disagree.
//!
//! Always: nothing is kept and nothing is changed; no data folder and no postcodes are needed.
//! Start at [`compare`]; how a list is read is in `lists`, how rows are linked in `resolve::likeness`.

mod lists;

use crate::{Error, FindingKind};
use jiff::civil::Date;
use lists::List;
use resolve::likeness::{Link, LinkRelation, Model, Profile, explain, link, twice};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Minutes to look at one copy of an entry and see whether it still holds.
const MINUTES_A_LOOK: u64 = 4;
/// How often a year a copy is looked at.
const LOOKS_A_YEAR: u64 = 2;
/// Minutes to find out which of two lists is right about one fact, and to mend the other.
const MINUTES_A_DISAGREEMENT: u64 = 15;
/// How many examples are kept of each thing.
const EXAMPLES: usize = 5;

/// A list to compare.
#[derive(Clone, Debug)]
pub struct CompareList {
    /// Its file: plain, gzip or zip.
    pub path: PathBuf,
    /// Its day, where that is known.
    pub dated: Option<Date>,
}

/// A row, as it is shown to people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComparedRow {
    /// Its id in its list.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its address with postcode.
    pub address: String,
    /// Its telephone number.
    pub phone: String,
}

/// A link between rows of two lists.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedLink {
    /// The number of the first list and the row.
    pub one: (usize, ComparedRow),
    /// The number of the second list and the row.
    pub other: (usize, ComparedRow),
    /// How likely it is that the two are the same, 0 to 1.
    pub score: f64,
    /// What is proposed: `same`, `successor`, `different_service` or `ask`.
    pub relation: LinkRelation,
    /// What speaks for and against it: words, and bits (below 0: against).
    pub evidence: Vec<(&'static str, f64)>,
}

/// What one list holds.
#[derive(Clone, Debug, Default)]
pub struct ListFigures {
    /// Its file's name.
    pub name: String,
    /// Rows that could be used.
    pub rows: usize,
    /// What could not, the most frequent first.
    pub findings: Vec<FindingKind>,
    /// Pairs of its rows that seem to be one thing.
    pub held_twice: usize,
    /// Some of them.
    pub twice: Vec<(ComparedRow, ComparedRow)>,
}

/// What a comparison came to.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// Each list.
    pub lists: Vec<ListFigures>,
    /// How many things all rows describe.
    pub things: usize,
    /// How many of them stand in more than one list.
    pub shared: usize,
    /// Copies beyond the first of each thing.
    pub copies: usize,
    /// Links by relation.
    pub relations: BTreeMap<&'static str, usize>,
    /// Of the rows that are the same, how many disagree, by field.
    pub disagreements: BTreeMap<&'static str, usize>,
    /// Some of them, by field.
    pub disagreeing: BTreeMap<&'static str, Vec<(ComparedRow, ComparedRow)>>,
    /// Every link, in the order of the rows.
    pub links: Vec<ComparedLink>,
    /// The hash of the model that was learned.
    pub model: String,
}

impl Comparison {
    /// Rows of all lists.
    pub fn rows(&self) -> usize {
        self.lists.iter().map(|list| list.rows).sum()
    }

    /// Facts that lists disagree about.
    pub fn disagreed(&self) -> usize {
        self.disagreements.values().sum()
    }

    /// About how many hours a year it takes to keep the lists in step.
    pub fn hours_a_year(&self) -> u64 {
        let looks = self.copies as u64 * LOOKS_A_YEAR * MINUTES_A_LOOK;
        (looks + self.disagreed() as u64 * MINUTES_A_DISAGREEMENT).div_ceil(60)
    }

    /// How [`Self::hours_a_year`] comes about.
    pub fn arithmetic(&self) -> String {
        format!(
            "{} copies × {LOOKS_A_YEAR} looks a year × {MINUTES_A_LOOK} minutes, and {} disagreements × {MINUTES_A_DISAGREEMENT} minutes, is about {} hours",
            self.copies,
            self.disagreed(),
            self.hours_a_year()
        )
    }
}

/// Compares lists.
///
/// # Errors
/// [`Error`] when a list cannot be read at all or describes nothing.
pub fn compare(wanted: &[CompareList]) -> Result<Comparison, Error> {
    let mut lists = Vec::with_capacity(wanted.len());
    for list in wanted {
        lists.push(List::read(&list.path)?);
    }
    let profiles: Vec<&[Profile]> = lists.iter().map(|list| list.profiles.as_slice()).collect();
    let dated: Vec<Option<Date>> = wanted.iter().map(|list| list.dated).collect();
    let linked = link(&profiles, &dated, None);
    let mut comparison = Comparison {
        model: linked.model.hash(),
        ..Comparison::default()
    };
    for list in &lists {
        comparison.lists.push(figures(list, &linked.model));
    }
    join(&lists, &linked.links, &mut comparison);
    for link in &linked.links {
        tell(&lists, &linked.model, link, &mut comparison);
    }
    Ok(comparison)
}

fn figures(list: &List, model: &Model) -> ListFigures {
    let held = twice(&list.profiles, model);
    ListFigures {
        name: list.name.clone(),
        rows: list.profiles.len(),
        findings: crate::run_report::kinds(&list.findings),
        held_twice: held.len(),
        twice: held
            .iter()
            .take(EXAMPLES)
            .map(|(one, other, _)| (list.row(*one), list.row(*other)))
            .collect(),
    }
}

/// Counts things: rows that links say are the same, best link first, never two rows of one list.
fn join(lists: &[List], links: &[Link], comparison: &mut Comparison) {
    let starts: Vec<usize> = lists
        .iter()
        .scan(0, |next, list| {
            let start = *next;
            *next += list.profiles.len();
            Some(start)
        })
        .collect();
    let all: usize = lists.iter().map(|list| list.profiles.len()).sum();
    let mut thing: Vec<usize> = (0..all).collect();
    let mut members: Vec<Vec<(usize, usize)>> = Vec::with_capacity(all);
    for (list, start) in starts.iter().enumerate() {
        members.extend((0..lists[list].profiles.len()).map(|at| vec![(list, start + at)]));
    }
    let mut same: Vec<&Link> = links
        .iter()
        .filter(|link| link.relation == LinkRelation::Same)
        .collect();
    same.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then((a.one, a.other).cmp(&(b.one, b.other)))
    });
    for link in same {
        let one = thing[starts[link.one.0] + link.one.1];
        let other = thing[starts[link.other.0] + link.other.1];
        let clash = members[one]
            .iter()
            .any(|a| members[other].iter().any(|b| a.0 == b.0));
        if one != other && !clash {
            let moved = std::mem::take(&mut members[other]);
            for (_, at) in &moved {
                thing[*at] = one;
            }
            members[one].extend(moved);
        }
    }
    members.retain(|members| !members.is_empty());
    comparison.things = members.len();
    comparison.shared = members.iter().filter(|members| members.len() > 1).count();
    comparison.copies = all - members.len();
}

fn tell(lists: &[List], model: &Model, link: &Link, comparison: &mut Comparison) {
    let (one, other) = (
        lists[link.one.0].row(link.one.1),
        lists[link.other.0].row(link.other.1),
    );
    *comparison
        .relations
        .entry(link.relation.as_str())
        .or_default() += 1;
    if link.relation == LinkRelation::Same {
        for field in link.differs() {
            *comparison.disagreements.entry(field).or_default() += 1;
            let examples = comparison.disagreeing.entry(field).or_default();
            if examples.len() < EXAMPLES {
                examples.push((one.clone(), other.clone()));
            }
        }
    }
    let (evidence, _) = explain(model, link);
    comparison.links.push(ComparedLink {
        one: (link.one.0, one),
        other: (link.other.0, other),
        score: link.score,
        relation: link.relation,
        evidence: evidence
            .into_iter()
            .map(|told| (told.words, told.bits))
            .collect(),
    });
}
