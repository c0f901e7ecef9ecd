//! Lines of a separated file as byte ranges: nothing is copied and nothing grows without bound.

use std::borrow::Cow;
use std::io::{self, BufRead, Read as _};

/// The longest line read, in bytes. Real rows are a few hundred bytes long.
pub const LONGEST: usize = 64 * 1024;

/// What came next in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// A line, now in the buffer.
    Line,
    /// A line over [`LONGEST`], passed over.
    TooLong,
    /// The end.
    End,
}

/// One line at a time, split into cells.
#[derive(Debug, Default)]
pub struct Line {
    bytes: Vec<u8>,
    cells: Vec<(u32, u32)>,
}

impl Line {
    /// Reads the next line, without its line end, and splits it at commas outside quotes.
    pub fn read(&mut self, input: &mut impl BufRead) -> io::Result<Next> {
        self.bytes.clear();
        self.cells.clear();
        let read = input
            .take(LONGEST as u64 + 1)
            .read_until(b'\n', &mut self.bytes)?;
        if read == 0 {
            return Ok(Next::End);
        }
        if self.bytes.last() == Some(&b'\n') {
            self.bytes.pop();
        } else if read > LONGEST {
            skip_line(input)?;
            self.bytes.clear();
            return Ok(Next::TooLong);
        }
        if self.bytes.last() == Some(&b'\r') {
            self.bytes.pop();
        }
        self.split();
        Ok(Next::Line)
    }

    fn split(&mut self) {
        let bytes = &self.bytes;
        let mut at = 0;
        loop {
            if bytes.get(at) == Some(&b'"') {
                // Up to the closing quote; a doubled quote is one of the text. An unclosed one ends with the line.
                let from = at + 1;
                let mut to = from;
                while to < bytes.len() {
                    match bytes[to] {
                        b'"' if bytes.get(to + 1) == Some(&b'"') => to += 2,
                        b'"' => break,
                        _ => to += 1,
                    }
                }
                self.cells.push((from as u32, to as u32));
                at = to;
                while at < bytes.len() && bytes[at] != b',' {
                    at += 1;
                }
            } else {
                let from = at;
                while at < bytes.len() && bytes[at] != b',' {
                    at += 1;
                }
                self.cells.push((from as u32, at as u32));
            }
            if at >= bytes.len() {
                return;
            }
            at += 1;
        }
    }

    /// Takes away the three bytes that mark a file as UTF-8, as spreadsheets write them.
    pub fn drop_byte_order_mark(&mut self) {
        if self.bytes.starts_with(b"\xef\xbb\xbf") {
            self.bytes.drain(..3);
            self.cells.clear();
            self.split();
        }
    }

    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// The whole line.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// True when there is nothing but spaces and commas.
    pub fn is_blank(&self) -> bool {
        self.bytes
            .iter()
            .all(|b| b.is_ascii_whitespace() || *b == b',')
    }

    /// The bytes of a cell, trimmed; empty when there is no such cell.
    pub fn cell(&self, column: usize) -> &[u8] {
        let Some(&(from, to)) = self.cells.get(column) else {
            return &[];
        };
        self.bytes
            .get(from as usize..to as usize)
            .unwrap_or_default()
            .trim_ascii()
    }

    /// The text of a cell: UTF-8, else Windows-1252 near enough (Latin-1), doubled quotes made one.
    pub fn text(&self, column: usize) -> Cow<'_, str> {
        let bytes = self.cell(column);
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(bytes.iter().map(|&b| b as char).collect()),
        };
        if text.contains("\"\"") {
            Cow::Owned(text.replace("\"\"", "\""))
        } else {
            text
        }
    }
}

fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let part = input.fill_buf()?;
        if part.is_empty() {
            return Ok(());
        }
        if let Some(at) = part.iter().position(|&b| b == b'\n') {
            input.consume(at + 1);
            return Ok(());
        }
        let all = part.len();
        input.consume(all);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, want: &[&str]) {
        let mut read = Line::default();
        assert_eq!(read.read(&mut line.as_bytes()).unwrap(), Next::Line);
        let got: Vec<String> = (0..read.len()).map(|i| read.text(i).into_owned()).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn cells_are_split_at_commas_outside_quotes() {
        check("a,b,c\r\n", &["a", "b", "c"]);
        check("a,,", &["a", "", ""]);
        check("\"a,b\", c ,\"d\"\"e\"\n", &["a,b", "c", "d\"e"]);
        check(
            "\"never closed, so all of it",
            &["never closed, so all of it"],
        );
        check("\"a\"junk,b", &["a", "b"]);
    }

    #[test]
    fn a_line_without_end_is_passed_over() {
        let mut input = vec![b'x'; 3 * LONGEST];
        input.extend_from_slice(b"\nnext\n");
        let (mut line, mut input) = (Line::default(), io::BufReader::new(&input[..]));
        assert_eq!(line.read(&mut input).unwrap(), Next::TooLong);
        assert_eq!(line.read(&mut input).unwrap(), Next::Line);
        assert_eq!(line.text(0), "next");
        assert_eq!(line.read(&mut input).unwrap(), Next::End);
    }
}
