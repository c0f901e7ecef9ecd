//! The steward's desk: signing in, what waits, a new source, a source with its runs.

pub mod compared;
pub mod conflict;
pub mod decided;
pub mod matches;
pub mod narrowed;
pub mod new_source;
pub mod offer;
pub mod queue;
pub mod rule_form;
pub mod rules;
pub mod rules_try;
pub mod settled;
pub mod sign_in;
pub mod source;
pub mod typed;

use crate::components::{Breadcrumb, ErrorSummary, Link};
use crate::page::{MenuLink, Page, SMALL_MENU, to};

/// The list of the desk.
const MENU: &[MenuLink] = &[
    to("/steward", "Steward’s desk"),
    to("/steward/matches", "Matches"),
    to("/steward/conflicts", "Disagreements"),
    to("/steward/sources/new", "Add a directory"),
    to("/steward/rules", "Whom to believe"),
    to("/about/sources", "Our sources"),
    to("/", "Find a service"),
];

/// A page of the desk.
pub fn page(heading: impl Into<String>, current: &'static str) -> Page {
    let mut page = Page::new(heading).under(current).unlisted();
    page.menu = MENU;
    page.small_menu = SMALL_MENU;
    page.back = (current != "/steward").then(|| Breadcrumb {
        items: vec![Link::new("/steward", "Steward’s desk")],
    });
    page
}

/// What is wrong with a form: the field it is in, and what to do.
pub type FormFault = (String, String);

/// The summary of what is wrong with a form, each fault with a link to its box; none when all is well.
pub fn summary(faults: &[FormFault]) -> Option<ErrorSummary> {
    (!faults.is_empty()).then(|| ErrorSummary {
        heading: "There is a problem".to_owned(),
        errors: faults
            .iter()
            .map(|(field, remedy)| Link::new(format!("#{field}"), remedy.clone()))
            .collect(),
    })
}

/// The fault of this field.
pub fn of(faults: &[FormFault], field: &str) -> Option<String> {
    faults
        .iter()
        .find(|(known, _)| known == field)
        .map(|(_, remedy)| remedy.clone())
}
