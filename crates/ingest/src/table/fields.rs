//! From the cells of one row to the value of one field, as planned.

use super::plan::{Plan, Planned, PlannedAddress, PlannedValue, Position};
use crate::fault::Fault;
use crate::read::{
    Cells, Header, Pen, is_cell_error, is_nothing, one_line, plain_text, written_date, written_text,
};
use jiff::civil::Date;
use memchr::{memchr, memchr2};
use model::{Address, Field, Postcode, Said, Shape, Status, Term, Value};
use std::borrow::Cow;

/// A row being read.
pub(crate) struct RowText<'a> {
    pub header: &'a Header,
    pub cells: &'a Cells,
}

impl RowText<'_> {
    /// The cell at `at`; empty when a spreadsheet could not calculate it.
    pub fn get(&self, at: usize) -> &str {
        let text = written_text(self.cells.get(at));
        if is_cell_error(text) { "" } else { text }
    }

    /// Notes the cells that a spreadsheet could not calculate, of the columns that are read.
    pub fn errors(&self, plan: &Plan, pen: &mut Pen<'_>) {
        for &at in plan.sections.iter().flat_map(|section| &section.columns) {
            let text = self.cells.get(at);
            if is_cell_error(text) {
                pen.note(Fault::NoCellValue, self.header.name(at), text);
            }
        }
    }

    /// What the row says of `field`. Opening times that were not understood are put into `kept`.
    pub fn said(
        &self,
        field: Field,
        planned: &Planned,
        kept: &mut Option<String>,
        pen: &mut Pen<'_>,
    ) -> Said {
        match planned {
            Planned::Value(plan) => self.value(field, plan, pen),
            Planned::Codes(codes) => {
                let found = codes.iter().filter_map(|(scheme, at)| {
                    pen.code(*scheme, self.header.name(*at), self.get(*at))
                });
                Value::codes(found.collect::<Vec<_>>())
            }
            Planned::Address(plan) => self.address(plan, pen),
            Planned::Schedule(plan) => self.schedule(plan, kept, pen),
        }
    }

    fn value(&self, field: Field, plan: &PlannedValue, pen: &mut Pen<'_>) -> Said {
        let first = plan
            .columns
            .iter()
            .copied()
            .find(|at| !is_nothing(self.get(*at)));
        let text = first
            .map(|at| self.get(at))
            .or(plan.constant.first().map(String::as_str))
            .unwrap_or_default();
        let column = first.map_or("", |at| self.header.name(at));
        match (field, field.shape()) {
            (Field::Email, _) => pen.email(column, text),
            (Field::Website, _) => pen.website(column, text),
            (_, Shape::Terms) => self.terms(plan, pen),
            (_, Shape::Status) => status(plan, column, text, pen).map(Value::Status),
            (_, Shape::Date) => first.and_then(|at| self.date(at, pen)).map(Value::Date),
            (_, Shape::Phone) => pen.phone(column, text),
            (_, Shape::Age) => pen.age(column, text),
            _ => self.text(field, plan, pen),
        }
    }

    /// The date at `at`.
    pub fn date(&self, at: usize, pen: &mut Pen<'_>) -> Option<Date> {
        pen.date(self.header.name(at), self.get(at), written_date)
    }

    /// The text at `at` without HTML.
    fn plain(&self, at: usize, pen: &mut Pen<'_>) -> Cow<'_, str> {
        let text = self.get(at);
        if memchr2(b'<', b'&', text.as_bytes()).is_none() {
            return Cow::Borrowed(text);
        }
        let plain = plain_text(text);
        if let Cow::Owned(plain) = &plain {
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
            if letters(plain) < letters(text) {
                pen.note(Fault::Markup, self.header.name(at), text);
            }
        }
        plain
    }

    /// The text of all columns that have some; a name stands on one line.
    fn text(&self, field: Field, plan: &PlannedValue, pen: &mut Pen<'_>) -> Said {
        let mut text: Cow<'_, str> = Cow::Borrowed("");
        for &at in &plan.columns {
            if is_nothing(self.get(at)) {
                continue;
            }
            let more = self.plain(at, pen);
            if text.is_empty() {
                text = more;
            } else {
                let text = text.to_mut();
                text.push(if field == Field::Name { ' ' } else { '\n' });
                text.push_str(&more);
            }
        }
        if text.is_empty() {
            return plan.constant.first().and_then(|text| Value::text(text));
        }
        if field == Field::Name {
            Value::text(&one_line(&text))
        } else {
            Value::text(&unix_lines(&text))
        }
    }

    fn terms(&self, plan: &PlannedValue, pen: &mut Pen<'_>) -> Said {
        let mut terms: Vec<Term> = plan
            .constant
            .iter()
            .filter_map(|word| Term::slug(word))
            .collect();
        for &at in &plan.columns {
            let labels = self.get(at).split(plan.separator.as_str()).map(str::trim);
            for label in labels.filter(|label| !is_nothing(label)) {
                let known = if plan.terms.is_empty() {
                    None
                } else {
                    plan.terms.get(&label.to_lowercase())
                };
                match known {
                    Some(words) => terms.extend(words.iter().filter_map(|word| Term::slug(word))),
                    None => terms.extend(Term::slug(label)),
                }
            }
        }
        for (at, term) in &plan.flags {
            let text = self.get(*at);
            match text.to_lowercase().as_str() {
                "yes" | "y" | "true" | "1" | "x" | "✓" | "✔" => terms.extend(Term::slug(term)),
                "no" | "n" | "false" | "0" | "unknown" | "?" => {}
                word if is_nothing(word) => {}
                _ => pen.note(Fault::BadWord, self.header.name(*at), text),
            }
        }
        Value::terms(terms)
    }

    fn address(&self, plan: &PlannedAddress, pen: &mut Pen<'_>) -> Said {
        let mut lines = Vec::new();
        for &at in &plan.lines {
            let text = self.plain(at, pen);
            // A cell with line breaks is several lines.
            for line in unix_lines(&text).lines() {
                match &plan.separator {
                    Some(separator) => lines.extend(line.split(separator.as_str()).map(one_line)),
                    None => lines.push(one_line(line)),
                }
            }
        }
        lines.retain(|line| !is_nothing(line));
        let postcode = match plan.postcode {
            Some(at) => pen.postcode(self.header.name(at), self.get(at)),
            None => take_postcode(&mut lines),
        };
        let point = match plan.position {
            Some(Position::Two(lat, lon)) => {
                pen.point(self.header.name(lat), self.get(lat), self.get(lon))
            }
            Some(Position::One(at)) => {
                let text = self.get(at).trim_matches(['(', ')', '[', ']']);
                let (lat, lon) = text
                    .split_once([',', ';'])
                    .or_else(|| text.split_once(' '))
                    .unwrap_or((text, ""));
                pen.point(self.header.name(at), lat.trim(), lon.trim())
            }
            None => None,
        };
        let mut part = |at: Option<usize>| {
            let text = at.map_or(Cow::Borrowed(""), |at| self.plain(at, pen));
            (!is_nothing(&text)).then(|| one_line(&text))
        };
        let address = Address {
            lines,
            city: part(plan.city),
            county: part(plan.county),
            postcode,
            point,
        };
        (!address.is_empty()).then(|| Value::Address(Box::new(address)))
    }
}

/// Takes the postcode off the last line, where an address without a column for it has it.
pub(crate) fn take_postcode(lines: &mut Vec<String>) -> Option<Postcode> {
    let last = lines.last_mut()?;
    let words = last.rsplitn(3, ' ');
    // `QX4 7PL` or `QX47PL`, at the end.
    let lengths: Vec<usize> = words.map(str::len).collect();
    for take in [2, 1] {
        let len: usize = lengths.iter().take(take).sum::<usize>() + take - 1;
        if lengths.len() < take || len > last.len() {
            continue;
        }
        let at = last.len() - len;
        if let Ok(postcode) = last[at..].parse() {
            let rest = last[..at].trim_end_matches([' ', ',']).to_owned();
            if rest.is_empty() {
                lines.pop();
            } else {
                *last = rest;
            }
            return Some(postcode);
        }
    }
    None
}

fn status(plan: &PlannedValue, column: &str, text: &str, pen: &mut Pen<'_>) -> Option<Status> {
    if is_nothing(text) {
        return None;
    }
    let lower = text.to_lowercase();
    let word = plan
        .terms
        .get(&lower)
        .map_or(Some(lower.as_str()), |words| {
            words.first().map(String::as_str)
        })?;
    let status = match word {
        "open" | "running" => Some(Status::Active),
        "shut" | "ended" => Some(Status::Closed),
        "planned" => Some(Status::Proposed),
        word => Status::ALL
            .into_iter()
            .find(|status| status.as_str() == word),
    };
    if status.is_none() {
        pen.note(Fault::BadWord, column, text);
    }
    status
}

fn unix_lines(text: &str) -> Cow<'_, str> {
    if memchr(b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}
