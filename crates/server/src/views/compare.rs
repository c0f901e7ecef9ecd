//! The report of a comparison: one file to send to a colleague, with nothing loaded from elsewhere.

use askama::Template;
use directory::{ComparedRow, Comparison, LinkRelation};
use jiff::civil::Date;

/// At most this many links to look at are printed.
const MOST_ASKED: usize = 40;

/// The report.
#[derive(Debug, Template)]
#[template(path = "compare.html")]
struct Report<'a> {
    comparison: &'a Comparison,
    made_on: String,
    relations: Vec<(&'static str, usize)>,
    disagreements: Vec<Disagreement<'a>>,
    asked: Vec<Asked<'a>>,
    more_asked: usize,
}

#[derive(Debug)]
struct Disagreement<'a> {
    field: &'static str,
    times: usize,
    examples: &'a [(ComparedRow, ComparedRow)],
}

#[derive(Debug)]
struct Asked<'a> {
    one: &'a ComparedRow,
    other: &'a ComparedRow,
    why: String,
}

/// The report of `comparison` as one HTML page, made on `today`.
pub fn comparison_report(comparison: &Comparison, today: Date) -> String {
    let words = [
        ("same", "are the same thing"),
        ("ask", "need a person to look"),
        ("successor", "join what runs now to what has closed"),
        (
            "different_service",
            "are different services of one organisation",
        ),
    ];
    let ask: Vec<_> = comparison
        .links
        .iter()
        .filter(|link| link.relation == LinkRelation::Ask)
        .collect();
    let report = Report {
        comparison,
        made_on: crate::words::dates::date(today),
        relations: words
            .into_iter()
            .map(|(word, text)| {
                (
                    text,
                    comparison.relations.get(word).copied().unwrap_or_default(),
                )
            })
            .collect(),
        disagreements: comparison
            .disagreements
            .iter()
            .map(|(field, times)| Disagreement {
                field,
                times: *times,
                examples: comparison.disagreeing.get(field).map_or(&[], Vec::as_slice),
            })
            .collect(),
        asked: ask
            .iter()
            .take(MOST_ASKED)
            .map(|link| Asked {
                one: &link.one.1,
                other: &link.other.1,
                why: link
                    .evidence
                    .iter()
                    .take(3)
                    .map(|(words, _)| *words)
                    .collect::<Vec<_>>()
                    .join("; "),
            })
            .collect(),
        more_asked: ask.len().saturating_sub(MOST_ASKED),
    };
    report.render().unwrap_or_default()
}
