//! What can be said about a field, and its canonical JSON form: the form the log keeps and hashes.

use crate::canonical::write_string;
use crate::{
    Address, BankHolidays, Code, Day, EntryId, Field, Grade, Hours, Phone, Point, Rating, Session,
    Shape, Term,
};
use crate::{canonical_json, parse_minute};
use jiff::civil::Date;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;

/// Whether an organization or service is running.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Running (ODS `A`).
    Active,
    /// Closed (ODS `C`).
    Closed,
    /// Dormant (ODS `D`).
    Dormant,
    /// Not yet open (ODS `P`).
    Proposed,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Active, Self::Closed, Self::Dormant, Self::Proposed];

    /// The word: `active`, `closed`, `dormant` or `proposed`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Closed => "closed",
            Self::Dormant => "dormant",
            Self::Proposed => "proposed",
        }
    }
}

/// One value of a field. Never empty: "none" is the absence of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text, trimmed, not empty.
    Text(String),
    /// Terms, at least one.
    Terms(BTreeSet<Term>),
    /// Codes, at least one.
    Codes(BTreeSet<Code>),
    /// A day.
    Date(Date),
    /// A status.
    Status(Status),
    /// A telephone number.
    Phone(Phone),
    /// An address.
    Address(Box<Address>),
    /// Opening times.
    Hours(Box<Hours>),
    /// Another entry.
    Reference(EntryId),
    /// Years.
    Age(u8),
    /// A rating, with at least one grade.
    Rating(Box<Rating>),
    /// How many.
    Count(u32),
}

/// JSON that is not the canonical form of a value of this field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a value of `{}`: {json}", .field.as_str())]
pub struct BadValue {
    /// The field.
    pub field: Field,
    /// What stood there.
    pub json: String,
}

impl Value {
    /// A text value: trimmed, none when empty.
    pub fn text(text: &str) -> Option<Self> {
        let trimmed = text.trim();
        (!trimmed.is_empty()).then(|| Self::Text(trimmed.to_owned()))
    }

    /// A set of terms, none when empty.
    pub fn terms(terms: impl IntoIterator<Item = Term>) -> Option<Self> {
        let set: BTreeSet<Term> = terms.into_iter().collect();
        (!set.is_empty()).then_some(Self::Terms(set))
    }

    /// A set of codes, none when empty.
    pub fn codes(codes: impl IntoIterator<Item = Code>) -> Option<Self> {
        let set: BTreeSet<Code> = codes.into_iter().collect();
        (!set.is_empty()).then_some(Self::Codes(set))
    }

    /// A rating, none when it holds no grade.
    pub fn rating(rating: Rating) -> Option<Self> {
        (!rating.is_empty()).then(|| Self::Rating(Box::new(rating)))
    }

    /// The shape it has.
    pub fn shape(&self) -> Shape {
        match self {
            Self::Text(_) => Shape::Text,
            Self::Terms(_) => Shape::Terms,
            Self::Codes(_) => Shape::Codes,
            Self::Date(_) => Shape::Date,
            Self::Status(_) => Shape::Status,
            Self::Phone(_) => Shape::Phone,
            Self::Address(_) => Shape::Address,
            Self::Hours(_) => Shape::Hours,
            Self::Reference(_) => Shape::Reference,
            Self::Age(_) => Shape::Age,
            Self::Rating(_) => Shape::Rating,
            Self::Count(_) => Shape::Count,
        }
    }

    /// The value as JSON: text and dates as strings, sets as sorted arrays, an address and hours as objects.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Text(text) => json!(text),
            Self::Terms(terms) => terms.iter().map(Term::as_str).collect(),
            Self::Codes(codes) => codes.iter().map(ToString::to_string).collect(),
            Self::Date(date) => json!(date.to_string()),
            Self::Status(status) => json!(status.as_str()),
            Self::Phone(phone) => json!(phone.digits()),
            Self::Address(address) => address_json(address),
            Self::Hours(hours) => hours_json(hours),
            Self::Reference(id) => json!(id.to_string()),
            Self::Age(years) => json!(years),
            Self::Rating(rating) => rating_json(rating),
            Self::Count(count) => json!(count),
        }
    }

    /// The canonical bytes of the value: RFC 8785 of [`Self::to_json`].
    pub fn canonical(&self) -> String {
        let mut out = String::new();
        self.write_canonical(&mut out);
        out
    }

    /// Appends [`Self::canonical`]. The frequent shapes are written without making JSON of them first.
    pub(crate) fn write_canonical(&self, out: &mut String) {
        let mut list = |texts: &mut dyn Iterator<Item = String>| {
            out.push('[');
            for (n, text) in texts.enumerate() {
                if n > 0 {
                    out.push(',');
                }
                write_string(&text, out);
            }
            out.push(']');
        };
        match self {
            Self::Text(text) => write_string(text, out),
            Self::Status(status) => write_string(status.as_str(), out),
            Self::Phone(phone) => write_string(phone.digits(), out),
            Self::Reference(id) => write_string(&id.to_string(), out),
            Self::Date(date) => write_string(&date.to_string(), out),
            Self::Terms(terms) => list(&mut terms.iter().map(ToString::to_string)),
            Self::Codes(codes) => list(&mut codes.iter().map(ToString::to_string)),
            Self::Address(_) | Self::Hours(_) | Self::Age(_) | Self::Rating(_) | Self::Count(_) => {
                out.push_str(&canonical_json(&self.to_json()));
            }
        }
    }

    /// Reads back what [`Self::to_json`] wrote for `field`.
    ///
    /// # Errors
    /// [`BadValue`] when it is not of the field's shape.
    pub fn from_json(field: Field, json: &Json) -> Result<Self, BadValue> {
        read(field.shape(), json).ok_or_else(|| BadValue {
            field,
            json: json.to_string(),
        })
    }
}

fn address_json(address: &Address) -> Json {
    let mut map = Map::new();
    if !address.lines.is_empty() {
        map.insert("lines".into(), json!(address.lines));
    }
    for (key, part) in [("city", &address.city), ("county", &address.county)] {
        if let Some(part) = part {
            map.insert(key.into(), json!(part));
        }
    }
    if let Some(postcode) = &address.postcode {
        map.insert("postcode".into(), json!(postcode.as_str()));
    }
    if let Some(point) = address.point {
        map.insert("latitude".into(), json!(point.latitude()));
        map.insert("longitude".into(), json!(point.longitude()));
    }
    Json::Object(map)
}

const DAYS: [&str; 7] = ["mo", "tu", "we", "th", "fr", "sa", "su"];

fn sessions_json(sessions: &[Session]) -> Json {
    sessions.iter().map(ToString::to_string).collect()
}

fn hours_json(hours: &Hours) -> Json {
    let mut map = Map::new();
    for (name, day) in DAYS.iter().zip(&hours.weekly) {
        if *day != Day::NotKnown {
            map.insert((*name).into(), sessions_json(day.sessions()));
        }
    }
    if !hours.exceptions.is_empty() {
        let dates = hours
            .exceptions
            .iter()
            .map(|(date, day)| (date.to_string(), sessions_json(day.sessions())));
        map.insert("dates".into(), Json::Object(dates.collect()));
    }
    match &hours.bank_holidays {
        BankHolidays::NotSaid => {}
        BankHolidays::Closed => {
            map.insert("bank_holidays".into(), json!([]));
        }
        BankHolidays::Open(sessions) => {
            map.insert("bank_holidays".into(), sessions_json(sessions));
        }
    }
    Json::Object(map)
}

fn rating_json(rating: &Rating) -> Json {
    let mut map = Map::new();
    let overall = std::iter::once(("overall", &rating.overall));
    for (key, grade) in overall.chain(Rating::QUESTIONS.into_iter().zip(&rating.questions)) {
        if let Some(grade) = grade {
            map.insert(key.into(), json!(grade.as_str()));
        }
    }
    if let Some(published) = rating.published {
        map.insert("published".into(), json!(published.to_string()));
    }
    Json::Object(map)
}

fn read(shape: Shape, json: &Json) -> Option<Value> {
    let strings = || {
        json.as_array()?
            .iter()
            .map(Json::as_str)
            .collect::<Option<Vec<&str>>>()
    };
    match shape {
        Shape::Text => json.as_str().and_then(Value::text),
        Shape::Terms => Value::terms(
            strings()?
                .into_iter()
                .map(Term::slug)
                .collect::<Option<Vec<_>>>()?,
        ),
        Shape::Codes => Value::codes(
            strings()?
                .into_iter()
                .map(|c| c.parse().ok())
                .collect::<Option<Vec<_>>>()?,
        ),
        Shape::Date => json.as_str()?.parse().ok().map(Value::Date),
        Shape::Status => {
            let word = json.as_str()?;
            Status::ALL
                .into_iter()
                .find(|s| s.as_str() == word)
                .map(Value::Status)
        }
        Shape::Phone => json.as_str().and_then(Phone::parse).map(Value::Phone),
        Shape::Address => read_address(json).map(|a| Value::Address(Box::new(a))),
        Shape::Hours => read_hours(json).map(|h| Value::Hours(Box::new(h))),
        Shape::Reference => json.as_str()?.parse().ok().map(Value::Reference),
        Shape::Age => json
            .as_u64()
            .and_then(|n| u8::try_from(n).ok())
            .map(Value::Age),
        Shape::Rating => read_rating(json).and_then(Value::rating),
        Shape::Count => json
            .as_u64()
            .and_then(|n| u32::try_from(n).ok())
            .map(Value::Count),
    }
}

fn read_rating(json: &Json) -> Option<Rating> {
    let mut rating = Rating::default();
    for (key, part) in json.as_object()? {
        let word = part.as_str()?;
        if key == "published" {
            rating.published = Some(word.parse().ok()?);
            continue;
        }
        let grade = Grade::ALL.into_iter().find(|grade| grade.as_str() == word);
        if key == "overall" {
            rating.overall = Some(grade?);
        } else {
            let at = Rating::QUESTIONS
                .into_iter()
                .position(|question| question == key)?;
            rating.questions[at] = Some(grade?);
        }
    }
    Some(rating)
}

fn read_address(json: &Json) -> Option<Address> {
    let map = json.as_object()?;
    let part = |key: &str| {
        map.get(key)
            .map_or(Some(None), |p| p.as_str().map(|p| Some(p.to_owned())))
    };
    let lines = match map.get("lines") {
        Some(lines) => lines
            .as_array()?
            .iter()
            .map(|l| l.as_str().map(str::to_owned))
            .collect::<Option<_>>()?,
        None => Vec::new(),
    };
    let postcode = match map.get("postcode") {
        Some(postcode) => Some(postcode.as_str()?.parse().ok()?),
        None => None,
    };
    let point = match (map.get("latitude"), map.get("longitude")) {
        (Some(latitude), Some(longitude)) => {
            Some(Point::new(latitude.as_f64()?, longitude.as_f64()?).ok()?)
        }
        (None, None) => None,
        _ => return None,
    };
    Some(Address {
        lines,
        city: part("city")?,
        county: part("county")?,
        postcode,
        point,
    })
}

fn read_sessions(json: &Json) -> Option<Vec<Session>> {
    let read = |text: &Json| {
        let (opens, closes) = text.as_str()?.split_once('-')?;
        Session::new(parse_minute(opens).ok()?, parse_minute(closes).ok()?).ok()
    };
    json.as_array()?.iter().map(read).collect()
}

fn read_hours(json: &Json) -> Option<Hours> {
    let mut hours = Hours::default();
    for (key, part) in json.as_object()? {
        if let Some(at) = DAYS.iter().position(|name| name == key) {
            hours.weekly[at] = Day::of(read_sessions(part)?);
        } else if key == "dates" {
            for (date, sessions) in part.as_object()? {
                hours
                    .exceptions
                    .insert(date.parse().ok()?, Day::of(read_sessions(sessions)?));
            }
        } else if key == "bank_holidays" {
            let sessions = read_sessions(part)?;
            hours.bank_holidays = if sessions.is_empty() {
                BankHolidays::Closed
            } else {
                BankHolidays::Open(sessions)
            };
        } else {
            return None;
        }
    }
    Some(hours)
}
