//! Signing in.

use crate::components::{ErrorSummary, Link};
use crate::page::Page;
use askama::Template;

/// The form for the token.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/sign.html")]
pub struct SignInPage {
    /// Its frame.
    pub page: Page,
    /// What was wrong.
    pub error: Option<String>,
    /// The same, at the top.
    pub summary: Option<ErrorSummary>,
}

impl SignInPage {
    /// The form, after a try that failed or before any.
    pub fn new(error: Option<String>) -> Self {
        let mut page = Page::new("Sign in to the steward’s desk").unlisted();
        if error.is_some() {
            page.prefix = "Error: ";
        }
        Self {
            page,
            summary: error.as_ref().map(|words| ErrorSummary {
                heading: "There is a problem".to_owned(),
                errors: vec![Link::new("#token", words)],
            }),
            error,
        }
    }
}
