//! `GET /find`: the whole question is in the address.

use super::Related;
use super::fault::PageResult;
use super::headers::for_a_minute;
use super::home::need_words;
use crate::App;
use crate::address::{FindAddress, PAGE_SIZE};
use crate::components::Link;
use crate::map::{self, Spot};
use crate::views::DangerLine;
use crate::views::home::HomePage;
use crate::views::place::{PlaceChoice, PlacePage};
use crate::views::results::{self, Card, FilterForm, Group, Note, Results, ResultsPage};
use crate::words::{count, open, sentence};
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use directory::{Answer, Ask, Error, Marks, Place, PlaceAnswer, Snapshot, When};
use jiff::civil::DateTime;

/// Results, or which place was meant, or what is wrong with the place.
pub async fn show(State(app): State<App>, RawQuery(query): RawQuery) -> PageResult {
    let snapshot = app.directory.snapshot();
    let now = app.now();
    let mut notes = Vec::new();
    let mut address = FindAddress::read(&query.unwrap_or_default());
    let when = read_when(&mut address, &mut notes);
    if address.place.is_empty() && address.need.is_empty() && address.kind.is_empty() {
        return Ok(ask_again(
            &snapshot,
            &address,
            "Enter a postcode, town or village",
            &[],
        ));
    }
    let answer = snapshot.find(&ask(&address, when), now)?;
    Ok(match &answer.place {
        PlaceAnswer::Several(places) => {
            for_a_minute(StatusCode::OK, &PlacePage::new(&address, &choices(places)))
        }
        PlaceAnswer::UnknownPostcode(postcode) => ask_again(
            &snapshot,
            &address,
            &format!("We do not know the postcode {postcode}. Check it, or use a town or village."),
            &[],
        ),
        PlaceAnswer::Unknown(like) => ask_again(
            &snapshot,
            &address,
            &format!(
                "We do not know a place called “{}”. Check the spelling, or use a postcode.",
                address.place
            ),
            like,
        ),
        PlaceAnswer::NoPlaces => ask_again(
            &snapshot,
            &address,
            "We cannot look up places yet. Leave the place empty, and search by name or need.",
            &[],
        ),
        PlaceAnswer::Anywhere => for_a_minute(
            StatusCode::OK,
            &list(&snapshot, &address, &answer, None, when, now, notes)?,
        ),
        PlaceAnswer::One(place) => for_a_minute(
            StatusCode::OK,
            &list(&snapshot, &address, &answer, Some(place), when, now, notes)?,
        ),
    })
}

/// The moment asked about; a moment that cannot be read is left out of the question, and said so.
fn read_when(address: &mut FindAddress, notes: &mut Vec<Note>) -> Option<When> {
    let text = address.when.clone()?;
    if let Ok(when) = When::parse(&text) {
        return Some(when);
    }
    address.when = None;
    notes.push(note(format!(
        "We could not read “{text}” as a date and time, so we left it out."
    )));
    None
}

fn note(text: impl Into<String>) -> Note {
    Note {
        text: text.into(),
        links: Vec::new(),
    }
}

/// The question as the directory takes it.
fn ask(address: &FindAddress, when: Option<When>) -> Ask {
    Ask {
        place: address.place.clone(),
        need: address.need.clone(),
        within: (!address.place.is_empty()).then(|| address.miles()),
        when,
        how: address.how.clone(),
        access: address.access.clone(),
        kinds: address.kind.clone(),
        // Without a place there is no nearest.
        best_first: address.best_first || address.place.is_empty(),
        from: address.from(),
        size: PAGE_SIZE,
        facets: true,
    }
}

/// The home page again, with what was typed and what is wrong with it.
fn ask_again(
    snapshot: &Snapshot,
    address: &FindAddress,
    error: &str,
    like: &[Place],
) -> axum::response::Response {
    let needs = snapshot.needs();
    let mut page = HomePage::new(
        &address.place,
        &need_words(&address.need, needs),
        Some(error),
        &|slug| needs.by_slug(slug).is_some(),
    );
    if let Some(errors) = &mut page.errors {
        errors.errors.extend(like.iter().map(|place| {
            Link::new(
                address
                    .but(|other| other.place.clone_from(&place.typed))
                    .href(),
                format!("Did you mean {}?", place.label),
            )
        }));
    }
    for_a_minute(StatusCode::OK, &page)
}

fn choices(places: &[Place]) -> Vec<PlaceChoice> {
    places
        .iter()
        .map(|place| PlaceChoice {
            typed: place.typed.clone(),
            label: place.label.clone(),
            nearby: place.nearby.clone(),
        })
        .collect()
}

fn list(
    snapshot: &Snapshot,
    address: &FindAddress,
    answer: &Answer,
    place: Option<&Place>,
    when: Option<When>,
    now: DateTime,
    notes: Vec<Note>,
) -> Result<ResultsPage, Error> {
    let needs = snapshot.needs();
    let moment = match when {
        Some(When::At(moment)) => moment,
        _ => now,
    };
    let (mut cards, mut spots) = (Vec::new(), Vec::new());
    for (at, hit) in answer.hits.iter().enumerate() {
        let number = address.from() + at + 1;
        let related = Related::of(snapshot, &hit.record)?;
        cards.push(Card::of(
            &related.subject(&hit.record, snapshot, now),
            number,
            hit.distance_metres,
        ));
        spots.push(Spot {
            number,
            point: related
                .location
                .and_then(|location| location.located)
                .map(|located| located.point),
        });
    }
    let need = answer
        .understood
        .need
        .as_ref()
        .map(|need| need.label.clone())
        .or_else(|| (!address.need.is_empty()).then(|| format!("“{}”", address.need)));
    let is_empty = cards.is_empty();
    let mut page = ResultsPage::new(Results {
        address,
        place: place.map(|place| place.label.as_str()),
        nearby: place.and_then(|place| place.nearby.as_deref()),
        need,
        total: answer.total,
        cards,
    });
    page.danger = needs
        .danger(&address.need)
        .map(DangerLine::of)
        .into_iter()
        .collect();
    page.notes = notes;
    page.notes.extend(understanding(address, answer));
    page.chips = results::chips(address, answer.total, &|group, word| {
        left(answer, group, word)
    });
    page.map = place.and_then(|place| map::draw(&place.label, place.point, &spots));
    let moment_words = (moment != now).then(|| format!("on {}", open::moment(moment, now)));
    page.filter = Some(FilterForm::new(
        address,
        place.is_some(),
        moment_words.as_deref(),
    ));
    if is_empty {
        page.empty = Some(ways_on(snapshot, address, answer, when, now)?);
    }
    Ok(page)
}

/// How many services a quick filter would leave.
fn left(answer: &Answer, group: Group, word: &str) -> Option<usize> {
    let facets = answer.facets.as_ref()?;
    if group == Group::When {
        return Some(facets.open);
    }
    let mark = Marks::from_word(word)?;
    facets
        .marks
        .iter()
        .find(|(known, _)| *known == mark || mark.contains(*known))
        .map(|(_, left)| *left)
}

/// What to say of how the words were read.
fn understanding(address: &FindAddress, answer: &Answer) -> Vec<Note> {
    let mut notes = Vec::new();
    let understood = &answer.understood;
    if understood.need.is_none() && !address.need.is_empty() {
        let text = match (answer.total, understood.some_words_missing) {
            (0, _) => format!(
                "We do not know “{}” as a need, and no service has these words.",
                address.need
            ),
            (_, true) => format!(
                "No service has all the words in “{}”. These have some of them.",
                address.need
            ),
            (_, false) => format!("These services have the words “{}”.", address.need),
        };
        let links = understood.closest.iter().map(|need| {
            Link::new(
                address
                    .but(|other| other.need.clone_from(&need.slug))
                    .href(),
                sentence(&need.label),
            )
        });
        let links: Vec<Link> = links.collect();
        notes.push(Note {
            text: if links.is_empty() {
                text
            } else {
                format!("{text} You can also look for:")
            },
            links,
        });
    }
    for word in &answer.unknown_words {
        notes.push(note(format!(
            "We do not know the filter “{word}”, so we left it out."
        )));
    }
    for word in &address.not_understood {
        notes.push(note(format!(
            "We could not read “{word}” in the address, so we left it out."
        )));
    }
    notes
}

/// When there is nothing: which filter did it, and how to go on.
fn ways_on(
    snapshot: &Snapshot,
    address: &FindAddress,
    answer: &Answer,
    when: Option<When>,
    now: DateTime,
) -> Result<Vec<Link>, Error> {
    let mut links = Vec::new();
    if answer.total > 0 {
        links.push(Link::new(
            address.on_page(1).href(),
            "Go to the first page of results",
        ));
        return Ok(links);
    }
    let total = |other: &FindAddress, when| {
        snapshot
            .find(
                &Ask {
                    size: 0,
                    facets: false,
                    ..ask(other, when)
                },
                now,
            )
            .map(|answer| answer.total)
    };
    for (name, without) in results::set_filters(address) {
        let found = total(&without, when.filter(|_| without.when.is_some()))?;
        if found > 0 {
            links.push(Link::new(
                without.href(),
                format!(
                    "Take away “{name}” to see {}",
                    count(found, "service", "services")
                ),
            ));
        }
    }
    if !address.place.is_empty() && address.miles() < 15.0 {
        let wider = address.but(|other| other.within = Some(15.0));
        let found = total(&wider, when)?;
        links.push(Link::new(
            wider.href(),
            format!(
                "Look within 15 miles ({} there)",
                count(found, "service", "services")
            ),
        ));
    }
    if address.how.iter().all(|word| word != "by-phone-or-online") && !address.need.is_empty() {
        let remote = address
            .bare()
            .but(|other| other.how = vec!["by-phone-or-online".to_owned()]);
        let found = total(&remote, None)?;
        if found > 0 {
            links.push(Link::new(
                remote.href(),
                format!(
                    "See {} by phone or online",
                    count(found, "service", "services")
                ),
            ));
        }
    }
    if links.is_empty() || !results::set_filters(address).is_empty() {
        links.push(Link::new(address.bare().href(), "Clear all filters"));
    }
    links.push(Link::new("/need", "See all needs from A to Z"));
    Ok(links)
}
