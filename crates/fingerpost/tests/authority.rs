//! Whom to believe, through the real binary: what `authority try` lists is what adopting changes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod journey;

use flate2::Compression;
use flate2::read::{ZlibDecoder, ZlibEncoder};
use journey::{Journey, MAP};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Read as _;

/// Three sources that tie the same 40 services together by code, and differ about some of their hours.
fn told() -> Journey {
    let journey = Journey::new();
    let map = MAP.replace(
        "[organization]\n",
        "[organization]\nidentifiers = { ods = \"ods\" }\n",
    );
    let week = |source: &str, n: usize| match source {
        // Where nobody else knows the hours; where the council agrees; where it does not; where it says none.
        "council" if n.is_multiple_of(4) => "10:00-16:00",
        "council" if n % 4 == 1 => "",
        "nhs" if n % 8 == 4 => "",
        "charity" => "11:00-12:00",
        _ => "09:00-17:00",
    };
    for (source, role) in [
        ("nhs", "national-profile"),
        ("council", "council"),
        ("charity", "charity"),
    ] {
        journey.source(source, role, Some(&map));
        let mut table =
            "id,ods,name,street,postcode,lat,lon,about,kind,phone,mon,checked\n".to_owned();
        for n in 0..40 {
            let kind = if n % 2 == 0 { "pharmacy" } else { "gp" };
            let _ = writeln!(
                table,
                "{source}{n},QXA{n:02},Elm {n},{n} High Street,QX1 1AA,54.2,-1.6,Told by {source},{kind},01632 960001,{},",
                week(source, n)
            );
        }
        let file = journey.file(&format!("{source}.csv"), table);
        journey
            .run(&[
                "import",
                source,
                file.to_str().unwrap(),
                "--dated",
                "2026-11-01",
            ])
            .fine();
    }
    journey
}

/// The hours that every service shows, as `explain` tells them.
fn hours(journey: &Journey) -> BTreeMap<String, String> {
    let found = journey
        .run(&["find", "--size", "100", "--json"])
        .fine()
        .json();
    let hits = found["hits"].as_array().unwrap();
    assert_eq!(hits.len(), 40, "{found}");
    let of = |hit: &Json| {
        let id = hit["id"].as_str().unwrap().to_owned();
        let told = journey
            .run(&["explain", &id, "schedule", "--json"])
            .fine()
            .json();
        (id, told["fields"]["schedule"]["value"].to_string())
    };
    hits.iter().map(of).collect()
}

const BELIEVE_THE_COUNCIL: &str = "[[rule.schedule]]\nbelieved = [\"council\", \"provider\", \"national-profile\"]\ntake = \"whole\"\nreview_days = 90\nwhy = \"the council rings every service each month\"\n";

#[test]
fn trying_a_rule_lists_exactly_the_records_whose_shown_hours_then_change() {
    let journey = told();
    let rules = journey.file("rules.toml", BELIEVE_THE_COUNCIL);
    let rules = rules.to_str().unwrap();
    let (before, hash) = (hours(&journey), journey.state_hash());
    let trial = journey
        .run(&["authority", "try", rules, "--json"])
        .fine()
        .json();
    assert_eq!(journey.state_hash(), hash, "a trial changes nothing");
    journey
        .run(&["authority", "adopt", rules, "--by", "ann"])
        .fine();
    let after = hours(&journey);
    let changed: Vec<&String> = before
        .iter()
        .filter(|(id, week)| after[*id] != **week)
        .map(|(id, _)| id)
        .collect();
    let mut listed: Vec<&str> = trial["listed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["id"].as_str().unwrap())
        .collect();
    listed.sort_unstable();
    assert_eq!(listed, changed);
    assert!(!listed.is_empty() && listed.len() < 40, "{}", listed.len());
    assert_eq!(trial["records"], listed.len());
    assert_eq!(
        trial["values"],
        serde_json::json!({"schedule": listed.len()})
    );
    // Who adopted what is told, and going back restores everything.
    let versions = journey
        .run(&["authority", "show", "--versions", "--json"])
        .fine()
        .json();
    assert_eq!(versions["versions"][0]["by"], "ann");
    journey.run(&["authority", "adopt", "--shipped"]).fine();
    assert_eq!(journey.state_hash(), hash);
}

#[test]
fn rules_that_make_no_sense_are_refused_with_their_place() {
    let journey = told();
    for (wrong, words) in [
        (
            "[[rule.fax]]\nbelieved = []\ntake = \"one\"\nreview_days = 9\nwhy = \"so\"",
            "line 1, column 8: `fax` is no field",
        ),
        (
            "[[rule.schedule]]\nbelieved = [\"council\", \"council\"]\ntake = \"whole\"\nreview_days = 90\nwhy = \"so\"",
            "line 2, column 24: `council` stands twice",
        ),
        (
            "[[rule.schedule]]\nbelieved = []\ntake = \"whole\"\nreview_days = \"soon\"\nwhy = \"so\"",
            "line 4, column 15",
        ),
        ("[[rule", "line 1"),
    ] {
        let file = journey.file("wrong.toml", wrong);
        for verb in ["try", "adopt"] {
            let ran = journey.run(&["authority", verb, file.to_str().unwrap()]);
            assert_eq!(ran.code, 1, "{}", ran.err);
            assert!(ran.err.contains(words), "{}", ran.err);
        }
    }
}

/// Makes the rules in the log those of an earlier product, which knew a field that this one does not.
fn age_the_rules(journey: &Journey) {
    let log = rusqlite::Connection::open(journey.data().join("log.sqlite")).unwrap();
    let mut read = log.prepare("SELECT no, bytes FROM body").unwrap();
    let bodies: Vec<(i64, Vec<u8>)> = read
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let mut aged = 0;
    for (no, packed) in bodies {
        let mut body = String::new();
        ZlibDecoder::new(&*packed)
            .read_to_string(&mut body)
            .unwrap();
        if body.contains("the council rings every service each month") {
            let body = body.replace("[[rule.schedule]]", "[[rule.fax]]");
            let mut packed = Vec::new();
            ZlibEncoder::new(body.as_bytes(), Compression::fast())
                .read_to_end(&mut packed)
                .unwrap();
            aged += log
                .execute("UPDATE body SET bytes = ?1 WHERE no = ?2", (packed, no))
                .unwrap();
        }
    }
    assert!(aged > 0, "the rules are found in the log");
}

#[test]
fn rules_that_can_be_used_no_more_are_told_with_exit_code_1_until_they_are_mended() {
    let journey = told();
    let rules = journey.file("rules.toml", BELIEVE_THE_COUNCIL);
    journey
        .run(&["authority", "adopt", rules.to_str().unwrap(), "--by", "ann"])
        .fine();
    let asked: [(&[&str], &str); 2] = [
        (&["status"], "rules_problem"),
        (&["authority", "show"], "problem"),
    ];
    for (args, problem) in asked {
        let ran = journey.run(&[args, &["--json"]].concat()).fine();
        assert!(ran.json()[problem].is_null(), "{}", ran.out);
    }
    age_the_rules(&journey);
    for (args, problem) in asked {
        let ran = journey.run(args);
        assert_eq!(ran.code, 1, "{args:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains("`fax` is no field"), "{}", ran.err);
        let ran = journey.run(&[args, &["--json"]].concat());
        assert_eq!(ran.code, 1, "{args:?}");
        let told = ran.json()[problem].to_string();
        assert!(told.contains("`fax` is no field"), "{told}");
    }
    // People find services all the same.
    assert_eq!(hours(&journey).len(), 40);
    journey.run(&["authority", "adopt", "--shipped"]).fine();
    for (args, _) in asked {
        journey.run(args).fine();
    }
}
