//! What a spreadsheet does to a list when it is opened and saved: each is told with its line, its column and what to do.

use ingest::{Input, Outcome, Row, open};
use model::{Field, SourceKey, Value};
use std::io::Cursor;

const NHS: &str = "OrganisationID,OrganisationCode,OrganisationType,OrganisationStatus,OrganisationName,Postcode,Phone\n";
const CQC: &str = "Location ID,Location Name,Location Telephone Number,Location HSCA start date\n";
const CLUBS: &str = "Ref,Name,Phone,Checked,Cost\n";
const MAP: &str = "id = \"Ref\"\nassured = \"Checked\"\n[service]\nname = \"Name\"\nphone = \"Phone\"\nfees = \"Cost\"\n";
const REGISTER: &str = "\"Q81001\",\"WEIR LANE SURGERY\",\"Y63\",\"QHM\",\"1 WEIR LANE\",\"\",\"\",\"TEALFORD\",\"\",\"QX4 7PL\",\"19740401\",\"\",\"A\",\"B\",\"16C\",\"20200401\",\"\",\"01632 960417\"\n";

struct Read {
    rows: Vec<Row>,
    intact: bool,
}

fn read(files: &[(&str, &str)], map: Option<&str>) -> Read {
    let source: SourceKey = "sheets".parse().expect("a key");
    let inputs = files
        .iter()
        .map(|(name, text)| Input::new(*name, Cursor::new(text.as_bytes().to_vec())));
    let mut reader = open(&source, inputs.collect(), map).expect("a list");
    let rows: Vec<Row> = reader.by_ref().collect();
    assert!(reader.tally().adds_up());
    Read {
        rows,
        intact: reader.intact(),
    }
}

impl Read {
    /// Findings of these codes: code, line, column, what was seen. Each says what to do.
    fn found(&self, codes: &[&str]) -> Vec<String> {
        let all = self.rows.iter().flat_map(|row| &row.findings);
        all.filter(|finding| codes.contains(&finding.code))
            .map(|finding| {
                assert!(!finding.fix.is_empty(), "{finding:?}");
                let column = finding.place.column.as_deref().unwrap_or("-");
                format!(
                    "{} line {} {column}: {}{}",
                    finding.code,
                    finding.place.line,
                    finding.seen,
                    if finding.refusal { " [refused]" } else { "" }
                )
            })
            .collect()
    }

    fn described(&self) -> usize {
        let is = |row: &&Row| matches!(row.outcome, Outcome::Described(_));
        self.rows.iter().filter(is).count()
    }

    fn said(&self, local_id: &str, field: Field) -> String {
        let entries = self.rows.iter().filter_map(|row| match &row.outcome {
            Outcome::Described(entries) => Some(entries),
            _ => None,
        });
        let entry = entries
            .flatten()
            .find(|entry| entry.local_id == local_id)
            .unwrap_or_else(|| panic!("no {local_id}"));
        let said = entry.fields.get(&field).and_then(Option::as_ref);
        said.map_or_else(|| "none".to_owned(), Value::canonical)
    }
}

/// A row whose id a spreadsheet has spoiled is refused and told; the row beside it is read, and nothing is withdrawn.
#[track_caller]
fn check_id(files: &[(&str, &str)], map: Option<&str>, want: &str) {
    let read = read(files, map);
    assert_eq!(
        read.found(&["FP187", "FP177"]),
        [format!("{want} [refused]")]
    );
    assert_eq!((read.described(), read.intact), (1, false), "{want}");
}

#[test]
fn an_id_that_is_an_error_is_no_id_in_any_table() {
    for error in [
        "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#FIELD!",
        "#####", "Err:502",
    ] {
        check_id(
            &[("clubs.csv", &format!("{CLUBS}{error},Walks,,,\n2,Tea,,,\n"))],
            Some(MAP),
            &format!("FP187 line 2 Ref: {error}"),
        );
    }
    check_id(
        &[(
            "clubs.csv",
            &format!("{CLUBS}1.03E+12,Walks,,,\n2,Tea,,,\n"),
        )],
        Some(MAP),
        "FP177 line 2 Ref: 1.03E+12",
    );
    check_id(
        &[(
            "clubs.jsonl",
            "{\"Ref\":\"#N/A\",\"Name\":\"Walks\"}\n{\"Ref\":\"2\",\"Name\":\"Tea\"}\n",
        )],
        Some("id = \"Ref\"\n[service]\nname = \"Name\"\n"),
        "FP187 line 1 Ref: #N/A",
    );
    check_id(
        &[(
            "Dentists.csv",
            &format!(
                "{NHS}26,X1,Dentists,Visible,Weir Dental,QX4 7PL,\n#REF!,X2,Dentists,Visible,Mill Dental,QX4 7PL,\n"
            ),
        )],
        None,
        "FP187 line 3 OrganisationID: #REF!",
    );
    check_id(
        &[(
            "epraccur.csv",
            &format!("{REGISTER}{}", REGISTER.replace("Q81001", "#NAME?")),
        )],
        None,
        "FP187 line 2 Organisation Code: #NAME?",
    );
    check_id(
        &[(
            "Locations.csv",
            &format!("{CQC}1-102000002,Sedge House,,\n#VALUE!,Mill House,,\n"),
        )],
        None,
        "FP187 line 3 Location ID: #VALUE!",
    );
    check_id(
        &[
            ("services.csv", "id,organization_id,name\ns1,o1,Walks\n"),
            ("organizations.csv", "id,name\n#N/A,Sedge Trust\n"),
        ],
        None,
        "FP187 line 2 id: #N/A",
    );
}

#[test]
fn a_companion_whose_id_is_an_error_is_refused() {
    let read = read(
        &[
            (
                "Dentists.csv",
                &format!("{NHS}26,X1,Dentists,Visible,Weir Dental,QX4 7PL,\n"),
            ),
            (
                "DentistOpeningTimes.csv",
                "OrganisationID,WeekDay,Times,IsOpen,OpeningTimeType,AdditionalOpeningDate\n26,Monday,09:00-17:00,True,General,\n#N/A,Monday,09:00-17:00,True,General,\n",
            ),
        ],
        None,
    );
    assert_eq!(
        read.found(&["FP187"]),
        ["FP187 line 3 OrganisationID: #N/A [refused]"]
    );
    assert_eq!((read.described(), read.intact), (1, false));
}

#[test]
fn a_date_that_became_a_number_of_days_is_read() {
    // The register's dates are numbers of eight digits, which a spreadsheet leaves alone.
    let clubs = format!("{CLUBS}1,Walks,,44197,\n2,Tea,,44197.375,\n");
    let clubs = read(&[("clubs.csv", &clubs)], Some(MAP));
    assert_eq!(
        clubs.found(&["FP184", "FP151"]),
        [
            "FP184 line 2 Checked: 44197",
            "FP184 line 3 Checked: 44197.375"
        ]
    );
    let places = format!("{CQC}1-102000002,Sedge House,,44197\n");
    let places = read(&[("Locations.csv", &places)], None);
    assert_eq!(
        places.said("1-102000002#service", Field::Opened),
        "\"2021-01-01\""
    );
    assert_eq!(
        places.found(&["FP184", "FP151"]),
        ["FP184 line 2 Location HSCA start date: 44197"]
    );
}

#[test]
fn a_telephone_number_that_was_rounded_is_none_in_any_table() {
    for (number, seen) in [
        ("7.9E+09", "7.9E+09"),
        ("7.90E+09", "7.90E+09"),
        ("1.632e+09", "1.632e+09"),
        // Opened and saved once more, the digits that were lost are zeros.
        ("7900000000", "7900000000"),
    ] {
        let clubs = read(
            &[("clubs.csv", &format!("{CLUBS}1,Walks,{number},,\n"))],
            Some(MAP),
        );
        assert_eq!(clubs.said("1#service", Field::Phone), "none");
        assert_eq!(
            clubs.found(&["FP177", "FP162", "FP148"]),
            [format!("FP177 line 2 Phone: {seen}")]
        );
        let dentists = format!("{NHS}26,X1,Dentists,Visible,Weir Dental,QX4 7PL,{number}\n");
        let dentists = read(&[("Dentists.csv", &dentists)], None);
        assert_eq!(dentists.said("26#service", Field::Phone), "none");
        assert_eq!(
            dentists.found(&["FP177", "FP162", "FP148"]),
            [format!("FP177 line 2 Phone: {seen}")]
        );
        let register = REGISTER.replace("01632 960417", number);
        let register = read(&[("epraccur.csv", &register)], None);
        assert_eq!(
            register.found(&["FP177", "FP162", "FP148"]),
            [format!("FP177 line 1 Contact Telephone Number: {seen}")]
        );
    }
}

#[test]
fn a_row_of_totals_is_no_entry() {
    let clubs = format!("{CLUBS}1,Walks,,,2\nTotal,,,,2\n,,,,2\n");
    let clubs = read(&[("clubs.csv", &clubs)], Some(MAP));
    assert_eq!(
        clubs.found(&["FP179"]),
        [
            "FP179 line 3 -: Total [refused]",
            "FP179 line 4 -:  [refused]"
        ]
    );
    assert_eq!((clubs.described(), clubs.intact), (1, true));
}

#[test]
fn a_formula_is_text_and_an_error_in_a_cell_is_no_value() {
    let clubs = format!(
        "{CLUBS}1,\"=HYPERLINK(\"\"https://x.example\"\",\"\"Walks\"\")\",,,#DIV/0!\n=\"02\",Tea,=\"01632 960417\",,Free\n"
    );
    let clubs = read(&[("clubs.csv", &clubs)], Some(MAP));
    // What a formula would do is nobody's business here: it is shown as it stands.
    assert_eq!(
        clubs.said("1#service", Field::Name),
        r#""=HYPERLINK(\"https://x.example\",\"Walks\")""#
    );
    assert_eq!(clubs.found(&["FP176"]), ["FP176 line 2 Cost: #DIV/0!"]);
    // A text that was written as a formula to keep its zeros is that text.
    assert_eq!(clubs.said("02#service", Field::Phone), "\"01632960417\"");
}

#[test]
fn html_in_a_name_is_taken_out() {
    let clubs = format!("{CLUBS}1,<b>Walks</b> &amp; talks<script>alert(1)</script>,,,\n");
    let clubs = read(&[("clubs.csv", &clubs)], Some(MAP));
    let name = clubs.said("1#service", Field::Name);
    assert!(!name.contains(['<', '>']), "{name}");
    assert_eq!(
        clubs.found(&["FP178"]),
        ["FP178 line 2 Name: <b>Walks</b> &amp; talks<script>alert(1)</script>"]
    );
}
