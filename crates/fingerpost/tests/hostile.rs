//! Hostile and broken input through the real binary: each refusal says its code, where and what to do, in little memory;
//! what was published stays, and the next source is read as ever.

#![expect(clippy::unwrap_used, reason = "a test")]

mod journey;

use flate2::Compression;
use flate2::write::GzEncoder;
use journey::{HEADER, Journey, MAP};
use std::io::{Cursor, Write as _};
use std::net::TcpListener;
use std::time::{Duration, Instant};
use zip::write::SimpleFileOptions;

const ROWS: usize = 20;

/// The cells of one club's row.
fn cells(n: usize) -> Vec<String> {
    let row = format!(
        "{n},Elm Club {n},{n} High Street,QX1 1AA,54.{:02},-1.6,A club.,social-group,01632 9600{n:02},09:00-17:00,2026-11-01",
        n + 10
    );
    row.split(',').map(str::to_owned).collect()
}

fn rows() -> Vec<Vec<String>> {
    (0..ROWS).map(cells).collect()
}

fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    let lines: Vec<String> = rows.iter().map(|cells| cells.join(",")).collect();
    format!("{HEADER}\n{}\n", lines.join("\n")).into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The table as the one sheet of a workbook.
fn xlsx(rows: &[Vec<String>]) -> Vec<u8> {
    let header: Vec<String> = HEADER.split(',').map(str::to_owned).collect();
    let mut data = String::new();
    for (down, cells) in std::iter::once(&header).chain(rows).enumerate() {
        let line = down + 1;
        data.push_str(&format!("<row r=\"{line}\">"));
        for (letter, cell) in ('A'..='Z').zip(cells) {
            data.push_str(&format!(
                "<c r=\"{letter}{line}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>"
            ));
        }
        data.push_str("</row>");
    }
    workbook(&format!("<sheetData>{data}</sheetData>"))
}

fn workbook(sheet: &str) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const LINKS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    const KIND: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let link = |kind: &str, to: &str| {
        format!(
            "<Relationships xmlns=\"{LINKS}\"><Relationship Id=\"r1\" Type=\"{KIND}/{kind}\" Target=\"{to}\"/></Relationships>"
        )
    };
    let book = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{KIND}\"><sheets><sheet name=\"Clubs\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let sheet = format!("<worksheet xmlns=\"{MAIN}\">{sheet}</worksheet>");
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        (
            "_rels/.rels",
            link("officeDocument", "xl/workbook.xml").as_bytes(),
        ),
        ("xl/workbook.xml", book.as_bytes()),
        (
            "xl/_rels/workbook.xml.rels",
            link("worksheet", "worksheets/sheet1.xml").as_bytes(),
        ),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// A folder in which twenty clubs are published.
fn published() -> Journey {
    let journey = Journey::new();
    journey.source("council", "council", Some(MAP));
    journey.file("good.csv", csv(&rows()));
    journey
        .run(&["import", "council", "good.csv", "--dated", "2026-11-01"])
        .fine();
    journey
}

/// Importing `bytes` as `name` is refused with all of `wants`; what was published stays, and another source is read.
#[track_caller]
fn refused(name: &str, bytes: &[u8], wants: &[&str]) {
    let journey = published();
    let hash = journey.state_hash();
    journey.file(name, bytes);
    let ran = journey.run(&["import", "council", name]);
    assert_eq!(ran.code, 3, "{name}: {}", ran.err);
    for want in wants {
        assert!(ran.err.contains(want), "{name}: no {want:?} in {}", ran.err);
    }
    assert_eq!(journey.state_hash(), hash, "{name}");
    assert_eq!(
        std::fs::read_dir(journey.data().join("scratch")).map_or(0, Iterator::count),
        0,
        "{name} left something behind"
    );
    journey.source("charity", "charity", Some(MAP));
    journey.run(&["import", "charity", "good.csv"]).fine();
}

/// Importing `bytes` as `name` reads twenty rows and refuses `bad` with all of `wants`.
#[track_caller]
fn read_around(name: &str, map: &str, bytes: &[u8], wants: &[&str]) {
    let journey = Journey::new();
    journey.source("council", "council", Some(map));
    journey.file(name, bytes);
    let ran = journey.run(&["import", "council", name, "--json"]);
    assert!(ran.code <= 1, "{name}: {}", ran.err);
    for want in wants {
        assert!(ran.err.contains(want), "{name}: no {want:?} in {}", ran.err);
    }
    assert_eq!(ran.json()["rows"]["described"], ROWS, "{name}: {}", ran.err);
}

#[test]
fn an_archive_in_an_archive_is_not_unpacked() {
    let (packed, inside) = (csv(&rows()), "unpack it and import the files in it");
    let zipped = zip(&[("list.csv", &packed)]);
    refused(
        "twice.csv.gz",
        &gzip(&gzip(&packed)),
        &["twice.csv", "FP102", inside],
    );
    refused(
        "twice.zip",
        &zip(&[("inner.zip", &zipped)]),
        &["inner.zip", "FP102", inside],
    );
    let bomb = gzip(&vec![b'a'; 100 << 20]);
    refused("bomb.gz", &gzip(&bomb), &["FP102", inside]);
}

#[test]
fn bombs_are_cut_off_early_also_many_small_ones() {
    let large = vec![b'a'; 24 << 20];
    let parts: Vec<(String, &[u8])> = (0..6)
        .map(|n| (format!("{n}.csv"), large.as_slice()))
        .collect();
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(n, b)| (n.as_str(), *b)).collect();
    let more = "more than 200 times what it is packed";
    refused("many.zip", &zip(&parts), &["FP113", more, "2.csv"]);
    let second = [gzip(b"id,name\n"), gzip(&vec![b'a'; 80 << 20])].concat();
    refused("second.csv.gz", &second, &["FP113", more, "second.csv"]);
    refused(
        "cut.zip",
        &zip(&[("list.csv", &csv(&rows()))])[..200],
        &["FP112", "cut.zip", "fetch it again"],
    );
}

#[test]
fn a_gzip_of_several_parts_is_read_whole_and_rubbish_after_it_is_refused() {
    let whole = csv(&rows());
    let (first, second) = whole.split_at(whole.len() / 2);
    let parts = [gzip(first), gzip(second)].concat();
    read_around("parts.csv.gz", MAP, &parts, &[]);
    refused(
        "parts.csv.gz",
        &[parts, b"rubbish!".to_vec()].concat(),
        &["FP112", "parts.csv"],
    );
}

#[test]
fn names_in_an_archive_lead_nowhere() {
    for name in [
        "../../evil.csv",
        "/evil.csv",
        "..\\..\\evil.csv",
        "a/../../evil.csv",
    ] {
        let bytes = zip(&[(name, &csv(&rows()))]);
        read_around("slip.zip", MAP, &bytes, &[]);
        let journey = published();
        journey.file("slip.zip", bytes);
        let outside = || {
            let entries = std::fs::read_dir(journey.path()).unwrap().flatten();
            let mut names: Vec<_> = entries.map(|entry| entry.file_name()).collect();
            names.sort();
            names
        };
        let before = outside();
        journey.run(&["import", "council", "slip.zip"]).fine();
        assert_eq!(outside(), before, "{name}");
    }
}

/// What `piece` gives for each number up to `count`, one after the other.
fn each(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect()
}

#[test]
fn a_row_of_ten_million_columns_costs_only_itself() {
    let mut wide = csv(&rows());
    wide.extend(std::iter::repeat_n(b',', 10_000_000));
    wide.push(b'\n');
    read_around("wide.csv", MAP, &wide, &["FP122", "wide.csv:22"]);
    let header = each(200_000, |n| format!("c{n},"));
    refused("wide.csv", header.as_bytes(), &["FP111", "wide.csv:1"]);
    let small = "id = \"id\"\n[service]\nname = \"name\"\n";
    let mut lines = each(ROWS, |n| {
        format!("{{\"id\":\"{n}\",\"name\":\"Elm Club {n}\"}}\n")
    });
    let members = each(200_000, |n| format!("\"m{n}\":1,"));
    lines.push_str(&format!("{{{members}\"id\":\"w\"}}\n"));
    let deep = ["[".repeat(400_000), "]".repeat(400_000)].concat();
    lines.push_str(&format!("{{\"id\":\"d\",\"x\":{deep}}}\n"));
    lines.push_str("{\"id\":\"t\",\"name\":\"A\",\"name\":\"B\"}\n");
    let wants = [
        "FP122",
        "list.jsonl:21",
        "FP193",
        "list.jsonl:22",
        "FP192",
        "list.jsonl:23",
    ];
    read_around("list.jsonl", small, lines.as_bytes(), &wants);
}

#[test]
fn a_spreadsheet_that_unpacks_to_too_much_is_refused() {
    let rows = "<row/>".repeat(90 << 20);
    refused(
        "bomb.xlsx",
        &workbook(&rows),
        &["FP183", "bomb.xlsx", "save the sheet as CSV"],
    );
}

/// The table in which the rows are changed is held, as CSV and as a workbook, and says why; what was published stays.
#[track_caller]
fn held(change: impl Fn(usize, &mut Vec<String>), why: &str) {
    let mut changed = rows();
    for (n, cells) in changed.iter_mut().enumerate() {
        change(n, cells);
    }
    for (name, bytes) in [("new.csv", csv(&changed)), ("new.xlsx", xlsx(&changed))] {
        let journey = published();
        let hash = journey.state_hash();
        journey.file(name, bytes);
        let ran = journey.run(&["import", "council", name, "--dated", "2026-11-10"]);
        assert_eq!(ran.code, 1, "{name}: {}{}", ran.out, ran.err);
        assert!(ran.out.contains(why), "{name}: no {why:?} in {}", ran.out);
        let release = "To publish it: fingerpost source release 2";
        assert!(ran.err.contains(release), "{name}: {}", ran.err);
        assert_eq!(journey.state_hash(), hash, "{name}");
    }
}

#[test]
fn ids_that_were_swapped_are_held() {
    held(
        |n, cells| cells[1] = format!("Elm Club {}", ROWS - 1 - n),
        "it would give another name to 20 of 20 rows",
    );
    held(
        |n, cells| cells[0] = (ROWS - 1 - n).to_string(),
        "it would move 20 of 20 locations",
    );
}

#[test]
fn columns_that_have_shifted_are_held() {
    held(
        |_, cells| cells.swap(1, 8),
        "it would give another name to 20 of 20 rows",
    );
    held(
        |_, cells| cells[8] = cells[1].clone(),
        "it would change or remove the telephone number of 20 of 20 rows",
    );
    // Everything one column to the right: no row has a service any more.
    held(
        |_, cells| {
            cells.insert(1, String::new());
            cells.pop();
        },
        "it would withdraw 20 of 60 entries",
    );
}

#[test]
fn positions_that_all_change_are_held() {
    held(
        |_, cells| cells[4..6].fill("0".to_owned()),
        "it would take the position of 20 of 20 locations away",
    );
    held(
        |_, cells| {
            "51.5".clone_into(&mut cells[4]);
        },
        "it would move 20 of 20 locations",
    );
}

#[test]
fn a_list_that_was_emptied_is_held_and_an_empty_file_refused() {
    refused("empty.csv", b"", &["FP101", "empty.csv"]);
    for (name, bytes) in [("none.csv", csv(&[])), ("none.xlsx", xlsx(&[]))] {
        let journey = published();
        let hash = journey.state_hash();
        journey.file(name, bytes);
        let ran = journey.run(&["import", "council", name]);
        assert_eq!(ran.code, 1, "{name}: {}{}", ran.out, ran.err);
        assert!(
            ran.out.contains("it would withdraw 60 of 60 entries"),
            "{}",
            ran.out
        );
        assert_eq!(journey.state_hash(), hash, "{name}");
    }
}

#[test]
fn two_files_of_different_dates_in_one_set_are_told_and_held() {
    let journey = Journey::new();
    journey.source("nhsuk", "national-profile", None);
    let place = |n: usize| {
        format!(
            "{n}¬QX0{n:02}¬Pharmacy¬Visible¬Elm Chemist {n}¬{n} High Street¬QX1 1AA¬01632 9600{n:02}\n"
        )
    };
    let header = "OrganisationID¬OrganisationCode¬OrganisationType¬OrganisationStatus¬OrganisationName¬Address1¬Postcode¬Phone\n";
    let places = header.to_owned() + &each(ROWS, place);
    let times = |first: usize| {
        let row = |n| format!("{}¬Monday¬09:00-17:00¬True¬General¬\n", first + n);
        let header = "OrganisationId¬WeekDay¬Times¬IsOpen¬OpeningTimeType¬AdditionalOpeningDate\n";
        header.to_owned() + &each(ROWS, row)
    };
    let import = |first| {
        journey.file("Pharmacy.csv", &places);
        journey.file("PharmacyOpeningTimes.csv", times(first));
        journey.run(&[
            "import",
            "nhsuk",
            "Pharmacy.csv",
            "PharmacyOpeningTimes.csv",
        ])
    };
    import(0).fine();
    let hash = journey.state_hash();
    // The times of a year in which half of the numbers were other places'.
    let ran = import(10);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    for want in ["FP129", "PharmacyOpeningTimes.csv:12", "exported together"] {
        assert!(ran.err.contains(want), "no {want:?} in {}", ran.err);
    }
    let why = "it would take the opening times of 10 of 20 rows away (50%, over 10%), as when files of different dates are put together";
    assert!(ran.out.contains(why), "{}", ran.out);
    assert_eq!(journey.state_hash(), hash);
}

#[test]
fn a_server_that_never_answers_is_given_up_after_the_time_that_was_set() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        let kept: Vec<_> = listener.incoming().collect();
        drop(kept);
    });
    let journey = published();
    let hash = journey.state_hash();
    let url = format!("http://{at}/clubs.csv");
    journey
        .run(&["source", "feed", "council", &url, "--allow", &at])
        .fine();
    let began = Instant::now();
    let ran = journey.run(&["fetch", "council", "--patience", "1s"]);
    assert!(
        began.elapsed() < Duration::from_secs(30),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(
        ran.err
            .contains("warning[FP419]: the server gives no answer"),
        "{}",
        ran.err
    );
    assert!(ran.out.contains("Next try: 2026-"), "{}", ran.out);
    assert_eq!(journey.state_hash(), hash);
    let wrong = journey.run(&["fetch", "council", "--patience", "soon"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("write 90s, 2m or 12h"), "{}", wrong.err);
}
