//! Bad input is normal: each fault names file, line, column and remedy, everything else goes on.

#![expect(clippy::unwrap_used, reason = "a test")]

mod journey;

use journey::{HEADER, Journey, MAP, good};
use std::io::Write as _;
use std::process::Stdio;

/// A table with good rows around `bad`: the good ones are published, and what is said of the bad one holds `wants`.
#[track_caller]
fn check(bad: &[u8], wants: &[&str]) {
    let journey = Journey::new();
    journey.source("council", "council", Some(MAP));
    let mut csv = format!("{HEADER}\n{}\n", good("1")).into_bytes();
    csv.extend_from_slice(bad);
    csv.extend_from_slice(format!("\n{}\n", good("9")).as_bytes());
    journey.file("list.csv", csv);
    let ran = journey.run(&["import", "council", "list.csv", "--json"]);
    assert!(ran.code <= 1, "{} {}", ran.code, ran.err);
    for want in wants.iter().chain(&["list.csv", "fix:"]) {
        assert!(ran.err.contains(want), "no {want:?} in:\n{}", ran.err);
    }
    let report = ran.json();
    let rows = &report["rows"];
    let sum: u64 = ["described", "companion", "orphan", "blank", "refused"]
        .iter()
        .map(|k| rows[k].as_u64().unwrap())
        .sum();
    assert_eq!(rows["read"].as_u64().unwrap(), sum, "{rows}");
    let found = journey
        .run(&["find", "--need", "elm club", "--size", "50", "--json"])
        .fine()
        .json();
    let names: Vec<&str> = found["hits"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|h| h["name"].as_str())
        .collect();
    assert!(
        names.contains(&"Elm Club 1") && names.contains(&"Elm Club 9"),
        "{names:?}"
    );
}

#[test]
fn a_bad_row_is_told_and_the_rest_goes_on() {
    let row = |from: &str, to: &str| good("2").replace(from, to).into_bytes();
    check(b"2,Elm Club", &["list.csv:3"]);
    check(
        &[good("2").as_bytes(), b",extra,cells"].concat(),
        &["list.csv:3"],
    );
    check(&row("54.2,-1.6", "-1.6,54.2"), &["list.csv:3", "swap"]);
    check(&row("54.2,-1.6", "0,0"), &["list.csv:3"]);
    check(&row("54.2,-1.6", "40.7,-74.0"), &["list.csv:3"]);
    check(&row("09:00-17:00", "09:00-25:00"), &["list.csv:3", "mon"]);
    check(&row("2026-11-01", "2026-13-45"), &["list.csv:3", "checked"]);
    check(&row("QX1 1AA", "no idea"), &["list.csv:3", "postcode"]);
    check(&row("2,Elm", "1,Elm"), &["list.csv:3"]);
    check(&row("A club.", "caf\u{0}e"), &["list.csv:3"]);
    check(
        &[b"2,Elm Club \x81\x8d".as_slice(), &row("2,Elm Club 2", "")].concat(),
        &["list.csv:3"],
    );
    check(
        b"2,\"Elm Club without an end,1 High Street",
        &["list.csv:3"],
    );
    check(HEADER.as_bytes(), &["list.csv:3"]);
}

#[test]
fn dates_in_four_styles_and_small_longitudes_are_understood() {
    let journey = Journey::new();
    journey.source("council", "council", Some(MAP));
    let rows: Vec<String> = ["2026-11-12", "12/11/2026", "12 November 2026", "12-Nov-26"]
        .iter()
        .enumerate()
        .map(|(n, date)| {
            good(&n.to_string())
                .replace("2026-11-01", date)
                .replace("-1.6", "-3.58E-2")
        })
        .collect();
    journey.file("list.csv", format!("{HEADER}\n{}\n", rows.join("\n")));
    let ran = journey
        .run(&["import", "council", "list.csv", "--json"])
        .fine();
    assert_eq!(
        ran.json()["findings"].as_array().unwrap().len(),
        0,
        "{}",
        ran.err
    );
    let found = journey
        .run(&["find", "--where", "54.2,-0.0358", "--within", "1", "--json"])
        .fine()
        .json();
    assert_eq!(found["total"], 4);
}

#[test]
fn a_document_that_is_none_is_refused_whole_and_nothing_published_is_lost() {
    let journey = Journey::new();
    journey.source("council", "council", Some(MAP));
    journey.source("ods", "register", None);
    journey.file("good.csv", format!("{HEADER}\n{}\n", good("1")));
    journey.run(&["import", "council", "good.csv"]).fine();
    let hash = journey.state_hash();
    let refused = |source: &str, file: &str, wants: &[&str]| {
        let ran = journey.run(&["import", source, file]);
        assert_eq!(ran.code, 3, "{file}: {}", ran.err);
        for want in wants {
            assert!(ran.err.contains(want), "{file}: no {want:?} in {}", ran.err);
        }
        assert_eq!(journey.state_hash(), hash, "{file}");
    };
    journey.file("empty.csv", "");
    refused("council", "empty.csv", &["empty.csv"]);
    journey.file("other.csv", "a,b,c\n1,2,3\n");
    refused("council", "other.csv", &["other.csv", "column"]);
    journey.file("picture.csv", [0x89, b'P', b'N', b'G', 0, 0, 0, 13]);
    refused("ods", "picture.csv", &["picture.csv"]);
    refused("council", "missing.csv", &["missing.csv"]);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..400 {
        packed.write_all(&vec![b'a'; 1 << 20]).unwrap();
    }
    journey.file("bomb.csv.gz", packed.finish().unwrap());
    refused("council", "bomb.csv.gz", &["bomb.csv", "limit"]);
    journey.file("cut.csv.gz", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3]);
    refused("council", "cut.csv.gz", &["cut.csv", "damaged"]);
}

#[test]
fn a_header_where_none_should_be_is_one_refused_row() {
    let journey = Journey::new();
    journey.source("ods", "register", None);
    let row = r#""QXA01","ELM SURGERY","Y63","QHM","1 HIGH STREET","","","TEALFORD","AMBERMOOR","QX1 1AA","19740401","","A","B","16C","20200401","","01632 960001","","","","0","","16C","","4","""#;
    journey.file("epraccur.csv", format!("Organisation Code,Name,National Grouping,High Level Health Geography,Address Line 1,Address Line 2,Address Line 3,Address Line 4,Address Line 5,Postcode,Open Date,Close Date,Status Code,Sub-type,Commissioner,Join,Left,Telephone,,,,Amended,,Provider,,Setting,\n{row}\n"));
    let ran = journey.run(&["import", "ods", "epraccur.csv", "--json"]);
    let report = ran.json();
    assert_eq!(
        (&report["rows"]["described"], &report["rows"]["refused"]),
        (&1.into(), &1.into()),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("epraccur.csv:1") && ran.err.contains("fix:"),
        "{}",
        ran.err
    );
}

/// The most memory the process has used so far, in kilobytes.
fn peak_kb(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    status
        .lines()
        .find_map(|l| l.strip_prefix("VmHWM:"))?
        .trim()
        .trim_end_matches(" kB")
        .parse()
        .ok()
}

#[test]
fn one_line_of_two_hundred_megabytes_is_refused_in_bounded_memory() {
    let journey = Journey::new();
    journey.source("council", "council", Some(MAP));
    {
        let mut file = std::fs::File::create(journey.path().join("long.csv")).unwrap();
        write!(file, "{HEADER}\n{}\n2,", good("1")).unwrap();
        for _ in 0..200 {
            file.write_all(&vec![b'a'; 1 << 20]).unwrap();
        }
        write!(file, "\n{}\n", good("9")).unwrap();
    }
    let mut child = journey
        .command(&["import", "council", "long.csv", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        peak = peak.max(peak_kb(child.id()).unwrap_or(0));
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let report: serde_json::Value =
        serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap();
    assert_eq!(
        (&report["rows"]["described"], &report["rows"]["refused"]),
        (&2.into(), &1.into())
    );
    assert!(peak < 120_000, "used {peak} kB");
}
