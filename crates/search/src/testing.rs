//! For tests: documents and queries at random, and search the slow and obvious way.

use crate::collect::WITHIN;
use crate::matching::{NEED, WHOLE_NAME, weight};
use crate::words::{each_word, words_and_stems};
use crate::write::each_text;
use crate::{Doc, Facets, Hit, Marks, Near, Needs, Query, Sort};
use jiff::ToSpan as _;
use jiff::civil::{DateTime, date};
use model::{BankHolidays, Day, EntryId, Hours, Point, Session, Term};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A vocabulary small enough to meet by chance.
pub(crate) fn few_needs() -> Needs {
    let toml = r#"
        [[need]]
        slug = "lonely"
        label = "feeling lonely"
        synonyms = ["company"]
        kinds = ["lunch-club", "*walk*"]
        [[need]]
        slug = "teeth"
        label = "dentists"
        kinds = ["dentist"]
    "#;
    Needs::parse(&[("few", toml)]).unwrap()
}

/// Day, with all its states and odd sessions.
fn any_day() -> impl Strategy<Value = Day> {
    prop_oneof![
        Just(Day::NotKnown),
        Just(Day::Closed),
        prop::collection::vec(any_session(), 1..4).prop_map(Day::of),
    ]
}

fn any_session() -> impl Strategy<Value = Session> {
    (0..1440_u16, 0..=1440_u16).prop_map(|(opens, closes)| Session::new(opens, closes).unwrap())
}

pub(crate) fn any_hours() -> impl Strategy<Value = Hours> {
    let week = prop::array::uniform7(any_day());
    let exceptions = prop::collection::btree_map(-3..20_i64, any_day(), 0..4);
    let bank = prop_oneof![
        Just(BankHolidays::NotSaid),
        Just(BankHolidays::Closed),
        prop::collection::vec(any_session(), 1..3).prop_map(BankHolidays::Open),
    ];
    (week, exceptions, bank).prop_map(|(weekly, exceptions, bank_holidays)| Hours {
        weekly,
        exceptions: exceptions
            .into_iter()
            .map(|(days, day)| {
                (
                    moments_begin().checked_add(days.days()).unwrap().date(),
                    day,
                )
            })
            .collect(),
        bank_holidays,
    })
}

/// Just before Christmas: four bank holidays in a fortnight.
fn moments_begin() -> DateTime {
    date(2026, 12, 22).at(0, 0, 0, 0)
}

pub(crate) fn any_moment() -> impl Strategy<Value = DateTime> {
    (0..14 * 1440_i64).prop_map(|minutes| moments_begin().checked_add(minutes.minutes()).unwrap())
}

const WORDS: &[&str] = &[
    "Elm",
    "Surgery",
    "friends",
    "Lunch",
    "club",
    "clubs",
    "walking",
    "walks",
    "Tealford",
    "Café",
    "Men’s",
    "lonely",
    "dentist",
    "company",
    "riverside",
    "the",
    "riv",
    "A81001",
];
const KINDS: &[&str] = &[
    "lunch-club",
    "health-walk",
    "dentist",
    "gp",
    "walk-in-centre",
];
const AREAS: &[&str] = &["E1", "E2", "E3"];

fn any_text(most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WORDS), 0..=most).prop_map(|words| words.join(" "))
}

/// A few towns, so that points coincide, are near and are far.
fn any_point() -> impl Strategy<Value = Point> {
    let coarse = (0..5_i32, 0..5_i32).prop_map(|(a, b)| (f64::from(a) * 0.02, f64::from(b) * 0.02));
    let far = (-1.0..5.0_f64, -2.0..3.0_f64);
    prop_oneof![4 => coarse, 1 => far].prop_map(|(a, b)| Point::new(52.0 + a, -1.5 + b).unwrap())
}

fn any_area() -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop::sample::select(AREAS).prop_map(str::to_owned))
}

fn any_kinds(most: usize) -> impl Strategy<Value = Vec<Term>> {
    prop::collection::vec(
        prop::sample::select(KINDS).prop_map(|kind| Term::slug(kind).unwrap()),
        0..=most,
    )
}

fn any_marks(bits: usize) -> impl Strategy<Value = Marks> {
    prop::collection::vec(prop::sample::select(Marks::ALL), 0..=bits)
        .prop_map(|marks| marks.into_iter().map(|(mark, _)| mark).collect())
}

/// A document with id `n`.
pub(crate) fn any_doc() -> impl Strategy<Value = Doc> {
    let texts = (any_text(3), any_text(2), any_text(2), any_text(4));
    let facts = (
        prop::option::weighted(0.8, any_point()),
        any_area(),
        prop::option::of(any_hours()),
        any_marks(5),
    );
    (
        texts,
        any_kinds(3),
        facts,
        prop::bool::weighted(0.1),
        0..8_u8,
    )
        .prop_map(|(texts, kinds, facts, coded, first)| Doc {
            name: texts.0,
            organization: texts.1,
            place: texts.2,
            description: texts.3,
            kinds,
            codes: if coded {
                vec!["ods:A81001".to_owned()]
            } else {
                Vec::new()
            },
            point: facts.0,
            area: facts.1,
            hours: facts.2,
            marks: facts.3,
            languages: Vec::new(),
            id: EntryId::from_bytes([first; 16]),
        })
}

pub(crate) fn any_query() -> impl Strategy<Value = Query> {
    let near = prop::option::weighted(
        0.8,
        (any_point(), any_area()).prop_map(|(point, area)| Near { point, area }),
    );
    let within = prop::option::weighted(
        0.7,
        prop_oneof![Just(WITHIN[0]), Just(WITHIN[2]), 0.0..60_000.0_f64],
    );
    let when = (
        prop::option::weighted(0.8, any_moment()),
        prop::bool::weighted(0.3),
    );
    let page = (0..20_usize, 0..30_usize, any::<bool>());
    (
        any_text(3),
        near,
        within,
        when,
        any_kinds(2),
        any_marks(1),
        any::<bool>(),
        page,
    )
        .prop_map(
            |(
                text,
                near,
                within_metres,
                (at, open_only),
                kinds,
                marks,
                best,
                (from, size, facets),
            )| Query {
                text,
                near,
                within_metres,
                at,
                open_only,
                kinds,
                marks,
                sort: if best { Sort::Best } else { Sort::Nearest },
                from: from.saturating_sub(10),
                size,
                facets,
            },
        )
}

/// Search the slow and obvious way.
pub(crate) struct Naive<'a> {
    pub(crate) docs: Vec<&'a Doc>,
    pub(crate) needs: &'a Needs,
}

/// A service found, with all that orders it.
struct Row<'a> {
    doc: &'a Doc,
    distance: Option<f64>,
    score: u32,
}

impl<'a> Naive<'a> {
    pub(crate) fn find(&self, query: &Query) -> (usize, Vec<Hit>, Option<Facets>) {
        let mut rows = self.rows(query);
        rows.sort_by(|a, b| {
            let by_score = if query.sort == Sort::Best {
                b.score.cmp(&a.score)
            } else {
                std::cmp::Ordering::Equal
            };
            let far = |row: &Row| row.distance.unwrap_or(f64::INFINITY);
            by_score
                .then(far(a).total_cmp(&far(b)))
                .then(a.doc.id.cmp(&b.doc.id))
        });
        let hit = |row: &Row| Hit {
            id: row.doc.id,
            distance_metres: row.distance,
            open: open(row.doc, query),
            score: row.score as f32,
        };
        let page = rows
            .iter()
            .skip(query.from)
            .take(query.size)
            .map(hit)
            .collect();
        (rows.len(), page, query.facets.then(|| self.facets(query)))
    }

    /// Every facet by asking again with the filter set.
    fn facets(&self, query: &Query) -> Facets {
        let count = |change: &dyn Fn(&mut Query)| {
            let mut other = query.clone();
            change(&mut other);
            self.rows(&other).len()
        };
        let kinds: BTreeSet<Term> = self.docs.iter().flat_map(|doc| doc.kinds.clone()).collect();
        let mut kinds: Vec<(Term, usize)> = kinds
            .into_iter()
            .map(|kind| (kind.clone(), count(&|q| q.kinds = vec![kind.clone()])))
            .filter(|(_, n)| *n > 0)
            .collect();
        kinds.sort_by(|(a, more), (b, most)| most.cmp(more).then(a.cmp(b)));
        kinds.truncate(20);
        let near = query.near.is_some();
        Facets {
            open: count(&|q| q.open_only = true),
            marks: Marks::ALL
                .iter()
                .map(|(mark, _)| (*mark, count(&|q| q.marks.insert(*mark))))
                .collect(),
            kinds,
            within: WITHIN
                .into_iter()
                .filter(|_| near)
                .map(|m| (m, count(&|q| q.within_metres = Some(m))))
                .collect(),
        }
    }

    fn rows(&self, query: &Query) -> Vec<Row<'a>> {
        let fitting = self.fitting(&query.text).into_iter();
        fitting
            .filter_map(|(doc, score)| {
                let distance = distance(doc, query);
                let fits = serves(doc, query)
                    && doc.marks.contains(query.marks)
                    && (!query.open_only || open(doc, query) == Some(true))
                    && (query.kinds.is_empty()
                        || doc.kinds.iter().any(|kind| query.kinds.contains(kind)))
                    && (distance
                        .is_none_or(|far| query.within_metres.is_none_or(|within| far <= within)));
                fits.then_some(Row {
                    doc,
                    distance,
                    score,
                })
            })
            .collect()
    }

    fn fitting(&self, text: &str) -> Vec<(&'a Doc, u32)> {
        let words = words_and_stems(text);
        let phrase = self.needs.find_phrase(&words);
        if words.is_empty() {
            return self.docs.iter().map(|doc| (*doc, 0)).collect();
        }
        let last = words.len() - 1;
        let weigh = |doc: &Doc| -> Vec<u32> {
            let fields = fields_by_stem(doc);
            words
                .iter()
                .enumerate()
                .map(|(at, (word, stem))| best_weight(&fields, word, stem, at == last))
                .collect()
        };
        let whole = |doc: &Doc| {
            let stems = |text: &str| {
                words_and_stems(text)
                    .into_iter()
                    .map(|(_, stem)| stem)
                    .collect::<Vec<_>>()
            };
            if stems(&doc.name) == stems(text) {
                WHOLE_NAME
            } else {
                0
            }
        };
        let mut found = Vec::new();
        for doc in &self.docs {
            let weights = weigh(doc);
            let meets = phrase.as_ref().filter(|(need, _)| {
                doc.kinds
                    .iter()
                    .any(|kind| self.needs.meets(*need, kind.as_str().as_bytes()))
            });
            if let Some((_, range)) = meets {
                let beyond: u32 = weights
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| !range.contains(at))
                    .map(|(_, w)| w)
                    .sum();
                found.push((*doc, NEED + beyond + whole(doc)));
            } else if weights.iter().all(|weight| *weight > 0) {
                found.push((*doc, weights.iter().sum::<u32>() + whole(doc)));
            }
        }
        if found.is_empty() {
            let count = |doc: &Doc| weigh(doc).iter().filter(|weight| **weight > 0).count();
            let most = self.docs.iter().map(|doc| count(doc)).max().unwrap_or(0);
            let with_most = self
                .docs
                .iter()
                .filter(|doc| most > 0 && count(doc) == most);
            found = with_most
                .map(|doc| (*doc, weigh(doc).iter().sum::<u32>() + whole(doc)))
                .collect();
        }
        found
    }
}

fn fields_by_stem(doc: &Doc) -> BTreeMap<String, u32> {
    let mut fields = BTreeMap::new();
    each_text(doc, |field, text| {
        each_word(text, |word| {
            let stem = words_and_stems(word).remove(0).1;
            *fields.entry(stem).or_default() |= field;
        });
    });
    fields
}

fn best_weight(fields: &BTreeMap<String, u32>, word: &str, stem: &str, last: bool) -> u32 {
    let whole = fields.get(stem).map_or(0, |fields| weight(*fields, true));
    let longer = fields
        .iter()
        .filter(|(other, _)| last && word.len() >= 3 && other.starts_with(word) && *other != stem);
    longer
        .map(|(_, fields)| weight(*fields, false))
        .max()
        .unwrap_or(0)
        .max(whole)
}

fn open(doc: &Doc, query: &Query) -> Option<bool> {
    doc.hours.as_ref()?.state_at(query.at?).is_open()
}

fn distance(doc: &Doc, query: &Query) -> Option<f64> {
    Some(query.near.as_ref()?.point.distance_metres(doc.point?))
}

/// True unless the document serves another area.
fn serves(doc: &Doc, query: &Query) -> bool {
    let Some(near) = &query.near else { return true };
    doc.point.is_some() || doc.area.is_none() || doc.area == near.area
}
