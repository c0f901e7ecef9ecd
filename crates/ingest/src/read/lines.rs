//! Lines of bounded length, counted, with a way back to lines already read.

use crate::Content;
use std::io::{self, BufRead as _, BufReader, Read};

/// The longest row that is read, in bytes.
pub(crate) const ROW_LIMIT: usize = 1 << 20;

/// One line.
#[derive(Debug, Default)]
pub(crate) struct Line {
    /// Its bytes without the line break; at most [`ROW_LIMIT`] of them.
    pub bytes: Vec<u8>,
    /// Counted from 1.
    pub number: u64,
    /// Where it begins, in bytes.
    pub start: u64,
    /// Its length in bytes, line break included.
    pub len: u64,
    /// False when the file ends before the line does.
    pub ended: bool,
    /// True when it was longer than the limit: the rest was passed over.
    pub too_long: bool,
}

/// The lines of one file.
pub(crate) struct Lines<R: Read> {
    input: BufReader<R>,
    line_break: u8,
    at: u64,
    number: u64,
    held: Vec<Line>,
}

impl<R: Read> Lines<R> {
    /// Lines of `input`, ended by `line_break`. Offsets count from where `input` stands.
    pub fn new(input: R, line_break: u8) -> Self {
        Self {
            input: BufReader::with_capacity(64 * 1024, input),
            line_break,
            at: 0,
            number: 0,
            held: Vec::new(),
        }
    }

    /// Reads the next line into `line`. False at the end of the file.
    pub fn next(&mut self, line: &mut Line) -> io::Result<bool> {
        if let Some(held) = self.held.pop() {
            *line = held;
            return Ok(true);
        }
        line.bytes.clear();
        let limit = ROW_LIMIT as u64 + 2;
        let mut len = (&mut self.input)
            .take(limit)
            .read_until(self.line_break, &mut line.bytes)? as u64;
        if len == 0 {
            return Ok(false);
        }
        line.ended = line.bytes.last() == Some(&self.line_break);
        line.too_long = false;
        if !line.ended && len == limit {
            let rest = self.skip_line()?;
            line.too_long = true;
            line.ended = true;
            len += rest;
        }
        if line.ended && line.bytes.last() == Some(&self.line_break) {
            line.bytes.pop();
        }
        if line.bytes.last() == Some(&b'\r') {
            line.bytes.pop();
        }
        if line.bytes.len() > ROW_LIMIT {
            line.too_long = true;
            line.bytes.truncate(ROW_LIMIT);
        }
        self.number += 1;
        line.number = self.number;
        line.start = self.at;
        line.len = len;
        self.at += len;
        Ok(true)
    }

    fn skip_line(&mut self) -> io::Result<u64> {
        self.input.skip_until(self.line_break).map(|n| n as u64)
    }

    /// Gives lines back, first one first: they are read again next.
    pub fn hold(&mut self, lines: Vec<Line>) {
        self.held.extend(lines.into_iter().rev());
    }

    /// The byte that ends a line.
    pub fn line_break(&self) -> u8 {
        self.line_break
    }

    /// Bytes read so far.
    pub fn at(&self) -> u64 {
        self.at
    }
}

impl Lines<Box<dyn Content>> {
    /// Reads the `len` bytes at `start` into `into`. Lines are not read from this file any more afterwards.
    pub fn bytes_at(&mut self, start: u64, len: usize, into: &mut Vec<u8>) -> io::Result<()> {
        // A relative seek keeps the buffer when the place is in it, as it is when both files have one order.
        self.input
            .seek_relative(start.wrapping_sub(self.at) as i64)?;
        self.at = start;
        into.clear();
        let got = (&mut self.input).take(len as u64).read_to_end(into)?;
        self.at += got as u64;
        if got == len {
            Ok(())
        } else {
            Err(io::ErrorKind::UnexpectedEof.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8]) -> Vec<(u64, Vec<u8>, bool, bool)> {
        let mut lines = Lines::new(text, b'\n');
        let mut line = Line::default();
        let mut all = Vec::new();
        while lines.next(&mut line).unwrap() {
            let shown = if line.too_long {
                Vec::new()
            } else {
                line.bytes.clone()
            };
            all.push((line.number, shown, line.ended, line.too_long));
        }
        all
    }

    #[test]
    fn lines_end_with_either_break_and_the_last_may_have_none() {
        let want = vec![
            (1, b"a".to_vec(), true, false),
            (2, Vec::new(), true, false),
            (3, b"b".to_vec(), false, false),
        ];
        assert_eq!(lines(b"a\r\n\nb"), want);
        assert_eq!(lines(b""), vec![]);
    }

    #[test]
    fn a_line_past_the_limit_is_passed_over_and_the_next_is_read() {
        for over in [1, 2, 3, 100_000] {
            let mut text = vec![b'x'; ROW_LIMIT + over];
            text.extend_from_slice(b"\nnext\n");
            let want = vec![
                (1, Vec::new(), true, true),
                (2, b"next".to_vec(), true, false),
            ];
            assert_eq!(lines(&text), want, "{over} bytes over");
        }
        let mut text = vec![b'x'; ROW_LIMIT];
        text.extend_from_slice(b"\r\nnext");
        assert_eq!(lines(&text)[0].1.len(), ROW_LIMIT);
    }
}
