//! Good documents damaged in the ways in which files are: cut off, mixed up, saved by the wrong program.
//!
//! Words: a *document* is a set of files as one import is given them; a *damage* is one way of spoiling one.
//! Always: the same seed damages the same document in the same way.
//! Start at [`damaged`].

use crate::SplitMix64;

/// A document: its files by name, and a column map when it is a plain table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What it is a sample of.
    pub sample: &'static str,
    /// Its files.
    pub files: Vec<(String, Vec<u8>)>,
    /// The column map.
    pub map: Option<String>,
    /// The name of the archive that the files are packed in, as a workbook's parts are.
    pub packed: Option<&'static str>,
}

/// What stands where something else should.
const WORDS: [&str; 28] = [
    "44197",
    "7.9E+09",
    "1e999",
    "-1E-400",
    "null",
    "NaN",
    "#REF!",
    "#N/A",
    "TRUE",
    "1186.0",
    "0",
    "-1",
    "99999999999999999999999999",
    "=cmd|' /C calc'!A1",
    "<b>Weir</b>",
    "&amp;",
    "31/02/2026",
    "12/13/2026",
    "25:00-26:00",
    "\u{202e}lane",
    "e\u{301}",
    "🏥",
    "\u{feff}",
    "n/a",
    "{}",
    "[]",
    "\"\"",
    "\\u0000",
];

/// Bytes that mean something to somebody.
const TELLING: [&[u8]; 22] = [
    b"\"",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\xAC",
    b"\xC2\xAC",
    b",",
    b";",
    b"\t",
    b"|",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b"\\",
    b"\xFF",
    b"\xEF\xBB\xBF",
    b"\xFF\xFE",
    b"'",
    b"\x1E",
];

/// The ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Cut,
    Bit,
    Delete,
    Double,
    Swap,
    Insert,
    LineEnds,
    Encoding,
    Wide,
    Mark,
    Word,
    Separator,
    RowDoubled,
    RowMoved,
    RowDropped,
    ColumnDropped,
    ColumnShifted,
    ColumnRenamed,
    IdChanged,
    PhoneFloat,
    DateSerial,
    KeyRepeated,
    Deep,
    Huge,
    Long,
    Empty,
}

const WAYS: [Way; 26] = [
    Way::Cut,
    Way::Bit,
    Way::Delete,
    Way::Double,
    Way::Swap,
    Way::Insert,
    Way::LineEnds,
    Way::Encoding,
    Way::Wide,
    Way::Mark,
    Way::Word,
    Way::Separator,
    Way::RowDoubled,
    Way::RowMoved,
    Way::RowDropped,
    Way::ColumnDropped,
    Way::ColumnShifted,
    Way::ColumnRenamed,
    Way::IdChanged,
    Way::PhoneFloat,
    Way::DateSerial,
    Way::KeyRepeated,
    Way::Deep,
    Way::Huge,
    Way::Long,
    Way::Empty,
];

/// `document` damaged in one to six ways that `seed` chooses.
pub fn damaged(document: &Document, seed: u64) -> Document {
    let mut random = SplitMix64::new(seed);
    let mut document = document.clone();
    for _ in 0..=random.below(6) {
        match random.below(24) {
            0 => files(&mut document, &mut random),
            1 => {
                if let Some(map) = &mut document.map {
                    let bytes = spoil(map.as_bytes(), &mut random);
                    *map = String::from_utf8_lossy(&bytes).into_owned();
                }
            }
            _ => {
                let at = random.below(document.files.len() as u64) as usize;
                if let Some((_, bytes)) = document.files.get_mut(at) {
                    *bytes = spoil(bytes, &mut random);
                }
            }
        }
    }
    document
}

/// Renames a file, leaves one out, gives one twice, or gives them in another order.
fn files(document: &mut Document, random: &mut SplitMix64) {
    let count = document.files.len() as u64;
    let (at, other) = (random.below(count) as usize, random.below(count) as usize);
    match random.below(4) {
        0 => {
            let names = [
                "x",
                "GP.csv",
                "epraccur.csv",
                "data.json",
                "a/b\\c.txt",
                "",
                "Pharmacy.csv.csv",
            ];
            let name = names[random.below(names.len() as u64) as usize];
            if let Some(file) = document.files.get_mut(at) {
                name.clone_into(&mut file.0);
            }
        }
        1 if count > 1 => drop(document.files.remove(at)),
        2 => document.files.extend(document.files.get(at).cloned()),
        _ if count > 0 => document.files.swap(at, other),
        _ => {}
    }
}

/// `bytes` damaged in one way.
fn spoil(bytes: &[u8], random: &mut SplitMix64) -> Vec<u8> {
    let size = bytes.len() as u64;
    let place = |random: &mut SplitMix64| random.below(size + 1) as usize;
    let span = |random: &mut SplitMix64| {
        let at = place(random);
        let longest = if random.below(8) == 0 { 2_000 } else { 24 };
        at..(at + 1 + random.below(longest) as usize)
            .min(bytes.len())
            .max(at)
    };
    let replaced = |range: std::ops::Range<usize>, with: &[u8]| {
        [&bytes[..range.start], with, &bytes[range.end..]].concat()
    };
    let way = WAYS[random.below(WAYS.len() as u64) as usize];
    match way {
        Way::Cut => bytes[..place(random)].to_vec(),
        Way::Bit => {
            let mut all = bytes.to_vec();
            let (at, bit) = (place(random), random.below(8));
            if let Some(byte) = all.get_mut(at) {
                *byte ^= 1 << bit;
            }
            all
        }
        Way::Delete => replaced(span(random), b""),
        Way::Double => {
            let part = span(random);
            let at = place(random);
            replaced(at..at, &bytes[part])
        }
        Way::Swap => {
            let (a, b) = (span(random), span(random));
            let (a, b) = if a.start <= b.start { (a, b) } else { (b, a) };
            if a.end > b.start {
                return bytes.to_vec();
            }
            [
                &bytes[..a.start],
                &bytes[b.clone()],
                &bytes[a.end..b.start],
                &bytes[a.clone()],
                &bytes[b.end..],
            ]
            .concat()
        }
        Way::Insert | Way::Mark => {
            let telling: &[u8] = match way {
                Way::Mark => b"\xEF\xBB\xBF",
                _ => TELLING[random.below(TELLING.len() as u64) as usize],
            };
            let at = if way == Way::Mark && random.below(3) == 0 {
                0
            } else {
                place(random)
            };
            replaced(at..at, &telling.repeat(1 + random.below(3) as usize))
        }
        Way::LineEnds => {
            let ends: [&[u8]; 5] = [b"\r", b"\r\n", b"\n\n", b"\n\r", b"\x0B"];
            let end = ends[random.below(5) as usize];
            let every = 1 + random.below(3) as usize;
            let mut all = Vec::with_capacity(bytes.len());
            for (n, line) in bytes.split(|b| *b == b'\n').enumerate() {
                if n > 0 {
                    all.extend_from_slice(if n % every == 0 { end } else { b"\n" });
                }
                all.extend_from_slice(line);
            }
            all
        }
        Way::Encoding => {
            let part = span(random);
            let text = String::from_utf8_lossy(&bytes[part.clone()]).into_owned();
            let narrow: Vec<u8> = text
                .chars()
                .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'\x92'))
                .collect();
            let with = if random.below(2) == 0 {
                narrow
            } else {
                format!("{text}é’").into_bytes()
            };
            replaced(part, &with)
        }
        Way::Wide => {
            let text = String::from_utf8_lossy(bytes);
            let mark = random.below(3) > 0;
            let units = std::iter::once(0xFEFF)
                .filter(|_| mark)
                .chain(text.encode_utf16());
            if random.below(2) == 0 {
                units.flat_map(u16::to_le_bytes).collect()
            } else {
                units.flat_map(u16::to_be_bytes).collect()
            }
        }
        Way::Word => {
            let word = WORDS[random.below(WORDS.len() as u64) as usize];
            replaced(cell(bytes, place(random)), word.as_bytes())
        }
        Way::Separator => {
            let all: [&[u8]; 6] = [b",", b";", b"\t", b"|", b"\xAC", b":"];
            let (from, to) = (all[random.below(6) as usize], all[random.below(6) as usize]);
            let mut every = 1 + random.below(4);
            bytes
                .iter()
                .flat_map(|byte| {
                    every = if [*byte] == from {
                        every.wrapping_sub(1)
                    } else {
                        every
                    };
                    if [*byte] == from && every < 4 {
                        to.to_vec()
                    } else {
                        vec![*byte]
                    }
                })
                .collect()
        }
        Way::RowDoubled | Way::RowMoved | Way::RowDropped => {
            let mut rows: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
            let at = random.below(rows.len() as u64) as usize;
            let to = random.below(rows.len() as u64 + 1) as usize;
            if let Some(row) = rows.get(at).copied() {
                if way != Way::RowDoubled {
                    rows.remove(at);
                }
                if way != Way::RowDropped {
                    rows.insert(to.min(rows.len()), row);
                }
            }
            rows.concat()
        }
        Way::ColumnDropped | Way::ColumnShifted | Way::ColumnRenamed => columns(bytes, way, random),
        Way::IdChanged | Way::PhoneFloat | Way::DateSerial => {
            let part = digits(bytes, place(random));
            let with: Vec<u8> = match way {
                Way::PhoneFloat => b"7.9E+09".to_vec(),
                Way::DateSerial => b"44197".to_vec(),
                _ => random.next().to_string().into_bytes(),
            };
            replaced(part, &with)
        }
        Way::KeyRepeated => {
            let at = place(random);
            let from = bytes[..at].iter().rposition(|b| *b == b',').unwrap_or(0);
            let to = bytes[at..]
                .iter()
                .position(|b| matches!(b, b',' | b'}' | b'\n'))
                .map_or(bytes.len(), |n| at + n);
            let part = bytes[from..to].to_vec();
            replaced(to..to, &part)
        }
        Way::Deep => {
            let levels = [3, 63, 70, 200, 5_000][random.below(5) as usize];
            let (open, close): (&[u8], &[u8]) = if random.below(2) == 0 {
                (b"[", b"]")
            } else {
                (b"{\"a\":", b"}")
            };
            let closed = random.below(3) > 0;
            let with = [
                open.repeat(levels),
                b"1".to_vec(),
                if closed {
                    close.repeat(levels)
                } else {
                    Vec::new()
                },
            ]
            .concat();
            replaced(cell(bytes, place(random)), &with)
        }
        Way::Huge => {
            let count = [20, 400, 70_000][random.below(3) as usize];
            replaced(digits(bytes, place(random)), &b"9".repeat(count))
        }
        Way::Long => {
            // A row past the limit takes a while to read, so it is rare.
            let count = if random.below(12) == 0 {
                (1 << 20) + 3
            } else {
                3_000
            };
            let filler: &[u8] = [&b"x"[..], b"\"", b" ", b"x,", b"\n"][random.below(5) as usize];
            let at = place(random);
            replaced(at..at, &filler.repeat(count))
        }
        Way::Empty => {
            if random.below(4) == 0 {
                Vec::new()
            } else {
                b" \n".repeat(random.below(40) as usize)
            }
        }
    }
}

/// Where the text around `at` stands that separators or quotes end.
fn cell(bytes: &[u8], at: usize) -> std::ops::Range<usize> {
    let ends = |b: &u8| {
        matches!(
            b,
            b',' | b';' | b'\n' | b'\r' | b'"' | 0xAC | b'[' | b']' | b'{' | b'}'
        )
    };
    let from = bytes[..at].iter().rposition(ends).map_or(0, |n| n + 1);
    let to = bytes[at..]
        .iter()
        .position(ends)
        .map_or(bytes.len(), |n| at + n);
    from..to
}

/// Where the next digits after `at` stand.
fn digits(bytes: &[u8], at: usize) -> std::ops::Range<usize> {
    let digit = u8::is_ascii_digit;
    let from = bytes[at..]
        .iter()
        .position(digit)
        .map_or(bytes.len(), |n| at + n);
    let to = bytes[from..]
        .iter()
        .position(|b| !digit(b))
        .map_or(bytes.len(), |n| from + n);
    from..to
}

/// Drops a column of every row, gives every row one more, or changes a name in the header.
fn columns(bytes: &[u8], way: Way, random: &mut SplitMix64) -> Vec<u8> {
    let separators: [u8; 4] = [0xAC, b',', b';', b'\t'];
    let Some(separator) = separators.into_iter().find(|sign| bytes.contains(sign)) else {
        return bytes.to_vec();
    };
    let at = random.below(8) as usize;
    let rows = bytes.split(|b| *b == b'\n').enumerate().map(|(n, row)| {
        let mut cells: Vec<&[u8]> = row.split(|b| *b == separator).collect();
        if at < cells.len() {
            match way {
                Way::ColumnDropped => drop(cells.remove(at)),
                Way::ColumnShifted => cells.insert(at, b""),
                _ if n == 0 => cells[at] = b"Renamed",
                _ => {}
            }
        }
        cells.join(&separator)
    });
    rows.collect::<Vec<_>>().join(&b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Document {
        Document {
            sample: "two files",
            files: vec![
                ("a.csv".to_owned(), b"Ref,Name\n1,Mill\n2,Weir\n".to_vec()),
                (
                    "b.json".to_owned(),
                    br#"[{"id":1,"phone":"01632 960417"}]"#.to_vec(),
                ),
            ],
            map: Some("id = \"Ref\"".to_owned()),
            packed: None,
        }
    }

    #[test]
    fn the_same_seed_damages_in_the_same_way() {
        for seed in 0..2_000 {
            assert_eq!(damaged(&good(), seed), damaged(&good(), seed));
        }
        let changed = (0..200)
            .filter(|seed| damaged(&good(), *seed) != good())
            .count();
        assert!(changed > 180, "{changed}");
    }

    #[test]
    fn an_empty_document_can_be_damaged_too() {
        let mut empty = good();
        empty.files.iter_mut().for_each(|(_, bytes)| bytes.clear());
        for seed in 0..2_000 {
            damaged(&empty, seed);
        }
        empty.files.clear();
        for seed in 0..2_000 {
            damaged(&empty, seed);
        }
    }
}
