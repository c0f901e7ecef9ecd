//! Plain tables: a generated CSV file beside Python, and the same table as a spreadsheet.

use super::Figure;
use super::read::{CSV_ROWS, compare, middle, script};
use crate::oracle::questions::Seeded;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use zip::write::SimpleFileOptions;

/// Rows of the table.
const ROWS: u64 = 100_000;

const MAP: &str = r#"id = "Ref"
assured = "Last checked"
[organization]
name = "Provider"
identifiers = { charity = "Charity no" }
[location]
name = "Venue"
address.lines = ["Address 1", "Address 2"]
address.city = "Town"
address.postcode = "Postcode"
address.latitude = "Lat"
address.longitude = "Lon"
[service]
name = "Service"
description = "About"
kind = { column = "Category", separator = ";" }
phone = "Phone"
email = "Email"
website = "Website"
eligibility = "Who for"
fees = "Cost"
schedule = { monday = "Mon", wednesday = "Wed", friday = "Fri" }
"#;

const HEADER: [&str; 22] = [
    "Ref",
    "Provider",
    "Charity no",
    "Venue",
    "Address 1",
    "Address 2",
    "Town",
    "Postcode",
    "Lat",
    "Lon",
    "Service",
    "About",
    "Category",
    "Phone",
    "Email",
    "Website",
    "Who for",
    "Cost",
    "Mon",
    "Wed",
    "Fri",
    "Last checked",
];

/// Sentences of which descriptions are made.
const SENTENCES: [&str; 8] = [
    "A friendly group for anyone who would like company and a hot drink.",
    "We meet in the hall behind the library, and there is a ramp at the side door.",
    "You do not need to book, but do ring first if you need help to get here.",
    "Our volunteers can come to your home if you cannot get out.",
    "We help with forms, letters and phone calls about housing, benefits and debt.",
    "Bring someone with you if you like; carers are welcome at every session.",
    "There is a hearing loop, an accessible toilet and parking for blue badge holders.",
    "Sessions are run by trained staff and are suitable for beginners.",
];

fn row(n: u64) -> [String; 22] {
    let mut seeded = Seeded(n);
    let mut pick = |of: u64| seeded.below(of as usize) as u64;
    let about: Vec<&str> = (0..3 + pick(4))
        .map(|_| SENTENCES[pick(8) as usize])
        .collect();
    let kinds = [
        "Lunch clubs",
        "Befriending",
        "Walking groups",
        "Advice; Debt",
        "Exercise; Older people",
    ];
    let times = [
        "09:00-17:00",
        "10:00-12:00",
        "09:00-13:00, 14:00-17:00",
        "Closed",
        "",
    ];
    let mut time = || times[pick(5) as usize].to_owned();
    let (mon, wed, fri) = (time(), time(), time());
    [
        n.to_string(),
        format!("Sedge Trust {}", pick(900)),
        (1_000_000 + pick(99_999)).to_string(),
        format!("Old Chapel {}", pick(5_000)),
        format!("{} Weir Lane", 1 + pick(300)),
        if pick(3) == 0 {
            "Millside".to_owned()
        } else {
            String::new()
        },
        "Tealford".to_owned(),
        format!("QX{} {}AB", 1 + pick(30), pick(10)),
        format!("{:.5}", 50.5 + pick(440_000) as f64 / 1e5),
        format!("{:.5}", -2.9 + pick(330_000) as f64 / 1e5),
        format!("Riverside Friends {n}"),
        about.join(" "),
        kinds[pick(5) as usize].to_owned(),
        format!("01632 {:06}", 960_000 + pick(1_000)),
        format!("desk{}@sedge.example", pick(900)),
        format!("https://sedge{}.example/clubs", pick(900)),
        "Anyone over 50 who lives in the borough".to_owned(),
        if pick(2) == 0 {
            "Free".to_owned()
        } else {
            "£2.50 a session".to_owned()
        },
        mon,
        wed,
        fri,
        format!("{:02}/{:02}/2026", 1 + pick(28), 1 + pick(11)),
    ]
}

fn csv(path: &Path) -> Result<f64, String> {
    let mut text = HEADER.join(",");
    text.push('\n');
    for n in 0..ROWS {
        let cells = row(n).map(|cell| {
            if cell.contains(',') {
                format!("\"{cell}\"")
            } else {
                cell
            }
        });
        text += &cells.join(",");
        text.push('\n');
    }
    std::fs::write(path, &text).map_err(|e| format!("could not write {}: {e}", path.display()))?;
    Ok(text.len() as f64 / 1e6)
}

/// The same table as a workbook with shared texts, as spreadsheets write it.
fn xlsx(path: &Path) -> Result<f64, String> {
    let mut shared = Vec::new();
    let mut known = std::collections::HashMap::new();
    let mut sheet = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>",
    );
    let header = HEADER.map(str::to_owned);
    let mut write = |at: u64, cells: &[String; 22]| {
        let _ = write!(sheet, "<row r=\"{at}\">");
        for (column, cell) in cells.iter().enumerate() {
            let place = format!("{}{at}", char::from(b'A' + column as u8));
            if cell.is_empty() {
                continue;
            }
            if cell.parse::<f64>().is_ok() {
                let _ = write!(sheet, "<c r=\"{place}\"><v>{cell}</v></c>");
                continue;
            }
            let index = *known.entry(cell.clone()).or_insert_with(|| {
                shared.push(cell.clone());
                shared.len() - 1
            });
            let _ = write!(sheet, "<c r=\"{place}\" t=\"s\"><v>{index}</v></c>");
        }
        sheet.push_str("</row>");
    };
    write(1, &header);
    for n in 0..ROWS {
        write(n + 2, &row(n));
    }
    sheet.push_str("</sheetData></worksheet>");
    let mut strings = format!(
        "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" count=\"{0}\" uniqueCount=\"{0}\">",
        shared.len()
    );
    for text in &shared {
        let _ = write!(strings, "<si><t>{text}</t></si>");
    }
    strings.push_str("</sst>");
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let parts = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"
                .to_owned(),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{office}\"><sheets><sheet name=\"Clubs\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"r2\" Type=\"{office}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
            ),
        ),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let wrong = |e: &dyn std::fmt::Display| format!("could not write {}: {e}", path.display());
    let file = std::fs::File::create(path).map_err(|e| wrong(&e))?;
    let mut zip = zip::ZipWriter::new(file);
    for (name, text) in &parts {
        zip.start_file(*name, SimpleFileOptions::default())
            .map_err(|e| wrong(&e))?;
        zip.write_all(text.as_bytes()).map_err(|e| wrong(&e))?;
    }
    let file = zip.finish().map_err(|e| wrong(&e))?;
    let bytes = file.metadata().map_err(|e| wrong(&e))?.len();
    Ok(bytes as f64 / 1e6)
}

/// Reads the table both ways.
pub fn figures(reader: &Path, folder: &Path) -> Result<Vec<Figure>, String> {
    let map = folder.join("map.toml");
    std::fs::write(&map, MAP).map_err(|e| format!("could not write the map: {e}"))?;
    let file = folder.join("clubs.csv");
    let size = csv(&file)?;
    let what = format!("{ROWS} rows, {size:.0} MB of CSV");
    let mut figures = compare(
        reader,
        folder,
        &what,
        &file,
        Some(&map),
        [CSV_ROWS, &script(&[include_str!("python/clubs.py")])],
    )?;
    let file = folder.join("clubs.xlsx");
    let size = xlsx(&file)?;
    let words = [
        "--count".into(),
        "--map".into(),
        map.display().to_string(),
        file.display().to_string(),
    ];
    let run = middle(reader, &words)?;
    let what = format!("{ROWS} rows, {size:.0} MB of XLSX");
    if !run.stdout.contains(&format!("  {} entries,", ROWS * 3)) {
        return Err(format!("{what}: not every entry was made:\n{}", run.stdout));
    }
    figures.push(Figure::at_most(
        format!("{what}: to {} entries", ROWS * 3),
        run.processor.as_secs_f64(),
        5.0,
        "s",
    ));
    figures.push(Figure::noted(
        format!("{what}: memory"),
        format!("{} MB", run.peak_bytes / 1_000_000),
    ));
    Ok(figures)
}
