//! From the cells of one row to the value of one field, as planned.

use super::plan::{Planned, PlannedAddress, PlannedSchedule, PlannedValue};
use crate::fault::Fault;
use crate::read::{Cells, Header, Pen, is_nothing, one_line, written_date};
use model::{Address, BankHolidays, Day, Field, Hours, Said, Shape, Status, Term, Value};

/// A row being read.
pub(crate) struct RowText<'a> {
    pub header: &'a Header,
    pub cells: &'a Cells,
}

impl RowText<'_> {
    /// What the row says of `field`.
    pub fn said(&self, field: Field, planned: &Planned, pen: &mut Pen<'_>) -> Said {
        match planned {
            Planned::Value(plan) => self.value(field, plan, pen),
            Planned::Codes(codes) => {
                let found = codes.iter().filter_map(|(scheme, at)| {
                    pen.code(*scheme, self.header.name(*at), self.cells.get(*at))
                });
                Value::codes(found.collect::<Vec<_>>())
            }
            Planned::Address(plan) => self.address(plan, pen),
            Planned::Schedule(plan) => self.schedule(plan, pen),
        }
    }

    fn value(&self, field: Field, plan: &PlannedValue, pen: &mut Pen<'_>) -> Said {
        let first = plan
            .columns
            .iter()
            .copied()
            .find(|at| !is_nothing(self.cells.get(*at)));
        let text = first
            .map(|at| self.cells.get(at))
            .or(plan.constant.first().map(String::as_str))
            .unwrap_or_default();
        let column = first.map_or("", |at| self.header.name(at));
        match (field, field.shape()) {
            (Field::Email, _) => pen.email(column, text),
            (Field::Website, _) => pen.website(column, text),
            (_, Shape::Terms) => self.terms(plan, pen),
            (_, Shape::Status) => status(plan, column, text, pen).map(Value::Status),
            (_, Shape::Date) => pen.date(column, text, written_date).map(Value::Date),
            (_, Shape::Phone) => pen.phone(column, text),
            (_, Shape::Age) => pen.age(column, text),
            _ => self.text(field, plan),
        }
    }

    /// The text of all columns that have some; a name stands on one line.
    fn text(&self, field: Field, plan: &PlannedValue) -> Said {
        let texts: Vec<&str> = plan
            .columns
            .iter()
            .map(|at| self.cells.get(*at))
            .filter(|text| !is_nothing(text))
            .collect();
        if texts.is_empty() {
            return plan.constant.first().and_then(|text| Value::text(text));
        }
        if field == Field::Name {
            Value::text(&one_line(&texts.join(" ")))
        } else {
            Value::text(&unix_lines(&texts.join("\n")))
        }
    }

    fn terms(&self, plan: &PlannedValue, pen: &mut Pen<'_>) -> Said {
        let mut terms: Vec<Term> = plan
            .constant
            .iter()
            .filter_map(|word| Term::slug(word))
            .collect();
        for &at in &plan.columns {
            let labels = self
                .cells
                .get(at)
                .split(plan.separator.as_str())
                .map(str::trim);
            for label in labels.filter(|label| !is_nothing(label)) {
                match plan.terms.get(&label.to_lowercase()) {
                    Some(words) => terms.extend(words.iter().filter_map(|word| Term::slug(word))),
                    None => terms.extend(Term::slug(label)),
                }
            }
        }
        for (at, term) in &plan.flags {
            let text = self.cells.get(*at);
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
        let part = |at: Option<usize>| {
            let text = self.cells.of(at);
            (!is_nothing(text)).then(|| one_line(text))
        };
        let mut lines = Vec::new();
        for &at in &plan.lines {
            let text = self.cells.get(at);
            // A cell with line breaks is several lines.
            for line in text.lines() {
                match &plan.separator {
                    Some(separator) => lines.extend(line.split(separator.as_str()).map(one_line)),
                    None => lines.push(one_line(line)),
                }
            }
        }
        lines.retain(|line| !is_nothing(line));
        let postcode = plan
            .postcode
            .and_then(|at| pen.postcode(self.header.name(at), self.cells.get(at)));
        let point = plan.position.and_then(|(lat, lon)| {
            pen.point(
                self.header.name(lat),
                self.cells.get(lat),
                self.cells.get(lon),
            )
        });
        let address = Address {
            lines,
            city: part(plan.city),
            county: part(plan.county),
            postcode,
            point,
        };
        (!address.is_empty()).then(|| Value::Address(Box::new(address)))
    }

    fn schedule(&self, plan: &PlannedSchedule, pen: &mut Pen<'_>) -> Said {
        let mut day = |at: Option<usize>| {
            at.map_or(Day::NotKnown, |at| {
                let text = self.cells.get(at);
                if matches!(text.to_ascii_lowercase().as_str(), "n/a" | "-" | "tbc") {
                    Day::NotKnown
                } else {
                    pen.day(self.header.name(at), text)
                }
            })
        };
        let mut hours = Hours {
            weekly: plan.weekly.map(&mut day),
            ..Hours::default()
        };
        hours.bank_holidays = match day(plan.bank_holidays) {
            Day::NotKnown => BankHolidays::NotSaid,
            Day::Closed => BankHolidays::Closed,
            Day::Open(sessions) => BankHolidays::Open(sessions),
        };
        if let Some(at) = plan.dates {
            self.dates(at, &mut hours, pen);
        }
        (!hours.is_empty()).then(|| Value::Hours(Box::new(hours)))
    }

    /// Exceptions, separated by semicolons: a date, then what holds on it.
    fn dates(&self, at: usize, hours: &mut Hours, pen: &mut Pen<'_>) {
        let column = self.header.name(at);
        for exception in self
            .cells
            .get(at)
            .split([';', '\n'])
            .map(str::trim)
            .filter(|text| !is_nothing(text))
        {
            let breaks = exception
                .char_indices()
                .filter(|(_, c)| matches!(c, ' ' | ':'));
            let split = breaks.map(|(at, _)| exception.split_at(at)).rev();
            // The date is the longest beginning that is one: it may hold spaces, as times may.
            let found = split.into_iter().find_map(|(date, times)| {
                if date.contains(':') {
                    return None;
                }
                written_date(date).map(|date| (date, times.trim_start_matches(':').trim()))
            });
            match found {
                None => pen.note(Fault::BadDate, column, exception),
                Some((date, times)) => match pen.day(column, times) {
                    Day::NotKnown => {}
                    day => {
                        hours.exceptions.insert(date, day);
                    }
                },
            }
        }
    }
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

fn unix_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}
