//! Every pharmacy, GP and register file of several years, with every postcode: to searchable, and again unchanged.

use super::product::Product;
use super::{Bench, Figure, pages};
use std::path::Path;

/// One document: its source, its files, its date, and whether it is only part of its scope.
struct Document {
    source: &'static str,
    files: &'static [&'static str],
    dated: &'static str,
    partial: bool,
}

const fn whole(
    source: &'static str,
    dated: &'static str,
    files: &'static [&'static str],
) -> Document {
    Document {
        source,
        files,
        dated,
        partial: false,
    }
}

const DOCUMENTS: [Document; 11] = [
    whole(
        "nhs-website",
        "2014-02-22",
        &["nhsuk-2014/GP.csv.gz", "nhsuk-2014/GPServices.csv"],
    ),
    whole("nhs-website", "2014-02-22", &["nhsuk-2014/GPPractices.csv"]),
    whole(
        "nhs-website",
        "2014-02-22",
        &[
            "nhsuk-2014/Pharmacy.csv.gz",
            "nhsuk-2014/PharmacyOpeningTimes.csv.gz",
            "nhsuk-2014/PharmacyServices.csv",
        ],
    ),
    whole("nhs-website", "2019-05-01", &["nhsuk-gp-2019/GP.csv.gz"]),
    whole("ods", "2015-09-30", &["ods/etr-c2016.csv"]),
    whole("ods", "2015-11-27", &["ods/epraccur-2015-11-27.csv.gz"]),
    Document {
        source: "ods",
        files: &["ods/egpam_2015-12-18.csv"],
        dated: "2015-12-18",
        partial: true,
    },
    whole("ods", "2017-08-01", &["ods/ebranchs-2017.csv"]),
    whole("ods", "2019-12-01", &["ods/epraccur-2019-12.csv.gz"]),
    whole("ods", "2022-02-01", &["ods/etr-2022.csv"]),
    whole("ods", "2025-09-01", &["ods/epraccur-2025-11.csv.gz"]),
];

const PLACES: [&str; 3] = [
    "geo/codepoint-open-gb-2014.csv.gz",
    "geo/outcodes.csv",
    "geo/la_all_codes.csv",
];

/// The cost of reading everything once.
#[derive(Default)]
struct Cost {
    seconds: f64,
    megabytes: f64,
    wall: f64,
    changed: u64,
    position: u64,
}

/// Loads everything, loads it again, and measures starting and pages over it.
pub fn run(bench: &Bench) -> Result<Vec<Figure>, String> {
    let Some(data) = &bench.data else {
        return Err("needs `--data DIR`".into());
    };
    let product = Product::new(&bench.binary)?;
    for (key, name, role) in [
        ("nhs-website", "NHS website", "national-profile"),
        ("ods", "NHS organisation register", "register"),
    ] {
        product.run(&[
            "source",
            "add",
            key,
            "--name",
            name,
            "--role",
            role,
            "--licence",
            "OGL-3.0",
        ])?;
    }
    let first = read_all(&product, data)?;
    let size = product.bytes();
    let again = read_all(&product, data)?;
    let runs = DOCUMENTS.len() as f64;
    let mut figures = vec![
        Figure::at_most(
            "everything, to searchable: processor time",
            first.seconds,
            20.0,
            "s",
        ),
        Figure::noted(
            "everything, to searchable: time on the wall",
            format!("{:.1} s", first.wall),
        ),
        Figure::at_most(
            "everything, to searchable: peak memory",
            first.megabytes,
            1000.0,
            "MB",
        ),
        Figure::noted("data folder", format!("{:.0} MB", size as f64 / 1e6)),
        Figure::at_most(
            "the same again, unchanged: processor time",
            again.seconds,
            4.0,
            "s",
        ),
        Figure::at_most("the same again: peak memory", again.megabytes, 1000.0, "MB"),
        Figure::at_most(
            "the same again: entries new, changed or withdrawn",
            again.changed as f64,
            0.0,
            "",
        ),
        Figure::at_most(
            "the same again: new items, one a run and one for places",
            (again.position - first.position) as f64,
            runs + 1.0,
            "",
        ),
    ];
    let status = product.run(&["status"])?;
    figures.push(Figure::at_most(
        "start from existing data: `status`, processor time",
        status.seconds,
        2.0,
        "s",
    ));
    figures.extend(pages::run(&product, data)?);
    Ok(figures)
}

fn read_all(product: &Product, data: &Path) -> Result<Cost, String> {
    let mut cost = Cost::default();
    let path = |file: &&str| data.join(file).display().to_string();
    let places: Vec<String> = PLACES.iter().map(path).collect();
    let mut words = vec!["places", "import"];
    words.extend(places.iter().map(String::as_str));
    let ran = product.run(&words)?;
    println!("  {:>6.2} s {:>5.0} MB  places", ran.seconds, ran.megabytes);
    cost.seconds += ran.seconds;
    cost.wall += ran.wall;
    cost.megabytes = ran.megabytes;
    // As the operator's guide has it for a first load: read one after another, published once, with the last.
    for (at, document) in DOCUMENTS.iter().enumerate() {
        let files: Vec<String> = document.files.iter().map(path).collect();
        let mut words = vec!["import", document.source];
        words.extend(files.iter().map(String::as_str));
        words.extend(["--dated", document.dated, "--release"]);
        if document.partial {
            words.push("--partial");
        }
        if at + 1 < DOCUMENTS.len() {
            words.push("--later");
        }
        let ran = product.run(&words)?;
        let count = |what: &str| ran.json["entries"][what].as_u64().unwrap_or(0);
        println!(
            "  {:>6.2} s {:>5.0} MB  {}: {} new, {} changed, {} unchanged, {} withdrawn; rows {}",
            ran.seconds,
            ran.megabytes,
            document.files.join(" "),
            count("new"),
            count("changed"),
            count("unchanged"),
            count("withdrawn"),
            ran.json["rows"]
        );
        cost.seconds += ran.seconds;
        cost.wall += ran.wall;
        cost.megabytes = cost.megabytes.max(ran.megabytes);
        cost.changed += count("new") + count("changed") + count("withdrawn");
        cost.position = ran.json["position"]
            .as_u64()
            .ok_or("`import --json` gave no position")?;
    }
    Ok(cost)
}
