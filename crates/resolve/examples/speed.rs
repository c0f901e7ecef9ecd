//! Prints what it takes to resolve a typical component: `cargo run --release -p resolve --example speed`.

use jiff::civil::date;
use model::{
    Address, EntryId, EntryNo, EntryState, EntryType, Field, FieldSet, Phone, Point, Position,
    Postcode, Role, Source, SourceNo, Statement, Term, Value,
};
use resolve::{Authority, ByIdentifier, Places, resolve};
use std::collections::BTreeMap;
use std::time::Instant;

struct Nowhere;

impl Places for Nowhere {
    fn import(&self) -> Option<&str> {
        None
    }

    fn look_up(&self, _: &Postcode) -> Option<(Point, Option<String>)> {
        None
    }
}

/// Two sources that describe one practice: organization, location and service each, about eight fields in all.
fn component(sources: &[Source]) -> Vec<EntryState> {
    let mut entries: Vec<EntryState> = Vec::new();
    for source in sources {
        for entry_type in EntryType::ALL {
            let position = Position(entries.len() as u64 + 1);
            let id = |entry_type| EntryId::of(&source.key, "1", entry_type);
            let mut values = vec![
                (Field::Name, Value::text("Elm Surgery")),
                (Field::Phone, Phone::parse("01632 960001").map(Value::Phone)),
                (Field::Email, Value::text("hello@elm.example")),
                (Field::Website, Value::text("https://elm.example/")),
            ];
            match entry_type {
                EntryType::Organization => {
                    values.push((Field::Identifiers, Value::codes("ods:A81001".parse())));
                }
                EntryType::Location => {
                    let lines = vec!["12 Elm Road".to_owned()];
                    let address = Address {
                        lines,
                        postcode: "QX4 7PL".parse().ok(),
                        ..Address::default()
                    };
                    values.push((Field::Address, Some(Value::Address(Box::new(address)))));
                    values.push((
                        Field::Organization,
                        Some(Value::Reference(id(EntryType::Organization))),
                    ));
                }
                EntryType::Service => {
                    values.push((Field::Kind, Value::terms(Term::slug("gp"))));
                    values.push((
                        Field::Organization,
                        Some(Value::Reference(id(EntryType::Organization))),
                    ));
                    values.push((
                        Field::Location,
                        Some(Value::Reference(id(EntryType::Location))),
                    ));
                }
            }
            let statement = |value| Statement {
                value,
                position,
                said: date(2026, 3, 1),
            };
            entries.push(EntryState {
                no: EntryNo(position.0 as u32),
                id: id(entry_type),
                entry_type,
                source: source.no,
                first: position,
                live: true,
                assured: None,
                statements: values
                    .into_iter()
                    .map(|(field, value)| (field, statement(value)))
                    .collect::<BTreeMap<_, _>>(),
                words: Vec::new(),
                erased: FieldSet::default(),
            });
        }
    }
    entries
}

fn main() {
    let source = |(no, key, role): (u32, &str, Role)| Source {
        no: SourceNo(no),
        key: key.parse().unwrap_or_else(|fault| panic!("{fault}")),
        name: key.to_owned(),
        role,
        licence: String::new(),
        map: None,
        hold_withdrawn_percent: 10,
        hold_moved_percent: 5,
    };
    let sources: Vec<Source> = [
        (1, "ods", Role::Register),
        (2, "nhsuk", Role::NationalProfile),
    ]
    .map(source)
    .into();
    let component = component(&sources);
    let rounds: u32 = std::env::args()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .unwrap_or(200_000);
    let start = Instant::now();
    let mut records = 0;
    for _ in 0..rounds {
        records += resolve(
            &component,
            &[],
            &sources,
            Authority::england(),
            &ByIdentifier,
            &Nowhere,
        )
        .records
        .len();
    }
    let micros = start.elapsed().as_secs_f64() * 1e6 / f64::from(rounds);
    println!(
        "{} entries, {} records: {micros:.1} µs",
        component.len(),
        records / rounds as usize
    );
}
