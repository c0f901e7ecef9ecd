//! Pages of plain words: about, accessibility, privacy, and what went wrong.

use crate::components::Link;
use crate::page::Page;
use askama::Template;

/// A few lines and where to go next.
#[derive(Clone, Debug, Template)]
#[template(path = "message.html")]
pub struct MessagePage {
    /// Its frame.
    pub page: Page,
    /// What there is to say.
    pub lines: Vec<String>,
    /// Where to go next.
    pub links: Vec<Link>,
    /// A short code to tell us, when something went wrong.
    pub code: Option<String>,
}

impl MessagePage {
    /// A page that says `lines` and leads home.
    pub fn new(heading: &str, lines: &[&str]) -> Self {
        Self {
            page: Page::new(heading).unlisted(),
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
            links: vec![
                Link::new("/", "Find a service"),
                Link::new("/need", "See all needs from A to Z"),
            ],
            code: None,
        }
    }
}

/// What Fingerpost is.
#[derive(Clone, Debug, Template)]
#[template(path = "about.html")]
pub struct AboutPage {
    /// Its frame.
    pub page: Page,
}

/// The accessibility statement.
#[derive(Clone, Debug, Template)]
#[template(path = "accessibility.html")]
pub struct AccessibilityPage {
    /// Its frame.
    pub page: Page,
}

/// What is kept and what is not.
#[derive(Clone, Debug, Template)]
#[template(path = "privacy.html")]
pub struct PrivacyPage {
    /// Its frame.
    pub page: Page,
}

/// The page about Fingerpost.
pub fn about() -> AboutPage {
    AboutPage {
        page: Page::new("About Fingerpost")
            .about("One record of local health and care services, made from many directories."),
    }
}

/// The accessibility statement.
pub fn accessibility() -> AccessibilityPage {
    AccessibilityPage {
        page: Page::new("Accessibility").about("What works, how we check, and the faults we know."),
    }
}

/// The privacy page.
pub fn privacy() -> PrivacyPage {
    PrivacyPage {
        page: Page::new("Privacy").about("No cookies, no tracking, and no postcode kept."),
    }
}
