//! `GET /service/{id}` and `/service/{id}/{slug}`: one service, and where each fact about it came from.

use super::Related;
use super::fault::{Fault, PageResult};
use super::headers::for_a_minute;
use crate::App;
use crate::address::FindAddress;
use crate::components::Link;
use crate::views::gone::GonePage;
use crate::views::message::MessagePage;
use crate::views::results::service_href;
use crate::views::service::{ServicePage, not_a_service};
use crate::views::subject::Subject;
use crate::views::{history, results};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderMap, LOCATION, REFERER};
use axum::response::{IntoResponse, Response};
use directory::{Ask, Error, Found, Snapshot, is_closed};
use model::{EntryId, EntryType, Field, Record, Typed, Value};

/// How many services like one that has gone are named.
const NEAREST: usize = 3;

/// The service with this id.
pub async fn show(
    State(app): State<App>,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> PageResult {
    page(
        &app,
        read_id(id.map(|Path(id)| id))?,
        results_before(&headers),
    )
}

/// The same, with its name in the address for people to read.
pub async fn show_named(
    State(app): State<App>,
    id: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
) -> PageResult {
    page(
        &app,
        read_id(id.map(|Path((id, _))| id))?,
        results_before(&headers),
    )
}

/// The way back to the results that a person comes from, which our own pages tell us and nobody else.
fn results_before(headers: &HeaderMap) -> Option<Link> {
    let from = headers.get(REFERER)?.to_str().ok()?;
    let (_, query) = from.split_once("/find?")?;
    let address = FindAddress::read(query);
    let text = if address.place.is_empty() {
        "Your results".to_owned()
    } else {
        format!("Services near {}", shown_place(&address.place))
    };
    Some(Link::new(address.href(), text))
}

/// A postcode as it is written, a name as it was typed.
fn shown_place(typed: &str) -> String {
    Typed::parse(typed).map_or_else(
        |_| crate::words::sentence(typed),
        |postcode| postcode.to_string(),
    )
}

/// The id in an address.
///
/// # Errors
/// [`Fault::NoSuchPage`] when it is none.
pub fn read_id(id: Result<String, PathRejection>) -> Result<EntryId, Fault> {
    id.ok()
        .and_then(|id| id.parse().ok())
        .ok_or(Fault::NoSuchPage)
}

/// To another page, for now: joins can be undone, so that no browser may keep it.
pub fn moved(to: &str) -> Response {
    (
        StatusCode::TEMPORARY_REDIRECT,
        [
            (LOCATION, to.to_owned()),
            (CACHE_CONTROL, "no-cache".to_owned()),
        ],
    )
        .into_response()
}

fn page(app: &App, id: EntryId, before: Option<Link>) -> PageResult {
    let snapshot = app.directory.snapshot();
    let record = match snapshot.record(&id)? {
        Found::Record(record) => record,
        Found::Moved(to) => return Ok(moved(&format!("/service/{to}"))),
        Found::Unknown => return Err(Fault::NoSuchPage),
    };
    let related = Related::of(&snapshot, &record)?;
    let subject = related.subject(&record, &snapshot, app.now());
    if record.entry_type != EntryType::Service {
        return Ok(other(&record));
    }
    if history::is_bare(&record) {
        return Ok(for_a_minute(StatusCode::GONE, &GonePage::erased(None)));
    }
    if !record.is_listed() {
        return Ok(for_a_minute(
            StatusCode::GONE,
            &GonePage::withdrawn(&subject, nearest(&snapshot, &subject)?),
        ));
    }
    if [Some(&*record), related.organization.as_ref()]
        .into_iter()
        .flatten()
        .any(|record| is_closed(record, subject.today()))
    {
        return Ok(for_a_minute(
            StatusCode::GONE,
            &GonePage::closed(&subject, nearest(&snapshot, &subject)?),
        ));
    }
    let rules = app.directory.rules();
    let mut page = ServicePage::new(&subject, &|rule| rules.why(rule).to_owned());
    if let Some(before) = before {
        page.page = page.page.below(before);
    }
    Ok(for_a_minute(StatusCode::OK, &page))
}

/// The page of an organization or a place: what it is, and how to find its services.
fn other(record: &Record) -> Response {
    let name = crate::words::names::calm(record.text(Field::Name).unwrap_or("No name"));
    let mut page = MessagePage::new(&name, &[not_a_service(record.entry_type)]);
    page.links.insert(
        0,
        Link::new(
            format!("/find?need={}", crate::address::encode(&name)),
            format!("Find services called {name}"),
        ),
    );
    for_a_minute(StatusCode::OK, &page)
}

/// Services of the same kinds close to where it was.
fn nearest(snapshot: &Snapshot, subject: &Subject) -> Result<Vec<Link>, Error> {
    let Some(located) = subject
        .location
        .and_then(|location| location.located.as_ref())
    else {
        return Ok(Vec::new());
    };
    let kinds = match subject.service.value(Field::Kind) {
        Some(Value::Terms(terms)) => terms.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    };
    let place = format!("{},{}", located.point.latitude(), located.point.longitude());
    let answer = snapshot.find(
        &Ask {
            place,
            kinds,
            within: Some(15.0),
            size: NEAREST,
            ..Ask::default()
        },
        subject.now,
    )?;
    let mut links = Vec::new();
    for hit in answer.hits {
        let related = Related::of(snapshot, &hit.record)?;
        let near = related.subject(&hit.record, snapshot, subject.now);
        let card = results::Card::of(&near, 0, hit.distance_metres);
        links.push(Link::new(
            service_href(&near),
            format!("{}. {}", card.name, card.place),
        ));
    }
    Ok(links)
}
