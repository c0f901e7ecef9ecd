//! nhsuk-frontend's components, as far as our pages use them.
//!
//! Each is a value that renders itself; a page template writes `{{ button }}`. Always: the markup equals that of
//! nhsuk-frontend's own fixtures, which the test `components_equal_their_fixtures` checks against its npm package,
//! so that an operator can serve the official stylesheet instead of ours.

use askama::Template;
use askama::filters::HtmlSafe;

macro_rules! safe { ($($component:ty),*) => { $(impl HtmlSafe for $component {})* } }
safe!(
    SkipLink,
    Button,
    Input,
    Textarea,
    FileUpload,
    Select,
    Checkboxes,
    Radios,
    Breadcrumb,
    Details,
    Tag,
    ErrorSummary,
    SummaryList,
    Markup
);

/// Markup that was made by a template of ours: written as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup(String);

impl Markup {
    /// The markup that `template` renders; nothing when it cannot be rendered.
    pub fn of(template: &impl Template) -> Self {
        Self(template.render().unwrap_or_default())
    }

    /// `text`, escaped, its line breaks laid out. For words that a source wrote.
    pub fn lines(text: &str) -> Self {
        let mut markup = String::with_capacity(text.len() + 16);
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if !markup.is_empty() {
                markup.push_str("<br>");
            }
            markup.push_str(&escaped(line));
        }
        Self(markup)
    }
}

impl std::fmt::Display for Markup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&#38;"),
            '<' => out.push_str("&#60;"),
            '>' => out.push_str("&#62;"),
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// The link past the header.
#[derive(Clone, Debug, Template)]
#[template(path = "components/skip_link.html")]
pub struct SkipLink {
    /// Where it leads, such as `#main`.
    pub href: String,
    /// What it says.
    pub text: String,
}

/// A button that sends a form, or a link that looks like one.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/button.html")]
pub struct Button {
    /// What it says.
    pub text: String,
    /// Where it leads; none for a button of a form.
    pub href: Option<String>,
    /// True for the quieter look.
    pub secondary: bool,
    /// For a form with several buttons: the word of this one.
    pub name: Option<String>,
    /// What the form then says under that word.
    pub value: Option<String>,
}

impl Button {
    /// The main button of a form.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// One of several buttons of a form: it says `value` under the word `do`.
    pub fn that_does(text: impl Into<String>, value: &str) -> Self {
        Self {
            name: Some("do".to_owned()),
            value: Some(value.to_owned()),
            ..Self::new(text)
        }
    }

    /// The same, quieter.
    #[must_use]
    pub fn quiet(self) -> Self {
        Self {
            secondary: true,
            ..self
        }
    }
}

/// A box for one line of text, with its label.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/input.html")]
pub struct Input {
    /// Its id in the page.
    pub id: String,
    /// The word it has in the address.
    pub name: String,
    /// Its label.
    pub label: String,
    /// True when the label is bold.
    pub bold: bool,
    /// Help under the label.
    pub hint: Option<String>,
    /// What is wrong with what was typed.
    pub error: Option<String>,
    /// What was typed.
    pub value: Option<String>,
    /// Width in characters: 10 or 20.
    pub width: Option<u8>,
    /// What a browser may fill in.
    pub autocomplete: Option<String>,
    /// True when what is typed does not show.
    pub secret: bool,
}

impl Input {
    fn described_by(&self) -> Option<String> {
        described_by(&self.id, self.hint.as_ref(), self.error.as_ref())
    }
}

/// The ids of the hint and the error of a box, as far as it has them.
fn described_by(id: &str, hint: Option<&String>, error: Option<&String>) -> Option<String> {
    let hint = hint.map(|_| format!("{id}-hint"));
    let error = error.map(|_| format!("{id}-error"));
    match (hint, error) {
        (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
        (hint, error) => hint.or(error),
    }
}

/// A box for several lines of text, with its label.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/textarea.html")]
pub struct Textarea {
    /// Its id in the page.
    pub id: String,
    /// The word it has in the form.
    pub name: String,
    /// Its label.
    pub label: String,
    /// True when the label is bold.
    pub bold: bool,
    /// Help under the label.
    pub hint: Option<String>,
    /// What is wrong with what was typed.
    pub error: Option<String>,
    /// What was typed.
    pub value: String,
    /// Lines shown.
    pub rows: u8,
    /// True when what is typed is not prose.
    pub code: bool,
}

impl Textarea {
    fn described_by(&self) -> Option<String> {
        described_by(&self.id, self.hint.as_ref(), self.error.as_ref())
    }
}

/// Where files are given, with its label.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/file_upload.html")]
pub struct FileUpload {
    /// Its id in the page.
    pub id: String,
    /// The word it has in the form.
    pub name: String,
    /// Its label.
    pub label: String,
    /// True when the label is bold.
    pub bold: bool,
    /// Help under the label.
    pub hint: Option<String>,
    /// What is wrong with what was given.
    pub error: Option<String>,
    /// True when several files may be given.
    pub multiple: bool,
}

impl FileUpload {
    fn described_by(&self) -> Option<String> {
        described_by(&self.id, self.hint.as_ref(), self.error.as_ref())
    }
}

/// One thing to choose.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// The word it has in the address.
    pub value: String,
    /// What people read.
    pub text: String,
    /// True when chosen.
    pub chosen: bool,
    /// Help under a radio.
    pub hint: Option<String>,
}

/// A list from which one is chosen.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/select.html")]
pub struct Select {
    /// Its id in the page.
    pub id: String,
    /// The word it has in the address.
    pub name: String,
    /// Its label.
    pub label: String,
    /// True when the label is bold.
    pub bold: bool,
    /// What can be chosen.
    pub items: Vec<Choice>,
}

/// A group of boxes of which any may be ticked.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/checkboxes.html")]
pub struct Checkboxes {
    /// The id of the first box; the others add a number.
    pub id: String,
    /// The word they have in the address.
    pub name: String,
    /// What the group is about.
    pub legend: String,
    /// True when the legend is bold.
    pub bold: bool,
    /// True for small boxes.
    pub small: bool,
    /// The boxes.
    pub items: Vec<Choice>,
}

/// A group of which one is chosen.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/radios.html")]
pub struct Radios {
    /// The id of the first; the others add a number.
    pub id: String,
    /// The word they have in the address.
    pub name: String,
    /// The question.
    pub legend: String,
    /// True when the question is of middle size.
    pub medium: bool,
    /// True when the question is bold.
    pub bold: bool,
    /// What is wrong.
    pub error: Option<String>,
    /// The answers.
    pub items: Vec<Choice>,
}

impl Radios {
    fn item_id(&self, index: usize) -> String {
        if index == 0 {
            self.id.clone()
        } else {
            format!("{}-{}", self.id, index + 1)
        }
    }
}

/// A link with its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub text: String,
}

impl Link {
    /// A link.
    pub fn new(href: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            href: href.into(),
            text: text.into(),
        }
    }
}

/// The way back, from the home page down; on a phone only its last step.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/breadcrumb.html")]
pub struct Breadcrumb {
    /// The steps, the home page first.
    pub items: Vec<Link>,
}

/// Something that opens when asked.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/details.html")]
pub struct Details {
    /// What always shows.
    pub summary: String,
    /// What opens.
    pub body: Markup,
}

/// A short mark.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/tag.html")]
pub struct Tag {
    /// What it says.
    pub text: String,
    /// `yellow`, `grey`, `red`, `green`, or the usual blue.
    pub colour: Option<&'static str>,
}

/// What is wrong with a form, at its top.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/error_summary.html")]
pub struct ErrorSummary {
    /// Its heading.
    pub heading: String,
    /// Each fault, linked to where it can be put right.
    pub errors: Vec<Link>,
}

/// A row of a summary list.
#[derive(Clone, Debug, Default)]
pub struct SummaryRow {
    /// What the row is about.
    pub key: String,
    /// What there is to say.
    pub value: Markup,
}

/// Facts in two columns.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "components/summary_list.html")]
pub struct SummaryList {
    /// The facts.
    pub rows: Vec<SummaryRow>,
}

#[cfg(test)]
mod fixtures;

#[cfg(test)]
mod tests {
    use super::Markup;

    #[test]
    fn what_a_source_wrote_is_escaped_and_only_its_lines_are_laid_out() {
        assert_eq!(
            Markup::lines("Tea & <b>cake</b>\r\n\r\nAll \"day\"").to_string(),
            "Tea &#38; &#60;b&#62;cake&#60;/b&#62;<br>All &#34;day&#34;"
        );
        assert_eq!(Markup::lines(" \n ").to_string(), "");
    }
}
