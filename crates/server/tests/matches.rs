//! The steward's desk, D1: questions about what is one thing, answered with one press, taken back with one.

mod desk_site;
mod visitor;

use axum::http::{Request, StatusCode};
use desk_site::{RUTH, SAM, Site};
use model::Position;

/// Where the question of this address is.
fn question(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

#[tokio::test]
async fn one_press_decides_and_shows_the_next_with_its_undo() {
    let mut site = Site::with_questions(6);
    site.sign_in(RUTH).await;
    site.get("/steward").await.says("6 matches to decide");
    let first = site.get("/steward/matches").await.leads();
    assert!(first.ends_with("#question"), "{first}");
    let first = question(&first).to_owned();
    site.get(&first)
        .await
        .is(StatusCode::OK)
        .says("Match 1 of 6")
        .says("Are these the same?")
        .says("id=\"question\" tabindex=\"-1\"")
        .says("What this suggests")
        .says("Show the score and how it was worked out");
    let next = site.answer(&first, "same", "same door").await.leads();
    assert!(
        next.contains("?said=") && next.ends_with("#question"),
        "{next}"
    );
    assert_ne!(question(&next), first);
    let page = site.get(next.trim_end_matches("#question")).await;
    page.says("Match 1 of 5")
        .says("You said: ")
        .says("are the same.")
        .says(">Undo<");
    // The record is one now, and two again once it is taken back.
    let undo = page.between("action=\"/steward/matches/decided/", "/undo");
    let joined = site.organizations();
    let back = site
        .post(&format!("/steward/matches/decided/{undo}/undo"), &[])
        .await
        .leads();
    assert_eq!(question(&back), first);
    assert_eq!(site.organizations(), joined + 1);
    site.get(&back)
        .await
        .says("Your answer is taken back")
        .says("Match 1 of 6");
    // Pressed again, it stays taken back.
    site.post(&format!("/steward/matches/decided/{undo}/undo"), &[])
        .await
        .leads();
    assert_eq!(site.organizations(), joined + 1);
    site.get("/steward/matches/decided")
        .await
        .says("You took it back on 23 November 2026.")
        .says("Why: same door");
}

#[tokio::test]
async fn two_services_of_one_organization_are_asked_and_joined_with_one_press() {
    let mut site = Site::with_a_service();
    site.sign_in(RUTH).await;
    let at = site.get("/steward/matches").await.leads();
    let at = question(&at).to_owned();
    site.get(&at)
        .await
        .is(StatusCode::OK)
        .says("Match 1 of 1")
        .says("Weir Trust")
        .says("4 Weir Lane")
        .says("They are said to be of different kinds")
        .says("Both are named as the organization or the place");
    assert_eq!(site.services(), 2);
    let next = site.answer(&at, "same", "").await.leads();
    assert_eq!(site.services(), 1);
    site.get(&next).await.says("No match waits for you");
    site.get(&at).await.says("are the same");
    let page = site.get("/steward/matches/decided").await;
    let undo = page.between("action=\"/steward/matches/decided/", "/undo");
    site.post(&format!("/steward/matches/decided/{undo}/undo"), &[])
        .await
        .leads();
    assert_eq!(site.services(), 2);
}

#[tokio::test]
async fn every_answer_is_kept_in_its_own_words() {
    let mut site = Site::with_questions(6);
    site.sign_in(RUTH).await;
    for (verdict, words) in [
        (
            "different_service",
            "are different services of one organisation",
        ),
        ("different", "are different"),
        ("first_follows", "took over from"),
        ("second_follows", "took over from"),
        ("undecided", "not sure about"),
    ] {
        let at = site.get("/steward/matches").await.leads();
        let next = site.answer(question(&at), verdict, "").await.leads();
        site.get("/steward/matches/decided").await.says(words);
        site.get(question(&next)).await.says("Undo my last answer");
    }
    site.get("/steward").await.says("1 match to decide");
}

#[tokio::test]
async fn not_sure_goes_blind_to_another() {
    let mut site = Site::with_questions(2);
    site.sign_in(RUTH).await;
    let at = site.get("/steward/matches").await.leads();
    let at = question(&at).to_owned();
    let other = site
        .answer(&at, "undecided", "two doors, one bell")
        .await
        .leads();
    let next = site.answer(question(&other), "undecided", "").await.leads();
    assert!(next.starts_with("/steward/matches?said="), "{next}");
    site.get(&next)
        .await
        .says("No match waits for you")
        .says("not sure about");
    site.get(&at)
        .await
        .says("You said on 23 November 2026: not sure")
        .says("two doors");
    site.sign_in(SAM).await;
    site.get("/steward").await.says("2 matches to decide");
    for path in [at.as_str(), "/steward/matches/decided"] {
        let page = site.get(path).await;
        for word in ["Ruth", "two doors", "not sure about"] {
            assert!(!page.body.contains(word), "{path}: {word}");
        }
    }
    site.answer(&at, "different", "").await.leads();
    site.sign_in(RUTH).await;
    site.get(&at)
        .await
        .says("Sam Bell said on 23 November 2026")
        .says("are different");
}

#[tokio::test]
async fn the_later_of_two_stewards_is_told_and_nothing_is_overwritten() {
    let mut site = Site::with_questions(2);
    site.sign_in(RUTH).await;
    let at = site.get("/steward/matches").await.leads();
    let at = question(&at).to_owned();
    site.answer(&at, "different", "").await.leads();
    // Pressed twice is said once.
    let before = site.head();
    site.answer(&at, "different", "").await.leads();
    assert_eq!(site.head(), before);
    site.sign_in(SAM).await;
    site.answer(&at, "same", "I know them")
        .await
        .is(StatusCode::CONFLICT)
        .says("<title>Error: ")
        .says("While you looked, this was answered")
        .says("Ruth Okoro said on 23 November 2026")
        .says("You wrote: I know them");
    assert_eq!(site.head(), before);
}

#[tokio::test]
async fn what_cannot_be_joined_says_why_and_keeps_what_was_typed() {
    let mut site = Site::with_questions(2);
    site.sign_in(RUTH).await;
    let at = site.get("/steward/matches").await.leads();
    let next = site.answer(question(&at), "same", "").await.leads();
    let before = site.head();
    // The two of the register have codes of their own: the council's entry is one of them only.
    site.answer(question(&next), "same", "it is the same door")
        .await
        .is(StatusCode::UNPROCESSABLE_ENTITY)
        .says("<title>Error: ")
        .says("different codes of one register")
        .says("it is the same door");
    assert_eq!(site.head(), before);
}

#[tokio::test]
async fn one_in_ten_is_judged_again_blind_and_changes_nothing() {
    let mut site = Site::with_a_double();
    site.sign_in(RUTH).await;
    let at = site.double();
    site.answer(&at, "same", "one bell").await.leads();
    let joined = site.organizations();
    site.get(&at).await.says("You said on");
    site.sign_in(SAM).await;
    let page = site.get(&at).await;
    // Neither the outcome nor a way to the page that shows it.
    page.says("Your decision")
        .lacks("href=\"/service/")
        .lacks("are the same");
    for path in [at.as_str(), "/steward/matches/decided"] {
        let page = site.get(path).await;
        assert!(
            !page.body.contains("one bell") && !page.body.contains("Ruth"),
            "{path}"
        );
    }
    let next = site.answer_on(&page, &at, "different").await.leads();
    assert_eq!(site.organizations(), joined, "what stands stays");
    let page = site.get(&next).await;
    page.says("You said: ").says("are different.");
    let counted = site.directory().judged_twice().expect("counted");
    assert_eq!(
        (counted.judged, counted.differ, counted.interval()),
        (1, 1, None)
    );
    site.get("/steward/matches/decided")
        .await
        .says("is not known yet. 1 match judged twice so far")
        .says("one bell");
    // A second word is taken back like any other.
    let undo = page.between("action=\"/steward/matches/decided/", "/undo");
    let back = site
        .post(&format!("/steward/matches/decided/{undo}/undo"), &[])
        .await
        .leads();
    assert_eq!(question(&back), at);
    assert_eq!(site.directory().judged_twice().expect("counted").judged, 0);
    assert_eq!(site.organizations(), joined);
}

#[tokio::test]
async fn who_had_the_page_open_before_it_was_decided_is_not_counted_as_blind() {
    let mut site = Site::with_a_double();
    let at = site.double();
    site.sign_in(SAM).await;
    let sams = site.get(&at).await;
    site.sign_in(RUTH).await;
    let ruths = site.get(&at).await;
    site.answer_on(&ruths, &at, "same").await.leads();
    let joined = site.organizations();
    site.sign_in(SAM).await;
    let next = site.answer_on(&sams, &at, "different").await.leads();
    site.get(&next).await.says("You said: ").lacks("Ruth");
    assert_eq!(site.organizations(), joined, "what stands stays");
    assert_eq!(site.directory().judged_twice().expect("counted").judged, 0);
    // Sam has spoken and is not asked again; somebody else still is.
    site.get(&at).await.lacks("Your decision");
    let asked = |person| {
        let questions = site.directory().questions(person).expect("they are read");
        questions.iter().any(|q| at.ends_with(&q.id.to_string()))
    };
    assert!(asked("somebody") && !asked(&site.directory().person("Sam Bell")));
}

#[tokio::test]
async fn what_was_typed_and_where_one_was_stay() {
    let mut site = Site::with_questions(4);
    site.sign_in(RUTH).await;
    let first = site.get("/steward/matches").await.leads();
    let first = question(&first).to_owned();
    let second = site
        .answer(&first, "skip", "ask the <porter>")
        .await
        .leads();
    assert_ne!(question(&second), first);
    site.get(&first).await.says("ask the &#60;porter&#62;");
    // Kept without leaving the page.
    let here = format!("{first}?kind=gp");
    let before = site.head();
    let same = site.answer(&here, "keep", "ask at the desk").await.leads();
    assert_eq!(same, format!("{here}#question"));
    site.get(&same).await.says("ask at the desk");
    assert_eq!(site.head(), before);
    assert_eq!(site.get("/steward/matches").await.leads(), second);
    assert_eq!(
        site.get(&first).await.header("cache-control"),
        "private, no-cache"
    );
}

#[tokio::test]
async fn what_the_queue_is_narrowed_to_stays_through_every_step() {
    let mut site = Site::with_questions(6);
    site.sign_in(RUTH).await;
    let led = site
        .get("/steward/matches?source=&kind=dentist&area=")
        .await
        .leads();
    assert!(led.ends_with("?kind=dentist#question"), "{led}");
    let here = led.trim_end_matches("#question");
    site.get(here)
        .await
        .says("Match 1 of 2, Dentist")
        .says("<option value=\"gp\">GP services (4)</option>")
        .says("<option value=\"dentist\" selected>Dentist (2)</option>")
        .says("<a href=\"/steward/matches\">Show all</a>");
    let second = site.answer(here, "skip", "").await.leads();
    assert!(second.ends_with("?kind=dentist#question") && second != led);
    let next = site.answer(here, "different", "").await.leads();
    assert!(next.ends_with("&kind=dentist#question"), "{next}");
    assert_eq!(question(&next), question(&second));
    let page = site.get(&next).await;
    let undo = page.between("action=\"/steward/matches/decided/", "\"");
    assert!(undo.ends_with("/undo?kind=dentist"), "{undo}");
    let back = site
        .post(&format!("/steward/matches/decided/{undo}"), &[])
        .await
        .leads();
    assert_eq!(
        back,
        format!("{}?undone=yes&kind=dentist#question", question(&led))
    );
    // What nothing is of says so and offers the way out.
    site.get("/steward/matches?kind=%22%3E%3Cb%3E&area=Nowhere")
        .await
        .is(StatusCode::OK)
        .says("No match of these waits for you.")
        .says("Show all")
        .lacks("><b>");
    site.get("/steward/matches?kind=gp&kind=dentist")
        .await
        .leads();
}

#[tokio::test]
async fn looking_changes_nothing_and_other_sites_cannot_answer() {
    let mut site = Site::with_questions(2);
    site.sign_in(RUTH).await;
    let at = site.get("/steward/matches").await.leads();
    let at = question(&at).to_owned();
    let before = site.head();
    for path in [
        at.as_str(),
        "/steward/matches",
        "/steward/matches/decided",
        "/steward",
    ] {
        site.get(path).await;
    }
    site.get(&format!("{at}?verdict=same"))
        .await
        .is(StatusCode::OK);
    let foreign = Request::post(&at)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site");
    site.send(foreign, b"verdict=same".to_vec())
        .await
        .is(StatusCode::FORBIDDEN);
    assert_eq!(site.head(), before);
    site.sign_out();
    site.get(&at).await.leads();
    site.answer(&at, "same", "")
        .await
        .is(StatusCode::UNAUTHORIZED);
    assert_eq!(site.head(), before);
}

#[tokio::test]
async fn addresses_and_answers_that_make_no_sense_give_a_page() {
    let mut site = Site::with_questions(2);
    site.sign_in(RUTH).await;
    for path in [
        "x",
        "1-2",
        "2-1",
        "0-0",
        "1-1",
        "9999-99999",
        "-",
        "1-99999999999",
    ] {
        site.get(&format!("/steward/matches/{path}"))
            .await
            .is(StatusCode::NOT_FOUND)
            .says("<h1");
    }
    let at = site.get("/steward/matches").await.leads();
    for verdict in ["", "successor", "yes", "Same"] {
        site.answer(question(&at), verdict, "")
            .await
            .is(StatusCode::BAD_REQUEST)
            .says("<h1");
    }
    site.answer("/steward/matches/1-2", "same", "")
        .await
        .is(StatusCode::NOT_FOUND)
        .says("<h1");
    let head = site.head();
    for position in [Position(0), Position(head.0 + 5), Position(1)] {
        site.post(
            &format!("/steward/matches/decided/{}/undo", position.0),
            &[],
        )
        .await
        .is(StatusCode::NOT_FOUND)
        .says("<h1");
    }
    assert_eq!(site.head(), head);
}
