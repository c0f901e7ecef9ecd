//! The cells of one row as text, in one buffer that is used again for every row.

use super::{Encoding, Record};
use crate::fault::Fault;

/// The cells of one row.
#[derive(Default)]
pub(crate) struct Cells {
    text: String,
    ends: Vec<usize>,
    /// Cells whose bytes were not all good, in order.
    pub doubts: Vec<(usize, Fault)>,
}

impl Cells {
    /// The row whose cells have these bytes.
    pub fn fill(&mut self, cells: impl Iterator<Item = impl AsRef<[u8]>>, encoding: &mut Encoding) {
        self.text.clear();
        self.ends.clear();
        self.doubts.clear();
        for bytes in cells {
            self.push(bytes.as_ref(), encoding);
        }
    }

    /// The row that `record` is. One without anything to mend is taken whole.
    pub fn fill_record(&mut self, record: &Record, encoding: &mut Encoding) {
        let (text, ends) = record.text();
        let good = match encoding {
            _ if text.is_ascii() => std::str::from_utf8(text).ok(),
            Encoding::Utf8 => std::str::from_utf8(text).ok(),
            Encoding::Windows1252 | Encoding::Undecided => None,
        };
        let good = good.filter(|text| {
            let stray = |b: u8| b.is_ascii_control() && !matches!(b, b'\t' | b'\n' | b'\r');
            // Looked at to the end, which many bytes at a time is faster than stopping early.
            let strays = text.bytes().fold(false, |found, b| found | stray(b));
            !strays && ends.iter().all(|end| text.is_char_boundary(*end))
        });
        let Some(text) = good else {
            self.fill(record.fields(), encoding);
            return;
        };
        self.doubts.clear();
        self.text.clear();
        self.text.push_str(text);
        self.ends.clear();
        self.ends.extend_from_slice(ends);
    }

    fn push(&mut self, bytes: &[u8], encoding: &mut Encoding) {
        let (from, at) = (self.text.len(), self.ends.len());
        if !encoding.decode(bytes, &mut self.text) {
            self.doubts.push((at, Fault::BadBytes));
        }
        let stray = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
        if bytes.iter().any(|b| *b < 0x20 || *b == 0x7F) && self.text[from..].contains(stray) {
            let kept: String = self.text[from..].chars().filter(|c| !stray(*c)).collect();
            self.text.truncate(from);
            self.text.push_str(&kept);
            self.doubts.push((at, Fault::ControlCharacter));
        }
        self.ends.push(self.text.len());
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The cell at `at`, trimmed; empty when the row has no such cell.
    pub fn get(&self, at: usize) -> &str {
        let Some(&to) = self.ends.get(at) else {
            return "";
        };
        let from = if at == 0 { 0 } else { self.ends[at - 1] };
        let cell = &self.text[from..to];
        // Most have nothing to trim, which their first and last byte tell.
        match cell.as_bytes() {
            [] => cell,
            [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => cell,
            _ => cell.trim(),
        }
    }

    /// The cell of a column that may be absent.
    pub fn of(&self, column: Option<usize>) -> &str {
        column.map_or("", |at| self.get(at))
    }

    /// True when nothing stands in any of them.
    pub fn all_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}
