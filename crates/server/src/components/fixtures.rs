//! Our components against the fixtures in nhsuk-frontend's npm package.

use super::{
    Breadcrumb, Button, Checkboxes, Choice, Details, ErrorSummary, FileUpload, Input, Link, Markup,
    Radios, Select, SkipLink, SummaryList, SummaryRow, Tag, Textarea,
};
use askama::Template;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Where npm put its packages: the variable `FINGERPOST_NODE_MODULES`, else the folder of the browser tests.
fn node_modules() -> Option<PathBuf> {
    let given = std::env::var_os("FINGERPOST_NODE_MODULES").map(PathBuf::from);
    let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/browser/node_modules");
    given
        .into_iter()
        .chain([usual])
        .find(|folder| folder.join("nhsuk-frontend").is_dir())
}

/// What one of our components gives for a fixture's options.
type Ours = fn(&Value) -> String;

/// Every component that we use, with the fixtures whose options we have.
const USED: &[(&str, &[&str], Ours)] = &[
    ("skip-link", &["default"], skip_link),
    (
        "button",
        &["default", "secondary", "secondary as a link"],
        button,
    ),
    (
        "input",
        &[
            "example address postcode",
            "width",
            "example address line 1",
        ],
        input,
    ),
    (
        "textarea",
        &[
            "without heading",
            "with error message and hint, without heading",
        ],
        textarea,
    ),
    (
        "file-upload",
        &[
            "without heading",
            "with error message and hint, without heading",
        ],
        file_upload,
    ),
    ("select", &["without heading"], select),
    ("checkboxes", &["without heading"], checkboxes),
    (
        "radios",
        &["without heading", "with error message, without heading"],
        radios,
    ),
    ("breadcrumb", &["default"], breadcrumb),
    ("details", &["default", "with HTML"], details),
    ("tag", &["default"], tag),
    (
        "error-summary",
        &["default", "with multiple errors"],
        error_summary,
    ),
    (
        "summary-list",
        &["example person: Karen Francis"],
        summary_list,
    ),
];

#[test]
fn components_equal_their_fixtures() {
    let Some(folder) = node_modules() else {
        println!(
            "NOT RUN ({} components): run `npm ci` in tests/browser, or set FINGERPOST_NODE_MODULES",
            USED.len()
        );
        return;
    };
    let mut compared = 0;
    for (component, names, ours) in USED {
        let path = folder.join(format!(
            "nhsuk-frontend/dist/nhsuk/components/{component}/fixtures.json"
        ));
        let fixtures: Value =
            serde_json::from_slice(&std::fs::read(&path).expect("the package has this component"))
                .expect("fixtures are JSON");
        let mut found = 0;
        for fixture in fixtures["fixtures"].as_array().expect("a list of fixtures") {
            let name = fixture["name"].as_str().unwrap_or_default();
            let options = &fixture["context"];
            if !names.contains(&name) || !we_have(component, options) {
                continue;
            }
            found += 1;
            let want = normal(fixture["html"].as_str().expect("a fixture has its HTML"));
            assert_eq!(
                normal(&ours(options)),
                want,
                "{component}: {name}: {options}"
            );
        }
        assert!(
            found > 0,
            "{component}: none of the fixtures {names:?} is in the package"
        );
        compared += found;
    }
    println!("{compared} fixtures of {} components are equal", USED.len());
}

/// Some fixtures share a name; those that ask for what our pages never use are passed over.
fn we_have(component: &str, options: &Value) -> bool {
    let small = options["small"].as_bool().unwrap_or(false);
    match component {
        "radios" => !small,
        "tag" => {
            options["border"].as_bool() != Some(false)
                && (options["colour"].is_null()
                    || ["grey", "green", "red", "yellow"]
                        .contains(&word(options, "colour").as_str()))
        }
        _ => true,
    }
}

/// Tags and text without the blanks between and around them, character references resolved.
fn normal(html: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for piece in html.split_inclusive('>') {
        let (text, tag) = piece.split_at(piece.find('<').unwrap_or(piece.len()));
        for part in [text, tag] {
            let part = part
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .replace("&#38;", "&")
                .replace("&amp;", "&")
                .replace("&#39;", "'")
                .replace("&#34;", "\"");
            if !part.is_empty() {
                parts.push(part);
            }
        }
    }
    parts
}

fn text(options: &Value) -> String {
    options
        .as_str()
        .or_else(|| options["text"].as_str())
        .or_else(|| options["html"].as_str())
        .unwrap_or_default()
        .to_owned()
}

fn word(options: &Value, key: &str) -> String {
    options[key].as_str().unwrap_or_default().to_owned()
}

fn some(options: &Value, key: &str) -> Option<String> {
    (!options[key].is_null()).then(|| text(&options[key]))
}

fn html(template: &impl Template) -> String {
    template.render().expect("components render")
}

fn id(options: &Value, key: &str) -> String {
    some(options, key).unwrap_or_else(|| word(options, "name"))
}

fn choices(options: &Value) -> Vec<Choice> {
    let items = options["items"].as_array().into_iter().flatten();
    items
        .map(|item| Choice {
            value: word(item, "value"),
            text: word(item, "text"),
            hint: some(item, "hint"),
            chosen: false,
        })
        .collect()
}

fn links(list: &Value) -> Vec<Link> {
    list.as_array()
        .into_iter()
        .flatten()
        .map(|item| Link::new(word(item, "href"), word(item, "text")))
        .collect()
}

fn skip_link(options: &Value) -> String {
    html(&SkipLink {
        href: word(options, "href"),
        text: text(options),
    })
}

fn button(options: &Value) -> String {
    html(&Button {
        text: text(options),
        href: some(options, "href"),
        secondary: options["variant"] == "secondary",
        ..Button::default()
    })
}

fn input(options: &Value) -> String {
    html(&Input {
        id: id(options, "id"),
        name: word(options, "name"),
        label: text(&options["label"]),
        hint: some(options, "hint"),
        error: some(options, "errorMessage"),
        width: options["width"].as_u64().and_then(|w| u8::try_from(w).ok()),
        autocomplete: some(options, "autocomplete"),
        ..Input::default()
    })
}

fn textarea(options: &Value) -> String {
    html(&Textarea {
        id: id(options, "id"),
        name: word(options, "name"),
        label: text(&options["label"]),
        hint: some(options, "hint"),
        error: some(options, "errorMessage"),
        rows: 5,
        ..Textarea::default()
    })
}

fn file_upload(options: &Value) -> String {
    html(&FileUpload {
        id: id(options, "id"),
        name: word(options, "name"),
        label: text(&options["label"]),
        hint: some(options, "hint"),
        error: some(options, "errorMessage"),
        ..FileUpload::default()
    })
}

fn select(options: &Value) -> String {
    html(&Select {
        id: id(options, "id"),
        name: word(options, "name"),
        label: text(&options["label"]),
        items: choices(options),
        bold: false,
    })
}

fn checkboxes(options: &Value) -> String {
    html(&Checkboxes {
        id: id(options, "idPrefix"),
        name: word(options, "name"),
        legend: text(&options["fieldset"]["legend"]),
        small: options["small"].as_bool().unwrap_or(false),
        items: choices(options),
        bold: false,
    })
}

fn radios(options: &Value) -> String {
    html(&Radios {
        id: id(options, "idPrefix"),
        name: word(options, "name"),
        legend: text(&options["fieldset"]["legend"]),
        error: some(options, "errorMessage"),
        items: choices(options),
        medium: false,
        bold: false,
    })
}

fn breadcrumb(options: &Value) -> String {
    html(&Breadcrumb {
        items: links(&options["items"]),
    })
}

fn details(options: &Value) -> String {
    let body = some(options, "html").map_or_else(|| Markup::lines(&word(options, "text")), Markup);
    html(&Details {
        summary: text(&options["summary"]),
        body,
    })
}

fn tag(options: &Value) -> String {
    let colour = ["grey", "green", "red", "yellow"]
        .into_iter()
        .find(|colour| options["colour"] == **colour);
    html(&Tag {
        text: text(options),
        colour,
    })
}

fn error_summary(options: &Value) -> String {
    html(&ErrorSummary {
        heading: text(&options["heading"]),
        errors: links(&options["errorList"]),
    })
}

fn summary_list(options: &Value) -> String {
    let rows = options["rows"].as_array().into_iter().flatten();
    html(&SummaryList {
        rows: rows
            .map(|row| SummaryRow {
                key: text(&row["key"]),
                value: Markup::lines(&text(&row["value"])),
            })
            .collect(),
    })
}
