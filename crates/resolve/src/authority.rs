//! Whom to believe: the rules file.

/// The rules of belief.
#[derive(Debug, Clone)]
pub struct Authority {}

/// The rules file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("rules, line {line}: {problem}; {remedy}")]
pub struct BadRules {
    /// Line of the rules file, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub remedy: String,
}

impl Authority {
    /// Reads a rules file.
    ///
    /// # Errors
    /// [`BadRules`] names the line and what to do.
    pub fn parse(_toml: &str) -> Result<Self, BadRules> {
        todo!()
    }

    /// The rules that ship for England.
    pub fn england() -> &'static Self {
        todo!()
    }

    /// Why the rule numbered `rule` decides, as the end of a sentence "We show … because"; empty for a number not in the file.
    pub fn why(&self, _rule: &str) -> &str {
        todo!()
    }

    /// The text of the rules file.
    pub fn text(&self) -> &str {
        todo!()
    }
}
