//! A table whose rows are JSON objects: one below the other, in a list, or in the one list of an envelope.
//!
//! A column is a member; one inside another is named with a dot, as `address.postcode`, and one of a list by its
//! place, as `phones.0.number`. A list of words is one cell, with semicolons between.

use super::make::Maker;
use super::map::ColumnMap;
use super::plan::Plan;
use crate::fault::Unreadable;
use crate::json::Files;
use crate::read::json::{Format, Glance, Json, JsonRows, Layout, Start, Told, glance};
use crate::read::{Cells, Encoding, Header, Pen, Sniffed};
use crate::reader::{Opened, Outcome};
use model::{EntryType, SourceKey};
use std::borrow::Cow;

/// How deep members are looked into, and how many elements of a list have names.
const DEPTH: usize = 5;
const ELEMENTS: usize = 10;
/// The most columns that are found out.
const WIDTH: usize = 500;

/// Starts reading `input`, which looks like `glance`, by `map`.
pub(crate) fn open(
    source: &SourceKey,
    input: Sniffed,
    glance: &Glance,
    map: &ColumnMap,
) -> Result<Opened, Unreadable> {
    let layout = layout(glance);
    let header = header(&input.sample, &layout);
    let plan = Plan::new(&input.name, 1, &header, map)?;
    let format = Members {
        maker: Maker::new(source.clone(), header, plan),
        cells: Cells::default(),
        told: false,
    };
    let files: Files = vec![(input, layout)];
    Ok(Opened {
        table: "table".to_owned(),
        amendment: false,
        said: None,
        rows: Box::new(JsonRows::new(files, format)),
    })
}

/// Where the rows stand: in the one list of objects that the first object has, unless it looks like a row itself.
pub(crate) fn layout(glance: &Glance) -> Layout {
    let lists: Vec<&str> = glance
        .names()
        .filter(|name| glance.within(name).is_some_and(|within| !within.is_empty()))
        .collect();
    match lists.as_slice() {
        [list] if !glance.list && !glance.has(&["name"]) && !glance.has(&["id"]) => {
            Layout::Member((*list).to_owned())
        }
        _ => Layout::Elements,
    }
}

/// The columns of the objects at the beginning of a document, in order of appearance.
pub(crate) fn header(sample: &[u8], layout: &Layout) -> Header {
    let mut names: Vec<String> = Vec::new();
    let mut known = std::collections::HashSet::new();
    each_object(sample, layout, |object| {
        columns("", object, 0, &mut |name| {
            if names.len() < WIDTH && known.insert(name.to_owned()) {
                names.push(name.to_owned());
            }
        });
        names.len() < WIDTH
    });
    Header::named(names)
}

/// Gives each object at the beginning of a document to `take`, until that says false.
pub(crate) fn each_object(sample: &[u8], layout: &Layout, mut take: impl FnMut(&Json<'_>) -> bool) {
    let mut objects = crate::read::json::Objects::new(sample, b'\n', layout.clone());
    // A slice is read without fail.
    while let Ok(Some(_)) = objects.next() {
        if let Ok(object) = serde_json::from_slice::<Json<'_>>(objects.raw())
            && !take(&object)
        {
            return;
        }
    }
}

/// Names the columns that `value` has, whose own name is `path`.
fn columns(path: &str, value: &Json<'_>, depth: usize, take: &mut impl FnMut(&str)) {
    let below = |name: &str| {
        if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        }
    };
    match value {
        Json::Object(members) if depth < DEPTH => {
            for (name, member) in members {
                columns(&below(name), member, depth + 1, take);
            }
        }
        Json::List(list) if list.iter().any(Json::is_compound) && depth < DEPTH => {
            for (at, element) in list.iter().take(ELEMENTS).enumerate() {
                columns(&below(&at.to_string()), element, depth + 1, take);
            }
        }
        _ if !path.is_empty() => take(path),
        _ => {}
    }
}

/// The text of the column `path` in `object`; empty when it is not there.
pub(crate) fn cell<'a>(object: &'a Json<'_>, path: &str) -> Cow<'a, str> {
    let mut value = object;
    let mut rest = path;
    // A member may have a dot in its own name.
    while !rest.is_empty() {
        if let Some(found) = value.member(rest) {
            value = found;
            break;
        }
        let (first, after) = rest.split_once('.').unwrap_or((rest, ""));
        let found = match value {
            Json::List(list) => first.parse().ok().and_then(|at: usize| list.get(at)),
            _ => value.member(first),
        };
        let Some(found) = found else {
            return Cow::Borrowed("");
        };
        value = found;
        rest = after;
    }
    match value {
        Json::List(list) => {
            let words: Vec<Cow<'_, str>> = list.iter().map(Json::text).collect();
            Cow::Owned(words.join("; "))
        }
        value => value.text(),
    }
}

/// Objects as rows.
struct Members {
    maker: Maker,
    cells: Cells,
    /// True once it was said which columns are not there.
    told: bool,
}

impl Format for Members {
    fn describe(&mut self, object: &Json<'_>, pen: &mut Pen<'_>) -> Told {
        if !std::mem::replace(&mut self.told, true) {
            pen.findings.extend(self.maker.absent());
        }
        let cells = self
            .maker
            .header()
            .names()
            .iter()
            .map(|name| cell(object, name));
        let bytes = cells.map(|text| text.into_owned().into_bytes());
        self.cells.fill(bytes, &mut Encoding::Utf8);
        let made = self.maker.make(&self.cells, pen);
        match made.outcome {
            Outcome::Described(entries) => Told::Described(entries),
            Outcome::Refused { keeps } if !made.sure || !keeps.is_empty() => Told::Refused(keeps),
            Outcome::Refused { .. } | Outcome::Note => Told::Unwanted { person: false },
        }
    }

    fn keeps(&mut self, start: &Start<'_>) -> Vec<(EntryType, String)> {
        let id = self.maker.id_name().and_then(|name| start.member(name));
        id.map_or_else(Vec::new, |id| self.maker.keeps(&id))
    }
}

/// What the one file of a document of JSON objects looks like; none when it is no JSON.
pub(crate) fn looks(input: &Sniffed) -> Option<Glance> {
    glance(&input.sample)
}
