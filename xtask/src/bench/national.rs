//! Directories of several years with every postcode, to searchable and again unchanged: those of surgeries, pharmacies
//! and the register, and all that have a reader.

use super::product::Product;
use super::{Bench, Figure, pages};
use crate::real::{self, Document, Map, PLACES, SOURCES};
use std::path::Path;

/// The documents of surgeries, pharmacies and the register, by their first files.
const NATIONAL: [&str; 11] = [
    "nhsuk-2014/GP.csv.gz",
    "nhsuk-2014/GPPractices.csv",
    "nhsuk-2014/Pharmacy.csv.gz",
    "nhsuk-gp-2019/GP.csv.gz",
    "ods/etr-c2016.csv",
    "ods/epraccur-2015-11-27.csv.gz",
    "ods/egpam_2015-12-18.csv",
    "ods/ebranchs-2017.csv",
    "ods/epraccur-2019-12.csv.gz",
    "ods/etr-2022.csv",
    "ods/epraccur-2025-11.csv.gz",
];

/// What is loaded, and what it may cost.
struct Load {
    chosen: fn(&Document) -> bool,
    seconds: f64,
    megabytes: f64,
    again_seconds: f64,
}

/// The cost of reading everything once.
#[derive(Default)]
struct Cost {
    seconds: f64,
    megabytes: f64,
    wall: f64,
    changed: u64,
    position: u64,
}

/// Surgeries, pharmacies and the register; then starting and pages over them.
pub fn run(bench: &Bench) -> Result<Vec<Figure>, String> {
    let load = Load {
        chosen: |document| {
            document
                .files
                .first()
                .is_some_and(|file| NATIONAL.contains(file))
        },
        seconds: 20.0,
        megabytes: 1000.0,
        again_seconds: 4.0,
    };
    let (product, data, mut figures) = twice(bench, &load)?;
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

/// All documents that have a reader.
pub fn everything(bench: &Bench) -> Result<Vec<Figure>, String> {
    let load = Load {
        chosen: |_| true,
        seconds: 40.0,
        megabytes: 1500.0,
        again_seconds: 12.0,
    };
    Ok(twice(bench, &load)?.2)
}

/// Loads what was chosen, and loads it again.
fn twice<'a>(bench: &'a Bench, load: &Load) -> Result<(Product, &'a Path, Vec<Figure>), String> {
    let Some(data) = &bench.data else {
        return Err("needs `--data DIR`".into());
    };
    let product = Product::new(&bench.binary)?;
    declare(bench, &product, data, load)?;
    let first = read_all(&product, data, load)?;
    let size = product.bytes();
    let again = read_all(&product, data, load)?;
    let runs = chosen(load).count() as f64;
    let figures = vec![
        Figure::noted("documents", format!("{runs}")),
        Figure::at_most(
            "to searchable: processor time",
            first.seconds,
            load.seconds,
            "s",
        ),
        Figure::noted(
            "to searchable: time on the wall",
            format!("{:.1} s", first.wall),
        ),
        Figure::at_most(
            "to searchable: peak memory",
            first.megabytes,
            load.megabytes,
            "MB",
        ),
        Figure::noted("data folder", format!("{:.0} MB", size as f64 / 1e6)),
        Figure::at_most(
            "the same again, unchanged: processor time",
            again.seconds,
            load.again_seconds,
            "s",
        ),
        Figure::at_most(
            "the same again: peak memory",
            again.megabytes,
            load.megabytes,
            "MB",
        ),
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
    Ok((product, data, figures))
}

/// The documents that are loaded, with the keys of their sources.
fn chosen(load: &Load) -> impl Iterator<Item = (&'static str, &'static Document)> {
    let chosen = load.chosen;
    SOURCES
        .iter()
        .flat_map(|source| {
            source
                .documents
                .iter()
                .map(|document| (source.key, document))
        })
        .filter(move |(_, document)| chosen(document))
}

/// Declares the sources of what is loaded, those of plain tables with their maps.
fn declare(bench: &Bench, product: &Product, data: &Path, load: &Load) -> Result<(), String> {
    for source in SOURCES
        .iter()
        .filter(|source| source.documents.iter().any(load.chosen))
    {
        let mut words = vec![
            "source",
            "add",
            source.key,
            "--name",
            source.name,
            "--role",
            source.role,
            "--licence",
            "OGL-3.0",
        ];
        let path = product.beside("map.toml").display().to_string();
        let map = match source.documents {
            [document] => map(bench, product, data, document)?,
            _ => None,
        };
        if let Some(text) = map {
            std::fs::write(&path, text).map_err(|e| format!("{path}: {e}"))?;
            words.extend(["--map", &path]);
        }
        product.run(&words)?;
    }
    Ok(())
}

/// The column map of a plain table.
fn map(
    bench: &Bench,
    product: &Product,
    data: &Path,
    document: &Document,
) -> Result<Option<String>, String> {
    match document.map {
        Map::None => Ok(None),
        Map::Written(column) => real::written_map(&bench.root, column).map(Some),
        Map::Proposed => {
            let paths = real::paths(data, document);
            let path = paths[0].display().to_string();
            let ran = product.run(&["source", "suggest", &path])?;
            Ok(ran.json["map"].as_str().map(str::to_owned))
        }
    }
}

fn read_all(product: &Product, data: &Path, load: &Load) -> Result<Cost, String> {
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
    let mut documents = chosen(load).peekable();
    while let Some((source, document)) = documents.next() {
        let files: Vec<String> = document.files.iter().map(path).collect();
        let mut words = vec!["import", source];
        words.extend(files.iter().map(String::as_str));
        words.extend(["--dated", document.dated, "--release"]);
        if document.partial {
            words.push("--partial");
        }
        if documents.peek().is_some() {
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
