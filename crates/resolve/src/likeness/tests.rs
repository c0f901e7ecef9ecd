//! What is understood, and what is decided.

use super::contest::LinkRelation::{Ask, Same, Successor};
use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn words(text: &str) -> String {
    words::name(text).words.join(" ")
}

#[test]
fn names_are_understood_however_directories_write_them() {
    let check = |text: &str, want: &str| assert_eq!(words(text), want, "{text}");
    check("THE ELM SURG.", "ELM SURGERY");
    check("Elm Surgery (Dr A B Oak & Partners)", "ELM SURGERY");
    check("Dr A B Oak & Partners", "OAK");
    check("St Mary's Med Ctr", "CENTRE MARYS MEDICAL SAINT");
    check("Oak's Chemists Ltd t/a Well", "OAKS PHARMACY WELL");
    check("HAXBY H.C.", "CENTRE HAXBY HEALTH");
    check("(Elm)", "ELM");
    check("", "");
}

#[test]
fn addresses_are_understood() {
    let check = |text: &str, words: &str, numbers: &str| {
        let address = words::address(text);
        assert_eq!(
            (
                address.words.join(" ").as_str(),
                address.numbers.join(" ").as_str()
            ),
            (words, numbers),
            "{text}"
        );
    };
    check("87-89 High St, Ambermoor", "AMBERMOOR HIGH STREET", "87 89");
    check("12 St Johns Rd", "JOHNS ROAD SAINT", "12");
    check("2A Mill Ln.,Ambermoor", "AMBERMOOR LANE MILL", "2A");
}

#[test]
fn telephone_numbers_are_understood() {
    let check = |text: &str, want: &[&str]| assert_eq!(words::phones(text), want, "{text}");
    check("01632 960417", &["1632960417"]);
    check("+44 (0)1632 960417", &["1632960417"]);
    check("1632960417", &["1632960417"]);
    check("01632 960417 ext 3", &["1632960417"]);
    check("01632 960417/418", &["1632960417", "1632960418"]);
    check("ring the bell", &[]);
}

fn row(name: &str, address: &str, postcode: &str, phone: &str) -> Profile {
    Profile {
        name: name.to_owned(),
        address: address.to_owned(),
        postcode: postcode.to_owned(),
        phone: phone.to_owned(),
        ..Profile::default()
    }
}

fn closed(profile: Profile) -> Profile {
    Profile {
        standing: Standing::Closed,
        ..profile
    }
}

/// Two towns full of other things, so that there is something to learn from.
fn town(list: &str) -> Vec<Profile> {
    let streets = [
        "High Street",
        "Mill Lane",
        "Station Road",
        "Church Row",
        "Quarry Hill",
    ];
    let names = [
        "Elm", "Oak", "Ash", "Birch", "Rowan", "Alder", "Hazel", "Willow", "Maple", "Cedar",
    ];
    (0..200)
        .map(|n| {
            let (name, street) = (names[n % 10], streets[(n / 10) % 5]);
            let kind = ["Surgery", "Pharmacy", "Dental Practice", "Opticians"][n / 50];
            let shown = if list == "b" {
                format!("{} {}", name.to_uppercase(), kind.to_uppercase())
            } else {
                format!("{name} {kind}")
            };
            row(
                &shown,
                &format!("{} {street}, Ambermoor", n + 1),
                &format!(
                    "QX{} {}A{}",
                    n % 7 + 1,
                    n % 9,
                    char::from(b'A' + (n % 20) as u8)
                ),
                &format!("01632 960{n:03}"),
            )
        })
        .collect()
}

fn linked(a: &[Profile], b: &[Profile]) -> Vec<(usize, usize, LinkRelation)> {
    let (mut one, mut other) = (town("a"), town("b"));
    let (from_a, from_b) = (one.len(), other.len());
    one.extend_from_slice(a);
    other.extend_from_slice(b);
    link(&[&one, &other], &[], None)
        .links
        .iter()
        .filter(|link| link.one.1 >= from_a || link.other.1 >= from_b)
        .map(|link| (link.one.1 - from_a, link.other.1 - from_b, link.relation))
        .collect()
}

#[test]
fn the_same_surgery_is_found_in_capitals_with_a_slip_and_another_name() {
    let a = [
        row(
            "St Agnes Surgery",
            "4 Weir Walk, Ambermoor",
            "QX9 7PL",
            "01632 960417",
        ),
        row(
            "Dr P Thorn & Partners",
            "Larkspur House, 9 Tannery Way, Ambermoor",
            "QX9 4DA",
            "01632 960555",
        ),
    ];
    let b = [
        row(
            "LARKSPUR HOUSE SURGERY",
            "LARKSPUR HOUSE, 9 TANNERY WAY",
            "QX9 4DA",
            "01632 960555",
        ),
        row(
            "SAINT AGNES SURG",
            "4 WEIR WLAK, AMBERMOOR",
            "QX9 7PI",
            "01632960417",
        ),
    ];
    assert_eq!(linked(&a, &b), [(0, 1, Same), (1, 0, Same)]);
}

#[test]
fn words_written_together_or_apart_are_one_name() {
    assert_eq!(
        words::name("The Boat House Surgery").joined,
        words::name("BOATHOUSE SURG.").joined
    );
}

#[test]
fn tenants_of_one_hall_are_different_things() {
    let hall = "Ambermoor Community Hall, 1 Green Side, Ambermoor";
    let a = [
        row("Knit and Natter", hall, "QX9 9ZZ", "01632 960901"),
        row("Stroke Choir", hall, "QX9 9ZZ", "01632 960901"),
    ];
    let b = [
        row("STROKE CHOIR", hall, "QX9 9ZZ", "01632 960901"),
        row("TODDLER GROUP", hall, "QX9 9ZZ", "01632 960901"),
    ];
    let links = linked(&a, &b);
    assert!(links.contains(&(1, 0, Same)), "{links:?}");
    assert!(
        !links
            .iter()
            .any(|link| link.2 == Same && *link != (1, 0, Same)),
        "{links:?}"
    );
}

#[test]
fn a_running_surgery_is_not_the_closed_one_at_its_address_but_may_follow_it() {
    let now = row(
        "Fern Lea Surgery",
        "7 Tannery Way, Ambermoor",
        "QX8 4DA",
        "01632 960777",
    );
    let links = linked(std::slice::from_ref(&now), &[closed(now.clone())]);
    assert!(links.iter().all(|link| link.2 != Same), "{links:?}");
    // With the running one in the register as well there is no doubt.
    let links = linked(
        std::slice::from_ref(&now),
        &[closed(now.clone()), now.clone()],
    );
    assert_eq!(links, [(0, 0, Successor), (0, 1, Same)]);
}

#[test]
fn what_cannot_be_told_apart_is_asked() {
    let twin = row(
        "Fern Lea Surgery",
        "7 Tannery Way, Ambermoor",
        "QX8 4DA",
        "01632 960777",
    );
    let links = linked(std::slice::from_ref(&twin), &[twin.clone(), twin.clone()]);
    assert_eq!(links, [(0, 0, Ask), (0, 1, Ask)]);
}

#[test]
fn codes_decide_before_likeness() {
    let coded = |code: &str| Profile {
        codes: vec![code.to_owned()],
        ..row(
            "Fern Lea Surgery",
            "7 Tannery Way, Ambermoor",
            "QX8 4DA",
            "01632 960777",
        )
    };
    assert_eq!(linked(&[coded("ods:QXA01")], &[coded("ods:QXA02")]), []);
    let elsewhere = Profile {
        codes: vec!["ods:QXA01".to_owned()],
        ..row("Moved On", "", "", "")
    };
    assert_eq!(linked(&[coded("ods:QXA01")], &[elsewhere]), [(0, 0, Same)]);
}

#[test]
fn a_list_full_of_one_number_and_one_name_takes_no_time_and_joins_nothing() {
    let many: Vec<Profile> = (0..10_000)
        .map(|_| row("", "", "QX1 1AA", "01632 960000"))
        .collect();
    let same: Vec<Profile> = (0..10_000)
        .map(|_| row("Elm Surgery", "1 High Street", "QX1 1AA", "01632 960000"))
        .collect();
    for (a, b) in [(&many, &many), (&same, &same), (&many, &same)] {
        let linked = link(&[a, b], &[], None);
        assert!(linked.compared < 2_000);
        assert!(linked.links.iter().all(|link| link.relation != Same));
    }
}

fn profile() -> impl Strategy<Value = Profile> {
    let name = prop::sample::select(vec![
        "",
        "Elm Surgery",
        "ELM SURG",
        "Oak Pharmacy",
        "Dr Oak",
        "Elm",
        "£$%",
        "St Elm",
    ]);
    let street = prop::sample::select(vec![
        "",
        "1 High St",
        "1-3 HIGH STREET, TOWN",
        "Elm House, 2 Mill Lane",
        ",,,",
    ]);
    let postcode = prop::sample::select(vec!["", "QX1 1AA", "qx11aa", "QX1 1AB", "QX2 3CD", "?"]);
    let phone = prop::sample::select(vec!["", "01632 960001", "1632960001", "01632 960002", "x"]);
    let standing =
        prop::sample::select(vec![Standing::Running, Standing::Closed, Standing::Dormant]);
    (name, street, postcode, phone, standing).prop_map(
        |(name, street, postcode, phone, standing)| Profile {
            standing,
            ..row(name, street, postcode, phone)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn no_row_is_the_same_as_two_and_the_order_of_rows_changes_nothing(
        a in prop::collection::vec(profile(), 0..12),
        b in prop::collection::vec(profile(), 0..12),
    ) {
        let (mut a, mut b) = (a, b);
        // Rows that say the same cannot be told apart, so which of them is meant is no question.
        for list in [&mut a, &mut b] {
            let mut seen = BTreeSet::new();
            list.retain(|row| seen.insert(format!("{row:?}")));
        }
        let named = |a: &[Profile], b: &[Profile]| {
            let linked = link(&[a, b], &[], None);
            let mut links: Vec<(String, String, String, LinkRelation)> = linked
                .links
                .iter()
                .map(|l| (format!("{:?}", a[l.one.1]), format!("{:?}", b[l.other.1]), format!("{:.6}", l.score), l.relation))
                .collect();
            links.sort();
            links
        };
        let links = named(&a, &b);
        for side in [0, 1] {
            let of = |link: &(String, String, String, LinkRelation)| if side == 0 { link.0.clone() } else { link.1.clone() };
            let same: Vec<String> = links.iter().filter(|l| l.3 == Same).map(of).collect();
            prop_assert_eq!(same.iter().collect::<BTreeSet<_>>().len(), same.len());
        }
        a.reverse();
        b.reverse();
        prop_assert_eq!(named(&a, &b), links);
    }

    #[test]
    fn nothing_that_can_be_written_breaks_it(text in ".{0,40}", other in ".{0,40}") {
        let a = [row(&text, &other, &text, &other)];
        let b = [row(&other, &text, &other, &text)];
        link(&[&a, &b], &[], None);
    }
}

#[test]
fn what_has_moved_in_its_town_is_found_by_its_name() {
    let a = [row(
        "Saltpan Turnstile Practice",
        "4 Weir Walk, Ambermoor",
        "QX9 7PL",
        "01632 960417",
    )];
    let b = [row(
        "SALTPAN TURNSTILE PRACTICE",
        "90 QUAY STREET, AMBERMOOR",
        "QX9 4DA",
        "01632960417",
    )];
    assert_eq!(linked(&a, &b), [(0, 0, Same)]);
}

/// A list, and a register of the same town of which every other row has ended and every sixth has a running twin.
fn half_closed() -> (Vec<Profile>, Vec<Profile>) {
    let (list, mut register) = (town("a"), town("b"));
    for at in (0..register.len()).step_by(6) {
        register.push(register[at].clone());
    }
    for row in register[..list.len()].iter_mut().step_by(2) {
        row.standing = Standing::Closed;
    }
    (list, register)
}

fn same(list: &[Profile], register: &[Profile]) -> Vec<(usize, usize)> {
    let linked = link(&[list, register], &[], None);
    let same = linked.links.iter().filter(|link| link.relation == Same);
    same.map(|link| (link.one.1, link.other.1)).collect()
}

#[test]
fn an_older_list_has_what_has_closed_since_even_beside_its_running_twin() {
    // The list knows nothing that the register does not, and much of what has ended: so it is the older one.
    let (list, register) = half_closed();
    let same = same(&list, &register);
    assert!(same.len() > 190, "{}", same.len());
    assert!(same.iter().all(|(one, other)| one == other), "{same:?}");
}

#[test]
fn a_newer_list_has_what_runs_beside_its_closed_twin() {
    // Nothing that ended without a successor is in the list: so what has a successor has ended for the list too.
    let (list, mut register) = half_closed();
    for (at, gone) in register.iter_mut().enumerate().take(list.len()) {
        if at % 2 == 0 && at % 6 != 0 {
            *gone = closed(row("GONE", &format!("{at} FAR AWAY"), "QX20 1AA", ""));
        }
    }
    let same = same(&list, &register);
    assert!(same.len() > 120, "{}", same.len());
    assert!(
        same.iter().all(
            |(one, other)| register[*other].standing == Standing::Running
                && register[*other] == row_in_capitals(&list[*one])
        ),
        "{same:?}"
    );
}

fn row_in_capitals(row: &Profile) -> Profile {
    Profile {
        name: row.name.to_uppercase(),
        ..row.clone()
    }
}

#[test]
fn a_running_twin_does_not_make_a_number_or_a_name_common() {
    let fern = row(
        "Fern Lea Surgery",
        "7 Tannery Way, Ambermoor",
        "QX8 4DA",
        "01632 960777",
    );
    let alone = linked(std::slice::from_ref(&fern), std::slice::from_ref(&fern));
    let beside = linked(
        std::slice::from_ref(&fern),
        &[fern.clone(), closed(fern.clone())],
    );
    assert_eq!(alone, [(0, 0, Same)]);
    assert_eq!(beside, [(0, 0, Same), (0, 1, Successor)]);
}

#[test]
fn days_decide_where_they_are_known() {
    let day = |text: &str| text.parse::<Date>().expect("a day");
    let now = row(
        "Fern Lea Surgery",
        "7 Tannery Way, Ambermoor",
        "QX8 4DA",
        "01632 960777",
    );
    let ended = |on: &str| Profile {
        closed: Some(day(on)),
        ..closed(now.clone())
    };
    let relation = |closed_on: &str| {
        let (mut a, mut b) = (town("a"), town("b"));
        a.push(now.clone());
        b.push(ended(closed_on));
        link(
            &[&a, &b],
            &[Some(day("2019-05-01")), Some(day("2019-12-01"))],
            None,
        )
        .links
        .into_iter()
        .find(|link| link.one.1 == 200)
        .map(|link| link.relation)
    };
    // It closed after the list was made; long before; and the list knows that another opened since.
    assert_eq!(relation("2019-09-30"), Some(Same));
    assert_eq!(relation("2012-03-31"), Some(Successor));
}
