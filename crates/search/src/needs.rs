//! Needs: plain-word reasons for looking, mapped to the kinds of service in the data.
//!
//! A text is understood when it equals or contains the words of a need, read as all text is (see [`crate::words`]);
//! the longest run of words wins, and one spelling mistake is forgiven in words of five letters or more. The
//! vocabulary lies in `needs/*.toml`; its README says how to write one.

mod likeness;
mod phrases;
mod reading;

use crate::words::{Stemmed, every_word, phrase};
use likeness::Likeness;
use phrases::Phrases;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A plain-word reason for looking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Its name in addresses, such as `help-at-home`.
    pub slug: String,
    /// Its name on pages, such as "help at home".
    pub label: String,
    /// Other words people use for it.
    pub synonyms: Vec<String>,
    /// The kinds of service that meet it: terms, or patterns. A `*` in front stands for whole words, one at the end for
    /// anything.
    pub kinds: Vec<String>,
    /// The slug of the wider need it belongs to.
    pub broader: Option<String>,
    /// The id of the helpline to show first.
    pub helpline: Option<String>,
}

/// Who to call first when words suggest danger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helpline {
    /// Its name in the vocabulary, such as `samaritans`.
    pub id: String,
    /// Its name on pages.
    pub name: String,
    /// The number, spaced as people read it.
    pub phone: String,
    /// When to call it, in a sentence.
    pub when: String,
    /// Words that suggest it.
    pub words: Vec<String>,
}

/// The vocabulary of needs.
///
/// ```
/// let needs = search::Needs::builtin();
/// assert_eq!(needs.understand("someone to talk to").unwrap().slug, "lonely");
/// assert_eq!(needs.danger("i want to end it all").unwrap().phone, "116 123");
/// ```
#[derive(Clone, Debug)]
pub struct Needs {
    list: Vec<Arc<Need>>,
    helplines: Vec<Helpline>,
    phrases: Phrases,
    danger: Phrases,
    /// Made when a text is first not understood.
    likeness: OnceLock<Likeness>,
    fingerprint: u64,
}

/// A vocabulary that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadNeeds {
    /// Not TOML of this shape.
    #[error("{file}: {problem}; write it as the README of the needs shows")]
    Toml {
        /// The file's name.
        file: String,
        /// What the parser said.
        problem: String,
    },
    /// Something in it does not hold together.
    #[error("{file}, `{name}`: {problem}")]
    Content {
        /// The file's name.
        file: String,
        /// The slug or id of the need or helpline.
        name: String,
        /// What is wrong and what to do.
        problem: String,
    },
}

impl Needs {
    /// Every need, by label from A to Z.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Need>> {
        self.list.iter()
    }

    /// Every helpline, the most pressing first.
    pub fn helplines(&self) -> &[Helpline] {
        &self.helplines
    }

    /// The need with this slug.
    pub fn by_slug(&self, slug: &str) -> Option<&Arc<Need>> {
        self.list.iter().find(|need| need.slug == slug)
    }

    /// The need that `text` equals or contains in a person's words, if any. A slug is understood too.
    pub fn understand(&self, text: &str) -> Option<&Arc<Need>> {
        self.find_phrase(&phrase(text))
            .and_then(|(need, _)| self.at(need))
    }

    /// The `count` needs most like `text`, the likest first.
    pub fn closest(&self, text: &str, count: usize) -> Vec<Arc<Need>> {
        let order = self
            .likeness
            .get_or_init(|| Likeness::new(&self.list))
            .closest(text);
        order
            .into_iter()
            .take(count)
            .filter_map(|need| self.at(need))
            .cloned()
            .collect()
    }

    /// The helpline to show first when `text` suggests danger, or is understood as a need that has one.
    pub fn danger(&self, text: &str) -> Option<&Helpline> {
        let said = every_word(text);
        if let Some(helpline) = self.danger.first(&said) {
            return self.helplines.get(helpline);
        }
        let id = self.understand(text)?.helpline.as_ref()?;
        self.helplines.iter().find(|helpline| helpline.id == *id)
    }

    /// The number of the need whose words stand in `words` (folded, with stems), and where they stand.
    pub(crate) fn find_phrase(&self, words: &[Stemmed]) -> Option<(usize, Range<usize>)> {
        self.phrases.longest(words)
    }

    /// Need number `need`.
    pub(crate) fn at(&self, need: usize) -> Option<&Arc<Need>> {
        self.list.get(need)
    }

    /// How many needs there are.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// A number by which this vocabulary is told from another.
    pub(crate) fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// True when a service of `kind` meets need number `need`.
    pub(crate) fn meets(&self, need: usize, kind: &[u8]) -> bool {
        self.at(need)
            .is_some_and(|need| need.kinds.iter().any(|pattern| fits(pattern, kind)))
    }
}

/// True when `kind` fits `pattern`. A `*` in front lets the rest begin at any word of the kind.
fn fits(pattern: &str, kind: &[u8]) -> bool {
    let core = pattern.trim_matches('*').as_bytes();
    let ends = |rest: &[u8]| {
        rest.starts_with(core) && (pattern.ends_with('*') || rest.len() == core.len())
    };
    if !pattern.starts_with('*') {
        return ends(kind);
    }
    let word_starts = kind
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'-')
        .map(|(at, _)| at + 1);
    std::iter::once(0)
        .chain(word_starts)
        .any(|at| ends(&kind[at..]))
}

#[cfg(test)]
mod tests;
