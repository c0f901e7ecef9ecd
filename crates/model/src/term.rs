//! Terms: the kinds of service, languages, ways and facilities that facets count.

use std::fmt;

/// A term in slug form: lower-case letters, digits and single hyphens, such as `stop-smoking`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term(String);

impl Term {
    /// The term for `label`: letters and digits in lower case, all else one hyphen; none when nothing is left.
    ///
    /// ```
    /// use model::Term;
    /// assert_eq!(Term::slug("Flu vaccination (NHS & private)").unwrap().as_str(), "flu-vaccination-nhs-private");
    /// ```
    pub fn slug(label: &str) -> Option<Self> {
        let mut slug = String::with_capacity(label.len());
        for c in label.chars() {
            if c.is_ascii_alphanumeric() {
                // Nearly all are.
                slug.push(c.to_ascii_lowercase());
            } else if c.is_alphanumeric() {
                slug.extend(c.to_lowercase());
            } else if c != '\'' && c != '\u{2019}' && !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        slug.truncate(slug.trim_end_matches('-').len());
        (!slug.is_empty()).then_some(Self(slug))
    }

    /// The slug.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The slug as words: `flu-vaccination` reads `flu vaccination`.
    pub fn words(&self) -> String {
        self.0.replace('-', " ")
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
