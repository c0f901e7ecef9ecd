//! Rows of a separated file with quotes (RFC 4180), each of bounded size, found again after an unclosed quote.

use super::lines::{Line, Lines, ROW_LIMIT};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};
use memchr::memchr;
use std::io::{self, Read};

/// The most lines that one row may span.
const LINES_LIMIT: usize = 1000;

/// Bytes that may be read twice for unclosed quotes in one file. A file that needs more is so broken that from
/// there on every row must stand on one line; otherwise it could be made to take hours.
const PATIENCE: usize = 64 << 20;

/// Whether a row is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// It is.
    Whole,
    /// Nothing stands in it.
    Blank,
    /// It is longer than the limit.
    TooLong,
    /// It opens a quote that nothing closes. Reading goes on at the line after the one on which it began.
    Unclosed,
    /// The file ends in the middle of it.
    CutOff,
}

/// One row, in buffers that are used again.
#[derive(Default)]
pub(crate) struct Record {
    /// Its bytes; empty when it is too long.
    pub raw: Vec<u8>,
    /// The line on which it begins.
    pub line: u64,
    /// False when the file ends before its line does.
    pub ended: bool,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Record {
    /// How many fields it has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    /// All its fields' text together, and where each ends.
    pub fn text(&self) -> (&[u8], &[usize]) {
        (&self.text, &self.ends)
    }

    /// Its fields, without quotes.
    pub fn fields(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(from, &to)| &self.text[from..to])
    }
}

/// The rows of one file.
pub(crate) struct Records<R: Read> {
    lines: Lines<R>,
    csv: Reader,
    delimiter: u8,
    /// Columns a row should have, when that is known: a quoted line break that leads to any other number is an
    /// unclosed quote.
    pub width: Option<usize>,
    line: Line,
    read_twice: usize,
}

impl<R: Read> Records<R> {
    pub fn new(lines: Lines<R>, delimiter: u8) -> Self {
        Self {
            lines,
            csv: machine(delimiter),
            delimiter,
            width: None,
            line: Line::default(),
            read_twice: 0,
        }
    }

    /// Bytes read so far.
    pub fn at(&self) -> u64 {
        self.lines.at()
    }

    /// Reads the next row into `record`. None at the end of the file.
    pub fn next(&mut self, record: &mut Record) -> io::Result<Option<Shape>> {
        if !self.lines.next(&mut self.line)? {
            return Ok(None);
        }
        record.raw.clear();
        record.line = self.line.number;
        record.ended = self.line.ended;
        if self.line.too_long {
            // The first fields may name the row.
            let start = &self.line.bytes[..self.line.bytes.len().min(4096)];
            parse_alone(&mut self.csv, start, record);
            return Ok(Some(Shape::TooLong));
        }
        record.raw.extend_from_slice(&self.line.bytes);
        if record.raw.iter().all(u8::is_ascii_whitespace) {
            record.clear();
            return Ok(Some(Shape::Blank));
        }
        self.csv.reset();
        let first_ended = record.ended;
        let mut more: Vec<Line> = Vec::new();
        let mut closed = split_plain(&self.line.bytes, self.delimiter, record)
            || feed(&mut self.csv, &self.line.bytes, record);
        while !closed && more.len() < LINES_LIMIT && self.read_twice < PATIENCE {
            let mut next = Line::default();
            if !self.lines.next(&mut next)? {
                break;
            }
            let fits = !next.too_long && record.raw.len() + next.bytes.len() < ROW_LIMIT;
            if fits {
                record.raw.push(b'\n');
                record.raw.extend_from_slice(&next.bytes);
                record.ended = next.ended;
                closed = feed(&mut self.csv, &next.bytes, record);
            }
            more.push(next);
            if !fits {
                break;
            }
        }
        let odd_width = self.width.is_some_and(|width| width != record.len());
        let swallowed =
            !more.is_empty() && (odd_width || !closes_cleanly(&record.raw, self.delimiter));
        if closed && !swallowed {
            let blank = record.text.iter().all(u8::is_ascii_whitespace);
            return Ok(Some(if blank { Shape::Blank } else { Shape::Whole }));
        }
        let last = more.is_empty() && !first_ended;
        self.read_twice += more.iter().map(|line| line.bytes.len()).sum::<usize>();
        self.lines.hold(more);
        record.raw.clear();
        record.raw.extend_from_slice(&self.line.bytes);
        record.ended = first_ended;
        parse_alone(&mut self.csv, &self.line.bytes, record);
        Ok(Some(if last { Shape::CutOff } else { Shape::Unclosed }))
    }
}

fn machine(delimiter: u8) -> Reader {
    // Lines come without their breaks and are fed with a plain one: any other is text.
    ReaderBuilder::new()
        .delimiter(delimiter)
        .terminator(Terminator::Any(b'\n'))
        .build()
}

/// Splits a line all of whose fields are simple: without quotes, or in quotes as a whole with none inside. False, with
/// nothing in `record`, when one is not. Most lines are, and this is several times faster than the machine.
pub(crate) fn split_plain(line: &[u8], delimiter: u8, record: &mut Record) -> bool {
    record.clear();
    let mut rest = line;
    loop {
        let (field, after) = if let Some(quoted) = rest.strip_prefix(b"\"") {
            let Some(end) = memchr(b'"', quoted) else {
                break;
            };
            (&quoted[..end], &quoted[end + 1..])
        } else {
            rest.split_at(memchr(delimiter, rest).unwrap_or(rest.len()))
        };
        record.text.extend_from_slice(field);
        record.ends.push(record.text.len());
        match after.split_first() {
            None => return true,
            Some((next, more)) if *next == delimiter => rest = more,
            // A doubled quote, or text after a closing one.
            Some(_) => break,
        }
    }
    record.clear();
    false
}

/// Splits a line in which quotes are text. Always true.
pub(crate) fn split_bare(line: &[u8], delimiter: u8, record: &mut Record) -> bool {
    record.clear();
    for field in line.split(|b| *b == delimiter) {
        record.text.extend_from_slice(field);
        record.ends.push(record.text.len());
    }
    true
}

/// Feeds one line and its break; true when that ends the row.
fn feed(csv: &mut Reader, bytes: &[u8], record: &mut Record) -> bool {
    feed_part(csv, bytes, record) || feed_part(csv, b"\n", record)
}

fn feed_part(csv: &mut Reader, mut input: &[u8], record: &mut Record) -> bool {
    if input.is_empty() {
        return false;
    }
    loop {
        let (text_at, ends_at) = (record.text.len(), record.ends.len());
        record.text.resize(text_at + input.len() + 16, 0);
        record.ends.resize(ends_at + 32, 0);
        let (result, read, written, ended) = csv.read_record(
            input,
            &mut record.text[text_at..],
            &mut record.ends[ends_at..],
        );
        record.text.truncate(text_at + written);
        record.ends.truncate(ends_at + ended);
        input = &input[read..];
        match result {
            ReadRecordResult::Record | ReadRecordResult::End => return true,
            ReadRecordResult::InputEmpty => return false,
            ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {}
        }
    }
}

/// True when every quote that closes a field of `row` ends it. A row over several lines in which one does not
/// has most likely taken the opening quote of a later row for its closing one.
fn closes_cleanly(row: &[u8], delimiter: u8) -> bool {
    let mut rest = row;
    loop {
        let end = if let Some(quoted) = rest.strip_prefix(b"\"") {
            let mut at = 0;
            loop {
                match (quoted.get(at), quoted.get(at + 1)) {
                    (None, _) => return false,
                    (Some(b'"'), Some(b'"')) => at += 2,
                    (Some(b'"'), _) => break,
                    _ => at += 1,
                }
            }
            rest = &quoted[at + 1..];
            (rest.is_empty() || rest[0] == delimiter).then_some(0)
        } else {
            Some(
                rest.iter()
                    .position(|b| *b == delimiter)
                    .unwrap_or(rest.len()),
            )
        };
        match end {
            None => return false,
            Some(at) if at >= rest.len() => return true,
            Some(at) => rest = &rest[at + 1..],
        }
    }
}

/// Reads `bytes` as if the file ended there.
fn parse_alone(csv: &mut Reader, bytes: &[u8], record: &mut Record) {
    csv.reset();
    record.clear();
    if !feed_part(csv, bytes, record) {
        record.ends.push(record.text.len());
    }
}

/// The fields of one line by itself.
pub(crate) fn fields_of(line: &[u8], delimiter: u8) -> Vec<Vec<u8>> {
    let mut record = Record::default();
    if !split_plain(line, delimiter, &mut record) {
        parse_alone(&mut machine(delimiter), line, &mut record);
    }
    record.fields().map(<[u8]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Seen = (Shape, u64, Vec<String>);

    fn read(text: &[u8], width: Option<usize>) -> Vec<Seen> {
        let mut records = Records::new(Lines::new(text, b'\n'), b',');
        records.width = width;
        let mut record = Record::default();
        let mut all = Vec::new();
        while let Some(shape) = records.next(&mut record).unwrap() {
            let fields = record
                .fields()
                .map(|f| String::from_utf8_lossy(f).into_owned())
                .collect();
            all.push((shape, record.line, fields));
        }
        all
    }

    #[track_caller]
    fn check(text: &str, width: Option<usize>, want: &[(Shape, u64, &[&str])]) {
        let want: Vec<Seen> = want
            .iter()
            .map(|(s, l, f)| (*s, *l, f.iter().map(|f| (*f).to_owned()).collect()))
            .collect();
        assert_eq!(read(text.as_bytes(), width), want);
    }

    #[test]
    fn quoted_fields_hold_separators_quotes_and_line_breaks() {
        check(
            "a,\"b,c\",\"say \"\"hi\"\"\"\r\n1,\"two\r\nlines\",3\n",
            Some(3),
            &[
                (Shape::Whole, 1, &["a", "b,c", "say \"hi\""]),
                (Shape::Whole, 2, &["1", "two\nlines", "3"]),
            ],
        );
        check(
            "a,,\n,b,",
            None,
            &[
                (Shape::Whole, 1, &["a", "", ""]),
                (Shape::Whole, 2, &["", "b", ""]),
            ],
        );
        check(
            "a,b\n\n , \n,\n",
            None,
            &[
                (Shape::Whole, 1, &["a", "b"]),
                (Shape::Blank, 2, &[]),
                (Shape::Blank, 3, &[" ", " "]),
                (Shape::Blank, 4, &["", ""]),
            ],
        );
    }

    #[test]
    fn an_unclosed_quote_does_not_swallow_the_rest() {
        check(
            "1,\"open\n2,b\n3,c\n",
            Some(2),
            &[
                (Shape::Unclosed, 1, &["1", "open"]),
                (Shape::Whole, 2, &["2", "b"]),
                (Shape::Whole, 3, &["3", "c"]),
            ],
        );
        check(
            "1,\"open\n2,\"b\"\n3,c\n",
            Some(2),
            &[
                (Shape::Unclosed, 1, &["1", "open"]),
                (Shape::Whole, 2, &["2", "b"]),
                (Shape::Whole, 3, &["3", "c"]),
            ],
        );
        check(
            "1,a\n2,\"cut o",
            Some(2),
            &[
                (Shape::Whole, 1, &["1", "a"]),
                (Shape::CutOff, 2, &["2", "cut o"]),
            ],
        );
    }

    #[test]
    fn an_unclosed_quote_before_more_than_a_row_may_hold_is_found() {
        let mut text = b"1,\"open\n".to_vec();
        for n in 0..200_000 {
            text.extend_from_slice(format!("{n},filler\n").as_bytes());
        }
        let rows = read(&text, Some(2));
        assert_eq!(rows.len(), 200_001);
        assert_eq!(rows[0].0, Shape::Unclosed);
        assert!(rows[1..].iter().all(|row| row.0 == Shape::Whole));
    }

    #[test]
    fn a_row_past_the_limit_still_gives_its_first_fields() {
        let mut text = format!("77,{}", "x".repeat(3 << 20)).into_bytes();
        text.extend_from_slice(b"\n78,ok\n");
        let rows = read(&text, Some(2));
        assert_eq!((rows[0].0, rows[0].2[0].as_str()), (Shape::TooLong, "77"));
        assert_eq!(
            rows[1],
            (Shape::Whole, 2, vec!["78".to_owned(), "ok".to_owned()])
        );
    }

    proptest! {
        #[test]
        fn a_plain_line_is_split_as_the_machine_splits_it(line in "[ab\",;\r]{0,12}") {
            let (mut fast, mut slow) = (Record::default(), Record::default());
            if split_plain(line.as_bytes(), b',', &mut fast) {
                parse_alone(&mut machine(b','), line.as_bytes(), &mut slow);
                prop_assert_eq!((fast.text, fast.ends), (slow.text, slow.ends));
            } else {
                prop_assert!(fast.ends.is_empty() && fast.text.is_empty());
            }
        }

        #[test]
        fn rows_that_were_written_are_read(rows in prop::collection::vec(prop::collection::vec("[a-c\",\n ]{1,8}", 3), 1..6)) {
            let mut text = String::new();
            for row in &rows {
                let quoted: Vec<String> = row.iter().map(|f| format!("\"x{}\"", f.replace('"', "\"\""))).collect();
                text += &quoted.join(",");
                text.push('\n');
            }
            let want: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|f| format!("x{f}")).collect()).collect();
            let got: Vec<Vec<String>> = read(text.as_bytes(), Some(3)).into_iter().map(|row| row.2).collect();
            prop_assert_eq!(got, want);
        }
    }
}
