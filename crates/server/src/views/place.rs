//! Which place did you mean?

use crate::address::FindAddress;
use crate::components::{Button, Choice, Link, Radios};
use crate::page::Page;
use askama::Template;

/// Places of one name, to choose from.
#[derive(Clone, Debug, Template)]
#[template(path = "place.html")]
pub struct PlacePage {
    /// Its frame.
    pub page: Page,
    /// The rest of the question, kept.
    pub hidden: Vec<Link>,
    /// The places.
    pub choices: Radios,
    /// The one button.
    pub button: Button,
}

/// A place that was meant, perhaps.
#[derive(Clone, Debug)]
pub struct PlaceChoice {
    /// What to type to mean exactly this place.
    pub typed: String,
    /// How to show it.
    pub label: String,
    /// What lies near, to tell it from others.
    pub nearby: Option<String>,
}

/// Everything of the question but the words in `without`, as hidden fields: name and value.
pub fn hidden(address: &FindAddress, without: &[&str]) -> Vec<Link> {
    let mut fields = vec![
        Link::new("where", &address.place),
        Link::new("need", &address.need),
    ];
    if let Some(miles) = address.within {
        fields.push(Link::new("within", miles.to_string()));
    }
    if let Some(when) = &address.when {
        fields.push(Link::new("when", when));
    }
    for (name, values) in [
        ("how", &address.how),
        ("access", &address.access),
        ("kind", &address.kind),
    ] {
        fields.extend(values.iter().map(|value| Link::new(name, value)));
    }
    if address.best_first {
        fields.push(Link::new("sort", "best"));
    }
    fields.retain(|field| !field.text.is_empty() && !without.contains(&field.href.as_str()));
    fields
}

impl PlacePage {
    /// The question which of `places` was meant by what `address` says.
    pub fn new(address: &FindAddress, places: &[PlaceChoice]) -> Self {
        Self {
            page: Page::new(format!("Which {}?", crate::words::sentence(&address.place)))
                .unlisted()
                .under("/"),
            // The name as typed comes first, so that sending the form without a choice asks again.
            hidden: hidden(address, &[]),
            choices: Radios {
                id: "where".to_owned(),
                name: "where".to_owned(),
                legend: "Choose a place".to_owned(),
                medium: true,
                bold: false,
                error: None,
                items: places
                    .iter()
                    .map(|place| Choice {
                        value: place.typed.clone(),
                        text: place.label.clone(),
                        hint: place.nearby.as_ref().map(|near| format!("In {near}")),
                        chosen: false,
                    })
                    .collect(),
            },
            button: Button {
                text: "Find services".to_owned(),
                ..Button::default()
            },
        }
    }
}
