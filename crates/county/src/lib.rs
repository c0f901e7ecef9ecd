//! Ambermoor: an invented county, written out as the six directories that might describe it.
//!
//! Words: a *thing* is a service as it really is in the county; a *voice* is one directory speaking of it, rightly or
//! not; a *directory* is what a body publishes, as files.
//! Always: the same seed and day give the same bytes. Nothing is real: the postcode area QX does not exist, numbers
//! are those kept for drama, hosts end in `.example`.
//! Start at [`write`] and [`write_places`]; [`generated_csv`] makes large tables for measuring.
//!
//! Three rooms of the county are told apart: what is true ([`world`], with the services set by hand in [`lonely`]
//! and the health services in [`health`]), where it is ([`land`]), and who says what of it (the module of each
//! directory).

mod bench;
mod charity;
mod council;
mod dates;
mod doubts;
mod health;
mod hours;
mod kinds;
mod land;
mod lonely;
mod map;
mod profiles;
mod providers;
mod random;
mod register;
mod table;
mod thing;
mod valley;
mod world;

pub use bench::{generated_csv, generated_map};

use jiff::civil::Date;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// One document of a directory, as it lies on disk.
///
/// A directory that publishes several documents (the register: practices, branches, dispensaries) has one of these
/// for each, with the same key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directory {
    /// The source's permanent key, such as `ambermoor-council`.
    pub key: String,
    /// Its name as people know it.
    pub name: String,
    /// What kind of body it is: `register`, `national-profile`, `council`, `charity` or `provider`.
    pub role: &'static str,
    /// The licence of its data.
    pub licence: String,
    /// The TOML column map, for a plain table.
    pub map: Option<String>,
    /// The files that make up the document, the main one first.
    pub files: Vec<PathBuf>,
    /// The document's own date.
    pub said: Date,
}

/// Writes the county's directories as files under `dir` as they would be found on `today`.
///
/// Made for a county as it is told of: dates are counted back from `today`, so that what was checked 11 days ago stays
/// so.
///
/// # Errors
/// When a folder or file cannot be written.
pub fn write(dir: &Path, seed: u64, today: Date) -> io::Result<Vec<Directory>> {
    let land = land::Land::new(seed);
    let world = world::World::new(&land, seed, today);
    let mut directories = register::write(dir, &world)?;
    directories.extend(profiles::write(dir, &world)?);
    directories.push(council::write(dir, &world)?);
    directories.push(valley::write(dir, &world)?);
    directories.push(charity::write(dir, &world)?);
    directories.push(providers::write(dir, &world)?);
    fs::write(dir.join("README.txt"), README)?;
    Ok(directories)
}

/// Writes the county's places under `dir`: postcodes in the shape of the ONS Postcode Directory, towns, and the names
/// of the two local authorities.
///
/// # Errors
/// When a folder or file cannot be written.
pub fn write_places(dir: &Path, seed: u64) -> io::Result<Vec<PathBuf>> {
    let land = land::Land::new(seed);
    fs::create_dir_all(dir)?;
    let files = [
        ("postcodes.csv", land.postcodes_csv()),
        ("towns.csv", land::towns_csv()),
        ("local-authorities.csv", land::authorities_csv()),
    ];
    files
        .into_iter()
        .map(|(name, text)| {
            let path = dir.join(name);
            fs::write(&path, text)?;
            Ok(path)
        })
        .collect()
}

/// Writes `files` under `dir/folder` and gives their paths.
fn write_files(dir: &Path, folder: &str, files: Vec<(&str, Vec<u8>)>) -> io::Result<Vec<PathBuf>> {
    let folder = dir.join(folder);
    fs::create_dir_all(&folder)?;
    let mut paths = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::write(&path, bytes)?;
        paths.push(path);
    }
    Ok(paths)
}

const README: &str = "\
Ambermoor is an invented county. Nobody and nothing in these files is real.

register            the register of NHS organisations: practices, branches, dispensaries (27 columns, no header)
nhs-profiles        national profiles of surgeries and pharmacies, with their opening times and services
ambermoor-council   one council's directory, as CSV
teal-valley-council another council's, with other columns, other words and other dates
charities           a spreadsheet kept by a charity, saved as CSV
providers           what providers said of themselves

The .toml file beside a table says what its columns mean.
";

#[cfg(test)]
mod tests;
