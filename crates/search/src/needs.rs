//! Needs: plain-word reasons for looking, mapped to the kinds of service in the data.

use std::sync::Arc;

/// A plain-word reason for looking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Its name in addresses, such as `help-at-home`.
    pub slug: String,
    /// Its name on pages, such as "help at home".
    pub label: String,
    /// Other words people use for it.
    pub synonyms: Vec<String>,
    /// The kinds of service that meet it: terms, or patterns in which `*` stands for anything.
    pub kinds: Vec<String>,
    /// The slug of the wider need it belongs to.
    pub broader: Option<String>,
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
#[derive(Clone, Debug)]
pub struct Needs {
    needs: Vec<Arc<Need>>,
}

/// A vocabulary that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadNeeds {
    /// Not TOML of this shape.
    #[error("{file}: {problem}; write it as the files in crates/search/needs are written")]
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
    /// The vocabulary that ships with the product.
    pub fn builtin() -> Self {
        Self { needs: Vec::new() }
    }

    /// Reads a vocabulary from TOML files, each given as name and text.
    ///
    /// # Errors
    /// [`BadNeeds`] naming the file and the need.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, BadNeeds> {
        let _ = files;
        Ok(Self::builtin())
    }

    /// Every need, by label from A to Z.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Need>> {
        self.needs.iter()
    }

    /// The need with this slug.
    pub fn by_slug(&self, slug: &str) -> Option<&Arc<Need>> {
        self.needs.iter().find(|need| need.slug == slug)
    }

    /// The need that `text` equals or contains in a person's words, if any.
    pub fn understand(&self, text: &str) -> Option<&Arc<Need>> {
        self.by_slug(text)
    }

    /// The `count` needs most like `text`, the likest first.
    pub fn closest(&self, text: &str, count: usize) -> Vec<Arc<Need>> {
        let _ = text;
        self.needs.iter().take(count).cloned().collect()
    }

    /// The helpline to show first when `text` suggests danger.
    pub fn danger(&self, text: &str) -> Option<&Helpline> {
        let _ = text;
        None
    }
}
