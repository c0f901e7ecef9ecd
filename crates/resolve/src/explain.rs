//! Why a record says what it says, in plain sentences.

use crate::Authority;
use model::{Field, Record, SourceNo, Visibility};

/// The sentences for `field` of `record`, each ending in a full stop; empty when there is nothing `for_whom` may see.
///
/// `source_name` gives the name of a source as people know it.
pub fn sentences(
    _record: &Record,
    _field: Field,
    _rules: &Authority,
    _for_whom: Visibility,
    _source_name: &dyn Fn(SourceNo) -> String,
) -> Vec<String> {
    todo!()
}
