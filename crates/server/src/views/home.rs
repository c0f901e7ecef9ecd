//! The home page: a place, a need, one button.

use crate::components::{Button, ErrorSummary, Input, Link};
use crate::page::Page;
use askama::Template;

/// The home page.
#[derive(Clone, Debug, Template)]
#[template(path = "home.html")]
pub struct HomePage {
    /// Its frame.
    pub page: Page,
    /// What is wrong with what was typed.
    pub errors: Option<ErrorSummary>,
    /// Where.
    pub place: Input,
    /// What for.
    pub need: Input,
    /// The one button.
    pub button: Button,
    /// Needs to choose from.
    pub needs: Vec<Link>,
}

/// The needs on the home page, by slug, and what it calls them.
const NEEDS: &[(&str, &str)] = &[
    ("gp-surgeries", "GP surgeries"),
    ("pharmacies", "Pharmacies"),
    ("dentists", "Dentists"),
    ("mental-health", "Mental health and feeling low"),
    ("lonely", "Feeling lonely, clubs and groups"),
    ("carers", "Support for carers"),
    ("help-at-home", "Help at home"),
    ("care-homes", "Care homes and short breaks"),
    ("dementia", "Dementia"),
    ("money", "Money, benefits and debt"),
    ("equipment", "Falls, equipment and getting about"),
    ("children", "Children and young people"),
];

/// The box for a place, with what was typed and what is wrong with it.
pub fn place_box(typed: &str, error: Option<String>) -> Input {
    Input {
        id: "where".to_owned(),
        name: "where".to_owned(),
        label: "Postcode, town or village".to_owned(),
        bold: true,
        hint: Some("For example, QX4 7PL or Tealford".to_owned()),
        error,
        value: (!typed.is_empty()).then(|| typed.to_owned()),
        width: Some(20),
        autocomplete: Some("postal-code".to_owned()),
        secret: false,
    }
}

impl HomePage {
    /// The page with what was typed before, what is wrong with the place, and the needs that `knows` says exist.
    pub fn new(place: &str, need: &str, error: Option<&str>, knows: &dyn Fn(&str) -> bool) -> Self {
        let mut page = Page::new("Find local health and care services")
            .about("Find local health and care services in England by postcode and need.")
            .under("/");
        page.back = None;
        if error.is_some() {
            page.prefix = "Error: ";
            page.unlisted = true;
        }
        let errors = error.map(|text| ErrorSummary {
            heading: "There is a problem".to_owned(),
            errors: vec![Link::new("#where", text)],
        });
        Self {
            page,
            errors,
            place: place_box(place, error.map(str::to_owned)),
            need: Input {
                id: "need".to_owned(),
                name: "need".to_owned(),
                label: "What do you need help with?".to_owned(),
                bold: true,
                hint: Some("Use your own words. For example, bad back, help washing, feeling lonely. Do not include names.".to_owned()),
                value: (!need.is_empty()).then(|| need.to_owned()),
                autocomplete: Some("off".to_owned()),
                ..Input::default()
            },
            button: Button { text: "Find services".to_owned(), ..Button::default() },
            needs: NEEDS.iter().filter(|(slug, _)| knows(slug)).map(|(slug, text)| Link::new(format!("/need/{slug}"), *text)).collect(),
        }
    }
}
