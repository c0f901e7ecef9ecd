//! What every page has: title, description, way back, stylesheet.

use crate::components::{Breadcrumb, Link, SkipLink};
use crate::style;

/// The frame of a page.
#[derive(Clone, Debug)]
pub struct Page {
    /// The page's one heading, which its title repeats.
    pub heading: String,
    /// What goes before the heading in the title, such as `Error: `.
    pub prefix: &'static str,
    /// One sentence for search engines.
    pub description: String,
    /// The way back; none on the home page.
    pub back: Option<Breadcrumb>,
    /// Which link of the main list leads here.
    pub current: &'static str,
    /// The list in the header and the footer.
    pub menu: &'static [MenuLink],
    /// The list in the footer only.
    pub small_menu: &'static [MenuLink],
    /// True when search engines are asked to pass over it.
    pub unlisted: bool,
}

/// A link of the menu.
#[derive(Clone, Copy, Debug)]
pub struct MenuLink {
    /// Where it leads.
    pub href: &'static str,
    /// What it says.
    pub text: &'static str,
}

pub const fn to(href: &'static str, text: &'static str) -> MenuLink {
    MenuLink { href, text }
}

/// Only pages that exist are linked.
pub const MENU: &[MenuLink] = &[
    to("/", "Find a service"),
    to("/need", "Needs A to Z"),
    to("/about/sources", "Where our information comes from"),
];
/// The smaller list.
pub const SMALL_MENU: &[MenuLink] = &[
    to("/about", "About Fingerpost"),
    to("/about/who-keeps-what", "Who keeps each fact"),
    to("/accessibility", "Accessibility"),
    to("/privacy", "Privacy"),
];

impl Page {
    /// A page with this heading, one step below home.
    pub fn new(heading: impl Into<String>) -> Self {
        Self {
            heading: heading.into(),
            prefix: "",
            description: String::new(),
            back: Some(Breadcrumb {
                items: vec![Link::new("/", "Home")],
            }),
            current: "",
            menu: MENU,
            small_menu: SMALL_MENU,
            unlisted: false,
        }
    }

    /// The same page with one sentence about it.
    #[must_use]
    pub fn about(mut self, description: impl Into<String>) -> Self {
        self.description = description.into();
        self
    }

    /// The same page, under the link of the menu with this address.
    #[must_use]
    pub fn under(mut self, href: &'static str) -> Self {
        self.current = href;
        self
    }

    /// The same page, one step further down: `link` leads to the page above it.
    #[must_use]
    pub fn below(mut self, link: Link) -> Self {
        self.back.get_or_insert_default().items.push(link);
        self
    }

    /// The same page, which search engines are asked to pass over.
    #[must_use]
    pub fn unlisted(mut self) -> Self {
        self.unlisted = true;
        self
    }

    /// `Heading – Fingerpost`.
    pub fn title(&self) -> String {
        format!("{}{} – Fingerpost", self.prefix, self.heading)
    }
}

/// The stylesheet.
pub fn style() -> &'static str {
    &style::SHEET
}

/// The link past the header.
pub fn skip() -> SkipLink {
    SkipLink {
        href: "#main".to_owned(),
        text: "Skip to main content".to_owned(),
    }
}
