//! The shape of JSON, byte by byte: where a value ends, and where it stops being one.
//!
//! Words: a value is *whole* when its last byte was seen, *broken* at the first byte that cannot stand there.
//! Always: every byte is looked at once, whatever the bytes are; nothing is kept but a bit for each level. What
//! a number or an escape may hold is left to whoever parses the value.

/// How deep an object may be nested.
pub(crate) const DEPTH_LIMIT: u32 = 64;

/// True for the bytes that stand for themselves in a text.
const PLAIN: [bool; 256] = {
    let mut plain = [true; 256];
    let mut byte = 0;
    while byte < 0x20 {
        plain[byte] = false;
        byte += 1;
    }
    plain[b'"' as usize] = false;
    plain[b'\\' as usize] = false;
    plain
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Value,
    ValueOrEnd,
    KeyOrEnd,
    Colon,
    After,
    Text { key: bool },
    Escape { key: bool },
    Scalar,
}

/// What came of some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The value ends before this byte.
    Whole(usize),
    /// This byte cannot stand where it does.
    Broken(usize),
    /// All bytes belong to the value and more must follow.
    More,
}

/// Looks at one value.
#[derive(Debug)]
pub(crate) struct Scanner {
    state: State,
    depth: u32,
    /// A bit for each level, the innermost lowest: set for an object.
    objects: u64,
    /// How deep it went.
    pub deepest: u32,
    /// True when a control character stands in a text. A line break breaks the value instead: most likely the
    /// text was never closed.
    pub controls: bool,
}

impl Scanner {
    pub fn new() -> Self {
        Self {
            state: State::Value,
            depth: 0,
            objects: 0,
            deepest: 0,
            controls: false,
        }
    }

    /// Looks at the next bytes of the value.
    pub fn feed(&mut self, bytes: &[u8]) -> Step {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            match self.state {
                State::Text { key } => {
                    while let Some(byte) = bytes.get(at)
                        && PLAIN[usize::from(*byte)]
                    {
                        at += 1;
                    }
                    let Some(&byte) = bytes.get(at) else {
                        return Step::More;
                    };
                    match byte {
                        b'"' if key => self.state = State::Colon,
                        b'"' => self.state = State::After,
                        b'\\' => self.state = State::Escape { key },
                        b'\n' | b'\r' => return Step::Broken(at),
                        _ => self.controls = true,
                    }
                    at += 1;
                    if self.depth == 0 && self.state == State::After {
                        return Step::Whole(at);
                    }
                    continue;
                }
                State::Escape { key } => {
                    if byte < 0x20 {
                        return Step::Broken(at);
                    }
                    self.state = State::Text { key };
                    at += 1;
                    continue;
                }
                State::Scalar => {
                    if byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.') {
                        at += 1;
                        continue;
                    }
                    if self.depth == 0 {
                        return Step::Whole(at);
                    }
                    self.state = State::After;
                }
                _ => {}
            }
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                if !self.structure(byte) {
                    return Step::Broken(at);
                }
                if self.depth == 0 && self.state == State::After {
                    return Step::Whole(at + 1);
                }
            }
            at += 1;
        }
        Step::More
    }

    /// Takes a byte that stands between texts and scalars; false when it cannot stand there.
    ///
    /// A comma before a closing bracket is let pass: it leaves no doubt where the value ends.
    fn structure(&mut self, byte: u8) -> bool {
        if self.depth > DEPTH_LIMIT {
            match byte {
                // A value that was never closed does not take those after it along.
                b'{' | b'[' | b'"' if self.state == State::After => return false,
                b'{' | b'[' => self.open(byte == b'{'),
                b'}' | b']' => self.close(),
                b'"' => self.state = State::Text { key: false },
                b',' | b':' => self.state = State::Value,
                _ => {}
            }
            return true;
        }
        let in_object = self.objects & 1 == 1;
        match (self.state, byte) {
            (State::Value | State::ValueOrEnd, b'{') => self.open(true),
            (State::Value | State::ValueOrEnd, b'[') => self.open(false),
            (State::Value | State::ValueOrEnd, b'"') => self.state = State::Text { key: false },
            (State::Value | State::ValueOrEnd, b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z') => {
                self.state = State::Scalar;
            }
            (State::KeyOrEnd, b'"') => self.state = State::Text { key: true },
            (State::Colon, b':') => self.state = State::Value,
            (State::After, b',') => {
                self.state = if in_object {
                    State::KeyOrEnd
                } else {
                    State::ValueOrEnd
                };
            }
            (State::KeyOrEnd, b'}') | (State::ValueOrEnd, b']') => self.close(),
            (State::After, b'}') if in_object => self.close(),
            (State::After, b']') if !in_object => self.close(),
            _ => return false,
        }
        true
    }

    fn open(&mut self, object: bool) {
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        if self.depth <= DEPTH_LIMIT {
            self.objects = self.objects << 1 | u64::from(object);
        }
        self.state = if object {
            State::KeyOrEnd
        } else {
            State::ValueOrEnd
        };
    }

    fn close(&mut self) {
        if self.depth <= DEPTH_LIMIT {
            self.objects >>= 1;
        }
        self.depth -= 1;
        self.state = State::After;
    }
}

/// Visits the members of the object with which `bytes` begin, as far as they can be read: name, value, and
/// whether the value is whole. Stops when `visit` says so by false.
///
/// A name with an escape in it is visited as it stands.
pub(crate) fn walk<'a>(bytes: &'a [u8], mut visit: impl FnMut(&'a [u8], &'a [u8], bool) -> bool) {
    let blanks = |at: usize| {
        let rest = bytes.get(at..).unwrap_or_default();
        let blank = rest
            .iter()
            .position(|b| !b.is_ascii_whitespace() && *b != b',');
        at + blank.unwrap_or(rest.len())
    };
    let mut at = blanks(0);
    if bytes.get(at) != Some(&b'{') {
        return;
    }
    at += 1;
    loop {
        at = blanks(at);
        let Some(value) = scan(bytes, at).filter(|_| bytes.get(at) == Some(&b'"')) else {
            return;
        };
        let name = &bytes[at + 1..value - 1];
        at = blanks(value);
        if bytes.get(at) != Some(&b':') {
            return;
        }
        at = blanks(at + 1);
        let end = scan(bytes, at);
        let value = &bytes[at.min(bytes.len())..end.unwrap_or(bytes.len())];
        if !visit(name, value, end.is_some()) {
            return;
        }
        let Some(end) = end else { return };
        at = end;
    }
}

/// Where the value at `at` ends, when it is whole.
fn scan(bytes: &[u8], at: usize) -> Option<usize> {
    match Scanner::new().feed(bytes.get(at..)?) {
        Step::Whole(len) => Some(at + len),
        Step::Broken(_) | Step::More => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: Step) {
        assert_eq!(Scanner::new().feed(text.as_bytes()), want, "{text}");
        // The same byte by byte.
        let mut scanner = Scanner::new();
        for (at, byte) in text.bytes().enumerate() {
            match scanner.feed(&[byte]) {
                Step::More => {}
                Step::Whole(len) => return assert_eq!(Step::Whole(at + len), want, "{text}"),
                Step::Broken(_) => return assert_eq!(Step::Broken(at), want, "{text}"),
            }
        }
        assert_eq!(Step::More, want, "{text}");
    }

    #[test]
    fn a_value_ends_where_its_brackets_close() {
        check(r#"{"a":[1,{"b":"}]\"\\"}],"c":null} {"#, Step::Whole(33));
        check("{}", Step::Whole(2));
        check("[[]]]", Step::Whole(4));
        check(r#"{"a":1,}x"#, Step::Whole(8));
        check("[1,]x", Step::Whole(4));
        check(r#""text" "#, Step::Whole(6));
        check("-1.5e3,", Step::Whole(6));
        check(r#"{"a":"#, Step::More);
        check(r#"{"a":"never closed"#, Step::More);
    }

    #[test]
    fn a_value_breaks_at_the_first_byte_that_cannot_stand_there() {
        check(r#"{"a" "b"}"#, Step::Broken(5));
        check(r#"{"a":"x"b"}"#, Step::Broken(8));
        check("{\"a\":\"open\n\"b\":1}", Step::Broken(10));
        check("{a:1}", Step::Broken(1));
        check("[1}", Step::Broken(2));
        check(r#"{"a":1]"#, Step::Broken(6));
        check(r#"{"a":}"#, Step::Broken(5));
        check(r#"{"a":1 2}"#, Step::Broken(7));
        check("}", Step::Broken(0));
    }

    #[test]
    fn past_the_depth_limit_brackets_are_only_counted() {
        let deep = |n: usize| format!("{}{} ", "[".repeat(n), "]".repeat(n));
        check(&deep(64), Step::Whole(128));
        check(&deep(70), Step::Whole(140));
        let mut scanner = Scanner::new();
        scanner.feed(deep(70).as_bytes());
        assert_eq!(scanner.deepest, 70);
    }

    #[test]
    fn members_are_walked_as_far_as_they_can_be_read() {
        let mut seen = Vec::new();
        let text = br#" {"id": 7, "name":"Weir Lane", "list":[{"x":1}], "cut":"of"#;
        walk(text, |name, value, whole| {
            let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
            seen.push((text(name), text(value), whole));
            true
        });
        let want = [
            ("id", "7", true),
            ("name", "\"Weir Lane\"", true),
            ("list", "[{\"x\":1}]", true),
            ("cut", "\"of", false),
        ];
        let want: Vec<_> = want
            .iter()
            .map(|(name, value, whole)| ((*name).to_owned(), (*value).to_owned(), *whole))
            .collect();
        assert_eq!(seen, want);
    }
}
