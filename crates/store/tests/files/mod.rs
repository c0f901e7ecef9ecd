//! The files themselves: what is in them after an erasing, and what happens when two processes meet.

use crate::open;
use crate::suite::world::{self, World, at, closing, day, set, version};
use flate2::{Decompress, FlushDecompress};
use model::{EntryNo, Field, Position};
use std::path::Path;
use store::{Closing, Draft, Error, Log as _, SqliteLog};

/// How often `needle` stands in any file of the folder, as it is or in any zlib or raw deflate stream that begins
/// anywhere in the file or in anything the database holds.
fn found(dir: &Path, needle: &str) -> usize {
    let mut haystacks: Vec<Vec<u8>> = std::fs::read_dir(dir)
        .unwrap()
        .map(|f| std::fs::read(f.unwrap().path()).unwrap())
        .collect();
    // Streams longer than a page are cut in pieces by the file's layout: ask SQLite to put them together.
    let conn = rusqlite::Connection::open(dir.join("log.db")).unwrap();
    let tables: Vec<String> = conn
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for table in tables {
        let mut statement = conn.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                match row.get_ref(column).unwrap() {
                    rusqlite::types::ValueRef::Blob(bytes)
                    | rusqlite::types::ValueRef::Text(bytes) => haystacks.push(bytes.to_vec()),
                    _ => {}
                }
            }
        }
    }
    let has = |bytes: &[u8]| bytes.windows(needle.len()).any(|w| w == needle.as_bytes());
    let mut count = 0;
    for haystack in haystacks {
        count += usize::from(has(&haystack));
        for start in 0..haystack.len() {
            let zlib = haystack[start] == 0x78;
            // Zeros and most bytes cannot begin a stream worth reading; a wrong guess ends within a few bytes.
            let tries: &[bool] = if zlib { &[true, false] } else { &[false] };
            for header in tries {
                count += usize::from(has(&inflated(&haystack[start..], *header)));
            }
        }
    }
    count
}

/// What can be unpacked from the front of `bytes`, up to the first fault.
fn inflated(bytes: &[u8], header: bool) -> Vec<u8> {
    let mut stream = Decompress::new(header);
    let mut out = Vec::with_capacity(8192);
    loop {
        let before = stream.total_in();
        out.reserve(8192);
        let status =
            stream.decompress_vec(&bytes[before as usize..], &mut out, FlushDecompress::None);
        let done = matches!(status, Ok(flate2::Status::Ok))
            && (stream.total_in() > before || out.len() == out.capacity());
        if !done || out.len() > 1 << 20 {
            return out;
        }
    }
}

const SECRET: &str = "Ring Primrose Larkspur at home";

/// Thirty entries; number 7 says the secret in three versions, and its row and findings show it.
fn told() -> (World, EntryNo) {
    let mut world = World::new(open);
    let mut secret = EntryNo(0);
    for said in 0..3 {
        let run = world.begin(day(said));
        let mut drafts = Vec::new();
        let mut entries = Vec::new();
        for n in 0..30 {
            let no = world.number(&format!("{n}#service"));
            entries.push(no);
            let text = if n == 7 {
                format!("{SECRET} {said}")
            } else {
                format!("Just turn up {said}")
            };
            let name = format!("Chemist {n}.{said}");
            let row = format!("{n}¬{name}¬{text}");
            drafts.push(
                version(no, run, day(said))
                    .says(Field::Name, &name)
                    .says(Field::Description, &text)
                    .raw(&row)
                    .draft(),
            );
        }
        secret = entries[7];
        // In batches of two sizes, so that small and large bodies are met.
        for batch in drafts.chunks(if said == 1 { 3 } else { 30 }) {
            world.log().record(run, batch).unwrap();
        }
        let findings = format!(r#"[{{"code":"FP100","seen":"{SECRET} {said}"}}]"#);
        let closing = Closing {
            findings,
            ..closing(&set(&entries), &set(&entries))
        };
        world.log().close_run(run, closing).unwrap();
    }
    (world, secret)
}

#[test]
fn an_erased_value_is_in_no_file_of_the_database() {
    let (mut world, entry) = told();
    let dir = world.dir.path().to_owned();
    assert!(
        dir.join("log.db-wal").exists(),
        "the write-ahead file is looked at as well"
    );
    assert!(
        found(&dir, SECRET) > 5,
        "found before, or the search proves nothing"
    );
    let erasure = world
        .log()
        .erase(entry, &[Field::Description], "the person asked", at())
        .unwrap();
    assert_eq!(
        (
            erasure.values,
            erasure.raw_rows,
            erasure.findings,
            erasure.scrubbed
        ),
        (3, 3, 3, true)
    );
    assert_eq!(found(&dir, SECRET), 0);
    assert!(found(&dir, "Just turn up") > 0);
    world.verified();

    // The same document again, by a caller that does not ask `is_erased` first.
    let run = world.begin(day(9));
    let text = format!("{SECRET} 2");
    let draft = version(entry, run, day(9))
        .says(Field::Description, &text)
        .raw(&format!("7¬{text}"))
        .draft();
    world.log().record(run, &[draft]).unwrap();
    assert_eq!(found(&dir, SECRET), 0);
    world.close();
    assert_eq!(found(&dir, SECRET), 0);
    world.reopen();
    world.verified();
}

#[test]
fn erasing_beside_a_reader_says_what_is_left_to_do() {
    let (mut world, entry) = told();
    let path = world.dir.path().join("log.db");
    let reader = rusqlite::Connection::open(&path).unwrap();
    reader
        .execute_batch("BEGIN; SELECT count(*) FROM body")
        .unwrap();
    let _: i64 = reader
        .query_row("SELECT count(*) FROM body", [], |row| row.get(0))
        .unwrap();
    let erasure = world
        .log()
        .erase(entry, &[Field::Description], "the person asked", at())
        .unwrap();
    assert!(!erasure.scrubbed);
    drop(reader);
    assert!(world.log().scrub().unwrap());
    assert_eq!(found(world.dir.path(), SECRET), 0);
}

#[test]
fn a_second_process_reads_while_the_first_writes() {
    let mut world = World::new(open);
    let path = world.dir.path().join("log.db");
    let (_, entries) = world.read(day(0), &[("1#service", "Elm")]);
    let mut reader = SqliteLog::open_read_only(&path).unwrap();
    let run = world.begin(day(1));
    let draft = version(entries[0], run, day(1))
        .says(Field::Name, "Elms")
        .draft();
    world.log().record(run, &[draft]).unwrap();
    assert_eq!(reader.head().unwrap(), Position(3));
    assert_eq!(
        reader.known(&world::id("1#service")).unwrap().unwrap().said,
        Some(day(0))
    );
    assert_eq!(
        reader.fingerprint(b"x"),
        world.log().fingerprint(b"x"),
        "one secret for one folder"
    );
    let source = world.source;
    assert!(matches!(
        reader.begin_run(world::run(source, world::TABLE, day(2))),
        Err(Error::ReadOnly)
    ));
    assert!(reader.verify(&mut |_| ()).unwrap().holds());
}

#[test]
fn two_writers_that_number_the_same_entries_are_told() {
    let mut world = World::new(open);
    let mut other = open(world.dir.path());
    let run = world.begin(day(0));
    let mine = world.number("1#service");
    let theirs = other
        .number(&[world::entry(world.source, world::TABLE, "2#service")])
        .unwrap()[0];
    assert_eq!(mine, theirs);
    let draft =
        |no: EntryNo| -> Draft { version(no, run, day(0)).says(Field::Name, "Elm").draft() };
    world.log().record(run, &[draft(mine)]).unwrap();
    assert!(matches!(
        other.record(run, &[draft(theirs)]),
        Err(Error::Renumbered)
    ));
    assert_eq!(world.log().head().unwrap(), Position(1));
}

#[test]
fn a_log_of_a_later_program_is_not_touched() {
    let mut world = World::new(open);
    world.close();
    let path = world.dir.path().join("log.db");
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute("UPDATE schema_version SET version = 99", [])
        .unwrap();
    let error = SqliteLog::open(&path, testkit::seeded_entropy(1))
        .err()
        .unwrap();
    assert!(matches!(error, Error::Newer { found: 99, .. }), "{error}");
    let error = SqliteLog::open_read_only(&path).err().unwrap();
    let said = error.to_string();
    assert!(
        said.starts_with("the log has schema 99, this program knows up to ")
            && said.ends_with("; use a newer program"),
        "{said}"
    );
}

#[test]
fn quiet_daily_readings_cost_next_to_nothing() {
    let mut world = World::new(open);
    let names: Vec<String> = (0..2000).map(|n| format!("{n}#service")).collect();
    let run = world.begin(day(0));
    let entries: Vec<EntryNo> = names.iter().map(|name| world.number(name)).collect();
    let drafts: Vec<Draft> = entries
        .iter()
        .map(|no| {
            version(*no, run, day(0))
                .says(Field::Name, &format!("Chemist {}", no.0 * 7919))
                .draft()
        })
        .collect();
    world.log().record(run, &drafts).unwrap();
    let all = set(&entries);
    world.log().close_run(run, closing(&all, &all)).unwrap();
    let size = |world: &mut World| {
        world.close();
        let size = std::fs::metadata(world.dir.path().join("log.db"))
            .unwrap()
            .len();
        world.reopen();
        size
    };
    let before = size(&mut world);
    for n in 1..=30 {
        let run = world.begin(day(n));
        for no in &entries[n as usize * 2..][..2] {
            let draft = version(*no, run, day(n))
                .says(Field::Name, &format!("Chemist {n}"))
                .draft();
            world.log().record(run, &[draft]).unwrap();
        }
        world.log().close_run(run, closing(&all, &all)).unwrap();
    }
    let after = size(&mut world);
    println!("{before} bytes, then {after}");
    assert!(
        after - before < before / 8,
        "{before} bytes grew to {after}"
    );
}
