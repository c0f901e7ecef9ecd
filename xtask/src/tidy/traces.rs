//! Traces of one machine: its folders, and the addresses it fetches packages from.
//!
//! The words are put together from halves here, so that this file does not accuse itself.

use super::tree::numbered;
use super::{Fault, Tree};

/// Folders of somebody's machine, when a path begins with them.
const FOLDERS: [&str; 4] = [
    concat!("/wo", "rk/"),
    concat!("/tm", "p/"),
    concat!("/ro", "ot/"),
    concat!("/Use", "rs/"),
];
/// Hosts that serve packages.
const HOSTS: [&str; 6] = [
    concat!("registry.", "npmjs.org"),
    concat!("static.", "crates.io"),
    concat!("index.", "crates.io"),
    concat!("deb.", "debian.org"),
    concat!("files.", "pythonhosted.org"),
    concat!("proxy.", "golang.org"),
];
/// The one index that a lock file may name.
const INDEX: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Machine paths, package hosts and lock files that point at them.
pub fn check(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (path, text) in tree.texts() {
        for (number, line) in numbered(text) {
            if let Some(folder) = FOLDERS.iter().find(|folder| begins_a_path(line, folder)) {
                let fix =
                    "use a path from the top folder, or a temporary folder made for the purpose";
                faults.push(Fault::new(
                    path,
                    number,
                    format!("holds a path of one machine, `{folder}…`"),
                    fix,
                ));
            }
            if let Some(host) = HOSTS.iter().find(|host| line.contains(*host)) {
                faults.push(Fault::new(
                    path,
                    number,
                    format!("names the package host `{host}`"),
                    "name the package only",
                ));
            }
            let resolved = path.ends_with("package-lock.json") && line.contains("\"resolved\"");
            if resolved {
                let fix = "make the lock file with `npm install --package-lock-only --omit-lockfile-registry-resolved`";
                faults.push(Fault::new(
                    path,
                    number,
                    "says where a package was fetched from",
                    fix,
                ));
            }
            if path == "Cargo.lock" && line.starts_with("source = ") && !line.contains(INDEX) {
                faults.push(Fault::new(
                    path,
                    number,
                    "takes a package from elsewhere",
                    "use the package as published",
                ));
            }
        }
    }
    faults
}

/// True when `folder` stands in `line` where a path begins: not inside a longer path or an address.
fn begins_a_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        line[..at]
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphanumeric() && !"./_-}>)*~$".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_line(path: &str, line: &str, fine: bool) {
        assert_eq!(check(&Tree::of(&[(path, line)])).is_empty(), fine, "{line}");
    }

    #[test]
    fn a_path_of_one_machine_is_a_fault() {
        check_line("a.rs", &format!("let p = \"{}x\";", FOLDERS[0]), false);
        check_line(
            "a.md",
            &format!("see https://fingerpost.example{}x", FOLDERS[0]),
            true,
        );
        check_line("a.md", "see docs/guide.md", true);
    }

    #[test]
    fn a_lock_file_says_what_and_not_from_where() {
        check_line(
            "tests/browser/package-lock.json",
            "\"resolved\": \"x\"",
            false,
        );
        check_line("Cargo.lock", "source = \"git+https://example\"", false);
        check_line("Cargo.lock", &format!("source = \"{INDEX}\""), true);
        check_line("a.md", HOSTS[0], false);
    }
}
