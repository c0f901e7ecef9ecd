//! Writing an item: the line and the leaf side by side, members in the order of RFC 8785.

use super::{Item, Salts, Sealed, Word, commitment};
use crate::merkle::Hash;
use crate::pack::push_hex;
use model::canonical_json;
use serde_json::Value as Json;
use std::fmt::{Display, Write as _};

/// An item as it goes to the disk.
pub struct Encoded {
    /// The line that is kept, without its line end.
    pub line: String,
    /// The bytes that the leaf commits to.
    pub leaf: String,
}

pub(super) fn encode(item: &Item) -> Encoded {
    let mut out = Encoded {
        line: String::with_capacity(1024),
        leaf: String::with_capacity(1536),
    };
    let entry = item.entry.as_ref();
    out.plain("assured", item.assured);
    out.plain("at", item.at);
    out.plain("entry", entry.map(|e| e.id));
    out.fields(item);
    out.text("kind", Some(&*item.kind));
    out.text("local_id", entry.map(|e| &*e.local_id));
    out.number("position", Some(item.position));
    if let Some(row) = item.row {
        out.both(|out| {
            name(out, "row");
            let _ = write!(out, "[{},{}]", row.file, row.line);
        });
    }
    out.number("run", item.run);
    out.plain("said", item.said);
    out.number("said_by", item.said_by);
    let own = item
        .fields
        .iter()
        .filter_map(|(word, sealed)| match sealed {
            Sealed::Kept(_, Some(salt)) => Some((word, &salt[..])),
            _ => None,
        });
    hex_members(&mut out.line, "salts", own);
    if let Some(seed) = &item.seed {
        name(&mut out.line, "seed");
        quote_hex(&mut out.line, seed);
    }
    out.text("source", item.source.as_deref());
    if !item.speaks.is_empty() {
        out.both(|out| {
            name(out, "speaks");
            for (n, word) in item.speaks.iter().enumerate() {
                out.push(if n > 0 { ',' } else { '[' });
                quote(out, word);
            }
            out.push(']');
        });
    }
    out.text("table", item.table.as_deref());
    out.text("type", entry.map(|e| e.entry_type.as_str()));
    out.line.push('}');
    out.leaf.push('}');
    out
}

impl Encoded {
    /// Writes the same member to both.
    fn both(&mut self, write: impl FnOnce(&mut String)) {
        let start = self.line.len();
        write(&mut self.line);
        if let Some(member) = self.line.get(start + 1..) {
            self.leaf.push(if self.leaf.is_empty() { '{' } else { ',' });
            self.leaf.push_str(member);
        }
    }

    fn text(&mut self, word: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.both(|out| {
                name(out, word);
                quote(out, value);
            });
        }
    }

    /// A date, a moment or an id: nothing that needs escaping.
    fn plain(&mut self, word: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.both(|out| {
                name(out, word);
                let _ = write!(out, "\"{value}\"");
            });
        }
    }

    fn number(&mut self, word: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.both(|out| {
                name(out, word);
                let _ = write!(out, "{value}");
            });
        }
    }

    /// The values to the line, the commitments to the leaf.
    fn fields(&mut self, item: &Item) {
        let erased = item
            .fields
            .iter()
            .filter_map(|(word, sealed)| match sealed {
                Sealed::Erased(commitment) => Some((word, &commitment[..])),
                Sealed::Kept(..) => None,
            });
        hex_members(&mut self.line, "erased", erased);
        let salts = Salts::of(item);
        let mut commitments: Vec<(&Word, Hash)> = Vec::with_capacity(item.fields.len());
        let mut any = false;
        for (word, sealed) in &item.fields {
            let (value, own) = match sealed {
                Sealed::Kept(value, own) => (value, *own),
                Sealed::Erased(commitment) => {
                    commitments.push((word, *commitment));
                    continue;
                }
            };
            if !any {
                name(&mut self.line, "fields");
            }
            self.line.push(if any { ',' } else { '{' });
            any = true;
            quote(&mut self.line, word);
            self.line.push(':');
            let start = self.line.len();
            match value {
                Json::String(text) => quote(&mut self.line, text),
                other => self.line.push_str(&canonical_json(other)),
            }
            let bytes = &self.line.as_bytes()[start..];
            commitments.push((word, commitment(&salts.salt(word, own), bytes)));
        }
        if any {
            self.line.push('}');
        }
        let all = commitments.iter().map(|(word, hash)| (*word, &hash[..]));
        hex_members(&mut self.leaf, "fields", all);
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

fn quote(out: &mut String, text: &str) {
    if is_plain(text) {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&canonical_json(&Json::from(text)));
    }
}

fn quote_hex(out: &mut String, bytes: &[u8]) {
    out.push('"');
    push_hex(bytes, out);
    out.push('"');
}

fn hex_members<'a>(out: &mut String, word: &str, all: impl Iterator<Item = (&'a Word, &'a [u8])>) {
    let mut any = false;
    for (member, bytes) in all {
        if !any {
            name(out, word);
        }
        out.push(if any { ',' } else { '{' });
        any = true;
        quote(out, member);
        out.push(':');
        quote_hex(out, bytes);
    }
    if any {
        out.push('}');
    }
}
