//! The tree as text: every file of the workspace that is not built, fetched or hidden.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// Folders that are not ours to check, wherever they are.
const SKIPPED: [&str; 3] = [".git", "target", "node_modules"];
/// Folders at the top where a running program keeps what it makes.
const MADE: [&str; 2] = ["data", "demo"];

/// The files of the workspace by path from the top folder, `/` between folders. Binary files have no text.
#[derive(Debug, Default)]
pub struct Tree {
    files: BTreeMap<String, Option<String>>,
}

impl Tree {
    /// Reads the tree at `root`.
    ///
    /// # Errors
    /// Whatever reading a folder gives.
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut tree = Self::default();
        let mut folders = vec![(root.to_path_buf(), String::new())];
        while let Some((folder, prefix)) = folders.pop() {
            for item in std::fs::read_dir(folder)? {
                let item = item?;
                let name = item.file_name().to_string_lossy().into_owned();
                let path = format!("{prefix}{name}");
                let kind = item.file_type()?;
                if SKIPPED.contains(&name.as_str())
                    || MADE.contains(&path.as_str())
                    || name.rsplit_once('.').is_some_and(|(_, end)| end == "tmp")
                {
                    continue;
                }
                if kind.is_dir() {
                    folders.push((item.path(), format!("{path}/")));
                } else if kind.is_file() {
                    // A file may go between listing and reading: others work in the tree too.
                    if let Ok(bytes) = std::fs::read(item.path()) {
                        tree.files.insert(path, String::from_utf8(bytes).ok());
                    }
                }
            }
        }
        Ok(tree)
    }

    /// A tree of these files, for tests.
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self {
            files: files
                .iter()
                .map(|(path, text)| ((*path).to_owned(), Some((*text).to_owned())))
                .collect(),
        }
    }

    /// The text of one file, if it is there and is text.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path)?.as_deref()
    }

    /// True when there is a file or a folder at `path`.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        path.is_empty()
            || self.files.contains_key(path)
            || self
                .files
                .range(format!("{path}/")..)
                .next()
                .is_some_and(|(p, _)| p.starts_with(&format!("{path}/")))
    }

    /// Path and text of every text file.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .filter_map(|(path, text)| Some((path.as_str(), text.as_deref()?)))
    }

    /// Path and text of every text file whose name ends so.
    pub fn ending<'a>(&'a self, end: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.texts().filter(move |(path, _)| path.ends_with(end))
    }
}

impl Tree {
    /// True when no line of the Rust file at `path` ships: it lies in `tests/`, is called `tests.rs`, or its module
    /// is declared under `#[cfg(test)]`.
    pub fn is_test(&self, path: &str) -> bool {
        let path = path
            .strip_suffix("/mod.rs")
            .map_or(path.to_owned(), |folder| format!("{folder}.rs"));
        if path.contains("/tests/") || path.ends_with("/tests.rs") {
            return true;
        }
        let Some((folder, file)) = path.rsplit_once('/') else {
            return false;
        };
        let name = file.trim_end_matches(".rs");
        let declared =
            ["", "pub ", "pub(crate) "].map(|seen| format!("#[cfg(test)]\n{seen}mod {name};"));
        [
            format!("{folder}.rs"),
            format!("{folder}/mod.rs"),
            format!("{folder}/lib.rs"),
            format!("{folder}/main.rs"),
        ]
        .iter()
        .filter_map(|parent| self.text(parent))
        .any(|parent| declared.iter().any(|line| parent.contains(line)))
    }
}

/// The part of a Rust file that ships, line by line with line numbers: up to its tests, without comment lines.
pub fn shipped(text: &str) -> impl Iterator<Item = (usize, &str)> {
    numbered(text)
        .take(before_tests(text))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(number, line)| (number, line.split(" // ").next().unwrap_or(line)))
}

/// How many lines of a Rust file stand before its test module.
pub fn before_tests(text: &str) -> usize {
    text.lines()
        .position(|line| line.starts_with("#[cfg(test)]"))
        .unwrap_or_else(|| text.lines().count())
}

/// Lines numbered from 1.
pub fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(n, line)| (n + 1, line))
}

/// Where `word` stands in `line` with no letter, digit or underscore against either end that is one of those.
pub fn has_word(line: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at]
            .chars()
            .next_back()
            .is_none_or(|c| !part(c) || !word.starts_with(part));
        let after = line[at + word.len()..]
            .chars()
            .next()
            .is_none_or(|c| !part(c) || !word.ends_with(part));
        before && after
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_whole() {
        for (line, word, found) in [
            ("let x = File::open(p)", "File::", true),
            ("let x = DataFile::open(p)", "File::", false),
            ("unsafe_code = \"deny\"", "unsafe", false),
            ("unsafe { x }", "unsafe", true),
        ] {
            assert_eq!(has_word(line, word), found, "{word} in {line}");
        }
    }

    #[test]
    fn comments_and_tests_do_not_ship() {
        let text = "//! front\nuse a;\n    // why\nlet b; // std::fs\n#[cfg(test)]\nmod tests {}\n";
        assert_eq!(
            shipped(text).collect::<Vec<_>>(),
            [(2, "use a;"), (4, "let b;")]
        );
    }

    #[test]
    fn a_module_declared_for_tests_is_a_test() {
        let tree = Tree::of(&[
            (
                "crates/a/src/lib.rs",
                "mod b;\n#[cfg(test)]\nmod samples;\n",
            ),
            ("crates/a/src/b.rs", "#[cfg(test)]\npub mod worlds;\n"),
        ]);
        for (path, test) in [
            ("crates/a/src/samples.rs", true),
            ("crates/a/src/b/worlds/mod.rs", true),
            ("crates/a/src/b/tests.rs", true),
            ("crates/a/tests/laws.rs", true),
            ("crates/a/src/b.rs", false),
        ] {
            assert_eq!(tree.is_test(path), test, "{path}");
        }
    }

    #[test]
    fn folders_and_files_are_found() {
        let tree = Tree::of(&[("docs/a.md", "")]);
        assert!(tree.has("docs") && tree.has("docs/") && tree.has("docs/a.md") && !tree.has("doc"));
    }
}
