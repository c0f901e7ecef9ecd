//! What a queue is narrowed to, in the address and in words, and the form for it.

use crate::address::encode;
use crate::components::{Choice, Select};
use crate::views::values::term_words;
use crate::words::figure;
use askama::Template;
use directory::{Choices, Narrow};
use model::{Field, Source, Term};

/// At most so many things are offered in a list; more would make the page large and the list long.
const MOST: usize = 25;
/// The longest word that is taken from an address, in characters.
const LONGEST: usize = 100;

/// What a queue is narrowed to, as the address has it: nothing that is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Narrowed {
    source: String,
    kind: String,
    area: String,
}

impl Narrowed {
    /// The same, asked of the directory.
    pub fn narrow(&self) -> Narrow {
        let asked = |word: &str| {
            let word: String = word.trim().chars().take(LONGEST).collect();
            (!word.is_empty()).then_some(word)
        };
        Narrow {
            source: asked(&self.source),
            kind: asked(&self.kind),
            area: asked(&self.area),
        }
    }

    /// `address`, which has no part after `#`, with what the queue is narrowed to.
    pub fn on(&self, address: &str) -> String {
        let Narrow { source, kind, area } = self.narrow();
        let mut address = address.to_owned();
        for (key, word) in [("source", source), ("kind", kind), ("area", area)] {
            if let Some(word) = word {
                let sign = if address.contains('?') { '&' } else { '?' };
                address.push_str(&format!("{sign}{key}={}", encode(&word)));
            }
        }
        address
    }

    /// `, Ambermoor Council, lunch club` after what it is said of; nothing when nothing is narrowed.
    pub fn words(&self, sources: &[Source]) -> String {
        let Narrow { source, kind, area } = self.narrow();
        let source = source.map(|key| source_words(sources, &key));
        let kind = kind.map(|kind| kind_words(&kind));
        let words = [source, kind, area].into_iter().flatten();
        words.fold(String::new(), |all, word| format!("{all}, {word}"))
    }
}

fn source_words(sources: &[Source], key: &str) -> String {
    let known = sources.iter().find(|source| source.key.as_str() == key);
    known.map_or_else(|| key.to_owned(), |source| source.name.clone())
}

fn kind_words(word: &str) -> String {
    Term::slug(word).map_or_else(|| word.to_owned(), |kind| term_words(Field::Kind, &kind))
}

/// The form that narrows a queue; nothing to see while there is nothing to choose between.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "steward/narrow.html")]
pub struct NarrowForm {
    /// The queue.
    pub action: &'static str,
    /// What opens it.
    pub summary: &'static str,
    /// What can be chosen.
    pub selects: Vec<Select>,
    /// True when something is chosen.
    pub is_narrowed: bool,
}

impl askama::filters::HtmlSafe for NarrowForm {}

impl NarrowForm {
    /// The form of the queue at `action`.
    pub fn new(
        action: &'static str,
        summary: &'static str,
        narrowed: &Narrowed,
        choices: &Choices,
        sources: &[Source],
    ) -> Self {
        let narrow = narrowed.narrow();
        let of_source = |key: &str| source_words(sources, key);
        let of_kind = |word: &str| kind_words(word);
        let of_area = |name: &str| name.to_owned();
        let selects = [
            select(
                "source",
                "Source",
                "Any source",
                narrow.source.clone(),
                &choices.sources,
                &of_source,
            ),
            select(
                "kind",
                "Kind of service",
                "Any kind",
                narrow.kind.clone(),
                &choices.kinds,
                &of_kind,
            ),
            select(
                "area",
                "Area",
                "Any area",
                narrow.area.clone(),
                &choices.areas,
                &of_area,
            ),
        ];
        Self {
            action,
            summary,
            selects: selects.into_iter().flatten().collect(),
            is_narrowed: !narrow.is_everything(),
        }
    }
}

/// Puts a word of an address in words for people.
type Words<'a> = &'a dyn Fn(&str) -> String;

/// A list to choose from; none when there is nothing to choose between.
fn select(
    name: &str,
    label: &str,
    any: &str,
    chosen: Option<String>,
    offered: &[(String, usize)],
    words: Words<'_>,
) -> Option<Select> {
    if chosen.is_none() && offered.len() < 2 {
        return None;
    }
    let mut items = vec![Choice {
        text: any.to_owned(),
        ..Choice::default()
    }];
    for (at, (word, count)) in offered.iter().enumerate() {
        let is_chosen = chosen.as_ref() == Some(word);
        if at < MOST || is_chosen {
            items.push(Choice {
                value: word.clone(),
                text: format!("{} ({})", words(word), figure(*count)),
                chosen: is_chosen,
                ..Choice::default()
            });
        }
    }
    if let Some(word) = chosen
        && !items.iter().any(|item| item.chosen)
    {
        items.push(Choice {
            text: format!("{} (0)", words(&word)),
            value: word,
            chosen: true,
            ..Choice::default()
        });
    }
    let label = match offered.len() {
        all if all > MOST => format!("{label} (the {MOST} with the most)"),
        _ => label.to_owned(),
    };
    Some(Select {
        id: name.to_owned(),
        name: name.to_owned(),
        label,
        items,
        ..Select::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn narrowed(source: &str, kind: &str, area: &str) -> Narrowed {
        Narrowed {
            source: source.into(),
            kind: kind.into(),
            area: area.into(),
        }
    }

    #[test]
    fn what_is_narrowed_stays_in_the_address() {
        #[track_caller]
        fn check(narrowed: &Narrowed, address: &str, want: &str) {
            assert_eq!(narrowed.on(address), want);
        }
        check(&Narrowed::default(), "/steward", "/steward");
        check(&narrowed("", " ", ""), "/steward?said=3", "/steward?said=3");
        check(
            &narrowed("council", "", "Weir & Sedge"),
            "/steward/matches",
            "/steward/matches?source=council&area=Weir+%26+Sedge",
        );
        check(
            &narrowed("", "lunch-club", ""),
            "/steward/matches?said=3",
            "/steward/matches?said=3&kind=lunch-club",
        );
        check(&narrowed("\"><b>", "", ""), "/x", "/x?source=%22%3E%3Cb%3E");
    }

    #[test]
    fn a_long_list_is_cut_and_what_is_chosen_stays_in_it() {
        let choices = Choices {
            areas: (0..40).map(|n| (format!("Area {n}"), 50 - n)).collect(),
            sources: vec![("council".into(), 3)],
            kinds: vec![],
        };
        let form = |narrowed: &Narrowed| NarrowForm::new("/x", "Show", narrowed, &choices, &[]);
        let all = form(&Narrowed::default());
        // One source is nothing to choose between.
        let [areas] = &all.selects[..] else {
            panic!("{:?}", all.selects);
        };
        assert_eq!(areas.items.len(), 1 + MOST);
        assert_eq!(areas.label, "Area (the 25 with the most)");
        assert!(!all.is_narrowed);
        for (area, text) in [("Area 39", "Area 39 (11)"), ("Nowhere", "Nowhere (0)")] {
            let narrowed = form(&narrowed("", "", area));
            let last = narrowed.selects[0].items.last().unwrap();
            assert_eq!((last.text.as_str(), last.chosen), (text, true));
            assert!(narrowed.is_narrowed);
        }
    }
}
