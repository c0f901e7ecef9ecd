//! Opens files as they come: plain, gzip or zip. Unpacks to a scratch file, with limits.

use crate::Error;
use flate2::read::MultiGzDecoder;
use ingest::Unreadable;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// All that a packed file holds may not unpack to more than this.
const LIMIT_BYTES: u64 = 8 << 30;
/// Past this size all that a packed file holds may not be more than [`LIMIT_RATIO`] times larger unpacked.
const RATIO_FROM_BYTES: u64 = 64 << 20;
/// Text packs to about a tenth; a thousandth and less is a bomb.
const LIMIT_RATIO: u64 = 200;
/// A zip may not hold more files than this.
const LIMIT_FILES: usize = 2_000;

/// A file ready to be read from the start, with the name to call it by.
pub(crate) struct Opened {
    pub name: String,
    pub content: File,
}

/// Opens `path`: one file, or as many as a zip holds. What is packed is unpacked in the folder `scratch`.
pub(crate) fn open(scratch: &Path, path: &Path) -> Result<Vec<Opened>, Error> {
    let name = path.file_name().map_or_else(
        || path.display().to_string(),
        |n| n.to_string_lossy().into_owned(),
    );
    let mut file = File::open(path).map_err(|source| Error::file(path, source))?;
    let packed_bytes = file
        .metadata()
        .map_err(|source| Error::file(path, source))?
        .len();
    let mut magic = [0; 4];
    let got = read_some(&mut file, &mut magic).map_err(|source| Error::file(path, source))?;
    file.seek(SeekFrom::Start(0))
        .map_err(|source| Error::file(path, source))?;
    if got >= 2 && magic[..2] == [0x1f, 0x8b] {
        let name = name.strip_suffix(".gz").unwrap_or(&name).to_owned();
        let mut room = Room::for_packed(packed_bytes);
        let content = unpack(scratch, &name, MultiGzDecoder::new(file), &mut room)?;
        return Ok(vec![Opened { name, content }]);
    }
    if got == 4 && magic == *b"PK\x03\x04" {
        return open_zip(scratch, &name, file, packed_bytes);
    }
    Ok(vec![Opened {
        name,
        content: file,
    }])
}

fn open_zip(
    scratch: &Path,
    name: &str,
    file: File,
    packed_bytes: u64,
) -> Result<Vec<Opened>, Error> {
    let damaged =
        |problem: &dyn std::fmt::Display| Unreadable::damaged_archive(name, &problem.to_string());
    let mut room = Room::for_packed(packed_bytes);
    let mut zip = zip::ZipArchive::new(file).map_err(|e| damaged(&e))?;
    if zip.len() > LIMIT_FILES {
        return Err(damaged(&format!("it holds {} files", zip.len())).into());
    }
    if is_office_file(&zip) {
        // A workbook is a zip, too, and is read as one file.
        let mut content = zip.into_inner();
        content.seek(SeekFrom::Start(0)).map_err(|e| damaged(&e))?;
        let name = name.to_owned();
        return Ok(vec![Opened { name, content }]);
    }
    let mut opened = Vec::new();
    for at in 0..zip.len() {
        let part = zip.by_index(at).map_err(|e| damaged(&e))?;
        if part.is_dir() {
            continue;
        }
        // Only the last part of the inner name is used, and only to talk about it: nothing is written under it.
        let inner = part
            .name()
            .map_err(|e| damaged(&e))?
            .rsplit(['/', '\\'])
            .next()
            .unwrap_or_default()
            .to_owned();
        if inner.starts_with('.') || inner.is_empty() {
            continue;
        }
        let content = unpack(scratch, &inner, part, &mut room)?;
        opened.push(Opened {
            name: inner,
            content,
        });
    }
    Ok(opened)
}

/// True for the zip that a workbook or another office document is.
fn is_office_file(zip: &zip::ZipArchive<File>) -> bool {
    let has = |name: &str| zip.index_for_name(name).is_some();
    has("[Content_Types].xml") || has("mimetype") && has("content.xml")
}

fn read_some(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut got = 0;
    while got < buffer.len() {
        match file.read(&mut buffer[got..])? {
            0 => break,
            n => got += n,
        }
    }
    Ok(got)
}

/// How much a packed file may still unpack to: all that it holds together, so that many small bombs are one.
struct Room {
    packed: u64,
    unpacked: u64,
}

impl Room {
    fn for_packed(packed: u64) -> Self {
        Self {
            packed,
            unpacked: 0,
        }
    }

    /// Takes room for more of it. Else says which limit was passed.
    fn take(&mut self, bytes: u64) -> Result<(), String> {
        self.unpacked += bytes;
        if self.unpacked > RATIO_FROM_BYTES && self.unpacked / LIMIT_RATIO > self.packed {
            return Err(format!(
                "{} MB, more than {LIMIT_RATIO} times what it is packed",
                self.unpacked >> 20
            ));
        }
        if self.unpacked > LIMIT_BYTES {
            return Err(format!("more than {} GB", LIMIT_BYTES >> 30));
        }
        Ok(())
    }
}

fn unpack(scratch: &Path, name: &str, mut from: impl Read, room: &mut Room) -> Result<File, Error> {
    let mut into = scratch_file(scratch).map_err(|source| Error::file(scratch, source))?;
    let mut buffer = vec![0; 128 << 10];
    loop {
        let got = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(got) => got,
            Err(problem) if problem.kind() == io::ErrorKind::Interrupted => continue,
            Err(problem) => {
                return Err(Unreadable::damaged_archive(name, &problem.to_string()).into());
            }
        };
        room.take(got as u64)
            .map_err(|limit| Unreadable::large_archive(name, &limit))?;
        into.write_all(&buffer[..got])
            .map_err(|source| Error::file(scratch, source))?;
    }
    into.seek(SeekFrom::Start(0))
        .map_err(|source| Error::file(scratch, source))?;
    Ok(into)
}

/// A file without a name: it is gone when it is closed, also when the process is killed.
fn scratch_file(scratch: &Path) -> io::Result<File> {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let path = scratch.join(format!(
        "{}-{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    ));
    let file = File::options()
        .read(true)
        .write(true)
        .create_new(true)
        .open(&path)?;
    std::fs::remove_file(&path)?;
    Ok(file)
}
