//! A glance at the beginning of a document: what it looks like, for formats to recognise themselves by.

use super::objects::{Layout, Objects};
use super::scan::walk;

/// How many of the first elements are looked at: one of them may be broken, or lack what others have.
const ELEMENTS: usize = 8;
/// The longest value that is kept.
const KEPT_LEN: usize = 1024;

/// What a JSON document looks like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Glance {
    /// True for a list, false for objects one below the other or one alone.
    pub list: bool,
    /// The members of the first objects, in order of appearance.
    members: Vec<Member>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Member {
    name: String,
    /// The first value of this name, as it stands, when it is short.
    value: Option<String>,
    /// When it is a list: the names of the members of its first objects.
    within: Option<Vec<String>>,
}

/// Glances at a document that begins with `sample`; none when it is not JSON.
pub(crate) fn glance(sample: &[u8]) -> Option<Glance> {
    let start = sample.trim_ascii_start();
    let second = start.get(1..)?.trim_ascii_start().first();
    let list = match (start.first()?, second) {
        (b'{', Some(b'"' | b'}')) => false,
        (b'[', Some(b'{' | b'[' | b']')) => true,
        _ => return None,
    };
    let mut glance = Glance {
        list,
        members: Vec::new(),
    };
    let mut objects = Objects::new(start, b'\n', Layout::Elements);
    for _ in 0..ELEMENTS {
        // A slice is read without fail.
        let Ok(Some(_)) = objects.next() else { break };
        walk(objects.raw(), |name, value, whole| {
            glance.add(name, value, whole);
            glance.members.len() < 1000
        });
    }
    Some(glance)
}

impl Glance {
    fn add(&mut self, name: &[u8], value: &[u8], whole: bool) {
        let name = String::from_utf8_lossy(name);
        let within = value.first() == Some(&b'[');
        let within = within.then(|| names_within(value));
        if let Some(known) = self.members.iter_mut().find(|known| known.name == name) {
            let more = within.filter(|names| !names.is_empty());
            if known.within.as_ref().is_none_or(Vec::is_empty) && more.is_some() {
                known.within = more;
            }
            return;
        }
        let kept = whole && value.len() <= KEPT_LEN;
        self.members.push(Member {
            name: name.into_owned(),
            value: kept.then(|| String::from_utf8_lossy(value).into_owned()),
            within,
        });
    }

    fn member(&self, name: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.name == name)
    }

    /// True when the first objects have all of these members between them.
    pub fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.member(name).is_some())
    }

    /// The names of the members of the first objects in the list called `name`; none when there is no such list.
    pub fn within(&self, name: &str) -> Option<&[String]> {
        self.member(name)?.within.as_deref()
    }

    /// True when the list called `name` holds objects with all of these members.
    pub fn list_has(&self, name: &str, names: &[&str]) -> bool {
        self.within(name).is_some_and(|within| {
            names
                .iter()
                .all(|wanted| within.iter().any(|found| found == wanted))
        })
    }

    /// The first short value of this member, as it stands: a text keeps its quotes.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.member(name)?.value.as_deref()
    }

    /// The members' names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|member| member.name.as_str())
    }
}

/// The names of the members of the first objects of the list `value`.
fn names_within(value: &[u8]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut objects = Objects::new(value, b'\n', Layout::Elements);
    for _ in 0..ELEMENTS {
        let Ok(Some(_)) = objects.next() else { break };
        walk(objects.raw(), |name, _, _| {
            let name = String::from_utf8_lossy(name);
            if !names.iter().any(|known| *known == name) {
                names.push(name.into_owned());
            }
            names.len() < 1000
        });
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_objects_and_an_envelope_are_told_apart() {
        let list = glance(br#" [{"id":1,"name":"Weir"},{"id":2,"phone":null}]"#).unwrap();
        assert!(list.list && list.has(&["id", "name", "phone"]) && !list.has(&["town"]));
        let lines = glance(b"{\"id\":1}\n{\"id\":2,\"name\":\"Mill\"}\n").unwrap();
        assert!(!lines.list && lines.has(&["id", "name"]));
        let envelope = glance(br#"{"page":3,"value":[{"id":1,"x":[{"y":1}]},{"name":2}"#).unwrap();
        assert!(envelope.list_has("value", &["id", "name"]));
        assert_eq!(envelope.value("page"), Some("3"));
        assert_eq!(
            envelope.within("value").unwrap(),
            ["id", "x", "name"].map(str::to_owned)
        );
        assert!(
            glance(br#"{"value":[]}"#)
                .unwrap()
                .within("value")
                .is_some()
        );
    }

    #[test]
    fn a_broken_first_object_does_not_hide_the_others() {
        let lines = glance(b"{\"id\":1,\"na\n{\"id\":2,\"name\":\"Mill\"}\n").unwrap();
        assert!(lines.has(&["id", "name"]));
    }

    #[test]
    fn other_text_is_not_json() {
        for text in [
            "",
            "id,name\n",
            "[section]\n",
            "{curly}",
            "\"text\"",
            "{",
            "<html>",
        ] {
            assert_eq!(glance(text.as_bytes()), None, "{text}");
        }
    }
}
