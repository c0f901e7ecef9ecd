//! Good documents of every format, and what must hold of any document however it was damaged.
//!
//! Start at [`samples`] and [`check`]. A format that is new is added to `samples`.

mod samples;

pub use samples::samples;

use ingest::{Input, Outcome, Row, open};
use model::{RowTally, SourceKey, Value};
use std::io::Cursor;
use testkit::damage::Document;

/// The most that a row may keep of itself and its companions, with room for what is added.
const RAW_LIMIT: usize = 3 << 20;

/// Reads `document` to its end; none when it is refused whole.
///
/// # Panics
/// When something does not hold that always must.
pub fn check(document: &Document) -> Option<RowTally> {
    let source: SourceKey = "laws".parse().expect("a key");
    let inputs = document
        .files
        .iter()
        .map(|(name, bytes)| Input::new(name.clone(), Cursor::new(bytes.clone())))
        .collect();
    let mut reader = match open(&source, inputs, document.map.as_deref()) {
        Ok(reader) => reader,
        Err(unreadable) => {
            let finding = unreadable.finding();
            assert!(finding.refusal && !finding.fix.is_empty(), "{finding:?}");
            return None;
        }
    };
    let mut counted = (0, 0);
    for row in reader.by_ref() {
        match &row.outcome {
            Outcome::Described(_) => counted.0 += 1,
            Outcome::Refused { .. } => counted.1 += 1,
            Outcome::Note => {}
        }
        check_row(&row, document.files.len());
    }
    let tally = reader.tally();
    assert!(tally.adds_up(), "{tally:?}");
    assert_eq!(counted, (tally.described, tally.refused), "{tally:?}");
    Some(tally)
}

fn check_row(row: &Row, files: usize) {
    assert!(
        usize::from(row.place.file) < files && row.place.line > 0,
        "{:?}",
        row.place
    );
    let refused = matches!(row.outcome, Outcome::Refused { .. });
    let reason = row.findings.iter().any(|finding| finding.refusal);
    assert!(!refused || reason, "a refusal without a reason: {row:?}");
    for finding in &row.findings {
        assert!(finding.seen.chars().count() <= 80, "{finding:?}");
        assert!(!finding.seen.contains(char::is_control), "{finding:?}");
        assert!(
            finding.place.line > 0 && !finding.fix.is_empty(),
            "{finding:?}"
        );
    }
    let kept: usize = row.raw.iter().map(Vec::len).sum();
    assert!(kept <= RAW_LIMIT, "a row keeps {kept} bytes");
    let Outcome::Described(entries) = &row.outcome else {
        return;
    };
    assert!(!entries.is_empty());
    for entry in entries {
        let row = entry.local_id.rsplit_once('#').map(|(row, _)| row);
        assert!(row.is_some_and(|row| !row.is_empty()), "{}", entry.local_id);
        for (field, value) in &entry.fields {
            let Some(value) = value else { continue };
            assert_eq!(value.shape(), field.shape(), "{field:?}");
            let back = Value::from_json(*field, &value.to_json());
            assert_eq!(back.as_ref(), Ok(value), "does not read back");
            if let Value::Text(text) = value {
                let stray = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
                assert!(!text.contains(stray), "{field:?} {text:?}");
            }
        }
    }
}
