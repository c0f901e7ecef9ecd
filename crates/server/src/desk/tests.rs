//! Who may sit at the desk, and for how long.

use super::*;
use jiff::SignedDuration;
use std::sync::atomic::{AtomicU8, Ordering};

const RUTH: &str = "Ruth=0123456789abcdef";

fn desk(given: &[&str]) -> Result<Desk, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let entropy = Box::new(|bytes: &mut [u8]| bytes.fill(3));
    let directory = Directory::open(folder.path(), entropy).expect("a directory");
    let count = AtomicU8::new(1);
    let random: Random =
        Arc::new(move |bytes: &mut [u8]| bytes.fill(count.fetch_add(1, Ordering::Relaxed)));
    let given: Vec<String> = given.iter().map(|text| (*text).to_owned()).collect();
    Desk::new(&given, &directory, random)
}

fn minute(minute: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minute)
}

fn home() -> Option<IpAddr> {
    "192.0.2.1".parse().ok()
}

#[test]
fn a_steward_is_signed_in_for_ten_hours_or_until_signed_out() {
    let desk = desk(&[RUTH, "Sam Okoro=ffffffffffffffffff"]).expect("a desk");
    let secret = desk
        .sign_in(" 0123456789abcdef\n", home(), minute(0))
        .expect("Ruth");
    let who = desk.who(&secret, minute(599)).expect("still signed in");
    assert_eq!(who.name, "Ruth");
    assert!(who.id.starts_with("person-") && !who.id.contains("Ruth"));
    assert_eq!(desk.name_of(&who.id), Some("Ruth"));
    assert_eq!(desk.who(&secret, minute(600)), None);
    for wrong in ["", "0", &"0".repeat(64), &"é".repeat(32), &secret[1..]] {
        assert_eq!(desk.who(wrong, minute(1)), None);
    }
    desk.sign_out(&secret);
    assert_eq!(desk.who(&secret, minute(1)), None);
}

#[test]
fn after_ten_failures_an_address_waits_a_quarter_of_an_hour() {
    let desk = desk(&[RUTH]).expect("a desk");
    for _ in 0..10 {
        assert_eq!(
            desk.sign_in("wrong", home(), minute(0)),
            Err(NotSignedIn::WrongToken)
        );
    }
    let right = |from, at| desk.sign_in("0123456789abcdef", from, at);
    assert_eq!(right(home(), minute(5)), Err(NotSignedIn::Wait(11)));
    assert!(right("192.0.2.2".parse().ok(), minute(5)).is_ok());
    assert!(right(home(), minute(15)).is_ok());
}

#[test]
fn a_steward_has_a_name_and_a_token_that_cannot_be_guessed() {
    for (given, says) in [
        (vec!["Ruth"], "steward 1 is not written NAME=TOKEN"),
        (vec![RUTH, "=0123456789abcdefg"], "steward 2 has no name"),
        (vec!["Ruth=secret"], "the token of Ruth is shorter than 16"),
        (
            vec![RUTH, "Ruth=0123456789abcdefg"],
            "two stewards are called Ruth",
        ),
        (vec![RUTH, "Sam=0123456789abcdef"], "the token of another"),
    ] {
        let problem = desk(&given).err().expect("refused");
        assert!(problem.contains(says), "{problem}");
        assert!(!problem.contains("secret") && !problem.contains("0123"));
    }
}

#[test]
fn signing_in_leads_back_to_the_desk_and_nowhere_else() {
    for (asked, leads) in [
        ("/steward/sources/new", "/steward/sources/new"),
        ("/steward?from=2", "/steward?from=2"),
        ("//evil.example/steward", "/steward"),
        ("https://evil.example/", "/steward"),
        ("/stewardess", "/steward"),
        ("/steward/\\evil", "/steward"),
        ("/steward/sign-in", "/steward"),
        ("/steward/a\r\nSet-Cookie: x", "/steward"),
        ("", "/steward"),
    ] {
        assert_eq!(return_to(asked), leads, "{asked:?}");
    }
}
