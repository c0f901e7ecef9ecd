//! A service together with the organization and the location it names: what one page or card is about.

use jiff::civil::{Date, DateTime};
use model::{Field, FieldValue, Hours, Phone, Record, Source, SourceNo, Term, Value, Visibility};
use std::collections::BTreeSet;

/// A service with what it names, at one moment.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// The service.
    pub service: &'a Record,
    /// Who runs it.
    pub organization: Option<&'a Record>,
    /// Where it is.
    pub location: Option<&'a Record>,
    /// The sources.
    pub sources: &'a [Source],
    /// The moment, on a wall clock in England.
    pub now: DateTime,
}

/// The fact shown for `field` of `record`, if everybody may see it.
pub fn public(record: &Record, field: Field) -> Option<&FieldValue> {
    record
        .fields
        .get(&field)
        .filter(|shown| shown.visibility == Visibility::Public)
}

impl<'a> Subject<'a> {
    /// Today in England.
    pub fn today(&self) -> Date {
        self.now.date()
    }

    /// The source with this number.
    pub fn source(&self, no: SourceNo) -> Option<&'a Source> {
        self.sources.iter().find(|source| source.no == no)
    }

    /// The service, its location and its organization, as far as they are known: the nearest to the person first.
    pub fn records(&self) -> impl Iterator<Item = &'a Record> {
        [Some(self.service), self.location, self.organization]
            .into_iter()
            .flatten()
    }

    /// The fact shown for `field`: the service's own, else its location's, else its organization's.
    pub fn fact(&self, field: Field) -> Option<&'a FieldValue> {
        // Names, kinds and the like say something else of an organization than of its service.
        let shared = matches!(
            field,
            Field::Phone
                | Field::Email
                | Field::Website
                | Field::Address
                | Field::Accessibility
                | Field::Transport
                | Field::Languages
                | Field::Identifiers
        );
        self.records()
            .take(if shared { 3 } else { 1 })
            .find_map(|record| public(record, field))
    }

    /// The text shown for `field`.
    pub fn text(&self, field: Field) -> Option<&'a str> {
        match self.fact(field).map(|fact| &fact.value) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The terms shown for `field`.
    pub fn terms(&self, field: Field) -> BTreeSet<&'a Term> {
        match self.fact(field).map(|fact| &fact.value) {
            Some(Value::Terms(terms)) => terms.iter().collect(),
            _ => BTreeSet::new(),
        }
    }

    /// True when `field` has this term.
    pub fn has(&self, field: Field, term: &str) -> bool {
        self.terms(field).iter().any(|known| known.as_str() == term)
    }

    /// The number to call.
    pub fn phone(&self) -> Option<&'a Phone> {
        match self.fact(Field::Phone).map(|fact| &fact.value) {
            Some(Value::Phone(phone)) => Some(phone),
            _ => None,
        }
    }

    /// Its opening times.
    pub fn hours(&self) -> Option<&'a Hours> {
        match self.fact(Field::Schedule).map(|fact| &fact.value) {
            Some(Value::Hours(hours)) => Some(hours),
            _ => None,
        }
    }

    /// Its name: the service's, else its organization's.
    pub fn name(&self) -> String {
        let name = self
            .text(Field::Name)
            .or_else(|| self.organization.and_then(|o| o.text(Field::Name)));
        crate::words::names::calm(name.unwrap_or("A service without a name"))
    }

    /// True when the address is kept private.
    pub fn is_private(&self) -> bool {
        self.records()
            .any(|record| record.withheld.contains(&Field::Address))
    }

    /// True when the fact must be confirmed again.
    pub fn is_overdue(&self, fact: &FieldValue) -> bool {
        fact.review_date() < self.today()
    }

    /// The fact by which people judge whether to trust the rest: opening times, else phone, else name.
    pub fn telling(&self) -> Option<&'a FieldValue> {
        [
            Field::Schedule,
            Field::Phone,
            Field::Description,
            Field::Name,
        ]
        .into_iter()
        .find_map(|field| self.fact(field))
    }

    /// True when something a visitor acts on (times, phone, address) must be confirmed again.
    pub fn may_be_out_of_date(&self) -> bool {
        [Field::Schedule, Field::Phone, Field::Address]
            .into_iter()
            .filter_map(|field| self.fact(field))
            .any(|fact| self.is_overdue(fact))
    }
}
