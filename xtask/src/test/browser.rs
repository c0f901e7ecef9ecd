//! The demo in a real browser: packages, Chromium, and `tests/browser/run.mjs`.

use super::{Outcome, Workshop};
use crate::process::{Served, on_path, passed_on};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// How long the demo may take to load with a development build.
const PATIENCE: Duration = Duration::from_mins(5);

/// What the browser signs in to the steward's desk with. The demo is served on this machine only, while the run lasts.
const TOKEN: &str = "token-of-the-browser-run";

/// The packages of the browser tests, exactly as locked.
pub fn packages(workshop: &Workshop) -> Outcome {
    let folder = workshop.root.join("tests/browser");
    let npm = passed_on(
        Command::new("npm")
            .args([
                "ci",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--loglevel=error",
            ])
            .current_dir(&folder),
    );
    match npm {
        Ok((_, true)) => Outcome::Passed(1),
        Ok((_, false)) => Outcome::Failed(
            0,
            1,
            "see what npm said; the versions are in tests/browser/package-lock.json".into(),
        ),
        Err(error) => Outcome::Failed(
            0,
            1,
            format!("{error}; install Node.js 20 or later with npm"),
        ),
    }
}

/// Every page of the demo at three widths, and the journeys without script.
pub fn run(workshop: &Workshop) -> Outcome {
    match in_browser(workshop) {
        Ok((passed, true)) => Outcome::Passed(passed),
        Ok((passed, false)) => Outcome::Failed(
            passed,
            1,
            "the table above names the pages; `node tests/browser/run.mjs URL` runs it again"
                .into(),
        ),
        Err(error) => Outcome::Failed(0, 1, error),
    }
}

/// How many checks passed, and whether all did.
fn in_browser(workshop: &Workshop) -> Result<(usize, bool), String> {
    let chromium = chromium()?;
    let folder =
        tempfile::tempdir().map_err(|e| format!("could not make a temporary folder: {e}"))?;
    let demo = folder.path().join("demo").display().to_string();
    let steward = format!("Ruth Okoro={TOKEN}");
    let words = ["demo", "--port", "0", "--dir", &demo, "--steward", &steward].map(str::to_owned);
    let served = Served::start(
        &workshop.root.join("target/debug/fingerpost"),
        &words,
        PATIENCE,
    )?;
    println!(
        "The demo answers at {} after {} s.",
        served.address,
        served.ready_after.as_secs()
    );
    let (lines, fine) = passed_on(
        Command::new("node")
            .arg("run.mjs")
            .arg(&served.address)
            .current_dir(workshop.root.join("tests/browser"))
            .env("CHROMIUM", chromium)
            .env("FINGERPOST_TOKEN", TOKEN),
    )?;
    // The run ends `browser: N passed, N failed`.
    let passed = lines
        .iter()
        .filter_map(|line| {
            line.strip_prefix("browser: ")?
                .split(' ')
                .next()?
                .parse()
                .ok()
        })
        .next_back();
    Ok((passed.unwrap_or(1), fine))
}

/// The system's Chromium; on Debian, as root, installed when it is not there.
fn chromium() -> Result<PathBuf, String> {
    let find = || {
        ["chromium", "chromium-browser", "google-chrome"]
            .iter()
            .find_map(|name| on_path(name))
    };
    if let Some(found) = find() {
        return Ok(found);
    }
    let debian = std::path::Path::new("/etc/debian_version").exists();
    if debian && nix::unistd::Uid::effective().is_root() {
        println!("Installing Debian's chromium.");
        for words in [
            &["update", "-qq"][..],
            &[
                "install",
                "-y",
                "-qq",
                "--no-install-recommends",
                "chromium",
                "fonts-liberation",
            ],
        ] {
            passed_on(
                Command::new("apt-get")
                    .args(words)
                    .env("DEBIAN_FRONTEND", "noninteractive"),
            )?;
        }
    }
    find().ok_or_else(|| {
        "no Chromium on the path: install your system's package (`chromium` on Debian)".into()
    })
}
