//! Documents that somebody has given and nobody has accepted yet, so that they can be looked at first.
//!
//! Words: an *offer* is such a document with what its giver has said about it so far, the *draft*.
//! Always: an offer lies in the scratch folder and survives a restart; nothing of it is in the log until it is
//! accepted; accepting it twice is accepting it once; names of files lead nowhere but into the offer's own folder.
//! Start at [`Directory::begin_offer`]; accepting is in `offer/accept.rs`.

mod accept;
mod draft;

pub use accept::Refusal;
pub use draft::{Draft, DraftFault};

use crate::{Directory, Error};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// How long an offer is kept that nobody looks at any more.
const KEPT: SignedDuration = SignedDuration::from_hours(14 * 24);
/// The most files of one document that are taken.
const MOST_FILES: usize = 20;
/// The most characters of a file's name that are kept.
const LONGEST_NAME: usize = 80;

/// The id of an offer: 32 hexadecimal digits that nobody can guess.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OfferId(String);

impl OfferId {
    /// The id made of 16 random bytes.
    pub fn of(random: [u8; 16]) -> Self {
        Self(crate::snapshot::hex(&random))
    }
}

impl fmt::Display for OfferId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is no id of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no id of an offer")]
pub struct NoOfferId;

impl FromStr for OfferId {
    type Err = NoOfferId;
    fn from_str(text: &str) -> Result<Self, NoOfferId> {
        let digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if text.len() == 32 && text.bytes().all(digit) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NoOfferId)
        }
    }
}

/// A document that waits for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its id.
    pub id: OfferId,
    /// Its files, by the names that findings give them.
    pub files: Vec<String>,
    /// The opaque id of whoever gave it.
    pub by: String,
    /// When it was given.
    pub given_at: Timestamp,
    /// What has been said about it.
    pub draft: Draft,
    /// What came of it, once it was accepted.
    pub accepted: Option<Accepted>,
}

/// What came of an accepted offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// The source's key.
    pub source: String,
    /// The run that read it.
    pub run: u32,
    /// Why the run is held for a person, if it is.
    pub held: Option<String>,
    /// Entries never seen before.
    pub new: u64,
    /// Entries that say something else.
    pub changed: u64,
    /// Entries that say the same.
    pub unchanged: u64,
    /// Entries no longer listed.
    pub withdrawn: u64,
}

/// As it lies on disk.
#[derive(Serialize, Deserialize)]
struct Kept {
    files: Vec<String>,
    by: String,
    given_at: String,
    draft: Draft,
    accepted: Option<Accepted>,
}

/// An offer whose files are still coming. Dropped before it is finished, it leaves nothing.
pub struct Upload {
    folder: PathBuf,
    files: Vec<String>,
    finished: bool,
}

impl Directory {
    /// Makes room for an offer.
    ///
    /// # Errors
    /// [`Error::File`] when the data folder cannot be written.
    pub fn begin_offer(&self, id: &OfferId) -> Result<Upload, Error> {
        let folder = self.offer_folder(id);
        let files = folder.join("files");
        fs::create_dir_all(&files).map_err(|source| Error::file(&files, source))?;
        Ok(Upload {
            folder,
            files: Vec::new(),
            finished: false,
        })
    }

    /// Keeps an offer whose files have come.
    ///
    /// # Errors
    /// [`Error::File`] when the data folder cannot be written.
    pub fn finish_offer(
        &self,
        id: OfferId,
        mut upload: Upload,
        by: &str,
        draft: Draft,
        now: Timestamp,
    ) -> Result<Offer, Error> {
        let offer = Offer {
            id,
            files: upload.files.clone(),
            by: by.to_owned(),
            given_at: now,
            draft,
            accepted: None,
        };
        self.keep_offer(&offer)?;
        upload.finished = true;
        Ok(offer)
    }

    /// The offer with this id; none when it was discarded, or nobody looked at it for long.
    ///
    /// # Errors
    /// [`Error::Kept`] when what lies there cannot be read.
    pub fn offer(&self, id: &OfferId) -> Result<Option<Offer>, Error> {
        let path = self.offer_folder(id).join("offer.json");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(problem) => return Err(Error::file(&path, problem)),
        };
        let damaged = |problem: &dyn fmt::Display| Error::Kept {
            what: "an offered document",
            problem: problem.to_string(),
        };
        let kept: Kept = serde_json::from_str(&text).map_err(|e| damaged(&e))?;
        Ok(Some(Offer {
            id: id.clone(),
            files: kept.files,
            by: kept.by,
            given_at: kept.given_at.parse().map_err(|e| damaged(&e))?,
            draft: kept.draft,
            accepted: kept.accepted,
        }))
    }

    /// Keeps an offer with its draft as it is now.
    ///
    /// # Errors
    /// [`Error::File`] when the data folder cannot be written.
    pub fn keep_offer(&self, offer: &Offer) -> Result<(), Error> {
        let kept = Kept {
            files: offer.files.clone(),
            by: offer.by.clone(),
            given_at: offer.given_at.to_string(),
            draft: offer.draft.clone(),
            accepted: offer.accepted.clone(),
        };
        let text = serde_json::to_vec(&kept).map_err(|problem| Error::Kept {
            what: "an offered document",
            problem: problem.to_string(),
        })?;
        let path = self.offer_folder(&offer.id).join("offer.json");
        crate::folder::Folder::write_whole(&path, &text)
    }

    /// Throws an offer away. Doing so twice does no harm.
    ///
    /// # Errors
    /// [`Error::File`] when its files cannot be removed.
    pub fn discard_offer(&self, id: &OfferId) -> Result<(), Error> {
        let folder = self.offer_folder(id);
        match fs::remove_dir_all(&folder) {
            Err(problem) if problem.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::file(&folder, problem))
            }
            _ => Ok(()),
        }
    }

    /// Offers that wait for a person, the newest first. Those that nobody has looked at for two weeks are thrown away.
    ///
    /// # Errors
    /// [`Error::File`] when the folder cannot be read.
    pub fn offers(&self, now: Timestamp) -> Result<Vec<Offer>, Error> {
        let folder = self.offers_folder();
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(problem) if problem.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(problem) => return Err(Error::file(&folder, problem)),
        };
        let mut waiting = Vec::new();
        for entry in entries.flatten() {
            let Ok(id) = entry.file_name().to_string_lossy().parse::<OfferId>() else {
                continue;
            };
            if untouched_since(&entry.path(), now) > KEPT {
                self.discard_offer(&id)?;
            } else if let Ok(Some(offer)) = self.offer(&id)
                && offer.accepted.is_none()
            {
                waiting.push(offer);
            }
        }
        waiting.sort_by_key(|offer| std::cmp::Reverse((offer.given_at, offer.id.clone())));
        Ok(waiting)
    }

    /// Where the files of an offer lie.
    pub fn offer_paths(&self, offer: &Offer) -> Vec<PathBuf> {
        let folder = self.offer_folder(&offer.id).join("files");
        offer.files.iter().map(|name| folder.join(name)).collect()
    }

    fn offers_folder(&self) -> PathBuf {
        self.folder.scratch().join("offers")
    }

    fn offer_folder(&self, id: &OfferId) -> PathBuf {
        self.offers_folder().join(&id.0)
    }
}

/// How long nothing was written in an offer's folder. Nothing at all when that cannot be told.
pub(crate) fn untouched_since(folder: &Path, now: Timestamp) -> SignedDuration {
    let modified = fs::metadata(folder).and_then(|meta| meta.modified());
    modified
        .ok()
        .and_then(|at| Timestamp::try_from(at).ok())
        .map_or(SignedDuration::ZERO, |at| now.duration_since(at))
}

impl Upload {
    /// A new file of the document, to be written to. `given` is the name it came with; it is kept as far as it is a
    /// name and no path.
    ///
    /// # Errors
    /// [`Error::Refused`] when there are too many; [`Error::File`] when it cannot be made.
    pub fn file(&mut self, given: &str) -> Result<File, Error> {
        if self.files.len() >= MOST_FILES {
            return Err(Error::Refused(format!(
                "there are more than {MOST_FILES} files; put them into one zip"
            )));
        }
        let mut name = safe_name(given);
        while self.files.contains(&name) {
            name = format!("{}-{name}", self.files.len() + 1);
        }
        let path = self.folder.join("files").join(&name);
        let file = File::options()
            .write(true)
            .create_new(true)
            .open(&path)
            .map_err(|source| Error::file(&path, source))?;
        self.files.push(name);
        Ok(file)
    }

    /// Takes the newest file away again: nothing was in it.
    pub fn forget_last(&mut self) {
        if let Some(name) = self.files.pop() {
            let _ = fs::remove_file(self.folder.join("files").join(name));
        }
    }

    /// True while no file has come.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if !self.finished {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// The last part of a name, without what could lead elsewhere or confuse a terminal or a page.
fn safe_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ' | '(' | ')' | '+') {
                c
            } else {
                '_'
            }
        })
        .collect();
    let name = name.trim_start_matches('.').trim();
    // The end is kept: formats are told by it.
    let skipped = name.chars().count().saturating_sub(LONGEST_NAME);
    let mut name: String = name.chars().skip(skipped).collect();
    while name.len() > 200 {
        name.remove(0);
    }
    if name.is_empty() {
        "file".to_owned()
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_nowhere() {
        for (given, want) in [
            ("Pharmacy.csv", "Pharmacy.csv"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\jo\\services (2).csv", "services (2).csv"),
            ("..", "file"),
            ("", "file"),
            (".hidden", "hidden"),
            ("a\u{0}b\u{1b}[31m<script>.csv", "a_b__31m_script_.csv"),
            ("Größe – neu.csv", "Größe _ neu.csv"),
        ] {
            assert_eq!(safe_name(given), want, "{given:?}");
        }
        assert_eq!(safe_name(&"x".repeat(500)).len(), LONGEST_NAME);
        assert!(safe_name(&format!("{}.csv", "\u{10400}".repeat(500))).len() <= 200);
    }

    #[test]
    fn an_id_is_thirty_two_digits() {
        let id = OfferId::of([0xAB; 16]);
        assert_eq!(id.to_string().parse(), Ok(id));
        for text in ["", "..", "AB", &"g".repeat(32), &"0".repeat(33)] {
            assert_eq!(text.parse::<OfferId>(), Err(NoOfferId), "{text}");
        }
    }
}
