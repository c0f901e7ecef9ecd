//! The row loop of every JSON format: objects in, rows out, each counted once.

use super::objects::{Envelope, Found, Layout, Next, Objects, Shape};
use super::scan::walk;
use super::tree::{self, Json};
use crate::fault::Fault;
use crate::json::Files;
use crate::read::{Encoding, Pen, Sniffed};
use crate::reader::{Outcome, Progress, Row, Rows};
use model::{Entry, EntryType, Finding, RowPlace};
use std::borrow::Cow;
use std::io::{self, Read};

/// What a JSON format does: everything else is done by [`JsonRows`].
pub(crate) trait Format: Send {
    /// Members of an object that are passed over.
    const UNREAD: &'static [&'static str] = &[];

    /// What `object` gives. Findings go to `pen`; a refusal must leave one.
    fn describe(&mut self, object: &Json<'_>, pen: &mut Pen<'_>) -> Told;

    /// The entries that the next object would have given, of which only the start can be read.
    fn keeps(&mut self, start: &Start<'_>) -> Vec<(EntryType, String)>;

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

/// What came of one object.
struct Looked {
    /// None when nothing of it is there.
    told: Option<Told>,
    raw: Vec<Vec<u8>>,
    line: u64,
    findings: Vec<Finding>,
}

impl Looked {
    /// The row that it is, counted.
    fn row(mut self, file: u16, progress: &mut Progress) -> Row {
        let tally = &mut progress.tally;
        tally.read += u64::from(self.told.is_some());
        let outcome = match self.told {
            None => {
                progress.intact = false;
                Outcome::Note
            }
            Some(Told::Described(entries)) => {
                tally.described += 1;
                Outcome::Described(entries)
            }
            Some(Told::Hidden) => {
                tally.blank += 1;
                self.raw.clear();
                Outcome::Note
            }
            Some(Told::Refused(keeps)) => {
                tally.refused += 1;
                progress.intact &= !keeps.is_empty();
                Outcome::Refused { keeps }
            }
            Some(Told::Unwanted { person }) => {
                tally.refused += 1;
                if person {
                    self.raw.clear();
                }
                Outcome::Refused { keeps: Vec::new() }
            }
        };
        Row {
            place: RowPlace {
                file,
                line: self.line,
            },
            raw: self.raw,
            outcome,
            findings: self.findings,
        }
    }
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

    /// The next row of the file that is being read; none at its end.
    fn row(&mut self, progress: &mut Progress) -> io::Result<Option<Row>> {
        let Some(file) = self.current.as_mut() else {
            return Ok(None);
        };
        let (format, name) = (&mut self.format, &file.name);
        let next = file.objects.next_told(F::UNREAD, |object, bytes, line| {
            let mut findings = Vec::new();
            let mut pen = Pen {
                file: name,
                line,
                findings: &mut findings,
            };
            Looked {
                told: Some(format.describe(object, &mut pen)),
                raw: vec![bytes.to_vec()],
                line,
                findings,
            }
        })?;
        let at = file.at;
        Ok(match next {
            Some(Next::Read(looked)) => Some(looked.row(at, progress)),
            Some(Next::Found(found)) => Some(self.look(found).row(at, progress)),
            None => None,
        })
    }

    /// Looks at what could not be read at once.
    fn look(&mut self, found: Found) -> Looked {
        let mut looked = Looked {
            told: None,
            raw: Vec::new(),
            line: found.line,
            findings: Vec::new(),
        };
        let Some(file) = self.current.as_mut() else {
            return looked;
        };
        let mut pen = Pen {
            file: &file.name,
            line: found.line,
            findings: &mut looked.findings,
        };
        let raw = file.objects.raw();
        let mut refused = |fault, seen: &str| {
            pen.refuse(fault, None, seen);
            Told::Refused(self.format.keeps(&Start(raw)))
        };
        looked.told = match found.shape {
            Shape::Whole { controls } => {
                let text = clean(raw, controls, &mut file.encoding, &mut pen);
                Some(match tree::first(&text, F::UNREAD) {
                    Ok((object, _)) => self.format.describe(&object, &mut pen),
                    Err(e) => {
                        let problem = e.to_string();
                        let fault = if problem.starts_with("duplicate ") {
                            Fault::RepeatedMember
                        } else {
                            Fault::BrokenObject
                        };
                        pen.refuse(fault, None, &problem);
                        Told::Refused(self.format.keeps(&Start(text.as_bytes())))
                    }
                })
            }
            Shape::TooLong => Some(refused(Fault::TooLong, "")),
            Shape::TooDeep => Some(refused(Fault::TooDeep, "")),
            Shape::Broken => {
                let tail = &raw[raw.len().saturating_sub(40)..];
                Some(refused(Fault::BrokenObject, &String::from_utf8_lossy(tail)))
            }
            Shape::NotAnObject => Some(refused(Fault::NotAnObject, "")),
            Shape::NoList => {
                pen.refuse(Fault::NoList, None, "");
                Some(Told::Refused(Vec::new()))
            }
            Shape::CutOff => {
                pen.refuse(Fault::CutOff, None, "");
                (!raw.is_empty()).then(|| Told::Refused(Vec::new()))
            }
        };
        if !matches!(found.shape, Shape::TooLong | Shape::CutOff) && !raw.is_empty() {
            looked.raw.push(raw.to_vec());
        }
        looked
    }

    /// What is to be said of a file that could not be read on.
    fn failed(&mut self, problem: &io::Error, progress: &mut Progress) -> Option<Row> {
        let file = self.current.as_ref()?;
        progress.intact = false;
        let (line, mut findings) = (file.objects.line(), Vec::new());
        Pen {
            file: &file.name,
            line,
            findings: &mut findings,
        }
        .refuse(Fault::ReadFailed, None, &problem.to_string());
        Some(note(file.at, line, findings))
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
            if self.current.is_none() && !self.open_next() {
                return None;
            }
            let row = match self.row(progress) {
                Ok(Some(row)) => return Some(row),
                Ok(None) => self.end(progress),
                Err(e) => self.failed(&e, progress),
            };
            self.passed += self.current.take().map_or(0, |file| file.objects.passed());
            if row.is_some() {
                return row;
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
