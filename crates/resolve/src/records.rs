//! A component of entries becomes its records.
//!
//! Words: a *thing* is a group of entries that describe one organization, location or service; its *ground* is where
//! it is.
//! Always: the order of entries and of sources changes nothing; two components resolved together give what each
//! gives alone; a value, and every value that lost, has its source and dates.

use crate::authority::{Area, area_key};
use crate::likeness::Proposal;
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
    /// The name of the local authority with this code, where the import has it.
    fn area_name(&self, code: &str) -> Option<&str> {
        let _ = code;
        None
    }
}

/// The records of a component.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resolved {
    /// One for each thing, in the order of their ids.
    pub records: Vec<Record>,
    /// From the id of every other member to the id of its record, in the order of the former.
    pub redirects: Vec<(EntryId, EntryId)>,
    /// What likeness comes to about services of one organization, by ids.
    pub proposals: Vec<Proposal>,
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
    let grouping = matcher.group(component, decisions);
    let things = Things::new(component, grouping.groups);
    let held = held_back(&things, &rules.withhold.kinds);
    let work = Work {
        things: &things,
        held: &held,
        kinds_at: kinds_at(&things),
        names_areas: rules.names_areas(),
        sources,
        rules,
        places,
    };
    let mut grounds = vec![Ground::default(); things.len()];
    let mut resolved = Resolved {
        proposals: grouping.proposals,
        ..Resolved::default()
    };
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
    area: Area,
}

struct Work<'a> {
    things: &'a Things<'a>,
    held: &'a [bool],
    /// By the place of a location among the things: the kinds of services there, and whether they are live.
    kinds_at: BTreeMap<usize, Vec<(&'a BTreeSet<Term>, bool)>>,
    names_areas: bool,
    sources: &'a [Source],
    rules: &'a Authority,
    places: &'a dyn Places,
}

impl<'a> Work<'a> {
    fn record(&self, thing: &Thing<'a>, grounds: &[Ground]) -> (Record, Ground) {
        let (kinds, ever) = self.kinds(thing);
        let mut statements = thing.statements();
        let mut ground = self.ground(thing, &mut statements, &kinds, grounds);
        if self.rules.visibility(Field::Address, &ever, &ground.area) > Visibility::Public {
            // Distance, order and map would tell everybody.
            ground.located = None;
        }
        let member = |entry: &&EntryState| (entry.id, entry.source);
        let mut record = Record {
            id: thing.id,
            entry_type: thing.entry_type,
            members: thing.live.iter().map(member).collect(),
            withdrawn: thing.withdrawn.iter().map(member).collect(),
            fields: BTreeMap::new(),
            withheld: Vec::new(),
            located: ground.located.clone(),
            area: ground.area.code.clone(),
        };
        for said in statements.chunk_by_mut(|one, other| one.0 == other.0) {
            let field = said[0].0;
            let rule = self.rules.rule(field, &kinds, &ground.area);
            let visibility = self.rules.visibility(field, &ever, &ground.area);
            if visibility < Visibility::Withheld && !self.is_held_back(thing, field) {
                belief::rank(said, rule, &|source| self.role(source));
                let publish = |value: &Value| self.publish(value);
                let shown = belief::shown(said, rule, visibility, &publish);
                record.fields.insert(field, shown);
            }
        }
        record.withheld = self.withheld(thing, &ever, &ground.area);
        (record, ground)
    }

    /// The fields held back of those that anybody ever spoke of: what was said before is no more to be shown than
    /// what is said today.
    fn withheld(&self, thing: &Thing, ever: &[&BTreeSet<Term>], area: &Area) -> Vec<Field> {
        let mut spoken: Vec<Field> = thing
            .entries()
            .flat_map(|e| e.statements.keys().copied())
            .collect();
        spoken.sort_unstable();
        spoken.dedup();
        spoken.retain(|&field| {
            self.is_held_back(thing, field)
                || self.rules.visibility(field, ever, area) == Visibility::Withheld
        });
        spoken
    }

    /// The kinds of live members, by which rules are found, and those of all that ever were, by which they are kept
    /// back. A location has those of the services there as well: no source says of a place of what kind it is.
    fn kinds(&self, thing: &Thing<'a>) -> (Vec<&'a BTreeSet<Term>>, Vec<&'a BTreeSet<Term>>) {
        let own = |entries: &[&'a EntryState]| {
            entries
                .iter()
                .filter_map(|entry| kinds_of(entry))
                .collect::<Vec<_>>()
        };
        let mut live = own(&thing.live);
        let there = self.kinds_at.get(&thing.at).map_or(&[][..], Vec::as_slice);
        live.extend(
            there
                .iter()
                .filter(|(_, live)| *live)
                .map(|(kinds, _)| *kinds),
        );
        let mut ever = live.clone();
        ever.extend(own(&thing.withdrawn));
        ever.extend(
            there
                .iter()
                .filter(|(_, live)| !live)
                .map(|(kinds, _)| *kinds),
        );
        (live, ever)
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
            belief::rank(
                said,
                self.rules.rule(field, kinds, &Area::default()),
                &|source| self.role(source),
            );
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
        let (found, code) = looked_up.map_or((None, None), |(point, code)| (Some(point), code));
        let name = code.as_ref().filter(|_| self.names_areas);
        let key = name
            .and_then(|code| self.places.area_name(code))
            .map(area_key);
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
        Ground {
            located,
            area: Area { code, key },
        }
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

fn kinds_of(entry: &EntryState) -> Option<&BTreeSet<Term>> {
    match entry.value(Field::Kind) {
        Some(Value::Terms(kinds)) => Some(kinds),
        _ => None,
    }
}

/// For each location the kinds of services there, and whether service and place are live.
fn kinds_at<'a>(things: &Things<'a>) -> BTreeMap<usize, Vec<(&'a BTreeSet<Term>, bool)>> {
    let mut kinds_at: BTreeMap<usize, Vec<(&'a BTreeSet<Term>, bool)>> = BTreeMap::new();
    let services = things
        .iter()
        .filter(|thing| thing.entry_type == EntryType::Service);
    for service in services {
        for location in things.named(service, Field::Location) {
            let there = kinds_at.entry(location).or_default();
            there.extend(
                service
                    .live
                    .iter()
                    .filter_map(|entry| Some((kinds_of(entry)?, true))),
            );
            there.extend(
                service
                    .withdrawn
                    .iter()
                    .filter_map(|entry| Some((kinds_of(entry)?, false))),
            );
        }
    }
    kinds_at
}
