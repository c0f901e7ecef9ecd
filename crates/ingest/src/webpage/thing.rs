//! The things of a page: what its blocks describe, with what several blocks say of one thing put together.

use super::kinds::{Nature, is_wrapper, nature};
use crate::fault::Fault;
use crate::read::json::Json;
use crate::read::{Pen, one_line, plain_text};
use model::{Postcode, Term};
use std::collections::{BTreeSet, HashMap};

/// Members in which things stand inside others.
const WITHIN: [&str; 8] = [
    "@graph",
    "department",
    "subOrganization",
    "location",
    "containsPlace",
    "itemListElement",
    "item",
    "hasPart",
];
/// Members of pages in which things stand. Elsewhere the publisher may be anybody.
const OF_A_PAGE: [&str; 4] = ["mainEntity", "mainEntityOfPage", "about", "publisher"];
/// How many objects of a page are used.
const MOST: usize = 1000;

/// What stands somewhere under an id.
pub(super) type References<'a> = HashMap<&'a str, &'a Json<'a>>;

/// A thing.
#[derive(Debug)]
pub(super) struct Thing<'a> {
    /// What is said of it, the first first.
    objects: Vec<&'a Json<'a>>,
    references: &'a References<'a>,
    pub nature: Nature,
    pub name: String,
    /// The word that tells it apart from the page's others.
    pub word: Term,
    /// The name that it gives itself.
    pub own_id: Option<&'a str>,
    /// The word of the thing that it stands in.
    pub owner: Option<Term>,
}

/// Objects of one id.
struct Group<'a> {
    objects: Vec<&'a Json<'a>>,
    nature: Nature,
    own_id: Option<&'a str>,
    within: Option<usize>,
}

/// All that can be referred to.
pub(super) fn references<'a>(blocks: &'a [Json<'a>]) -> References<'a> {
    let mut references = References::new();
    let mut waiting: Vec<&'a Json<'a>> = blocks.iter().collect();
    while let Some(value) = waiting.pop() {
        match value {
            Json::List(list) => waiting.extend(list),
            Json::Object(members) => {
                if let Some(id) = own_id(value)
                    && !is_reference(value)
                {
                    references.insert(id, value);
                }
                waiting.extend(members.iter().map(|(_, member)| member));
            }
            _ => {}
        }
    }
    references
}

/// The things that `blocks` describe, in the order in which they stand.
pub(super) fn things<'a>(
    blocks: &'a [Json<'a>],
    references: &'a References<'a>,
    pen: &mut Pen<'_>,
) -> Vec<Thing<'a>> {
    let mut groups = Groups::default();
    for block in blocks {
        groups.walk(block, None);
    }
    let mut named: Vec<Option<Thing<'a>>> = Vec::new();
    let mut owners = Vec::new();
    for group in groups.list {
        owners.push(group.within);
        named.push(name(group, references, pen));
    }
    // Two of one name are one, unless they stand at different postcodes.
    let mut at: HashMap<Term, BTreeSet<Postcode>> = HashMap::new();
    for thing in named.iter().flatten() {
        let known = at.entry(thing.word.clone()).or_default();
        known.extend(thing.postcode());
    }
    for thing in named.iter_mut().flatten() {
        if at.get(&thing.word).is_some_and(|known| known.len() > 1)
            && let Some(postcode) = thing.postcode()
            && let Some(word) = Term::slug(&format!("{} {}", thing.word, postcode.as_str()))
        {
            thing.word = word;
        }
    }
    let words: Vec<Option<Term>> = named
        .iter()
        .map(|thing| Some(thing.as_ref()?.word.clone()))
        .collect();
    let (mut things, mut places) = (Vec::<Thing<'a>>::new(), HashMap::new());
    for (thing, owner) in named.into_iter().zip(owners) {
        let Some(mut thing) = thing else { continue };
        thing.owner = owner
            .and_then(|owner| words[owner].clone())
            .filter(|owner| *owner != thing.word);
        if let Some(known) = places.get(&thing.word) {
            let known: &mut Thing<'a> = &mut things[*known];
            known.objects.extend(thing.objects);
            known.nature.add(thing.nature);
            known.own_id = known.own_id.or(thing.own_id);
            known.owner = known.owner.take().or(thing.owner);
        } else {
            places.insert(thing.word.clone(), things.len());
            things.push(thing);
        }
    }
    things
}

/// What may be things, by the ids that they give themselves.
#[derive(Default)]
struct Groups<'a> {
    list: Vec<Group<'a>>,
    by_id: HashMap<&'a str, usize>,
    count: usize,
}

impl<'a> Groups<'a> {
    /// Collects those in `value`, which stands within the group `within`.
    fn walk(&mut self, value: &'a Json<'a>, within: Option<usize>) {
        if let Json::List(list) = value {
            for one in list {
                self.walk(one, within);
            }
            return;
        }
        let nature = nature(value);
        let wraps = is_wrapper(value);
        if nature.is_none() && !wraps || self.count >= MOST {
            return;
        }
        let within = match nature {
            Some(nature) => Some(self.add(value, nature, within)),
            None => within,
        };
        for (name, member) in value.members() {
            if WITHIN.contains(&&**name) || wraps && OF_A_PAGE.contains(&&**name) {
                self.walk(member, within);
            }
        }
    }

    fn add(&mut self, object: &'a Json<'a>, nature: Nature, within: Option<usize>) -> usize {
        self.count += 1;
        let own_id = own_id(object);
        if let Some(known) = own_id.and_then(|id| self.by_id.get(id).copied()) {
            let group = &mut self.list[known];
            group.objects.push(object);
            group.nature.add(nature);
            return known;
        }
        let at = self.list.len();
        self.by_id.extend(own_id.map(|id| (id, at)));
        self.list.push(Group {
            objects: vec![object],
            nature,
            own_id,
            within,
        });
        at
    }
}

/// A group as a thing; none, when it has no name or is a person.
fn name<'a>(
    group: Group<'a>,
    references: &'a References<'a>,
    pen: &mut Pen<'_>,
) -> Option<Thing<'a>> {
    let mut thing = Thing {
        objects: group.objects,
        references,
        nature: group.nature,
        name: String::new(),
        word: Term::slug("thing")?,
        own_id: group.own_id,
        owner: None,
    };
    let text = thing
        .text("name", pen)
        .filter(|name| !name.is_empty())
        .or_else(|| thing.text("legalName", pen))
        .unwrap_or_default();
    thing.name = one_line(&plain_text(&text));
    let Some(word) = Term::slug(&thing.name) else {
        // A mere reference to a thing of another page has no name, and needs none.
        if !thing.objects.iter().all(|object| is_reference(object)) {
            pen.note(Fault::NoName, "name", "");
        }
        return None;
    };
    if thing.is_person() {
        pen.note(Fault::Person, "name", "");
        return None;
    }
    thing.word = word;
    Some(thing)
}

impl<'a> Thing<'a> {
    /// The value of the member `name`, where it stands; none when nothing is said of it.
    pub fn member(&self, name: &str) -> Option<&'a Json<'a>> {
        let said = |object: &&'a Json<'a>| object.member(name);
        let first = self.objects.iter().find_map(said)?;
        // An empty value does not hide what another block says.
        let filled = self
            .objects
            .iter()
            .filter_map(said)
            .find(|value| !value.is_nothing());
        Some(self.resolved(filled.unwrap_or(first)))
    }

    /// The elements of the member `name`: those of a list, or the one that stands alone.
    pub fn list(&self, name: &str) -> Vec<&'a Json<'a>> {
        let Some(value) = self.member(name) else {
            return Vec::new();
        };
        let list = match value {
            Json::List(list) => list.iter().collect(),
            value => vec![value],
        };
        list.into_iter()
            .filter(|value| !value.is_nothing())
            .map(|value| self.resolved(value))
            .collect()
    }

    /// The text of the member `name`, the first of several; none when nothing is said of it.
    pub fn text(&self, name: &str, pen: &mut Pen<'_>) -> Option<String> {
        self.member(name).map(|value| text(value, name, pen))
    }

    /// What stands where `value` points to, if it only points.
    pub fn resolved(&self, value: &'a Json<'a>) -> &'a Json<'a> {
        let target = || self.references.get(own_id(value)?).copied();
        if is_reference(value) {
            target().unwrap_or(value)
        } else {
            value
        }
    }

    fn postcode(&self) -> Option<Postcode> {
        let address = self.list("address");
        address
            .first()?
            .get("postalCode")
            .text()
            .parse::<Postcode>()
            .ok()
    }

    /// True for a doctor who has a page: `Physician` is the word for a doctor's office too.
    fn is_person(&self) -> bool {
        let mut words = self.name.split([' ', '.']);
        let title = words.next().unwrap_or_default();
        let titled = ["Dr", "Mr", "Mrs", "Ms", "Miss", "Prof", "Professor"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(title));
        let house = [
            "surgery",
            "practice",
            "clinic",
            "centre",
            "partners",
            "associates",
            "&",
            "and",
            "dental",
            "medical",
            "health",
            "ltd",
            "limited",
            "llp",
            "shop",
            "house",
        ];
        titled && !words.any(|word| house.iter().any(|known| word.eq_ignore_ascii_case(known)))
    }
}

impl Nature {
    fn add(&mut self, other: Self) {
        self.organization |= other.organization;
        self.business |= other.business;
        self.kinds.extend(other.kinds);
    }
}

/// The text of a value: its own, that of the first of a list, that of `{"@value": …}` or of the name of an object.
pub(super) fn text(value: &Json<'_>, path: &str, pen: &mut Pen<'_>) -> String {
    let mut value = value;
    // A list of lists is not worth more.
    for _ in 0..3 {
        value = match value {
            Json::List(list) => match list.iter().find(|one| !one.is_nothing()) {
                Some(first) => first,
                None => return String::new(),
            },
            Json::Object(_) => match ["@value", "name"].iter().find_map(|n| value.member(n)) {
                Some(inner) => inner,
                None => break,
            },
            _ => break,
        };
    }
    pen.cell(value, path).into_owned()
}

/// The id that an object gives itself.
fn own_id<'a>(object: &'a Json<'a>) -> Option<&'a str> {
    match object.member("@id") {
        Some(Json::Text(id)) if !id.trim().is_empty() => Some(id.trim()),
        _ => None,
    }
}

/// True for an object that only names another.
fn is_reference(object: &Json<'_>) -> bool {
    own_id(object).is_some()
        && object
            .members()
            .iter()
            .all(|(name, _)| name == "@id" || name == "@type")
}
