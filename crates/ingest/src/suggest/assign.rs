//! From what each column means to the lines of a map: which entry a column fills, and which columns stay unused.

use super::columns::{Meaning, Meant, meant, status_word, subject, words};
use super::sample::Sample;
use model::{EntryType, Field, Scheme};
use std::collections::BTreeSet;

/// One line of the map.
pub(super) struct Line {
    /// The section it stands in; none for those above all sections.
    pub section: Option<EntryType>,
    pub key: String,
    /// The columns, in the order in which they are written.
    pub columns: Vec<usize>,
    pub shape: LineShape,
    pub why: String,
}

/// How a line is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum LineShape {
    /// `key = "Column"`, or a list when there are several.
    Columns,
    /// `key = { column = "Column", separator = ";" }`
    Terms(&'static str),
    /// `key = { scheme = "Column", … }`
    Codes(Vec<Scheme>),
    /// `key = { flags = { "Column" = "term", … } }`
    Flags(Vec<&'static str>),
    /// `key = { monday = "Column", … }`
    Days(Vec<&'static str>),
    /// `key = { text = … }`
    Text,
    /// `key = { column = "Column", terms = { "Label" = "word", … } }`
    Words(Vec<(String, &'static str)>),
}

/// The lines of a map and the columns that none of them takes.
pub(super) struct Assigned {
    pub lines: Vec<Line>,
    /// Each with the reason.
    pub unused: Vec<(usize, String)>,
}

const DAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Assigns the columns of `sample`.
pub(super) fn assign(sample: &Sample) -> Assigned {
    let meanings: Vec<Meant> = sample.columns.iter().map(meant).collect();
    let mut desk = Desk {
        sample,
        meanings,
        lines: Vec::new(),
        used: BTreeSet::new(),
    };
    desk.id();
    desk.assured();
    let subject = desk.subject();
    desk.sections(subject);
    let unused = (0..sample.columns.len())
        .filter(|at| !desk.used.contains(at))
        .map(|at| {
            let why = match desk.meanings[at].meaning {
                Meaning::Unused(why) => why,
                _ => "another column says the same, or its entry has no such field",
            };
            (at, why.to_owned())
        })
        .collect();
    Assigned {
        lines: desk.lines,
        unused,
    }
}

struct Desk<'a> {
    sample: &'a Sample,
    meanings: Vec<Meant>,
    lines: Vec<Line>,
    used: BTreeSet<usize>,
}

impl Desk<'_> {
    fn line(
        &mut self,
        section: Option<EntryType>,
        key: &str,
        columns: Vec<usize>,
        shape: LineShape,
        why: String,
    ) {
        self.used.extend(&columns);
        self.lines.push(Line {
            section,
            key: key.to_owned(),
            columns,
            shape,
            why,
        });
    }

    fn with(&self, wanted: impl Fn(&Meaning) -> bool) -> Vec<usize> {
        (0..self.meanings.len())
            .filter(|at| wanted(&self.meanings[*at].meaning))
            .collect()
    }

    fn plain(&self, field: Field) -> Vec<usize> {
        self.with(|meaning| *meaning == Meaning::Plain(field))
    }

    /// What the table is a list of: by the names of its file and sheet, else by its columns.
    fn subject(&self) -> EntryType {
        let sheet = self.sample.sheet.as_deref().unwrap_or_default();
        let named = [self.sample.stem.as_str(), sheet]
            .into_iter()
            .find_map(|name| subject(&words(name)));
        let columns = self.plain(Field::Name);
        let by_name = columns.first().and_then(|at| self.meanings[*at].of);
        named.or(by_name).unwrap_or(EntryType::Service)
    }

    /// The column that names the rows: filled in every row, different in each.
    fn id(&mut self) {
        let rows = self.sample.rows;
        let score = |at: usize| {
            let column = self.sample.column(at);
            let full = column.filled() == rows && column.distinct() == rows;
            let column_words = words(&column.name);
            let named = column_words.iter().any(|word| {
                matches!(
                    word.as_str(),
                    "id" | "ref"
                        | "reference"
                        | "uuid"
                        | "code"
                        | "number"
                        | "no"
                        | "key"
                        | "identifier"
                )
            });
            let named = named
                && !matches!(
                    self.meanings[at].meaning,
                    Meaning::Plain(Field::Phone | Field::Website | Field::Email)
                );
            let named_only = column_words.len() == 1;
            let codes = matches!(self.meanings[at].meaning, Meaning::Code(scheme) if scheme != Scheme::Uprn);
            (!column.repeated && full && (named || codes)).then_some((named_only, named, codes))
        };
        let found = (0..self.sample.columns.len())
            .filter_map(|at| score(at).map(|score| (score, std::cmp::Reverse(at))))
            .max();
        if let Some((_, std::cmp::Reverse(at))) = found {
            let why = format!("all {rows} values are different");
            self.line(None, "id", vec![at], LineShape::Columns, why);
            return;
        }
        let mut columns = self.plain(Field::Name);
        columns.truncate(1);
        // What tells two things of one name apart.
        let more = self.with(|meaning| matches!(meaning, Meaning::Postcode | Meaning::Line));
        for at in more {
            if self.sample.distinct(&columns) < rows {
                columns.push(at);
            }
        }
        if columns.is_empty() {
            columns.extend(
                (0..self.sample.columns.len()).find(|at| !self.sample.column(*at).repeated),
            );
        }
        let why = format!(
            "CHECK: there is no column of codes; {} different values in {rows} rows",
            self.sample.distinct(&columns)
        );
        self.line(None, "id", columns, LineShape::Columns, why);
    }

    fn assured(&mut self) {
        if let Some(&at) = self.with(|meaning| *meaning == Meaning::Assured).first() {
            let why = self.meanings[at].why.clone();
            self.line(None, "assured", vec![at], LineShape::Columns, why);
        }
    }

    fn sections(&mut self, subject: EntryType) {
        let service = subject == EntryType::Service
            || (0..self.meanings.len()).any(|at| {
                self.meanings[at].of == Some(EntryType::Service)
                    && !matches!(self.meanings[at].meaning, Meaning::Unused(_))
            });
        let codes = self.with(|meaning| {
            matches!(
                meaning,
                Meaning::Code(Scheme::Ods | Scheme::Charity | Scheme::Company)
            )
        });
        let provider = self
            .plain(Field::Name)
            .into_iter()
            .find(|at| self.meanings[*at].of == Some(EntryType::Organization));
        let organization =
            subject == EntryType::Organization || provider.is_some() || !codes.is_empty();
        let place = self.with(|meaning| {
            matches!(
                meaning,
                Meaning::Line
                    | Meaning::City
                    | Meaning::Postcode
                    | Meaning::Latitude
                    | Meaning::Position
            )
        });
        let location = subject == EntryType::Location || !place.is_empty();
        let sections = [
            (EntryType::Organization, organization),
            (EntryType::Location, location),
            (EntryType::Service, service),
        ];
        let standing: Vec<EntryType> = sections
            .into_iter()
            .filter(|(_, stands)| *stands)
            .map(|(section, _)| section)
            .collect();
        for &section in &standing {
            self.name(section, subject, &standing);
            self.codes(section, subject, &standing);
            if section == EntryType::Location {
                self.address();
            }
            self.fields(section, subject, &standing);
            if section == EntryType::Service {
                self.hours();
            }
        }
    }

    fn name(&mut self, section: EntryType, subject: EntryType, standing: &[EntryType]) {
        let names = self.plain(Field::Name);
        let own = names
            .iter()
            .find(|at| self.meanings[**at].of == Some(section));
        let unsaid = names.iter().find(|at| self.meanings[**at].of.is_none());
        let subjects = names
            .iter()
            .find(|at| self.meanings[**at].of == Some(subject))
            .or(unsaid);
        // A place without a name of its own needs none; a service is found by its name, a body known by it.
        let borrowed = match section {
            EntryType::Location if subject != EntryType::Location => None,
            EntryType::Organization if standing.len() > 1 && names.len() > 1 => unsaid,
            _ => subjects.or(names.first()),
        };
        let Some(&at) = own
            .or(if section == subject { unsaid } else { None })
            .or(borrowed)
        else {
            return;
        };
        let why = self.meanings[at].why.clone();
        self.line(Some(section), "name", vec![at], LineShape::Columns, why);
    }

    fn codes(&mut self, section: EntryType, subject: EntryType, standing: &[EntryType]) {
        let home = |scheme: Scheme, of: Option<EntryType>| match scheme {
            Scheme::Uprn => EntryType::Location,
            Scheme::Cqc => match of {
                Some(EntryType::Organization) => EntryType::Organization,
                _ if standing.contains(&EntryType::Location) => EntryType::Location,
                _ => subject,
            },
            Scheme::Ods | Scheme::Charity | Scheme::Company => EntryType::Organization,
        };
        let mut schemes: Vec<Scheme> = Vec::new();
        let (mut columns, mut why) = (Vec::new(), Vec::new());
        for (at, meant) in self.meanings.iter().enumerate() {
            if let Meaning::Code(scheme) = meant.meaning
                && home(scheme, meant.of) == section
                && !schemes.contains(&scheme)
            {
                schemes.push(scheme);
                columns.push(at);
                why.push(meant.why.clone());
            }
        }
        if !columns.is_empty() && section != EntryType::Service {
            let shape = LineShape::Codes(schemes);
            self.line(Some(section), "identifiers", columns, shape, why.join("; "));
        }
    }

    fn address(&mut self) {
        let location = Some(EntryType::Location);
        let lines = self.with(|meaning| *meaning == Meaning::Line);
        if let Some(&first) = lines.first() {
            let commas = self
                .sample
                .column(first)
                .mostly(50, |text| text.contains(','));
            let why = self.meanings[first].why.clone();
            let one = lines.len() == 1;
            self.line(location, "address.lines", lines, LineShape::Columns, why);
            if one && commas {
                let why = "most values have commas".to_owned();
                self.line(
                    location,
                    "address.separator",
                    Vec::new(),
                    LineShape::Terms(","),
                    why,
                );
            }
        }
        for (key, meaning) in [
            ("address.city", Meaning::City),
            ("address.county", Meaning::County),
            ("address.postcode", Meaning::Postcode),
            ("address.position", Meaning::Position),
        ] {
            if let Some(&at) = self.with(|found| *found == meaning).first() {
                let why = self.meanings[at].why.clone();
                self.line(location, key, vec![at], LineShape::Columns, why);
            }
        }
        let latitude = self.with(|meaning| *meaning == Meaning::Latitude);
        let longitude = self.with(|meaning| *meaning == Meaning::Longitude);
        if let (Some(&lat), Some(&lon)) = (latitude.first(), longitude.first()) {
            for (key, at) in [("address.latitude", lat), ("address.longitude", lon)] {
                let why = self.meanings[at].why.clone();
                self.line(location, key, vec![at], LineShape::Columns, why);
            }
        }
    }

    fn fields(&mut self, section: EntryType, subject: EntryType, standing: &[EntryType]) {
        let mut flags: (Vec<usize>, Vec<&'static str>) = Default::default();
        for at in 0..self.meanings.len() {
            if self.used.contains(&at) {
                continue;
            }
            let (field, shape) = match &self.meanings[at].meaning {
                Meaning::Plain(Field::Name) => continue,
                Meaning::Plain(Field::Status) => (Field::Status, LineShape::Words(self.status(at))),
                Meaning::Terms(field, Some(separator)) => (*field, LineShape::Terms(separator)),
                Meaning::Plain(field) | Meaning::Terms(field, None) => (*field, LineShape::Columns),
                Meaning::Flag(term) => {
                    if section == *standing.last().unwrap_or(&section) {
                        flags.0.push(at);
                        flags.1.push(term);
                    }
                    continue;
                }
                _ => continue,
            };
            let better = |other: usize| {
                self.meanings[other].meaning.terms_of() == Some(field)
                    && self.sample.column(other).distinct() > self.sample.column(at).distinct()
            };
            if self.meanings[at].meaning.terms_of().is_some()
                && (0..self.meanings.len()).any(better)
            {
                continue;
            }
            let taken = self
                .lines
                .iter()
                .any(|line| line.section == Some(section) && line.key == field.as_str());
            let of = self.meanings[at].of.unwrap_or(subject);
            let can = |entry_type: EntryType| crate::table::takes(entry_type, field);
            // The entry that the name speaks of, else the last one that has such a field.
            // What is said of a place and has no room there is at most its service's.
            // A place's telephone is answered by whoever gives its service, as in every format with a reader of its own.
            let of = match field {
                Field::Phone
                    if of == EntryType::Location && standing.contains(&EntryType::Service) =>
                {
                    EntryType::Service
                }
                _ => of,
            };
            let home = if standing.contains(&of) && can(of) {
                Some(of)
            } else if self.meanings[at].of == Some(EntryType::Location) {
                let service = EntryType::Service;
                (standing.contains(&service) && can(service)).then_some(service)
            } else {
                standing
                    .iter()
                    .rev()
                    .copied()
                    .find(|entry_type| can(*entry_type))
            };
            if home == Some(section) && !taken {
                let why = self.meanings[at].why.clone();
                self.line(Some(section), field.as_str(), vec![at], shape, why);
            }
        }
        if !flags.0.is_empty() {
            let why = "their values are yes or no".to_owned();
            self.line(
                Some(section),
                "accessibility",
                flags.0,
                LineShape::Flags(flags.1),
                why,
            );
        }
    }

    fn status(&self, at: usize) -> Vec<(String, &'static str)> {
        let labels: BTreeSet<&String> = self.sample.column(at).values.iter().collect();
        labels
            .into_iter()
            .filter_map(|label| status_word(label).map(|word| (label.clone(), word)))
            .collect()
    }

    fn hours(&mut self) {
        let (mut columns, mut days, mut why) = (Vec::new(), Vec::new(), String::new());
        for (day, name) in DAYS.into_iter().enumerate() {
            if let Some(&at) = self.with(|meaning| *meaning == Meaning::Day(day)).first() {
                columns.push(at);
                days.push(name);
                why.clone_from(&self.meanings[at].why);
            }
        }
        if !days.is_empty() {
            if let Some(&at) = self
                .with(|meaning| *meaning == Meaning::BankHolidays)
                .first()
            {
                columns.push(at);
                days.push("bank_holidays");
            }
            let section = Some(EntryType::Service);
            self.line(section, "schedule", columns, LineShape::Days(days), why);
            return;
        }
        let texts = self.with(|meaning| *meaning == Meaning::HoursText);
        if let Some(&at) = texts.first() {
            let why = self.meanings[at].why.clone();
            let section = Some(EntryType::Service);
            self.line(section, "schedule", texts, LineShape::Text, why);
        }
    }
}
