//! Workbooks made cell by cell, damaged and not.

use crate::testing::{Read, read, unreadable};
use model::Field;
use proptest::prelude::*;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;

const MAP: &str = "id = \"Ref\"\nassured = \"Checked\"\n[organization]\nname = \"Provider\"\n[service]\nname = \"Name\"\nphone = \"Phone\"\nschedule = { text = \"Hours\" }\nfees = \"Cost\"";

/// A zip with these parts.
fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook whose sheets have this XML for data, and this for what follows it.
fn xlsx(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    let (mut book, mut links) = (String::new(), String::new());
    let mut parts: Vec<(String, String)> = Vec::new();
    for (at, (name, data, after)) in sheets.iter().enumerate() {
        let id = at + 1;
        write!(
            book,
            "<sheet name=\"{name}\" sheetId=\"{id}\" r:id=\"r{id}\"/>"
        )
        .unwrap();
        write!(links, "<Relationship Id=\"r{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{id}.xml\"/>").unwrap();
        let xml = format!(
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{data}</sheetData>{after}</worksheet>"
        );
        parts.push((format!("xl/worksheets/sheet{id}.xml"), xml));
    }
    let book = format!(
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{book}</sheets></workbook>"
    );
    let links = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{links}</Relationships>"
    );
    parts.push(("xl/workbook.xml".into(), book));
    parts.push(("xl/_rels/workbook.xml.rels".into(), links));
    parts.push(("[Content_Types].xml".into(), "<Types/>".into()));
    parts.push(("_rels/.rels".into(), "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".into()));
    let parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    zip(&parts)
}

/// Rows of cells from `row` on (counted from 1). A cell that begins with `#` is a number, one with `=` a formula
/// without a value, `=…→…` one with.
fn rows(row: usize, lines: &[&[&str]]) -> String {
    let mut xml = String::new();
    for (down, cells) in lines.iter().enumerate() {
        let row = row + down;
        write!(xml, "<row r=\"{row}\">").unwrap();
        for (at, cell) in cells.iter().enumerate() {
            let place = format!("{}{row}", super::grid::letters(at as u32));
            let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
            match (cell.strip_prefix('#'), cell.strip_prefix('=')) {
                _ if cell.is_empty() => Ok(()),
                (Some(number), _) => write!(xml, "<c r=\"{place}\"><v>{number}</v></c>"),
                (_, Some(formula)) => match formula.split_once('→') {
                    Some((formula, value)) if value.starts_with('#') => write!(
                        xml,
                        "<c r=\"{place}\" t=\"e\"><f>{formula}</f><v>{value}</v></c>"
                    ),
                    Some((formula, value)) => write!(
                        xml,
                        "<c r=\"{place}\" t=\"str\"><f>{formula}</f><v>{value}</v></c>"
                    ),
                    None => write!(xml, "<c r=\"{place}\"><f>{formula}</f></c>"),
                },
                _ => write!(
                    xml,
                    "<c r=\"{place}\" t=\"inlineStr\"><is><t>{}</t></is></c>",
                    escaped(cell)
                ),
            }
            .unwrap();
        }
        xml.push_str("</row>");
    }
    xml
}

const HEADER: &[&str] = &[
    "Ref", "Provider", "Name", "Phone", "Hours", "Cost", "Checked",
];

#[track_caller]
fn book(bytes: &[u8], map: &str) -> Read {
    read(&[("Clubs.xlsx", bytes)], Some(map)).unwrap()
}

#[test]
fn a_sheet_edited_by_hand_is_read_and_its_faults_are_named() {
    let data = rows(1, &[&["Clubs of Tealford"], &["as of Friday"]])
        + &rows(4, &[HEADER])
        + &rows(
            6,
            &[
                &[
                    "#1",
                    "Sedge Trust",
                    "<b>Walks</b> &amp; talks",
                    "#1632960417",
                    "Mon-Fri 9-5",
                    "=1+1→Free",
                    "#44197",
                ],
                &[
                    "#2",
                    "",
                    "=cmd|x→=cmd|' /C calc'!A0",
                    "#7.9E9",
                    "1st Tues of month 2pm",
                    "=A9",
                    "2021-01-02",
                ],
                &[
                    "#3",
                    "",
                    "Tea\nroom",
                    "7.9E+09",
                    "Sat by appointment; Mon 1-3pm",
                    "=B1→#REF!",
                    "soon",
                ],
                &["Total", "", "#3"],
            ],
        );
    let merges =
        "<mergeCells count=\"2\"><mergeCell ref=\"A1:C1\"/><mergeCell ref=\"B6:B8\"/></mergeCells>";
    let read = book(&xlsx(&[("Clubs", &data, merges)]), MAP);
    for (entry, field, want) in [
        ("1#organization", Field::Name, "\"Sedge Trust\""),
        ("2#organization", Field::Name, "\"Sedge Trust\""),
        ("3#organization", Field::Name, "\"Sedge Trust\""),
        ("1#service", Field::Name, "\"Walks & talks\""),
        ("2#service", Field::Name, "\"=cmd|' /C calc'!A0\""),
        ("3#service", Field::Name, "\"Tea room\""),
        ("1#service", Field::Phone, "\"01632960417\""),
        ("1#service", Field::Fees, "\"Free\""),
        ("2#service", Field::Fees, "none"),
        ("3#service", Field::Fees, "none"),
        ("3#service", Field::Phone, "none"),
        ("1#service", Field::Description, "none"),
        (
            "2#service",
            Field::Description,
            "\"Opening times: 1st Tues of month 2pm\"",
        ),
        ("2#service", Field::Schedule, "none"),
    ] {
        assert_eq!(read.said(entry, field), want, "{entry} {field:?}");
    }
    assert_eq!(
        read.entry("1#service").assured.unwrap().to_string(),
        "2021-01-01"
    );
    assert_eq!(
        read.findings(),
        [
            ("FP180", 6, "1 merged cells, 1 of them downwards"),
            ("FP184", 6, "44197"),
            ("FP178", 6, "<b>Walks</b> &amp; talks"),
            ("FP162", 6, "1632960417"),
            ("FP176", 7, "#NO VALUE!"),
            ("FP177", 7, "7900000000"),
            ("FP171", 7, "1st Tues of month 2pm"),
            ("FP176", 8, "#REF!"),
            ("FP151", 8, "soon"),
            ("FP177", 8, "7.9E+09"),
            ("FP173", 8, "Sat by appointment"),
            ("FP179", 9, "Total"),
        ]
    );
    assert_eq!(
        (
            read.tally.described,
            read.tally.refused,
            read.tally.blank,
            read.intact
        ),
        (3, 1, 1, true)
    );
}

#[test]
fn the_sheet_is_found_by_the_map_or_by_name() {
    let notes = rows(1, &[&["Read me"], &["Names are in capitals"]]);
    let old = rows(1, &[&["Ref", "Name"], &["#9", "Old"]]);
    let new = rows(1, &[HEADER, &["#1", "Trust", "New"]]);
    let sheets = [
        ("Notes", notes.as_str(), ""),
        ("2019", &old, ""),
        ("2021", &new, ""),
    ];
    let read = book(&xlsx(&sheets), MAP);
    assert_eq!(read.local_ids(), ["1#organization", "1#service"]);
    assert_eq!(
        read.findings(),
        [("FP181", 1, "2021 was read, not Notes, 2019")]
    );
    let named = book(
        &xlsx(&sheets),
        "sheet = \"2019\"\nid = \"Ref\"\n[service]\nname = \"Name\"",
    );
    assert_eq!(named.local_ids(), ["9#service"]);
    let (code, message) = unreadable(
        &[("Clubs.xlsx", &xlsx(&sheets))],
        Some("sheet = \"2020\"\nid = \"Ref\"\n[service]\nname = \"Name\""),
    );
    assert_eq!(code, "FP186");
    assert!(
        message.contains("Notes, 2019, 2021") && message.contains("line 1"),
        "{message}"
    );
}

/// An `OpenDocument` workbook with this content for its one sheet.
fn ods(rows: &str) -> Vec<u8> {
    let xml = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"Clubs\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    zip(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("content.xml", xml.as_bytes()),
    ])
}

fn ods_row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|text| format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")).collect();
    format!("<table:table-row>{}</table:table-row>", cells.concat())
}

#[test]
fn open_document_sheets_are_read() {
    let cells = "<table:table-row table:number-rows-repeated=\"2\"/><table:table-row>\
        <table:table-cell office:value-type=\"float\" office:value=\"7\"><text:p>7.00</text:p></table:table-cell>\
        <table:table-cell table:number-rows-spanned=\"2\"><text:p>Sedge<text:s/>Trust</text:p></table:table-cell>\
        <table:table-cell><office:annotation><text:p>ask Pat</text:p></office:annotation><text:p>Tea &amp; talk</text:p></table:table-cell>\
        <table:table-cell table:number-columns-repeated=\"2\"/>\
        <table:table-cell table:formula=\"of:=1\"/>\
        <table:table-cell office:value-type=\"date\" office:date-value=\"2026-11-12\"><text:p>12/11/26</text:p></table:table-cell>\
        <table:table-cell table:number-columns-repeated=\"16377\"/></table:table-row>\
        <table:table-row><table:table-cell><text:p>8</text:p></table:table-cell><table:covered-table-cell/><table:table-cell><text:p>Walks</text:p></table:table-cell></table:table-row>\
        <table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
    let bytes = ods(&(ods_row(HEADER) + cells));
    let read = read(&[("Clubs.ods", &bytes)], Some(MAP)).unwrap();
    for (entry, field, want) in [
        ("7#organization", Field::Name, "\"Sedge Trust\""),
        ("8#organization", Field::Name, "\"Sedge Trust\""),
        ("7#service", Field::Name, "\"Tea & talk\""),
    ] {
        assert_eq!(read.said(entry, field), want, "{entry} {field:?}");
    }
    assert_eq!(
        read.entry("7#service").assured.unwrap().to_string(),
        "2026-11-12"
    );
    assert_eq!(
        read.findings(),
        [
            ("FP180", 4, "1 merged cells, 1 of them downwards"),
            ("FP176", 4, "#NO VALUE!")
        ]
    );
}

/// An old workbook with these cells.
fn xls(cells: &[(u16, u16, &str)]) -> Vec<u8> {
    compound(&testkit::old_book::records(cells))
}

/// A compound file with these records of a workbook.
fn compound(records: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Workbook")
        .unwrap()
        .write_all(records)
        .unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

#[test]
fn an_old_workbook_that_says_how_large_it_is_is_not_believed() {
    let cells = [(0, 0, "Ref"), (0, 2, "Name"), (1, 0, "7"), (1, 2, "Walks")];
    let book = testkit::old_book::records(&cells);
    let sheet = book
        .windows(4)
        .rposition(|head| head == [0x09, 0x08, 0x10, 0x00])
        .unwrap();
    let after = sheet + 4 + 16;
    // 4,294,967,295 rows and 65,535 columns.
    let size = [
        &[0x00, 0x02, 14, 0][..],
        &[0; 4],
        &[0xff; 4],
        &[0; 2],
        &[0xff; 2],
        &[0; 2],
    ]
    .concat();
    let book = [&book[..after], &size, &book[after..]].concat();
    let map = "id = \"Ref\"\n[service]\nname = \"Name\"";
    let read = read(&[("Clubs.xls", &compound(&book))], Some(map)).unwrap();
    assert_eq!(read.local_ids(), ["7#service"]);
}

#[test]
fn old_workbooks_are_read() {
    let mut cells: Vec<(u16, u16, &str)> = HEADER
        .iter()
        .enumerate()
        .map(|(at, name)| (1, at as u16, *name))
        .collect();
    cells.extend([
        (2, 0, "12"),
        (2, 2, "Walks"),
        (2, 3, "1632960417"),
        (2, 4, "24/7"),
    ]);
    let read = read(&[("Clubs.xls", &xls(&cells))], Some(MAP)).unwrap();
    assert_eq!(read.said("12#service", Field::Name), "\"Walks\"");
    assert_eq!(read.said("12#service", Field::Phone), "\"01632960417\"");
    assert_eq!(read.findings(), [("FP162", 3, "1632960417")]);
}

#[track_caller]
fn check_refused(name: &str, bytes: &[u8], code: &str) {
    assert_eq!(unreadable(&[(name, bytes)], Some(MAP)).0, code, "{name}");
}

#[test]
fn what_would_take_too_much_memory_is_refused() {
    let far = rows(1, &[HEADER]) + "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    assert_eq!(book(&xlsx(&[("Clubs", &far, "")]), MAP).tally.described, 0);
    let wide = "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"16000\"><text:p>x</text:p></table:table-cell></table:table-row>".to_string();
    // Repeated only as far as a list may be: nothing of it is in the map.
    check_refused("wide.ods", &ods(&wide), "FP108");
    check_refused(
        "corners.xls",
        &xls(&[(0, 0, "Ref"), (65_535, 255, "x"), (65_534, 255, "x")]),
        "FP183",
    );
    check_refused(
        "corners2.xls",
        &xls(&[(0, 0, "Ref"), (65_535, 0, "x"), (0, 40_000, "x")]),
        "FP183",
    );
    let blanks = vec![b' '; 8 << 20];
    let bomb = zip(&[
        ("xl/workbook.xml", b"<workbook/>"),
        ("xl/worksheets/sheet1.xml", &blanks),
    ]);
    assert!(bomb.len() < 20_000);
    let weighed = |most| super::weight::weigh_within(&mut Cursor::new(bomb.clone()), most);
    assert!(weighed(9 << 20).is_ok());
    assert!(matches!(
        weighed(4 << 20),
        Err(super::BookProblem::TooLarge)
    ));
}

#[test]
fn what_is_no_workbook_is_told() {
    check_refused("a.xlsx", b"PK\x03\x04 and then nothing", "FP182");
    check_refused(
        "a.xls",
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and then nothing",
        "FP182",
    );
    check_refused(
        "a.xlsx",
        &zip(&[("xl/workbook.xml", b"<workbook>")]),
        "FP182",
    );
    check_refused(
        "a.docx",
        &zip(&[("word/document.xml", b"<document/>")]),
        "FP102",
    );
    check_refused("a.xlsx", &xlsx(&[("Clubs", "", "")]), "FP101");
}

fn examples() -> Vec<Vec<u8>> {
    let data = rows(
        1,
        &[
            HEADER,
            &[
                "#1",
                "Sedge Trust",
                "Walks",
                "#1632960417",
                "Mon-Fri 9-5",
                "=1→Free",
                "#44197",
            ],
        ],
    );
    let cells = [(0, 0, "Ref"), (0, 1, "Name"), (1, 0, "12"), (1, 1, "Walks")];
    vec![
        xlsx(&[(
            "Clubs",
            &data,
            "<mergeCells><mergeCell ref=\"B2:B3\"/></mergeCells>",
        )]),
        ods(&(ods_row(HEADER) + &ods_row(&["1", "Sedge Trust", "Walks"]))),
        xls(&cells),
    ]
}

/// The parts of a zip, one of them damaged before it is packed.
fn repacked(book: &[u8], part: usize, at: usize, with: &[u8]) -> Vec<u8> {
    use std::io::Read as _;
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        parts.push((file.name().unwrap().into_owned(), bytes));
    }
    let count = parts.len();
    let bytes = &mut parts[part % count].1;
    let from = at % bytes.len().max(1);
    let to = (from + with.len()).min(bytes.len());
    bytes.splice(from..to, with.iter().copied());
    let parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    zip(&parts)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_workbook_is_read_or_refused(which in 0..3_usize, changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..6), cut in any::<Option<usize>>()) {
        let mut bytes = examples()[which].clone();
        for (at, byte) in changes {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut % bytes.len());
        }
        let _ = read(&[("Clubs.xlsx", &bytes)], Some(MAP));
    }

    #[test]
    fn damaged_parts_are_read_or_refused(which in 0..2_usize, part in any::<usize>(), at in any::<usize>(), with in prop_oneof![
        prop::collection::vec(any::<u8>(), 1..4),
        prop::sample::select(vec!["<", ">", "\"", "99999999999", "</row>", "&x;", "r=\"A0\"", "ref=\"ZZZZZ9:A1\"", "=\"-1\""]).prop_map(|text| text.as_bytes().to_vec()),
    ]) {
        let bytes = repacked(&examples()[which], part, at, &with);
        let _ = read(&[("Clubs.xlsx", &bytes)], Some(MAP));
    }
}

#[test]
fn a_row_past_any_sheet_takes_no_memory() {
    let far = rows(1, &[HEADER])
        + "<row r=\"2\"><c r=\"A99999999999999999999\" t=\"inlineStr\"><is><t>7</t></is></c></row>";
    let outcome = std::panic::catch_unwind(|| {
        unreadable(&[("Clubs.xlsx", &xlsx(&[("Clubs", &far, "")]))], Some(MAP)).0
    });
    // In a debug build the library stops at the number, and the workbook counts as broken.
    assert!(matches!(outcome, Ok("FP182" | "FP183")), "{outcome:?}");
}
