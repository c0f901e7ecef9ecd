//! Needs from A to Z, and one need.

use super::DangerLine;
use super::home::place_box;
use crate::components::{Button, Input, Link};
use crate::page::Page;
use crate::words::sentence;
use askama::Template;
use directory::Need;

/// All needs, by letter.
#[derive(Clone, Debug, Template)]
#[template(path = "needs.html")]
pub struct NeedsPage {
    /// Its frame.
    pub page: Page,
    /// The alphabet.
    pub letters: Vec<Letter>,
}

/// A letter with its needs.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The letter.
    pub name: char,
    /// Its needs.
    pub needs: Vec<Link>,
}

impl NeedsPage {
    /// The page for these needs, in their order.
    pub fn new<'a>(needs: impl Iterator<Item = &'a Need>) -> Self {
        let mut letters: Vec<Letter> = ('A'..='Z')
            .map(|name| Letter {
                name,
                needs: Vec::new(),
            })
            .collect();
        for need in needs {
            let label = sentence(&need.label);
            let first = label.chars().next().map_or('A', |c| c.to_ascii_uppercase());
            if let Some(letter) = letters.iter_mut().find(|letter| letter.name == first) {
                letter
                    .needs
                    .push(Link::new(format!("/need/{}", need.slug), label));
            }
        }
        for letter in &mut letters {
            letter.needs.sort_by_key(|link| link.text.to_lowercase());
        }
        Self {
            page: Page::new("Needs from A to Z")
                .about("Find services by what you need help with.")
                .under("/need"),
            letters,
        }
    }
}

/// One need: where are you?
#[derive(Clone, Debug, Template)]
#[template(path = "need.html")]
pub struct NeedPage {
    /// Its frame.
    pub page: Page,
    /// Who to call first.
    pub danger: Vec<DangerLine>,
    /// Where.
    pub place: Input,
    /// The need's name in addresses.
    pub slug: String,
    /// The one button.
    pub button: Button,
    /// Needs close to it.
    pub related: Vec<Link>,
}

impl NeedPage {
    /// The page of `need`, with needs close to it.
    pub fn new(need: &Need, related: &[&Need], danger: Option<DangerLine>) -> Self {
        let label = sentence(&need.label);
        Self {
            page: Page::new(label.clone())
                .about(format!("Find services for {} near you.", need.label))
                .under("/need")
                .below(Link::new("/need", "Needs from A to Z")),
            danger: danger.into_iter().collect(),
            place: place_box("", None),
            slug: need.slug.clone(),
            button: Button {
                text: "Find services".to_owned(),
                ..Button::default()
            },
            related: related
                .iter()
                .map(|other| Link::new(format!("/need/{}", other.slug), sentence(&other.label)))
                .collect(),
        }
    }
}
