//! A first look into a file: is it text, in which encoding, with which line breaks.

use super::encoding::{Encoding, Utf16};
use super::lines::Lines;
use crate::fault::{Fault, Unreadable};
use crate::{Content, Input};
use std::io::{self, Read, SeekFrom};

/// How much of a file is looked at before reading it.
const SAMPLE: usize = 64 * 1024;

/// A file that was looked into and is back at its start.
pub(crate) struct Sniffed {
    pub name: String,
    /// Its beginning, as UTF-8 or Windows-1252 bytes without a byte order mark.
    pub sample: Vec<u8>,
    pub encoding: Encoding,
    /// The byte that ends its lines.
    pub line_break: u8,
    wide: Option<&'static encoding_rs::Encoding>,
    content: Box<dyn Content>,
}

/// Looks into every file.
pub(crate) fn sniff(inputs: Vec<Input>) -> Result<Vec<Sniffed>, Unreadable> {
    inputs.into_iter().map(look).collect()
}

fn look(input: Input) -> Result<Sniffed, Unreadable> {
    let Input { name, mut content } = input;
    let failed = |e: io::Error| Unreadable::file(Fault::ReadFailed, &name, 0, &e.to_string());
    let mut sample = Vec::new();
    (&mut content)
        .take(SAMPLE as u64)
        .read_to_end(&mut sample)
        .map_err(failed)?;
    let whole = sample.len() < SAMPLE;
    let (wide, mark, said) = match sample.as_slice() {
        [0xEF, 0xBB, 0xBF, ..] => (None, 3, Some(Encoding::Utf8)),
        [0xFF, 0xFE, ..] => (Some(encoding_rs::UTF_16LE), 2, Some(Encoding::Utf8)),
        [0xFE, 0xFF, ..] => (Some(encoding_rs::UTF_16BE), 2, Some(Encoding::Utf8)),
        _ => (None, 0, None),
    };
    content.seek(SeekFrom::Start(mark)).map_err(failed)?;
    sample.drain(..mark as usize);
    if let Some(wide) = wide {
        sample = wide
            .decode_without_bom_handling(&sample)
            .0
            .into_owned()
            .into_bytes();
    }
    if sample.iter().all(u8::is_ascii_whitespace) && whole {
        return Err(Unreadable::file(Fault::EmptyFile, &name, 0, ""));
    }
    if !is_text(&sample) {
        let unreadable = Unreadable::file(Fault::NotText, &name, 0, kind_of(&sample));
        let packed = sample.starts_with(b"PK\x03\x04") || sample.starts_with(b"\x1F\x8B");
        return Err(if packed {
            unreadable.with_fix("unpack it and import the files in it; save a spreadsheet as CSV")
        } else {
            unreadable
        });
    }
    let encoding = said.unwrap_or_else(|| Encoding::guess(&sample, whole));
    // Files from old Macintosh spreadsheets end their lines with a carriage return alone.
    let line_break = if sample.contains(&b'\r') && !sample.contains(&b'\n') {
        b'\r'
    } else {
        b'\n'
    };
    Ok(Sniffed {
        name,
        sample,
        encoding,
        line_break,
        wide,
        content,
    })
}

/// Text has hardly any control characters; a picture, an archive or a spreadsheet has many.
fn is_text(sample: &[u8]) -> bool {
    let control = sample
        .iter()
        .filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r'))
        .count();
    kind_of(sample).is_empty() && control * 20 <= sample.len()
}

/// What a file that is not text seems to be, by its first bytes.
fn kind_of(sample: &[u8]) -> &'static str {
    const KINDS: &[(&[u8], &str)] = &[
        (b"PK\x03\x04", "it seems to be a zip or a spreadsheet"),
        (
            b"\xD0\xCF\x11\xE0",
            "it seems to be an old spreadsheet or document",
        ),
        (b"\x1F\x8B", "it seems to be packed with gzip"),
        (b"%PDF", "it seems to be a PDF"),
        (b"<!DOCTYPE", "it seems to be a web page"),
        (b"<html", "it seems to be a web page"),
    ];
    KINDS
        .iter()
        .find(|(magic, _)| sample.starts_with(magic))
        .map_or("", |(_, kind)| kind)
}

impl Sniffed {
    /// The file's lines, from where they can be read again.
    pub fn into_seekable_lines(self) -> Lines<Box<dyn Content>> {
        Lines::new(self.content, self.line_break)
    }

    /// The file's lines, in UTF-8 when it is in UTF-16.
    pub fn into_lines(self) -> Lines<Box<dyn Read + Send>> {
        let line_break = self.line_break;
        Lines::new(self.into_bytes(), line_break)
    }

    /// The file's bytes, in UTF-8 when it is in UTF-16.
    pub fn into_bytes(self) -> Box<dyn Read + Send> {
        match self.wide {
            Some(wide) => Box::new(Utf16::new(self.content, wide)),
            None => Box::new(self.content),
        }
    }

    /// The first line of the sample, without its break.
    pub fn first_line(&self) -> &[u8] {
        first_line(&self.sample)
    }

    /// The name without folders, kinds of file and case: `GP` of `data/GP.csv`.
    pub fn stem(&self) -> String {
        stem(&self.name)
    }
}

/// The name of a file without folders, kinds of file and case.
pub(crate) fn stem(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    base.split('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase()
}

/// The first line of `sample`, without its break.
pub(crate) fn first_line(sample: &[u8]) -> &[u8] {
    let end = sample
        .iter()
        .position(|b| matches!(b, b'\n' | b'\r'))
        .unwrap_or(sample.len());
    &sample[..end]
}
