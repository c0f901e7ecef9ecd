//! A small world of sources and entries for tests: a test names only what it is about.

#![allow(dead_code, reason = "each test file uses a part")]

use jiff::civil::{Date, date};
use model::{
    Address, Code, Decider, Decision, EntryId, EntryNo, EntryState, EntryType, Field, Phone, Point,
    Position, Postcode, Record, Relation, Role, Source, SourceNo, Statement, Status, Term, Value,
};
use resolve::{Authority, ByIdentifier, Matcher, Places, Resolved, resolve};
use std::collections::BTreeMap;

/// What an entry of a test says.
#[derive(Clone, Debug)]
pub struct Says {
    pub entry_type: EntryType,
    pub local: String,
    pub fields: BTreeMap<Field, Value>,
    pub references: Vec<(Field, EntryType, String)>,
    pub said: Date,
    pub assured: Option<Date>,
    pub live: bool,
}

fn says(entry_type: EntryType, local: &str) -> Says {
    Says {
        entry_type,
        local: local.to_owned(),
        fields: BTreeMap::new(),
        references: Vec::new(),
        said: date(2026, 3, 1),
        assured: None,
        live: true,
    }
}

/// An organization under this local id.
pub fn organization(local: &str) -> Says {
    says(EntryType::Organization, local)
}

/// A location of the organization with this local id.
pub fn location(local: &str, organization: &str) -> Says {
    let mut says = says(EntryType::Location, local);
    says.references.push((
        Field::Organization,
        EntryType::Organization,
        organization.to_owned(),
    ));
    says
}

/// A service of an organization, at a location unless its local id is empty.
pub fn service(local: &str, kind: &str, organization: &str, location: &str) -> Says {
    let mut says = says(EntryType::Service, local).kind(kind);
    says.references.push((
        Field::Organization,
        EntryType::Organization,
        organization.to_owned(),
    ));
    if !location.is_empty() {
        says.references
            .push((Field::Location, EntryType::Location, location.to_owned()));
    }
    says
}

impl Says {
    pub fn with(mut self, field: Field, value: Value) -> Self {
        self.fields.insert(field, value);
        self
    }

    pub fn text(self, field: Field, text: &str) -> Self {
        self.with(field, Value::text(text).expect("text"))
    }

    pub fn name(self, name: &str) -> Self {
        self.text(Field::Name, name)
    }

    pub fn phone(self, phone: &str) -> Self {
        self.with(
            Field::Phone,
            Value::Phone(Phone::parse(phone).expect("a number")),
        )
    }

    pub fn status(self, status: Status) -> Self {
        self.with(Field::Status, Value::Status(status))
    }

    pub fn kind(self, kinds: &str) -> Self {
        match Value::terms(kinds.split_whitespace().filter_map(Term::slug)) {
            Some(kinds) => self.with(Field::Kind, kinds),
            None => self,
        }
    }

    /// Codes such as `ods:A81001`, separated by spaces.
    pub fn codes(self, codes: &str) -> Self {
        match Value::codes(
            codes
                .split_whitespace()
                .map(|code| code.parse::<Code>().expect("a code")),
        ) {
            Some(codes) => self.with(Field::Identifiers, codes),
            None => self,
        }
    }

    /// A line and a postcode.
    pub fn door(self, line: &str, postcode: &str) -> Self {
        let lines = vec![line.to_owned()];
        self.with(
            Field::Address,
            Value::Address(Box::new(Address {
                lines,
                postcode: postcode.parse().ok(),
                ..Address::default()
            })),
        )
    }

    pub fn said(mut self, said: Date) -> Self {
        self.said = said;
        self
    }

    pub fn assured(mut self, assured: Date) -> Self {
        self.assured = Some(assured);
        self
    }

    pub fn withdrawn(mut self) -> Self {
        self.live = false;
        self
    }
}

/// Sources and what they say.
#[derive(Clone, Debug, Default)]
pub struct World {
    pub sources: Vec<Source>,
    pub entries: Vec<EntryState>,
    pub decisions: Vec<Decision>,
}

/// The id of the entry that the source `key` calls `local`.
pub fn id(key: &str, local: &str, entry_type: EntryType) -> EntryId {
    EntryId::of(&key.parse().expect("a key"), local, entry_type)
}

impl World {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a source.
    pub fn source(mut self, key: &str, role: Role) -> Self {
        self.sources.push(Source {
            no: SourceNo(self.sources.len() as u32 + 1),
            key: key.parse().expect("a key"),
            name: format!("The {key}"),
            role,
            licence: "OGL v3".to_owned(),
            map: None,
            hold_withdrawn_percent: 10,
            hold_moved_percent: 5,
        });
        self
    }

    /// Adds an entry of the source `key`. Entries are first seen in the order in which they are added.
    pub fn says(mut self, key: &str, says: Says) -> Self {
        let source = self
            .sources
            .iter()
            .find(|source| source.key.as_str() == key)
            .expect("a source of this world");
        let position = Position(self.entries.len() as u64 + 1);
        let statement = |value| Statement {
            value: Some(value),
            position,
            said: says.said,
        };
        let mut statements: BTreeMap<Field, Statement> = says
            .fields
            .into_iter()
            .map(|(field, value)| (field, statement(value)))
            .collect();
        for (field, entry_type, local) in says.references {
            let id = EntryId::of(&source.key, &local, entry_type);
            statements.insert(field, statement(Value::Reference(id)));
        }
        self.entries.push(EntryState {
            no: EntryNo(position.0 as u32),
            id: EntryId::of(&source.key, &says.local, says.entry_type),
            entry_type: says.entry_type,
            source: source.no,
            first: position,
            live: says.live,
            assured: says.assured,
            statements,
            words: Vec::new(),
            erased: model::FieldSet::default(),
        });
        self
    }

    /// A person, or the matcher, decides about two entries, each given as source and local id.
    pub fn decides(
        mut self,
        person: bool,
        one: (&str, &str),
        relation: Relation,
        other: (&str, &str),
        entry_type: EntryType,
    ) -> Self {
        self.decisions.push(Decision {
            one: id(one.0, one.1, entry_type),
            other: id(other.0, other.1, entry_type),
            relation,
            by: if person {
                Decider::Person("ann".to_owned())
            } else {
                Decider::Matcher("model".to_owned())
            },
            position: Position(1_000 + self.decisions.len() as u64),
        });
        self
    }

    pub fn resolve(&self) -> Resolved {
        self.resolve_by(&ByIdentifier)
    }

    pub fn resolve_by(&self, matcher: &dyn Matcher) -> Resolved {
        resolve(
            &self.entries,
            &self.decisions,
            &self.sources,
            Authority::england(),
            matcher,
            &Ambermoor,
        )
    }

    /// The record that the entry leads to.
    #[track_caller]
    pub fn record(&self, key: &str, local: &str, entry_type: EntryType) -> Record {
        let id = id(key, local, entry_type);
        let resolved = self.resolve();
        let to = resolved
            .redirects
            .iter()
            .find(|(from, _)| *from == id)
            .map_or(id, |(_, to)| *to);
        resolved
            .records
            .into_iter()
            .find(|record| record.id == to)
            .expect("every entry leads to a record")
    }
}

/// Places of the invented county: every postcode is in one spot and one council.
pub struct Ambermoor;

impl Places for Ambermoor {
    fn import(&self) -> Option<&str> {
        Some("ab12")
    }

    fn look_up(&self, _: &Postcode) -> Option<(Point, Option<String>)> {
        Some((
            Point::new(54.2, -1.6).expect("a point"),
            Some("E06009999".to_owned()),
        ))
    }
}
