//! `fingerpost find`: the finder on the command line, in the words of the results address.

use super::Session;
use crate::args::Find;
use crate::out::{Exit, Failure};
use directory::{Answer, Ask, PlaceAnswer, Snapshot, When};
use model::{Field, Value};
use serde_json::{Value as Json, json};
use std::io::{BufRead as _, Write as _};
use std::path::Path;

pub fn run(session: &Session, flags: &Find) -> Result<Exit, Failure> {
    let snapshot = session.existing()?.snapshot();
    if let Some(path) = &flags.batch {
        return batch(session, &snapshot, path);
    }
    let ask = ask(flags)?;
    let answer = snapshot
        .find(&ask, session.clock.wall())
        .map_err(Failure::doing("find"))?;
    for word in &answer.unknown_words {
        session
            .out
            .say(&format!("“{word}” is no filter and was left out"));
    }
    session.out.result(
        || answer_json(&snapshot, &answer),
        || words(&snapshot, &answer),
    );
    Ok(match answer.place {
        PlaceAnswer::Anywhere | PlaceAnswer::One(_) => Exit::Fine,
        _ => Exit::Faults,
    })
}

fn ask(flags: &Find) -> Result<Ask, Failure> {
    if flags
        .within
        .is_some_and(|miles| !(miles > 0.0 && miles <= 1_000.0))
    {
        return Err(Failure::WrongUse(
            "--within takes miles, more than 0 and at most 1000".to_owned(),
        ));
    }
    let when = match flags.when.as_deref() {
        Some(text) => Some(When::parse(text).map_err(Failure::doing("understand --when"))?),
        None => None,
    };
    Ok(Ask {
        place: flags.place.clone().unwrap_or_default(),
        need: flags.need.clone().unwrap_or_default(),
        within: flags.within,
        when,
        how: flags.how.clone(),
        access: flags.access.clone(),
        kinds: flags.kind.clone(),
        best_first: flags.sort == "best",
        from: flags.page.saturating_sub(1).saturating_mul(flags.size),
        size: flags.size.min(1_000),
        facets: false,
    })
}

/// Answers one question a line.
fn batch(session: &Session, snapshot: &Snapshot, path: &Path) -> Result<Exit, Failure> {
    let io = |problem| Failure::Io {
        doing: format!("read {}", path.display()),
        problem,
    };
    let file = std::fs::File::open(path).map_err(io)?;
    let mut stdout = std::io::BufWriter::new(std::io::stdout().lock());
    for (line, text) in std::io::BufReader::new(file).lines().enumerate() {
        let text = text.map_err(io)?;
        let asked: Json = serde_json::from_str(&text).map_err(|e| {
            Failure::WrongUse(format!(
                "{}:{}: {e}; write one JSON object a line",
                path.display(),
                line + 1
            ))
        })?;
        let ask = ask(&flags_of(&asked))?;
        let answer = snapshot
            .find(&ask, session.clock.wall())
            .map_err(Failure::doing("find"))?;
        if writeln!(stdout, "{}", answer_json(snapshot, &answer)).is_err() {
            break;
        }
    }
    Ok(Exit::Fine)
}

fn flags_of(asked: &Json) -> Find {
    let text = |key: &str| asked.get(key).and_then(Json::as_str).map(str::to_owned);
    let list = |key: &str| match asked.get(key) {
        Some(Json::Array(items)) => items
            .iter()
            .filter_map(Json::as_str)
            .map(str::to_owned)
            .collect(),
        Some(Json::String(one)) => vec![one.clone()],
        _ => Vec::new(),
    };
    let number = |key: &str, default: usize| {
        asked
            .get(key)
            .and_then(Json::as_u64)
            .map_or(default, |n| n as usize)
    };
    Find {
        place: text("where"),
        need: text("need"),
        within: asked.get("within").and_then(Json::as_f64),
        when: text("when"),
        how: list("how"),
        access: list("access"),
        kind: list("kind"),
        sort: text("sort").unwrap_or_else(|| "nearest".to_owned()),
        page: number("page", 1),
        size: number("size", 10),
        batch: None,
    }
}

fn answer_json(snapshot: &Snapshot, answer: &Answer) -> Json {
    json!({
        "position": snapshot.position().0,
        "total": answer.total,
        "hits": answer.hits.iter().map(|hit| json!({
            "id": hit.record.id.to_string(),
            "name": hit.record.text(Field::Name),
            "kinds": match hit.record.value(Field::Kind) {
                Some(Value::Terms(terms)) => terms.iter().map(model::Term::as_str).collect::<Vec<_>>(),
                _ => Vec::new(),
            },
            "distance_metres": hit.distance_metres.map(f64::round),
            "open": hit.open,
        })).collect::<Json>(),
    })
}

fn words(snapshot: &Snapshot, answer: &Answer) -> String {
    match &answer.place {
        PlaceAnswer::Several(places) => {
            let all: Vec<&str> = places.iter().map(|p| p.typed.as_str()).collect();
            return format!("Which one? {}", all.join("; "));
        }
        PlaceAnswer::UnknownPostcode(typed) => {
            return format!(
                "We do not know the postcode {typed}. Check it, or use a town or village."
            );
        }
        PlaceAnswer::Unknown(closest) => {
            let all: Vec<&str> = closest.iter().map(|p| p.typed.as_str()).collect();
            return format!(
                "We do not know that place. The closest names are: {}",
                all.join("; ")
            );
        }
        PlaceAnswer::NoPlaces => {
            return "Postcodes and towns are not loaded yet. See `fingerpost places import`."
                .to_owned();
        }
        PlaceAnswer::Anywhere | PlaceAnswer::One(_) => {}
    }
    let mut text = format!("{} services", answer.total);
    if let Some(need) = &answer.understood.need {
        text.push_str(&format!(" for {}", need.label));
    }
    if let PlaceAnswer::One(place) = &answer.place {
        text.push_str(&format!(" near {}", place.label));
    }
    text.push('\n');
    for hit in &answer.hits {
        let distance = hit.distance_metres.map_or("no distance".to_owned(), |m| {
            format!("{:.1} miles", m / 1609.344)
        });
        let open = match hit.open {
            Some(true) => "open",
            Some(false) => "closed",
            None => "not known if open",
        };
        let place = match hit.record.value(Field::Location) {
            Some(Value::Reference(id)) => snapshot.follow(id).ok().flatten().and_then(|l| match l
                .value(Field::Address)
            {
                Some(Value::Address(address)) => Some(address.one_line()),
                _ => None,
            }),
            _ => None,
        };
        text.push_str(&format!(
            "  {} – {distance}, {open}{} [{}]\n",
            hit.record.text(Field::Name).unwrap_or("(no name)"),
            place.map_or(String::new(), |p| format!(", {p}")),
            hit.record.id
        ));
    }
    text
}
