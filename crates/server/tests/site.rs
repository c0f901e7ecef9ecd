//! The site over the demo's county: every page, every state, and addresses that make no sense.

mod visitor;

use axum::http::{Request, StatusCode};
use directory::{Directory, ImportRequest, NewSource};
use server::App;
use std::sync::{Arc, OnceLock};
use visitor::{Got, TODAY, noon};

/// The county, imported once for all tests of this file.
fn county() -> &'static Arc<Directory> {
    static COUNTY: OnceLock<(tempfile::TempDir, Arc<Directory>)> = OnceLock::new();
    &COUNTY
        .get_or_init(|| {
            let folder = tempfile::tempdir().expect("a folder");
            let directory = Directory::open(&folder.path().join("data"), entropy())
                .expect("an empty directory opens");
            let places =
                county::write_places(&folder.path().join("places"), 1).expect("places are written");
            directory
                .import_places(&places, noon(), &mut |_| {})
                .expect("places are read");
            for document in
                county::write(&folder.path().join("county"), 1, TODAY).expect("a county is written")
            {
                let source = NewSource {
                    key: document.key.parse().expect("a key"),
                    name: document.name,
                    role: document.role.parse().expect("a role"),
                    licence: document.licence,
                    map: document.map,
                    hold_withdrawn_percent: 10,
                    hold_moved_percent: 5,
                };
                directory
                    .add_source(source, noon())
                    .expect("a source is added");
                let request = ImportRequest {
                    source: document.key,
                    paths: document.files,
                    dated: Some(document.said),
                    partial: false,
                    release: true,
                    later: false,
                };
                directory
                    .import(&request, noon(), TODAY, &mut |_| {})
                    .expect("a document is read");
            }
            (folder, Arc::new(directory))
        })
        .1
}

/// Numbers that repeat: splitmix64.
fn entropy() -> directory::Entropy {
    let mut state = 7u64;
    Box::new(move |bytes: &mut [u8]| {
        for byte in bytes {
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            *byte = (mixed ^ (mixed >> 27)).to_le_bytes()[3];
        }
    })
}

/// Asks for `path` with `headers`.
async fn ask(path: &str, headers: &[(&str, &str)]) -> Got {
    let directory = tokio::task::spawn_blocking(|| county().clone())
        .await
        .expect("the county is made");
    let app = App {
        directory,
        clock: Arc::new(noon),
        today_override: Some(TODAY),
        desk: None,
    };
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    visitor::send(&app, None, request, Vec::new()).await
}

async fn get(path: &str) -> Got {
    ask(path, &[]).await
}

/// The address of the first link whose text is `text`.
fn link_to(body: &str, text: &str) -> String {
    let at = body
        .find(&format!(">{text}</a>"))
        .unwrap_or_else(|| panic!("no link {text:?}"));
    let from = body[..at].rfind("href=\"").expect("a link leads somewhere") + 6;
    body[from..]
        .split('"')
        .next()
        .unwrap_or_default()
        .replace("&#38;", "&")
}

#[tokio::test]
async fn someone_lonely_finds_riverside_friends_first_and_sees_who_says_so() {
    let results = get("/find?where=qx47pl&need=feeling+lonely").await;
    assert_eq!(results.status, StatusCode::OK);
    assert!(
        results
            .body
            .contains("9 services for feeling lonely near QX4 7PL"),
        "{}",
        heading(&results.body)
    );
    assert!(results.body.contains("Nearest first") && results.body.contains("Free (9)"));
    let service = ask(
        &link_to(&results.body, "Riverside Friends"),
        &[("referer", "http://localhost/find?where=qx47pl&need=lonely")],
    )
    .await;
    assert_eq!(service.status, StatusCode::OK);
    for words in [
        "Call 01632 960 417",
        "Open now",
        "Monday (today)",
        "Sources do not agree",
        "Services near QX4 7PL",
        "Checked by the service on 12 November 2026",
    ] {
        assert!(service.body.contains(words), "no {words:?}");
    }
    let history = get(&link_to(&service.body, "See every change to this page")).await;
    assert_eq!(history.status, StatusCode::OK);
    assert!(
        history.body.contains("Every change to Riverside Friends")
            && history.body.contains("Shown")
    );
}

fn heading(body: &str) -> &str {
    body.split("<h1")
        .nth(1)
        .and_then(|rest| rest.split("</h1>").next())
        .unwrap_or_default()
}

#[tokio::test]
async fn every_page_of_the_menu_is_there() {
    for path in [
        "/",
        "/need",
        "/need/lonely",
        "/need/gp-surgeries",
        "/about",
        "/about/sources",
        "/about/who-keeps-what",
        "/accessibility",
        "/privacy",
        "/find?need=chemist",
        "/find?where=Tealford",
    ] {
        let page = get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert_eq!(page.body.matches("<h1").count(), 1, "{path}");
    }
}

#[tokio::test]
async fn every_page_allows_its_own_stylesheet_and_nothing_else() {
    for path in ["/", "/find?where=QX4", "/no-such-page", "/service/0"] {
        let page = get(path).await;
        let policy = page.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'sha256-")
                && !policy.contains("unsafe"),
            "{path}: {policy}"
        );
        assert_eq!(page.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!page.body.contains("<script"), "{path}");
    }
}

#[tokio::test]
async fn a_page_that_has_not_changed_is_not_sent_again() {
    for path in ["/", "/need", "/about/sources", "/privacy"] {
        let first = get(path).await;
        let tag = first.header("etag").to_owned();
        assert!(!tag.is_empty(), "{path}");
        let again = ask(path, &[("if-none-match", &tag)]).await;
        assert_eq!(
            (again.status, again.body.len()),
            (StatusCode::NOT_MODIFIED, 0),
            "{path}"
        );
    }
    assert_eq!(
        get("/find?where=QX4").await.header("etag"),
        "",
        "results tell what is open now"
    );
}

#[tokio::test]
async fn a_place_that_is_not_known_is_asked_again_with_what_was_typed() {
    let page = get("/find?where=QX4+7ZZ&need=lonely").await;
    assert!(
        page.body
            .contains("<title>Error: Find local health and care services")
    );
    assert!(
        page.body
            .contains("We do not know the postcode QX4 7ZZ. Check it, or use a town or village.")
    );
    assert!(
        page.body.contains("value=\"QX4 7ZZ\"") && page.body.contains("value=\"feeling lonely\"")
    );
    let page = get("/find?where=Teelford&need=lonely").await;
    assert!(
        page.body
            .contains("We do not know a place called “Teelford”")
    );
    assert!(
        page.body.contains("Did you mean Tealford"),
        "the closest spelling is offered"
    );
}

#[tokio::test]
async fn when_nothing_is_found_the_filter_that_did_it_can_be_taken_away() {
    let page = get(
        "/find?where=QX4+7PL&need=lonely&access=bsl&access=hearing-loop&how=home-visit&within=1",
    )
    .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body
            .contains("No services for feeling lonely near QX4 7PL"),
        "{}",
        heading(&page.body)
    );
    assert!(
        page.body.contains("What you can do")
            && page.body.contains("Look within 15 miles")
            && page.body.contains("call 111")
    );
}

#[tokio::test]
async fn a_filter_that_would_leave_nothing_is_no_link() {
    let page = get("/find?where=QX4+7PL&need=lonely&how=home-visit").await;
    for chip in page
        .body
        .split("<ul class=\"fp-chips\"")
        .nth(1)
        .and_then(|rest| rest.split("</ul>").next())
        .unwrap_or_default()
        .split("<li>")
        .skip(1)
    {
        assert!(
            !chip.contains("(0)") || !chip.contains("<a ") || chip.contains("aria-current"),
            "{chip}"
        );
    }
}

#[tokio::test]
async fn ids_that_lead_nowhere_and_words_that_are_no_id_are_not_found() {
    for path in [
        "/service/0",
        "/service/00000000-0000-5000-8000-000000000000",
        "/service/%ff",
        "/service/x/history",
        "/need/no-such-need",
        "/nothing",
        "/service/%00/y",
    ] {
        let page = get(path).await;
        assert!(
            matches!(page.status, StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST),
            "{path}: {}",
            page.status
        );
        assert!(page.body.contains("</html>"), "{path}");
    }
}

#[tokio::test]
async fn any_bytes_in_an_address_give_a_clear_page() {
    let mut state = 1u64;
    let words = [
        "where", "need", "within", "when", "how", "access", "kind", "sort", "page", "x",
    ];
    let values = [
        "",
        "%00",
        "%ff%fe",
        "now",
        "2026-13-45T99:99",
        "99999999999999999999",
        "-1",
        "NaN",
        "<script>alert(1)</script>",
        "QX4+7PL",
        "lonely",
        "%F0%9F%98%80",
        "'\"><b>",
        "0",
        "nearest",
        "1e308",
        "54.2,-1.6",
        "%E2%80%AE",
        "a+b+c+d+e+f",
    ];
    for _ in 0..300 {
        let mut pairs = Vec::new();
        for _ in 0..4 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let (word, value) = (
                words[(state >> 33) as usize % words.len()],
                values[(state >> 43) as usize % values.len()],
            );
            pairs.push(format!("{word}={value}"));
        }
        let query: String = pairs
            .join("&")
            .chars()
            .map(|c| {
                if c.is_ascii_graphic() && !"<>\"'".contains(c) {
                    c.to_string()
                } else {
                    format!("%{:02X}", c as u32)
                }
            })
            .collect();
        let page = get(&format!("/find?{query}")).await;
        assert!(
            page.status == StatusCode::OK || page.status == StatusCode::BAD_REQUEST,
            "{query}: {}",
            page.status
        );
        assert!(
            page.body.contains("</html>")
                && !page.body.contains("<script")
                && !page.body.contains("<b>"),
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_closed_service_keeps_its_page_and_says_when() {
    let id = first_service(|record, _| directory::is_closed(record, TODAY)).await;
    let page = get(&format!("/service/{id}")).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(
        page.body.contains("This service closed on")
            || page.body.contains("This service has closed")
    );
}

#[tokio::test]
async fn a_refuge_shows_no_address_on_any_page() {
    let id = first_service(|record, location| {
        let withheld = |record: &model::Record| record.withheld.contains(&model::Field::Address);
        withheld(record) || location.is_some_and(withheld)
    })
    .await;
    for path in [format!("/service/{id}"), format!("/service/{id}/history")] {
        let page = get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            !page.body.contains("geo:") && !page.body.contains(">Address</h2>"),
            "{path}"
        );
    }
    let page = get(&format!("/service/{id}")).await;
    assert!(page.body.contains("The address is kept private"));
}

/// The first service of the county, with its location, that `fits`.
async fn first_service(
    fits: impl Fn(&model::Record, Option<&model::Record>) -> bool,
) -> model::EntryId {
    let snapshot = tokio::task::spawn_blocking(|| county().snapshot())
        .await
        .expect("the county is made");
    let mut found = None;
    snapshot
        .each_record(|record| {
            if record.entry_type != model::EntryType::Service {
                return;
            }
            let location = match record.value(model::Field::Location) {
                Some(model::Value::Reference(id)) => snapshot.follow(id).expect("records are read"),
                _ => None,
            };
            if fits(record, location.as_ref()) {
                found = found.or(Some(record.id));
            }
        })
        .expect("records are read");
    found.expect("the county has such a service")
}

#[tokio::test]
async fn no_page_of_the_county_is_a_fault() {
    let snapshot = tokio::task::spawn_blocking(|| county().snapshot())
        .await
        .expect("the county is made");
    let mut ids = Vec::new();
    snapshot
        .each_record(|record| ids.push((record.id, record.entry_type)))
        .expect("records are read");
    assert!(ids.len() > 100);
    for (id, kind) in ids {
        let page = get(&format!("/service/{id}")).await;
        assert!(
            matches!(page.status, StatusCode::OK | StatusCode::GONE),
            "{kind:?} {id}: {}",
            page.status
        );
    }
}

#[tokio::test]
async fn pages_are_small_enough_for_a_slow_line() {
    let results = ask("/find?where=QX4+7PL&need=", &[("accept-encoding", "gzip")]).await;
    assert_eq!(results.header("content-encoding"), "gzip");
    let plain = get("/find?where=QX4+7PL").await.body;
    assert!(plain.matches('<').count() / 2 < 600, "at most 600 elements");
}
