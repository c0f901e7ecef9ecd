//! Links in Markdown pages lead to files and headings that exist.

use super::tree::numbered;
use super::{Fault, Tree};

/// Relative links that lead nowhere.
pub fn check(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (path, text) in tree.ending(".md") {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (number, target) in links(text) {
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let resolved = if file.is_empty() {
                path.to_owned()
            } else {
                resolve(folder, file)
            };
            if !tree.has(&resolved) {
                let fix = format!("write `{resolved}`, or correct the link");
                faults.push(Fault::new(
                    path,
                    number,
                    format!("the link `{target}` leads to no file"),
                    fix,
                ));
            } else if !heading.is_empty()
                && let Some(page) = tree.text(&resolved)
                && !headings(page).any(|h| h == heading)
            {
                let problem = format!("the link `{target}` leads to no heading");
                faults.push(Fault::new(
                    path,
                    number,
                    problem,
                    "use the heading's words in lower case with hyphens",
                ));
            }
        }
    }
    faults
}

/// The relative links of a page, with their lines. Links in code are not links.
fn links(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut in_code = false;
    numbered(text).flat_map(move |(number, line)| {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        let targets: Vec<(usize, &str)> = if in_code {
            Vec::new()
        } else {
            line.match_indices("](")
                .filter(|(at, _)| line[..*at].matches('`').count() % 2 == 0)
                .filter_map(|(at, _)| line[at + 2..].split_once(')'))
                .map(|(target, _)| target.split_whitespace().next().unwrap_or(""))
                .filter(|target| !target.contains(':') && !target.starts_with('/'))
                .map(|target| (number, target))
                .collect()
        };
        targets
    })
}

fn resolve(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The anchors of a page's headings, as forges make them.
fn headings(text: &str) -> impl Iterator<Item = String> + '_ {
    text.lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            let words = line.trim_start_matches('#').trim().to_lowercase();
            words
                .chars()
                .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_link(target: &str, fine: bool) {
        let page = format!("See [this]({target}).");
        let tree = Tree::of(&[
            ("docs/a.md", &page),
            ("docs/b.md", "# Two words\n"),
            ("README.md", ""),
        ]);
        assert_eq!(check(&tree).is_empty(), fine, "{target}");
    }

    #[test]
    fn a_link_leads_to_a_file_and_a_heading() {
        check_link("b.md", true);
        check_link("../README.md", true);
        check_link("b.md#two-words", true);
        check_link("https://fingerpost.example/", true);
        check_link("c.md", false);
        check_link("b.md#three-words", false);
    }

    #[test]
    fn code_is_not_a_link() {
        let tree = Tree::of(&[("a.md", "`[x](gone.md)`\n```\n[x](gone.md)\n```\n")]);
        assert_eq!(check(&tree), []);
    }
}
