//! One page of a list, in any of the envelopes that are in use: Open Referral UK 3.0 and 1.0 (Spring), HSDS 3.x, plain
//! arrays. What is not needed is skipped without being kept.

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// What a page says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    /// The ids of its services, in order; none where one has no id.
    pub ids: Option<Vec<Option<String>>>,
    /// Services in all.
    pub total: Option<u64>,
    /// Pages in all.
    pub pages: Option<u64>,
    /// Its own number, from whatever the server counts from.
    pub number: Option<u64>,
    /// Whether it is the first.
    pub first: Option<bool>,
    /// Whether it is the last.
    pub last: Option<bool>,
}

/// The page that `bytes` are; none when they are no list.
pub(super) fn page(bytes: &[u8]) -> Option<Page> {
    let page: Page = serde_json::from_slice(without_mark(bytes)).ok()?;
    page.ids.is_some().then_some(page)
}

/// The `version` that a document says.
pub(super) fn version(bytes: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Root {
        version: String,
    }
    let root: Root = serde_json::from_slice(without_mark(bytes)).ok()?;
    let plain = |c: &char| c.is_ascii_graphic() || *c == ' ';
    Some(root.version.chars().filter(plain).take(60).collect())
}

/// The id that a document says, if it is an object with one.
pub(super) fn id(bytes: &[u8]) -> Option<String> {
    let item: Item = serde_json::from_slice(without_mark(bytes)).ok()?;
    item.0
}

/// Without the mark that some put before UTF-8.
pub(super) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

impl Page {
    /// Takes what `inner` says and `self` does not.
    fn fill(&mut self, inner: Self) {
        self.ids = self.ids.take().or(inner.ids);
        self.total = self.total.or(inner.total);
        self.pages = self.pages.or(inner.pages);
        self.number = self.number.or(inner.number);
        self.first = self.first.or(inner.first);
        self.last = self.last.or(inner.last);
    }

    /// True when it says anything about where it stands.
    pub fn says_where(&self) -> bool {
        self.total.is_some() || self.pages.is_some() || self.last.is_some()
    }
}

/// What a value can be for us; anything else counts as nothing.
enum Scalar {
    Number(u64),
    Bool(bool),
    Text(String),
    Nothing,
}

impl Scalar {
    fn number(self) -> Option<u64> {
        match self {
            Self::Number(n) => Some(n),
            Self::Text(text) => text.trim().parse().ok(),
            Self::Bool(_) | Self::Nothing => None,
        }
    }

    fn bool(self) -> Option<bool> {
        match self {
            Self::Bool(b) => Some(b),
            Self::Text(text) => text.trim().parse().ok(),
            Self::Number(_) | Self::Nothing => None,
        }
    }

    fn id(self) -> Option<String> {
        let id = match self {
            Self::Number(n) => n.to_string(),
            Self::Text(text) => text,
            Self::Bool(_) | Self::Nothing => return None,
        };
        let fine = !id.trim().is_empty() && id.len() <= 200 && !id.chars().any(char::is_control);
        // As parts of a path, these would lead elsewhere.
        (fine && id != "." && id != "..").then_some(id)
    }
}

/// Gives the methods of a visitor that takes any value and finds nothing in most.
macro_rules! anything_else_is {
    ($nothing:expr) => {
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("any JSON")
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($nothing)
        }
    };
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;
    anything_else_is!(Scalar::Nothing);
    fn visit_bool<E>(self, b: bool) -> Result<Scalar, E> {
        Ok(Scalar::Bool(b))
    }
    fn visit_u64<E>(self, n: u64) -> Result<Scalar, E> {
        Ok(Scalar::Number(n))
    }
    fn visit_i64<E>(self, n: i64) -> Result<Scalar, E> {
        Ok(u64::try_from(n).map_or(Scalar::Nothing, Scalar::Number))
    }
    fn visit_f64<E>(self, n: f64) -> Result<Scalar, E> {
        let whole = n.fract() == 0.0 && (0.0..=9e15).contains(&n);
        Ok(if whole {
            Scalar::Number(n as u64)
        } else {
            Scalar::Nothing
        })
    }
    fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(text.to_owned()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalar, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Nothing)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Nothing)
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ScalarVisitor)
    }
}

/// An object of which the id counts; the first one, when there are several.
struct Item(Option<String>);

struct ItemVisitor;

impl<'de> Visitor<'de> for ItemVisitor {
    type Value = Item;
    anything_else_is!(Item(None));
    fn visit_bool<E>(self, _: bool) -> Result<Item, E> {
        Ok(Item(None))
    }
    fn visit_u64<E>(self, _: u64) -> Result<Item, E> {
        Ok(Item(None))
    }
    fn visit_i64<E>(self, _: i64) -> Result<Item, E> {
        Ok(Item(None))
    }
    fn visit_f64<E>(self, _: f64) -> Result<Item, E> {
        Ok(Item(None))
    }
    fn visit_str<E>(self, _: &str) -> Result<Item, E> {
        Ok(Item(None))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Item, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Item(None))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Item, A::Error> {
        let mut id = None;
        while let Some(key) = map.next_key::<String>()? {
            if key == "id" && id.is_none() {
                id = Some(map.next_value::<Scalar>()?.id());
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Item(id.flatten()))
    }
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ItemVisitor)
    }
}

struct PageVisitor;

impl<'de> Visitor<'de> for PageVisitor {
    type Value = Page;
    anything_else_is!(Page::default());
    fn visit_bool<E>(self, _: bool) -> Result<Page, E> {
        Ok(Page::default())
    }
    fn visit_u64<E>(self, n: u64) -> Result<Page, E> {
        // `"page": 3` beside the list.
        Ok(Page {
            number: Some(n),
            ..Page::default()
        })
    }
    fn visit_i64<E>(self, _: i64) -> Result<Page, E> {
        Ok(Page::default())
    }
    fn visit_f64<E>(self, _: f64) -> Result<Page, E> {
        Ok(Page::default())
    }
    fn visit_str<E>(self, _: &str) -> Result<Page, E> {
        Ok(Page::default())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Page, A::Error> {
        let mut ids = Vec::new();
        while let Some(Item(id)) = seq.next_element()? {
            ids.push(id);
        }
        Ok(Page {
            ids: Some(ids),
            ..Page::default()
        })
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Page, A::Error> {
        let mut page = Page::default();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "contents" | "content" | "data" | "items" | "results" | "services" | "page"
                | "pagination" | "meta" => page.fill(map.next_value()?),
                "total_items" | "totalElements" | "totalItems" | "total" => {
                    page.total = page.total.or(map.next_value::<Scalar>()?.number());
                }
                "total_pages" | "totalPages" => {
                    page.pages = page.pages.or(map.next_value::<Scalar>()?.number());
                }
                "page_number" | "number" => {
                    page.number = page.number.or(map.next_value::<Scalar>()?.number());
                }
                "first_page" | "first" => {
                    page.first = page.first.or(map.next_value::<Scalar>()?.bool());
                }
                "last_page" | "last" => {
                    page.last = page.last.or(map.next_value::<Scalar>()?.bool());
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(page)
    }
}

impl<'de> Deserialize<'de> for Page {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(PageVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, ids: &[&str], total: Option<u64>, last: Option<bool>) {
        let page = page(text.as_bytes()).unwrap();
        let found: Vec<String> = page.ids.unwrap().into_iter().flatten().collect();
        assert_eq!(
            (found, page.total, page.last),
            (ids.iter().map(ToString::to_string).collect(), total, last)
        );
    }

    #[test]
    fn every_envelope_in_use_is_understood() {
        // Open Referral UK 3.0, HSDS 3.1.
        check(
            r#"{"total_items":2,"total_pages":1,"page_number":1,"size":2,"first_page":true,"last_page":true,"empty":false,
                "contents":[{"id":"a","name":"x","organization":{"id":"o"}},{"name":"y","id":"b"}]}"#,
            &["a", "b"],
            Some(2),
            Some(true),
        );
        // Open Referral UK 1.0, as deployed (`content`) and as published (`contents`).
        check(
            r#"{"totalElements":3,"totalPages":2,"number":1,"size":2,"first":true,"last":false,"empty":false,"content":[{"id":7}]}"#,
            &["7"],
            Some(3),
            Some(false),
        );
        // Newer Spring, data beside meta, a plain array, words for numbers.
        check(
            r#"{"content":[{"id":"a"}],"page":{"size":1,"number":0,"totalElements":9,"totalPages":9}}"#,
            &["a"],
            Some(9),
            None,
        );
        check(
            r#"{"meta":{"total":4,"total_pages":2},"data":[{"id":"a"}]}"#,
            &["a"],
            Some(4),
            None,
        );
        check(r#"[{"id":"a"},{"id":"b"}]"#, &["a", "b"], None, None);
        check(
            r#"{"total_items":"12","last_page":"true","contents":[]}"#,
            &[],
            Some(12),
            Some(true),
        );
        check("\u{feff}{\"page\":3,\"items\":[]}", &[], None, None);
    }

    #[test]
    fn what_is_no_list_is_none() {
        let deep = "[".repeat(100_000);
        for text in [
            "",
            "{}",
            "3",
            "null",
            "\"x\"",
            "{\"id\":\"a\"}",
            "<html>",
            "{\"contents\":{}}",
            &deep,
        ] {
            assert_eq!(page(text.as_bytes()), None, "{text:.20}");
        }
    }

    #[test]
    fn ids_that_cannot_be_asked_for_are_none() {
        for id in [
            "\"\"",
            "\" \"",
            "\"..\"",
            "null",
            "[]",
            "1.5",
            "-1",
            "\"a\\nb\"",
        ] {
            assert_eq!(
                super::id(format!("{{\"id\":{id}}}").as_bytes()),
                None,
                "{id}"
            );
        }
        assert_eq!(super::id(b"{\"id\":\"../x y\"}").as_deref(), Some("../x y"));
        assert_eq!(super::id(b"{\"a\":{\"id\":1}}"), None);
    }
}
