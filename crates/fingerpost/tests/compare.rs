//! Two lists side by side, through the real command.

use std::path::Path;
use std::process::{Command, Output};

fn compare(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fingerpost"))
        .arg("compare")
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("it runs")
}

/// Forty surgeries in two spellings, one only in each, and one twice in the first.
fn lists(folder: &Path) {
    let (mut a, mut b) = (
        String::from("id,name,address,postcode,phone,lat,lon,status\n"),
        String::from("\u{feff}ID;Name;Address;Postcode;Phone;Status\n"),
    );
    let names = [
        "Elm",
        "Larkspur",
        "Quarry Hill",
        "Tannery",
        "Weir",
        "Foxglove",
        "Saltpan",
        "Bramble",
    ];
    for n in 0..40 {
        let (name, street) = (
            names[n % 8],
            ["High Street", "Mill Lane", "Church Row"][n % 3],
        );
        a.push_str(&format!("a{n},{name} Surgery {n},\"{} {street}, Ambermoor\",QX{} {}AB,01632 960{n:03},,,Visible\n", n + 1, n % 5 + 1, n % 9));
        let phone = if n == 7 {
            "01632 960999".to_owned()
        } else {
            format!("01632960{n:03}")
        };
        b.push_str(&format!(
            "b{n};{} SURG {n};{} {}, AMBERMOOR;QX{}{}AB;{phone};A\n",
            name.to_uppercase(),
            n + 1,
            street.to_uppercase(),
            n % 5 + 1,
            n % 9
        ));
    }
    a.push_str(
        "a-twice,Elm Surgery 0,\"1 High Street, Ambermoor\",QX1 0AB,01632 960000,,,Visible\n",
    );
    a.push_str("only,Larchwood Dental,\"9 The Green, Farfield\",QX8 8AB,01632 960888,,,Visible\n");
    a.push_str("broken,row\n");
    std::fs::write(folder.join("a.csv"), a).expect("written");
    let mut packed = flate2::write::GzEncoder::new(
        std::fs::File::create(folder.join("b.csv.gz")).expect("made"),
        flate2::Compression::fast(),
    );
    std::io::Write::write_all(&mut packed, b.as_bytes()).expect("written");
    packed.finish().expect("written");
}

#[test]
fn two_lists_are_compared_without_a_data_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    lists(folder.path());
    let output = compare(
        folder.path(),
        &[
            "a.csv",
            "b.csv.gz",
            "--links",
            "links.csv",
            "--html",
            "report.html",
            "--json",
        ],
    );
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let figures: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(figures["rows"], 82);
    assert_eq!(figures["lists"][0]["refused"], 1);
    assert_eq!(figures["lists"][0]["held_twice"], 1);
    assert_eq!(figures["disagreements"]["telephone"], 1);
    assert!(
        figures["hours_a_year"]
            .as_u64()
            .is_some_and(|hours| hours > 0)
    );
    let links = std::fs::read_to_string(folder.path().join("links.csv")).expect("links");
    let mut rows = links.lines();
    assert_eq!(rows.next(), Some("a_id,b_id,score,relation"));
    let same: Vec<&str> = rows.filter(|line| line.ends_with(",same")).collect();
    for n in 1..40 {
        assert!(
            same.iter()
                .any(|line| line.starts_with(&format!("a{n},b{n},"))),
            "a{n}"
        );
    }
    let report = std::fs::read_to_string(folder.path().join("report.html")).expect("a report");
    assert!(report.contains("2 lists side by side") && report.contains("on the telephone"));
    assert!(!report.contains("http"), "nothing is loaded from elsewhere");
    assert!(!folder.path().join("data").exists());
}

#[test]
fn what_cannot_be_compared_is_refused_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    lists(folder.path());
    std::fs::write(folder.path().join("empty.csv"), "id,name,postcode\n").expect("written");
    std::fs::write(folder.path().join("odd.csv"), "colour,size\nred,3\n").expect("written");
    let check = |arguments: &[&str], code: i32, words: &str| {
        let output = compare(folder.path(), arguments);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{told}");
        assert!(told.contains(words), "{told}");
    };
    check(&["a.csv", "empty.csv"], 2, "no row of it can be used");
    check(&["a.csv", "odd.csv"], 3, "no reader knows this file");
    check(&["a.csv", "gone.csv"], 3, "gone.csv");
    check(
        &["a.csv", "b.csv.gz", "a.csv", "--links", "l.csv"],
        2,
        "exactly two",
    );
    check(
        &["a.csv", "b.csv.gz", "--dated", "C=2020-01-01"],
        2,
        "names no list",
    );
}
