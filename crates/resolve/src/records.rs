//! A component of entries becomes its records.
//!
//! Words: a *thing* is a group of entries that describe one organization, location or service; its *ground* is where
//! it is.
//! Always: the order of entries and of sources changes nothing; two components resolved together give what each
//! gives alone; a value, and every value that lost, has its source and dates.

use crate::things::{Said, Thing, Things};
use crate::withhold::held_back;
use crate::{Authority, Matcher, belief};
use jiff::civil::Date;
use model::{
    Address, Decision, EntryId, EntryState, EntryType, Field, Located, Point, Postcode, Record,
    Role, Source, SourceNo, Status, Term, Value, Visibility,
};
use std::collections::{BTreeMap, BTreeSet};

/// Where postcodes are looked up.
pub trait Places {
    /// The hex SHA-256 of the places import in use, if there is one.
    fn import(&self) -> Option<&str>;
    /// The position of `postcode`, and the code of its local authority where the import has it.
    fn look_up(&self, postcode: &Postcode) -> Option<(Point, Option<String>)>;
}

/// The records of a component.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resolved {
    /// One for each thing, in the order of their ids.
    pub records: Vec<Record>,
    /// From the id of every other member to the id of its record, in the order of the former.
    pub redirects: Vec<(EntryId, EntryId)>,
}

/// The records of `component`, which must be whole: every entry that ties reach from any of its entries.
///
/// Several components may be given together. An entry whose source is not among `sources` is believed last.
/// `decisions` are what stands about pairs of these entries.
pub fn resolve(
    component: &[EntryState],
    decisions: &[Decision],
    sources: &[Source],
    rules: &Authority,
    matcher: &dyn Matcher,
    places: &dyn Places,
) -> Resolved {
    let things = Things::new(component, matcher.group(component, decisions).groups);
    let held = held_back(&things, &rules.withhold.kinds);
    let work = Work {
        things: &things,
        held: &held,
        sources,
        rules,
        places,
    };
    let mut grounds = vec![Ground::default(); things.len()];
    let mut resolved = Resolved::default();
    // Locations first: services stand on their ground.
    for entry_type in [
        EntryType::Location,
        EntryType::Organization,
        EntryType::Service,
    ] {
        for thing in things.iter().filter(|thing| thing.entry_type == entry_type) {
            let (record, ground) = work.record(thing, &grounds);
            grounds[thing.at] = ground;
            resolved.redirects.extend(
                thing
                    .entries()
                    .map(|e| (e.id, record.id))
                    .filter(|(id, to)| id != to),
            );
            resolved.records.push(record);
        }
    }
    resolved.records.sort_unstable_by_key(|record| record.id);
    resolved.redirects.sort_unstable();
    resolved
}

/// True when the record is closed on `day`.
///
/// Its status decides. A day of closing that has come decides as well, unless another source says that the record
/// is running: then the sources do not agree, and the status shown is the one believed.
pub fn is_closed(record: &Record, day: Date) -> bool {
    let closed = record
        .fields
        .get(&Field::Closed)
        .filter(|f| matches!(f.value, Value::Date(on) if on <= day));
    match (record.fields.get(&Field::Status), closed) {
        (Some(status), _) if status.value == Value::Status(Status::Closed) => true,
        (Some(status), Some(closed)) => status.claim().source == closed.claim().source,
        (None, Some(_)) => true,
        (_, None) => false,
    }
}

/// Where a thing is: for the things that stand on it.
#[derive(Clone, Default)]
struct Ground {
    located: Option<Located>,
    area: Option<String>,
}

struct Work<'a> {
    things: &'a Things<'a>,
    held: &'a [bool],
    sources: &'a [Source],
    rules: &'a Authority,
    places: &'a dyn Places,
}

impl<'a> Work<'a> {
    fn record(&self, thing: &Thing<'a>, grounds: &[Ground]) -> (Record, Ground) {
        let kinds = kinds(&thing.live);
        let mut statements = thing.statements();
        let ground = self.ground(thing, &mut statements, &kinds, grounds);
        let member = |entry: &&EntryState| (entry.id, entry.source);
        let mut record = Record {
            id: thing.id,
            entry_type: thing.entry_type,
            members: thing.live.iter().map(member).collect(),
            withdrawn: thing.withdrawn.iter().map(member).collect(),
            fields: BTreeMap::new(),
            withheld: Vec::new(),
            located: ground.located.clone(),
            area: ground.area.clone(),
        };
        for said in statements.chunk_by_mut(|one, other| one.0 == other.0) {
            let field = said[0].0;
            let rule = self.rules.rule(field, &kinds, ground.area.as_deref());
            if rule.visibility == Visibility::Withheld || self.is_held_back(thing, field) {
                record.withheld.push(field);
            } else {
                belief::rank(said, rule, &|source| self.role(source));
                record.fields.insert(
                    field,
                    belief::shown(said, rule, &|value| self.publish(value)),
                );
            }
        }
        (record, ground)
    }

    fn is_held_back(&self, thing: &Thing, field: Field) -> bool {
        let withhold = &self.rules.withhold;
        self.held[thing.at]
            && (withhold.fields.contains(&field)
                || (thing.entry_type == EntryType::Location
                    && withhold.of_location.contains(&field)))
    }

    /// The value as a record has it: a reference names the other record.
    fn publish(&self, value: &Value) -> Value {
        match value {
            Value::Reference(id) => {
                Value::Reference(self.things.of_entry(*id).map_or(*id, |thing| thing.id))
            }
            other => other.clone(),
        }
    }

    /// Where `thing` is: by the address that is believed, else by the location that it names.
    fn ground(
        &self,
        thing: &Thing<'a>,
        statements: &mut [Said<'a>],
        kinds: &[&BTreeSet<Term>],
        grounds: &[Ground],
    ) -> Ground {
        let mut believed = |field: Field| {
            let from = statements.partition_point(|said| said.0 < field);
            let until = statements.partition_point(|said| said.0 <= field);
            let said = &mut statements[from..until];
            belief::rank(said, self.rules.rule(field, kinds, None), &|source| {
                self.role(source)
            });
            said.first().map(|said| said.3)
        };
        let mut ground = match (believed(Field::Address), believed(Field::Location)) {
            (Some(Value::Address(address)), _) => self.ground_of(address),
            (None, Some(Value::Reference(id))) => self
                .things
                .of_entry(*id)
                .map_or_else(Ground::default, |location| grounds[location.at].clone()),
            _ => Ground::default(),
        };
        if self.held[thing.at] {
            ground.located = None;
        }
        ground
    }

    fn ground_of(&self, address: &Address) -> Ground {
        let looked_up = address
            .postcode
            .as_ref()
            .and_then(|postcode| self.places.look_up(postcode));
        let (found, area) = looked_up.map_or((None, None), |(point, area)| (Some(point), area));
        let places = || Some(self.places.import().unwrap_or_default().to_owned());
        let located = match address.point {
            Some(point) => Some(Located {
                point,
                places: None,
            }),
            None => found.map(|point| Located {
                point,
                places: places(),
            }),
        };
        Ground { located, area }
    }

    fn role(&self, source: SourceNo) -> Option<Role> {
        // Sources are numbered densely, so that its place is nearly always its number or the one before.
        let near = [source.0.wrapping_sub(1), source.0];
        let near = near
            .iter()
            .filter_map(|&at| self.sources.get(at as usize))
            .find(|s| s.no == source);
        near.or_else(|| self.sources.iter().find(|s| s.no == source))
            .map(|s| s.role)
    }
}

fn kinds<'a>(live: &[&'a EntryState]) -> Vec<&'a BTreeSet<Term>> {
    let kinds = live
        .iter()
        .filter_map(|entry| match entry.value(Field::Kind) {
            Some(Value::Terms(kinds)) => Some(kinds),
            _ => None,
        });
    kinds.collect()
}
