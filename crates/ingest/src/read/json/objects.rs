//! The objects of a document, one by one, in bounded memory, found again after whatever is broken.
//!
//! Words: the *elements* are the objects that are read, whether they stand in a list, one below the other or
//! alone; an *envelope* is an object that holds them in a list under one of its members, beside small ones such as a
//! page number.
//! Always: after a broken element, reading goes on at the next object that looks like an element: one that begins
//! its line where the others do, or else one that begins with the same member as they do and has half of their
//! members. So no part of an element is taken for one.

mod again;

use super::scan::{DEPTH_LIMIT, Scanner, Step};
use super::tree::{self, Json};
use super::window::Window;
use crate::read::ROW_LIMIT;
use again::{Likeness, PATIENCE};
use std::collections::BTreeMap;
use std::io::{self, Read};

/// How much is kept of an element that is too long.
const START: usize = 8 * 1024;
/// The longest value of an envelope that is kept, and how many of them.
const KEPT_LEN: usize = 1024;
const KEPT: usize = 64;
/// Where the elements stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// In a list, one below the other, or one alone.
    Elements,
    /// In the list that an envelope has under this name; several envelopes may follow each other.
    Member(String),
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A whole element; `controls` when there are control characters in its texts.
    Whole {
        /// True when they must be removed before it can be parsed.
        controls: bool,
    },
    /// An element past the size limit, passed over.
    TooLong,
    /// An element nested past the limit.
    TooDeep,
    /// An element up to where it breaks.
    Broken,
    /// Something that is no object.
    NotAnObject,
    /// An envelope without the list.
    NoList,
    /// The document ends before what it began: an element up to there, or nothing.
    CutOff,
}

/// What was found, and the line on which it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub shape: Shape,
    pub line: u64,
}

/// What is read next.
#[derive(Debug)]
pub(crate) enum Next<T> {
    /// An element that could be read at once, and what was made of it.
    Read(T),
    /// Any other, to be looked at.
    Found(Found),
}

/// Where reading stands.
enum Reached {
    /// At an element.
    Element,
    /// Past something that stands in its place.
    Other(Found),
}

/// Small members of the envelopes, as they stand, by name. Those of a later envelope replace an earlier one's.
pub(crate) type Envelope = BTreeMap<String, String>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Outside,
    /// In an envelope; true once its list was seen.
    Members(bool),
    /// In the list, or lists in it.
    Elements(usize),
    Ended,
}

/// The objects of one document.
pub(crate) struct Objects<R> {
    window: Window<R>,
    layout: Layout,
    place: Place,
    /// How many bytes of the rest the last found takes.
    len: usize,
    /// How many bytes are taken to hold the next element, by the length of the last.
    ahead: usize,
    /// The start of a last found that was too long.
    start: Vec<u8>,
    likeness: Option<Likeness>,
    /// The next element must be looked for.
    lost: bool,
    /// False once something may have been passed over unseen.
    pub intact: bool,
    /// Bytes between broken elements and the next that were found, when elements may stand there; and the first line.
    unread: Option<(u64, u64)>,
    patience: usize,
    envelope: Envelope,
}

/// The text of the first `len` bytes, as far as it is one.
fn text(bytes: &[u8], len: usize) -> &str {
    let bytes = &bytes[..bytes.len().min(len)];
    std::str::from_utf8(bytes).unwrap_or_else(|e| {
        // Most likely a character was cut in two.
        std::str::from_utf8(&bytes[..e.valid_up_to()]).unwrap_or_default()
    })
}

impl<R: Read> Objects<R> {
    /// The objects of `input`, whose lines end with `line_break`.
    pub fn new(input: R, line_break: u8, layout: Layout) -> Self {
        let place = match layout {
            Layout::Elements => Place::Elements(0),
            Layout::Member(_) => Place::Outside,
        };
        Self {
            window: Window::new(input, line_break),
            layout,
            place,
            len: 0,
            ahead: START,
            start: Vec::new(),
            likeness: None,
            lost: false,
            intact: true,
            unread: None,
            patience: PATIENCE,
            envelope: Envelope::new(),
        }
    }

    /// The bytes of what was found last: all of a whole element, of others the start.
    pub fn raw(&self) -> &[u8] {
        if self.start.is_empty() {
            &self.window.rest()[..self.len]
        } else {
            &self.start
        }
    }

    /// The envelopes' other members, as far as they have been read.
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// Bytes read so far.
    pub fn passed(&self) -> u64 {
        self.window.passed() + self.len as u64
    }

    /// The line on which reading stands.
    pub fn line(&self) -> u64 {
        self.window.line()
    }

    /// Finds the next element, or what stands in its place. None at the end of the document.
    pub fn next(&mut self) -> io::Result<Option<Found>> {
        match self.reach()? {
            Some(Reached::Element) => self.element().map(Some),
            Some(Reached::Other(found)) => Ok(Some(found)),
            None => Ok(None),
        }
    }

    /// As [`Self::next`]. An element that is valid and whole in what was read of the document goes to `told` at once: its
    /// tree, its bytes and its line. Most are, and so they are gone through once and not twice.
    pub fn next_told<T>(
        &mut self,
        unread: &'static [&'static str],
        told: impl FnOnce(&Json<'_>, &[u8], u64) -> T,
    ) -> io::Result<Option<Next<T>>> {
        match self.reach()? {
            Some(Reached::Element) => {}
            Some(Reached::Other(found)) => return Ok(Some(Next::Found(found))),
            None => return Ok(None),
        }
        let (line, column) = (self.window.line(), self.window.column());
        let rest = self.window.rest();
        let read = match tree::first(text(rest, self.ahead), unread) {
            Ok((tree, len)) if len <= ROW_LIMIT => {
                self.len = len;
                self.ahead = START.max(2 * len);
                told(&tree, &rest[..len], line)
            }
            _ => {
                let found = self.element()?;
                self.ahead = START.max(2 * self.len);
                return Ok(Some(Next::Found(found)));
            }
        };
        self.remember(Shape::Whole { controls: false }, column);
        Ok(Some(Next::Read(read)))
    }

    /// Goes on to the next element, or past what stands in its place.
    fn reach(&mut self) -> io::Result<Option<Reached>> {
        let len = std::mem::take(&mut self.len);
        self.start.clear();
        if std::mem::take(&mut self.lost) {
            self.window.pass_broken(len);
            self.find_again()?;
        } else {
            self.window.pass(len);
        }
        loop {
            let line = self.window.line();
            let found = |shape| Ok(Some(Reached::Other(Found { shape, line })));
            let Some(byte) = self.window.peek()? else {
                let whole = matches!(
                    self.place,
                    Place::Ended | Place::Outside | Place::Elements(0)
                );
                self.place = Place::Ended;
                self.intact &= whole;
                return if whole {
                    Ok(None)
                } else {
                    found(Shape::CutOff)
                };
            };
            // JSON text sequences (RFC 7464) begin each text with a record separator.
            if byte.is_ascii_whitespace() || byte == b',' || byte == 0x1E {
                self.window.step();
                continue;
            }
            match (self.place, byte) {
                (Place::Ended, _) => return Ok(None),
                (Place::Elements(_), b'{') => return Ok(Some(Reached::Element)),
                (Place::Elements(open), b'[') => {
                    self.place = Place::Elements(open + 1);
                    self.window.pass(1);
                }
                (Place::Elements(open @ 1..), b']') => {
                    self.place = match (&self.layout, open) {
                        (Layout::Member(_), 1) => Place::Members(true),
                        _ => Place::Elements(open - 1),
                    };
                    self.window.pass(1);
                }
                (Place::Outside, b'{') => {
                    self.place = Place::Members(false);
                    self.window.pass(1);
                }
                (Place::Outside, b'[' | b']') => self.window.pass(1),
                (Place::Members(seen), b'}') => {
                    self.place = Place::Outside;
                    self.window.pass(1);
                    if !seen {
                        return found(Shape::NoList);
                    }
                }
                (Place::Members(seen), b'"') => {
                    if !self.member(seen)? {
                        self.lose_envelope(seen)?;
                        return found(Shape::Broken);
                    }
                }
                (Place::Members(seen), _) => {
                    self.lose_envelope(seen)?;
                    return found(Shape::Broken);
                }
                (Place::Elements(_) | Place::Outside, _) => {
                    self.garbage(byte)?;
                    return found(Shape::NotAnObject);
                }
            }
        }
    }

    /// Reads the element that begins here.
    fn element(&mut self) -> io::Result<Found> {
        let (line, column) = (self.window.line(), self.window.column());
        let mut scanner = Scanner::new();
        let shape = loop {
            let step = scanner.feed(&self.window.rest()[self.len..]);
            match step {
                Step::Whole(len) | Step::Broken(len) => self.len += len,
                Step::More => self.len = self.window.rest().len(),
            }
            if self.len > ROW_LIMIT {
                if self.start.is_empty() {
                    self.start.extend_from_slice(&self.window.rest()[..START]);
                }
                self.window.pass(self.len);
                self.len = 0;
            }
            match step {
                Step::Whole(_) if !self.start.is_empty() => break Shape::TooLong,
                Step::Whole(_) if scanner.deepest > DEPTH_LIMIT => break Shape::TooDeep,
                Step::Whole(_) => {
                    break Shape::Whole {
                        controls: scanner.controls,
                    };
                }
                Step::Broken(_) => break Shape::Broken,
                Step::More if !self.window.more()? => {
                    self.place = Place::Ended;
                    self.intact = false;
                    break Shape::CutOff;
                }
                Step::More => {}
            }
        };
        self.remember(shape, column);
        self.lost = shape == Shape::Broken;
        Ok(Found { shape, line })
    }

    /// Passes over something that is no object: a text, a number, or whatever else up to the next bracket.
    fn garbage(&mut self, byte: u8) -> io::Result<()> {
        self.window.want(5)?;
        let rest = self.window.rest();
        let word = [&b"true"[..], b"false", b"null"]
            .iter()
            .any(|word| rest.starts_with(word));
        if word || matches!(byte, b'"' | b'-' | b'0'..=b'9') {
            if self.value()?.is_some() {
                let after = self.window.peek()?;
                if after.is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b',' | b']')) {
                    return Ok(());
                }
            }
        } else {
            self.window.step();
        }
        while let Some(byte) = self.window.peek()? {
            if matches!(byte, b'{' | b'[' | b']') {
                break;
            }
            self.window.step();
        }
        Ok(())
    }

    /// Reads a member of the envelope up to its value, or over it when it is not the list. False when it breaks.
    fn member(&mut self, seen: bool) -> io::Result<bool> {
        let Some(name) = self.value()? else {
            return Ok(false);
        };
        for wanted in [b':', 0] {
            while self.window.peek()?.is_some_and(|b| b.is_ascii_whitespace()) {
                self.window.step();
            }
            if wanted == 0 {
                break;
            }
            if self.window.peek()? != Some(wanted) {
                return Ok(false);
            }
            self.window.step();
        }
        let name = String::from_utf8_lossy(&name).trim_matches('"').to_owned();
        let list = matches!(&self.layout, Layout::Member(list) if *list == name);
        if list && self.window.peek()? == Some(b'[') {
            self.window.pass(1);
            self.place = Place::Elements(1);
            return Ok(true);
        }
        let Some(value) = self.value()? else {
            return Ok(false);
        };
        self.place = Place::Members(seen || list);
        if value.len() <= KEPT_LEN
            && (self.envelope.len() < KEPT || self.envelope.contains_key(&name))
        {
            let value = String::from_utf8_lossy(&value).into_owned();
            self.envelope.insert(name, value);
        }
        Ok(true)
    }

    /// Passes over the value that begins here; its first bytes. None when it breaks or is cut off.
    fn value(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut scanner = Scanner::new();
        let mut start = Vec::new();
        loop {
            let rest = self.window.rest();
            let step = scanner.feed(rest);
            let (Step::Whole(len) | Step::Broken(len)) = step else {
                let room = (KEPT_LEN + 1_usize).saturating_sub(start.len());
                start.extend_from_slice(&rest[..rest.len().min(room)]);
                self.window.pass(self.window.rest().len());
                if !self.window.more()? {
                    return Ok(None);
                }
                continue;
            };
            let room = (KEPT_LEN + 1_usize).saturating_sub(start.len());
            start.extend_from_slice(&rest[..len.min(room)]);
            self.window.pass(len);
            return Ok(matches!(step, Step::Whole(_)).then_some(start));
        }
    }

    /// Goes on after a broken envelope: at its list when that is still to come, else at the next envelope.
    fn lose_envelope(&mut self, seen: bool) -> io::Result<()> {
        let Layout::Member(list) = &self.layout else {
            return Ok(());
        };
        let list = format!("\"{list}\"");
        let (line, from) = (self.window.line(), self.window.passed());
        while let Some(byte) = self.window.peek()? {
            if byte == b'"' && !seen {
                self.window.want(list.len() + 64)?;
                let after = self.window.rest().strip_prefix(list.as_bytes());
                let after = after.map(|after| after.trim_ascii_start().strip_prefix(b":"));
                let after = after.flatten().map(<[u8]>::trim_ascii_start);
                if after.is_some_and(|after| after.starts_with(b"[")) {
                    self.place = Place::Members(false);
                    return Ok(());
                }
            }
            if byte == b'{' && seen && self.window.column() == Some(0) {
                self.place = Place::Outside;
                return Ok(());
            }
            self.window.step();
        }
        self.place = Place::Ended;
        self.intact = false;
        self.leave_unread(line, from);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
