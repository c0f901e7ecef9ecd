//! How fast search is: 150,000 made-up services, processor time for each question.
//!
//! Run with `cargo run --release -p search --example speed [SERVICES]`. The first figure of a
//! question is its mean processor time over 300 places in the towns where services are; on a quiet machine the
//! median by the wall is the same without the few crowded places.

use jiff::civil::{DateTime, date};
use model::{BankHolidays, Day, EntryId, Hours, Point, Session, Term};
use search::{Dead, Doc, Index, Marks, Near, Needs, Query, Segment, Sort, write_segment};
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

/// A stream of numbers from a seed (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    fn share(&mut self) -> f64 {
        self.below(1 << 32) as f64 / f64::from(u32::MAX)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len() as u64) as usize]
    }
}

/// Seconds of processor time this thread has used, where the system tells.
fn processor_seconds() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split(' ')
        .next()?
        .parse::<f64>()
        .ok()
        .map(|nanoseconds| nanoseconds / 1e9)
}

const KINDS: &[&str] = &[
    "gp",
    "pharmacy",
    "dentist",
    "lunch-club",
    "befriending",
    "walking-group",
    "mens-shed",
    "stop-smoking-service",
    "flu-vaccination",
    "blood-test",
    "physiotherapy",
    "counselling",
    "care-at-home",
    "care-home-with-nursing",
    "debt-advice",
    "food-bank",
    "library",
    "community-transport",
    "carers-group",
    "baby-clinic",
    "youth-club",
    "asthma-clinic",
    "chiropody",
    "sexual-health-services",
    "dementia-cafe",
    "falls-clinic",
    "audiology",
    "optician",
    "social-group",
    "link-worker",
    "digital-skills",
    "housing-advice",
    "family-hub",
    "hospice",
    "crisis-cafe",
];
const NAMES: &[&str] = &[
    "Elm",
    "Riverside",
    "Weir",
    "Chapel",
    "Long",
    "Sedge",
    "Market",
    "Station",
    "Park",
    "Bridge",
    "North",
    "Grange",
    "Surgery",
    "Centre",
    "Friends",
    "Club",
    "Clinic",
    "Group",
    "Hall",
    "Lane",
    "Pharmacy",
    "Practice",
    "Care",
    "Hub",
];

struct World {
    numbers: Numbers,
    towns: Vec<(f64, f64, f64)>,
    filler: Vec<String>,
    hours: Vec<Hours>,
}

impl World {
    fn new() -> Self {
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
        let syllables = [
            "ta", "ren", "mo", "lin", "sa", "der", "pu", "wick", "no", "ber", "hu", "gan",
        ];
        let filler = (0..20_000)
            .map(|_| (0..3).map(|_| *numbers.pick::<&str>(&syllables)).collect())
            .collect();
        // Towns differ in size: a few hold much, as in England.
        let towns = (0..900)
            .map(|n| {
                (
                    50.5 + numbers.share() * 4.5,
                    -4.0 + numbers.share() * 5.0,
                    1.0 / (f64::from(n) + 8.0),
                )
            })
            .collect();
        let hours = (0..400).map(|_| some_hours(&mut numbers)).collect();
        Self {
            numbers,
            towns,
            filler,
            hours,
        }
    }

    fn point(&mut self) -> Point {
        let total: f64 = self.towns.iter().map(|town| town.2).sum();
        let mut left = self.numbers.share() * total;
        let town = self
            .towns
            .iter()
            .find(|town| {
                left -= town.2;
                left <= 0.0
            })
            .copied()
            .unwrap_or(self.towns[0]);
        let wide = 0.02 + town.2;
        let mut off =
            || (self.numbers.share() + self.numbers.share() + self.numbers.share() - 1.5) * wide;
        Point::new(town.0 + off(), town.1 + off() * 1.6)
            .unwrap_or_else(|_| Point::new(52.0, -1.0).unwrap_or_else(|_| unreachable!()))
    }

    fn words(&mut self, count: u64) -> String {
        let words: Vec<&str> = (0..count)
            .map(|_| {
                // Half the words are common ones.
                let bound = if self.numbers.below(2) == 0 {
                    200
                } else {
                    self.filler.len() as u64
                };
                self.filler[self.numbers.below(bound) as usize].as_str()
            })
            .collect();
        words.join(" ")
    }

    fn doc(&mut self) -> Doc {
        let mut bytes = [0; 16];
        for byte in &mut bytes {
            *byte = self.numbers.below(256) as u8;
        }
        let name = format!(
            "{} {} {}",
            self.numbers.pick::<&str>(NAMES),
            self.numbers.pick::<&str>(NAMES),
            self.numbers.pick::<&str>(NAMES)
        );
        let mut doc = Doc::new(EntryId::from_bytes(bytes), name);
        doc.organization = self.words(3);
        doc.place = self.words(4);
        doc.description = self.words(25);
        doc.kinds = Term::slug(self.numbers.pick::<&str>(KINDS))
            .into_iter()
            .collect();
        doc.point = (self.numbers.below(50) > 0).then(|| self.point());
        doc.area = Some(format!("E0600{:04}", self.numbers.below(300)));
        doc.hours = (self.numbers.below(4) > 0).then(|| self.numbers.pick(&self.hours).clone());
        doc.marks = Marks::ALL
            .iter()
            .filter(|_| self.numbers.below(3) == 0)
            .map(|(mark, _)| *mark)
            .collect();
        doc
    }
}

fn some_hours(numbers: &mut Numbers) -> Hours {
    let opens = 420 + numbers.below(12) as u16 * 15;
    let day = Day::of(Session::new(opens, opens + 480).into_iter().collect());
    let mut hours = Hours {
        weekly: std::array::from_fn(|n| if n < 5 { day.clone() } else { Day::Closed }),
        ..Hours::default()
    };
    hours.bank_holidays = BankHolidays::Closed;
    for _ in 0..numbers.below(4) {
        hours
            .exceptions
            .insert(date(2026, 12, 20 + numbers.below(10) as i8), Day::Closed);
    }
    hours
}

/// How often each question is asked at each place.
const ROUNDS: usize = 3;

/// Prints the mean processor time of one question over many places, and what the clock on the wall says.
fn time(name: &str, index: &Index, needs: &Needs, places: &[Point], query: &Query) {
    let at = |point: &Point| Query {
        near: query.near.as_ref().map(|near| Near {
            point: *point,
            ..near.clone()
        }),
        ..query.clone()
    };
    let queries: Vec<Query> = places.iter().map(at).collect();
    let mut micros = Vec::new();
    let mut found = 0;
    for query in &queries {
        black_box(index.find(query, needs));
    }
    // Processor time is told in coarse steps, so it is taken over all places and rounds together.
    let before = processor_seconds();
    for _ in 0..ROUNDS {
        for query in &queries {
            let start = Instant::now();
            found += black_box(index.find(black_box(query), needs)).total;
            micros.push(start.elapsed().as_secs_f64() * 1e6);
        }
    }
    let spent = before
        .zip(processor_seconds())
        .map_or(f64::NAN, |(a, b)| b - a);
    let times = micros.len();
    micros.sort_by(f64::total_cmp);
    println!(
        "{name:<54} {:>8.1} µs   median {:>7.1} µs, 95th {:>7.1} µs by the wall   {} found",
        spent * 1e6 / times as f64,
        micros[times / 2],
        micros[times * 95 / 100],
        found / times
    );
}

fn main() {
    let count: usize = std::env::args()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .unwrap_or(150_000);
    // First, while the heap is small.
    let start = Instant::now();
    for _ in 0..9 {
        black_box(Needs::builtin());
    }
    let needs = Needs::builtin();
    println!(
        "{:<58} {:>8.0} µs",
        "reading the vocabulary of needs (wall clock)",
        start.elapsed().as_secs_f64() * 1e5
    );
    let mut world = World::new();
    let docs: Vec<Doc> = (0..count).map(|_| world.doc()).collect();
    let places: Vec<Point> = (0..300).map(|_| world.point()).collect();
    let one = docs[0].clone();

    let before = processor_seconds();
    let bytes = write_segment(docs);
    let spent = before
        .zip(processor_seconds())
        .map_or(f64::NAN, |(a, b)| b - a);
    println!(
        "{:<58} {:>8.2} s    {:.0} services/s",
        format!("building {count} services"),
        spent,
        count as f64 / spent
    );
    println!(
        "{:<58} {:>8.0} bytes a service",
        "size",
        bytes.len() as f64 / count as f64
    );

    let bytes: search::Bytes = Arc::new(bytes);
    let start = Instant::now();
    for _ in 0..1000 {
        black_box(Segment::open(black_box(bytes.clone())).is_ok());
    }
    println!(
        "{:<58} {:>8.2} µs",
        "opening a segment (wall clock)",
        start.elapsed().as_secs_f64() * 1e3
    );
    let Ok(big) = Segment::open(bytes) else {
        return;
    };
    let Ok(small) = Segment::open(Arc::new(write_segment(vec![one.clone()]))) else {
        return;
    };
    let dead: Dead = big.doc_of(&one.id).into_iter().collect();
    let index = Index::new(vec![(big, dead), (small, Dead::default())]);

    let now: DateTime = date(2026, 11, 24).at(11, 0, 0, 0);
    let near = Near {
        point: places[0],
        area: Some("E06000007".to_owned()),
    };
    let base = Query {
        near: Some(near),
        at: Some(now),
        size: 10,
        ..Query::default()
    };
    let miles = |miles: f64| Some(miles * 1609.344);
    let ask = |name: &str, query: Query| time(name, &index, &needs, &places, &query);
    ask(
        "need within 5 miles, nearest first, 10 with facets",
        Query {
            text: "feeling lonely".into(),
            within_metres: miles(5.0),
            facets: true,
            ..base.clone()
        },
    );
    ask(
        "one kind of need within 5 miles, 10 with facets",
        Query {
            text: "chemist".into(),
            within_metres: miles(5.0),
            facets: true,
            ..base.clone()
        },
    );
    ask(
        "anything within 5 miles, 10 with facets",
        Query {
            within_metres: miles(5.0),
            facets: true,
            ..base.clone()
        },
    );
    ask(
        "nearest 20 of anything, no limit",
        Query {
            size: 20,
            ..base.clone()
        },
    );
    ask(
        "nearest 20 pharmacies open now, no limit",
        Query {
            size: 20,
            open_only: true,
            kinds: Term::slug("pharmacy").into_iter().collect(),
            ..base.clone()
        },
    );
    ask(
        "open now and kind within 5 miles, 10 with facets",
        Query {
            open_only: true,
            within_metres: miles(5.0),
            facets: true,
            kinds: Term::slug("pharmacy").into_iter().collect(),
            ..base.clone()
        },
    );
    ask(
        "text of two words, best first, everywhere",
        Query {
            text: "riverside friends".into(),
            sort: Sort::Best,
            ..base.clone()
        },
    );
    ask(
        "text of two words within 5 miles with facets",
        Query {
            text: "weir grange".into(),
            within_metres: miles(5.0),
            facets: true,
            ..base.clone()
        },
    );
    ask(
        "text with a missing word",
        Query {
            text: "riverside zebra".into(),
            sort: Sort::Best,
            ..base.clone()
        },
    );
    ask(
        "everything with facets, no place",
        Query {
            near: None,
            facets: true,
            ..base
        },
    );
}
