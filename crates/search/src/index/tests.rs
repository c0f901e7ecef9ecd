//! The index against search the slow and obvious way, and examples.

use crate::testing::{Naive, any_doc, any_query, few_needs};
use crate::{Dead, Doc, Hits, Index, Marks, Near, Needs, Query, Segment, Sort, write_segment};
use jiff::civil::date;
use model::{Day, EntryId, Hours, Point, Session, Term};
use proptest::prelude::*;
use std::sync::Arc;

fn segment(docs: Vec<Doc>) -> Segment {
    Segment::open(Arc::new(write_segment(docs))).unwrap()
}

fn numbered(docs: Vec<Doc>) -> Vec<Doc> {
    // The first byte stays as generated, so that documents do not come in the order of their ids.
    let id = |n: usize, doc: &Doc| {
        let mut bytes = *doc.id.as_bytes();
        bytes[15] = n as u8;
        EntryId::from_bytes(bytes)
    };
    docs.into_iter()
        .enumerate()
        .map(|(n, doc)| Doc {
            id: id(n, &doc),
            ..doc
        })
        .collect()
}

/// Spreads `docs` over segments as `cuts` say; those in `replaced` also stand in the first segment, changed and dead.
fn spread(docs: &[Doc], cuts: &[u8], replaced: &[bool]) -> Index {
    let mut parts: Vec<Vec<Doc>> = vec![Vec::new(); 3];
    for (doc, cut) in docs.iter().zip(cuts) {
        parts[usize::from(cut % 3)].push(doc.clone());
    }
    let old: Vec<Doc> = docs
        .iter()
        .zip(cuts)
        .zip(replaced)
        .filter(|((_, cut), replaced)| **replaced && *cut % 3 != 0)
        .map(|((doc, _), _)| doc.clone())
        .collect();
    let old_ids: Vec<EntryId> = old.iter().map(|doc| doc.id).collect();
    parts[0].extend(old.into_iter().map(|doc| Doc {
        name: "lunch club walks".into(),
        ..doc
    }));
    let segments = parts.into_iter().enumerate().map(|(n, docs)| {
        let segment = segment(docs);
        let dead = if n == 0 {
            old_ids.iter().filter_map(|id| segment.doc_of(id)).collect()
        } else {
            Dead::default()
        };
        (segment, dead)
    });
    Index::new(segments.collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn the_index_answers_as_a_look_at_every_document_does(
        docs in prop::collection::vec(any_doc(), 0..60),
        cuts in prop::collection::vec(any::<u8>(), 60),
        replaced in prop::collection::vec(prop::bool::weighted(0.3), 60),
        queries in prop::collection::vec(any_query(), 1..6),
    ) {
        let docs = numbered(docs);
        let needs = few_needs();
        let index = spread(&docs, &cuts, &replaced);
        prop_assert_eq!(index.len(), docs.len());
        let naive = Naive { docs: docs.iter().collect(), needs: &needs };
        for query in queries {
            let Hits { total, hits, facets, .. } = index.find(&query, &needs);
            let (want_total, want_hits, want_facets) = naive.find(&query);
            prop_assert_eq!(&hits, &want_hits, "{:?}", query);
            prop_assert_eq!(total, want_total, "{:?}", query);
            prop_assert_eq!(facets, want_facets, "{:?}", query);
        }
    }
}

/// A town of five services, one mile or so apart, all named after what they are.
struct Town(Vec<Doc>);

fn id(n: u8) -> EntryId {
    EntryId::from_bytes([n; 16])
}

fn at(miles_north: f64) -> Point {
    Point::new(52.0 + miles_north * 0.014_5, -1.5).unwrap()
}

impl Town {
    fn new() -> Self {
        Self(Vec::new())
    }

    fn has(mut self, name: &str, kind: &str, place: impl Into<Where>) -> Self {
        let mut doc = Doc::new(id(self.0.len() as u8 + 1), name);
        doc.kinds.extend(Term::slug(kind));
        match place.into() {
            Where::Miles(miles) => doc.point = Some(at(miles)),
            Where::Area(area) => doc.area = Some(area.to_owned()),
            Where::Everywhere => {}
        }
        self.0.push(doc);
        self
    }

    fn and(mut self, change: impl FnOnce(&mut Doc)) -> Self {
        change(self.0.last_mut().unwrap());
        self
    }

    #[track_caller]
    fn check(&self, query: &Query, want: &[&str]) -> Hits {
        let hits = Index::new(vec![(segment(self.0.clone()), Dead::default())])
            .find(query, &Needs::builtin());
        let name = |id: EntryId| {
            self.0
                .iter()
                .find(|doc| doc.id == id)
                .unwrap()
                .name
                .as_str()
        };
        assert_eq!(
            hits.hits.iter().map(|hit| name(hit.id)).collect::<Vec<_>>(),
            want
        );
        hits
    }
}

enum Where {
    Miles(f64),
    Area(&'static str),
    Everywhere,
}

impl From<f64> for Where {
    fn from(miles: f64) -> Self {
        Self::Miles(miles)
    }
}

fn near(text: &str) -> Query {
    Query {
        text: text.to_owned(),
        near: Some(Near {
            point: at(0.0),
            area: Some("E06000001".into()),
        }),
        size: 10,
        ..Query::default()
    }
}

#[test]
fn nearest_comes_first_and_help_without_an_address_last() {
    let town = Town::new()
        .has("Phone Friends", "befriending", Where::Area("E06000001"))
        .has("Long Sedge Men’s Shed", "mens-shed", 2.5)
        .has("Riverside Friends", "lunch-club", 0.4)
        .has("Weir Lane Dental", "dentist", 0.1)
        .has(
            "Phone Friends of another county",
            "befriending",
            Where::Area("E06000002"),
        )
        .has("National Friends", "befriending", Where::Everywhere);
    let want = [
        "Riverside Friends",
        "Long Sedge Men’s Shed",
        "Phone Friends",
        "National Friends",
    ];
    let hits = town.check(&near("feeling lonely"), &want);
    assert_eq!(hits.hits[2].distance_metres, None);
    assert_eq!(hits.understood.need.unwrap().slug, "lonely");
    town.check(
        &Query {
            within_metres: Some(1000.0),
            ..near("feeling lonely")
        },
        &["Riverside Friends", "Phone Friends", "National Friends"],
    );
}

#[test]
fn best_first_puts_a_code_then_a_whole_name_then_a_name_then_a_kind_first() {
    let town = Town::new()
        .has("Wheel repairs", "elm-harbour", 0.1)
        .has("Elm Harbour Friends", "x", 0.2)
        .has("The Elm Harbour", "x", 5.0)
        .has("Coded", "x", 9.0)
        .and(|doc| doc.codes = vec!["ods:ELM".into(), "HARBOUR".into()])
        .has("Described", "x", 0.0)
        .and(|doc| doc.description = "Near the elm harbour.".into());
    let want = [
        "Coded",
        "The Elm Harbour",
        "Elm Harbour Friends",
        "Wheel repairs",
        "Described",
    ];
    town.check(
        &Query {
            sort: Sort::Best,
            ..near("elm harbour")
        },
        &want,
    );
}

#[test]
fn every_word_must_stand_somewhere_unless_no_service_has_them_all() {
    let town = Town::new()
        .has("Tealford Chess", "x", 1.0)
        .has("Chess Tables", "x", 2.0)
        .has("Tealford Bridge", "x", 3.0);
    let hits = town.check(&near("chess tealford"), &["Tealford Chess"]);
    assert!(!hits.understood.some_words_missing);
    let hits = town.check(&near("tealford chess beginners"), &["Tealford Chess"]);
    assert!(hits.understood.some_words_missing);
    assert_eq!(hits.understood.text, ["tealford", "chess", "beginners"]);
    town.check(&near("quilting"), &[]);
}

#[test]
fn the_last_word_may_be_unfinished() {
    let town = Town::new().has("Quilters of Tealford", "x", 1.0);
    town.check(&near("tealford quilt"), &["Quilters of Tealford"]);
    town.check(&near("quilt tealford"), &["Quilters of Tealford"]);
    town.check(&near("qu"), &[]);
}

#[test]
fn a_need_that_was_not_understood_offers_five() {
    let hits = Town::new()
        .has("Chess", "x", 1.0)
        .check(&near("dental implnt"), &[]);
    assert!(
        hits.understood.closest.is_empty() && hits.understood.need.is_some(),
        "dental is understood"
    );
    let hits = Town::new()
        .has("Chess", "x", 1.0)
        .check(&near("zzdentaal"), &[]);
    assert_eq!(hits.understood.closest.len(), 5);
}

#[test]
fn what_is_not_known_to_be_open_is_left_out_of_open_now() {
    let nine_to_five = Hours {
        weekly: std::array::from_fn(|_| Day::of(vec![Session::new(540, 1020).unwrap()])),
        ..Hours::default()
    };
    let town = Town::new()
        .has("Said", "x", 1.0)
        .and(|doc| doc.hours = Some(nine_to_five))
        .has("Unsaid", "x", 2.0);
    let noon = Query {
        at: Some(date(2026, 11, 24).at(12, 0, 0, 0)),
        facets: true,
        ..near("")
    };
    let hits = town.check(&noon, &["Said", "Unsaid"]);
    assert_eq!([hits.hits[0].open, hits.hits[1].open], [Some(true), None]);
    assert_eq!(hits.facets.unwrap().open, 1);
    town.check(
        &Query {
            open_only: true,
            ..noon.clone()
        },
        &["Said"],
    );
    town.check(
        &Query {
            open_only: true,
            at: None,
            ..noon
        },
        &[],
    );
}

#[test]
fn facets_count_what_one_more_filter_would_leave() {
    let town = Town::new()
        .has("Free and level", "lunch-club", 0.5)
        .and(|doc| doc.marks = Marks::FREE | Marks::STEP_FREE)
        .has("Free", "lunch-club", 2.0)
        .and(|doc| doc.marks = Marks::FREE)
        .has("Neither", "mens-shed", 4.0);
    let hits = town.check(
        &Query {
            facets: true,
            marks: Marks::FREE,
            ..near("")
        },
        &["Free and level", "Free"],
    );
    let facets = hits.facets.unwrap();
    let count = |mark: Marks| {
        facets
            .marks
            .iter()
            .find(|(other, _)| *other == mark)
            .unwrap()
            .1
    };
    assert_eq!(
        [
            count(Marks::FREE),
            count(Marks::STEP_FREE),
            count(Marks::BSL)
        ],
        [2, 1, 0]
    );
    assert_eq!(
        facets
            .within
            .iter()
            .map(|(_, count)| *count)
            .collect::<Vec<_>>(),
        [1, 2, 2, 2]
    );
    assert_eq!(facets.kinds, [(Term::slug("lunch-club").unwrap(), 2)]);
}

#[test]
fn pages_follow_one_another_without_gap_or_double() {
    let town = (0..40).fold(Town::new(), |town, n| {
        town.has(&format!("Service {n}"), "x", f64::from(n % 4))
    });
    let index = Index::new(vec![(segment(town.0), Dead::default())]);
    let needs = Needs::builtin();
    for sort in [Sort::Nearest, Sort::Best] {
        let all = index
            .find(
                &Query {
                    size: 100,
                    sort,
                    ..near("")
                },
                &needs,
            )
            .hits;
        let pages = (0..5).flat_map(|page| {
            index
                .find(
                    &Query {
                        from: page * 9,
                        size: 9,
                        sort,
                        ..near("")
                    },
                    &needs,
                )
                .hits
        });
        assert_eq!(pages.collect::<Vec<_>>(), all);
    }
}

#[test]
fn the_page_is_right_when_far_more_is_found_than_kept() {
    let place = |n: u64| {
        let (north, east) = (n * 7_919 % 1000, n * 104_729 % 997);
        Point::new(51.0 + north as f64 / 300.0, -2.5 + east as f64 / 300.0).unwrap()
    };
    let docs: Vec<Doc> = (0..6000_u64)
        .map(|n| {
            let mut bytes = [0; 16];
            bytes[..8].copy_from_slice(&n.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
            let mut doc = Doc::new(
                EntryId::from_bytes(bytes),
                if n % 3 == 0 { "chess" } else { "chess club" },
            );
            doc.point = (n % 5 > 0).then(|| place(n));
            doc
        })
        .collect();
    let needs = few_needs();
    let index = Index::new(
        docs.chunks(2500)
            .map(|some| (segment(some.to_vec()), Dead::default()))
            .collect(),
    );
    let naive = Naive {
        docs: docs.iter().collect(),
        needs: &needs,
    };
    for (text, sort) in [
        ("", Sort::Nearest),
        ("chess", Sort::Best),
        ("chess", Sort::Nearest),
    ] {
        for (from, near_by) in [(0, true), (30, true), (5000, true), (0, false), (30, false)] {
            let query = Query {
                sort,
                from,
                near: near("").near.filter(|_| near_by),
                ..near(text)
            };
            assert_eq!(
                index.find(&query, &needs).hits,
                naive.find(&query).1,
                "{text} {sort:?} {from} {near_by}"
            );
        }
    }
}

#[test]
fn two_vocabularies_do_not_mix_up_their_needs() {
    let doc = Doc {
        kinds: vec![Term::slug("dentist").unwrap()],
        ..Doc::new(id(1), "Weir Lane")
    };
    let index = Index::new(vec![(segment(vec![doc]), Dead::default())]);
    let query = Query {
        text: "dentists".into(),
        size: 1,
        ..Query::default()
    };
    assert_eq!(index.find(&query, &Needs::builtin()).total, 1);
    assert_eq!(index.find(&query, &few_needs()).total, 1);
}
