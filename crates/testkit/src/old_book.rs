//! The records of an old workbook (BIFF8), as Excel wrote them until 2003: a kind, a length and data, one after another.
//!
//! They stand in the stream `Workbook` of a compound file, which whoever needs one makes around them.

/// A book with one sheet, `Clubs`, that has these cells: row and column from 0, and a text or a number.
pub fn records(cells: &[(u16, u16, &str)]) -> Vec<u8> {
    let mut sheet = begin(0x10);
    for (row, column, text) in cells {
        let place = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
        sheet.extend(if let Ok(number) = text.parse::<f64>() {
            record(0x0203, &[place, number.to_le_bytes().to_vec()].concat())
        } else {
            let length = (text.len() as u16).to_le_bytes().to_vec();
            record(
                0x0204,
                &[place, length, vec![0], text.as_bytes().to_vec()].concat(),
            )
        });
    }
    sheet.extend(record(0x000A, &[]));
    let start = begin(5);
    let at = start.len() + bound(0).len() + record(0x000A, &[]).len();
    [start, bound(at as u32), record(0x000A, &[]), sheet].concat()
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = kind.to_le_bytes().to_vec();
    bytes.extend((data.len() as u16).to_le_bytes());
    bytes.extend(data);
    bytes
}

fn begin(kind: u16) -> Vec<u8> {
    record(
        0x0809,
        &[&[0, 6], &kind.to_le_bytes()[..], &[0; 12]].concat(),
    )
}

/// Where the sheet's records begin, and its name.
fn bound(at: u32) -> Vec<u8> {
    let name = b"Clubs";
    record(
        0x0085,
        &[&at.to_le_bytes()[..], &[0, 0, name.len() as u8, 0], name].concat(),
    )
}
