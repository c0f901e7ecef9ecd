//! What a person has said about an offered document so far, as typed; and what is wrong with it.

use crate::{Directory, Error};
use jiff::civil::Date;
use model::{Role, Source, SourceKey};
use serde::{Deserialize, Serialize};
use store::{Log as _, NewSource};

/// The most characters that a name or a licence may have.
const LONGEST: usize = 120;
/// The largest column map, in bytes.
const LARGEST_MAP: usize = 48 << 10;
/// Stands for the key of a source that has no name yet.
const UNNAMED: &str = "a-new-source";

/// What has been said, as typed: a person finds again what they wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The key of a source that is known; empty for a new one.
    pub source: String,
    /// The name of a new source.
    pub name: String,
    /// Its role: the word on the command line.
    pub role: String,
    /// Its licence.
    pub licence: String,
    /// The document's own date.
    pub dated: String,
    /// The column map of a plain table; empty when the format has a reader of its own.
    pub map: String,
    /// True when the document is only a part.
    pub partial: bool,
}

/// A fault of a draft: the field it is in, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftFault {
    /// `name`, `role`, `licence`, `dated`, `map` or `source`.
    pub field: &'static str,
    /// What to do.
    pub remedy: String,
}

/// A draft that makes sense.
#[derive(Clone, Debug)]
pub(crate) struct Checked {
    pub source: NewSource,
    pub dated: Option<Date>,
}

impl Draft {
    /// The draft for another document of a known source.
    pub fn of(source: &Source) -> Self {
        Self {
            source: source.key.to_string(),
            map: source.map.clone().unwrap_or_default(),
            ..Self::default()
        }
    }

    fn date(&self) -> Result<Option<Date>, DraftFault> {
        let text = self.dated.trim();
        if text.is_empty() {
            return Ok(None);
        }
        ingest::date(text).map(Some).ok_or_else(|| DraftFault {
            field: "dated",
            remedy: "Write the date like 12 November 2026, or leave it empty".to_owned(),
        })
    }

    fn map(&self) -> Option<String> {
        let map = self.map.replace("\r\n", "\n");
        (!map.trim().is_empty()).then_some(map)
    }
}

impl Directory {
    /// Everything that must be put right in a draft before its document can be accepted.
    ///
    /// # Errors
    /// [`Error`] when the log cannot be read.
    pub fn faults_of(&self, draft: &Draft) -> Result<Vec<DraftFault>, Error> {
        Ok(self.check(draft)?.err().unwrap_or_default())
    }

    /// What a draft comes to, or all its faults.
    pub(super) fn check(&self, draft: &Draft) -> Result<Result<Checked, Vec<DraftFault>>, Error> {
        let sources = self.log().sources()?;
        let mut faults = Vec::new();
        let mut fault = |field, remedy: &str| {
            faults.push(DraftFault {
                field,
                remedy: remedy.to_owned(),
            });
        };
        let source = if draft.source.is_empty() {
            let name = one_line(&draft.name);
            if name.is_empty() {
                fault("name", "Enter the name of the directory");
            } else if name.chars().count() > LONGEST {
                fault("name", "Use a name of 120 characters or fewer");
            } else if key_of(&name).is_none() {
                fault("name", "Use a name with letters in it");
            } else if key_of(&name).is_some_and(|key| sources.iter().any(|s| s.key == key)) {
                fault(
                    "name",
                    "We already read a directory of this name. Use another name, or start again and choose it from the list",
                );
            }
            let role = draft.role.parse::<Role>().ok();
            if role.is_none() {
                fault("role", "Select whose directory it is");
            }
            let licence = one_line(&draft.licence);
            if licence.is_empty() {
                fault(
                    "licence",
                    "Enter the licence, such as OGL-3.0. Write “not stated” if you do not know it",
                );
            } else if licence.chars().count() > LONGEST {
                fault("licence", "Use 120 characters or fewer for the licence");
            }
            key_of(&name).zip(role).map(|(key, role)| NewSource {
                key,
                name,
                role,
                licence,
                map: draft.map(),
                hold_withdrawn_percent: 10,
                hold_moved_percent: 5,
            })
        } else {
            let known = sources.iter().find(|s| s.key.as_str() == draft.source);
            if known.is_none() {
                fault(
                    "source",
                    "This directory is not there any more. Start again",
                );
            }
            known.map(|known| declared(known, draft.map()))
        };
        if draft.map.len() > LARGEST_MAP {
            fault("map", "Use a column map of 48 kB or less");
        }
        let dated = draft.date();
        if let Err(problem) = &dated {
            faults.push(problem.clone());
        }
        Ok(match (source, dated) {
            (Some(source), Ok(dated)) if faults.is_empty() => Ok(Checked { source, dated }),
            _ => Err(faults),
        })
    }

    /// The draft as far as it makes sense, for a preview: what is missing is left open.
    pub(super) fn supposed(&self, draft: &Draft) -> Result<Checked, Error> {
        let dated = draft.date().unwrap_or_default();
        let known = self.log().sources()?;
        let known = known.iter().find(|s| s.key.as_str() == draft.source);
        if let Some(known) = known {
            let source = declared(known, draft.map());
            return Ok(Checked { source, dated });
        }
        let name = one_line(&draft.name);
        let key = key_of(&name)
            .or_else(|| UNNAMED.parse().ok())
            .ok_or_else(|| Error::NoSource(name.clone()))?;
        Ok(Checked {
            source: NewSource {
                key,
                name: if name.is_empty() {
                    "This directory".to_owned()
                } else {
                    name
                },
                role: draft.role.parse().unwrap_or(Role::Council),
                licence: one_line(&draft.licence),
                map: draft.map(),
                hold_withdrawn_percent: 10,
                hold_moved_percent: 5,
            },
            dated,
        })
    }
}

/// A known source as it is declared, with this map in place of its own.
fn declared(known: &Source, map: Option<String>) -> NewSource {
    NewSource {
        key: known.key.clone(),
        name: known.name.clone(),
        role: known.role,
        licence: known.licence.clone(),
        map,
        hold_withdrawn_percent: known.hold_withdrawn_percent,
        hold_moved_percent: known.hold_moved_percent,
    }
}

fn one_line(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The key of a source of this name: its letters and digits, with hyphens between words.
pub(super) fn key_of(name: &str) -> Option<SourceKey> {
    let mut key = String::new();
    for word in name
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '\'' && c != '’')
        .filter(|word| !word.is_empty())
    {
        let word: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        if word.is_empty() || key.len() + 1 + word.len() > 40 {
            continue;
        }
        if !key.is_empty() {
            key.push('-');
        }
        key.push_str(&word.to_ascii_lowercase());
    }
    key.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_has_the_key_of_its_name() {
        let key = |name| key_of(name).map(|key| key.to_string());
        assert_eq!(key("Ambermoor Council"), Some("ambermoor-council".into()));
        assert_eq!(key("Women’s Aid, Sedge"), Some("womens-aid-sedge".into()));
        assert_eq!(key("<b>Elm</b>"), Some("b-elm-b".into()));
        assert_eq!(key("   "), None);
        assert!(key(&"word ".repeat(100)).is_some_and(|key| key.len() <= 40));
    }
}
