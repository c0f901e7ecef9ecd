//! Signing in.

use super::{FormFault, of, summary};
use crate::components::{Button, ErrorSummary, Input};
use crate::page::Page;
use askama::Template;

/// The form for a token.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/sign_in.html")]
pub struct SignInPage {
    /// Its frame.
    pub page: Page,
    /// What is wrong.
    pub errors: Option<ErrorSummary>,
    /// The box.
    pub token: Input,
    /// Where it leads.
    pub next: String,
    /// The button.
    pub button: Button,
}

impl SignInPage {
    /// The form, with what was wrong with what was typed. What was typed is not shown again.
    pub fn new(next: &str, problem: Option<&str>) -> Self {
        let faults: Vec<FormFault> = problem
            .map(|problem| ("token".to_owned(), problem.to_owned()))
            .into_iter()
            .collect();
        let mut page = Page::new("Sign in to the steward’s desk").unlisted();
        if problem.is_some() {
            page.prefix = "Error: ";
        }
        Self {
            page,
            errors: summary(&faults),
            token: Input {
                id: "token".to_owned(),
                name: "token".to_owned(),
                label: "Your sign-in token".to_owned(),
                bold: true,
                hint: Some("Whoever runs this site gave it to you.".to_owned()),
                error: of(&faults, "token"),
                autocomplete: Some("current-password".to_owned()),
                width: Some(20),
                secret: true,
                ..Input::default()
            },
            next: next.to_owned(),
            button: Button::new("Sign in"),
        }
    }
}
