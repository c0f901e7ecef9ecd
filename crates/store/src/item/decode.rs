//! Reading an item back from its line.

use super::{Item, Named, Sealed, Word};
use crate::pack::unhex;
use model::{Field, RowPlace};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value as Json;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

/// The members as they stand. Those borrowed never need escaping.
#[derive(Deserialize)]
struct Line<'a> {
    position: u64,
    kind: String,
    source: Option<String>,
    table: Option<String>,
    run: Option<u32>,
    entry: Option<&'a str>,
    r#type: Option<&'a str>,
    local_id: Option<String>,
    said: Option<&'a str>,
    said_by: Option<u32>,
    assured: Option<&'a str>,
    at: Option<&'a str>,
    row: Option<(u16, u64)>,
    #[serde(default)]
    speaks: Vec<&'a str>,
    seed: Option<&'a str>,
    #[serde(default)]
    fields: Members<Json>,
    #[serde(borrow, default)]
    salts: Members<&'a str>,
    #[serde(borrow, default)]
    erased: Members<&'a str>,
}

pub(super) fn decode(line: &str) -> Result<Item, String> {
    let line: Line<'_> = serde_json::from_str(line).map_err(|e| e.to_string())?;
    let entry = match line.entry {
        Some(id) => Some(Named {
            id: parsed("entry", id)?,
            entry_type: parsed("type", line.r#type.ok_or("an entry has no `type`")?)?,
            local_id: line.local_id.ok_or("an entry has no `local_id`")?,
        }),
        None => None,
    };
    let mut salts = line.salts.0.into_iter().peekable();
    let mut fields = Vec::with_capacity(line.fields.0.len() + line.erased.0.len());
    for (word, value) in line.fields.0 {
        // Both are sorted by word, so they are walked together.
        let salt = salts.next_if(|(salted, _)| *salted == word);
        let salt = salt.map(|(_, salt)| bytes(salt).ok_or("a salt is not 16 bytes of hex"));
        fields.push((word, Sealed::Kept(value, salt.transpose()?)));
    }
    if salts.next().is_some() {
        return Err("a salt has no field".into());
    }
    for (word, commitment) in line.erased.0 {
        let commitment = bytes(commitment).ok_or("a commitment is not 32 bytes of hex")?;
        fields.push((word, Sealed::Erased(commitment)));
    }
    fields.sort_by(|a, b| a.0.cmp(&b.0));
    let seed = line
        .seed
        .map(|seed| bytes(seed).ok_or("`seed` is not 16 bytes of hex"));
    Ok(Item {
        position: line.position,
        kind: line.kind.into(),
        source: line.source,
        table: line.table,
        run: line.run,
        entry,
        said: line.said.map(|said| parsed("said", said)).transpose()?,
        said_by: line.said_by,
        assured: line.assured.map(|on| parsed("assured", on)).transpose()?,
        at: line.at.map(|at| parsed("at", at)).transpose()?,
        row: line.row.map(|(file, line)| RowPlace { file, line }),
        speaks: line.speaks.into_iter().map(word).collect(),
        fields,
        seed: seed.transpose()?,
    })
}

/// The members of an object, in the order in which they stand.
struct Members<T>(Vec<(Word, T)>);

impl<T> Default for Members<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Members<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Walk<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Walk<T> {
            type Value = Members<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<T>, A::Error> {
                let mut members = Vec::new();
                while let Some(Key(word)) = map.next_key()? {
                    members.push((word, map.next_value()?));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Walk(PhantomData))
    }
}

/// A member's word, not copied when it is one of the model's.
struct Key(Word);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl Visitor<'_> for Read {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a word")
            }

            fn visit_str<E>(self, text: &str) -> Result<Key, E> {
                Ok(Key(word(text)))
            }
        }
        deserializer.deserialize_str(Read)
    }
}

fn word(text: &str) -> Word {
    Field::from_word(text).map_or_else(|| text.to_owned().into(), |field| field.as_str().into())
}

fn bytes<const N: usize>(hex: &str) -> Option<[u8; N]> {
    unhex(hex)?.try_into().ok()
}

fn parsed<T: FromStr>(word: &str, text: &str) -> Result<T, String> {
    text.parse()
        .map_err(|_| format!("`{word}` is `{text}`, which it cannot be"))
}
