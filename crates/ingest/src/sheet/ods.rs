//! `OpenDocument` sheets (ODS), read straight from their XML: repeated cells are repeated only as far as they say something.

use super::grid::{Grid, Merged};
use super::{BookProblem, cell};
use crate::Content;
use crate::read::NO_VALUE;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{BufRead, BufReader};
use zip::ZipArchive;

/// The most times that a cell in which something stands is repeated: more are a coloured column, not a list.
const MOST_REPEATS: u32 = 2_000;

/// Every sheet of the workbook.
pub(super) fn sheets(content: Box<dyn Content>) -> Result<Vec<(String, Grid)>, BookProblem> {
    let mut zip = ZipArchive::new(content).map_err(bad)?;
    let part = zip.by_name("content.xml").map_err(bad)?;
    let mut xml = Reader::from_reader(BufReader::with_capacity(64 << 10, part));
    xml.config_mut().check_end_names = false;
    let mut sheets = Vec::new();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(bad)? {
            Event::Start(tag) if tag.local_name().as_ref() == "table" => {
                let name = attribute(&tag, "table:name").unwrap_or_default();
                let mut sheet = Sheet::default();
                sheet.read(&mut xml)?;
                sheet.grid.order();
                sheets.push((name, sheet.grid));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if sheets.is_empty() {
        return Err(BookProblem::Bad("it has no sheet".to_owned()));
    }
    Ok(sheets)
}

/// A sheet being read.
#[derive(Default)]
struct Sheet {
    grid: Grid,
    row: u32,
    /// The cells of the row so far: column, how many alike, text.
    cells: Vec<(u32, u32, String)>,
    column: u32,
    repeats: u32,
}

/// A cell being read.
#[derive(Default)]
struct Cell {
    /// What it says in its attributes: a number, a date, a time.
    value: Option<String>,
    text: String,
    repeats: u32,
    formula: bool,
    /// Rows and columns that it spans.
    spans: (u32, u32),
}

impl Sheet {
    fn read<R: BufRead>(&mut self, xml: &mut Reader<R>) -> Result<(), BookProblem> {
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer).map_err(bad)? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "table-row" => self.begin_row(&tag),
                    "table-cell" | "covered-table-cell" => {
                        let mut cell = Cell::of(&tag);
                        cell.read(xml)?;
                        self.end_cell(cell);
                    }
                    _ => {}
                },
                Event::Empty(tag) => match tag.local_name().as_ref() {
                    "table-row" => {
                        self.begin_row(&tag);
                        self.end_row()?;
                    }
                    "table-cell" | "covered-table-cell" => self.end_cell(Cell::of(&tag)),
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    "table-row" => self.end_row()?,
                    "table" => return Ok(()),
                    _ => {}
                },
                Event::Eof => return Err(BookProblem::Bad("it is cut off".to_owned())),
                _ => {}
            }
        }
    }

    fn begin_row(&mut self, tag: &BytesStart<'_>) {
        self.repeats = number(tag, "table:number-rows-repeated");
        self.column = 0;
        self.cells.clear();
    }

    fn end_cell(&mut self, cell: Cell) {
        let at = (self.row, self.column);
        if cell.spans != (1, 1) {
            self.grid.merged.push(Merged {
                from: at,
                to: (
                    at.0.saturating_add(cell.spans.0 - 1),
                    at.1.saturating_add(cell.spans.1 - 1),
                ),
            });
        }
        self.column = self.column.saturating_add(cell.repeats);
        let missing = cell.formula && cell.value.is_none() && cell.text.trim().is_empty();
        let text = if missing {
            NO_VALUE.to_owned()
        } else {
            cell.value.unwrap_or(cell.text)
        };
        if !text.trim().is_empty() {
            self.cells
                .push((at.1, cell.repeats.min(MOST_REPEATS), text));
        }
    }

    fn end_row(&mut self) -> Result<(), BookProblem> {
        let cells = std::mem::take(&mut self.cells);
        if !cells.is_empty() {
            for down in 0..self.repeats.min(MOST_REPEATS) {
                for (column, repeats, text) in &cells {
                    for right in 0..*repeats {
                        let row = self.row.saturating_add(down);
                        self.grid.add(row, column.saturating_add(right), text)?;
                    }
                }
            }
        }
        self.row = self.row.saturating_add(self.repeats);
        Ok(())
    }
}

impl Cell {
    fn of(tag: &BytesStart<'_>) -> Self {
        let kind = attribute(tag, "office:value-type").unwrap_or_default();
        let value = match kind.as_str() {
            "float" | "percentage" | "currency" => {
                attribute(tag, "office:value").map(|value| value.parse().map_or(value, cell::float))
            }
            "date" => attribute(tag, "office:date-value").map(|date| date.replace('T', " ")),
            "time" => attribute(tag, "office:time-value").map(|time| clock(&time)),
            "boolean" => attribute(tag, "office:boolean-value"),
            _ => None,
        };
        Self {
            value,
            text: String::new(),
            repeats: number(tag, "table:number-columns-repeated"),
            formula: attribute(tag, "table:formula").is_some(),
            spans: (
                number(tag, "table:number-rows-spanned"),
                number(tag, "table:number-columns-spanned"),
            ),
        }
    }

    /// Reads what stands in the cell: its paragraphs, without comments.
    fn read<R: BufRead>(&mut self, xml: &mut Reader<R>) -> Result<(), BookProblem> {
        let mut buffer = Vec::new();
        let mut comments = 0_usize;
        loop {
            buffer.clear();
            let event = xml.read_event_into(&mut buffer).map_err(bad)?;
            match event {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "annotation" => comments += 1,
                    "p" if comments == 0 && !self.text.is_empty() => self.text.push('\n'),
                    _ => {}
                },
                Event::Empty(tag) if comments == 0 => match tag.local_name().as_ref() {
                    "s" => {
                        let count = number(&tag, "text:c").min(100);
                        self.text.extend(std::iter::repeat_n(' ', count as usize));
                    }
                    "tab" => self.text.push(' '),
                    "line-break" => self.text.push('\n'),
                    _ => {}
                },
                Event::Text(text) if comments == 0 => {
                    self.text.push_str(&text);
                }
                Event::GeneralRef(name) if comments == 0 => {
                    self.text.push_str(&entity(&name));
                }
                Event::End(tag) => match tag.local_name().as_ref() {
                    "annotation" => comments = comments.saturating_sub(1),
                    "table-cell" | "covered-table-cell" => return Ok(()),
                    _ => {}
                },
                Event::Eof => return Err(BookProblem::Bad("it is cut off".to_owned())),
                _ => {}
            }
        }
    }
}

/// The character that an entity stands for.
fn entity(name: &str) -> String {
    let sign = match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => {
            let code = name
                .strip_prefix('#')
                .and_then(|code| match code.strip_prefix('x') {
                    Some(hex) => u32::from_str_radix(hex, 16).ok(),
                    None => code.parse().ok(),
                });
            return code
                .and_then(char::from_u32)
                .map_or_else(String::new, |sign| sign.to_string());
        }
    };
    sign.to_owned()
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.as_ref() == name)?;
    let value = found
        .normalized_value(quick_xml::XmlVersion::Implicit1_0)
        .ok()?;
    Some(value.into_owned())
}

/// A count in an attribute: 1 when it is not given.
fn number(tag: &BytesStart<'_>, name: &str) -> u32 {
    attribute(tag, name)
        .and_then(|count| count.parse().ok())
        .map_or(1, |count: u32| count.max(1))
}

/// `09:30` of `PT09H30M00S`.
fn clock(time: &str) -> String {
    let part = |end: char| -> Option<u32> {
        let before = &time[..time.find(end)?];
        let digits = before.rsplit(|c: char| !c.is_ascii_digit()).next()?;
        digits.parse().ok()
    };
    match (part('H'), part('M')) {
        (Some(hours), minutes) if hours < 48 => {
            format!("{:02}:{:02}", hours, minutes.unwrap_or(0).min(59))
        }
        _ => time.to_owned(),
    }
}

fn bad(problem: impl std::fmt::Display) -> BookProblem {
    BookProblem::Bad(problem.to_string())
}
