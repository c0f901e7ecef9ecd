//! The words after `cargo xtask`: a command, `--flag VALUE` pairs and bare `--flag`s.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The flags of one command, checked against those it knows.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Args {
    values: BTreeMap<String, String>,
}

impl Args {
    /// Reads `words`, where `valued` flags take the next word and `bare` ones take none.
    ///
    /// # Errors
    /// A sentence naming the word that is not understood and the flags that are.
    pub fn read(words: &[String], valued: &[&str], bare: &[&str]) -> Result<Self, String> {
        let mut args = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let flag = word.strip_prefix("--").unwrap_or("");
            if bare.contains(&flag) {
                args.values.insert(flag.to_owned(), String::new());
            } else if valued.contains(&flag) {
                let value = words
                    .next()
                    .ok_or_else(|| format!("`--{flag}` needs a value after it"))?;
                args.values.insert(flag.to_owned(), value.clone());
            } else {
                let known: Vec<String> = valued
                    .iter()
                    .map(|f| format!("--{f} VALUE"))
                    .chain(bare.iter().map(|f| format!("--{f}")))
                    .collect();
                return Err(format!(
                    "`{word}` is not understood here; use: {}",
                    known.join(", ")
                ));
            }
        }
        Ok(args)
    }

    /// True when the flag was given.
    pub fn has(&self, flag: &str) -> bool {
        self.values.contains_key(flag)
    }

    /// The text given with a flag.
    pub fn text(&self, flag: &str) -> Option<&str> {
        self.values.get(flag).map(String::as_str)
    }

    /// The path given with a flag.
    pub fn path(&self, flag: &str) -> Option<PathBuf> {
        self.values.get(flag).map(PathBuf::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn flags_are_read_with_and_without_values() {
        let args = Args::read(&words("--data d --full"), &["data"], &["full"]).unwrap();
        assert_eq!(args.path("data"), Some(PathBuf::from("d")));
        assert!(args.has("full"));
    }

    #[test]
    fn a_flag_that_is_not_known_is_named_beside_those_that_are() {
        let error = Args::read(&words("--dta d"), &["data"], &[]).unwrap_err();
        assert_eq!(error, "`--dta` is not understood here; use: --data VALUE");
        assert!(Args::read(&words("--data"), &["data"], &[]).is_err());
    }
}
