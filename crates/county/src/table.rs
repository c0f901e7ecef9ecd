//! Tables as text: RFC 4180 quoting, or the `¬` family that has none.

/// A row as column names and values: the first row of a table gives its header.
pub(crate) type Row = Vec<(&'static str, String)>;

/// The rows with a header, `separator` between cells, quoted where needed.
pub(crate) fn csv(rows: &[Row], separator: char) -> String {
    let mut out = String::new();
    if let Some(first) = rows.first() {
        line(
            &mut out,
            first.iter().map(|(column, _)| *column),
            separator,
            false,
        );
    }
    for row in rows {
        line(
            &mut out,
            row.iter().map(|(_, value)| value.as_str()),
            separator,
            false,
        );
    }
    out
}

/// A headerless table in which every cell is quoted, as the organisation register writes it.
pub(crate) fn quoted(rows: &[Vec<String>]) -> String {
    let mut out = String::new();
    for row in rows {
        line(&mut out, row.iter().map(String::as_str), ',', true);
    }
    out
}

fn line<'a>(out: &mut String, cells: impl Iterator<Item = &'a str>, separator: char, always: bool) {
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            out.push(separator);
        }
        if always || cell.contains([separator, '"', '\n', '\r']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(cell);
        }
    }
    out.push_str("\r\n");
}

/// Rows of the national profiles: `¬` between cells, no quoting, in Windows-1252.
pub(crate) fn profile(header: &[&str], rows: &[Vec<String>]) -> Vec<u8> {
    let mut text = header.join("¬");
    text.push_str("\r\n");
    for row in rows {
        text.push_str(&row.join("¬"));
        text.push_str("\r\n");
    }
    // What is written here has a character of its own below 256, but for the curly apostrophe.
    text.chars()
        .map(|c| {
            if c == '’' {
                0x92
            } else {
                u8::try_from(u32::from(c)).unwrap_or(b'?')
            }
        })
        .collect()
}
