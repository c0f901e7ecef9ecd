//! What the pages of the steward's desk show.

pub mod draft;
pub mod queue;
pub mod sign;
pub mod source;

use crate::components::{Breadcrumb, Link};
use crate::page::Page;
use directory::FindingKind;

/// A page of the desk, one step below its front page.
fn page(heading: &str) -> Page {
    let mut page = Page::new(heading).unlisted();
    page.back = Some(Breadcrumb {
        items: vec![Link::new("/steward", "Steward’s desk")],
    });
    page
}

/// A fault with an example: what a person needs to mend it.
#[derive(Clone, Debug)]
pub struct FaultView {
    /// `12 times: this is not a postcode`.
    pub what: String,
    /// `line 4, column Postcode: “QX4”`.
    pub example: String,
    /// What to do.
    pub fix: String,
}

/// The kinds of fault, the most frequent first, at most `most` of them.
fn faults(findings: &[FindingKind], most: usize) -> Vec<FaultView> {
    findings.iter().take(most).map(fault).collect()
}

fn fault(kind: &FindingKind) -> FaultView {
    let times = if kind.times == 1 {
        "Once".to_owned()
    } else {
        format!(
            "{} times",
            crate::words::figure(usize::try_from(kind.times).unwrap_or(usize::MAX))
        )
    };
    let refused = if kind.refusal {
        " The row is left out."
    } else {
        ""
    };
    let example = kind.examples.first().map(|example| {
        let column = example
            .column
            .as_deref()
            .map(|column| format!(", column {column}"))
            .unwrap_or_default();
        let seen = if example.seen.is_empty() {
            String::new()
        } else {
            format!(": “{}”", example.seen)
        };
        format!("{}, line {}{column}{seen}", example.file, example.line)
    });
    FaultView {
        what: format!("{times}: {}.{refused}", kind.problem),
        example: example.unwrap_or_default(),
        fix: crate::words::sentence(kind.fix.as_deref().unwrap_or_default()),
    }
}
