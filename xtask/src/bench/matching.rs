//! Matching two real lists whose truth is known, beside Splink on the same pair; how far its scores can be trusted.

use super::{Bench, Figure};
use crate::process::measured;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// The shares of a link that are right, by score in tenths.
type Curve = Vec<(usize, usize)>;

/// `compare --links` on the labelled pair under `--data DIR/pairs/gp-2019`.
pub fn run(bench: &Bench) -> Result<Vec<Figure>, String> {
    let data = bench.data.as_ref().ok_or("give `--data DIR`")?;
    let pair = data.join("pairs/gp-2019");
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let links = folder.path().join("links.csv");
    let words = |parts: &[&Path]| -> Vec<String> {
        parts
            .iter()
            .map(|part| part.display().to_string())
            .collect()
    };
    let mut arguments = vec!["compare".to_owned()];
    arguments.extend(words(&[&pair.join("a.csv.gz"), &pair.join("b.csv.gz")]));
    arguments.push("--links".to_owned());
    arguments.extend(words(&[&links]));
    let ran = measured(&bench.binary, &arguments)?;
    if ran.code != 0 {
        return Err(ran.stderr);
    }
    let truth = pairs(&pair.join("truth.tsv"), '\t')?;
    let truth: BTreeSet<(String, String)> = truth
        .into_iter()
        .map(|row| (row[0].clone(), row[1].clone()))
        .collect();
    let rows = pairs(&links, ',')?;
    let mut curve: Curve = vec![(0, 0); 10];
    let mut relations: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut said, mut right) = (0_usize, 0_usize);
    for row in &rows {
        let is_right = truth.contains(&(row[0].clone(), row[1].clone()));
        let score: f64 = row[2].parse().unwrap_or_default();
        let tenth = &mut curve[((score * 10.0) as usize).min(9)];
        tenth.0 += 1;
        tenth.1 += usize::from(is_right);
        *relations.entry(row[3].as_str()).or_default() += 1;
        if row[3] == "same" {
            said += 1;
            right += usize::from(is_right);
        }
    }
    let precision = right as f64 / said.max(1) as f64;
    let recall = right as f64 / truth.len().max(1) as f64;
    let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
    let mut figures = vec![
        at_least("F1 of links called the same", f1, 0.97),
        at_least("precision of links called the same", precision, 0.98),
        Figure::noted("recall of links called the same", format!("{recall:.4}")),
        Figure::noted("links by relation", format!("{relations:?}")),
    ];
    for (tenth, (count, right)) in curve.iter().enumerate() {
        figures.push(Figure::noted(
            format!("links scored from 0.{tenth}: how many, and how many of them are right"),
            format!("{count}, {:.2}", *right as f64 / (*count).max(1) as f64),
        ));
    }
    let own = ran.processor.as_secs_f64();
    figures.push(Figure::noted("processor time", format!("{own:.2} s")));
    figures.push(Figure::noted(
        "memory",
        format!("{:.0} MB", ran.peak_bytes as f64 / 1e6),
    ));
    figures.push(splink(data, &pair, own));
    let picture = bench.root.join("docs/pictures/calibration.svg");
    std::fs::write(&picture, drawn(&curve)).map_err(|e| format!("{}: {e}", picture.display()))?;
    Ok(figures)
}

fn at_least(what: &str, measured: f64, target: f64) -> Figure {
    Figure {
        what: what.to_owned(),
        measured: format!("{measured:.4}"),
        target: format!("at least {target}"),
        met: Some(measured >= target),
    }
}

/// The rows of a small file without its header, split at `separator`. Ids of the pair hold neither quotes nor commas.
fn pairs(path: &Path, separator: char) -> Result<Vec<Vec<String>>, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(text
        .lines()
        .skip(1)
        .map(|line| line.split(separator).map(str::to_owned).collect())
        .collect())
}

/// The peer on the same pair: `bench/splink_pair.py` beside the data folder, where it is installed.
fn splink(data: &Path, pair: &Path, own: f64) -> Figure {
    let script = data.join("../bench/splink_pair.py");
    let what = "processor time as a share of Splink's on the same pair";
    let installed = std::process::Command::new("python3")
        .args(["-c", "import splink, pandas"])
        .output()
        .is_ok_and(|output| output.status.success());
    if !script.exists() || !installed {
        return Figure::noted(what, "NOT RUN: Splink is not here");
    }
    let arguments = [script.display().to_string(), pair.display().to_string()];
    match measured(Path::new("python3"), &arguments) {
        Ok(ran) if ran.code == 0 => {
            println!("Splink: {}", ran.stdout.trim());
            // Its own count leaves out starting Python; so does this.
            let seconds = serde_json::from_str::<serde_json::Value>(ran.stdout.trim())
                .ok()
                .and_then(|json| json.get("cpu_s")?.as_f64())
                .unwrap_or(ran.processor.as_secs_f64());
            Figure::at_most(what, own / seconds, 0.2, "")
        }
        Ok(ran) => Figure::missed(what, ran.stderr),
        Err(why) => Figure::missed(what, why),
    }
}

/// The curve as a picture: score said across, share that was right up.
fn drawn(curve: &Curve) -> String {
    let mut svg = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 420 420\" role=\"img\" font-family=\"Arial,sans-serif\" font-size=\"12\">\n\
         <title>Of links with a score, how many are right</title>\n\
         <path d=\"M50 370H400M50 370V20\" stroke=\"#17494d\" fill=\"none\"/>\n\
         <path d=\"M50 370L400 20\" stroke=\"#768692\" stroke-dasharray=\"4\" fill=\"none\"/>\n\
         <text x=\"180\" y=\"405\">score given</text><text x=\"10\" y=\"15\">share right</text>\n",
    );
    for (tenth, (count, right)) in curve
        .iter()
        .enumerate()
        .filter(|(_, (count, _))| *count > 0)
    {
        let x = 50.0 + 350.0 * (tenth as f64 + 0.5) / 10.0;
        let y = 370.0 - 350.0 * *right as f64 / *count as f64;
        let radius = 3.0 + (*count as f64).log10() * 2.0;
        let _ = writeln!(
            svg,
            "<circle cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{radius:.1}\" fill=\"#17494d\"/><text x=\"{:.0}\" y=\"{:.0}\">{count}</text>",
            x + 10.0,
            y + 4.0
        );
    }
    svg.push_str("</svg>\n");
    svg
}
