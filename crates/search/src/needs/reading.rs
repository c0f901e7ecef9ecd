//! TOML → vocabulary, checked.

use super::{BadNeeds, Helpline, Need, Needs, Phrases};
use crate::segment::checksum;
use crate::words::{every_word, phrase};
use serde::Deserialize;
use std::sync::{Arc, OnceLock};

/// The files that ship with the product.
const BUILTIN: &[(&str, &str)] = &[
    ("helplines.toml", include_str!("../../needs/helplines.toml")),
    ("health.toml", include_str!("../../needs/health.toml")),
    ("mind.toml", include_str!("../../needs/mind.toml")),
    ("people.toml", include_str!("../../needs/people.toml")),
    ("home.toml", include_str!("../../needs/home.toml")),
    ("children.toml", include_str!("../../needs/children.toml")),
];

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    need: Vec<RawNeed>,
    #[serde(default)]
    helpline: Vec<RawHelpline>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNeed {
    slug: String,
    label: String,
    #[serde(default)]
    synonyms: Vec<String>,
    kinds: Vec<String>,
    broader: Option<String>,
    helpline: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHelpline {
    id: String,
    name: String,
    phone: String,
    when: String,
    words: Vec<String>,
}

impl Needs {
    /// The vocabulary that ships with the product.
    pub fn builtin() -> Self {
        Self::parse(BUILTIN)
            .expect("the vocabulary in needs/ is checked by the tests of this crate")
    }

    /// Reads a vocabulary from TOML files, each given as name and text.
    ///
    /// # Errors
    /// [`BadNeeds`] naming the file and the need: a shape that is not a need's, a slug used twice, words that lead to
    /// two needs, a wider need or helpline that does not exist.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, BadNeeds> {
        let mut needs: Vec<(String, Need)> = Vec::new();
        let mut helplines: Vec<(String, Helpline)> = Vec::new();
        for (file, text) in files {
            let read: File = toml::from_str(text).map_err(|e| BadNeeds::Toml {
                file: (*file).to_owned(),
                problem: e.to_string().trim_end().to_owned(),
            })?;
            needs.extend(
                read.need
                    .into_iter()
                    .map(|need| ((*file).to_owned(), need.into())),
            );
            helplines.extend(
                read.helpline
                    .into_iter()
                    .map(|line| ((*file).to_owned(), line.into())),
            );
        }
        needs.sort_by(|(_, a), (_, b)| {
            (a.label.to_lowercase(), &a.slug).cmp(&(b.label.to_lowercase(), &b.slug))
        });
        check(&needs, &helplines)?;
        let phrases = need_phrases(&needs)?;
        let mut danger = Phrases::default();
        for (number, (_, line)) in helplines.iter().enumerate() {
            line.words
                .iter()
                .for_each(|words| _ = danger.add(&every_word(words), number));
        }
        let needs: Vec<Arc<Need>> = needs.into_iter().map(|(_, need)| Arc::new(need)).collect();
        Ok(Self {
            likeness: OnceLock::new(),
            fingerprint: checksum(format!("{needs:?}").as_bytes()),
            helplines: helplines.into_iter().map(|(_, line)| line).collect(),
            list: needs,
            phrases,
            danger,
        })
    }
}

fn need_phrases(needs: &[(String, Need)]) -> Result<Phrases, BadNeeds> {
    let mut phrases = Phrases::default();
    for (number, (file, need)) in needs.iter().enumerate() {
        for text in [&need.slug, &need.label].into_iter().chain(&need.synonyms) {
            let words = phrase(text);
            if words.is_empty() {
                return Err(bad(
                    file,
                    &need.slug,
                    format!("`{text}` holds only common words; write more or leave it out"),
                ));
            }
            if let Err(other) = phrases.add(&words, number) {
                let other = &needs[other].1.slug;
                return Err(bad(
                    file,
                    &need.slug,
                    format!("`{text}` leads to `{other}` too; leave it out of one"),
                ));
            }
        }
    }
    Ok(phrases)
}

fn check(needs: &[(String, Need)], helplines: &[(String, Helpline)]) -> Result<(), BadNeeds> {
    let is_slug = |text: &str| model::Term::slug(text).is_some_and(|term| term.as_str() == text);
    for (at, (file, need)) in needs.iter().enumerate() {
        if !is_slug(&need.slug) {
            return Err(bad(
                file,
                &need.slug,
                "the slug must be lower-case words joined by hyphens".into(),
            ));
        }
        if needs[..at].iter().any(|(_, other)| other.slug == need.slug) {
            return Err(bad(
                file,
                &need.slug,
                "this slug stands twice; rename one".into(),
            ));
        }
        if let Some(pattern) = need
            .kinds
            .iter()
            .find(|kind| !is_slug(kind.trim_matches('*').trim_end_matches('-')))
        {
            return Err(bad(
                file,
                &need.slug,
                format!(
                    "`{pattern}` is no kind; write a slug, with `*` only in front or at the end"
                ),
            ));
        }
        if let Some(wider) = need
            .broader
            .as_ref()
            .filter(|wider| needs.iter().all(|(_, other)| other.slug != **wider))
        {
            return Err(bad(
                file,
                &need.slug,
                format!("the wider need `{wider}` does not exist; write one or correct it"),
            ));
        }
        if let Some(line) = need
            .helpline
            .as_ref()
            .filter(|line| helplines.iter().all(|(_, other)| other.id != **line))
        {
            return Err(bad(
                file,
                &need.slug,
                format!("the helpline `{line}` does not exist; write one or correct it"),
            ));
        }
    }
    Ok(())
}

fn bad(file: &str, name: &str, problem: String) -> BadNeeds {
    BadNeeds::Content {
        file: file.to_owned(),
        name: name.to_owned(),
        problem,
    }
}

impl From<RawNeed> for Need {
    fn from(raw: RawNeed) -> Self {
        let RawNeed {
            slug,
            label,
            synonyms,
            kinds,
            broader,
            helpline,
        } = raw;
        Self {
            slug,
            label,
            synonyms,
            kinds,
            broader,
            helpline,
        }
    }
}

impl From<RawHelpline> for Helpline {
    fn from(raw: RawHelpline) -> Self {
        let RawHelpline {
            id,
            name,
            phone,
            when,
            words,
        } = raw;
        Self {
            id,
            name,
            phone,
            when,
            words,
        }
    }
}
