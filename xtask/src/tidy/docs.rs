//! What the documents say exists, exists: settings, addresses of pages, commands and their flags.
//!
//! Settings and addresses are read from the source. Commands are held against the binary's own `--help`:
//! that part ([`commands`]) needs a built binary and runs as a step of `cargo xtask test`.

use super::tree::{numbered, shipped};
use super::{Fault, Tree};
use std::collections::BTreeSet;

/// Where settings and commands are described.
const OPERATOR: &str = "docs/guide-operator.md";
/// Where the addresses of pages are described.
const DEVELOPER: &str = "docs/guide-developer.md";
/// The mark of a setting in the environment.
const SETTING: &str = concat!("FINGER", "POST_");

/// Settings and addresses that stand in the source and not in the documents, or the other way round.
pub fn check(tree: &Tree) -> Vec<Fault> {
    let mut faults = settings(tree);
    faults.extend(addresses(tree));
    faults
}

fn settings(tree: &Tree) -> Vec<Fault> {
    let described: BTreeSet<&str> = [OPERATOR, DEVELOPER]
        .iter()
        .filter_map(|page| tree.text(page))
        .flat_map(settings_in)
        .collect();
    let mut faults = Vec::new();
    for (path, text) in tree
        .ending(".rs")
        .filter(|(path, _)| path.starts_with("crates/") && path.contains("/src/"))
    {
        for (number, line) in shipped(text) {
            for name in settings_in(line).filter(|name| !described.contains(name)) {
                let fix = format!("describe it in {OPERATOR} or {DEVELOPER}");
                faults.push(Fault::new(
                    path,
                    number,
                    format!("the setting `{name}` is in no guide"),
                    fix,
                ));
            }
        }
    }
    let known: BTreeSet<&str> = tree
        .texts()
        .filter(|(path, _)| !path.ends_with("md"))
        .flat_map(|(_, text)| settings_in(text))
        .collect();
    for (path, text) in tree.ending(".md") {
        for (number, line) in numbered(text) {
            for name in settings_in(line).filter(|name| !known.contains(name)) {
                faults.push(Fault::new(
                    path,
                    number,
                    format!("there is no setting `{name}`"),
                    "take it out",
                ));
            }
        }
    }
    faults
}

fn settings_in(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices(SETTING).filter_map(|(at, _)| {
        let name = &text[at..];
        let end = name
            .find(|c: char| !c.is_ascii_uppercase() && c != '_')
            .unwrap_or(name.len());
        (end > SETTING.len()).then(|| &name[..end])
    })
}

fn addresses(tree: &Tree) -> Vec<Fault> {
    let in_guide: Vec<(usize, &str)> = numbered(tree.text(DEVELOPER).unwrap_or(""))
        .filter(|(_, line)| line.starts_with("| `/"))
        .filter_map(|(number, line)| Some((number, line.split('`').nth(1)?)))
        .collect();
    let mut in_source = BTreeSet::new();
    let mut faults = Vec::new();
    for (path, text) in tree
        .ending(".rs")
        .filter(|(path, _)| path.starts_with("crates/server/src/"))
    {
        for (number, line) in shipped(text) {
            for route in routes(line) {
                if !in_guide.iter().any(|(_, address)| *address == route) {
                    let fix = format!("add a row for it to the table of addresses in {DEVELOPER}");
                    faults.push(Fault::new(
                        path,
                        number,
                        format!("the address `{route}` is in no guide"),
                        fix,
                    ));
                }
                in_source.insert(route);
            }
        }
    }
    for (number, address) in in_guide
        .iter()
        .filter(|(_, address)| !in_source.contains(address))
    {
        let fix = "take the row out, or write the page";
        faults.push(Fault::new(
            DEVELOPER,
            *number,
            format!("there is no address `{address}`"),
            fix,
        ));
    }
    faults
}

fn routes(line: &str) -> impl Iterator<Item = &str> {
    line.split(".route(\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
}

/// Commands and flags shown in the documents that `help` does not know, and commands it has that no guide shows.
///
/// `help` gives what `fingerpost WORDS --help` prints, or nothing when there is no such command.
pub fn commands(tree: &Tree, help: &dyn Fn(&[&str]) -> Option<String>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let general = help(&[]).unwrap_or_default();
    for (path, text) in tree
        .ending(".md")
        .filter(|(path, _)| *path == "README.md" || path.starts_with("docs/"))
    {
        for (number, words) in shown(text) {
            let plain: Vec<&str> = words
                .iter()
                .take_while(|w| !w.starts_with('-'))
                .map(String::as_str)
                .collect();
            let verb = [2, 1]
                .into_iter()
                .filter(|n| plain.len() >= *n)
                .find_map(|n| help(&plain[..n]));
            let Some(verb) = verb.or_else(|| plain.is_empty().then(|| general.clone())) else {
                let problem = format!("there is no command `fingerpost {}`", plain.join(" "));
                faults.push(Fault::new(
                    path,
                    number,
                    problem,
                    "show a command that `fingerpost --help` lists",
                ));
                continue;
            };
            for flag in words.iter().filter(|w| w.starts_with("--")) {
                let flag = flag.split('=').next().unwrap_or(flag);
                if !super::tree::has_word(&verb, flag) && !super::tree::has_word(&general, flag) {
                    let problem = format!("`fingerpost {}` has no flag `{flag}`", plain.join(" "));
                    faults.push(Fault::new(
                        path,
                        number,
                        problem,
                        "show a flag that its `--help` lists",
                    ));
                }
            }
        }
    }
    let guide = tree.text(OPERATOR).unwrap_or("");
    for verb in listed(&general).filter(|verb| *verb != "help") {
        if !guide.contains(&format!("fingerpost {verb}")) {
            let problem = format!("does not show the command `fingerpost {verb}`");
            faults.push(Fault::new(
                OPERATOR,
                0,
                problem,
                "describe it with one example",
            ));
        }
    }
    faults
}

/// The commands shown in code blocks: their line, and their words after `fingerpost`.
fn shown(text: &str) -> Vec<(usize, Vec<String>)> {
    let mut in_code = false;
    let mut shown = Vec::new();
    for (number, line) in numbered(text) {
        let line = line.trim();
        if line.starts_with("```") {
            in_code = !in_code;
            continue;
        }
        let rest = line
            .strip_prefix("fingerpost ")
            .or_else(|| line.strip_prefix("cargo run --release -- "));
        if let Some(rest) = rest.filter(|_| in_code) {
            let command = rest
                .split(" # ")
                .next()
                .unwrap_or(rest)
                .trim_end_matches('\\');
            shown.push((number, words(command)));
        }
    }
    shown
}

/// The words of a command line; quoted text is one word.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in command.chars() {
        match quote {
            Some(q) if c == q => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c.is_whitespace() => words.push(String::new()),
            _ => {
                if let Some(word) = words.last_mut() {
                    word.push(c);
                }
            }
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

/// The commands that a help text lists under `Commands:`.
fn listed(help: &str) -> impl Iterator<Item = &str> {
    help.lines()
        .skip_while(|line| !line.starts_with("Commands:"))
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_in_the_guide_and_a_setting_of_the_guide_is_in_the_source() {
        let (used, gone) = (
            format!("env = \"{SETTING}DATA\""),
            format!("Set {SETTING}GONE."),
        );
        let tree = Tree::of(&[("crates/a/src/lib.rs", &used), (OPERATOR, &gone)]);
        let problems: Vec<String> = check(&tree).into_iter().map(|f| f.problem).collect();
        assert_eq!(
            problems,
            [
                format!("the setting `{SETTING}DATA` is in no guide"),
                format!("there is no setting `{SETTING}GONE`")
            ]
        );
    }

    #[test]
    fn addresses_agree_both_ways() {
        let tree = Tree::of(&[
            (
                "crates/server/src/lib.rs",
                ".route(\"/find\", get(find)).route(\"/new\", get(new))",
            ),
            (DEVELOPER, "| `/find` | results |\n| `/gone` | nothing |\n"),
        ]);
        let problems: Vec<String> = check(&tree).into_iter().map(|f| f.problem).collect();
        assert_eq!(
            problems,
            [
                "the address `/new` is in no guide",
                "there is no address `/gone`"
            ]
        );
    }

    fn help(words: &[&str]) -> Option<String> {
        match words {
            [] => Some(
                "Commands:\n  find  Look\n  source  Sources\n\nOptions:\n  --data <DIR>\n".into(),
            ),
            ["find"] => Some("--where <PLACE>".into()),
            ["source", "add"] => Some("--name <NAME>".into()),
            _ => None,
        }
    }

    #[track_caller]
    fn check_shown(command: &str, want: &[&str]) {
        let guide = format!("```sh\n{command}\n```\nfingerpost find, fingerpost source");
        let faults = commands(&Tree::of(&[(OPERATOR, &guide)]), &help);
        assert_eq!(
            faults.into_iter().map(|f| f.problem).collect::<Vec<_>>(),
            want,
            "{command}"
        );
    }

    #[test]
    fn commands_and_flags_that_are_shown_exist() {
        check_shown("fingerpost find --where 'QX4 7PL' --data d", &[]);
        check_shown(
            "fingerpost source add ods --name \"Register of things\"",
            &[],
        );
        check_shown(
            "cargo run --release -- find --near x",
            &["`fingerpost find` has no flag `--near`"],
        );
        check_shown(
            "fingerpost seek QX4",
            &["there is no command `fingerpost seek QX4`"],
        );
    }

    #[test]
    fn every_command_is_in_the_guide() {
        let faults = commands(&Tree::of(&[(OPERATOR, "fingerpost find")]), &help);
        assert_eq!(faults.len(), 1);
        assert_eq!(
            faults[0].problem,
            "does not show the command `fingerpost source`"
        );
    }
}
