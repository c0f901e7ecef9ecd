//! Matching lists whose truth is known: an invented pair always, real ones under `--data DIR/pairs`, each beside Splink on
//! the same pair where it is installed; how far scores can be trusted.

mod invented;

use super::{Bench, Figure};
use crate::process::measured;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The shares of links that are right, by score in tenths: how many, and how many of them are right.
type Curve = [(usize, usize); 10];

/// What `compare --links` came to on one pair.
struct Judged {
    said: usize,
    right: usize,
    truth: usize,
    relations: Vec<(String, usize)>,
    curve: Curve,
    /// Seconds of processor time.
    seconds: f64,
    peak_bytes: u64,
}

impl Judged {
    fn precision(&self) -> f64 {
        self.right as f64 / self.said.max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.right as f64 / self.truth.max(1) as f64
    }

    fn f1(&self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE)
    }
}

/// `compare --links` on the invented pair, and on every labelled pair of the data folder.
pub fn run(bench: &Bench) -> Result<Vec<Figure>, String> {
    let mut figures = invented(bench)?;
    let Some(data) = &bench.data else {
        figures.push(Figure::noted(
            "real pairs",
            "NOT RUN: give `--data DIR`, a folder with `pairs` in it",
        ));
        return Ok(figures);
    };
    let mut folders: Vec<PathBuf> = std::fs::read_dir(data.join("pairs"))
        .map_err(|e| format!("{}: {e}", data.join("pairs").display()))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.join("truth.tsv").exists())
        .collect();
    folders.sort();
    for folder in &folders {
        figures.extend(real(bench, data, folder)?);
    }
    Ok(figures)
}

/// Matching 2 million entries of the record from nothing, then one change after another in place.
pub fn big(bench: &Bench) -> Result<Vec<Figure>, String> {
    let words = [
        "build",
        "--release",
        "-p",
        "directory",
        "--example",
        "matching",
    ];
    super::build(&bench.root, &words)?;
    let program = bench.root.join("target/release/examples/matching");
    let ran = measured(&program, &["2000000".to_owned()])?;
    if ran.code != 0 {
        return Err(ran.stderr);
    }
    let figure = |word: &str| {
        let lines = ran.stdout.lines();
        let mut found = lines.filter_map(|line| {
            serde_json::from_str::<serde_json::Value>(line)
                .ok()?
                .get(word)?
                .as_f64()
        });
        found
            .next()
            .ok_or_else(|| format!("the example printed no `{word}`"))
    };
    Ok(vec![
        Figure::at_most(
            "from nothing: time on the wall",
            figure("wall_s")?,
            720.0,
            "s",
        ),
        Figure::noted(
            "from nothing: processor time",
            format!("{:.0} s", figure("processor_s")?),
        ),
        Figure::at_most(
            "peak memory, reading included",
            ran.peak_bytes as f64 / 1e6,
            6000.0,
            "MB",
        ),
        Figure::at_most(
            "one changed entry, in place: processor time, mean",
            figure("processor_ms")?,
            5.0,
            "ms",
        ),
        Figure::noted(
            "one changed entry, in place: on the wall, median and 95th of 100",
            format!(
                "{:.1}, {:.1} ms",
                figure("wall_ms_median")?,
                figure("wall_ms_95")?
            ),
        ),
    ])
}

fn invented(bench: &Bench) -> Result<Vec<Figure>, String> {
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let pair = invented::pair(1);
    let (one, other) = (folder.path().join("a.csv"), folder.path().join("b.csv"));
    std::fs::write(&one, &pair.one).map_err(|e| e.to_string())?;
    std::fs::write(&other, &pair.other).map_err(|e| e.to_string())?;
    let judged = judge(bench, &one, &other, &pair.truth.into_iter().collect())?;
    Ok(told("invented", &judged))
}

fn real(bench: &Bench, data: &Path, pair: &Path) -> Result<Vec<Figure>, String> {
    let name = pair
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let truth = lines(&pair.join("truth.tsv"), '\t')?
        .into_iter()
        .filter_map(|row| Some((row.first()?.clone(), row.get(1)?.clone())))
        .collect();
    let judged = judge(
        bench,
        &pair.join("a.csv.gz"),
        &pair.join("b.csv.gz"),
        &truth,
    )?;
    let mut figures = told(&name, &judged);
    figures.push(at_least(&format!("{name}: F1"), judged.f1(), 0.97));
    figures.push(at_least(
        &format!("{name}: precision"),
        judged.precision(),
        0.98,
    ));
    figures.push(splink(data, pair, judged.seconds));
    let picture = bench.root.join("docs/pictures/calibration.svg");
    std::fs::write(&picture, drawn(&judged.curve))
        .map_err(|e| format!("{}: {e}", picture.display()))?;
    Ok(figures)
}

fn told(name: &str, judged: &Judged) -> Vec<Figure> {
    let mut figures = vec![
        Figure::noted(
            format!("{name}: F1, precision and recall of `same`"),
            format!(
                "{:.4}, {:.4}, {:.4}",
                judged.f1(),
                judged.precision(),
                judged.recall()
            ),
        ),
        Figure::noted(
            format!("{name}: links by relation"),
            format!("{:?}", judged.relations),
        ),
        Figure::noted(
            format!("{name}: processor time, memory"),
            format!(
                "{:.2} s, {:.0} MB",
                judged.seconds,
                judged.peak_bytes as f64 / 1e6
            ),
        ),
    ];
    for (tenth, (count, right)) in judged.curve.iter().enumerate() {
        figures.push(Figure::noted(
            format!("{name}: links scored from 0.{tenth}: how many, share right"),
            format!("{count}, {:.2}", *right as f64 / (*count).max(1) as f64),
        ));
    }
    figures
}

/// Runs `compare --links` and holds what it says against the truth.
fn judge(
    bench: &Bench,
    one: &Path,
    other: &Path,
    truth: &BTreeSet<(String, String)>,
) -> Result<Judged, String> {
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let links = folder.path().join("links.csv");
    let path = |path: &Path| path.display().to_string();
    let arguments = [
        "compare".to_owned(),
        path(one),
        path(other),
        "--links".to_owned(),
        path(&links),
    ];
    let ran = measured(&bench.binary, &arguments)?;
    if ran.code != 0 {
        return Err(ran.stderr);
    }
    let mut judged = Judged {
        said: 0,
        right: 0,
        truth: truth.len(),
        relations: Vec::new(),
        curve: Curve::default(),
        seconds: ran.processor.as_secs_f64(),
        peak_bytes: ran.peak_bytes,
    };
    let rows = lines(&links, ',')?;
    for row in &rows {
        let [one, other, score, relation] = row.as_slice() else {
            return Err(format!(
                "{} has a row of {} cells",
                links.display(),
                row.len()
            ));
        };
        let is_right = truth.contains(&(one.clone(), other.clone()));
        let score: f64 = score.parse().unwrap_or_default();
        let tenth = &mut judged.curve[((score * 10.0) as usize).min(9)];
        *tenth = (tenth.0 + 1, tenth.1 + usize::from(is_right));
        if relation == "same" {
            judged.said += 1;
            judged.right += usize::from(is_right);
        }
        match judged
            .relations
            .iter_mut()
            .find(|(word, _)| word == relation)
        {
            Some((_, times)) => *times += 1,
            None => judged.relations.push((relation.clone(), 1)),
        }
    }
    judged.relations.sort();
    Ok(judged)
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
fn lines(path: &Path, separator: char) -> Result<Vec<Vec<String>>, String> {
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
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 460 430\" role=\"img\" font-family=\"Arial,sans-serif\" font-size=\"12\">\n\
         <title>Of links with a score, how many are right</title>\n\
         <rect width=\"460\" height=\"430\" fill=\"#fff\"/>\n\
         <path d=\"M50 370H400M50 370V20\" stroke=\"#17494d\" fill=\"none\"/>\n\
         <path d=\"M50 370L400 20\" stroke=\"#768692\" stroke-dasharray=\"4\" fill=\"none\"/>\n\
         <text x=\"225\" y=\"412\" text-anchor=\"middle\">score given; beside each point, how many links</text>\n\
         <text x=\"8\" y=\"12\">share right</text>\n",
    );
    for fifth in 0..=5 {
        let (share, along) = (f64::from(fifth) / 5.0, f64::from(fifth) * 70.0);
        let _ = writeln!(
            svg,
            "<text x=\"{:.0}\" y=\"388\" text-anchor=\"middle\">{share:.1}</text><text x=\"42\" y=\"{:.0}\" text-anchor=\"end\">{share:.1}</text>",
            50.0 + along,
            374.0 - along
        );
    }
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
            x + radius + 3.0,
            y + 4.0
        );
    }
    svg.push_str("</svg>\n");
    svg
}
