//! The row loop of every JSON format: objects in, rows out, each counted once.

use super::objects::{Envelope, Found, Layout, Objects, Shape};
use super::scan::walk;
use super::tree::{Json, Without};
use crate::fault::Fault;
use crate::json::Files;
use crate::read::{Encoding, Pen, Sniffed};
use crate::reader::{Outcome, Progress, Row, Rows};
use model::{Entry, EntryType, Finding, RowPlace};
use serde::Deserialize;
use serde::de::DeserializeSeed as _;
use std::borrow::Cow;
use std::io::Read;

/// What a JSON format does: everything else is done by [`JsonRows`].
pub(crate) trait Format: Send {
    /// What `object` gives. Findings go to `pen`; a refusal must leave one.
    fn describe(&mut self, object: &Object<'_>, pen: &mut Pen<'_>) -> Told;

    /// The entries that an object would have given of which only the start can be read.
    fn keeps(&self, start: &Start<'_>) -> Vec<(EntryType, String)>;

    /// Looks at what stood beside the elements of a file, once all of it was read; `last` for the last file. False,
    /// with a finding, when more belongs to the document than was given.
    fn ended(&mut self, _beside: &Envelope, _last: bool, _pen: &mut Pen<'_>) -> bool {
        true
    }
}

/// What came of an object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Told {
    /// It gave these entries, organization first.
    Described(Vec<Entry>),
    /// It says of itself that it is not to be shown: it counts as not listed. Nothing of it is kept.
    Hidden,
    /// It could not be used; these entries stay as last said.
    Refused(Vec<(EntryType, String)>),
    /// It is not used, and nothing is missing for that: a second one of an id, one about a person, one of a kind
    /// that is no directory entry. Nothing of it is kept when it is about a person.
    Unwanted {
        /// True when it is about a person.
        person: bool,
    },
}

/// One object.
pub(crate) struct Object<'a> {
    /// It as text, in UTF-8, without control characters.
    pub text: &'a str,
}

impl Object<'_> {
    /// Parses it. None, with a refusal, when it is not valid JSON, has a member twice, or is not of the shape.
    pub fn parse<'a, T: Deserialize<'a>>(&'a self, pen: &mut Pen<'_>) -> Option<T> {
        parsed(serde_json::from_str(self.text), pen)
    }

    /// Parses it as a tree without the members of these names.
    pub fn tree_without(
        &self,
        names: &'static [&'static str],
        pen: &mut Pen<'_>,
    ) -> Option<Json<'_>> {
        let mut read = serde_json::Deserializer::from_str(self.text);
        let tree = Without(names).deserialize(&mut read);
        parsed(tree.and_then(|tree| read.end().map(|()| tree)), pen)
    }

    /// The object as what could be read of a broken one.
    pub fn start(&self) -> Start<'_> {
        Start(self.text.as_bytes())
    }
}

fn parsed<T>(result: serde_json::Result<T>, pen: &mut Pen<'_>) -> Option<T> {
    let problem = match result {
        Ok(value) => return Some(value),
        Err(e) => e.to_string(),
    };
    let fault = if problem.starts_with("duplicate ") {
        Fault::RepeatedMember
    } else {
        Fault::BrokenObject
    };
    pen.refuse(fault, None, &problem);
    None
}

/// The start of an object that could not be used.
pub(crate) struct Start<'a>(&'a [u8]);

impl<'a> Start<'a> {
    /// What can be read of the object that is its member `name`.
    pub fn object(&self, name: &str) -> Option<Start<'a>> {
        let mut found = None;
        walk(self.0, |found_name, value, _| {
            if found_name == name.as_bytes() && value.first() == Some(&b'{') {
                found = Some(Start(value));
            }
            found.is_none()
        });
        found
    }

    /// The text or number of its member `name`, when that can be read whole.
    pub fn member(&self, name: &str) -> Option<String> {
        let mut found = None;
        walk(self.0, |found_name, value, whole| {
            if found_name != name.as_bytes() {
                return true;
            }
            // A number at the very end may have lost its last digits.
            if whole && !matches!(value.first(), Some(b'{' | b'[')) {
                found = serde_json::from_slice::<String>(value).ok().or_else(|| {
                    let digits = value.iter().all(u8::is_ascii_digit) && !value.is_empty();
                    digits.then(|| String::from_utf8_lossy(value).into_owned())
                });
            }
            false
        });
        found
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    }
}

/// One file being read.
struct Current {
    name: String,
    encoding: Encoding,
    objects: Objects<Box<dyn Read + Send>>,
    at: u16,
}

/// The rows of a document of one or more JSON files.
pub(crate) struct JsonRows<F> {
    format: F,
    waiting: std::vec::IntoIter<(Sniffed, Layout)>,
    current: Option<Current>,
    opened: u16,
    passed: u64,
}

impl<F: Format> JsonRows<F> {
    /// Reads `files` by `format`, one after the other.
    pub fn new(files: Files, format: F) -> Self {
        Self {
            format,
            waiting: files.into_iter(),
            current: None,
            opened: 0,
            passed: 0,
        }
    }

    fn open_next(&mut self) -> bool {
        self.passed += self.current.take().map_or(0, |file| file.objects.passed());
        let Some((input, layout)) = self.waiting.next() else {
            return false;
        };
        let (name, encoding, line_break) = (input.name.clone(), input.encoding, input.line_break);
        self.current = Some(Current {
            name,
            encoding,
            objects: Objects::new(input.into_bytes(), line_break, layout),
            at: self.opened,
        });
        self.opened = self.opened.saturating_add(1);
        true
    }

    /// The row that `found` is.
    fn row(&mut self, found: Found, progress: &mut Progress) -> Option<Row> {
        let file = self.current.as_mut()?;
        let mut findings = Vec::new();
        let mut pen = Pen {
            file: &file.name,
            line: found.line,
            findings: &mut findings,
        };
        let raw = file.objects.raw();
        let mut kept = vec![raw.to_vec()];
        let fault = match found.shape {
            Shape::Whole { .. } => None,
            Shape::TooLong => Some(Fault::TooLong),
            Shape::TooDeep => Some(Fault::TooDeep),
            Shape::Broken => Some(Fault::BrokenObject),
            Shape::NotAnObject => Some(Fault::NotAnObject),
            Shape::NoList => Some(Fault::NoList),
            Shape::CutOff => Some(Fault::CutOff),
        };
        let told = if let Some(fault) = fault {
            let tail = &raw[raw.len().saturating_sub(40)..];
            let seen = if found.shape == Shape::Broken {
                String::from_utf8_lossy(tail)
            } else {
                Cow::Borrowed("")
            };
            pen.refuse(fault, None, &seen);
            if found.shape == Shape::CutOff && raw.is_empty() {
                progress.intact = false;
                return Some(note(file.at, found.line, findings));
            }
            if matches!(found.shape, Shape::TooLong | Shape::CutOff) || raw.is_empty() {
                kept.clear();
            }
            if matches!(found.shape, Shape::CutOff) {
                Told::Refused(Vec::new())
            } else {
                Told::Refused(self.format.keeps(&Start(raw)))
            }
        } else {
            let controls = found.shape == Shape::Whole { controls: true };
            let text = clean(raw, controls, &mut file.encoding, &mut pen);
            self.format.describe(&Object { text: &text }, &mut pen)
        };
        let tally = &mut progress.tally;
        tally.read += 1;
        let outcome = match told {
            Told::Described(entries) => {
                tally.described += 1;
                Outcome::Described(entries)
            }
            Told::Hidden => {
                tally.blank += 1;
                kept.clear();
                Outcome::Note
            }
            Told::Refused(keeps) => {
                tally.refused += 1;
                progress.intact &= !keeps.is_empty();
                Outcome::Refused { keeps }
            }
            Told::Unwanted { person } => {
                tally.refused += 1;
                if person {
                    kept.clear();
                }
                Outcome::Refused { keeps: Vec::new() }
            }
        };
        Some(Row {
            place: RowPlace {
                file: file.at,
                line: found.line,
            },
            raw: kept,
            outcome,
            findings,
        })
    }

    /// What is to be said of a file that was read to its end.
    fn end(&mut self, progress: &mut Progress) -> Option<Row> {
        let file = self.current.as_mut()?;
        progress.intact &= file.objects.intact;
        let (line, mut findings) = (file.objects.line(), Vec::new());
        let mut pen = Pen {
            file: &file.name,
            line,
            findings: &mut findings,
        };
        if let Some((bytes, first)) = file.objects.unread() {
            let seen = format!("{bytes} bytes, the first on line {first}");
            let place = model::Where {
                line: first,
                ..pen.place(None)
            };
            pen.findings.push(Fault::Unread.finding(place, &seen));
        }
        let last = self.waiting.len() == 0;
        progress.intact &= self.format.ended(file.objects.envelope(), last, &mut pen);
        (!findings.is_empty()).then(|| note(file.at, line, findings))
    }
}

fn note(file: u16, line: u64, findings: Vec<Finding>) -> Row {
    Row {
        place: RowPlace { file, line },
        raw: Vec::new(),
        outcome: Outcome::Note,
        findings,
    }
}

/// An object's bytes as text that can be parsed. What had to be mended is noted.
fn clean<'a>(
    raw: &'a [u8],
    controls: bool,
    encoding: &mut Encoding,
    pen: &mut Pen<'_>,
) -> Cow<'a, str> {
    let mut text = if let Ok(text) = std::str::from_utf8(raw) {
        Cow::Borrowed(text)
    } else {
        // JSON is in UTF-8; what is not is most likely in Windows-1252.
        pen.say(Fault::BadBytes, "");
        let mut text = String::with_capacity(raw.len());
        encoding.decode(raw, &mut text);
        Cow::Owned(text)
    };
    if controls {
        pen.say(Fault::ControlCharacter, "");
        // Between texts a tab or a line break is a blank, and no other control character can stand there.
        text = Cow::Owned(text.replace(|c: char| c < ' ', " "));
    }
    text
}

impl<F: Format> Rows for JsonRows<F> {
    fn next(&mut self, progress: &mut Progress) -> Option<Row> {
        loop {
            let Some(file) = self.current.as_mut() else {
                if self.open_next() {
                    continue;
                }
                return None;
            };
            match file.objects.next() {
                Ok(Some(found)) => return self.row(found, progress),
                Ok(None) => {
                    let row = self.end(progress);
                    self.passed += self.current.take().map_or(0, |file| file.objects.passed());
                    if row.is_some() {
                        return row;
                    }
                }
                Err(e) => {
                    progress.intact = false;
                    let (line, mut findings) = (file.objects.line(), Vec::new());
                    Pen {
                        file: &file.name,
                        line,
                        findings: &mut findings,
                    }
                    .refuse(Fault::ReadFailed, None, &e.to_string());
                    let row = note(file.at, line, findings);
                    self.passed += self.current.take().map_or(0, |file| file.objects.passed());
                    return Some(row);
                }
            }
        }
    }

    fn bytes_read(&self) -> u64 {
        self.passed
            + self
                .current
                .as_ref()
                .map_or(0, |file| file.objects.passed())
    }
}

#[cfg(test)]
mod tests;
