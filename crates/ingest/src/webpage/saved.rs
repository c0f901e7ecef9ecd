//! HTML files as rows: each file is one page.

use super::Pages;
use crate::fault::Fault;
use crate::read::json::Told;
use crate::read::{Pen, ROW_LIMIT};
use crate::reader::{Content, Input, Outcome, Progress, Row, Rows};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use model::RowPlace;
use std::io::Read;

/// The rows of a document of HTML files.
pub(super) struct SavedPages {
    pages: Pages,
    waiting: std::vec::IntoIter<Input>,
    at: u16,
    bytes: u64,
}

impl SavedPages {
    pub fn new(inputs: Vec<Input>, pages: Pages) -> Self {
        Self {
            pages,
            waiting: inputs.into_iter(),
            at: 0,
            bytes: 0,
        }
    }

    fn told(&mut self, raw: &[u8], problem: Option<std::io::Error>, pen: &mut Pen<'_>) -> Told {
        let fault = match &problem {
            Some(_) => Some(Fault::ReadFailed),
            None if raw.iter().all(u8::is_ascii_whitespace) => Some(Fault::EmptyFile),
            None if raw.len() > ROW_LIMIT => Some(Fault::TooLong),
            None => None,
        };
        if let Some(fault) = fault {
            let seen = problem.map(|e| e.to_string()).unwrap_or_default();
            pen.refuse(fault, None, &seen);
            return Told::Refused(Vec::new());
        }
        let (html, bad) = text(raw);
        if bad {
            pen.say(Fault::BadBytes, "");
        }
        self.pages.page("", &html, pen)
    }
}

/// The page as text: by its mark, else UTF-8, else as browsers read what is not; true when bytes were bad.
fn text(raw: &[u8]) -> (String, bool) {
    let marked = Encoding::for_bom(raw).map(|(encoding, _)| encoding);
    let encoding = marked.unwrap_or(if std::str::from_utf8(raw).is_ok() {
        UTF_8
    } else {
        WINDOWS_1252
    });
    let (text, _, bad) = encoding.decode(raw);
    (text.into_owned(), bad)
}

/// One byte more than a row may have, so that a longer one is known as such.
fn start(content: &mut dyn Content) -> std::io::Result<Vec<u8>> {
    let mut raw = Vec::new();
    content.take(ROW_LIMIT as u64 + 1).read_to_end(&mut raw)?;
    Ok(raw)
}

impl Rows for SavedPages {
    fn next(&mut self, progress: &mut Progress) -> Option<Row> {
        let Input { name, mut content } = self.waiting.next()?;
        let (raw, problem) = match start(&mut *content) {
            Ok(raw) => (raw, None),
            Err(e) => (Vec::new(), Some(e)),
        };
        self.bytes += raw.len() as u64;
        let mut findings = Vec::new();
        let mut pen = Pen {
            file: &name,
            line: 1,
            findings: &mut findings,
        };
        let told = self.told(&raw, problem, &mut pen);
        let place = RowPlace {
            file: self.at,
            line: 1,
        };
        self.at = self.at.saturating_add(1);
        progress.tally.read += 1;
        let outcome = match told {
            Told::Described(entries) => {
                progress.tally.described += 1;
                Outcome::Described(entries)
            }
            Told::Refused(keeps) => {
                progress.tally.refused += 1;
                progress.intact &= !keeps.is_empty();
                Outcome::Refused { keeps }
            }
            Told::Unwanted { .. } | Told::Hidden => {
                progress.tally.refused += 1;
                Outcome::Refused { keeps: Vec::new() }
            }
        };
        let kept = raw.len() <= ROW_LIMIT;
        Some(Row {
            place,
            raw: if kept { vec![raw] } else { Vec::new() },
            outcome,
            findings,
        })
    }

    fn bytes_read(&self) -> u64 {
        self.bytes
    }
}
