//! The objects of a document, one by one, in bounded memory, found again after whatever is broken.
//!
//! Words: the *elements* are the objects that are read, whether they stand in a list, one below the other or
//! alone; an *envelope* is an object that holds them in a list under one of its members, beside small ones such as a
//! page number.
//! Always: after a broken element, reading goes on at the next object that looks like an element: one that begins
//! its line where the others do, or else one that begins with the same member as they do and has half of their
//! members. So no part of an element is taken for one.

use super::scan::{DEPTH_LIMIT, Scanner, Step, walk};
use super::window::Window;
use crate::read::ROW_LIMIT;
use std::collections::{BTreeMap, HashSet};
use std::io::{self, Read};

/// How much is kept of an element that is too long.
const START: usize = 8 * 1024;
/// The longest value of an envelope that is kept, and how many of them.
const KEPT_LEN: usize = 1024;
const KEPT: usize = 64;
/// How far an object is looked into to see whether it is an element, and how many bytes may be looked at twice for
/// that in one document. A document that needs more is so broken that nothing more of it is believed.
const LOOK: usize = 64 * 1024;
const PATIENCE: usize = 64 << 20;

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

/// What elements look like.
#[derive(Debug, Default)]
struct Likeness {
    /// The first member's name, with quotes.
    first: Vec<u8>,
    column: Option<usize>,
    /// The names of the members of the first whole element.
    names: HashSet<Vec<u8>>,
}

/// The objects of one document.
pub(crate) struct Objects<R> {
    window: Window<R>,
    layout: Layout,
    place: Place,
    /// How many bytes of the rest the last found takes.
    len: usize,
    /// The start of a last found that was too long.
    start: Vec<u8>,
    likeness: Option<Likeness>,
    /// The next element must be looked for.
    lost: bool,
    /// False once something may have been passed over unseen.
    pub intact: bool,
    patience: usize,
    envelope: Envelope,
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
            start: Vec::new(),
            likeness: None,
            lost: false,
            intact: true,
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
        self.window.pass(self.len);
        self.len = 0;
        self.start.clear();
        if std::mem::take(&mut self.lost) && !self.seek()? {
            self.place = Place::Ended;
            self.intact = false;
        }
        loop {
            let line = self.window.line();
            let found = |shape| Ok(Some(Found { shape, line }));
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
                (Place::Elements(_), b'{') => return self.element().map(Some),
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

    /// Notes what elements look like, from the first that is whole; from a broken one only until then.
    fn remember(&mut self, shape: Shape, column: Option<usize>) {
        let whole = matches!(shape, Shape::Whole { .. });
        let known = self.likeness.as_ref();
        if known.is_some_and(|known| !known.names.is_empty() || !whole) {
            return;
        }
        let mut likeness = Likeness {
            first: Vec::new(),
            column,
            names: HashSet::new(),
        };
        walk(self.raw(), |name, _, _| {
            if likeness.first.is_empty() {
                likeness.first = [b"\"", name, b"\""].concat();
            }
            if whole {
                likeness.names.insert(name.to_vec());
            }
            likeness.names.len() < 1000
        });
        self.likeness = Some(likeness);
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

    /// Goes on to the next object that looks like an element. False when there is none.
    fn seek(&mut self) -> io::Result<bool> {
        let (mut before, mut after_object) = (b'x', false);
        while let Some(byte) = self.window.peek()? {
            if byte == b'{' && self.looks_like_one(before, after_object)? {
                return Ok(true);
            }
            if !byte.is_ascii_whitespace() {
                before = byte;
                after_object = byte == b'}' || (after_object && byte == b',');
            }
            self.window.step();
        }
        Ok(false)
    }

    /// True when an element begins here. One that might, but does not look like the others, is passed over: the
    /// document is not intact then, for elements that stand after a broken one may be broken too.
    fn looks_like_one(&mut self, before: u8, after_object: bool) -> io::Result<bool> {
        let Some(likeness) = self.likeness.take() else {
            return Ok(true);
        };
        let column = self.window.column();
        let alike = if likeness.column.is_some() {
            let alike = column == likeness.column;
            if !alike && after_object && column.is_none() && self.is_alike(&likeness)? {
                self.intact = false;
            }
            alike
        } else {
            let stands = matches!(before, b',' | b'[' | b'}') || column.is_some();
            let alike = stands && self.is_alike(&likeness)?;
            if !alike && after_object && self.may_be_one(&likeness)? {
                self.intact = false;
            }
            alike
        };
        self.likeness = Some(likeness);
        Ok(alike)
    }

    /// True when the object here begins with the same member as elements do and has half of their members.
    fn is_alike(&mut self, likeness: &Likeness) -> io::Result<bool> {
        self.window.want(1024)?;
        let rest = &self.window.rest()[1..];
        if !rest.trim_ascii_start().starts_with(&likeness.first) {
            return Ok(false);
        }
        let half = likeness.names.len().div_ceil(2);
        let patient = self.patience > 0;
        Ok(patient && self.shared(&likeness.names, half)?.unwrap_or(0) >= half)
    }

    /// True unless the object here surely is a part of an element: it has no member in common with elements.
    fn may_be_one(&mut self, likeness: &Likeness) -> io::Result<bool> {
        if !self.intact || self.patience == 0 || likeness.names.is_empty() {
            return Ok(true);
        }
        Ok(self.shared(&likeness.names, 1)? != Some(0))
    }

    /// How many of `names` the object here has, counted up to `enough`; none when no member can be read.
    fn shared(&mut self, names: &HashSet<Vec<u8>>, enough: usize) -> io::Result<Option<usize>> {
        self.window.want(LOOK)?;
        let (mut found, mut looked) = (None, 0);
        let rest = self.window.rest();
        walk(&rest[..rest.len().min(LOOK)], |name, value, _| {
            let count = found.get_or_insert(0);
            *count += usize::from(names.contains(name));
            looked += name.len() + value.len() + 2;
            *count < enough
        });
        self.patience = self.patience.saturating_sub(looked);
        Ok(found)
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
        Ok(())
    }
}

#[cfg(test)]
mod tests;
