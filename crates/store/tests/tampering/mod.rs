//! Whoever alters the files behind the log's back is found out, and the place is named.

use crate::open;
use crate::suite::world::{World, at, day};
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use model::Field;
use rusqlite::Connection;
use std::io::{Read as _, Write as _};

/// Twelve items: five entries in two readings (positions 1 to 6 and 7 to 12), and one erasure at 13.
fn log() -> World {
    let mut world = World::new(open);
    let says = ["Elm", "Oak", "Ash", "Yew", "Box"];
    for (said, ending) in [(0, "Chemist"), (1, "Pharmacy")] {
        let run = world.begin(day(said));
        let mut drafts = Vec::new();
        for (n, name) in says.iter().enumerate() {
            let no = world.number(&format!("{n}#service"));
            drafts.push(
                crate::suite::world::version(no, run, day(said))
                    .says(Field::Name, &format!("{name} {ending}"))
                    .draft(),
            );
        }
        world.log().record(run, &drafts).unwrap();
        let seen = (1..=5).collect();
        world
            .log()
            .close_run(run, crate::suite::world::closing(&seen, &seen))
            .unwrap();
    }
    let third = world.number("2#service");
    world
        .log()
        .erase(third, &[Field::Name], "asked", at())
        .unwrap();
    world.verified();
    world
}

/// The faults found after `tamper` had its way with the database.
fn faults(tamper: impl FnOnce(&Connection)) -> Vec<String> {
    let mut world = log();
    world.close();
    tamper(&Connection::open(world.dir.path().join("log.db")).unwrap());
    world.reopen();
    world.log().verify(&mut |_| ()).unwrap().faults
}

#[track_caller]
fn check(tamper: impl FnOnce(&Connection), first_fault: &str) {
    let faults = faults(tamper);
    let first = faults.first().map_or("", String::as_str);
    assert!(first.contains(first_fault), "{faults:?}");
}

/// Rewrites the lines of the block that begins at `first`.
fn edit(conn: &Connection, first: i64, change: impl FnOnce(&mut Vec<String>)) {
    let sql = "SELECT body.no, bytes FROM block JOIN body ON body.no = block.body WHERE first = ?1";
    let (no, packed): (i64, Vec<u8>) = conn
        .query_row(sql, [first], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    let mut text = String::new();
    ZlibDecoder::new(&packed[..])
        .read_to_string(&mut text)
        .unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    change(&mut lines);
    let mut out = ZlibEncoder::new(Vec::new(), Compression::new(3));
    for line in lines {
        writeln!(out, "{line}").unwrap();
    }
    conn.execute(
        "UPDATE body SET bytes = ?2 WHERE no = ?1",
        (no, out.finish().unwrap()),
    )
    .unwrap();
}

fn run(conn: &Connection, sql: &str) {
    assert!(conn.execute(sql, []).unwrap() > 0);
}

fn replace(line: &mut String, from: &str, to: &str) {
    assert!(line.contains(from), "{line}");
    *line = line.replace(from, to);
}

#[test]
fn an_altered_item_is_named() {
    for (line, position) in [(0, "position 1:"), (4, "position 5:")] {
        check(
            |conn| {
                edit(conn, 1, |lines| {
                    replace(&mut lines[line], "Chemist", "Surgery");
                });
            },
            position,
        );
    }
    check(
        |conn| {
            edit(conn, 7, |lines| {
                replace(
                    &mut lines[1],
                    r#""said":"2024-01-02""#,
                    r#""said":"2024-01-03""#,
                );
            });
        },
        "position 8:",
    );
    check(
        |conn| {
            edit(conn, 7, |lines| {
                replace(&mut lines[3], r#""speaks":["name"],"#, "");
            });
        },
        "position 10:",
    );
    check(
        |conn| {
            edit(conn, 7, |lines| {
                replace(&mut lines[3], r#"{"entry""#, r#"{"extra":1,"entry""#);
            });
        },
        "position 10:",
    );
    check(
        |conn| {
            edit(conn, 7, |lines| {
                replace(&mut lines[0], "nhsuk:Pharmacy", "nhsuk:GP");
            });
        },
        "position 7:",
    );
    check(
        |conn| {
            edit(conn, 6, |lines| {
                replace(&mut lines[0], r#""complete":true"#, r#""complete":false"#);
            });
        },
        "position 6:",
    );
    check(
        |conn| edit(conn, 13, |lines| replace(&mut lines[0], "asked", "wrong")),
        "position 13:",
    );
}

#[test]
fn a_salt_changed_with_its_value_is_found() {
    check(
        |conn| {
            edit(conn, 1, |lines| {
                let seed = lines[0].split_once(r#""seed":""#).unwrap().1[..32].to_owned();
                replace(&mut lines[0], &seed, &"0".repeat(32));
            });
        },
        "position 1:",
    );
}

#[test]
fn deleted_and_reordered_items_are_named() {
    check(
        |conn| edit(conn, 1, |lines| drop(lines.remove(2))),
        "the block holds 4 items for 5 leaf hashes",
    );
    check(
        |conn| edit(conn, 1, |lines| lines.swap(1, 2)),
        "position 2: an item that says it is at 3",
    );
    check(
        |conn| run(conn, "DELETE FROM block WHERE first = 7"),
        "position 7: the next block begins at 12",
    );
    check(
        |conn| {
            run(
                conn,
                "DELETE FROM body WHERE no = (SELECT body FROM block WHERE first = 7)",
            );
        },
        "position 7:",
    );
}

#[test]
fn a_truncated_log_is_found() {
    let cut = |conn: &Connection| {
        conn.execute("DELETE FROM block WHERE first >= 12", [])
            .unwrap();
    };
    check(
        cut,
        "position 12: the log ends at 11, but 13 items were recorded",
    );
    // Even when the recorded size is cut as well: roots were acknowledged beyond it.
    check(
        |conn| {
            cut(conn);
            conn.execute("UPDATE edge SET size = 11, peaks = zeroblob(96)", [])
                .unwrap();
        },
        "position 12: the log ends at 11, but 13 items were recorded",
    );
}

#[test]
fn an_item_forged_with_its_leaf_hash_is_found_by_the_roots() {
    let forge = |conn: &Connection| {
        edit(conn, 7, |lines| {
            replace(&mut lines[0], "Elm Pharmacy", "Fir Pharmacy");
        });
        let mut leaf = String::new();
        edit(conn, 7, |lines| leaf.push_str(&lines[0]));
        let item = store::item::Item::decode(&leaf).unwrap();
        let hash = store::merkle::leaf_hash(item.encode().leaf.as_bytes());
        let leaves: Vec<u8> = conn
            .query_row("SELECT leaves FROM block WHERE first = 7", [], |row| {
                row.get(0)
            })
            .unwrap();
        let leaves = [&hash[..], &leaves[32..]].concat();
        conn.execute("UPDATE block SET leaves = ?1 WHERE first = 7", [leaves])
            .unwrap();
    };
    check(
        forge,
        "positions 7 to 12: the root differs from the one acknowledged at 12",
    );
}

#[test]
fn an_erasing_that_no_item_tells_of_is_found() {
    let hide = |lines: &mut Vec<String>| {
        let mut item = store::item::Item::decode(&lines[0]).unwrap();
        assert_eq!(item.erase(&["name"]).len(), 1);
        lines[0] = item.encode().line;
    };
    check(
        |conn| edit(conn, 7, hide),
        "statement 7.name: it was erased, and no item of the log says so",
    );
}

#[test]
fn a_body_that_is_no_longer_readable_is_a_fault_and_not_a_failure() {
    let spoil =
        "UPDATE body SET bytes = zeroblob(40) WHERE no = (SELECT body FROM block WHERE first = 7)";
    check(
        |conn| run(conn, spoil),
        "position 7: its block cannot be read",
    );
}
