//! From a location's row to entries.

use super::columns::{Columns, ProviderColumns};
use crate::care::{KnownCells, care_kinds};
use crate::fault::Fault;
use crate::place::local_id;
use crate::read::{Cells, Header, Pen, is_nothing, month_first_date, one_line, written_date};
use jiff::civil::Date;
use model::{
    Address, Code, Entry, EntryType, Field, Grade, Rating, Said, Scheme, SourceKey, Status, Term,
    Value,
};

/// A location's row.
pub(crate) struct LocationRow<'a> {
    pub source: &'a SourceKey,
    pub columns: &'a Columns,
    pub header: &'a Header,
    pub cells: &'a Cells,
}

impl LocationRow<'_> {
    /// The entries of the location `id`: its organization, its place and the service given there.
    pub fn entries(
        &self,
        id: &Code,
        inspected: Option<(Date, Grade)>,
        known: &mut KnownCells,
        pen: &mut Pen<'_>,
    ) -> Vec<Entry> {
        let columns = self.columns;
        let id_text = id.value();
        let name = Value::text(&one_line(self.cells.get(columns.name)));
        if name.is_none() {
            pen.note(Fault::NoName, self.header.name(columns.name), "");
        }
        let kinds = self.kinds(known);
        let started = self.date(columns.started, pen);
        let life = self.life(started, pen);
        let contact = contact(self, columns.phone, columns.website, pen);
        let mut codes = vec![id.clone()];
        codes.extend(self.code(Scheme::Ods, columns.ods, pen));
        let mut organization =
            Entry::new(EntryType::Organization, local_id(id_text, "organization"))
                .with(Field::Name, name.clone())
                .with(Field::Identifiers, Value::codes(codes))
                .with(Field::Kind, Value::terms(kinds.clone()));
        if columns.provider.id.is_some() {
            let parent = self.code(Scheme::Cqc, columns.provider.id, pen);
            organization
                .fields
                .insert(Field::Parents, Value::codes(parent));
        }
        organization.fields.extend(life.clone());
        organization.fields.extend(contact.clone());
        let owner = Some(Value::Reference(organization.id(self.source)));

        let mut place = None;
        let address = self.address(pen);
        let uprn = self.code(Scheme::Uprn, columns.uprn, pen);
        let mut entries = vec![organization];
        if !address.is_empty() || uprn.is_some() {
            let mut location = Entry::new(EntryType::Location, local_id(id_text, "location"))
                .with(Field::Name, name.clone())
                .with(
                    Field::Address,
                    (!address.is_empty()).then(|| Value::Address(Box::new(address))),
                )
                .with(Field::Organization, owner.clone());
            if columns.uprn.is_some() {
                location
                    .fields
                    .insert(Field::Identifiers, Value::codes(uprn));
            }
            place = Some(Value::Reference(location.id(self.source)));
            entries.push(location);
        }

        let mut service = Entry::new(EntryType::Service, local_id(id_text, "service"))
            .with(Field::Name, name)
            .with(Field::Organization, owner)
            .with(Field::Location, place)
            .with(Field::Attending, attending(&kinds))
            .with(Field::Kind, Value::terms(kinds));
        service.fields.extend(life);
        service.fields.extend(contact);
        if columns.users.is_some() || !columns.user_flags.is_empty() {
            let mut users = known.of(self.cells.of(columns.users)).labels.join(", ");
            for label in self.flagged(&columns.user_flags) {
                users.push_str(if users.is_empty() { "" } else { ", " });
                users.push_str(label);
            }
            service
                .fields
                .insert(Field::Eligibility, Value::text(&users));
        }
        if let Some(at) = columns.beds {
            service.fields.insert(Field::Beds, self.beds(at, pen));
        }
        if columns.overall.is_some() || inspected.is_some() {
            let rating = self.rating(started, inspected, pen);
            service.fields.insert(Field::Rating, Value::rating(rating));
        }
        entries.push(service);
        entries
    }

    /// The provider, and the brand it belongs to, each when its row is the first that names it.
    pub fn above(
        &self,
        provider: Option<&Code>,
        mut first: impl FnMut(&str) -> bool,
        pen: &mut Pen<'_>,
    ) -> Vec<Entry> {
        let columns: &ProviderColumns = &self.columns.provider;
        let mut entries = Vec::new();
        let mut brand = None;
        let brand_id = self.cells.of(columns.brand_id);
        if !is_nothing(brand_id) {
            let entry = Entry::new(EntryType::Organization, local_id(brand_id, "organization"))
                .with(
                    Field::Name,
                    Value::text(&brand_name(self.cells.of(columns.brand_name))),
                )
                .with(Field::Kind, Value::terms(Term::slug("brand")));
            brand = Some(Value::Reference(entry.id(self.source)));
            if first(brand_id) {
                entries.push(entry);
            }
        }
        let Some(provider) = provider.filter(|provider| first(provider.value())) else {
            return entries;
        };
        let mut codes = vec![provider.clone()];
        codes.extend(self.company(columns.company, pen));
        codes.extend(self.code(Scheme::Charity, columns.charity, pen));
        let name = Value::text(&one_line(self.cells.of(columns.name)));
        let started = self.date(columns.started, pen);
        let mut entry = Entry::new(
            EntryType::Organization,
            local_id(provider.value(), "organization"),
        )
        .with(Field::Name, name)
        .with(Field::Identifiers, Value::codes(codes))
        .with(Field::Kind, Value::terms(Term::slug("registered-provider")))
        .with(Field::Opened, started.map(Value::Date));
        if columns.brand_id.is_some() {
            entry.fields.insert(Field::Organization, brand);
        }
        entry
            .fields
            .extend(contact(self, columns.phone, columns.website, pen));
        entries.push(entry);
        entries
    }

    fn kinds(&self, known: &mut KnownCells) -> Vec<Term> {
        let mut kinds = known.of(self.cells.of(self.columns.types)).kinds.clone();
        kinds.extend(self.flagged(&self.columns.type_flags).flat_map(care_kinds));
        let category = self.cells.of(self.columns.category);
        if category.eq_ignore_ascii_case("GP Practices") {
            kinds.extend(Term::slug("gp"));
        } else if kinds.is_empty() && !is_nothing(category) {
            kinds.extend(care_kinds(category));
        }
        kinds
    }

    /// The labels of columns that say Y.
    fn flagged<'f>(&self, flags: &'f [(usize, String)]) -> impl Iterator<Item = &'f str> {
        flags
            .iter()
            .filter(|(at, _)| matches!(self.cells.get(*at), "Y" | "y" | "Yes"))
            .map(|(_, label)| label.as_str())
    }

    fn life(&self, started: Option<Date>, pen: &mut Pen<'_>) -> Vec<(Field, Said)> {
        let columns = self.columns;
        let ended = self.date(columns.ended, pen);
        let dormant = self.cells.of(columns.dormant);
        let status = match dormant {
            _ if ended.is_some() => Status::Closed,
            "Y" | "y" | "Yes" => Status::Dormant,
            "N" | "n" | "No" | "" => Status::Active,
            other => {
                let column = columns.dormant.map_or("", |at| self.header.name(at));
                pen.note(Fault::BadWord, column, other);
                Status::Active
            }
        };
        // Only what is registered is listed.
        let mut life = vec![(Field::Status, Some(Value::Status(status)))];
        if columns.started.is_some() {
            life.push((Field::Opened, started.map(Value::Date)));
        }
        if columns.ended.is_some() {
            life.push((Field::Closed, ended.map(Value::Date)));
        }
        life
    }

    fn address(&self, pen: &mut Pen<'_>) -> Address {
        let columns = self.columns;
        let part = |at: Option<usize>| {
            let text = self.cells.of(at);
            (!is_nothing(text)).then(|| one_line(text))
        };
        let mut lines: Vec<String> = columns.lines.iter().filter_map(|at| part(*at)).collect();
        let mut city = part(columns.city);
        let whole = self.cells.of(columns.address);
        if lines.is_empty() && !is_nothing(whole) {
            lines = whole.split([',', '\n']).map(one_line).collect();
            lines.retain(|line| !line.is_empty());
            if city.is_none() && lines.len() > 1 {
                city = lines.pop();
            }
        }
        let point = match (columns.latitude, columns.longitude) {
            (Some(lat), Some(lon)) => pen.point(
                self.header.name(lat),
                self.cells.get(lat),
                self.cells.get(lon),
            ),
            _ => None,
        };
        let mut county = part(columns.county);
        // An extract without addresses at least says whose area it is.
        if !columns.has_address() {
            county = county.or_else(|| part(columns.authority));
        }
        let postcode = columns
            .postcode
            .and_then(|at| pen.postcode(self.header.name(at), self.cells.get(at)));
        Address {
            lines,
            city,
            county,
            postcode,
            point,
        }
    }

    fn beds(&self, at: usize, pen: &mut Pen<'_>) -> Said {
        let text = self.cells.get(at);
        if is_nothing(text) {
            return None;
        }
        let beds: Option<u32> = text.parse().ok();
        if beds.is_none() {
            pen.note(Fault::BadNumber, self.header.name(at), text);
        }
        beds.filter(|beds| *beds > 0).map(Value::Count)
    }

    /// The rating on the row, with the day of an inspection that gave it; or a newer inspection's.
    fn rating(
        &self,
        started: Option<Date>,
        inspected: Option<(Date, Grade)>,
        pen: &mut Pen<'_>,
    ) -> Rating {
        let columns = self.columns;
        let mut rating = Rating {
            overall: self.grade(columns.overall, pen),
            questions: columns.questions.map(|at| self.grade(at, pen)),
            published: None,
        };
        if !rating.is_empty() {
            rating.published = self.date(columns.published, pen);
            if rating.published.is_some() && rating.published <= started {
                let at = columns.published.unwrap_or_default();
                pen.note(Fault::FalseDate, self.header.name(at), self.cells.get(at));
                rating.published = None;
            }
        }
        match (inspected, rating.published) {
            (Some((day, grade)), None) if rating.overall == Some(grade) => {
                rating.published = Some(day);
            }
            (Some((day, grade)), published)
                if rating.is_empty() || published.is_some_and(|published| published < day) =>
            {
                rating = Rating {
                    overall: Some(grade),
                    published: Some(day),
                    ..Rating::default()
                };
            }
            _ => {}
        }
        rating
    }

    fn grade(&self, at: Option<usize>, pen: &mut Pen<'_>) -> Option<Grade> {
        let at = at?;
        grade(self.cells.get(at), self.header.name(at), pen)
    }

    fn code(&self, scheme: Scheme, at: Option<usize>, pen: &mut Pen<'_>) -> Option<Code> {
        let at = at?;
        pen.code(scheme, self.header.name(at), self.cells.get(at))
    }

    /// A company number. Spreadsheets take the zeros that it begins with.
    fn company(&self, at: Option<usize>, pen: &mut Pen<'_>) -> Option<Code> {
        let at = at?;
        let text = self.cells.get(at);
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        let padded = match text.len() {
            5..8 if digits => format!("{text:0>8}"),
            _ => text.to_owned(),
        };
        pen.code(Scheme::Company, self.header.name(at), &padded)
    }

    fn date(&self, at: Option<usize>, pen: &mut Pen<'_>) -> Option<Date> {
        let at = at?;
        pen.date(self.header.name(at), self.cells.get(at), read_date)
    }
}

/// A grade; "no published rating" and the like are none.
pub(crate) fn grade(text: &str, column: &str, pen: &mut Pen<'_>) -> Option<Grade> {
    if is_nothing(text) || text.to_ascii_lowercase().starts_with("no published") {
        return None;
    }
    let grade = Grade::from_word(text);
    if grade.is_none() {
        pen.note(Fault::BadWord, column, text);
    }
    grade
}

/// A date in British order, unless a time of day by a twelve-hour clock shows that a machine wrote it month first.
pub(super) fn read_date(text: &str) -> Option<Date> {
    let day = text
        .strip_suffix("AM")
        .or_else(|| text.strip_suffix("PM"))
        .and_then(|text| text.split_whitespace().next());
    match day {
        Some(day) => {
            let mut parts = day.split('/');
            let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
            written_date(&format!("{day}/{month}/{year}"))
        }
        None => written_date(text).or_else(|| month_first_date(text)),
    }
}

fn contact(
    row: &LocationRow<'_>,
    phone: Option<usize>,
    website: Option<usize>,
    pen: &mut Pen<'_>,
) -> Vec<(Field, Said)> {
    let mut contact = Vec::new();
    if let Some(at) = phone {
        let said = pen.phone(row.header.name(at), row.cells.get(at));
        contact.push((Field::Phone, said));
    }
    if let Some(at) = website {
        let said = pen.website(row.header.name(at), row.cells.get(at));
        contact.push((Field::Website, said));
    }
    contact
}

/// The extract writes `BRAND Sedge Care`.
pub(crate) fn brand_name(text: &str) -> String {
    one_line(text.strip_prefix("BRAND ").unwrap_or(text))
}

/// How care of these kinds is given, where the kind alone tells.
pub(crate) fn attending(kinds: &[Term]) -> Said {
    let ways = kinds.iter().filter_map(|kind| match kind.as_str() {
        "homecare" | "hospice-at-home" | "mobile-doctors" => Term::slug("home-visit"),
        "care-home" | "nursing-home" | "hospital" | "hospice" | "dentist" | "gp" => {
            Term::slug("in-person")
        }
        _ => None,
    });
    Value::terms(ways)
}

/// The entries that the location `id` gives at most, for when its row cannot be used.
pub(super) fn keeps(id: &Code) -> Vec<(EntryType, String)> {
    crate::place::keeps(id.value())
}
