//! Web pages: what a provider's own site says of itself in schema.org words (JSON-LD), for a list of addresses.
//!
//! Words: a *block* is a script of a page that holds JSON-LD; a *thing* is what a block describes, an organization, a
//! place or both.
//! Always: a page is one row, known by its address; nothing is fetched and nothing of a page is run. What a page says in
//! words only is not read. A page that says nothing in blocks is refused, and then nothing is withdrawn.
//! Start at [`Pages`] for lines of `{"address", "html"}` and at [`SavedPages`] for HTML files; then `thing`, `entries`.

mod address;
mod entries;
mod hours;
mod kinds;
mod saved;
mod scripts;
mod thing;

use crate::fault::Fault;
use crate::json::Files;
use crate::read::json::{Format, Glance, Json, JsonRows, Layout, Start, Told};
use crate::read::{IdSet, Pen};
use crate::reader::{Input, Opened};
use model::{EntryType, SourceKey};
use saved::SavedPages;
use scripts::Page;

/// The table that every reading of pages is of.
const TABLE: &str = "webpages";
/// The names under which a line gives the page's address.
const ADDRESS: [&str; 2] = ["address", "url"];

/// Where the pages of a document stand that is a list of them.
pub(crate) fn knows(glance: &Glance) -> Option<Layout> {
    let known = ADDRESS.iter().any(|name| glance.has(&[name, "html"]));
    known.then_some(Layout::Elements)
}

/// True when all files are web pages by their names. One that is called a table and holds a page is an error message.
pub(crate) fn are_saved(inputs: &[Input]) -> bool {
    let is_page = |input: &Input| {
        let name = input.name.to_ascii_lowercase();
        [".html", ".htm", ".xhtml"]
            .iter()
            .any(|end| name.ends_with(end))
    };
    !inputs.is_empty() && inputs.iter().all(is_page)
}

/// Starts reading a list of pages.
pub(crate) fn open(source: &SourceKey, files: Files, _glance: &Glance) -> Opened {
    opened(Box::new(JsonRows::new(files, Pages::new(source))))
}

/// Starts reading HTML files, each a page.
pub(crate) fn open_saved(source: &SourceKey, inputs: Vec<Input>) -> Opened {
    opened(Box::new(SavedPages::new(inputs, Pages::new(source))))
}

fn opened(rows: Box<dyn crate::reader::Rows>) -> Opened {
    Opened {
        table: TABLE.to_owned(),
        amendment: false,
        said: None,
        rows,
    }
}

/// The reader of pages.
struct Pages {
    source: SourceKey,
    /// Pages that were read.
    seen: IdSet,
    /// Things of earlier pages that have an id of their own.
    described: IdSet,
}

impl Pages {
    fn new(source: &SourceKey) -> Self {
        Self {
            source: source.clone(),
            seen: IdSet::new(),
            described: IdSet::new(),
        }
    }

    /// What the page at `address` says; without one, it says itself where it stands.
    fn page(&mut self, address: &str, html: &str, pen: &mut Pen<'_>) -> Told {
        let page = Page::of(html);
        let address = if address.is_empty() {
            page.address.as_str()
        } else {
            address
        };
        let Some(id) = address::row(address) else {
            pen.refuse(Fault::NoPageAddress, Some("address"), address);
            return Told::Refused(Vec::new());
        };
        if !self.seen.insert(&id) {
            pen.refuse(Fault::RepeatedId, Some("address"), address);
            return Told::Unwanted { person: false };
        }
        let mut blocks = Vec::new();
        for block in &page.blocks {
            match serde_json::from_str::<Json<'_>>(block) {
                Ok(value) => blocks.push(value),
                Err(e) => pen.note(Fault::BrokenBlock, "html", &e.to_string()),
            }
        }
        let references = thing::references(&blocks);
        let mut things = thing::things(&blocks, &references, pen);
        let count = things.len();
        // The same organization stands on every page of many sites: the first one is used.
        things.retain(|thing| {
            let own = thing
                .own_id
                .and_then(|own| address::same_site(own, address));
            own.is_none_or(|own| self.described.insert(&own))
        });
        let entries = entries::entries(&things, &id, address, &self.source, pen);
        if !entries.is_empty() {
            return Told::Described(entries);
        }
        if things.len() < count {
            pen.refuse(Fault::RepeatedId, Some("html"), address);
            return Told::Unwanted { person: false };
        }
        pen.refuse(Fault::SilentPage, Some("html"), address);
        // What it said before stays, whatever that was.
        Told::Refused(Vec::new())
    }
}

impl Format for Pages {
    fn describe(&mut self, line: &Json<'_>, pen: &mut Pen<'_>) -> Told {
        let named = ADDRESS.iter().find(|name| !line.get(name).is_nothing());
        let address = pen.member(line, named.unwrap_or(&"address")).into_owned();
        if address.is_empty() {
            pen.refuse(Fault::NoPageAddress, Some("address"), "");
            return Told::Refused(Vec::new());
        }
        self.page(&address, &line.get("html").text(), pen)
    }

    fn keeps(&mut self, _: &Start<'_>) -> Vec<(EntryType, String)> {
        // How many things a page describes is not known before it is read.
        Vec::new()
    }
}

#[cfg(test)]
mod tests;
