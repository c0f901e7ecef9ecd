//! A document is given: the first page of a new source, or of a newer document of a known one.

use super::{FormFault, of, summary};
use crate::components::{Button, Choice, ErrorSummary, FileUpload, Select};
use crate::page::Page;
use askama::Template;
use model::Source;

/// The form for a file.
#[derive(Clone, Debug, Template)]
#[template(path = "steward/new_source.html")]
pub struct NewSourcePage {
    /// Its frame.
    pub page: Page,
    /// Who is signed in.
    pub who: String,
    /// What is wrong.
    pub errors: Option<ErrorSummary>,
    /// Where the file goes.
    pub file: FileUpload,
    /// Whose it is; none when no source is known yet.
    pub whose: Option<Select>,
    /// The button.
    pub button: Button,
}

impl NewSourcePage {
    /// The form. `chosen` is the key of the source it is for, if one was named.
    pub fn new(
        who: &str,
        sources: &[Source],
        chosen: &str,
        problem: Option<&str>,
        largest_mb: u64,
    ) -> Self {
        let faults: Vec<FormFault> = problem
            .map(|problem| ("file".to_owned(), problem.to_owned()))
            .into_iter()
            .collect();
        let mut page = super::page("Add a directory", "/steward/sources/new");
        if problem.is_some() {
            page.prefix = "Error: ";
        }
        let mut items = vec![Choice {
            text: "A directory we do not have yet".to_owned(),
            ..Choice::default()
        }];
        items.extend(sources.iter().map(|source| Choice {
            value: source.key.to_string(),
            text: source.name.clone(),
            chosen: source.key.as_str() == chosen,
            hint: None,
        }));
        Self {
            page,
            who: who.to_owned(),
            errors: summary(&faults),
            file: FileUpload {
                id: "file".to_owned(),
                name: "file".to_owned(),
                bold: true,
                label: "The file".to_owned(),
                hint: Some(format!(
                    "A spreadsheet saved as CSV, or a file of a format we know. It may be zipped. Select files that belong together at once. At most {largest_mb} MB."
                )),
                error: of(&faults, "file"),
                multiple: true,
            },
            whose: (!sources.is_empty()).then(|| Select {
                id: "source".to_owned(),
                name: "source".to_owned(),
                label: "Which directory is it?".to_owned(),
                bold: true,
                items,
            }),
            button: Button::new("Read the file"),
        }
    }
}
