//! The sign between cells: `¬` as the website publishes its files, or what a spreadsheet saved them with.

use crate::read::{Cells, Encoding, Header, Record, split_bare, split_plain};
use memchr::{memchr, memmem};
use std::borrow::Cow;

/// What stands between cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Separator {
    /// `¬` in Windows-1252: one byte. Quotes are text.
    Narrow,
    /// `¬` in UTF-8: two bytes. Quotes are text.
    Wide,
    /// A comma, semicolon or tab, with quotes around cells that hold one. Every row stands on one line, as in the
    /// file it was made from.
    Quoted(u8),
}

impl Separator {
    /// The separator of a file of this family that begins with `first_line`; none when it is of no such file.
    pub fn of(first_line: &[u8]) -> Option<Self> {
        // A euro sign in UTF-8 holds the byte too.
        let signs = std::str::from_utf8(first_line)
            .map_or_else(|_| first_line.contains(&0xAC), |text| text.contains('¬'));
        if signs {
            let wide = first_line
                .windows(2)
                .filter(|pair| *pair == [0xC2, 0xAC])
                .count();
            let narrow = first_line.split(|b| *b == 0xAC).count() - 1;
            return Some(if wide * 2 >= narrow {
                Self::Wide
            } else {
                Self::Narrow
            });
        }
        [b',', b';', b'\t']
            .into_iter()
            .map(Self::Quoted)
            .find(|separator| separator.fits(first_line))
    }

    /// True when the header cut by this sign is one of the family's.
    fn fits(self, first_line: &[u8]) -> bool {
        let mut cells = Cells::default();
        cells.fill(
            self.cells(first_line.get(..1 << 16).unwrap_or(first_line)),
            &mut Encoding::Windows1252,
        );
        let header = Header::of(&cells);
        let beside = ["OrganisationName", "ServiceName", "Times"];
        header.find("OrganisationID").is_some() && header.find_any(&beside).is_some()
    }

    /// Fills `cells` with those of `line`; `spare` is used on the way. Most lines are simple, and are cut at once.
    pub fn fill(self, line: &[u8], cells: &mut Cells, spare: &mut Record, encoding: &mut Encoding) {
        let simple = match self {
            Self::Narrow => split_bare(line, 0xAC, spare),
            Self::Quoted(sign) => split_plain(line, sign, spare),
            Self::Wide => false,
        };
        if simple {
            cells.fill_record(spare, encoding);
        } else {
            cells.fill(self.cells(line), encoding);
        }
    }

    /// The cells of `line`. A quote that nothing closes gives one cell more, so that the row does not fit its header.
    pub fn cells(self, line: &[u8]) -> impl Iterator<Item = Cow<'_, [u8]>> {
        let mut rest = Some(line);
        std::iter::from_fn(move || {
            let bytes = rest?;
            let (cell, after) = match self {
                Self::Narrow => cut(bytes, memchr(0xAC, bytes), 1),
                Self::Wide => cut(bytes, memmem::find(bytes, &[0xC2, 0xAC]), 2),
                Self::Quoted(sign) => quoted(bytes, sign),
            };
            rest = after;
            Some(cell)
        })
    }
}

fn cut(bytes: &[u8], at: Option<usize>, len: usize) -> (Cow<'_, [u8]>, Option<&[u8]>) {
    match at {
        Some(at) => (Cow::Borrowed(&bytes[..at]), Some(&bytes[at + len..])),
        None => (Cow::Borrowed(bytes), None),
    }
}

/// The first cell of `bytes`, without its quotes, and what follows it.
fn quoted(bytes: &[u8], sign: u8) -> (Cow<'_, [u8]>, Option<&[u8]>) {
    let Some(inner) = bytes.strip_prefix(b"\"") else {
        return cut(bytes, memchr(sign, bytes), 1);
    };
    let mut text = Vec::new();
    let mut at = 0;
    loop {
        match (inner.get(at), inner.get(at + 1)) {
            (None, _) => return (Cow::Owned(text), Some(&[])),
            (Some(b'"'), Some(b'"')) => {
                text.push(b'"');
                at += 2;
            }
            (Some(b'"'), _) => break,
            (Some(other), _) => {
                text.push(*other);
                at += 1;
            }
        }
    }
    let after = &inner[at + 1..];
    let end = after.iter().position(|b| *b == sign);
    text.extend_from_slice(&after[..end.unwrap_or(after.len())]);
    (Cow::Owned(text), end.map(|end| &after[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(first_line: &str, want: Option<Separator>) {
        assert_eq!(Separator::of(first_line.as_bytes()), want, "{first_line}");
    }

    #[test]
    fn the_header_tells_the_sign() {
        check("OrganisationID¬OrganisationName", Some(Separator::Wide));
        assert_eq!(
            Separator::of(b"OrganisationID\xACOrganisationName"),
            Some(Separator::Narrow)
        );
        check(
            "OrganisationID,OrganisationCode,OrganisationName",
            Some(Separator::Quoted(b',')),
        );
        check(
            "\"OrganisationId\";\"Times\"",
            Some(Separator::Quoted(b';')),
        );
        check(
            "OrganisationID\tServiceName",
            Some(Separator::Quoted(b'\t')),
        );
        check("OrganisationID,Postcode", None);
        check("Name,Price in €", None);
        check("", None);
    }

    #[test]
    fn quotes_hold_signs_and_an_open_one_never_fits() {
        let cells = |line: &str| -> Vec<String> {
            let cells = Separator::Quoted(b',').cells(line.as_bytes());
            cells
                .map(|cell| String::from_utf8_lossy(&cell).into_owned())
                .collect()
        };
        assert_eq!(
            cells("1,\"a, b\",\"say \"\"hi\"\"\","),
            ["1", "a, b", "say \"hi\"", ""]
        );
        assert_eq!(cells("1,\"open, b"), ["1", "open, b", ""]);
        assert_eq!(cells("a \"b\",c"), ["a \"b\"", "c"]);
        assert_eq!(cells(""), [""]);
    }
}
