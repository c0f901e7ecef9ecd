//! Matching by likeness under a fixed version of the model.

use model::{EntryId, EntryType, Relation, SourceKey, SourceNo};
use proptest::prelude::*;
use resolve::likeness::{
    Barrier, Candidate, Edge, Pair, Profile, Proposal, Reader, Shared, Standing, Version, decide,
};

fn surgery(name: &str) -> Profile {
    Profile {
        name: name.to_owned(),
        address: "7 Tannery Way, Ambermoor".to_owned(),
        postcode: "QX8 4DA".to_owned(),
        phone: "01632 960417".to_owned(),
        ..Profile::default()
    }
}

fn id(local: &str) -> EntryId {
    let key: SourceKey = "list".parse().expect("a key");
    EntryId::of(&key, local, EntryType::Organization)
}

/// The candidates of (source, profile), with every pair of them that matters.
fn all(profiles: &[(u32, Profile)]) -> (Vec<Candidate>, Vec<Edge>) {
    let mut reader = Reader::new(Version::shipped());
    let candidates: Vec<Candidate> = profiles
        .iter()
        .map(|(source, profile)| {
            let local = format!("{source} {profile:?}");
            reader.read(id(&local), SourceNo(*source), profile.clone())
        })
        .collect();
    let mut edges = Vec::new();
    for one in 0..candidates.len() {
        for other in one + 1..candidates.len() {
            let pair = reader.compare(&candidates[one], &candidates[other], Shared::ALONE);
            if pair.matters() {
                edges.push(Edge { one, other, pair });
            }
        }
    }
    (candidates, edges)
}

fn proposed(profiles: &[(u32, Profile)]) -> Vec<Proposal> {
    let (candidates, edges) = all(profiles);
    let members: Vec<&Candidate> = candidates.iter().collect();
    decide(&members, &edges).proposals
}

fn relations(profiles: &[(u32, Profile)]) -> Vec<Relation> {
    proposed(profiles).iter().map(|p| p.relation).collect()
}

fn pair(one: &Profile, other: &Profile) -> Pair {
    let mut reader = Reader::new(Version::shipped());
    let one = reader.read(id("1"), SourceNo(1), one.clone());
    let other = reader.read(id("2"), SourceNo(2), other.clone());
    reader.compare(&one, &other, Shared::ALONE)
}

#[test]
fn a_version_reads_back_as_it_was_written() {
    let shipped = Version::shipped();
    let again = Version::parse(&shipped.text()).expect("it reads back");
    assert_eq!(
        (again.hash(), again.text()),
        (shipped.hash(), shipped.text())
    );
    let lists: Vec<Vec<Profile>> = [1, 2]
        .map(|list| {
            (0..400)
                .map(|n| surgery(&format!("House {} {list}", n % 90)))
                .collect()
        })
        .into();
    let lists: Vec<&[Profile]> = lists.iter().map(Vec::as_slice).collect();
    let learned = Version::learn(&lists);
    let again = Version::parse(&learned.text()).expect("it reads back");
    assert_eq!(again.hash(), learned.hash());
    assert!(again.text().contains("TANNERY") && again.hash() != shipped.hash());
}

#[test]
fn a_text_that_is_no_model_is_refused_with_what_is_wrong() {
    let check = |from: &str, to: &str, want: &str| {
        let text = Version::shipped().text();
        assert!(text.contains(from), "{from}");
        let problem = Version::parse(&text.replacen(from, to, 1)).expect_err("it is refused");
        assert!(problem.to_string().contains(want), "{problem}");
    };
    check("form = 1", "form = 99", "form 99");
    check("alone = ", "alone = 7 #", "out of range");
    check("shares = [", "shares = [0.1, ", "must have 5 numbers");
    check("kind = [", "kind = [0.5, ", "`kind` of");
    check("form = 1", "form = 1\ncolour = 2", "unknown field");
}

#[test]
fn a_profile_reads_back_as_it_was_kept() {
    let profile = Profile {
        website: "https://fern.example/".to_owned(),
        kinds: 4,
        point: Some((54.25, -1.5)),
        codes: vec!["ods:QXA01".to_owned()],
        standing: Standing::Dormant,
        opened: "2001-04-01".parse().ok(),
        closed: "2020-03-31".parse().ok(),
        said: "2026-01-05".parse().ok(),
        ..surgery("Fern\u{1f}Lea")
    };
    let kept = Profile::read_line(&profile.line());
    assert_eq!(
        kept,
        Profile {
            name: "Fern Lea".to_owned(),
            ..profile
        }
    );
    assert_eq!(Profile::read_line(""), Profile::default());
}

#[test]
fn no_likeness_crosses_a_barrier() {
    let coded = |code: &str| Profile {
        codes: vec![code.to_owned()],
        ..surgery("Fern Lea Surgery")
    };
    let kind = |kinds: u16| Profile {
        kinds,
        ..surgery("Fern Lea")
    };
    let check = |one: &Profile, other: &Profile, want: Option<Barrier>| {
        assert_eq!(pair(one, other).barrier, want);
        assert_eq!(pair(one, other).odds > 1.0, want.is_none());
    };
    check(
        &coded("ods:QXA01"),
        &coded("ods:QXA02"),
        Some(Barrier::Codes),
    );
    check(&coded("ods:QXA01"), &coded("cqc:1-2345"), None);
    check(&kind(1), &kind(4), Some(Barrier::Kinds));
    check(&kind(4), &kind(0), None);
    check(&surgery("The"), &surgery("The"), Some(Barrier::NoName));
    check(
        &surgery("Knit and Natter"),
        &surgery("Stroke Choir"),
        Some(Barrier::Names),
    );
}

#[test]
fn days_tell_what_has_ended_from_what_came_after() {
    let day = |text: &str| text.parse().ok();
    let closed = Profile {
        standing: Standing::Closed,
        closed: day("2018-06-30"),
        ..surgery("Fern Lea Surgery")
    };
    let check = |said: &str, want: Relation| {
        let running = Profile {
            said: day(said),
            ..surgery("Fern Lea Surgery")
        };
        assert_eq!(
            relations(&[(1, closed.clone()), (2, running)]),
            [want],
            "{said}"
        );
    };
    check("2014-02-22", Relation::Same);
    check("2018-08-01", Relation::Undecided);
    check("2024-01-01", Relation::Successor);
}

#[test]
fn what_three_sources_list_is_one_thing_and_a_code_keeps_its_place() {
    let coded = |code: &str| Profile {
        codes: vec![code.to_owned()],
        ..surgery("Fern Lea Surgery")
    };
    let plain = || surgery("FERN LEA SURG");
    assert_eq!(
        relations(&[(1, plain()), (2, plain()), (3, plain())]),
        [Relation::Same; 2]
    );
    // Two codes: whose of them the third is cannot be told.
    assert_eq!(
        relations(&[
            (1, coded("ods:QXA01")),
            (2, coded("ods:QXA02")),
            (3, plain())
        ]),
        [Relation::Undecided; 2]
    );
}

#[test]
fn what_a_source_holds_twice_is_joined_and_what_it_holds_many_times_is_left() {
    let copy = |n: usize| Profile {
        website: format!("https://fern.example/{n}"),
        ..surgery("Fern Lea Surgery")
    };
    let copies = |count: usize| (0..count).map(|n| (1, copy(n))).collect::<Vec<_>>();
    assert_eq!(relations(&copies(2)), [Relation::Same]);
    assert_eq!(relations(&copies(9)), []);
}

#[test]
fn a_crowd_is_thinned_or_left_alone() {
    // More than are weighed together, all of them alike.
    let crowd: Vec<(u32, Profile)> = (0..150).map(|n| (n, surgery("Fern Lea Surgery"))).collect();
    let (candidates, edges) = all(&crowd);
    let members: Vec<&Candidate> = candidates.iter().collect();
    let outcome = decide(&members, &edges);
    assert_eq!((outcome.crowded, outcome.proposals.len()), (150, 0));
}

fn profile() -> impl Strategy<Value = Profile> {
    let name = prop::sample::select(vec![
        "Fern Lea Surgery",
        "FERN LEA SURG",
        "Dr Fern",
        "Fern",
        "Larkspur House",
    ]);
    let street = prop::sample::select(vec![
        "",
        "7 Tannery Way",
        "9 TANNERY WY",
        "Fern House, 7 Tannery Way",
    ]);
    let postcode = prop::sample::select(vec!["", "QX8 4DA", "QX8 4DB"]);
    let phone = prop::sample::select(vec!["", "01632 960417", "01632 960418"]);
    let code = prop::sample::select(vec!["", "", "ods:QXA01", "ods:QXA02"]);
    let standing =
        prop::sample::select(vec![Standing::Running, Standing::Running, Standing::Closed]);
    (name, street, postcode, phone, code, standing, 0u16..3).prop_map(
        |(name, street, postcode, phone, code, standing, kinds)| Profile {
            name: name.to_owned(),
            address: street.to_owned(),
            postcode: postcode.to_owned(),
            phone: phone.to_owned(),
            codes: [code]
                .iter()
                .filter(|c| !c.is_empty())
                .map(ToString::to_string)
                .collect(),
            standing,
            kinds: kinds * kinds,
            ..Profile::default()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn the_order_of_entries_changes_nothing(
        profiles in prop::collection::vec((0u32..4, profile()), 0..14),
    ) {
        let mut profiles = profiles;
        profiles.sort_by_key(|profile| format!("{profile:?}"));
        profiles.dedup();
        let proposals = proposed(&profiles);
        let ids: Vec<(EntryId, EntryId)> = proposals
            .iter()
            .map(|p| (p.one.min(p.other), p.one.max(p.other)))
            .collect();
        let mut unique = ids.clone();
        unique.sort_unstable();
        unique.dedup();
        prop_assert_eq!(unique.len(), ids.len(), "a pair is decided once");
        profiles.reverse();
        prop_assert_eq!(proposed(&profiles), proposals);
    }

    #[test]
    fn keys_depend_on_the_entry_alone(one in profile(), other in profile()) {
        let keys = |first: &Profile, second: Option<&Profile>| {
            let mut reader = Reader::new(Version::shipped());
            if let Some(second) = second {
                reader.read(id("2"), SourceNo(2), second.clone());
            }
            let read = reader.read(id("1"), SourceNo(1), first.clone());
            reader.keys(&read)
        };
        prop_assert_eq!(keys(&one, None), keys(&one, Some(&other)));
    }
}
