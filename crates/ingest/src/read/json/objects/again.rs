//! Finding the next element after a broken one, by what elements look like.

use super::super::scan::walk;
use super::{Objects, Place, Shape};
use std::collections::HashSet;
use std::io::{self, Read};

/// How far an object is looked into to see whether it is an element, and how many bytes may be looked at twice for
/// that in one document. A document that needs more is so broken that nothing more of it is believed.
const LOOK: usize = 64 * 1024;
pub(super) const PATIENCE: usize = 64 << 20;

/// What elements look like.
#[derive(Debug, Default)]
pub(super) struct Likeness {
    /// The first member's name, with quotes.
    first: Vec<u8>,
    column: Option<usize>,
    /// The names of the members of the first whole element.
    names: HashSet<Vec<u8>>,
}

impl<R: Read> Objects<R> {
    /// Notes what elements look like, from the first that is whole; from a broken one only until then.
    pub(super) fn remember(&mut self, shape: Shape, column: Option<usize>) {
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

    /// How many bytes were passed over in which elements may stand, and the line on which the first of them is.
    pub fn unread(&self) -> Option<(u64, u64)> {
        self.unread
    }

    /// Goes on after a broken element, and notes what is passed over.
    pub(super) fn find_again(&mut self) -> io::Result<()> {
        let (line, from) = (self.window.line(), self.window.passed());
        let before = std::mem::replace(&mut self.intact, true);
        let mut begun = false;
        if !self.seek(&mut begun)? {
            self.place = Place::Ended;
            self.intact = false;
        }
        if !self.intact && begun {
            self.leave_unread(line, from);
        }
        self.intact &= before;
        Ok(())
    }

    /// Elements may stand between `from`, which is on this line, and here.
    pub(super) fn leave_unread(&mut self, line: u64, from: u64) {
        let bytes = self.window.passed() - from;
        if bytes > 0 {
            let (total, first) = self.unread.unwrap_or((0, line));
            self.unread = Some((total + bytes, first));
        }
    }

    /// Goes on to the next object that looks like an element. False when there is none. `begun` is made true when an
    /// object is passed over.
    fn seek(&mut self, begun: &mut bool) -> io::Result<bool> {
        let (mut before, mut after_object) = (b'x', false);
        while let Some(byte) = self.window.peek()? {
            if byte == b'{' && self.looks_like_one(before, after_object)? {
                return Ok(true);
            }
            *begun |= byte == b'{';
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
}
