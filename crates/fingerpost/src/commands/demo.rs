//! `fingerpost demo`: an invented county, written as directories, loaded as anybody would load theirs, and served.

use super::Session;
use super::serve::serve;
use crate::args::Demo;
use crate::clock::entropy;
use crate::out::{Exit, Failure};
use directory::{Directory, ImportRequest, NewSource};
use jiff::civil::Date;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub fn run(session: &Session, flags: &Demo) -> Result<Exit, Failure> {
    let today = session.clock.today();
    let data = flags.dir.join("data");
    let directory = if is_built(&flags.dir, today, flags.seed) {
        Directory::open(&data, entropy()).map_err(Failure::doing("open the demo"))?
    } else {
        build(session, &flags.dir, today, flags.seed)?
    };
    let services = directory.snapshot().services();
    if flags.no_serve {
        session.out.say(&format!(
            "The county is in {}: {services} services.",
            flags.dir.display()
        ));
        return Ok(Exit::Fine);
    }
    let dir = flags.dir.clone();
    serve(
        session,
        Arc::new(directory),
        ("127.0.0.1", flags.port),
        &flags.desk,
        |address| {
            println!(
                "Fingerpost is at http://{address}/ – {services} services in the invented county of Ambermoor."
            );
            println!("Try:");
            println!(
                "  1. Someone is lonely:          http://{address}/find?where=QX4+7PL&need=feeling+lonely"
            );
            println!(
                "  2. A chemist that is open now: http://{address}/find?where=Tealford&need=chemist&when=now"
            );
            println!("  3. Where it all comes from:    http://{address}/about/sources");
            if !flags.desk.stewards.is_empty() {
                println!("  4. The steward’s desk:         http://{address}/steward");
            }
            println!(
                "The directories it was made from are in {}. Stop with Ctrl-C.",
                dir.join("directories").display()
            );
        },
    )
}

fn marker(dir: &Path) -> PathBuf {
    dir.join("built.txt")
}

fn is_built(dir: &Path, today: Date, seed: u64) -> bool {
    fs::read_to_string(marker(dir)).is_ok_and(|text| text == mark(today, seed))
}

fn mark(today: Date, seed: u64) -> String {
    format!(
        "The demo of {today}, seed {seed}, version {}.\n",
        env!("CARGO_PKG_VERSION")
    )
}

fn build(session: &Session, dir: &Path, today: Date, seed: u64) -> Result<Directory, Failure> {
    let io = |problem| Failure::Io {
        doing: format!("write the demo into {}", dir.display()),
        problem,
    };
    // Only what an earlier demo made is taken away.
    if marker(dir).exists() || dir.join("demo-began.txt").exists() {
        for part in ["data", "directories"] {
            match fs::remove_dir_all(dir.join(part)) {
                Err(problem) if problem.kind() != std::io::ErrorKind::NotFound => {
                    return Err(io(problem));
                }
                _ => {}
            }
        }
        let _ = fs::remove_file(marker(dir));
    } else if dir.join("data").exists() {
        return Err(Failure::WrongUse(format!(
            "{} is not a demo folder; name another with --dir",
            dir.display()
        )));
    }
    let directories = dir.join("directories");
    fs::create_dir_all(&directories).map_err(io)?;
    fs::write(
        dir.join("demo-began.txt"),
        "Made by fingerpost demo. Safe to delete.\n",
    )
    .map_err(io)?;
    session
        .out
        .say("Building the invented county of Ambermoor …");
    let places = county::write_places(&directories, seed).map_err(io)?;
    let written = county::write(&directories, seed, today).map_err(io)?;
    let directory =
        Directory::open(&dir.join("data"), entropy()).map_err(Failure::doing("open the demo"))?;
    let now = session.clock.now();
    directory
        .import_places(&places, now, &mut |_| {})
        .map_err(Failure::doing("import the county's places"))?;
    for source in written {
        let new = NewSource {
            key: source.key.parse().map_err(Failure::WrongUse)?,
            name: source.name,
            role: source
                .role
                .parse()
                .map_err(|e: model::UnknownRole| Failure::WrongUse(e.to_string()))?,
            licence: source.licence,
            map: source.map,
            hold_withdrawn_percent: 10,
            hold_moved_percent: 5,
        };
        let key = new.key.to_string();
        directory
            .add_source(new, now)
            .map_err(Failure::doing("add a source"))?;
        let request = ImportRequest {
            source: key,
            paths: source.files,
            dated: Some(source.said),
            ..Default::default()
        };
        let report = directory
            .import(&request, now, today, &mut |_| {})
            .map_err(Failure::doing("import"))?;
        session.out.say(&format!(
            "  {}: {} rows, {} entries, {} findings",
            report.source,
            report.tally.read,
            report.counts.new + report.counts.changed,
            report.findings.total()
        ));
    }
    fs::write(marker(dir), mark(today, seed)).map_err(io)?;
    Ok(directory)
}
