//! Pages over the national record: the first one after a start, processor time of results, sizes.

use super::Figure;
use super::http::Connection;
use super::product::Product;
use crate::oracle::questions::postcodes;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

/// How many results pages are asked for.
const PAGES: usize = 2_000;
/// The kernel counts processor time in hundredths of a second (`USER_HZ`).
const TICKS_A_SECOND: f64 = 100.0;

/// Serves the product's data and measures.
pub fn run(product: &Product, data: &Path) -> Result<Vec<Figure>, String> {
    let places = postcodes(&data.join("geo/codepoint-open-gb-2014.csv.gz"), 1)?;
    let paths: Vec<String> = places
        .iter()
        .map(|(postcode, _)| {
            format!(
                "/find?where={}&need=pharmacy&within=5&sort=nearest",
                postcode.replace(' ', "+")
            )
        })
        .collect();

    let began = Instant::now();
    let served = product.serve()?;
    let mut connection = Connection::open(&served.address)?;
    let first = connection.get(&paths[0], true)?;
    let ready = began.elapsed().as_secs_f64();
    if first.status != 200 {
        return Err(format!("{} answered {}", paths[0], first.status));
    }
    // Warm: what is mapped has been touched, as after a minute of use.
    for path in &paths[..200] {
        connection.get(path, false)?;
    }
    let before = ticks(served.process())?;
    let (mut plain, mut largest, mut full) = (0.0, 0, 0);
    for n in 0..PAGES {
        let page = connection.get(&paths[n % paths.len()], false)?;
        if page.status != 200 {
            return Err(format!(
                "{} answered {}",
                paths[n % paths.len()],
                page.status
            ));
        }
        plain += page.body.len() as f64;
        let text = String::from_utf8_lossy(&page.body);
        full += usize::from(text.matches("/service/").count() >= 10);
        if n < 200 {
            largest = largest.max(gzipped(&without_styles(&text)));
        }
    }
    let milliseconds = (ticks(served.process())? - before) / TICKS_A_SECOND / PAGES as f64 * 1000.0;
    let (mut view, mut home) = (0, 0);
    for path in &paths[..200] {
        view = view.max(connection.get(path, true)?.body.len());
        home = home.max(connection.get("/", true)?.body.len());
    }
    Ok(vec![
        Figure::at_most(
            "start from existing data: `serve` to its first results page",
            ready,
            2.0,
            "s",
        ),
        Figure::at_most(
            "results page: processor time before compression",
            milliseconds,
            1.0,
            "ms",
        ),
        Figure::noted(
            "  of these with 10 or more links to services",
            format!("{full} of {PAGES}"),
        ),
        Figure::noted(
            "  mean size before compression",
            format!("{:.1} kB", plain / PAGES as f64 / 1000.0),
        ),
        Figure::at_most(
            "results page: HTML without styles, gzipped, largest of 200",
            largest as f64 / 1000.0,
            5.0,
            "kB",
        ),
        Figure::at_most(
            "first view: results, as sent, largest of 200",
            view as f64 / 1000.0,
            16.0,
            "kB",
        ),
        Figure::at_most(
            "first view: home, as sent",
            home as f64 / 1000.0,
            16.0,
            "kB",
        ),
    ])
}

/// User and system time of a process in ticks: fields 14 and 15 of proc(5), after the name in brackets.
fn ticks(process: u32) -> Result<f64, String> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))
        .map_err(|e| format!("could not read the server's time: {e}"))?;
    let fields: Vec<f64> = stat
        .rsplit(')')
        .next()
        .unwrap_or("")
        .split_whitespace()
        .skip(1)
        .map(|f| f.parse().unwrap_or(0.0))
        .collect();
    fields
        .get(10..12)
        .map(|both| both.iter().sum())
        .ok_or_else(|| "the server's time is not where it should be".into())
}

/// A page without its `<style>` element.
fn without_styles(page: &str) -> String {
    match (page.find("<style"), page.find("</style>")) {
        (Some(from), Some(to)) if from < to => {
            format!("{}{}", &page[..from], &page[to + "</style>".len()..])
        }
        _ => page.to_owned(),
    }
}

fn gzipped(text: &str) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder
        .write_all(text.as_bytes())
        .and_then(|()| encoder.finish())
        .map_or(usize::MAX, |bytes| bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_are_taken_out_whole() {
        assert_eq!(without_styles("<a><style nonce>b{}</style><c>"), "<a><c>");
        assert_eq!(without_styles("<a>"), "<a>");
    }

    #[test]
    fn this_process_has_used_some_time() {
        assert!(ticks(std::process::id()).is_ok());
    }
}
