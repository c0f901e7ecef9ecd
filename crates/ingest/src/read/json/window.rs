//! A window over a stream: what was read and not yet passed, with the line on which it begins.

use std::io::{self, Read};

/// Bytes read at once.
const CHUNK: u64 = 128 * 1024;

/// A window over `input`.
pub(crate) struct Window<R> {
    input: R,
    bytes: Vec<u8>,
    from: usize,
    line_break: u8,
    line: u64,
    /// How far line breaks have been counted.
    counted: usize,
    /// Blanks since the last line break; none once anything else stood there.
    column: Option<usize>,
    passed: u64,
    ended: bool,
}

impl<R: Read> Window<R> {
    pub fn new(input: R, line_break: u8) -> Self {
        Self {
            input,
            bytes: Vec::new(),
            from: 0,
            line_break,
            line: 1,
            counted: 0,
            column: Some(0),
            passed: 0,
            ended: false,
        }
    }

    /// What was read and not passed.
    pub fn rest(&self) -> &[u8] {
        &self.bytes[self.from..]
    }

    /// Reads on. False at the end of the stream.
    pub fn more(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        self.bytes.drain(..self.from);
        self.counted -= self.from;
        self.from = 0;
        let got = (&mut self.input).take(CHUNK).read_to_end(&mut self.bytes)?;
        self.ended = got == 0;
        Ok(got > 0)
    }

    /// The next byte, none at the end of the stream.
    pub fn peek(&mut self) -> io::Result<Option<u8>> {
        if self.rest().is_empty() && !self.more()? {
            return Ok(None);
        }
        Ok(self.bytes.get(self.from).copied())
    }

    /// Reads until `len` bytes are there, or the stream ends.
    pub fn want(&mut self, len: usize) -> io::Result<()> {
        while self.rest().len() < len && self.more()? {}
        Ok(())
    }

    /// Passes over `len` bytes of the rest, none of which begins a line of its own.
    pub fn pass(&mut self, len: usize) {
        let to = (self.from + len).min(self.bytes.len());
        self.passed += (to - self.from) as u64;
        let passed = &self.bytes[self.counted..to];
        self.line += memchr::memchr_iter(self.line_break, passed).count() as u64;
        self.counted = to;
        self.from = to;
        if len > 0 {
            self.column = None;
        }
    }

    /// Passes over `len` bytes of something broken, in which lines may begin: the rest may begin one.
    pub fn pass_broken(&mut self, len: usize) {
        let passed = &self.bytes[self.from..(self.from + len).min(self.bytes.len())];
        let begun = passed.iter().rposition(|b| matches!(b, b'\n' | b'\r'));
        let blanks = begun.map(|at| &passed[at + 1..]);
        let column = blanks.filter(|blanks| blanks.iter().all(u8::is_ascii_whitespace));
        let column = column.map(<[u8]>::len);
        self.pass(len);
        self.column = column;
    }

    /// Passes over one byte, of which the column takes note.
    pub fn step(&mut self) {
        let column = match self.bytes.get(self.from) {
            Some(b'\n' | b'\r') => Some(0),
            Some(b' ' | b'\t' | b',') => self.column.map(|column| column + 1),
            _ => None,
        };
        self.pass(1);
        self.column = column;
    }

    /// The line on which the rest begins, counted from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// How many blanks stand before the rest on its line, when nothing else does.
    pub fn column(&self) -> Option<usize> {
        self.column
    }

    /// Bytes passed so far.
    pub fn passed(&self) -> u64 {
        self.passed
    }
}
