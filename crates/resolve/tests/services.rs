//! Services and locations of one organization: what is one, what is asked, and what is another.

mod world;

use model::{EntryType, Field, Relation, Role, Term, Value};
use world::{Says, World, id, location, organization, service};

/// One organization in two lists, "Weir Lane Trust" at a hall in each. What is said of its services comes to this.
fn trust() -> World {
    let mut world = World::new()
        .source("council", Role::Council)
        .source("charity", Role::Council)
        .source("third", Role::Council);
    for key in ["council", "charity", "third"] {
        world = world
            .says(
                key,
                organization("o")
                    .codes("charity:1199904")
                    .name("Weir Lane Trust"),
            )
            .says(
                key,
                location("hall", "o").door("Old Chapel, 4 Weir Lane", "QX4 7PL"),
            )
            .says(
                key,
                location("barn", "o").door("Tithe Barn, 9 Mill Street", "QX4 8AA"),
            );
    }
    world
}

/// A service of the trust: its name, its kinds, and its place (`hall`, `barn` or none).
fn offer(name: &str, kinds: &str, place: &str) -> Says {
    service(name, kinds, "o", place).name(name)
}

fn ages(says: Says, from: u8, to: u8) -> Says {
    says.with(Field::MinimumAge, Value::Age(from))
        .with(Field::MaximumAge, Value::Age(to))
}

fn attending(says: Says, how: &str) -> Says {
    says.with(
        Field::Attending,
        Value::terms(Term::slug(how)).expect("a way"),
    )
}

fn proposed(world: &World, one: (&str, &str), other: (&str, &str)) -> Option<(Relation, f64)> {
    let ids = [
        id(one.0, one.1, EntryType::Service),
        id(other.0, other.1, EntryType::Service),
    ];
    let mut proposals = world.resolve().proposals.into_iter();
    let found = proposals.find(|p| ids.contains(&p.one) && ids.contains(&p.other));
    found.map(|p| (p.relation, p.score))
}

fn together(world: &World, one: (&str, &str), other: (&str, &str)) -> bool {
    let of = |(key, local)| world.record(key, local, EntryType::Service).id;
    of(one) == of(other)
}

/// What two services of two lists are to each other, with nothing else there.
#[track_caller]
fn check(one: Says, other: Says, want: Option<Relation>) {
    let locals = [one.local.clone(), other.local.clone()];
    let world = trust().says("council", one).says("charity", other);
    let (one, other) = (
        ("council", locals[0].as_str()),
        ("charity", locals[1].as_str()),
    );
    let found = proposed(&world, one, other);
    assert_eq!(found.map(|(relation, _)| relation), want, "{found:?}");
    assert_eq!(together(&world, one, other), want == Some(Relation::Same));
}

const SAME: Option<Relation> = Some(Relation::Same);
const ASK: Option<Relation> = Some(Relation::Undecided);
const ELSEWHERE: Option<Relation> = Some(Relation::DifferentService);

#[test]
fn one_service_in_two_lists_is_joined() {
    // Spelled and sorted differently.
    check(
        offer("Knit and Natter", "craft", "hall"),
        offer("Knit & Natter Group", "social-group", "hall"),
        SAME,
    );
    check(
        offer("Lunch Club", "lunch-club meals", "hall"),
        offer("Luncheon and Lunch Club", "lunch-club", "hall"),
        SAME,
    );
    // Named as the organization, with kinds that overlap.
    check(
        offer("Weir Lane Trust", "care-home nursing-home", "hall"),
        offer("Weir Lane Trust", "nursing-home", "hall"),
        SAME,
    );
    // One says no place, or no kind.
    check(
        offer("Stroke Choir", "singing", "hall"),
        offer("Stroke Choir", "singing", ""),
        SAME,
    );
    check(
        offer("Stroke Choir", "", "hall"),
        offer("Stroke Choir", "singing", "hall"),
        SAME,
    );
    // Hardly alike in name, but one number, one page and one kind.
    let phone = |says: Says| {
        says.phone("01632 960417")
            .text(Field::Website, "https://weir.example/lunch")
    };
    check(
        phone(offer("Midday Meals", "lunch-club", "")),
        phone(offer("Lunch Club", "lunch-club", "hall")),
        SAME,
    );
}

#[test]
fn what_may_be_one_is_asked() {
    check(
        offer("Carers Coffee Morning", "carers", "hall"),
        offer("Coffee Morning", "coffee-morning", "hall"),
        ASK,
    );
    check(
        offer("Weir Lane Trust", "", "hall"),
        offer("Advice Drop-in", "", "hall"),
        ASK,
    );
    check(
        offer("Midday Meals", "lunch-club", ""),
        offer("Lunch Club", "lunch-club", "hall"),
        ASK,
    );
}

#[test]
fn two_services_stay_two() {
    check(
        offer("Stroke Choir", "singing", "hall"),
        offer("Parents and Toddlers", "playgroup", "hall"),
        None,
    );
    // Kinds that exclude each other, whatever else agrees.
    let like = |kind| offer("Weir Lane", kind, "hall").phone("01632 960417");
    check(like("pharmacy"), like("dentist"), None);
    // Different ages; different ways.
    let club = |kind| offer("Chess Club", kind, "hall");
    check(
        ages(club("games"), 5, 11),
        ages(club("chess"), 60, 120),
        None,
    );
    check(
        attending(offer("Befriending", "befriending", ""), "home-visit"),
        attending(
            offer("Telephone Befriending", "telephone-befriending", ""),
            "by-phone",
        ),
        None,
    );
}

#[test]
fn one_name_at_two_places_is_two_services() {
    check(
        offer("Stroke Choir", "singing", "hall"),
        offer("Stroke Choir", "singing", "barn"),
        ELSEWHERE,
    );
    check(
        offer("Weir Lane Trust", "clinic", "hall"),
        offer("Weir Lane Trust", "clinic", "barn"),
        ELSEWHERE,
    );
}

#[test]
fn services_of_two_organizations_are_never_compared() {
    let world = trust()
        .says("council", offer("Stroke Choir", "singing", "hall"))
        .says("charity", organization("p").name("Tithe Singers"))
        .says(
            "charity",
            service("choir", "choir", "p", "").name("Stroke Choir"),
        );
    assert_eq!(world.resolve().proposals, []);
}

#[test]
fn a_service_is_one_of_each_list_at_most() {
    let world = trust()
        .says("council", offer("Tuesday Lunch Club", "lunch-club", "hall"))
        .says("council", offer("Friday Lunch Club", "lunch-club", "hall"))
        .says("charity", offer("Lunch Club", "lunch-club meals", "hall"));
    let lunch = ("charity", "Lunch Club");
    for day in ["Tuesday Lunch Club", "Friday Lunch Club"] {
        let (relation, score) = proposed(&world, ("council", day), lunch).expect("it is asked");
        assert_eq!(relation, Relation::Undecided);
        assert!((0.4..0.6).contains(&score), "{score}");
    }
    // What is surely another stands in nobody's way.
    let world = world.says(
        "charity",
        offer("Friday Lunch Club", "meals lunch-club", "hall"),
    );
    assert!(together(
        &world,
        ("council", "Friday Lunch Club"),
        ("charity", "Friday Lunch Club")
    ));
    assert!(together(&world, ("council", "Tuesday Lunch Club"), lunch));
}

#[test]
fn a_persons_word_stands_before_it_and_is_taken_back() {
    let world = trust()
        .says("council", offer("Stroke Choir", "singing", "hall"))
        .says("charity", offer("Stroke Choir", "choir", "hall"))
        .says("third", offer("Singers", "music", "hall"));
    let (one, other) = (("council", "Stroke Choir"), ("charity", "Stroke Choir"));
    assert!(together(&world, one, other));
    let parted = world
        .clone()
        .decides(true, one, Relation::Different, other, EntryType::Service);
    assert!(!together(&parted, one, other));
    // What is proposed is what it was: the question stays one.
    assert_eq!(proposed(&parted, one, other), proposed(&world, one, other));
    // Joined by a person to another of the same list, it is not joined by likeness.
    let world = world.says("charity", offer("Bell Ringers", "bells", "barn"));
    let joined = world.clone().decides(
        true,
        one,
        Relation::Same,
        ("charity", "Bell Ringers"),
        EntryType::Service,
    );
    assert!(together(&joined, one, ("charity", "Bell Ringers")) && !together(&joined, one, other));
}

#[test]
fn a_crowd_of_services_takes_no_time() {
    let mut world = trust();
    for n in 0..400 {
        for key in ["council", "charity"] {
            let name = format!("Session {n} at Weir {key}");
            world = world.says(key, offer(&name, &format!("kind-{key}"), ""));
        }
    }
    let world = world
        .says("council", offer("Stroke Choir", "singing", ""))
        .says("charity", offer("The Stroke Choir", "choir", ""));
    assert!(world.resolve().proposals.len() < 10);
}

/// Whether two locations of one organization, which has another in each list, are one.
#[track_caller]
fn check_places(one: (&str, &str), other: (&str, &str), want: bool) {
    let world = trust()
        .says("council", location("x", "o").door(one.0, one.1))
        .says("charity", location("x", "o").door(other.0, other.1));
    let of = |key| world.record(key, "x", EntryType::Location).id;
    assert_eq!(of("council") == of("charity"), want);
}

#[test]
fn locations_of_one_organization_join_where_their_addresses_are_alike() {
    check_places(
        ("Jubilee Rooms, Quay Road", "QX5 1AA"),
        ("Jubilee Rooms, Quay Rd", "QX5 1AA"),
        true,
    );
    check_places(
        ("Jubilee Rooms, Quay Road", "QX5 1AA"),
        ("JUBILEE ROOMS", "QX5 1AA"),
        true,
    );
    check_places(
        ("Jubilee Rooms", "QX5 1AA"),
        ("Jubilee Rooms, 7 Quay Road", "QX5 1AA"),
        true,
    );
    check_places(
        ("Jubilee Rooms", "QX5 1AA"),
        ("Jubilee Rooms", "QX5 1AB"),
        false,
    );
    check_places(
        ("5 Quay Road", "QX5 1AA"),
        ("7 Quay Road", "QX5 1AA"),
        false,
    );
    check_places(
        ("Jubilee Rooms", "QX5 1AA"),
        ("Harbour Office", "QX5 1AA"),
        false,
    );
}
