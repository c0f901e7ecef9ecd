//! An object as a tree of values that borrows its texts, with members that are asked for by name.
//!
//! Always: a member that stands twice is an error, as readers differ in which one they take.

use super::scan::DEPTH_LIMIT;
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use std::borrow::Cow;
use std::fmt;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json<'a> {
    Null,
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    Text(Cow<'a, str>),
    List(Vec<Json<'a>>),
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

static NULL: Json<'static> = Json::Null;

/// Members up to which every new one is compared with those before.
const FEW: usize = 32;

impl<'a> Json<'a> {
    /// The member of this name; null when there is none.
    pub fn get(&self, name: &str) -> &Json<'a> {
        self.member(name).unwrap_or(&NULL)
    }

    /// The member of this name.
    pub fn member(&self, name: &str) -> Option<&Json<'a>> {
        let Self::Object(members) = self else {
            return None;
        };
        members
            .iter()
            .find(|(found, _)| *found == name)
            .map(|(_, value)| value)
    }

    /// The text of a text or a number, of true and false; empty for anything else. Trimmed.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text.trim()),
            Self::Int(number) => Cow::Owned(number.to_string()),
            Self::Float(number) => Cow::Owned(number.to_string()),
            Self::Bool(true) => Cow::Borrowed("true"),
            Self::Bool(false) => Cow::Borrowed("false"),
            Self::Null | Self::List(_) | Self::Object(_) => Cow::Borrowed(""),
        }
    }

    /// The elements of a list. One object that stands where a list should is a list of one.
    pub fn list(&self) -> &[Json<'a>] {
        match self {
            Self::List(list) => list,
            Self::Object(_) => std::slice::from_ref(self),
            _ => &[],
        }
    }

    /// The members of an object.
    pub fn members(&self) -> &[(Cow<'a, str>, Json<'a>)] {
        match self {
            Self::Object(members) => members,
            _ => &[],
        }
    }

    /// True when it says nothing: null, an empty text, an empty list or object.
    pub fn is_nothing(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.trim().is_empty(),
            Self::List(list) => list.is_empty(),
            Self::Object(members) => members.is_empty(),
            Self::Bool(_) | Self::Int(_) | Self::Float(_) => false,
        }
    }

    /// True for a list or an object, which have no text.
    pub fn is_compound(&self) -> bool {
        matches!(self, Self::List(_) | Self::Object(_))
    }
}

/// The value with which `text` begins, without the members named `unread`, which nobody asks for; and how many bytes it
/// takes.
///
/// # Errors
/// What serde says, at the first byte of a value that is not whole, not valid or nested past the limit.
pub(crate) fn first<'a>(
    text: &'a str,
    unread: &'static [&'static str],
) -> serde_json::Result<(Json<'a>, usize)> {
    let mut read = serde_json::Deserializer::from_str(text);
    let tree = Tree { unread, depth: 0 }.deserialize(&mut read)?;
    Ok((tree, read.into_iter::<IgnoredAny>().byte_offset()))
}

impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Tree {
            unread: &[],
            depth: 0,
        }
        .deserialize(deserializer)
    }
}

/// Makes a tree, leaving out members of an object that is not within another.
struct Tree {
    unread: &'static [&'static str],
    depth: u32,
}

impl Tree {
    /// For a value in this one.
    fn within(&self) -> Self {
        Self {
            unread: &[],
            depth: self.depth + 1,
        }
    }

    fn check_depth<E: Error>(&self) -> Result<(), E> {
        if self.depth < DEPTH_LIMIT {
            Ok(())
        } else {
            Err(E::custom("nested too deep"))
        }
    }
}

impl<'de> DeserializeSeed<'de> for Tree {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json<'de>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json<'de>, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json<'de>, E> {
        Ok(Json::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json<'de>, E> {
        Ok(i64::try_from(value).map_or(Json::Float(value as f64), Json::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json<'de>, E> {
        Ok(Json::Float(value))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json<'de>, E> {
        Ok(Json::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json<'de>, A::Error> {
        self.check_depth()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.within())? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut items: A) -> Result<Json<'de>, A::Error> {
        self.check_depth()?;
        let mut members: Vec<(Cow<'de, str>, Json<'de>)> = Vec::new();
        let mut marks = 0_u64;
        while let Some(Name(name)) = items.next_key()? {
            // Only names with one mark can be the same, and few have one.
            let mark = mark(&name);
            if marks & mark != 0
                && members.len() < FEW
                && members.iter().any(|(known, _)| *known == name)
            {
                return Err(twice(&name));
            }
            marks |= mark;
            if self.unread.contains(&&*name) {
                items.next_value::<IgnoredAny>()?;
            } else {
                members.push((name, items.next_value_seed(self.within())?));
            }
        }
        if members.len() > FEW {
            let mut names: Vec<&str> = members.iter().map(|(name, _)| &**name).collect();
            names.sort_unstable();
            if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
                return Err(twice(pair[0]));
            }
        }
        Ok(Json::Object(members))
    }
}

/// One of 64 marks, by length, first and last letter.
fn mark(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let ends = [bytes.first(), bytes.last()].map(|byte| usize::from(byte.copied().unwrap_or(0)));
    1 << ((bytes.len() * 7 + ends[0] * 3 + ends[1]) % 64)
}

fn twice<E: Error>(name: &str) -> E {
    E::custom(format_args!("duplicate member `{name}`"))
}

/// A member's name, borrowed when it has no escapes.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Name<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a member's name")
            }
            fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(value)))
            }
            fn visit_str<E>(self, value: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(value.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Result<Json<'_>, String> {
        serde_json::from_str(text).map_err(|e| e.to_string())
    }

    #[test]
    fn members_are_found_by_name_and_read_as_text() {
        let object = tree(
            r#"{"id":43924,"name":" Weir ","at":54.25,"open":true,"x":null,"in":[{"a\u0062":1}]}"#,
        )
        .unwrap();
        let text = |name: &str| object.get(name).text().into_owned();
        assert_eq!(
            ["id", "name", "at", "open", "x", "in", "none"].map(text),
            ["43924", "Weir", "54.25", "true", "", "", ""]
        );
        assert_eq!(object.get("in").list()[0].get("ab"), &Json::Int(1));
        assert_eq!(object.list().len(), 1);
        assert!(object.get("name").list().is_empty());
    }

    #[test]
    fn a_member_that_stands_twice_is_an_error() {
        assert!(
            tree(r#"{"a":1,"b":{"c":1,"\u0063":2}}"#)
                .unwrap_err()
                .starts_with("duplicate member `c`")
        );
        let many: Vec<String> = (0..100).map(|n| format!("\"m{}\":1", n % 99)).collect();
        assert!(
            tree(&format!("{{{}}}", many.join(",")))
                .unwrap_err()
                .starts_with("duplicate member `m0`")
        );
    }

    #[test]
    fn members_that_nobody_asks_for_are_left_out() {
        let (object, len) = first(r#"{"a":{"b":1},"b":[2],"c":3} {"d":4}"#, &["b"]).unwrap();
        assert_eq!(len, 27);
        assert_eq!(object.get("a").get("b"), &Json::Int(1));
        assert_eq!(object.member("b"), None);
        assert_eq!(object.get("c"), &Json::Int(3));
    }

    #[test]
    fn what_is_not_whole_or_nested_too_deep_is_an_error() {
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(first(&deep(64), &[]).is_ok());
        assert!(first(&deep(65), &[]).is_err());
        for text in ["{\"a\":\"b\"", "{\"a\":\"\t\"}", ""] {
            assert!(first(text, &[]).is_err());
        }
    }

    #[test]
    fn numbers_of_any_size_are_read_or_refused() {
        assert_eq!(
            tree("18446744073709551615").unwrap().text(),
            "18446744073709552000"
        );
        assert!(tree("1e999").is_err());
        assert_eq!(tree("7.9E+09").unwrap().text(), "7900000000");
    }
}
