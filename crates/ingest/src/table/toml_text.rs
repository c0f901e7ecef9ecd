//! Tables, words and lists of a TOML text, each with the line it stands on for the message when it is wrong.

use crate::fault::{Fault, Unreadable};
use model::Where;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// How findings call the map.
const FILE: &str = "the column map";

/// A TOML text being read.
#[derive(Clone, Copy)]
pub(crate) struct TomlText<'a>(pub &'a str);

/// A word with the line it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub text: String,
    pub line: u64,
}

/// One key of a table with its value.
pub(crate) struct Item<'a> {
    /// The key with those above it, such as `service.kind`.
    pub path: String,
    pub key: &'a str,
    pub value: &'a Spanned<DeValue<'a>>,
}

impl<'a> TomlText<'a> {
    /// The whole text as a table.
    pub fn parse(self) -> Result<Spanned<DeTable<'a>>, Unreadable> {
        DeTable::parse(self.0).map_err(|e| {
            let at = e.span().map_or(0, |span| span.start);
            self.wrong(
                at,
                "",
                "",
                &format!("it is not TOML ({}): correct that line", e.message()),
            )
        })
    }

    /// The map is wrong at byte `at`, where `seen` stands: do `fix`.
    pub fn wrong(self, at: usize, path: &str, seen: &str, fix: &str) -> Unreadable {
        wrong_on(self.line(at), path, seen, fix)
    }

    fn line(self, at: usize) -> u64 {
        self.0.bytes().take(at).filter(|b| *b == b'\n').count() as u64 + 1
    }

    /// The table that `item` is.
    pub fn table<'b>(self, item: &Item<'b>) -> Result<&'b DeTable<'b>, Unreadable> {
        item.value
            .get_ref()
            .as_table()
            .ok_or_else(|| self.is_not(item, "a table"))
    }

    /// The word that `item` is.
    pub fn word(self, item: &Item<'_>) -> Result<Word, Unreadable> {
        self.as_word(item.value)
            .ok_or_else(|| self.is_not(item, "text in quotes"))
    }

    /// The words that `item` is: one, or a list.
    pub fn words(self, item: &Item<'_>) -> Result<Vec<Word>, Unreadable> {
        let list = match item.value.get_ref() {
            DeValue::Array(list) => list.iter().map(|word| self.as_word(word)).collect(),
            _ => self.as_word(item.value).map(|word| vec![word]),
        };
        list.ok_or_else(|| self.is_not(item, "text in quotes, or a list of such"))
    }

    fn as_word(self, value: &Spanned<DeValue<'_>>) -> Option<Word> {
        let text = value.get_ref().as_str()?.to_owned();
        Some(Word {
            text,
            line: self.line(value.span().start),
        })
    }

    fn is_not(self, item: &Item<'_>, wanted: &str) -> Unreadable {
        let at = item.value.span().start;
        self.wrong(
            at,
            &item.path,
            item.value.get_ref().type_str(),
            &format!("write {wanted}"),
        )
    }

    /// `item` is not one of the keys `known`.
    pub fn unknown<'k>(
        self,
        item: &Item<'_>,
        known: impl Iterator<Item = &'k str> + Clone,
    ) -> Unreadable {
        let near = crate::read::nearest(item.key, known.clone());
        let near = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
        let list = known.collect::<Vec<_>>().join(", ");
        let fix = format!("{near}this part of the map takes {list}");
        self.wrong(item.value.span().start, &item.path, "unknown key", &fix)
    }
}

/// The map is wrong on `line`, where `seen` stands: do `fix`.
pub(crate) fn wrong_on(line: u64, path: &str, seen: &str, fix: &str) -> Unreadable {
    let column = (!path.is_empty()).then(|| path.to_owned());
    Unreadable::new(
        Fault::BadMap,
        Where {
            file: FILE.to_owned(),
            line,
            column,
        },
        seen,
    )
    .with_fix(fix)
}

/// The items of `table`, whose path is `above`, in the order in which they stand.
pub(crate) fn items<'a, 'b: 'a>(above: &str, table: &'a DeTable<'b>) -> Vec<Item<'a>> {
    let mut items: Vec<_> = table
        .iter()
        .map(|(key, value)| {
            let key = key.get_ref().as_ref();
            let path = if above.is_empty() {
                key.to_owned()
            } else {
                format!("{above}.{key}")
            };
            Item { path, key, value }
        })
        .collect();
    items.sort_by_key(|item| item.value.span().start);
    items
}
