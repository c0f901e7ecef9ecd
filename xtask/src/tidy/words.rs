//! Words that belong to one room: SQL, web, files, network, clock, chance, `unsafe`.
//!
//! Only what ships is looked at: tests, examples and comments may say what they like.

use super::tree::{has_word, shipped};
use super::{Fault, Tree};

/// Some words and the rooms that may say them (`Only`) or may not (`Never`).
struct Rule {
    words: &'static [&'static str],
    rooms: Rooms,
    why: &'static str,
    fix: &'static str,
}

enum Rooms {
    Only(&'static [&'static str]),
    Never(&'static [&'static str]),
}

const PURE: &[&str] = &["model", "ingest", "resolve", "search", "gazetteer"];

const RULES: [Rule; 7] = [
    Rule {
        words: &[
            "rusqlite",
            "SELECT ",
            "INSERT INTO",
            "DELETE FROM",
            "CREATE TABLE",
            "PRAGMA ",
        ],
        rooms: Rooms::Only(&["store"]),
        why: "SQL lives in `store`",
        fix: "add a method to `store` that returns model types",
    },
    Rule {
        words: &["axum", "askama"],
        rooms: Rooms::Only(&["server"]),
        why: "web types stay inside `server`",
        fix: "return plain values and let `server` render them",
    },
    Rule {
        words: &[
            "std::fs",
            "std::net",
            "fs::File",
            "OpenOptions",
            "std::env::var",
            "std::process",
            "println!",
            "eprintln!",
        ],
        rooms: Rooms::Never(PURE),
        why: "this crate does no I/O",
        fix: "take bytes or a reader as an argument, and give back values",
    },
    Rule {
        words: &[
            "SystemTime::now",
            "Instant::now",
            "Timestamp::now",
            "ZonedDateTime::now",
        ],
        rooms: Rooms::Only(&["fingerpost"]),
        why: "the clock enters through the binary",
        fix: "take the day or the moment as an argument",
    },
    Rule {
        words: &["getrandom", "thread_rng", "rand::rng", "RandomState"],
        rooms: Rooms::Only(&["fingerpost"]),
        why: "randomness enters through the binary",
        fix: "take the bytes, or what fills them, as an argument",
    },
    Rule {
        words: &["unsafe"],
        rooms: Rooms::Only(&["mapped"]),
        why: "the one `unsafe` is in `mapped`",
        fix: "use `mapped`, or find the safe way",
    },
    Rule {
        words: &["TcpStream", "UdpSocket", "ToSocketAddrs", "reqwest", "ureq"],
        rooms: Rooms::Only(&["outbound"]),
        why: "only `outbound` calls over the network",
        fix: "add what you need to `outbound`",
    },
];

/// Words said in a room that they do not belong to.
pub fn check(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (path, text) in tree.ending(".rs") {
        let Some((room, rest)) = path.strip_prefix("crates/").and_then(|p| p.split_once('/'))
        else {
            continue;
        };
        if !rest.starts_with("src/") || tree.is_test(path) {
            continue;
        }
        for rule in RULES.iter().filter(|rule| rule.applies(room)) {
            for (number, line) in shipped(text) {
                if let Some(word) = rule.words.iter().find(|word| has_word(line, word)) {
                    let problem = format!("`{}`: {}", word.trim(), rule.why);
                    faults.push(Fault::new(path, number, problem, rule.fix));
                }
            }
        }
    }
    faults
}

impl Rule {
    fn applies(&self, room: &str) -> bool {
        match self.rooms {
            Rooms::Only(rooms) => !rooms.contains(&room),
            Rooms::Never(rooms) => rooms.contains(&room),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_line(path: &str, line: &str, problem: Option<&str>) {
        let faults = check(&Tree::of(&[(path, line)]));
        assert_eq!(
            faults.first().map(|f| f.problem.as_str()),
            problem,
            "{line} in {path}"
        );
    }

    #[test]
    fn each_word_is_kept_in_its_room() {
        check_line(
            "crates/server/src/a.rs",
            "let q = \"SELECT id FROM entry\";",
            Some("`SELECT`: SQL lives in `store`"),
        );
        check_line(
            "crates/store/src/a.rs",
            "let q = \"SELECT id FROM entry\";",
            None,
        );
        check_line(
            "crates/directory/src/a.rs",
            "use axum::Router;",
            Some("`axum`: web types stay inside `server`"),
        );
        check_line(
            "crates/model/src/a.rs",
            "std::fs::read(p)",
            Some("`std::fs`: this crate does no I/O"),
        );
        check_line("crates/directory/src/a.rs", "std::fs::read(p)", None);
        check_line(
            "crates/store/src/a.rs",
            "let n = Timestamp::now();",
            Some("`Timestamp::now`: the clock enters through the binary"),
        );
        check_line(
            "crates/search/src/a.rs",
            "unsafe { x }",
            Some("`unsafe`: the one `unsafe` is in `mapped`"),
        );
        check_line(
            "crates/directory/src/a.rs",
            "TcpStream::connect(a)",
            Some("`TcpStream`: only `outbound` calls over the network"),
        );
    }

    #[test]
    fn tests_and_comments_may_say_what_they_like() {
        check_line("crates/model/tests/a.rs", "std::fs::read(p)", None);
        check_line(
            "crates/model/src/a.rs",
            "//! Not std::fs.\n#[cfg(test)]\nmod tests { use std::fs; }",
            None,
        );
    }
}
