//! Web pages and files at addresses that the operator lists.

use crate::body::Sink;
use crate::feed::Faults;
use crate::fetch::Wanted;
use crate::{Address, Fetcher, Got, Kind, Problem, Validators};
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// What fetching a list of web pages gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pages {
    /// A line of JSON for each page: its `address` and its `html`.
    pub path: PathBuf,
    /// How many there are.
    pub pages: u64,
    /// What was wrong.
    pub faults: Faults,
}

/// Fetches web pages into one file of `folder`, a line of JSON each.
///
/// # Errors
/// [`Problem`] when not one of them could be had.
pub fn fetch_pages(
    fetcher: &Fetcher,
    addresses: &[Address],
    folder: &Path,
) -> Result<Pages, Problem> {
    let path = folder.join("pages.jsonl");
    let disk =
        |e: std::io::Error| Problem::new(Kind::Disk, path.display().to_string(), e.to_string());
    fs::create_dir_all(folder).map_err(disk)?;
    let mut out = BufWriter::new(File::create(&path).map_err(disk)?);
    let (mut pages, mut faults, mut last) = (0, Faults::default(), None);
    for address in addresses {
        match page(fetcher, address) {
            Ok(html) => {
                let line = serde_json::json!({"address": address.as_sent(), "html": html});
                writeln!(out, "{line}").map_err(disk)?;
                pages += 1;
            }
            Err(problem) => {
                faults.add(&problem);
                last = Some(problem);
            }
        }
    }
    out.flush().map_err(disk)?;
    match last {
        Some(problem) if pages == 0 => Err(problem),
        _ => Ok(Pages {
            path,
            pages,
            faults,
        }),
    }
}

fn page(fetcher: &Fetcher, address: &Address) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    let wanted = Wanted {
        address,
        known: &Validators::default(),
        accept: "text/html, application/xhtml+xml",
        most: fetcher.limits().detail_bytes,
    };
    let Got::Body(came) = fetcher.get(&wanted, &mut Sink::Memory(&mut bytes))? else {
        return Err(Problem::new(Kind::OddAnswer, address.to_string(), ""));
    };
    let html = matches!(
        came.media_type.as_str(),
        "" | "text/html" | "application/xhtml+xml"
    );
    if !html || bytes.contains(&0) {
        let detail = came.media_type;
        return Err(Problem::new(Kind::NotAPage, address.to_string(), detail));
    }
    Ok(text(&bytes, came.charset.as_deref()))
}

/// Bytes as text: by their mark, by what the server says, by what the page says at its beginning, else UTF-8.
fn text(bytes: &[u8], charset: Option<&str>) -> String {
    let said = charset.map(str::to_owned).or_else(|| meta_charset(bytes));
    let encoding = said
        .and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()))
        .unwrap_or(encoding_rs::UTF_8);
    encoding.decode(bytes).0.into_owned()
}

/// The character set that a page names in its first kilobyte.
fn meta_charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1_024)]).to_ascii_lowercase();
    let (_, after) = head.split_once("charset=")?;
    let label: String = after
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
        .take(40)
        .collect();
    (!label.is_empty()).then_some(label)
}

/// What fetching files gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Files {
    /// None of them has changed.
    Unchanged,
    /// The files, in order, under names to call them by.
    Fetched {
        /// Where they lie.
        paths: Vec<PathBuf>,
        /// What to ask with next time, in order.
        validators: Vec<Validators>,
    },
}

/// Fetches files that together are one document into `folder`, unless all are what `known` stands for.
///
/// # Errors
/// [`Problem`] when one of them cannot be had.
pub fn fetch_files(
    fetcher: &Fetcher,
    addresses: &[Address],
    known: &[Validators],
    folder: &Path,
) -> Result<Files, Problem> {
    let disk =
        |e: std::io::Error| Problem::new(Kind::Disk, folder.display().to_string(), e.to_string());
    let none = Validators::default();
    // One that has changed needs the others beside it: they are asked for again without conditions.
    let conditions = if known.len() == addresses.len() {
        known.to_vec()
    } else {
        Vec::new()
    };
    for conditional in [true, false] {
        let (mut paths, mut validators, mut unchanged) = (Vec::new(), Vec::new(), 0);
        for (n, address) in addresses.iter().enumerate() {
            let place = folder.join(n.to_string());
            fs::create_dir_all(&place).map_err(disk)?;
            let part = place.join("part");
            let mut file = File::create(&part).map_err(disk)?;
            let known = conditions.get(n).filter(|_| conditional).unwrap_or(&none);
            match fetcher.file(address, known, &mut file)? {
                Got::Unchanged => unchanged += 1,
                Got::Body(came) => {
                    let name =
                        file_name(&came.address, came.file_name.as_deref(), &came.media_type);
                    let path = place.join(name);
                    fs::rename(&part, &path).map_err(disk)?;
                    paths.push(path);
                    validators.push(came.validators);
                }
            }
        }
        if unchanged == addresses.len() {
            return Ok(Files::Unchanged);
        }
        if unchanged == 0 {
            return Ok(Files::Fetched { paths, validators });
        }
    }
    Ok(Files::Unchanged)
}

/// A name that is safe on any disk: some formats are told apart by it.
fn file_name(address: &Address, given: Option<&str>, media_type: &str) -> String {
    let wanted = given.map_or_else(|| address.file_name(), str::to_owned);
    let last = wanted.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || "._- ()".contains(c) {
            c
        } else {
            '_'
        }
    };
    let name: String = last.chars().map(plain).take(100).collect();
    let name = name.trim_matches(['.', ' ']);
    let name = if name.is_empty() { "document" } else { name };
    let ending = match media_type {
        _ if name.contains('.') => "",
        "text/csv" => ".csv",
        "application/json" => ".json",
        "application/zip" => ".zip",
        "text/html" => ".html",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => ".xlsx",
        "application/vnd.oasis.opendocument.spreadsheet" => ".ods",
        _ => "",
    };
    format!("{name}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_what_its_server_calls_it_and_never_a_path() {
        let address = Address::parse("https://lists.example/files/epraccur.zip?v=2").unwrap();
        let name = |given, kind| file_name(&address, given, kind);
        assert_eq!(name(None, ""), "epraccur.zip");
        assert_eq!(name(Some("GP.csv"), ""), "GP.csv");
        assert_eq!(name(Some("../../etc/passwd"), "text/csv"), "passwd.csv");
        assert_eq!(name(Some("..\\x\0y"), ""), "x_y");
        assert_eq!(name(Some(".."), "application/json"), "document.json");
    }

    #[test]
    fn a_page_is_read_in_its_own_character_set() {
        assert_eq!(text("é".as_bytes(), None), "é");
        assert_eq!(text(b"\xe9", Some("windows-1252")), "é");
        assert_eq!(
            text(b"<meta charset='iso-8859-1'>\xe9", None),
            "<meta charset='iso-8859-1'>é"
        );
        assert_eq!(text(b"\xe9", Some("no such set")), "\u{fffd}");
    }
}
