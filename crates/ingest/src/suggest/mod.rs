//! Proposes a column map for a table that nobody has mapped yet, and says why, guess by guess.
//!
//! Words: the *sample* is the table's first rows, 500 at most; a *guess* gives a field its columns and the reason.
//! Always: a format that has a reader of its own is named instead; the map that is written can be read.
//! Start at [`suggest`]; what a column means is guessed in `columns`, what its values look like in `look`.

mod assign;
mod columns;
mod look;
mod sample;
mod write;

use crate::fault::{Fault, Unreadable};
use crate::reader::Input;
use std::io::{Cursor, Read};

/// How much of each file is looked at.
const HEAD_BYTES: u64 = 1 << 20;

/// What a document seems to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The format, when it has a reader of its own and needs no map: `a file of the organisation register (epraccur)`.
    pub recognised: Option<String>,
    /// The proposed column map, TOML with a comment for each guess. Empty when the format is recognised.
    pub map: String,
    /// The guesses in the order of the map.
    pub guesses: Vec<Guess>,
}

/// One line of the proposed map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    /// What it fills: `id`, `service.name`, `location.address.postcode` …
    pub field: String,
    /// The columns it takes, by their names.
    pub columns: Vec<String>,
    /// Why, with what the values look like.
    pub why: String,
}

/// Says what the document that `inputs` are is, or proposes the column map by which it can be read.
///
/// # Errors
/// [`Unreadable`] when it is neither a known format nor a table with a header.
pub fn suggest(inputs: Vec<Input>) -> Result<Suggestion, Unreadable> {
    let heads = heads(inputs)?;
    match recognised(&heads) {
        Ok(Some(format)) => Ok(Suggestion {
            recognised: Some(format),
            map: String::new(),
            guesses: Vec::new(),
        }),
        Ok(None) => propose(heads),
        Err(problem) => Err(problem),
    }
}

/// Proposes a column map even when the format has a reader of its own.
///
/// # Errors
/// [`Unreadable`] when it is not a table with a header.
pub fn suggest_map(inputs: Vec<Input>) -> Result<Suggestion, Unreadable> {
    propose(heads(inputs)?)
}

/// The beginning of one file.
struct Head {
    name: String,
    bytes: Vec<u8>,
    /// The sheet that it is of, in a workbook of several.
    sheet: Option<String>,
}

impl Head {
    fn input(&self) -> Input {
        Input::new(self.name.clone(), Cursor::new(self.bytes.clone()))
    }
}

fn heads(inputs: Vec<Input>) -> Result<Vec<Head>, Unreadable> {
    let mut heads = Vec::with_capacity(inputs.len());
    for file in crate::sheet::unfold(inputs, None)? {
        let (input, sheet) = (file.input, file.sheet);
        let name = input.name.clone();
        let failed =
            |e: std::io::Error| Unreadable::file(Fault::ReadFailed, &name, 0, &e.to_string());
        let bytes = head(input.content).map_err(failed)?;
        heads.push(Head {
            name: input.name,
            bytes,
            sheet,
        });
    }
    Ok(heads)
}

/// The first bytes of a file, to the end of a line.
fn head(content: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    content.take(HEAD_BYTES).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == HEAD_BYTES
        && let Some(end) = bytes.iter().rposition(|b| matches!(b, b'\n' | b'\r'))
    {
        bytes.truncate(end + 1);
    }
    Ok(bytes)
}

/// The name of the format that `heads` are of; none for a table that needs a map.
fn recognised(heads: &[Head]) -> Result<Option<String>, Unreadable> {
    let Ok(source) = "suggest".parse() else {
        return Ok(None);
    };
    let inputs = heads.iter().map(Head::input).collect();
    match crate::open(&source, inputs, None) {
        Ok(reader) => Ok(Some(format_name(reader.table()))),
        Err(problem) if problem.finding().code == Fault::NoReader.code() => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// A format in plain words, by the table that its reader gives.
fn format_name(table: &str) -> String {
    match table {
        "locations" => "the regulator's list of locations".to_owned(),
        table if table.starts_with('e') && table.bytes().all(|b| b.is_ascii_lowercase()) => {
            format!("a file of the organisation register (`{table}`)")
        }
        table => format!("a format that is known (`{table}`)"),
    }
}

fn propose(heads: Vec<Head>) -> Result<Suggestion, Unreadable> {
    let mut heads = heads.into_iter();
    let Some(head) = heads.next() else {
        return Err(Unreadable::file(Fault::EmptyFile, "no file", 0, "")
            .with_fix("name the file to look at"));
    };
    if let Some(second) = heads.next() {
        let seen = format!("{} and {}", head.name, second.name);
        return Err(Unreadable::file(
            Fault::SeveralTables,
            &second.name,
            0,
            &seen,
        ));
    }
    let sample = sample::sample(&head)?;
    let assigned = assign::assign(&sample);
    if assigned.lines.iter().all(|line| line.section.is_none()) {
        // A map of an id alone describes nothing.
        return Err(
            Unreadable::file(Fault::NoReader, &head.name, 1, "").with_fix(
                "no column tells what it holds: write its map by hand, as docs/faults.md shows",
            ),
        );
    }
    Ok(write::suggestion(&sample, &assigned))
}

#[cfg(test)]
mod tests;
