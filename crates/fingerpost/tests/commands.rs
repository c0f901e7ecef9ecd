//! The command line is what the documents say it is.

#![expect(clippy::unwrap_used, reason = "a test")]

mod journey;

use journey::Journey;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn documents() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut paths = vec![root.join("README.md"), root.join("CONTRIBUTING.md")];
    paths.extend(
        std::fs::read_dir(root.join("docs"))
            .unwrap()
            .flatten()
            .map(|e| e.path())
            .filter(|p| p.extension().is_some_and(|e| e == "md")),
    );
    paths
        .into_iter()
        .map(|p| (p.clone(), std::fs::read_to_string(p).unwrap()))
        .collect()
}

const COMMANDS: [&[&str]; 31] = [
    &["demo"],
    &["serve"],
    &["source", "add"],
    &["source", "preview"],
    &["source", "suggest"],
    &["source", "list"],
    &["source", "feed"],
    &["fetch"],
    &["source", "release"],
    &["source", "reject"],
    &["import"],
    &["places", "import"],
    &["places", "find"],
    &["find"],
    &["compare"],
    &["authority", "show"],
    &["authority", "try"],
    &["authority", "adopt"],
    &["match", "show"],
    &["match", "list"],
    &["match", "why"],
    &["match", "train"],
    &["match", "try"],
    &["match", "adopt"],
    &["explain"],
    &["history"],
    &["redact"],
    &["status"],
    &["verify"],
    &["rebuild"],
    &["source"],
];

#[test]
fn every_command_and_flag_in_the_documents_exists() {
    let journey = Journey::new();
    let mut named = BTreeSet::new();
    for (path, text) in documents() {
        for line in text.lines() {
            let line = line.trim().trim_start_matches("$ ").trim_matches('`');
            let Some(rest) = line.strip_prefix("fingerpost ").or_else(|| {
                line.split("-- ")
                    .nth(1)
                    .filter(|_| line.contains("cargo run --release -- "))
            }) else {
                continue;
            };
            let words: Vec<&str> = rest
                .split_whitespace()
                .take_while(|w| !w.starts_with(['#', '|', '>']))
                .collect();
            let plain: Vec<&str> = words
                .iter()
                .copied()
                .filter(|w| !w.starts_with('-'))
                .collect();
            let Some(command) = COMMANDS.iter().find(|c| plain.starts_with(c)) else {
                assert!(
                    words
                        .first()
                        .is_some_and(|w| w.starts_with('-') || w.starts_with('<') || *w == "VERB"),
                    "{}: no command in `{line}`",
                    path.display()
                );
                continue;
            };
            named.insert(command.join(" "));
            let mut args = command.to_vec();
            args.push("--help");
            let help = journey.run(&args).out;
            for flag in words
                .iter()
                .filter_map(|w| w.strip_prefix("--"))
                .map(|f| f.split(['=', '`', ',', '.', ')']).next().unwrap_or(f))
                .filter(|f| !f.is_empty())
            {
                assert!(
                    help.contains(&format!("--{flag}")),
                    "{}: `{line}`: no flag --{flag}",
                    path.display()
                );
            }
        }
    }
    let all: BTreeSet<String> = COMMANDS
        .iter()
        .take(COMMANDS.len() - 1)
        .map(|c| c.join(" "))
        .collect();
    let missing: Vec<&String> = all.difference(&named).collect();
    assert!(missing.is_empty(), "no document shows {missing:?}");
}

#[test]
fn exit_codes_are_as_documented() {
    let journey = Journey::new();
    assert_eq!(journey.run(&["--help"]).code, 0);
    assert_eq!(journey.run(&["fly"]).code, 2);
    assert_eq!(journey.run(&["status"]).code, 3, "nothing is there yet");
    journey.source("council", "council", Some(journey::MAP));
    assert_eq!(journey.run(&["import", "nobody", "x.csv"]).code, 2);
    assert_eq!(journey.run(&["import", "council", "x.csv"]).code, 3);
    let rows: Vec<String> = (0..20).map(|n| journey::good(&n.to_string())).collect();
    journey.file(
        "all.csv",
        format!("{}\n{}\n", journey::HEADER, rows.join("\n")),
    );
    journey.file(
        "few.csv",
        format!("{}\n{}\n", journey::HEADER, rows[..5].join("\n")),
    );
    assert_eq!(
        journey
            .run(&["import", "council", "all.csv", "--dated", "2026-11-01"])
            .code,
        0
    );
    let held = journey.run(&[
        "import",
        "council",
        "few.csv",
        "--dated",
        "2026-11-02",
        "--json",
    ]);
    assert_eq!(held.code, 1, "a held run");
    assert_eq!(held.json()["held"], true);
    let run = held.json()["run"].to_string();
    assert_eq!(journey.run(&["source", "release", &run]).code, 0);
    assert_eq!(journey.run(&["source", "release", &run]).code, 2);
    assert_eq!(journey.run(&["explain", "nonsense"]).code, 2);
    assert_eq!(journey.run(&["find", "--when", "yesterday"]).code, 2);
    assert_eq!(journey.run(&["verify"]).code, 0);
}

#[test]
fn json_is_one_object_and_never_coloured() {
    let journey = Journey::new();
    journey.source("council", "council", Some(journey::MAP));
    journey.file(
        "list.csv",
        format!("{}\n{}\n", journey::HEADER, journey::good("1")),
    );
    for args in [
        vec!["import", "council", "list.csv", "--json"],
        vec!["status", "--json"],
        vec!["source", "list", "--json"],
        vec!["find", "--json"],
        vec!["rebuild", "--json"],
    ] {
        let output = journey
            .command(&args)
            .env("CLICOLOR_FORCE", "1")
            .env_remove("NO_COLOR")
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(!text.contains('\u{1b}'), "{args:?}");
        assert!(
            serde_json::from_str::<serde_json::Value>(&text).is_ok(),
            "{args:?}: {text}"
        );
    }
}
