//! What one item is, how it is kept, and the bytes that its leaf commits to. Pure; for ever.
//!
//! An item is kept as one line of JSON in the form of RFC 8785. Its members, those that do not apply left out:
//!
//! | member | what |
//! |---|---|
//! | `position` | its place in the log, from 1 |
//! | `kind` | `version`, `withdrawal`, `closing`, `release`, `rejection`, `erasure`, or `note:` and the note's kind |
//! | `source`, `table` | the source's permanent key; the table read |
//! | `run` | the number of the run that wrote it |
//! | `entry`, `type`, `local_id` | the entry: its id, what it describes, the source's own name for it |
//! | `said`, `said_by` | the document's date; the run that read that document, where that is not `run` |
//! | `assured` | when the owner or the source last checked |
//! | `at` | when it was made, for what a person or this program did |
//! | `row` | where it stood: number of the file from 0, line from 1 |
//! | `speaks` | the fields the document speaks for |
//! | `fields` | the values, each under its word; `null` is the statement that there is none |
//! | `seed` | 16 random bytes in hex, from which the fields' salts are made |
//! | `salts` | instead of `seed` once a field was erased: the salt of each field that is left |
//! | `erased` | the commitments of the fields that were erased |
//!
//! The salt of a field is the first 16 bytes of HMAC-SHA-256(seed, word). Its commitment is SHA-256(salt ‖ the RFC 8785
//! bytes of its value). The *leaf bytes* are the same line without `seed`, `salts` and `erased`, where `fields` has, for
//! every field, kept or erased, its commitment in hex. The leaf hash is that of [`crate::merkle::leaf_hash`]. So a value
//! can be destroyed, salt and all, and the leaf stays what it was; without the salt nobody can test a guess.

use crate::keys::{finish, first, hmac};
use crate::merkle::Hash;
use crate::pack::{push_hex, unhex};
use jiff::Timestamp;
use jiff::civil::Date;
use model::{EntryId, EntryType, RowPlace, canonical_json};
use serde_json::{Map, Value as Json};
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::fmt::Display;
use std::fmt::Write as _;

/// A word of the log, such as `phone` or `version`.
pub type Word = Cow<'static, str>;

/// The value of one field, or what is left of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Sealed {
    /// The value, and its salt where that does not come from the item's seed.
    Kept(Json, Option<[u8; 16]>),
    /// The commitment to a value that was erased.
    Erased(Hash),
}

/// The entry that an item is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its id.
    pub id: EntryId,
    /// What it describes.
    pub entry_type: EntryType,
    /// The source's own name for it.
    pub local_id: String,
}

/// One item of the log. The module's page tells what its members mean.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the members are those of the table above")]
pub struct Item {
    pub position: u64,
    pub kind: Word,
    pub source: Option<String>,
    pub table: Option<String>,
    pub run: Option<u32>,
    pub entry: Option<Named>,
    pub said: Option<Date>,
    pub said_by: Option<u32>,
    pub assured: Option<Date>,
    pub at: Option<Timestamp>,
    pub row: Option<RowPlace>,
    pub speaks: Vec<Word>,
    /// By word, sorted.
    pub fields: Vec<(Word, Sealed)>,
    pub seed: Option<[u8; 16]>,
}

/// An item as it goes to the disk.
pub struct Encoded {
    /// The line that is kept, without its line end.
    pub line: String,
    /// The bytes that the leaf commits to.
    pub leaf: String,
}

impl Item {
    /// Writes it as the line that is kept and as the bytes of its leaf.
    pub fn encode(&self) -> Encoded {
        let mut line = String::with_capacity(512);
        let mut leaf = String::with_capacity(1024);
        let values: Vec<Option<String>> = self
            .fields
            .iter()
            .map(|(_, sealed)| canonical(sealed))
            .collect();
        let commitments = self.commitments(&values);

        // RFC 8785 sorts members by name; so do these lines.
        both(&mut line, &mut leaf, "assured", self.assured);
        both(&mut line, &mut leaf, "at", self.at);
        both(
            &mut line,
            &mut leaf,
            "entry",
            self.entry.as_ref().map(|e| e.id),
        );
        let erased = self
            .fields
            .iter()
            .zip(&commitments)
            .filter(|((_, s), _)| matches!(s, Sealed::Erased(_)));
        hex_members(
            &mut line,
            "erased",
            erased.map(|((word, _), hash)| (word, &hash[..])),
        );
        let kept: Vec<(&Word, &String)> = self
            .fields
            .iter()
            .zip(&values)
            .filter_map(|((word, _), value)| Some((word, value.as_ref()?)))
            .collect();
        if !kept.is_empty() {
            name(&mut line, "fields");
            members(&mut line, kept.into_iter(), |value, out| {
                out.push_str(value)
            });
        }
        hex_members(
            &mut leaf,
            "fields",
            self.fields
                .iter()
                .zip(&commitments)
                .map(|((word, _), hash)| (word, &hash[..])),
        );
        both(&mut line, &mut leaf, "kind", Some(&self.kind));
        both(
            &mut line,
            &mut leaf,
            "local_id",
            self.entry.as_ref().map(|e| &e.local_id),
        );
        for out in [&mut line, &mut leaf] {
            name(out, "position");
            let _ = write!(out, "{}", self.position);
            if let Some(row) = self.row {
                name(out, "row");
                let _ = write!(out, "[{},{}]", row.file, row.line);
            }
            for (word, number) in [("run", self.run), ("said_by", self.said_by)] {
                if word == "said_by" {
                    text(out, "said", self.said);
                }
                if let Some(number) = number {
                    name(out, word);
                    let _ = write!(out, "{number}");
                }
            }
        }
        let salts = self
            .fields
            .iter()
            .filter_map(|(word, sealed)| match sealed {
                Sealed::Kept(_, Some(salt)) => Some((word, &salt[..])),
                _ => None,
            });
        hex_members(&mut line, "salts", salts);
        if let Some(seed) = &self.seed {
            name(&mut line, "seed");
            line.push('"');
            push_hex(seed, &mut line);
            line.push('"');
        }
        both(&mut line, &mut leaf, "source", self.source.as_ref());
        if !self.speaks.is_empty() {
            for out in [&mut line, &mut leaf] {
                name(out, "speaks");
                out.push('[');
                for (n, word) in self.speaks.iter().enumerate() {
                    out.push_str(if n > 0 { "," } else { "" });
                    quote(out, word);
                }
                out.push(']');
            }
        }
        both(&mut line, &mut leaf, "table", self.table.as_ref());
        both(
            &mut line,
            &mut leaf,
            "type",
            self.entry.as_ref().map(|e| e.entry_type.as_str()),
        );
        line.push('}');
        leaf.push('}');
        Encoded { line, leaf }
    }

    fn commitments(&self, values: &[Option<String>]) -> Vec<Hash> {
        let seed = self.seed.map(|seed| hmac(&seed));
        let commitment = |(word, sealed): &(Word, Sealed), value: &Option<String>| match sealed {
            Sealed::Erased(commitment) => *commitment,
            Sealed::Kept(_, salt) => {
                let salt = salt
                    .or_else(|| Some(first(&finish(seed.as_ref()?, &[word.as_bytes()]))))
                    .unwrap_or_default();
                let value = value.as_deref().unwrap_or_default();
                Sha256::new()
                    .chain_update(salt)
                    .chain_update(value)
                    .finalize()
                    .into()
            }
        };
        self.fields
            .iter()
            .zip(values)
            .map(|(field, value)| commitment(field, value))
            .collect()
    }

    /// Destroys the values of `words`, and with them the seed. Gives the canonical values destroyed, by word. The
    /// statement that there is none (`null`) holds nothing to destroy and stays.
    pub fn erase(&mut self, words: &[&str]) -> Vec<(Word, String)> {
        let values: Vec<Option<String>> = self
            .fields
            .iter()
            .map(|(_, sealed)| canonical(sealed))
            .collect();
        let commitments = self.commitments(&values);
        let seed = self.seed.map(|seed| hmac(&seed));
        let mut destroyed = Vec::new();
        for (((word, sealed), value), commitment) in
            self.fields.iter_mut().zip(values).zip(commitments)
        {
            let (Sealed::Kept(_, salt), Some(value)) = (&mut *sealed, value) else {
                continue;
            };
            if words.contains(&word.as_ref()) && value != "null" {
                *sealed = Sealed::Erased(commitment);
                destroyed.push((word.clone(), value));
            } else if let Some(seed) = &seed {
                *salt = Some(first(&finish(seed, &[word.as_bytes()])));
            }
        }
        if destroyed.is_empty() && seed.is_some() {
            // Nothing was there to destroy: leave the item as it was.
            for (_, sealed) in &mut self.fields {
                if let Sealed::Kept(_, salt) = sealed {
                    *salt = None;
                }
            }
        } else {
            self.seed = None;
        }
        destroyed
    }

    /// Reads a line back.
    ///
    /// # Errors
    /// What is wrong with the line, in words.
    pub fn decode(line: &str) -> Result<Self, String> {
        let Json::Object(mut map) = serde_json::from_str(line).map_err(|e| e.to_string())? else {
            return Err("the line is not an object".into());
        };
        let mut item = Self {
            position: number(&map, "position")?.unwrap_or_default(),
            ..Self::default()
        };
        item.kind = string(&mut map, "kind")?.unwrap_or_default().into();
        item.source = string(&mut map, "source")?;
        item.table = string(&mut map, "table")?;
        item.run = number(&map, "run")?.map(|n| n as u32);
        item.said_by = number(&map, "said_by")?.map(|n| n as u32);
        item.said = parsed(&mut map, "said")?;
        item.assured = parsed(&mut map, "assured")?;
        item.at = parsed(&mut map, "at")?;
        if let Some(id) = parsed(&mut map, "entry")? {
            let entry_type = parsed(&mut map, "type")?.ok_or("an entry has no `type`")?;
            let local_id = string(&mut map, "local_id")?.ok_or("an entry has no `local_id`")?;
            item.entry = Some(Named {
                id,
                entry_type,
                local_id,
            });
        }
        if let Some(row) = map.remove("row") {
            let at = |n: usize| {
                row.get(n)
                    .and_then(Json::as_u64)
                    .ok_or("`row` is not two numbers")
            };
            item.row = Some(RowPlace {
                file: at(0)? as u16,
                line: at(1)?,
            });
        }
        if let Some(Json::Array(words)) = map.remove("speaks") {
            let word = |w: Json| {
                if let Json::String(w) = w {
                    Some(Word::from(w))
                } else {
                    None
                }
            };
            item.speaks = words
                .into_iter()
                .map(word)
                .collect::<Option<_>>()
                .ok_or("`speaks` is not words")?;
        }
        item.seed = match string(&mut map, "seed")? {
            Some(seed) => Some(bytes(&seed).ok_or("`seed` is not 16 bytes of hex")?),
            None => None,
        };
        let mut salts = object(&mut map, "salts");
        for (word, value) in object(&mut map, "fields") {
            let salt = match string(&mut salts, &word)? {
                Some(salt) => Some(bytes(&salt).ok_or("a salt is not 16 bytes of hex")?),
                None => None,
            };
            item.fields.push((word.into(), Sealed::Kept(value, salt)));
        }
        for (word, commitment) in object(&mut map, "erased") {
            let commitment = commitment
                .as_str()
                .and_then(bytes)
                .ok_or("a commitment is not 32 bytes of hex")?;
            item.fields.push((word.into(), Sealed::Erased(commitment)));
        }
        item.fields.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(item)
    }

    /// The value kept under `word`.
    pub fn kept(&self, word: &str) -> Option<&Json> {
        self.fields
            .iter()
            .find(|(w, _)| w == word)
            .and_then(|(_, sealed)| match sealed {
                Sealed::Kept(value, _) => Some(value),
                Sealed::Erased(_) => None,
            })
    }
}

fn canonical(sealed: &Sealed) -> Option<String> {
    match sealed {
        Sealed::Kept(Json::String(text), _) => {
            let mut out = String::with_capacity(text.len() + 2);
            quote(&mut out, text);
            Some(out)
        }
        Sealed::Kept(value, _) => Some(canonical_json(value)),
        Sealed::Erased(_) => None,
    }
}

/// Writes the same member to both.
fn both(line: &mut String, leaf: &mut String, word: &str, value: Option<impl Display>) {
    let start = line.len();
    text(line, word, value);
    if let Some(member) = line.get(start + 1..) {
        leaf.push(if leaf.is_empty() { '{' } else { ',' });
        leaf.push_str(member);
    }
}

fn name(out: &mut String, word: &str) {
    out.push_str(if out.is_empty() { "{\"" } else { ",\"" });
    out.push_str(word);
    out.push_str("\":");
}

/// True when RFC 8785 writes it between quotes as it is.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| b >= 0x20 && b != b'"' && b != b'\\')
}

fn quote(out: &mut String, word: &str) {
    if is_plain(word) {
        out.push('"');
        out.push_str(word);
        out.push('"');
    } else {
        out.push_str(&canonical_json(&Json::from(word)));
    }
}

fn text(out: &mut String, word: &str, value: Option<impl Display>) {
    if let Some(value) = value {
        name(out, word);
        out.push('"');
        let start = out.len();
        let _ = write!(out, "{value}");
        if is_plain(&out[start..]) {
            out.push('"');
        } else {
            let value = out.split_off(start);
            out.pop();
            quote(out, &value);
        }
    }
}

fn members<'a, T>(
    out: &mut String,
    all: impl Iterator<Item = (&'a Word, T)>,
    mut put: impl FnMut(T, &mut String),
) {
    for (n, (word, value)) in all.enumerate() {
        out.push(if n > 0 { ',' } else { '{' });
        quote(out, word);
        out.push(':');
        put(value, out);
    }
    out.push('}');
}

fn hex_members<'a>(out: &mut String, word: &str, all: impl Iterator<Item = (&'a Word, &'a [u8])>) {
    let mut all = all.peekable();
    if all.peek().is_some() {
        name(out, word);
        members(out, all, |bytes, out| {
            out.push('"');
            push_hex(bytes, out);
            out.push('"');
        });
    }
}

fn bytes<const N: usize>(hex: &str) -> Option<[u8; N]> {
    unhex(hex)?.try_into().ok()
}

fn object(map: &mut Map<String, Json>, word: &str) -> Map<String, Json> {
    match map.remove(word) {
        Some(Json::Object(object)) => object,
        _ => Map::new(),
    }
}

fn number(map: &Map<String, Json>, word: &str) -> Result<Option<u64>, String> {
    map.get(word)
        .map(|n| {
            n.as_u64()
                .ok_or_else(|| format!("`{word}` is not a whole number"))
        })
        .transpose()
}

fn string(map: &mut Map<String, Json>, word: &str) -> Result<Option<String>, String> {
    match map.remove(word) {
        None => Ok(None),
        Some(Json::String(text)) => Ok(Some(text)),
        Some(_) => Err(format!("`{word}` is not text")),
    }
}

fn parsed<T: std::str::FromStr>(
    map: &mut Map<String, Json>,
    word: &str,
) -> Result<Option<T>, String> {
    match string(map, word)? {
        None => Ok(None),
        Some(text) => text
            .parse()
            .map(Some)
            .map_err(|_| format!("`{word}` is `{text}`, which it cannot be")),
    }
}

#[cfg(test)]
mod tests;
