//! How large a packed workbook is when it is unpacked, found out before anything is made of it.

use super::{BookProblem, Limit};
use crate::Content;
use std::io::{Read, SeekFrom};
use zip::ZipArchive;

/// The most that the parts of a workbook may unpack to.
const MOST_BYTES: u64 = 512 << 20;
/// The most parts it may have.
const MOST_PARTS: usize = 5_000;

/// What a workbook that is a zip holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Weight {
    /// True when a sheet has merged cells.
    pub merged: bool,
    /// True when a sheet has formulas.
    pub formulas: bool,
}

/// The kind of workbook that a zip is, by the names of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ZipKind {
    Xlsx,
    Ods,
    Other,
}

/// What kind of workbook the zip is. It is unpacked up to the limit to see how large it truly is: what its directory
/// says of that need not be true.
pub(super) fn weigh(content: &mut dyn Content) -> Result<(ZipKind, Weight), BookProblem> {
    weigh_within(content, MOST_BYTES)
}

/// The same with another limit.
pub(super) fn weigh_within(
    content: &mut dyn Content,
    most: u64,
) -> Result<(ZipKind, Weight), BookProblem> {
    content.seek(SeekFrom::Start(0))?;
    let mut zip = ZipArchive::new(&mut *content).map_err(|e| BookProblem::Bad(e.to_string()))?;
    if zip.len() > MOST_PARTS {
        return Err(Limit.into());
    }
    let has = |name: &str| zip.index_for_name(name).is_some();
    let kind = if has("xl/workbook.xml") {
        ZipKind::Xlsx
    } else if has("mimetype") && has("content.xml") {
        ZipKind::Ods
    } else {
        return Ok((ZipKind::Other, Weight::default()));
    };
    let (mut weight, mut total) = (Weight::default(), 0_u64);
    let mut buffer = vec![0; 128 << 10];
    for at in 0..zip.len() {
        let mut part = zip
            .by_index(at)
            .map_err(|e| BookProblem::Bad(e.to_string()))?;
        let name = part
            .name()
            .map_or_else(|_| String::new(), |name| name.to_ascii_lowercase());
        // Pictures are never looked at.
        let ending = name.rsplit('.').next().unwrap_or_default();
        if !(matches!(ending, "xml" | "rels") || name == "mimetype") {
            continue;
        }
        let sheet = name.starts_with("xl/worksheets/");
        let mut kept = 0;
        loop {
            let got = part.read(&mut buffer[kept..])?;
            if got == 0 {
                break;
            }
            total += got as u64;
            if total > most {
                return Err(Limit.into());
            }
            let end = kept + got;
            if sheet {
                weight.look(&buffer[..end]);
                // A tag may stand across two reads.
                kept = end.min(16);
                buffer.copy_within(end - kept..end, 0);
            }
        }
    }
    Ok((kind, weight))
}

impl Weight {
    /// Looks for the tags that matter in a part of a sheet's XML.
    fn look(&mut self, xml: &[u8]) {
        let mut rest = xml;
        while let Some(at) = rest.iter().position(|b| *b == b'<') {
            rest = &rest[at + 1..];
            self.merged |= rest.starts_with(b"mergeCell");
            self.formulas |= rest.starts_with(b"f>") || rest.starts_with(b"f ");
        }
    }
}
