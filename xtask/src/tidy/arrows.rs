//! Which crate may use which: the table of `ARCHITECTURE.md` against every `Cargo.toml`.

use super::tree::numbered;
use super::{Fault, Tree};
use std::collections::{BTreeMap, BTreeSet};

const TABLE: &str = "ARCHITECTURE.md";
/// What tests may use besides: never shipped.
const FOR_TESTS: [&str; 2] = ["testkit", "county"];
/// Foreign crates that one room fences, with the room.
const FENCED: [(&str, &[&str]); 9] = [
    ("rusqlite", &["store"]),
    ("axum", &["server"]),
    ("askama", &["server"]),
    ("tower-http", &["server"]),
    ("memmap2", &["mapped"]),
    ("getrandom", &["fingerpost"]),
    ("clap", &["fingerpost"]),
    ("reqwest", &["outbound"]),
    ("ureq", &["outbound"]),
];

/// The rows of the table, top to bottom: line, crate, crates it may use.
fn rooms(text: &str) -> Vec<(usize, String, BTreeSet<String>)> {
    let cells = |line: &str| {
        line.trim()
            .trim_matches('|')
            .split('|')
            .map(|c| c.trim().to_owned())
            .collect::<Vec<_>>()
    };
    let quoted = |cell: &str| {
        cell.split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect::<BTreeSet<_>>()
    };
    let mut rows: Vec<(usize, Vec<String>)> = numbered(text)
        .skip_while(|(_, line)| !line.starts_with("| crate |"))
        .skip(2)
        .take_while(|(_, line)| line.starts_with('|'))
        .map(|(number, line)| (number, cells(line)))
        .filter(|(_, cells)| cells.len() == 3)
        .collect();
    let names: Vec<String> = rows
        .iter()
        .map(|(_, cells)| cells[0].trim_matches('`').to_owned())
        .collect();
    rows.drain(..)
        .enumerate()
        .map(|(n, (line, cells))| {
            let may = if cells[2] == "everything below" {
                names[n + 1..].iter().cloned().collect()
            } else {
                quoted(&cells[2])
            };
            (line, names[n].clone(), may)
        })
        .collect()
}

/// Faults in the arrows between crates, and between the table and the folders.
pub fn check(tree: &Tree) -> Vec<Fault> {
    let Some(table) = tree.text(TABLE) else {
        return vec![Fault::new(
            TABLE,
            0,
            "is missing",
            "write it: the table of crates says who may use whom",
        )];
    };
    let rooms = rooms(table);
    let ours: BTreeSet<&str> = rooms.iter().map(|(_, name, _)| name.as_str()).collect();
    let mut faults = Vec::new();
    let mut manifests: BTreeMap<&str, &str> = BTreeMap::new();
    for (path, text) in tree.ending("/Cargo.toml") {
        if let Some(folder) = path
            .strip_prefix("crates/")
            .and_then(|p| p.strip_suffix("/Cargo.toml"))
        {
            manifests.insert(folder, text);
            if !ours.contains(folder) {
                let fix = format!(
                    "add a row for `{folder}` to the table of crates, or remove the folder"
                );
                faults.push(Fault::new(
                    TABLE,
                    0,
                    format!("does not name the crate `{folder}`"),
                    fix,
                ));
            }
        }
    }
    faults.extend(workshop_faults(tree, &ours));
    for (line, name, may) in &rooms {
        match manifests.get(name.as_str()) {
            Some(text) => faults.extend(crate_faults(name, text, may, &ours)),
            None => faults.push(Fault::new(
                TABLE,
                *line,
                format!("names a crate `{name}` that has no folder"),
                format!("create crates/{name}, or take the row out"),
            )),
        }
    }
    faults
}

/// The oracle and the measuring stand outside the product: they use none of its crates.
fn workshop_faults(tree: &Tree, ours: &BTreeSet<&str>) -> Vec<Fault> {
    const FILE: &str = "xtask/Cargo.toml";
    numbered(tree.text(FILE).unwrap_or(""))
        .filter(|(_, line)| {
            let name = line.split(['.', ' ', '=']).next().unwrap_or("");
            ours.contains(name)
        })
        .map(|(number, line)| {
            let fix = "drive the binary from outside instead";
            Fault::new(
                FILE,
                number,
                format!("uses a crate of the product: {line}"),
                fix,
            )
        })
        .collect()
}

fn crate_faults(
    name: &str,
    text: &str,
    may: &BTreeSet<String>,
    ours: &BTreeSet<&str>,
) -> Vec<Fault> {
    let file = format!("crates/{name}/Cargo.toml");
    let line_of = |needle: &str| {
        numbered(text)
            .find(|(_, l)| l.starts_with(needle))
            .map_or(0, |(n, _)| n)
    };
    let manifest: toml::Table = match text.parse() {
        Ok(manifest) => manifest,
        Err(error) => {
            return vec![Fault::new(
                &file,
                0,
                format!("cannot be read: {error}"),
                "mend the TOML",
            )];
        }
    };
    let mut faults = Vec::new();
    let said = manifest
        .get("package")
        .and_then(|p| p.get("name"))
        .and_then(toml::Value::as_str);
    if said != Some(name) {
        let fix = format!("name the package `{name}`, as its folder");
        faults.push(Fault::new(
            &file,
            line_of("name"),
            "the package is not named as its folder",
            fix,
        ));
    }
    let names = |table: &str| -> Vec<&str> {
        manifest
            .get(table)
            .and_then(toml::Value::as_table)
            .into_iter()
            .flatten()
            .map(|(k, _)| k.as_str())
            .collect()
    };
    let shipped: Vec<&str> = [names("dependencies"), names("build-dependencies")].concat();
    for used in &shipped {
        if ours.contains(used) && (!may.contains(*used) || *used == "testkit") {
            let fix = format!(
                "move what is needed, or change the arrow of `{name}` in {TABLE} and say why"
            );
            faults.push(Fault::new(
                &file,
                line_of(used),
                format!("`{name}` may not use `{used}`"),
                fix,
            ));
        }
        if let Some((_, rooms)) = FENCED.iter().find(|(fenced, _)| fenced == used)
            && !rooms.contains(&name)
        {
            let fix = format!("keep it inside {}, behind its own types", rooms.join(", "));
            faults.push(Fault::new(
                &file,
                line_of(used),
                format!("`{used}` is not for `{name}`"),
                fix,
            ));
        }
    }
    for used in names("dev-dependencies") {
        if ours.contains(used) && !may.contains(used) && !FOR_TESTS.contains(&used) {
            let fix = format!(
                "tests may use {} and what the crate itself may use",
                FOR_TESTS.join(", ")
            );
            faults.push(Fault::new(
                &file,
                line_of(used),
                format!("`{name}` may not use `{used}` in tests"),
                fix,
            ));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE_TEXT: &str = "\
| crate | what it fences | may use |
|---|---|---|
| `top` | x | everything below |
| `low` | y | `base` |
| `testkit` | t | `base` |
| `base` | z | – |
";

    fn problems(low: &str) -> Vec<String> {
        let manifest = |name: &str, rest: &str| format!("[package]\nname = \"{name}\"\n{rest}");
        let tree = Tree::of(&[
            (TABLE, TABLE_TEXT),
            (
                "crates/top/Cargo.toml",
                &manifest(
                    "top",
                    "[dependencies]\nlow.workspace = true\nbase.workspace = true\n",
                ),
            ),
            ("crates/low/Cargo.toml", &manifest("low", low)),
            ("crates/testkit/Cargo.toml", &manifest("testkit", "")),
            ("crates/base/Cargo.toml", &manifest("base", "")),
        ]);
        check(&tree)
            .into_iter()
            .map(|f| format!("{}:{} {}", f.file, f.line, f.problem))
            .collect()
    }

    #[test]
    fn arrows_that_point_down_are_fine() {
        assert_eq!(
            problems(
                "[dependencies]\nbase.workspace = true\n[dev-dependencies]\ntestkit.workspace = true\n"
            ),
            [""; 0]
        );
    }

    #[test]
    fn an_arrow_that_points_up_is_a_fault() {
        assert_eq!(
            problems("[dependencies]\ntop.workspace = true\n"),
            ["crates/low/Cargo.toml:4 `low` may not use `top`"]
        );
    }

    #[test]
    fn builders_for_tests_are_never_shipped() {
        assert_eq!(
            problems("[dependencies]\ntestkit.workspace = true\n"),
            ["crates/low/Cargo.toml:4 `low` may not use `testkit`"]
        );
    }

    #[test]
    fn a_fenced_crate_stays_in_its_room() {
        assert_eq!(
            problems("[dependencies]\nrusqlite = \"1\"\n"),
            ["crates/low/Cargo.toml:4 `rusqlite` is not for `low`"]
        );
    }

    #[test]
    fn the_oracle_shares_no_crate_with_the_product() {
        let tree = Tree::of(&[
            (TABLE, "| crate | a | b |\n|---|---|---|\n"),
            (
                "xtask/Cargo.toml",
                "[dependencies]\njiff.workspace = true\n",
            ),
        ]);
        assert_eq!(check(&tree), []);
        let tree = Tree::of(&[
            (TABLE, TABLE_TEXT),
            (
                "xtask/Cargo.toml",
                "[dependencies]\nbase.workspace = true\n",
            ),
        ]);
        assert!(
            check(&tree)
                .iter()
                .any(|f| f.file == "xtask/Cargo.toml" && f.line == 2)
        );
    }

    #[test]
    fn table_and_folders_agree_both_ways() {
        let tree = Tree::of(&[
            (TABLE, TABLE_TEXT),
            ("crates/stray/Cargo.toml", "[package]\nname = \"stray\"\n"),
        ]);
        let problems: Vec<String> = check(&tree).into_iter().map(|f| f.problem).collect();
        assert!(problems.contains(&"does not name the crate `stray`".to_owned()));
        assert!(problems.contains(&"names a crate `top` that has no folder".to_owned()));
    }
}
